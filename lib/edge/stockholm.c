#include "jour/stockholm.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "jour/limits.h"

/* The time zone is the process's: nothing else in these commands asks for local time. */
static void use_stockholm(void)
{
	setenv("TZ", "Europe/Stockholm", 1);
	tzset();
}

static struct tm stockholm(uint64_t ms)
{
	struct tm tm;
	time_t seconds = (time_t)(ms / 1000);
	use_stockholm();
	localtime_r(&seconds, &tm);
	return tm;
}

void stockholm_day(uint64_t ms, char ret_text[DATE_TEXT_SIZE])
{
	struct tm tm = stockholm(ms);
	strftime(ret_text, DATE_TEXT_SIZE, "%Y-%m-%d", &tm);
}

int32_t stockholm_day_number(uint64_t ms)
{
	char text[DATE_TEXT_SIZE];
	struct date date = {YEAR_MIN, 1, 1};
	stockholm_day(ms, text);
	/* A clock outside the calendar is shown as its first day. */
	if (date_parse(bytes_of_text(text), &date) != ERR_OK)
		return date_day_number((struct date){YEAR_MIN, 1, 1});
	return date_day_number(date);
}

void stockholm_minute(uint64_t ms, char ret_text[MINUTE_SIZE])
{
	struct tm tm = stockholm(ms);
	strftime(ret_text, MINUTE_SIZE, "%Y-%m-%d %H:%M", &tm);
}

uint64_t stockholm_midnight_after(struct date date)
{
	struct tm tm = {.tm_year = date.year - 1900,
		.tm_mon = date.month - 1,
		.tm_mday = date.day + 1,
		.tm_isdst = -1};
	use_stockholm();
	return (uint64_t)mktime(&tm) * 1000;
}
