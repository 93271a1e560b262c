#include "print_paid.h"

#include <string.h>

#include "jour/i18n.h"
#include "moneycell.h"

static const char *payer_name(const struct account *account, const char *code)
{
	for (size_t i = 0; i < account->count; i++)
		if (strcmp(account->rows[i].code, code) == 0)
			return account->rows[i].name;
	return code;
}

/* "F-17", or "F-17 part 2". */
static const char *number_in(struct moneycell *cell, const struct payment *payment)
{
	if (payment->part == 0)
		return payment->reference;
	snprintf(
		cell->text, sizeof(cell->text), _("%s part %u"), payment->reference, payment->part);
	return cell->text;
}

/* ---- invoices */

static void remark_invoice(const struct account *account, const struct invoice *invoice, FILE *to)
{
	struct moneycell open, received, amount, day;
	const char *payer = payer_name(account, invoice->payer);
	moneycell_amount(&received, invoice->received_ore);
	moneycell_amount(&amount, invoice->amount_ore);
	if (invoice->state == INVOICE_PART)
		fprintf(to, _("Invoice %s to %s is paid in part: %s of %s (payments: %zu).\n"),
			invoice->reference, payer, received.text, amount.text, invoice->payments);
	if (invoice->state == INVOICE_OVERPAID)
		fprintf(to, _("Invoice %s to %s is paid too much: %s of %s.\n"), invoice->reference,
			payer, received.text, amount.text);
	if (invoice->overdue_since != 0)
		fprintf(to, _("Invoice %s to %s is overdue since %s (%u days): %s is open.\n"),
			invoice->reference, payer, moneycell_date(&day, invoice->overdue_since),
			invoice->overdue_days, moneycell_amount(&open, invoice->open_ore));
}

static const char *state_text(enum invoice_state state)
{
	switch (state) {
	case INVOICE_PART:
		return _("paid in part");
	case INVOICE_PAID:
		return _("paid");
	case INVOICE_OVERPAID:
		return _("paid too much");
	default:
		return _("open");
	}
}

static void print_invoices(const struct account *account, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT,
		TABLE_RIGHT, TABLE_LEFT, TABLE_LEFT};
	struct table *table = table_new(columns, 7);
	if (account->invoices != NULL) {
		fputc('\n', to);
		table_row(table, (const char *[]){_("payer"), _("invoice"), _("due"), _("amount"),
					 _("paid"), _("state"), _("ledger record")});
	}
	for (const struct invoice *at = account->invoices; at != NULL; at = at->next) {
		struct moneycell due, amount, received, record;
		table_row(table,
			(const char *[]){payer_name(account, at->payer), at->reference,
				moneycell_date(&due, at->due),
				moneycell_amount(&amount, at->amount_ore),
				moneycell_amount(&received, at->received_ore),
				state_text(at->state), moneycell_record(&record, &at->record)});
	}
	table_print(table, to);
}

/* ---- payments */

static void remark_difference(
	const struct account *account, const struct payment *payment, FILE *to)
{
	struct moneycell number, payer, payee;
	const char *name = payer_name(account, payment->payer);
	number_in(&number, payment);
	if (payment->differs & PAYMENT_AMOUNT)
		fprintf(to,
			_("Payment %s by %s: the payer says %s, the jour %s; the jour's counts.\n"),
			number_in(&number, payment), name,
			moneycell_amount(&payer, payment->by_payer.amount_ore),
			moneycell_amount(&payee, payment->by_payee.amount_ore));
	if (payment->differs & PAYMENT_YEAR)
		fprintf(to, _("Payment %s by %s: the payer says for %u, the jour for %u.\n"),
			number_in(&number, payment), name, payment->by_payer.year,
			payment->by_payee.year);
	if (payment->differs & PAYMENT_DATE)
		fprintf(to, _("Payment %s by %s: the payer says on %s, the jour on %s.\n"),
			number_in(&number, payment), name,
			moneycell_date(&payer, payment->by_payer.date),
			moneycell_date(&payee, payment->by_payee.date));
}

static void remark_payment(const struct account *account, const struct payment *payment, FILE *to)
{
	struct moneycell number, other;
	const char *name = payer_name(account, payment->payer);
	const char *text = number_in(&number, payment);
	if (payment->match == PAYMENT_PAYEE_ONLY)
		fprintf(to, _("Payment %s by %s: said by the jour only.\n"), text, name);
	if (payment->match == PAYMENT_PAYER_ONLY)
		fprintf(to,
			_("Payment %s by %s: said by the payer only; it does not count as paid.\n"),
			text, name);
	if (payment->match == PAYMENT_PAYER_ONLY && payment->proposed != NULL)
		fprintf(to,
			_("  It may be what the jour calls %s: the same amount, %u days apart. "
			  "Whoever has the wrong number corrects it.\n"),
			number_in(&other, payment->proposed), payment->days_apart);
	remark_difference(account, payment, to);
	if (account->invoices != NULL && payment->invoice == NULL)
		fprintf(to, _("Payment %s by %s: there is no invoice of that number this year.\n"),
			text, name);
}

static void said_cells(const struct said *said, struct moneycell *amount, struct moneycell *record)
{
	amount->text[0] = record->text[0] = '\0';
	if (!said->is_said)
		return;
	moneycell_amount(amount, said->amount_ore);
	moneycell_record(record, &said->record);
}

void print_payments(const struct account *account, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT};
	print_invoices(account, to);
	struct table *table = table_new(columns, 6);
	if (account->payments != NULL) {
		fputc('\n', to);
		table_row(table, (const char *[]){_("payer"), _("reference"), _("jour says"),
					 _("ledger record"), _("payer says"), _("ledger record")});
	}
	for (const struct payment *at = account->payments; at != NULL; at = at->next) {
		struct moneycell number, payee, payee_record, payer, payer_record;
		said_cells(&at->by_payee, &payee, &payee_record);
		said_cells(&at->by_payer, &payer, &payer_record);
		table_row(table,
			(const char *[]){payer_name(account, at->payer), number_in(&number, at),
				payee.text, payee_record.text, payer.text, payer_record.text});
	}
	table_print(table, to);
}

void print_paid_remarks(const struct account *account, FILE *to)
{
	for (const struct invoice *at = account->invoices; at != NULL; at = at->next)
		remark_invoice(account, at, to);
	for (const struct payment *at = account->payments; at != NULL; at = at->next)
		remark_payment(account, at, to);
	for (const struct repayment *at = account->repayments; at != NULL; at = at->next) {
		struct moneycell amount, day;
		fprintf(to, _("Given back to %s on %s: %s (%s).\n"), payer_name(account, at->payer),
			moneycell_date(&day, at->date), moneycell_amount(&amount, at->amount_ore),
			at->reference);
	}
}
