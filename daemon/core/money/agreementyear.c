#include "agreementyear.h"

#include <string.h>

#include "jour/date.h"
#include "jour/limits.h"

bool days_any(struct days days)
{
	return days.last >= days.first;
}

uint32_t days_count(struct days days)
{
	return days_any(days) ? (uint32_t)(days.last - days.first) + 1 : 0;
}

struct days days_common(struct days a, struct days b)
{
	return (struct days){
		a.first > b.first ? a.first : b.first, a.last < b.last ? a.last : b.last};
}

int32_t days_of_date(uint32_t yyyymmdd)
{
	return date_day_number((struct date){(uint16_t)(yyyymmdd / 10000),
		(uint8_t)(yyyymmdd / 100 % 100), (uint8_t)(yyyymmdd % 100)});
}

uint32_t days_to_date(int32_t day)
{
	struct date date;
	if (date_of_day_number(day, &date) != ERR_OK)
		return 0;
	return (uint32_t)date.year * 10000 + (uint32_t)date.month * 100 + date.day;
}

struct days days_from_to(uint32_t from, uint32_t to)
{
	return (struct days){days_of_date(from != 0 ? from : YEAR_MIN * 10000 + 101),
		days_of_date(to != 0 ? to : YEAR_MAX * 10000 + 1231)};
}

static int32_t first_day(const Jour__V1__Agreement *agreement, uint32_t year)
{
	const Jour__V1__MonthDay *start = agreement->year_start;
	return days_of_date(year * 10000 + (start == NULL ? 101 : start->month * 100 + start->day));
}

struct days agreementyear_of(const Jour__V1__Agreement *agreement, uint32_t year)
{
	/* There are no dates after YEAR_MAX: a year that would end there is cut. */
	int32_t last = year < YEAR_MAX ? first_day(agreement, year + 1) - 1
				       : days_of_date(YEAR_MAX * 10000 + 1231);
	return (struct days){first_day(agreement, year), last};
}

struct days agreementyear_held(const Jour__V1__Agreement *agreement)
{
	const Jour__V1__Renewal *renewal = agreement->renewal;
	bool automatic = renewal != NULL && renewal->automatic_years > 0;
	return days_from_to(agreement->from, automatic ? renewal->until : agreement->to);
}

struct days agreementyear_partner(const Jour__V1__Agreement *agreement, const char *unit)
{
	struct days days = agreementyear_held(agreement);
	for (size_t i = 0; i < agreement->n_memberships; i++) {
		const Jour__V1__Membership *membership = agreement->memberships[i];
		if (strcmp(membership->unit, unit) == 0)
			days = days_common(days, days_from_to(membership->from, membership->to));
	}
	return days;
}
