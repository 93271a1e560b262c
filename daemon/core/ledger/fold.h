/* The fold: what a batch's records do to the state (PROTOCOL.md section 9, rules version 1).
 *
 * state(n + 1) = fold(state(n), entry n): the same entry on the same state gives the same results
 * and the same bytes, in the daemon, in `verify` and in the simulator. */
#ifndef JOURD_FOLD_H
#define JOURD_FOLD_H

#include "jour/entry.h"
#include "roster.h"
#include "state.h"

#define RULES_VERSION 1

/* Working memory of a fold; the caller keeps it from batch to batch. */
struct fold_memory {
	struct arena record;	/* the record at hand; at least DECODE_HEAP_MAX */
	struct arena agreement; /* the agreement it names; at least DECODE_HEAP_MAX */
};

/* Puts the genesis' members into an empty state. */
void fold_genesis(struct store_txn *txn, const struct genesis *genesis);

/* Applies entry `index` by `author`, received at `received_ms`: record by record, writes the state
 * and count results. `hashes` are the record hashes. Errors are the transaction's. */
void fold_batch(struct store_txn *txn, struct fold_memory *memory, uint64_t index,
	uint64_t received_ms, const struct batch *batch, const struct hash256 *hashes,
	struct result *ret_results);

#endif
