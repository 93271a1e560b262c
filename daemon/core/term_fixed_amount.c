#include "jour/i18n.h"
#include "terms.h"

static void expect(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	int64_t amount_ore = (int64_t)term->fixed_amount->amount_ore;
	struct rational *exact_ore = rational_new();
	rational_set(exact_ore, amount_ore, 1);
	result->unit_ore = 1;
	result->headline = (struct sentence){
		.text = N_("{1} a year from each"), .words = {term_money_text(work, amount_ore)}};
	term_fact_number(result, "amount_ore", amount_ore);
	for (size_t i = 0; i < work->expected->unit_count; i++)
		term_line(work, &result->lines[i], exact_ore, amount_ore);
	rational_free(exact_ore);
}

const struct term_kind term_fixed_amount = {
	.formula = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT,
	.name = "fixed_amount",
	.rule = N_("the amount as the clause states it"),
	.expect = expect,
};
