#include "dumbmoney.h"

#include <string.h>

#include "dumbdays.h"
#include "dumbfacts.h"
#include "dumbsplit.h"

#define WHOLE_BP 10000

/* One term on its way. */
struct dumb_work {
	const struct dumb_world *world;
	const Jour__V1__Agreement *agreement;
	const Jour__V1__Term *term;
	uint32_t year;
	struct dumb_term *result;
	mpq_t factor;
};

void dumb_term_init(struct dumb_term *term)
{
	memset(term, 0, sizeof(*term));
	mpq_init(term->whole.exact_ore);
	for (size_t i = 0; i < AGREEMENT_UNITS_MAX; i++)
		mpq_init(term->units[i].exact_ore);
}

void dumb_term_clear(struct dumb_term *term)
{
	mpq_clear(term->whole.exact_ore);
	for (size_t i = 0; i < AGREEMENT_UNITS_MAX; i++)
		mpq_clear(term->units[i].exact_ore);
}

static void times(mpq_t value, int64_t numerator, uint64_t denominator)
{
	mpq_t factor;
	mpq_init(factor);
	mpq_set_si(factor, numerator, denominator);
	mpq_canonicalize(factor);
	mpq_mul(value, value, factor);
	mpq_clear(factor);
}

int64_t dumb_round(const mpq_t exact, const Jour__V1__Rounding *rounding)
{
	mpq_t units;
	mpz_t whole, rest, twice;
	mpq_init(units);
	mpz_inits(whole, rest, twice, NULL);
	mpq_set(units, exact);
	times(units, 1, rounding->unit_ore);
	mpz_fdiv_qr(whole, rest, mpq_numref(units), mpq_denref(units));
	mpz_mul_ui(twice, rest, 2);
	int half = mpz_cmp(twice, mpq_denref(units));
	if (rounding->rule != JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_DOWN &&
		(half > 0 ||
			(half == 0 &&
				(rounding->rule == JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP ||
					mpz_odd_p(whole)))))
		mpz_add_ui(whole, whole, 1);
	mpz_mul_ui(whole, whole, rounding->unit_ore);
	int64_t amount_ore = mpz_cmp_si(whole, AMOUNT_ORE_MAX) > 0 ? INT64_MAX : mpz_get_si(whole);
	mpq_clear(units);
	mpz_clears(whole, rest, twice, NULL);
	return amount_ore;
}

static void make_known(struct dumb_amount *amount, const mpq_t exact, int64_t amount_ore)
{
	mpq_set(amount->exact_ore, exact);
	amount->amount_ore = amount_ore;
	amount->known = amount_ore != INT64_MAX;
}

/* ---- indexation */

/* The day that counts as the beginning of an agreement year. */
static uint32_t begins(const struct dumb_work *work, uint32_t year)
{
	uint32_t first = dumb_year_start(work->agreement, year);
	uint32_t next = dumb_year_start(work->agreement, year + 1);
	uint32_t from = work->agreement->from;
	return from > first && from < next ? from : first;
}

/* The steps that follow on `first` and share one whole with it. */
static size_t end_of_mix(const Jour__V1__Term *term, size_t first)
{
	uint32_t shares = term->indexation[first]->share_bp;
	size_t end = first + 1;
	while (end < term->n_indexation && shares + term->indexation[end]->share_bp <= WHOLE_BP)
		shares += term->indexation[end++]->share_bp;
	return end;
}

static void at_most(mpq_t value, const Jour__V1__PercentLimit *limit, int sign)
{
	mpq_t bound;
	mpq_init(bound);
	if (limit != NULL) {
		mpq_set_si(bound, limit->hundredths_percent, 10000);
		mpq_canonicalize(bound);
		if (mpq_cmp(value, bound) * sign > 0)
			mpq_set(value, bound);
	}
	mpq_clear(bound);
}

