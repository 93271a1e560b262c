#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "jour/apportion.h"

#define CODE_SIZE 5u

/* The six kommuner of the Umeå jour with SCB's populations on 31 December. */
static const char *const kommuner[] = {"2480", "2403", "2401", "2409", "2404", "2460"};
#define KOMMUN_COUNT 6u
static const uint64_t population_2016[] = {122892, 2454, 7132, 6784, 5413, 8695};
static const uint64_t population_2022[] = {132235, 2372, 7066, 6759, 5504, 8963};

struct pot {
	int64_t total_ore;
	int64_t unit_ore;
	size_t count;
	uint64_t weights[AGREEMENT_UNITS_MAX + 1];
	struct bytes codes[AGREEMENT_UNITS_MAX + 1];
};

/* Fills in the codes of `count` partners: "0000", "0001" and so on. The names are shared,
 * because a pot is copied about. */
static void name_partners(struct pot *pot, size_t count)
{
	static char names[AGREEMENT_UNITS_MAX + 1][CODE_SIZE];
	pot->count = count;
	for (size_t i = 0; i < count; i++) {
		snprintf(names[i], CODE_SIZE, "%04u", (unsigned)i % 10000);
		pot->codes[i] = bytes_of_text(names[i]);
	}
}

static struct pot kommun_pot(int64_t total_ore, int64_t unit_ore, const uint64_t *populations)
{
	struct pot pot = {.total_ore = total_ore, .unit_ore = unit_ore, .count = KOMMUN_COUNT};
	for (size_t i = 0; i < KOMMUN_COUNT; i++) {
		pot.weights[i] = populations[i];
		pot.codes[i] = bytes_of_text(kommuner[i]);
	}
	return pot;
}

static enum err try_split(const struct pot *pot, struct apportionment *split)
{
	return apportion_split_counts(
		pot->total_ore, pot->unit_ore, pot->codes, pot->weights, pot->count, split);
}

