/* The sheets of an agreement's money: what is agreed and paid, its terms, its budgets. */
#ifndef JOURD_FORMBUDGET_H
#define JOURD_FORMBUDGET_H

#include "form.h"
#include "payments.h"

/* What each partner is to pay, was invoiced and has paid. */
void formbudget_put_economy(struct form *form, const struct account *account);
/* Each clause that makes money and what it makes in the year. */
void formbudget_put_terms(struct form *form, const struct expected *expected);
/* The lines of the budgets: what they may cost, have cost and have left; each earmark apart. A line
 * that no cost is recorded for is not known to be unspent. */
void formbudget_put(struct form *form, const struct expected *expected);

#endif