/* 0,035 for 3,5 per cent; false when it is not known. */
static bool change_of(
	const struct dumb_work *work, const Jour__V1__Indexation *step, uint32_t year, mpq_t change)
{
	int64_t now = 0, base = 1;
	bool number = step->base_year != 0;
	if (!dumb_index(work->world, step->index, year - step->years_before, number, &now) ||
		(number && !dumb_index(work->world, step->index, step->base_year, true, &base)))
		return false;
	if (number)
		mpq_set_si(change, now - base, (uint64_t)base);
	else
		mpq_set_si(change, now, 10000);
	mpq_canonicalize(change);
	at_most(change, step->at_most, 1);
	at_most(change, step->at_least, -1);
	return true;
}

static bool raise_in(
	const struct dumb_work *work, size_t first, size_t end, uint32_t year, mpq_t raise)
{
	mpq_t part;
	bool known = true;
	mpq_init(part);
	mpq_set_ui(raise, 1, 1);
	for (size_t i = first; i < end; i++) {
		const Jour__V1__Indexation *step = work->term->indexation[i];
		if ((year != work->year && !step->cumulative) || begins(work, year) < step->from)
			continue;
		if (!change_of(work, step, year, part)) {
			known = false;
			continue;
		}
		times(part, step->share_bp, WHOLE_BP);
		mpq_add(raise, raise, part);
	}
	mpq_clear(part);
	return known;
}

static bool find_factor(struct dumb_work *work)
{
	mpq_t raise;
	bool known = true;
	mpq_init(raise);
	mpq_set_ui(work->factor, 1, 1);
	for (size_t i = 0; i < work->term->n_indexation; i = end_of_mix(work->term, i))
		for (uint32_t year = YEAR_MIN; year <= work->year; year++) {
			known = raise_in(work, i, end_of_mix(work->term, i), year, raise) && known;
			mpq_mul(work->factor, work->factor, raise);
		}
	mpq_clear(raise);
	return known;
}

/* ---- terms whose units each pay an amount of their own */

static void finish(
	struct dumb_work *work, struct dumb_amount *amount, const char *unit, mpq_t exact)
{
	struct dumb_part part = dumb_part_of_year(work->agreement, work->term, work->year, unit);
	mpq_mul(exact, exact, work->factor);
	times(exact, part.covered, part.of);
	make_known(amount, exact, dumb_round(exact, work->term->rounding));
}

/* What inhabitant number `number` costs. */
static void price_of(const Jour__V1__Rate *rate, const char *unit, int64_t number, mpq_t price)
{
	uint64_t rate_ore = rate->rate_ore;
	int64_t share_bp = WHOLE_BP;
	for (size_t i = 0; i < rate->n_own_rates; i++)
		if (strcmp(rate->own_rates[i]->unit, unit) == 0)
			rate_ore = rate->own_rates[i]->rate_ore;
	for (size_t i = 0; i < rate->n_rebates; i++)
		if (number > (int64_t)rate->rebates[i]->above)
			share_bp -= rate->rebates[i]->percent_bp;
	mpq_set_ui(price, number > (int64_t)rate->above ? rate_ore : 0, 1);
	times(price, share_bp, WHOLE_BP);
	times(price, 1, rate->per);
}

/* The next number after `from` at which the price may change; `figure` when none does. */
static void next_price(const Jour__V1__Rate *rate, const mpq_t from, const mpq_t figure, mpq_t next)
{
	mpq_t place;
	mpq_init(place);
	mpq_set(next, figure);
	for (size_t i = 0; i <= rate->n_rebates; i++) {
		mpq_set_ui(place, i == 0 ? rate->above : rate->rebates[i - 1]->above, 1);
		if (mpq_cmp(place, from) > 0 && mpq_cmp(place, next) < 0)
			mpq_set(next, place);
	}
	mpq_clear(place);
}

