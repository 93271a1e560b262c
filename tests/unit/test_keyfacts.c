/* Key figures that are known in part. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "keyhelp.h"

static char dnr[] = "KS 1";

static void agree(uint32_t from, size_t unit_count)
{
	struct casebook_agreement agreement = {
		dnr, 1, from, 20201231, {nordmaling, bjurholm}, unit_count, {{0, 0}}};
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
}

static void say_effort(const char *area, const char *under, const char *measure,
	struct period period, uint64_t number)
{
	keyhelp_effort(area, under, measure, period, &number);
}

/* Of a whole year's cases the contacts of nine months are said, and no more of them are owed. */
static void keyfacts_fewer_months_are_at_least_of_all_together_too(void **state)
{
	(void)state;
	agree(20180401, 1);
	casebook_report_cases(book, nordmaling, YEAR, 100);
	say_effort(nordmaling, "", "contacts", (struct period){2018, 4, 3}, 100);
	say_effort(nordmaling, "", "contacts", SECOND_HALF, 200);
	const struct keyfigures *figures = keyhelp_compute(YEAR, dnr);
	const struct keymeans *means = keyhelp_means(figures, "contacts_per_case");
	const struct keyvalue *values[] = {
		&keyhelp_figure(figures, nordmaling, "contacts_per_case")->value,
		&keyhelp_figure(figures, dnr, "contacts_per_case")->value, &means->together.value,
		&means->over_units, &means->over_inhabitants};
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		assert_string_equal(values[i]->exact, "3/1");
		assert_true(values[i]->at_least);
		assert_false(values[i]->partial);
	}
	/* One that is known in full makes it no more than that. */
	casebook_report_cases(book, umea, YEAR, 100);
	say_effort(umea, "", "contacts", YEAR, 500);
	means = keyhelp_means(keyhelp_compute(YEAR, NULL), "contacts_per_case");
	assert_string_equal(means->together.value.exact, "4/1");
	assert_true(means->together.value.at_least);
}

/* Umea is gone and two follow it: its figures are in no row but its own. */
static void keyfacts_fewer_months_of_what_was_split_are_at_least(void **state)
{
	(void)state;
	static char north[] = "2498", south[] = "2499";
	struct casebook_unit gone = {.code = umea, .from = 19700101, .to = 20180630};
	struct casebook_unit parts[] = {
		{.code = north, .from = 20180701, .follows = {umea}, .follows_count = 1},
		{.code = south, .from = 20180701, .follows = {umea}, .follows_count = 1}};
	struct casebook_agreement agreement = {dnr, 1, 20180401, 20201231, {umea}, 1, {{0, 0}}};
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	assert_int_equal(casebook_say_unit(book, &gone), RESULT_ACCEPTED);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(casebook_say_unit(book, &parts[i]), RESULT_ACCEPTED);
		casebook_add_population(book, parts[i].code, 20180930, list_text("SCB"), 62500);
		casebook_report_cases(book, parts[i].code, SECOND_HALF, 100);
		say_effort(parts[i].code, "", "contacts", SECOND_HALF, 100);
	}
	casebook_report_cases(book, umea, FIRST_HALF, 100);
	say_effort(umea, "", "contacts", (struct period){2018, 4, 3}, 100);
	const struct keyfigures *figures = keyhelp_compute(YEAR, NULL);
	assert_true(keyhelp_row(figures, umea)->apart);
	assert_true(keyhelp_figure(figures, umea, "contacts_per_case")->value.at_least);
	assert_false(keyhelp_figure(figures, north, "contacts_per_case")->value.at_least);
	const struct keymeans *means = keyhelp_means(figures, "contacts_per_case");
	assert_string_equal(means->together.value.exact, "1/1");
	assert_true(means->together.value.at_least);
	assert_false(means->over_units.at_least);
}

/* Bjurholm joins on 1 July, and owes nothing before. */
static void keyfacts_partner_that_joins_later_owes_nothing_before(void **state)
{
	(void)state;
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20201231, {nordmaling, bjurholm}, 2, {{0, 0}}};
	struct casebook_members members = {
		.of = {{bjurholm, 20180701, 0}}, .count = 1, .assignments = 10};
	assert_int_equal(casebook_agree_with(book, &agreement, &members), RESULT_ACCEPTED);
	say_effort(nordmaling, "", "assignments", YEAR, 100);
	say_effort(bjurholm, "", "assignments", (struct period){2018, 7, 3}, 80);
	const struct keyfigure *figure =
		keyhelp_figure(keyhelp_compute(YEAR, dnr), dnr, "assignments");
	assert_string_equal(figure->value.exact, "180/1");
	assert_true(figure->value.at_least);
	say_effort(bjurholm, "", "assignments", (struct period){2018, 10, 3}, 120);
	figure = keyhelp_figure(keyhelp_compute(YEAR, dnr), dnr, "assignments");
	assert_string_equal(figure->value.exact, "300/1");
	assert_false(figure->value.at_least);
	/* Of the time before it is not asked. */
	say_effort(nordmaling, dnr, "assignments", FIRST_HALF, 40);
	figure = keyhelp_figure(keyhelp_compute(FIRST_HALF, dnr), dnr, "assignments");
	assert_string_equal(figure->value.exact, "40/1");
	assert_false(figure->value.at_least);
}

