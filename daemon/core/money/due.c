#include "due.h"

#include <stdlib.h>
#include <string.h>

#include "jour/limits.h"
#include "jour/period.h"

/* One agreement's items on their way into the list. */
struct adding {
	struct due_list *list;
	const Jour__V1__Agreement *agreement;
	struct date first; /* only days from first to last are wanted */
	struct date last;
	enum err err;
};

static struct date date_of(uint32_t yyyymmdd)
{
	return (struct date){(uint16_t)(yyyymmdd / 10000), (uint8_t)(yyyymmdd / 100 % 100),
		(uint8_t)(yyyymmdd % 100)};
}

static void add(struct adding *adding, struct due_item item)
{
	if (adding->err != ERR_OK || date_compare(item.date, adding->first) < 0 ||
		date_compare(item.date, adding->last) > 0)
		return;
	if (adding->list->count == DUE_ITEMS_MAX) {
		adding->err = ERR_RANGE;
		return;
	}
	item.agreement = adding->agreement;
	adding->list->items[adding->list->count++] = item;
}

/* ---- the term */

/* The end of the term after `renewals` renewals, counted from the first end so that no day drifts;
 * at the longest to `until`. False when the calendar ends before. */
static bool term_end(const Jour__V1__Agreement *agreement, uint32_t renewals, struct date *ret_end)
{
	const Jour__V1__Renewal *renewal = agreement->renewal;
	struct date end = date_of(agreement->to);
	if (renewals > 0 && date_add_years(end, (int32_t)(renewals * renewal->automatic_years),
				    ret_end) != ERR_OK)
		return false;
	if (renewals == 0)
		*ret_end = end;
	if (renewal != NULL && renewal->until != 0 &&
		date_compare(*ret_end, date_of(renewal->until)) > 0)
		*ret_end = date_of(renewal->until);
	return true;
}

static bool renews_by_itself(const Jour__V1__Agreement *agreement)
{
	return agreement->renewal != NULL && !agreement->renewal->may_be_extended;
}

/* A term that ends here is the last one. */
static bool is_last_end(const Jour__V1__Agreement *agreement, struct date end)
{
	return !renews_by_itself(agreement) ||
	       (agreement->renewal->until != 0 &&
		       date_compare(end, date_of(agreement->renewal->until)) >= 0);
}

bool due_last_day(const Jour__V1__Agreement *agreement, struct date *ret_last)
{
	if (agreement->to == 0)
		return false;
	if (!renews_by_itself(agreement))
		*ret_last = date_of(agreement->to);
	else if (agreement->renewal->until != 0)
		*ret_last = date_of(agreement->renewal->until);
	else
		return false;
	return true;
}

/* The latest such day of a year that is not after `end`. */
static bool day_before(const Jour__V1__MonthDay *day, struct date end, struct date *ret_date)
{
	struct date date = {end.year, (uint8_t)day->month, (uint8_t)day->day};
	if (date_compare(date, end) > 0 && date_add_years(date, -1, &date) != ERR_OK)
		return false;
	*ret_date = date;
	return true;
}

static void add_end(struct adding *adding, struct date end)
{
	const Jour__V1__Agreement *agreement = adding->agreement;
	struct date date;
	if (is_last_end(agreement, end)) {
		add(adding, (struct due_item){.date = end,
				    .kind = DUE_ENDS,
				    .may_be_extended = agreement->renewal != NULL &&
						       agreement->renewal->may_be_extended});
	} else {
		if (day_before(agreement->renewal->cancel_by, end, &date))
			add(adding, (struct due_item){.date = date, .kind = DUE_CANCEL});
		if (date_of_day_number(date_day_number(end) + 1, &date) == ERR_OK)
			add(adding, (struct due_item){.date = date, .kind = DUE_RENEWS});
	}
	if (agreement->notice_months > 0 &&
		date_add_months(end, -(int32_t)agreement->notice_months, &date) == ERR_OK)
		add(adding, (struct due_item){.date = date, .kind = DUE_NOTICE});
}

static void add_term(struct adding *adding)
{
	struct date end;
	if (adding->agreement->to == 0)
		return;
	for (uint32_t renewals = 0; term_end(adding->agreement, renewals, &end); renewals++) {
		add_end(adding, end);
		/* Notice is given at most ten years (120 months) before an end. */
		if (is_last_end(adding->agreement, end) || end.year > adding->last.year + 10)
			return;
	}
}

