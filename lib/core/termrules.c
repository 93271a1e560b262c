#include "termrules.h"

#include <string.h>

#include "jour/kind.h"
#include "jour/limits.h"
#include "jour/rational.h"

bool month_day_is_valid(uint32_t month, uint32_t day)
{
	/* 2023 is no leap year. */
	return month <= 12 && day <= 31 && date_number_is_valid(20230000 + month * 100 + day);
}

bool termrules_list_has(char *const *units, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(units[i], code) == 0)
			return true;
	return false;
}

bool termrules_has_unit(const Jour__V1__Agreement *agreement, const char *code)
{
	return termrules_list_has(agreement->units, agreement->n_units, code);
}

Jour__V1__Agreement termrules_narrow(
	const Jour__V1__Agreement *agreement, char **units, size_t count)
{
	Jour__V1__Agreement narrowed = *agreement;
	if (count > 0) {
		narrowed.units = units;
		narrowed.n_units = count;
	}
	return narrowed;
}

/* Ascending, and of the agreement. */
static bool units_are_valid(char **units, size_t count, const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < count; i++)
		if (!termrules_has_unit(agreement, units[i]) ||
			(i > 0 && strcmp(units[i - 1], units[i]) >= 0))
			return false;
	return true;
}

static bool amount_is_valid(uint64_t amount_ore)
{
	return amount_ore <= (uint64_t)AMOUNT_ORE_MAX;
}

/* ---- measures */

/* Figures name exactly the agreement's units, in the same order. */
static bool figures_are_valid(
	const Jour__V1__FixedShares *fixed, const Jour__V1__Agreement *agreement)
{
	bool any = false;
	if (fixed->n_shares != agreement->n_units)
		return false;
	for (size_t i = 0; i < fixed->n_shares; i++) {
		if (strcmp(fixed->shares[i]->unit, agreement->units[i]) != 0 ||
			fixed->shares[i]->weight > COUNT_MAX)
			return false;
		any = any || fixed->shares[i]->weight > 0;
	}
	return any;
}

static bool years_are_valid(uint32_t years_before, uint32_t mean_of)
{
	return years_before <= YEARS_BEFORE_MAX && mean_of <= MEAN_OF_MAX;
}

static bool measure_is_valid(const Jour__V1__Measure *measure, const Jour__V1__Agreement *agreement)
{
	if (measure == NULL)
		return false;
	switch (measure->of_case) {
	case JOUR__V1__MEASURE__OF_POPULATION:
		return month_day_is_valid(measure->population->month, measure->population->day) &&
		       years_are_valid(
			       measure->population->years_before, measure->population->mean_of);
	case JOUR__V1__MEASURE__OF_FIGURES:
		return figures_are_valid(measure->figures, agreement);
	case JOUR__V1__MEASURE__OF_DATA:
		return measure->data->name[0] != '\0' &&
		       years_are_valid(measure->data->years_before, measure->data->mean_of);
	case JOUR__V1__MEASURE__OF_EQUAL:
		return measure->equal->equal;
	case JOUR__V1__MEASURE__OF_CASES:
		return years_are_valid(measure->cases->years_before, measure->cases->mean_of);
	default:
		return false;
	}
}

/* ---- formulas */

static bool limits_are_valid(
	Jour__V1__Limit *const *limits, size_t count, const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < count; i++) {
		const Jour__V1__Limit *limit = limits[i];
		bool every = strcmp(limit->unit, UNIT_EVERY) == 0;
		if ((!every && !termrules_has_unit(agreement, limit->unit)) ||
			!amount_is_valid(limit->min_ore) || !amount_is_valid(limit->max_ore) ||
			(limit->max_ore != 0 && limit->min_ore > limit->max_ore) ||
			(i > 0 && strcmp(limits[i - 1]->unit, limit->unit) >= 0))
			return false;
	}
	return true;
}

