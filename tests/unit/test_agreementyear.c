#include "agreementyear.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "jour/limits.h"

static Jour__V1__Agreement agreement;
static Jour__V1__MonthDay start;
static Jour__V1__Renewal renewal;

static int setup(void **state)
{
	(void)state;
	jour__v1__agreement__init(&agreement);
	jour__v1__month_day__init(&start);
	jour__v1__renewal__init(&renewal);
	agreement.from = 20180101;
	return 0;
}

static void begin_year(uint32_t month, uint32_t day)
{
	start.month = month;
	start.day = day;
	agreement.year_start = &start;
}

static void assert_days(struct days days, uint32_t first, uint32_t last)
{
	assert_int_equal(days_to_date(days.first), first);
	assert_int_equal(days_to_date(days.last), last);
}

static void agreementyear_without_a_start_is_the_calendar_year(void **state)
{
	(void)state;
	assert_days(agreementyear_of(&agreement, 2018), 20180101, 20181231);
	assert_int_equal(days_count(agreementyear_of(&agreement, 2020)), 366);
}

static void agreementyear_from_april_ends_in_march(void **state)
{
	(void)state;
	begin_year(4, 1);
	assert_days(agreementyear_of(&agreement, 2022), 20220401, 20230331);
	/* The leap day lies in the year that begins before it. */
	assert_int_equal(days_count(agreementyear_of(&agreement, 2023)), 366);
	assert_int_equal(days_count(agreementyear_of(&agreement, 2024)), 365);
}

/* Whatever the day, the years follow on each other without a gap, and each begins in its own. */
static void agreementyear_years_leave_no_day_out(void **state)
{
	static const uint32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	(void)state;
	for (uint32_t month = 1; month <= 12; month++)
		for (uint32_t day = 1; day <= lengths[month - 1]; day++) {
			begin_year(month, day);
			for (uint32_t year = 2018; year < 2026; year++) {
				struct days days = agreementyear_of(&agreement, year);
				assert_int_equal(
					days_to_date(days.first), year * 10000 + month * 100 + day);
				assert_int_equal(agreementyear_of(&agreement, year + 1).first,
					days.last + 1);
			}
		}
}

static void agreementyear_last_of_all_is_cut(void **state)
{
	(void)state;
	begin_year(7, 15);
	assert_days(agreementyear_of(&agreement, YEAR_MAX), YEAR_MAX * 10000 + 715,
		YEAR_MAX * 10000 + 1231);
}

static void agreementyear_held_from_the_first_to_the_last_day(void **state)
{
	(void)state;
	agreement.to = 20201223;
	assert_days(agreementyear_held(&agreement), 20180101, 20201223);
	agreement.to = 0;
	assert_days(agreementyear_held(&agreement), 20180101, YEAR_MAX * 10000 + 1231);
}

/* Västerort: to 31 March 2023, then by itself, at the longest to 31 March 2025. */
static void agreementyear_held_goes_on_by_itself_to_its_hard_end(void **state)
{
	(void)state;
	agreement.from = 20220401;
	agreement.to = 20230331;
	renewal.may_be_extended = true;
	agreement.renewal = &renewal;
	assert_days(agreementyear_held(&agreement), 20220401, 20230331);
	renewal.may_be_extended = false;
	renewal.automatic_years = 1;
	renewal.until = 20250331;
	assert_days(agreementyear_held(&agreement), 20220401, 20250331);
	renewal.until = 0;
	assert_days(agreementyear_held(&agreement), 20220401, YEAR_MAX * 10000 + 1231);
}

static void agreementyear_days_without_any_are_none(void **state)
{
	(void)state;
	struct days early = days_from_to(20180101, 20180131);
	struct days late = days_from_to(20180201, 20180228);
	struct days common = days_common(early, late);
	assert_false(days_any(common));
	assert_int_equal(days_count(common), 0);
	assert_int_equal(days_count(days_common(early, early)), 31);
	assert_days(days_common(days_from_to(0, 20180131), days_from_to(20180131, 0)), 20180131,
		20180131);
	assert_int_equal(days_to_date(INT32_MAX), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(agreementyear_without_a_start_is_the_calendar_year),
		TEST(agreementyear_from_april_ends_in_march),
		TEST(agreementyear_years_leave_no_day_out),
		TEST(agreementyear_last_of_all_is_cut),
		TEST(agreementyear_held_from_the_first_to_the_last_day),
		TEST(agreementyear_held_goes_on_by_itself_to_its_hard_end),
		TEST(agreementyear_days_without_any_are_none),
	};
	return cmocka_run_group_tests_name("agreementyear", tests, NULL, NULL);
}
