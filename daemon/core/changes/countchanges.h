/* Which records changed which total of cases, and by how much, between two sizes of the ledger.
 *
 * Every entry that brought a case table (or, where totals are split, a code list) is looked at from
 * both sides: the totals it can touch are read before and after it. So each step belongs to exactly
 * one entry, and the steps of a total add up to the difference of the two reads. */
#ifndef JOURD_COUNTCHANGES_H
#define JOURD_COUNTCHANGES_H

#include "changes.h"
#include "totals.h"

/* A total, or one cell of it; what is not a count has count 0. */
struct count_value {
	enum cell_state state;
	uint64_t count;
	bool at_least; /* a part of it is not reported or hidden */
};

/* What one entry did to it. */
struct count_step {
	struct count_step *next;
	uint64_t entry;
	struct count_value before;
	struct count_value after;
};

struct count_change {
	struct count_change *next;
	const char *unit;
	struct period period;
	/* Codes of the values of the lists asked for, of another list "code (list version)"; both
	 * "" = the number of cases. */
	const char *value[TABLE_DIMENSIONS_MAX];
	struct count_value before;
	struct count_value after;
	struct count_step *steps; /* in order of entries, at least one */
};

/* Of the units and periods that the records of `changes` are about; with `asked` (NULL: none) of
 * that period alone. query->unit and source as in totals_read; `by` (NULL: not split) names lists
 * as totals_parse_by takes them, each read by their newest versions then. Lives in memory->keep.
 * Errors as changes_between. */
enum err countchanges_between(struct store_txn *txn, const struct changes *changes,
	const struct totals_query *query, const char *by, const struct period *asked,
	const struct changes_memory *memory, struct count_change **ret_changes) MUST_CHECK;

/* True when the record came with the step's entry and can have changed the total. */
bool countchanges_is_cause(const struct change_record *record, const struct count_change *change,
	const struct count_step *step);

#endif
