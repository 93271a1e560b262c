#include "accountjson.h"

#include "moneyjson.h"

static json_t *said_json(struct document *document, const struct said *said)
{
	json_t *object = json_object();
	document_set_count(document, object, "year", said->year);
	document_set_date(document, object, "date", said->date);
	moneyjson_set_amount(document, object, "amount", said->amount_ore);
	moneyjson_set_record(document, object, &said->record);
	return object;
}

static void set_differs(struct document *document, json_t *object, unsigned differs)
{
	json_t *array = json_array();
	if (differs & PAYMENT_AMOUNT)
		document_append(document, array, json_string("amount"));
	if (differs & PAYMENT_YEAR)
		document_append(document, array, json_string("year"));
	if (differs & PAYMENT_DATE)
		document_append(document, array, json_string("date"));
	document_set(document, object, "differs", array);
}

static void set_proposed(struct document *document, json_t *object, const struct payment *proposed)
{
	json_t *json = json_object();
	document_set_text(document, json, "reference", proposed->reference);
	document_set_count(document, json, "part", proposed->part);
	moneyjson_set_record(document, json,
		proposed->by_payee.is_said ? &proposed->by_payee.record
					   : &proposed->by_payer.record);
	document_set(document, object, "proposed", json);
}

static json_t *payment_json(struct document *document, const struct payment *payment)
{
	json_t *object = json_object();
	document_set_text(document, object, "payer", payment->payer);
	if (payment->payee[0] != '\0')
		document_set_text(document, object, "payee", payment->payee);
	document_set_text(document, object, "reference", payment->reference);
	document_set_count(document, object, "part", payment->part);
	document_set_text(document, object, "match", payment_match_name(payment->match));
	if (payment->match == PAYMENT_DIFFERS)
		set_differs(document, object, payment->differs);
	if (payment->by_payer.is_said)
		document_set(
			document, object, "payer_says", said_json(document, &payment->by_payer));
	if (payment->by_payee.is_said)
		document_set(
			document, object, "payee_says", said_json(document, &payment->by_payee));
	if (payment->proposed != NULL)
		set_proposed(document, object, payment->proposed);
	if (payment->proposed != NULL || (payment->by_payer.is_said && payment->by_payee.is_said))
		document_set_count(document, object, "days_apart", payment->days_apart);
	document_set(document, object, "invoiced", json_boolean(payment->invoice != NULL));
	return object;
}

static json_t *invoice_json(struct document *document, const struct invoice *invoice)
{
	json_t *object = json_object();
	document_set_text(document, object, "payer", invoice->payer);
	document_set_text(document, object, "reference", invoice->reference);
	document_set_count(document, object, "year", invoice->year);
	document_set_date(document, object, "date", invoice->date);
	document_set_date(document, object, "due", invoice->due);
	moneyjson_set_amount(document, object, "amount", invoice->amount_ore);
	document_set_count(document, object, "payments", invoice->payments);
	moneyjson_set_amount(document, object, "received", invoice->received_ore);
	moneyjson_set_amount(document, object, "payer_says", invoice->payer_says_ore);
	moneyjson_set_amount(document, object, "open", invoice->open_ore);
	document_set_text(document, object, "state", invoice_state_name(invoice->state));
	if (invoice->overdue_since != 0) {
		document_set_date(document, object, "overdue_since", invoice->overdue_since);
		document_set_count(document, object, "overdue_days", invoice->overdue_days);
	}
	moneyjson_set_record(document, object, &invoice->record);
	return object;
}

static json_t *repayment_json(struct document *document, const struct repayment *repayment)
{
	json_t *object = json_object();
	document_set_text(document, object, "payer", repayment->payer);
	document_set_text(document, object, "reference", repayment->reference);
	if (repayment->line[0] != '\0')
		document_set_text(document, object, "line", repayment->line);
	document_set_date(document, object, "date", repayment->date);
	moneyjson_set_amount(document, object, "amount", repayment->amount_ore);
	moneyjson_set_record(document, object, &repayment->record);
	return object;
}

static json_t *balance_json(struct document *document, const struct balance *row)
{
	json_t *object = json_object();
	if (row->code != NULL)
		document_set_text(document, object, "unit", row->code);
	if (row->name != NULL)
		document_set_text(document, object, "name", row->name);
	moneyjson_set_amount(document, object, "expected", row->expected_ore);
	document_set(document, object, "complete", json_boolean(row->complete));
	moneyjson_set_amount(document, object, "invoiced", row->invoiced_ore);
	moneyjson_set_amount(document, object, "received", row->received_ore);
	moneyjson_set_amount(document, object, "payer_says", row->payer_says_ore);
	if (row->complete)
		moneyjson_set_amount(document, object, "difference", row->difference_ore);
	moneyjson_set_amount(document, object, "overdue", row->overdue_ore);
	moneyjson_set_amount(document, object, "repaid", row->repaid_ore);
	document_set_count(document, object, "unmatched", row->unmatched);
	return object;
}

void accountjson_add(struct document *document, json_t *root, const struct account *account)
{
	json_t *rows = json_array(), *payments = json_array(), *invoices = json_array(),
	       *repayments = json_array();
	for (size_t i = 0; i < account->count; i++)
		document_append(document, rows, balance_json(document, &account->rows[i]));
	for (const struct payment *at = account->payments; at != NULL; at = at->next)
		document_append(document, payments, payment_json(document, at));
	for (const struct invoice *at = account->invoices; at != NULL; at = at->next)
		document_append(document, invoices, invoice_json(document, at));
	for (const struct repayment *at = account->repayments; at != NULL; at = at->next)
		document_append(document, repayments, repayment_json(document, at));
	if (account->today != 0)
		document_set_date(document, root, "today", account->today);
	document_set(document, root, "balances", rows);
	document_set(document, root, "balance_sum", balance_json(document, &account->sum));
	document_set(document, root, "payments", payments);
	document_set(document, root, "invoices", invoices);
	document_set(document, root, "repayments", repayments);
}
