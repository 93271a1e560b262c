/* The statistics on random histories, against the dumb oracle, as of every size of the ledger.
 *
 *   statistics --from N --count M     histories N .. N + M - 1, each claim on each of them
 *   statistics --plant NAME           breaks the program's answer and must see the claim fail
 *
 * A run that never met a case that a claim is about fails, too (plant: unmet).
 *
 * Claims: each unit's cases (cases), the states in them (states), its cells and that nothing is
 * lost in them (cells), what is not reported of the one and of the others (missing, unasked), its
 * name (name), the sum (sums), which counties there are, theirs and the sum of all (counties,
 * county_sums, county_all), closed figures (closed), effort (effort), key figures of units with
 * what was merged into them (rate, each, agreed), of all together and of an agreement (together,
 * agreement), and who of those expected is in the figures and has reported, with their inhabitants
 * (covered, reported), all equal the recount; an answer as of another size does not (as_of). */
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "anyhistory.h"
#include "closed.h"
#include "dumbfigures.h"
#include "keyfigures.h"
#include "totalgroups.h"

#define UNITS ANYHISTORY_UNITS

struct proving {
	struct anyhistory history;
	uint64_t number;
	const char *plant, *failed;
	struct met {
		uint64_t answers, cells, missing, unasked, strays, hidden, grouped, closed, efforts,
			rates, each, agreed, together, agreement, covered, uncovered;
	} met;
};

static bool planted(const struct proving *proving, const char *name)
{
	return proving->plant != NULL && strcmp(proving->plant, name) == 0;
}

static void claim(struct proving *proving, const char *name, bool holds, const char *unit,
	const struct dumb_query *query)
{
	if (holds || proving->failed != NULL)
		return;
	proving->failed = planted(proving, "as_of") ? "as_of" : name;
	if (proving->plant == NULL)
		fprintf(stderr,
			"statistics: history %" PRIu64 " as of %" PRIu64
			", %s, month %u of %u, by %s: %s does not hold\n",
			proving->number, query->size, unit, query->period.first_month,
			query->period.months, query->by_count > 0 ? query->by[0] : "nothing", name);
}

/* ---- the program's answers beside the recount */

static void break_row(const struct proving *proving, struct total_row *row)
{
	if (row == NULL)
		return;
	if (planted(proving, "cases"))
		row->cases.count++;
	if (planted(proving, "states") && row->cases.count > 0)
		row->cases.states[CELL_HIDDEN]++;
	if (planted(proving, "missing"))
		row->cases.states[CELL_NOT_REPORTED] ^= 1;
	if (planted(proving, "unasked") && row->cells != NULL)
		row->cells[0].states[CELL_NOT_REPORTED] ^= 1;
	if (planted(proving, "cells") && row->cells != NULL)
		row->cells[0].count++;
	if (planted(proving, "name"))
		row->unit->name = "";
}

/* "Not reported" is a claim of its own. */
static bool same_cell(const struct total_cell *cell, const struct dumb_cell *dumb)
{
	return cell->count == dumb->count && cell->states[CELL_COUNT] == dumb->states[0] &&
	       cell->states[CELL_NOT_APPLICABLE] == dumb->states[2] &&
	       cell->states[CELL_HIDDEN] == dumb->states[3];
}

