#include "agreement_help.h"

static void termdoc_rate_per_inhabitant_is_a_rate(void **state)
{
	(void)state;
	const Jour__V1__Term *term =
		read_term("rate_per_inhabitant: {kronor: '0,15', population: {date: 11-01, "
			  "years_before: 1}, rounding: {to: ten, rule: half_even}}");
	assert_int_equal(term->flow, JOUR__V1__FLOW__FLOW_CASH);
	assert_int_equal(term->rate->rate_ore, 15);
	assert_int_equal(term->rate->per, 1);
	assert_int_equal(term->rate->measure->population->month, 11);
	assert_int_equal(term->rate->measure->population->day, 1);
	assert_int_equal(term->rate->measure->population->years_before, 1);
	assert_int_equal(term->rounding->unit_ore, 1000);
	assert_int_equal(term->rounding->rule, JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_EVEN);
	assert_int_equal(term->proration, JOUR__V1__PRORATION__PRORATION_NONE);
	assert_string_equal(term->earmark, "");
}

static void termdoc_rate_has_all_its_parts(void **state)
{
	(void)state;
	const Jour__V1__Rate *rate =
		read_term("rate: {kronor: 12, per: 1 000, data: {name: skattekraft, years_before: "
			  "2}, above: 5 000, rebates: [{above: 50 000, percent: 20 %}, {above: "
			  "20 000, percent: '12,5'}], own_rates: {2409: 0, 2401: 14}}")
			->rate;
	assert_int_equal(rate->rate_ore, 1200);
	assert_int_equal(rate->per, 1000);
	assert_string_equal(rate->measure->data->name, "skattekraft");
	assert_int_equal(rate->measure->data->years_before, 2);
	assert_int_equal(rate->above, 5000);
	assert_int_equal(rate->n_rebates, 2);
	assert_int_equal(rate->rebates[0]->above, 20000);
	assert_int_equal(rate->rebates[0]->percent_bp, 1250);
	assert_int_equal(rate->rebates[1]->percent_bp, 2000);
	assert_int_equal(rate->n_own_rates, 2);
	assert_string_equal(rate->own_rates[0]->unit, "2401");
	assert_int_equal(rate->own_rates[0]->rate_ore, 1400);
	assert_int_equal(rate->own_rates[1]->rate_ore, 0);
}

static void termdoc_every_measure_is_read(void **state)
{
	(void)state;
	const Jour__V1__Measure *measure =
		read_term("rate: {kronor: 1, figures: {2409: 6 784, 2401: 7 132}}")->rate->measure;
	assert_int_equal(measure->of_case, JOUR__V1__MEASURE__OF_FIGURES);
	assert_string_equal(measure->figures->shares[0]->unit, "2401");
	assert_int_equal(measure->figures->shares[0]->weight, 7132);
	measure = read_term("rate: {kronor: 1, cases: {years_before: 1}}")->rate->measure;
	assert_int_equal(measure->cases->years_before, 1);
	measure = read_term("rate: {kronor: 1, equal: yes}")->rate->measure;
	assert_true(measure->equal->equal);
	measure = read_term("rate: {kronor: 1, fixed_shares: {2401: '12,5 %', 2409: 87.5}}")
			  ->rate->measure;
	assert_int_equal(measure->figures->shares[0]->weight, 1250);
	assert_int_equal(measure->figures->shares[1]->weight, 8750);
}

static void termdoc_fixed_amounts_are_read(void **state)
{
	(void)state;
	const Jour__V1__FixedAmount *fixed =
		read_term("fixed: {kronor: 472 200, own: {2409: '1 000,50'}}")->fixed_amount;
	assert_int_equal(fixed->amount_ore, 47220000);
	assert_int_equal(fixed->n_own_amounts, 1);
	assert_string_equal(fixed->own_amounts[0]->unit, "2409");
	assert_int_equal(fixed->own_amounts[0]->amount_ore, 100050);
	assert_warned(AGREEMENT_HEAD "terms:\n  - {id: a, clause: x, fixed: {own: {2401: 5}}}\n",
		"a.yaml, line 10, column 32: warning: 2409 is not named, and pays nothing");
}

