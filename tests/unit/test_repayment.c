#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "repayment.h"

/* Västerort's year, paid by two, with a budget of three lines. */
struct fixture {
	Jour__V1__Agreement agreement;
	Jour__V1__Term term;
	struct expected_budget budget[3];
	struct expected_term expected_term;
	struct expected expected;
	struct balance rows[2];
	struct repayment repayments[2];
	struct account account;
	uint8_t heap[1 << 16];
	struct arena arena;
};

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	assert_non_null(fixture);
	jour__v1__agreement__init(&fixture->agreement);
	jour__v1__term__init(&fixture->term);
	fixture->term.flow = JOUR__V1__FLOW__FLOW_CASH;
	fixture->budget[0] = (struct expected_budget){
		.line = "lön", .earmark = "", .amount_ore = 100000, .spent_ore = 90000};
	fixture->budget[1] = (struct expected_budget){
		.line = "hyra", .earmark = "", .amount_ore = 50000, .spent_ore = 54000};
	fixture->budget[2] = (struct expected_budget){
		.line = "kurs", .earmark = "utbildning", .amount_ore = 20000, .spent_ore = 17000};
	fixture->expected_term = (struct expected_term){.term = &fixture->term,
		.holds = true,
		.budget_count = 3,
		.budget = fixture->budget};
	fixture->expected = (struct expected){.agreement = &fixture->agreement,
		.year = 2022,
		.held = days_from_to(20220401, 20230331),
		.term_count = 1,
		.terms = &fixture->expected_term};
	fixture->rows[0] =
		(struct balance){.code = "0180", .name = "Stockholm", .received_ore = 300000};
	fixture->rows[1] =
		(struct balance){.code = "0182", .name = "Nacka", .received_ore = 100000};
	fixture->account = (struct account){.count = 2, .rows = fixture->rows};
	fixture->arena = arena_of(fixture->heap, sizeof(fixture->heap));
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static void repay(struct fixture *fixture, const char *line, int64_t amount_ore)
{
	struct repayment *repayment = &fixture->repayments[fixture->account.repayments != NULL];
	*repayment = (struct repayment){
		.payer = "0180", .reference = "R", .line = line, .amount_ore = amount_ore};
	if (fixture->account.repayments != NULL)
		fixture->repayments[0].next = repayment;
	fixture->account.repayments = fixture->repayments;
}

static const struct repayment_plan *plan(struct fixture *fixture, uint32_t exit_date)
{
	const struct repayment_plan *result = NULL;
	assert_int_equal(repayment_plan(&fixture->expected, &fixture->account, exit_date,
				 &fixture->arena, &result),
		ERR_OK);
	return result;
}

static void repayment_of_an_exit_goes_back_by_what_was_paid(void **state)
{
	struct fixture *fixture = *state;
	repay(fixture, "", 100);
	repay(fixture, "lön", 5000);
	const struct repayment_plan *result = plan(fixture, 20230101);
	assert_int_equal(result->exit.remaining_days, 90);
	assert_int_equal(result->exit.of_days, 365);
	assert_int_equal(result->unused_ore, 98600);	       /* 4 000 kr x 90 / 365 = 986,30 kr */
	assert_int_equal(result->partners[0].part_ore, 74000); /* 739,5 and 246,5: by code */
	assert_int_equal(result->partners[1].part_ore, 24600);
	assert_int_equal(result->partners[0].open_ore, 74000 - 100);
}

static void repayment_of_a_budget_keeps_earmarks_apart(void **state)
{
	struct fixture *fixture = *state;
	repay(fixture, "", 100);
	repay(fixture, "kurs", 1000);
	const struct repayment_plan *result = plan(fixture, 0);
	assert_int_equal(result->pot_count, 2);
	assert_int_equal(result->pots[0].unused_ore, 6000);
	assert_int_equal(result->pots[0].open_ore, 6000);
	assert_int_equal(result->pots[1].unused_ore, 3000);
	assert_int_equal(result->pots[1].open_ore, 2000);
	assert_int_equal(result->unused_ore, 9000);
	assert_int_equal(result->partners[0].part_ore, 6800); /* 67,5 and 22,5 kr */
	assert_int_equal(result->partners[1].part_ore, 2200);
	assert_int_equal(result->partners[0].repaid_ore, 1000);
}

