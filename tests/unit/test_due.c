#include "due.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct due_list list;

static int start(void **state)
{
	(void)state;
	list.count = 0;
	return 0;
}

static struct date day(uint32_t yyyymmdd)
{
	return (struct date){(uint16_t)(yyyymmdd / 10000), (uint8_t)(yyyymmdd / 100 % 100),
		(uint8_t)(yyyymmdd % 100)};
}

static uint32_t number(struct date date)
{
	return date.year * 10000u + date.month * 100u + date.day;
}

/* The list is exactly these (date, kind), in this order. */
static void assert_list(const uint32_t *dates, const enum due_kind *kinds, size_t count)
{
	due_sort(&list);
	assert_int_equal(list.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(number(list.items[i].date), dates[i]);
		assert_int_equal(list.items[i].kind, kinds[i]);
	}
}

/* Robertsfors: 2018-01-01 to 2020-12-23, may be extended, nine months' notice. */
static Jour__V1__Agreement robertsfors(Jour__V1__Renewal *renewal)
{
	Jour__V1__Agreement agreement;
	static char dnr[] = "KS 2017/123";
	jour__v1__agreement__init(&agreement);
	jour__v1__renewal__init(renewal);
	renewal->may_be_extended = true;
	agreement.dnr = dnr;
	agreement.from = 20180101;
	agreement.to = 20201223;
	agreement.notice_months = 9;
	agreement.renewal = renewal;
	return agreement;
}

/* Västerort: from 2022-04-01, a year at a time, cancelled by 30 September, at the longest to
 * 2025-03-31. */
static Jour__V1__Agreement vasterort(Jour__V1__Renewal *renewal, Jour__V1__MonthDay *cancel_by)
{
	Jour__V1__Agreement agreement;
	static char dnr[] = "2.3.4-630/2021";
	jour__v1__agreement__init(&agreement);
	jour__v1__renewal__init(renewal);
	jour__v1__month_day__init(cancel_by);
	cancel_by->month = 9;
	cancel_by->day = 30;
	renewal->automatic_years = 1;
	renewal->cancel_by = cancel_by;
	renewal->until = 20250331;
	agreement.dnr = dnr;
	agreement.from = 20220401;
	agreement.to = 20230331;
	agreement.renewal = renewal;
	return agreement;
}

static void due_notice_is_counted_back_from_the_end(void **state)
{
	(void)state;
	Jour__V1__Renewal renewal;
	Jour__V1__Agreement agreement = robertsfors(&renewal);
	assert_int_equal(due_add(&list, &agreement, day(20180101), day(20251231)), ERR_OK);
	assert_list((const uint32_t[]){20200323, 20201223},
		(const enum due_kind[]){DUE_NOTICE, DUE_ENDS}, 2);
	assert_true(list.items[1].may_be_extended);
}

static void due_automatic_renewal_has_a_last_day_to_cancel_until_the_hard_end(void **state)
{
	(void)state;
	Jour__V1__Renewal renewal;
	Jour__V1__MonthDay cancel_by;
	Jour__V1__Agreement agreement = vasterort(&renewal, &cancel_by);
	assert_int_equal(due_add(&list, &agreement, day(20220101), day(20301231)), ERR_OK);
	assert_list((const uint32_t[]){20220930, 20230401, 20230930, 20240401, 20250331},
		(const enum due_kind[]){DUE_CANCEL, DUE_RENEWS, DUE_CANCEL, DUE_RENEWS, DUE_ENDS},
		5);
}

static void due_window_shows_its_first_and_last_day_and_no_other(void **state)
{
	(void)state;
	Jour__V1__Renewal renewal;
	Jour__V1__MonthDay cancel_by;
	Jour__V1__Agreement agreement = vasterort(&renewal, &cancel_by);
	assert_int_equal(due_add(&list, &agreement, day(20230930), day(20240401)), ERR_OK);
	assert_list((const uint32_t[]){20230930, 20240401},
		(const enum due_kind[]){DUE_CANCEL, DUE_RENEWS}, 2);
	start(state);
	assert_int_equal(due_add(&list, &agreement, day(20231001), day(20240331)), ERR_OK);
	assert_int_equal(list.count, 0);
}

