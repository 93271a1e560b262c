#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "jour/effortlist.h"
#include "jour/limits.h"

static void effortlist_every_measure_is_found_by_its_name_alone(void **state)
{
	(void)state;
	size_t count = 0;
	for (; effortlist_at(count) != NULL; count++)
		assert_ptr_equal(effortlist_find(bytes_of_text(effortlist_at(count)->name)),
			effortlist_at(count));
	assert_in_range(count, 13, EFFORT_MEASURES_MAX);
	assert_null(effortlist_at(count));
	assert_null(effortlist_find(bytes_of_text("assignment")));
	assert_null(effortlist_find(bytes_of_text("Uppdrag")));
	assert_null(effortlist_find(bytes_of_text("")));
}

/* No word stands for two measures: a file could mean either. */
static void effortlist_words_mean_one_measure(void **state)
{
	(void)state;
	const char *words[EFFORT_MEASURES_MAX * (EFFORT_SPELLINGS_MAX + 3)];
	size_t count = 0;
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		const struct effort_measure *measure = effortlist_at(i);
		words[count++] = measure->name;
		words[count++] = measure->label_sv;
		words[count++] = measure->label_en;
		for (size_t k = 0; k < EFFORT_SPELLINGS_MAX && measure->spellings[k] != NULL; k++)
			words[count++] = measure->spellings[k];
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(words[i], words[k]);
}

/* A share is counted in pieces, and is no number of what there is. */
static void effortlist_shares_are_of_pieces(void **state)
{
	(void)state;
	size_t shares = 0;
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		const struct effort_measure *measure = effortlist_at(i);
		assert_false(measure->is_share && measure->unit != EFFORT_PIECES);
		assert_false(measure->is_share && measure->is_stock);
		shares += measure->is_share;
	}
	assert_int_equal(shares, 4);
}

static void effortlist_only_hours_and_days_have_decimals(void **state)
{
	(void)state;
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		const struct effort_measure *measure = effortlist_at(i);
		assert_true(effortlist_is_number(measure, 0));
		assert_true(effortlist_is_number(measure, 100 * COUNT_MAX));
		assert_false(effortlist_is_number(measure, 100 * COUNT_MAX + 100));
		assert_int_equal(
			effortlist_is_number(measure, 150), measure->unit != EFFORT_PIECES);
	}
	assert_non_null(effortlist_find(bytes_of_text(EFFORT_OF_HOURS)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effortlist_every_measure_is_found_by_its_name_alone),
		cmocka_unit_test(effortlist_words_mean_one_measure),
		cmocka_unit_test(effortlist_shares_are_of_pieces),
		cmocka_unit_test(effortlist_only_hours_and_days_have_decimals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
