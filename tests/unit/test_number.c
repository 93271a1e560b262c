#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "jour/limits.h"
#include "jour/number.h"

static void assert_uint(const char *text, uint64_t max, uint64_t expected)
{
	uint64_t value = 7;
	assert_int_equal(number_parse_uint(bytes_of_text(text), max, &value), ERR_OK);
	assert_true(value == expected);
}

static void refuse_uint(const char *text, uint64_t max, enum err expected)
{
	uint64_t value = 7;
	assert_int_equal(number_parse_uint(bytes_of_text(text), max, &value), expected);
	assert_int_equal(value, 7);
}

static void assert_decimal(const char *text, unsigned scale, int64_t expected)
{
	int64_t value = 7;
	assert_int_equal(
		number_parse_decimal(bytes_of_text(text), scale, INT64_MIN, INT64_MAX, &value),
		ERR_OK);
	assert_true(value == expected);
}

static void refuse_decimal(const char *text, unsigned scale, enum err expected)
{
	int64_t value = 7;
	enum err err =
		number_parse_decimal(bytes_of_text(text), scale, INT64_MIN, INT64_MAX, &value);
	if (err != expected)
		fail_msg("\"%s\" gave %s", text, err_name(err));
	assert_int_equal(value, 7);
}

static void number_uint_of_digits_is_read(void **state)
{
	(void)state;
	assert_uint("0", 0, 0);
	assert_uint("6784", COUNT_MAX, 6784);
	assert_uint("1000000000", COUNT_MAX, COUNT_MAX);
	assert_uint("18446744073709551615", UINT64_MAX, UINT64_MAX);
}

static void number_uint_above_max_is_out_of_range(void **state)
{
	(void)state;
	refuse_uint("1000000001", COUNT_MAX, ERR_RANGE);
	refuse_uint("18446744073709551616", UINT64_MAX, ERR_RANGE);
	refuse_uint("18446744073709551620", UINT64_MAX, ERR_RANGE);
	refuse_uint("99999999999999999999999999", UINT64_MAX, ERR_RANGE);
}

static void number_uint_of_anything_else_is_malformed(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "-1", "+1", " 1", "1 ", "1 000", "1,0", "1.0",
		"1e3", "0x10", "010", "00", "one", "1\n", "\u0661", "99999999999999999999999999x"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuse_uint(texts[i], UINT64_MAX, ERR_MALFORMED);
}

static void number_uint_with_a_nul_inside_is_malformed(void **state)
{
	(void)state;
	uint64_t value;
	struct bytes text = {(const uint8_t *)"1\0002", 3};
	assert_int_equal(number_parse_uint(text, UINT64_MAX, &value), ERR_MALFORMED);
}

static void number_text_past_the_size_limit_is_out_of_range(void **state)
{
	(void)state;
	char text[TEXT_SIZE_MAX + 2];
	memset(text, '1', sizeof(text));
	text[TEXT_SIZE_MAX + 1] = '\0';
	refuse_uint(text, UINT64_MAX, ERR_RANGE);
	refuse_decimal(text, 0, ERR_RANGE);
	text[TEXT_SIZE_MAX] = 'x';
	refuse_uint(text, UINT64_MAX, ERR_RANGE);
	refuse_decimal(text, 0, ERR_RANGE);
	text[TEXT_SIZE_MAX - 1] = 'x';
	text[TEXT_SIZE_MAX] = '\0';
	refuse_uint(text, UINT64_MAX, ERR_MALFORMED);
	refuse_decimal(text, 0, ERR_MALFORMED);
}

static void number_decimal_takes_comma_and_point(void **state)
{
	(void)state;
	assert_decimal("3,50", 2, 350);
	assert_decimal("3.5", 2, 350);
	assert_decimal("3", 2, 300);
	assert_decimal("0,15", 2, 15);
	assert_decimal("0", 2, 0);
	assert_decimal("1.234", 3, 1234);
	assert_decimal("1.000", 3, 1000);
}

static void number_decimal_takes_every_thousands_space(void **state)
{
	(void)state;
	assert_decimal("20 352", 0, 20352);
	assert_decimal("20\u00a0352", 0, 20352);
	assert_decimal("20\u202f352", 0, 20352);
	assert_decimal("20\u2009352", 0, 20352);
	assert_decimal("1 234 567,89", 2, 123456789);
	assert_decimal("813\u00a0514", 2, 81351400);
}

static void number_decimal_takes_every_minus(void **state)
{
	(void)state;
	assert_decimal("-3,5", 1, -35);
	assert_decimal("\u20113,5", 1, -35);
	assert_decimal("\u20133,5", 1, -35);
	assert_decimal("\u22123,5", 1, -35);
	assert_decimal("\u22121\u00a0200", 0, -1200);
	assert_decimal("-0", 0, 0);
}

