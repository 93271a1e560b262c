#include "bounds.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#define PARTS_MAX 6
#define CASES 4000

/* A split on its way; whole numbers of öre go in. */
struct fixture {
	size_t count;
	struct bounded parts[PARTS_MAX];
	struct rational *base[PARTS_MAX];
	struct rational *key[PARTS_MAX];
	struct rational *total;
	struct rational *unplaced;
	uint64_t seed;
};

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	assert_non_null(fixture);
	fixture->total = rational_new();
	fixture->unplaced = rational_new();
	for (size_t i = 0; i < PARTS_MAX; i++) {
		fixture->base[i] = rational_new();
		fixture->key[i] = rational_new();
		fixture->parts[i].part = rational_new();
	}
	fixture->seed = 88172645463325252u;
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	rational_free(fixture->total);
	rational_free(fixture->unplaced);
	for (size_t i = 0; i < PARTS_MAX; i++) {
		rational_free(fixture->base[i]);
		rational_free(fixture->key[i]);
		rational_free(fixture->parts[i].part);
	}
	free(fixture);
	return 0;
}

static void add(struct fixture *fixture, int64_t base, int64_t key, int64_t min, int64_t max)
{
	size_t at = fixture->count++;
	rational_set(fixture->base[at], base, 1);
	rational_set(fixture->key[at], key, 1);
	fixture->parts[at].base = fixture->base[at];
	fixture->parts[at].key = fixture->key[at];
	fixture->parts[at].min_ore = min;
	fixture->parts[at].max_ore = max;
}

static void split(struct fixture *fixture, int64_t total_ore)
{
	rational_set(fixture->total, total_ore, 1);
	assert_int_equal(
		bounds_split(fixture->total, fixture->parts, fixture->count, fixture->unplaced),
		ERR_OK);
}

static void assert_whole(const struct rational *value, int64_t expected)
{
	int64_t whole = 0;
	struct rational *rest = rational_new();
	assert_int_equal(rational_floor(value, rest, &whole), ERR_OK);
	assert_int_equal(whole, expected);
	assert_int_equal(rational_sign(rest), 0);
	rational_free(rest);
}

static void bounds_without_limits_share_by_the_key(void **state)
{
	struct fixture *fixture = *state;
	add(fixture, 10, 1, 0, BOUND_UNSET);
	add(fixture, 20, 3, 0, BOUND_UNSET);
	split(fixture, 70);
	assert_whole(fixture->parts[0].part, 20);
	assert_whole(fixture->parts[1].part, 50);
	assert_int_equal(rational_sign(fixture->unplaced), 0);
	assert_int_equal(fixture->parts[0].bound, BOUND_NONE);
}

static void bounds_what_a_maximum_moves_goes_to_the_others(void **state)
{
	struct fixture *fixture = *state;
	add(fixture, 0, 1, 0, 10);
	add(fixture, 0, 1, 0, BOUND_UNSET);
	add(fixture, 0, 2, 0, BOUND_UNSET);
	split(fixture, 100);
	assert_whole(fixture->parts[0].part, 10);
	assert_whole(fixture->parts[1].part, 30);
	assert_whole(fixture->parts[2].part, 60);
	assert_int_equal(fixture->parts[0].bound, BOUND_MAX);
}

static void bounds_what_a_minimum_asks_for_comes_from_the_others(void **state)
{
	struct fixture *fixture = *state;
	add(fixture, 0, 1, 40, BOUND_UNSET);
	add(fixture, 0, 1, 0, BOUND_UNSET);
	add(fixture, 0, 2, 0, BOUND_UNSET);
	split(fixture, 100);
	assert_whole(fixture->parts[0].part, 40);
	assert_whole(fixture->parts[1].part, 20);
	assert_whole(fixture->parts[2].part, 40);
	assert_int_equal(fixture->parts[0].bound, BOUND_MIN);
}

static void bounds_that_leave_no_room_say_what_is_unplaced(void **state)
{
	struct fixture *fixture = *state;
	add(fixture, 0, 1, 0, 10);
	add(fixture, 0, 1, 0, 20);
	split(fixture, 100);
	assert_whole(fixture->unplaced, 70);
	fixture->count = 0;
	add(fixture, 0, 1, 80, BOUND_UNSET);
	add(fixture, 0, 1, 80, BOUND_UNSET);
	split(fixture, 100);
	assert_whole(fixture->unplaced, -60);
}

