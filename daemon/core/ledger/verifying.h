/* A verification under way: what verify.c and verify_tables.c share, and nobody else sees. */
#ifndef JOURD_VERIFYING_H
#define JOURD_VERIFYING_H

#include "verify.h"

#define CHUNK_ENTRIES 64u
#define CHUNK_ROWS 1024u

struct verifying {
	struct store *store, *scratch;
	struct store_txn *txn;	/* reads the store */
	struct store_txn *fold; /* writes the scratch store, or reads it once all is folded */
	struct fold_memory *memory;
	struct ledger_name name;
	uint64_t before_ms; /* when the entry before was received */
	bool leaves_known;  /* the scratch store has every node */
	enum err err;	    /* a failure that ends it */
	struct verify_report *report;
};

/* False once it must end: a failure, or findings enough. */
bool verifying_goes(const struct verifying *verifying);
void verifying_find(struct verifying *verifying, struct finding finding);
void verifying_find_row(struct verifying *verifying, enum verify_fault fault,
	enum ledger_table table, struct bytes key);
/* Ends the reading of the store and begins anew, with what has been committed meanwhile; every span
 * is void then. */
void verifying_read_anew(struct verifying *verifying);
/* A row that must be there; else a finding (and perhaps verifying_read_anew). */
bool verifying_get(struct verifying *verifying, enum ledger_table table, struct bytes key,
	struct bytes *ret_value);
/* The next row of a scan. False at the end; also, with a finding, when it cannot be read. */
bool verifying_next(struct verifying *verifying, enum ledger_table table, struct bytes from,
	struct bytes *ret_key, struct bytes *ret_value);

/* verify_tables.c: each compares one table with the scratch store, `report->size` entries large. */
void verify_dense(struct verifying *verifying, enum ledger_table table, uint64_t first);
void verify_nodes(struct verifying *verifying);
void verify_checkpoints(struct verifying *verifying);
void verify_signatures(struct verifying *verifying);
void verify_state(struct verifying *verifying);

#endif
