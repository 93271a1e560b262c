/* Calendar days (Gregorian), years YEAR_MIN to YEAR_MAX. No clock and no time zone. */
#ifndef JOUR_DATE_H
#define JOUR_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jour/bytes.h"
#include "jour/err.h"

struct date {
	uint16_t year;
	uint8_t month; /* 1 to 12 */
	uint8_t day;   /* 1 to 31 */
};

/* Bytes of "YYYY-MM-DD" with its NUL. */
#define DATE_TEXT_SIZE 11u

/* True when the day exists and its year is in YEAR_MIN to YEAR_MAX. All functions below
 * take valid dates only (asserted). */
bool date_is_valid(struct date date);
/* <0, 0 or >0 as a is before, the same as or after b. */
int date_compare(struct date a, struct date b);
/* 28 to 31. `month` is 1 to 12 (asserted). */
uint8_t date_month_length(uint16_t year, uint8_t month);

/* Days since 1970-01-01, negative before it. */
int32_t date_day_number(struct date date);
/* As a number yyyymmdd, the form that records have. */
uint32_t date_number(struct date date);
/* The date of a day number. ERR_RANGE when its year is outside YEAR_MIN to YEAR_MAX. */
enum err date_of_day_number(int32_t day_number, struct date *ret_date) MUST_CHECK;

/* Moves by months, backwards when negative. A day that the month lacks becomes the month's
 * last (31 January and one month is 28 or 29 February). ERR_RANGE when the result's year
 * is outside YEAR_MIN to YEAR_MAX. */
enum err date_add_months(struct date date, int32_t months, struct date *ret_date) MUST_CHECK;
/* Moves by years; 29 February becomes the 28th where it must. ERR_RANGE as above. */
enum err date_add_years(struct date date, int32_t years, struct date *ret_date) MUST_CHECK;

/* Reads exactly "YYYY-MM-DD" in ASCII digits. ERR_MALFORMED for another shape or a day that
 * does not exist (2023-02-30); ERR_RANGE for a year outside YEAR_MIN to YEAR_MAX. */
enum err date_parse(struct bytes text, struct date *ret_date) MUST_CHECK;
/* Writes "YYYY-MM-DD"; `size` is at least DATE_TEXT_SIZE (asserted). Returns `buffer`. */
const char *date_format(struct date date, char *buffer, size_t size);

#endif
