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

static Jour__V1__Term *add_hours(
	struct pact *pact, uint64_t hundredths, uint64_t value_ore, uint64_t rate_ore)
{
	Jour__V1__Term *term = pact_term(pact);
	term->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	term->flow = JOUR__V1__FLOW__FLOW_IN_KIND;
	term->hours = pact_new_hours(pact);
	term->hours->hours_hundredths = hundredths;
	term->hours->value_ore = value_ore;
	term->hours->rate_ore = rate_ore;
	return term;
}

/* Linköping: about 1 500 hours, agreed to be worth 341 314 kr, whatever an hour comes to. */
static void term_hours_of_an_agreed_value_are_worth_it(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	add_hours(pact, 150000, 34131400, 0);
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_true(expected->terms[0].is_whole);
	assert_int_equal(expected->terms[0].whole.amount_ore, 34131400);
	assert_int_equal(expected->flow_ore[JOUR__V1__FLOW__FLOW_IN_KIND], 34131400);
	/* Nobody pays it. */
	assert_int_equal(expected->total_ore, 0);
	assert_int_equal(expected->units[0].amount_ore, 0);
	assert_true(expected->complete);
}

/* 1 500.33 hours of 227.55 kr are 341 400.0915 kr. */
static void term_hours_by_a_rate_are_multiplied_and_rounded_once(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	add_hours(pact, 150033, 0, 22755);
	add_hours(pact, 150033, 0, 22755)->rounding->unit_ore = 100;
	add_hours(pact, 1, 0, 49);
	add_hours(pact, 1, 0, 50);
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->terms[0].whole.amount_ore, 34140009);
	assert_string_equal(expected->terms[0].whole.exact_ore, "682800183/20");
	assert_int_equal(expected->terms[1].whole.amount_ore, 34140000);
	assert_int_equal(expected->terms[2].whole.amount_ore, 0);
	assert_int_equal(expected->terms[3].whole.amount_ore, 1);
}

static void term_hours_of_a_part_of_the_year_are_a_part(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	pact->agreement.from = 20180701;
	add_hours(pact, 100000, 1200000, 0)->proration = JOUR__V1__PRORATION__PRORATION_MONTHS;
	pact_say(pact);
	assert_int_equal(pact_expect(pact, 2018)->terms[0].whole.amount_ore, 600000);
	assert_int_equal(pact_expect(pact, 2019)->terms[0].whole.amount_ore, 1200000);
}

static void term_hours_that_are_paid_need_one_payer(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	add_hours(pact, 100, 0, 30000)->flow = JOUR__V1__FLOW__FLOW_CASH;
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_true(pact_has_remark(&expected->terms[0], "payer"));
	assert_int_equal(expected->terms[0].whole.amount_ore, 30000);
	assert_false(expected->complete);
	Jour__V1__Party party, *parties[] = {&party};
	jour__v1__party__init(&party);
	party.name = text("Solna");
	party.org_nr = text("212000-0183");
	party.role = JOUR__V1__ROLE__ROLE_PAYER;
	party.unit = text("0102");
	pact->agreement.parties = parties;
	pact->agreement.n_parties = 1;
	pact_say(pact);
	expected = pact_expect(pact, 2018);
	assert_true(expected->complete);
	assert_int_equal(expected->units[0].amount_ore, 0);
	assert_int_equal(expected->units[1].amount_ore, 30000);
}

static void term_hours_beyond_any_amount_are_too_large(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	add_hours(pact, COUNT_MAX, 0, (uint64_t)AMOUNT_ORE_MAX)->flow = JOUR__V1__FLOW__FLOW_CASH;
	add_hours(pact, 100, 0, (uint64_t)AMOUNT_ORE_MAX)->flow = JOUR__V1__FLOW__FLOW_CASH;
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_true(pact_has_remark(&expected->terms[0], "too_large"));
	assert_false(expected->terms[0].whole.known);
	assert_int_equal(expected->terms[1].whole.amount_ore, AMOUNT_ORE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(term_hours_of_an_agreed_value_are_worth_it),
		TEST(term_hours_by_a_rate_are_multiplied_and_rounded_once),
		TEST(term_hours_of_a_part_of_the_year_are_a_part),
		TEST(term_hours_that_are_paid_need_one_payer),
		TEST(term_hours_beyond_any_amount_are_too_large),
	};
	return cmocka_run_group_tests_name("term_hours", tests, NULL, NULL);
}