static void termdoc_shared_cost_has_all_its_parts(void **state)
{
	(void)state;
	const Jour__V1__Term *term = read_term(
		"shared_cost: {kronor: 900 000, above: 100 000, base: 5 000, key: [{weight: 30 %, "
		"equal: yes}, {weight: 70, above: 2 000, population: {date: 12-31}}], limits: "
		"{every: {max: 300 000}, 2401: {min: 10 000}}, to: krona}");
	const Jour__V1__SharedCost *shared = term->shared_cost;
	assert_string_equal(shared->line, "a");
	assert_int_equal(shared->stated_ore, 90000000);
	assert_int_equal(shared->above_ore, 10000000);
	assert_int_equal(shared->base_ore, 500000);
	assert_int_equal(shared->n_key, 2);
	assert_int_equal(shared->key[0]->weight, 30);
	assert_int_equal(shared->key[1]->weight, 70);
	assert_int_equal(shared->key[1]->above, 2000);
	assert_int_equal(shared->n_limits, 2);
	assert_string_equal(shared->limits[0]->unit, "*");
	assert_int_equal(shared->limits[0]->max_ore, 30000000);
	assert_string_equal(shared->limits[1]->unit, "2401");
	assert_int_equal(shared->limits[1]->min_ore, 1000000);
	assert_int_equal(term->rounding->unit_ore, 100);
	shared = read_term("shared_cost: {line: hyra, key: equal}")->shared_cost;
	assert_string_equal(shared->line, "hyra");
	assert_int_equal(shared->stated_ore, 0);
	assert_int_equal(shared->key[0]->weight, 1);
	assert_true(shared->key[0]->measure->equal->equal);
	shared = read_term("shared_cost: {line: hyra, key: [{weight: '33,5', equal: yes}, {weight: "
			   "66.5, cases: {years_before: 1}}]}")
			 ->shared_cost;
	assert_int_equal(shared->key[0]->weight, 3350);
	assert_int_equal(shared->key[1]->weight, 6650);
	assert_int_equal(shared->key[1]->n_units, 0);
}

static void termdoc_parts_of_a_key_may_name_their_units(void **state)
{
	(void)state;
	const Jour__V1__Term *term = read_term(
		"shared_cost: {kronor: 9, key: [{weight: 50, units: [2409], equal: yes}, {weight: "
		"50, units: [2409, 2401], figures: {2401: 1, 2409: 2}}], to: thousand}");
	assert_int_equal(term->rounding->unit_ore, 100000);
	assert_int_equal(term->shared_cost->key[0]->n_units, 1);
	assert_string_equal(term->shared_cost->key[0]->units[0], "2409");
	assert_string_equal(term->shared_cost->key[1]->units[0], "2401");
	term = read_term("shared_cost: {kronor: 9, key: {sum: [{equal: yes}, {units: [2401], "
			 "fixed_shares: {2401: 100}}]}}, rounding: {to: hundred, rule: down}");
	assert_int_equal(term->rounding->unit_ore, 10000);
	assert_string_equal(term->shared_cost->key[1]->units[0], "2401");
	assert_term_refused("shared_cost: {kronor: 9, key: [{weight: 100, units: [2401], figures: "
			    "{2401: 1, 2409: 1}}]}",
		"81: 2409 is not among the agreement's units");
}

static void termdoc_budget_and_hours_are_read(void **state)
{
	(void)state;
	const Jour__V1__Term *term = read_term(
		"flow: own, earmark: utbildning, budget: {lines: [{line: Personal, kronor: "
		"600 000, earmark: a}, {line: Resor, kronor: 0}], sum: 600 000}");
	assert_int_equal(term->flow, JOUR__V1__FLOW__FLOW_OWN);
	assert_string_equal(term->earmark, "utbildning");
	assert_int_equal(term->budget->n_lines, 2);
	assert_string_equal(term->budget->lines[0]->earmark, "a");
	assert_string_equal(term->budget->lines[1]->line, "Resor");
	assert_int_equal(term->budget->stated_ore, 60000000);
	term = read_term("hours: {hours: '1 500,5', value: 341 314}");
	assert_int_equal(term->flow, JOUR__V1__FLOW__FLOW_IN_KIND);
	assert_int_equal(term->hours->hours_hundredths, 150050);
	assert_int_equal(term->hours->value_ore, 34131400);
	assert_int_equal(term->hours->rate_ore, 0);
	term = read_term("flow: cash, hours: {hours: 100, rate: '227,54'}");
	assert_int_equal(term->flow, JOUR__V1__FLOW__FLOW_CASH);
	assert_int_equal(term->hours->rate_ore, 22754);
}