static void keep_limits(
	const struct dumb_work *work, Jour__V1__Limit *const *limits, const char *unit, mpq_t exact)
{
	const Jour__V1__Limit *limit = NULL;
	mpq_t bound;
	mpq_init(bound);
	for (size_t i = 0; i < work->term->rate->n_limits; i++)
		if (strcmp(limits[i]->unit, unit) == 0 ||
			(limit == NULL && strcmp(limits[i]->unit, "*") == 0))
			limit = limits[i];
	if (limit != NULL) {
		mpq_set_ui(bound, limit->min_ore, 1);
		if (mpq_cmp(exact, bound) < 0)
			mpq_set(exact, bound);
		mpq_set_ui(bound, limit->max_ore, 1);
		if (limit->max_ore > 0 && mpq_cmp(exact, bound) > 0)
			mpq_set(exact, bound);
	}
	mpq_clear(bound);
}

static void expect_rate(struct dumb_work *work, size_t unit)
{
	const Jour__V1__Rate *rate = work->term->rate;
	const char *code = work->agreement->units[unit];
	bool held = dumb_part_of_year(work->agreement, work->term, work->year, code).covered > 0;
	mpq_t exact, price, figure, from, next;
	mpq_inits(exact, price, figure, from, next, NULL);
	bool known = !held || dumb_figure(work->world, rate->measure, work->year, code, figure);
	/* All between two places where it may change cost the same. */
	while (known && mpq_cmp(from, figure) < 0) {
		next_price(rate, from, figure, next);
		price_of(rate, code, (int64_t)mpq_get_d(from) + 1, price);
		mpq_sub(from, next, from);
		mpq_mul(price, price, from);
		mpq_add(exact, exact, price);
		mpq_set(from, next);
	}
	if (known && mpq_sgn(exact) >= 0) {
		if (held)
			keep_limits(work, rate->limits, code, exact);
		finish(work, &work->result->units[unit], code, exact);
	}
	mpq_clears(exact, price, figure, from, next, NULL);
}

static void expect_fixed(struct dumb_work *work, size_t unit)
{
	const Jour__V1__FixedAmount *fixed = work->term->fixed_amount;
	const char *code = work->agreement->units[unit];
	uint64_t amount_ore = fixed->amount_ore;
	mpq_t exact;
	mpq_init(exact);
	for (size_t i = 0; i < fixed->n_own_amounts; i++)
		if (strcmp(fixed->own_amounts[i]->unit, code) == 0)
			amount_ore = fixed->own_amounts[i]->amount_ore;
	mpq_set_ui(exact, amount_ore, 1);
	finish(work, &work->result->units[unit], code, exact);
	mpq_clear(exact);
}

/* ---- terms that are one sum */

static bool is_about(const Jour__V1__Term *term, const char *unit)
{
	bool about = term->n_units == 0;
	for (size_t i = 0; i < term->n_units; i++)
		about = about || strcmp(term->units[i], unit) == 0;
	return about;
}

/* Of the term's units the only one, or the only one that is a payer; else none. */
static size_t payer_of(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term)
{
	size_t payers = 0, found = agreement->n_units;
	for (size_t i = 0; i < agreement->n_units; i++) {
		bool pays = agreement->n_units == 1 || term->n_units == 1;
		for (size_t k = 0; k < agreement->n_parties; k++)
			pays = pays || (agreement->parties[k]->role == JOUR__V1__ROLE__ROLE_PAYER &&
					       strcmp(agreement->parties[k]->unit,
						       agreement->units[i]) == 0);
		if (!pays || !is_about(term, agreement->units[i]))
			continue;
		payers++;
		found = i;
	}
	return payers == 1 ? found : agreement->n_units;
}

