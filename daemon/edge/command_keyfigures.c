#include <inttypes.h>
#include <stdlib.h>

#include "agreements.h"
#include "caseview.h"
#include "commands.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "keyfigurejson.h"
#include "jour/log.h"
#include "moneyview.h"
#include "periodrange.h"
#include "print_keyfigures.h"
#include "unitwords.h"

struct options {
	struct caseview_options view;
	struct periodrange range;
	struct keyfigures_query query;
	const struct keyfigure_kind *only; /* NULL: all */
};

static const struct argp_option options_shown[] = {
	{"year", 'y', N_("YEAR"), 0,
		N_("of this year; kronor and agreed numbers of the agreement years that begin "
		   "then"),
		0},
	{"unit", 'u', N_("UNIT"), 0, N_("only this kommun, district or court, by its code or name"),
		0},
	{"agreement", 'A', N_("DNR"), 0, N_("only the partners of this agreement"), 0},
	{"county", 'c', N_("COUNTY"), 0,
		N_("only this county, by its two digits or how its name begins"), 0},
	{"figure", 'f', N_("NAME"), 0, N_("only this figure, by its name in the JSON"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static void finish(struct options *options, struct argp_state *state)
{
	const struct keyfigures_query *query = &options->query;
	bool period = options->view.period.months != 0,
	     range = periodrange_is_asked(&options->range);
	if (period == range)
		argp_error(state, _("expected a period or --year, or --from and --to"));
	if (range)
		options->view.period = periodrange_first(&options->range);
	if ((query->unit != NULL) + (query->agreement != NULL) + (query->county != NULL) > 1)
		argp_error(state, _("--unit, --agreement, --county: one of them"));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	uint32_t year = 0;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->view;
		state->child_inputs[1] = &options->range;
		return 0;
	case 'y':
		if (!money_year_parse(arg, &year))
			argp_error(state, _("--year %s: expected a year from %u to %u"), arg,
				YEAR_MIN, YEAR_MAX);
		options->view.period = (struct period){(uint16_t)year, 1, 12};
		return 0;
	case 'u':
		view_take_once("unit", arg, state, &options->query.unit);
		return 0;
	case 'A':
		view_take_once("agreement", arg, state, &options->query.agreement);
		return 0;
	case 'c':
		view_take_once("county", arg, state, &options->query.county);
		return 0;
	case 'f':
		options->only = keyfigure_find(arg);
		if (options->only == NULL)
			argp_error(state, _("there is no key figure '%s'; --json names them"), arg);
		return 0;
	case ARGP_KEY_END:
		finish(options, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{&caseview_argp, 0, NULL, 0}, {&periodrange_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options_shown, parse, N_("[PERIOD]"),
	N_("Shows the key figures of a period: cases per 1 000 inhabitants, kronor per inhabitant "
	   "against the association's norm, the share of the reported crimes, service levels, "
	   "hours, each with what it is divided by and where that comes from.\v"
	   "What is not known is said to be so, and why; it is never 0. Over several units it "
	   "says what they are together, the mean over the units and the mean over the "
	   "inhabitants. The population is the newest one known for the last day of the period "
	   "or before. Kronor per inhabitant are of a whole year, and so are reported crimes; an "
	   "agreed number is that of the whole year, however short the period.\n\n"
	   "Examples:\n"
	   "  jourd keyfigures 2018\n"
	   "  jourd keyfigures --from 2017 --to 2018 --per quarter --figure cases_per_1000\n"
	   "  jourd keyfigures 2018-Q1 --unit 2480\n"
	   "  jourd keyfigures --year 2023 --agreement 'SON 2019-536' --json\n"
	   "  jourd keyfigures --year 2018 --county Västerbotten --figure cases_per_1000"),
	children, NULL, NULL};

/* Nobody is in it: says what there is no such thing of. */
static void print_nobody(const struct options *options, const struct caseview *view)
{
	const struct keyfigures_query *query = &options->query;
	char period[PERIOD_TEXT_SIZE];
	period_format(view->reports.period, period, sizeof(period));
	if (query->agreement != NULL)
		fprintf(stderr,
			_("jourd: no agreement '%s' is in force in %s in the ledger as of size "
			  "%" PRIu64 "; 'jourd agreement list' shows those there are\n"),
			query->agreement, period, view->view.size);
	else if (query->county != NULL)
		fprintf(stderr,
			_("jourd: no unit that reports or is a partner in %s has a county that "
			  "begins with '%s'\n"),
			period, query->county);
	else
		fprintf(stderr,
			_("jourd: no unit reports or is a partner in %s in the ledger as of size "
			  "%" PRIu64 "\n"),
			period, view->view.size);
}

static void print_years(const struct keybook *book, FILE *to)
{
	for (const struct keyagreement *agreement = book->agreements; agreement != NULL;
		agreement = agreement->next) {
		const Jour__V1__MonthDay *start = agreement->expected->agreement->year_start;
		if (start != NULL && (start->month != 1 || start->day != 1))
			fprintf(to,
				_("NOTE %s: its kronor and agreed numbers are of the agreement "
				  "year "
				  "from %04u-%02u-%02u, everything else of the calendar year.\n"),
				agreement->expected->agreement->dnr, book->year, start->month,
				start->day);
	}
}

static enum err compute(const struct options *options, struct caseview *view,
	struct keybook *ret_book, const struct keyfigures **ret_figures)
{
	enum err err = keybook_read(&view->reports, ret_book);
	if (err == ERR_OK)
		err = keyfigures_compute(ret_book, &options->query, ret_figures);
	if (err == ERR_RANGE)
		fprintf(stderr, "%s\n",
			_("jourd: there are more records of this year than fit in memory"));
	return err;
}

static int show(const struct options *options, struct caseview *view)
{
	const struct keyfigures *figures;
	struct keybook book;
	enum err err = compute(options, view, &book, &figures);
	if (err == ERR_NOTFOUND)
		print_nobody(options, view);
	if (err != ERR_OK)
		return STATUS_FAILED;
	if (options->view.view.json)
		return view_print_json(
			keyfigurejson_text(figures, options->only, view->view.size), stdout);
	print_keyfigures(figures, options->only, stdout);
	print_years(&book, stdout);
	caseview_print_running(view, stdout);
	caseview_print_internal(stdout);
	view_print_as_of(&view->view, stdout);
	return STATUS_OK;
}

/* ---- over periods */

struct series {
	struct keypoint *points;
	size_t count;
	struct keyfigurejson_series json;
};

/* A period in which nobody was there has no line. */
static int add_period(const struct options *options, struct caseview *view, struct period period,
	struct series *series)
{
	const struct keyfigures *figures;
	struct keybook book;
	if (caseview_read(view, period, options->view.view.as_of) != STATUS_OK)
		return STATUS_FAILED;
	enum err err = compute(options, view, &book, &figures);
	if (err != ERR_OK)
		return err == ERR_NOTFOUND ? STATUS_OK : STATUS_FAILED;
	struct keypoint *points =
		realloc(series->points, (series->count + 1) * sizeof(*series->points));
	if (points == NULL)
		fatal(STATUS_FAILED, "out of memory");
	series->points = points;
	print_keyfigures_keep(figures, options->query.agreement != NULL, &points[series->count++]);
	if (options->view.view.json)
		keyfigurejson_series_add(&series->json, figures, options->only);
	return STATUS_OK;
}

static int show_series(const struct options *options, struct caseview *view)
{
	struct period period = periodrange_first(&options->range);
	struct series series = {.points = NULL};
	int status = STATUS_OK;
	keyfigurejson_series_begin(&series.json, view->view.size);
	do
		status = add_period(options, view, period, &series);
	while (status == STATUS_OK && periodrange_next(&options->range, &period));
	char *text = keyfigurejson_series_end(&series.json);
	if (status == STATUS_OK && series.count == 0) {
		print_nobody(options, view);
		status = STATUS_FAILED;
	}
	if (status == STATUS_OK && options->view.view.json) {
		status = view_print_json(text, stdout);
		text = NULL;
	} else if (status == STATUS_OK) {
		print_keyfigures_series(series.points, series.count, options->only, stdout);
		caseview_print_running(view, stdout);
		caseview_print_internal(stdout);
		view_print_as_of(&view->view, stdout);
	}
	free(text);
	free(series.points);
	return status;
}

static int run(int argc, char **argv)
{
	struct options options = {.view = {.may_lack_period = true}};
	struct caseview view;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	int status = caseview_open(&options.view, &view);
	if (status != STATUS_OK)
		return status;
	status = unitwords_find(&view.view, &options.query.unit);
	if (status != STATUS_OK)
		return caseview_close(&view, status);
	return caseview_close(&view, periodrange_is_asked(&options.range)
					     ? show_series(&options, &view)
					     : show(&options, &view));
}

const struct command command_keyfigures = {"keyfigures",
	N_("key figures of a period: per inhabitant, shares, hours, with their means"), run};
