#include "caseview.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "casewords.h"
#include "jour/clock.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/log.h"

/* Some hundred bytes a table: room for a country's year by many dimensions. Only what is used is
 * ever touched. */
#define CASEVIEW_MEMORY_SIZE (256u << 20)

void caseview_parse_period(const char *text, struct argp_state *state, struct period *ret_period)
{
	if (period_parse(bytes_of_text(text), ret_period) != ERR_OK)
		argp_error(state,
			_("'%s' is no period: expected a year, half-year, quarter or month such as "
			  "2018, 2018-H1, 2018-Q1 or 2018-01"),
			text);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct caseview_options *options = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->view;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			argp_usage(state);
		caseview_parse_period(arg, state, &options->period);
		return 0;
	case ARGP_KEY_NO_ARGS:
		if (!options->may_lack_period)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
const struct argp caseview_argp = {NULL, parse, NULL, NULL, children, NULL, NULL};

static int32_t received_day(void *context, uint64_t index)
{
	struct view *view = context;
	return stockholm_day_number(ledger_received_ms(view->txn, index));
}

static int32_t find_today(struct view *view, const char *as_of)
{
	struct date date;
	if (as_of == NULL)
		return stockholm_day_number(clock_now_ms());
	if (date_parse(bytes_of_text(as_of), &date) == ERR_OK)
		return date_day_number(date);
	return view->size == 0 ? stockholm_day_number(view->name.genesis.created_ms)
			       : received_day(view, view->size - 1);
}

struct coverage_calendar caseview_calendar(struct view *view, const char *as_of)
{
	return (struct coverage_calendar){view, received_day, find_today(view, as_of)};
}

int caseview_failed(enum err err)
{
	if (err == ERR_RANGE)
		fprintf(stderr, "%s\n",
			_("jourd: there are more case tables in this year than fit in memory, or "
			  "more values of other lists than fit beside the list asked for"));
	return STATUS_FAILED;
}

int caseview_read(struct caseview *view, struct period period, const char *as_of)
{
	struct coverage_calendar calendar = caseview_calendar(&view->view, as_of);
	arena_reset(&view->memory);
	enum err err = reports_read(view->view.txn, view->view.size, period, &view->memory,
		&view->view.memory.record, &view->reports);
	if (err == ERR_OK)
		err = coverage_read(&view->reports, &calendar, &view->coverage);
	if (err == ERR_OK)
		err = closed_survey(view->view.txn, view->view.size, period, &view->memory,
			&view->view.memory.record, &view->settled);
	return err == ERR_OK ? STATUS_OK : caseview_failed(err);
}

int caseview_open(const struct caseview_options *options, struct caseview *view)
{
	int status = view_open(&options->view, &view->view);
	if (status != STATUS_OK)
		return status;
	view->memory = arena_of(malloc(CASEVIEW_MEMORY_SIZE), CASEVIEW_MEMORY_SIZE);
	if (view->memory.start == NULL)
		fatal(STATUS_FAILED, "out of memory");
	status = caseview_read(view, options->period, options->view.as_of);
	return status == STATUS_OK ? status : caseview_close(view, status);
}

int caseview_close(struct caseview *view, int status)
{
	free(view->memory.start);
	return view_close(&view->view, status);
}

static void print_populations(const struct coverage_share *share, FILE *to)
{
	const uint32_t first = share->population_date_first, last = share->population_date_last;
	if (first == last)
		fprintf(to, _(" (population of %04u-%02u-%02u)"), first / 10000, first / 100 % 100,
			first % 100);
	else
		fprintf(to, _(" (populations of %04u-%02u-%02u to %04u-%02u-%02u)"), first / 10000,
			first / 100 % 100, first % 100, last / 10000, last / 100 % 100, last % 100);
}

void caseview_print_share(const struct coverage_share *share, FILE *to)
{
	unsigned percent;
	if (share->units_expected == 0) {
		fprintf(to, "%s\n", _("Coverage: no agreement expects a report for this period."));
		return;
	}
	fprintf(to,
		share->only_kommuner ? _("Coverage: %u of %u kommuner")
				     : _("Coverage: %u of %u units"),
		share->units_covered, share->units_expected);
	if (coverage_share_percent(share, &percent)) {
		fprintf(to, _(", %u\u00a0%% of the inhabitants"), percent);
		print_populations(share, to);
	} else {
		fprintf(to, _("; share of the inhabitants not known (no population for %u)"),
			share->units_without_population);
	}
	fputs(".\n", to);
}

static const char *day_of(const struct caseview *view, uint64_t entry, char text[DATE_TEXT_SIZE])
{
	stockholm_day(ledger_received_ms(view->view.txn, entry), text);
	return text;
}

void caseview_print_settled(const struct caseview *view, FILE *to)
{
	char period[PERIOD_TEXT_SIZE], day[DATE_TEXT_SIZE];
	for (size_t i = 0; i < view->settled.closing_count; i++) {
		const struct closing *closing = &view->settled.closings[i];
		bool all = strcmp(closing->scope, UNIT_EVERY) == 0;
		period_format(closing->period, period, sizeof(period));
		day_of(view, closing->entry, day);
		if (all)
			fprintf(to, _("CLOSED: %s, on %s (entry %" PRIu64 ").\n"), period, day,
				closing->entry);
		else
			fprintf(to, _("CLOSED: %s for %s, on %s (entry %" PRIu64 ").\n"), period,
				closing->scope, day, closing->entry);
	}
	for (const struct late_record *at = view->settled.late; at != NULL; at = at->next)
		fprintf(to,
			_("LATE: %s %s%s%s came in entry %" PRIu64
			  ", after the close in entry %" PRIu64 "; not in the closed figures.\n"),
			at->unit, period_format(at->period, period, sizeof(period)),
			at->what[0] == '\0' ? "" : " ",
			casewords_say(&view->reports.codes, at->what), at->entry,
			at->closing.entry);
}

void caseview_print_internal(FILE *to)
{
	fprintf(to, "%s\n",
		_("INTERNAL: exact small numbers, in which a person can be recognised; not for "
		  "publication."));
}

void caseview_print_running(const struct caseview *view, FILE *to)
{
	struct period period = view->reports.period;
	if (date_day_number(period_first_day(period)) > view->coverage.today)
		fprintf(to, "%s\n", _("NOTE: this period has not begun."));
	else if (date_day_number(period_last_day(period)) >= view->coverage.today)
		fprintf(to, "%s\n", _("NOTE: this period has not ended."));
}
