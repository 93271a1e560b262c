/* What the jour did, in one of two layouts.
 *
 * (a) A row for each measure:  Kommun;Period;Mått;Antal;Av
 * (b) Measures across:         Avtal;Period;Uppdrag;Ideella timmar;Första kontakt inom 3 dagar;Av
 *
 * A row is about a kommun or court, an agreement, or a kommun under an agreement. Kommun and Period
 * may stand in lines of their own above the headings. A service level is so many of so many, "45 av
 * 50" in its cell or with the column Av beside, which is for nothing else. A cell that is no number
 * says why, as in a table of cases; in layout (b) an empty one says nothing. */
#include <assert.h>
#include <string.h>

#include "cellstate.h"
#include "effortword.h"
#include "heading.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "jour/limits.h"
#include "pick.h"

enum column { UNIT, AGREEMENT, PERIOD, MEASURE, COUNT, OF, REPLACES, REASON, COLUMNS };

static const struct sheet_column columns[COLUMNS] = {
	[UNIT] = {.name = "Kommun",
		.spellings = {"område", "kommunkod", "kod", "unit", "municipality", "domstol"}},
	[AGREEMENT] = {.name = "Avtal", .spellings = {"dnr", "agreement", "diarienummer"}},
	[PERIOD] = {.name = "Period",
		.spellings = {"kvartal", "månad", "år", "quarter", "month", "year"}},
	[MEASURE] = {.name = "Mått", .spellings = {"measure", "insats"}},
	[COUNT] = {.name = "Antal", .spellings = {"number", "count"}},
	[OF] = {.name = "Av", .spellings = {"of", "av antal", "av totalt"}},
	[REPLACES] = COLUMN_REPLACES,
	[REASON] = COLUMN_REASON,
};

/* What has been said so far, so that periods that overlap are found. */
struct said {
	uint64_t key_hash; /* of the natural key with the whole year for a period */
	struct period period;
	uint32_t row;
};

/* A whole file. */
struct efforts {
	struct said *said; /* INTAKE_RECORDS_MAX of them */
	size_t said_count;
	bool wide;
};

/* A row, whose measures follow. */
struct effort_row {
	size_t row;
	Jour__V1__Effort effort;
	Jour__V1__Period period;
	size_t stated;	/* measures so far */
	bool has_whole; /* a service level that the column Av may be of, or that is complained of */
};

/* ---- headings */

static bool is_measure(const char *heading)
{
	return effortword_find(heading) != NULL;
}

static bool is_wide(const struct sheet *sheet)
{
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++)
		if (is_measure(sheet_text(sheet, 0, cell)))
			return true;
	return false;
}

/* The fixed columns, and those of layout (b). They live as long as the intake's arena. */
static bool find_columns(struct intake *intake, bool wide)
{
	size_t count = COLUMNS;
	struct sheet_column *all =
		arena_alloc(&intake->arena, sizeof(*all) * (COLUMNS + EFFORT_MEASURES_MAX));
	assert(all != NULL); /* the first that is asked for */
	memcpy(all, columns, sizeof(columns));
	for (size_t i = 0; wide && effortlist_at(i) != NULL; i++)
		all[count++] = effortword_column(effortlist_at(i));
	return heading_find_columns(&intake->file.sheet, all, count) == ERR_OK;
}

static void check_column(struct intake *intake, enum column column, bool wide)
{
	struct place headings = {.kind = PLACE_SHEET, .row = intake->file.sheet.rows[0].number};
	bool has = sheet_has_column(&intake->file.sheet, column);
	if (!has && !wide)
		complaint_add(&intake->complaints, headings, N_("the column \"{1}\" is missing"),
			columns[column].name, NULL);
	if (has && wide)
		complaint_add(&intake->complaints, headings,
			N_("\"{1}\" beside columns that are measures themselves: one of the two"),
			columns[column].name, NULL);
}

