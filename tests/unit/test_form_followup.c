#include "formkind.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "casebook.h"
#include "formhelp.h"

static struct casebook *book;
static struct formhelp help;
static char dnr[] = "SON 1", city[] = "0180", bromma[] = "0180-BR", spanga[] = "0180-SP";
static char empty[] = "";

static char *text(const char *constant)
{
	return (char *)(uintptr_t)constant;
}

static Jour__V1__Rounding *whole_ore(void)
{
	static Jour__V1__Rounding rounding;
	jour__v1__rounding__init(&rounding);
	rounding.unit_ore = 1;
	rounding.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
	return &rounding;
}

static void ask_for(Jour__V1__Agreement *agreement, const char *const *asked, const char *age_list)
{
	static Jour__V1__FollowUp items[16], *item_list[16];
	agreement->follow_up = item_list;
	for (size_t i = 0; asked[i] != NULL; i++) {
		jour__v1__follow_up__init(&items[i]);
		items[i].what = text(asked[i]);
		items[i].clause = text("3");
		if (strcmp(asked[i], "age") == 0)
			items[i].list = text(age_list);
		item_list[i] = &items[i];
		agreement->n_follow_up = i + 1;
	}
}

/* A budget of two lines, one of them earmarked, and 1 500 hours worth 341 314 kr; each agreement
 * year begins in April. `asked` ends with NULL. */
static uint64_t agreed_hundredths; /* of the first thing that is asked for */

static void agree_by(const char *const *asked, const char *age_list)
{
	static Jour__V1__BudgetLine lines[2], *line_list[] = {&lines[0], &lines[1]};
	static Jour__V1__Budget budget;
	static Jour__V1__Hours hours;
	static Jour__V1__Term terms[2], *term_list[] = {&terms[0], &terms[1]};
	static Jour__V1__MonthDay april;
	static Jour__V1__Duty duty, *duties[] = {&duty};
	static char *units[] = {city};
	static Jour__V1__Agreement agreement;
	jour__v1__agreement__init(&agreement);
	jour__v1__budget__init(&budget);
	jour__v1__hours__init(&hours);
	jour__v1__month_day__init(&april);
	jour__v1__duty__init(&duty);
	for (size_t i = 0; i < 2; i++) {
		jour__v1__budget_line__init(&lines[i]);
		jour__v1__term__init(&terms[i]);
		terms[i].clause = text("5");
		terms[i].proration = JOUR__V1__PRORATION__PRORATION_NONE;
		terms[i].rounding = whole_ore();
	}
	lines[0].line = text("Personal");
	lines[0].amount_ore = 60000000;
	lines[1].line = text("Utbildning");
	lines[1].amount_ore = 3000000;
	lines[1].earmark = text("utbildning");
	budget.lines = line_list;
	budget.n_lines = 2;
	hours.hours_hundredths = 150000;
	hours.value_ore = 34131400;
	terms[0].id = text("budget");
	terms[0].flow = JOUR__V1__FLOW__FLOW_CASH;
	terms[0].formula_case = JOUR__V1__TERM__FORMULA_BUDGET;
	terms[0].budget = &budget;
	terms[1].id = text("timmar");
	terms[1].flow = JOUR__V1__FLOW__FLOW_IN_KIND;
	terms[1].formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	terms[1].hours = &hours;
	april.month = 4;
	april.day = 1;
	duty.id = text("möte");
	duty.clause = text("7");
	duty.kind = JOUR__V1__DUTY_KIND__DUTY_KIND_MEETING;
	duty.what = text("Möte");
	duty.times_a_year = 2;
	agreement.dnr = dnr;
	agreement.version = 1;
	agreement.title = text("IOP");
	agreement.units = units;
	agreement.n_units = 1;
	agreement.from = 20220401;
	agreement.to = 20250331;
	agreement.year_start = &april;
	agreement.terms = term_list;
	agreement.n_terms = 2;
	agreement.duties = duties;
	agreement.n_duties = 1;
	ask_for(&agreement, asked, age_list);
	if (agreement.n_follow_up > 0)
		agreement.follow_up[0]->agreed_hundredths = agreed_hundredths;
	agreed_hundredths = 0;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_AGREEMENT, &agreement);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

