/* Verification: the ledger is read again from its first byte, everything that follows from it is
 * computed anew beside the store, and the two are compared (the invariants of ledger.h).
 *
 * The store is only read, in transactions of a few entries or rows each, so that a running daemon
 * is not kept from using its pages again; the comparison of the state alone, at the end, is one
 * longer one. What a running daemon appends meanwhile is taken along. */
#ifndef JOURD_VERIFY_H
#define JOURD_VERIFY_H

#include "ledger.h"

#define VERIFY_FINDINGS_MAX 64u

/* What can be wrong, and which members of a finding say where. */
enum verify_fault {
	VERIFY_UNREADABLE,	 /* table, key: the row is not what was stored */
	VERIFY_UNREADABLE_AFTER, /* table, key: the same of the first row after this key */
	VERIFY_MISSING,		 /* table, key: there must be a row */
	VERIFY_EXTRA,		 /* table, key: nothing accounts for this row */
	VERIFY_ROWS,		 /* table, index: the store counts so many rows, and has others */
	VERIFY_GENESIS,		 /* entry 0 is no genesis: nothing else can be checked */
	VERIFY_ENTRY_LAYOUT,	 /* index: not an entry's bytes */
	VERIFY_ENTRY_INDEX,	 /* index, argument: the index that stands in it */
	VERIFY_ENTRY_TIME,	 /* index: received before the entry before it */
	VERIFY_ENTRY_RULES,	 /* index, argument: a rules version that is not known here */
	VERIFY_ENTRY_LEDGER,	 /* index: its header names another ledger */
	VERIFY_SIGNATURE,	 /* index: not by the header's author */
	VERIFY_BODY_FORM,	 /* index: the body is not the header's number of records */
	VERIFY_BODY_ROOT,	 /* index: the body does not hash to the header's root */
	VERIFY_RESULTS_HASH,	 /* index: the results do not hash to the entry's */
	VERIFY_AUTHOR,		 /* index: never enrolled before it */
	VERIFY_DOOR,		 /* index, argument: enum refusal_code, 0 = appended before */
	VERIFY_RESULT,	   /* index, argument: position of the first record judged otherwise */
	VERIFY_NODE,	   /* index, argument: the node's level */
	VERIFY_CHECKPOINT, /* index: the size whose text is wrong */
	VERIFY_CHECKPOINT_SIGNATURE, /* index: the size whose stored signature is wrong */
	VERIFY_STATE,		     /* table, key: the ledger gives another value */
	VERIFY_FAULTS,
};

struct finding {
	enum verify_fault fault;
	enum ledger_table table;
	uint64_t index;
	uint64_t argument;
	uint8_t key[STORE_KEY_SIZE_MAX];
	size_t key_size;
};

struct verify_report {
	/* What was checked. */
	uint64_t size; /* entries, the genesis included */
	uint64_t records;
	uint64_t nodes;
	uint64_t checkpoints;
	uint64_t signatures; /* of checkpoints, as far as they are stored */
	uint64_t state_rows;
	/* False: an entry was so damaged that nothing can be computed from it on. Results after
	 * it, nodes and state were not compared. */
	bool refolded;
	/* Findings, in the order met; it stops after VERIFY_FINDINGS_MAX. */
	size_t count;
	struct finding findings[VERIFY_FINDINGS_MAX];
};

/* Compares the ledger in `store` with what `scratch` becomes: an empty store with ledger_tables,
 * written to, of about the size of the state and the nodes. ERR_OK: *ret_report says what was
 * found, perhaps nothing. ERR_NOTFOUND: there is no ledger. Anything else: the store or the
 * scratch store failed, nothing is said about the ledger (ERR_CORRUPT: it cannot even be begun
 * to be read). */
enum err verify_run(struct store *store, struct store *scratch, struct fold_memory *memory,
	struct verify_report *ret_report) MUST_CHECK;

/* Compares a receipt (PROTOCOL.md section 5) that somebody kept with the ledger. ERR_MALFORMED: not
 * a receipt; ERR_DENIED: not signed by this ledger; ERR_CORRUPT: this ledger signed it and now
 * holds something else, or cannot be read there: one of the two histories is false. */
enum err verify_receipt(
	struct store_txn *txn, const struct ledger_name *name, struct bytes receipt) MUST_CHECK;

#endif
