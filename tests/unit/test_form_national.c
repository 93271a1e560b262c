#include "formkind.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "catchment.h"
#include "formhelp.h"
#include "listrecord.h"

static char dnr[] = "KS 1", scb[] = "SCB", court[] = "TR-UMEA", sex[] = "sex";
static char support[] = "support", contacts[] = "contacts";
static struct formhelp help;

/* Two kommuner owe a report each quarter; the third and the court owe nothing. */
static int start(void **state)
{
	(void)set_up(state);
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20201231, {nordmaling, bjurholm}, 2, {{3, 20}, {0, 0}}};
	casebook_add_unit(book, court, (char[]){"Umea tingsratt"});
	casebook_add_population(book, nordmaling, 20171231, scb, 7000);
	casebook_add_population(book, bjurholm, 20171231, scb, 2500);
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	help = (struct formhelp){.today = 20181231};
	return 0;
}

static int end(void **state)
{
	formhelp_close(&help);
	return tear_down(state);
}

static void fill(const char *period_text)
{
	struct period period;
	assert_int_equal(period_parse(bytes_of_text(period_text), &period), ERR_OK);
	formhelp_fill(
		&help, book->store, book->size, &book->memory.record, "national", NULL, 0, &period);
	assert_int_equal(help.err, ERR_OK);
}

static void report(
	char *area, char *dimension, uint64_t *counts, size_t count, Jour__V1__CellState *states)
{
	struct casebook_table table = {.area = area,
		.period = QUARTER,
		.source = strlen(area) == 4 ? JOUR__V1__SOURCE__SOURCE_KOMMUN
					    : JOUR__V1__SOURCE__SOURCE_JOUR,
		.dimensions = {dimension, NULL},
		.dimension_count = dimension == NULL ? 0 : 1,
		.counts = counts,
		.states = states,
		.cell_count = count};
	assert_int_equal(casebook_report(book, &table), RESULT_ACCEPTED);
}

static void national_of_nothing_reported_has_no_zero(void **state)
{
	(void)state;
	fill("2018");
	for (const struct form_sheet *sheet = help.form.sheets; sheet != NULL; sheet = sheet->next)
		for (const struct form_row *row = sheet->rows; row != NULL; row = row->next)
			for (size_t i = 0; i < sheet->column_count; i++)
				if (row->cells[i].type == FORM_COUNT &&
					strcmp(sheet->columns[i].name, "days_late") != 0)
					assert_true(row->cells[i].count != 0);
	assert_int_equal(
		formhelp_cell(&help, "cases", "2401", NULL, "cases")->type, FORM_NOT_REPORTED);
	assert_int_equal(formhelp_cell(&help, "cases", "", NULL, "cases")->type, FORM_NOT_REPORTED);
	assert_int_equal(
		formhelp_cell(&help, "effort", "", NULL, "calls")->type, FORM_NOT_REPORTED);
}

static void national_keeps_the_four_states_apart(void **state)
{
	(void)state;
	Jour__V1__CellState states[] = {JOUR__V1__CELL_STATE__CELL_STATE_COUNT,
		JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED,
		JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE,
		JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN};
	report(nordmaling, sex, (uint64_t[]){0, 0, 0, 0}, 4, states);
	fill("2018-Q1");
	const struct form_cell *women = formhelp_cell(&help, "sex", "2401", NULL, "kvinna");
	assert_int_equal(women->type, FORM_COUNT);
	assert_int_equal(women->count, 0);
	assert_int_equal(formhelp_cell(&help, "sex", "2401", NULL, "man")->type, FORM_NOT_REPORTED);
	assert_int_equal(
		formhelp_cell(&help, "sex", "2401", NULL, "annan")->type, FORM_NOT_APPLICABLE);
	assert_int_equal(formhelp_cell(&help, "sex", "2401", NULL, "okand")->type, FORM_HIDDEN);
}

