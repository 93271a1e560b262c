#include "periodrange.h"

#include <string.h>

#include "caseview.h"
#include "jour/i18n.h"

enum { KEY_FROM = 2000, KEY_TO, KEY_PER };

static const struct argp_option options_shown[] = {
	{"from", KEY_FROM, N_("PERIOD"), 0, N_("a line for each period from this one on"), 0},
	{"to", KEY_TO, N_("PERIOD"), 0, N_("to this one"), 0},
	{"per", KEY_PER, "month|quarter|half|year", 0,
		N_("how long each of the periods is (default: as the shorter of the two)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static void parse_per(const char *arg, struct argp_state *state, uint8_t *ret_months)
{
	static const struct {
		const char *name;
		uint8_t months;
	} lengths[] = {{"month", 1}, {"quarter", 3}, {"half", 6}, {"year", 12}};
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		if (strcmp(arg, lengths[i].name) == 0) {
			*ret_months = lengths[i].months;
			return;
		}
	argp_error(state, _("--per %s: expected month, quarter, half or year"), arg);
}

/* How many periods, and whether they begin and end where these do. */
static void check(const struct periodrange *range, struct argp_state *state)
{
	const struct period *from = &range->from, *to = &range->to;
	unsigned first = from->year * 12u + from->first_month - 1u;
	unsigned after = to->year * 12u + to->first_month - 1u + to->months;
	if (first % range->months != 0 || after % range->months != 0)
		argp_error(
			state, _("--from and --to do not begin and end where such a period does: "
				 "choose another --per"));
	if (after <= first || (after - first) / range->months > PERIODRANGE_MAX)
		argp_error(state, _("--from must come before --to, at most %u periods"),
			PERIODRANGE_MAX);
}

static void finish(struct periodrange *range, struct argp_state *state)
{
	if (!periodrange_is_asked(range))
		return;
	if (range->from.months == 0 || range->to.months == 0) {
		argp_error(state, _("a line for each period needs --from and --to"));
		return;
	}
	if (range->months == 0)
		range->months = range->from.months < range->to.months ? range->from.months
								      : range->to.months;
	check(range, state);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct periodrange *range = state->input;
	switch (key) {
	case KEY_FROM:
		caseview_parse_period(arg, state, &range->from);
		return 0;
	case KEY_TO:
		caseview_parse_period(arg, state, &range->to);
		return 0;
	case KEY_PER:
		parse_per(arg, state, &range->months);
		return 0;
	case ARGP_KEY_END:
		finish(range, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp periodrange_argp = {options_shown, parse, NULL, NULL, NULL, NULL, NULL};

bool periodrange_is_asked(const struct periodrange *range)
{
	return range->from.months != 0 || range->to.months != 0 || range->months != 0;
}

struct period periodrange_first(const struct periodrange *range)
{
	return (struct period){range->from.year, range->from.first_month, range->months};
}

bool periodrange_next(const struct periodrange *range, struct period *period)
{
	unsigned month = period->first_month + range->months;
	uint16_t year = (uint16_t)(period->year + (month > 12));
	period->first_month = (uint8_t)(month > 12 ? 1 : month);
	period->year = year;
	return year < range->to.year ||
	       (year == range->to.year &&
		       period->first_month < range->to.first_month + range->to.months);
}
