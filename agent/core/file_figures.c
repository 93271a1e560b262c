/* A figure of a kommun that is no population, such as its tax base. */
#include "file_kind.h"
#include "heading.h"
#include "jour/figurename.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/word.h"
#include "pick.h"

enum column { UNIT, NAME, FIGURE, YEAR, VALUE, SOURCE, PUBLISHED, REPLACES, REASON };

static const struct sheet_column columns[] = {
	[UNIT] = {.name = "Kommunkod",
		.spellings = {"kommun", "kod", "code", "unit"},
		.required = true},
	[NAME] = {.name = "Namn", .spellings = {"name", "kommunnamn"}}, /* for people only */
	[FIGURE] = {.name = "Uppgift",
		.spellings = {"figure", "mått", "uppgiftens namn"},
		.required = true},
	[YEAR] = {.name = "År", .spellings = {"year"}, .required = true},
	[VALUE] = {.name = "Värde", .spellings = {"value", "antal"}, .required = true},
	[SOURCE] = {.name = "Källa", .spellings = {"source"}, .required = true},
	[PUBLISHED] = {.name = "Publicerad", .spellings = {"published"}},
	[REPLACES] = COLUMN_REPLACES,
	[REASON] = COLUMN_REASON,
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* A misspelt name would be a figure that nobody looks for. Said once for rows of one name. */
static void remind_of_names(struct intake *intake, size_t row)
{
	struct field name = sheet_field(&intake->file.sheet, row, FIGURE);
	if (field_is_empty(name) || word_same(name.text, FIGURE_CRIMES_EN) ||
		word_same(name.text, FIGURE_CRIMES_SV) ||
		(row > 1 && word_same(name.text,
				    sheet_field(&intake->file.sheet, row - 1, FIGURE).text)))
		return;
	complaint_add_note(&intake->complaints, name.place,
		N_("\"{1}\" is for agreements that name it so; the key figures know \"reported "
		   "crimes\" (anmälda brott)"),
		name.text, NULL);
}

static void read_row(struct intake *intake, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	Jour__V1__UnitFigure figure;
	jour__v1__unit_figure__init(&figure);
	struct draft draft = {.kind = JOUR__V1__RECORD__BODY_UNIT_FIGURE,
		.body = &figure,
		.row = sheet->rows[row].number};
	struct field published = sheet_field(sheet, row, PUBLISHED);

	figure.unit = pick_unit(intake, sheet_field(sheet, row, UNIT));
	figure.name = pick_text(intake, sheet_field(sheet, row, FIGURE));
	figure.year = pick_year(sheet_field(sheet, row, YEAR));
	figure.value = pick_number(sheet_field(sheet, row, VALUE), 0, (uint64_t)AMOUNT_ORE_MAX);
	figure.source = pick_text(intake, sheet_field(sheet, row, SOURCE));
	if (!field_is_empty(published))
		figure.published = pick_date(published);
	if (intake->complaints.error_count == intake->errors_before)
		remind_of_names(intake, row);
	pick_row_correction(intake, row, REPLACES, &draft);
	intake_emit(intake, &draft);
}

static void read_figures(struct intake *intake)
{
	if (heading_find_columns(&intake->file.sheet, columns, COLUMNS) == ERR_OK)
		intake_each_row(intake, read_row);
}

static const uint8_t field_columns[] = {
	0, UNIT + 1, FIGURE + 1, YEAR + 1, SOURCE + 1, VALUE + 1, PUBLISHED + 1};

const struct file_kind file_figures = {.name = N_("figures of the units"),
	.class = CLASS_MONEY,
	.columns = columns,
	.column_count = COLUMNS,
	.read = read_figures,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
