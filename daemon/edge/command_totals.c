#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "jour/i18n.h"
#include "statjson.h"
#include "totalsview.h"
#include "unitwords.h"

struct options {
	struct totalsview_options shown;
	bool closed;
};

enum option_key { KEY_COUNTY = 1000, KEY_COURTS, KEY_SHOW, KEY_BARS };

static const struct argp_option options_shown[] = {
	{"unit", 'u', N_("UNIT"), 0,
		N_("only this kommun, district or court, by its code or name, with what was merged "
		   "into it"),
		0},
	{"agreement", 'A', N_("DNR"), 0, N_("only the partners of this agreement"), 0},
	{"county", KEY_COUNTY, N_("COUNTY"), 0,
		N_("only this county, by its two digits or how its name begins"), 0},
	{"courts", KEY_COURTS, NULL, 0,
		N_("witness support at courts, which is in no sum of kommuner"), 0},
	{"by", 'x', N_("LIST[,LIST]"), 0,
		N_("divided by one or two code lists such as crime or age-vasterort, or as they "
		   "are "
		   "called ('jourd codelists' has them); or a line for each catchment, county or "
		   "country"),
		0},
	{"dimension", 0, NULL, OPTION_ALIAS | OPTION_HIDDEN, NULL, 0},
	{"closed", 'c', NULL, 0,
		N_("as the figures were when the period was closed, beside those of now"), 0},
	{"source", 's', "kommun|jour", 0,
		N_("whose count: the kommun's own or the jour's (default: the kommun's, and the "
		   "jour's where the kommun has reported nothing)"),
		0},
	{"show", KEY_SHOW, "count|share|per-1000", 0,
		N_("the number of cases, the share of each value, or cases per 1 000 inhabitants"),
		0},
	{"bars", KEY_BARS, NULL, 0,
		N_("draw the number of cases, too (without asking only on a terminal)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_source(const char *arg, struct argp_state *state, enum totals_source *ret)
{
	if (strcmp(arg, "kommun") == 0)
		*ret = TOTALS_KOMMUN;
	else if (strcmp(arg, "jour") == 0)
		*ret = TOTALS_JOUR;
	else
		argp_error(state, _("--source %s: expected kommun or jour"), arg);
	return 0;
}

static error_t parse_shown(const char *arg, struct argp_state *state, enum totals_shown *ret)
{
	static const char *const names[] = {[TOTALS_COUNTS] = "count",
		[TOTALS_SHARES] = "share",
		[TOTALS_PER_1000] = "per-1000"};
	for (unsigned i = 0; i < 3; i++)
		if (strcmp(arg, names[i]) == 0) {
			*ret = (enum totals_shown)i;
			return 0;
		}
	argp_error(state, _("--show %s: expected count, share or per-1000"), arg);
	return 0;
}

/* Groups of units, or code lists; both may be asked for, one option each. */
static void parse_by(const char *arg, struct argp_state *state, struct totalsview_options *shown)
{
	static const char *const groups[] = {"catchment", "county", "country"};
	for (unsigned i = 0; i < 3; i++)
		if (strcmp(arg, groups[i]) == 0) {
			if (shown->groups)
				argp_error(state, _("--by catchment, county or country: one of "
						    "them"));
			shown->groups = true;
			shown->group_by = (enum totalgroups_by)i;
			return;
		}
	if (shown->asked.by != NULL)
		argp_error(state,
			_("--by is there twice; two code lists go with a comma between: "
			  "--by %s,%s"),
			shown->asked.by, arg);
	shown->asked.by = arg;
}

static void finish(struct options *options, struct argp_state *state)
{
	struct totalsview_options *shown = &options->shown;
	const struct totalscope_asked *scope = &shown->asked.scope;
	bool period = shown->view.period.months != 0;
	bool range = periodrange_is_asked(&shown->range);
	int scopes = (scope->unit != NULL) + (scope->agreement != NULL) + (scope->county != NULL) +
		     shown->asked.courts;
	if (scopes + shown->groups > 1)
		argp_error(state, _("--unit, --agreement, --county, --courts, --by catchment, "
				    "county or country: one of them"));
	if (options->closed && (range || shown->groups))
		argp_error(state, _("--closed is about the units of one period"));
	if (shown->style.shown == TOTALS_SHARES && shown->asked.by == NULL)
		argp_error(state, _("--show share is of the values of a list: --by says of which"));
	if (shown->style.shown == TOTALS_PER_1000 && shown->asked.courts)
		argp_error(state, _("a court has no inhabitants"));
	if (period == range)
		argp_error(state, _("expected a period, or --from and --to"));
	if (!range)
		return;
	if (shown->groups)
		argp_error(state, _("a line for each period needs --from and --to, and nothing "
				    "else to have lines for"));
	shown->view.period = periodrange_first(&shown->range);
}

static error_t parse_scope(
	int key, char *arg, struct argp_state *state, struct totalsview_options *shown)
{
	switch (key) {
	case 'u':
		view_take_once("unit", arg, state, &shown->asked.scope.unit);
		return 0;
	case 'A':
		view_take_once("agreement", arg, state, &shown->asked.scope.agreement);
		return 0;
	case KEY_COUNTY:
		view_take_once("county", arg, state, &shown->asked.scope.county);
		return 0;
	case KEY_COURTS:
		shown->asked.courts = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	struct totalsview_options *shown = &options->shown;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &shown->view;
		state->child_inputs[1] = &shown->range;
		return 0;
	case 'c':
		options->closed = true;
		return 0;
	case 's':
		return parse_source(arg, state, &shown->asked.source);
	case 'x':
		parse_by(arg, state, shown);
		return 0;
	case KEY_SHOW:
		return parse_shown(arg, state, &shown->style.shown);
	case KEY_BARS:
		shown->style.bars = true;
		return 0;
	case ARGP_KEY_END:
		finish(options, state);
		return 0;
	default:
		return parse_scope(key, arg, state, shown);
	}
}

static const struct argp_child children[] = {
	{&caseview_argp, 0, NULL, 0}, {&periodrange_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options_shown, parse, N_("[PERIOD]"),
	N_("Adds up the reported cases of a year, half-year, quarter or month.\v"
	   "The number of cases comes from the table without dimensions where there is one. "
	   "Tables that do not add up to it are named and shown as they are. The kommun's and "
	   "the jour's counts are never added. What was counted by another list or version than "
	   "the one asked for, and counts as none of its values, is shown by itself.\n\n"
	   "Example:\n"
	   "  jourd totals 2018-Q1\n"
	   "  jourd totals --by crime,sex --unit 2480 2018\n"
	   "  jourd totals --by county --by police 2018\n"
	   "  jourd totals --by crime --show share 2018\n"
	   "  jourd totals --from 2017 --to 2018 --per quarter --agreement 'KS 2017/123'\n"
	   "  jourd totals --closed 2018-Q1"),
	children, NULL, NULL};

static int show_closed(struct caseview *view, const struct options *options_given,
	const struct totals_query *query, const struct totals *now)
{
	struct coverage_calendar calendar =
		caseview_calendar(&view->view, options_given->shown.view.view.as_of);
	struct closed_part *parts = NULL;
	enum err err = closed_read(view->view.txn, view->view.size, view->reports.period, query,
		options_given->shown.asked.by, &calendar, &view->memory, &view->view.memory.record,
		&parts);
	if (err != ERR_OK)
		return caseview_failed(err);
	if (options_given->shown.view.view.json)
		return view_print_json(
			statjson_closed(parts, now, &view->reports, query->source, &view->settled),
			stdout);
	print_totals_closed(view, parts, now, &options_given->shown.style, stdout);
	return STATUS_OK;
}

static int show_units(struct caseview *view, const struct options *options)
{
	const struct totalsview_options *shown = &options->shown;
	struct totals totals;
	struct totals_query query;
	int status = totalsview_prepare(view, &shown->asked, &query);
	if (status != STATUS_OK)
		return status;
	enum err err = totals_read(&view->reports, &query, &totals);
	if (err != ERR_OK)
		return caseview_failed(err);
	if (options->closed)
		return show_closed(view, options, &query, &totals);
	if (shown->view.view.json)
		return view_print_json(
			statjson_totals(&totals, &view->reports, query.source, &view->settled),
			stdout);
	print_totals(view, &totals, &shown->style, stdout);
	return STATUS_OK;
}

static int run(int argc, char **argv)
{
	struct options options = {.shown = {.view = {.may_lack_period = true}}};
	struct caseview view;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	struct totalsview_options *shown = &options.shown;
	shown->style.bars = shown->style.bars || isatty(STDOUT_FILENO) == 1;
	int status = caseview_open(&shown->view, &view);
	if (status != STATUS_OK)
		return status;
	status = unitwords_find(&view.view, &shown->asked.scope.unit);
	if (status != STATUS_OK)
		return caseview_close(&view, status);
	status = shown->groups			       ? totalsview_groups(&view, shown)
		 : periodrange_is_asked(&shown->range) ? totalsview_series(&view, shown)
						       : show_units(&view, &options);
	return caseview_close(&view, status);
}

const struct command command_totals = {
	"totals", N_("reported cases by unit, period and dimension, with their coverage"), run};
