#include "totals.h"

#include <assert.h>
#include <string.h>

/* The periods of a year as a tree: twelve months under four quarters under two half-years under
 * the year, numbered so that what is below comes first. */
enum {
	NODE_QUARTER = 12,
	NODE_HALF = 16,
	NODE_YEAR = 18,
	NODES = 19,
};

/* The best that can be had for one node: which nodes' tables to use. */
struct pick {
	uint32_t nodes;	 /* mask of the nodes whose own table is used */
	uint16_t months; /* that they cover */
	unsigned extra;	 /* most dimensions beyond those asked for in any of them */
};

struct choice {
	const struct case_report *own[NODES]; /* the best table for exactly that period */
	struct pick pick;
};

static unsigned node_of(struct period period)
{
	unsigned place = (period.first_month - 1u) / period.months;
	switch (period.months) {
	case 1:
		return place;
	case 3:
		return NODE_QUARTER + place;
	case 6:
		return NODE_HALF + place;
	default:
		return NODE_YEAR;
	}
}

static unsigned bits(unsigned mask)
{
	unsigned count = 0;
	for (; mask != 0; mask &= mask - 1)
		count++;
	return count;
}

/* A case may have several values of an overlapping dimension, or none: such a dimension cannot be
 * summed over. */
static unsigned overlapping(void)
{
	unsigned mask = 0;
	for (size_t i = 0; codelist_builtin_at(i) != NULL; i++)
		mask |= (unsigned)codelist_builtin_at(i)->overlapping << i;
	return mask;
}

static bool is_usable(const struct case_report *table, Jour__V1__Source source, uint16_t asked)
{
	return table->source == source && !table->silent && (table->months & ~asked) == 0;
}

static bool is_better(const struct case_report *a, const struct case_report *b)
{
	if (b == NULL || bits(a->dimensions) != bits(b->dimensions))
		return b == NULL || bits(a->dimensions) < bits(b->dimensions);
	return a->dimensions < b->dimensions;
}

static struct pick join(struct pick a, struct pick b)
{
	return (struct pick){
		a.nodes | b.nodes, a.months | b.months, a.extra > b.extra ? a.extra : b.extra};
}

/* What lies below a node, taken together. */
static struct pick pick_below(const struct pick *picks, unsigned node)
{
	struct pick all = {.nodes = 0};
	if (node < NODE_QUARTER)
		return all;
	unsigned first = node < NODE_HALF   ? (node - NODE_QUARTER) * 3
			 : node < NODE_YEAR ? NODE_QUARTER + (node - NODE_HALF) * 2
					    : NODE_HALF;
	unsigned count = node < NODE_HALF ? 3 : 2;
	for (unsigned i = 0; i < count; i++)
		all = join(all, picks[first + i]);
	return all;
}

/* Rule 2: a node's own table against the best below it. */
static void choose(const struct reporting_unit *unit, Jour__V1__Source source, struct period asked,
	unsigned dimensions, struct choice *ret_choice)
{
	struct choice choice = {.own = {NULL}};
	struct pick picks[NODES];
	unsigned top = node_of(asked);
	for (const struct case_report *table = unit->tables; table != NULL; table = table->next) {
		unsigned node = node_of(table->period);
		if (is_usable(table, source, reports_months(asked)) &&
			(table->dimensions & dimensions) == dimensions &&
			(table->dimensions & overlapping() & ~dimensions) == 0 &&
			is_better(table, choice.own[node]))
			choice.own[node] = table;
	}
	for (unsigned node = 0; node <= top; node++) {
		const struct case_report *own = choice.own[node];
		picks[node] = pick_below(picks, node);
		if (own == NULL)
			continue;
		unsigned extra = bits(own->dimensions & ~dimensions);
		if (picks[node].months != own->months || extra <= picks[node].extra)
			picks[node] = (struct pick){1u << node, own->months, extra};
	}
	choice.pick = picks[top];
	*ret_choice = choice;
}

/* The table that a choice uses for a node; NULL when it uses none. */
static const struct case_report *used_table(const struct choice *choice, unsigned node)
{
	return (choice->pick.nodes >> node & 1) != 0 ? choice->own[node] : NULL;
}

/* ---- cells */

enum cell_state total_cell_state(const struct total_cell *cell)
{
	if (cell->states[CELL_COUNT] > 0)
		return CELL_COUNT;
	if (cell->states[CELL_HIDDEN] > 0)
		return CELL_HIDDEN;
	if (cell->states[CELL_NOT_REPORTED] > 0 || cell->states[CELL_NOT_APPLICABLE] == 0)
		return CELL_NOT_REPORTED;
	return CELL_NOT_APPLICABLE;
}

bool total_cell_is_at_least(const struct total_cell *cell)
{
	return cell->states[CELL_COUNT] > 0 &&
	       cell->states[CELL_HIDDEN] + cell->states[CELL_NOT_REPORTED] > 0;
}

