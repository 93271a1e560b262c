#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "pact.h"

#define CASH JOUR__V1__FLOW__FLOW_CASH
#define PRELIMINARY JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY
#define DEFINITIVE JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE

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

/* Linköping: cash, raised by OPI from 2024 on, and hours of an agreed value. */
static void say_linkoping(struct pact *pact)
{
	pact_begin(pact, PACT_DNR, 1);
	pact->agreement.from = 20230101;
	pact->agreement.to = 20251231;
	pact_index(pact, pact_fixed(pact, 47220000), "OPI", 20240101, 10000);
	Jour__V1__Term *hours = pact_term(pact);
	hours->flow = JOUR__V1__FLOW__FLOW_IN_KIND;
	hours->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	hours->hours = pact_new_hours(pact);
	hours->hours->hours_hundredths = 150000;
	hours->hours->value_ore = 34131400;
	pact_say(pact);
}

static void indexation_linkoping_first_year_is_not_raised(void **state)
{
	say_linkoping(*state);
	const struct expected *expected = pact_expect(*state, 2023);
	assert_int_equal(expected->total_ore, 47220000);
	assert_int_equal(expected->flow_ore[JOUR__V1__FLOW__FLOW_IN_KIND], 34131400);
	assert_int_equal(expected->flow_ore[CASH] + 34131400, 81351400);
	assert_int_equal(expected->units[0].amount_ore, 47220000);
	assert_true(expected->complete);
}

static void indexation_missing_year_leaves_the_amount_open(void **state)
{
	say_linkoping(*state);
	const struct expected *expected = pact_expect(*state, 2024);
	assert_false(expected->complete);
	assert_true(pact_has_remark(&expected->terms[0], "index"));
	assert_false(expected->terms[0].lines[0].known);
}

static void indexation_preliminary_then_definitive_gives_a_true_up(void **state)
{
	say_linkoping(*state);
	uint64_t january = pact_say_index(*state, "OPI", 2023, PRELIMINARY, 350);
	const struct expected *expected = pact_expect(*state, 2024);
	assert_int_equal(expected->total_ore, 48872700);
	assert_true(expected->terms[0].preliminary);
	assert_null(expected->terms[0].before);
	uint64_t april = pact_say_index(*state, "OPI", 2023, DEFINITIVE, 460);
	expected = pact_expect_as_of(*state, 2024, april);
	assert_int_equal(expected->total_ore, 49392120);
	assert_false(expected->terms[0].preliminary);
	assert_non_null(expected->terms[0].before);
	assert_int_equal(expected->terms[0].before->lines[0].amount_ore, 48872700);
	/* What January said stands. */
	assert_int_equal(pact_expect_as_of(*state, 2024, january)->total_ore, 48872700);
}

static void indexation_definitive_that_says_the_same_corrects_nothing(void **state)
{
	say_linkoping(*state);
	pact_say_index(*state, "OPI", 2023, PRELIMINARY, 350);
	pact_say_index(*state, "OPI", 2023, DEFINITIVE, 350);
	assert_null(pact_expect(*state, 2024)->terms[0].before);
}

static void indexation_cumulative_multiplies_the_years(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	Jour__V1__Term *term = pact_fixed(pact, 10000000);
	pact_index(pact, term, "OPI", 20190101, 10000)->cumulative = true;
	pact_say(pact);
	pact_say_index(pact, "OPI", 2018, DEFINITIVE, 1000);
	pact_say_index(pact, "OPI", 2019, PRELIMINARY, 3000);
	pact_say_index(pact, "OPI", 2019, DEFINITIVE, 2000);
	assert_int_equal(pact_expect(pact, 2018)->total_ore, 10000000);
	assert_int_equal(pact_expect(pact, 2019)->total_ore, 11000000);
	const struct expected *expected = pact_expect(pact, 2020);
	assert_int_equal(expected->total_ore, 13200000);
	assert_int_equal(expected->terms[0].before->sum_ore, 14300000);
	/* A year later the preliminary figure is history. */
	pact_say_index(pact, "OPI", 2020, DEFINITIVE, 0);
	assert_null(pact_expect(pact, 2021)->terms[0].before);
}

/* Three years that build on each other; what the second year's index does to each is the
 * difference between 3.5 and 4.6 per cent, when it is paid again. */