static void termdoc_every_step_is_read(void **state)
{
	(void)state;
	const Jour__V1__Term *term = read_term(
		"fixed: {kronor: 1}, from: 2019-04-01, to: 2020-03-31, proration: days, rounding: "
		"{to: krona, rule: down}, indexation: [{index: LCI, from: 2019-04-01, "
		"years_before: 1, share: 90 %, cumulative: yes}, {index: KPI, from: 2019-04-01, "
		"years_before: 2, share: 10 %, cumulative: no}]");
	assert_int_equal(term->from, 20190401);
	assert_int_equal(term->to, 20200331);
	assert_int_equal(term->proration, JOUR__V1__PRORATION__PRORATION_DAYS);
	assert_int_equal(term->rounding->unit_ore, 100);
	assert_int_equal(term->rounding->rule, JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_DOWN);
	assert_int_equal(term->n_indexation, 2);
	assert_string_equal(term->indexation[0]->index, "LCI");
	assert_int_equal(term->indexation[0]->from, 20190401);
	assert_int_equal(term->indexation[0]->share_bp, 9000);
	assert_true(term->indexation[0]->cumulative);
	assert_int_equal(term->indexation[1]->years_before, 2);
	assert_false(term->indexation[1]->cumulative);
	term = read_term("fixed: {kronor: 1}, indexation: {index: OPI, from: 2019-01-01, "
			 "years_before: 1, cumulative: ja}");
	assert_int_equal(term->indexation[0]->share_bp, 10000);
	assert_int_equal(term->rounding->unit_ore, 1);
	assert_int_equal(term->rounding->rule, JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP);
}

static void termdoc_each_fault_of_a_formula_is_named(void **state)
{
	(void)state;
	assert_term_refused("rate: {kronor: 1}", "2: expected exactly one measure: population, "
						 "figures, fixed_shares, data, equal or "
						 "cases");
	assert_term_refused(
		"rate: {kronor: 1, equal: no}", "20: read \"no\", expected yes, or no such key");
	assert_term_refused("rate: {kronor: 0, equal: yes}",
		"9: read \"0\", expected an amount that is more than nothing");
	assert_term_refused("rate: {kronor: 1, equal: yes, own_rates: {2460: 3}}",
		"44: 2460 is not among the agreement's units");
	assert_term_refused("rate: {kronor: 1, figures: {2401: 3}}",
		"20: the unit 2409 is missing; write 0 when it has no part");
	assert_term_refused(
		"rate: {kronor: 1, figures: {2401: 0, 2409: 0}}", "20: all figures are zero");
	assert_term_refused("rate: {kronor: 1, figures: [1]}",
		"20: expected a unit's code and what it has on each line below");
	assert_term_refused("rate: {kronor: 1, fixed_shares: {2401: '33,33', 2409: 66.66}}",
		"20: the shares add up to 99,99 per cent, not to 100; weights that are no per "
		"cents stand under figures");
	assert_term_refused("rate: {kronor: 1, equal: yes, rebates: [{above: 5, percent: 10}, "
			    "{above: 5, percent: 20}]}",
		"67: two rebates above the same size");
	assert_term_refused("rate: {kronor: 1, equal: yes, rebates: {above: 5, percent: 101}}",
		"52: read \"101\", expected per cent that are not so many or few");
	assert_term_refused("fixed: {}",
		"2: expected kronor, what each unit pays, or own, what the named ones pay");
	assert_term_refused("hours: {hours: 3}",
		"2: expected one of value, what they are agreed to be worth, and rate, kronor an "
		"hour");
	assert_term_refused("budget: {lines: [{line: a, kronor: 600 000}, {line: b, kronor: "
			    "104 000}], sum: 740 000}",
		"76: the lines add up to 704\u00a0"
		"000\u00a0kr, and not to 740\u00a0"
		"000\u00a0kr");
	assert_term_refused("budget: {lines: [{line: a, kronor: 1}, {line: a, kronor: 2}], sum: 3}",
		"41: the line \"a\" is there twice");
}

