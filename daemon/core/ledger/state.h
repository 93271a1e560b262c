/* The derived state: what stands under each natural key, at any size of the ledger.
 *
 * Key of a version: prefix | be16 kind | natural key | be64(~entry index), so the value as of size
 * n is the first key at or after (key, ~(n - 1)): one seek (DESIGN.md section 7). Natural keys of
 * one kind are never a prefix of each other.
 *
 * `size` is everywhere a number of entries: the state as of size n is the fold of entries
 * 0 .. n-1.
 *
 * Errors are sticky in the transaction (store.h): what is damaged is ERR_CORRUPT there, and reads
 * as "not there". */
#ifndef JOURD_STATE_H
#define JOURD_STATE_H

#include "jour/hash.h"
#include "jour/kind.h"
#include "jour/store.h"

/* The ledger's tables. Those with SHA-256 are the ledger itself; STATE can be rebuilt from them;
 * SIGNATURE is not part of the state: whoever holds the ledger key can make it again. */
enum ledger_table {
	TABLE_ENTRY,	  /* be64 index -> entry (genesis at 0) */
	TABLE_BODY,	  /* be64 index -> batch body */
	TABLE_RESULTS,	  /* be64 index -> results */
	TABLE_NODE,	  /* Merkle nodes */
	TABLE_CHECKPOINT, /* be64 size -> unsigned checkpoint text */
	TABLE_STATE,
	TABLE_SIGNATURE, /* be64 size -> the ledger's signature of that checkpoint */
	TABLE_SIDE,	 /* heard.h: no part of the ledger or the state; `verify` ignores it */
	LEDGER_TABLES,
};
extern const struct store_table ledger_tables[LEDGER_TABLES];

/* First byte of a key in TABLE_STATE. */
enum state_prefix {
	STATE_RECORD = 1, /* versioned records */
	STATE_MEMBER,	  /* roster.h */
	STATE_PRINCIPAL,
	STATE_TRANSPORT,
	STATE_CHAIN,
	STATE_HEADER,
	STATE_MEMBERS,	/* how many identities there are */
	STATE_RESERVED, /* signing keys that no identity may have */
	STATE_YEAR,	/* which natural keys had a record of an agreement year, versioned */
	STATE_COUNT,	/* how many rows a part of this table has (statecount.h) */
};

/* What stands under a natural key. */
struct standing {
	uint64_t index;	     /* of the entry it came with */
	uint16_t position;   /* of the record in its batch */
	struct hash256 hash; /* the record hash */
	struct bytes record; /* as packed; into the store: until the transaction's next write */
};

#define NATURAL_KEY_SIZE_MAX 160

/* False when nothing stood there as of `size`. */
bool state_get(struct store_txn *txn, unsigned kind, struct bytes key, uint64_t size,
	struct standing *ret_standing);
/* Puts a version under `standing->index`; one of the same entry is written over. The bytes are
 * copied. The key is at most NATURAL_KEY_SIZE_MAX bytes, the record RECORD_SIZE_MAX. */
void state_put(
	struct store_txn *txn, unsigned kind, struct bytes key, const struct standing *standing);

/* Puts a record's version under its natural key, as state_put, and where its kind has a year under
 * that too. The kind has a natural key. */
void state_put_record(struct store_txn *txn, const struct kind *kind, const void *body,
	const struct standing *standing);

/* The body of a record of that kind that stands, decoded behind what is in the arena. NULL when
 * that is not what the bytes are, or there is no room: ERR_CORRUPT. */
const void *state_body(
	struct store_txn *txn, unsigned kind, struct bytes record, struct arena *arena);

/* Walks the natural keys of a kind that begin with `prefix`, in order, as of `size`. */
struct state_scan {
	struct store_txn *txn;
	uint64_t size;
	bool by_year;
	size_t prefix_size;
	size_t at_size;
	uint8_t at[STORE_KEY_SIZE_MAX];
};

struct state_scan state_scan(
	struct store_txn *txn, unsigned kind, struct bytes prefix, uint64_t size);
/* Walks those natural keys that had a record of that agreement year in some version up to `size`:
 * what stands there as of `size` may be of another year. So the cost of a year does not grow with
 * the number of years. */
struct state_scan state_scan_year(
	struct store_txn *txn, unsigned kind, uint32_t year, struct bytes prefix, uint64_t size);
/* False at the end or on a store error (sticky in the transaction). The key and the
 * standing live as any span of the transaction. */
bool state_scan_next(struct state_scan *scan, struct standing *ret_standing);
/* Passes over the other natural keys that begin with the first `size` bytes of the one just met. */
void state_scan_past(struct state_scan *scan, size_t size);

/* The number of entries. */
uint64_t ledger_size(struct store_txn *txn);
/* A be64 key in `buffer`. */
struct bytes index_key(uint64_t index, uint8_t buffer[8]);

#endif