static void agree(const char *const *asked)
{
	agree_by(asked, "");
}

static void say_effort(const char *measure, struct period period, Jour__V1__CellState state,
	uint64_t hundredths, uint64_t of_hundredths)
{
	Jour__V1__Effort effort;
	Jour__V1__Period when;
	jour__v1__effort__init(&effort);
	jour__v1__period__init(&when);
	when.year = period.year;
	when.first_month = period.first_month;
	when.months = period.months;
	effort.area = empty;
	effort.agreement = dnr;
	effort.measure = text(measure);
	effort.period = &when;
	effort.state = state;
	effort.hundredths = hundredths;
	effort.of_hundredths = of_hundredths;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_EFFORT, &effort);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

static void say_count(
	const char *measure, struct period period, uint64_t hundredths, uint64_t of_hundredths)
{
	say_effort(
		measure, period, JOUR__V1__CELL_STATE__CELL_STATE_COUNT, hundredths, of_hundredths);
}

static void say_cost(const char *line, uint64_t amount_ore)
{
	Jour__V1__Cost cost;
	jour__v1__cost__init(&cost);
	cost.agreement = dnr;
	cost.line = text(line);
	cost.reference = text("F1");
	cost.year = 2022;
	cost.amount_ore = amount_ore;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_COST, &cost);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

static int start(void **state)
{
	struct casebook_unit districts[] = {
		{.code = bromma,
			.name = text("Bromma"),
			.parent = city,
			.from = 19700101,
			.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT},
		{.code = spanga,
			.name = text("Spånga"),
			.parent = city,
			.from = 19700101,
			.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT}};
	(void)state;
	book = casebook_open();
	casebook_add_unit(book, city, text("Stockholm"));
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(casebook_say_unit(book, &districts[i]), RESULT_ACCEPTED);
	help = (struct formhelp){.today = 20230501};
	return 0;
}

static int end(void **state)
{
	(void)state;
	formhelp_close(&help);
	casebook_close(book);
	return 0;
}

static void fill_of(const char *which, uint32_t year, const struct period *period)
{
	formhelp_fill(&help, book->store, book->size, &book->memory.record, "followup", which, year,
		period);
}

static void fill(void)
{
	fill_of(dnr, 2022, NULL);
	assert_int_equal(help.err, ERR_OK);
}

#define Q2_2022 ((struct period){2022, 4, 3})
#define H2_2022 ((struct period){2022, 7, 6})
#define Q1_2023 ((struct period){2023, 1, 3})

static void followup_hours_are_beside_what_was_agreed(void **state)
{
	(void)state;
	agree((const char *const[]){"hours", NULL});
	say_count("volunteer_hours", Q2_2022, 50000, 0);
	say_count("volunteer_hours", H2_2022, 90000, 0);
	say_count("assignments", Q2_2022, 10000, 0);
	say_count("assignments", H2_2022, 20000, 0);
	fill();
	const struct form_cell *done = formhelp_cell(&help, "hours", "timmar", NULL, "done");
	assert_int_equal(done->type, FORM_HUNDREDTHS);
	assert_int_equal(done->hundredths, 140000);
	assert_true(done->at_least); /* of January to March 2023 nothing is said */
	const struct form_cell *share = formhelp_cell(&help, "hours", "timmar", NULL, "share");
	assert_int_equal(form_ratio_hundredths(&share->ratio), 9333); /* 1 400 of 1 500 */
	assert_true(share->at_least);
	/* Over assignments of which a part is not known there is no mean. */
	assert_int_equal(formhelp_cell(&help, "hours", "timmar", NULL, "hours_each")->type,
		FORM_NOT_REPORTED);
	say_count("volunteer_hours", Q1_2023, 13250, 0);
	say_count("assignments", Q1_2023, 11200, 0);
	fill();
	share = formhelp_cell(&help, "hours", "timmar", NULL, "share");
	assert_int_equal(form_ratio_hundredths(&share->ratio), 10217); /* 1 532,5 of 1 500 */
	assert_false(share->at_least);
	assert_int_equal(formhelp_cell(&help, "hours", "timmar", NULL, "assignments")->count, 412);
	const struct form_cell *each = formhelp_cell(&help, "hours", "timmar", NULL, "hours_each");
	assert_int_equal(form_ratio_hundredths(&each->ratio), 372);
	assert_int_equal(
		formhelp_cell(&help, "hours", "timmar", NULL, "value")->amount_ore, 34131400);
}

