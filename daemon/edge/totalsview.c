#include "totalsview.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agreements.h"
#include "casewords.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/table.h"
#include "statjson.h"

/* ---- what is asked for */

static int say_not_there(const struct caseview *view, const struct totalscope_asked *asked)
{
	if (view_has_agreement(&view->view, asked->agreement))
		fprintf(stderr, _("jourd: no kommun in the ledger has the county '%s'\n"),
			asked->county);
	return STATUS_FAILED;
}

int totalsview_prepare(
	struct caseview *view, const struct totals_asked *asked, struct totals_query *ret_query)
{
	enum err err = totalsask_query(&view->reports, asked, ret_query);
	if (err == ERR_NOTFOUND)
		return say_not_there(view, &asked->scope);
	if (err == ERR_MALFORMED)
		return casewords_by(&view->reports.codes, asked->by, ret_query);
	return err == ERR_OK ? STATUS_OK : caseview_failed(err);
}

/* ---- one line for a total of several units */

/* What was counted by other lists and counts as none of the values, all of it in one cell. */
struct others {
	bool any;
	struct total_cell sum;
};

struct line {
	const char *head[2];
	struct total_figures figures; /* the cells of one list: its own values first */
	const struct others *others;
	const struct coverage_share *share;
};

/* The table, and the columns that a single list has room for. */
struct lines {
	struct table *table;
	const struct codelist *list; /* NULL: no columns */
	enum totals_shown shown;
	bool overlapping;
	bool others;	  /* a column for them */
	bool too_wide;	  /* it had no room for the list that was asked for */
	uint64_t largest; /* 0: no bars */
};

/* Besides those of the values: two heads, cases, coverage and a bar. */
#define COLUMNS_BESIDE 5

/* A line has the values of one list beside each other. */
static int check_lists(const struct totals_query *query)
{
	if (query->by_count < 2)
		return STATUS_OK;
	fprintf(stderr, "%s\n",
		_("jourd: a line for each group or period is divided by one list; --json has "
		  "two"));
	return STATUS_USAGE;
}

static struct others others_of(const struct totals *totals)
{
	const struct countaxis *axis = &totals->axis[0];
	struct others others = {.any = false};
	for (size_t i = 0; totals->axis_count == 1 && i < axis->count; i++) {
		if (!countaxis_is_stray(axis, i) || !axis->values[i].shown)
			continue;
		others.any = true;
		total_cell_join(&others.sum, &totals->cells[i]);
	}
	if (!others.any)
		others.sum.states[CELL_COUNT] = 1; /* nothing was */
	return others;
}

static unsigned flags_of(const struct totals *totals)
{
	unsigned flags = 0;
	for (const struct total_row *row = totals->rows; row != NULL; row = row->next)
		flags |= row->flags;
	return flags;
}

/* "5/6, 97 %": what the sentence of caseview_print_share says, in a column. */
static const char *share_text(const struct coverage_share *share, char *buffer, size_t size)
{
	unsigned percent;
	if (share->units_expected == 0)
		return "";
	if (coverage_share_percent(share, &percent))
		snprintf(buffer, size, "%u/%u, %u\u00a0%%", share->units_covered,
			share->units_expected, percent);
	else
		snprintf(buffer, size, "%u/%u", share->units_covered, share->units_expected);
	return buffer;
}

static struct lines begin_lines(const struct totals_query *query, enum totals_shown shown,
	const char *const heads[2], bool others, uint64_t largest)
{
	enum table_align columns[TABLE_COLUMNS_MAX] = {TABLE_LEFT, TABLE_LEFT};
	const char *row[TABLE_COLUMNS_MAX] = {heads[0], heads[1]};
	struct lines lines = {
		.shown = shown, .overlapping = totals_overlap(query), .largest = largest};
	size_t column = 2;
	if (query->by_count == 1)
		lines.list = query->by[0];
	lines.others = others;
	lines.too_wide = lines.list != NULL &&
			 lines.list->count + others + COLUMNS_BESIDE > TABLE_COLUMNS_MAX;
	if (lines.too_wide) {
		lines.list = NULL;
		lines.others = false;
	}
	for (size_t i = 0; lines.list != NULL && i < lines.list->count; i++)
		row[column++] = codelist_value_label(&lines.list->values[i], i18n_text);
	if (lines.others)
		row[column++] = _("other lists");
	row[column++] = _("cases");
	for (size_t i = 2; i < column; i++)
		columns[i] = TABLE_RIGHT;
	row[column++] = _("coverage");
	row[column] = "";
	lines.table = table_new(columns, column + (largest > 0));
	table_row(lines.table, row);
	return lines;
}

