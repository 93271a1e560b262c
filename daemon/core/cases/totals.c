#include "totals.h"

#include <assert.h>
#include <string.h>

#include "jour/codeword.h"
#include "jour/limits.h"
#include "totalcells.h"
#include "totalparts.h"

/* ---- what does not add up */

struct check {
	struct reports *reports;
	struct total_row *row;
	const struct casechoice *number; /* of the number of cases */
	uint16_t asked;
};

static void differ(struct check *check, const struct case_report *table, struct period period,
	uint64_t sum, uint64_t cases)
{
	struct total_difference *difference =
		arena_alloc(check->reports->memory, sizeof(*difference));
	if (difference == NULL) {
		check->reports->full = true;
		return;
	}
	*difference = (struct total_difference){
		check->row->differences, period, table->dimensions, table->overlapping, sum, cases};
	check->row->differences = difference;
	check->row->flags |= TOTAL_DIFFERS;
}

/* A sum of which a part is hidden or not reported is wrong only when it is above the whole; so is a
 * mark. */
static void compare(struct check *check, const struct case_report *table, struct period period,
	struct case_report parts, struct case_report whole)
{
	bool at_most = parts.partial || parts.overlapping;
	if (!whole.partial && (at_most ? parts.cases > whole.cases : parts.cases != whole.cases))
		differ(check, table, period, parts.cases, whole.cases);
}

static void take_in(struct case_report *sum, const struct case_report *table)
{
	/* Marks of several periods need not be the same one. */
	if (!table->overlapping)
		sum->cases += table->cases;
	else if (table->cases > sum->cases)
		sum->cases = table->cases;
	sum->overlapping = table->overlapping;
	sum->months |= table->months;
	sum->partial = sum->partial || table->partial;
}

/* Several used tables inside this one: they are the whole, this one the parts. */
static bool compare_with_inside(struct check *check, const struct case_report *table)
{
	struct case_report whole = {.months = 0};
	for (unsigned node = 0; node < CASECHOICE_NODES; node++) {
		const struct case_report *used = casechoice_used(check->number, node);
		if (used != NULL && (used->months & ~table->months) == 0)
			take_in(&whole, used);
	}
	if (whole.months == table->months)
		compare(check, table, table->period, *table, whole);
	return whole.months == table->months;
}

/* Otherwise the choice has one table around this one. All tables like this one in it are the parts,
 * and are compared when the first of them is met. */
static void compare_with_around(struct check *check, const struct case_report *table)
{
	const struct case_report *whole = NULL, *first = NULL;
	struct case_report parts = {.months = 0};
	for (unsigned node = 0; node < CASECHOICE_NODES; node++) {
		const struct case_report *used = casechoice_used(check->number, node);
		if (used != NULL && (table->months & ~used->months) == 0)
			whole = used;
	}
	if (whole == NULL) /* marks without a number of cases */
		return;
	for (const struct case_report *part = check->row->unit->tables; part != NULL;
		part = part->next) {
		if (!casechoice_usable(part, table->source, whole->months) ||
			part->dimensions != table->dimensions)
			continue;
		first = first == NULL ? part : first;
		take_in(&parts, part);
	}
	/* A part of the months is at most the whole, too. */
	parts.partial = parts.partial || parts.months != whole->months;
	if (first == table)
		compare(check, table, whole->period, parts, *whole);
}

static void check_tables(struct check *check)
{
	for (const struct case_report *table = check->row->unit->tables; table != NULL;
		table = table->next) {
		bool outside = (table->months & check->asked) == 0;
		if (outside || table->silent)
			continue;
		if (table->source != check->row->source) {
			if (table->source == JOUR__V1__SOURCE__SOURCE_JOUR)
				check->row->flags |= TOTAL_ALSO_JOUR;
			continue;
		}
		if ((table->months & ~check->asked) != 0)
			check->row->flags |= TOTAL_WIDER;
		else if (casechoice_used(check->number, casechoice_node(table->period)) != table &&
			 !compare_with_inside(check, table))
			compare_with_around(check, table);
	}
}

/* ---- rows */

/* Rule 1. Tables count for this that cannot be divided: they are a report of the kommun, too. */
static Jour__V1__Source source_of(
	const struct reporting_unit *unit, enum totals_source wanted, uint16_t asked)
{
	bool has[3] = {false, false, false};
	for (const struct case_report *table = unit->tables; table != NULL; table = table->next)
		if ((table->months & asked) != 0 && !table->silent)
			has[table->source] = true;
	if (wanted != TOTALS_JOUR && has[JOUR__V1__SOURCE__SOURCE_KOMMUN])
		return JOUR__V1__SOURCE__SOURCE_KOMMUN;
	if (wanted != TOTALS_KOMMUN && has[JOUR__V1__SOURCE__SOURCE_JOUR])
		return JOUR__V1__SOURCE__SOURCE_JOUR;
	return JOUR__V1__SOURCE__SOURCE_INVALID;
}