static void followup_hours_nobody_told_of_are_not_zero(void **state)
{
	(void)state;
	agree((const char *const[]){"hours", "calls", "first_contact_3_days", NULL});
	fill();
	assert_int_equal(
		formhelp_cell(&help, "hours", "timmar", NULL, "done")->type, FORM_NOT_REPORTED);
	assert_int_equal(formhelp_cell(&help, "effort", "Calls", "in all", "number")->type,
		FORM_NOT_REPORTED);
	assert_int_equal(
		formhelp_cell(&help, "service", NULL, NULL, "share")->type, FORM_NOT_REPORTED);
}

static void followup_service_levels_keep_their_states(void **state)
{
	(void)state;
	agree((const char *const[]){"first_contact_3_days", "three_attempts", "evening_attempt",
		"meeting_offered", NULL});
	for (size_t i = 0; i < 3; i++) {
		const struct period pieces[] = {Q2_2022, H2_2022, Q1_2023};
		say_count("first_contact_3_days", pieces[i], 900, 1000);
		say_effort("three_attempts", pieces[i],
			JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE, 0, 0);
		say_effort("evening_attempt", pieces[i], JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN, 0,
			0);
		say_count("meeting_offered", pieces[i], 0, 500);
	}
	fill();
	const char *const first = "First contact within 3 days";
	assert_int_equal(formhelp_cell(&help, "service", first, "3", "reached")->count, 27);
	assert_int_equal(formhelp_cell(&help, "service", first, "3", "of")->count, 30);
	const struct form_cell *share = formhelp_cell(&help, "service", first, "3", "share");
	assert_int_equal(form_ratio_hundredths(&share->ratio), 9000);
	assert_int_equal(
		formhelp_cell(&help, "service", "At least 3 attempts", NULL, "share")->type,
		FORM_NOT_APPLICABLE);
	assert_int_equal(
		formhelp_cell(&help, "service", "Attempt in the evening", NULL, "share")->type,
		FORM_HIDDEN);
	share = formhelp_cell(&help, "service", "Meeting offered", NULL, "share");
	assert_int_equal(share->ratio.part, 0);
	assert_int_equal(share->type, FORM_RATIO);
	assert_int_equal(formhelp_rows(&help, "service"), 4);
}

static void followup_number_is_beside_what_was_agreed(void **state)
{
	(void)state;
	agreed_hundredths = 40000;
	agree((const char *const[]){"assignments", "calls", NULL});
	say_count("assignments", Q2_2022, 10000, 0);
	say_count("assignments", H2_2022, 20000, 0);
	fill();
	const struct form_cell *share =
		formhelp_cell(&help, "effort", "Assignments", "in all", "share");
	assert_int_equal(form_ratio_hundredths(&share->ratio), 7500); /* 300 of 400 */
	assert_true(share->at_least);
	assert_int_equal(
		formhelp_cell(&help, "effort", "Assignments", "in all", "agreed")->count, 400);
	assert_int_equal(formhelp_cell(&help, "effort", "Calls", "in all", "agreed")->type,
		FORM_NOT_APPLICABLE);
	say_count("assignments", Q1_2023, 14000, 0);
	fill();
	share = formhelp_cell(&help, "effort", "Assignments", "in all", "share");
	assert_int_equal(form_ratio_hundredths(&share->ratio), 11000);
	assert_false(share->at_least);
}

static void followup_stock_is_the_newest_and_not_a_sum(void **state)
{
	(void)state;
	agree((const char *const[]){"support_persons_women", NULL});
	say_count("support_persons_women", Q2_2022, 1800, 0);
	say_count("support_persons_women", H2_2022, 1900, 0);
	fill();
	assert_int_equal(formhelp_cell(&help, "effort", NULL, "in all", "number")->count, 19);
}

