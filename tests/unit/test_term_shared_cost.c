#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "pact.h"

static int setup(void **state)
{
	*state = pact_open();
	return 0;
}

static int teardown(void **state)
{
	pact_close(*state);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

__extension__ typedef __int128 wide;

#define AGREEMENTS 1600 /* of AGREEMENT_TERMS_MAX pots each */
#define CROWD 5		/* the oracle tries every set of limits: 3 to the power of it */

static uint64_t draw(uint64_t *seed, uint64_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed % below;
}

/* One pot: what the oracle reads. Twelfths of a year make every number whole. */
struct pot {
	size_t count;
	int64_t pot_ore;
	int64_t unit_ore;
	int64_t base_ore;
	size_t parts;
	int64_t mix[2];
	int64_t figures[2][CROWD];
	int64_t months[CROWD];
	int64_t min_ore[CROWD];
	int64_t max_ore[CROWD]; /* -1: none */
};

/* Shares of 12 * K öre: base12 + rest12 * key / K, where K is the sum of the free keys. */
struct shares {
	wide num[CROWD]; /* of den öre */
	wide den;
};

static wide key_of(const struct pot *pot, size_t unit)
{
	wide sums[2] = {0, 0}, key = 0;
	for (size_t p = 0; p < pot->parts; p++)
		for (size_t i = 0; i < pot->count; i++)
			sums[p] += pot->figures[p][i] * pot->months[i];
	for (size_t p = 0; p < pot->parts; p++)
		key += (wide)pot->mix[p] * pot->figures[p][unit] * pot->months[unit] *
		       (pot->parts == 2 ? sums[1 - p] : 1);
	return key;
}

/* Whether each unit being free (0), at its minimum (1) or its maximum (2) is what the rule means.
 */
static bool try_bounds(const struct pot *pot, unsigned code, struct shares *ret_shares)
{
	wide rest12 = (wide)pot->pot_ore * 12, keys = 0, key[CROWD], base12[CROWD];
	unsigned bound[CROWD];
	for (size_t i = 0; i < pot->count; i++, code /= 3) {
		bound[i] = code % 3;
		key[i] = key_of(pot, i);
		base12[i] = (wide)pot->base_ore * pot->months[i];
		if (bound[i] == 2 && pot->max_ore[i] < 0)
			return false;
		if (bound[i] == 0)
			keys += key[i];
		rest12 -= bound[i] == 0	  ? base12[i]
			  : bound[i] == 1 ? (wide)pot->min_ore[i] * 12
					  : (wide)pot->max_ore[i] * 12;
	}
	if (keys == 0)
		return false; /* the tests' pots that can be placed always leave somebody free */
	ret_shares->den = 12 * keys;
	for (size_t i = 0; i < pot->count; i++) {
		wide share = base12[i] * keys + rest12 * key[i];
		wide low = (wide)pot->min_ore[i] * ret_shares->den;
		wide high = (wide)pot->max_ore[i] * ret_shares->den;
		bool no_high = pot->max_ore[i] < 0;
		if ((bound[i] == 0 && (share < low || (!no_high && share > high))) ||
			(bound[i] == 1 && share > low) || (bound[i] == 2 && share < high))
			return false;
		ret_shares->num[i] = bound[i] == 0 ? share : bound[i] == 1 ? low : high;
	}
	return true;
}

static bool oracle(const struct pot *pot, struct shares *ret_shares, int64_t *ret_parts)
{
	unsigned codes = 1;
	bool found = false;
	for (size_t i = 0; i < pot->count; i++)
		codes *= 3;
	for (unsigned code = 0; code < codes && !found; code++)
		found = try_bounds(pot, code, ret_shares);
	if (!found)
		return false;
	int64_t left = pot->pot_ore;
	wide whole = ret_shares->den * pot->unit_ore, rest[CROWD];
	for (size_t i = 0; i < pot->count; i++) {
		ret_parts[i] = (int64_t)(ret_shares->num[i] / whole) * pot->unit_ore;
		rest[i] = ret_shares->num[i] % whole;
		left -= ret_parts[i];
	}
	for (; left > 0; left -= pot->unit_ore) {
		size_t best = 0;
		for (size_t i = 1; i < pot->count; i++)
			if (rest[i] > rest[best])
				best = i;
		ret_parts[best] += pot->unit_ore;
		rest[best] = -1;
	}
	return true;
}

/* ---- a random pot, as the oracle reads it and as a term */

static void draw_pot(struct pot *pot, uint64_t *seed)
{
	static const int64_t units_ore[] = {1, 100, 1000};
	pot->unit_ore = units_ore[draw(seed, 3)];
	pot->pot_ore = (int64_t)(1 + draw(seed, 1000000)) * pot->unit_ore;
	pot->base_ore =
		draw(seed, 3) == 0 ? (int64_t)draw(seed, 1 + (uint64_t)pot->pot_ore / 6) : 0;
	pot->parts = 1 + draw(seed, 2);
	for (size_t p = 0; p < 2; p++) {
		pot->mix[p] = (int64_t)(1 + draw(seed, 99));
		for (size_t i = 0; i < pot->count; i++)
			pot->figures[p][i] =
				(int64_t)(draw(seed, 5) == 0 ? 0 : 1 + draw(seed, 300));
		pot->figures[p][0] = 1 + (int64_t)draw(seed, 300);
	}
	for (size_t i = 0; i < pot->count; i++) {
		pot->min_ore[i] = 0;
		pot->max_ore[i] = -1;
	}
}

/* Limits are whole numbers of units here; that they are rounded to such has a test of its own. */
static void draw_limits(struct pot *pot, uint64_t *seed)
{
	uint64_t pot_units = (uint64_t)(pot->pot_ore / pot->unit_ore);
	for (size_t i = 0; i < pot->count; i++) {
		if (pot->months[i] == 0 || draw(seed, 3) > 0)
			continue;
		uint64_t low = draw(seed, pot_units / pot->count + 1);
		uint64_t high = low + 1 + draw(seed, pot_units);
		pot->min_ore[i] = draw(seed, 2) == 0 ? 0 : (int64_t)low * pot->unit_ore;
		pot->max_ore[i] = draw(seed, 2) == 0 ? -1 : (int64_t)high * pot->unit_ore;
	}
}

/* `reversed`: the parts of the key in the other order. */
static void add_pot(struct pact *pact, const struct pot *pot, bool reversed)
{
	Jour__V1__Term *term = pact_shared(pact, (uint64_t)pot->pot_ore);
	uint64_t figures[CROWD];
	term->shared_cost->base_ore = (uint64_t)pot->base_ore;
	term->rounding->unit_ore = (uint32_t)pot->unit_ore;
	term->proration = JOUR__V1__PRORATION__PRORATION_MONTHS;
	for (size_t p = 0; p < pot->parts; p++) {
		size_t from = reversed ? pot->parts - 1 - p : p;
		for (size_t i = 0; i < pot->count; i++)
			figures[i] = (uint64_t)pot->figures[from][i];
		pact_key(pact, term, (uint32_t)pot->mix[from], pact_figures(pact, figures));
	}
	for (size_t i = 0; i < pot->count; i++)
		if (pot->min_ore[i] > 0 || pot->max_ore[i] >= 0)
			pact_limit(pact, term, pact_codes[i], (uint64_t)pot->min_ore[i],
				pot->max_ore[i] < 0 ? 0 : (uint64_t)pot->max_ore[i]);
}

/* Nothing is lost: the parts and what no limit places are the pot, and nobody pays beyond a limit.
 */
static void check_adds_up(const struct pot *pot, const struct expected_term *term)
{
	int64_t sum_ore = 0;
	for (size_t i = 0; i < pot->count; i++) {
		const struct expected_line *line = &term->lines[i];
		assert_true(line->known);
		assert_true(line->amount_ore >= pot->min_ore[i]);
		assert_true(pot->max_ore[i] < 0 || line->amount_ore <= pot->max_ore[i]);
		sum_ore += line->amount_ore;
	}
	assert_int_equal(sum_ore + term->unplaced_ore, pot->pot_ore);
	assert_int_equal(sum_ore, term->sum_ore);
}

/* True when the oracle could place the pot. */
static bool check_pot(const struct pot *pot, const struct expected_term *term)
{
	struct shares shares;
	int64_t parts[CROWD];
	check_adds_up(pot, term);
	if (!oracle(pot, &shares, parts))
		return false;
	assert_int_equal(term->unplaced_ore, 0);
	for (size_t i = 0; i < pot->count; i++) {
		wide off = (wide)term->lines[i].amount_ore * shares.den - shares.num[i];
		assert_true(off < pot->unit_ore * shares.den && -off < pot->unit_ore * shares.den);
		assert_int_equal(term->lines[i].amount_ore, parts[i]);
	}
	return true;
}

static size_t check_random_agreement(struct pact *pact, uint64_t *seed, unsigned number)
{
	struct pot pots[AGREEMENT_TERMS_MAX];
	char dnr[32];
	size_t placed = 0, count = 1 + draw(seed, CROWD);
	int64_t months[CROWD] = {12, 12, 12, 12, 12};
	snprintf(dnr, sizeof(dnr), "R %u", number);
	pact_begin(pact, dnr, count);
	for (size_t i = 1; i < count; i++)
		if (draw(seed, 3) == 0) {
			months[i] = (int64_t)(12 - draw(seed, 12));
			uint32_t joins = (uint32_t)(20190001 + 100 * (13 - months[i]));
			pact_member(pact, i, joins, 0);
		}
	for (size_t t = 0; t < AGREEMENT_TERMS_MAX; t++) {
		pots[t] = (struct pot){.count = count};
		memcpy(pots[t].months, months, sizeof(months));
		draw_pot(&pots[t], seed);
		if (draw(seed, 2) == 0)
			draw_limits(&pots[t], seed);
		add_pot(pact, &pots[t], draw(seed, 2) == 0);
	}
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2019);
	for (size_t t = 0; t < AGREEMENT_TERMS_MAX; t++)
		placed += check_pot(&pots[t], &expected->terms[t]);
	return placed;
}