/* ---- duties */

/* Only while the agreement holds. */
static bool holds_on(const Jour__V1__Agreement *agreement, struct date date)
{
	struct date last;
	return date_compare(date, date_of(agreement->from)) >= 0 &&
	       (!due_last_day(agreement, &last) || date_compare(date, last) <= 0);
}

static void add_duty_day(struct adding *adding, const Jour__V1__Duty *duty, struct date date)
{
	if (holds_on(adding->agreement, date))
		add(adding, (struct due_item){.date = date, .kind = DUE_DUTY, .duty = duty});
}

/* n times a year: by the end of each n-th part of the agreement year that begins in `year`. */
static void add_even_days(struct adding *adding, const Jour__V1__Duty *duty, uint16_t year)
{
	const Jour__V1__MonthDay *start = adding->agreement->year_start;
	struct date begin = {year, 1, 1}, date;
	if (start != NULL)
		begin = (struct date){year, (uint8_t)start->month, (uint8_t)start->day};
	for (uint32_t i = 1; i <= duty->times_a_year; i++)
		if (date_add_months(begin, (int32_t)(12 * i / duty->times_a_year), &date) ==
				ERR_OK &&
			date_of_day_number(date_day_number(date) - 1, &date) == ERR_OK)
			add_duty_day(adding, duty, date);
}

static void add_duty(struct adding *adding, const Jour__V1__Duty *duty)
{
	/* Once is said by the agreement itself, also when it lies after its last day. */
	if (duty->on != 0)
		add(adding, (struct due_item){
				    .date = date_of(duty->on), .kind = DUE_DUTY, .duty = duty});
	/* An agreement year may have begun in the year before. */
	for (int year = adding->first.year - 1; year <= adding->last.year; year++) {
		if (year < (int)YEAR_MIN)
			continue;
		for (size_t i = 0; i < duty->n_yearly; i++)
			add_duty_day(adding, duty,
				(struct date){(uint16_t)year, (uint8_t)duty->yearly[i]->month,
					(uint8_t)duty->yearly[i]->day});
		if (duty->times_a_year > 0)
			add_even_days(adding, duty, (uint16_t)year);
	}
}

/* Case tables for every period that has a day in the agreement's time. */
static void add_cases(struct adding *adding, const Jour__V1__ReportDuty *duty)
{
	for (int year = adding->first.year - 2; year <= adding->last.year; year++) {
		for (uint32_t month = 1; year >= (int)YEAR_MIN && month <= 12;
			month += duty->months) {
			struct period period = {
				(uint16_t)year, (uint8_t)month, (uint8_t)duty->months};
			struct due_item item = {.kind = DUE_CASES};
			if (!holds_on(adding->agreement, period_first_day(period)) &&
				!holds_on(adding->agreement, period_last_day(period)))
				continue;
			period_format(period, item.period, sizeof(item.period));
			if (date_of_day_number(date_day_number(period_last_day(period)) +
						       (int32_t)duty->due_days,
				    &item.date) == ERR_OK)
				add(adding, item);
		}
	}
}

enum err due_add(struct due_list *list, const Jour__V1__Agreement *agreement, struct date first,
	struct date last)
{
	struct adding adding = {list, agreement, first, last, ERR_OK};
	add_term(&adding);
	for (size_t i = 0; i < agreement->n_duties; i++)
		add_duty(&adding, agreement->duties[i]);
	for (size_t i = 0; i < agreement->n_reports; i++)
		add_cases(&adding, agreement->reports[i]);
	return adding.err;
}

static int compare(const void *left, const void *right)
{
	const struct due_item *a = left, *b = right;
	int order = date_compare(a->date, b->date);
	if (order == 0)
		order = strcmp(a->agreement->dnr, b->agreement->dnr);
	if (order == 0)
		order = (a->kind > b->kind) - (a->kind < b->kind);
	if (order == 0 && a->duty != NULL && b->duty != NULL)
		order = strcmp(a->duty->id, b->duty->id);
	return order != 0 ? order : strcmp(a->period, b->period);
}

void due_sort(struct due_list *list)
{
	qsort(list->items, list->count, sizeof(list->items[0]), compare);
}