static void compare_row(struct proving *proving, const struct dumb_query *query,
	const struct totals *totals, const struct total_row *row)
{
	static struct dumb_counts counts;
	uint64_t shown = 0;
	dumb_count(query, row->unit->code, &counts);
	claim(proving, "cases",
		row->source == counts.source && row->cases.count == counts.cases.count,
		row->unit->code, query);
	claim(proving, "states", same_cell(&row->cases, &counts.cases), row->unit->code, query);
	claim(proving, "missing", row->cases.states[CELL_NOT_REPORTED] == counts.cases.states[1],
		row->unit->code, query);
	proving->met.missing += counts.owed != 0 && counts.cases.states[1] > 0;
	proving->met.unasked += counts.unasked;
	proving->met.hidden += counts.cases.states[3] > 0;
	claim(proving, "name", strcmp(row->unit->name, dumb_name(query, row->unit->code)) == 0,
		row->unit->code, query);
	for (size_t i = 0; i < totals->cell_count; i++) {
		size_t rest = i, target = 0, scale = 1;
		bool stray = false;
		shown += row->cells[i].count;
		for (size_t k = totals->axis_count; k > 0; k--) {
			const struct countaxis *axis = &totals->axis[k - 1];
			stray = stray || rest % axis->count >= axis->list->count;
			target += rest % axis->count * scale;
			scale *= axis->list->count;
			rest /= axis->count;
		}
		claim(proving, "cells", stray || same_cell(&row->cells[i], &counts.cells[target]),
			row->unit->code, query);
		claim(proving, "unasked",
			stray || row->cells[i].states[CELL_NOT_REPORTED] ==
					 counts.cells[target].states[1],
			row->unit->code, query);
		proving->met.strays += stray && row->cells[i].count > 0;
		proving->met.cells += !stray && row->cells[i].count > 0;
	}
	claim(proving, "cells", shown == counts.all, row->unit->code, query);
}

/* Who owes something has a row, whether anything came or not. */
static void compare_units(
	struct proving *proving, const struct dumb_query *query, const struct totals *totals)
{
	static struct dumb_counts counts;
	for (int unit = 0; unit < UNITS; unit++) {
		const struct total_row *row = totals->rows;
		while (row != NULL && strcmp(row->unit->code, anyhistory_units[unit]) != 0)
			row = row->next;
		dumb_count(query, anyhistory_units[unit], &counts);
		claim(proving, "missing", row != NULL || counts.owed == 0, anyhistory_units[unit],
			query);
	}
}

/* What the agreement expects is covered when all its months are there; what was merged into another
 * one that owes something is a part of that, which is covered when all its parts are. */
struct recounted_share {
	unsigned expected, covered;
	uint64_t people_expected, people_covered;
};

static int whole_of(const struct dumb_query *query, const uint16_t expected[UNITS], int unit)
{
	for (int whole = 0; whole < UNITS; whole++)
		if (expected[whole] != 0 &&
			dumb_is_merged(query, anyhistory_units[unit], anyhistory_units[whole]))
			return whole;
	return unit;
}

static struct recounted_share recount_share(
	const struct dumb_query *query, const uint16_t expected[UNITS], const uint16_t in[UNITS])
{
	struct recounted_share share = {0, 0, 0, 0};
	for (int whole = 0; whole < UNITS; whole++) {
		bool any = false, all = true;
		for (int unit = 0; unit < UNITS; unit++) {
			if (expected[unit] == 0 || whole_of(query, expected, unit) != whole)
				continue;
			any = true;
			all = all && (expected[unit] & ~in[unit]) == 0;
		}
		if (!any)
			continue;
		uint64_t people = dumb_people(query, anyhistory_units[whole]);
		share.expected++;
		share.people_expected += people;
		share.covered += all;
		share.people_covered += all ? people : 0;
	}
	return share;
}

static bool same_share(
	const struct coverage_share *share, const struct recounted_share *dumb, unsigned more)
{
	return share->units_expected == dumb->expected &&
	       share->units_covered + more == dumb->covered &&
	       share->inhabitants_expected == dumb->people_expected &&
	       share->inhabitants_covered == dumb->people_covered;
}

/* `reported` is of the kommuner's tables alone, `shown` of what is in the figures. */
static void compare_covered(struct proving *proving, const struct dumb_query *query,
	const struct coverage_share *reported, const struct coverage_share *shown)
{
	static struct dumb_counts counts;
	uint16_t expected[UNITS], in[UNITS], used[UNITS];
	for (int unit = 0; unit < UNITS; unit++) {
		dumb_count(query, anyhistory_units[unit], &counts);
		expected[unit] = counts.expected;
		used[unit] = counts.used;
		in[unit] = dumb_reported_months(query, anyhistory_units[unit]);
	}
	struct recounted_share share = recount_share(query, expected, used);
	claim(proving, "covered", same_share(shown, &share, planted(proving, "covered")), "all",
		query);
	proving->met.covered += share.covered;
	proving->met.uncovered += share.expected - share.covered;
	share = recount_share(query, expected, in);
	claim(proving, "reported", same_share(reported, &share, planted(proving, "reported")),
		"all", query);
}

