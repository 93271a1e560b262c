#include "matching.h"

#include <string.h>

#include "agreementyear.h"

static bool payees_fit(const char *a, const char *b)
{
	return a[0] == '\0' || b[0] == '\0' || strcmp(a, b) == 0;
}

/* False when these two words cannot be of one payment. */
static bool pair_fits(
	const struct payment *by_payer, const struct payment *by_payee, uint32_t *ret_days_apart)
{
	if (by_payee->match != PAYMENT_PAYEE_ONLY || by_payee->proposed != NULL ||
		by_payer->by_payer.amount_ore != by_payee->by_payee.amount_ore ||
		!payees_fit(by_payer->payee, by_payee->payee))
		return false;
	int32_t days =
		days_of_date(by_payer->by_payer.date) - days_of_date(by_payee->by_payee.date);
	*ret_days_apart = (uint32_t)(days < 0 ? -days : days);
	return *ret_days_apart <= PAYMENT_WINDOW_DAYS;
}

/* Pairs what is exactly `days` apart. A payer's payments stand together, and in order, so the first
 * that fits is the one that the rule names. */
static void propose_at(struct payment *first, uint32_t days)
{
	struct payment *same = first; /* the first of this payer */
	uint32_t apart;
	for (struct payment *own = first; own != NULL; own = own->next) {
		if (strcmp(own->payer, same->payer) != 0)
			same = own;
		if (own->match != PAYMENT_PAYER_ONLY)
			continue;
		struct payment *at = same;
		while (own->proposed == NULL && at != NULL && strcmp(at->payer, own->payer) == 0) {
			if (pair_fits(own, at, &apart) && apart == days) {
				own->proposed = at;
				at->proposed = own;
				own->days_apart = at->days_apart = days;
			}
			at = at->next;
		}
	}
}

void matching_propose(struct payment *first)
{
	bool by_payer = false, by_payee = false;
	for (const struct payment *at = first; at != NULL; at = at->next) {
		by_payer = by_payer || at->match == PAYMENT_PAYER_ONLY;
		by_payee = by_payee || at->match == PAYMENT_PAYEE_ONLY;
	}
	for (uint32_t days = 0; by_payer && by_payee && days <= PAYMENT_WINDOW_DAYS; days++)
		propose_at(first, days);
}

static bool count_payment(struct invoice *invoice, struct payment *payment)
{
	if (strcmp(payment->payer, invoice->payer) != 0 ||
		strcmp(payment->reference, invoice->reference) != 0)
		return true;
	payment->invoice = invoice;
	invoice->payments += payment->by_payee.is_said;
	return !__builtin_add_overflow(invoice->received_ore, payment->by_payee.amount_ore,
		       &invoice->received_ore) &&
	       !__builtin_add_overflow(invoice->payer_says_ore, payment->by_payer.amount_ore,
		       &invoice->payer_says_ore);
}

static enum invoice_state state_of(const struct invoice *invoice)
{
	if (invoice->open_ore < 0)
		return INVOICE_OVERPAID;
	if (invoice->open_ore == 0)
		return INVOICE_PAID;
	return invoice->received_ore > 0 ? INVOICE_PART : INVOICE_OPEN;
}

static void judge_due(struct invoice *invoice, uint32_t today)
{
	struct date since;
	if (today <= invoice->due || invoice->open_ore <= 0)
		return;
	int32_t due = days_of_date(invoice->due);
	if (date_of_day_number(due + 1, &since) != ERR_OK)
		return;
	invoice->overdue_since = since.year * 10000u + since.month * 100u + since.day;
	invoice->overdue_days = (uint32_t)(days_of_date(today) - due);
}

bool matching_invoices(struct payment *payments, struct invoice *invoices, uint32_t today)
{
	for (struct invoice *invoice = invoices; invoice != NULL; invoice = invoice->next) {
		for (struct payment *at = payments; at != NULL; at = at->next)
			if (!count_payment(invoice, at))
				return false;
		if (__builtin_sub_overflow(
			    invoice->amount_ore, invoice->received_ore, &invoice->open_ore))
			return false;
		invoice->state = state_of(invoice);
		judge_due(invoice, today);
	}
	return true;
}