static void term_shared_cost_random_pots_match_the_oracle(void **state)
{
	uint64_t seed = 20191231;
	size_t placed = 0;
	for (unsigned n = 0; n < AGREEMENTS; n++)
		placed += check_random_agreement(*state, &seed, n);
	assert_true(placed > (size_t)AGREEMENTS * AGREEMENT_TERMS_MAX * 9 / 10);
}

static void term_shared_cost_zero_weight_is_said(void **state)
{
	static const uint64_t figures[] = {5, 7};
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	pact_key(pact, pact_shared(pact, 100), 1, pact_figures(pact, figures))->above = 7;
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_true(pact_has_remark(&expected->terms[0], "zero_weight"));
	assert_false(expected->complete);
}

static void term_shared_cost_base_beyond_the_pot_is_said(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	Jour__V1__Term *term = pact_shared(pact, 100);
	pact_key(pact, term, 1, pact_equal(pact));
	term->shared_cost->base_ore = 51;
	pact_say(pact);
	assert_true(pact_has_remark(&pact_expect(pact, 2018)->terms[0], "base"));
}

static void term_shared_cost_what_maxima_leave_is_said(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	Jour__V1__Term *term = pact_shared(pact, 1000);
	pact_key(pact, term, 1, pact_equal(pact));
	pact_limit(pact, term, "*", 0, 300);
	Jour__V1__Term *minima = pact_shared(pact, 1000);
	pact_key(pact, minima, 1, pact_equal(pact));
	pact_limit(pact, minima, "*", 600, 0);
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->terms[0].unplaced_ore, 400);
	assert_int_equal(expected->terms[0].sum_ore, 600);
	assert_int_equal(expected->terms[1].unplaced_ore, -200);
	assert_true(pact_has_remark(&expected->terms[1], "unplaced"));
}

