#include "keybook.h"

#include <string.h>

#include "inforce.h"
#include "jour/i18n.h"

/* ---- reading */

bool keybook_is_partner(const struct keyagreement *agreement, const char *code)
{
	return expected_find_unit(agreement->expected, code) != NULL;
}

static enum err add_agreement(struct keybook *book, const char *dnr, struct keyagreement ***end)
{
	struct reports *reports = book->reports;
	const struct expected *expected;
	enum err err = expected_compute(reports->txn, reports->size, dnr, book->year,
		reports->memory, reports->scratch, &expected);
	if (err != ERR_OK || !expected->in_force)
		return err;
	struct keyagreement *agreement = arena_alloc(reports->memory, sizeof(*agreement));
	if (agreement == NULL)
		return ERR_RANGE;
	agreement->expected = expected;
	agreement->months =
		inforce_months(expected->agreement, book->year) & reports_months(reports->period);
	if (agreement->months == 0 && !book->whole_year)
		return ERR_OK;
	**end = agreement;
	*end = &agreement->next;
	for (size_t i = 0; i < expected->unit_count; i++)
		if (reports_unit(reports, expected->units[i].code) == NULL)
			return ERR_RANGE;
	return payments_settle(
		reports->txn, expected, 0, reports->memory, reports->scratch, &agreement->account);
}

static enum err read_agreements(struct keybook *book)
{
	struct reports *reports = book->reports;
	struct keyagreement **end = &book->agreements;
	const struct listed *listed;
	enum err err = inforce_list(reports->txn, reports->size, reports->memory, &listed);
	for (; err == ERR_OK && listed != NULL; listed = listed->next)
		err = add_agreement(book, listed->agreement->dnr, &end);
	return err;
}

enum err keybook_read(struct reports *reports, struct keybook *ret_book)
{
	struct totals_query number = {.unit = NULL}, sexes = {.unit = NULL};
	*ret_book = (struct keybook){.reports = reports,
		.year = reports->period.year,
		.whole_year = reports->period.months == 12};
	sexes.by[sexes.by_count++] = codebook_find(&reports->codes, "sex", 0);
	enum err err = totals_read(reports, &number, &ret_book->number);
	if (err == ERR_OK)
		err = totals_read(reports, &sexes, &ret_book->sexes);
	if (err == ERR_OK)
		err = efforts_read(reports->txn, reports->size, reports->period, reports->memory,
			reports->scratch, &ret_book->efforts);
	return err == ERR_OK ? read_agreements(ret_book) : err;
}

const struct keyagreement *keybook_agreement(const struct keybook *book, const char *dnr)
{
	const struct keyagreement *agreement = book->agreements;
	while (agreement != NULL && strcmp(agreement->expected->agreement->dnr, dnr) != 0)
		agreement = agreement->next;
	return agreement;
}
