#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "explain.h"
#include "inforce.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/table.h"
#include "moneycell.h"
#include "moneyview.h"
#include "print_money.h"
#include "print_paid.h"
#include "print_whatif.h"
#include "today.h"
#include "whatifjson.h"
#include "whatifview.h"

struct agreement_options {
	struct view_options view;
	struct whatif_options whatif;
	bool explain;
	bool show;
	const char *dnr;
	uint32_t year;	/* 0: the command chooses */
	uint32_t today; /* yyyymmdd, 0: the command chooses */
};

static const struct argp_option options[] = {
	{"year", 'y', N_("YEAR"), 0,
		N_("what it pays in that year (default: the year of the newest report, or the "
		   "nearest in which the agreement is in force)"),
		0},
	{"on", 'o', N_("DATE"), 0, N_("say what is overdue on that day (default: today)"), 0},
	{"explain", 'x', NULL, 0,
		N_("show each term's exact fractions and the ledger records it rests on"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static void parse_argument(
	struct agreement_options *agreement, struct argp_state *state, const char *arg)
{
	if (state->arg_num == 0 && strcmp(arg, "show") == 0)
		agreement->show = true;
	else if (state->arg_num == 1 && agreement->show)
		agreement->dnr = arg;
	else if (state->arg_num != 0 || strcmp(arg, "list") != 0)
		argp_error(state, _("%s: expected 'list', or 'show' and a diary number"), arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct agreement_options *agreement = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &agreement->view;
		state->child_inputs[1] = &agreement->whatif;
		return 0;
	case 'y':
		if (!money_year_parse(arg, &agreement->year))
			argp_error(state, _("--year %s: expected a year from %u to %u"), arg,
				YEAR_MIN, YEAR_MAX);
		return 0;
	case 'o':
		if (!today_parse(arg, &agreement->today))
			argp_error(state, _("--on %s: expected a day such as 2018-04-20"), arg);
		return 0;
	case 'x':
		agreement->explain = true;
		return 0;
	case ARGP_KEY_ARG:
		parse_argument(agreement, state, arg);
		return 0;
	case ARGP_KEY_END:
		if (agreement->show && agreement->dnr == NULL)
			argp_error(state, _("'show' needs a diary number; 'jourd agreement list' "
					    "shows them"));
		if (!agreement->show && whatif_asked(&agreement->whatif))
			argp_error(state, _("what if can be asked of 'show' only"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{&view_argp, 0, NULL, 0}, {&whatif_argp, 0, NULL, 1}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, N_("[list]\nshow DNR"),
	N_("Lists the agreements, or shows one: its terms and parties, and for a year what each "
	   "partner is expected to pay, has paid, and why.\v"
	   "The JSON always holds the whole explanation.\n"
	   "Examples:\n"
	   "  jourd agreement list\n"
	   "  jourd agreement show 'KS 2017/1' --year 2018\n"
	   "  jourd agreement show 'KS 2017/1' --year 2018 --as-of 2018-04-20\n"
	   "  jourd agreement show 'KS 2017/1' --year 2018 --set bidrag=3,50\n"
	   "  jourd agreement show 'KS 2017/1' --year 2018 --join 2425@2018-07-01\n"
	   "  jourd agreement show 'KS 2017/1' --year 2018 --what-if changed.records"),
	children, NULL, NULL};

static void print_list(const struct listed *first, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_LEFT};
	struct table *table = table_new(columns, 6);
	table_row(table, (const char *[]){_("agreement"), _("from"), _("to"), _("version"),
				 _("partners"), _("title")});
	for (; first != NULL; first = first->next) {
		const Jour__V1__Agreement *agreement = first->agreement;
		struct moneycell from, last;
		char version[12], units[24];
		snprintf(version, sizeof(version), "%u", agreement->version);
		snprintf(units, sizeof(units), "%zu", agreement->n_units);
		table_row(table,
			(const char *[]){agreement->dnr, moneycell_date(&from, agreement->from),
				agreement->to == 0 ? "-" : moneycell_date(&last, agreement->to),
				version, units, agreement->title});
	}
	table_print(table, to);
}

static int list(const struct agreement_options *options_given, struct money_view *money)
{
	const struct listed *first = NULL;
	struct view *view = &money->view;
	enum err err = inforce_list(view->txn, view->size, &money->arena, &first);
	if (err != ERR_OK) {
		money_view_failed(err);
		return STATUS_FAILED;
	}
	if (options_given->view.json)
		return view_print_json(explain_list_json(first, view->size, &view->name), stdout);
	if (first == NULL)
		printf("%s\n", _("No agreement yet; the office sends one with 'jour-agent send "
				 "agreement.yaml'."));
	else
		print_list(first, stdout);
	view_print_as_of(view, stdout);
	return STATUS_OK;
}

/* The year of the newest report. */
static uint32_t reported_year(const struct view *view)
{
	char day[DATE_TEXT_SIZE] = "";
	uint32_t year = YEAR_MIN;
	if (view->size > 0)
		stockholm_day(ledger_received_ms(view->txn, view->size - 1), day);
	day[4] = '\0';
	return money_year_parse(day, &year) ? year : YEAR_MIN;
}

/* That year, or the nearest one in which the newest version is in force when none is in force
 * then. */
static uint32_t choose_year(struct view *view, const char *dnr, uint32_t year)
{
	struct version version;
	arena_reset(&view->memory.agreement);
	if (!inforce_version(view->txn, dnr, year, view->size, &view->memory.agreement, &version) ||
		version.in_force)
		return year;
	uint32_t first = version.agreement->from / 10000;
	uint32_t last = days_to_date(agreementyear_held(version.agreement).last) / 10000;
	return year < first ? first : year > last ? last : year;
}

static void print_shown(const struct agreement_options *options_given, struct view *view,
	const struct expected *expected, const struct account *account)
{
	print_agreement(expected, stdout);
	print_account(expected, account, stdout);
	for (size_t i = 0; options_given->explain && i < expected->term_count; i++) {
		fputc('\n', stdout);
		print_term(expected, &expected->terms[i], true, stdout);
	}
	if (options_given->explain)
		print_payments(account, stdout);
	view_print_as_of(view, stdout);
}

static int show(const struct agreement_options *options_given, struct money_view *money)
{
	struct view *view = &money->view;
	const struct account *account = NULL;
	const char *dnr = options_given->dnr;
	uint32_t year = options_given->year != 0 ? options_given->year
						 : choose_year(view, dnr, reported_year(view));
	const struct expected *expected = money_view_expected(money, dnr, year);
	if (expected == NULL)
		return STATUS_FAILED;
	uint32_t today = options_given->today != 0 ? options_given->today
						   : today_of(&options_given->view, view);
	enum err err = payments_settle(
		view->txn, expected, today, &money->arena, &view->memory.record, &account);
	if (err != ERR_OK) {
		money_view_failed(err);
		return STATUS_FAILED;
	}
	if (options_given->view.json)
		return view_print_json(explain_json(expected, NULL, account, &view->name), stdout);
	print_shown(options_given, view, expected, account);
	return STATUS_OK;
}

static int print_whatif(const struct agreement_options *options_given, struct money_view *money,
	struct whatif_view *view)
{
	const char *dnr = options_given->dnr;
	uint32_t year = options_given->year != 0
				? options_given->year
				: choose_year(&view->money.view, dnr, reported_year(&money->view));
	struct arena *scratch = &money->view.memory.record;
	struct sides sides;
	if (!whatifview_sides(view, money, dnr, year, &sides))
		return STATUS_FAILED;
	if (options_given->view.json)
		return view_print_json(
			whatifjson_text(view->whatif, &sides, NULL, &money->view.name, scratch),
			stdout);
	print_whatif_records(view->whatif, scratch, stdout);
	print_whatif_agreement(&sides, options_given->explain, stdout);
	view_print_as_of(&money->view, stdout);
	return STATUS_OK;
}

static int show_whatif(const struct agreement_options *options_given, struct money_view *money)
{
	const char *dnr = options_given->dnr;
	uint32_t year = options_given->year != 0
				? options_given->year
				: choose_year(&money->view, dnr, reported_year(&money->view));
	struct whatif_view view;
	int status = whatifview_open(
		&options_given->whatif, &options_given->view, money, dnr, year, &view);
	if (status != STATUS_OK)
		return status;
	status = print_whatif(options_given, money, &view);
	whatifview_close(&view);
	return status;
}

static int answer(const struct agreement_options *options_given, struct money_view *money)
{
	if (!options_given->show)
		return list(options_given, money);
	return whatif_asked(&options_given->whatif) ? show_whatif(options_given, money)
						    : show(options_given, money);
}

static int run(int argc, char **argv)
{
	struct agreement_options agreement = {.explain = false};
	struct money_view money;
	argp_parse(&argp, argc, argv, 0, NULL, &agreement);
	int status = money_view_open(&agreement.view, &money);
	if (status != STATUS_OK)
		return status;
	return money_view_close(&money, answer(&agreement, &money));
}

const struct command command_agreement = {
	"agreement", N_("the agreements: terms, what each partner pays, has paid, and why"), run};
