/* By how many per cent a published index rose in a year, or the index number itself. */
#include "file_kind.h"
#include "heading.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "pick.h"

enum column { INDEX, YEAR, PERCENT, NUMBER, STATUS, PUBLISHED, SOURCE, REPLACES, REASON };

static const struct sheet_column columns[] = {
	[INDEX] = {.name = "Index", .spellings = {"indexnamn"}, .required = true},
	[YEAR] = {.name = "År", .spellings = {"year"}, .required = true},
	[PERCENT] = {.name = "Procent",
		.spellings = {"percent", "förändring", "förändring (%)", "procent (%)", "%"}},
	[NUMBER] = {.name = "Indextal", .spellings = {"number", "index number", "tal"}},
	[STATUS] = {.name = "Status", .spellings = {"läge"}, .required = true},
	[PUBLISHED] = {.name = "Publicerad", .spellings = {"published"}},
	[SOURCE] = {.name = "Källa", .spellings = {"source"}},
	[REPLACES] = COLUMN_REPLACES,
	[REASON] = COLUMN_REASON,
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static Jour__V1__IndexStatus read_status(struct field field)
{
	static const char *const words[] = {
		"preliminär", "definitiv", "preliminary", "definitive", NULL};
	size_t index = 0;
	if (field_read_word(field, words, &index) != ERR_OK)
		return JOUR__V1__INDEX_STATUS__INDEX_STATUS_INVALID;
	return index % 2 == 0 ? JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY
			      : JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE;
}

/* A percentage or a number, and not both. */
static void read_value(struct intake *intake, size_t row, Jour__V1__IndexValue *value)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct field percent = sheet_field(sheet, row, PERCENT);
	struct field number = sheet_field(sheet, row, NUMBER);
	int64_t hundredths = 0;
	if (field_is_empty(number)) {
		value->hundredths_percent = pick_percent(percent, INDEX_RISE_MIN, INDEX_RISE_MAX);
		return;
	}
	if (!field_is_empty(percent))
		complaint_add(&intake->complaints, number.place,
			N_("a percentage and an index number: one of the two"), NULL, NULL);
	if (field_read_decimal(number, 2, 1, (int64_t)COUNT_MAX, &hundredths) == ERR_OK)
		value->number_hundredths = (uint64_t)hundredths;
}

static bool has_value_column(struct intake *intake)
{
	const struct sheet *sheet = &intake->file.sheet;
	if (sheet_has_column(sheet, PERCENT) || sheet_has_column(sheet, NUMBER))
		return true;
	complaint_add(&intake->complaints,
		(struct place){.kind = PLACE_SHEET, .row = sheet->rows[0].number},
		N_("the column \"{1}\" is missing"), columns[PERCENT].name, NULL);
	return false;
}

static void read_row(struct intake *intake, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	Jour__V1__IndexValue value;
	jour__v1__index_value__init(&value);
	struct draft draft = {.kind = JOUR__V1__RECORD__BODY_INDEX_VALUE,
		.body = &value,
		.row = sheet->rows[row].number};
	struct field published = sheet_field(sheet, row, PUBLISHED);
	struct field origin = sheet_field(sheet, row, SOURCE);

	value.index = pick_text(intake, sheet_field(sheet, row, INDEX));
	value.year = pick_year(sheet_field(sheet, row, YEAR));
	read_value(intake, row, &value);
	value.status = read_status(sheet_field(sheet, row, STATUS));
	if (!field_is_empty(published))
		value.published = pick_date(published);
	if (!field_is_empty(origin))
		value.source = pick_text(intake, origin);
	pick_row_correction(intake, row, REPLACES, &draft);
	intake_emit(intake, &draft);
}

static void read_indexes(struct intake *intake)
{
	if (heading_find_columns(&intake->file.sheet, columns, COLUMNS) == ERR_OK &&
		has_value_column(intake))
		intake_each_row(intake, read_row);
}

static const uint8_t field_columns[] = {
	0, INDEX + 1, YEAR + 1, STATUS + 1, PERCENT + 1, PUBLISHED + 1, SOURCE + 1, NUMBER + 1};

const struct file_kind file_indexes = {.name = N_("index values"),
	.class = CLASS_MONEY,
	.columns = columns,
	.column_count = COLUMNS,
	.read = read_indexes,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