static void term_shared_cost_threshold_and_own_figures_are_data(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	Jour__V1__Measure *measure = pact_new_measure(pact);
	measure->of_case = JOUR__V1__MEASURE__OF_DATA;
	measure->data = pact_new_data(pact);
	measure->data->name = text("skattekraft");
	Jour__V1__Term *term = pact_shared(pact, 1000);
	term->shared_cost->above_ore = 100;
	pact_key(pact, term, 1, measure);
	pact_say(pact);
	pact_say_figure(pact, "0101", "skattekraft", 2018, "SCB", 2);
	/* A key without data for a partner. */
	const struct expected *expected = pact_expect(pact, 2018);
	assert_true(pact_has_remark(&expected->terms[0], "figure"));
	assert_false(expected->terms[0].lines[0].known);
	pact_say_figure(pact, "0102", "skattekraft", 2018, "SCB", 1);
	expected = pact_expect(pact, 2018);
	assert_int_equal(expected->terms[0].lines[0].amount_ore, 600);
	assert_int_equal(expected->terms[0].lines[1].amount_ore, 300);
}

/* Calls 40 and 60, inhabitants 5 000 and 20 000 by the hundred: 90 of 350 and 260 of 350. */
static void term_shared_cost_sum_of_measures_is_one_key(void **state)
{
	static const uint64_t calls[] = {40, 60}, inhabitants[] = {5000, 20000};
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	Jour__V1__Term *term = pact_shared(pact, 35000000);
	pact_key(pact, term, 1, pact_figures(pact, calls));
	pact_key(pact, term, 1, pact_figures(pact, inhabitants))->per = 100;
	term->shared_cost->key_is_sum = true;
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_true(expected->complete);
	assert_string_equal(expected->terms[0].lines[0].share, "9/35");
	assert_int_equal(expected->terms[0].lines[0].amount_ore, 9000000);
	assert_int_equal(expected->terms[0].lines[1].amount_ore, 26000000);
}

