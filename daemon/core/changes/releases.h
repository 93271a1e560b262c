/* What was published, as Release records tell it. */
#ifndef JOURD_RELEASES_H
#define JOURD_RELEASES_H

#include "state.h"

struct release {
	struct release *next; /* by name */
	const Jour__V1__Release *message;
	uint64_t entry; /* that noted it, or corrected it last */
};

/* The release of that name as of `size`, in the arena; NULL when there is none, or on a store error
 * (sticky in the transaction). */
const struct release *releases_find(
	struct store_txn *txn, const char *id, uint64_t size, struct arena *arena);
/* All as of `size`, in the arena; `*ret_first` is NULL when there is none. ERR_RANGE: the arena is
 * too small; or the store's. */
enum err releases_list(struct store_txn *txn, uint64_t size, struct arena *arena,
	const struct release **ret_first) MUST_CHECK;

#endif
