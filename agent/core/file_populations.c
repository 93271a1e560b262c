/* How many people lived in a kommun on a day, and who says so. */
#include "file_kind.h"
#include "heading.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "pick.h"

enum column { UNIT, NAME, DATE, POPULATION, SOURCE, PUBLISHED, REPLACES, REASON };

static const struct sheet_column columns[] = {
	[UNIT] = {.name = "Kommunkod",
		.spellings = {"kommun", "kod", "code", "unit"},
		.required = true},
	[NAME] = {.name = "Namn", .spellings = {"name", "kommunnamn"}}, /* for people only */
	[DATE] = {.name = "Referensdatum",
		.spellings = {"reference_date", "datum", "date"},
		.required = true},
	[POPULATION] = {.name = "Folkmängd",
		.spellings = {"population", "invånare", "antal invånare", "befolkning"},
		.required = true},
	[SOURCE] = {.name = "Källa", .spellings = {"source"}},
	[PUBLISHED] = {.name = "Publicerad", .spellings = {"published"}},
	[REPLACES] = COLUMN_REPLACES,
	[REASON] = COLUMN_REASON,
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static char SCB[] = "SCB";

static void read_row(struct intake *intake, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	Jour__V1__Population population;
	jour__v1__population__init(&population);
	struct draft draft = {.kind = JOUR__V1__RECORD__BODY_POPULATION,
		.body = &population,
		.row = sheet->rows[row].number};
	struct field published = sheet_field(sheet, row, PUBLISHED);

	population.unit = pick_unit(intake, sheet_field(sheet, row, UNIT));
	population.reference_date = pick_date(sheet_field(sheet, row, DATE));
	population.population =
		pick_number(sheet_field(sheet, row, POPULATION), 1, (uint64_t)COUNT_MAX);
	population.source = sheet_has_column(sheet, SOURCE)
				    ? pick_text(intake, sheet_field(sheet, row, SOURCE))
				    : SCB;
	if (!field_is_empty(published))
		population.published = pick_date(published);
	pick_row_correction(intake, row, REPLACES, &draft);
	intake_emit(intake, &draft);
}

static void read_populations(struct intake *intake)
{
	const struct sheet *sheet = &intake->file.sheet;
	if (heading_find_columns(&intake->file.sheet, columns, COLUMNS) != ERR_OK)
		return;
	if (!sheet_has_column(sheet, SOURCE))
		complaint_add_warning(&intake->complaints,
			(struct place){.kind = PLACE_SHEET, .row = sheet->rows[0].number},
			N_("there is no column \"{1}\": the source is taken to be SCB"),
			columns[SOURCE].name, NULL);
	intake_each_row(intake, read_row);
}

static const uint8_t field_columns[] = {
	0, UNIT + 1, DATE + 1, SOURCE + 1, POPULATION + 1, PUBLISHED + 1};

const struct file_kind file_populations = {.name = N_("populations"),
	.class = CLASS_MONEY,
	.columns = columns,
	.column_count = COLUMNS,
	.read = read_populations,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
