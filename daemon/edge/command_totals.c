#include "caseview.h"
#include "commands.h"
#include "jour/i18n.h"
#include "jour/money.h"
#include "jour/table.h"
#include "statjson.h"

#include <inttypes.h>
#include <string.h>

#include "agreements.h"

struct options {
	struct caseview_options view;
	struct totals_query query;
	bool closed;
};

static const struct argp_option options_shown[] = {
	{"unit", 'u', N_("CODE"), 0, N_("only this kommun, district or court"), 0},
	{"dimension", 'x', N_("NAME[,NAME]"), 0,
		N_("split by one or two of: helpseeker, sex, age, crime, police, contact"), 0},
	{"closed", 'c', NULL, 0,
		N_("as the figures were when the period was closed, beside those of now"), 0},
	{"source", 's', "kommun|jour", 0,
		N_("whose count: the kommun's own or the jour's (default: the kommun's, and the "
		   "jour's where the kommun has reported nothing)"),
		0},
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

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->view;
		return 0;
	case 'u':
		options->query.unit = arg;
		return 0;
	case 'c':
		options->closed = true;
		return 0;
	case 's':
		return parse_source(arg, state, &options->query.source);
	case 'x':
		if (!totals_parse_dimensions(arg, &options->query.dimensions))
			argp_error(state,
				_("--dimension %s: expected one or two different names of "
				  "helpseeker, sex, age, crime, police, contact, with a comma "
				  "between"),
				arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&caseview_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options_shown, parse, NULL,
	N_("Adds up the reported cases of a year, half-year, quarter or month.\v"
	   "The number of cases comes from the table without dimensions where there is one. "
	   "Tables that do not add up to it are named and shown as they are. The kommun's and "
	   "the jour's counts are never added.\n\n"
	   "Example:\n"
	   "  jourd totals 2018-Q1\n"
	   "  jourd totals --dimension crime,sex --unit 2480 2018\n"
	   "  jourd totals --closed 2018-Q1"),
	children, NULL, NULL};

#define CELL_TEXT_SIZE (MONEY_TEXT_SIZE + 4)

/* Signs as official statistics use them; print_signs says what they mean. */
static const char *cell_text(const struct total_cell *cell, char buffer[CELL_TEXT_SIZE])
{
	char count[MONEY_TEXT_SIZE];
	switch (total_cell_state(cell)) {
	case CELL_NOT_REPORTED:
		return "..";
	case CELL_NOT_APPLICABLE:
		return ".";
	case CELL_HIDDEN:
		return "x";
	default:
		break;
	}
	count_format_sv(cell->count, count, sizeof(count));
	snprintf(buffer, CELL_TEXT_SIZE, "%s%s", total_cell_is_at_least(cell) ? "≥" : "", count);
	return buffer;
}

static void print_signs(FILE *to)
{
	fprintf(to, "%s\n",
		_("Signs: 0 none, .. not reported, . not applicable, x hidden, ≥ at least (a part "
		  "is not reported or hidden)."));
}

static const char *source_text(Jour__V1__Source source)
{
	return source == JOUR__V1__SOURCE__SOURCE_KOMMUN ? _("kommun")
	       : source == JOUR__V1__SOURCE__SOURCE_JOUR ? _("JOUR")
							 : "";
}

/* Code, unit, whose count; the values of a single dimension; the number of cases. */
static void print_row(struct table *table, const struct totals *totals, const char *const head[3],
	const struct total_cell *cells, const struct total_cell *cases)
{
	char text[TABLE_COLUMNS_MAX][CELL_TEXT_SIZE];
	const char *row[TABLE_COLUMNS_MAX] = {head[0], head[1], head[2]};
	size_t column = 3;
	size_t values = totals->dimension_count == 1 ? totals->cell_count : 0;
	for (size_t i = 0; i < values; i++, column++)
		row[column] = cell_text(&cells[i], text[column]);
	row[column] = cell_text(cases, text[column]);
	table_row(table, row);
}

static void print_units(const struct totals *totals, FILE *to)
{
	enum table_align columns[TABLE_COLUMNS_MAX] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT};
	const char *head[TABLE_COLUMNS_MAX] = {_("code"), _("unit"), _("counted by")};
	size_t column = 3;
	size_t values = totals->dimension_count == 1 ? totals->cell_count : 0;
	for (size_t i = 0; i < values; i++)
		head[column++] = totals->dimension[0]->values[i].label_sv;
	head[column++] = _("cases");
	for (size_t i = 3; i < column; i++)
		columns[i] = TABLE_RIGHT;
	struct table *table = table_new(columns, column);
	table_row(table, head);
	for (const struct total_row *row = totals->rows; row != NULL; row = row->next)
		print_row(table, totals,
			(const char *[]){
				row->unit->code, row->unit->name, source_text(row->source)},
			row->cells, &row->cases);
	table_rule(table);
	print_row(table, totals, (const char *[]){"", _("sum"), ""}, totals->cells, &totals->cases);
	table_print(table, to);
}

