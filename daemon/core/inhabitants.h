/* How many people live in a unit, as far as the ledger knows. */
#ifndef JOURD_INHABITANTS_H
#define JOURD_INHABITANTS_H

#include "state.h"

/* The newest figure for a day not after `limit` (yyyymmdd); of several sources for one day the
 * first by name. Decoded into the arena, which holds one record. NULL when there is none as of
 * `size`, or on an error (sticky in the transaction). */
const Jour__V1__Population *inhabitants_find(struct store_txn *txn, const char *unit,
	uint32_t limit, uint64_t size, struct arena *arena);

#endif