static void assert_corrected(struct pact *pact, uint32_t known_on, bool second, bool third)
{
	pact_begin(pact, PACT_DNR, 1);
	pact->agreement.from = 20190401;
	pact_index(pact, pact_fixed(pact, 10000000), "OPI", 20190101, 10000)->cumulative = true;
	pact_say(pact);
	pact_say_published(pact, "OPI", 2018, DEFINITIVE, 0, 20181210);
	pact_say_published(pact, "OPI", 2019, PRELIMINARY, 350, 20191210);
	pact_say_published(pact, "OPI", 2020, DEFINITIVE, 1000, 20201210);
	uint64_t before = submitted.index + 1;
	assert_int_equal(pact_expect(pact, 2021)->total_ore, 11385000);
	uint64_t after = pact_say_published(pact, "OPI", 2019, DEFINITIVE, 460, known_on);
	const struct expected *expected = pact_expect_as_of(pact, 2020, after);
	assert_int_equal(expected->total_ore, 10460000);
	assert_int_equal(expected->terms[0].before != NULL, second);
	if (second)
		assert_int_equal(expected->terms[0].before->sum_ore, 10350000);
	expected = pact_expect_as_of(pact, 2021, after);
	assert_int_equal(expected->total_ore, 11506000);
	assert_int_equal(expected->terms[0].before != NULL, third);
	if (third)
		assert_int_equal(expected->terms[0].before->lines[0].amount_ore, 11385000);
	assert_int_equal(pact_expect_as_of(pact, 2021, before)->total_ore, 11385000);
}

/* In Stockholm 23:30 UTC is the next day: after the first of the year, when it is paid. */
static void indexation_figure_received_late_in_the_evening_is_known_the_next_day(void **state)
{
	struct pact *pact = *state;
	pact->book.office.now_ms = UINT64_C(1609543800000); /* 2021-01-01 23:30 UTC */
	assert_corrected(pact, 0, true, true);
}

static void indexation_figure_received_on_the_first_day_is_known_in_time(void **state)
{
	struct pact *pact = *state;
	pact->book.office.now_ms = UINT64_C(1609540200000); /* 2021-01-01 22:30 UTC */
	assert_corrected(pact, 0, true, false);
}

static void indexation_definitive_in_spring_corrects_its_own_year(void **state)
{
	assert_corrected(*state, 20200422, true, false);
}

static void indexation_definitive_by_the_first_day_corrects_no_later_year(void **state)
{
	assert_corrected(*state, 20210101, true, false);
}

static void indexation_definitive_that_comes_late_corrects_the_years_that_rest_on_it(void **state)
{
	assert_corrected(*state, 20210102, true, true);
}

/* Received on 13 September 2020. */
static void indexation_definitive_without_a_day_is_known_when_recorded(void **state)
{
	assert_corrected(*state, 0, true, false);
}

static void indexation_before_the_agreement_counts_when_cumulative(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	pact_index(pact, pact_fixed(pact, 10000), "OPI", 20170101, 10000)->cumulative = true;
	pact_say(pact);
	pact_say_index(pact, "OPI", 2016, DEFINITIVE, 1000);
	pact_say_index(pact, "OPI", 2017, DEFINITIVE, 1000);
	assert_int_equal(pact_expect(pact, 2018)->total_ore, 12100);
}

static void indexation_parts_of_the_amount_are_one_mix(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	Jour__V1__Term *mix = pact_fixed(pact, 1000000);
	pact_index(pact, mix, "OPI", 20180101, 9000);
	pact_index(pact, mix, "KPI", 20180101, 1000);
	Jour__V1__Term *chain = pact_fixed(pact, 1000000);
	pact_index(pact, chain, "OPI", 20180101, 10000);
	pact_index(pact, chain, "KPI", 20180101, 10000);
	pact_say(pact);
	pact_say_index(pact, "OPI", 2017, DEFINITIVE, 1000);
	pact_say_index(pact, "KPI", 2017, DEFINITIVE, 2000);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->terms[0].sum_ore, 1110000);
	assert_int_equal(expected->terms[1].sum_ore, 1320000);
}

static void indexation_from_within_a_year_waits_for_the_next(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	pact_index(pact, pact_fixed(pact, 10000), "OPI", 20180701, 10000);
	pact_say(pact);
	pact_say_index(pact, "OPI", 2018, DEFINITIVE, 1000);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->total_ore, 10000);
	assert_true(pact_has_remark(&expected->terms[0], "index_later"));
	assert_int_equal(pact_expect(pact, 2019)->total_ore, 11000);
}

