/* Counts of cases, in one of two layouts.
 *
 * (a) A row for each cell:       Kommun;Period;Brottstyp;Kön;Antal
 * (b) A table as people type it: Kommun;Period;Brottstyp;Kvinna;Man
 *     where the headings after the fixed ones are the values of one dimension.
 * Kommun and Period may stand in lines of their own above the headings.
 *
 * The rows of one kommun and period make one table. A table lists the cells that are not zero;
 * those it does not name are 0. A cell that is no number says why: "-" or "uppgift saknas" (not
 * reported), "ej tillämpligt" (not applicable), "dold" (hidden). */
#include <assert.h>
#include <string.h>

#include "caselayout.h"
#include "cellstate.h"
#include "heading.h"
#include "jour/i18n.h"
#include "jour/limits.h"

/* A row of the sheet, read. */
struct case_row {
	char unit[UNIT_CODE_SIZE];
	struct period period;
	uint8_t values[TABLE_DIMENSIONS_MAX];
	bool taken; /* by a table */
};

/* A whole file. */
struct cases {
	struct caselayout layout;
	struct case_row *rows; /* as many as the sheet has */
};

/* One table while it is put together. */
struct table {
	uint64_t counts[TABLE_CELLS_MAX];
	Jour__V1__CellState states[TABLE_CELLS_MAX];
	uint32_t rows[TABLE_CELLS_MAX]; /* that named the cell; 0: none has */
	size_t cell_count;
	bool has_state;
	size_t correction; /* row of the sheet that states it; the first row without one */
};

/* ---- cells */

static void read_cell(struct intake *intake, struct field field, uint64_t *ret_count,
	Jour__V1__CellState *ret_state)
{
	*ret_count = 0;
	*ret_state = cellstate_read(field);
	if (*ret_state != JOUR__V1__CELL_STATE__CELL_STATE_COUNT) {
		cellstate_remind(field, *ret_state, &intake->dash_told);
		return;
	}
	if (!cellstate_has_digit(field))
		cellstate_miss(field);
	else if (field_read_uint(field, COUNT_MAX, ret_count) != ERR_OK)
		*ret_count = 0;
}

static size_t cell_of(const struct cases *cases, const struct case_row *row, size_t wide_value)
{
	size_t cell = 0;
	for (size_t i = 0; i < cases->layout.dimension_count; i++) {
		bool wide = cases->layout.wide && i == cases->layout.wide_list;
		cell = cell * cases->layout.lists[i]->count + (wide ? wide_value : row->values[i]);
	}
	return cell;
}

static void put_cell(
	struct intake *intake, struct table *table, size_t cell, size_t row, size_t column)
{
	struct field field = sheet_field(&intake->file.sheet, row, column);
	char first[PICK_NUMBER_SIZE];

	if (table->rows[cell] != 0) {
		complaint_add(&intake->complaints, field.place,
			N_("the same cell has a number in row {1} already"),
			pick_number_text(table->rows[cell], first), NULL);
		return;
	}
	table->rows[cell] = field.place.row;
	read_cell(intake, field, &table->counts[cell], &table->states[cell]);
	table->has_state |= table->states[cell] != JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
}

static void put_row(
	struct intake *intake, const struct cases *cases, size_t row, struct table *table)
{
	const struct case_row *read = &cases->rows[row];
	if (!cases->layout.wide) {
		put_cell(intake, table, cell_of(cases, read, 0), row, CASE_COUNT);
		return;
	}
	size_t first = cases->layout.columns[cases->layout.wide_list];
	for (size_t i = 0; i < cases->layout.lists[cases->layout.wide_list]->count; i++)
		if (sheet_has_column(&intake->file.sheet, first + i))
			put_cell(intake, table, cell_of(cases, read, i), row, first + i);
}

/* ---- rows */

static uint8_t read_value(struct field field, const struct codelist *list)
{
	const char *words[CODE_VALUES_MAX + 1] = {NULL};
	size_t value = field.text == NULL ? list->count : codeword_find(list, field.text);
	if (value < list->count)
		return (uint8_t)value;
	if (sheet_refuse_sum(field))
		return 0;
	/* None of them: complains with the whole list. */
	for (size_t i = 0; i < list->count; i++)
		words[i] = list->values[i].label_sv;
	return field_read_word(field, words, &value) == ERR_OK ? (uint8_t)value : 0;
}

static void read_row(struct intake *intake, const struct cases *cases, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct case_row *read = &cases->rows[row];
	size_t errors_before = intake->complaints.error_count;

	strncpy(read->unit, pick_row_unit(intake, row, CASE_UNIT), sizeof(read->unit) - 1);
	read->period = pick_row_period(intake, row, CASE_PERIOD);
	for (size_t i = 0; i < cases->layout.dimension_count; i++) {
		if (!cases->layout.wide || i != cases->layout.wide_list)
			read->values[i] =
				read_value(sheet_field(sheet, row, cases->layout.columns[i]),
					cases->layout.lists[i]);
	}
	/* What table the row belongs to is not known: its cells are looked at alone. */
	if (intake->complaints.error_count == errors_before)
		return;
	read->taken = true;
	size_t values = CASE_DIMENSIONS + intake->codes.dimension_count;
	for (size_t i = 0; i < sheet->column_count; i++) {
		uint64_t count;
		Jour__V1__CellState state;
		if ((i == CASE_COUNT || i >= values) && sheet_has_column(sheet, i))
			read_cell(intake, sheet_field(sheet, row, i), &count, &state);
	}
}

