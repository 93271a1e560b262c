/* Opening the ledger for a command about one agreement and one year. */
#ifndef JOURD_MONEYVIEW_H
#define JOURD_MONEYVIEW_H

#include "payments.h"
#include "view.h"

struct money_view {
	struct view view;
	struct arena arena; /* what is computed lives here */
};

/* As view_open. */
int money_view_open(const struct view_options *options, struct money_view *ret_money);
/* As view_close. */
int money_view_close(struct money_view *money, int status);

/* What the agreement pays in the year. When that cannot be said, NULL after a sentence on stderr
 * that says what to type. */
const struct expected *money_view_expected(
	struct money_view *money, const char *dnr, uint32_t year);
/* The first line of a result that is too large, or damage, on stderr. */
void money_view_failed(enum err err);

/* A year in a command line; false when it is none. */
bool money_year_parse(const char *text, uint32_t *ret_year);

#endif
