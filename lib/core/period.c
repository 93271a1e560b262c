#include "jour/period.h"

#include <assert.h>

#include "jour/limits.h"

/* Whether this is a period of the calendar, in whatever year. */
static bool is_aligned(struct period period)
{
	bool known = period.months == 1 || period.months == 3 || period.months == 6 ||
		     period.months == 12;
	return known && period.first_month >= 1 && period.first_month <= 12 &&
	       (period.first_month - 1) % period.months == 0;
}

bool period_is_valid(struct period period)
{
	return period.year >= YEAR_MIN && period.year <= YEAR_MAX && is_aligned(period);
}

struct date period_first_day(struct period period)
{
	assert(period_is_valid(period));
	return (struct date){period.year, period.first_month, 1};
}

struct date period_last_day(struct period period)
{
	assert(period_is_valid(period));
	uint8_t month = (uint8_t)(period.first_month + period.months - 1);
	return (struct date){period.year, month, date_month_length(period.year, month)};
}

bool period_equal(struct period a, struct period b)
{
	return a.year == b.year && a.first_month == b.first_month && a.months == b.months;
}

bool period_overlaps(struct period a, struct period b)
{
	return date_compare(period_first_day(a), period_last_day(b)) <= 0 &&
	       date_compare(period_first_day(b), period_last_day(a)) <= 0;
}

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/* What stands after the hyphen: "H1", "Q1", as in Swedish "K1", or "01". Returns months = 0 for
 * anything else. */
static struct period parse_part(const uint8_t part[2])
{
	if (!is_digit(part[1]))
		return (struct period){0};
	int number = part[1] - '0';
	int months = part[0] == 'H' ? 6 : part[0] == 'Q' || part[0] == 'K' ? 3 : 1;
	if (months == 1) {
		if (!is_digit(part[0]))
			return (struct period){0};
		number += 10 * (part[0] - '0');
	}
	/* Number 0 becomes month 0 or a wrapped one, which is not aligned either. */
	int first_month = (number - 1) * months + 1;
	return (struct period){.first_month = (uint8_t)first_month, .months = (uint8_t)months};
}

bool period_widen(struct period *period)
{
	static const uint8_t longer[13] = {[1] = 3, [3] = 6, [6] = 12};
	assert(period_is_valid(*period));
	uint8_t months = longer[period->months];
	if (months == 0)
		return false;
	period->first_month = (uint8_t)((period->first_month - 1) / months * months + 1);
	period->months = months;
	return true;
}

enum err period_parse(struct bytes text, struct period *ret_period)
{
	if (text.size != 4 && (text.size != 7 || text.data[4] != '-'))
		return ERR_MALFORMED;
	struct period period = {.first_month = 1, .months = 12};
	if (text.size == 7)
		period = parse_part(text.data + 5);
	unsigned year = 0;
	for (size_t i = 0; i < 4; i++) {
		if (!is_digit(text.data[i]))
			return ERR_MALFORMED;
		year = year * 10 + text.data[i] - '0';
	}
	period.year = (uint16_t)year;
	if (!is_aligned(period))
		return ERR_MALFORMED;
	if (!period_is_valid(period))
		return ERR_RANGE;
	*ret_period = period;
	return ERR_OK;
}

const char *period_format(struct period period, char *buffer, size_t size)
{
	assert(period_is_valid(period) && size >= PERIOD_TEXT_SIZE);
	unsigned year = period.year;
	for (size_t i = 4; i > 0; i--, year /= 10)
		buffer[i - 1] = (char)('0' + year % 10);
	int number = (period.first_month - 1) / period.months + 1;
	buffer[4] = period.months == 12 ? '\0' : '-';
	if (period.months < 12) {
		char tens = (char)('0' + number / 10);
		buffer[5] = period.months == 6 ? 'H' : period.months == 3 ? 'Q' : tens;
		buffer[6] = (char)('0' + number % 10);
		buffer[7] = '\0';
	}
	return buffer;
}
