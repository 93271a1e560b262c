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

#define TEST(name) cmocka_unit_test_setup_teardown(name, keyhelp_open, keyhelp_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keyfacts_fewer_months_are_at_least_of_all_together_too),
		TEST(keyfacts_fewer_months_of_what_was_split_are_at_least),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