static void do_split(const struct pot *pot, struct apportionment *split)
{
	assert_int_equal(try_split(pot, split), ERR_OK);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

/* Small enough for the oracle; many ties, because the weights are few and small. */
static struct pot random_small_pot(uint64_t *seed)
{
	static const int64_t units[] = {1, 100, 1000, 10000, 100000};
	struct pot pot = {.unit_ore = units[next_random(seed) % 5]};
	pot.total_ore = (int64_t)(next_random(seed) % 40) * pot.unit_ore;
	name_partners(&pot, 1 + next_random(seed) % 7);
	uint64_t most = 1 + next_random(seed) % 30;
	for (size_t i = 0; i < pot.count; i++)
		pot.weights[i] = next_random(seed) % (most + 1);
	pot.weights[next_random(seed) % pot.count]++;
	return pot;
}

/* The oracle: hands out the units one at a time to the biggest remaining claim, the first
 * code when claims are equal (the partners stand in the order of their codes). Claims are
 * kept times the sum of the weights, so they are whole numbers. */
static void dumb_split(const struct pot *pot, int64_t amounts_ore[])
{
	int64_t claims[AGREEMENT_UNITS_MAX], sum = 0, units = pot->total_ore / pot->unit_ore;
	for (size_t i = 0; i < pot->count; i++) {
		sum += (int64_t)pot->weights[i];
		claims[i] = (int64_t)pot->weights[i] * units;
		amounts_ore[i] = 0;
	}
	for (; units > 0; units--) {
		size_t biggest = 0;
		for (size_t i = 1; i < pot->count; i++) {
			if (claims[i] > claims[biggest])
				biggest = i;
		}
		claims[biggest] -= sum;
		amounts_ore[biggest] += pot->unit_ore;
	}
}

/* The same pot with its partners in another order; from[i] says who stands at i now. */
static struct pot shuffled(const struct pot *pot, uint64_t *seed, size_t from[])
{
	struct pot other = *pot;
	for (size_t i = 0; i < pot->count; i++)
		from[i] = i;
	for (size_t i = pot->count; i > 1; i--) {
		size_t j = next_random(seed) % i, kept = from[i - 1];
		from[i - 1] = from[j];
		from[j] = kept;
	}
	for (size_t i = 0; i < pot->count; i++) {
		other.weights[i] = pot->weights[from[i]];
		other.codes[i] = pot->codes[from[i]];
	}
	return other;
}

static void apportion_random_pots_agree_with_handing_out_one_at_a_time(void **state)
{
	(void)state;
	uint64_t seed = 1;
	for (int i = 0; i < 100000; i++) {
		int64_t expected_ore[AGREEMENT_UNITS_MAX];
		size_t from[AGREEMENT_UNITS_MAX];
		struct apportionment split;
		struct pot pot = random_small_pot(&seed);
		dumb_split(&pot, expected_ore);
		struct pot other = shuffled(&pot, &seed, from);
		do_split(&other, &split);
		for (size_t k = 0; k < pot.count; k++)
			assert_int_equal(split.parts[k].amount_ore, expected_ore[from[k]]);
		apportion_free(&split);
	}
}

/* Checks what the header promises of every split, in exact fractions. */
static void assert_promises(const struct pot *pot, const struct apportionment *split)
{
	struct rational *sum = rational_new(), *a = rational_new(), *b = rational_new();
	struct rational *unit = rational_new();
	int64_t total_ore = 0;
	rational_set(unit, pot->unit_ore, 1);
	for (size_t i = 0; i < pot->count; i++) {
		rational_set_count(a, pot->weights[i]);
		rational_add(sum, sum, a);
	}
	for (size_t i = 0; i < pot->count; i++) {
		const struct apportion_part *part = &split->parts[i];
		total_ore += part->amount_ore;
		assert_int_equal(part->amount_ore % pot->unit_ore, 0);
		assert_int_equal(
			part->amount_ore, part->floor_ore + (part->extra ? pot->unit_ore : 0));
		/* exact * W = total * w */
		rational_mul(a, part->exact_ore, sum);
		rational_set_count(b, pot->weights[i]);
		struct rational *total = rational_new();
		rational_set(total, pot->total_ore, 1);
		rational_mul(b, b, total);
		assert_int_equal(rational_compare(a, b), 0);
		rational_free(total);
		/* exact = floor + remainder * unit */
		rational_set(a, part->floor_ore, 1);
		rational_mul(b, part->remainder, unit);
		rational_add(b, b, a);
		assert_int_equal(rational_compare(part->exact_ore, b), 0);
		/* -unit < part - exact < unit */
		rational_set(a, part->amount_ore, 1);
		rational_sub(a, a, part->exact_ore);
		assert_true(rational_compare(a, unit) < 0);
		rational_add(a, a, unit);
		assert_true(rational_sign(a) > 0);
		if (pot->weights[i] == 0)
			assert_int_equal(part->amount_ore, 0);
	}
	assert_int_equal(total_ore, pot->total_ore);
	assert_int_equal(rational_error(sum), ERR_OK);
	rational_free(sum);
	rational_free(a);
	rational_free(b);
	rational_free(unit);
}

static void apportion_random_large_pots_keep_every_promise(void **state)
{
	(void)state;
	static const int64_t units[] = {1, 100, 1000, 10000, 100000};
	uint64_t seed = 2;
	for (int i = 0; i < 2000; i++) {
		struct apportionment split, again;
		size_t from[AGREEMENT_UNITS_MAX];
		struct pot pot = {.unit_ore = units[i % 5]};
		name_partners(&pot, 1 + next_random(&seed) % AGREEMENT_UNITS_MAX);
		pot.total_ore = (int64_t)((next_random(&seed) << 20 ^ next_random(&seed)) %
					  (uint64_t)AMOUNT_ORE_MAX);
		pot.total_ore -= pot.total_ore % pot.unit_ore;
		unsigned shift = (unsigned)next_random(&seed) % 64;
		for (size_t k = 0; k < pot.count; k++)
			pot.weights[k] = (next_random(&seed) << 33 ^ next_random(&seed)) >> shift;
		pot.weights[0] |= 1;
		do_split(&pot, &split);
		assert_promises(&pot, &split);
		struct pot other = shuffled(&pot, &seed, from);
		do_split(&other, &again);
		for (size_t k = 0; k < pot.count; k++)
			assert_int_equal(
				again.parts[k].amount_ore, split.parts[from[k]].amount_ore);
		apportion_free(&split);
		apportion_free(&again);
	}
}

static void apportion_by_population_adds_up(void **state)
{
	(void)state;
	static const int64_t expected_ore[] = {
		40063898, 800026, 2325096, 2211645, 1764687, 2834648};
	struct apportionment split;
	struct pot pot = kommun_pot(50000000, 1, population_2016);
	do_split(&pot, &split);
	assert_promises(&pot, &split);
	for (size_t i = 0; i < KOMMUN_COUNT; i++)
		assert_int_equal(split.parts[i].amount_ore, expected_ore[i]);
	apportion_free(&split);
}

/* Why this module is there: rounding every share to whole kronor by itself, with the
 * populations of 31 December 2022, misses 370 of 801 totals. */
static void apportion_adds_up_where_rounding_each_share_does_not(void **state)
{
	(void)state;
	int missed = 0;
	for (int64_t kronor = 100000; kronor <= 900000; kronor += 1000) {
		struct apportionment split;
		struct pot pot = kommun_pot(kronor * 100, 100, population_2022);
		int64_t rounded_sum_ore = 0, sum_ore = 0;
		do_split(&pot, &split);
		for (size_t i = 0; i < KOMMUN_COUNT; i++) {
			int64_t rounded_ore = 0;
			assert_int_equal(rational_round(split.parts[i].exact_ore, 100,
						 ROUND_HALF_UP, &rounded_ore),
				ERR_OK);
			rounded_sum_ore += rounded_ore;
			sum_ore += split.parts[i].amount_ore;
		}
		apportion_free(&split);
		assert_int_equal(sum_ore, pot.total_ore);
		missed += rounded_sum_ore != pot.total_ore;
	}
	assert_int_equal(missed, 370);
}

static void apportion_tie_goes_to_the_smaller_code(void **state)
{
	(void)state;
	struct apportionment split;
	struct pot pot = {.total_ore = 100, .unit_ore = 1, .count = 3, .weights = {1, 1, 1}};
	pot.codes[0] = bytes_of_text("2480");
	pot.codes[1] = bytes_of_text("0117");
	pot.codes[2] = bytes_of_text("01170");
	do_split(&pot, &split);
	assert_int_equal(split.parts[0].amount_ore, 33);
	assert_int_equal(split.parts[1].amount_ore, 34);
	assert_int_equal(split.parts[2].amount_ore, 33);
	assert_true(split.parts[1].extra);
	assert_false(split.parts[0].extra || split.parts[2].extra);
	char text[RATIONAL_TEXT_SIZE];
	assert_int_equal(rational_text(split.parts[1].exact_ore, text, sizeof(text)), ERR_OK);
	assert_string_equal(text, "100/3");
	assert_int_equal(rational_text(split.parts[1].remainder, text, sizeof(text)), ERR_OK);
	assert_string_equal(text, "1/3");
	apportion_free(&split);
}

static void apportion_of_nothing_gives_nothing(void **state)
{
	(void)state;
	struct apportionment split;
	struct pot pot = kommun_pot(0, 100, population_2016);
	do_split(&pot, &split);
	assert_promises(&pot, &split);
	apportion_free(&split);
}

static void apportion_to_the_most_partners_adds_up(void **state)
{
	(void)state;
	struct apportionment split;
	struct pot pot = {.total_ore = AMOUNT_ORE_MAX, .unit_ore = 1000};
	name_partners(&pot, AGREEMENT_UNITS_MAX);
	for (size_t i = 0; i < pot.count; i++)
		pot.weights[i] = UINT64_MAX - i;
	do_split(&pot, &split);
	assert_promises(&pot, &split);
	apportion_free(&split);
	name_partners(&pot, AGREEMENT_UNITS_MAX + 1);
	assert_int_equal(try_split(&pot, &split), ERR_RANGE);
}

static void apportion_past_a_limit_is_refused(void **state)
{
	(void)state;
	struct apportionment split = {.count = 0, .unit_ore = 77};
	static const int64_t pots[][2] = {{-1, 1}, {AMOUNT_ORE_MAX + 1, 1}, {150, 100},
		{1100, 1000}, {100, 0}, {100, 10}, {100, -1}};
	for (size_t i = 0; i < sizeof(pots) / sizeof(pots[0]); i++) {
		struct pot pot = kommun_pot(pots[i][0], pots[i][1], population_2016);
		assert_int_equal(try_split(&pot, &split), ERR_RANGE);
	}
	assert_int_equal(split.unit_ore, 77);
}

static void apportion_without_weight_is_refused(void **state)
{
	(void)state;
	static const uint64_t nobody[KOMMUN_COUNT];
	struct apportionment split;
	struct pot pot = kommun_pot(0, 1, nobody);
	assert_int_equal(try_split(&pot, &split), ERR_RANGE);
	pot.count = 0;
	assert_int_equal(try_split(&pot, &split), ERR_RANGE);
}

static void apportion_with_a_code_twice_is_refused(void **state)
{
	(void)state;
	struct apportionment split;
	struct pot pot = kommun_pot(100, 1, population_2016);
	pot.codes[5] = pot.codes[0];
	assert_int_equal(try_split(&pot, &split), ERR_DUPLICATE);
}

/* Two claims with weights that the test sets. */
static enum err split_two(struct rational *const weights[2], struct apportionment *split)
{
	const struct apportion_claim claims[] = {
		{bytes_of_text("2409"), weights[0]}, {bytes_of_text("2480"), weights[1]}};
	return apportion_split(10000, 1, claims, 2, split);
}

/* "30 % equally, 70 % by population" as one fraction a partner. */
static void apportion_by_a_weighted_mix_is_exact(void **state)
{
	(void)state;
	struct apportionment split;
	struct rational *weights[] = {rational_new(), rational_new()};
	rational_set(weights[0], 3 * 4 + 7 * 1 * 2, 80); /* 3/10 * 1/2 + 7/10 * 1/4 */
	rational_set(weights[1], 3 * 4 + 7 * 3 * 2, 80); /* 3/10 * 1/2 + 7/10 * 3/4 */
	assert_int_equal(split_two(weights, &split), ERR_OK);
	assert_int_equal(split.parts[0].amount_ore, 3250);
	assert_int_equal(split.parts[1].amount_ore, 6750);
	apportion_free(&split);
	apportion_free(&split);
	rational_free(weights[0]);
	rational_free(weights[1]);
}

static void apportion_with_a_negative_weight_is_refused(void **state)
{
	(void)state;
	struct apportionment split;
	struct rational *weights[] = {rational_new(), rational_new()};
	rational_set(weights[0], -1, 2);
	rational_set(weights[1], 3, 2);
	assert_int_equal(split_two(weights, &split), ERR_RANGE);
	rational_free(weights[0]);
	rational_free(weights[1]);
}

static void apportion_with_a_failed_weight_gives_its_error(void **state)
{
	(void)state;
	struct apportionment split;
	struct rational *weights[] = {rational_new(), rational_new()};
	rational_set(weights[0], 1, 0);
	rational_set(weights[1], 1, 1);
	assert_int_equal(split_two(weights, &split), ERR_RANGE);
	rational_free(weights[0]);
	rational_free(weights[1]);
}

/* 2^-2600 and 3^-1600 each fit, but the denominator of their sum is 2^2600 * 3^1600. */
static void apportion_past_the_bit_limit_is_refused(void **state)
{
	(void)state;
	struct apportionment split;
	struct rational *weights[] = {rational_new(), rational_new()};
	struct rational *half = rational_new(), *third = rational_new();
	rational_set(half, 1, 2);
	rational_set(third, 1, 3);
	rational_set(weights[0], 1, 1);
	rational_set(weights[1], 1, 1);
	for (int i = 0; i < 2600; i++)
		rational_mul(weights[0], weights[0], half);
	for (int i = 0; i < 1600; i++)
		rational_mul(weights[1], weights[1], third);
	assert_int_equal(rational_error(weights[0]), ERR_OK);
	assert_int_equal(rational_error(weights[1]), ERR_OK);
	assert_int_equal(split_two(weights, &split), ERR_RANGE);
	rational_free(weights[0]);
	rational_free(weights[1]);
	rational_free(half);
	rational_free(third);
}

/* 3^2584 + 1 has as many bits as are allowed, so the sum fits; the second share, 3^2584
 * times the total over it, does not. The first part is freed (the sanitizer looks). */
static void apportion_share_past_the_bit_limit_is_refused(void **state)
{
	(void)state;
	struct apportionment split;
	struct rational *weights[] = {rational_new(), rational_new()};
	struct rational *three = rational_new();
	rational_set(three, 3, 1);
	rational_set(weights[0], 1, 1);
	rational_set(weights[1], 1, 1);
	for (int i = 0; i < 2584; i++)
		rational_mul(weights[1], weights[1], three);
	assert_int_equal(rational_error(weights[1]), ERR_OK);
	assert_int_equal(split_two(weights, &split), ERR_RANGE);
	rational_free(weights[0]);
	rational_free(weights[1]);
	rational_free(three);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(apportion_random_pots_agree_with_handing_out_one_at_a_time),
		cmocka_unit_test(apportion_random_large_pots_keep_every_promise),
		cmocka_unit_test(apportion_by_population_adds_up),
		cmocka_unit_test(apportion_adds_up_where_rounding_each_share_does_not),
		cmocka_unit_test(apportion_tie_goes_to_the_smaller_code),
		cmocka_unit_test(apportion_of_nothing_gives_nothing),
		cmocka_unit_test(apportion_to_the_most_partners_adds_up),
		cmocka_unit_test(apportion_past_a_limit_is_refused),
		cmocka_unit_test(apportion_without_weight_is_refused),
		cmocka_unit_test(apportion_with_a_code_twice_is_refused),
		cmocka_unit_test(apportion_by_a_weighted_mix_is_exact),
		cmocka_unit_test(apportion_with_a_negative_weight_is_refused),
		cmocka_unit_test(apportion_with_a_failed_weight_gives_its_error),
		cmocka_unit_test(apportion_past_the_bit_limit_is_refused),
		cmocka_unit_test(apportion_share_past_the_bit_limit_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
