/* Reading the office's ledger from a command. */
#ifndef JOURD_VIEW_H
#define JOURD_VIEW_H

#include <stdbool.h>
#include <stdio.h>

#include "jour/command.h"
#include "jour/date.h"
#include "jour/stockholm.h"
#include "ledger.h"
#include "office.h"
#include "unitbook.h"

/* The options of the commands that read: --dir, --as-of, --json. Use as an argp child with a
 * struct view_options as its input. */
extern const struct argp view_argp;
/* The same without --as-of, for what is only known as it is now. */
extern const struct argp view_now_argp;

struct view_options {
	const char *directory;
	const char *as_of; /* NULL: now */
	bool json;
};

/* The ledger as of a size, read beside the running daemon or without it. */
struct view {
	struct store *store;
	struct store_txn *txn;
	struct ledger_name name;
	uint64_t size; /* as of: entries 0 .. size-1 */
	uint64_t size_now;
	struct fold_memory memory; /* arenas for decoding */
	char unit[UNIT_CODE_SIZE]; /* that unitwords.h found */
};

/* Opens or explains on stderr why not and returns an exit status other than STATUS_OK:
 * STATUS_CONFIG when there is no ledger that can be opened, STATUS_FAILED when it is damaged,
 * STATUS_USAGE when there is no such as-of (a day to come is none). */
int view_open(const struct view_options *options, struct view *ret_view);
/* Ends the view; says on stderr when what was read is damaged. Returns `status`, or STATUS_FAILED
 * then. */
int view_close(struct view *view, int status);
/* "as of 2018-04-20, ledger size 17 (of 23)" for the foot of a table. */
void view_print_as_of(const struct view *view, FILE *to);

/* Takes the argument of an option that says one thing. Given twice only one of the two could be
 * obeyed: ends the process with a sentence. `option` is its long name. */
void view_take_once(
	const char *option, const char *arg, struct argp_state *state, const char **ret_arg);
/* True when the ledger has that agreement as of the size, or `dnr` is NULL. Otherwise false after a
 * sentence on stderr: nothing found for what is not there would read as if nothing had been
 * reported. */
bool view_has_agreement(const struct view *view, const char *dnr);

/* Prints a JSON text and frees it; ends the process when it is NULL (out of memory). Returns
 * STATUS_OK. */
int view_print_json(char *json, FILE *to);

#endif
