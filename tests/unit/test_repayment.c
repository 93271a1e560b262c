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
	assert_int_equal(result->exit.remaining, 90);
	assert_int_equal(result->exit.of, 365);
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

/* ---- the agreement's own rules, by the worked examples of jour-agreement(5) */

static Jour__V1__RepaymentRules *state_rules(struct fixture *fixture)
{
	static Jour__V1__RepaymentRules rules;
	static Jour__V1__Rounding krona;
	jour__v1__repayment_rules__init(&rules);
	jour__v1__rounding__init(&krona);
	krona.unit_ore = 100;
	krona.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
	rules.clause = (char *)(uintptr_t) "Återbetalning";
	rules.early_exit = JOUR__V1__EXIT_RULE__EXIT_RULE_DAYS;
	rules.not_used = JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_EARMARK;
	rules.shared_back = JOUR__V1__BACK_RULE__BACK_RULE_BY_PAID;
	rules.rounding = &krona;
	fixture->agreement.repayment = &rules;
	return &rules;
}

/* Linköping's 493 921,20 kr for 2024. */
static void pay_linkoping(struct fixture *fixture)
{
	fixture->agreement.from = 20230101;
	fixture->agreement.to = 20251231;
	fixture->expected.year = 2024;
	fixture->expected.held = days_from_to(20240101, 20241231);
	fixture->rows[0].received_ore = 49392120;
	fixture->account.count = 1;
}

static void repayment_example_of_days(void **state)
{
	struct fixture *fixture = *state;
	pay_linkoping(fixture);
	assert_null(plan(fixture, 20241001)->rules.clause);
	state_rules(fixture);
	const struct repayment_plan *result = plan(fixture, 20241001);
	assert_string_equal(result->rules.clause, "Återbetalning");
	assert_int_equal(result->exit.remaining, 92);
	assert_int_equal(result->exit.of, 366);
	assert_int_equal(result->partners[0].part_ore, 12415500);
}

static void repayment_example_of_months(void **state)
{
	struct fixture *fixture = *state;
	pay_linkoping(fixture);
	state_rules(fixture)->early_exit = JOUR__V1__EXIT_RULE__EXIT_RULE_MONTHS;
	const struct repayment_plan *result = plan(fixture, 20240915);
	assert_int_equal(result->exit.remaining, 3);
	assert_int_equal(result->exit.of, 12);
	assert_string_equal(result->exit.exact_ore, "12348030/1");
	assert_int_equal(result->partners[0].part_ore, 12348000);
	assert_int_equal(plan(fixture, 20230101)->unused_ore, 49392100);
	assert_int_equal(plan(fixture, 20250101)->unused_ore, 0);
}

/* The page's budget: Lokaler, Resor, and an earmarked Utbildning. */
static void budget_of_the_page(struct fixture *fixture)
{
	fixture->budget[0] = (struct expected_budget){
		.line = "Lokaler", .earmark = "", .amount_ore = 3500000, .spent_ore = 2250000};
	fixture->budget[1] = (struct expected_budget){
		.line = "Resor", .earmark = "", .amount_ore = 1000000, .spent_ore = 1200000};
	fixture->budget[2] = (struct expected_budget){
		.line = "Utbildning", .earmark = "utbildning", .amount_ore = 3000000};
	fixture->rows[0].received_ore = 7500000;
	fixture->account.count = 1;
}

static void repayment_example_of_unspent(void **state)
{
	struct fixture *fixture = *state;
	budget_of_the_page(fixture);
	state_rules(fixture)->early_exit = JOUR__V1__EXIT_RULE__EXIT_RULE_UNSPENT;
	const struct repayment_plan *result = plan(fixture, 20230101);
	assert_int_equal(result->exit.spent_ore, 3450000);
	assert_int_equal(result->partners[0].part_ore, 4050000);
	/* A shared cost is spent, too; what is not the partners' is not. */
	struct cited cost = {.input = NULL};
	fixture->expected_term.pot_inputs = &cost;
	fixture->expected_term.pot_known = true;
	fixture->expected_term.pot_given_ore = 60000;
	fixture->expected_term.less_ore = 10000;
	assert_int_equal(plan(fixture, 20230101)->unused_ore, 4000000);
	fixture->term.flow = JOUR__V1__FLOW__FLOW_OWN;
	assert_int_equal(plan(fixture, 20230101)->unused_ore, 7500000);
}

