#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "changesjson.h"
#include "commands.h"
#include "inforce.h"
#include "jour/i18n.h"
#include "jour/money.h"
#include "jour/number.h"
#include "moneycell.h"
#include "moneyview.h"

struct changes_options {
	struct view_options view;
	const char *since;
};

static const struct argp_option options[] = {
	{"since", 's', N_("DATE|SIZE"), 0,
		N_("compare with how it was at the end of that day, or with that many entries "
		   "(needed)"),
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
		changes->since = arg;
		return 0;
	case ARGP_KEY_END:
		if (changes->since == NULL)
			argp_error(state, _("--since is needed: a day such as 2018-04-20, or a "
					    "number of entries"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, NULL,
	N_("Shows which records were added or corrected since then, and which expected amount "
	   "each changed, for whom and by how much.\v"
	   "Examples:\n"
	   "  jourd changes --since 2024-01-31\n"
	   "  jourd changes --since 17 --as-of 23 --json"),
	children, NULL, NULL};

/* False after a sentence on stderr. */
static bool find_since(const struct view *view, const char *since, uint64_t *ret_size)
{
	struct date date;
	uint64_t size = 0;
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

static const char *value_in(
	struct moneycell *cell, const struct change_record *record, int64_t value)
{
	if (record->is_amount)
		return moneycell_amount(cell, value);
	if (strcmp(record->kind, "index_value") == 0) {
		snprintf(cell->text, sizeof(cell->text), "%s%lld,%02lld %%", value < 0 ? "-" : "",
			llabs(value) / 100, llabs(value) % 100);
		return cell->text;
	}
	return count_format_sv((uint64_t)value, cell->text, sizeof(cell->text));
}

static void print_records(const struct changes *changes, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_LEFT};
	struct table *table = table_new(columns, 6);
	table_row(table, (const char *[]){_("ledger record"), _("kind"), _("about"), _("before"),
				 _("after"), _("said by")});
	for (const struct change_record *at = changes->records; at != NULL; at = at->next) {
		struct moneycell record, before, after;
		table_row(table,
			(const char *[]){moneycell_record(&record, &at->record), at->kind, at->what,
				at->has_value && at->corrects ? value_in(&before, at, at->before)
							      : "",
				at->has_value ? value_in(&after, at, at->after) : "",
				at->author[0] != '\0' ? at->author : _("the office")});
	}
	table_print(table, to);
	for (const struct change_record *at = changes->records; at != NULL; at = at->next) {
		struct moneycell record;
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

/* "17, 19": the entries that did it. */
static const char *entries_in(struct moneycell *cell, const struct change *change)
{
	size_t size = 0;
	cell->text[0] = '\0';
	for (const struct change_step *at = change->steps; at != NULL; at = at->next) {
		int more = snprintf(cell->text + size, sizeof(cell->text) - size, "%s%" PRIu64,
			size > 0 ? ", " : "", at->entry);
		if (more < 0 || (size_t)more >= sizeof(cell->text) - size)
			break;
		size += (size_t)more;
	}
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
				       moneycell_change(&change,
					       at->after.amount_ore - at->before.amount_ore),
				       entries_in(&entries, at)});
	}
	table_print(table, to);
}

static void print_text(struct money_view *money, const struct changes *changes, FILE *to)
{
	fprintf(to, _("Since ledger size %" PRIu64 ".\n"), changes->from);
	if (changes->records == NULL)
		fprintf(to, "%s\n", _("No record about money was added or corrected."));
	else
		print_records(changes, to);
	fputc('\n', to);
	if (changes->changes == NULL)
		fprintf(to, "%s\n", _("No expected amount has changed."));
	else
		print_amounts(money, changes, to);
	view_print_as_of(&money->view, to);
}

static int show(const struct changes_options *options_given, struct money_view *money)
{
	struct view *view = &money->view;
	const struct changes *changes = NULL;
	struct arena work = arena_of(malloc(EXPECTED_HEAP_SIZE), EXPECTED_HEAP_SIZE);
	struct changes_memory memory = {
		&money->arena, &work, &view->memory.record, &view->memory.agreement};
	uint64_t since;
	int status = STATUS_OK;
	if (!find_since(view, options_given->since, &since)) {
		status = STATUS_USAGE;
	} else if (work.start == NULL) {
		status = STATUS_FAILED;
	} else {
		enum err err = changes_between(view->txn, since, view->size, &memory, &changes);
		if (err != ERR_OK)
			money_view_failed(err);
		status = err == ERR_OK ? STATUS_OK : STATUS_FAILED;
	}
	if (changes != NULL && options_given->view.json)
		status = view_print_json(changesjson_text(changes, &view->name), stdout);
	else if (changes != NULL)
		print_text(money, changes, stdout);
	free(work.start);
	return status;
}

static int run(int argc, char **argv)
{
	struct changes_options changes = {.since = NULL};
	struct money_view money;
	argp_parse(&argp, argc, argv, 0, NULL, &changes);
	int status = money_view_open(&changes.view, &money);
	if (status != STATUS_OK)
		return status;
	return money_view_close(&money, show(&changes, &money));
}

const struct command command_changes = {
	"changes", N_("which record changed which amount, for whom and by how much"), run};
