/* A store transaction over another one, for asking "what if": what is written stays in the upper
 * one, what is read is as if it had been written to the lower one. The lower one is never changed.
 *
 * Rows are added and replaced; none is deleted (ERR_DENIED, sticky), since no fold deletes any. */
#ifndef JOUR_OVERLAY_H
#define JOUR_OVERLAY_H

#include "jour/store.h"

/* The caller uses only `txn`, as in store.h; the struct stays where it is until the end. */
struct overlay {
	struct store_txn txn;
	struct store_txn *below;
	struct store_txn *above;
	uint64_t added[STORE_TABLES_MAX]; /* keys that `below` has not */
};

/* `below` is a transaction of any kind that outlives the overlay and is not written to meanwhile.
 * `above` is a write transaction of an empty store with the same tables; it belongs to the overlay.
 * An error of either is the overlay's. store_abort ends it; store_commit does too, and is
 * ERR_DENIED. Spans live as store.h says. */
void overlay_begin(struct overlay *overlay, struct store_txn *below, struct store_txn *above);

#endif