static void national_sum_without_a_report_is_at_least(void **state)
{
	(void)state;
	report(nordmaling, sex, (uint64_t[]){6, 4, 0, 0}, 4, NULL);
	report(nordmaling, NULL, (uint64_t[]){10}, 1, NULL);
	fill("2018-Q1");
	const struct form_cell *sum = formhelp_cell(&help, "cases", "", NULL, "cases");
	assert_int_equal(sum->count, 10);
	assert_true(sum->at_least);
	assert_false(formhelp_cell(&help, "cases", "2401", NULL, "cases")->at_least);
	const struct form_cell *rate = formhelp_cell(&help, "cases", "", NULL, "per_1000");
	assert_int_equal(form_ratio_hundredths(&rate->ratio), 105); /* at least 10 of 9 500 */
	assert_true(rate->at_least);
	rate = formhelp_cell(&help, "cases", "2401", NULL, "per_1000");
	assert_false(rate->at_least);
	assert_int_equal(form_ratio_hundredths(&rate->ratio), 143); /* 10 of 7 000 */
	report(bjurholm, NULL, (uint64_t[]){0}, 1, NULL);
	fill("2018-Q1");
	sum = formhelp_cell(&help, "cases", "", NULL, "cases");
	assert_int_equal(sum->count, 10);
	assert_false(sum->at_least);
	rate = formhelp_cell(&help, "cases", "", NULL, "per_1000");
	assert_int_equal(form_ratio_hundredths(&rate->ratio), 105); /* 10 of 9 500 */
	assert_false(rate->at_least);
}

static void national_shares_are_of_those_counted(void **state)
{
	(void)state;
	report(nordmaling, sex, (uint64_t[]){6, 4, 0, 0}, 4, NULL);
	report(nordmaling, support, (uint64_t[]){9, 3, 0, 0, 0, 0, 0, 0, 0}, 9, NULL);
	report(nordmaling, NULL, (uint64_t[]){10}, 1, NULL);
	report(bjurholm, NULL, (uint64_t[]){0}, 1, NULL);
	report(bjurholm, sex, (uint64_t[]){0, 0, 0, 0}, 4, NULL);
	fill("2018-Q1");
	const struct form_cell *share =
		formhelp_cell(&help, "sex", "", "share of those counted", "kvinna");
	assert_int_equal(form_ratio_hundredths(&share->ratio), 6000);
	/* Values that overlap are of the cases: 9 and 3 are of 10, not of 12. */
	share = formhelp_cell(&help, "support", "", "share of the cases", "stodsamtal");
	assert_int_equal(form_ratio_hundredths(&share->ratio), 9000);
}

static void national_share_of_a_mark_is_of_the_kommuner_that_count_it(void **state)
{
	(void)state;
	report(nordmaling, support, (uint64_t[]){9, 0, 0, 0, 0, 0, 0, 0, 0}, 9, NULL);
	report(nordmaling, NULL, (uint64_t[]){10}, 1, NULL);
	report(bjurholm, NULL, (uint64_t[]){20}, 1, NULL);
	fill("2018-Q1");
	const struct form_cell *share =
		formhelp_cell(&help, "support", "", "share of the cases", "stodsamtal");
	assert_int_equal(form_ratio_hundredths(&share->ratio), 9000); /* not 9 of 30 */
	/* None where it was counted, and it was not counted everywhere: that is not 0 %. */
	share = formhelp_cell(&help, "support", "", "share of the cases", "hanvisning");
	assert_int_equal(share->type, FORM_NOT_REPORTED);
}

static void say_effort(const char *area, const char *measure, uint64_t number)
{
	casebook_say_effort(book, list_text(area), list_text(measure), QUARTER, number);
}

