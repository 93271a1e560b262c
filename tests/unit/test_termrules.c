/* The rules of terms and of an agreement's course, without a world. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "jour/kind.h"
#include "jour/limits.h"
#include "office.h"

static Jour__V1__Agreement *agreement;
static Jour__V1__Term *term;

static int start(void **state)
{
	(void)state;
	static Jour__V1__Record record;
	record = agreement_record("KS 2017/1", 1);
	agreement = record.agreement;
	term = agreement->terms[0];
	return 0;
}

/* The field that the first broken rule names; 0 when all hold. */
static unsigned bad(void)
{
	struct result result = kind_of(48)->fields(agreement);
	return result.code == RESULT_ACCEPTED ? 0 : result.field;
}

/* Sets a member, expects the agreement's field to be bad, and puts it back. */
#define assert_bad_when(member, value, a_field)                                                    \
	do {                                                                                       \
		__typeof__(member) kept_ = (member);                                               \
		(member) = (value);                                                                \
		assert_int_equal(bad(), (a_field));                                                \
		(member) = kept_;                                                                  \
		assert_int_equal(bad(), 0);                                                        \
	} while (0)
#define assert_bad_term_when(member, value) assert_bad_when(member, value, 9)

static Jour__V1__Measure measure;

static void termrules_steps_are_checked(void **state)
{
	(void)state;
	Jour__V1__Indexation step, *steps[INDEXATIONS_MAX + 1];
	jour__v1__indexation__init(&step);
	step.index = text("OPI");
	step.from = 20190101;
	step.share_bp = 10000;
	for (size_t i = 0; i <= INDEXATIONS_MAX; i++)
		steps[i] = &step;
	term->indexation = steps;
	term->n_indexation = INDEXATIONS_MAX;
	assert_int_equal(bad(), 0);
	assert_bad_term_when(term->n_indexation, (size_t)INDEXATIONS_MAX + 1);
	assert_bad_term_when(step.index, text(""));
	assert_bad_term_when(step.from, 0);
	assert_bad_term_when(step.years_before, YEARS_BEFORE_MAX + 1);
	assert_bad_term_when(step.share_bp, 0);
	assert_bad_term_when(step.share_bp, 10001);
	step.cumulative = true;
	assert_bad_term_when(step.base_year, 2016);
	step.cumulative = false;
	step.base_year = YEAR_MAX;
	assert_bad_term_when(step.base_year, YEAR_MAX + 1);
	Jour__V1__PercentLimit least, most;
	jour__v1__percent_limit__init(&least);
	jour__v1__percent_limit__init(&most);
	step.at_least = &least;
	step.at_most = &most;
	least.hundredths_percent = INDEX_LIMIT_MIN;
	most.hundredths_percent = INDEX_LIMIT_MAX;
	assert_bad_term_when(least.hundredths_percent, INDEX_LIMIT_MIN - 1);
	assert_bad_term_when(most.hundredths_percent, INDEX_LIMIT_MAX + 1);
	assert_bad_term_when(most.hundredths_percent, INDEX_LIMIT_MIN - 1);
	least.hundredths_percent = 10000;
	assert_bad_term_when(most.hundredths_percent, 9999);
	assert_bad_term_when(term->flow, JOUR__V1__FLOW__FLOW_INVALID);
	assert_bad_term_when(term->proration, JOUR__V1__PRORATION__PRORATION_INVALID);
	assert_bad_term_when(term->rounding, NULL);
	assert_bad_term_when(term->rounding->rule, JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_INVALID);
	term->from = 20190101;
	assert_bad_term_when(term->to, 20181231);
	assert_bad_term_when(term->to, 20180229);
}