static bool read_layout(struct intake *intake, bool *ret_wide)
{
	const struct sheet *sheet = &intake->file.sheet;
	bool wide = is_wide(sheet);
	if (!find_columns(intake, wide))
		return false;
	size_t errors_before = intake->complaints.error_count;
	if (!sheet_has_column(sheet, AGREEMENT) || intake->lead_unit.text != NULL)
		pick_check_unit(intake, UNIT);
	pick_check_period(intake, PERIOD);
	check_column(intake, MEASURE, wide);
	check_column(intake, COUNT, wide);
	*ret_wide = wide;
	return intake->complaints.error_count == errors_before;
}

/* ---- numbers */

static uint64_t read_number(struct field field, enum effort_unit unit)
{
	uint64_t count = 0;
	int64_t hundredths = 0;
	if (unit == EFFORT_PIECES)
		return field_read_uint(field, COUNT_MAX, &count) == ERR_OK ? 100 * count : 0;
	if (field_read_decimal(field, 2, 0, (int64_t)(100 * COUNT_MAX), &hundredths) != ERR_OK)
		return 0;
	return (uint64_t)hundredths;
}

/* Cuts "45 av 50" or "45/50" in two; false when it is one number. */
static bool cut(struct bytes text, struct bytes *ret_part, struct bytes *ret_whole)
{
	static const char *const words[] = {" av ", " of ", "/"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t size = strlen(words[i]);
		for (size_t at = 0; at + size <= text.size; at++) {
			if (memcmp(text.data + at, words[i], size) != 0)
				continue;
			*ret_part = (struct bytes){text.data, at};
			*ret_whole = (struct bytes){text.data + at + size, text.size - at - size};
			return true;
		}
	}
	return false;
}

/* One side of "45 av 50". What is no number is complained about as the whole cell. */
static uint64_t read_side(struct field field, struct bytes side)
{
	char text[32] = "";
	struct field part = {text, field.place, field.complaints};
	if (side.size < sizeof(text))
		memcpy(text, side.data, side.size);
	return read_number(part, EFFORT_PIECES);
}

static void read_share(struct field field, struct field of, Jour__V1__Effort *effort)
{
	struct bytes part, whole;
	if (cut(field_text(field), &part, &whole)) {
		if (!field_is_empty(of))
			complaint_add(of.complaints, of.place,
				N_("of how many stands in the number's own cell, too: one of the "
				   "two must go"),
				NULL, NULL);
		effort->hundredths = read_side(field, part);
		effort->of_hundredths = read_side(field, whole);
		return;
	}
	if (field_is_empty(of)) {
		complaint_add_expected(field.complaints, field.place, field.text,
			N_("so many of so many, such as 45 av 50"), NULL);
		return;
	}
	effort->hundredths = read_number(field, EFFORT_PIECES);
	effort->of_hundredths = read_number(of, EFFORT_PIECES);
}

/* The rule of its kind, said with both numbers. */
static void check_share(struct field field, const Jour__V1__Effort *effort)
{
	char part[PICK_NUMBER_SIZE], whole[PICK_NUMBER_SIZE];
	if (effort->hundredths > effort->of_hundredths)
		complaint_add(field.complaints, field.place,
			N_("{1} of {2}: a part is above its whole; check the two numbers"),
			pick_number_text(effort->hundredths / 100, part),
			pick_number_text(effort->of_hundredths / 100, whole));
}

/* ---- records */

static uint32_t row_number(const struct intake *intake, const struct effort_row *row)
{
	return intake->file.sheet.rows[row->row].number;
}

