#include "dayspan.h"

#include "jour/i18n.h"

uint32_t dayspan_last_day(const Jour__V1__Agreement *agreement)
{
	const Jour__V1__Renewal *renewal = agreement->renewal;
	return renewal == NULL || renewal->automatic_years == 0 ? agreement->to : renewal->until;
}

void dayspan_check(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, uint32_t from, uint32_t to)
{
	const struct yamldoc_node *first = yamldoc_get(map, "from");
	const struct yamldoc_node *last = yamldoc_get(map, "to");
	uint32_t end = dayspan_last_day(agreement);

	if (from != 0 && to != 0 && to < from)
		docpick_error(source, last, N_("{1} is before the first day, {2}"), last->text,
			first->text);
	if (from != 0 && agreement->from != 0 && from < agreement->from)
		docpick_error(source, first, N_("{1} is before the agreement's first day"),
			first->text, NULL);
	if (to != 0 && end != 0 && to > end)
		docpick_error(source, last, N_("{1} is after the agreement's last day"), last->text,
			NULL);
	if (from != 0 && end != 0 && from > end)
		docpick_error(source, first, N_("{1} is after the agreement's last day"),
			first->text, NULL);
}

/* Whether the next day begins an agreement year. */
static bool ends_year(const Jour__V1__MonthDay *start, struct date date)
{
	struct date next;
	if (start == NULL || date_of_day_number(date_day_number(date) + 1, &next) != ERR_OK)
		return false;
	return next.month == start->month && next.day == start->day;
}

void dayspan_warn_odd_end(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, uint32_t to)
{
	struct date date = {(uint16_t)(to / 10000), (uint8_t)(to / 100 % 100), (uint8_t)(to % 100)};
	if (node == NULL || to == 0 || date.day == date_month_length(date.year, date.month) ||
		ends_year(agreement->year_start, date))
		return;
	docpick_warn(source, node,
		N_("{1} is not the last day of a month: is that what the document says?"),
		node->text, NULL);
}
