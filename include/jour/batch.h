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
	uint16_t count; /* records, 1 to BATCH_RECORDS_MAX */
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

/* A domain of PROTOCOL.md, an ASCII string of at most DOMAIN_SIZE bytes (asserted), padded with
 * NUL. domain_read fails the reader when something else stands there. */
void domain_write(const char *domain, struct writer *to);
void domain_read(const char *domain, struct reader *from);

/* class and count must be valid (asserted). */
void header_write(const struct header *header, uint8_t ret_bytes[HEADER_SIZE]);
/* ERR_MALFORMED: size, domain, version, class or count. */
enum err header_read(struct bytes bytes, struct header *ret_header) MUST_CHECK;

/* Parses header, signature and the sizes in the body; checks neither signature nor root.
 * ERR_MALFORMED. `bytes` must outlive the batch. */
enum err batch_read(struct bytes bytes, struct batch *ret_batch) MUST_CHECK;
/* True when the header's author signed it. */
bool batch_signature_holds(const struct batch *batch);

/* Walks a body that batch_read has accepted, from reader_of(batch.body) on; the record is a
 * span into it. False at the end, or at a size that does not fit (a body never checked). */
bool body_next(struct reader *body, struct bytes *ret_record);
/* The number of records. ERR_MALFORMED: a record size of 0 or above RECORD_SIZE_MAX, bytes
 * left over, no record or more than BATCH_RECORDS_MAX. */
enum err body_count(struct bytes body, uint16_t *ret_count) MUST_CHECK;
/* Fills ret_hashes (BATCH_RECORDS_MAX of them, or NULL) with the record hashes and returns the
 * root over them. The body must be one that body_count or batch_read accepts. */
struct hash256 body_root(struct bytes body, struct hash256 *ret_hashes);

/* Makes a batch of `body` (records, each with its be32 size before it): fills in the header's
 * author, count and root, and writes header | signature | body to `to`. Returns the batch as
 * a span into `to`, or BYTES_NONE with `header` untouched when the body is malformed (see
 * body_count) or `to` has no room. */
struct bytes batch_sign(
	struct header *header, struct bytes body, const struct secret *author, struct writer *to);

#endif