/* A month and its quarter would count the same work twice; the office says so too. */
static void check_overlap(struct intake *intake, struct efforts *efforts, struct effort_row *row)
{
	struct period period = period_of_message(&row->period);
	row->period.first_month = 1;
	row->period.months = 12;
	struct said now = {intake_key_hash(JOUR__V1__RECORD__BODY_EFFORT, &row->effort), period,
		row_number(intake, row)};
	row->period.first_month = period.first_month;
	row->period.months = period.months;
	for (size_t i = 0; i < efforts->said_count; i++) {
		const struct said *said = &efforts->said[i];
		char number[PICK_NUMBER_SIZE];
		if (said->key_hash != now.key_hash || said->period.months == period.months ||
			!period_overlaps(said->period, period))
			continue;
		complaint_add(&intake->complaints,
			(struct place){.kind = PLACE_SHEET, .row = now.row},
			N_("the period overlaps that of row {1}, and the same would count twice"),
			pick_number_text(said->row, number), NULL);
		return;
	}
	if (efforts->said_count < INTAKE_RECORDS_MAX)
		efforts->said[efforts->said_count++] = now;
}

/* One measure of a row, whose number stands in `column`. */
static void state_measure(struct intake *intake, struct efforts *efforts, struct effort_row *row,
	const struct effort_measure *measure, size_t column)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct field field = sheet_field(sheet, row->row, column);
	struct field of = sheet_field(sheet, row->row, OF);
	Jour__V1__Effort *effort = &row->effort;
	struct draft draft = {.kind = JOUR__V1__RECORD__BODY_EFFORT,
		.body = effort,
		.row = row_number(intake, row)};
	effort->measure = (char *)(uintptr_t)measure->name;
	effort->hundredths = effort->of_hundredths = 0;
	effort->state = cellstate_read(field);
	if (effort->state != JOUR__V1__CELL_STATE__CELL_STATE_COUNT)
		cellstate_remind(field, effort->state, &intake->dash_told);
	if (effort->state == JOUR__V1__CELL_STATE__CELL_STATE_COUNT && !cellstate_has_digit(field))
		cellstate_miss(field);
	else if (effort->state == JOUR__V1__CELL_STATE__CELL_STATE_COUNT && measure->is_share)
		read_share(field, of, effort);
	else if (effort->state == JOUR__V1__CELL_STATE__CELL_STATE_COUNT)
		effort->hundredths = read_number(field, measure->unit);
	if (effort->state == JOUR__V1__CELL_STATE__CELL_STATE_COUNT && measure->is_share)
		row->has_whole = true;
	if (measure->is_share && intake->complaints.error_count == intake->errors_before)
		check_share(field, effort);
	pick_row_correction(intake, row->row, REPLACES, &draft);
	if (row->stated++ > 0 && draft.replaces.len > 0)
		complaint_add(&intake->complaints, sheet_field(sheet, row->row, REPLACES).place,
			N_("a correction is of one measure: give it a row of its own"), NULL, NULL);
	if (intake->complaints.error_count == intake->errors_before)
		check_overlap(intake, efforts, row);
	intake_emit(intake, &draft);
}

/* Layout (a). */
static void state_one(struct intake *intake, struct efforts *efforts, struct effort_row *row)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct field name = sheet_field(sheet, row->row, MEASURE);
	struct field of = sheet_field(sheet, row->row, OF);
	const struct effort_measure *measure = effortword_find(name.text);
	const char *words[EFFORT_MEASURES_MAX + 1] = {NULL};
	size_t position = 0;
	/* None of them: complains with the whole list. */
	for (size_t i = 0; measure == NULL && effortlist_at(i) != NULL; i++)
		words[i] = effortlist_at(i)->label_sv;
	if (measure == NULL && sheet_refuse_sum(name))
		return;
	if (measure == NULL && field_read_word(name, words, &position) != ERR_OK)
		return;
	if (measure != NULL && !measure->is_share && !field_is_empty(of)) {
		complaint_add(&intake->complaints, of.place,
			N_("only a service level is so many of so many: leave this empty for "
			   "\"{1}\""),
			measure->label_sv, NULL);
		row->has_whole = true;
	}
	if (measure != NULL)
		state_measure(intake, efforts, row, measure, COUNT);
}

