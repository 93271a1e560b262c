/* What the jour has asked a kommun for, under an agreement. */
#include "file_kind.h"
#include "heading.h"
#include "jour/i18n.h"
#include "pick.h"

enum column { AGREEMENT, PAYER, YEAR, REFERENCE, DATE, DUE, AMOUNT, REPLACES, REASON };

static const struct sheet_column columns[] = {
	[AGREEMENT] = {.name = "Avtal",
		.spellings = {"dnr", "diarienummer", "agreement", "avtalsnummer"},
		.required = true},
	[PAYER] = {.name = "Kommun",
		.spellings = {"kommunkod", "betalare", "payer", "unit", "municipality"}},
	[YEAR] = {.name = "År", .spellings = {"year", "avser år"}, .required = true},
	[REFERENCE] = {.name = "Fakturanr",
		.spellings = {"fakturanummer", "faktura", "referens", "reference", "invoice"},
		.required = true},
	[DATE] = {.name = "Fakturadatum",
		.spellings = {"datum", "date", "invoice_date"},
		.required = true},
	[DUE] = {.name = "Förfallodatum",
		.spellings = {"förfallodag", "förfaller", "due", "due_date"},
		.required = true},
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
	Jour__V1__Invoice invoice;
	jour__v1__invoice__init(&invoice);
	struct draft draft = {.kind = JOUR__V1__RECORD__BODY_INVOICE,
		.body = &invoice,
		.row = sheet->rows[row].number};

	invoice.agreement = pick_text(intake, sheet_field(sheet, row, AGREEMENT));
	invoice.payer = pick_row_unit(intake, row, PAYER);
	invoice.year = pick_year(sheet_field(sheet, row, YEAR));
	invoice.reference = pick_text(intake, sheet_field(sheet, row, REFERENCE));
	invoice.date = pick_date(sheet_field(sheet, row, DATE));
	invoice.due = pick_date(sheet_field(sheet, row, DUE));
	invoice.amount_ore = pick_amount(sheet_field(sheet, row, AMOUNT));
	pick_row_correction(intake, row, REPLACES, &draft);
	intake_emit(intake, &draft);
}

static void read_invoices(struct intake *intake)
{
	if (heading_find_columns(&intake->file.sheet, columns, COLUMNS) == ERR_OK &&
		pick_check_unit(intake, PAYER))
		intake_each_row(intake, read_row);
}

static const uint8_t field_columns[] = {
	0, AGREEMENT + 1, PAYER + 1, REFERENCE + 1, YEAR + 1, DATE + 1, DUE + 1, AMOUNT + 1};

const struct file_kind file_invoices = {.name = N_("invoices"),
	.class = CLASS_MONEY,
	.columns = columns,
	.column_count = COLUMNS,
	.read = read_invoices,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