static bool rate_is_valid(const Jour__V1__Rate *rate, const Jour__V1__Agreement *agreement)
{
	if (!amount_is_valid(rate->rate_ore) || rate->per < 1 || rate->per > COUNT_MAX ||
		rate->above > COUNT_MAX || rate->n_rebates > REBATES_MAX ||
		rate->n_own_rates > agreement->n_units ||
		!measure_is_valid(rate->measure, agreement))
		return false;
	for (size_t i = 0; i < rate->n_rebates; i++)
		if (rate->rebates[i]->above > COUNT_MAX || rate->rebates[i]->percent_bp < 1 ||
			rate->rebates[i]->percent_bp > WHOLE_BP ||
			(i > 0 && rate->rebates[i]->above <= rate->rebates[i - 1]->above))
			return false;
	for (size_t i = 0; i < rate->n_own_rates; i++)
		if (!termrules_has_unit(agreement, rate->own_rates[i]->unit) ||
			!amount_is_valid(rate->own_rates[i]->rate_ore) ||
			(i > 0 && strcmp(rate->own_rates[i - 1]->unit, rate->own_rates[i]->unit) >=
					  0))
			return false;
	return limits_are_valid(rate->limits, rate->n_limits, agreement);
}

static bool fixed_amount_is_valid(
	const Jour__V1__FixedAmount *fixed, const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < fixed->n_own_amounts; i++)
		if (!termrules_has_unit(agreement, fixed->own_amounts[i]->unit) ||
			!amount_is_valid(fixed->own_amounts[i]->amount_ore) ||
			(i > 0 && strcmp(fixed->own_amounts[i - 1]->unit,
					  fixed->own_amounts[i]->unit) >= 0))
			return false;
	return amount_is_valid(fixed->amount_ore);
}

/* Its measure is judged as in an agreement of the part's own units. */
static bool part_is_valid(
	const Jour__V1__KeyPart *part, bool in_sum, const Jour__V1__Agreement *agreement)
{
	const Jour__V1__Agreement narrowed =
		termrules_narrow(agreement, part->units, part->n_units);
	return part->weight >= 1 && part->weight <= WHOLE_BP && part->above <= COUNT_MAX &&
	       part->per <= COUNT_MAX && (part->per == 0 || in_sum) &&
	       units_are_valid(part->units, part->n_units, agreement) &&
	       measure_is_valid(part->measure, &narrowed);
}

static bool shared_cost_is_valid(
	const Jour__V1__SharedCost *shared, const Jour__V1__Agreement *agreement)
{
	if (shared->line[0] == '\0' || !amount_is_valid(shared->stated_ore) ||
		!amount_is_valid(shared->above_ore) || !amount_is_valid(shared->base_ore) ||
		shared->n_key < 1 || shared->n_key > KEY_PARTS_MAX)
		return false;
	for (size_t i = 0; i < shared->n_key; i++)
		if (!part_is_valid(shared->key[i], shared->key_is_sum, agreement))
			return false;
	return limits_are_valid(shared->limits, shared->n_limits, agreement);
}

static bool budget_is_valid(const Jour__V1__Budget *budget)
{
	if (budget->n_lines < 1 || budget->n_lines > BUDGET_LINES_MAX ||
		!amount_is_valid(budget->stated_ore))
		return false;
	for (size_t i = 0; i < budget->n_lines; i++) {
		if (budget->lines[i]->line[0] == '\0' ||
			!amount_is_valid(budget->lines[i]->amount_ore))
			return false;
		for (size_t k = 0; k < i; k++)
			if (strcmp(budget->lines[k]->line, budget->lines[i]->line) == 0)
				return false;
	}
	return true;
}

/* A value or a rate, not both: which of them would count? */
static bool hours_are_valid(const Jour__V1__Hours *hours)
{
	return hours->hours_hundredths <= COUNT_MAX && amount_is_valid(hours->value_ore) &&
	       amount_is_valid(hours->rate_ore) &&
	       (hours->value_ore == 0) != (hours->rate_ore == 0);
}

/* The formula is judged as in an agreement of the term's own units. */
static bool formula_is_valid(const Jour__V1__Term *term, const Jour__V1__Agreement *whole)
{
	const Jour__V1__Agreement narrowed = termrules_narrow(whole, term->units, term->n_units);
	const Jour__V1__Agreement *agreement = &narrowed;
	switch (term->formula_case) {
	case JOUR__V1__TERM__FORMULA_RATE:
		return rate_is_valid(term->rate, agreement);
	case JOUR__V1__TERM__FORMULA_FIXED_AMOUNT:
		return fixed_amount_is_valid(term->fixed_amount, agreement);
	case JOUR__V1__TERM__FORMULA_SHARED_COST:
		return shared_cost_is_valid(term->shared_cost, agreement);
	case JOUR__V1__TERM__FORMULA_BUDGET:
		return budget_is_valid(term->budget);
	case JOUR__V1__TERM__FORMULA_HOURS:
		return hours_are_valid(term->hours);
	default:
		return false;
	}
}

