/* Key figures of units with a history. */
#include "keybook.h"
#include "totalratio.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "keyhelp.h"

static char scb[] = "SCB", dnr[] = "KS 1";

/* Bjurholm (2 500) is merged into Nordmaling (7 000), which goes on, on 1 July 2018. */
static int start(void **state)
{
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20201231, {nordmaling, bjurholm}, 2, {{6, 20}, {0, 0}}};
	(void)keyhelp_open(state);
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	struct casebook_unit gone = {.code = bjurholm, .from = 19700101, .to = 20180630};
	struct casebook_unit heir = {
		.code = nordmaling, .from = 20180701, .follows = {bjurholm}, .follows_count = 1};
	assert_int_equal(casebook_say_unit(book, &gone), RESULT_ACCEPTED);
	assert_int_equal(casebook_say_unit(book, &heir), RESULT_ACCEPTED);
	return 0;
}

static const struct keyfigures *compute(struct period period)
{
	return keyhelp_compute(period, NULL);
}

static void say_assignments(const char *area, struct period period, uint64_t number)
{
	keyhelp_effort(area, "", "assignments", period, &number);
}

static void state_crimes(char *unit, uint64_t crimes)
{
	Jour__V1__UnitFigure figure;
	jour__v1__unit_figure__init(&figure);
	figure.unit = unit;
	figure.name = list_text("reported crimes");
	figure.year = 2018;
	figure.source = list_text("BRÅ");
	figure.value = crimes;
	keyhelp_say(JOUR__V1__RECORD__BODY_UNIT_FIGURE, &figure);
}

static void keybook_merged_unit_is_in_the_one_it_was_merged_into(void **state)
{
	(void)state;
	casebook_report_cases(book, nordmaling, FIRST_HALF, 10);
	casebook_report_cases(book, bjurholm, FIRST_HALF, 5);
	casebook_report_cases(book, nordmaling, SECOND_HALF, 23);
	say_assignments(nordmaling, FIRST_HALF, 20);
	say_assignments(bjurholm, FIRST_HALF, 7);
	say_assignments(nordmaling, SECOND_HALF, 30);
	state_crimes(bjurholm, 100);
	const struct keyfigures *figures = compute(YEAR);
	/* 38 cases for the 9 500 people of both: the figure of 2017 is of the old Nordmaling. */
	const struct keyfigure *figure = keyhelp_figure(figures, nordmaling, "cases_per_1000");
	assert_int_equal(figure->numerator.value, 38);
	assert_int_equal(figure->denominator.value, 9500);
	assert_string_equal(figure->value.exact, "4/1");
	assert_false(figure->value.at_least);
	assert_int_equal(keyhelp_figure(figures, nordmaling, "assignments")->numerator.value, 5700);
	assert_false(keyhelp_figure(figures, nordmaling, "assignments")->value.at_least);
	/* Its crimes stand where its own are not known; they are of all that was merged. */
	assert_int_equal(
		keyhelp_figure(figures, nordmaling, "cases_of_crimes")->denominator.value, 100);
	/* Bjurholm is shown, and counted once. */
	figure = keyhelp_figure(figures, bjurholm, "cases_per_1000");
	assert_int_equal(figure->numerator.value, 5);
	assert_int_equal(figure->denominator.value, 2500);
	assert_string_equal(keyhelp_row(figures, bjurholm)->within->code, nordmaling);
	assert_false(keyhelp_row(figures, bjurholm)->apart);
	assert_int_equal(figures->unit_count, 1);
	assert_int_equal(figures->inhabitants, 9500);
	const struct keymeans *means = keyhelp_means(figures, "cases_per_1000");
	assert_int_equal(means->together.numerator.value, 38);
	assert_int_equal(means->together.denominator.value, 9500);
	/* Of the agreement as a whole, too. */
	figure = &figures->agreements->figures[keyhelp_position("cases_per_1000")];
	assert_int_equal(figure->numerator.value, 38);
	assert_int_equal(figure->denominator.value, 9500);
	assert_int_equal(figures->agreements->population.value, 9500);
	/* A figure of a later day holds the people of both. */
	casebook_add_population(book, nordmaling, 20181231, scb, 9600);
	figures = compute(YEAR);
	assert_int_equal(
		keyhelp_figure(figures, nordmaling, "cases_per_1000")->denominator.value, 9600);
}

static void keybook_before_the_merger_there_are_two(void **state)
{
	(void)state;
	casebook_report_cases(book, nordmaling, FIRST_HALF, 10);
	casebook_report_cases(book, bjurholm, FIRST_HALF, 5);
	const struct keyfigures *figures = compute(FIRST_HALF);
	assert_int_equal(figures->unit_count, 2);
	assert_int_equal(figures->inhabitants, 9500);
	assert_null(keyhelp_row(figures, bjurholm)->within);
	const struct keyfigure *figure = keyhelp_figure(figures, nordmaling, "cases_per_1000");
	assert_int_equal(figure->numerator.value, 10);
	assert_int_equal(figure->denominator.value, 7000);
	/* After it there is one, of which the half year is known as far as it says. */
	casebook_report_cases(book, nordmaling, SECOND_HALF, 19);
	figures = compute(SECOND_HALF);
	figure = keyhelp_figure(figures, nordmaling, "cases_per_1000");
	assert_string_equal(figure->value.exact, "2/1");
	assert_int_equal(figures->unit_count, 1);
}