/* A month and its quarter would count the same cases twice; the office says so too. */
static bool belongs(struct intake *intake, const struct cases *cases, size_t first, size_t row)
{
	const struct case_row *a = &cases->rows[first];
	const struct case_row *b = &cases->rows[row];
	char number[PICK_NUMBER_SIZE];

	if (b->taken || strcmp(a->unit, b->unit) != 0)
		return false;
	if (period_equal(a->period, b->period))
		return true;
	if (!period_overlaps(a->period, b->period))
		return false;
	complaint_add(&intake->complaints,
		(struct place){.kind = PLACE_SHEET, .row = intake->file.sheet.rows[row].number},
		N_("the period overlaps that of row {1}, and the same cases would count twice"),
		pick_number_text(intake->file.sheet.rows[first].number, number), NULL);
	return false;
}

static void emit_table(
	struct intake *intake, const struct cases *cases, size_t first, struct table *table)
{
	const struct case_row *row = &cases->rows[first];
	Jour__V1__Period period;
	jour__v1__period__init(&period);
	Jour__V1__CaseTable message;
	jour__v1__case_table__init(&message);
	struct draft draft = {.kind = JOUR__V1__RECORD__BODY_CASE_TABLE,
		.body = &message,
		.row = intake->file.sheet.rows[first].number};
	Jour__V1__TableDimension by[TABLE_DIMENSIONS_MAX], *dimensions[TABLE_DIMENSIONS_MAX];

	period.year = row->period.year;
	period.first_month = row->period.first_month;
	period.months = row->period.months;
	for (size_t i = 0; i < cases->layout.dimension_count; i++) {
		const struct codelist *list = cases->layout.lists[i];
		jour__v1__table_dimension__init(&by[i]);
		by[i].dimension = (char *)(uintptr_t)list->dimension;
		by[i].list = (char *)(uintptr_t)list->name;
		by[i].version = list->version;
		dimensions[i] = &by[i];
	}
	message.area = (char *)(uintptr_t)row->unit;
	message.period = &period;
	message.source = intake->context.source;
	message.n_dimensions = cases->layout.dimension_count;
	message.dimensions = dimensions;
	message.n_counts = table->cell_count;
	message.counts = table->counts;
	message.n_states = table->has_state ? table->cell_count : 0;
	message.states = table->states;
	for (size_t i = 0; i < table->cell_count; i++)
		draft.unnamed += table->rows[i] == 0;
	pick_row_correction(intake, table->correction, CASE_REPLACES, &draft);
	intake_emit(intake, &draft);
}

static bool states_correction(const struct intake *intake, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	return !field_is_empty(sheet_field(sheet, row, CASE_REPLACES)) ||
	       !field_is_empty(sheet_field(sheet, row, CASE_REASON));
}

/* A table is corrected as a whole: one row may say why, or several the same. */
static void take_correction(struct intake *intake, size_t row, struct table *table)
{
	if (!states_correction(intake, row))
		return;
	if (!states_correction(intake, table->correction)) {
		table->correction = row;
		return;
	}
	for (size_t column = CASE_REPLACES; column <= CASE_REASON; column++) {
		struct field field = sheet_field(&intake->file.sheet, row, column);
		struct field first = sheet_field(&intake->file.sheet, table->correction, column);
		if (!field_is_empty(field) && !bytes_equal(field_text(field), field_text(first)))
			complaint_add(&intake->complaints, field.place,
				N_("a table is corrected as a whole: state the same as the rows "
				   "above, or once"),
				NULL, NULL);
	}
}

static void start_table(const struct cases *cases, struct table *table)
{
	table->cell_count = 1;
	table->has_state = false;
	for (size_t i = 0; i < cases->layout.dimension_count; i++)
		table->cell_count *= cases->layout.lists[i]->count;
	for (size_t i = 0; i < table->cell_count; i++) {
		table->counts[i] = 0;
		table->states[i] = JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
		table->rows[i] = 0;
	}
}

static void read_table(
	struct intake *intake, const struct cases *cases, size_t first, struct table *table)
{
	intake_begin_row(intake);
	start_table(cases, table);
	table->correction = first;
	for (size_t row = first; row < intake->file.sheet.row_count; row++) {
		if (!belongs(intake, cases, first, row))
			continue;
		cases->rows[row].taken = true;
		put_row(intake, cases, row, table);
		take_correction(intake, row, table);
	}
	size_t used = intake->arena.used;
	emit_table(intake, cases, first, table);
	intake->arena.used = used;
}

static void read_cases(struct intake *intake)
{
	struct cases cases;
	struct table table = {.cell_count = 0};
	size_t row_count = intake->file.sheet.row_count;

	if (!caselayout_read(intake, &cases.layout))
		return;
	cases.rows = arena_alloc(&intake->arena, sizeof(*cases.rows) * row_count);
	assert(cases.rows != NULL); /* INTAKE_MEMORY_SIZE holds more than SHEET_ROWS_MAX of them */
	size_t used = intake->arena.used;
	for (size_t row = 1; row < row_count; row++) {
		read_row(intake, &cases, row);
		intake->arena.used = used;
	}
	for (size_t row = 1; row < row_count; row++)
		if (!cases.rows[row].taken)
			read_table(intake, &cases, row, &table);
}

static const uint8_t field_columns[] = {
	0, CASE_UNIT + 1, CASE_PERIOD + 1, 0, 0, CASE_COUNT + 1, CASE_COUNT + 1};

const struct file_kind file_cases = {.name = N_("cases"),
	.class = CLASS_CASES,
	.columns = caselayout_columns,
	.column_count = CASE_COLUMNS,
	.by_codes = true,
	.read = read_cases,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
