#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "jour/limits.h"
#include "repay.h"

#define ROUNDS 20000

static uint64_t seed;

static uint32_t below(uint32_t count)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % count;
}

static const struct repay_rounding krona = {100, ROUND_HALF_UP};
static const struct date january = {2024, 1, 1}, december = {2024, 12, 31};

static struct repay_exit leave(int64_t cash_ore, struct date day)
{
	struct repay_exit result;
	assert_int_equal(
		repay_early_exit(cash_ore, january, december, day, &krona, &result), ERR_OK);
	return result;
}

/* ---- early-exit */

static void repay_exit_in_july_of_a_leap_year(void **state)
{
	(void)state;
	struct repay_exit result = leave(47220000, (struct date){2024, 7, 1});
	assert_int_equal(result.remaining, 184);
	assert_int_equal(result.of, 366);
	/* 472 200 kr x 184 / 366 = 237 390,16... kr */
	assert_string_equal(result.exact_ore, "1448080000/61");
	assert_int_equal(result.unused_ore, 23739000);
}

static void repay_exit_on_the_first_and_last_day_and_around(void **state)
{
	(void)state;
	assert_int_equal(leave(36600, (struct date){2023, 6, 1}).unused_ore, 36600);
	assert_int_equal(leave(36600, january).unused_ore, 36600);
	assert_int_equal(leave(36600, december).unused_ore, 100);
	assert_int_equal(leave(36600, (struct date){2025, 1, 1}).unused_ore, 0);
	assert_int_equal(leave(36600, (struct date){2025, 1, 1}).remaining, 0);
}

static void repay_exit_in_a_year_over_new_year_counts_its_own_days(void **state)
{
	(void)state;
	struct repay_exit result;
	assert_int_equal(
		repay_early_exit(70400000, (struct date){2022, 4, 1}, (struct date){2023, 3, 31},
			(struct date){2023, 1, 1}, &krona, &result),
		ERR_OK);
	assert_int_equal(result.remaining, 90);
	assert_int_equal(result.of, 365);
	assert_int_equal(result.unused_ore, 17358900); /* 173 589,04 kr */
}

static void repay_exit_rounds_a_half_up_once(void **state)
{
	(void)state;
	struct repay_exit result;
	struct date second = {2024, 1, 2};
	assert_int_equal(repay_early_exit(300, january, second, second, &krona, &result), ERR_OK);
	assert_int_equal(result.unused_ore, 200);
	assert_int_equal(repay_early_exit(298, january, second, second, &krona, &result), ERR_OK);
	assert_int_equal(result.unused_ore, 100);
}

static void repay_exit_never_gives_more_than_the_cash(void **state)
{
	(void)state;
	assert_int_equal(leave(150, january).unused_ore, 150);
	assert_int_equal(leave(149, january).unused_ore, 100);
}

static void repay_exit_out_of_range_is_refused(void **state)
{
	(void)state;
	struct repay_exit result;
	assert_int_equal(
		repay_early_exit(1, december, january, january, &krona, &result), ERR_RANGE);
	assert_int_equal(
		repay_early_exit(-1, january, december, january, &krona, &result), ERR_RANGE);
	assert_int_equal(leave(AMOUNT_ORE_MAX, january).unused_ore, AMOUNT_ORE_MAX);
	assert_int_equal(
		repay_early_exit(AMOUNT_ORE_MAX + 1, january, december, january, &krona, &result),
		ERR_RANGE);
}

/* Counts the days one by one, and rounds by multiplying. */
static void repay_exit_any_day_agrees_with_counting(void **state)
{
	(void)state;
	for (seed = 1; seed < 1 + ROUNDS / 10; seed++) {
		uint64_t round = seed;
		struct repay_exit result;
		struct date first, last, day, at;
		int32_t start = (int32_t)below(30000), length = (int32_t)below(366) + 1;
		int64_t cash_ore = (int64_t)below(100000000), remaining = 0;
		assert_int_equal(date_of_day_number(start, &first), ERR_OK);
		assert_int_equal(date_of_day_number(start + length - 1, &last), ERR_OK);
		assert_int_equal(date_of_day_number(start - 5 + (int32_t)below(376), &day), ERR_OK);
		for (int32_t i = 0; i < length; i++) {
			assert_int_equal(date_of_day_number(start + i, &at), ERR_OK);
			remaining += date_compare(at, day) >= 0;
		}
		int64_t unused_ore =
			(2 * cash_ore * remaining + 100 * length) / (200 * length) * 100;
		if (unused_ore > cash_ore)
			unused_ore = cash_ore;
		assert_int_equal(
			repay_early_exit(cash_ore, first, last, day, &krona, &result), ERR_OK);
		assert_int_equal(result.unused_ore, unused_ore);
		seed = round;
	}
}

