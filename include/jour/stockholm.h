/* Days and minutes in Stockholm, where the office's calendar is kept, whatever time zone the
 * machine has. */
#ifndef JOUR_STOCKHOLM_H
#define JOUR_STOCKHOLM_H

#include <stdint.h>

#include "jour/date.h"

#define MINUTE_SIZE 17

/* A ledger time as "2018-04-20" or "2018-04-20 14:03". */
void stockholm_day(uint64_t ms, char ret_text[DATE_TEXT_SIZE]);
void stockholm_minute(uint64_t ms, char ret_text[MINUTE_SIZE]);
/* That day as date.h counts it; a time outside the calendar is its first day. */
int32_t stockholm_day_number(uint64_t ms);
/* The first millisecond after a day in Stockholm. */
uint64_t stockholm_midnight_after(struct date date);

#endif