static void join_cell(struct total_cell *to, const struct total_cell *from)
{
	/* 4096 units of 12 months of 64 cells of at most 10^9: no overflow. */
	to->count += from->count;
	for (unsigned i = 0; i < CELL_STATES; i++)
		to->states[i] += from->states[i];
}

/* Which cell of the result a cell of a table goes to. */
static size_t target_of(
	const Jour__V1__CaseTable *table, size_t position, const struct totals *totals)
{
	const struct codelist *has[TABLE_DIMENSIONS_MAX] = {NULL};
	size_t value[TABLE_DIMENSIONS_MAX] = {0};
	size_t target = 0;
	for (size_t i = table->n_dimensions; i > 0; i--) {
		has[i - 1] = codelist_builtin(table->dimensions[i - 1]->list);
		value[i - 1] = position % has[i - 1]->count;
		position /= has[i - 1]->count;
	}
	for (size_t i = 0; i < totals->dimension_count; i++)
		for (size_t k = 0; k < table->n_dimensions; k++)
			if (has[k] == totals->dimension[i])
				target = target * totals->dimension[i]->count + value[k];
	return target;
}

/* The number of cases: what reports_read has summed up. */
static void add_number(const struct choice *choice, struct total_cell *cell)
{
	for (unsigned node = 0; node < NODES; node++) {
		const struct case_report *table = used_table(choice, node);
		if (table == NULL)
			continue;
		cell->count += table->cases;
		for (unsigned i = 0; i < CELL_STATES; i++)
			cell->states[i] += table->states[i];
	}
}

/* Adds every table of a choice into the cells by dimensions. */
static void add_split(struct reports *reports, const struct choice *choice,
	const struct totals *totals, struct total_cell *cells)
{
	for (unsigned node = 0; node < NODES; node++) {
		const struct case_report *report = used_table(choice, node);
		if (report == NULL)
			continue;
		const Jour__V1__CaseTable *table = reports_table(reports, report->record);
		if (table == NULL)
			return;
		for (size_t i = 0; i < table->n_counts; i++) {
			size_t target = target_of(table, i, totals);
			cells[target].count += table->counts[i];
			cells[target].states[reports_cell_state(table, i)]++;
		}
	}
}

/* ---- what does not add up */

struct check {
	struct reports *reports;
	struct total_row *row;
	const struct choice *number; /* of the number of cases */
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
		check->row->differences, period, table->dimensions, sum, cases};
	check->row->differences = difference;
	check->row->flags |= TOTAL_DIFFERS;
}

/* A sum of which a part is hidden or not reported is wrong only when it is above the whole. */
static void compare(struct check *check, const struct case_report *table, struct period period,
	struct case_report parts, struct case_report whole)
{
	if (!whole.partial &&
		(parts.partial ? parts.cases > whole.cases : parts.cases != whole.cases))
		differ(check, table, period, parts.cases, whole.cases);
}

static void take_in(struct case_report *sum, const struct case_report *table)
{
	sum->cases += table->cases;
	sum->months |= table->months;
	sum->partial = sum->partial || table->partial;
}

