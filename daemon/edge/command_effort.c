#include <string.h>

#include "caseview.h"
#include "commands.h"
#include "effortjson.h"
#include "jour/i18n.h"
#include "jour/money.h"
#include "jour/table.h"
#include "unitwords.h"

struct options {
	struct caseview_options view;
	const char *unit;
	const char *agreement;
};

static const struct argp_option options_shown[] = {
	{"unit", 'u', N_("UNIT"), 0, N_("only this kommun, district or court, by its code or name"),
		0},
	{"agreement", 'A', N_("DNR"), 0, N_("only what is said under this agreement"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->view;
		return 0;
	case 'u':
		view_take_once("unit", arg, state, &options->unit);
		return 0;
	case 'A':
		view_take_once("agreement", arg, state, &options->agreement);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&caseview_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options_shown, parse, N_("PERIOD"),
	N_("Adds up what the jour did in a year, half-year, quarter or month: assignments, hours, "
	   "support persons, service levels, as it was said of kommuner, courts and agreements.\v"
	   "Of support persons the latest number counts; everything else is a sum. What is said of "
	   "a kommun and of its agreement may be the same work: no sum is made over them.\n\n"
	   "Example:\n"
	   "  jourd effort 2018-Q1\n"
	   "  jourd effort --agreement 'SON 2019-536' 2023"),
	children, NULL, NULL};

static bool is_asked_for(const void *context, const struct effort_place *place)
{
	const struct options *options = context;
	return (options->unit == NULL || strcmp(options->unit, effort_place_area(place)) == 0) &&
	       (options->agreement == NULL ||
		       strcmp(options->agreement, effort_place_agreement(place)) == 0);
}

/* ---- text */

#define CELL_SIZE (MONEY_TEXT_SIZE + 8)

static const char *hundredths_cell(uint64_t hundredths, bool at_least, char cell[CELL_SIZE])
{
	char count[MONEY_TEXT_SIZE];
	count_format_sv(hundredths / 100, count, sizeof(count));
	int size = snprintf(cell, CELL_SIZE, "%s%s", at_least ? "≥" : "", count);
	if (hundredths % 100 != 0)
		snprintf(cell + size, CELL_SIZE - (size_t)size, ",%02u",
			(unsigned)(hundredths % 100));
	return cell;
}

static const char *note_of(
	const struct effort_total *total, uint16_t asked, char *text, size_t size)
{
	if ((total->flags & EFFORT_WIDER) != 0)
		return _("a number for a longer period cannot be divided");
	unsigned said = 0, months = 0;
	for (unsigned month = 0; month < 12; month++) {
		said += total->months >> month & 1;
		months += asked >> month & 1;
	}
	if (said == months || total_cell_state(&total->number) != CELL_COUNT)
		return "";
	snprintf(text, size, _("%u of %u months"), said, months);
	return text;
}

static void print_measure(struct table *table, const char *const head[3],
	const struct effort_measure *measure, const struct effort_total *total, uint16_t asked)
{
	static const char *const signs[CELL_STATES] = {
		[CELL_NOT_REPORTED] = "..", [CELL_NOT_APPLICABLE] = ".", [CELL_HIDDEN] = "x"};
	enum cell_state state = total_cell_state(&total->number);
	bool at_least = total_cell_is_at_least(&total->number);
	char number[CELL_SIZE], of[CELL_SIZE], note[80];
	table_row(table, (const char *[]){head[0], head[1], head[2], _(measure->label_en),
				 state != CELL_COUNT
					 ? signs[state]
					 : hundredths_cell(total->number.count, at_least, number),
				 state != CELL_COUNT || !measure->is_share
					 ? ""
					 : hundredths_cell(total->of_hundredths, at_least, of),
				 note_of(total, asked, note, sizeof(note))});
}

static void print_place(struct table *table, struct caseview *view, const struct efforts *efforts,
	const struct effort_place *place)
{
	const char *area = effort_place_area(place);
	const struct reporting_unit *unit =
		area[0] == '\0' ? NULL : reports_unit(&view->reports, area);
	const char *name = unit == NULL ? "" : unit->name;
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		struct effort_total total;
		if (efforts_of_place(efforts, place, effortlist_at(i), &total))
			print_measure(table,
				(const char *[]){area, name, effort_place_agreement(place)},
				effortlist_at(i), &total, reports_months(efforts->period));
	}
}

static void print_efforts(struct caseview *view, const struct options *options,
	const struct efforts *efforts, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT,
		TABLE_RIGHT, TABLE_RIGHT, TABLE_LEFT};
	char period[PERIOD_TEXT_SIZE];
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	bool any = false;
	fprintf(to, _("Effort %s"), period_format(efforts->period, period, sizeof(period)));
	fputs("\n\n", to);
	table_row(table, (const char *[]){_("code"), _("unit"), _("agreement"), _("measure"),
				 _("number"), _("of"), ""});
	for (const struct effort_place *place = efforts_first(efforts); place != NULL;
		place = effort_place_next(place)) {
		if (!is_asked_for(options, place))
			continue;
		print_place(table, view, efforts, place);
		any = true;
	}
	table_print(table, to);
	if (!any)
		fprintf(to, "%s\n", _("Nothing is said for that period."));
	fprintf(to, "\n%s\n",
		_("Signs: 0 none, .. not reported, . not applicable, x hidden, ≥ at least (a part "
		  "is not reported or hidden)."));
	caseview_print_running(view, to);
	caseview_print_internal(to);
	view_print_as_of(&view->view, to);
}

static int run(int argc, char **argv)
{
	struct options options = {.unit = NULL};
	struct caseview view;
	struct efforts efforts;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	int status = caseview_open(&options.view, &view);
	if (status != STATUS_OK)
		return status;
	status = unitwords_find(&view.view, &options.unit);
	if (status != STATUS_OK)
		return caseview_close(&view, status);
	if (!view_has_agreement(&view.view, options.agreement))
		return caseview_close(&view, STATUS_FAILED);
	enum err err = efforts_read(view.view.txn, view.view.size, options.view.period,
		&view.memory, &view.view.memory.record, &efforts);
	if (err != ERR_OK)
		return caseview_close(&view, caseview_failed(err));
	if (options.view.view.json)
		view_print_json(effortjson_text(&efforts, is_asked_for, &options), stdout);
	else
		print_efforts(&view, &options, &efforts, stdout);
	return caseview_close(&view, STATUS_OK);
}

const struct command command_effort = {
	"effort", N_("what the jour did: assignments, hours, service levels, by period"), run};
