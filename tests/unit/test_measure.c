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

/* 3 kr per inhabitant, as Österåker pays, on any reference date. */
static void measure_population_by_any_reference_date(void **state)
{
	static const struct {
		uint32_t date;
		uint64_t population;
	} known[] = {{20161231, 6784}, {20170331, 6801}, {20171101, 6790}};
	struct pact *pact = *state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		Jour__V1__Measure *measure;
		pact_begin(pact, pact_name(pact, "D", (unsigned)i), 1);
		measure = pact_population(pact);
		measure->population->month = known[i].date / 100 % 100;
		measure->population->day = known[i].date % 100;
		measure->population->years_before = 2019 - known[i].date / 10000;
		pact_rate(pact, 300, measure);
		pact->agreement.dnr = text(i == 0 ? "D 0" : i == 1 ? "D 1" : "D 2");
		pact_say(pact);
		assert_false(pact_expect(pact, 2019)->complete);
		book_population(
			&pact->book, pact_codes[0], known[i].date, "SCB", known[i].population);
		book_send(&pact->book);
		assert_int_equal(
			pact_expect(pact, 2019)->total_ore, (int64_t)(300 * known[i].population));
	}
}

static void measure_rate_with_threshold_rebate_and_own_rate(void **state)
{
	static const uint64_t figures[] = {1500, 100};
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	Jour__V1__Rate *rate = pact_rate(pact, 1000, pact_figures(pact, figures));
	Jour__V1__Rebate rebate, *rebates[] = {&rebate};
	Jour__V1__OwnRate own, *owns[] = {&own};
	jour__v1__rebate__init(&rebate);
	jour__v1__own_rate__init(&own);
	rebate.above = 1000;
	rebate.percent_bp = 1000;
	own.unit = text("0102");
	own.rate_ore = 2000;
	rate->above = 50;
	rate->per = 10;
	rate->n_rebates = rate->n_own_rates = 1;
	rate->rebates = rebates;
	rate->own_rates = owns;
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->terms[0].lines[0].amount_ore, 145000 - 5000);
	assert_int_equal(expected->terms[0].lines[1].amount_ore, 10000);
}

static void say_cases(struct pact *pact, uint32_t first_month, uint32_t months, uint64_t count)
{
	Jour__V1__Record record = case_record("0101", 2017, first_month, months, count);
	book_say(&pact->book, &record, record.case_table);
	book_send(&pact->book);
}

static void measure_cases_are_those_of_the_calendar_year(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	Jour__V1__Measure *measure = pact_new_measure(pact);
	measure->of_case = JOUR__V1__MEASURE__OF_CASES;
	measure->cases = pact_new_cases(pact);
	measure->cases->years_before = 1;
	pact_rate(pact, 100, measure);
	pact_say(pact);
	assert_true(pact_has_remark(&pact_expect(pact, 2018)->terms[0], "cases"));
	say_cases(pact, 1, 6, 30);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->total_ore, 3000);
	assert_true(pact_has_remark(&expected->terms[0], "cases_partial"));
	say_cases(pact, 7, 6, 12);
	expected = pact_expect(pact, 2018);
	assert_int_equal(expected->total_ore, 4200);
	assert_null(expected->terms[0].remarks);
}

static void measure_one_changed_record_changes_one_line(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 3);
	pact_rate(pact, 300, pact_population(pact));
	pact_fixed(pact, 777);
	pact_say(pact);
	for (size_t i = 0; i < 3; i++)
		book_population(&pact->book, pact_codes[i], 20161231, "SCB", 100 + i);
	uint64_t before = book_send(&pact->book);
	book_population(&pact->book, pact_codes[1], 20161231, "SCB", 500);
	uint64_t after = book_send(&pact->book);
	const struct expected *expected = pact_expect_as_of(pact, 2018, before);
	assert_int_equal(expected->terms[0].lines[1].amount_ore, 30300);
	expected = pact_expect_as_of(pact, 2018, after);
	assert_int_equal(expected->terms[0].lines[0].amount_ore, 30000);
	assert_int_equal(expected->terms[0].lines[1].amount_ore, 150000);
	assert_int_equal(expected->terms[0].lines[2].amount_ore, 30600);
	assert_int_equal(expected->terms[1].sum_ore, 3 * 777);
}

/* (100 + 101 + 105) / 3 = 102 calls; above 100 is 2, at 9 kr for each. */
static void measure_mean_of_years_is_exact(void **state)
{
	static const uint64_t calls[] = {100, 101, 105};
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	Jour__V1__Rate *rate = pact_rate(pact, 900, pact_data(pact, "samtal", 1, 3));
	pact_rate(pact, 100, rate->measure);
	rate->above = 100;
	pact_say(pact);
	for (uint32_t i = 0; i < 3; i++) {
		assert_false(pact_expect(pact, 2019)->complete);
		pact_say_figure(pact, "0101", "samtal", 2016 + i, "SCB", calls[i]);
	}
	const struct expected *expected = pact_expect(pact, 2019);
	assert_int_equal(expected->terms[0].sum_ore, 1800);
	assert_int_equal(expected->terms[1].sum_ore, 10200);
	assert_string_equal(expected->terms[1].lines[0].exact_ore, "10200/1");
	assert_true(pact_has_remark(&expected->terms[0], "mean"));
	pact_say_figure(pact, "0101", "samtal", 2019, "SCB", 5000);
	assert_int_equal(pact_expect(pact, 2019)->terms[1].sum_ore, 10200);
	/* (101 + 105 + 5 000) / 3, half up */
	assert_int_equal(pact_expect(pact, 2020)->terms[1].sum_ore, 173533);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(measure_population_by_any_reference_date),
		TEST(measure_rate_with_threshold_rebate_and_own_rate),
		TEST(measure_cases_are_those_of_the_calendar_year),
		TEST(measure_one_changed_record_changes_one_line),
		TEST(measure_mean_of_years_is_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
