#include "jour/stockholm.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "jour/limits.h"

#define HOUR_MS UINT64_C(3600000)

/* The C library's clock, with the rule as POSIX writes it. */
static void assert_like_the_library(uint64_t ms)
{
	char text[MINUTE_SIZE], expected[MINUTE_SIZE];
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;
	localtime_r(&seconds, &tm);
	strftime(expected, sizeof(expected), "%Y-%m-%d %H:%M", &tm);
	stockholm_minute(ms, text);
	assert_string_equal(text, expected);
}

static int setup(void **state)
{
	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unsetenv("TZ");
	tzset();
	return 0;
}

static void stockholm_every_hour_is_what_the_library_says(void **state)
{
	(void)state;
	uint64_t last_ms = UINT64_C(4102444800000);				    /* 2100-01-01 */
	for (uint64_t ms = UINT64_C(820450800000); ms < last_ms; ms += 5 * HOUR_MS) /* 1996 */
		assert_like_the_library(ms);
	/* Each hour around the changes of 2018: 25 March and 28 October. */
	for (uint64_t hour = 0; hour < 48; hour++) {
		assert_like_the_library(UINT64_C(1521849600000) + hour * HOUR_MS);
		assert_like_the_library(UINT64_C(1540598400000) + hour * HOUR_MS + 59999);
	}
}

static void stockholm_half_past_eleven_utc_is_the_next_day(void **state)
{
	(void)state;
	char text[DATE_TEXT_SIZE];
	stockholm_day(UINT64_C(1577921400000), text); /* 2020-01-01 23:30 UTC */
	assert_string_equal(text, "2020-01-02");
	assert_int_equal(date_number(stockholm_date(UINT64_C(1577917800000))), 20200101);
	assert_int_equal(date_number(stockholm_date(UINT64_C(1593556200000))), 20200701);
	assert_int_equal(stockholm_day_number(UINT64_C(1577921400000)), 1577921400 / 86400 + 1);
}

static void stockholm_midnight_is_the_first_moment_of_the_next_day(void **state)
{
	(void)state;
	struct date date = {2018, 1, 1};
	for (; date.year == 2018;) {
		uint64_t ms = stockholm_midnight_after(date);
		assert_int_equal(date_compare(stockholm_date(ms - 1), date), 0);
		assert_int_equal(date_of_day_number(date_day_number(date) + 1, &date), ERR_OK);
		assert_int_equal(date_compare(stockholm_date(ms), date), 0);
	}
	assert_int_equal(stockholm_midnight_after((struct date){1969, 12, 30}), 0);
}

static void stockholm_time_outside_the_calendar_is_its_first_day(void **state)
{
	(void)state;
	uint64_t outside_ms[] = {UINT64_MAX, UINT64_MAX / 2, UINT64_C(7289654400000) /* 2201 */};
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
			date_number(stockholm_date(outside_ms[i])), YEAR_MIN * 10000 + 101);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stockholm_every_hour_is_what_the_library_says),
		cmocka_unit_test(stockholm_half_past_eleven_utc_is_the_next_day),
		cmocka_unit_test(stockholm_midnight_is_the_first_moment_of_the_next_day),
		cmocka_unit_test(stockholm_time_outside_the_calendar_is_its_first_day),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
