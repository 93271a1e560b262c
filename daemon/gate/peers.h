/* Connections by a number of the gate's own, and what each has unanswered.
 *
 * Routing ids are the client's word or libzmq's counter, so the ledger never sees them; it
 * gets a number that is never used twice. A routing id that comes back under another
 * transport key is another peer with another number, so that an answer to the first never
 * reaches the second. The table is bounded: at PEERS_MAX the one silent for longest is
 * forgotten, which costs it the answers that are still out (it asks again). */
#ifndef PEERS_H
#define PEERS_H

#include "zsock.h"

#define PEERS_MAX (2u * AGENTS_MAX)

/* Ids of requests that have no answer yet. */
struct unanswered {
	uint8_t count;
	uint64_t ids[IN_FLIGHT_MAX];
};

struct peer {
	uint64_t number;
	uint64_t heard; /* a count that grows with every message of any peer */
	struct key transport;
	uint8_t routing_id[ROUTING_ID_SIZE_MAX];
	uint8_t routing_id_size;
	struct unanswered submits;
	struct unanswered questions;
	uint32_t next; /* in its bucket */
};

struct peers;

/* NULL: out of memory. */
struct peers *peers_new(void);
void peers_free(struct peers *peers);

/* The peer, made or made anew when needed. Lives until the next call. */
struct peer *peers_at(struct peers *peers, struct bytes routing_id, const struct key *transport);
/* NULL when that number has been forgotten. */
struct peer *peers_find(struct peers *peers, uint64_t number);
/* The peer at a position, 0 .. PEERS_MAX - 1; NULL when there is none. */
const struct peer *peers_nth(const struct peers *peers, size_t position);

/* Counts a request. False when as many of its sort as may be are out already: a question is cheap
 * to ask and not always cheap to answer. */
bool peer_begin(struct peer *peer, bool is_submit, uint64_t request_id);
/* An answer has come for that request; of one that is not out it is ignored. */
void peer_end(struct peer *peer, uint64_t request_id);

#endif