/* Two dimensions: one down, one across, of all units together. */
static void print_cross(const struct totals *totals, FILE *to)
{
	const struct codelist *down = totals->dimension[0], *across = totals->dimension[1];
	enum table_align columns[TABLE_COLUMNS_MAX] = {TABLE_LEFT};
	const char *row[TABLE_COLUMNS_MAX] = {down->label_sv};
	char text[TABLE_COLUMNS_MAX][CELL_TEXT_SIZE];
	for (size_t i = 0; i < across->count; i++) {
		columns[i + 1] = TABLE_RIGHT;
		row[i + 1] = across->values[i].label_sv;
	}
	struct table *table = table_new(columns, across->count + 1);
	table_row(table, row);
	for (size_t k = 0; k < down->count; k++) {
		row[0] = down->values[k].label_sv;
		for (size_t i = 0; i < across->count; i++)
			row[i + 1] = cell_text(&totals->cells[k * across->count + i], text[i]);
		table_row(table, row);
	}
	fputc('\n', to);
	table_print(table, to);
}

static void print_differences(const struct total_row *row, FILE *to)
{
	for (const struct total_difference *difference = row->differences; difference != NULL;
		difference = difference->next) {
		char period[PERIOD_TEXT_SIZE], sum[MONEY_TEXT_SIZE], cases[MONEY_TEXT_SIZE];
		fprintf(to, _("NOTE %s: the table for %s by"), row->unit->name,
			period_format(difference->period, period, sizeof(period)));
		for (size_t i = 0; codelist_builtin_at(i) != NULL; i++)
			if ((difference->dimensions >> i & 1) != 0)
				fprintf(to, " %s", codelist_builtin_at(i)->label_sv);
		fprintf(to,
			_(" adds up to %s, the number of cases is %s; both are shown as "
			  "reported.\n"),
			count_format_sv(difference->sum, sum, sizeof(sum)),
			count_format_sv(difference->cases, cases, sizeof(cases)));
	}
}

static void print_notes(const struct totals *totals, FILE *to)
{
	unsigned by_jour = 0;
	for (const struct total_row *row = totals->rows; row != NULL; row = row->next) {
		const char *name = row->unit->name;
		by_jour += row->covered && row->unit->months_expected != 0 &&
			   row->source == JOUR__V1__SOURCE__SOURCE_JOUR;
		print_differences(row, to);
		if ((row->flags & TOTAL_DERIVED) != 0)
			fprintf(to, _("NOTE %s: summed from tables by other dimensions.\n"), name);
		if ((row->flags & TOTAL_WIDER) != 0)
			fprintf(to,
				_("NOTE %s: a table for a longer period cannot be divided and is "
				  "not in the sum.\n"),
				name);
		if ((row->flags & TOTAL_ALSO_JOUR) != 0)
			fprintf(to,
				_("NOTE %s: the jour has counted, too; not in the sum (see "
				  "--source jour).\n"),
				name);
	}
	caseview_print_share(&totals->share, to);
	if (by_jour > 0)
		fprintf(to, _("Of these %u by the jour's count instead of the kommun's own.\n"),
			by_jour);
}

