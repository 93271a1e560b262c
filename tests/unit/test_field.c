#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "field.h"
#include "jour/limits.h"

static struct complaints complaints;

static struct field cell(const char *text)
{
	complaints_start(&complaints, "f");
	return (struct field){text, {PLACE_SHEET, 2, 1, "Antal"}, &complaints};
}

/* The one complaint since cell() says this after the place. */
static void assert_complaint(const char *expected)
{
	static const char place[] = "f, row 2, column \"Antal\": ";
	char line[COMPLAINT_LINE_SIZE];
	assert_int_equal(complaints.kept_count, 1);
	complaint_render(&complaints, &complaints.kept[0], NULL, line, sizeof line);
	assert_memory_equal(line, place, sizeof place - 1);
	assert_string_equal(line + sizeof place - 1, expected);
}

static void field_whole_number_is_read_or_complained_of(void **state)
{
	(void)state;
	uint64_t value = 7;
	assert_int_equal(field_read_uint(cell(" 1\u00a0000\u00a0"), 1000, &value), ERR_OK);
	assert_int_equal(value, 1000);
	assert_int_equal(complaints.kept_count, 0);
	assert_int_equal(field_read_uint(cell("1001"), 1000, &value), ERR_MALFORMED);
	assert_complaint(
		"read \"1001\", expected a whole number that is not negative and not so large");
	assert_int_equal(field_read_uint(cell("abc"), 1000, &value), ERR_MALFORMED);
	assert_complaint("read \"abc\", expected a whole number");
	assert_int_equal(field_read_uint(cell("010"), 1000, &value), ERR_MALFORMED);
	assert_int_equal(field_read_uint(cell("-1"), 1000, &value), ERR_MALFORMED);
	assert_int_equal(field_read_uint(cell(""), 1000, &value), ERR_MALFORMED);
	assert_complaint("empty, expected a whole number");
	assert_int_equal(field_read_uint(cell(NULL), 1000, &value), ERR_MALFORMED);
	assert_complaint("expected a whole number, and not a list or further keys");
	assert_int_equal(value, 1000);
}

static void field_decimal_is_read_or_complained_of(void **state)
{
	(void)state;
	int64_t value = 0;
	assert_int_equal(field_read_decimal(cell("4,6"), 2, 0, 10000, &value), ERR_OK);
	assert_int_equal(value, 460);
	assert_int_equal(field_read_decimal(cell("4,678"), 2, 0, 10000, &value), ERR_MALFORMED);
	assert_complaint("read \"4,678\", expected a number with at most 2 decimals");
	assert_int_equal(field_read_decimal(cell("x"), 12, 0, 10000, &value), ERR_MALFORMED);
	assert_complaint("read \"x\", expected a number with at most 12 decimals");
	assert_int_equal(field_read_decimal(cell("101"), 2, 0, 10000, &value), ERR_MALFORMED);
	assert_complaint("read \"101\", expected a number that is not so large or small");
}

static void field_money_is_read_in_every_form(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t ore;
	} good[] = {{"20 352", 2035200}, {"20352,00", 2035200}, {"1 234,50 kr", 123450},
		{"1\u00a0234,5\u00a0KR", 123450}, {"3.5 SEK", 350}, {"3kr", 300}, {"-3 sek", -300},
		{"0", 0}, {"10 000 000 000 000", AMOUNT_ORE_MAX}};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct money amount = {-1};
		assert_int_equal(field_read_money(cell(good[i].text), &amount), ERR_OK);
		assert_int_equal(amount.ore, good[i].ore);
	}
	static const char *const bad[] = {
		"", "kr", "1 kr kr", "20.352", "1,234", "3 €", "12 34", NULL};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct money amount = {-1};
		assert_int_equal(field_read_money(cell(bad[i]), &amount), ERR_MALFORMED);
		assert_int_equal(amount.ore, -1);
		assert_int_equal(complaints.kept_count, 1);
	}
	struct money amount;
	assert_int_equal(field_read_money(cell("10000000000000,01"), &amount), ERR_MALFORMED);
	assert_complaint("read \"10000000000000,01\", expected an amount that is not so large");
}

static void field_date_is_read_or_complained_of(void **state)
{
	(void)state;
	struct date date;
	assert_int_equal(field_read_date(cell(" 2020-12-23"), &date), ERR_OK);
	assert_int_equal(date.day, 23);
	assert_int_equal(field_read_date(cell("2023-02-30"), &date), ERR_MALFORMED);
	assert_complaint("read \"2023-02-30\", expected a date such as 2018-12-31");
}

static void field_text_and_code_are_read_or_complained_of(void **state)
{
	(void)state;
	char code[5] = "";
	char long_text[TEXT_SIZE_MAX + 2];
	struct bytes text;
	assert_int_equal(field_read_text(cell(" KS 2023/1 "), &text), ERR_OK);
	assert_true(bytes_equal(text, bytes_of_text("KS 2023/1")));
	assert_int_equal(field_read_text(cell("a\nb"), &text), ERR_MALFORMED);
	assert_complaint("read \"a?b\", expected a text on one line");
	memset(long_text, 'x', sizeof long_text);
	long_text[TEXT_SIZE_MAX + 1] = '\0';
	assert_int_equal(field_read_text(cell(long_text + 1), &text), ERR_OK);
	assert_int_equal(field_read_text(cell(long_text), &text), ERR_MALFORMED);
	assert_int_equal(field_read_kommun_code(cell("0117"), code), ERR_OK);
	assert_string_equal(code, "0117");
	assert_int_equal(field_read_kommun_code(cell("117"), code), ERR_MALFORMED);
	assert_complaint("read \"117\", expected a kommun code of four digits, such as 0117 (Excel "
			 "drops the zero unless the column is formatted as text)");
	assert_int_equal(field_read_kommun_code(cell("Umeå"), code), ERR_MALFORMED);
	assert_complaint("read \"Umeå\", expected a kommun code of four digits, such as 0117");
}

static void field_word_is_found_or_all_are_named(void **state)
{
	(void)state;
	static const char *const words[] = {"kvinna", "man", "okänd", NULL};
	size_t index = 9;
	assert_int_equal(field_read_word(cell("OKÄND"), words, &index), ERR_OK);
	assert_int_equal(index, 2);
	assert_int_equal(field_read_word(cell("x"), words, &index), ERR_MALFORMED);
	assert_complaint("read \"x\", expected one of: kvinna, man, okänd");
	assert_true(field_is_empty(cell(" \u00a0")));
	assert_false(field_is_empty(cell("0")));
	assert_false(field_is_empty(cell(NULL)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(field_whole_number_is_read_or_complained_of),
		cmocka_unit_test(field_decimal_is_read_or_complained_of),
		cmocka_unit_test(field_money_is_read_in_every_form),
		cmocka_unit_test(field_date_is_read_or_complained_of),
		cmocka_unit_test(field_text_and_code_are_read_or_complained_of),
		cmocka_unit_test(field_word_is_found_or_all_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