static void termrules_measures_are_checked(void **state)
{
	(void)state;
	Jour__V1__PopulationRule population;
	Jour__V1__DataRule data;
	Jour__V1__CasesRule cases;
	Jour__V1__FixedShares figures;
	Jour__V1__Share each[2], *shares[] = {&each[0], &each[1]};
	jour__v1__population_rule__init(&population);
	jour__v1__data_rule__init(&data);
	jour__v1__cases_rule__init(&cases);
	jour__v1__fixed_shares__init(&figures);
	jour__v1__measure__init(&measure);
	term->shared_cost->key[0]->measure = &measure;
	assert_int_equal(bad(), 9);
	measure.of_case = JOUR__V1__MEASURE__OF_POPULATION;
	measure.population = &population;
	population.month = 12;
	population.day = 31;
	assert_bad_term_when(population.day, 0);
	population.month = 2;
	population.day = 28;
	assert_bad_term_when(population.day, 29);
	assert_bad_term_when(population.years_before, YEARS_BEFORE_MAX + 1);
	assert_bad_term_when(population.mean_of, MEAN_OF_MAX + 1);
	measure.of_case = JOUR__V1__MEASURE__OF_DATA;
	measure.data = &data;
	data.name = text("tax base");
	assert_bad_term_when(data.name, text(""));
	assert_bad_term_when(data.years_before, YEARS_BEFORE_MAX + 1);
	assert_bad_term_when(data.mean_of, MEAN_OF_MAX + 1);
	measure.of_case = JOUR__V1__MEASURE__OF_CASES;
	measure.cases = &cases;
	assert_bad_term_when(cases.years_before, YEARS_BEFORE_MAX + 1);
	assert_bad_term_when(cases.mean_of, MEAN_OF_MAX + 1);
	measure.of_case = JOUR__V1__MEASURE__OF_FIGURES;
	measure.figures = &figures;
	for (size_t i = 0; i < 2; i++) {
		jour__v1__share__init(&each[i]);
		each[i].unit = agreement->units[i];
	}
	each[1].weight = COUNT_MAX;
	figures.shares = shares;
	figures.n_shares = 2;
	assert_bad_term_when(figures.n_shares, (size_t)1);
	assert_bad_term_when(each[0].unit, text("2401"));
	assert_bad_term_when(each[1].weight, 0);
	assert_bad_term_when(each[1].weight, COUNT_MAX + 1);
}

