/* Counts of cases, in one of two layouts.
 *
 * (a) A row for each cell:       Kommun;Period;Brottstyp;Kön;Antal
 * (b) A table as people type it: Kommun;Period;Brottstyp;Kvinna;Man
 *     where the headings after the fixed ones are the values of one dimension.
 * Kommun and Period may stand in lines of their own above the headings.
 *
 * The rows of one kommun and period make one table. A table lists the cells that are not zero;
 * those it does not name are 0. A cell that is no number says why: "-" or "uppgift saknas" (not
 * reported), "ej tillämpligt" (not applicable), ".." (hidden). */
#include <string.h>

#include "codeword.h"
#include "file_kind.h"
#include "heading.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "pick.h"

enum column {
	UNIT,
	PERIOD,
	DIMENSIONS, /* a column for each */
	COUNT = DIMENSIONS + CODEWORD_DIMENSIONS,
	REPLACES,
	REASON,
	VALUES, /* layout (b): a column for each value of one dimension */
};

static const struct sheet_column columns[] = {
	[UNIT] = {.name = "Kommun",
		.spellings = {"kommunkod", "kod", "code", "unit", "municipality"}},
	[PERIOD] = {.name = "Period",
		.spellings = {"kvartal", "månad", "år", "quarter", "month", "year"}},
	/* As codeword_of_dimension has them, in the order of the code list. */
	[DIMENSIONS] = {"Hjälpsökande", {"helpseeker", "typ av hjälpsökande"}, false},
	{"Kön", {"sex", "kon"}, false},
	{"Ålder", {"age", "åldersgrupp", "alder"}, false},
	{"Brottstyp", {"crime", "brott", "typ av brott"}, false},
	{"Polisanmält", {"police", "polisanmälan", "anmält"}, false},
	{"Första kontakt", {"contact", "kontakt", "kontaktväg"}, false},
	[COUNT] = {.name = "Antal",
		.spellings = {"antal ärenden", "ärenden", "cases", "count", "number"}},
	[REPLACES] = COLUMN_REPLACES,
	[REASON] = COLUMN_REASON,
};

/* A row of the sheet, read. */
struct case_row {
	char unit[UNIT_CODE_SIZE];
	struct period period;
	uint8_t values[TABLE_DIMENSIONS_MAX];
	bool taken; /* by a table */
};

/* What the headings say about the whole file. Dimensions are positions in the code list. */
struct layout {
	size_t dimension_count;
	size_t dimensions[TABLE_DIMENSIONS_MAX]; /* ascending by the name of their code */
	bool wide;
	size_t wide_dimension;
	struct case_row *rows;
};

/* One table while it is put together. */
struct table {
	uint64_t counts[TABLE_CELLS_MAX];
	Jour__V1__CellState states[TABLE_CELLS_MAX];
	uint32_t rows[TABLE_CELLS_MAX]; /* that named the cell; 0: none has */
	size_t cell_count;
	bool has_state;
};

/* ---- headings */

static bool is_fixed(const char *heading)
{
	for (size_t i = 0; i < VALUES; i++)
		if (heading_names(&columns[i], heading))
			return true;
	return false;
}

/* Whether every heading that is not fixed is a value of the dimension, and there is one. */
static bool is_wide_over(const struct sheet *sheet, size_t dimension)
{
	bool any = false;
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++) {
		const char *heading = sheet_text(sheet, 0, cell);
		if (heading[0] == '\0' || is_fixed(heading))
			continue;
		if (codeword_find(dimension, heading) == dimension_at(dimension)->count)
			return false;
		any = true;
	}
	return any;
}

static void find_wide(struct intake *intake, struct layout *layout)
{
	const struct sheet *sheet = &intake->file.sheet;
	for (size_t i = 0; i < CODEWORD_DIMENSIONS; i++) {
		if (!is_wide_over(sheet, i))
			continue;
		if (layout->wide)
			complaint_add(&intake->complaints,
				(struct place){.kind = PLACE_SHEET, .row = sheet->rows[0].number},
				N_("the headings fit both \"{1}\" and \"{2}\": add a column that "
				   "only one of them has"),
				columns[DIMENSIONS + layout->wide_dimension].name,
				columns[DIMENSIONS + i].name);
		else
			layout->wide_dimension = i;
		layout->wide = true;
	}
}