static void indexation_of_hours_times_rate_rounds_once(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	Jour__V1__Term *term = pact_term(pact);
	term->flow = JOUR__V1__FLOW__FLOW_IN_KIND;
	term->rounding->unit_ore = 100;
	term->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	term->hours = pact_new_hours(pact);
	term->hours->hours_hundredths = 33;
	term->hours->rate_ore = 22755;
	pact_index(pact, term, "A", 20180101, 10000);
	pact_index(pact, term, "B", 20180101, 10000);
	pact_say(pact);
	pact_say_index(pact, "A", 2017, DEFINITIVE, 333);
	pact_say_index(pact, "B", 2017, DEFINITIVE, -77);
	/* 0.33 * 22 755 * 1.0333 * 0.9923 = 7 699.6... öre */
	assert_int_equal(pact_expect(pact, 2018)->terms[0].whole.amount_ore, 7700);
}

static void indexation_of_a_century_is_too_large_or_exact(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	pact_index(pact, pact_fixed(pact, AMOUNT_ORE_MAX), "OPI", 20180101, 10000)->cumulative =
		true;
	pact_say(pact);
	for (uint32_t year = 2017; year < 2118; year++)
		pact_say_index(pact, "OPI", year, DEFINITIVE, 1);
	const struct expected *expected = pact_expect(pact, 2118);
	assert_true(pact_has_remark(&expected->terms[0], "too_large"));
	assert_false(expected->complete);
}

/* KPI 313,35 in the base year and 341,22 two years on: 100 000 x 341,22 / 313,35 = 108 894,21. */
static void indexation_by_number_compares_with_the_base_year(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	Jour__V1__Indexation *step =
		pact_index(pact, pact_fixed(pact, 10000000), "KPI oktober", 20180101, 10000);
	step->base_year = 2016;
	pact_say(pact);
	pact_say_index_number(pact, "KPI oktober", 2016, 31335);
	assert_true(pact_has_remark(&pact_expect(pact, 2019)->terms[0], "index"));
	pact_say_index_number(pact, "KPI oktober", 2018, 34122);
	const struct expected *expected = pact_expect(pact, 2019);
	assert_true(expected->complete);
	assert_int_equal(expected->total_ore, 10889421);
	assert_string_equal(expected->terms[0].factor, "11374/10445");
	/* The years between need no number; a percentage is none. */
	pact_say_index(pact, "KPI oktober", 2019, DEFINITIVE, 200);
	expected = pact_expect(pact, 2020);
	assert_true(pact_has_remark(&expected->terms[0], "index_form"));
	assert_false(expected->complete);
}

static void indexation_limits_bound_each_change(void **state)
{
	static const struct {
		int32_t said, counts;
	} cases[] = {{-150, 0}, {0, 0}, {299, 299}, {300, 300}, {460, 300}};
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	Jour__V1__Indexation *step =
		pact_index(pact, pact_fixed(pact, 1000000), "OPI", 20180101, 10000);
	step->at_least = pact_percent(pact, 0);
	step->at_most = pact_percent(pact, 300);
	pact_say(pact);
	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pact_say_index(pact, "OPI", 2018 + i, DEFINITIVE, cases[i].said);
		assert_int_equal(
			pact_expect(pact, 2019 + i)->total_ore, 1000000 + 100 * cases[i].counts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(indexation_linkoping_first_year_is_not_raised),
		TEST(indexation_missing_year_leaves_the_amount_open),
		TEST(indexation_preliminary_then_definitive_gives_a_true_up),
		TEST(indexation_definitive_that_says_the_same_corrects_nothing),
		TEST(indexation_cumulative_multiplies_the_years),
		TEST(indexation_figure_received_late_in_the_evening_is_known_the_next_day),
		TEST(indexation_figure_received_on_the_first_day_is_known_in_time),
		TEST(indexation_definitive_in_spring_corrects_its_own_year),
		TEST(indexation_definitive_by_the_first_day_corrects_no_later_year),
		TEST(indexation_definitive_that_comes_late_corrects_the_years_that_rest_on_it),
		TEST(indexation_definitive_without_a_day_is_known_when_recorded),
		TEST(indexation_before_the_agreement_counts_when_cumulative),
		TEST(indexation_parts_of_the_amount_are_one_mix),
		TEST(indexation_from_within_a_year_waits_for_the_next),
		TEST(indexation_of_hours_times_rate_rounds_once),
		TEST(indexation_of_a_century_is_too_large_or_exact),
		TEST(indexation_by_number_compares_with_the_base_year),
		TEST(indexation_limits_bound_each_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
