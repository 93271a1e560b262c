#include "caseview.h"
#include "chase.h"
#include "commands.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/table.h"
#include "statjson.h"

static const struct argp_child children[] = {{&caseview_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {NULL, NULL, N_("[PERIOD]"),
	N_("The chase list: who was expected to report case statistics for a period, who is "
	   "missing "
	   "and by how many days, who has reported and when; and the last word heard from each "
	   "agent.\v"
	   "What is expected comes from the agreements, for the days on which each unit is a "
	   "partner. A report is late when it was received after its due day in Stockholm; a later "
	   "correction does not make it late. A nil report says that there was nothing. Without "
	   "PERIOD it is about the period that was due last.\n\n"
	   "Example:\n"
	   "  jourd coverage\n"
	   "  jourd coverage 2018-Q1\n"
	   "  jourd coverage --as-of 2018-05-01 2018-Q1"),
	children, NULL, NULL};

static const char *date_text(int32_t day, char buffer[DATE_TEXT_SIZE])
{
	struct date date;
	if (date_of_day_number(day, &date) != ERR_OK)
		return "";
	return date_format(date, buffer, DATE_TEXT_SIZE);
}

static const char *state_text(const struct expected_report *report)
{
	switch (report->state) {
	case REPORT_ON_TIME:
		return report->nil ? _("on time, nil") : _("on time");
	case REPORT_LATE:
		return report->nil ? _("late, nil") : _("late");
	case REPORT_MISSING:
		return _("MISSING");
	default:
		return _("not yet due");
	}
}

/* The agent and when it was heard of; nothing when the list is of an earlier day. */
static const char *heard_text(
	const struct caseview *view, const struct reporting_unit *unit, char *buffer, size_t size)
{
	char when[17] = "";
	if (view->reports.size != view->view.size_now)
		return "";
	if (unit->agent == NULL)
		return _("no agent");
	if (unit->heard_ms == 0) {
		snprintf(buffer, size, _("%s: never"), unit->agent);
		return buffer;
	}
	stockholm_minute(unit->heard_ms, when);
	snprintf(buffer, size, "%s: %s", unit->agent, when);
	return buffer;
}

static void print_report(
	struct table *table, const struct caseview *view, const struct expected_report *report)
{
	char period[PERIOD_TEXT_SIZE], due[DATE_TEXT_SIZE], received[DATE_TEXT_SIZE], days[16] = "";
	char heard[TEXT_SIZE_MAX + 20];
	const struct reporting_unit *unit = report->unit;
	if (report->days_late > 0)
		snprintf(days, sizeof(days), "%d", report->days_late);
	table_row(table,
		(const char *[]){unit->code, unit->name,
			period_format(report->period, period, sizeof(period)), state_text(report),
			days, date_text(report->due_day, due),
			report->state <= REPORT_LATE ? date_text(report->received_day, received)
						     : "",
			report->dnr, heard_text(view, unit, heard, sizeof(heard)),
			report->by_jour ? _("the jour has counted") : ""});
}

static void print_table(const struct caseview *view, const struct expected_report *first, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT,
		TABLE_RIGHT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT};
	struct table *table = table_new(columns, 10);
	table_row(table,
		(const char *[]){_("code"), _("unit"), _("period"), _("state"), _("days late"),
			_("due"), _("received"), _("agreement"), _("last heard"), ""});
	for (const struct expected_report *report = first; report != NULL; report = report->chased)
		print_report(table, view, report);
	table_print(table, to);
}

static void print_counts(const struct coverage *coverage, FILE *to)
{
	const unsigned *count = coverage->reports;
	fprintf(to, _("\nReports: %u on time, %u late, %u missing, %u not yet due"),
		count[REPORT_ON_TIME], count[REPORT_LATE], count[REPORT_MISSING],
		count[REPORT_NOT_YET]);
	if (coverage->nil > 0)
		fprintf(to, _("; %u of those that are in say that there was nothing (nil)"),
			coverage->nil);
	fputs(".\n", to);
}

/* The period of the year before `today` that was due last, the longest of them; ERR_NOTFOUND when
 * nothing was. */
static enum err find_due_last(struct caseview *view, struct period *ret_period)
{
	const struct expected_report *report = NULL, *last = NULL;
	enum err err = chase_read(&view->reports, &report);
	if (err != ERR_OK)
		return err;
	for (; report != NULL; report = report->chased) {
		if (report->due_day >= view->coverage.today)
			continue;
		if (last == NULL || report->due_day > last->due_day ||
			(report->due_day == last->due_day &&
				report->period.months > last->period.months))
			last = report;
	}
	if (last == NULL)
		return ERR_NOTFOUND;
	*ret_period = last->period;
	return ERR_OK;
}

/* Reads the period that was due last: of this year, or of the one before. */
static int read_due_last(struct caseview *view, const char *as_of)
{
	struct date today;
	if (date_of_day_number(view->coverage.today, &today) != ERR_OK)
		return STATUS_FAILED;
	for (uint16_t back = 0; back < 2; back++) {
		struct period period = {(uint16_t)(today.year - back), 1, 12};
		int status = caseview_read(view, period, as_of);
		if (status != STATUS_OK)
			return status;
		enum err err = find_due_last(view, &period);
		if (err != ERR_NOTFOUND)
			return err == ERR_OK ? caseview_read(view, period, as_of)
					     : caseview_failed(err);
	}
	fprintf(stderr, "%s\n",
		_("jourd: no report was due this year or the last; name a period, such as "
		  "'jourd coverage 2018-Q1'"));
	return STATUS_USAGE;
}

static int open_coverage(struct caseview_options *options, struct caseview *view)
{
	bool named = options->period.months != 0;
	if (!named)
		options->period = (struct period){YEAR_MIN, 1, 12};
	int status = caseview_open(options, view);
	if (status != STATUS_OK || named)
		return status;
	status = read_due_last(view, options->view.as_of);
	return status == STATUS_OK ? status : caseview_close(view, status);
}

static void print_heading(const struct caseview *view, bool named, FILE *to)
{
	char period[PERIOD_TEXT_SIZE];
	period_format(view->reports.period, period, sizeof(period));
	fprintf(to,
		named ? _("Reports for %s\n\n")
		      : _("Reports for %s, which was due last ('jourd coverage PERIOD' asks "
			  "about another)\n\n"),
		period);
}

static int run(int argc, char **argv)
{
	struct caseview_options options = {.may_lack_period = true};
	const struct expected_report *first = NULL;
	struct caseview view;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	bool named = options.period.months != 0;
	int status = open_coverage(&options, &view);
	if (status != STATUS_OK)
		return status;
	enum err err = chase_read(&view.reports, &first);
	if (err != ERR_OK)
		return caseview_close(&view, caseview_failed(err));
	if (options.view.json) {
		view_print_json(
			statjson_coverage(&view.coverage, &view.reports, &view.settled), stdout);
		return caseview_close(&view, STATUS_OK);
	}
	print_heading(&view, named, stdout);
	if (first != NULL) {
		print_table(&view, first, stdout);
		print_counts(&view.coverage, stdout);
	}
	caseview_print_share(&view.coverage.share, stdout);
	caseview_print_settled(&view, stdout);
	caseview_print_running(&view, stdout);
	view_print_as_of(&view.view, stdout);
	return caseview_close(&view, STATUS_OK);
}

const struct command command_coverage = {
	"coverage", N_("who has reported case statistics, who is late or missing"), run};
