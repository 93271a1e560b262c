/* Agreement years and the days that an agreement holds for.
 *
 * Agreement year Y begins in calendar year Y, on the day that the agreement's year_start names (1
 * January when it names none), and lasts to the day before the next one begins. An agreement that
 * begins or ends within a year has a first or last year of odd length: the year itself stays
 * whole, and what is held is a part of it. */
#ifndef JOURD_AGREEMENTYEAR_H
#define JOURD_AGREEMENTYEAR_H

#include <stdbool.h>

#include "jour.pb-c.h"

/* Day numbers as in date.h; none when last < first. */
struct days {
	int32_t first;
	int32_t last;
};

bool days_any(struct days days);
/* 0 when there are none. */
uint32_t days_count(struct days days);
struct days days_common(struct days a, struct days b);
/* A valid yyyymmdd as a day number, and back (0 when it is outside the years that dates have). */
int32_t days_of_date(uint32_t yyyymmdd);
uint32_t days_to_date(int32_t day);
/* From `from` to `to`, yyyymmdd, where 0 is without bound. */
struct days days_from_to(uint32_t from, uint32_t to);

/* The whole of agreement year `year` (YEAR_MIN to YEAR_MAX). */
struct days agreementyear_of(const Jour__V1__Agreement *agreement, uint32_t year);
/* The days that the agreement holds for. One that goes on by itself holds to its renewal's last
 * day: who cancels it says so in a new version. */
struct days agreementyear_held(const Jour__V1__Agreement *agreement);

/* Of those, the days on which the unit is a partner. */
struct days agreementyear_partner(const Jour__V1__Agreement *agreement, const char *unit);

#endif