static void followup_budget_lines_without_costs_are_not_told(void **state)
{
	(void)state;
	agree((const char *const[]){"budget", NULL});
	say_cost("Utbildning", 1200000);
	fill();
	assert_int_equal(formhelp_cell(&help, "budget", "budget", "Personal", "spent")->type,
		FORM_NOT_REPORTED);
	assert_int_equal(formhelp_cell(&help, "budget", "budget", "Utbildning", "left")->amount_ore,
		1800000);
	assert_int_equal(
		formhelp_cell(&help, "budget", "budget", "sum", "budget")->amount_ore, 63000000);
	assert_true(formhelp_cell(&help, "budget", "budget", "sum", "spent")->at_least);
	assert_int_equal(
		formhelp_cell(&help, "budget", "budget", "sum", "left")->type, FORM_NOT_REPORTED);
	const struct form_cell *left =
		formhelp_cell(&help, "budget", "budget", "of which earmarked", "left");
	assert_int_equal(left->amount_ore, 1800000);
}

static void report(char *area, struct period period, uint64_t cases)
{
	casebook_report_cases(book, area, period, cases);
}

static void followup_of_a_year_from_april_adds_its_pieces(void **state)
{
	(void)state;
	agree((const char *const[]){"cases", "age", NULL});
	report(city, (struct period){2022, 1, 3}, 1000); /* before the year */
	report(city, Q2_2022, 5);
	report(city, (struct period){2022, 7, 3}, 7);
	report(city, (struct period){2022, 10, 3}, 11);
	report(city, Q1_2023, 13);
	report(city, (struct period){2023, 4, 3}, 1000); /* after it */
	fill();
	const struct form_cell *cases = formhelp_cell(&help, "cases", "0180", NULL, "cases");
	assert_int_equal(cases->count, 36);
	assert_false(cases->at_least);
	assert_int_equal(
		formhelp_cell(&help, "age", "0180", NULL, "0-17")->type, FORM_NOT_REPORTED);
}

/* Under 21 are referred away and over 21 referred in: 21 has a place of its own. */
static void say_age_list(void)
{
	static const struct {
		const char *code;
		uint32_t from, to;
	} bands[] = {{"0-20", 0, 20}, {"21", 21, 21}, {"22+", 22, 0}};
	Jour__V1__CodeList list;
	Jour__V1__CodeValue values[4], *value_list[4];
	Jour__V1__AgeBand ages[3];
	jour__v1__code_list__init(&list);
	for (size_t i = 0; i < 4; i++) {
		jour__v1__code_value__init(&values[i]);
		values[i].code = text(i < 3 ? bands[i].code : "okand");
		value_list[i] = &values[i];
	}
	for (size_t i = 0; i < 3; i++) {
		jour__v1__age_band__init(&ages[i]);
		ages[i].from = bands[i].from;
		ages[i].to = bands[i].to;
		values[i].ages = &ages[i];
	}
	list.name = text("age-vasterort");
	list.version = 1;
	list.dimension = text("age");
	list.label_sv = text("ålder (Västerort)");
	list.values = value_list;
	list.n_values = 4;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_CODE_LIST, &list);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

static void report_ages(
	struct period period, const struct casebook_list *list, uint64_t *counts, size_t count)
{
	struct casebook_table table = {.area = city,
		.period = period,
		.source = JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.dimensions = {text("age"), NULL},
		.dimension_count = 1,
		.counts = counts,
		.cell_count = count};
	assert_int_equal(casebook_report_by(book, &table, list), RESULT_ACCEPTED);
}

static void followup_ages_are_by_the_agreements_own_list(void **state)
{
	(void)state;
	const struct casebook_list own = {text("age-vasterort"), 1};
	say_age_list();
	agree_by((const char *const[]){"age", NULL}, "age-vasterort");
	report_ages(Q2_2022, &own, (uint64_t[]){1, 2, 30, 0}, 4);
	report_ages(H2_2022, NULL, (uint64_t[]){3, 4, 5, 6, 7, 8, 0}, 7);
	fill();
	const char *const sheet = "age-vasterort";
	/* 0-17 and 18-20 are within 0-20; what is over 26 within 22+. */
	assert_int_equal(formhelp_cell(&help, sheet, "0180", NULL, "0-20")->count, 1 + 3 + 4);
	assert_int_equal(formhelp_cell(&help, sheet, "0180", NULL, "22+")->count, 30 + 6 + 7 + 8);
	/* Of 21-25 nobody knows who is 21: nothing is divided or dropped. */
	assert_int_equal(formhelp_cell(&help, sheet, "0180", NULL, "21")->count, 2);
	assert_true(formhelp_cell(&help, sheet, "0180", NULL, "21")->at_least);
	assert_int_equal(formhelp_cell(&help, sheet, "0180", NULL, "21-25")->count, 5);
	assert_int_equal(formhelp_cell(&help, sheet, "0180", NULL, "cases")->count, 33 + 33);
}