static void repay_exit_by_months_counts_whole_ones(void **state)
{
	(void)state;
	struct repay_exit result;
	assert_int_equal(repay_exit_by_months(49392120, 3, 12, &krona, &result), ERR_OK);
	assert_string_equal(result.exact_ore, "12348030/1");
	assert_int_equal(result.unused_ore, 12348000);
	assert_int_equal(repay_exit_by_months(100, 0, 0, &krona, &result), ERR_OK);
	assert_int_equal(result.unused_ore, 0);
	assert_int_equal(repay_exit_by_months(100, 5, 4, &krona, &result), ERR_RANGE);
	assert_int_equal(repay_exit_by_months(-1, 1, 4, &krona, &result), ERR_RANGE);
}

static void repay_exit_unspent_is_what_the_costs_leave(void **state)
{
	(void)state;
	struct repay_exit result;
	static const struct repay_rounding ore = {1, ROUND_DOWN};
	assert_int_equal(repay_exit_unspent(100050, 30001, &ore, &result), ERR_OK);
	assert_int_equal(result.unused_ore, 70049);
	assert_int_equal(repay_exit_unspent(100050, 30001, &krona, &result), ERR_OK);
	assert_int_equal(result.unused_ore, 70000);
	assert_int_equal(repay_exit_unspent(100, 101, &krona, &result), ERR_OK);
	assert_int_equal(result.unused_ore, 0);
	assert_int_equal(repay_exit_unspent(-1, 0, &krona, &result), ERR_RANGE);
	assert_int_equal(repay_exit_unspent(1, -1, &krona, &result), ERR_RANGE);
}

static void repay_exit_is_rounded_as_it_is_said(void **state)
{
	(void)state;
	struct repay_exit result;
	static const struct repay_rounding ten = {1000, ROUND_DOWN}, even = {100, ROUND_HALF_EVEN};
	assert_int_equal(repay_exit_by_months(5999, 1, 1, &ten, &result), ERR_OK);
	assert_int_equal(result.unused_ore, 5000);
	assert_int_equal(repay_exit_by_months(500, 1, 2, &even, &result), ERR_OK);
	assert_int_equal(result.unused_ore, 200);
}

/* ---- not-used */