static void sum_of(const Jour__V1__Term *term, mpq_t exact)
{
	if (term->formula_case == JOUR__V1__TERM__FORMULA_HOURS) {
		mpq_set_ui(exact, 1, 1);
		if (term->hours->value_ore > 0) {
			times(exact, (int64_t)term->hours->value_ore, 1);
			return;
		}
		times(exact, (int64_t)term->hours->rate_ore, 100);
		times(exact, (int64_t)term->hours->hours_hundredths, 1);
		return;
	}
	uint64_t sum_ore = 0;
	for (size_t i = 0; i < term->budget->n_lines; i++)
		sum_ore += term->budget->lines[i]->amount_ore;
	mpq_set_ui(exact, term->budget->stated_ore != 0 ? term->budget->stated_ore : sum_ore, 1);
}

static void expect_whole(struct dumb_work *work)
{
	struct dumb_term *result = work->result;
	bool cash = work->term->flow == JOUR__V1__FLOW__FLOW_CASH;
	size_t payer = payer_of(work->agreement, work->term);
	mpq_t exact, zero;
	mpq_inits(exact, zero, NULL);
	sum_of(work->term, exact);
	finish(work, &result->whole, NULL, exact);
	for (size_t i = 0; i < work->agreement->n_units; i++)
		if (result->whole.known && (!cash || payer < work->agreement->n_units))
			make_known(&result->units[i], cash && i == payer ? exact : zero,
				cash && i == payer ? result->whole.amount_ore : 0);
	mpq_clears(exact, zero, NULL);
}

/* ---- split costs */

static bool find_pot(const struct dumb_work *work, mpq_t pot)
{
	const Jour__V1__SharedCost *shared = work->term->shared_cost;
	int64_t given_ore = (int64_t)shared->stated_ore, less_ore = 0;
	if (given_ore == 0 && !dumb_costs(work->world, work->agreement->dnr, shared->line,
				      work->year, &given_ore))
		return false;
	if (shared->less[0] != '\0')
		dumb_costs(work->world, work->agreement->dnr, shared->less, work->year, &less_ore);
	given_ore -= less_ore + (int64_t)shared->above_ore;
	mpq_set_ui(pot, given_ore > 0 ? (uint64_t)given_ore : 0, 1);
	mpq_mul(pot, pot, work->factor);
	struct dumb_part part = dumb_part_of_year(work->agreement, work->term, work->year, NULL);
	if (shared->stated_ore > 0)
		times(pot, part.covered, part.of);
	return true;
}

/* A unit's weight in one part of the key; false when its figure is not known. */
static bool weigh(
	const struct dumb_work *work, const Jour__V1__KeyPart *key, const char *unit, mpq_t weight)
{
	struct dumb_part part = dumb_part_of_year(work->agreement, work->term, work->year, unit);
	bool named = key->n_units == 0;
	mpq_t above;
	for (size_t i = 0; i < key->n_units; i++)
		named = named || strcmp(key->units[i], unit) == 0;
	mpq_set_ui(weight, 0, 1);
	if (part.covered > 0 && named &&
		!dumb_figure(work->world, key->measure, work->year, unit, weight))
		return false;
	mpq_init(above);
	mpq_set_ui(above, key->above, 1);
	mpq_sub(weight, weight, above);
	if (mpq_sgn(weight) < 0)
		mpq_set_ui(weight, 0, 1);
	mpq_clear(above);
	times(weight, part.covered, part.of);
	return true;
}

/* Every unit's weight in one part of the key, as a part of all of them: false when it cannot. In a
 * sum the weights themselves, each for so many. */
