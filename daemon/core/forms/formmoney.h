/* What is agreed and paid, as cells of a form. */
#ifndef JOURD_FORMMONEY_H
#define JOURD_FORMMONEY_H

#include "form.h"
#include "payments.h"

/* One payer under one agreement. A sum of what people have said is not reported while nobody has
 * said anything; paid is the payee's word, as everywhere. */
struct formmoney {
	struct form_cell expected, invoiced, paid, payer_says, difference, repaid;
};

/* Of a row of the account. */
struct formmoney formmoney_of(const struct balance *row);
/* Known in full, at least so much, or not reported. */
struct form_cell formmoney_expected(int64_t amount_ore, bool complete);

#endif
