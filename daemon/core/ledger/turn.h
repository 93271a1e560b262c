/* One turn of the ledger: questions in, answers out, at most one commit between them.
 *
 * The order is fixed (DESIGN.md section 5): append and fold in one transaction, make it durable,
 * read the entries again and recompute their leaves and the root, sign, answer. The ledger process
 * and the simulator both call this; nothing else writes. */
#ifndef JOURD_TURN_H
#define JOURD_TURN_H

#include "heard.h"
#include "ledger.h"

/* The largest answer: a receipt with its proof, and the frame around them. */
#define ANSWER_SIZE_MAX (FRAME_HEADER_SIZE + 4 + RECEIPT_SIZE_MAX + PROOF_SIZE_MAX)
#define TURN_QUESTIONS_MAX 1024

struct question {
	uint64_t peer; /* where the answer goes; means nothing else */
	struct bytes frame;
};

struct answer {
	uint64_t peer;
	struct bytes frame; /* into the answers' buffer; empty: no answer */
};

struct turn {
	struct store *store;
	struct ledger_name name;
	const struct secret *secret; /* the ledger key */
	struct fold_memory memory;
	/* Buffer for the answers of one turn. */
	uint8_t *answers;
	size_t answers_capacity;
	/* The newest signature, stored with the next commit. */
	uint64_t signed_size;
	struct signature signature;
	struct heard heard;
	/* Set when a turn changed who may talk; the edge pushes the roster and clears it. */
	bool roster_changed;
	/* The newest entry that froze its author, 0 = none; the edge tells and clears it. */
	uint64_t forked_index;
};

/* Answers up to `count` questions, at most TURN_QUESTIONS_MAX and as many as surely fit the answer
 * buffer: *ret_taken of them. `has_room` false: SUBMITs are answered RETRY_LATER, everything else
 * as ever. ERR_IO, ERR_CORRUPT: nothing may be answered; stop and start again. */
enum err turn_run(struct turn *turn, const struct question *questions, size_t count,
	uint64_t now_ms, bool has_room, struct answer *ret_answers, size_t *ret_taken) MUST_CHECK;

/* Writes when identities were last heard of, if that is due: for the clock. A full store keeps it
 * waiting. Other errors as turn_run. */
enum err turn_write_heard(struct turn *turn, uint64_t now_ms) MUST_CHECK;

#endif
