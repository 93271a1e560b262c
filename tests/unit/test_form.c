#include "form.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <stdlib.h>

static struct arena small_arena(size_t size)
{
	struct arena arena = arena_of(malloc(size), size);
	assert_non_null(arena.start);
	return arena;
}

static void form_ratio_of_nothing_is_not_applicable(void **state)
{
	(void)state;
	assert_int_equal(form_ratio(0, 0, FORM_PERCENT).type, FORM_NOT_APPLICABLE);
	assert_int_equal(form_ratio(0, 1, FORM_PERCENT).type, FORM_RATIO);
	assert_int_equal(form_date(0).type, FORM_EMPTY);
}

static void form_ratio_is_rounded_half_away_from_zero(void **state)
{
	static const struct {
		struct form_ratio ratio;
		int64_t hundredths;
	} cases[] = {
		{{2, 3, FORM_PERCENT, false}, 6667},
		{{2, 3, FORM_PERCENT, true}, 6666}, /* at least */
		{{1, 8, FORM_PERCENT, false}, 1250},
		{{1, 3, FORM_MEAN, false}, 33},
		{{1, 200, FORM_MEAN, false}, 1},
		{{-1, 200, FORM_MEAN, false}, -1},
		{{1, 201, FORM_MEAN, false}, 0},
		{{20, 6784, FORM_PER_THOUSAND, false}, 295},
		{{2035200, 6784, FORM_KRONOR_EACH, false}, 300},
		{{0, 5, FORM_PERCENT, false}, 0},
		{{INT64_MAX, 1, FORM_PER_THOUSAND, false}, INT64_MAX},
		{{INT64_MIN, 1, FORM_PERCENT, false}, INT64_MIN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(form_ratio_hundredths(&cases[i].ratio), cases[i].hundredths);
}

static struct form_cell sum_of(const struct form_cell *cells, size_t count)
{
	struct form_adder adder = {.missing_hidden = false};
	for (size_t i = 0; i < count; i++)
		form_add(&adder, &cells[i]);
	return form_added(&adder);
}

static void form_over_counts_money_and_hundredths_as_what_they_mean(void **state)
{
	struct form_cell count = form_count(4), hours = form_hundredths(1000),
			 ore = form_money(800);
	(void)state;
	struct form_cell each = form_over(&hours, &count, FORM_MEAN, false);
	assert_int_equal(form_ratio_hundredths(&each.ratio), 250);
	each = form_over(&count, &hours, FORM_MEAN, false);
	assert_int_equal(form_ratio_hundredths(&each.ratio), 40);
	each = form_over(&ore, &count, FORM_KRONOR_EACH, false);
	assert_int_equal(form_ratio_hundredths(&each.ratio), 200);
	hours = form_hundredths(INT64_MAX);
	assert_int_equal(form_over(&hours, &count, FORM_MEAN, false).type, FORM_RATIO);
	assert_int_equal(form_over(&count, &hours, FORM_MEAN, false).type, FORM_RATIO);
	count = form_count(INT64_MAX);
	assert_int_equal(form_over(&count, &hours, FORM_MEAN, false).type, FORM_NOT_REPORTED);
}

static void form_over_what_is_partly_known_says_so(void **state)
{
	struct form_cell part = form_at_least(form_count(3), true), whole = form_count(4);
	struct form_cell hidden = form_state(FORM_HIDDEN), none = form_state(FORM_NOT_APPLICABLE);
	(void)state;
	assert_true(form_over(&part, &whole, FORM_PERCENT, false).at_least);
	assert_int_equal(form_over(&whole, &part, FORM_PERCENT, true).type, FORM_NOT_REPORTED);
	whole.at_least = true;
	assert_int_equal(form_over(&part, &whole, FORM_PERCENT, false).type, FORM_NOT_REPORTED);
	assert_true(form_over(&part, &whole, FORM_PERCENT, true).partial);
	assert_int_equal(form_over(&hidden, &whole, FORM_PERCENT, true).type, FORM_HIDDEN);
	assert_int_equal(form_over(&part, &none, FORM_PERCENT, true).type, FORM_NOT_APPLICABLE);
}

static void form_sum_of_states_is_never_zero(void **state)
{
	const struct form_cell hidden = form_state(FORM_HIDDEN),
			       missing = form_state(FORM_NOT_REPORTED),
			       none = form_state(FORM_NOT_APPLICABLE);
	(void)state;
	assert_int_equal(sum_of(NULL, 0).type, FORM_NOT_APPLICABLE);
	assert_int_equal(sum_of(&none, 1).type, FORM_NOT_APPLICABLE);
	assert_int_equal(sum_of((struct form_cell[]){none, missing}, 2).type, FORM_NOT_REPORTED);
	assert_int_equal(sum_of((struct form_cell[]){missing, hidden}, 2).type, FORM_HIDDEN);
}

static void form_sum_beside_what_is_missing_is_at_least(void **state)
{
	struct form_cell cells[] = {form_count(2), form_state(FORM_NOT_APPLICABLE), form_count(3),
		form_state(FORM_NOT_REPORTED)};
	(void)state;
	struct form_cell sum = sum_of(cells, 3);
	assert_int_equal(sum.type, FORM_COUNT);
	assert_int_equal(sum.count, 5);
	assert_false(sum.at_least);
	assert_true(sum_of(cells, 4).at_least);
	cells[0].at_least = true;
	assert_true(sum_of(cells, 3).at_least);
}

static void form_sum_too_large_is_at_least(void **state)
{
	struct form_cell cells[] = {form_money(INT64_MAX), form_money(1)};
	struct form_cell counts[] = {form_count(UINT64_MAX), form_count(1)};
	struct form_cell hours[] = {form_hundredths(INT64_MAX), form_hundredths(1)};
	(void)state;
	assert_int_equal(sum_of(cells, 2).amount_ore, INT64_MAX);
	assert_true(sum_of(cells, 2).at_least);
	assert_true(sum_of(counts, 2).at_least);
	assert_true(sum_of(hours, 2).at_least);
	assert_int_equal(sum_of((struct form_cell[]){hours[1], hours[1]}, 2).hundredths, 2);
}

static void form_without_room_is_full(void **state)
{
	struct arena arena = small_arena(4096);
	struct form form;
	(void)state;
	form_start(&form, &arena, NULL, "x", "x");
	for (int i = 0; i < 100; i++)
		form_inform(&form, "a", "b", form_count(1));
	assert_true(form.full);
	assert_null(form_sheet(&form, "s", "s"));
	form_column(&form, NULL, "c", "c"); /* nothing happens */
	form_row(&form, NULL, NULL);
	form_note(&form, NULL, "n");
	assert_string_equal(form_copy(&form, "text"), "");
	free(arena.start);
}

static void form_with_a_column_too_many_is_full(void **state)
{
	struct arena arena = small_arena(65536);
	struct form form;
	(void)state;
	form_start(&form, &arena, NULL, "x", "x");
	struct form_sheet *sheet = form_sheet(&form, "s", "s");
	for (unsigned i = 0; i < FORM_COLUMNS_MAX; i++)
		form_column(&form, sheet, "c", "c");
	assert_false(form.full);
	form_column(&form, sheet, "c", "c");
	assert_true(form.full);
	free(arena.start);
}

static const char *shout(const char *text)
{
	return strcmp(text, "{1} of {2}") == 0 ? "{2}: {1}!" : "?";
}

static void form_phrase_translates_the_text_and_not_the_words(void **state)
{
	struct arena arena = small_arena(65536);
	struct form form;
	(void)state;
	form_start(&form, &arena, shout, "x", "x");
	assert_string_equal(form_phrase(&form, "{1} of {2}", "a", "b"), "b: a!");
	assert_string_equal(form_word(&form, "kommun"), "?");
	assert_string_equal(form_word(&form, ""), "");
	free(arena.start);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_ratio_of_nothing_is_not_applicable),
		cmocka_unit_test(form_ratio_is_rounded_half_away_from_zero),
		cmocka_unit_test(form_over_counts_money_and_hundredths_as_what_they_mean),
		cmocka_unit_test(form_over_what_is_partly_known_says_so),
		cmocka_unit_test(form_sum_of_states_is_never_zero),
		cmocka_unit_test(form_sum_beside_what_is_missing_is_at_least),
		cmocka_unit_test(form_sum_too_large_is_at_least),
		cmocka_unit_test(form_without_room_is_full),
		cmocka_unit_test(form_with_a_column_too_many_is_full),
		cmocka_unit_test(form_phrase_translates_the_text_and_not_the_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