/* ---- steps */

bool termrules_rounding_is_valid(const Jour__V1__Rounding *rounding)
{
	return rounding != NULL && rational_is_unit(rounding->unit_ore) &&
	       rounding->rule >= JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP &&
	       rounding->rule <= JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_DOWN;
}

static bool index_limit_is_valid(const Jour__V1__PercentLimit *limit)
{
	return limit == NULL || (limit->hundredths_percent >= INDEX_LIMIT_MIN &&
					limit->hundredths_percent <= INDEX_LIMIT_MAX);
}

static bool indexation_is_valid(const Jour__V1__Indexation *indexation)
{
	const Jour__V1__PercentLimit *least = indexation->at_least, *most = indexation->at_most;
	if (!index_limit_is_valid(least) || !index_limit_is_valid(most) ||
		(least != NULL && most != NULL &&
			least->hundredths_percent > most->hundredths_percent))
		return false;
	if (indexation->base_year != 0 &&
		(indexation->cumulative || indexation->base_year < YEAR_MIN ||
			indexation->base_year > YEAR_MAX))
		return false;
	return indexation->index[0] != '\0' && date_number_is_valid(indexation->from) &&
	       indexation->years_before <= YEARS_BEFORE_MAX && indexation->share_bp >= 1 &&
	       indexation->share_bp <= WHOLE_BP;
}

static bool steps_are_valid(const Jour__V1__Term *term)
{
	if (term->n_indexation > INDEXATIONS_MAX || !termrules_rounding_is_valid(term->rounding))
		return false;
	for (size_t i = 0; i < term->n_indexation; i++)
		if (!indexation_is_valid(term->indexation[i]))
			return false;
	return term->proration >= JOUR__V1__PRORATION__PRORATION_NONE &&
	       term->proration <= JOUR__V1__PRORATION__PRORATION_DAYS;
}

/* Days within the agreement's own; 0 is the agreement's. */
static bool days_are_valid(const Jour__V1__Term *term)
{
	if ((term->from != 0 && !date_number_is_valid(term->from)) ||
		(term->to != 0 && !date_number_is_valid(term->to)))
		return false;
	return term->from == 0 || term->to == 0 || term->from <= term->to;
}

static bool term_is_valid(const Jour__V1__Term *term, const Jour__V1__Agreement *agreement)
{
	return term->id[0] != '\0' && term->clause[0] != '\0' &&
	       term->flow >= JOUR__V1__FLOW__FLOW_CASH && term->flow <= JOUR__V1__FLOW__FLOW_OWN &&
	       days_are_valid(term) && steps_are_valid(term) &&
	       units_are_valid(term->units, term->n_units, agreement) &&
	       formula_is_valid(term, agreement);
}

bool termrules_hold(const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < agreement->n_terms; i++) {
		if (!term_is_valid(agreement->terms[i], agreement))
			return false;
		for (size_t k = 0; k < i; k++)
			if (strcmp(agreement->terms[k]->id, agreement->terms[i]->id) == 0)
				return false;
	}
	return agreement->n_terms >= 1 && agreement->n_terms <= AGREEMENT_TERMS_MAX;
}

bool termrules_units_pay_costs(const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < agreement->n_terms; i++) {
		const Jour__V1__Term *term = agreement->terms[i];
		if (term->flow == JOUR__V1__FLOW__FLOW_CASH &&
			(term->formula_case == JOUR__V1__TERM__FORMULA_BUDGET ||
				(term->formula_case == JOUR__V1__TERM__FORMULA_SHARED_COST &&
					term->shared_cost != NULL &&
					term->shared_cost->stated_ore == 0)))
			return true;
	}
	return false;
}

bool termrules_has_formula(
	const Jour__V1__Agreement *agreement, Jour__V1__Term__FormulaCase formula)
{
	for (size_t i = 0; i < agreement->n_terms; i++)
		if (agreement->terms[i]->formula_case == formula)
			return true;
	return false;
}
