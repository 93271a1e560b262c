/* Ledger entries, results and receipts (PROTOCOL.md sections 3 and 5). */
#ifndef JOUR_ENTRY_H
#define JOUR_ENTRY_H

#include "jour/batch.h"
#include "jour/checkpoint.h"
#include "jour/merkle.h"

#define ENTRY_SIZE 313
#define RESULT_SIZE 12
#define GENESIS_SIZE_MAX (16 + 1 + 4 + 8 + 6 * 32 + 1 + ORIGIN_SIZE_MAX)
#define RECEIPT_SIZE_MAX (ENTRY_SIZE + BATCH_RECORDS_MAX * RESULT_SIZE + 2 + CHECKPOINT_SIZE_MAX)
#define PROOF_SIZE_MAX (2 * (8 + 8 + 1 + MERKLE_PATH_MAX * 32))

/* What became of one record (PROTOCOL.md section 9). */
enum result_code {
	RESULT_ACCEPTED = 1,
	RESULT_UNCHANGED = 2,
	RESULT_REMARKED = 3,
	RESULT_NOT_CANONICAL = 16,
	RESULT_UNKNOWN_KIND,
	RESULT_WRONG_CLASS,
	RESULT_BAD_FIELD,
	RESULT_NOT_GRANTED,
	RESULT_UNKNOWN_UNIT,
	RESULT_UNKNOWN_AGREEMENT,
	RESULT_UNKNOWN_KEY,
	RESULT_EXISTS,
	RESULT_CHANGED_SINCE,
	RESULT_NOTHING_TO_REPLACE,
	RESULT_OVERLAP,
	RESULT_LIMIT,
	RESULT_FORKED,
	RESULT_NOT_YET,
	RESULT_UNKNOWN_LIST = 34,
	RESULT_UNIT_NOT_THEN,
	RESULT_PART_ABOVE_WHOLE,
	RESULT_UNKNOWN_RECORD,
	RESULT_OTHER_AGREEMENT,
};

/* What RESULT_REMARKED remarks on: a mask in `field`. `argument` is the number that the first of
 * DIFFERS, TENFOLD and SUDDEN_ZERO in the mask was compared with, in this order; else 0. */
enum table_remark {
	REMARK_LATE = 1,	/* the period is closed */
	REMARK_TENFOLD = 2,	/* ten times last year */
	REMARK_SUDDEN_ZERO = 4, /* none, where there were some */
	REMARK_DIFFERS = 8,	/* parts do not add up to their whole */
	REMARK_RUNNING = 16,	/* the period has not ended */
};
#define REMARKS 5u

/* `field` of a case table's RESULT_PART_ABOVE_WHOLE: a cell is above the number of cases, or the
 * number of cases below a cell of another table. */
#define PART_ABOVE_WHOLE_CELL 5
#define PART_ABOVE_WHOLE_TOTAL 4

struct result {
	enum result_code code;
	uint16_t field;
	uint64_t argument;
};

/* True for the three codes after which the author's wish is in force. */
bool result_is_good(enum result_code code);
/* True when the record has changed the state: ACCEPTED or REMARKED. */
bool result_is_new(enum result_code code);
/* The remark of a mask that `argument` speaks of; 0 when none does. */
enum table_remark result_spokesman(unsigned remarks);
/* A result that is new, with one more remark and the number it was compared with (0: none). */
struct result result_remark(struct result result, enum table_remark remark, uint64_t compared);

struct genesis {
	uint32_t rules;
	uint64_t created_ms;
	struct identity office;
	struct identity recovery;
	struct key ledger_key;
	struct key server_transport;
	char origin[ORIGIN_SIZE_MAX + 1];
};

struct entry {
	uint64_t index;
	uint64_t received_ms;
	struct header header;
	struct bytes header_bytes; /* into the parsed bytes */
	struct signature signature;
	struct hash256 results_hash;
	uint32_t rules;
};

