/* Frames between client and server, and the signed statements (PROTOCOL.md sections 6, 7). */
#ifndef JOUR_FRAME_H
#define JOUR_FRAME_H

#include "jour/entry.h"

#define FRAME_HEADER_SIZE 16
#define NONCE_SIZE 16
/* The largest batch that fits a SUBMIT frame. */
#define BATCH_SIZE_MAX (FRAME_SIZE_MAX - FRAME_HEADER_SIZE - 8)

enum frame_type {
	FRAME_ASK_HEAD = 1,
	FRAME_SUBMIT = 2,
	FRAME_ASK_PROOF = 3,
	FRAME_ASK_CHECKPOINT = 4,
	FRAME_ASK_REFERENCE = 5,
	FRAME_HEAD = 129,
	FRAME_RECEIPT = 130,
	FRAME_PROOF = 131,
	FRAME_CHECKPOINT = 132,
	FRAME_REFERENCE = 133,
	FRAME_REFUSAL = 134,
	FRAME_NOTICE = 192,
};

struct frame {
	enum frame_type type;
	uint64_t request_id;
	struct bytes payload; /* into the parsed bytes */
};

/* ERR_MALFORMED: size over FRAME_SIZE_MAX, magic, version, reserved bits or unknown type. The
 * payload is not looked into. `bytes` must outlive the frame. */
enum err frame_read(struct bytes bytes, struct frame *ret_frame) MUST_CHECK;
/* The 16 bytes before the payload. */
void frame_begin(struct writer *to, enum frame_type type, uint64_t request_id);

enum refusal_code {
	REFUSAL_MALFORMED = 1,
	REFUSAL_WRONG_LEDGER,
	REFUSAL_UNKNOWN_AUTHOR,
	REFUSAL_BAD_SIGNATURE,
	REFUSAL_BAD_ROOT,
	REFUSAL_REVOKED,
	REFUSAL_FROZEN,
	REFUSAL_GAP,
	REFUSAL_CHAIN_CLOSED,
	REFUSAL_BAD_PREVIOUS,
	REFUSAL_RETRY_LATER,
	REFUSAL_DENIED,
};

enum notice_code {
	NOTICE_MALFORMED = 1,
	NOTICE_TOO_MANY,
	NOTICE_NO_LEDGER,
	NOTICE_NOT_ON_ROSTER,
};

struct refusal {
	struct hash256 request_hash;
	enum refusal_code code;
	uint64_t argument;
	uint64_t time_ms;
};

enum head_state {
	HEAD_UNKNOWN = 0,
	HEAD_NO_CHAIN = 1,
	HEAD_OPEN = 2,
	HEAD_FROZEN = 3,
};

struct nonce {
	uint8_t bytes[NONCE_SIZE];
};

struct head {
	struct nonce nonce;
	struct key author;
	enum head_state state;
	struct chain_id chain;
	uint64_t sequence;
	struct hash256 header_hash;
	uint64_t entry_index;
	uint64_t ledger_size;
};

/* The hash a refusal names: the header hash of a SUBMIT that holds a header, otherwise SHA-256
 * of the payload. */
struct hash256 request_hash(const struct frame *frame);

/* Statements: written and signed; read and checked against the ledger id and key, and what
 * follows them is left in `from`. ERR_MALFORMED: size, domain, code or state; ERR_DENIED:
 * another ledger's, or a bad signature. Whether the request hash, nonce or author is the one
 * asked about is the caller's to compare. */
void refusal_write(const struct refusal *refusal, const struct hash256 *ledger_id,
	const struct secret *ledger, struct writer *to);
enum err refusal_read(struct reader *from, const struct hash256 *ledger_id,
	const struct key *ledger_key, struct refusal *ret_refusal) MUST_CHECK;
void head_write(const struct head *head, const struct hash256 *ledger_id,
	const struct secret *ledger, struct writer *to);
enum err head_read(struct reader *from, const struct hash256 *ledger_id,
	const struct key *ledger_key, struct head *ret_head) MUST_CHECK;

/* The REFERENCE statement over `message`, followed by the message itself. */
void reference_write(const struct nonce *nonce, uint64_t ledger_size, struct bytes message,
	const struct hash256 *ledger_id, const struct secret *ledger, struct writer *to);
/* The message is a span into `payload`. ERR_MALFORMED: size, domain, or a message that does
 * not hash to what was signed; ERR_DENIED: another ledger's, the answer to another question
 * (nonce), or a bad signature. */
enum err reference_read(struct bytes payload, const struct hash256 *ledger_id,
	const struct key *ledger_key, const struct nonce *nonce, uint64_t *ret_ledger_size,
	struct bytes *ret_message) MUST_CHECK;

/* The signed question REFERENCE?: author | nonce | signature. ERR_MALFORMED: size; ERR_DENIED:
 * a bad signature, or one for another ledger. */
void ask_write(const struct secret *author, const struct nonce *nonce,
	const struct hash256 *ledger_id, struct writer *to);
enum err ask_read(struct bytes payload, const struct hash256 *ledger_id, struct key *ret_author,
	struct nonce *ret_nonce) MUST_CHECK;

#endif
