/* Unused or misused money that the jour has given back. */
#include "file_kind.h"
#include "heading.h"
#include "jour/i18n.h"
#include "pick.h"

enum column { AGREEMENT, PAYER, YEAR, DATE, REFERENCE, AMOUNT, LINE, REPLACES, REASON };

static const struct sheet_column columns[] = {
	[AGREEMENT] = {.name = "Avtal",
		.spellings = {"dnr", "diarienummer", "agreement", "avtalsnummer"},
		.required = true},
	[PAYER] = {.name = "Kommun",
		.spellings = {"kommunkod", "betalare", "payer", "unit", "municipality"}},
	[YEAR] = {.name = "År", .spellings = {"year", "avser år"}, .required = true},
	[DATE] = {.name = "Datum", .spellings = {"date", "återbetalningsdatum"}, .required = true},
	[REFERENCE] = {.name = "Referens",
		.spellings = {"reference", "fakturanr", "fakturanummer", "faktura", "verifikation"},
		.required = true},
	[AMOUNT] = {.name = "Återbetalt belopp",
		.spellings = {"återbetalat belopp", "repaid", "återbetalt (kr)", "repaid_amount"},
		.required = true},
	[LINE] = {.name = "Kostnadsslag", .spellings = {"rad", "line", "kostnad", "post"}},
	[REPLACES] = COLUMN_REPLACES,
	[REASON] = COLUMN_REASON,
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void read_row(struct intake *intake, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	Jour__V1__Repayment repayment;
	jour__v1__repayment__init(&repayment);
	struct draft draft = {.kind = JOUR__V1__RECORD__BODY_REPAYMENT,
		.body = &repayment,
		.row = sheet->rows[row].number};
	struct field line = sheet_field(sheet, row, LINE);

	repayment.agreement = pick_text(intake, sheet_field(sheet, row, AGREEMENT));
	repayment.payer = pick_row_unit(intake, row, PAYER);
	repayment.year = pick_year(sheet_field(sheet, row, YEAR));
	repayment.date = pick_date(sheet_field(sheet, row, DATE));
	repayment.reference = pick_text(intake, sheet_field(sheet, row, REFERENCE));
	repayment.amount_ore = pick_amount(sheet_field(sheet, row, AMOUNT));
	if (!field_is_empty(line))
		repayment.line = pick_text(intake, line);
	pick_row_correction(intake, row, REPLACES, &draft);
	intake_emit(intake, &draft);
}

static void read_repayments(struct intake *intake)
{
	if (heading_find_columns(&intake->file.sheet, columns, COLUMNS) == ERR_OK &&
		pick_check_unit(intake, PAYER))
		intake_each_row(intake, read_row);
}

static const uint8_t field_columns[] = {
	0, AGREEMENT + 1, PAYER + 1, REFERENCE + 1, YEAR + 1, DATE + 1, AMOUNT + 1, LINE + 1};

const struct file_kind file_repayments = {.name = N_("repayments"),
	.class = CLASS_MONEY,
	.columns = columns,
	.column_count = COLUMNS,
	.read = read_repayments,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