static void fill_row(struct reports *reports, struct totals *totals, struct total_row *row)
{
	struct casechoice number;
	struct check check = {reports, row, &number, reports_months(totals->period)};
	casechoice_make(reports, row->unit, row->source, 0, &number);
	totalcells_fill(reports, totals, NULL, row);
	check_tables(&check);
}

static bool is_court(const struct reporting_unit *unit)
{
	return unit->page != NULL && unit->page->type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT;
}

static bool has_something(const struct reporting_unit *unit, uint16_t asked)
{
	for (const struct case_report *table = unit->tables; table != NULL; table = table->next)
		if ((table->months & asked) != 0)
			return true;
	return unit->months_expected != 0;
}

/* In the months in which it is the unit's. */
static bool has_district(const struct reporting_unit *unit, struct period period)
{
	const struct unit_link *link = unit->page == NULL ? NULL : unit->page->districts;
	for (; link != NULL; link = link->next) {
		const struct reporting_unit *district = reports_unit_of(link->to);
		uint16_t there = unitbook_months_under(link->to, unit->page, period.year) &
				 reports_months(period);
		if (district != NULL && there != 0 && has_something(district, there))
			return true;
	}
	return false;
}

static bool counts_in_stay(const struct case_report *table, struct period period)
{
	return !table->silent && (table->months & ~reports_months(period)) == 0;
}

/* A district that moves says something that counts in the unit. */
static bool has_stay(const struct reporting_unit *unit, struct period period)
{
	const struct unit_link *link = unit->page == NULL ? NULL : unit->page->districts;
	for (; link != NULL; link = link->next) {
		const struct reporting_unit *district = reports_unit_of(link->to);
		if (district == NULL || !unitbook_moves(link->to, period))
			continue;
		for (const struct case_report *table = district->tables; table != NULL;
			table = table->next)
			if (counts_in_stay(table, period) &&
				unitbook_kommun(link->to, table->period) == unit->page)
				return true;
	}
	return false;
}

static bool is_asked_for(
	const struct reporting_unit *unit, const struct totals_query *query, struct period period)
{
	bool named = query->unit != NULL && strcmp(unit->code, query->unit) == 0;
	if (query->wants != NULL && !query->wants(query->context, unit->code))
		return false;
	if (query->scope != NULL && !totalscope_has(query->scope, unit->code))
		return false;
	if (named || (query->unit != NULL && query->scope == NULL))
		return named;
	if (is_court(unit) != query->courts)
		return false;
	return has_something(unit, reports_months(period)) || has_stay(unit, period) ||
	       (query->wholes && has_district(unit, period));
}

static void *take(struct reports *reports, size_t size)
{
	void *memory = arena_alloc(reports->memory, size);
	if (memory == NULL)
		reports->full = true;
	return memory;
}

/* ---- by which lists */

static void note_list(struct reports *reports, struct totals *totals, const struct codelist *list)
{
	struct total_counted **slot = &totals->counted;
	while (*slot != NULL && (*slot)->list != list)
		slot = &(*slot)->next;
	if (*slot == NULL)
		*slot = take(reports, sizeof(**slot));
	if (*slot == NULL)
		return;
	(*slot)->list = list;
	(*slot)->tables++;
}

/* Makes room on the axes for what the tables of a row were counted by. */
static void admit_lists(struct reports *reports, const struct total_row *row, struct totals *totals)
{
	struct casechoice split;
	casechoice_make(reports, row->unit, row->source, totals->dimensions, &split);
	for (unsigned node = 0; node < CASECHOICE_NODES; node++) {
		const struct case_report *report = casechoice_used(&split, node);
		for (size_t i = 0; report != NULL && i < report->list_count; i++)
			for (size_t k = 0; k < totals->axis_count; k++) {
				const struct codelist *list = report->lists[i];
				struct countaxis *axis = &totals->axis[k];
				if (strcmp(list->dimension, axis->list->dimension) != 0)
					continue;
				if (!countaxis_admit(axis, &reports->codes, list))
					reports->full = true;
				note_list(reports, totals, list);
			}
	}
}

/* The sum of all rows has the same places as each of them. */
static void make_cells(struct reports *reports, struct totals *totals)
{
	size_t count = totals->axis_count == 0 ? 0 : 1;
	for (size_t i = 0; i < totals->axis_count; i++)
		count *= totals->axis[i].count;
	totals->cell_count = count;
	totals->cells = take(reports, count * sizeof(*totals->cells));
	for (struct total_row *row = totals->rows; row != NULL && !reports->full; row = row->next)
		row->cells = take(reports, count * sizeof(*row->cells));
}