static void repayment_is_never_more_than_was_paid(void **state)
{
	struct fixture *fixture = *state;
	fixture->rows[0].received_ore = 8999;
	fixture->rows[1].received_ore = -500;
	const struct repayment_plan *result = plan(fixture, 0);
	assert_int_equal(result->unused_ore, 8999);
	assert_int_equal(result->partners[0].part_ore, 8999);
}

static void repayment_when_nobody_paid_is_nothing(void **state)
{
	struct fixture *fixture = *state;
	fixture->rows[0].received_ore = fixture->rows[1].received_ore = 0;
	assert_int_equal(plan(fixture, 0)->unused_ore, 0);
	assert_int_equal(plan(fixture, 20220401)->unused_ore, 0);
}

static void repayment_without_a_budget_of_the_partners_is_not_found(void **state)
{
	struct fixture *fixture = *state;
	const struct repayment_plan *result = NULL;
	fixture->term.flow = JOUR__V1__FLOW__FLOW_OWN;
	assert_int_equal(
		repayment_plan(&fixture->expected, &fixture->account, 0, &fixture->arena, &result),
		ERR_NOTFOUND);
	fixture->term.flow = JOUR__V1__FLOW__FLOW_CASH;
	fixture->expected_term.holds = false;
	assert_int_equal(
		repayment_plan(&fixture->expected, &fixture->account, 0, &fixture->arena, &result),
		ERR_NOTFOUND);
}

static void repayment_of_an_exit_from_a_year_not_held_is_not_found(void **state)
{
	struct fixture *fixture = *state;
	const struct repayment_plan *result = NULL;
	fixture->expected.held = (struct days){1, 0};
	assert_int_equal(repayment_plan(&fixture->expected, &fixture->account, 20250601,
				 &fixture->arena, &result),
		ERR_NOTFOUND);
}

static void repayment_in_any_small_arena_is_out_of_range(void **state)
{
	struct fixture *fixture = *state;
	const struct repayment_plan *result = NULL;
	plan(fixture, 0);
	size_t needed = fixture->arena.used;
	for (size_t room = 0; room < needed; room += 7) {
		struct arena arena = arena_of(fixture->heap, room);
		assert_int_equal(
			repayment_plan(&fixture->expected, &fixture->account, 0, &arena, &result),
			ERR_RANGE);
	}
}

static void repayment_as_json_names_rule_days_and_fraction(void **state)
{
	struct fixture *fixture = *state;
	struct ledger_name ledger = {.genesis = {.origin = "office.example/1"}};
	char *text = repayment_json(&fixture->expected, plan(fixture, 20230101), &ledger);
	assert_non_null(strstr(text, "\"rule\": \"early-exit\""));
	assert_non_null(strstr(text, "\"exact_ore\": \"7200000/73\""));
	assert_non_null(strstr(text, "\"exit\": \"2023-01-01\""));
	free(text);
	text = repayment_json(&fixture->expected, plan(fixture, 0), &ledger);
	assert_non_null(strstr(text, "\"earmark\": \"utbildning\""));
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(repayment_of_an_exit_goes_back_by_what_was_paid),
		TEST(repayment_of_a_budget_keeps_earmarks_apart),
		TEST(repayment_is_never_more_than_was_paid),
		TEST(repayment_when_nobody_paid_is_nothing),
		TEST(repayment_without_a_budget_of_the_partners_is_not_found),
		TEST(repayment_of_an_exit_from_a_year_not_held_is_not_found),
		TEST(repayment_in_any_small_arena_is_out_of_range),
		TEST(repayment_as_json_names_rule_days_and_fraction),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