static void national_contacts_are_for_each_case(void **state)
{
	(void)state;
	report(nordmaling, NULL, (uint64_t[]){10}, 1, NULL);
	say_effort(nordmaling, "contacts", 35);
	say_effort(nordmaling, "measures", 20);
	say_effort(bjurholm, "contacts", 4);
	fill("2018-Q1");
	assert_int_equal(formhelp_cell(&help, "contacts", "2401", NULL, "contacts")->count, 35);
	const struct form_cell *each =
		formhelp_cell(&help, "contacts", "2401", NULL, "contacts_each");
	assert_int_equal(form_ratio_hundredths(&each->ratio), 350);
	each = formhelp_cell(&help, "contacts", "2401", NULL, "measures_each");
	assert_int_equal(form_ratio_hundredths(&each->ratio), 200);
	/* Bjurholm has told of contacts and of no cases: there is no mean over all. */
	assert_int_equal(formhelp_cell(&help, "contacts", "2403", NULL, "contacts_each")->type,
		FORM_NOT_REPORTED);
	assert_int_equal(formhelp_cell(&help, "contacts", "", NULL, "contacts")->count, 39);
	assert_int_equal(formhelp_cell(&help, "contacts", "", NULL, "contacts_each")->type,
		FORM_NOT_REPORTED);
	report(bjurholm, NULL, (uint64_t[]){3}, 1, NULL);
	fill("2018-Q1");
	each = formhelp_cell(&help, "contacts", "", NULL, "contacts_each");
	assert_int_equal(form_ratio_hundredths(&each->ratio), 300);
	each = formhelp_cell(&help, "contacts", "", NULL, "measures_each");
	assert_int_equal(form_ratio_hundredths(&each->ratio), 153); /* at least 20 of 13 */
	assert_true(each->at_least);
}

/* Contacts of a quarter over the cases of a year are a part of what there was for each. */
static void national_contacts_of_fewer_months_than_the_cases_are_at_least(void **state)
{
	(void)state;
	casebook_report_cases(book, umea, YEAR, 100);
	for (unsigned quarter = 0; quarter < 4; quarter++) {
		struct period period = {2018, (uint8_t)(1 + 3 * quarter), 3};
		casebook_report_cases(book, nordmaling, period, 5);
		casebook_report_cases(book, bjurholm, period, 5);
		casebook_say_effort(book, nordmaling, contacts, period, 10);
		casebook_say_effort(book, bjurholm, contacts, period, 10);
	}
	say_effort(umea, "contacts", 100);
	fill("2018");
	const struct form_cell *each =
		formhelp_cell(&help, "contacts", umea, NULL, "contacts_each");
	assert_int_equal(form_ratio_hundredths(&each->ratio), 100);
	assert_true(each->at_least);
	assert_false(formhelp_cell(&help, "contacts", "2401", NULL, "contacts_each")->at_least);
	/* Umea owes nothing, so the number itself lacks nothing; beside the cases it does. */
	assert_false(formhelp_cell(&help, "contacts", "", NULL, "contacts")->at_least);
	each = formhelp_cell(&help, "contacts", "", NULL, "contacts_each");
	assert_int_equal(form_ratio_hundredths(&each->ratio), 128); /* 180 of 140 */
	assert_true(each->at_least);
	casebook_say_effort(book, umea, contacts, (struct period){2018, 4, 3}, 10);
	casebook_say_effort(book, umea, contacts, (struct period){2018, 7, 6}, 10);
	fill("2018");
	assert_false(formhelp_cell(&help, "contacts", umea, NULL, "contacts_each")->at_least);
	assert_false(formhelp_cell(&help, "contacts", "", NULL, "contacts_each")->at_least);
}

