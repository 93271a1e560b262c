#include <string.h>

#include "jour/i18n.h"
#include "terms.h"

/* An amount of its own, else the common one. */
static uint64_t amount_of(const Jour__V1__FixedAmount *fixed, const char *unit)
{
	for (size_t i = 0; i < fixed->n_own_amounts; i++)
		if (strcmp(fixed->own_amounts[i]->unit, unit) == 0)
			return fixed->own_amounts[i]->amount_ore;
	return fixed->amount_ore;
}

static void expect(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	const Jour__V1__FixedAmount *fixed = term->fixed_amount;
	result->headline = (struct sentence){
		.text = fixed->n_own_amounts > 0
				? N_("{1} a year from each, or an amount of its own")
				: N_("{1} a year from each"),
		.words = {term_money_text(work, (int64_t)fixed->amount_ore)}};
	for (size_t i = 0; i < work->expected->unit_count; i++) {
		struct rational *exact_ore = rational_new();
		rational_set_count(exact_ore, amount_of(fixed, work->expected->units[i].code));
		term_finish(work, term, result, i, exact_ore);
		rational_free(exact_ore);
	}
}

const struct term_kind term_fixed_amount = {
	.formula = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT,
	.name = "fixed_amount",
	.rule = N_("each kommun's amount is rounded once, after all steps"),
	.expect = expect,
};