/* Entry 0 of a ledger, as a span into `buffer`. The origin must be origin_is_valid (asserted). */
struct bytes genesis_write(const struct genesis *genesis, uint8_t buffer[GENESIS_SIZE_MAX]);
/* ERR_MALFORMED: size, domain, version, rules 0, origin; ERR_DENIED: a weak key. */
enum err genesis_read(struct bytes bytes, struct genesis *ret_genesis) MUST_CHECK;
/* The ledger id: the leaf hash of the genesis. */
struct hash256 genesis_ledger_id(struct bytes genesis);

/* header_bytes must be HEADER_SIZE bytes (asserted); the parsed `header` is not looked at. */
void entry_write(const struct entry *entry, uint8_t ret_bytes[ENTRY_SIZE]);
/* ERR_MALFORMED: size, domain, version, header, index 0 (the genesis). The signature is not
 * checked. `bytes` must outlive the entry. */
enum err entry_read(struct bytes bytes, struct entry *ret_entry) MUST_CHECK;

void results_write(const struct result *results, size_t count, struct writer *to);
/* The result at `position` (asserted to be there) of bytes made by results_write. A code of
 * later rules comes as the number it is. */
struct result result_at(struct bytes results, size_t position);

/* A receipt as it lies in a buffer. */
struct receipt {
	struct entry entry;
	struct bytes entry_bytes;
	struct bytes results;
	struct bytes checkpoint; /* the signed note */
};

/* Returns the receipt as a span into `to`; BYTES_NONE when it has no room. The parts must be
 * of sizes that fit together, the checkpoint at most CHECKPOINT_SIZE_MAX (asserted). */
struct bytes receipt_write(
	struct bytes entry, struct bytes results, struct bytes checkpoint, struct writer *to);
/* ERR_MALFORMED, also when the results do not hash to the entry's results hash. Checks neither
 * signatures nor proofs. `bytes` must outlive the receipt. */
enum err receipt_read(struct bytes bytes, struct receipt *ret_receipt) MUST_CHECK;

#define PROOF_NO_INDEX UINT64_MAX

struct proof {
	uint64_t size;
	uint64_t index; /* PROOF_NO_INDEX: no inclusion */
	struct merkle_path inclusion;
	uint64_t old;
	uint64_t new;
	struct merkle_path consistency;
};

/* Writes a proof; path counts must be at most MERKLE_PATH_MAX (asserted). */
void proof_write(const struct proof *proof, struct writer *to);
/* Reads a proof and leaves `from` after it. ERR_MALFORMED: it is cut short, or a path is longer
 * than MERKLE_PATH_MAX. Whether it proves anything is for those who use it. */
enum err proof_read(struct reader *from, struct proof *ret_proof) MUST_CHECK;

/* What a client knows of the ledger, and grows with every receipt that verifies. */
struct ledger_view {
	char origin[ORIGIN_SIZE_MAX + 1];
	struct key ledger_key;
	struct hash256 ledger_id;
	uint64_t size;	     /* begins with 1 */
	struct hash256 root; /* begins with the ledger id: the tree of the genesis alone */
};

/* Verifies a receipt for the batch that was submitted (PROTOCOL.md section 5, a to f) and moves the
 * view to its checkpoint when that is larger; the view stays as it is on every error.
 *
 * proof->index and size are of the entry and its checkpoint. proof->old and new must be of the view
 * and that checkpoint, the smaller first; they are not looked at when the view is empty or both
 * have one size (then the roots are compared). With several batches on their way the view may
 * have moved since the question was sent, and the proof speaks of its older size: that is
 * ERR_RETRY. Ask PROVE?, put the answer's consistency half into `proof`, and verify again. An
 * office whose signed HEAD says a ledger size below the view's can never give that proof.
 *
 * ERR_MALFORMED: bytes; ERR_DENIED: not about this batch or ledger, or a signature or
 * inclusion that does not hold; ERR_RETRY: see above, all else holds; ERR_CORRUPT: not
 * consistent with the view: the ledger has shown two histories. */
enum err receipt_verify(struct bytes receipt, const struct proof *proof, struct bytes header_bytes,
	const struct signature *signature, struct ledger_view *view) MUST_CHECK;

#endif