/* The fixed columns, and those of layout (b). They live as long as the intake's arena. */
static bool find_columns(struct intake *intake, const struct layout *layout)
{
	size_t count = VALUES;
	struct sheet_column *all =
		arena_alloc(&intake->arena, sizeof(*all) * (VALUES + CODEWORD_VALUES_MAX));
	if (all == NULL)
		return false;
	memcpy(all, columns, sizeof(columns));
	if (layout->wide)
		for (size_t i = 0; i < dimension_at(layout->wide_dimension)->count; i++)
			all[count++] = *codeword_of_value(layout->wide_dimension, i);
	return heading_find_columns(&intake->file.sheet, all, count) == ERR_OK;
}

static void miss_column(struct intake *intake, enum column column)
{
	complaint_add(&intake->complaints,
		(struct place){.kind = PLACE_SHEET, .row = intake->file.sheet.rows[0].number},
		N_("the column \"{1}\" is missing"), columns[column].name, NULL);
}

/* Keeps them ascending by the name of their code, as a record must. */
static void add_dimension(struct layout *layout, size_t dimension)
{
	size_t at = layout->dimension_count++;
	const char *name = dimension_at(dimension)->name;
	while (at > 0 && strcmp(dimension_at(layout->dimensions[at - 1])->name, name) > 0) {
		layout->dimensions[at] = layout->dimensions[at - 1];
		at--;
	}
	layout->dimensions[at] = dimension;
}

static void find_dimensions(struct intake *intake, struct layout *layout)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct place headings = {.kind = PLACE_SHEET, .row = sheet->rows[0].number};

	for (size_t i = 0; i < CODEWORD_DIMENSIONS; i++) {
		bool has = sheet_has_column(sheet, DIMENSIONS + i);
		bool wide = layout->wide && layout->wide_dimension == i;
		if (has && wide)
			complaint_add(&intake->complaints, headings,
				N_("\"{1}\" is a column, and its values are columns too"),
				columns[DIMENSIONS + i].name, NULL);
		if (!has && !wide)
			continue;
		if (layout->dimension_count < TABLE_DIMENSIONS_MAX)
			add_dimension(layout, i);
		else
			complaint_add(&intake->complaints, headings,
				N_("at most two of the columns that divide cases may be in one "
				   "file; \"{1}\" is one too many"),
				columns[DIMENSIONS + i].name, NULL);
	}
}

static bool read_headings(struct intake *intake, struct layout *layout)
{
	const struct sheet *sheet = &intake->file.sheet;
	find_wide(intake, layout);
	if (!find_columns(intake, layout))
		return false;
	pick_check_unit(intake, UNIT);
	if (!sheet_has_column(sheet, PERIOD) && intake->lead_period.text == NULL)
		miss_column(intake, PERIOD);
	if (sheet_has_column(sheet, PERIOD) && intake->lead_period.text != NULL)
		complaint_add(&intake->complaints, intake->lead_period.place,
			N_("\"{1}\" is a column too: which of the two counts?"),
			columns[PERIOD].name, NULL);
	if (!layout->wide && !sheet_has_column(sheet, COUNT))
		miss_column(intake, COUNT);
	if (layout->wide && sheet_has_column(sheet, COUNT))
		complaint_add(&intake->complaints,
			(struct place){.kind = PLACE_SHEET, .row = sheet->rows[0].number},
			N_("\"{1}\" beside the columns of \"{2}\": remove the sum, it is worked "
			   "out"),
			columns[COUNT].name, columns[DIMENSIONS + layout->wide_dimension].name);
	find_dimensions(intake, layout);
	return intake->complaints.error_count == 0;
}

/* ---- cells */

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(text, *words) == 0 || (strlen(*words) > 3 && heading_same(text, *words)))
			return true;
	return false;
}