static void termdoc_each_fault_of_a_shared_cost_is_named(void **state)
{
	(void)state;
	assert_term_refused("shared_cost: {key: equal}",
		"2: expected line, the costs that are shared, or kronor, a stated amount");
	assert_term_refused("shared_cost: {line: b, key: equals}",
		"25: read \"equals\", expected one of: equal");
	assert_term_refused("shared_cost: {line: b, key: [{weight: 30, equal: yes}, {weight: 60, "
			    "cases: {}}]}",
		"25: the weights add up to 90 per cent, not to 100");
	assert_term_refused("shared_cost: {line: b, key: equal, limits: {2401: {min: 5, max: 4}}}",
		"46: min is more than max");
	assert_term_refused("shared_cost: {kronor: 100, above: 100, key: equal}",
		"29: the whole amount lies below this: nothing would be shared");
	assert_term_refused("shared_cost: {kronor: 100, above: 40, base: 31, key: equal}",
		"40: the units' base amounts come to more than the whole");
	assert_term_refused("rounding: {to: krona, rule: down}, shared_cost: {line: b, key: equal, "
			    "to: krona}",
		"2: the rounding is there twice: in the formula and beside it");
}

static void termdoc_each_fault_of_a_step_is_named(void **state)
{
	(void)state;
	assert_term_refused("fixed: {kronor: 1}, to: 2021-04-30",
		"22: 2021-04-30 is after the agreement's last day");
	assert_term_refused("fixed: {kronor: 1}, from: 2018-03-31",
		"22: 2018-03-31 is before the agreement's first day");
	assert_term_refused("fixed: {kronor: 1}, from: 2020-04-01, to: 2020-03-31",
		"40: 2020-03-31 is before the first day, 2020-04-01");
	assert_term_refused("fixed: {kronor: 1}, proration: day",
		"22: read \"day\", expected one of: none, months, days");
	assert_term_refused("fixed: {kronor: 1}, indexation: {index: OPI, from: 2019-01-01, "
			    "years_before: 1}",
		"22: cumulative is missing: yes when each year's raise builds on those before; or "
		"base_year, for an index number");
	assert_term_refused("fixed: {kronor: 1}, earmrk: x",
		"22: unknown key \"earmrk\", did you mean \"earmark\"?");
	assert_term_refused("rate: {kronor: 1, populaton: {date: 12-31}, equal: yes}",
		"20: unknown key \"populaton\", did you mean \"population\"?");
}

#define TERM AGREEMENT_HEAD "terms:\n  - {id: a, clause: x, fixed: {kronor: 1}, "

static void termdoc_slips_get_warnings(void **state)
{
	(void)state;
	assert_warned(TERM "to: 2019-12-23}\n", "a.yaml, line 10, column 44: warning: 2019-12-23 "
						"is not the last day of a month: is "
						"that what the document says?");
	assert_warned(TERM "indexation: {index: OPI, from: 2022-01-01, years_before: 1, "
			   "cumulative: yes}}\n",
		"a.yaml, line 10, column 69: warning: 2022-01-01 is after the agreement's last "
		"day: "
		"the index never applies");
	assert_warned(TERM "indexation: {index: OPI, from: 2020-01-01, years_before: 1, share: 90, "
			   "cumulative: yes}}\n",
		"a.yaml, line 10, column 44: warning: the shares that are indexed from one day add "
		"up to 90 per cent, not to 100");
	assert_warned(AGREEMENT_HEAD
		"terms:\n  - {id: a, clause: x, shared_cost: {line: hyra, key: equal}}\n"
		"  - {id: b, clause: x, shared_cost: {line: hyra, key: equal}}\n",
		"a.yaml, line 11, column 5: warning: the costs of \"hyra\" are shared by the term "
		"a, too");
}