static bool add_key(const struct dumb_work *work, struct dumb_split *split, size_t number)
{
	const Jour__V1__SharedCost *shared = work->term->shared_cost;
	const Jour__V1__KeyPart *key = shared->key[number];
	mpq_t weight[AGREEMENT_UNITS_MAX], sum;
	uint64_t weights = 0;
	bool known = true;
	mpq_init(sum);
	for (size_t i = 0; i < shared->n_key; i++)
		weights += shared->key[i]->weight;
	for (size_t i = 0; i < split->count; i++) {
		mpq_init(weight[i]);
		known = weigh(work, key, work->agreement->units[i], weight[i]) && known;
		mpq_add(sum, sum, weight[i]);
	}
	known = known && (shared->key_is_sum || mpq_sgn(sum) > 0);
	for (size_t i = 0; i < split->count; i++) {
		if (known && shared->key_is_sum) {
			times(weight[i], 1, key->per == 0 ? 1 : key->per);
			mpq_add(split->parts[i].key, split->parts[i].key, weight[i]);
		} else if (known) {
			mpq_div(weight[i], weight[i], sum);
			times(weight[i], key->weight, weights);
			mpq_add(split->parts[i].key, split->parts[i].key, weight[i]);
		}
		mpq_clear(weight[i]);
	}
	mpq_clear(sum);
	return known;
}

/* Makes the keys add up to 1; false when nobody has any. */
static bool make_whole(struct dumb_split *split)
{
	mpq_t sum;
	mpq_init(sum);
	for (size_t i = 0; i < split->count; i++)
		mpq_add(sum, sum, split->parts[i].key);
	bool any = mpq_sgn(sum) > 0;
	for (size_t i = 0; any && i < split->count; i++)
		mpq_div(split->parts[i].key, split->parts[i].key, sum);
	mpq_clear(sum);
	return any;
}

static void set_part(const struct dumb_work *work, struct dumb_split *split, size_t unit)
{
	const Jour__V1__SharedCost *shared = work->term->shared_cost;
	const char *code = work->agreement->units[unit];
	struct dumb_part part = dumb_part_of_year(work->agreement, work->term, work->year, code);
	int64_t unit_ore = work->term->rounding->unit_ore;
	const Jour__V1__Limit *limit = NULL;
	struct dumb_split_part *to = &split->parts[unit];
	mpq_set_ui(to->base, shared->base_ore, 1);
	mpq_mul(to->base, to->base, work->factor);
	times(to->base, part.covered, part.of);
	for (size_t i = 0; i < shared->n_limits; i++)
		if (strcmp(shared->limits[i]->unit, code) == 0 ||
			(limit == NULL && strcmp(shared->limits[i]->unit, "*") == 0))
			limit = shared->limits[i];
	if (limit == NULL || part.covered == 0)
		return;
	while (to->min_ore < (int64_t)limit->min_ore)
		to->min_ore +=
			unit_ore * (1 + ((int64_t)limit->min_ore - to->min_ore - 1) / unit_ore);
	to->has_max = limit->max_ore != 0;
	to->max_ore = (int64_t)limit->max_ore - (int64_t)limit->max_ore % unit_ore;
	if (to->has_max && to->min_ore > to->max_ore)
		to->min_ore = to->max_ore;
}

static void expect_split(struct dumb_work *work)
{
	struct dumb_term *result = work->result;
	struct dumb_split split;
	mpq_t pot;
	mpq_init(pot);
	dumb_split_init(&split, work->agreement->n_units, work->term->rounding->unit_ore);
	bool known = find_pot(work, pot);
	split.pot_ore = known ? dumb_round(pot, work->term->rounding) : 0;
	known = known && split.pot_ore != INT64_MAX;
	for (size_t i = 0; i < work->term->shared_cost->n_key; i++)
		known = known && add_key(work, &split, i);
	known = known && make_whole(&split);
	for (size_t i = 0; i < split.count; i++)
		set_part(work, &split, i);
	if (known && dumb_split_share(&split)) {
		result->split = true;
		result->pot_ore = split.pot_ore;
		result->unplaced_ore = split.unplaced_ore;
		for (size_t i = 0; i < split.count; i++) {
			make_known(
				&result->units[i], split.parts[i].part, split.parts[i].amount_ore);
			result->units[i].limited = split.parts[i].limited;
		}
	}
	dumb_split_clear(&split);
	mpq_clear(pot);
}

/* ---- all of them */

