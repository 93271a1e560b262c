#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "jour/limits.h"
#include "jour/rational.h"

struct fixture {
	struct rational *a, *b, *r;
};

static int setup(void **state)
{
	static struct fixture fixture;
	fixture = (struct fixture){rational_new(), rational_new(), rational_new()};
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	rational_free(f->a);
	rational_free(f->b);
	rational_free(f->r);
	return 0;
}

static void assert_text(const struct rational *r, const char *expected)
{
	char text[RATIONAL_TEXT_SIZE];
	assert_int_equal(rational_text(r, text, sizeof(text)), ERR_OK);
	assert_string_equal(text, expected);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static void rational_set_gives_lowest_terms(void **state)
{
	struct fixture *f = *state;
	assert_text(f->r, "0/1");
	rational_set(f->r, 20352, 6784);
	assert_text(f->r, "3/1");
	rational_set(f->r, -6, 4);
	assert_text(f->r, "-3/2");
	rational_set(f->r, INT64_MIN, UINT64_MAX);
	assert_text(f->r, "-9223372036854775808/18446744073709551615");
	rational_set_count(f->r, UINT64_MAX);
	assert_text(f->r, "18446744073709551615/1");
}

static void rational_set_replaces_a_fraction_by_a_count(void **state)
{
	struct fixture *f = *state;
	rational_set(f->r, 1, 3);
	rational_set_count(f->r, 5);
	assert_text(f->r, "5/1");
}

static void rational_arithmetic_is_exact(void **state)
{
	struct fixture *f = *state;
	rational_set(f->a, 1, 3);
	rational_set(f->b, 1, 6);
	rational_add(f->r, f->a, f->b);
	assert_text(f->r, "1/2");
	rational_sub(f->r, f->b, f->a);
	assert_text(f->r, "-1/6");
	rational_mul(f->r, f->a, f->b);
	assert_text(f->r, "1/18");
	rational_div(f->r, f->a, f->b);
	assert_text(f->r, "2/1");
	rational_copy(f->r, f->a);
	assert_text(f->r, "1/3");
}

static void rational_target_may_be_an_operand(void **state)
{
	struct fixture *f = *state;
	rational_set(f->a, 2, 3);
	rational_mul(f->a, f->a, f->a);
	assert_text(f->a, "4/9");
	rational_sub(f->a, f->a, f->a);
	assert_text(f->a, "0/1");
}

static void rational_division_by_zero_is_a_sticky_range_error(void **state)
{
	struct fixture *f = *state;
	int64_t out = 7;
	char text[RATIONAL_TEXT_SIZE];
	rational_set(f->a, 1, 3);
	rational_div(f->r, f->a, f->b);
	assert_int_equal(rational_error(f->r), ERR_RANGE);
	rational_set(f->r, 5, 1);
	rational_set_count(f->r, 5);
	rational_copy(f->r, f->a);
	assert_int_equal(rational_error(f->r), ERR_RANGE);
	rational_add(f->a, f->a, f->r);
	assert_int_equal(rational_error(f->a), ERR_RANGE);
	assert_int_equal(rational_sign(f->a), 0);
	assert_int_equal(rational_floor(f->a, NULL, &out), ERR_RANGE);
	assert_int_equal(rational_round(f->a, 1, ROUND_DOWN, &out), ERR_RANGE);
	assert_int_equal(rational_text(f->a, text, sizeof(text)), ERR_RANGE);
	assert_int_equal(out, 7);
	rational_clear(f->a);
	assert_int_equal(rational_error(f->a), ERR_OK);
	assert_text(f->a, "0/1");
}

static void rational_zero_denominator_is_a_range_error(void **state)
{
	struct fixture *f = *state;
	rational_set(f->r, 1, 0);
	assert_int_equal(rational_error(f->r), ERR_RANGE);
}

/* 2^4096 has one bit too many, and so has its inverse. */
static void rational_operand_past_the_bit_limit_is_refused(void **state)
{
	struct fixture *f = *state;
	rational_set(f->a, 2, 1);
	rational_set(f->b, 1, 1);
	for (unsigned bits = 1; bits < RATIONAL_BITS_MAX; bits++)
		rational_mul(f->b, f->b, f->a);
	assert_int_equal(rational_error(f->b), ERR_OK);
	rational_mul(f->r, f->b, f->a);
	assert_int_equal(rational_error(f->r), ERR_RANGE);
	rational_clear(f->r);
	rational_add(f->r, f->b, f->b);
	assert_int_equal(rational_error(f->r), ERR_RANGE);
	rational_clear(f->r);
	rational_set(f->r, 1, 1);
	rational_div(f->r, f->r, f->b);
	assert_int_equal(rational_error(f->r), ERR_OK);
	rational_div(f->r, f->r, f->a);
	assert_int_equal(rational_error(f->r), ERR_RANGE);
	rational_clear(f->r);
	rational_clear(f->a);
	rational_sub(f->a, f->a, f->b);
	rational_sub(f->r, f->a, f->b);
	assert_int_equal(rational_error(f->r), ERR_RANGE);
}

/* The longest value there is: -(2^4096 - 1) / (2^4096 - 3). */
static void rational_text_of_the_longest_value_fits(void **state)
{
	struct fixture *f = *state;
	char text[RATIONAL_TEXT_SIZE];
	struct rational *two = rational_new();
	rational_set(two, 2, 1);
	for (unsigned bits = 0; bits < RATIONAL_BITS_MAX; bits++) {
		rational_mul(f->a, f->a, two);
		rational_set(f->b, 1, 1);
		rational_add(f->a, f->a, f->b);
	}
	rational_sub(f->b, f->a, two);
	rational_sub(f->r, f->r, f->a);
	rational_div(f->r, f->r, f->b);
	assert_int_equal(rational_text(f->r, text, sizeof(text)), ERR_OK);
	assert_int_equal(rational_text(f->r, text, 2000), ERR_RANGE);
	rational_free(two);
}

static void rational_text_without_room_is_refused(void **state)
{
	struct fixture *f = *state;
	char text[4] = "abc";
	rational_set(f->r, 12345, 7);
	assert_int_equal(rational_text(f->r, text, sizeof(text)), ERR_RANGE);
	assert_string_equal(text, "abc");
}

static void rational_compare_orders_as_cross_products(void **state)
{
	struct fixture *f = *state;
	uint64_t seed = 1;
	for (int i = 0; i < 20000; i++) {
		int64_t n = (int64_t)(next_random(&seed) % 41) - 20;
		int64_t m = (int64_t)(next_random(&seed) % 41) - 20;
		int64_t d = (int64_t)(next_random(&seed) % 20) + 1;
		int64_t e = (int64_t)(next_random(&seed) % 20) + 1;
		rational_set(f->a, n, (uint64_t)d);
		rational_set(f->b, m, (uint64_t)e);
		int order = rational_compare(f->a, f->b);
		assert_int_equal((order > 0) - (order < 0), (n * e > m * d) - (n * e < m * d));
		assert_int_equal(rational_sign(f->a), (n > 0) - (n < 0));
	}
}

/* Walks up or down one at a time until the definition holds. */
static int64_t dumb_floor(int64_t n, int64_t d)
{
	int64_t floor = 0;
	while (floor * d > n)
		floor--;
	while ((floor + 1) * d <= n)
		floor++;
	return floor;
}

static void rational_floor_and_remainder_match_the_definition(void **state)
{
	struct fixture *f = *state;
	for (int64_t n = -60; n <= 60; n++) {
		for (int64_t d = 1; d <= 12; d++) {
			int64_t floor = 0;
			rational_set(f->a, n, (uint64_t)d);
			assert_int_equal(rational_floor(f->a, f->r, &floor), ERR_OK);
			assert_int_equal(floor, dumb_floor(n, d));
			rational_set(f->b, n - floor * d, (uint64_t)d);
			assert_int_equal(rational_compare(f->r, f->b), 0);
		}
	}
}

static void rational_floor_at_the_ends_of_int64_is_exact(void **state)
{
	struct fixture *f = *state;
	int64_t floor = 7;
	rational_set(f->b, 1, 1);
	rational_set(f->a, INT64_MIN, 1);
	assert_int_equal(rational_floor(f->a, NULL, &floor), ERR_OK);
	assert_true(floor == INT64_MIN);
	rational_sub(f->a, f->a, f->b);
	assert_int_equal(rational_floor(f->a, f->r, &floor), ERR_RANGE);
	rational_set(f->a, INT64_MAX, 1);
	assert_int_equal(rational_floor(f->a, NULL, &floor), ERR_OK);
	assert_true(floor == INT64_MAX);
	rational_add(f->a, f->a, f->b);
	assert_int_equal(rational_floor(f->a, NULL, &floor), ERR_RANGE);
	rational_set_count(f->a, UINT64_MAX);
	rational_add(f->a, f->a, f->b);
	assert_int_equal(rational_floor(f->a, NULL, &floor), ERR_RANGE);
	assert_true(floor == INT64_MAX);
}

/* Tries every multiple of the unit in reach and keeps the best by the rule's own words. */
static int64_t dumb_round(int64_t n, int64_t d, int64_t unit, enum rounding rule)
{
	int64_t best = 0;
	for (int64_t k = -40; k <= 40; k++) {
		int64_t value = k * unit * d, old = best * unit * d;
		int64_t distance = value > n ? value - n : n - value;
		int64_t old_distance = old > n ? old - n : n - old;
		int64_t size = k < 0 ? -k : k, old_size = best < 0 ? -best : best;
		int64_t n_size = n < 0 ? -n : n;
		if (rule == ROUND_DOWN) {
			if (size * unit * d <= n_size && distance < old_distance)
				best = k;
		} else if (distance < old_distance) {
			best = k;
		} else if (distance == old_distance) {
			if (rule == ROUND_HALF_UP ? size > old_size : k % 2 == 0)
				best = k;
		}
	}
	return best * unit;
}

static void rational_round_matches_the_definition(void **state)
{
	struct fixture *f = *state;
	static const int64_t units[] = {1, 100, 1000, 10000, 100000};
	for (int u = 0; u < 3; u++) {
		for (int64_t twelfths = -180; twelfths <= 180; twelfths++) {
			for (int rule = ROUND_HALF_UP; rule <= ROUND_DOWN; rule++) {
				int64_t n = twelfths * units[u], out = 0;
				rational_set(f->a, n, 12);
				assert_int_equal(
					rational_round(f->a, units[u], (enum rounding)rule, &out),
					ERR_OK);
				assert_int_equal(
					out, dumb_round(n, 12, units[u], (enum rounding)rule));
			}
		}
	}
}

static void rational_round_half_goes_by_the_rule(void **state)
{
	struct fixture *f = *state;
	static const struct {
		int64_t n;
		int64_t half_up, half_even, down;
	} rows[] = {{5, 3, 2, 2}, {-5, -3, -2, -2}, {7, 4, 4, 3}, {-7, -4, -4, -3}, {1, 1, 0, 0}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t out = 99;
		rational_set(f->a, rows[i].n, 2);
		assert_int_equal(rational_round(f->a, 1, ROUND_HALF_UP, &out), ERR_OK);
		assert_int_equal(out, rows[i].half_up);
		assert_int_equal(rational_round(f->a, 1, ROUND_HALF_EVEN, &out), ERR_OK);
		assert_int_equal(out, rows[i].half_even);
		assert_int_equal(rational_round(f->a, 1, ROUND_DOWN, &out), ERR_OK);
		assert_int_equal(out, rows[i].down);
	}
}

static void rational_round_past_the_amount_limit_is_refused(void **state)
{
	struct fixture *f = *state;
	int64_t out = 7;
	rational_set(f->a, 2 * AMOUNT_ORE_MAX + 1, 2);
	assert_int_equal(rational_round(f->a, 1, ROUND_HALF_UP, &out), ERR_RANGE);
	assert_int_equal(out, 7);
	assert_int_equal(rational_round(f->a, 1, ROUND_DOWN, &out), ERR_OK);
	assert_int_equal(out, AMOUNT_ORE_MAX);
	rational_set(f->a, -AMOUNT_ORE_MAX - 1, 1);
	assert_int_equal(rational_round(f->a, 1, ROUND_DOWN, &out), ERR_RANGE);
	assert_int_equal(rational_round(f->a, 1000, ROUND_DOWN, &out), ERR_OK);
	assert_int_equal(out, -AMOUNT_ORE_MAX);
}

static void rational_round_to_an_unknown_unit_is_refused(void **state)
{
	struct fixture *f = *state;
	int64_t out = 7;
	assert_int_equal(rational_round(f->a, 0, ROUND_DOWN, &out), ERR_RANGE);
	assert_int_equal(rational_round(f->a, 10, ROUND_DOWN, &out), ERR_RANGE);
	assert_int_equal(rational_round(f->a, 1000000, ROUND_DOWN, &out), ERR_RANGE);
	assert_int_equal(rational_round(f->a, -100, ROUND_DOWN, &out), ERR_RANGE);
	assert_int_equal(out, 7);
}

/* 813 514 kr raised ten times by 4.6 % and rounded once; rounding every year instead ends
 * an ore away. Both figures come from Python's fractions. */
static void rational_chain_of_factors_is_rounded_once(void **state)
{
	struct fixture *f = *state;
	int64_t once_ore = 0, yearly_ore = 81351400;
	rational_set(f->a, 81351400, 1);
	rational_set(f->b, 1046, 1000);
	for (int year = 0; year < 10; year++) {
		rational_mul(f->a, f->a, f->b);
		rational_set(f->r, yearly_ore, 1);
		rational_mul(f->r, f->r, f->b);
		assert_int_equal(rational_round(f->r, 1, ROUND_HALF_UP, &yearly_ore), ERR_OK);
	}
	assert_int_equal(rational_round(f->a, 1, ROUND_HALF_UP, &once_ore), ERR_OK);
	assert_int_equal(once_ore, 127550415);
	assert_int_equal(yearly_ore, 127550416);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(rational_set_gives_lowest_terms),
		TEST(rational_set_replaces_a_fraction_by_a_count),
		TEST(rational_arithmetic_is_exact),
		TEST(rational_target_may_be_an_operand),
		TEST(rational_division_by_zero_is_a_sticky_range_error),
		TEST(rational_zero_denominator_is_a_range_error),
		TEST(rational_operand_past_the_bit_limit_is_refused),
		TEST(rational_text_of_the_longest_value_fits),
		TEST(rational_text_without_room_is_refused),
		TEST(rational_compare_orders_as_cross_products),
		TEST(rational_floor_and_remainder_match_the_definition),
		TEST(rational_floor_at_the_ends_of_int64_is_exact),
		TEST(rational_round_matches_the_definition),
		TEST(rational_round_half_goes_by_the_rule),
		TEST(rational_round_past_the_amount_limit_is_refused),
		TEST(rational_round_to_an_unknown_unit_is_refused),
		TEST(rational_chain_of_factors_is_rounded_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