static void bounds_keys_that_are_all_0_place_the_bases_only(void **state)
{
	struct fixture *fixture = *state;
	add(fixture, 10, 0, 0, BOUND_UNSET);
	add(fixture, 20, 0, 25, BOUND_UNSET);
	split(fixture, 100);
	assert_whole(fixture->parts[0].part, 10);
	assert_whole(fixture->parts[1].part, 25);
	assert_whole(fixture->unplaced, 65);
}

static void bounds_fraction_beyond_its_size_is_out_of_range(void **state)
{
	struct fixture *fixture = *state;
	add(fixture, 0, 1, 0, BOUND_UNSET);
	add(fixture, 0, 1, 0, BOUND_UNSET);
	rational_set(fixture->total, 1, 0);
	assert_int_equal(
		bounds_split(fixture->total, fixture->parts, fixture->count, fixture->unplaced),
		ERR_RANGE);
}

/* ---- any split: there is one x that all free parts have */

static int64_t draw(struct fixture *fixture, uint64_t below)
{
	fixture->seed ^= fixture->seed << 13;
	fixture->seed ^= fixture->seed >> 7;
	fixture->seed ^= fixture->seed << 17;
	return (int64_t)(fixture->seed % below);
}

/* x of a part: (part - base) / key. */
static void find_x(const struct bounded *part, struct rational *x)
{
	rational_clear(x);
	rational_sub(x, part->part, part->base);
	rational_div(x, x, part->key);
}

/* Below its minimum without it, above its maximum, or in between: at that x. */
static void check_part(const struct bounded *part, const struct rational *x)
{
	struct rational *at = rational_new(), *limit = rational_new();
	rational_mul(at, x, part->key);
	rational_add(at, at, part->base);
	rational_set(limit, part->bound == BOUND_MAX ? part->max_ore : part->min_ore, 1);
	if (part->bound == BOUND_NONE)
		assert_int_equal(rational_compare(at, part->part), 0);
	else
		assert_int_equal(rational_compare(part->part, limit), 0);
	if (part->bound == BOUND_MIN)
		assert_true(rational_compare(at, limit) <= 0);
	if (part->bound == BOUND_MAX)
		assert_true(rational_compare(at, limit) >= 0);
	rational_free(at);
	rational_free(limit);
}

static void check_split(struct fixture *fixture)
{
	struct rational *x = rational_new(), *sum = rational_new();
	bool any = false;
	rational_copy(sum, fixture->unplaced);
	for (size_t i = 0; i < fixture->count; i++) {
		const struct bounded *part = &fixture->parts[i];
		rational_add(sum, sum, part->part);
		if (!any && part->bound == BOUND_NONE && rational_sign(part->key) > 0) {
			find_x(part, x);
			any = true;
		}
	}
	assert_int_equal(rational_compare(sum, fixture->total), 0);
	for (size_t i = 0; any && i < fixture->count; i++)
		check_part(&fixture->parts[i], x);
	if (any)
		assert_int_equal(rational_sign(fixture->unplaced), 0);
	rational_free(x);
	rational_free(sum);
}

static void bounds_any_split_has_one_x_for_all(void **state)
{
	struct fixture *fixture = *state;
	for (size_t i = 0; i < CASES; i++) {
		fixture->count = 0;
		for (int64_t left = 1 + draw(fixture, PARTS_MAX); left > 0; left--) {
			int64_t min = draw(fixture, 3) == 0 ? draw(fixture, 400) : 0;
			int64_t max =
				draw(fixture, 3) == 0 ? min + draw(fixture, 400) : BOUND_UNSET;
			add(fixture, draw(fixture, 3) == 0 ? draw(fixture, 100) : 0,
				draw(fixture, 5), min, max);
		}
		split(fixture, draw(fixture, 1500));
		check_split(fixture);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(bounds_without_limits_share_by_the_key),
		TEST(bounds_what_a_maximum_moves_goes_to_the_others),
		TEST(bounds_what_a_minimum_asks_for_comes_from_the_others),
		TEST(bounds_that_leave_no_room_say_what_is_unplaced),
		TEST(bounds_keys_that_are_all_0_place_the_bases_only),
		TEST(bounds_fraction_beyond_its_size_is_out_of_range),
		TEST(bounds_any_split_has_one_x_for_all),
	};
	return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
