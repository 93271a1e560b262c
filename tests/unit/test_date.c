#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "jour/date.h"
#include "jour/limits.h"

static struct date parse(const char *text)
{
	struct date date = {0};
	assert_int_equal(date_parse(bytes_of_text(text), &date), ERR_OK);
	return date;
}

static void assert_date(struct date date, const char *expected)
{
	char text[DATE_TEXT_SIZE];
	assert_string_equal(date_format(date, text, sizeof(text)), expected);
}

static void date_parse_of_a_day_formats_back(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"1900-01-01", "2200-12-31", "2020-12-23", "2024-02-29", "2000-02-29", "2018-10-09"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_date(parse(texts[i]), texts[i]);
}

static void date_parse_of_a_missing_day_is_malformed(void **state)
{
	(void)state;
	static const char *const texts[] = {"2023-02-30", "2023-02-29", "1900-02-29", "2100-02-29",
		"2023-04-31", "2023-00-10", "2023-13-01", "2023-01-00", "2023-01-32"};
	struct date date = {1, 2, 3};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(date_parse(bytes_of_text(texts[i]), &date), ERR_MALFORMED);
	assert_int_equal(date.year, 1);
}

static void date_parse_of_another_shape_is_malformed(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "2023", "2023-1-1", "20230101", "2023/01/01",
		"2023-01-01 ", " 2023-01-01", "2023-01-01T00:00", "23-01-01", "2023-01/01",
		"2023/01-01", "+023-01-01", "2023-0a-01", "2023-01-"};
	struct date date;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(date_parse(bytes_of_text(texts[i]), &date), ERR_MALFORMED);
}

static void date_parse_of_a_far_year_is_out_of_range(void **state)
{
	(void)state;
	struct date date;
	assert_int_equal(date_parse(bytes_of_text("1899-12-31"), &date), ERR_RANGE);
	assert_int_equal(date_parse(bytes_of_text("2201-01-01"), &date), ERR_RANGE);
	assert_int_equal(date_parse(bytes_of_text("0000-01-01"), &date), ERR_RANGE);
}

static void date_outside_the_calendar_is_invalid(void **state)
{
	(void)state;
	assert_true(date_is_valid((struct date){YEAR_MIN, 1, 1}));
	assert_true(date_is_valid((struct date){YEAR_MAX, 12, 31}));
	assert_false(date_is_valid((struct date){YEAR_MIN - 1, 12, 31}));
	assert_false(date_is_valid((struct date){YEAR_MAX + 1, 1, 1}));
	assert_false(date_is_valid((struct date){2023, 2, 29}));
	assert_false(date_is_valid((struct date){2023, 0, 1}));
	assert_false(date_is_valid((struct date){2023, 13, 1}));
	assert_false(date_is_valid((struct date){2023, 1, 0}));
}

static void date_day_number_of_known_days(void **state)
{
	(void)state;
	assert_int_equal(date_day_number(parse("1970-01-01")), 0);
	assert_int_equal(date_day_number(parse("1969-12-31")), -1);
	assert_int_equal(date_day_number(parse("2000-03-01")), 11017);
	assert_int_equal(date_day_number(parse("1900-01-01")), -25567);
}

/* Turns the calendar page by page from the first day to the last. */
static void date_day_number_agrees_with_a_calendar(void **state)
{
	(void)state;
	static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	struct date page = {YEAR_MIN, 1, 1}, before = page;
	for (int32_t number = -25567; page.year <= YEAR_MAX; number++) {
		struct date found = {0};
		assert_int_equal(date_day_number(page), number);
		assert_int_equal(date_of_day_number(number, &found), ERR_OK);
		assert_int_equal(date_compare(found, page), 0);
		if (number > -25567) {
			assert_true(date_compare(before, page) < 0);
			assert_true(date_compare(page, before) > 0);
		}
		before = page;
		bool leap = page.year % 400 == 0 || (page.year % 4 == 0 && page.year % 100 != 0);
		unsigned length = page.month == 2 && leap ? 29u : lengths[page.month - 1];
		if (++page.day > length) {
			page.day = 1;
			page.month++;
		}
		if (page.month > 12) {
			page.month = 1;
			page.year++;
		}
	}
}