/* Bjurholm is merged into Nordmaling on 1 July: no month is said by both. */
static void keyfacts_partners_that_merge_owe_each_their_months(void **state)
{
	(void)state;
	struct casebook_unit gone = {.code = bjurholm, .from = 19700101, .to = 20180630};
	struct casebook_unit heir = {
		.code = umea, .from = 20180701, .follows = {bjurholm}, .follows_count = 1};
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20201231, {bjurholm, umea}, 2, {{0, 0}}};
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	assert_int_equal(casebook_say_unit(book, &gone), RESULT_ACCEPTED);
	assert_int_equal(casebook_say_unit(book, &heir), RESULT_ACCEPTED);
	say_effort(bjurholm, "", "assignments", FIRST_HALF, 100);
	say_effort(umea, "", "assignments", FIRST_HALF, 50);
	const struct keyfigure *figure =
		keyhelp_figure(keyhelp_compute(YEAR, dnr), dnr, "assignments");
	assert_true(figure->value.at_least);
	say_effort(umea, "", "assignments", SECOND_HALF, 200);
	figure = keyhelp_figure(keyhelp_compute(YEAR, dnr), dnr, "assignments");
	assert_string_equal(figure->value.exact, "350/1");
	assert_false(figure->value.at_least);
}

static char north[] = "2480-N", south[] = "2480-S";

static void divide_umea(void)
{
	char *const districts[] = {north, south};
	for (size_t i = 0; i < 2; i++) {
		struct casebook_unit district = {.code = districts[i],
			.parent = umea,
			.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT,
			.from = 19700101};
		assert_int_equal(casebook_say_unit(book, &district), RESULT_ACCEPTED);
	}
}

/* Its cases are those of its districts, and so are its contacts. */
static void keyfacts_kommun_of_districts_has_their_effort(void **state)
{
	(void)state;
	divide_umea();
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20201231, {umea}, 1, {{12, 20}, {0, 0}}};
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	casebook_report_cases(book, north, YEAR, 10);
	casebook_report_cases(book, south, YEAR, 30);
	say_effort(north, "", "contacts", YEAR, 20);
	say_effort(south, dnr, "contacts", FIRST_HALF, 40);
	say_effort(north, "", "assignments", YEAR, 5);
	const struct keyfigures *figures = keyhelp_compute(YEAR, NULL);
	const struct keyfigure *figure = keyhelp_figure(figures, umea, "contacts_per_case");
	assert_string_equal(figure->value.exact, "3/2");
	assert_true(figure->value.at_least);
	/* South has said nothing of them. */
	assert_true(keyhelp_figure(figures, umea, "assignments")->value.at_least);
	assert_true(keyhelp_figure(figures, dnr, "assignments")->value.at_least);
	say_effort(south, dnr, "contacts", SECOND_HALF, 60);
	say_effort(south, dnr, "assignments", YEAR, 6);
	figures = keyhelp_compute(YEAR, NULL);
	figure = keyhelp_figure(figures, umea, "contacts_per_case");
	assert_string_equal(figure->value.exact, "3/1");
	assert_false(figure->value.at_least);
	assert_string_equal(
		keyhelp_means(figures, "contacts_per_case")->together.value.exact, "3/1");
	figure = keyhelp_figure(figures, dnr, "assignments");
	assert_string_equal(figure->value.exact, "11/1");
	assert_false(figure->value.at_least);
	/* What it says itself holds what they say. */
	say_effort(umea, dnr, "assignments", YEAR, 12);
	figures = keyhelp_compute(YEAR, NULL);
	assert_string_equal(keyhelp_figure(figures, umea, "assignments")->value.exact, "12/1");
	assert_string_equal(keyhelp_figure(figures, dnr, "assignments")->value.exact, "12/1");
}

/* Districts that are the partners owe from when they are; the kommun owes no more. */
static void keyfacts_kommun_of_partner_districts_owes_what_they_do(void **state)
{
	(void)state;
	divide_umea();
	struct casebook_agreement agreement = {
		dnr, 1, 20180701, 20201231, {north, south}, 2, {{0, 0}}};
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	say_effort(north, "", "assignments", SECOND_HALF, 20);
	say_effort(south, "", "assignments", SECOND_HALF, 40);
	casebook_report_cases(book, umea, YEAR, 40);
	const struct keyfigure *figure =
		keyhelp_figure(keyhelp_compute(YEAR, NULL), umea, "assignments");
	assert_string_equal(figure->value.exact, "60/1");
	assert_false(figure->value.at_least);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, keyhelp_open, keyhelp_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keyfacts_fewer_months_are_at_least_of_all_together_too),
		TEST(keyfacts_fewer_months_of_what_was_split_are_at_least),
		TEST(keyfacts_partner_that_joins_later_owes_nothing_before),
		TEST(keyfacts_partners_that_merge_owe_each_their_months),
		TEST(keyfacts_kommun_of_districts_has_their_effort),
		TEST(keyfacts_kommun_of_partner_districts_owes_what_they_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
