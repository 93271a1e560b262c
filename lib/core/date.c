#include "jour/date.h"

#include <assert.h>

#include "jour/limits.h"

static bool is_leap(uint16_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

uint8_t date_month_length(uint16_t year, uint8_t month)
{
	static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	assert(month >= 1 && month <= 12);
	return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

/* Whether the day exists in the calendar, in whatever year. */
static bool exists(struct date date)
{
	return date.month >= 1 && date.month <= 12 && date.day >= 1 &&
	       date.day <= date_month_length(date.year, date.month);
}

static bool year_fits(int64_t year)
{
	return year >= YEAR_MIN && year <= YEAR_MAX;
}

bool date_is_valid(struct date date)
{
	return year_fits(date.year) && exists(date);
}

int date_compare(struct date a, struct date b)
{
	assert(date_is_valid(a) && date_is_valid(b));
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return (a.day > b.day) - (a.day < b.day);
}

/* Days from 0001-01-01 to the first day of the year. */
static int32_t days_before_year(int32_t year)
{
	int32_t past = year - 1;
	return 365 * past + past / 4 - past / 100 + past / 400;
}

#define DAYS_BEFORE_1970 719162

uint32_t date_number(struct date date)
{
	return date.year * 10000u + date.month * 100u + date.day;
}

int32_t date_day_number(struct date date)
{
	assert(date_is_valid(date));
	int32_t days = days_before_year(date.year) - DAYS_BEFORE_1970 + date.day - 1;
	for (uint8_t month = 1; month < date.month; month++)
		days += date_month_length(date.year, month);
	return days;
}

enum err date_of_day_number(int32_t day_number, struct date *ret_date)
{
	struct date first = {YEAR_MIN, 1, 1}, last = {YEAR_MAX, 12, 31};
	if (day_number < date_day_number(first) || day_number > date_day_number(last))
		return ERR_RANGE;
	/* No year is longer than 366 days, so this guess is never too late; it is a few years
	 * early at most. */
	int32_t days = day_number + DAYS_BEFORE_1970;
	struct date date = {(uint16_t)(days / 366 + 1), 1, 1};
	while (days_before_year(date.year + 1) <= days)
		date.year++;
	days -= days_before_year(date.year);
	while (days >= date_month_length(date.year, date.month)) {
		days -= date_month_length(date.year, date.month);
		date.month++;
	}
	date.day = (uint8_t)(days + 1);
	*ret_date = date;
	return ERR_OK;
}

enum err date_add_months(struct date date, int32_t months, struct date *ret_date)
{
	assert(date_is_valid(date));
	/* Months since year 0; 64 bits, because `months` may be anything. */
	int64_t count = (int64_t)date.year * 12 + (date.month - 1) + months;
	if (!year_fits(count / 12))
		return ERR_RANGE;
	struct date moved = {(uint16_t)(count / 12), (uint8_t)(count % 12 + 1), date.day};
	uint8_t length = date_month_length(moved.year, moved.month);
	if (moved.day > length)
		moved.day = length;
	*ret_date = moved;
	return ERR_OK;
}

enum err date_add_years(struct date date, int32_t years, struct date *ret_date)
{
	int32_t months;
	if (__builtin_mul_overflow(years, 12, &months))
		return ERR_RANGE;
	return date_add_months(date, months, ret_date);
}

/* The next `digits` ASCII digits as a number; anything else fails the reader. */
static unsigned read_digits(struct reader *reader, size_t digits)
{
	unsigned value = 0;
	for (size_t i = 0; i < digits; i++) {
		uint8_t byte = read_u8(reader);
		if (byte < '0' || byte > '9')
			reader->failed = true;
		value = value * 10 + byte - '0';
	}
	return value;
}

enum err date_parse(struct bytes text, struct date *ret_date)
{
	struct reader reader = reader_of(text);
	unsigned year = read_digits(&reader, 4);
	bool hyphens = read_u8(&reader) == '-';
	unsigned month = read_digits(&reader, 2);
	hyphens = read_u8(&reader) == '-' && hyphens;
	unsigned day = read_digits(&reader, 2);
	if (!reader_done(&reader) || !hyphens)
		return ERR_MALFORMED;
	struct date date = {(uint16_t)year, (uint8_t)month, (uint8_t)day};
	if (!exists(date))
		return ERR_MALFORMED;
	if (!year_fits(date.year))
		return ERR_RANGE;
	*ret_date = date;
	return ERR_OK;
}

static char *put_digits(char *at, unsigned value, size_t digits)
{
	for (size_t i = digits; i > 0; i--, value /= 10)
		at[i - 1] = (char)('0' + value % 10);
	return at + digits;
}

const char *date_format(struct date date, char *buffer, size_t size)
{
	assert(date_is_valid(date) && size >= DATE_TEXT_SIZE);
	char *at = put_digits(buffer, date.year, 4);
	*at++ = '-';
	at = put_digits(at, date.month, 2);
	*at++ = '-';
	at = put_digits(at, date.day, 2);
	*at = '\0';
	return buffer;
}