/* Layout (b). */
static void state_each(struct intake *intake, struct efforts *efforts, struct effort_row *row)
{
	const struct sheet *sheet = &intake->file.sheet;
	for (size_t i = 0; effortlist_at(i) != NULL; i++)
		if (sheet_has_column(sheet, COLUMNS + i) &&
			!field_is_empty(sheet_field(sheet, row->row, COLUMNS + i)))
			state_measure(intake, efforts, row, effortlist_at(i), COLUMNS + i);
	if (row->stated == 0)
		complaint_add(&intake->complaints,
			(struct place){.kind = PLACE_SHEET, .row = row_number(intake, row)},
			N_("no measure is filled in on this row"), NULL, NULL);
}

/* ---- rows */

static void read_about(struct intake *intake, struct effort_row *row)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct field unit = sheet_field(sheet, row->row, UNIT);
	struct field agreement = sheet_field(sheet, row->row, AGREEMENT);
	bool has_unit = sheet_has_column(sheet, UNIT);
	bool has_agreement = sheet_has_column(sheet, AGREEMENT);
	/* In a file about agreements the agent's own kommun is not meant. */
	if (has_unit ? !field_is_empty(unit) : intake->lead_unit.text != NULL || !has_agreement)
		row->effort.area = pick_row_unit(intake, row->row, UNIT);
	if (has_agreement && !field_is_empty(agreement))
		row->effort.agreement = pick_text(intake, agreement);
	if (row->effort.area[0] == '\0' && row->effort.agreement[0] == '\0' &&
		intake->complaints.error_count == intake->errors_before)
		complaint_add(&intake->complaints, has_unit ? unit.place : agreement.place,
			N_("a kommun or court, or an agreement, must be named"), NULL, NULL);
}

/* A number that nothing on the row is a part of would be lost. */
static void check_whole(struct intake *intake, const struct effort_row *row)
{
	struct field of = sheet_field(&intake->file.sheet, row->row, OF);
	if (row->stated > 0 && !row->has_whole && !field_is_empty(of) &&
		cellstate_read(of) == JOUR__V1__CELL_STATE__CELL_STATE_COUNT)
		complaint_add(&intake->complaints, of.place,
			N_("no service level on this row has a number that is of so many: fill it "
			   "in, or leave this empty"),
			NULL, NULL);
}

static void read_row(struct intake *intake, struct efforts *efforts, size_t number)
{
	struct effort_row row = {.row = number};
	intake_begin_row(intake);
	jour__v1__effort__init(&row.effort);
	jour__v1__period__init(&row.period);
	row.effort.period = &row.period;
	read_about(intake, &row);
	struct period period = pick_row_period(intake, number, PERIOD);
	row.period.year = period.year;
	row.period.first_month = period.first_month;
	row.period.months = period.months;
	if (efforts->wide)
		state_each(intake, efforts, &row);
	else
		state_one(intake, efforts, &row);
	check_whole(intake, &row);
}

static void read_efforts(struct intake *intake)
{
	struct efforts efforts = {.said_count = 0};
	if (!read_layout(intake, &efforts.wide))
		return;
	efforts.said = arena_alloc(&intake->arena, sizeof(*efforts.said) * INTAKE_RECORDS_MAX);
	assert(efforts.said != NULL); /* INTAKE_MEMORY_SIZE holds them all */
	size_t used = intake->arena.used;
	for (size_t row = 1; row < intake->file.sheet.row_count; row++) {
		read_row(intake, &efforts, row);
		intake->arena.used = used;
	}
}

static const uint8_t field_columns[] = {
	0, UNIT + 1, AGREEMENT + 1, PERIOD + 1, MEASURE + 1, COUNT + 1, OF + 1, COUNT + 1};

const struct file_kind file_effort = {.name = N_("the jour's effort"),
	.class = CLASS_CASES,
	.columns = columns,
	.column_count = COLUMNS,
	.knows = is_measure,
	.read = read_efforts,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
