#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "caseview.h"
#include "casewords.h"
#include "checksjson.h"
#include "commands.h"
#include "inforce.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/money.h"
#include "jour/table.h"
#include "unitwords.h"

#define COLUMNS 9
#define SHORT_HASH_SIZE 9 /* eight digits and the NUL: what 'jour-agent confirm' takes */

struct checks_options {
	struct view_options view;
	struct case_filter filter;
	bool only_open;
};

static const struct argp_option options[] = {
	{"unit", 'u', N_("UNIT"), 0, N_("only this kommun, district or court, by its code or name"),
		0},
	{"open", 'o', NULL, 0, N_("only what nobody has confirmed"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct checks_options *checks = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &checks->view;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			argp_usage(state);
		checks->filter.has_period = true;
		caseview_parse_period(arg, state, &checks->filter.period);
		return 0;
	case 'u':
		view_take_once("unit", arg, state, &checks->filter.unit);
		return 0;
	case 'o':
		checks->only_open = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, N_("[PERIOD]"),
	N_("Shows what looks odd in the case tables that stand, with the numbers compared, and "
	   "who has confirmed with which reason that it is right all the same; with PERIOD only "
	   "in tables for that period or a part of it.\v"
	   "differs: the parts do not add up to the number of cases. tenfold: at least ten times "
	   "as many as in the same period of last year. sudden_zero: none, where there were some "
	   "last year or in the period before. A table is shown and counted as it was reported, "
	   "whatever is odd about it.\n\n"
	   "Examples:\n"
	   "  jourd checks --open\n"
	   "  jourd checks 2018 --unit 2409\n"
	   "  jour-agent confirm 3f9a0c11 --check tenfold --reason \"new agreement\""),
	children, NULL, NULL};

/* ---- text */

struct listing {
	struct view *view;
	struct casechecks *checks;
	struct codebook codes;
	struct table *table; /* NULL: no row yet */
	bool only_open;
	unsigned open, confirmed;
	unsigned shown; /* a mask of remarks */
};

/* What a check, whose name is what --check takes, has found. */
static const char *meaning(const struct casecheck *check)
{
	switch (check->remark) {
	case REMARK_DIFFERS:
		return _("the parts do not add up to the number of cases.");
	case REMARK_TENFOLD:
		return _("at least ten times as many as in the same period of last year.");
	default:
		return _("none, where there were some last year or in the period before.");
	}
}

static const char *state_text(
	const struct listing *listing, const struct case_flag *flag, char *buffer, size_t size)
{
	if (!flag->is_confirmed)
		return _("OPEN");
	const char *author = casechecks_author(listing->checks, flag->confirmed_index);
	snprintf(buffer, size, _("confirmed by %s: %s"),
		author[0] != '\0' ? author : _("the office"), flag->why);
	return buffer;
}

static struct table *begin_table(void)
{
	static const enum table_align columns[COLUMNS] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT,
		TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_LEFT, TABLE_LEFT};
	struct table *table = table_new(columns, COLUMNS);
	table_row(table,
		(const char *[]){_("unit"), _("period"), _("table"), _("counted by"), _("check"),
			_("value"), _("compared with"), _("record"), _("state")});
	return table;
}

static void add_row(void *context, const struct case_flag *flag)
{
	struct listing *listing = context;
	const Jour__V1__CaseTable *table = flag->table;
	char period[PERIOD_TEXT_SIZE], name[TABLE_CELL_SIZE], value[MONEY_TEXT_SIZE],
		compared[MONEY_TEXT_SIZE];
	char hash[SHORT_HASH_SIZE], state[TEXT_SIZE_MAX * 2 + 64];
	*(flag->is_confirmed ? &listing->confirmed : &listing->open) += 1;
	if (flag->is_confirmed && listing->only_open)
		return;
	if (listing->table == NULL)
		listing->table = begin_table();
	listing->shown |= (unsigned)flag->check->remark;
	for (size_t i = 0; i < (SHORT_HASH_SIZE - 1) / 2; i++)
		snprintf(hash + 2 * i, 3, "%02x", flag->record.bytes[i]);
	const char *unit = inforce_unit_name(listing->view->txn, table->area, table->period->year,
		listing->view->size, listing->checks->scratch, &listing->view->memory.agreement);
	table_row(listing->table,
		(const char *[]){unit == NULL ? table->area : unit,
			period_format(period_of_message(table->period), period, sizeof(period)),
			casewords_table(&listing->codes, table, name),
			table->source == JOUR__V1__SOURCE__SOURCE_JOUR ? _("JOUR") : _("kommun"),
			flag->check->name,
			count_format_sv(flag->finding.value, value, sizeof(value)),
			count_format_sv(flag->finding.compared, compared, sizeof(compared)), hash,
			state_text(listing, flag, state, sizeof(state))});
}

/* Its whole command: without all 64 digits only who sent the table could confirm it. */
static void print_command(void *context, const struct case_flag *flag)
{
	char period[PERIOD_TEXT_SIZE], hash[2 * HASH256_SIZE + 1];
	if (flag->is_confirmed)
		return;
	for (size_t i = 0; i < HASH256_SIZE; i++)
		snprintf(hash + 2 * i, 3, "%02x", flag->record.bytes[i]);
	fprintf(context, "  jour-agent confirm %s --check %s --unit %s --period %s%s --reason %s\n",
		hash, flag->check->name, flag->table->area,
		period_format(period_of_message(flag->table->period), period, sizeof(period)),
		flag->table->source == JOUR__V1__SOURCE__SOURCE_JOUR ? " --jour" : "", _("TEXT"));
}

static void print_flags(
	struct view *view, struct casechecks *checks, const struct checks_options *wanted, FILE *to)
{
	struct listing listing = {.view = view, .checks = checks, .only_open = wanted->only_open};
	struct arena lists = arena_of(malloc(CASEWORDS_LISTS_SIZE), CASEWORDS_LISTS_SIZE);
	if (lists.start == NULL)
		fatal(STATUS_FAILED, "out of memory");
	if (codelists_book(view->txn, view->size, &lists, &listing.codes) != ERR_OK)
		codebook_start(&listing.codes); /* the view says at its end what is damaged */
	casechecks_each(checks, &wanted->filter, add_row, &listing);
	if (listing.table != NULL)
		table_print(listing.table, to);
	for (size_t i = 0; casecheck_at(i) != NULL; i++)
		if ((listing.shown & (unsigned)casecheck_at(i)->remark) != 0)
			fprintf(to, "%s: %s\n", casecheck_at(i)->name, meaning(casecheck_at(i)));
	fprintf(to, _("Checks: %u open, %u confirmed.\n"), listing.open, listing.confirmed);
	if (listing.open > 0) {
		fprintf(to, "%s\n", _("What is right all the same is confirmed with:"));
		casechecks_each(checks, &wanted->filter, print_command, to);
	}
	caseview_print_internal(to);
	view_print_as_of(view, to);
	free(lists.start);
}

static int run(int argc, char **argv)
{
	struct checks_options wanted = {.only_open = false};
	struct view view;
	argp_parse(&argp, argc, argv, 0, NULL, &wanted);
	int status = view_open(&wanted.view, &view);
	if (status != STATUS_OK)
		return status;
	status = unitwords_find(&view, &wanted.filter.unit);
	if (status != STATUS_OK)
		return view_close(&view, status);
	struct casechecks checks = {
		.txn = view.txn, .size = view.size, .scratch = &view.memory.record};
	if (wanted.view.json)
		view_print_json(
			checksjson_print(&checks, &wanted.filter, wanted.only_open), stdout);
	else
		print_flags(&view, &checks, &wanted, stdout);
	return view_close(&view, STATUS_OK);
}

const struct command command_checks = {
	"checks", N_("what looks odd in the case tables, and who has confirmed it"), run};
