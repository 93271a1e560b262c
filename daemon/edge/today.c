#include "today.h"

#include "jour/clock.h"

bool today_parse(const char *text, uint32_t *ret_yyyymmdd)
{
	struct date date;
	if (date_parse(bytes_of_text(text), &date) != ERR_OK)
		return false;
	*ret_yyyymmdd = date_number(date);
	return true;
}

uint32_t today_of(const struct view_options *options, const struct view *view)
{
	uint32_t day = 0;
	if (options->as_of != NULL && today_parse(options->as_of, &day))
		return day;
	bool is_now = options->as_of == NULL || view->size == 0;
	return date_number(stockholm_date(
		is_now ? clock_now_ms() : ledger_received_ms(view->txn, view->size - 1)));
}