/* Several used tables inside this one: they are the whole, this one the parts. */
static bool compare_with_inside(struct check *check, const struct case_report *table)
{
	struct case_report whole = {.months = 0};
	for (unsigned node = 0; node < NODES; node++) {
		const struct case_report *used = used_table(check->number, node);
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
	for (unsigned node = 0; node < NODES; node++) {
		const struct case_report *used = used_table(check->number, node);
		if (used != NULL && (table->months & ~used->months) == 0)
			whole = used;
	}
	assert(whole != NULL);
	for (const struct case_report *part = check->row->unit->tables; part != NULL;
		part = part->next) {
		if (!is_usable(part, table->source, whole->months) ||
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
		bool marks = (table->dimensions & overlapping()) != 0;
		if (outside || marks || table->silent)
			continue;
		if (table->source != check->row->source) {
			if (table->source == JOUR__V1__SOURCE__SOURCE_JOUR)
				check->row->flags |= TOTAL_ALSO_JOUR;
			continue;
		}
		if ((table->months & ~check->asked) != 0)
			check->row->flags |= TOTAL_WIDER;
		else if (used_table(check->number, node_of(table->period)) != table &&
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

/* Months that are owed: expected, or said to be not reported, or inside a longer table. */
static uint16_t months_owed(const struct reporting_unit *unit, uint16_t asked)
{
	uint16_t owed = unit->months_expected;
	for (const struct case_report *table = unit->tables; table != NULL; table = table->next)
		if (table->silent || (table->months & ~asked) != 0)
			owed |= table->months & asked;
	return owed;
}

static void mark_missing(struct total_cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cells[i].states[CELL_NOT_REPORTED]++;
}

static void fill_row(struct reports *reports, const struct totals_query *query,
	const struct totals *totals, struct total_row *row)
{
	uint16_t asked = reports_months(totals->period);
	uint16_t owed = months_owed(row->unit, asked);
	struct choice number, split;
	row->source = source_of(row->unit, query->source, asked);
	choose(row->unit, row->source, totals->period, 0, &number);
	choose(row->unit, row->source, totals->period, totals->dimensions, &split);
	add_number(&number, &row->cases);
	row->months_used = number.pick.months;
	row->covered = (row->unit->months_expected & ~split.pick.months) == 0;
	if (split.pick.extra > 0 || number.pick.extra > 0)
		row->flags |= TOTAL_DERIVED;
	if ((owed & ~number.pick.months) != 0 || number.pick.months == 0)
		mark_missing(&row->cases, 1);
	if (totals->cell_count > 0) {
		add_split(reports, &split, totals, row->cells);
		/* The tables by these dimensions may have fewer months than the number. */
		if (((owed | number.pick.months) & ~split.pick.months) != 0 ||
			split.pick.months == 0)
			mark_missing(row->cells, totals->cell_count);
	}
	struct check check = {reports, row, &number, asked};
	check_tables(&check);
}

static bool is_asked_for(
	const struct reporting_unit *unit, const struct totals_query *query, uint16_t asked)
{
	if (query->wants != NULL && !query->wants(query->context, unit->code))
		return false;
	if (query->unit != NULL)
		return strcmp(unit->code, query->unit) == 0;
	for (const struct case_report *table = unit->tables; table != NULL; table = table->next)
		if ((table->months & asked) != 0)
			return true;
	return unit->months_expected != 0;
}

static struct total_row *add_row(
	struct reports *reports, const struct reporting_unit *unit, size_t cell_count)
{
	struct total_row *row = arena_alloc(reports->memory, sizeof(*row));
	struct total_cell *cells = arena_alloc(reports->memory, cell_count * sizeof(*cells));
	if (row == NULL || cells == NULL) {
		reports->full = true;
		return NULL;
	}
	row->unit = unit;
	row->cells = cells;
	return row;
}

/* dimension_at is in the list's order, tables are in the alphabet's. */
static void set_dimensions(struct totals *totals, unsigned mask)
{
	assert(bits(mask) <= TABLE_DIMENSIONS_MAX);
	totals->dimensions = mask;
	totals->cell_count = mask == 0 ? 0 : 1;
	for (size_t i = 0; codelist_builtin_at(i) != NULL; i++) {
		if ((mask >> i & 1) == 0)
			continue;
		totals->cell_count *= codelist_builtin_at(i)->count;
		totals->dimension[totals->dimension_count++] = codelist_builtin_at(i);
	}
	const struct codelist **pair = totals->dimension;
	if (totals->dimension_count == 2 && strcmp(pair[0]->name, pair[1]->name) > 0) {
		const struct codelist *second = pair[0];
		pair[0] = pair[1];
		pair[1] = second;
	}
	assert(totals->cell_count <= TOTALS_CELLS_MAX);
}

enum err totals_read(
	struct reports *reports, const struct totals_query *query, struct totals *ret_totals)
{
	struct totals totals = {.period = reports->period, .share = coverage_share_new(reports)};
	struct total_row **end = &totals.rows;
	set_dimensions(&totals, query->dimensions);
	if (query->unit != NULL)
		reports_unit(reports, query->unit);
	for (struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next) {
		if (!is_asked_for(unit, query, reports_months(totals.period)))
			continue;
		struct total_row *row = add_row(reports, unit, totals.cell_count);
		if (row == NULL)
			break;
		fill_row(reports, query, &totals, row);
		join_cell(&totals.cases, &row->cases);
		for (size_t i = 0; i < totals.cell_count; i++)
			join_cell(&totals.cells[i], &row->cells[i]);
		coverage_share_add(&totals.share, unit, row->covered);
		*end = row;
		end = &row->next;
	}
	if (reports->full || store_error(reports->txn) != ERR_OK)
		return reports->full ? ERR_RANGE : store_error(reports->txn);
	*ret_totals = totals;
	return ERR_OK;
}

bool totals_parse_dimensions(const char *text, unsigned *ret_dimensions)
{
	unsigned mask = 0;
	for (;;) {
		size_t size = strcspn(text, ",");
		char name[CODE_NAME_MAX + 1] = "";
		memcpy(name, text, size <= CODE_NAME_MAX ? size : 0);
		const struct codelist *dimension = codelist_builtin(name);
		if (dimension == NULL)
			return false;
		for (size_t i = 0; codelist_builtin_at(i) != NULL; i++) {
			if (codelist_builtin_at(i) != dimension)
				continue;
			if ((mask >> i & 1) != 0)
				return false;
			mask |= 1u << i;
		}
		if (text[size] == '\0')
			break;
		text += size + 1;
	}
	if (bits(mask) > TABLE_DIMENSIONS_MAX)
		return false;
	*ret_dimensions = mask;
	return true;
}
