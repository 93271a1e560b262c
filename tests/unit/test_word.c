#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jour/word.h"

static void word_same_ignores_case_and_gaps_only(void **state)
{
	(void)state;
	assert_true(word_same("Före ÅÄÖ_é", "FÖRE-åäöÉ"));
	assert_true(word_same("", " -_"));
	assert_false(word_same("a", "å"));
	assert_false(word_same("ab", "a"));
	assert_false(word_same("a", "ab"));
	assert_false(word_same("\u00d7", "\u00f7"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(word_same_ignores_case_and_gaps_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
