/* Batches: the signed unit that an agent sends (PROTOCOL.md section 2). */
#ifndef JOUR_BATCH_H
#define JOUR_BATCH_H

#include "jour/hash.h"
#include "jour/limits.h"
#include "jour/sign.h"

#define DOMAIN_SIZE 16
#define CHAIN_ID_SIZE 16
#define HEADER_SIZE 180
#define BATCH_VERSION 1

enum record_class {
	CLASS_ADMIN = 1,
	CLASS_MONEY = 2,
	CLASS_CASES = 3,
};

struct chain_id {
	uint8_t bytes[CHAIN_ID_SIZE];
};

struct header {
	enum record_class class;
	uint16_t count;
	struct hash256 ledger_id;
	struct key author;
	struct chain_id chain;
	uint64_t sequence;
	struct hash256 previous;
	struct hash256 root;
	uint64_t author_time_ms;
};

/* A batch as it lies in a buffer: every span points into the parsed bytes. */
struct batch {
	struct header header;
	struct bytes header_bytes;
	struct hash256 header_hash;
	struct signature signature;
	struct bytes body;
};

void header_write(const struct header *header, uint8_t ret_bytes[HEADER_SIZE]);
/* ERR_MALFORMED: size, domain, version, class, count or sequence 0. */
enum err header_read(struct bytes bytes, struct header *ret_header) MUST_CHECK;

/* Parses header, signature and the sizes in the body; checks neither signature nor root.
 * ERR_MALFORMED. `bytes` must outlive the batch. */
enum err batch_read(struct bytes bytes, struct batch *ret_batch) MUST_CHECK;

/* Walks a body that batch_read has accepted. False at the end. */
bool body_next(struct reader *body, struct bytes *ret_record);

/* Fills ret_hashes (BATCH_RECORDS_MAX of them, or NULL) with the record hashes and returns the
 * root over them. */
struct hash256 body_root(struct bytes body, struct hash256 *ret_hashes);

/* Header hash, signature and root of `header` over `body` (records already size-prefixed);
 * header->count and header->root are filled in. Writes header | signature | body. Returns
 * BYTES_NONE when it does not fit or the body is malformed or empty. */
struct bytes batch_sign(struct header *header, struct bytes body, const struct secret *author,
		struct writer *to);

#endif
