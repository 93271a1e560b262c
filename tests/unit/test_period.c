#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "jour/limits.h"
#include "jour/period.h"

static struct period parse(const char *text)
{
	struct period period = {0};
	assert_int_equal(period_parse(bytes_of_text(text), &period), ERR_OK);
	return period;
}

static void assert_days(const char *text, const char *first, const char *last)
{
	char date[DATE_TEXT_SIZE];
	struct period period = parse(text);
	assert_string_equal(date_format(period_first_day(period), date, sizeof(date)), first);
	assert_string_equal(date_format(period_last_day(period), date, sizeof(date)), last);
}

/* The periods of one year, as a person lists them. */
static const char *const all[] = {"2018", "2018-H1", "2018-H2", "2018-Q1", "2018-Q2", "2018-Q3",
	"2018-Q4", "2018-01", "2018-02", "2018-03", "2018-04", "2018-05", "2018-06", "2018-07",
	"2018-08", "2018-09", "2018-10", "2018-11", "2018-12"};
#define ALL_COUNT (sizeof(all) / sizeof(all[0]))

static void period_parse_of_each_kind_formats_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ALL_COUNT; i++) {
		char text[PERIOD_TEXT_SIZE];
		assert_string_equal(period_format(parse(all[i]), text, sizeof(text)), all[i]);
	}
}

/* Every two characters after "2018-": only those of the list are periods, and K for Q. */
static void period_parse_accepts_no_other_part(void **state)
{
	(void)state;
	size_t accepted = 0;
	for (unsigned pair = 0; pair < 65536; pair++) {
		uint8_t text[] = {'2', '0', '1', '8', '-', (uint8_t)(pair >> 8), (uint8_t)pair};
		struct period period;
		bool listed = false, swedish = text[5] == 'K';
		if (swedish)
			text[5] = 'Q';
		for (size_t i = 1; i < ALL_COUNT; i++)
			listed = listed || memcmp(text, all[i], sizeof(text)) == 0;
		if (swedish)
			text[5] = 'K';
		enum err err = period_parse(BYTES_OF(text), &period);
		assert_int_equal(err, listed ? ERR_OK : ERR_MALFORMED);
		accepted += err == ERR_OK;
	}
	assert_int_equal(accepted, ALL_COUNT - 1 + 4);
}

static void period_parse_of_a_swedish_quarter_is_the_quarter(void **state)
{
	(void)state;
	char text[PERIOD_TEXT_SIZE];
	assert_string_equal(period_format(parse("2018-K3"), text, sizeof(text)), "2018-Q3");
}

static void period_parse_of_another_shape_is_malformed(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "18", "2018-", "2018-1", "2018Q1", "2018 Q1",
		"2018-Q1 ", " 2018", "2018-Q10", "2018-001", "a018", "2o18-Q1", "2018/Q1"};
	struct period period = {.year = 1};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(period_parse(bytes_of_text(texts[i]), &period), ERR_MALFORMED);
	assert_int_equal(period.year, 1);
}

static void period_parse_of_a_far_year_is_out_of_range(void **state)
{
	(void)state;
	struct period period = {.year = 1};
	assert_int_equal(period_parse(bytes_of_text("1899"), &period), ERR_RANGE);
	assert_int_equal(period_parse(bytes_of_text("2201-Q1"), &period), ERR_RANGE);
	assert_int_equal(period.year, 1);
	assert_int_equal(parse("1900").year, YEAR_MIN);
	assert_int_equal(parse("2200-12").year, YEAR_MAX);
}

static void period_off_the_calendar_is_invalid(void **state)
{
	(void)state;
	unsigned valid = 0;
	for (unsigned first = 0; first < 256; first++) {
		for (unsigned months = 0; months < 256; months++)
			valid += period_is_valid(
				(struct period){2018, (uint8_t)first, (uint8_t)months});
	}
	assert_int_equal(valid, ALL_COUNT);
	assert_false(period_is_valid((struct period){2018, 2, 3}));
	assert_false(period_is_valid((struct period){2018, 4, 12}));
	assert_false(period_is_valid((struct period){YEAR_MIN - 1, 1, 12}));
	assert_false(period_is_valid((struct period){YEAR_MAX + 1, 1, 12}));
}

static void period_days_are_its_first_and_last(void **state)
{
	(void)state;
	assert_days("2018", "2018-01-01", "2018-12-31");
	assert_days("2018-H1", "2018-01-01", "2018-06-30");
	assert_days("2018-H2", "2018-07-01", "2018-12-31");
	assert_days("2018-Q3", "2018-07-01", "2018-09-30");
	assert_days("2018-02", "2018-02-01", "2018-02-28");
	assert_days("2024-02", "2024-02-01", "2024-02-29");
}

static void period_widened_is_the_next_that_holds_it(void **state)
{
	(void)state;
	static const char *const chain[][2] = {{"2018-02", "2018-Q1"}, {"2018-12", "2018-Q4"},
		{"2018-Q1", "2018-H1"}, {"2018-Q3", "2018-H2"}, {"2018-H2", "2018"}};
	char text[PERIOD_TEXT_SIZE];
	struct period period;
	for (size_t i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
		period = parse(chain[i][0]);
		assert_true(period_widen(&period));
		assert_string_equal(period_format(period, text, sizeof(text)), chain[i][1]);
	}
	period = parse("2018");
	assert_false(period_widen(&period));
	assert_string_equal(period_format(period, text, sizeof(text)), "2018");
}

/* Every pair, with two years around, against a walk over all days, and against their texts. */
static void period_overlap_and_equality_agree_with_days_and_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ALL_COUNT; i++) {
		for (size_t j = 0; j < ALL_COUNT * 3; j++) {
			struct period a = parse(all[i]), b = parse(all[j % ALL_COUNT]);
			b.year = (uint16_t)(2017 + j / ALL_COUNT);
			bool overlaps = false;
			int32_t last = date_day_number(period_last_day(b));
			for (int32_t n = date_day_number(period_first_day(b)); n <= last; n++) {
				struct date day;
				assert_int_equal(date_of_day_number(n, &day), ERR_OK);
				bool inside = day.year == a.year && day.month >= a.first_month &&
					      day.month < a.first_month + a.months;
				overlaps = overlaps || inside;
			}
			assert_int_equal(period_overlaps(a, b), overlaps);
			char a_text[PERIOD_TEXT_SIZE], b_text[PERIOD_TEXT_SIZE];
			assert_int_equal(period_equal(a, b),
				strcmp(period_format(a, a_text, sizeof(a_text)),
					period_format(b, b_text, sizeof(b_text))) == 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(period_parse_of_each_kind_formats_back),
		cmocka_unit_test(period_parse_accepts_no_other_part),
		cmocka_unit_test(period_parse_of_a_swedish_quarter_is_the_quarter),
		cmocka_unit_test(period_parse_of_another_shape_is_malformed),
		cmocka_unit_test(period_parse_of_a_far_year_is_out_of_range),
		cmocka_unit_test(period_off_the_calendar_is_invalid),
		cmocka_unit_test(period_days_are_its_first_and_last),
		cmocka_unit_test(period_widened_is_the_next_that_holds_it),
		cmocka_unit_test(period_overlap_and_equality_agree_with_days_and_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
