/* The agent's outbox: what was signed, what was receipted, and what is known of the ledger.
 *
 * Batches are numbered 1, 2, 3, ... in the order they were put, and are acknowledged in that
 * order: 1 .. acknowledged have a receipt, acknowledged + 1 .. last wait. All that wait are
 * in one chain. A submission (what was sent, and from which file) and its receipt stay for ever;
 * the batch itself goes when its receipt has been verified and stored.
 *
 * Every function works inside the caller's transaction, over a store opened with
 * outbox_tables. Besides the errors it names, each answers with the sticky error of the
 * transaction; ERR_CORRUPT (sticky) is a state that cannot be explained. After any error but those
 * said to leave the transaction usable the caller aborts, and everything is as it was. */
#ifndef AGENT_OUTBOX_H
#define AGENT_OUTBOX_H

#include "jour/entry.h"
#include "jour/frame.h"
#include "jour/store.h"

#define OUTBOX_NAME_MAX 255u /* bytes of a source's file name */
#define OUTBOX_VERSION 1u

enum outbox_table {
	OUTBOX_META,	    /* the state, and the newest checkpoint's note */
	OUTBOX_BATCHES,	    /* number -> signed bytes exactly as sent, while unacknowledged */
	OUTBOX_SUBMISSIONS, /* number -> what was submitted, for ever */
	OUTBOX_RECEIPTS,    /* number -> receipt, for ever */
	OUTBOX_FORKS,	    /* number | header hash -> a receipt that says FORKED, for ever */
	OUTBOX_FILES,	    /* file hash -> first and last number made of it */
	OUTBOX_REFERENCE,   /* the newest Reference message */
	OUTBOX_EVIDENCE,    /* number -> two checkpoints that contradict each other */
	OUTBOX_ORIGINS,	    /* number -> the origins, unless every record counts without remark */
	OUTBOX_REMARKED,    /* remarked.h */
	OUTBOX_SAID,	    /* kind | key hash -> the newest record that counted under that key */
	OUTBOX_TABLES,
};

extern const struct store_table outbox_tables[OUTBOX_TABLES];

struct outbox {
	struct ledger_view view;
	struct identity author;
	struct chain_id chain; /* means nothing unless chain_begun */
	bool chain_begun;      /* otherwise the next batch begins one */
	bool forked;	       /* the oldest that waits was answered with FORKED */
	uint64_t chain_start;  /* sequence of batch n is n - chain_start */
	uint64_t last;	       /* newest number, 0 = none */
	uint64_t acknowledged; /* newest number with a receipt, 0 = none */
	struct hash256 base;   /* header hash that precedes the oldest that waits */
	uint64_t base_index;   /* its entry; means nothing while `base` is zero */
	struct hash256 tip;    /* header hash that will precede the next to be put */
	uint64_t newest_index; /* entry of the newest receipt, PROOF_NO_INDEX = none */
	uint64_t waiting_bytes;
};

/* What an outbox does not belong to. */
enum outbox_mismatch {
	OUTBOX_MATCHES,
	OUTBOX_OTHER_LEDGER,
	OUTBOX_OTHER_KEY,
};

/* Opens the outbox of `author` towards the ledger that `view` names (origin, key and id; size and
 * root are taken from the outbox), and makes an empty one the first time.
 * ERR_DENIED: it belongs to another ledger or another key; `ret_mismatch` (always set) says which.
 */
enum err outbox_open(struct store_txn *txn, const struct ledger_view *view,
	const struct identity *author, enum outbox_mismatch *ret_mismatch) MUST_CHECK;

/* The state. ERR_NOTFOUND (the transaction stays usable): never opened. */
enum err outbox_load(struct store_txn *txn, struct outbox *ret_outbox) MUST_CHECK;

/* Where a record was read, so that what becomes of it can be shown there. */
struct outbox_origin {
	unsigned kind;	   /* the field number of its body, 0 = not known */
	uint32_t row;	   /* of the file, from 1; 0 = none */
	uint64_t key_hash; /* intake_key_hash of the record, 0 = not known */
};

#define OUTBOX_ORIGIN_SIZE 13u
/* What an earlier version stored, without the hash: a submission of its has no origins. */
#define OUTBOX_ORIGIN_SIZE_EARLIER 5u

void outbox_origin_write(const struct outbox_origin *origin, struct writer *to);
/* Of the record at `position`; zeros when nothing was said of it. */
struct outbox_origin outbox_origin_at(struct bytes origins, size_t position);

/* The hash of the newest record of this agent that counted under a natural key, for a correction of
 * it. False: none (or it was said before the outbox was made). */
bool outbox_said(
	struct store_txn *txn, unsigned kind, uint64_t key_hash, struct hash256 *ret_record);

struct outbox_draft {
	enum record_class class;
	struct bytes body;		   /* records, each be32 size | bytes */
	struct bytes origins;		   /* one for each record, or empty */
	struct bytes source_name;	   /* file name, or empty */
	const struct hash256 *source_hash; /* hash of the file, or NULL */
	uint64_t now_ms;		   /* since 1970, the author's time */
	struct chain_id fresh_chain;	   /* random; used only when a chain must be begun */
};

/* Signs and stores one batch. `scratch` is overwritten. These leave the transaction usable:
 * ERR_DENIED: the secret is not the outbox's; ERR_RANGE: too many records or bytes for one
 * batch, a record or the name too long; ERR_MALFORMED: sizes in the body, no record, or another
 * number of origins.
 * ERR_NOSPACE. */
