/* The commands of jourd. Each stands in command_<name>.c as one struct; command.c lists them. */
#ifndef JOURD_COMMAND_H
#define JOURD_COMMAND_H

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>

#include "jour/date.h"
#include "ledger.h"

#define JOURD_DIRECTORY "/var/lib/jourd"
#define PATH_SIZE 4096

/* Exit statuses: scripts can tell what to do. */
enum exit_status {
	STATUS_OK = 0,
	STATUS_FAILED = 1, /* something is wrong with what was asked */
	STATUS_USAGE = 64,
	STATUS_CONFIG = 78,   /* bad configuration, keys, or a second daemon: a person must act */
	STATUS_ATTENTION = 3, /* it works, but somebody should look (frozen author, damage found) */
};

struct command {
	const char *name;
	const char *summary; /* one line, N_() */
	int (*run)(int argc, char **argv);
};

/* NULL when there is no such command; NULL after the last. */
const struct command *command_find(const char *name);
const struct command *command_at(size_t position);

/* The options of every command that reads: --dir, --as-of, --json. Use as an argp child with a
 * struct view_options as its input. */
extern const struct argp view_argp;

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
};

/* Opens or explains on stderr why not and returns an exit status other than STATUS_OK. */
int view_open(const struct view_options *options, struct view *ret_view);
/* Ends the view; says on stderr when what was read is damaged. Returns `status`, or STATUS_FAILED
 * then. */
int view_close(struct view *view, int status);
/* "as of 2018-04-20, ledger size 17 (of 23)" for the foot of a table. */
void view_print_as_of(const struct view *view, FILE *to);

/* A path inside the office's directory; ends the process when it is too long. */
void office_path(const char *directory, const char *name, char ret_path[PATH_SIZE]);

/* A date as the day in Stockholm of a ledger time, "2018-04-20" or "2018-04-20 14:03". */
void stockholm_day(uint64_t ms, char ret_text[11]);
void stockholm_minute(uint64_t ms, char ret_text[17]);
/* The first millisecond after a day in Stockholm. */
uint64_t stockholm_midnight_after(struct date date);

#endif
