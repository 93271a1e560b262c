/* What the jour has paid, for the costs that an agreement shares. */
#include "file_kind.h"
#include "heading.h"
#include "jour/i18n.h"
#include "pick.h"

enum column { AGREEMENT, LINE, REFERENCE, YEAR, AMOUNT, REPLACES, REASON };

static const struct sheet_column columns[] = {
	[AGREEMENT] = {.name = "Avtal",
		.spellings = {"dnr", "diarienummer", "agreement", "avtalsnummer"},
		.required = true},
	[LINE] = {.name = "Kostnadsslag",
		.spellings = {"rad", "line", "kostnad", "post"},
		.required = true},
	[REFERENCE] = {.name = "Referens",
		.spellings = {"reference", "verifikation", "verifikat", "fakturanr", "faktura"},
		.required = true},
	[YEAR] = {.name = "År", .spellings = {"year", "avser år"}, .required = true},
	[AMOUNT] = {.name = "Belopp",
		.spellings = {"amount", "kronor", "kr", "belopp (kr)", "summa"},
		.required = true},
	[REPLACES] = COLUMN_REPLACES,
	[REASON] = COLUMN_REASON,
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void read_row(struct intake *intake, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	Jour__V1__Cost cost;
	jour__v1__cost__init(&cost);
	struct draft draft = {
		.kind = JOUR__V1__RECORD__BODY_COST, .body = &cost, .row = sheet->rows[row].number};

	cost.agreement = pick_text(intake, sheet_field(sheet, row, AGREEMENT));
	cost.line = pick_text(intake, sheet_field(sheet, row, LINE));
	cost.reference = pick_text(intake, sheet_field(sheet, row, REFERENCE));
	cost.year = pick_year(sheet_field(sheet, row, YEAR));
	cost.amount_ore = pick_amount(sheet_field(sheet, row, AMOUNT));
	pick_row_correction(intake, row, REPLACES, &draft);
	intake_emit(intake, &draft);
}

static void read_costs(struct intake *intake)
{
	if (heading_find_columns(&intake->file.sheet, columns, COLUMNS) == ERR_OK)
		intake_each_row(intake, read_row);
}

static const uint8_t field_columns[] = {
	0, AGREEMENT + 1, LINE + 1, REFERENCE + 1, YEAR + 1, AMOUNT + 1};

const struct file_kind file_costs = {.name = N_("costs"),
	.class = CLASS_MONEY,
	.columns = columns,
	.column_count = COLUMNS,
	.read = read_costs,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
