#include "jour/i18n.h"
#include "terms.h"

static enum rounding rounding_of(const Jour__V1__Rounding *rounding)
{
	switch (rounding->rule) {
	case JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_EVEN:
		return ROUND_HALF_EVEN;
	case JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_DOWN:
		return ROUND_DOWN;
	default:
		return ROUND_HALF_UP;
	}
}

static const char *const rounding_names[] = {
	[ROUND_HALF_UP] = "half_up",
	[ROUND_HALF_EVEN] = "half_even",
	[ROUND_DOWN] = "down",
};

static void expect_unit(struct term_work *work, const Jour__V1__RatePerInhabitant *rate,
	size_t unit, struct expected_line *line)
{
	const struct input *population = term_population(work, rate->population, unit);
	if (population == NULL)
		return;
	struct rational *exact_ore = rational_new(), *inhabitants = rational_new();
	int64_t amount_ore;
	rational_set_count(exact_ore, rate->rate_ore);
	rational_set_count(inhabitants, population->value);
	rational_mul(exact_ore, exact_ore, inhabitants);
	line->input = population;
	if (rational_round(exact_ore, rate->rounding->unit_ore, rounding_of(rate->rounding),
		    &amount_ore) == ERR_OK)
		term_line(work, line, exact_ore, amount_ore);
	else
		term_remark(work, "too_large", true, work->expected->units[unit].code,
			N_("the amount of {1} is larger than any that can be recorded"),
			work->expected->units[unit].name, NULL);
	rational_free(inhabitants);
	rational_free(exact_ore);
}

static void expect(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	const Jour__V1__RatePerInhabitant *rate = term->rate_per_inhabitant;
	uint32_t date = term_reference_date(work, rate->population);
	result->unit_ore = rate->rounding->unit_ore;
	result->headline = (struct sentence){.text = N_("{1} per inhabitant on {2}"),
		.words = {term_money_text(work, (int64_t)rate->rate_ore),
			term_date_text(work, date)}};
	term_fact_number(result, "rate_ore", (int64_t)rate->rate_ore);
	term_fact_population_rule(result, rate->population);
	term_fact_number(result, "rounding_unit_ore", rate->rounding->unit_ore);
	term_fact_text(result, "rounding_rule", rounding_names[rounding_of(rate->rounding)]);
	term_fact_text(result, "rounding_where", "each unit's amount, once, after the product");
	for (size_t i = 0; i < work->expected->unit_count; i++)
		expect_unit(work, rate, i, &result->lines[i]);
}

const struct term_kind term_rate_per_inhabitant = {
	.formula = JOUR__V1__TERM__FORMULA_RATE_PER_INHABITANT,
	.name = "rate_per_inhabitant",
	.rule = N_("each kommun's amount is rounded once, after the product"),
	.expect = expect,
};