static void print_totals(struct caseview *view, const struct totals *totals, FILE *to)
{
	char period[PERIOD_TEXT_SIZE];
	fprintf(to, _("Cases %s"), period_format(view->reports.period, period, sizeof(period)));
	for (size_t i = 0; i < totals->dimension_count; i++)
		fprintf(to, "%s %s", i == 0 ? _(", by") : ",", totals->dimension[i]->label_sv);
	fputs("\n\n", to);
	print_units(totals, to);
	if (totals->dimension_count == 2)
		print_cross(totals, to);
	fputc('\n', to);
	print_signs(to);
	print_notes(totals, to);
	caseview_print_settled(view, to);
	caseview_print_running(view, to);
	caseview_print_internal(to);
	view_print_as_of(&view->view, to);
}

/* One line for each unit: the number of cases then and now. */
static void print_comparison(const struct closed_part *parts, const struct totals *now, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	struct table *table = table_new(columns, 5);
	table_row(table, (const char *[]){_("code"), _("unit"), _("closed in entry"),
				 _("cases when closed"), _("cases now")});
	for (const struct total_row *row = now->rows; row != NULL; row = row->next) {
		char then[CELL_TEXT_SIZE], present[CELL_TEXT_SIZE], entry[21] = "";
		const struct closed_part *part = NULL;
		const struct total_row *closed = closed_row(parts, row->unit->code, &part);
		if (closed != NULL)
			snprintf(entry, sizeof(entry), "%" PRIu64, part->entry);
		table_row(table, (const char *[]){row->unit->code, row->unit->name,
					 closed != NULL ? entry : _("not closed"),
					 closed != NULL ? cell_text(&closed->cases, then) : "",
					 cell_text(&row->cases, present)});
	}
	table_print(table, to);
}

static void print_closed(
	struct caseview *view, const struct closed_part *parts, const struct totals *now, FILE *to)
{
	char period[PERIOD_TEXT_SIZE], day[DATE_TEXT_SIZE];
	period_format(view->reports.period, period, sizeof(period));
	for (const struct closed_part *part = parts; part != NULL; part = part->next) {
		struct date date;
		if (date_of_day_number(part->day, &date) == ERR_OK)
			fprintf(to,
				_("Cases %s as they were when closed, on %s (entry %" PRIu64
				  ")\n\n"),
				period, date_format(date, day, sizeof(day)), part->entry);
		print_units(&part->totals, to);
		if (part->totals.dimension_count == 2)
			print_cross(&part->totals, to);
		caseview_print_share(&part->totals.share, to);
		fputc('\n', to);
	}
	if (parts == NULL)
		fprintf(to, _("%s is not closed.\n"), period);
	print_comparison(parts, now, to);
	fputc('\n', to);
	print_signs(to);
	caseview_print_settled(view, to);
	caseview_print_internal(to);
	view_print_as_of(&view->view, to);
}

static int show_closed(
	struct caseview *view, const struct options *options_given, const struct totals *now)
{
	const struct totals_query *query = &options_given->query;
	struct coverage_calendar calendar =
		caseview_calendar(&view->view, options_given->view.view.as_of);
	struct closed_part *parts = NULL;
	enum err err = closed_read(view->view.txn, view->view.size, view->reports.period, query,
		&calendar, &view->memory, &view->view.memory.record, &parts);
	if (err != ERR_OK)
		return STATUS_FAILED;
	if (options_given->view.view.json)
		return view_print_json(
			statjson_closed(parts, now, &view->reports, query->source, &view->settled),
			stdout);
	print_closed(view, parts, now, stdout);
	return STATUS_OK;
}

static int run(int argc, char **argv)
{
	struct options options = {.query = {.unit = NULL}};
	struct caseview view;
	struct totals totals;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
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
	if (totals_read(&view.reports, &options.query, &totals) != ERR_OK)
		return caseview_close(&view, STATUS_FAILED);
	if (options.closed)
		return caseview_close(&view, show_closed(&view, &options, &totals));
	if (options.view.view.json)
		view_print_json(statjson_totals(&totals, &view.reports, options.query.source,
					&view.settled),
			stdout);
	else
		print_totals(&view, &totals, stdout);
	return caseview_close(&view, STATUS_OK);
}

const struct command command_totals = {
	"totals", N_("reported cases by unit, period and dimension, with their coverage"), run};
