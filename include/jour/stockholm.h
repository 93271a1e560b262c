/* Days and minutes in Stockholm, where the office's calendar is kept, whatever time zone the
 * machine has: UTC and an hour, or two hours from the last Sunday of March, 01:00 UTC, to the last
 * Sunday of October, 01:00 UTC (directive 2000/84/EC). What counts as of a day never depends on a
 * machine's tables of time zones. */
#ifndef JOUR_STOCKHOLM_H
#define JOUR_STOCKHOLM_H

#include <stdint.h>

#include "jour/date.h"

#define MINUTE_SIZE 17

/* The day of a ledger time; one outside the calendar is on its first day. */
struct date stockholm_date(uint64_t ms);
int32_t stockholm_day_number(uint64_t ms);
/* A ledger time as "2018-04-20" or "2018-04-20 14:03". */
void stockholm_day(uint64_t ms, char ret_text[DATE_TEXT_SIZE]);
void stockholm_minute(uint64_t ms, char ret_text[MINUTE_SIZE]);
/* The first millisecond after a day in Stockholm; 0 for a day before 1970. */
uint64_t stockholm_midnight_after(struct date date);

#endif
