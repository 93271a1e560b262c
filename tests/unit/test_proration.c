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

/* 365 000 öre a year from each of two, the second of which joins on a day. */
static const struct expected *joining(
	struct pact *pact, Jour__V1__Proration proration, uint32_t from, uint32_t to)
{
	pact_begin(pact, PACT_DNR, 2);
	pact_fixed(pact, 365000)->proration = proration;
	pact_member(pact, 1, from, to);
	pact_say(pact);
	return pact_expect(pact, 2018);
}

static void proration_none_counts_the_year_whole(void **state)
{
	const struct expected *expected =
		joining(*state, JOUR__V1__PRORATION__PRORATION_NONE, 20181231, 0);
	assert_int_equal(expected->units[1].amount_ore, 365000);
}

static void proration_months_counts_whole_months_only(void **state)
{
	const struct expected *expected =
		joining(*state, JOUR__V1__PRORATION__PRORATION_MONTHS, 20180702, 20181130);
	assert_int_equal(expected->units[0].amount_ore, 365000);
	assert_int_equal(expected->terms[0].lines[1].held.covered, 4);
	assert_int_equal(expected->units[1].amount_ore, 121667);
}

static void proration_days_counts_days_of_the_year(void **state)
{
	const struct expected *expected =
		joining(*state, JOUR__V1__PRORATION__PRORATION_DAYS, 20181222, 0);
	assert_int_equal(expected->units[1].amount_ore, 10000);
}

static void proration_of_no_day_gives_nothing(void **state)
{
	const struct expected *expected =
		joining(*state, JOUR__V1__PRORATION__PRORATION_NONE, 20190101, 0);
	assert_int_equal(expected->units[1].amount_ore, 0);
	assert_true(expected->complete);
}

/* 1 January to 23 December of a leap year. */
static void proration_odd_last_year_has_its_days(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	pact->agreement.to = 20201223;
	pact_fixed(pact, 366000)->proration = JOUR__V1__PRORATION__PRORATION_DAYS;
	pact_fixed(pact, 366000)->proration = JOUR__V1__PRORATION__PRORATION_MONTHS;
	pact_fixed(pact, 366000)->to = 20191231;
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2020);
	assert_int_equal(expected->terms[0].sum_ore, 358000);
	assert_int_equal(expected->terms[1].sum_ore, 335500);
	assert_false(expected->terms[2].holds);
	assert_int_equal(expected->terms[2].sum_ore, 0);
}

static void proration_last_year_of_all_is_cut(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	pact_year_start(pact, 7, 15);
	pact_fixed(pact, 100)->proration = JOUR__V1__PRORATION__PRORATION_MONTHS;
	pact_say(pact);
	assert_int_equal(days_to_date(pact_expect(pact, YEAR_MAX)->days.last), 22001231);
	assert_int_equal(days_to_date(pact_expect(pact, 2199)->days.last), 22000714);
	assert_int_equal(pact_expect(pact, 2199)->total_ore, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(proration_none_counts_the_year_whole),
		TEST(proration_months_counts_whole_months_only),
		TEST(proration_days_counts_days_of_the_year),
		TEST(proration_of_no_day_gives_nothing),
		TEST(proration_odd_last_year_has_its_days),
		TEST(proration_last_year_of_all_is_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