static bool holds_in_year(const struct dumb_work *work)
{
	Jour__V1__Term any = *work->term;
	any.proration = JOUR__V1__PRORATION__PRORATION_NONE;
	return dumb_part_of_year(work->agreement, &any, work->year, NULL).covered > 0;
}

static bool is_one_sum(const Jour__V1__Term *term)
{
	return term->formula_case == JOUR__V1__TERM__FORMULA_HOURS ||
	       term->formula_case == JOUR__V1__TERM__FORMULA_BUDGET;
}

static void expect(struct dumb_work *work)
{
	for (size_t i = 0; i < work->agreement->n_units; i++)
		if (work->term->formula_case == JOUR__V1__TERM__FORMULA_RATE)
			expect_rate(work, i);
		else if (work->term->formula_case == JOUR__V1__TERM__FORMULA_FIXED_AMOUNT)
			expect_fixed(work, i);
	if (work->term->formula_case == JOUR__V1__TERM__FORMULA_SHARED_COST)
		expect_split(work);
	else if (is_one_sum(work->term))
		expect_whole(work);
}

static void forget(struct dumb_term *term)
{
	struct dumb_amount *amounts[AGREEMENT_UNITS_MAX + 1] = {&term->whole};
	for (size_t i = 0; i < AGREEMENT_UNITS_MAX; i++)
		amounts[i + 1] = &term->units[i];
	for (size_t i = 0; i <= AGREEMENT_UNITS_MAX; i++) {
		amounts[i]->known = amounts[i]->limited = false;
		amounts[i]->amount_ore = 0;
		mpq_set_ui(amounts[i]->exact_ore, 0, 1);
	}
	term->holds = term->split = term->is_whole = false;
	term->pot_ore = term->unplaced_ore = 0;
}

void dumb_term_expect(const struct dumb_world *world, const Jour__V1__Agreement *agreement,
	const Jour__V1__Term *term, uint32_t year, struct dumb_term *ret_term)
{
	struct dumb_work work = {.world = world,
		.agreement = agreement,
		.term = term,
		.year = year,
		.result = ret_term};
	forget(ret_term);
	mpq_init(work.factor);
	ret_term->holds = holds_in_year(&work);
	ret_term->is_whole = ret_term->holds && is_one_sum(term);
	if (!ret_term->holds)
		for (size_t i = 0; i < agreement->n_units; i++)
			ret_term->units[i].known = true;
	else if (find_factor(&work))
		expect(&work);
	mpq_clear(work.factor);
}

static bool key_asks_for(
	const Jour__V1__SharedCost *shared, uint32_t year, const struct dumb_fact *fact)
{
	const char *unit;
	for (size_t i = 0; i < shared->n_key; i++)
		if (dumb_measure_asks_for(shared->key[i]->measure, year, fact, &unit))
			return true;
	return false;
}

bool dumb_asks_for(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term, uint32_t year,
	const struct dumb_fact *fact, const char **ret_unit)
{
	*ret_unit = NULL;
	for (size_t i = 0;
		i < term->n_indexation && fact->kind == JOUR__V1__RECORD__BODY_INDEX_VALUE; i++)
		if (strcmp(((const Jour__V1__IndexValue *)fact->body)->index,
			    term->indexation[i]->index) == 0)
			return true;
	if (term->formula_case == JOUR__V1__TERM__FORMULA_RATE)
		return dumb_measure_asks_for(term->rate->measure, year, fact, ret_unit);
	if (term->formula_case != JOUR__V1__TERM__FORMULA_SHARED_COST)
		return false;
	const Jour__V1__Cost *cost = fact->body;
	if (fact->kind == JOUR__V1__RECORD__BODY_COST)
		return cost->year == year && strcmp(cost->agreement, agreement->dnr) == 0 &&
		       (strcmp(cost->line, term->shared_cost->less) == 0 ||
			       (term->shared_cost->stated_ore == 0 &&
				       strcmp(cost->line, term->shared_cost->line) == 0));
	return key_asks_for(term->shared_cost, year, fact);
}