static void number_decimal_in_wrong_groups_is_malformed(void **state)
{
	(void)state;
	static const char *const texts[] = {"1 23", "1 2345", "1234 567", "1 234 56", "1  234",
		" 123", "1 ", "1 234 ", "0 123", "1 ,5", "1, 5", "1,234 567", "1 234\u00a0"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuse_decimal(texts[i], 6, ERR_MALFORMED);
}

static void number_decimal_with_too_many_decimals_is_malformed(void **state)
{
	(void)state;
	refuse_decimal("1.234", 2, ERR_MALFORMED);
	refuse_decimal("1,000", 2, ERR_MALFORMED);
	refuse_decimal("1,0", 0, ERR_MALFORMED);
}

static void number_decimal_of_anything_else_is_malformed(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "-", "\u2212", "+1", "--1", "- 1", ",5", "5,",
		"1,2,3", "1.234.567", "1.234,50", "1e3", "1E3", "010", "00", "00,5", "-010", "0x10",
		"nan", "inf", "3 kr", "3%", "\t3", "3\n", "\xe2\x88", "\xe2", "1\xc2", "1\xe2\x80",
		"99999999999999999999x"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuse_decimal(texts[i], 6, ERR_MALFORMED);
}

static void number_decimal_outside_min_and_max_is_out_of_range(void **state)
{
	(void)state;
	int64_t value = 7;
	assert_int_equal(number_parse_decimal(bytes_of_text("1,01"), 2, 0, 100, &value), ERR_RANGE);
	assert_int_equal(
		number_parse_decimal(bytes_of_text("-0,01"), 2, 0, 100, &value), ERR_RANGE);
	assert_int_equal(value, 7);
	assert_int_equal(number_parse_decimal(bytes_of_text("1,00"), 2, 0, 100, &value), ERR_OK);
	assert_int_equal(value, 100);
	assert_int_equal(number_parse_decimal(bytes_of_text("-1"), 2, -100, 100, &value), ERR_OK);
	assert_int_equal(value, -100);
}

static void number_decimal_at_the_ends_of_int64_is_exact(void **state)
{
	(void)state;
	assert_decimal("9223372036854775807", 0, INT64_MAX);
	assert_decimal("-9223372036854775808", 0, INT64_MIN);
	assert_decimal("-9,223372036854775808", 18, INT64_MIN);
	refuse_decimal("9223372036854775808", 0, ERR_RANGE);
	refuse_decimal("-9223372036854775809", 0, ERR_RANGE);
	refuse_decimal("9,223372036854775808", 18, ERR_RANGE);
	refuse_decimal("10", NUMBER_SCALE_MAX, ERR_RANGE);
}

/* Writes a random number in a random spelling and reads it back. */
static void number_decimal_reads_what_was_written(void **state)
{
	(void)state;
	static const char *const spaces[] = {"", " ", "\u00a0", "\u202f", "\u2009"};
	static const char *const minuses[] = {"-", "\u2011", "\u2013", "\u2212"};
	uint64_t seed = 1;
	for (int i = 0; i < 50000; i++) {
		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		uint64_t bits = seed >> 20;
		int64_t kronor = (int64_t)(bits % 1000000000), ore = (int64_t)(bits / 7 % 100);
		bool negative = bits & 1;
		const char *space = spaces[bits / 3 % 5];
		char whole[40], text[80];
		if (kronor >= 1000000)
			snprintf(whole, sizeof(whole), "%" PRId64 "%s%03" PRId64 "%s%03" PRId64,
				kronor / 1000000, space, kronor / 1000 % 1000, space,
				kronor % 1000);
		else if (kronor >= 1000)
			snprintf(whole, sizeof(whole), "%" PRId64 "%s%03" PRId64, kronor / 1000,
				space, kronor % 1000);
		else
			snprintf(whole, sizeof(whole), "%" PRId64, kronor);
		snprintf(text, sizeof(text), "%s%s%c%02" PRId64,
			negative ? minuses[bits / 11 % 4] : "", whole, bits & 2 ? ',' : '.', ore);
		assert_decimal(text, 2, (negative ? -1 : 1) * (kronor * 100 + ore));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(number_uint_of_digits_is_read),
		cmocka_unit_test(number_uint_above_max_is_out_of_range),
		cmocka_unit_test(number_uint_of_anything_else_is_malformed),
		cmocka_unit_test(number_uint_with_a_nul_inside_is_malformed),
		cmocka_unit_test(number_text_past_the_size_limit_is_out_of_range),
		cmocka_unit_test(number_decimal_takes_comma_and_point),
		cmocka_unit_test(number_decimal_takes_every_thousands_space),
		cmocka_unit_test(number_decimal_takes_every_minus),
		cmocka_unit_test(number_decimal_in_wrong_groups_is_malformed),
		cmocka_unit_test(number_decimal_with_too_many_decimals_is_malformed),
		cmocka_unit_test(number_decimal_of_anything_else_is_malformed),
		cmocka_unit_test(number_decimal_outside_min_and_max_is_out_of_range),
		cmocka_unit_test(number_decimal_at_the_ends_of_int64_is_exact),
		cmocka_unit_test(number_decimal_reads_what_was_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