static void print_line(const struct lines *lines, const struct line *line)
{
	const struct total_figures *figures = &line->figures;
	const struct totals_base base = totals_base_of(lines->shown, figures, lines->overlapping);
	char text[TABLE_COLUMNS_MAX][FORMCELL_SIZE], share[60], bar[PRINT_BAR_SIZE];
	const char *row[TABLE_COLUMNS_MAX] = {line->head[0], line->head[1]};
	size_t column = 2;
	for (size_t i = 0; lines->list != NULL && i < lines->list->count; i++, column++)
		row[column] = print_totals_cell(&base, &figures->cells[i], text[column]);
	if (lines->others) {
		row[column] = print_totals_cell(&base, &line->others->sum, text[column]);
		column++;
	}
	row[column] = print_totals_cases(&base, figures->cases, text[column]);
	row[column + 1] = share_text(line->share, share, sizeof(share));
	row[column + 2] = print_totals_bar(figures->cases->count, lines->largest, bar);
	table_row(lines->table, row);
}

/* What is so of any unit in any line; the units themselves have it by name. */
static void print_flags(unsigned flags, FILE *to)
{
	static const struct {
		enum total_flag flag;
		const char *text;
	} notes[] = {
		{TOTAL_DIFFERS, N_("NOTE: some tables do not add up to the number of cases; both "
				   "are shown as reported.")},
		{TOTAL_DERIVED, N_("NOTE: for some units there is no table of just this; summed "
				   "from tables that are divided further.")},
		{TOTAL_WIDER, N_("NOTE: some units have a table for a longer period, which cannot "
				 "be divided and is not in the sum.")},
		{TOTAL_ALSO_JOUR, N_("NOTE: of some units the jour has counted, too; not in the "
				     "sum (see --source jour).")},
	};
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if ((flags & notes[i].flag) != 0)
			fprintf(to, "%s\n", _(notes[i].text));
}

static void print_end(
	const struct caseview *view, const struct lines *lines, unsigned flags, FILE *to)
{
	fputc('\n', to);
	print_totals_signs(lines->shown, to);
	if (lines->others)
		fprintf(to, "%s\n",
			_("Other lists: counted by them, and as none of the values; without a line "
			  "for each group or period every one is shown."));
	if (lines->too_wide)
		fprintf(to, "%s\n",
			_("NOTE: the list has more values than a line has room for; --json has "
			  "them."));
	print_flags(flags, to);
	caseview_print_internal(to);
	view_print_as_of(&view->view, to);
}

static struct total_figures figures_of(const struct totals *totals)
{
	return (struct total_figures){
		&totals->cases, totals->cells, totals->cell_count, totals_inhabitants(totals)};
}

/* ---- groups */

static void print_groups(const struct caseview *view, const struct totalsview_options *options,
	const struct totals_query *query, const struct totalgroups *groups, FILE *to)
{
	const char *const heads[3][2] = {
		{_("agreement"), _("title")}, {_("county"), _("name")}, {_("country"), ""}};
	const struct others all = others_of(&groups->all);
	char period[PERIOD_TEXT_SIZE];
	uint64_t largest = 0;
	for (const struct total_group *group = groups->groups; group != NULL; group = group->next)
		if (options->style.bars && group->totals.cases.count > largest)
			largest = group->totals.cases.count;
	fprintf(to, _("Cases %s"), period_format(view->reports.period, period, sizeof(period)));
	fprintf(to, "%s\n\n", print_totals_shown(options->style.shown));
	struct lines lines = begin_lines(
		query, options->style.shown, heads[options->group_by], all.any, largest);
	for (const struct total_group *group = groups->groups; group != NULL; group = group->next) {
		struct others others = others_of(&group->totals);
		print_line(&lines,
			&(struct line){
				{group->code[0] != '\0' ? group->code : _("Sweden"), group->name},
				figures_of(&group->totals), &others, &group->totals.share});
	}
	table_rule(lines.table);
	lines.largest = 0;
	print_line(&lines,
		&(struct line){{_("sum"), ""}, figures_of(&groups->all), &all, &groups->all.share});
	table_print(lines.table, to);
	if (options->group_by == TOTALGROUPS_CATCHMENT)
		fprintf(to, "\n%s\n",
			_("A unit that is a partner in several agreements is in each of them, and "
			  "in the sum once."));
	caseview_print_running(view, to);
	print_end(view, &lines, flags_of(&groups->all), to);
}

