#include "caseview.h"
#include "commands.h"
#include "jour/i18n.h"
#include "jour/table.h"
#include "statjson.h"

static const struct argp_child children[] = {{&caseview_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {NULL, NULL, NULL,
	N_("Shows who was expected to report case statistics for a period, who has and when, and "
	   "who is late or missing and by how many days.\v"
	   "What is expected comes from the agreements. A report is late when it was received "
	   "after its due day in Stockholm; a later correction does not make it late.\n\n"
	   "Example:\n"
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

static void print_report(struct table *table, const struct reporting_unit *unit,
	const struct expected_report *report)
{
	const char *const states[REPORT_STATES] = {
		_("on time"), _("late"), _("MISSING"), _("not yet due")};
	char period[PERIOD_TEXT_SIZE], due[DATE_TEXT_SIZE], received[DATE_TEXT_SIZE], days[16] = "";
	if (report->days_late > 0)
		snprintf(days, sizeof(days), "%d", report->days_late);
	table_row(table,
		(const char *[]){unit->code, unit->name,
			period_format(report->period, period, sizeof(period)),
			date_text(report->due_day, due),
			report->state <= REPORT_LATE ? date_text(report->received_day, received)
						     : "",
			states[report->state], days,
			report->by_jour ? _("the jour has counted") : ""});
}

static void print_table(const struct reports *reports, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT,
		TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT};
	struct table *table = table_new(columns, 8);
	table_row(table, (const char *[]){_("code"), _("unit"), _("period"), _("due"),
				 _("received"), _("state"), _("days late"), ""});
	for (const struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next)
		for (const struct expected_report *report = unit->expected; report != NULL;
			report = report->next)
			print_report(table, unit, report);
	table_print(table, to);
}

static int run(int argc, char **argv)
{
	struct caseview_options options = {.view = {.json = false}};
	struct caseview view;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	int status = caseview_open(&options, &view);
	if (status != STATUS_OK)
		return status;
	if (options.view.json) {
		view_print_json(statjson_coverage(&view.coverage, &view.reports), stdout);
		return caseview_close(&view, STATUS_OK);
	}
	if (view.coverage.share.units_expected > 0) {
		print_table(&view.reports, stdout);
		const unsigned *count = view.coverage.reports;
		printf(_("\nReports: %u on time, %u late, %u missing, %u not yet due.\n"),
			count[REPORT_ON_TIME], count[REPORT_LATE], count[REPORT_MISSING],
			count[REPORT_NOT_YET]);
	}
	caseview_print_share(&view.coverage.share, stdout);
	caseview_print_running(&view, stdout);
	view_print_as_of(&view.view, stdout);
	return caseview_close(&view, STATUS_OK);
}

const struct command command_coverage = {
	"coverage", N_("who has reported case statistics, who is late or missing"), run};