static void compare_totals(struct proving *proving, const struct dumb_query *query,
	struct reports *reports, const struct coverage *coverage, const struct totals_query *asked)
{
	struct totals totals;
	uint64_t sum = 0;
	assert_int_equal(totals_read(reports, asked, &totals), ERR_OK);
	break_row(proving, totals.rows);
	for (const struct total_row *row = totals.rows; row != NULL; row = row->next) {
		compare_row(proving, query, &totals, row);
		sum += row->cases.count; /* no history has a unit inside another */
	}
	compare_units(proving, query, &totals);
	if (planted(proving, "sums"))
		sum++;
	claim(proving, "sums", totals.cases.count == sum, "all", query);
	compare_covered(proving, query, &coverage->share, &totals.share);
}

/* By the first two digits of the code. */
static const struct total_group *find_group(
	const struct proving *proving, const struct totalgroups *groups, const char *code)
{
	const struct total_group *group = groups->groups;
	while (group != NULL && strncmp(group->code, code, 2) != 0)
		group = group->next;
	return planted(proving, "counties") ? NULL : group;
}

/* Each county that a unit with anything said or owed is in has a group, and the sum has them all.
 */
static void compare_counties(struct proving *proving, const struct dumb_query *query,
	struct reports *reports, const struct totals_query *asked)
{
	struct totalgroups groups;
	static struct dumb_counts counts;
	uint64_t all = 0;
	assert_int_equal(totalgroups_read(reports, asked, TOTALGROUPS_COUNTY, &groups), ERR_OK);
	for (int unit = 0; unit < UNITS; unit++) {
		const char *code = anyhistory_units[unit];
		const struct total_group *group = find_group(proving, &groups, code);
		uint64_t sum = 0;
		bool any = false;
		for (int other = 0; other < UNITS; other++) {
			if (strncmp(anyhistory_units[other], code, 2) != 0)
				continue;
			dumb_count(query, anyhistory_units[other], &counts);
			sum += counts.cases.count;
			any = any || counts.owed != 0 ||
			      counts.source != JOUR__V1__SOURCE__SOURCE_INVALID;
			all += other == unit ? counts.cases.count : 0;
		}
		claim(proving, "counties", (group != NULL) == any, code, query);
		claim(proving, "county_sums",
			group == NULL ||
				group->totals.cases.count + planted(proving, "county_sums") == sum,
			code, query);
		proving->met.grouped += sum > 0;
	}
	claim(proving, "county_all", groups.all.cases.count + planted(proving, "county_all") == all,
		"all", query);
}

static void compare_closed(struct proving *proving, const struct dumb_query *query,
	struct store_txn *txn, const struct totals_query *asked)
{
	struct coverage_calendar calendar = {proving->history.book, casebook_day, 0};
	struct closed_part *parts = NULL;
	static struct dumb_counts counts;
	const char *by = query->by_count == 1 ? query->by[0] : NULL;
	assert_int_equal(closed_read(txn, query->size, query->period, asked, by, &calendar,
				 &proving->history.book->found,
				 &proving->history.book->memory.record, &parts),
		ERR_OK);
	if (planted(proving, "closed") && parts != NULL && parts->totals.rows != NULL)
		parts->totals.rows->cases.count++;
	for (int unit = 0; unit < UNITS; unit++) {
		const struct closed_part *part = NULL;
		const struct total_row *row = closed_row(parts, anyhistory_units[unit], &part);
		struct dumb_query then = *query;
		uint64_t entry = dumb_closed_in(query, anyhistory_units[unit]);
		then.size = entry + 1;
		then.by_count = 0;
		dumb_count(&then, anyhistory_units[unit], &counts);
		bool says = entry != 0 && counts.source != JOUR__V1__SOURCE__SOURCE_INVALID;
		claim(proving, "closed", says ? row != NULL : row == NULL || entry != 0,
			anyhistory_units[unit], query);
		if (row == NULL)
			continue;
		claim(proving, "closed",
			part->entry == entry && row->cases.count == counts.cases.count,
			anyhistory_units[unit], query);
		proving->met.closed++;
	}
}

