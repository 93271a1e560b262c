#include <inttypes.h>

#include "agreements.h"
#include "caseview.h"
#include "commands.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "keyfigurejson.h"
#include "moneyview.h"
#include "print_keyfigures.h"

struct options {
	struct caseview_options view;
	uint32_t year;
	struct keyfigures_query query;
	const struct keyfigure_kind *only; /* NULL: all */
};

static const struct argp_option options_shown[] = {
	{"year", 'y', N_("YEAR"), 0,
		N_("of this year; kronor and agreed hours of the agreement years that begin then"),
		0},
	{"unit", 'u', N_("CODE"), 0, N_("only this kommun, district or court"), 0},
	{"agreement", 'A', N_("DNR"), 0, N_("only the partners of this agreement"), 0},
	{"county", 'c', N_("COUNTY"), 0,
		N_("only this county, by its two digits or how its name begins"), 0},
	{"figure", 'f', N_("NAME"), 0, N_("only this figure, by its name in the JSON"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static void finish(const struct options *options, struct argp_state *state)
{
	const struct keyfigures_query *query = &options->query;
	if (options->year == 0)
		argp_error(state, _("expected --year"));
	if ((query->unit != NULL) + (query->agreement != NULL) + (query->county != NULL) > 1)
		argp_error(state, _("--unit, --agreement, --county: one of them"));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->view.view;
		return 0;
	case 'y':
		if (!money_year_parse(arg, &options->year))
			argp_error(state, _("--year %s: expected a year from %u to %u"), arg,
				YEAR_MIN, YEAR_MAX);
		return 0;
	case 'u':
		options->query.unit = arg;
		return 0;
	case 'A':
		options->query.agreement = arg;
		return 0;
	case 'c':
		options->query.county = arg;
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

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options_shown, parse, NULL,
	N_("Shows the key figures of a year: cases per 1 000 inhabitants, kronor per inhabitant "
	   "against the association's norm, the share of the reported crimes, service levels, "
	   "hours, each with what it is divided by and where that comes from.\v"
	   "What is not known is said to be so, and why; it is never 0. Over several units it "
	   "says what they are together, the mean over the units and the mean over the "
	   "inhabitants. The population is the newest one known for a day of the year or "
	   "before.\n\n"
	   "Examples:\n"
	   "  jourd keyfigures --year 2018\n"
	   "  jourd keyfigures --year 2018 --unit 2480\n"
	   "  jourd keyfigures --year 2023 --agreement 'SON 2019-536' --json\n"
	   "  jourd keyfigures --year 2018 --county Västerbotten --figure cases_per_1000"),
	children, NULL, NULL};

/* Nobody is in it: says what there is no such thing of. */
static void print_nobody(const struct options *options, const struct view *view)
{
	const struct keyfigures_query *query = &options->query;
	if (query->agreement != NULL)
		fprintf(stderr,
			_("jourd: no agreement '%s' is in force in %u in the ledger as of size "
			  "%" PRIu64 "; 'jourd agreement list' shows those there are\n"),
			query->agreement, options->year, view->size);
	else if (query->county != NULL)
		fprintf(stderr,
			_("jourd: no unit that reports or is a partner in %u has a county that "
			  "begins with '%s'\n"),
			options->year, query->county);
	else
		fprintf(stderr,
			_("jourd: no unit reports or is a partner in %u in the ledger as of size "
			  "%" PRIu64 "\n"),
			options->year, view->size);
}

static void print_years(const struct keybook *book, FILE *to)
{
	for (const struct keyagreement *agreement = book->agreements; agreement != NULL;
		agreement = agreement->next) {
		const Jour__V1__MonthDay *start = agreement->expected->agreement->year_start;
		if (start != NULL && (start->month != 1 || start->day != 1))
			fprintf(to,
				_("NOTE %s: its kronor and agreed hours are of the agreement year "
				  "from %04u-%02u-%02u, everything else of the calendar year.\n"),
				agreement->expected->agreement->dnr, book->year, start->month,
				start->day);
	}
}

static int show(const struct options *options, struct caseview *view)
{
	const struct keyfigures *figures;
	struct keybook book;
	enum err err = keybook_read(&view->reports, &book);
	if (err == ERR_OK)
		err = keyfigures_compute(&book, &options->query, &figures);
	if (err == ERR_NOTFOUND)
		print_nobody(options, &view->view);
	else if (err == ERR_RANGE)
		fprintf(stderr, "%s\n",
			_("jourd: there are more records of this year than fit in memory"));
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

static int run(int argc, char **argv)
{
	struct options options = {.year = 0};
	struct caseview view;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	options.view.period = (struct period){(uint16_t)options.year, 1, 12};
	int status = caseview_open(&options.view, &view);
	if (status != STATUS_OK)
		return status;
	const char *unit = options.query.unit;
	if (unit != NULL && !agreements_unit_known(view.view.txn, unit, view.view.size)) {
		fprintf(stderr,
			_("jourd: there is no unit '%s' in the ledger as of size %" PRIu64
			  "; 'jourd agreement show' lists those of an agreement\n"),
			unit, view.view.size);
		return caseview_close(&view, STATUS_FAILED);
	}
	return caseview_close(&view, show(&options, &view));
}

const struct command command_keyfigures = {"keyfigures",
	N_("key figures of a year: per inhabitant, shares, hours, with their means"), run};
