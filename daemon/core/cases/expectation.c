#include "expectation.h"

#include <string.h>

#include "inforce.h"

#define ASKED_MAX (12 + 4 + 2 + 1) /* months, quarters, halves and the year itself */

/* A report that an agreement wants of its units. */
struct asked {
	struct period period;
	int32_t due_day;
};

/* One agreement, whose versions are met the newest first. */
struct agreement_year {
	const char *dnr;
	uint16_t covered; /* the months in which the versions met so far are in force */
	struct asked asked[ASKED_MAX];
	size_t asked_count;
};

static bool comes_before(struct period a, struct period b)
{
	return a.first_month != b.first_month ? a.first_month < b.first_month : a.months < b.months;
}

/* Puts an expectation with the unit, or into the one it has for that period. */
static void expect(
	struct reports *reports, struct reporting_unit *unit, const struct expected_report *wanted)
{
	struct expected_report **slot = &unit->expected;
	while (*slot != NULL && comes_before((*slot)->period, wanted->period))
		slot = &(*slot)->next;
	struct expected_report *there = *slot;
	if (there == NULL || comes_before(wanted->period, there->period)) {
		there = arena_alloc(reports->memory, sizeof(*there));
		if (there == NULL) {
			reports->full = true;
			return;
		}
		*there = *wanted;
		there->next = *slot;
		*slot = there;
		return;
	}
	there->months |= wanted->months;
	if (wanted->due_day < there->due_day) {
		there->due_day = wanted->due_day;
		there->dnr = wanted->dnr;
	}
}

/* A wish on its way to the units that stand for one that the agreement names. */
struct wish {
	struct reports *reports;
	const struct expected_report *wanted;
};

static void expect_in_days(void *context, struct unit_page *page, struct days days)
{
	const struct wish *wish = context;
	struct reports *reports = wish->reports;
	struct expected_report wanted = *wish->wanted;
	wanted.months &= inforce_months_of(days, reports->period.year);
	if (wanted.months == 0 || reports->full)
		return;
	struct reporting_unit *unit =
		page->mark != NULL ? page->mark : reports_unit(reports, page->code);
	if (unit == NULL)
		return;
	unit->page = page;
	page->mark = unit;
	wanted.unit = unit;
	expect(reports, unit, &wanted);
	unit->months_expected |= wanted.months & reports_months(reports->period);
}

static void expect_of_all(struct reports *reports, const Jour__V1__Agreement *agreement,
	const struct expected_report *wanted)
{
	struct wish wish = {reports, wanted};
	for (size_t i = 0; i < agreement->n_units && !reports->full; i++) {
		struct unit_page *page = unitbook_find(&reports->book, agreement->units[i]);
		if (page == NULL) {
			store_fail(reports->txn, ERR_CORRUPT);
			return;
		}
		unitbook_stand_in(
			page, agreementyear_partner(agreement, page->code), expect_in_days, &wish);
	}
}

/* Notes a period that the version is the one to ask for; of two days the earlier. */
static void ask(struct reports *reports, struct agreement_year *year, const struct asked *wanted)
{
	for (size_t i = 0; i < year->asked_count; i++) {
		struct asked *there = &year->asked[i];
		if (there->period.first_month != wanted->period.first_month ||
			there->period.months != wanted->period.months)
			continue;
		if (wanted->due_day < there->due_day)
			there->due_day = wanted->due_day;
		return;
	}
	/* No accepted duty has another length. */
	if (year->asked_count == ASKED_MAX)
		store_fail(reports->txn, ERR_CORRUPT);
	else
		year->asked[year->asked_count++] = *wanted;
}

static void ask_duty(struct reports *reports, struct agreement_year *year, uint16_t term,
	const Jour__V1__ReportDuty *duty)
{
	for (uint32_t first = 1; first <= 12; first += duty->months) {
		struct period period = {
			reports->period.year, (uint8_t)first, (uint8_t)duty->months};
		struct asked wanted = {.period = period};
		if (!inforce_counts(term, year->covered, reports_months(period)))
			continue;
		wanted.due_day = date_day_number(period_last_day(period)) + (int32_t)duty->due_days;
		ask(reports, year, &wanted);
	}
}

/* A version gives its units to what it asks for, and to what a newer one asks for about months
 * that only this one covers. */
static void expect_version(
	struct reports *reports, const Jour__V1__Agreement *version, struct agreement_year *year)
{
	uint16_t term = inforce_months(version, reports->period.year);
	for (size_t i = 0; i < version->n_reports; i++)
		ask_duty(reports, year, term, version->reports[i]);
	for (size_t i = 0; i < year->asked_count; i++) {
		const struct asked *asked = &year->asked[i];
		uint16_t months = term & ~year->covered & reports_months(asked->period);
		if (months == 0 || !period_overlaps(asked->period, reports->period))
			continue;
		expect_of_all(reports, version,
			&(struct expected_report){.period = asked->period,
				.months = months,
				.dnr = year->dnr,
				.due_day = asked->due_day});
	}
	year->covered |= inforce_governed(version, reports->period.year);
}

/* Units are added while an agreement is held, and their names are decoded into the scratch arena:
 * so the agreement lies behind the place to which that arena is set back. */
static const Jour__V1__Agreement *hold_agreement(
	struct reports *reports, struct bytes bytes, struct arena *ret_rest)
{
	arena_reset(reports->scratch);
	const Jour__V1__Agreement *agreement =
		state_body(reports->txn, JOUR__V1__RECORD__BODY_AGREEMENT, bytes, reports->scratch);
	if (agreement == NULL)
		return NULL;
	/* A taken nothing marks the next aligned place. */
	if (arena_alloc(reports->scratch, 0) == NULL) {
		reports->full = true;
		return NULL;
	}
	*ret_rest = arena_of(reports->scratch->start + reports->scratch->used,
		reports->scratch->capacity - reports->scratch->used);
	return agreement;
}

static void expect_all(struct reports *reports)
{
	struct agreement_year year = {.dnr = ""};
	struct arena *scratch = reports->scratch;
	struct standing standing;
	struct arena rest;
	struct state_scan scan = state_scan(
		reports->txn, JOUR__V1__RECORD__BODY_AGREEMENT, BYTES_NONE, reports->size);
	while (!reports->full && state_scan_next(&scan, &standing)) {
		const Jour__V1__Agreement *version =
			hold_agreement(reports, standing.record, &rest);
		if (version == NULL)
			return;
		if (strcmp(version->dnr, year.dnr) != 0)
			year = (struct agreement_year){.dnr = reports_text(reports, version->dnr)};
		reports->scratch = &rest;
		expect_version(reports, version, &year);
		reports->scratch = scratch;
	}
}

/* Drops what is only expected about other months of its period. That is seen at the end: two
 * agreements may want the same report about different months. */
static void drop_others(struct reporting_unit *unit, uint16_t asked)
{
	struct expected_report **slot = &unit->expected;
	while (*slot != NULL) {
		if (((*slot)->months & asked) == 0)
			*slot = (*slot)->next;
		else
			slot = &(*slot)->next;
	}
}

static void find_pages(struct reports *reports)
{
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next) {
		unit->page = unitbook_find(&reports->book, unit->code);
		if (unit->page == NULL) /* a table is accepted for a known unit only */
			store_fail(reports->txn, ERR_CORRUPT);
		else
			unit->page->mark = unit;
	}
}

void expectation_read(struct reports *reports)
{
	find_pages(reports);
	if (store_error(reports->txn) == ERR_OK)
		expect_all(reports);
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next)
		drop_others(unit, reports_months(reports->period));
}