static void due_renewal_without_end_goes_on(void **state)
{
	(void)state;
	Jour__V1__Renewal renewal;
	Jour__V1__MonthDay cancel_by;
	Jour__V1__Agreement agreement = vasterort(&renewal, &cancel_by);
	struct date last;
	renewal.until = 0;
	assert_false(due_last_day(&agreement, &last));
	assert_int_equal(due_add(&list, &agreement, day(20600101), day(20601231)), ERR_OK);
	assert_list((const uint32_t[]){20600401, 20600930},
		(const enum due_kind[]){DUE_RENEWS, DUE_CANCEL}, 2);
}

static void due_leap_day_end_does_not_drift(void **state)
{
	(void)state;
	Jour__V1__Renewal renewal;
	Jour__V1__MonthDay cancel_by;
	Jour__V1__Agreement agreement = vasterort(&renewal, &cancel_by);
	agreement.to = 20240229;
	renewal.until = 20280229;
	assert_int_equal(due_add(&list, &agreement, day(20280101), day(20281231)), ERR_OK);
	assert_list((const uint32_t[]){20280229}, (const enum due_kind[]){DUE_ENDS}, 1);
}

static void due_duties_fall_once_yearly_and_evenly_over_the_agreement_year(void **state)
{
	(void)state;
	Jour__V1__Renewal renewal;
	Jour__V1__MonthDay cancel_by, january, april;
	Jour__V1__Agreement agreement = vasterort(&renewal, &cancel_by);
	Jour__V1__Duty once, yearly, even, *duties[] = {&once, &yearly, &even};
	Jour__V1__MonthDay *days[] = {&january};
	jour__v1__month_day__init(&january);
	jour__v1__month_day__init(&april);
	jour__v1__duty__init(&once);
	jour__v1__duty__init(&yearly);
	jour__v1__duty__init(&even);
	january.month = 1;
	january.day = 31;
	april.month = 4;
	april.day = 1;
	once.on = 20230315;
	yearly.n_yearly = 1;
	yearly.yearly = days;
	even.times_a_year = 2;
	agreement.renewal = NULL;
	agreement.year_start = &april;
	agreement.n_duties = 3;
	agreement.duties = duties;
	assert_int_equal(due_add(&list, &agreement, day(20220101), day(20231231)), ERR_OK);
	assert_list((const uint32_t[]){20220930, 20230131, 20230315, 20230331, 20230331},
		(const enum due_kind[]){DUE_DUTY, DUE_DUTY, DUE_DUTY, DUE_ENDS, DUE_DUTY}, 5);
}

static void due_case_tables_are_due_after_each_period_of_the_term(void **state)
{
	(void)state;
	Jour__V1__Renewal renewal;
	Jour__V1__Agreement agreement = robertsfors(&renewal);
	Jour__V1__ReportDuty quarterly, *reports[] = {&quarterly};
	jour__v1__report_duty__init(&quarterly);
	quarterly.months = 3;
	quarterly.due_days = 15;
	agreement.n_reports = 1;
	agreement.reports = reports;
	assert_int_equal(due_add(&list, &agreement, day(20180101), day(20181231)), ERR_OK);
	assert_list((const uint32_t[]){20180415, 20180715, 20181015},
		(const enum due_kind[]){DUE_CASES, DUE_CASES, DUE_CASES}, 3);
	assert_string_equal(list.items[0].period, "2018-Q1");
}

static void due_list_that_is_full_is_refused(void **state)
{
	(void)state;
	Jour__V1__Renewal renewal;
	Jour__V1__Agreement agreement = robertsfors(&renewal);
	list.count = DUE_ITEMS_MAX;
	assert_int_equal(due_add(&list, &agreement, day(20180101), day(20251231)), ERR_RANGE);
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(due_notice_is_counted_back_from_the_end),
		TEST(due_automatic_renewal_has_a_last_day_to_cancel_until_the_hard_end),
		TEST(due_window_shows_its_first_and_last_day_and_no_other),
		TEST(due_renewal_without_end_goes_on),
		TEST(due_leap_day_end_does_not_drift),
		TEST(due_duties_fall_once_yearly_and_evenly_over_the_agreement_year),
		TEST(due_case_tables_are_due_after_each_period_of_the_term),
		TEST(due_list_that_is_full_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
