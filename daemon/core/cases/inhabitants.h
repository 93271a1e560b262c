/* How many people live in a unit, as far as the ledger knows. */
#ifndef JOURD_INHABITANTS_H
#define JOURD_INHABITANTS_H

#include "state.h"
#include "unitbook.h"

struct inhabitants {
	uint64_t number;
	uint32_t date;	    /* yyyymmdd that it is of; of several the oldest */
	const char *source; /* of several one of them; in `memory` */
};

/* The rule for a unit with a history: its own newest figure, and those of what was merged into it
 * after that day and by `limit`, since it does not hold them yet; without an own figure the sum of
 * what was merged into it. `page` may be NULL: no unit. ERR_NOTFOUND: one of these is not known, or
 * the store failed (sticky in the transaction); ERR_RANGE: `memory` is too small. */
enum err inhabitants_of(struct store_txn *txn, uint64_t size, const struct unit_page *page,
	uint32_t limit, struct arena *memory, struct arena *scratch,
	struct inhabitants *ret_inhabitants) MUST_CHECK;

#endif