/* The mean over cases of a part of the months may be more or less, in the sum, too. */
static void national_cases_of_fewer_months_than_the_contacts_have_no_mean(void **state)
{
	(void)state;
	report(nordmaling, NULL, (uint64_t[]){5}, 1, NULL);
	report(bjurholm, NULL, (uint64_t[]){5}, 1, NULL);
	say_effort(nordmaling, "contacts", 10);
	say_effort(bjurholm, "contacts", 10);
	casebook_report_cases(book, umea, (struct period){2018, 1, 1}, 2);
	say_effort(umea, "contacts", 100);
	fill("2018-Q1");
	assert_int_equal(formhelp_cell(&help, "contacts", umea, NULL, "contacts_each")->type,
		FORM_NOT_REPORTED);
	assert_false(formhelp_cell(&help, "contacts", "", NULL, "cases")->at_least);
	assert_int_equal(formhelp_cell(&help, "contacts", "", NULL, "contacts_each")->type,
		FORM_NOT_REPORTED);
}

/* Umea reports nothing itself and owes nothing: it is what its districts say, one of them yet. */
static void national_kommun_is_the_sum_of_its_districts(void **state)
{
	(void)state;
	static char west[] = "2480-V", east[] = "2480-O";
	struct casebook_unit districts[] = {{.code = west,
						    .parent = umea,
						    .type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT,
						    .from = 20180101},
		{.code = east,
			.parent = umea,
			.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT,
			.from = 20180101}};
	casebook_add_population(book, umea, 20171231, scb, 125000);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(casebook_say_unit(book, &districts[i]), RESULT_ACCEPTED);
	casebook_report_cases(book, west, QUARTER, 30);
	fill("2018-Q1");
	const struct form_cell *whole = formhelp_cell(&help, "cases", umea, NULL, "cases");
	assert_int_equal(whole->count, 30);
	assert_true(whole->at_least); /* the other district has said nothing */
	assert_int_equal(formhelp_cell(&help, "cases", "", NULL, "cases")->count, 30);
	casebook_report_cases(book, east, QUARTER, 20);
	fill("2018-Q1");
	whole = formhelp_cell(&help, "cases", umea, NULL, "cases");
	assert_int_equal(whole->count, 50);
	assert_false(whole->at_least);
	whole = formhelp_cell(&help, "cases", umea, NULL, "per_1000");
	assert_int_equal(form_ratio_hundredths(&whole->ratio), 40);
	/* Its own count comes before theirs. */
	casebook_report_cases(book, umea, QUARTER, 60);
	fill("2018-Q1");
	assert_int_equal(formhelp_cell(&help, "cases", umea, NULL, "cases")->count, 60);
	assert_int_equal(formhelp_cell(&help, "cases", "", NULL, "cases")->count, 60);
}

/* What its districts did is the kommun's, as what they count is. */
static void national_effort_of_a_district_is_in_its_kommun(void **state)
{
	(void)state;
	static char west[] = "2480-V", east[] = "2480-O";
	char *districts[] = {west, east};
	for (size_t i = 0; i < 2; i++) {
		struct casebook_unit district = {.code = districts[i],
			.parent = umea,
			.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT,
			.from = 20180101};
		assert_int_equal(casebook_say_unit(book, &district), RESULT_ACCEPTED);
	}
	report(nordmaling, NULL, (uint64_t[]){1}, 1, NULL);
	report(bjurholm, NULL, (uint64_t[]){1}, 1, NULL);
	say_effort(nordmaling, "contacts", 1);
	say_effort(bjurholm, "contacts", 1);
	casebook_report_cases(book, west, QUARTER, 5);
	casebook_report_cases(book, east, QUARTER, 3);
	say_effort(west, "contacts", 40);
	fill("2018-Q1");
	const struct form_cell *cell = formhelp_cell(&help, "contacts", umea, NULL, "contacts");
	assert_int_equal(cell->count, 40);
	assert_true(cell->at_least); /* the other district has said nothing of it */
	cell = formhelp_cell(&help, "contacts", "", NULL, "contacts");
	assert_int_equal(cell->count, 42);
	assert_true(cell->at_least);
	say_effort(east, "contacts", 8);
	fill("2018-Q1");
	cell = formhelp_cell(&help, "contacts", "", NULL, "contacts");
	assert_int_equal(cell->count, 50);
	assert_false(cell->at_least);
	cell = formhelp_cell(&help, "contacts", umea, NULL, "contacts_each");
	assert_int_equal(form_ratio_hundredths(&cell->ratio), 600); /* 48 of 8 */
	assert_false(cell->at_least);
	cell = formhelp_cell(&help, "contacts", "", NULL, "contacts_each");
	assert_int_equal(form_ratio_hundredths(&cell->ratio), 500); /* 50 of 10 */
	assert_int_equal(formhelp_cell(&help, "effort", "", NULL, "contacts")->count, 50);
	/* What is said of the kommun itself comes before it. */
	say_effort(umea, "contacts", 60);
	fill("2018-Q1");
	assert_int_equal(formhelp_cell(&help, "contacts", "", NULL, "contacts")->count, 62);
}

