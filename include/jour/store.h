/* An ordered key-value store with transactions.
 *
 * Two implementations: lmdbstore (the disk) and memstore (tests and simulator, with
 * crash points). The pure cores see only this header.
 *
 * A transaction carries a *sticky error*: after the first failure every call is a
 * no-op (store_get answers "absent", store_commit refuses and aborts), and the caller
 * asks store_error once. So a run of reads and writes needs no check between them.
 *
 * Memory: a span handed out by store_get, store_next or store_last points into the
 * store and lives until the next write in the same transaction or its end, whichever
 * comes first. Keys and values passed in are copied, so such a span may itself be
 * passed to that write.
 *
 * Asserted, because a caller who breaks it is wrong: a key has 1 to STORE_KEY_SIZE_MAX
 * bytes, a value at most STORE_VALUE_SIZE_MAX, the table exists, a read transaction
 * writes nothing, and there is one write transaction at a time in a process.
 *
 * One writer at a time, any number of readers; a reader sees the state as it was when
 * it began. A transaction belongs to the thread that began it. */
#ifndef JOUR_STORE_H
#define JOUR_STORE_H

#include "jour/bytes.h"
#include "jour/err.h"
#include "jour/hash.h"
#include "jour/limits.h"

/* How the stored bytes of a table are protected against silent change; either hash is
 * over table, key and value (a value-only hash would accept a valid value under a wrong
 * key). A row that is missing altogether shows only in a count or a dense index. */
enum store_check {
	STORE_CHECK_SHA256, /* the ledger */
	STORE_CHECK_SHORT,  /* 8 bytes, derived state: it can be rebuilt */
};

/* Tables are named by their place in the array a store is opened with; the array and
 * its names outlive the store. */
struct store_table {
	const char *name; /* 1 to STORE_TABLE_NAME_MAX bytes */
	enum store_check check;
};

struct store;
struct store_txn;

/* Begin. NULL, and in ret_err why:
 * ERR_RETRY   memory or reader slots are out;
 * ERR_DENIED  a write to a store that was opened read-only;
 * ERR_IO      a write after a commit whose outcome is unknown: stop, start up again;
 * ERR_CORRUPT the store cannot be read. */
struct store_txn *store_begin_read(struct store *store, enum err *ret_err) MUST_CHECK;
struct store_txn *store_begin_write(struct store *store, enum err *ret_err) MUST_CHECK;

/* True and the value when the key is there. ERR_CORRUPT (sticky) when its hash is wrong. */
bool store_get(struct store_txn *txn, unsigned table, struct bytes key, struct bytes *ret_value);
/* The first key at or after `from`, in memcmp order; `from` may be empty (the first key
 * of all) or what store_key_after gave. ERR_CORRUPT as store_get. */
bool store_next(struct store_txn *txn, unsigned table, struct bytes from, struct bytes *ret_key,
	struct bytes *ret_value);
/* The last key of the table; false when it is empty. ERR_CORRUPT as store_get. */
bool store_last(
	struct store_txn *txn, unsigned table, struct bytes *ret_key, struct bytes *ret_value);
/* Inserts or replaces. ERR_NOSPACE (sticky) when the map is full. */
void store_put(struct store_txn *txn, unsigned table, struct bytes key, struct bytes value);
/* As store_put, for a key greater than every key of the table. When it is not,
 * ERR_CORRUPT (sticky): what is appended counts upwards, so a greater key is a changed
 * one, and stored bytes are no reason to assert. */
void store_append(struct store_txn *txn, unsigned table, struct bytes key, struct bytes value);
/* Deleting what is not there is no error. */
void store_delete(struct store_txn *txn, unsigned table, struct bytes key);
/* Number of keys in the table, as the store itself counts them. */
uint64_t store_count(struct store_txn *txn, unsigned table);

/* The least key after `key`, written to `buffer` (which it points into): for the next
 * store_next of a scan. */
struct bytes store_key_after(struct bytes key, uint8_t buffer[STORE_KEY_SIZE_MAX + 1]);

/* One hash over every key and value of `count` tables in the order given: two stores
 * with the same digest hold the same bytes, whatever their implementation. Errors: the
 * sticky one; ERR_CORRUPT (sticky) when a table has not the rows it counts. */
enum err store_digest(struct store_txn *txn, const unsigned *tables, size_t count,
	struct hash256 *ret_digest) MUST_CHECK;

/* Notes a number below STORE_NOTES_MAX in the transaction, for whoever does something once in each.
 * False when it was noted before. */
bool store_note(struct store_txn *txn, unsigned number);

/* Puts a failure of the caller's own into the transaction (it can then not commit). */
void store_fail(struct store_txn *txn, enum err err);
enum err store_error(const struct store_txn *txn);

/* Ends the (write) transaction, whatever comes back. ERR_OK means durable. The sticky
 * error, when there is one, means nothing was written. ERR_NOSPACE means known-not-written.
 * ERR_IO from a commit means *unknown*: stop, start up again and look. */
enum err store_commit(struct store_txn *txn) MUST_CHECK;
/* Ends the transaction without effect; NULL is fine. A read transaction ends here too. */
void store_abort(struct store_txn *txn);

/* Every transaction must have ended. NULL is fine. */
void store_close(struct store *store);

/* For implementations: struct store and struct store_txn are the first member of theirs.
 * The functions are called only without a sticky error (commit and abort apart: commit
 * without, abort always), with keys and values inside the limits. */
struct store_ops {
	struct store_txn *(*begin)(struct store *store, bool write, enum err *ret_err);
	bool (*get)(
		struct store_txn *txn, unsigned table, struct bytes key, struct bytes *ret_value);
	bool (*next)(struct store_txn *txn, unsigned table, struct bytes from,
		struct bytes *ret_key, struct bytes *ret_value);
	bool (*last)(struct store_txn *txn, unsigned table, struct bytes *ret_key,
		struct bytes *ret_value);
	void (*put)(struct store_txn *txn, unsigned table, struct bytes key, struct bytes value,
		bool append);
	void (*delete)(struct store_txn *txn, unsigned table, struct bytes key);
	uint64_t (*count)(struct store_txn *txn, unsigned table);
	enum err (*commit)(struct store_txn *txn);
	void (*abort)(struct store_txn *txn);
	void (*close)(struct store *store);
};

struct store {
	const struct store_ops *ops;
	unsigned table_count;
};

struct store_txn {
	const struct store_ops *ops;
	unsigned table_count;
	enum err error;
	bool write;
	uint64_t notes[STORE_NOTES_MAX / 64];
};

#endif