static void repay_lines_left_and_overspent_are_one_free_pot(void **state)
{
	(void)state;
	struct repay_line lines[] = {
		{.line = "lön", .earmark = "", .budget_ore = 1000, .spent_ore = 900},
		{.line = "hyra", .earmark = "", .budget_ore = 500, .spent_ore = 530},
	};
	struct repay_pot pots[3];
	size_t count = 0;
	assert_int_equal(repay_not_used(lines, 2, false, pots, &count), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(lines[0].left_ore, 100);
	assert_int_equal(lines[1].left_ore, -30);
	assert_int_equal(pots[0].unused_ore, 70);
	assert_int_equal(pots[0].open_ore, 70);
}

static void repay_earmarks_are_never_netted(void **state)
{
	(void)state;
	struct repay_line lines[] = {
		{.line = "lön", .earmark = "", .budget_ore = 1000, .spent_ore = 1200},
		{.line = "kurs", .earmark = "utbildning", .budget_ore = 300, .spent_ore = 100},
		{.line = "tolk", .earmark = "språk", .budget_ore = 50, .spent_ore = 80},
		{.line = "bok", .earmark = "utbildning", .budget_ore = 10, .spent_ore = 30},
	};
	struct repay_pot pots[5];
	size_t count = 0;
	assert_int_equal(repay_not_used(lines, 4, false, pots, &count), ERR_OK);
	assert_int_equal(count, 3);
	assert_string_equal(pots[0].name, "");
	assert_int_equal(pots[0].left_ore, -200);
	assert_int_equal(pots[0].unused_ore, 0);
	assert_string_equal(pots[1].name, "språk");
	assert_int_equal(pots[1].unused_ore, 0);
	assert_string_equal(pots[2].name, "utbildning");
	assert_int_equal(pots[2].unused_ore, 180);
}

static void repay_by_line_nothing_is_netted(void **state)
{
	(void)state;
	struct repay_line lines[] = {
		{.line = "resor", .earmark = "", .budget_ore = 100, .spent_ore = 120},
		{.line = "lokaler", .earmark = "", .budget_ore = 350, .spent_ore = 225},
		{.line = "kurs", .earmark = "utbildning", .budget_ore = 30, .repaid_ore = 10},
	};
	struct repay_pot pots[4];
	size_t count = 0;
	assert_int_equal(repay_not_used(lines, 3, true, pots, &count), ERR_OK);
	assert_int_equal(count, 3);
	assert_string_equal(pots[0].name, "kurs");
	assert_int_equal(pots[0].open_ore, 20);
	assert_string_equal(pots[1].name, "lokaler");
	assert_int_equal(pots[1].unused_ore, 125);
	assert_int_equal(pots[2].unused_ore, 0);
	assert_int_equal(repay_not_used(NULL, 0, true, pots, &count), ERR_OK);
	assert_int_equal(count, 0);
}

static void repay_what_was_given_back_is_subtracted(void **state)
{
	(void)state;
	struct repay_line line = {.line = "lön",
		.earmark = "",
		.budget_ore = 1000,
		.spent_ore = 900,
		.repaid_ore = 100};
	struct repay_pot pots[2];
	size_t count = 0;
	assert_int_equal(repay_not_used(&line, 1, false, pots, &count), ERR_OK);
	assert_int_equal(pots[0].open_ore, 0);
	line.repaid_ore = 101;
	assert_int_equal(repay_not_used(&line, 1, false, pots, &count), ERR_OK);
	assert_int_equal(pots[0].open_ore, -1);
}

static void repay_a_budget_without_lines_has_an_empty_pot(void **state)
{
	(void)state;
	struct repay_pot pots[1];
	size_t count = 0;
	assert_int_equal(repay_not_used(NULL, 0, false, pots, &count), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(pots[0].unused_ore, 0);
}

static void repay_a_sum_beyond_an_int64_is_refused(void **state)
{
	(void)state;
	struct repay_line line = {
		.line = "lön", .earmark = "", .budget_ore = INT64_MAX, .spent_ore = -1};
	struct repay_pot pots[2];
	size_t count = 0;
	assert_int_equal(repay_not_used(&line, 1, false, pots, &count), ERR_RANGE);
	line.spent_ore = 0;
	line.repaid_ore = INT64_MIN;
	assert_int_equal(repay_not_used(&line, 1, false, pots, &count), ERR_RANGE);
}

/* ---- shared-back */

static void repay_shares_can_be_equal_for_those_who_paid(void **state)
{
	(void)state;
	struct repay_partner partners[] = {
		{.code = "2480", .paid_ore = 5},
		{.code = "2409", .paid_ore = 100000},
		{.code = "2401", .paid_ore = 0},
		{.code = "2403", .paid_ore = 700},
	};
	assert_int_equal(repay_share_back(1000000, 100, true, partners, 4), ERR_OK);
	assert_int_equal(partners[0].part_ore, 333300);
	assert_int_equal(partners[1].part_ore, 333300);
	assert_int_equal(partners[2].part_ore, 0);
	assert_int_equal(partners[3].part_ore, 333400);
	assert_true(partners[3].extra);
}

static void repay_shares_follow_what_was_paid_and_ties_the_code(void **state)
{
	(void)state;
	struct repay_partner partners[] = {
		{.code = "2480", .paid_ore = 100000},
		{.code = "2409", .paid_ore = 100000, .repaid_ore = 2000},
		{.code = "2401", .paid_ore = 0},
		{.code = "2403", .paid_ore = -5000},
	};
	assert_int_equal(repay_share_back(10100, 100, false, partners, 4), ERR_OK);
	assert_int_equal(partners[0].part_ore, 5000);
	assert_int_equal(partners[1].part_ore, 5100);
	assert_true(partners[1].extra);
	assert_int_equal(partners[1].open_ore, 3100);
	assert_int_equal(partners[2].part_ore, 0);
	assert_int_equal(partners[3].part_ore, 0);
}

static void repay_shares_of_odd_ore_are_in_ore(void **state)
{
	(void)state;
	struct repay_partner partners[] = {
		{.code = "2401", .paid_ore = 1}, {.code = "2409", .paid_ore = 1}};
	assert_int_equal(repay_share_back(101, 100, false, partners, 2), ERR_OK);
	assert_int_equal(partners[0].part_ore, 51);
	assert_int_equal(partners[1].part_ore, 50);
}

static void repay_shares_of_nothing_are_nothing(void **state)
{
	(void)state;
	struct repay_partner partner = {.code = "2401", .repaid_ore = 7};
	assert_int_equal(repay_share_back(0, 100, false, &partner, 1), ERR_OK);
	assert_int_equal(partner.open_ore, -7);
	assert_int_equal(repay_share_back(1, 100, false, &partner, 1), ERR_RANGE);
	assert_int_equal(repay_share_back(-100, 100, false, &partner, 1), ERR_RANGE);
}

static void repay_shares_of_too_many_or_equal_codes_are_refused(void **state)
{
	(void)state;
	struct repay_partner partners[AGREEMENT_UNITS_MAX + 1] = {{.code = ""}};
	for (size_t i = 0; i <= AGREEMENT_UNITS_MAX; i++)
		partners[i] = (struct repay_partner){.code = "2401", .paid_ore = 1};
	assert_int_equal(repay_share_back(100, 100, false, partners, 2), ERR_DUPLICATE);
	assert_int_equal(
		repay_share_back(100, 100, false, partners, AGREEMENT_UNITS_MAX + 1), ERR_RANGE);
	partners[0].repaid_ore = INT64_MIN;
	assert_int_equal(repay_share_back(0, 100, false, partners, 1), ERR_RANGE);
}

static void repay_shares_of_anything_add_up_within_a_krona(void **state)
{
	(void)state;
	static const char *const codes[] = {"2401", "2403", "2404", "2409", "2460", "2480"};
	for (seed = 1; seed < 1 + ROUNDS / 10; seed++) {
		uint64_t round = seed;
		struct repay_partner partners[6];
		size_t count = 1 + below(6);
		int64_t paid_ore = 0, parts_ore = 0;
		for (size_t i = 0; i < count; i++) {
			partners[i] = (struct repay_partner){
				.code = codes[i], .paid_ore = 1 + (int64_t)below(1000000)};
			paid_ore += partners[i].paid_ore;
		}
		int64_t unused_ore = (int64_t)below((uint32_t)paid_ore + 1);
		int64_t unit_ore = unused_ore % 100 == 0 ? 100 : 1;
		assert_int_equal(repay_share_back(unused_ore, 100, false, partners, count), ERR_OK);
		for (size_t i = 0; i < count; i++) {
			int64_t off =
				partners[i].part_ore * paid_ore - unused_ore * partners[i].paid_ore;
			assert_true(llabs(off) < unit_ore * paid_ore);
			parts_ore += partners[i].part_ore;
		}
		assert_int_equal(parts_ore, unused_ore);
		seed = round;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repay_exit_by_months_counts_whole_ones),
		cmocka_unit_test(repay_exit_unspent_is_what_the_costs_leave),
		cmocka_unit_test(repay_exit_is_rounded_as_it_is_said),
		cmocka_unit_test(repay_by_line_nothing_is_netted),
		cmocka_unit_test(repay_shares_can_be_equal_for_those_who_paid),
		cmocka_unit_test(repay_exit_in_july_of_a_leap_year),
		cmocka_unit_test(repay_exit_on_the_first_and_last_day_and_around),
		cmocka_unit_test(repay_exit_in_a_year_over_new_year_counts_its_own_days),
		cmocka_unit_test(repay_exit_rounds_a_half_up_once),
		cmocka_unit_test(repay_exit_never_gives_more_than_the_cash),
		cmocka_unit_test(repay_exit_out_of_range_is_refused),
		cmocka_unit_test(repay_exit_any_day_agrees_with_counting),
		cmocka_unit_test(repay_lines_left_and_overspent_are_one_free_pot),
		cmocka_unit_test(repay_earmarks_are_never_netted),
		cmocka_unit_test(repay_what_was_given_back_is_subtracted),
		cmocka_unit_test(repay_a_budget_without_lines_has_an_empty_pot),
		cmocka_unit_test(repay_a_sum_beyond_an_int64_is_refused),
		cmocka_unit_test(repay_shares_follow_what_was_paid_and_ties_the_code),
		cmocka_unit_test(repay_shares_of_odd_ore_are_in_ore),
		cmocka_unit_test(repay_shares_of_nothing_are_nothing),
		cmocka_unit_test(repay_shares_of_too_many_or_equal_codes_are_refused),
		cmocka_unit_test(repay_shares_of_anything_add_up_within_a_krona),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
