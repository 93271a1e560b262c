#include "coverage.h"

#include <string.h>

#include "inforce.h"
#include "inhabitants.h"
#include "jour/text.h"

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

static void expect_of_all(struct reports *reports, const Jour__V1__Agreement *agreement,
	const struct expected_report *wanted)
{
	uint16_t asked = reports_months(reports->period);
	for (size_t i = 0; i < agreement->n_units && !reports->full; i++) {
		struct reporting_unit *unit = reports_unit(reports, agreement->units[i]);
		if (unit == NULL)
			return;
		expect(reports, unit, wanted);
		unit->months_expected |= wanted->months & asked;
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
	struct record record;
	arena_reset(reports->scratch);
	if (record_decode(bytes, reports->scratch, &record) != ERR_OK) {
		store_fail(reports->txn, ERR_CORRUPT);
		return NULL;
	}
	/* A taken nothing marks the next aligned place. */
	if (arena_alloc(reports->scratch, 0) == NULL) {
		reports->full = true;
		return NULL;
	}
	*ret_rest = arena_of(reports->scratch->start + reports->scratch->used,
		reports->scratch->capacity - reports->scratch->used);
	return record_body(&record);
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

/* The entry that completed the months, by tables of one source; false when they are not. */
static bool find_completion(struct reports *reports, const struct reporting_unit *unit,
	Jour__V1__Source source, uint16_t months, uint64_t *ret_index)
{
	uint64_t completed = 0;
	for (unsigned month = 0; month < 12; month++) {
		uint64_t first = UINT64_MAX;
		if ((months >> month & 1) == 0)
			continue;
		for (struct case_report *table = unit->tables; table != NULL; table = table->next) {
			if (table->source != source || table->silent ||
				(table->months >> month & 1) == 0)
				continue;
			uint64_t since = reports_since(reports, table);
			first = since < first ? since : first;
		}
		if (first == UINT64_MAX)
			return false;
		completed = first > completed ? first : completed;
	}
	*ret_index = completed;
	return true;
}

static void judge(struct reports *reports, const struct coverage_calendar *calendar,
	const struct reporting_unit *unit, struct expected_report *report)
{
	uint64_t index;
	report->by_jour = find_completion(
		reports, unit, JOUR__V1__SOURCE__SOURCE_JOUR, report->months, &index);
	bool is_in = find_completion(
		reports, unit, JOUR__V1__SOURCE__SOURCE_KOMMUN, report->months, &index);
	int32_t day = calendar->today;
	if (is_in)
		day = report->received_day = calendar->received_day(calendar->context, index);
	if (day > report->due_day) {
		report->state = is_in ? REPORT_LATE : REPORT_MISSING;
		report->days_late = day - report->due_day;
	} else {
		report->state = is_in ? REPORT_ON_TIME : REPORT_NOT_YET;
	}
}

static void find_population(struct reports *reports, struct reporting_unit *unit)
{
	struct date last = period_last_day(reports->period);
	uint32_t limit = last.year * 10000u + last.month * 100u + last.day;
	const Jour__V1__Population *population = inhabitants_find(
		reports->txn, unit->code, limit, reports->size, reports->scratch);
	if (population == NULL)
		return;
	unit->population = population->population;
	unit->population_date = population->reference_date;
	unit->population_source = reports_text(reports, population->source);
}

struct coverage_share coverage_share_new(void)
{
	return (struct coverage_share){.only_kommuner = true};
}

void coverage_share_add(
	struct coverage_share *share, const struct reporting_unit *unit, bool covered)
{
	if (unit->months_expected == 0)
		return;
	uint32_t date = unit->population_date;
	share->units_expected++;
	share->units_covered += covered;
	share->inhabitants_expected += unit->population;
	share->inhabitants_covered += covered ? unit->population : 0;
	share->only_kommuner =
		share->only_kommuner && text_is_kommun_code(bytes_of_text(unit->code));
	if (unit->population == 0) {
		share->units_without_population++;
		return;
	}
	if (share->population_date_first == 0 || date < share->population_date_first)
		share->population_date_first = date;
	if (date > share->population_date_last)
		share->population_date_last = date;
}

bool coverage_share_percent(const struct coverage_share *share, unsigned *ret_percent)
{
	if (share->units_without_population > 0 || share->inhabitants_expected == 0)
		return false;
	/* At most 10^9 inhabitants in each of a few thousand units: no overflow. */
	*ret_percent = (unsigned)(share->inhabitants_covered * 100 / share->inhabitants_expected);
	return true;
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

enum err coverage_read(struct reports *reports, const struct coverage_calendar *calendar,
	struct coverage *ret_coverage)
{
	struct coverage coverage = {.today = calendar->today, .share = coverage_share_new()};
	expect_all(reports);
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next) {
		bool covered = true;
		drop_others(unit, reports_months(reports->period));
		for (struct expected_report *report = unit->expected; report != NULL;
			report = report->next) {
			judge(reports, calendar, unit, report);
			coverage.reports[report->state]++;
			covered = covered && report->state <= REPORT_LATE;
		}
		if (unit->expected != NULL)
			find_population(reports, unit);
		coverage_share_add(&coverage.share, unit, covered);
	}
	if (reports->full || store_error(reports->txn) != ERR_OK)
		return reports->full ? ERR_RANGE : store_error(reports->txn);
	*ret_coverage = coverage;
	return ERR_OK;
}