enum err outbox_put(struct store_txn *txn, const struct secret *secret,
	const struct outbox_draft *draft, uint8_t scratch[BATCH_SIZE_MAX],
	uint64_t *ret_number) MUST_CHECK;

/* True when batches were made of a file with this hash, and which. */
bool outbox_find_source(struct store_txn *txn, const struct hash256 *source_hash,
	uint64_t *ret_first, uint64_t *ret_last);

/* A batch that waits; its bytes live as a span of store_get does. */
struct outbox_batch {
	uint64_t number;
	struct hash256 header_hash;
	struct bytes bytes;
};

/* The oldest unacknowledged batch (a forked one among them) after `number`. False: none. */
bool outbox_next(struct store_txn *txn, uint64_t number, struct outbox_batch *ret_batch);

/* The number of the unacknowledged batch with this header hash; false when there is none. */
bool outbox_find_waiting(
	struct store_txn *txn, const struct hash256 *header_hash, uint64_t *ret_number);

enum outbox_outcome {
	OUTBOX_ACCEPTED, /* receipt stored, batch gone; results may still refuse records */
	OUTBOX_FORKED,	 /* receipt stored, batch kept: see outbox_rechain, outbox_rekey */
	OUTBOX_REJECTED, /* it does not verify, or the proof starts elsewhere: nothing changed */
	OUTBOX_TWO_HISTORIES, /* both checkpoints stored as evidence, batch kept */
};

/* Takes the answer to batch `number` (PROTOCOL.md section 5). proof->consistency must
 * lead from the smaller to the larger of the known size and the receipt's checkpoint.
 * ERR_NOTFOUND (the transaction stays usable): not the oldest unacknowledged batch. */
enum err outbox_acknowledge(struct store_txn *txn, uint64_t number, struct bytes receipt,
	const struct proof *proof, enum outbox_outcome *ret_outcome) MUST_CHECK;

/* Signs everything unacknowledged, forked or not, again on a new chain that follows the ledger's
 * head (PROTOCOL.md section 8). The authors' times stay. `ret_count` batches were signed; with none
 * the next batch put begins the chain. ERR_DENIED (the transaction stays usable): another's secret,
 * or a head that is not open or another author's. */
enum err outbox_rechain(struct store_txn *txn, const struct secret *secret, const struct head *head,
	const struct chain_id *chain, uint8_t scratch[BATCH_SIZE_MAX],
	uint64_t *ret_count) MUST_CHECK;

/* The same under a new key that has sent nothing yet: the first `previous` is zero. From then on
 * the outbox belongs to `to`. ERR_DENIED (the transaction stays usable): it does not belong to
 * `from`. */
enum err outbox_rekey(struct store_txn *txn, const struct identity *from, const struct secret *to,
	const struct chain_id *chain, uint8_t scratch[BATCH_SIZE_MAX],
	uint64_t *ret_count) MUST_CHECK;

struct outbox_summary {
	uint64_t waiting; /* batches, a forked one among them */
	uint64_t waiting_bytes;
	uint64_t oldest_ms;    /* when the oldest that waits was put; 0 = none */
	uint64_t newest_index; /* entry of the newest receipt, PROOF_NO_INDEX = none */
	bool forked;
	bool two_histories;
};

enum err outbox_summary(struct store_txn *txn, struct outbox_summary *ret_summary) MUST_CHECK;

enum outbox_state {
	OUTBOX_WAITING,
	OUTBOX_KEPT_FORKED,
	OUTBOX_RECEIPTED,
};

/* What was submitted and what came of it; spans live as those of store_get do. */
struct outbox_submission {
	uint64_t number;
	enum outbox_state state;
	struct header header;
	struct bytes header_bytes;
	struct signature signature;
	uint64_t put_ms;
	bool has_source;
	struct hash256 source_hash; /* when has_source */
	struct bytes source_name;
	uint16_t good;	      /* records in force; with a receipt only */
	uint16_t refused;     /* records without effect; with a receipt only */
	struct bytes receipt; /* BYTES_NONE without one */
	struct bytes origins; /* BYTES_NONE when none were said, or when every record counts
			       * without remark */
};

/* Submission `number`: with 1 .. outbox.last all of them are walked. ERR_NOTFOUND (the transaction
 * stays usable). */
enum err outbox_submission(struct store_txn *txn, uint64_t number,
	struct outbox_submission *ret_submission) MUST_CHECK;

/* Keeps the Reference message read at `ledger_size` unless a newer one is there. */
void outbox_put_reference(struct store_txn *txn, uint64_t ledger_size, struct bytes message);
bool outbox_reference(struct store_txn *txn, uint64_t *ret_ledger_size, struct bytes *ret_message);

/* Two signed checkpoints of one ledger that are not of one history. */
struct outbox_evidence {
	uint64_t number;    /* the batch whose receipt showed it */
	struct bytes known; /* signed note */
	struct bytes shown; /* signed note */
	struct bytes proof; /* as it came (proof_read) */
};

bool outbox_evidence(struct store_txn *txn, struct outbox_evidence *ret_evidence);
/* A person has dealt with it: the link may talk to the ledger again. */
void outbox_clear_evidence(struct store_txn *txn);

#endif
