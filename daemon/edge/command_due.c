/* due, and export calendar: the same list, for a person and for a calendar program. */
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "commands.h"
#include "duejson.h"
#include "inforce.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/number.h"
#include "jour/table.h"
#include "moneyview.h"
#include "today.h"

#define MONTHS_DEFAULT 12u
#define MONTHS_MAX 600u

struct due_options {
	struct view_options view;
	struct date first; /* year 0: today, or the day of --as-of */
	uint64_t months;
	const char *dnr; /* NULL: all */
	bool calendar;	 /* of export: the word was said */
};

static const struct argp_option options[] = {
	{"on", 'o', N_("DATE"), 0,
		N_("as if it were that day (default: today, or the day of --as-of)"), 0},
	{"months", 'm', N_("N"), 0, N_("how far to look ahead (default 12)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct due_options *due = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &due->view;
		return 0;
	case 'o':
		if (date_parse(bytes_of_text(arg), &due->first) != ERR_OK)
			argp_error(state, _("--on %s: expected a day such as 2018-04-20"), arg);
		return 0;
	case 'm':
		if (number_parse_uint(bytes_of_text(arg), MONTHS_MAX, &due->months) != ERR_OK ||
			due->months == 0)
			argp_error(state, _("--months %s: expected 1 to %u"), arg, MONTHS_MAX);
		return 0;
	case ARGP_KEY_ARG:
		if (due->dnr != NULL)
			return ARGP_ERR_UNKNOWN;
		due->dnr = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

/* False after a sentence on stderr. */
static bool collect(
	struct money_view *money, const struct due_options *options_given, struct due_list *list)
{
	const struct listed *item = NULL;
	struct date last;
	bool any = false;
	enum err err = inforce_list(money->view.txn, money->view.size, &money->arena, &item);
	if (date_add_months(options_given->first, (int32_t)options_given->months, &last) != ERR_OK)
		last = (struct date){YEAR_MAX, 12, 31};
	for (; err == ERR_OK && item != NULL; item = item->next) {
		if (options_given->dnr != NULL &&
			strcmp(options_given->dnr, item->agreement->dnr) != 0)
			continue;
		any = true;
		err = due_add(list, item->agreement, options_given->first, last);
	}
	if (err != ERR_OK)
		money_view_failed(err);
	else if (!any && options_given->dnr != NULL)
		fprintf(stderr,
			_("jourd: no agreement has the diary number '%s'; 'jourd agreement list' "
			  "shows those there are\n"),
			options_given->dnr);
	due_sort(list);
	return err == ERR_OK && (any || options_given->dnr == NULL);
}

static void print_table(const struct due_list *list, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT};
	struct table *table = table_new(columns, 2);
	for (size_t i = 0; i < list->count; i++) {
		char day[DATE_TEXT_SIZE], text[DUETEXT_SIZE];
		date_format(list->items[i].date, day, sizeof(day));
		duetext_sentence(&list->items[i], text, sizeof(text));
		table_row(table, (const char *[]){day, text});
	}
	table_print(table, to);
	if (list->count == 0)
		fprintf(to, "%s\n", _("Nothing is coming in that time."));
}

static int run_list(struct due_options *due, bool as_calendar)
{
	struct money_view money;
	int status = money_view_open(&due->view, &money);
	if (status != STATUS_OK)
		return status;
	if (due->first.year == 0)
		(void)!date_of_day_number(
			days_of_date(today_of(&due->view, &money.view)), &due->first);
	struct due_list *list = calloc(1, sizeof(*list));
	if (list == NULL || !collect(&money, due, list)) {
		status = STATUS_FAILED;
	} else if (as_calendar) {
		uint64_t stamp_ms = money.view.size == 0 ? 0
							 : ledger_received_ms(money.view.txn,
								   money.view.size - 1);
		char *text = calendar_text(list, money.view.name.genesis.origin, stamp_ms);
		status = text == NULL ? STATUS_FAILED : STATUS_OK;
		if (text != NULL)
			fputs(text, stdout);
		free(text);
	} else if (due->view.json) {
		status = view_print_json(duejson_text(list), stdout);
	} else {
		print_table(list, stdout);
		view_print_as_of(&money.view, stdout);
	}
	free(list);
	return money_view_close(&money, status);
}

static int run_due(int argc, char **argv)
{
	static const struct argp argp = {options, parse, N_("[AGREEMENT]"),
		N_("Shows what is coming under the agreements: last days to give notice or to "
		   "cancel, "
		   "renewals, payments, invoices, reports, meetings.\v"
		   "Examples:\n"
		   "  jourd due\n"
		   "  jourd due --on 2024-09-01 --months 2 'SON 2019-536'"),
		children, NULL, NULL};
	struct due_options due = {.months = MONTHS_DEFAULT};
	argp_parse(&argp, argc, argv, 0, NULL, &due);
	return run_list(&due, false);
}

static int run_export(int argc, char **argv)
{
	static const struct argp argp = {options, parse, N_("calendar"),
		N_("Writes what is coming as an iCalendar file, which calendar programs read.\v"
		   "Example:\n"
		   "  jourd export calendar > jour.ics"),
		children, NULL, NULL};
	struct due_options due = {.months = MONTHS_DEFAULT};
	argp_parse(&argp, argc, argv, 0, NULL, &due);
	if (due.dnr == NULL || strcmp(due.dnr, "calendar") != 0) {
		fprintf(stderr, "%s\n", _("jourd export: what? There is: calendar"));
		return STATUS_USAGE;
	}
	due.dnr = NULL;
	return run_list(&due, true);
}

const struct command command_due = {
	"due", N_("what is coming: notice, renewals, payments, reports, meetings"), run_due};
const struct command command_export = {
	"export", N_("write what is coming as a calendar file"), run_export};
