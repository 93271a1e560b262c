/* Calendar periods that reports are made for: a month, quarter, half-year or year. */
#ifndef JOUR_PERIOD_H
#define JOUR_PERIOD_H

#include "jour/date.h"

/* Aligned to the calendar: a quarter begins in month 1, 4, 7 or 10, a half-year in 1 or 7,
 * a year in 1. An agreement year that begins in April is a pair of dates, not a period. */
struct period {
	uint16_t year;
	uint8_t first_month; /* 1 to 12 */
	uint8_t months;	     /* 1, 3, 6 or 12 */
};

/* Bytes of "2018-Q1" with its NUL. */
#define PERIOD_TEXT_SIZE 8u

/* True for the periods described above with a year in YEAR_MIN to YEAR_MAX. All functions
 * below take valid periods only (asserted). */
bool period_is_valid(struct period period);

struct date period_first_day(struct period period);
struct date period_last_day(struct period period);

bool period_equal(struct period a, struct period b);
/* True when the periods have a day in common. */
bool period_overlaps(struct period a, struct period b);

/* Makes it the next longer period that it lies in; false for a year, which stays as it is. */
bool period_widen(struct period *period);

/* Reads exactly "2018", "2018-H1", "2018-Q1" (in Swedish "2018-K1") or "2018-01". ERR_MALFORMED for
 * anything else (2024-Q5, 2018-13, 2018-1); ERR_RANGE for a year outside YEAR_MIN to YEAR_MAX. */
enum err period_parse(struct bytes text, struct period *ret_period) MUST_CHECK;
/* Writes the form that period_parse reads, a quarter with Q; `size` is at least PERIOD_TEXT_SIZE
 * (asserted). Returns `buffer`. */
const char *period_format(struct period period, char *buffer, size_t size);

#endif
