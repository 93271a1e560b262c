/* When each identity was last heard of: beside the ledger, in TABLE_SIDE, which `verify` ignores.
 *
 * A frame that bears an identity's name counts (a HEAD? is not signed, so this is a hint for
 * people, never a proof). What is heard is kept in memory and written with a commit that is made
 * anyway, or by the clock, at most once a minute for each; what is lost in a crash is heard again.
 */
#ifndef JOURD_HEARD_H
#define JOURD_HEARD_H

#include "jour/line.h"
#include "state.h"

#define HEARD_EVERY_MS 60000u
#define HEARD_SLOTS 2048u /* for AGENTS_MAX identities, and as many keys that were changed */

struct heard_row {
	struct key key;
	uint64_t heard_ms; /* 0: the slot is free */
	uint64_t written_ms;
};

/* Begins with all zero. */
struct heard {
	struct heard_row rows[HEARD_SLOTS];
	size_t count;
	bool due; /* some row may be written */
};

/* Notes that the signing key of a member was heard of. */
void heard_note(struct heard *heard, const struct key *author, uint64_t now_ms);
/* Marks as due what was heard long after it was last written: for the clock. */
bool heard_is_due(struct heard *heard, uint64_t now_ms);
/* Writes what is due. Errors are the transaction's; after one the rows are heard again. */
void heard_write(struct heard *heard, struct store_txn *txn, uint64_t now_ms);
/* False when it was never written. */
bool heard_get(struct store_txn *txn, const struct key *sign, uint64_t *ret_ms);

#endif