static void date_of_day_number_outside_the_years_is_out_of_range(void **state)
{
	(void)state;
	struct date date = {1, 2, 3};
	int32_t first = date_day_number((struct date){YEAR_MIN, 1, 1});
	int32_t last = date_day_number((struct date){YEAR_MAX, 12, 31});
	assert_int_equal(date_of_day_number(first - 1, &date), ERR_RANGE);
	assert_int_equal(date_of_day_number(last + 1, &date), ERR_RANGE);
	assert_int_equal(date_of_day_number(INT32_MIN, &date), ERR_RANGE);
	assert_int_equal(date_of_day_number(INT32_MAX, &date), ERR_RANGE);
	assert_int_equal(date.year, 1);
}

static void assert_months(const char *from, int32_t months, const char *expected)
{
	struct date moved = {0};
	assert_int_equal(date_add_months(parse(from), months, &moved), ERR_OK);
	assert_date(moved, expected);
}

static void date_add_months_clamps_to_the_month(void **state)
{
	(void)state;
	assert_months("2023-01-31", 1, "2023-02-28");
	assert_months("2024-01-31", 1, "2024-02-29");
	assert_months("2023-01-31", 3, "2023-04-30");
	assert_months("2023-11-15", 2, "2024-01-15");
	assert_months("2023-12-01", 12, "2024-12-01");
	assert_months("2023-05-31", 0, "2023-05-31");
}

/* The Robertsfors agreement ends on 23 December 2020 with nine months' notice. */
static void date_add_negative_months_goes_back(void **state)
{
	(void)state;
	assert_months("2020-12-23", -9, "2020-03-23");
	assert_months("2023-03-31", -1, "2023-02-28");
	assert_months("2023-01-01", -1, "2022-12-01");
	assert_months("2023-01-01", -13, "2021-12-01");
}

static void date_add_years_moves_29_february(void **state)
{
	(void)state;
	struct date moved;
	assert_int_equal(date_add_years(parse("2024-02-29"), 1, &moved), ERR_OK);
	assert_date(moved, "2025-02-28");
	assert_int_equal(date_add_years(parse("2024-02-29"), -4, &moved), ERR_OK);
	assert_date(moved, "2020-02-29");
}

static void date_add_past_the_years_is_out_of_range(void **state)
{
	(void)state;
	struct date moved = {1, 2, 3};
	assert_int_equal(date_add_months(parse("2200-12-01"), 1, &moved), ERR_RANGE);
	assert_int_equal(date_add_months(parse("1900-01-31"), -1, &moved), ERR_RANGE);
	assert_int_equal(date_add_months(parse("2000-01-01"), INT32_MAX, &moved), ERR_RANGE);
	assert_int_equal(date_add_months(parse("2000-01-01"), INT32_MIN, &moved), ERR_RANGE);
	assert_int_equal(date_add_years(parse("2000-01-01"), 201, &moved), ERR_RANGE);
	assert_int_equal(date_add_years(parse("2000-01-01"), INT32_MAX, &moved), ERR_RANGE);
	assert_int_equal(moved.year, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(date_parse_of_a_day_formats_back),
		cmocka_unit_test(date_parse_of_a_missing_day_is_malformed),
		cmocka_unit_test(date_parse_of_another_shape_is_malformed),
		cmocka_unit_test(date_parse_of_a_far_year_is_out_of_range),
		cmocka_unit_test(date_outside_the_calendar_is_invalid),
		cmocka_unit_test(date_day_number_of_known_days),
		cmocka_unit_test(date_day_number_agrees_with_a_calendar),
		cmocka_unit_test(date_of_day_number_outside_the_years_is_out_of_range),
		cmocka_unit_test(date_add_months_clamps_to_the_month),
		cmocka_unit_test(date_add_negative_months_goes_back),
		cmocka_unit_test(date_add_years_moves_29_february),
		cmocka_unit_test(date_add_past_the_years_is_out_of_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