/* From Umea, which owes nothing, to Bjurholm: each has its half-year, and the sum each once. */
static void national_district_that_moves_is_counted_once(void **state)
{
	(void)state;
	static char west[] = "2480-V";
	struct casebook_unit before = {.code = west,
		.parent = umea,
		.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT,
		.from = 19700101,
		.to = 20180630};
	struct casebook_unit after = before;
	after.parent = bjurholm;
	after.from = 20180701;
	after.to = 0;
	assert_int_equal(casebook_say_unit(book, &before), RESULT_ACCEPTED);
	assert_int_equal(casebook_say_unit(book, &after), RESULT_ACCEPTED);
	casebook_report_cases(book, nordmaling, (struct period){2018, 1, 12}, 5);
	casebook_report_cases(book, west, (struct period){2018, 1, 6}, 10);
	casebook_report_cases(book, west, (struct period){2018, 7, 6}, 20);
	fill("2018");
	assert_int_equal(formhelp_cell(&help, "cases", umea, NULL, "cases")->count, 10);
	assert_int_equal(formhelp_cell(&help, "cases", bjurholm, NULL, "cases")->count, 20);
	assert_int_equal(formhelp_cell(&help, "cases", west, NULL, "cases")->count, 30);
	assert_int_equal(formhelp_cell(&help, "cases", "", NULL, "cases")->count, 35);
}

/* Bjurholm (2 500) is merged into Nordmaling (7 000) in the middle of the year. */
static void national_people_of_merged_kommuner_are_counted_once(void **state)
{
	(void)state;
	struct casebook_unit gone = {.code = bjurholm, .from = 19700101, .to = 20180630};
	struct casebook_unit heir = {
		.code = nordmaling, .from = 20180701, .follows = {bjurholm}, .follows_count = 1};
	assert_int_equal(casebook_say_unit(book, &gone), RESULT_ACCEPTED);
	assert_int_equal(casebook_say_unit(book, &heir), RESULT_ACCEPTED);
	casebook_report_cases(book, bjurholm, (struct period){2018, 1, 6}, 8);
	casebook_report_cases(book, nordmaling, (struct period){2018, 1, 6}, 10);
	casebook_report_cases(book, nordmaling, (struct period){2018, 7, 6}, 20);
	fill("2018");
	assert_int_equal(formhelp_cell(&help, "cases", "2401", NULL, "cases")->count, 30);
	assert_int_equal(formhelp_cell(&help, "cases", "2401", NULL, "population")->count, 9500);
	const struct form_cell *rate = formhelp_cell(&help, "cases", "2401", NULL, "per_1000");
	assert_int_equal(form_ratio_hundredths(&rate->ratio), 400); /* 38 of 9 500 */
	assert_false(rate->at_least);
	assert_int_equal(formhelp_cell(&help, "cases", "", NULL, "cases")->count, 38);
	assert_int_equal(formhelp_cell(&help, "cases", "", NULL, "population")->count, 9500);
	rate = formhelp_cell(&help, "cases", "", NULL, "per_1000");
	assert_int_equal(form_ratio_hundredths(&rate->ratio), 400);
	fill("2018-H1"); /* before it there are two */
	assert_int_equal(formhelp_cell(&help, "cases", "", NULL, "population")->count, 9500);
	rate = formhelp_cell(&help, "cases", "2401", NULL, "per_1000");
	assert_int_equal(form_ratio_hundredths(&rate->ratio), 143); /* 10 of 7 000 */
}

