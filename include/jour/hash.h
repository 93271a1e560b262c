/* SHA-256 (FIPS 180-4), the hash of the ledger. The only door to libcrypto.
 *
 * The digest is fetched and its context allocated at a thread's first hash and reused
 * from then on (that halves the price of a short message); both live as long as the
 * process. A hash cannot fail: should libcrypto have no SHA-256 or no memory for the
 * one context, the process aborts. */
#ifndef JOUR_HASH_H
#define JOUR_HASH_H

#include "jour/bytes.h"

#define HASH256_SIZE 32u

struct hash256 {
	uint8_t bytes[HASH256_SIZE];
};

struct hash256 hash256(struct bytes data);
/* The hash of the `count` parts one after another. Nothing marks where one part ends:
 * a caller who needs that puts lengths or a domain byte among the parts. */
struct hash256 hash256_parts(const struct bytes *parts, size_t count);
bool hash256_equal(struct hash256 a, struct hash256 b);
/* The hash as a span; it lives as long as `*hash`. */
struct bytes hash256_bytes(const struct hash256 *hash);

/* From all of its hexadecimal digits, large or small; false when it is not that. */
bool hash256_parse(struct bytes digits, struct hash256 *ret_hash);
/* True when these hexadecimal digits are the hash's first ones. */
bool hash256_begins_with(const struct hash256 *hash, struct bytes digits);

#endif