static void termdoc_exactly_one_formula_stands_in_a_term(void **state)
{
	(void)state;
	assert_refused("a.yaml", TERM "hours: {hours: 1, value: 1}}\n",
		"a.yaml, line 10, column 5: a term has exactly one of rate_per_inhabitant, rate, "
		"fixed, shared_cost, budget and hours");
	assert_refused("a.yaml", AGREEMENT_HEAD "terms:\n  - {id: a, clause: x}\n",
		"a.yaml, line 10, column 5: a term has exactly one of rate_per_inhabitant, rate, "
		"fixed, shared_cost, budget and hours");
	assert_refused("a.yaml", TERM "}\n  - {id: a, clause: x, fixed: {kronor: 1}}\n",
		"a.yaml, line 11, column 5: the id \"a\" is there twice");
}

static void termdoc_too_many_of_anything_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *before, *item, *after, *expected;
	} lists[] = {
		{"rate: {kronor: 1, equal: yes, rebates: [", "{above: 1, percent: 1},", "]}",
			"32: more than 8 of them"},
		{"shared_cost: {line: b, key: [", "{weight: 10, equal: yes},", "]}",
			"25: more than 8 of them"},
		{"fixed: {kronor: 1}, indexation: [", "{index: a},", "]",
			"22: more than 8 of them"},
	};
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		char text[1000];
		strcpy(text, lists[i].before);
		for (int k = 0; k < 9; k++)
			strcat(text, lists[i].item);
		strcat(text, lists[i].after);
		assert_term_refused(text, lists[i].expected);
	}
}

/* The terms of the reference page, one after the other, as somebody would copy them. */
static void termdoc_examples_of_the_manual_are_read(void **state)
{
	(void)state;
	static char text[20000] =
		"dnr: KS 1\ntitle: IOP\nfrom: 2018-01-01\n"
		"to: until further notice\nunits: [2401, 2409]\n"
		"parties: [{name: Jouren, org_nr: 894001-4213, role: jour}]\nterms:\n";
	static const uint64_t stated_ore[] = {300, 1200, 47220000, 90000000, 23000000, 34131400};
	char line[200];
	bool copying = false;
	FILE *page = fopen(JOUR_SOURCE_DIR "/agent/man/jour-agreement.5", "r");
	assert_non_null(page);
	while (fgets(line, sizeof(line), page) != NULL) {
		copying = line[0] == '.' ? strncmp(line, ".Bd -literal", 12) == 0 : copying;
		if (copying && line[0] != '.')
			strcat(text, line);
	}
	assert_int_equal(fclose(page), 0);
	const Jour__V1__Agreement *agreement = read_agreement(text);
	assert_int_equal(agreement->n_terms, 11);
	Jour__V1__Term *const *terms = agreement->terms;
	const uint64_t read_ore[] = {terms[0]->rate->rate_ore, terms[1]->rate->rate_ore,
		terms[3]->fixed_amount->amount_ore, terms[5]->shared_cost->stated_ore,
		terms[8]->budget->stated_ore, terms[9]->hours->value_ore};
	assert_int_equal(terms[2]->rate->limits[0]->min_ore, 1500000);
	assert_int_equal(terms[4]->indexation[0]->base_year, 2016);
	assert_int_equal(terms[6]->shared_cost->key[0]->n_units, 1);
	assert_int_equal(terms[7]->shared_cost->n_key, 2);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(read_ore[i], stated_ore[i]);
}

#define WITH_KOMMUN(test) cmocka_unit_test_setup(test, start_kommun)

static void termdoc_term_for_some_units_speaks_of_these(void **state)
{
	(void)state;
	const Jour__V1__Term *term =
		read_term("units: [2409], rate: {kronor: 1, figures: {2409: 7}}");
	assert_int_equal(term->n_units, 1);
	assert_string_equal(term->units[0], "2409");
	assert_int_equal(term->rate->measure->figures->n_shares, 1);
	term = read_term("units: [2409, 2401], fixed: {kronor: 1}");
	assert_string_equal(term->units[0], "2401");
	assert_term_refused(
		"units: [2409, 2409], fixed: {kronor: 1}", "16: the unit 2409 is there twice");
	assert_term_refused(
		"units: [2460], fixed: {kronor: 1}", "10: 2460 is not among the agreement's units");
	assert_term_refused("units: [2409], fixed: {kronor: 1, own: {2401: 1}}",
		"42: 2401 is not among the agreement's units");
}

