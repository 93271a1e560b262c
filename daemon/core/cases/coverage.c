#include "coverage.h"

#include <string.h>

#include "expectation.h"

/* Whether a table of the unit says something for the unit `whole`: itself or its kommun. */
static bool says_for(const struct reporting_unit *unit, const struct case_report *table,
	const struct unit_page *whole)
{
	return !table->silent &&
	       (unit->page == whole || unitbook_kommun(unit->page, table->period) == whole);
}

/* The entry that completed the months of `whole`, by tables of one source; false when they are not.
 */
static bool find_completion(struct reports *reports, const struct reporting_unit *unit,
	const struct unit_page *whole, Jour__V1__Source source, uint16_t months,
	uint64_t *ret_index)
{
	uint64_t completed = 0;
	for (unsigned month = 0; month < 12; month++) {
		uint64_t first = UINT64_MAX;
		if ((months >> month & 1) == 0)
			continue;
		for (struct case_report *table = unit->tables; table != NULL; table = table->next) {
			if (table->source != source || !says_for(unit, table, whole) ||
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

static bool is_district_of(const struct unit_page *page, const struct unit_page *kommun,
	uint16_t months, uint32_t year, uint16_t *ret_months)
{
	*ret_months = unitbook_months_under(page, kommun, year) & months;
	return *ret_months != 0;
}

/* Each month by every district that the kommun had in it. */
static bool find_district_completion(struct reports *reports, const struct unit_page *kommun,
	Jour__V1__Source source, uint16_t months, uint64_t *ret_index)
{
	uint64_t completed = 0;
	uint16_t there = 0, theirs;
	for (const struct unit_link *link = kommun->districts; link != NULL; link = link->next) {
		const struct unit_page *page = link->to;
		uint64_t index;
		if (!is_district_of(page, kommun, months, reports->period.year, &theirs))
			continue;
		if (reports_unit_of(page) == NULL ||
			!find_completion(
				reports, reports_unit_of(page), kommun, source, theirs, &index))
			return false;
		completed = index > completed ? index : completed;
		there |= theirs;
	}
	*ret_index = completed;
	return there == months && months != 0;
}

static bool find_whole(struct reports *reports, const struct reporting_unit *unit,
	Jour__V1__Source source, uint16_t months, uint64_t *ret_index)
{
	return find_completion(reports, unit, unit->page, source, months, ret_index) ||
	       find_district_completion(reports, unit->page, source, months, ret_index);
}

static bool says_nothing_but_zero(const struct reporting_unit *unit, const struct unit_page *whole,
	Jour__V1__Source source, uint16_t months)
{
	for (const struct case_report *table = unit->tables; table != NULL; table = table->next)
		if (table->source == source && (table->months & months) != 0 &&
			says_for(unit, table, whole) &&
			(table->cases > 0 || table->partial ||
				table->states[CELL_NOT_APPLICABLE] > 0))
			return false;
	return true;
}

/* The kommun's own zero, or that of all its districts. */
static bool is_nil(struct reports *reports, const struct reporting_unit *unit,
	Jour__V1__Source source, uint16_t months)
{
	uint16_t theirs;
	uint64_t index;
	bool nil = says_nothing_but_zero(unit, unit->page, source, months);
	if (!nil || find_completion(reports, unit, unit->page, source, months, &index))
		return nil;
	for (const struct unit_link *link = unit->page->districts; link != NULL; link = link->next)
		if (is_district_of(link->to, unit->page, months, reports->period.year, &theirs)) {
			const struct reporting_unit *district = reports_unit_of(link->to);
			nil = nil && district != NULL &&
			      says_nothing_but_zero(district, unit->page, source, theirs);
		}
	return nil;
}

/* Whose count is the report: of a court, that the jour makes. */
static Jour__V1__Source source_expected(const struct reporting_unit *unit)
{
	return unit->page->type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT
		       ? JOUR__V1__SOURCE__SOURCE_JOUR
		       : JOUR__V1__SOURCE__SOURCE_KOMMUN;
}

static void judge(struct reports *reports, const struct coverage_calendar *calendar,
	const struct reporting_unit *unit, struct expected_report *report)
{
	uint64_t index;
	Jour__V1__Source source = source_expected(unit);
	report->by_jour =
		source != JOUR__V1__SOURCE__SOURCE_JOUR &&
		find_whole(reports, unit, JOUR__V1__SOURCE__SOURCE_JOUR, report->months, &index);
	bool is_in = find_whole(reports, unit, source, report->months, &index);
	int32_t day = calendar->today;
	if (is_in) {
		day = report->received_day = calendar->received_day(calendar->context, index);
		report->nil = is_nil(reports, unit, source, report->months);
	}
	if (day > report->due_day) {
		report->state = is_in ? REPORT_LATE : REPORT_MISSING;
		report->days_late = day - report->due_day;
	} else {
		report->state = is_in ? REPORT_ON_TIME : REPORT_NOT_YET;
	}
}

static bool judge_all(struct reports *reports, const struct coverage_calendar *calendar,
	struct reporting_unit *unit, struct coverage *coverage)
{
	bool covered = true;
	for (struct expected_report *report = unit->expected; report != NULL;
		report = report->next) {
		judge(reports, calendar, unit, report);
		coverage->reports[report->state]++;
		coverage->nil += report->nil;
		covered = covered && report->state <= REPORT_LATE;
	}
	return covered;
}

enum err coverage_read(struct reports *reports, const struct coverage_calendar *calendar,
	struct coverage *ret_coverage)
{
	struct coverage coverage = {.today = calendar->today};
	enum err err = unitbook_read(
		reports->txn, reports->size, reports->memory, reports->scratch, &reports->book);
	if (err != ERR_OK)
		return err;
	expectation_read(reports);
	coverage.share = coverage_share_new(reports);
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next) {
		if (unit->page != NULL) /* NULL: damaged, as the end says */
			coverage_share_find_population(reports, unit);
		if (unit->expected != NULL)
			coverage_share_find_whole(reports, unit);
	}
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next)
		if (unit->expected != NULL)
			coverage_share_add(&coverage.share, unit,
				judge_all(reports, calendar, unit, &coverage));
	if (reports->full || store_error(reports->txn) != ERR_OK)
		return reports->full ? ERR_RANGE : store_error(reports->txn);
	*ret_coverage = coverage;
	return ERR_OK;
}