static Jour__V1__CellState read_state(struct bytes trimmed)
{
	char text[32] = ""; /* longer than any of the words */
	static const char *const not_reported[] = {
		"-", "\u2013", "\u2212", "uppgift saknas", "not reported", NULL};
	static const char *const not_applicable[] = {
		"ej tillämpligt", "inte tillämpligt", "not applicable", NULL};
	static const char *const hidden[] = {"..", "hidden", "dold", NULL};
	if (trimmed.size < sizeof(text))
		memcpy(text, trimmed.data, trimmed.size);
	if (is_one_of(text, not_reported))
		return JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED;
	if (is_one_of(text, not_applicable))
		return JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE;
	if (is_one_of(text, hidden))
		return JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN;
	return JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
}

static void read_cell(struct field field, uint64_t *ret_count, Jour__V1__CellState *ret_state)
{
	*ret_count = 0;
	*ret_state = read_state(field_text(field));
	if (*ret_state != JOUR__V1__CELL_STATE__CELL_STATE_COUNT)
		return;
	if (field_is_empty(field))
		complaint_add_expected(field.complaints, field.place, field.text,
			N_("a whole number, or - (not reported), \"ej tillämpligt\" (not "
			   "applicable) or .. (hidden)"),
			NULL);
	else if (field_read_uint(field, COUNT_MAX, ret_count) != ERR_OK)
		*ret_count = 0;
}

