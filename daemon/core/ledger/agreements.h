/* Units and agreements as they stand in the state. */
#ifndef JOURD_AGREEMENTS_H
#define JOURD_AGREEMENTS_H

#include "state.h"

/* True when some record of the unit stood there as of `size`. */
bool agreements_unit_known(struct store_txn *txn, const char *code, uint64_t size);
struct unit_span {
	uint32_t from;
	uint32_t to; /* 0 = still there */
};

/* The unit's days beside first..last (kind.h); `ret_span` is that of its record that has one of
 * them. `arena` holds one record. */
struct unit_then agreements_unit_then(struct store_txn *txn, const char *code, uint32_t first,
	uint32_t last, uint64_t size, struct arena *arena, struct unit_span *ret_span);
/* 0 when there is none. */
uint32_t agreements_newest_version(struct store_txn *txn, const char *dnr, uint64_t size);
/* The newest version, decoded into the arena; NULL when there is none (or on a store error).
 * `ret_standing` may be NULL. */
const Jour__V1__Agreement *agreements_newest(struct store_txn *txn, const char *dnr, uint64_t size,
	struct arena *arena, struct standing *ret_standing);
/* True when the newest version under the agreement's dnr has none of its units and none of its
 * payers' org.nr: another agreement, whose kommun happens to use the same diary number. `ret_index`
 * is the entry it came with. The arena is reset. */
bool agreements_is_other(struct store_txn *txn, const Jour__V1__Agreement *agreement, uint64_t size,
	struct arena *arena, uint64_t *ret_index);
/* What may be named of the newest version, in the arena; NULL as above. */
const Jour__V1__AgreementName *agreements_name(
	struct store_txn *txn, const char *dnr, uint64_t size, struct arena *arena);
/* The same of an agreement already decoded. */
const Jour__V1__AgreementName *agreements_name_of(
	const Jour__V1__Agreement *agreement, struct arena *arena);

#endif
