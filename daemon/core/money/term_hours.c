#include "jour/i18n.h"
#include "jour/money.h"
#include "terms.h"

/* The agreed value, or hours times a rate; never one derived from the other. */
static void expect(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	const Jour__V1__Hours *hours = term->hours;
	char count[MONEY_TEXT_SIZE];
	struct rational *exact_ore = rational_new(), *rate_ore = rational_new();
	bool agreed = hours->value_ore > 0;
	if (agreed) {
		rational_set_count(exact_ore, hours->value_ore);
	} else {
		rational_set(exact_ore, (int64_t)hours->hours_hundredths, 100);
		rational_set_count(rate_ore, hours->rate_ore);
		rational_mul(exact_ore, exact_ore, rate_ore);
	}
	count_format_sv(hours->hours_hundredths / 100, count, sizeof(count));
	result->headline = (struct sentence){
		.text = agreed ? N_("{1} hours, agreed to be worth {2}") : N_("{1} hours at {2}"),
		.words = {term_text(work, count),
			term_money_text(
				work, (int64_t)(agreed ? hours->value_ore : hours->rate_ore))}};
	term_finish_whole(work, term, result, exact_ore);
	rational_free(rate_ore);
	rational_free(exact_ore);
}

const struct term_kind term_hours = {
	.formula = JOUR__V1__TERM__FORMULA_HOURS,
	.name = "hours",
	.rule = N_("the value is rounded once, after all steps"),
	.expect = expect,
};