static void start_axes(
	const struct reports *reports, const struct totals_query *query, struct totals *totals)
{
	assert(query->by_count <= TABLE_DIMENSIONS_MAX);
	totals->axis_count = query->by_count;
	for (size_t i = 0; i < query->by_count; i++) {
		countaxis_start(&totals->axis[i], query->by[i]);
		totals->dimensions |=
			1u << codebook_dimension(&reports->codes, query->by[i]->dimension);
	}
}

/* The unit that the query names has a row, whatever is known of it. */
static void add_named(struct reports *reports, const char *code)
{
	struct reporting_unit *unit = reports_unit(reports, code);
	if (unit != NULL)
		unit->page = unitbook_find(&reports->book, code);
}

/* The kommuner of all districts that are there. */
static void add_wholes(struct reports *reports)
{
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next) {
		const struct unit_record *record = unit->page == NULL ? NULL : unit->page->records;
		for (; record != NULL; record = record->next)
			if (record->parent != NULL)
				add_named(reports, record->parent->code);
	}
}

/* The kommuner that a part of what a district says counts in, when it moves. */
static void add_stays(struct reports *reports, struct period period)
{
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next) {
		if (unit->page == NULL || !unitbook_moves(unit->page, period))
			continue;
		for (const struct case_report *table = unit->tables; table != NULL;
			table = table->next) {
			const struct unit_page *kommun = unitbook_kommun(unit->page, table->period);
			if (counts_in_stay(table, period) && kommun != NULL)
				add_named(reports, kommun->code);
		}
	}
}

static void add_rows(
	struct reports *reports, const struct totals_query *query, struct totals *totals)
{
	struct total_row **end = &totals->rows;
	if (query->unit != NULL)
		add_named(reports, query->unit);
	if (query->wholes)
		add_wholes(reports);
	add_stays(reports, totals->period);
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next) {
		if (!is_asked_for(unit, query, totals->period))
			continue;
		struct total_row *row = take(reports, sizeof(*row));
		if (row == NULL)
			return;
		row->unit = unit;
		row->source = source_of(unit, query->source, reports_months(totals->period));
		admit_lists(reports, row, totals);
		*end = row;
		end = &row->next;
	}
}

static void add_up(struct totals *totals)
{
	for (struct total_row *row = totals->rows; row != NULL; row = row->next) {
		coverage_share_add(&totals->share, row->unit, row->covered);
		if (row->counts == NULL)
			continue;
		total_cell_join(&totals->cases, &row->counts->cases);
		for (size_t i = 0; i < totals->cell_count; i++)
			total_cell_join(&totals->cells[i], &row->counts->cells[i]);
	}
}

enum err totals_read(
	struct reports *reports, const struct totals_query *query, struct totals *ret_totals)
{
	struct totals totals = {.period = reports->period, .share = coverage_share_new(reports)};
	start_axes(reports, query, &totals);
	add_rows(reports, query, &totals);
	make_cells(reports, &totals);
	for (struct total_row *row = totals.rows; row != NULL && !reports->full; row = row->next)
		fill_row(reports, &totals, row);
	if (!reports->full) {
		totalparts_settle(reports, query, &totals);
		add_up(&totals);
	}
	if (reports->full || store_error(reports->txn) != ERR_OK)
		return reports->full ? ERR_RANGE : store_error(reports->txn);
	*ret_totals = totals;
	return ERR_OK;
}

static bool has_row(const void *context, const char *unit)
{
	const struct totals *totals = context;
	for (const struct total_row *row = totals->rows; row != NULL; row = row->next)
		if (strcmp(row->unit->code, unit) == 0)
			return true;
	return false;
}

struct case_filter totals_filter(const struct totals *totals)
{
	return (struct case_filter){
		.wants = has_row, .context = totals, .has_period = true, .period = totals->period};
}

/* Tables have their dimensions in the alphabet's order. */
static void order_lists(struct totals_query *query)
{
	const struct codelist **by = query->by;
	if (query->by_count == 2 && strcmp(by[0]->dimension, by[1]->dimension) > 0) {
		const struct codelist *second = by[0];
		by[0] = by[1];
		by[1] = second;
	}
}

bool totals_parse_by(const struct codebook *codes, const char *text, struct totals_query *query)
{
	query->by_count = 0;
	for (;;) {
		char name[TEXT_SIZE_MAX + 1] = "";
		size_t size = strcspn(text, ",");
		if (size > TEXT_SIZE_MAX || query->by_count == TABLE_DIMENSIONS_MAX)
			return false;
		memcpy(name, text, size);
		const struct codelist *list = codeword_list(codes, name);
		if (list == NULL || (query->by_count == 1 &&
					    strcmp(query->by[0]->dimension, list->dimension) == 0))
			return false;
		query->by[query->by_count++] = list;
		if (text[size] == '\0')
			break;
		text += size + 1;
	}
	order_lists(query);
	return true;
}
