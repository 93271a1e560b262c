#include "proration.h"

#include "jour/date.h"
#include "termrules.h"

bool proration_names(char *const *units, size_t count, const char *unit)
{
	return count == 0 || termrules_list_has(units, count, unit);
}

bool proration_holds_for(const Jour__V1__Term *term, const char *unit)
{
	return proration_names(term->units, term->n_units, unit);
}

struct days proration_days(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term,
	uint32_t year, const char *unit)
{
	struct days held = unit == NULL ? agreementyear_held(agreement)
					: agreementyear_partner(agreement, unit);
	if (unit != NULL && !proration_holds_for(term, unit))
		return (struct days){0, -1};
	return days_common(agreementyear_of(agreement, year),
		days_common(held, days_from_to(term->from, term->to)));
}

/* The day on which month number `month` of the year begins; number 12 is the next year's first. */
static int32_t month_first(struct days year, int32_t month)
{
	struct date first, moved;
	if (month == 12)
		return year.last + 1;
	/* Only in the last year that dates have can a month begin after it. */
	if (date_of_day_number(year.first, &first) != ERR_OK ||
		date_add_months(first, month, &moved) != ERR_OK)
		return year.last + 1;
	return date_day_number(moved);
}

static uint32_t whole_months(struct days year, struct days days)
{
	uint32_t count = 0;
	for (int32_t month = 0; month < 12; month++)
		count += days.first <= month_first(year, month) &&
			 month_first(year, month + 1) - 1 <= days.last;
	return count;
}

struct fraction proration_of(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term,
	uint32_t year, const char *unit)
{
	struct days whole = agreementyear_of(agreement, year);
	struct days days = proration_days(agreement, term, year, unit);
	switch (term->proration) {
	case JOUR__V1__PRORATION__PRORATION_MONTHS:
		return (struct fraction){whole_months(whole, days), 12};
	case JOUR__V1__PRORATION__PRORATION_DAYS:
		return (struct fraction){days_count(days), days_count(whole)};
	default:
		return (struct fraction){days_any(days), 1};
	}
}