static void termdoc_what_a_rate_and_a_pot_may_also_say_is_read(void **state)
{
	(void)state;
	const Jour__V1__Rate *rate =
		read_term("rate: {kronor: 3, cases: {years_before: 1, mean_of: 3}, limits: {every: "
			  "{min: 15 000}, 2401: {max: 100 000}}}")
			->rate;
	assert_int_equal(rate->measure->cases->mean_of, 3);
	assert_int_equal(rate->n_limits, 2);
	assert_string_equal(rate->limits[0]->unit, "*");
	assert_int_equal(rate->limits[0]->min_ore, 1500000);
	assert_int_equal(rate->limits[1]->max_ore, 10000000);
	const Jour__V1__SharedCost *shared = read_term(
		"shared_cost: {line: lön, less: statsbidrag, key: {sum: [{cases: {}}, {per: "
		"100, population: {date: 12-31}}]}}")
						     ->shared_cost;
	assert_true(shared->key_is_sum);
	assert_string_equal(shared->less, "statsbidrag");
	assert_int_equal(shared->n_key, 2);
	assert_int_equal(shared->key[0]->per, 0);
	assert_int_equal(shared->key[1]->per, 100);
	assert_term_refused("shared_cost: {line: b, key: {sum: []}}",
		"31: expected a list below this line, each item begins with \"- \"");
	assert_term_refused("rate: {kronor: 3, cases: {mean_of: 0}}",
		"28: read \"0\", expected a whole number that is more than nothing");
}

static void termdoc_index_numbers_and_limits_are_read(void **state)
{
	(void)state;
	const Jour__V1__Indexation *step =
		read_term("fixed: {kronor: 1}, indexation: {index: KPI oktober, from: 2019-01-01, "
			  "years_before: 1, base_year: 2016, at_least: 0, at_most: '2,5 %'}")
			->indexation[0];
	assert_int_equal(step->base_year, 2016);
	assert_false(step->cumulative);
	assert_int_equal(step->at_least->hundredths_percent, 0);
	assert_int_equal(step->at_most->hundredths_percent, 250);
	assert_term_refused("fixed: {kronor: 1}, indexation: {index: K, from: 2019-01-01, "
			    "years_before: 1, base_year: 2016, cumulative: yes}",
		"97: with base_year the index holds all years since then: leave cumulative out");
	assert_term_refused("fixed: {kronor: 1}, indexation: {index: K, from: 2019-01-01, "
			    "years_before: 1}",
		"22: cumulative is missing: yes when each year's raise builds on those before; or "
		"base_year, for an index number");
	assert_term_refused("fixed: {kronor: 1}, indexation: {index: K, from: 2019-01-01, "
			    "years_before: 1, cumulative: no, at_least: 3, at_most: 2}",
		"96: at_least is more than at_most");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KOMMUN(termdoc_rate_per_inhabitant_is_a_rate),
		WITH_KOMMUN(termdoc_rate_has_all_its_parts),
		WITH_KOMMUN(termdoc_every_measure_is_read),
		WITH_KOMMUN(termdoc_fixed_amounts_are_read),
		WITH_KOMMUN(termdoc_shared_cost_has_all_its_parts),
		WITH_KOMMUN(termdoc_parts_of_a_key_may_name_their_units),
		WITH_KOMMUN(termdoc_budget_and_hours_are_read),
		WITH_KOMMUN(termdoc_every_step_is_read),
		WITH_KOMMUN(termdoc_each_fault_of_a_formula_is_named),
		WITH_KOMMUN(termdoc_each_fault_of_a_shared_cost_is_named),
		WITH_KOMMUN(termdoc_each_fault_of_a_step_is_named),
		WITH_KOMMUN(termdoc_examples_of_the_manual_are_read),
		WITH_KOMMUN(termdoc_slips_get_warnings),
		WITH_KOMMUN(termdoc_exactly_one_formula_stands_in_a_term),
		WITH_KOMMUN(termdoc_too_many_of_anything_are_refused),
		cmocka_unit_test(termdoc_term_for_some_units_speaks_of_these),
		cmocka_unit_test(termdoc_what_a_rate_and_a_pot_may_also_say_is_read),
		cmocka_unit_test(termdoc_index_numbers_and_limits_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
