/* The store on disk: LMDB with a check beside every value. The only door to LMDB.
 *
 * A store is a directory (0770) with data.mdb, lock.mdb (both 0660: a reader writes the
 * lock file) and writer.lock, which the one writing process holds. Commits are always
 * synced. The data file is allocated in full at every opening for writing, so that a
 * full disk cannot fail a commit half-way; its size is the size of the store.
 *
 * What a check cannot show: rows that are missing, and a changed bit in LMDB's own head
 * that brings an older state back. Whoever keeps a ledger compares counts and its size
 * with a checkpoint.
 *
 * A process opens a path once at a time, and never uses a store that was opened before a
 * fork (asserted). */
#ifndef JOUR_LMDBSTORE_H
#define JOUR_LMDBSTORE_H

#include "jour/store.h"

enum lmdbstore_mode {
	LMDBSTORE_READ,	  /* beside a running writer or without one */
	LMDBSTORE_WRITE,  /* the store and its tables must be there, but for later_tables */
	LMDBSTORE_CREATE, /* as WRITE, and makes what is missing */
};

struct lmdbstore_config {
	const char *path; /* of the directory; its parent exists */
	const struct store_table *tables;
	unsigned table_count;	 /* 1 to STORE_TABLES_MAX */
	uint64_t map_size_bytes; /* for writing; a larger file on disk wins */
	enum lmdbstore_mode mode;
	/* Several processes write in turn (an agent's outbox); LMDB's own lock orders them.
	 * Otherwise one process is the writer for as long as it has the store open. */
	bool shared;
	/* Tables from this place on came with a later version: opened for writing, a store that was
	 * made without them gets them, empty. 0: none. */
	unsigned later_tables;
};

/* Why something failed, for a log or a person; English, ends with NUL. */
struct lmdbstore_detail {
	char text[256];
};

/* Opens. On failure ret_store is untouched and *ret_detail (unless NULL) says more.
 * ERR_NOTFOUND  no store there;
 * ERR_DENIED    permission, or another process has it open for writing;
 * ERR_CORRUPT   the file is shorter than what it holds, is no store, or lacks a table;
 * ERR_NOSPACE   the disk has no room for map_size_bytes: nothing is open;
 * ERR_RETRY     out of memory or files;
 * ERR_IO        anything else. */
enum err lmdbstore_open(const struct lmdbstore_config *config, struct store **ret_store,
	struct lmdbstore_detail *ret_detail) MUST_CHECK;

/* Makes a store that nobody has open for writing `size_bytes` large.
 * ERR_RANGE when it is larger already; else as lmdbstore_open. */
enum err lmdbstore_grow(
	const char *path, uint64_t size_bytes, struct lmdbstore_detail *ret_detail) MUST_CHECK;

/* To be called every minute: frees the slots of readers that died, which otherwise keep
 * old pages from being used again. ERR_IO, ERR_CORRUPT. */
enum err lmdbstore_tick(struct store *store) MUST_CHECK;

struct lmdbstore_usage {
	uint64_t used_bytes; /* pages in use; what was freed counts as free */
	uint64_t total_bytes;
};

/* ERR_RETRY, ERR_IO, ERR_CORRUPT. */
enum err lmdbstore_usage(struct store *store, struct lmdbstore_usage *ret_usage) MUST_CHECK;

/* Copies the newest committed state to a new file `path`, compacted and synced, while
 * the store is in use. The copy is not preallocated; it becomes a store when it is put
 * as data.mdb into a directory. ERR_DUPLICATE when the file exists, ERR_NOSPACE, ERR_IO
 * (then the file is gone again). */
enum err lmdbstore_copy(struct store *store, const char *path) MUST_CHECK;

/* What the last failure of this store was, or ""; lives as long as the store. */
const char *lmdbstore_detail(const struct store *store);

#endif
