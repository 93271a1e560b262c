#include "totalcells.h"

#include <string.h>

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

void total_cell_join(struct total_cell *to, const struct total_cell *from)
{
	/* 4096 units of 12 months of 4096 cells of at most 10^9: no overflow. */
	to->count += from->count;
	for (unsigned i = 0; i < CELL_STATES; i++)
		to->states[i] += from->states[i];
}

/* The number of cases: what reports_read has summed up. */
static void add_number(const struct casechoice *choice, struct total_cell *cell)
{
	for (unsigned node = 0; node < CASECHOICE_NODES; node++) {
		const struct case_report *table = casechoice_used(choice, node);
		if (table == NULL)
			continue;
		cell->count += table->cases;
		for (unsigned i = 0; i < CELL_STATES; i++)
			cell->states[i] += table->states[i];
	}
}

/* A table on its way into the cells. */
struct split_table {
	const struct case_report *report;
	size_t along[TABLE_DIMENSIONS_MAX]; /* which of its lists an axis is about */
	struct countaxis_map maps[TABLE_DIMENSIONS_MAX];
	bool says_all; /* its lists have every value of the axes */
};

static void find_places(
	const struct reports *reports, const struct totals *totals, struct split_table *table)
{
	const struct case_report *report = table->report;
	table->says_all = true;
	for (size_t i = 0; i < totals->axis_count; i++) {
		const struct codelist *list = totals->axis[i].list;
		for (size_t k = 0; k < report->list_count; k++)
			if (strcmp(report->lists[k]->dimension, list->dimension) == 0)
				table->along[i] = k;
		countaxis_find(&totals->axis[i], &reports->codes, report->lists[table->along[i]],
			&table->maps[i]);
		for (size_t k = 0; k < totals->axis[i].count; k++)
			table->says_all =
				table->says_all && table->maps[i].says[k] == COUNTAXIS_SAYS;
	}
}

/* Which cell of the result a cell of a table goes to; strays are shown for what stands in them. */
static size_t target_of(
	const struct split_table *table, size_t cell, bool says_something, struct totals *totals)
{
	const struct case_report *report = table->report;
	size_t value[TABLE_DIMENSIONS_MAX] = {0};
	size_t target = 0;
	for (size_t i = report->list_count; i > 0; i--) {
		value[i - 1] = cell % report->lists[i - 1]->count;
		cell /= report->lists[i - 1]->count;
	}
	for (size_t i = 0; i < totals->axis_count; i++) {
		struct countaxis *axis = &totals->axis[i];
		size_t place = table->maps[i].to[value[table->along[i]]];
		axis->values[place].shown = axis->values[place].shown || says_something;
		target = target * axis->count + place;
	}
	return target;
}

/* What the table's own lists do not have: not asked is not zero. */
static void mark_unsaid(
	const struct split_table *table, const struct totals *totals, struct total_cell *cells)
{
	for (size_t i = 0; i < totals->cell_count && !table->says_all; i++) {
		enum countaxis_say worst = COUNTAXIS_SAYS;
		size_t cell = i;
		for (size_t k = totals->axis_count; k > 0; k--) {
			enum countaxis_say says =
				table->maps[k - 1].says[cell % totals->axis[k - 1].count];
			cell /= totals->axis[k - 1].count;
			worst = says > worst ? says : worst;
		}
		if (worst == COUNTAXIS_UNASKED)
			cells[i].states[CELL_NOT_REPORTED]++;
		else if (worst == COUNTAXIS_FOREIGN)
			cells[i].states[CELL_NOT_APPLICABLE]++;
	}
}

/* Adds every table of a choice into the cells by dimensions. */
static void add_split(struct reports *reports, const struct casechoice *choice,
	struct totals *totals, struct total_cell *cells)
{
	for (unsigned node = 0; node < CASECHOICE_NODES; node++) {
		struct split_table split = {.report = casechoice_used(choice, node)};
		if (split.report == NULL)
			continue;
		const Jour__V1__CaseTable *table = reports_table(reports, split.report->record);
		if (table == NULL)
			return;
		find_places(reports, totals, &split);
		for (size_t i = 0; i < table->n_counts; i++) {
			enum cell_state state = reports_cell_state(table, i);
			bool says = state != CELL_COUNT || table->counts[i] != 0;
			size_t target = target_of(&split, i, says, totals);
			cells[target].count += table->counts[i];
			cells[target].states[state]++;
		}
		mark_unsaid(&split, totals, cells);
	}
}

/* ---- a row */

/* Months that are owed: expected, or said to be not reported, or inside a longer table. */
static uint16_t months_owed(const struct reporting_unit *unit, uint16_t asked)
{
	uint16_t owed = unit->months_expected;
	for (const struct case_report *table = unit->tables; table != NULL; table = table->next)
		if (table->silent || (table->months & ~asked) != 0)
			owed |= table->months & asked;
	return owed;
}

static void mark(struct total_cell *cells, size_t count, enum cell_state state)
{
	for (size_t i = 0; i < count; i++)
		cells[i].states[state]++;
}

/* Months of which the number of cases is none: then there is none of any kind either, by whatever
 * it is divided. */
static uint16_t months_of_none(const struct casechoice *number)
{
	uint16_t months = 0;
	for (unsigned node = 0; node < CASECHOICE_NODES; node++) {
		const struct case_report *table = casechoice_used(number, node);
		if (table != NULL && table->cases == 0 && !table->partial &&
			table->states[CELL_NOT_APPLICABLE] == 0)
			months |= table->months;
	}
	return months;
}

/* Leaves out of a choice what is not of the part. */
static void keep_part(const struct total_part *part, struct casechoice *choice)
{
	for (unsigned node = 0; part != NULL && node < CASECHOICE_NODES; node++) {
		const struct case_report *table = casechoice_used(choice, node);
		if (table == NULL || part->has(part->context, table))
			continue;
		choice->nodes &= ~(1u << node);
		choice->months &= (uint16_t)~table->months;
	}
}

void totalcells_fill(struct reports *reports, struct totals *totals, const struct total_part *part,
	struct total_row *row)
{
	uint16_t asked = reports_months(totals->period);
	uint16_t owed = months_owed(row->unit, asked) & (part == NULL ? asked : part->months);
	struct casechoice number, split;
	casechoice_make(reports, row->unit, row->source, 0, &number);
	casechoice_make(reports, row->unit, row->source, totals->dimensions, &split);
	keep_part(part, &number);
	keep_part(part, &split);
	add_number(&number, &row->cases);
	uint16_t none = (uint16_t)(months_of_none(&number) & ~split.months);
	uint16_t divided = split.months | none;
	row->months_used = number.months;
	row->covered = (row->unit->months_expected & ~divided) == 0;
	if (split.extra > 0 || number.extra > 0)
		row->flags |= TOTAL_DERIVED;
	if ((owed & ~number.months) != 0 || number.months == 0)
		mark(&row->cases, 1, CELL_NOT_REPORTED);
	if (totals->cell_count > 0) {
		add_split(reports, &split, totals, row->cells);
		/* The tables by these dimensions may have fewer months than the number. */
		if (((owed | number.months) & ~divided) != 0 || divided == 0)
			mark(row->cells, totals->cell_count, CELL_NOT_REPORTED);
		if (none != 0)
			mark(row->cells, totals->cell_count, CELL_COUNT);
	}
}
