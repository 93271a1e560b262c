/* Days, one at a time. */
#include "dumbdays.h"

#include <string.h>

static uint32_t month_length(uint32_t year, uint32_t month)
{
	static const uint32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return lengths[month - 1] + (month == 2 && leap ? 1 : 0);
}

uint32_t dumb_day_after(uint32_t day)
{
	uint32_t year = day / 10000, month = day / 100 % 100;
	if (day % 100 < month_length(year, month))
		return day + 1;
	return month < 12 ? year * 10000 + (month + 1) * 100 + 1 : (year + 1) * 10000 + 101;
}

uint32_t dumb_year_start(const Jour__V1__Agreement *agreement, uint32_t year)
{
	const Jour__V1__MonthDay *start = agreement->year_start;
	return start == NULL ? year * 10000 + 101 : year * 10000 + start->month * 100 + start->day;
}

static bool within(uint32_t day, uint32_t from, uint32_t to)
{
	return (from == 0 || day >= from) && (to == 0 || day <= to);
}

/* Does the term hold on the day, for the unit (NULL: for anybody)? */
static bool holds_on(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term,
	const char *unit, uint32_t day)
{
	const Jour__V1__Renewal *renewal = agreement->renewal;
	bool goes_on = renewal != NULL && renewal->automatic_years > 0;
	if (!within(day, agreement->from, goes_on ? renewal->until : agreement->to) ||
		!within(day, term->from, term->to))
		return false;
	bool named = unit == NULL || term->n_units == 0;
	for (size_t i = 0; i < term->n_units; i++)
		named = named || strcmp(term->units[i], unit) == 0;
	if (!named)
		return false;
	for (size_t i = 0; unit != NULL && i < agreement->n_memberships; i++)
		if (strcmp(agreement->memberships[i]->unit, unit) == 0 &&
			!within(day, agreement->memberships[i]->from,
				agreement->memberships[i]->to))
			return false;
	return true;
}

/* The first day of month number `month` of the agreement year. */
static uint32_t month_start(uint32_t year_start, uint32_t month)
{
	uint32_t months = year_start / 10000 * 12 + year_start / 100 % 100 - 1 + month;
	uint32_t year = months / 12, calendar = months % 12 + 1;
	uint32_t day = year_start % 100, length = month_length(year, calendar);
	return year * 10000 + calendar * 100 + (day < length ? day : length);
}

struct dumb_part dumb_part_of_year(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term,
	uint32_t year, const char *unit)
{
	uint32_t first = dumb_year_start(agreement, year),
		 end = dumb_year_start(agreement, year + 1);
	uint32_t days = 0, held = 0, months = 0, missed = 0, month = 0;
	for (uint32_t day = first; day != end; day = dumb_day_after(day)) {
		bool holds = holds_on(agreement, term, unit, day);
		if (day == month_start(first, month + 1)) {
			months += missed == 0;
			missed = 0;
			month++;
		}
		days++;
		held += holds;
		missed += !holds;
	}
	months += missed == 0;
	switch (term->proration) {
	case JOUR__V1__PRORATION__PRORATION_MONTHS:
		return (struct dumb_part){months, 12};
	case JOUR__V1__PRORATION__PRORATION_DAYS:
		return (struct dumb_part){held, days};
	default:
		return (struct dumb_part){held > 0, 1};
	}
}