static uint16_t nothing_owed(const void *context, const char *unit)
{
	(void)context;
	(void)unit;
	return 0;
}

static void compare_effort(
	struct proving *proving, const struct dumb_query *query, struct store_txn *txn)
{
	static const struct effort_owing owing = {NULL, nothing_owed, NULL};
	struct efforts efforts;
	assert_int_equal(
		efforts_read(txn, query->size, query->period, &proving->history.book->found,
			&proving->history.book->memory.record, &efforts),
		ERR_OK);
	for (int i = 0; i < UNITS * ANYHISTORY_MEASURES; i++) {
		const char *unit = anyhistory_units[i % UNITS];
		const char *measure = anyhistory_measures[i / UNITS];
		struct effort_total total = efforts_of_unit(
			&efforts, unit, effortlist_find(bytes_of_text(measure)), &owing);
		uint64_t hundredths = dumb_effort_hundredths(query, unit, measure);
		claim(proving, "effort",
			total.number.count + planted(proving, "effort") == hundredths, unit, query);
		proving->met.efforts += hundredths > 0;
	}
}

/* ---- key figures */

static const struct keyfigure *figure_named(const struct keyrow *row, const char *name)
{
	size_t at = 0;
	while (strcmp(keyfigure_at(at)->name, name) != 0)
		at++;
	return &row->figures[at];
}

/* `times` with the kind's decimals in it; half up, a lower bound down. */
static void compare_value(struct proving *proving, const struct dumb_query *query, const char *who,
	const struct keyvalue *value, const struct dumb_figure *dumb, const char *claimed,
	uint64_t times, uint64_t *met)
{
	bool known = value->state == CELL_COUNT;
	int64_t shown = value->rounded + planted(proving, claimed);
	/* What is about other months than the other number may be left out, never told wrongly. */
	claim(proving, claimed, known == dumb->known || (dumb->unsure && !known), who, query);
	if (!known || !dumb->known)
		return;
	uint64_t half = value->at_least ? 0 : dumb->lower;
	uint64_t exact = (2 * dumb->upper * times + half) / (2 * dumb->lower);
	claim(proving, claimed,
		(uint64_t)shown == exact && (dumb->unsure || value->at_least == dumb->at_least),
		who, query);
	(*met)++;
}

static void compare_figure(struct proving *proving, const struct dumb_query *query,
	const struct keyrow *row, const struct dumb_figure *dumb, const char *name,
	const char *claimed, uint64_t times, uint64_t *met)
{
	compare_value(proving, query, row->code, &figure_named(row, name)->value, dumb, claimed,
		times, met);
}

/* Of several units: those that have the figure, which is compared for each by itself. */
static void add_figure(struct dumb_figure *sum, const struct keyrow *row, const char *name,
	struct dumb_figure dumb)
{
	const struct keyvalue *value = &figure_named(row, name)->value;
	if (value->state != CELL_COUNT)
		return;
	sum->known = true;
	sum->upper += dumb.upper;
	sum->lower += dumb.lower;
	sum->at_least = sum->at_least || (dumb.unsure ? value->at_least : dumb.at_least);
}

/* NULL: it has no row. */
static const struct keyrow *row_named(const struct keyfigures *figures, const char *code)
{
	const struct keyrow *row = figures->units;
	while (row != NULL && strcmp(row->code, code) != 0)
		row = row->next;
	return row;
}

/* The people of what was merged are in the other's row. */
static bool is_in_another(const struct dumb_query *query, const struct keyfigures *figures,
	const bool among[UNITS], const char *unit)
{
	for (int i = 0; i < UNITS; i++)
		if (among[i] && row_named(figures, anyhistory_units[i]) != NULL &&
			dumb_is_merged(query, unit, anyhistory_units[i]))
			return true;
	return false;
}

struct recounted_figures {
	struct dumb_figure rate, each;
};

