/* The door: which batches are appended (PROTOCOL.md sections 7 and 8). */
#ifndef JOURD_DOOR_H
#define JOURD_DOOR_H

#include "jour/frame.h"
#include "roster.h"

enum door_way {
	DOOR_APPEND, /* next in its chain */
	DOOR_FORK,   /* appended without effect; freezes its author */
	DOOR_HELD,   /* already appended: the receipt as the first time */
	DOOR_REFUSE,
};

struct door {
	enum door_way way;
	enum refusal_code code; /* DOOR_REFUSE */
	uint64_t argument;
	uint64_t held; /* DOOR_HELD: the entry's index */
};

/* Judges what came in from outside. Reads only; a failure of the store is sticky in `txn`, and then
 * the answer means nothing. *ret_batch is the batch, pointing into `bytes`, unless they are
 * malformed; `ret_hashes` (room for BATCH_RECORDS_MAX) holds its record hashes unless it was
 * refused before its root was looked at: appended or held, they are there. */
struct door door_judge(struct store_txn *txn, const struct hash256 *ledger_id, struct bytes bytes,
	struct batch *ret_batch, struct hash256 *ret_hashes);

/* The second half of it, for an authentic batch: what the ledger and the chains say. */
struct door door_admit(
	struct store_txn *txn, const struct batch *batch, const struct member *author);

/* What appending entry `index` does to the author's chains and freeze. After the fold, which may
 * have changed the author's own key. Errors are the transaction's. */
void door_pass(struct store_txn *txn, const struct batch *batch, bool fork, uint64_t index);

#endif