static void keybook_missing_report_of_a_merged_unit_makes_it_at_least(void **state)
{
	(void)state;
	casebook_report_cases(book, nordmaling, FIRST_HALF, 10);
	casebook_report_cases(book, nordmaling, SECOND_HALF, 28);
	const struct keyfigure *figure =
		keyhelp_figure(compute(YEAR), nordmaling, "cases_per_1000");
	assert_int_equal(figure->numerator.value, 38);
	assert_true(figure->value.at_least);
}

static void keybook_people_of_merged_units_are_in_totals_once(void **state)
{
	(void)state;
	struct totals_query query = {.unit = NULL};
	struct coverage coverage;
	struct totals totals;
	casebook_report_cases(book, nordmaling, FIRST_HALF, 10);
	casebook_report_cases(book, bjurholm, FIRST_HALF, 5);
	casebook_report_cases(book, nordmaling, SECOND_HALF, 23);
	for (int i = 0; i < 2; i++) {
		struct reports reports = casebook_read(book, book->size, i == 0 ? YEAR : FIRST_HALF,
			day_of(2019, 2, 1), &coverage);
		assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
		assert_int_equal(totals.cases.count, i == 0 ? 38 : 15);
		assert_int_equal(totals_inhabitants(&totals), 9500);
		store_abort(reports.txn);
	}
}

/* What was renamed is one unit all along. */
static void keybook_renamed_unit_is_one(void **state)
{
	(void)state;
	struct casebook_unit renamed = {
		.code = umea, .name = list_text("Nya Umea"), .from = 20180701};
	assert_int_equal(casebook_say_unit(book, &renamed), RESULT_ACCEPTED);
	casebook_report_cases(book, umea, FIRST_HALF, 200);
	casebook_report_cases(book, umea, SECOND_HALF, 300);
	const struct keyfigures *figures = compute(YEAR);
	assert_string_equal(keyhelp_figure(figures, umea, "cases_per_1000")->value.exact, "4/1");
	assert_string_equal(keyhelp_row(figures, umea)->name, "Nya Umea");
}

/* Umea (125 000) is gone, and two follow it: its cases are its own, its people are theirs. */
static void keybook_split_unit_is_counted_once(void **state)
{
	(void)state;
	static char north[] = "2498", south[] = "2499";
	struct casebook_unit gone = {.code = umea, .from = 19700101, .to = 20180630};
	struct casebook_unit parts[] = {
		{.code = north, .from = 20180701, .follows = {umea}, .follows_count = 1},
		{.code = south, .from = 20180701, .follows = {umea}, .follows_count = 1}};
	assert_int_equal(casebook_say_unit(book, &gone), RESULT_ACCEPTED);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(casebook_say_unit(book, &parts[i]), RESULT_ACCEPTED);
		casebook_add_population(book, parts[i].code, 20180930, scb, 62500);
		casebook_report_cases(book, parts[i].code, SECOND_HALF, 125);
	}
	casebook_report_cases(book, umea, FIRST_HALF, 250);
	casebook_report_cases(book, nordmaling, YEAR, 38);
	const struct keyfigures *figures = compute(YEAR);
	assert_string_equal(keyhelp_row(figures, umea)->within->code, north);
	assert_true(keyhelp_row(figures, umea)->apart);
	assert_int_equal(keyhelp_figure(figures, north, "cases_per_1000")->numerator.value, 125);
	const struct keymeans *means = keyhelp_means(figures, "cases_per_1000");
	assert_int_equal(means->together.numerator.value, 250 + 125 + 125 + 38);
	assert_int_equal(means->together.denominator.value, 125000 + 9500);
	assert_int_equal(figures->inhabitants, 125000 + 9500);
}

/* From Umea, of which nothing is expected, to Nordmaling: as in totals. */
static void keybook_district_that_moves_is_counted_once(void **state)
{
	(void)state;
	static char west[] = "2480-V";
	struct casebook_unit before = {.code = west,
		.parent = umea,
		.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT,
		.from = 19700101,
		.to = 20180630};
	struct casebook_unit after = before;
	struct coverage coverage;
	struct totals totals;
	struct totals_query query = {.unit = NULL};
	after.parent = nordmaling;
	after.from = 20180701;
	after.to = 0;
	assert_int_equal(casebook_say_unit(book, &before), RESULT_ACCEPTED);
	assert_int_equal(casebook_say_unit(book, &after), RESULT_ACCEPTED);
	casebook_report_cases(book, west, FIRST_HALF, 10);
	casebook_report_cases(book, west, SECOND_HALF, 20);
	const struct keyfigures *figures = compute(YEAR);
	assert_int_equal(keyhelp_figure(figures, umea, "cases_per_1000")->numerator.value, 10);
	assert_int_equal(
		keyhelp_figure(figures, nordmaling, "cases_per_1000")->numerator.value, 20);
	assert_int_equal(
		keyhelp_means(figures, "cases_per_1000")->together.numerator.value, 10 + 20);
	assert_string_equal(keyhelp_row(figures, west)->within->code, nordmaling);
	struct reports reports =
		casebook_read(book, book->size, YEAR, day_of(2019, 2, 1), &coverage);
	assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
	assert_int_equal(totals.cases.count, 10 + 20);
	store_abort(reports.txn);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, keyhelp_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keybook_merged_unit_is_in_the_one_it_was_merged_into),
		TEST(keybook_before_the_merger_there_are_two),
		TEST(keybook_missing_report_of_a_merged_unit_makes_it_at_least),
		TEST(keybook_people_of_merged_units_are_in_totals_once),
		TEST(keybook_renamed_unit_is_one),
		TEST(keybook_split_unit_is_counted_once),
		TEST(keybook_district_that_moves_is_counted_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