static struct recounted_figures put_together(
	const struct dumb_query *query, const struct keyfigures *figures, const bool among[UNITS])
{
	struct recounted_figures sum = {.rate = {.known = false}};
	for (int i = 0; i < UNITS; i++) {
		const char *unit = anyhistory_units[i];
		const struct keyrow *row = row_named(figures, unit);
		if (row == NULL || !among[i] || is_in_another(query, figures, among, unit))
			continue;
		add_figure(&sum.rate, row, "cases_per_1000", dumb_rate(query, unit));
		add_figure(&sum.each, row, "contacts_per_case",
			dumb_each(query, unit, anyhistory_measures[1]));
	}
	return sum;
}

static const struct keyfigure *means_named(const struct keyfigures *figures, const char *name)
{
	size_t at = 0;
	while (strcmp(keyfigure_at(at)->name, name) != 0)
		at++;
	return &figures->means[at].together;
}

/* All units together, and those that the agreement names. */
static void compare_together(
	struct proving *proving, const struct dumb_query *query, const struct keyfigures *figures)
{
	bool all[UNITS] = {false}, partners[UNITS] = {false};
	uint64_t *met = &proving->met.together;
	for (int i = 0; i < UNITS; i++) {
		all[i] = true;
		for (size_t k = 0; k < query->ledger->partner_count; k++)
			if (strcmp(query->ledger->partners[k], anyhistory_units[i]) == 0)
				partners[i] = true;
	}
	struct recounted_figures sum = put_together(query, figures, all);
	compare_value(proving, query, "all", &means_named(figures, "cases_per_1000")->value,
		&sum.rate, "together", 100000, met);
	compare_value(proving, query, "all", &means_named(figures, "contacts_per_case")->value,
		&sum.each, "together", 100, met);
	/* The first of the two agreements; the other one is with one unit alone. */
	if (figures->agreements == NULL)
		return;
	met = &proving->met.agreement;
	sum = put_together(query, figures, partners);
	compare_figure(proving, query, figures->agreements, &sum.rate, "cases_per_1000",
		"agreement", 100000, met);
	compare_figure(proving, query, figures->agreements, &sum.each, "contacts_per_case",
		"agreement", 100, met);
}

static void compare_figures(
	struct proving *proving, const struct dumb_query *query, struct reports *reports)
{
	static struct keybook keybook;
	const struct keyfigures *figures;
	struct keyfigures_query all = {.unit = NULL};
	assert_int_equal(keybook_read(reports, &keybook), ERR_OK);
	if (keyfigures_compute(&keybook, &all, &figures) != ERR_OK)
		return;
	for (const struct keyrow *row = figures->units; row != NULL; row = row->next) {
		struct dumb_figure rate = dumb_rate(query, row->code);
		struct dumb_figure each = dumb_each(query, row->code, anyhistory_measures[1]);
		compare_figure(proving, query, row, &rate, "cases_per_1000", "rate", 100000,
			&proving->met.rates);
		compare_figure(proving, query, row, &each, "contacts_per_case", "each", 100,
			&proving->met.each);
		if (strcmp(row->code, anyhistory_units[ANYHISTORY_AGREED_WITH]) != 0)
			continue;
		struct dumb_figure agreed =
			dumb_of_agreed(query, row->code, anyhistory_measures[0], ANYHISTORY_AGREED);
		compare_figure(proving, query, row, &agreed, "assignments_of_agreed", "agreed",
			1000, &proving->met.agreed);
	}
	compare_together(proving, query, figures);
}

/* One question as of one size. */
static void ask(struct proving *proving, struct dumb_query *query)
{
	struct coverage coverage;
	struct totals_query asked = {.unit = NULL};
	char by[2 * CODE_NAME_MAX + 2] = "";
	uint64_t size = query->size - (planted(proving, "as_of") && query->size > 0);
	struct reports reports = casebook_read(proving->history.book, size, query->period,
		proving->history.book->today, &coverage);
	for (size_t i = 0; i < query->by_count; i++) {
		strcat(by, i > 0 ? "," : "");
		strcat(by, query->by[i]);
	}
	if (by[0] != '\0' && !totals_parse_by(&reports.codes, by, &asked))
		query->by_count = asked.by_count = 0; /* the list is still to come */
	compare_totals(proving, query, &reports, &coverage, &asked);
	compare_counties(proving, query, &reports, &asked);
	compare_closed(proving, query, reports.txn, &asked);
	compare_effort(proving, query, reports.txn);
	compare_figures(proving, query, &reports);
	store_abort(reports.txn);
	proving->met.answers++;
}

