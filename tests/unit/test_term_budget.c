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

static Jour__V1__Term *budget(struct pact *pact, Jour__V1__Flow flow, uint64_t stated_ore)
{
	Jour__V1__Term *term = pact_term(pact);
	term->flow = flow;
	term->formula_case = JOUR__V1__TERM__FORMULA_BUDGET;
	term->budget = pact_new_budget(pact);
	term->budget->stated_ore = stated_ore;
	term->budget->lines = pact_list(pact, BUDGET_LINES_MAX);
	return term;
}

static void add_line(struct pact *pact, Jour__V1__Term *term, const char *name, uint64_t amount_ore,
	const char *earmark)
{
	Jour__V1__BudgetLine *line = pact_new_budget_line(pact);
	line->line = text(name);
	line->amount_ore = amount_ore;
	line->earmark = text(earmark);
	term->budget->lines[term->budget->n_lines++] = line;
}

/* Västerort: April to March, a year at a time, at the longest to 2025-03-31. */
static void say_vasterort(struct pact *pact)
{
	static const struct {
		const char *name;
		uint64_t amount_ore;
	} city[] = {{"Personal", 60000000}, {"Konsulter", 1000000}, {"Lokaler", 3500000},
		{"Aktiviteter", 1000000}, {"Material", 400000}, {"Övrigt", 4500000}};
	pact_begin(pact, PACT_DNR, 1);
	pact_year_start(pact, 4, 1);
	pact->agreement.from = 20220401;
	pact->agreement.to = 20230331;
	pact->agreement.renewal = pact_new_renewal(pact);
	pact->agreement.renewal->automatic_years = 1;
	pact->agreement.renewal->until = 20250331;
	pact->agreement.renewal->cancel_by = pact_new_month_day(pact);
	pact->agreement.renewal->cancel_by->month = 9;
	pact->agreement.renewal->cancel_by->day = 30;
	Jour__V1__Term *cash = budget(pact, JOUR__V1__FLOW__FLOW_CASH, 70400000);
	for (size_t i = 0; i < 6; i++)
		add_line(pact, cash, city[i].name, city[i].amount_ore, "");
	Jour__V1__Term *own = budget(pact, JOUR__V1__FLOW__FLOW_OWN, 30900000);
	add_line(pact, own, "Verksamhetsstöd", 6600000, "");
	add_line(pact, own, "Medlemsavgifter", 300000, "");
	add_line(pact, own, "Utbildning", 3000000, "utbildning");
	add_line(pact, own, "Socialstyrelsen", 20000000, "projekt");
	add_line(pact, own, "Tjänster", 1000000, "");
	pact_say(pact);
}

static void term_budget_vasterort_gives_both_sums(void **state)
{
	say_vasterort(*state);
	const struct expected *expected = pact_expect(*state, 2022);
	assert_int_equal(expected->total_ore, 70400000);
	assert_int_equal(expected->flow_ore[JOUR__V1__FLOW__FLOW_OWN], 30900000);
	assert_int_equal(expected->units[0].amount_ore, 70400000);
	assert_int_equal(days_to_date(expected->days.first), 20220401);
	assert_int_equal(days_to_date(expected->days.last), 20230331);
	assert_string_equal(expected->terms[1].budget[3].earmark, "projekt");
	assert_null(expected->terms[0].remarks);
}

static void term_budget_vasterort_ends_in_march_2025(void **state)
{
	say_vasterort(*state);
	assert_false(pact_expect(*state, 2021)->in_force);
	assert_true(pact_expect(*state, 2024)->in_force);
	assert_int_equal(pact_expect(*state, 2024)->total_ore, 70400000);
	assert_false(pact_expect(*state, 2025)->in_force);
}

static void term_budget_spent_and_left_stand_beside_each_line(void **state)
{
	struct pact *pact = *state;
	say_vasterort(pact);
	book_cost(&pact->book, PACT_DNR, "Personal", "januari", 2022, 61000000);
	book_cost(&pact->book, PACT_DNR, "Socialstyrelsen", "a", 2022, 100);
	book_cost(&pact->book, PACT_DNR, "Socialstyrelsen", "b", 2022, 200);
	book_cost(&pact->book, PACT_DNR, "Socialstyrelsen", "c", 2023, 400);
	book_send(&pact->book);
	const struct expected *expected = pact_expect(pact, 2022);
	assert_int_equal(expected->terms[0].budget[0].left_ore, -1000000);
	assert_int_equal(expected->terms[1].budget[3].spent_ore, 300);
	assert_int_equal(expected->terms[1].budget[3].left_ore, 19999700);
	assert_int_equal(expected->terms[1].budget[2].left_ore, 3000000);
	assert_int_equal(expected->total_ore, 70400000);
}

static void term_budget_that_does_not_add_up_says_so(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	Jour__V1__Term *term = budget(pact, JOUR__V1__FLOW__FLOW_CASH, 1000);
	add_line(pact, term, "a", 300, "");
	add_line(pact, term, "b", 600, "");
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->total_ore, 1000);
	assert_true(pact_has_remark(&expected->terms[0], "budget_sum"));
	/* The lines are parts of the sum that counts. */
	assert_int_equal(expected->terms[0].budget[0].amount_ore, 333);
	assert_int_equal(expected->terms[0].budget[1].amount_ore, 667);
}

static void term_budget_in_cash_needs_one_payer(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	add_line(pact, budget(pact, JOUR__V1__FLOW__FLOW_CASH, 0), "a", 300, "");
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_true(pact_has_remark(&expected->terms[0], "payer"));
	assert_false(expected->complete);
	assert_int_equal(expected->terms[0].whole.amount_ore, 300);
}

static void term_budget_of_nothing_is_nothing(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	add_line(pact, budget(pact, JOUR__V1__FLOW__FLOW_CASH, 500), "a", 0, "");
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->total_ore, 500);
	assert_int_equal(expected->terms[0].budget[0].amount_ore, 0);
}

static void term_budget_of_the_most_lines_adds_up_to_the_stated_sum(void **state)
{
	struct pact *pact = *state;
	int64_t sum_ore = 0;
	pact_begin(pact, PACT_DNR, 1);
	Jour__V1__Term *term =
		budget(pact, JOUR__V1__FLOW__FLOW_CASH, (uint64_t)100 * BUDGET_LINES_MAX + 1);
	for (unsigned i = 0; i < BUDGET_LINES_MAX; i++)
		add_line(pact, term, pact_name(pact, "line", i), 100, "");
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->terms[0].budget_count, BUDGET_LINES_MAX);
	for (size_t i = 0; i < BUDGET_LINES_MAX; i++)
		sum_ore += expected->terms[0].budget[i].amount_ore;
	assert_int_equal(sum_ore, (int64_t)100 * BUDGET_LINES_MAX + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(term_budget_vasterort_gives_both_sums),
		TEST(term_budget_vasterort_ends_in_march_2025),
		TEST(term_budget_spent_and_left_stand_beside_each_line),
		TEST(term_budget_that_does_not_add_up_says_so),
		TEST(term_budget_in_cash_needs_one_payer),
		TEST(term_budget_of_nothing_is_nothing),
		TEST(term_budget_of_the_most_lines_adds_up_to_the_stated_sum),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
