/* One author on one connection: sends signed batches, several at a time, and verifies every
 * receipt. The caller's process, or one that it forks, runs it; its memory is shared. */
#ifndef CLIENT_H
#define CLIENT_H

#include "jour/entry.h"
#include "jour/line.h"

#define CLIENT_BATCHES_MAX 8192u

/* An author and the head of its chain, kept from run to run. */
struct author {
	struct secret secret;
	struct chain_id chain;
	uint64_t sequence;
	struct hash256 previous;
	struct ledger_view view;
};

struct author author_of(struct secret secret, uint8_t chain, const struct server_line *server);

/* Signed batches as SUBMIT frames, one after the other; the memory is the caller's. */
struct frames {
	uint8_t *bytes;
	unsigned count;
	size_t at[CLIENT_BATCHES_MAX + 1]; /* frame i lies at at[i] .. at[i + 1] */
};

/* Signs `body` as the next batch of the author's chain and puts its frame behind the others. */
void frames_add(struct frames *frames, size_t capacity, struct author *author,
	enum record_class class, struct bytes body);
/* The signed batch inside frame `i`. */
struct bytes frames_batch(const struct frames *frames, unsigned i);

/* What came back. */
struct answers {
	uint64_t begin_ns; /* the first SUBMIT */
	uint64_t end_ns;   /* the last receipt verified */
	double latency_ns[CLIENT_BATCHES_MAX];
	uint64_t index[CLIENT_BATCHES_MAX];    /* the entry of each batch */
	uint64_t covering[CLIENT_BATCHES_MAX]; /* the size of the checkpoint in its receipt */
};

/* Connects, calls ready(context), and sends everything with at most `window` batches unanswered.
 * Gives up when an answer is anything but a receipt that verifies (PROTOCOL.md section 5, a to e;
 * and f where the proof speaks of the size known by then) and says that every record counts. */
void client_run(const struct server_line *server, struct author *author, struct frames *frames,
	unsigned window, void (*ready)(void *context), void *context, struct answers *ret_answers);

#endif