static void national_courts_stand_apart(void **state)
{
	(void)state;
	report(court, NULL, (uint64_t[]){25}, 1, NULL);
	report(nordmaling, NULL, (uint64_t[]){10}, 1, NULL);
	fill("2018-Q1");
	assert_int_equal(formhelp_cell(&help, "courts", "TR-UMEA", NULL, "cases")->count, 25);
	assert_int_equal(formhelp_cell(&help, "courts", "", NULL, "cases")->count, 25);
	assert_int_equal(formhelp_cell(&help, "cases", "", NULL, "cases")->count, 10);
	assert_int_equal(formhelp_rows(&help, "cases"), 3); /* two kommuner, the sum */
	assert_int_equal(formhelp_rows(&help, "courts"), 2);
}

static void national_says_who_is_missing(void **state)
{
	(void)state;
	report(nordmaling, NULL, (uint64_t[]){0}, 1, NULL);
	fill("2018-Q1");
	assert_string_equal(
		formhelp_cell(&help, "coverage", "2401", NULL, "state")->text, "on time, nil");
	assert_int_equal(formhelp_cell(&help, "coverage", "2403", NULL, "received")->type,
		FORM_NOT_REPORTED);
	const char *coverage = NULL;
	for (const struct form_row *row = help.form.info.rows; row != NULL; row = row->next)
		if (strcmp(row->cells[0].text, "coverage") == 0)
			coverage = row->cells[2].text;
	assert_string_equal(coverage, "2018-Q1: 1 of 2 kommuner, 73\u00a0% of the inhabitants");
}

static void national_table_for_a_longer_period_is_told_of(void **state)
{
	(void)state;
	report(nordmaling, NULL, (uint64_t[]){10}, 1, NULL);
	fill("2018-01");
	const struct form_note *note = formhelp_sheet(&help, "cases")->notes;
	assert_string_equal(note->text, "Nordmaling: a table for a longer period cannot be divided "
					"and is not in the sum.");
	assert_int_equal(
		formhelp_cell(&help, "cases", "2401", NULL, "cases")->type, FORM_NOT_REPORTED);
}

static void national_without_room_is_refused(void **state)
{
	(void)state;
	report(nordmaling, sex, (uint64_t[]){6, 4, 0, 0}, 4, NULL);
	fill("2018-Q1");
	size_t used = help.memory.used;
	for (size_t room = 0; room < used; room += used / 20) {
		help.memory.capacity = room;
		formhelp_fill(&help, book->store, book->size, &book->memory.record, "national",
			NULL, 2018, NULL);
		assert_int_equal(help.err, ERR_RANGE);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(national_of_nothing_reported_has_no_zero),
		TEST(national_keeps_the_four_states_apart),
		TEST(national_sum_without_a_report_is_at_least),
		TEST(national_shares_are_of_those_counted),
		TEST(national_share_of_a_mark_is_of_the_kommuner_that_count_it),
		TEST(national_contacts_are_for_each_case),
		TEST(national_contacts_of_fewer_months_than_the_cases_are_at_least),
		TEST(national_cases_of_fewer_months_than_the_contacts_have_no_mean),
		TEST(national_kommun_is_the_sum_of_its_districts),
		TEST(national_effort_of_a_district_is_in_its_kommun),
		TEST(national_district_that_moves_is_counted_once),
		TEST(national_people_of_merged_kommuner_are_counted_once),
		TEST(national_courts_stand_apart),
		TEST(national_says_who_is_missing),
		TEST(national_table_for_a_longer_period_is_told_of),
		TEST(national_without_room_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