/* The net cost: what it cost, less the grant for it, never less than nothing. */
static void term_shared_cost_grant_is_taken_off_first(void **state)
{
	static const int64_t shared_ore[] = {35000, 0};
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	Jour__V1__Term *term = pact_shared(pact, 0);
	pact_key(pact, term, 1, pact_equal(pact));
	term->shared_cost->less = text("statsbidrag");
	pact_say(pact);
	book_cost(&pact->book, PACT_DNR, term->shared_cost->line, "hyra", 2018, 100000);
	book_send(&pact->book);
	assert_int_equal(pact_expect(pact, 2018)->terms[0].lines[0].amount_ore, 50000);
	for (size_t i = 0; i < 2; i++) {
		book_cost(&pact->book, PACT_DNR, "statsbidrag", i == 0 ? "a" : "b", 2018,
			i == 0 ? 30000 : 80000);
		book_send(&pact->book);
		const struct expected *expected = pact_expect(pact, 2018);
		assert_true(expected->complete);
		assert_int_equal(expected->terms[0].lines[1].amount_ore, shared_ore[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(term_shared_cost_random_pots_match_the_oracle),
		TEST(term_shared_cost_zero_weight_is_said),
		TEST(term_shared_cost_base_beyond_the_pot_is_said),
		TEST(term_shared_cost_what_maxima_leave_is_said),
		TEST(term_shared_cost_threshold_and_own_figures_are_data),
		TEST(term_shared_cost_sum_of_measures_is_one_key),
		TEST(term_shared_cost_grant_is_taken_off_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