static void termrules_rate_is_checked(void **state)
{
	(void)state;
	Jour__V1__Rate rate;
	Jour__V1__Rebate each[REBATES_MAX + 1], *rebates[REBATES_MAX + 1];
	Jour__V1__OwnRate own[2], *own_rates[] = {&own[0], &own[1]};
	jour__v1__rate__init(&rate);
	rate.rate_ore = 15;
	rate.per = 1;
	rate.measure = term->shared_cost->key[0]->measure;
	for (size_t i = 0; i <= REBATES_MAX; i++) {
		jour__v1__rebate__init(&each[i]);
		each[i].above = i;
		each[i].percent_bp = 10000;
		rebates[i] = &each[i];
	}
	for (size_t i = 0; i < 2; i++) {
		jour__v1__own_rate__init(&own[i]);
		own[i].unit = agreement->units[i];
	}
	rate.rebates = rebates;
	rate.n_rebates = REBATES_MAX;
	rate.own_rates = own_rates;
	rate.n_own_rates = 2;
	term->formula_case = JOUR__V1__TERM__FORMULA_RATE;
	term->rate = &rate;
	assert_bad_term_when(rate.rate_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
	assert_bad_term_when(rate.per, 0);
	assert_bad_term_when(rate.per, COUNT_MAX + 1);
	assert_bad_term_when(rate.above, COUNT_MAX + 1);
	assert_bad_term_when(rate.measure, NULL);
	assert_bad_term_when(rate.n_rebates, (size_t)REBATES_MAX + 1);
	assert_bad_term_when(each[1].above, 0);
	assert_bad_term_when(each[1].percent_bp, 0);
	assert_bad_term_when(each[1].percent_bp, 10001);
	assert_bad_term_when(own[1].unit, text("2481"));
	assert_bad_term_when(own[1].unit, own[0].unit);
	assert_bad_term_when(own[1].rate_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
}

static void termrules_fixed_amount_and_hours_are_checked(void **state)
{
	(void)state;
	Jour__V1__FixedAmount fixed;
	Jour__V1__OwnAmount own[2], *own_amounts[] = {&own[0], &own[1]};
	Jour__V1__Hours hours;
	jour__v1__fixed_amount__init(&fixed);
	jour__v1__hours__init(&hours);
	for (size_t i = 0; i < 2; i++) {
		jour__v1__own_amount__init(&own[i]);
		own[i].unit = agreement->units[i];
	}
	fixed.own_amounts = own_amounts;
	fixed.n_own_amounts = 2;
	term->formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	term->fixed_amount = &fixed;
	assert_bad_term_when(fixed.amount_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
	assert_bad_term_when(own[0].unit, text("2408"));
	assert_bad_term_when(own[0].unit, own[1].unit);
	assert_bad_term_when(own[0].amount_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
	term->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	term->hours = &hours;
	hours.hours_hundredths = 150000;
	hours.value_ore = 34131400;
	assert_bad_term_when(hours.value_ore, 0);
	assert_bad_term_when(hours.rate_ore, 1);
	assert_bad_term_when(hours.hours_hundredths, COUNT_MAX + 1);
	assert_bad_term_when(hours.value_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
}

static void termrules_shared_cost_is_checked(void **state)
{
	(void)state;
	Jour__V1__SharedCost *shared = term->shared_cost;
	Jour__V1__KeyPart *part = shared->key[0], *key[KEY_PARTS_MAX + 1];
	Jour__V1__Limit each[2], *limits[] = {&each[0], &each[1]};
	for (size_t i = 0; i <= KEY_PARTS_MAX; i++)
		key[i] = part;
	for (size_t i = 0; i < 2; i++)
		jour__v1__limit__init(&each[i]);
	each[0].unit = text("*");
	each[1].unit = agreement->units[0];
	each[1].max_ore = 10;
	shared->key = key;
	shared->n_key = KEY_PARTS_MAX;
	shared->limits = limits;
	shared->n_limits = 2;
	assert_bad_term_when(shared->n_key, (size_t)KEY_PARTS_MAX + 1);
	assert_bad_term_when(part->per, 100); /* only in a sum */
	assert_bad_term_when(shared->n_key, (size_t)0);
	assert_bad_term_when(part->weight, 0);
	assert_bad_term_when(part->weight, 10001);
	assert_bad_term_when(part->above, COUNT_MAX + 1);
	assert_bad_term_when(shared->stated_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
	assert_bad_term_when(shared->above_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
	assert_bad_term_when(shared->base_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
	assert_bad_term_when(each[1].min_ore, 11);
	assert_bad_term_when(each[1].unit, text("*"));
	assert_bad_term_when(each[1].unit, text("2410"));
	assert_bad_term_when(each[0].max_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
	shared->key_is_sum = true;
	part->per = COUNT_MAX;
	assert_bad_term_when(part->per, COUNT_MAX + 1);
}

static void termrules_units_of_a_part_of_a_key_are_checked(void **state)
{
	(void)state;
	Jour__V1__KeyPart *part = term->shared_cost->key[0];
	char *units[] = {agreement->units[0], agreement->units[1]};
	part->units = units;
	part->n_units = 2;
	assert_bad_term_when(units[1], text("2410"));
	assert_bad_term_when(units[1], units[0]);
	/* A measure that names units names the part's. */
	Jour__V1__FixedShares fixed;
	Jour__V1__Share each[2], *shares[] = {&each[0], &each[1]};
	jour__v1__measure__init(&measure);
	jour__v1__fixed_shares__init(&fixed);
	for (size_t i = 0; i < 2; i++) {
		jour__v1__share__init(&each[i]);
		each[i].unit = units[i];
		each[i].weight = 1;
	}
	fixed.shares = shares;
	fixed.n_shares = 2;
	measure.of_case = JOUR__V1__MEASURE__OF_FIGURES;
	measure.figures = &fixed;
	part->measure = &measure;
	assert_bad_term_when(part->n_units, (size_t)1);
	assert_bad_term_when(fixed.n_shares, (size_t)1);
}

static void termrules_units_of_a_term_are_checked(void **state)
{
	(void)state;
	char *units[] = {agreement->units[0], agreement->units[1]};
	term->units = units;
	term->n_units = 2;
	assert_bad_term_when(units[1], text("2410"));
	assert_bad_term_when(units[1], units[0]);
	assert_bad_term_when(units[0], text("2499"));
}

static void termrules_budget_is_checked(void **state)
{
	(void)state;
	static Jour__V1__BudgetLine each[BUDGET_LINES_MAX + 1], *lines[BUDGET_LINES_MAX + 1];
	static char names[BUDGET_LINES_MAX + 1][4];
	Jour__V1__Budget budget;
	jour__v1__budget__init(&budget);
	for (unsigned i = 0; i <= BUDGET_LINES_MAX; i++) {
		jour__v1__budget_line__init(&each[i]);
		(void)snprintf(names[i], sizeof(names[i]), "%u", i);
		each[i].line = names[i];
		lines[i] = &each[i];
	}
	budget.lines = lines;
	budget.n_lines = BUDGET_LINES_MAX;
	term->formula_case = JOUR__V1__TERM__FORMULA_BUDGET;
	term->budget = &budget;
	assert_bad_term_when(budget.n_lines, (size_t)BUDGET_LINES_MAX + 1);
	assert_bad_term_when(budget.n_lines, (size_t)0);
	assert_bad_term_when(budget.stated_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
	assert_bad_term_when(each[BUDGET_LINES_MAX - 1].line, names[0]);
	assert_bad_term_when(each[BUDGET_LINES_MAX - 1].line, text(""));
	assert_bad_term_when(each[BUDGET_LINES_MAX - 1].amount_ore, (uint64_t)AMOUNT_ORE_MAX + 1);
}

static void termrules_year_start_and_renewal_are_checked(void **state)
{
	(void)state;
	Jour__V1__MonthDay day;
	Jour__V1__Renewal renewal;
	jour__v1__month_day__init(&day);
	jour__v1__renewal__init(&renewal);
	day.month = 9;
	day.day = 30;
	agreement->year_start = &day;
	assert_bad_when(day.day, 31, 11);
	assert_bad_when(day.month, 13, 11);
	agreement->year_start = NULL;
	agreement->renewal = &renewal;
	renewal.automatic_years = 1;
	renewal.cancel_by = &day;
	renewal.until = 20221231;
	assert_bad_when(agreement->to, 0, 12);
	assert_bad_when(renewal.automatic_years, 0, 12);
	assert_bad_when(renewal.automatic_years, RENEWAL_YEARS_MAX + 1, 12);
	assert_bad_when(renewal.cancel_by, NULL, 12);
	assert_bad_when(day.day, 31, 12);
	assert_bad_when(renewal.until, 20201223, 12);
	assert_bad_when(renewal.may_be_extended, 1, 12);
	assert_bad_when(agreement->follows, text("KS 2017/1"), 15);
}

static void termrules_memberships_are_checked(void **state)
{
	(void)state;
	Jour__V1__Membership each[2], *memberships[] = {&each[0], &each[1]};
	for (size_t i = 0; i < 2; i++) {
		jour__v1__membership__init(&each[i]);
		each[i].unit = agreement->units[i];
		each[i].from = 20190101;
	}
	agreement->memberships = memberships;
	agreement->n_memberships = 2;
	assert_bad_when(each[1].unit, each[0].unit, 13);
	assert_bad_when(each[1].unit, text("2481"), 13);
	assert_bad_when(each[1].from, 0, 13);
	assert_bad_when(each[1].from, 20190229, 13);
	assert_bad_when(each[1].to, 20181231, 13);
	assert_bad_when(each[1].to, 20190229, 13);
}

static void termrules_duties_are_checked(void **state)
{
	(void)state;
	static Jour__V1__Duty each[65], *duties[65];
	static char ids[65][4];
	Jour__V1__MonthDay day, *days[DUTY_TIMES_MAX + 1];
	jour__v1__month_day__init(&day);
	day.month = day.day = 1;
	for (size_t i = 0; i <= DUTY_TIMES_MAX; i++)
		days[i] = &day;
	for (unsigned i = 0; i < 65; i++) {
		jour__v1__duty__init(&each[i]);
		(void)snprintf(ids[i], sizeof(ids[i]), "%u", i);
		each[i].id = ids[i];
		each[i].clause = each[i].what = text("x");
		each[i].kind = JOUR__V1__DUTY_KIND__DUTY_KIND_OTHER;
		each[i].times_a_year = 12;
		duties[i] = &each[i];
	}
	agreement->duties = duties;
	agreement->n_duties = 64;
	assert_bad_when(agreement->n_duties, (size_t)65, 14);
	assert_bad_when(each[0].id, ids[1], 14);
	assert_bad_when(each[0].id, text(""), 14);
	assert_bad_when(each[0].clause, text(""), 14);
	assert_bad_when(each[0].what, text(""), 14);
	assert_bad_when(each[0].kind, JOUR__V1__DUTY_KIND__DUTY_KIND_INVALID, 14);
	assert_bad_when(each[0].times_a_year, 0, 14);
	assert_bad_when(each[0].times_a_year, DUTY_TIMES_MAX + 1, 14);
	assert_bad_when(each[0].on, 20190101, 14);
	each[0].times_a_year = 0;
	each[0].on = 20190101;
	assert_bad_when(each[0].on, 20190229, 14);
	each[0].on = 0;
	each[0].yearly = days;
	each[0].n_yearly = DUTY_TIMES_MAX;
	assert_bad_when(each[0].n_yearly, (size_t)DUTY_TIMES_MAX + 1, 14);
	assert_bad_when(day.day, 32, 14);
}

#define FRESH(test) cmocka_unit_test_setup(test, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(termrules_steps_are_checked),
		FRESH(termrules_measures_are_checked),
		FRESH(termrules_rate_is_checked),
		FRESH(termrules_fixed_amount_and_hours_are_checked),
		FRESH(termrules_shared_cost_is_checked),
		FRESH(termrules_units_of_a_part_of_a_key_are_checked),
		FRESH(termrules_units_of_a_term_are_checked),
		FRESH(termrules_budget_is_checked),
		FRESH(termrules_year_start_and_renewal_are_checked),
		FRESH(termrules_memberships_are_checked),
		FRESH(termrules_duties_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
