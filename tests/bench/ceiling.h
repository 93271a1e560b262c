/* What this machine could do at best: each part of the path alone, with nothing around it. */
#ifndef CEILING_H
#define CEILING_H

#include "client.h"

/* LMDB alone: the signed batches, whole, under MDB_APPEND, `group` of them a synced commit, into a
 * fresh preallocated store in `directory`. Batches a second. */
double ceiling_lmdb(const char *directory, const struct frames *frames, unsigned group);
/* Median nanoseconds of writing 4 KiB anew and fdatasync, in `directory`. */
double ceiling_fdatasync(const char *directory, unsigned times);
/* Ed25519 verifications of a header a second, on one core. */
double ceiling_verify(unsigned times);
/* SHA-256 of records of `size` bytes: records a second, on one core. */
double ceiling_sha256(size_t size, unsigned times);
/* Median nanoseconds there and back over 127.0.0.1, to another process. */
double ceiling_tcp(unsigned times);
/* The same between two ZeroMQ sockets with CURVE, as the agent and the gate have. */
double ceiling_curve(unsigned times);

#endif