static void followup_districts_stand_for_their_kommun(void **state)
{
	(void)state;
	agree((const char *const[]){"cases", NULL});
	report(bromma, Q2_2022, 5);
	report(spanga, Q2_2022, 6);
	fill();
	assert_int_equal(formhelp_cell(&help, "cases", "0180", NULL, "cases")->count, 11);
	assert_int_equal(formhelp_cell(&help, "cases", "0180-BR", NULL, "cases")->count, 5);
	assert_int_equal(formhelp_cell(&help, "cases", "", "sum", "cases")->count, 11);
	report(city, Q2_2022, 12); /* what it says itself goes before */
	fill();
	assert_int_equal(formhelp_cell(&help, "cases", "0180", NULL, "cases")->count, 12);
	assert_int_equal(formhelp_cell(&help, "cases", "", "sum", "cases")->count, 12);
}

static void followup_that_says_nothing_is_what_its_terms_imply(void **state)
{
	(void)state;
	agree((const char *const[]){NULL});
	fill();
	assert_true(formhelp_has(&help, "economy"));
	assert_true(formhelp_has(&help, "terms"));
	assert_true(formhelp_has(&help, "budget"));
	assert_true(formhelp_has(&help, "hours"));
	assert_true(formhelp_has(&help, "cases"));
	assert_true(formhelp_has(&help, "duties"));
	assert_false(formhelp_has(&help, "coverage")); /* it expects no reports */
	assert_int_equal(formhelp_rows(&help, "duties"), 2);
	assert_int_equal(
		formhelp_cell(&help, "economy", "0180", NULL, "paid")->type, FORM_NOT_REPORTED);
	assert_int_equal(
		formhelp_cell(&help, "economy", "0180", NULL, "expected")->amount_ore, 63000000);
	assert_int_equal(
		formhelp_cell(&help, "terms", "timmar", NULL, "amount")->amount_ore, 34131400);
}

static void followup_of_a_period_is_of_the_year_it_begins_in(void **state)
{
	(void)state;
	agree((const char *const[]){"budget", "cases", NULL});
	say_cost("Personal", 100);
	report(city, Q1_2023, 13);
	fill_of(dnr, 0, &Q1_2023); /* in the year from April 2022 */
	assert_int_equal(help.err, ERR_OK);
	assert_int_equal(
		formhelp_cell(&help, "budget", "budget", "Personal", "spent")->amount_ore, 100);
	assert_int_equal(formhelp_cell(&help, "cases", "0180", NULL, "cases")->count, 13);
}

static void followup_outside_the_term_says_so(void **state)
{
	(void)state;
	agree((const char *const[]){"economy", NULL});
	fill_of(dnr, 2030, NULL);
	assert_int_equal(help.err, ERR_OK);
	bool told = false;
	for (const struct form_row *row = help.form.info.rows; row != NULL; row = row->next)
		told = told || strcmp(row->cells[0].text, "in_force") == 0;
	assert_true(told);
	fill_of("X", 2022, NULL);
	assert_int_equal(help.err, ERR_NOTFOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(followup_hours_are_beside_what_was_agreed),
		TEST(followup_hours_nobody_told_of_are_not_zero),
		TEST(followup_service_levels_keep_their_states),
		TEST(followup_number_is_beside_what_was_agreed),
		TEST(followup_stock_is_the_newest_and_not_a_sum),
		TEST(followup_budget_lines_without_costs_are_not_told),
		TEST(followup_of_a_year_from_april_adds_its_pieces),
		TEST(followup_ages_are_by_the_agreements_own_list),
		TEST(followup_districts_stand_for_their_kommun),
		TEST(followup_that_says_nothing_is_what_its_terms_imply),
		TEST(followup_of_a_period_is_of_the_year_it_begins_in),
		TEST(followup_outside_the_term_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