static void repayment_example_of_none(void **state)
{
	struct fixture *fixture = *state;
	budget_of_the_page(fixture);
	Jour__V1__RepaymentRules *rules = state_rules(fixture);
	rules->early_exit = JOUR__V1__EXIT_RULE__EXIT_RULE_NONE;
	rules->not_used = JOUR__V1__UNUSED_RULE__UNUSED_RULE_NONE;
	assert_int_equal(plan(fixture, 20230101)->partners[0].part_ore, 0);
	assert_int_equal(plan(fixture, 0)->partners[0].part_ore, 0);
	assert_int_equal(plan(fixture, 0)->lines[0].left_ore, 1250000);
}

static void repayment_example_of_pots(void **state)
{
	struct fixture *fixture = *state;
	budget_of_the_page(fixture);
	Jour__V1__RepaymentRules *rules = state_rules(fixture);
	const struct repayment_plan *result = plan(fixture, 0);
	assert_int_equal(result->pots[0].unused_ore, 1050000);
	assert_int_equal(result->pots[1].unused_ore, 3000000);
	assert_int_equal(result->unused_ore, 4050000);
	rules->not_used = JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_LINE;
	result = plan(fixture, 0);
	assert_int_equal(result->pot_count, 3);
	assert_int_equal(result->pots[0].unused_ore, 1250000);
	assert_int_equal(result->pots[1].unused_ore, 0);
	assert_int_equal(result->unused_ore, 4250000);
}

static void repayment_example_of_sharing_back(void **state)
{
	struct fixture *fixture = *state;
	struct balance rows[] = {{.code = "2401", .name = "Nordmaling", .received_ore = 2139600},
		{.code = "2409", .name = "Robertsfors", .received_ore = 2035200},
		{.code = "2403", .name = "Bjurholm", .received_ore = 736200}};
	fixture->account = (struct account){.count = 3, .rows = rows};
	fixture->budget[0] =
		(struct expected_budget){.line = "Lokaler", .earmark = "", .amount_ore = 1000000};
	fixture->expected_term.budget_count = 1;
	Jour__V1__RepaymentRules *rules = state_rules(fixture);
	const struct repayment_plan *result = plan(fixture, 0);
	assert_int_equal(result->partners[0].part_ore, 435700);
	assert_int_equal(result->partners[1].part_ore, 414400);
	assert_int_equal(result->partners[2].part_ore, 149900);
	rules->shared_back = JOUR__V1__BACK_RULE__BACK_RULE_EQUALLY;
	result = plan(fixture, 0);
	assert_int_equal(result->partners[0].part_ore, 333400);
	assert_int_equal(result->partners[1].part_ore, 333300);
	assert_int_equal(result->partners[2].part_ore, 333300);
}

static void repayment_as_json_names_the_agreements_rules(void **state)
{
	struct fixture *fixture = *state;
	struct ledger_name ledger = {.genesis = {.origin = "office.example/1"}};
	budget_of_the_page(fixture);
	Jour__V1__RepaymentRules *rules = state_rules(fixture);
	rules->early_exit = JOUR__V1__EXIT_RULE__EXIT_RULE_UNSPENT;
	rules->not_used = JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_LINE;
	rules->shared_back = JOUR__V1__BACK_RULE__BACK_RULE_EQUALLY;
	char *text = repayment_json(&fixture->expected, plan(fixture, 20230101), &ledger);
	assert_non_null(strstr(text, "\"by\": \"unspent\""));
	assert_non_null(strstr(text, "\"clause\": \"Återbetalning\""));
	assert_non_null(strstr(text, "\"share_by\": \"equally\""));
	assert_non_null(strstr(text, "\"spent_ore\": 3450000"));
	free(text);
	text = repayment_json(&fixture->expected, plan(fixture, 0), &ledger);
	assert_non_null(strstr(text, "\"by\": \"by_line\""));
	assert_non_null(strstr(text, "\"unused_ore\": 1250000"));
	free(text);
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
		TEST(repayment_example_of_days),
		TEST(repayment_example_of_months),
		TEST(repayment_example_of_unspent),
		TEST(repayment_example_of_none),
		TEST(repayment_example_of_pots),
		TEST(repayment_example_of_sharing_back),
		TEST(repayment_as_json_names_the_agreements_rules),
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
