/* The ledger: appending entries, and everything that is read off it.
 *
 * Nothing of the ledger is kept in memory: every function reads what it needs from the
 * transaction, so an aborted turn and a crash are the same case.
 *
 * Invariants, checked by `verify` (verify.h):
 * 1. ENTRY, BODY, RESULTS hold the indexes 0 .. n-1 (BODY, RESULTS from 1) without a hole.
 * 2. NODE holds exactly the complete subtrees over the n leaf hashes.
 * 3. CHECKPOINT holds the text of every size that ended a commit, and n is one of them.
 * 4. STATE is the fold of the entries. */
#ifndef JOURD_LEDGER_H
#define JOURD_LEDGER_H

#include "door.h"
#include "fold.h"
#include "jour/checkpoint.h"
#include "jour/frame.h"

/* Who this ledger is; read once at start-up, it never changes. */
struct ledger_name {
	struct genesis genesis;
	struct hash256 id;
};

/* Writes entry 0 and the first checkpoint text into an empty store. */
void ledger_create(struct store_txn *txn, const struct genesis *genesis);
/* ERR_NOTFOUND: no ledger here; ERR_CORRUPT. */
enum err ledger_identify(struct store_txn *txn, struct ledger_name *ret_name) MUST_CHECK;

/* Appends one batch that the door has let through and folds it. The checkpoint is the turn's to
 * write. Returns the entry's index. */
uint64_t ledger_append(struct store_txn *txn, struct fold_memory *memory, const struct batch *batch,
	const struct hash256 *hashes, bool fork, uint64_t now_ms);
/* What appending the entry (its index and received_ms) does to the state, and the count results:
 * the fold, or a fork's freeze, and the author's chain. ledger_append and `verify` both call it. */
void ledger_fold(struct store_txn *txn, struct fold_memory *memory, const struct entry *entry,
	const struct batch *batch, const struct hash256 *hashes, bool fork,
	struct result *ret_results);
/* Writes the unsigned checkpoint text of the present size. */
void ledger_put_checkpoint(struct store_txn *txn, const struct ledger_name *name);
/* Remembers a signature, for readers that do not hold the key. */
void ledger_put_signature(struct store_txn *txn, uint64_t size, const struct signature *signature);

/* Entry, body or results of an index. ERR_CORRUPT (sticky) when it is not there. */
struct bytes ledger_read(struct store_txn *txn, enum ledger_table table, uint64_t index);
/* Recomputes the entry's leaf from what is stored, and from it the root of a checkpoint that covers
 * it, along the inclusion path. ERR_CORRUPT when either is not what was promised. */
enum err ledger_recheck(struct store_txn *txn, uint64_t index, const struct checkpoint *checkpoint,
	struct merkle_path *ret_path) MUST_CHECK;

/* The first checkpoint that covers `index`: its size, as stored. False when there is none. */
bool ledger_covering(struct store_txn *txn, uint64_t index, uint64_t *ret_size);
/* The checkpoint of a stored size. ERR_NOTFOUND, ERR_CORRUPT. */
enum err ledger_checkpoint(struct store_txn *txn, const struct ledger_name *name, uint64_t size,
	struct checkpoint *ret_checkpoint) MUST_CHECK;
/* The newest signature stored at or below the present size; false when there is none. */
bool ledger_newest_signature(
	struct store_txn *txn, uint64_t *ret_size, struct signature *ret_signature);

/* The number of entries received before `before_ms` (binary search; received_ms never falls). */
uint64_t ledger_size_before(struct store_txn *txn, uint64_t before_ms);
/* When an entry was received; the genesis: when it was created. */
uint64_t ledger_received_ms(struct store_txn *txn, uint64_t index);

#endif