static void prove(struct proving *proving, uint64_t number)
{
	static const struct {
		size_t count;
		const char *lists[TABLE_DIMENSIONS_MAX];
	} wishes[] = {{0, {NULL}}, {1, {"crime"}}, {1, {"ages"}}, {1, {"ages-b"}}, {1, {"sex"}},
		{1, {"circumstance"}}, {2, {"ages", "crime"}}, {2, {"crime", "sex"}},
		{2, {"ages-b", "sex"}}};
	proving->number = number;
	anyhistory_tell(&proving->history, number);
	for (uint64_t size = 0; size <= proving->history.book->size && proving->failed == NULL;
		size++) {
		size_t wish = (size_t)anyhistory_draw(
			&proving->history, sizeof(wishes) / sizeof(wishes[0]));
		struct dumb_query query =
			anyhistory_now(&proving->history, (struct period){2018, 1, 12});
		if (size % 2 == 0)
			query.period = anyhistory_period(&proving->history);
		query.size = size;
		query.by_count = wishes[wish].count;
		memcpy(query.by, wishes[wish].lists, sizeof(query.by));
		ask(proving, &query);
	}
	anyhistory_clear(&proving->history);
}

/* What the run should have met and has not; NULL: nothing. */
static const char *unmet(const struct met *met, const struct anyhistory *told)
{
	const struct {
		uint64_t count;
		const char *name;
	} all[] = {{met->answers, "an answer"}, {met->cells, "a case in a cell"},
		{met->missing, "a month that is missing"},
		{met->unasked, "a value that a table's list does not have"},
		{met->strays, "a case that a list has no value for"},
		{met->hidden, "a hidden number"}, {met->grouped, "a case in a county"},
		{met->covered, "who is covered"}, {met->uncovered, "who is not covered"},
		{met->closed, "a closed figure"}, {met->efforts, "effort"},
		{met->rates, "cases for each inhabitant"}, {met->each, "contacts for each case"},
		{met->agreed, "a number beside the agreed one"},
		{met->together, "a key figure of all together"},
		{met->agreement, "a key figure of an agreement"}, {told->lists, "a code list"},
		{told->remarks, "a table with remarks"}, {told->confirmed, "a confirmation"},
		{told->reopened, "a period opened again"}};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].count == 0)
			return all[i].name;
	return NULL;
}

int main(int argc, char **argv)
{
	static struct proving proving;
	uint64_t from = 1, count = 100;
	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--plant") == 0)
			proving.plant = argv[i + 1];
		else if (strcmp(argv[i], "--from") == 0)
			from = strtoull(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--count") == 0)
			count = strtoull(argv[i + 1], NULL, 10);
	}
	if (planted(&proving, "unmet"))
		count = 0;
	for (uint64_t i = 0; i < count && proving.failed == NULL; i++)
		prove(&proving, from + i);
	const char *missing = proving.failed == NULL ? unmet(&proving.met, &proving.history) : NULL;
	if (planted(&proving, "unmet") && missing != NULL)
		proving.failed = "unmet";
	if (proving.plant != NULL) {
		bool caught = proving.failed != NULL && strcmp(proving.failed, proving.plant) == 0;
		printf("planted %s: %s\n", proving.plant,
			caught			 ? "caught"
			: proving.failed != NULL ? proving.failed
						 : "not seen");
		return !caught;
	}
	const struct met *met = &proving.met;
	const struct anyhistory *told = &proving.history;
	printf("%" PRIu64 " histories, %" PRIu64 " answers: %" PRIu64 " cells, %" PRIu64
	       " closed figures, %" PRIu64 " rows with months missing; said: %" PRIu64
	       " code lists, %" PRIu64 " tables with remarks, %" PRIu64 " confirmations\n",
		count, met->answers, met->cells, met->closed, met->missing, told->lists,
		told->remarks, told->confirmed);
	if (missing != NULL)
		fprintf(stderr, "statistics: no history had %s: this run proves nothing of it\n",
			missing);
	return proving.failed != NULL || missing != NULL;
}
