#include "jour/followup.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "jour/codelist.h"
#include "jour/effortlist.h"

static void followup_measures_and_lists_are_what_their_tables_say(void **state)
{
	(void)state;
	for (size_t i = 0; effortlist_at(i) != NULL; i++)
		assert_int_equal(followup_of(effortlist_at(i)->name), FOLLOWUP_MEASURE);
	for (size_t i = 0; codelist_builtin_at(i) != NULL; i++)
		assert_int_equal(
			followup_of(codelist_builtin_at(i)->dimension), FOLLOWUP_DIMENSION);
}

static void followup_words_are_their_subjects(void **state)
{
	(void)state;
	assert_int_equal(followup_of("economy"), FOLLOWUP_ECONOMY);
	assert_int_equal(followup_of("budget"), FOLLOWUP_BUDGET);
	assert_int_equal(followup_of("hours"), FOLLOWUP_HOURS);
	assert_int_equal(followup_of("duties"), FOLLOWUP_DUTIES);
	assert_int_equal(followup_of("cases"), FOLLOWUP_CASES);
	assert_int_equal(followup_of(""), FOLLOWUP_DIMENSION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(followup_measures_and_lists_are_what_their_tables_say),
		cmocka_unit_test(followup_words_are_their_subjects),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
