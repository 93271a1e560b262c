#include "keybook.h"

#include <assert.h>
#include <string.h>

#include "inforce.h"
#include "jour/i18n.h"
#include "keyfigure.h"

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

/* By the list that the measure begins with, unless that has been read. */
static enum err read_split(struct keybook *book, const char *measure)
{
	struct keysplit *split = &book->splits[book->split_count];
	struct totals_query query = {.unit = NULL};
	size_t size = strcspn(measure, "/");
	for (size_t i = 0; i < book->split_count; i++)
		if (strncmp(book->splits[i].list, measure, size) == 0 &&
			book->splits[i].list[size] == '\0')
			return ERR_OK;
	assert(book->split_count < KEYBOOK_SPLITS_MAX && size <= CODE_NAME_MAX);
	memcpy(split->list, measure, size);
	query.by[query.by_count++] = codebook_find(&book->reports->codes, split->list, 0);
	book->split_count++;
	return totals_read(book->reports, &query, &split->totals);
}

static enum err read_splits(struct keybook *book)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && keyfigure_at(i) != NULL; i++) {
		const struct keyfigure_kind *kind = keyfigure_at(i);
		if (kind->numerator == keybook_cases_by)
			err = read_split(book, kind->measure);
		if (err == ERR_OK && kind->denominator == keybook_cases_by)
			err = read_split(book, keyfigure_per_measure(kind));
	}
	return err;
}

enum err keybook_read(struct reports *reports, struct keybook *ret_book)
{
	struct totals_query number = {.unit = NULL};
	*ret_book = (struct keybook){.reports = reports,
		.year = reports->period.year,
		.whole_year = reports->period.months == 12};
	enum err err = totals_read(reports, &number, &ret_book->number);
	if (err == ERR_OK)
		err = read_splits(ret_book);
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

/* ---- what was merged */

bool keybook_has_member(const struct keymembers *members, const char *code)
{
	for (size_t i = 0; i < members->count; i++)
		if (strcmp(members->units[i].code, code) == 0)
			return true;
	return false;
}

/* What was merged into one of them comes after it, so that a ring ends. */
void keybook_members(const struct keybook *book, const char *code, struct keymembers *ret_members)
{
	struct reports *reports = book->reports;
	struct days period = {date_day_number(period_first_day(reports->period)),
		date_day_number(period_last_day(reports->period))};
	*ret_members = (struct keymembers){1, {{code, unitbook_find(&reports->book, code)}}};
	for (size_t i = 0; i < ret_members->count; i++) {
		const struct unit_page *page = ret_members->units[i].page;
		const struct unit_link *link = page == NULL ? NULL : page->absorbed;
		for (; link != NULL; link = link->next) {
			if (link->since > period.last || !unitbook_is_there(link->to, period) ||
				keybook_has_member(ret_members, link->to->code))
				continue;
			if (ret_members->count == KEYMEMBERS_MAX) {
				reports->full = true;
				return;
			}
			ret_members->units[ret_members->count++] =
				(struct keymember){link->to->code, link->to};
		}
	}
}

bool keybook_is_merged(
	const struct keybook *book, const struct keyagreement *agreement, const char *code)
{
	const struct expected *expected = agreement->expected;
	struct keymembers members;
	for (size_t i = 0; i < expected->unit_count; i++) {
		if (strcmp(expected->units[i].code, code) == 0)
			continue;
		keybook_members(book, expected->units[i].code, &members);
		if (keybook_has_member(&members, code))
			return true;
	}
	return false;
}
