#include "formmoney.h"

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

struct formmoney formmoney_of(const struct balance *row)
{
	return (struct formmoney){.expected = formmoney_expected(row->expected_ore, row->complete),
		.invoiced = said(row->invoiced_ore, row->is_invoiced),
		.paid = said(row->received_ore, row->is_received),
		.payer_says = said(row->payer_says_ore, row->is_said_by_payer),
		.difference = said(row->difference_ore, row->is_received && row->complete),
		.repaid = row->is_repaid ? form_money(row->repaid_ore) : form_state(FORM_EMPTY)};
}
