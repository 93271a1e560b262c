#include "formmoney.h"

#include <string.h>

struct form_cell formmoney_expected(int64_t amount_ore, bool complete)
{
	if (!complete && amount_ore == 0)
		return form_state(FORM_NOT_REPORTED);
	return form_at_least(form_money(amount_ore), !complete);
}

static struct form_cell said(int64_t amount_ore, bool any)
{
	return any ? form_money(amount_ore) : form_state(FORM_NOT_REPORTED);
}

struct formmoney formmoney_of(
	const struct expected *expected, const struct account *account, const struct balance *row)
{
	bool by_payee = false, by_payer = false, invoiced = false, repaid = false;
	for (const struct payment *at = account->payments; at != NULL; at = at->next) {
		bool own = strcmp(at->payer, row->code) == 0;
		by_payee = by_payee || (own && at->by_payee.is_said);
		by_payer = by_payer || (own && at->by_payer.is_said);
	}
	for (const struct invoice *at = account->invoices; at != NULL; at = at->next)
		invoiced = invoiced ||
			   (at->year == expected->year && strcmp(at->payer, row->code) == 0);
	for (const struct repayment *at = account->repayments; at != NULL; at = at->next)
		repaid = repaid || strcmp(at->payer, row->code) == 0;
	return (struct formmoney){.expected = formmoney_expected(row->expected_ore, row->complete),
		.invoiced = said(row->invoiced_ore, invoiced),
		.paid = said(row->received_ore, by_payee),
		.payer_says = said(row->payer_says_ore, by_payer),
		.difference = said(row->difference_ore, by_payee && row->complete),
		.repaid = repaid ? form_money(row->repaid_ore) : form_state(FORM_EMPTY)};
}
