#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "jour/limits.h"
#include "jour/money.h"

#define NBSP "\xc2\xa0"

static void assert_money_text(int64_t ore, const char *expected)
{
	char text[MONEY_TEXT_SIZE];
	assert_string_equal(money_format_sv((struct money){ore}, text, sizeof(text)), expected);
}

static void assert_count_text(uint64_t count, const char *expected)
{
	char text[MONEY_TEXT_SIZE];
	assert_string_equal(count_format_sv(count, text, sizeof(text)), expected);
}

static void money_format_whole_kronor_has_no_decimals(void **state)
{
	(void)state;
	assert_money_text(0, "0" NBSP "kr");
	assert_money_text(100, "1" NBSP "kr");
	assert_money_text(99900, "999" NBSP "kr");
	assert_money_text(100000, "1" NBSP "000" NBSP "kr");
	assert_money_text(2035200, "20" NBSP "352" NBSP "kr");
	assert_money_text(81351400, "813" NBSP "514" NBSP "kr");
}

static void money_format_ore_has_two_decimals(void **state)
{
	(void)state;
	assert_money_text(350, "3,50" NBSP "kr");
	assert_money_text(5, "0,05" NBSP "kr");
	assert_money_text(99, "0,99" NBSP "kr");
	assert_money_text(123456701, "1" NBSP "234" NBSP "567,01" NBSP "kr");
}

static void money_format_negative_has_a_plain_minus(void **state)
{
	(void)state;
	assert_money_text(-1, "-0,01" NBSP "kr");
	assert_money_text(-120000, "-1" NBSP "200" NBSP "kr");
}

static void money_format_extremes_fit_the_buffer(void **state)
{
	(void)state;
	assert_money_text(
		AMOUNT_ORE_MAX, "10" NBSP "000" NBSP "000" NBSP "000" NBSP "000" NBSP "kr");
	assert_money_text(INT64_MIN,
		"-92" NBSP "233" NBSP "720" NBSP "368" NBSP "547" NBSP "758,08" NBSP "kr");
	assert_count_text(
		UINT64_MAX, "18" NBSP "446" NBSP "744" NBSP "073" NBSP "709" NBSP "551" NBSP "615");
}

static void count_format_groups_by_three(void **state)
{
	(void)state;
	assert_count_text(0, "0");
	assert_count_text(999, "999");
	assert_count_text(1000, "1" NBSP "000");
	assert_count_text(122892, "122" NBSP "892");
	assert_count_text(1000000, "1" NBSP "000" NBSP "000");
}

/* Without its spaces the text must be what printf writes. */
static void count_format_without_spaces_is_the_number(void **state)
{
	(void)state;
	uint64_t value = 1;
	for (int i = 0; i < 20000; i++) {
		char text[MONEY_TEXT_SIZE], bare[MONEY_TEXT_SIZE], expected[MONEY_TEXT_SIZE];
		value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
		uint64_t count = value >> (i % 60);
		count_format_sv(count, text, sizeof(text));
		size_t size = 0;
		for (const char *at = text; *at != '\0'; at++) {
			if (*at >= '0' && *at <= '9')
				bare[size++] = *at;
		}
		bare[size] = '\0';
		snprintf(expected, sizeof(expected), "%" PRIu64, count);
		assert_string_equal(bare, expected);
		assert_int_equal(strlen(text), size + 2 * ((size - 1) / 3));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_format_whole_kronor_has_no_decimals),
		cmocka_unit_test(money_format_ore_has_two_decimals),
		cmocka_unit_test(money_format_negative_has_a_plain_minus),
		cmocka_unit_test(money_format_extremes_fit_the_buffer),
		cmocka_unit_test(count_format_groups_by_three),
		cmocka_unit_test(count_format_without_spaces_is_the_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
