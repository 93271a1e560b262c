#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "casewords.h"
#include "caseview.h"
#include "changesjson.h"
#include "commands.h"
#include "inforce.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/money.h"
#include "jour/number.h"
#include "moneycell.h"
#include "moneyview.h"
#include "print_counts.h"
#include "releases.h"
#include "unitwords.h"

/* Two times a country's year by many dimensions. Only what is used is ever touched. */
#define CHANGES_WORK_SIZE ((size_t)512 << 20)

struct changes_options {
	struct view_options view;
	const char *since;
	const char *release;
	struct totals_asked asked;
	bool has_period;
	struct period period;
};

static const struct argp_option options_shown[] = {
	{"since", 's', N_("DATE|SIZE"), 0,
		N_("compare with how it was at the end of that day, or with that many entries "
		   "(needed, or the next)"),
		0},
	{"since-release", 'r', N_("NAME"), 0,
		N_("compare with what was published under that name, of its period, unit and "
		   "dimensions"),
		0},
	{"by", 'x', N_("LIST[,LIST]"), 0,
		N_("cases split by one or two code lists, as in 'jourd totals'"), 0},
	{"unit", 'u', N_("UNIT"), 0,
		N_("cases of this kommun, district or court only, by its code or name, with what "
		   "was merged into it"),
		0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct changes_options *changes = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &changes->view;
		return 0;
	case 's':
		view_take_once("since", arg, state, &changes->since);
		return 0;
	case 'r':
		view_take_once("since-release", arg, state, &changes->release);
		return 0;
	case 'u':
		view_take_once("unit", arg, state, &changes->asked.scope.unit);
		return 0;
	case 'x':
		view_take_once("by", arg, state, &changes->asked.by);
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			argp_usage(state);
		caseview_parse_period(arg, state, &changes->period);
		changes->has_period = true;
		return 0;
	case ARGP_KEY_END:
		if ((changes->since == NULL) == (changes->release == NULL))
			argp_error(state, _("--since is needed: a day such as 2018-04-20, or a "
					    "number of entries; or --since-release"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options_shown, parse, N_("[PERIOD]"),
	N_("Shows which records were added or corrected since then, and which expected amount and "
	   "which number of cases each changed, for whom and by how much: of PERIOD, or of the "
	   "period of each report. A number of cases is what 'jourd totals --unit' shows: with "
	   "districts and with what was merged.\v"
	   "Examples:\n"
	   "  jourd changes --since 2024-01-31\n"
	   "  jourd changes --since 2024-01-31 2023\n"
	   "  jourd changes --since 17 --as-of 23 --json\n"
	   "  jourd changes --since-release 2018-Q1 --by crime"),
	children, NULL, NULL};

/* What was found, and the lists that say it. */
struct shown {
	const struct changes *changes;
	struct count_change *counts;
	struct totals_query query;
	struct codebook codes;
};

/* Compares with a release: of what it was about, unless the command line says otherwise. */
static void take_release(const Jour__V1__Release *release, struct changes_options *options)
{
	if (release->period != NULL && !options->has_period) {
		options->period = period_of_message(release->period);
		options->has_period = true;
	}
	if (release->unit[0] != '\0' && options->asked.scope.unit == NULL)
		options->asked.scope.unit = release->unit;
	if (release->dimensions[0] != '\0' && options->asked.by == NULL)
		options->asked.by = release->dimensions;
}

static bool find_release(
	struct money_view *money, struct changes_options *options, uint64_t *ret_size)
{
	struct view *view = &money->view;
	const struct release *release =
		releases_find(view->txn, options->release, view->size, &money->arena);
	if (release == NULL) {
		fprintf(stderr,
			_("jourd: nothing was published under the name '%s' as of size %" PRIu64
			  "; 'jourd releases' lists what was\n"),
			options->release, view->size);
		return false;
	}
	take_release(release->message, options);
	*ret_size = release->message->as_of;
	return true;
}

/* False after a sentence on stderr. */
static bool find_since(
	struct money_view *money, struct changes_options *options, uint64_t *ret_size)
{
	const struct view *view = &money->view;
	const char *since = options->since;
	struct date date;
	uint64_t size = 0;
	if (options->release != NULL)
		return find_release(money, options, ret_size);
	if (date_parse(bytes_of_text(since), &date) == ERR_OK)
		size = ledger_size_before(view->txn, stockholm_midnight_after(date));
	else if (number_parse_uint(bytes_of_text(since), view->size, &size) != ERR_OK) {
		fprintf(stderr,
			_("jourd: --since %s: expected a day such as 2018-04-20, or a number of "
			  "entries from 0 to %" PRIu64 "\n"),
			since, view->size);
		return false;
	}
	*ret_size = size < view->size ? size : view->size;
	return true;
}

/* ---- text */

static const char *value_in(struct moneycell *cell, const struct change_record *record,
	enum cell_state state, int64_t value)
{
	if (state != CELL_COUNT)
		return casewords_sign(state);
	if (record->about.is_amount)
		return moneycell_amount(cell, value);
	if (record->number == JOUR__V1__RECORD__BODY_INDEX_VALUE) {
		snprintf(cell->text, sizeof(cell->text), "%s%lld,%02lld%s", value < 0 ? "-" : "",
			llabs(value) / 100, llabs(value) % 100,
			record->about.is_percent ? "\u00a0%" : "");
		return cell->text;
	}
	bool hundredths = record->number == JOUR__V1__RECORD__BODY_EFFORT;
	if (hundredths && value % 100 != 0)
		snprintf(cell->text, sizeof(cell->text), "%lld,%02lld", (long long)value / 100,
			(long long)value % 100);
	else
		count_format_sv(
			(uint64_t)value / (hundredths ? 100 : 1), cell->text, sizeof(cell->text));
	return cell->text;
}

static void print_records(const struct changes *changes, const struct codebook *codes, FILE *to)
{
	const struct change_words words = {codes, casewords_say};
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_LEFT};
	struct table *table = table_new(columns, 6);
	table_row(table, (const char *[]){_("ledger record"), _("kind"), _("about"), _("before"),
				 _("after"), _("said by")});
	for (const struct change_record *at = changes->records; at != NULL; at = at->next) {
		struct moneycell record, before, after;
		char what[CHANGERECORD_WHAT_SIZE];
		const struct change_about *about = &at->about;
		table_row(table,
			(const char *[]){moneycell_record(&record, &at->record), _(at->kind),
				changerecord_what(about, &words, what),
				about->has_value && at->corrects
					? value_in(&before, at, at->state_before, at->before)
					: "",
				about->has_value ? value_in(&after, at, about->state, about->value)
						 : "",
				at->author[0] != '\0' ? at->author : _("the office")});
	}
	table_print(table, to);
	for (const struct change_record *at = changes->records; at != NULL; at = at->next) {
		struct moneycell record;
		if (at->late)
			fprintf(to, _("Record %s came late: its period was closed.\n"),
				moneycell_record(&record, &at->record));
		if (at->corrects)
			fprintf(to, _("Record %s corrects: %s.\n"),
				moneycell_record(&record, &at->record), at->reason);
	}
}

static const char *state_in(struct moneycell *cell, const struct change_value *value)
{
	if (value->state == CHANGE_KNOWN)
		return moneycell_amount(cell, value->amount_ore);
	return value->state == CHANGE_UNKNOWN ? _("not known") : "-";
}

/* To or from what is not known there is no difference, least of all 0. */
static const char *difference_in(struct moneycell *cell, const struct change *change)
{
	if (change->before.state == CHANGE_UNKNOWN || change->after.state == CHANGE_UNKNOWN)
		return _("not known");
	return moneycell_change(cell, change->after.amount_ore - change->before.amount_ore);
}

/* The entries that did it. */
static const char *entries_in(struct moneycell *cell, const struct change *change)
{
	cell->text[0] = '\0';
	for (const struct change_step *at = change->steps; at != NULL; at = at->next)
		moneycell_add_entry(cell, at->entry);
	return cell->text;
}

static void print_amounts(struct money_view *money, const struct changes *changes, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT, TABLE_LEFT,
		TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT, TABLE_LEFT};
	struct view *view = &money->view;
	struct table *table = table_new(columns, 8);
	table_row(table, (const char *[]){_("agreement"), _("year"), _("term"), _("kommun"),
				 _("before"), _("after"), _("difference"), _("entry")});
	for (const struct change *at = changes->changes; at != NULL; at = at->next) {
		struct moneycell year, before, after, change, entries;
		const char *name =
			at->unit[0] == '\0'
				? _("(the whole)")
				: inforce_unit_name(view->txn, at->unit, at->year, view->size,
					  &money->arena, &view->memory.record);
		snprintf(year.text, sizeof(year.text), "%u", at->year);
		table_row(
			table, (const char *[]){at->dnr, year.text, at->term,
				       name != NULL ? name : at->unit,
				       state_in(&before, &at->before), state_in(&after, &at->after),
				       difference_in(&change, at), entries_in(&entries, at)});
	}
	table_print(table, to);
}

static void print_text(struct money_view *money, const struct shown *shown, FILE *to)
{
	const struct changes *changes = shown->changes;
	fprintf(to, _("Since ledger size %" PRIu64 ".\n"), changes->from);
	if (changes->records == NULL)
		fprintf(to, "%s\n", _("No record was added or corrected."));
	else
		print_records(changes, &shown->codes, to);
	fputc('\n', to);
	if (changes->changes == NULL)
		fprintf(to, "%s\n", _("No expected amount has changed."));
	else
		print_amounts(money, changes, to);
	fputc('\n', to);
	print_count_changes(money, shown->counts, &shown->query, to);
	if (shown->counts != NULL)
		caseview_print_internal(to);
	view_print_as_of(&money->view, to);
}

static int print_changes(struct money_view *money, bool json, const struct shown *shown)
{
	if (json)
		return view_print_json(
			changesjson_text(shown->changes, shown->counts, &money->view.name), stdout);
	print_text(money, shown, stdout);
	return STATUS_OK;
}

/* What --unit and --by say, by what there is now; texts live in `memory`. */
static int read_asked(struct money_view *money, struct changes_options *options_given,
	struct arena *memory, struct shown *shown)
{
	int status = unitwords_find(&money->view, &options_given->asked.scope.unit);
	if (status != STATUS_OK)
		return status;
	if (codelists_book(money->view.txn, money->view.size, memory, &shown->codes) != ERR_OK)
		return STATUS_FAILED;
	return casewords_by(&shown->codes, options_given->asked.by, &shown->query);
}

static enum err read_changes(struct money_view *money, const struct changes_options *options_given,
	uint64_t since, struct changes_memory *memory, struct shown *shown)
{
	struct view *view = &money->view;
	enum err err = changes_between(view->txn, since, view->size, memory, &shown->changes);
	if (err == ERR_OK)
		err = countchanges_between(view->txn, shown->changes, &options_given->asked,
			options_given->has_period ? &options_given->period : NULL, memory,
			&shown->counts);
	if (err == ERR_RANGE) /* money_view_failed speaks of one agreement and year */
		fprintf(stderr, "%s\n",
			_("jourd: there is more since then than fits in memory: choose a later "
			  "--since, or an earlier --as-of"));
	return err;
}

static int show(struct changes_options *options_given, struct money_view *money)
{
	struct view *view = &money->view;
	struct shown shown = {.counts = NULL};
	struct arena work = arena_of(malloc(CHANGES_WORK_SIZE), CHANGES_WORK_SIZE);
	struct arena lists = arena_of(malloc(CASEWORDS_LISTS_SIZE), CASEWORDS_LISTS_SIZE);
	struct changes_memory memory = {
		&money->arena, &work, &view->memory.record, &view->memory.agreement};
	uint64_t since;
	if (work.start == NULL || lists.start == NULL)
		fatal(STATUS_FAILED, "out of memory");
	int status = find_since(money, options_given, &since)
			     ? read_asked(money, options_given, &lists, &shown)
			     : STATUS_USAGE;
	if (status == STATUS_OK)
		status = read_changes(money, options_given, since, &memory, &shown) == ERR_OK
				 ? print_changes(money, options_given->view.json, &shown)
				 : STATUS_FAILED;
	free(lists.start);
	free(work.start);
	return status;
}

static int run(int argc, char **argv)
{
	struct changes_options changes = {.has_period = false};
	struct money_view money;
	argp_parse(&argp, argc, argv, 0, NULL, &changes);
	int status = money_view_open(&changes.view, &money);
	if (status != STATUS_OK)
		return status;
	return money_view_close(&money, show(&changes, &money));
}

const struct command command_changes = {
	"changes", N_("which record changed which amount and which number of cases"), run};
