#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

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

static void word_begins_as_it_is_compared(void **state)
{
	(void)state;
	assert_true(word_begins("Västerbottens län", "VÄSTER"));
	assert_true(word_begins("Västerbottens län", "västerbottens-län"));
	assert_true(word_begins("Skåne", ""));
	assert_false(word_begins("Väst", "Väster"));
	assert_false(word_begins("Västmanlands län", "Väster"));
}

static void word_capital_is_the_first_letter(void **state)
{
	(void)state;
	static const char *const words[][2] = {{"ålder", "Ålder"}, {"kön", "Kön"}, {"öre", "Öre"},
		{"65+", "65+"}, {"÷", "÷"}, {"", ""}, {"Stöd", "Stöd"}};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char text[8];
		strcpy(text, words[i][0]);
		word_capitalize(text);
		assert_string_equal(text, words[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(word_same_ignores_case_and_gaps_only),
		cmocka_unit_test(word_begins_as_it_is_compared),
		cmocka_unit_test(word_capital_is_the_first_letter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