int totalsview_groups(struct caseview *view, const struct totalsview_options *options)
{
	struct totalgroups groups;
	struct totals_query query;
	int status = totalsview_prepare(view, &options->asked, &query);
	if (status == STATUS_OK && !options->view.view.json)
		status = check_lists(&query);
	if (status != STATUS_OK)
		return status;
	enum err err = totalgroups_read(&view->reports, &query, options->group_by, &groups);
	if (err != ERR_OK)
		return caseview_failed(err);
	if (options->view.view.json)
		return view_print_json(
			statjson_groups(&groups, options->group_by, &view->reports, query.source),
			stdout);
	print_groups(view, options, &query, &groups, stdout);
	return STATUS_OK;
}

/* ---- periods */

/* What is kept of a period when the next one is read. */
struct point {
	struct period period;
	struct total_cell cases;
	struct total_cell *cells;
	size_t cell_count;
	struct others others;
	uint64_t inhabitants;
	struct coverage_share share;
};

struct series {
	struct point *points;
	size_t count;
	struct totals_query query; /* of the last */
	bool others;		   /* in any of them */
	unsigned flags;		   /* of all of them */
	struct statjson_series json;
};

static void keep_point(struct series *series, const struct totals *totals)
{
	struct point *points =
		realloc(series->points, (series->count + 1) * sizeof(*series->points));
	size_t size = totals->cell_count * sizeof(*totals->cells);
	if (points == NULL)
		fatal(STATUS_FAILED, "out of memory");
	series->points = points;
	struct point *point = &points[series->count++];
	*point = (struct point){totals->period, totals->cases, malloc(size + 1), totals->cell_count,
		others_of(totals), totals_inhabitants(totals), totals->share};
	series->others = series->others || point->others.any;
	series->flags |= flags_of(totals);
	if (point->cells == NULL)
		fatal(STATUS_FAILED, "out of memory");
	if (size > 0)
		memcpy(point->cells, totals->cells, size);
}

static int add_point(struct caseview *view, const struct totalsview_options *options,
	struct period period, struct series *series)
{
	struct totals totals;
	int status = caseview_read(view, period, options->view.view.as_of);
	if (status == STATUS_OK)
		status = totalsview_prepare(view, &options->asked, &series->query);
	if (status == STATUS_OK && !options->view.view.json)
		status = check_lists(&series->query);
	if (status != STATUS_OK)
		return status;
	enum err err = totals_read(&view->reports, &series->query, &totals);
	if (err != ERR_OK)
		return caseview_failed(err);
	if (options->view.view.json)
		statjson_series_add(&series->json, &totals, &view->reports, options->asked.source);
	else
		keep_point(series, &totals);
	return STATUS_OK;
}

static void print_series(const struct caseview *view, const struct totalsview_options *options,
	const struct series *series, FILE *to)
{
	const char *const heads[2] = {_("period"), ""};
	char first[PERIOD_TEXT_SIZE], last[PERIOD_TEXT_SIZE];
	uint64_t largest = 0;
	for (size_t i = 0; i < series->count; i++)
		if (options->style.bars && series->points[i].cases.count > largest)
			largest = series->points[i].cases.count;
	fprintf(to, _("Cases %s to %s"), period_format(options->range.from, first, sizeof(first)),
		period_format(options->range.to, last, sizeof(last)));
	fprintf(to, "%s\n\n", print_totals_shown(options->style.shown));
	struct lines lines =
		begin_lines(&series->query, options->style.shown, heads, series->others, largest);
	for (size_t i = 0; i < series->count; i++) {
		const struct point *point = &series->points[i];
		char period[PERIOD_TEXT_SIZE];
		period_format(point->period, period, sizeof(period));
		print_line(&lines, &(struct line){{period, ""},
					   {&point->cases, point->cells, point->cell_count,
						   point->inhabitants},
					   &point->others, &point->share});
	}
	table_print(lines.table, to);
	caseview_print_running(view, to);
	print_end(view, &lines, series->flags, to);
}

int totalsview_series(struct caseview *view, const struct totalsview_options *options)
{
	struct period period = periodrange_first(&options->range);
	struct series series = {.points = NULL};
	int status = STATUS_OK;
	bool json = options->view.view.json;
	if (json)
		statjson_series_begin(&series.json, view->view.size);
	do
		status = add_point(view, options, period, &series);
	while (status == STATUS_OK && periodrange_next(&options->range, &period));
	char *text = json ? statjson_series_end(&series.json) : NULL;
	if (status != STATUS_OK)
		free(text);
	else if (json)
		status = view_print_json(text, stdout);
	else
		print_series(view, options, &series, stdout);
	for (size_t i = 0; i < series.count; i++)
		free(series.points[i].cells);
	free(series.points);
	return status;
}
