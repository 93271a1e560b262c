/* Gets what waits in the outbox to the ledger (PROTOCOL.md section 10).
 *
 * A step takes one event and gives back effects; it does no more itself than change the outbox,
 * and that is committed before it returns. The link's memory is a cache:
 * 1. A batch leaves the outbox only with a receipt that verifies.
 * 2. Nothing is sent on a connection before a signed HEAD has said where the ledger stands.
 * 3. After an error of link_step the link is done: link_init makes a new one, whose first TICK
 *    asks for a new connection at once. So the caller waits before that: the new link does not
 *    know how often the store has failed.
 * 4. Whatever a peer sends, a step fails only for the store's sake. */
#ifndef AGENT_LINK_H
#define AGENT_LINK_H

#include "outbox.h"

#define LINK_RANDOM_SIZE 16
#define LINK_ANSWER_TIMEOUT_MS 20000u  /* an unanswered question */
#define LINK_CONNECT_TIMEOUT_MS 60000u /* a connection that was asked for and did not come */
#define LINK_BACKOFF_MIN_MS 1000u
#define LINK_BACKOFF_MAX_MS 300000u
#define LINK_PERSON_MS 300000u /* between questions while a person has to act */
#define LINK_IDLE_MS 3600000u  /* between questions while nothing waits */
#define LINK_SILENCES_MAX 3u   /* unanswered questions before the connection is given up */
#define LINK_EFFECTS_MAX 24u
/* Bytes of the caller's buffer for frames; with more a step sends more. */
#define LINK_BUFFER_SIZE_MIN ((size_t)FRAME_SIZE_MAX)

enum link_event_type {
	LINK_OPENED,	    /* a fresh connection */
	LINK_CLOSED,	    /* it is gone */
	LINK_DOOR_SHUT,	    /* the handshake was refused: the key is not on the roster */
	LINK_FRAME,	    /* `frame` came */
	LINK_WAKE,	    /* something was put into the outbox */
	LINK_TICK,	    /* link_deadline_ms has come */
	LINK_ASK_REFERENCE, /* somebody wants a fresh Reference */
};

struct link_event {
	enum link_event_type type;
	uint64_t now_ms; /* monotonic */
	uint8_t random[LINK_RANDOM_SIZE];
	struct bytes frame; /* LINK_FRAME */
};

/* What to tell people. `number`, `code` and `argument` of struct link_status belong to it. */
enum link_state {
	LINK_WAITING_CONNECTION,
	LINK_NOT_ENROLLED, /* the office does not know this key, or has revoked it */
	LINK_ASKING_HEAD,
	LINK_SENDING,
	LINK_IDLE,	    /* everything has its receipt */
	LINK_RETRYING,	    /* no answer, or the ledger is busy */
	LINK_BAD_ANSWER,    /* number: a receipt came that does not verify; trying again */
	LINK_FROZEN,	    /* argument: entry of the fork, 0 = not said */
	LINK_REVOKED,	    /* argument: entry of the revocation, 0 = not said */
	LINK_REFUSED,	    /* number: batch, 0 = a question; code: enum refusal_code; argument */
	LINK_LEDGER_BEHIND, /* the ledger says less than it has given receipts for */
	LINK_HISTORIES_DIFFER, /* two histories: the link stays silent until a person acts */
};

struct link_status {
	enum link_state state;
	uint64_t number;
	unsigned code;
	uint64_t argument;
};

enum link_effect_type {
	LINK_SEND,	/* `frame` */
	LINK_REOPEN,	/* close the connection; open a new one after delay_ms */
	LINK_RECEIPT,	/* batch `number` has its receipt (also one that says FORKED) */
	LINK_RECHAINED, /* the ledger was ahead: `number` batches were signed again */
	LINK_REFERENCE, /* a new Reference is stored */
};

struct link_effect {
	enum link_effect_type type;
	struct bytes frame; /* into the buffer */
	uint64_t delay_ms;
	uint64_t number;
};

/* The effects of one step, in order; link_step empties them first. */
struct link_effects {
	struct writer
		buffer; /* caller's, LINK_BUFFER_SIZE_MIN bytes or more; a scratch for the step */
	unsigned count;
	struct link_effect list[LINK_EFFECTS_MAX];
};

/* One unanswered SUBMIT. */
struct link_slot {
	uint64_t number;
	uint64_t request_id;
	struct hash256 header_hash;
	bool answered;
	struct proof proof;
	size_t receipt_size;
	uint8_t receipt[RECEIPT_SIZE_MAX];
};

enum link_phase {
	LINK_PHASE_CLOSED,  /* until OPENED */
	LINK_PHASE_ASKING,  /* a HEAD? is out */
	LINK_PHASE_RESTING, /* until deadline_ms, then HEAD? */
	LINK_PHASE_SENDING, /* the ledger's head is known; batches go out, or none wait */
	LINK_PHASE_STOPPED, /* for good */
};

/* About 450 KB; nothing in it for others. */
struct link {
	const struct secret *secret;
	enum link_phase phase;
	struct link_status status;
	uint64_t deadline_ms;
	unsigned attempts; /* since the last progress */
	unsigned silences;
	uint64_t next_request_id;
	uint64_t head_request_id;
	struct nonce head_nonce;
	struct hash256 head_hash;  /* of the question's payload: a refusal names it */
	uint64_t proof_request_id; /* 0 = none out; for the oldest slot */
	struct hash256 proof_hash;
	bool proof_doubted; /* a proof that did not join has been asked for once more */
	struct proof proof_wanted;
	bool reference_wanted;
	uint64_t reference_request_id; /* 0 = none out */
	struct nonce reference_nonce;
	bool more_to_send; /* the buffer was full: a TICK sends on */
	unsigned slot_first;
	unsigned slot_count;
	struct link_slot slots[IN_FLIGHT_MAX];
};

/* `secret` is borrowed for the link's life. ERR_NOTFOUND: the outbox was never opened;
 * ERR_DENIED: it belongs to another key; the store's errors. */
enum err link_init(struct link *link, struct store *store, const struct secret *secret) MUST_CHECK;

/* The store's errors; ERR_DENIED: the outbox was given to another key meanwhile. There are no
 * effects then. */
enum err link_step(struct link *link, struct store *store, const struct link_event *event,
	struct link_effects *effects) MUST_CHECK;

/* When the next TICK is wanted (monotonic ms); UINT64_MAX = never. It may have passed already. */
uint64_t link_deadline_ms(const struct link *link);

struct link_status link_status(const struct link *link);

#endif
