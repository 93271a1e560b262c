/* What a kommun has paid, or the jour has been paid, under an agreement. */
#include "file_kind.h"
#include "heading.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "pick.h"

enum column {
	AGREEMENT,
	PAYER,
	YEAR,
	DATE,
	REFERENCE,
	AMOUNT,
	PART,
	PAYEE,
	REVERSAL,
	REPLACES,
	REASON
};

static const struct sheet_column columns[] = {
	[AGREEMENT] = {.name = "Avtal",
		.spellings = {"dnr", "diarienummer", "agreement", "avtalsnummer"},
		.required = true},
	[PAYER] = {.name = "Kommun",
		.spellings = {"kommunkod", "betalare", "payer", "unit", "municipality"}},
	[YEAR] = {.name = "År", .spellings = {"year", "avser år"}, .required = true},
	[DATE] = {.name = "Datum",
		.spellings = {"date", "betald", "betaldatum", "betalningsdatum"},
		.required = true},
	[REFERENCE] = {.name = "Referens",
		.spellings = {"reference", "fakturanr", "fakturanummer", "faktura", "invoice"},
		.required = true},
	[AMOUNT] = {.name = "Belopp",
		.spellings = {"amount", "kronor", "kr", "belopp (kr)", "summa"},
		.required = true},
	[PART] = {.name = "Del", .spellings = {"part", "delbetalning"}},
	[PAYEE] = {.name = "Mottagare", .spellings = {"payee", "betalningsmottagare"}},
	[REVERSAL] = {.name = "Återbetalt", .spellings = {"reversal", "återförd", "återbetald"}},
	[REPLACES] = COLUMN_REPLACES,
	[REASON] = COLUMN_REASON,
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* Where one reference is paid in parts, which jour is paid, and what has gone back. */
static void read_details(struct intake *intake, size_t row, Jour__V1__Payment *payment)
{
	const struct sheet *sheet = &intake->file.sheet;
	struct field part = sheet_field(sheet, row, PART);
	struct field payee = sheet_field(sheet, row, PAYEE);
	struct field reversal = sheet_field(sheet, row, REVERSAL);

	if (!field_is_empty(part))
		payment->part = (uint32_t)pick_number(part, 1, PAYMENT_PARTS_MAX);
	if (!field_is_empty(payee))
		payment->payee = pick_org_nr(intake, payee);
	if (!field_is_empty(reversal))
		payment->reversal = pick_yes(reversal);
}

static void read_row(struct intake *intake, size_t row)
{
	const struct sheet *sheet = &intake->file.sheet;
	Jour__V1__Payment payment;
	jour__v1__payment__init(&payment);
	struct draft draft = {.kind = JOUR__V1__RECORD__BODY_PAYMENT,
		.body = &payment,
		.row = sheet->rows[row].number};

	payment.agreement = pick_text(intake, sheet_field(sheet, row, AGREEMENT));
	payment.payer = pick_row_unit(intake, row, PAYER);
	payment.side = intake->context.source == JOUR__V1__SOURCE__SOURCE_JOUR
			       ? JOUR__V1__SIDE__SIDE_PAYEE
			       : JOUR__V1__SIDE__SIDE_PAYER;
	payment.year = pick_year(sheet_field(sheet, row, YEAR));
	payment.date = pick_date(sheet_field(sheet, row, DATE));
	payment.reference = pick_text(intake, sheet_field(sheet, row, REFERENCE));
	payment.amount_ore = pick_amount(sheet_field(sheet, row, AMOUNT));
	read_details(intake, row, &payment);
	pick_row_correction(intake, row, REPLACES, &draft);
	intake_emit(intake, &draft);
}

static void read_payments(struct intake *intake)
{
	if (heading_find_columns(&intake->file.sheet, columns, COLUMNS) == ERR_OK &&
		pick_check_unit(intake, PAYER))
		intake_each_row(intake, read_row);
}

static const uint8_t field_columns[] = {0, AGREEMENT + 1, PAYER + 1, 0, REFERENCE + 1, YEAR + 1,
	DATE + 1, AMOUNT + 1, PAYEE + 1, REVERSAL + 1, PART + 1};

const struct file_kind file_payments = {.name = N_("payments"),
	.class = CLASS_MONEY,
	.columns = columns,
	.column_count = COLUMNS,
	.read = read_payments,
	.field_columns = field_columns,
	.field_count = sizeof(field_columns)};
