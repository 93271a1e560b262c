/* Which records changed which total of cases, and by how much, between two sizes of the ledger.
 *
 * A total is what `jourd totals PERIOD --unit UNIT` shows as its sum: with the unit's districts and
 * with what was merged into it. So a district's table changes the district's total and its
 * kommun's.
 *
 * Every entry that can change a total is looked at from both sides: one with a case table those of
 * the units whose totals it is in; one with an agreement (of whom a report is expected), a unit
 * (whose part it is) or, where totals are split, a code list all of them. Each total is read before
 * and after it. So each step belongs to exactly one entry, and what was before and is after is what
 * `jourd totals` shows at the two sizes. */
#ifndef JOURD_COUNTCHANGES_H
#define JOURD_COUNTCHANGES_H

#include "changes.h"
#include "totalsask.h"

/* A total, or one cell of it; what is not a count has count 0. */
struct count_value {
	enum cell_state state;
	uint64_t count;
	bool at_least; /* a part of it is not reported or hidden */
};

/* A record that can have made a step. */
struct count_cause {
	struct count_cause *next; /* as they stand in the entry */
	const struct change_record *record;
};

/* What one entry did to it. */
struct count_step {
	struct count_step *next;
	uint64_t entry;
	struct count_cause *causes; /* one at least, all with the entry */
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

/* Of the periods that the case tables of `changes` are about, and the units whose totals these are
 * in; with `period` (NULL: none) of that alone, whatever record of `changes` changed it. Of `asked`
 * only the unit (NULL: every one), the source and the lists are looked at; a list is read by its
 * newest version then, and what there was not yet splits nothing. `changes` and the result live in
 * memory->keep; memory->work has room for two years of tables. Errors as changes_between. */
enum err countchanges_between(struct store_txn *txn, const struct changes *changes,
	const struct totals_asked *asked, const struct period *period,
	const struct changes_memory *memory, struct count_change **ret_changes) MUST_CHECK;

#endif
