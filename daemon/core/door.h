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

/* `hashes` takes the BATCH_RECORDS_MAX record hashes. Reads only; the bytes of the batch are
 * parsed into *ret_batch unless they are malformed. */
struct door door_judge(struct store_txn *txn, const struct hash256 *ledger_id, struct bytes bytes,
	struct batch *ret_batch, struct hash256 *ret_hashes);

/* The second half of it, for an authentic batch: what the ledger and the chains say. */
struct door door_admit(
	struct store_txn *txn, const struct batch *batch, const struct member *author);

/* What appending entry `index` does to the author's chains and freeze. */
void door_pass(struct store_txn *txn, const struct batch *batch, bool fork, uint64_t index);

#endif
