/* What `jourd status` shows: every identity that was ever enrolled, as it stands now. The roster
 * keeps no past (roster.h), so there is no status as of an earlier size. */
#ifndef JOURD_STATUS_H
#define JOURD_STATUS_H

#include "jour/line.h"
#include "ledger.h"

struct status_identity {
	struct member member;
	char fingerprint[FINGERPRINT_SIZE];
	char name[TEXT_SIZE_MAX + 1]; /* "" for the office and the recovery key */
	uint64_t batches;	      /* in its open chain; 0 = none */
	uint64_t newest_ms;	      /* when the newest of them was received */
	uint64_t heard_ms;	      /* when it was last heard of; 0 = never */
};

/* Begin with a zeroed `at`. */
struct status_walk {
	struct store_txn *txn;
	struct arena *arena; /* for one decoded record; at least DECODE_HEAP_MAX */
	struct key at;
};

/* The next identity in order of signing keys; false at the end or on a store error (sticky in the
 * transaction). */
bool status_next(struct status_walk *walk, struct status_identity *ret_identity);

/* What an identity was granted, unit by unit. */
struct status_grants {
	struct state_scan scan;
	struct store_txn *txn;
	struct arena *arena; /* for one decoded record; at least DECODE_HEAP_MAX */
};
/* `identity` outlives the walk over its grants. */
struct status_grants status_grants_of(
	struct store_txn *txn, const struct status_identity *identity, struct arena *arena);
/* The next grant, in order of units, until the next call; NULL at the end or on a store error
 * (sticky in the transaction). One without topics was taken away. */
const Jour__V1__Grant *status_grants_next(struct status_grants *grants);

/* True when a person must look at it: a member in force that is frozen. */
bool status_needs_attention(const struct status_identity *identity);
/* The line that the office's `jour-agent resume` wants: the keys it was enrolled with. */
void status_resume_line(const struct status_identity *identity, char ret_text[LINE_SIZE_MAX]);

/* All of it as JSON (document.h). The caller frees the text with free(). NULL: out of memory.
 * `ret_attention`: whether something needs a person. */
char *status_json(struct store_txn *txn, const struct ledger_name *name, struct arena *arena,
	bool *ret_attention) MUST_CHECK;

#endif
