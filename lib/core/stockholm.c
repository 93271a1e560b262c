#include "jour/stockholm.h"

#include "jour/limits.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define MARCH 3
#define OCTOBER 10

/* The last Sunday of a month of 31 days, 01:00 UTC. 1970-01-01 was a Thursday. */
static int64_t change_ms(uint16_t year, uint8_t month)
{
	int32_t last = date_day_number((struct date){year, month, 31});
	return (last - (last + 4) % 7) * DAY_MS + HOUR_MS;
}

static struct date date_of(uint64_t ms)
{
	struct date date;
	uint64_t day = ms / (uint64_t)DAY_MS;
	if (day > INT32_MAX || date_of_day_number((int32_t)day, &date) != ERR_OK)
		return (struct date){YEAR_MIN, 1, 1};
	return date;
}

/* What a clock in Stockholm shows then, as if it were UTC. */
static uint64_t local_ms(uint64_t ms)
{
	uint16_t year = date_of(ms).year;
	bool summer =
		ms >= (uint64_t)change_ms(year, MARCH) && ms < (uint64_t)change_ms(year, OCTOBER);
	uint64_t ahead_ms = (uint64_t)(summer ? 2 * HOUR_MS : HOUR_MS);
	return ms < UINT64_MAX - ahead_ms ? ms + ahead_ms : ms;
}

struct date stockholm_date(uint64_t ms)
{
	return date_of(local_ms(ms));
}

int32_t stockholm_day_number(uint64_t ms)
{
	return date_day_number(stockholm_date(ms));
}

void stockholm_day(uint64_t ms, char ret_text[DATE_TEXT_SIZE])
{
	date_format(stockholm_date(ms), ret_text, DATE_TEXT_SIZE);
}

void stockholm_minute(uint64_t ms, char ret_text[MINUTE_SIZE])
{
	unsigned minute = (unsigned)(local_ms(ms) % (uint64_t)DAY_MS / 60000);
	char *at = ret_text + DATE_TEXT_SIZE - 1;
	stockholm_day(ms, ret_text);
	*at++ = ' ';
	*at++ = (char)('0' + minute / 600);
	*at++ = (char)('0' + minute / 60 % 10);
	*at++ = ':';
	*at++ = (char)('0' + minute % 60 / 10);
	*at++ = (char)('0' + minute % 10);
	*at = '\0';
}

uint64_t stockholm_midnight_after(struct date date)
{
	/* The clock is never changed at midnight: an hour earlier it is as far ahead. */
	int64_t shown_ms = (date_day_number(date) + 1) * DAY_MS;
	if (shown_ms < DAY_MS)
		return 0;
	uint64_t utc_ms = (uint64_t)(shown_ms - HOUR_MS);
	return local_ms(utc_ms - HOUR_MS) == (uint64_t)shown_ms ? utc_ms - HOUR_MS : utc_ms;
}
