/* The part of the Reference that says what the asker's case tables add up to (reference.h), so that
 * its offline check compares with the same numbers as the fold. */
#ifndef JOURD_REFTABLES_H
#define JOURD_REFTABLES_H

#include "roster.h"

#define REFERENCE_TABLES_MAX 2048u
#define REFERENCE_TABLE_YEARS 3u /* with tables: what two years' reports are compared with */

/* The numbers of the tables that stand as of `size` of the units that the member may report for
 * (all, for who may for all), of the newest years with tables up to `newest`. Returns how
 * many; what does not fit REFERENCE_TABLES_MAX or the arena is left out, which `ret_left_out` says.
 * The scratch (at least DECODE_HEAP_MAX free) is left as it was. */
size_t reftables_collect(struct store_txn *txn, uint64_t size, uint16_t newest,
	const struct member *member, Jour__V1__Grant *const *grants, size_t grant_count,
	struct arena *arena, struct arena *scratch,
	Jour__V1__TableNumbers *ret_tables[REFERENCE_TABLES_MAX], bool *ret_left_out);

#endif
