/* Reading the ledger from a command: the shared options, and opening as of a size. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agreements.h"
#include "statecount.h"
#include "view.h"
#include "jour/clock.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/lmdbstore.h"
#include "jour/log.h"
#include "jour/number.h"

static const struct argp_option now_options[] = {
	{"json", 'j', NULL, 0, N_("for programs instead of people"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};
static const struct argp_option as_of_options[] = {
	{"as-of", 'a', N_("DATE|SIZE"), 0,
		N_("as it was at the end of that day in Stockholm, or with that many entries"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

void view_take_once(
	const char *option, const char *arg, struct argp_state *state, const char **ret_arg)
{
	if (*ret_arg != NULL)
		argp_error(state, _("--%s is there twice: one of the two"), option);
	*ret_arg = arg;
}

static error_t parse_now(int key, char *arg, struct argp_state *state)
{
	struct view_options *view = state->input;
	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &view->directory;
		return 0;
	case 'j':
		view->json = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_as_of(int key, char *arg, struct argp_state *state)
{
	struct view_options *view = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = view;
		return 0;
	case 'a':
		view_take_once("as-of", arg, state, &view->as_of);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child office_child[] = {{&office_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
const struct argp view_now_argp = {now_options, parse_now, NULL, NULL, office_child, NULL, NULL};
static const struct argp_child now_child[] = {{&view_now_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
const struct argp view_argp = {as_of_options, parse_as_of, NULL, NULL, now_child, NULL, NULL};

/* What will be in the ledger on a day to come is not known. The ledger's own clock may be ahead of
 * this one. */
static bool is_to_come(struct view *view, struct date date)
{
	uint64_t now_ms = clock_now_ms();
	uint64_t newest_ms = ledger_received_ms(view->txn, view->size_now - 1);
	return date_day_number(date) >
	       stockholm_day_number(now_ms > newest_ms ? now_ms : newest_ms);
}

/* Finds the size that is meant, or explains on stderr why there is none. */
static bool find_size(struct view *view, const char *as_of)
{
	struct date date;
	uint64_t size = view->size_now;
	if (as_of == NULL) {
		view->size = size;
		return true;
	}
	if (date_parse(bytes_of_text(as_of), &date) == ERR_OK) {
		if (is_to_come(view, date)) {
			fprintf(stderr, _("jourd: --as-of %s: that day is still to come\n"), as_of);
			return false;
		}
		view->size = ledger_size_before(view->txn, stockholm_midnight_after(date));
		return true;
	}
	if (number_parse_uint(bytes_of_text(as_of), view->size_now, &size) == ERR_OK) {
		view->size = size;
		return true;
	}
	fprintf(stderr,
		_("jourd: --as-of %s: expected a day such as 2018-04-20, or a number of "
		  "entries from 0 to %" PRIu64 "\n"),
		as_of, view->size_now);
	return false;
}

static void free_view(struct view *view)
{
	store_abort(view->txn);
	if (view->store != NULL)
		store_close(view->store);
	free(view->memory.record.start);
	free(view->memory.agreement.start);
}

static int open_failed(enum err err, const char *path, const char *detail)
{
	if (err == ERR_NOTFOUND)
		fprintf(stderr,
			_("jourd: there is no ledger in %s; give its directory with --dir, or "
			  "make one with 'jourd init'\n"),
			path);
	else
		fprintf(stderr, _("jourd: cannot open the ledger in %s: %s (%s)\n"), path,
			err_name(err), detail);
	return err == ERR_CORRUPT ? STATUS_FAILED : STATUS_CONFIG;
}

bool view_has_agreement(const struct view *view, const char *dnr)
{
	if (dnr == NULL || agreements_newest_version(view->txn, dnr, view->size) > 0)
		return true;
	fprintf(stderr,
		_("jourd: there is no agreement '%s' in the ledger as of size %" PRIu64
		  "; 'jourd agreement list' shows those there are\n"),
		dnr, view->size);
	return false;
}

static void read_failed(enum err err)
{
	fprintf(stderr, _("jourd: the ledger could not be read: %s; run 'jourd verify'\n"),
		err_name(err));
}

int view_open(const struct view_options *options_given, struct view *ret_view)
{
	char path[PATH_SIZE];
	struct lmdbstore_detail detail = {""};
	struct view view = {.store = NULL};
	office_path(options_given->directory, "ledger", path);
	struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.mode = LMDBSTORE_READ};
	enum err err = lmdbstore_open(&config, &view.store, &detail);
	if (err != ERR_OK)
		return open_failed(err, path, detail.text);
	view.memory.record = arena_of(malloc(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	view.memory.agreement = arena_of(malloc(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	if (view.memory.record.start == NULL || view.memory.agreement.start == NULL)
		fatal(STATUS_FAILED, "out of memory");
	view.txn = store_begin_read(view.store, &err);
	if (view.txn != NULL)
		err = ledger_identify(view.txn, &view.name);
	if (err == ERR_OK)
		err = statecount_check(view.txn);
	if (err != ERR_OK) {
		read_failed(err);
		free_view(&view);
		return STATUS_FAILED;
	}
	view.size_now = ledger_size(view.txn);
	if (!find_size(&view, options_given->as_of)) {
		free_view(&view);
		return STATUS_USAGE;
	}
	*ret_view = view;
	return STATUS_OK;
}

int view_close(struct view *view, int status)
{
	enum err err = store_error(view->txn);
	if (err != ERR_OK) {
		read_failed(err);
		status = STATUS_FAILED;
	}
	free_view(view);
	return status;
}

void view_print_as_of(const struct view *view, FILE *to)
{
	char minute[17] = "-";
	if (view->size > 0)
		stockholm_minute(ledger_received_ms(view->txn, view->size - 1), minute);
	fprintf(to, _("As of %s, ledger size %" PRIu64), minute, view->size);
	if (view->size != view->size_now)
		fprintf(to, _(" of %" PRIu64), view->size_now);
	fputc('\n', to);
}

int view_print_json(char *json, FILE *to)
{
	if (json == NULL)
		fatal(STATUS_FAILED, "out of memory");
	fprintf(to, "%s\n", json);
	free(json);
	return STATUS_OK;
}