static size_t cell_of(const struct layout *layout, const struct case_row *row, size_t wide_value)
{
	size_t cell = 0;
	for (size_t i = 0; i < layout->dimension_count; i++) {
		size_t dimension = layout->dimensions[i];
		bool wide = layout->wide && dimension == layout->wide_dimension;
		cell = cell * dimension_at(dimension)->count + (wide ? wide_value : row->values[i]);
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
	read_cell(field, &table->counts[cell], &table->states[cell]);
	table->has_state |= table->states[cell] != JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
}

static void put_row(
	struct intake *intake, const struct layout *layout, size_t row, struct table *table)
{
	const struct case_row *read = &layout->rows[row];
	if (!layout->wide) {
		put_cell(intake, table, cell_of(layout, read, 0), row, COUNT);
		return;
	}
	for (size_t i = 0; i < dimension_at(layout->wide_dimension)->count; i++)
		if (sheet_has_column(&intake->file.sheet, VALUES + i))
			put_cell(intake, table, cell_of(layout, read, i), row, VALUES + i);
}

/* ---- rows */

static uint8_t read_value(struct field field, size_t dimension)
{
	size_t count = dimension_at(dimension)->count;
	const char *words[CODEWORD_VALUES_MAX + 1] = {NULL};
	size_t value = field.text == NULL ? count : codeword_find(dimension, field.text);
	if (value < count)
		return (uint8_t)value;
	/* None of them: complains with the whole list. */
	for (size_t i = 0; i < count; i++)
		words[i] = codeword_of_value(dimension, i)->name;
	return field_read_word(field, words, &value) == ERR_OK ? (uint8_t)value : 0;
}

static void read_row(struct intake *intake, const struct layout *layout, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct case_row *read = &layout->rows[row];
	size_t errors_before = intake->complaints.error_count;

	strncpy(read->unit, pick_row_unit(intake, row, UNIT), sizeof(read->unit) - 1);
	read->period = pick_period(sheet_has_column(sheet, PERIOD) ? sheet_field(sheet, row, PERIOD)
								   : intake->lead_period);
	for (size_t i = 0; i < layout->dimension_count; i++) {
		size_t dimension = layout->dimensions[i];
		if (!layout->wide || dimension != layout->wide_dimension)
			read->values[i] = read_value(
				sheet_field(sheet, row, DIMENSIONS + dimension), dimension);
	}
	/* What table the row belongs to is not known: its cells are looked at alone. */
	if (intake->complaints.error_count == errors_before)
		return;
	read->taken = true;
	for (size_t i = COUNT; i < sheet->column_count; i++) {
		uint64_t count;
		Jour__V1__CellState state;
		if (i != REPLACES && i != REASON && sheet_has_column(sheet, i))
			read_cell(sheet_field(sheet, row, i), &count, &state);
	}
}

static bool same_period(struct period a, struct period b)
{
	return a.year == b.year && a.first_month == b.first_month && a.months == b.months;
}

/* A month and its quarter would count the same cases twice; the office says so too. */
static bool belongs(struct intake *intake, const struct layout *layout, size_t first, size_t row)
{
	const struct case_row *a = &layout->rows[first];
	const struct case_row *b = &layout->rows[row];
	char number[PICK_NUMBER_SIZE];

	if (b->taken || strcmp(a->unit, b->unit) != 0)
		return false;
	if (same_period(a->period, b->period))
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
	struct intake *intake, const struct layout *layout, size_t first, struct table *table)
{
	const struct case_row *row = &layout->rows[first];
	Jour__V1__Period period;
	jour__v1__period__init(&period);
	Jour__V1__CaseTable message;
	jour__v1__case_table__init(&message);
	struct draft draft = {.kind = JOUR__V1__RECORD__BODY_CASE_TABLE,
		.body = &message,
		.row = intake->file.sheet.rows[first].number};
	char *names[TABLE_DIMENSIONS_MAX];

	period.year = row->period.year;
	period.first_month = row->period.first_month;
	period.months = row->period.months;
	for (size_t i = 0; i < layout->dimension_count; i++)
		names[i] = (char *)(uintptr_t)dimension_at(layout->dimensions[i])->name;
	message.area = (char *)(uintptr_t)row->unit;
	message.period = &period;
	message.source = intake->context.source;
	message.list_version = CODELIST_VERSION;
	message.n_dimensions = layout->dimension_count;
	message.dimensions = names;
	message.n_counts = table->cell_count;
	message.counts = table->counts;
	message.n_states = table->has_state ? table->cell_count : 0;
	message.states = table->states;
	pick_row_correction(intake, first, REPLACES, &draft);
	intake_emit(intake, &draft);
}

/* The correction of a table stands in its first row; in a later one it would be overlooked. */
static void check_correction(struct intake *intake, size_t row)
{
	for (size_t column = REPLACES; column <= REASON; column++) {
		struct field field = sheet_field(&intake->file.sheet, row, column);
		if (!field_is_empty(field))
			complaint_add(&intake->complaints, field.place,
				N_("a correction is stated once, in the first row of its table"),
				NULL, NULL);
	}
}

static void start_table(const struct layout *layout, struct table *table)
{
	table->cell_count = 1;
	table->has_state = false;
	for (size_t i = 0; i < layout->dimension_count; i++)
		table->cell_count *= dimension_at(layout->dimensions[i])->count;
	for (size_t i = 0; i < table->cell_count; i++) {
		table->counts[i] = 0;
		table->states[i] = JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
		table->rows[i] = 0;
	}
}

static void read_table(
	struct intake *intake, const struct layout *layout, size_t first, struct table *table)
{
	intake_begin_row(intake);
	start_table(layout, table);
	for (size_t row = first; row < intake->file.sheet.row_count; row++) {
		if (!belongs(intake, layout, first, row))
			continue;
		layout->rows[row].taken = true;
		put_row(intake, layout, row, table);
		if (row != first)
			check_correction(intake, row);
	}
	size_t used = intake->arena.used;
	emit_table(intake, layout, first, table);
	intake->arena.used = used;
}

static void read_cases(struct intake *intake)
{
	struct layout layout = {0};
	struct table table = {.cell_count = 0};
	size_t row_count = intake->file.sheet.row_count;

	if (!read_headings(intake, &layout))
		return;
	layout.rows = arena_alloc(&intake->arena, sizeof(*layout.rows) * row_count);
	if (layout.rows == NULL)
		return;
	size_t used = intake->arena.used;
	for (size_t row = 1; row < row_count; row++) {
		read_row(intake, &layout, row);
		intake->arena.used = used;
	}
	for (size_t row = 1; row < row_count; row++)
		if (!layout.rows[row].taken)
			read_table(intake, &layout, row, &table);
}

static const uint8_t field_columns[] = {0, UNIT + 1, PERIOD + 1, 0, 0, 0, COUNT + 1, COUNT + 1};

const struct file_kind file_cases = {.name = N_("cases"),
	.class = CLASS_CASES,
	.columns = columns,
	.column_count = VALUES,
	.read = read_cases,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
