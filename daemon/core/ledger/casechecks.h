/* The checks of case tables over the office's state (jour/casecheck.h): for the fold, and for
 * whoever asks what is flagged.
 *
 * A flag is a pure function of the state as of a size: a later table can raise or clear it. It is
 * confirmed when a Confirmation for its table and check is newer than the table and what that was
 * compared with; for parts that do not add up also when it is for the whole they are compared with.
 *
 * Errors are sticky in the transaction (store.h). */
#ifndef JOURD_CASECHECKS_H
#define JOURD_CASECHECKS_H

#include "codelists.h"
#include "jour/casecheck.h"

/* One that looks tables up; the caller sets all but `lists`. */
struct casechecks {
	struct store_txn *txn;
	uint64_t size;	       /* as of */
	struct arena *scratch; /* has room for a decoded table and list behind what is in it; left
				* as it is */
	struct codelists lists;
};

/* Of a table that stands. */
struct case_figures casechecks_figures(struct casechecks *checks, const Jour__V1__CaseTable *table,
	const struct standing *standing);
/* Whether a table that takes its place may stand, and what is odd about it. */
struct result casechecks_judge(struct casechecks *checks, const Jour__V1__CaseTable *table);
/* True when the table that is confirmed stands. */
bool casechecks_table_stands(struct casechecks *checks, const Jour__V1__Confirmation *confirmation);

/* Something odd that stands, or has been confirmed. */
struct case_flag {
	const struct casecheck *check;
	const Jour__V1__CaseTable *table; /* lives for the call */
	struct hash256 record;		  /* of the table */
	uint64_t index;
	struct case_finding finding;
	bool is_confirmed;
	uint64_t confirmed_index; /* entry of the Confirmation */
	const char *why;	  /* lives for the call */
};

/* Which tables to look at. */
struct case_filter {
	const char *unit; /* NULL: every unit */
	/* NULL: every unit; else only those for which it says true. */
	bool (*wants)(const void *context, const char *unit);
	const void *context;
	bool has_period;      /* else every period */
	struct period period; /* tables that lie in it */
};

/* Calls `found` for everything that the checks find in the tables that stand, in the order of
 * their natural keys: year, length and first month of the period, unit, source, dimensions. */
void casechecks_each(struct casechecks *checks, const struct case_filter *filter,
	void (*found)(void *context, const struct case_flag *flag), void *context);

/* Who wrote an entry: the name that was enrolled, "" for the office's own key. Lives in the
 * scratch until its next use. */
const char *casechecks_author(struct casechecks *checks, uint64_t index);

#endif
