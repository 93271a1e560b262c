/* The hash that stands beside every stored value, for both store implementations.
 *
 * It covers the table's name, the key and the value: a page number with one changed bit
 * can put a sound value under another key, or the rows of one table into another. */
#ifndef JOUR_STORECHECK_H
#define JOUR_STORECHECK_H

#include "jour/store.h"

#define STORECHECK_SIZE_MAX HASH256_SIZE

struct storecheck {
	struct store_table table;
	uint8_t short_key[16]; /* of the keyed short hash; public, it guards against accidents */
};

/* What is the same for every row of the table, whose name is borrowed. */
struct storecheck storecheck_of(struct store_table table);
/* Bytes of a check of this table: 32 or 8. */
size_t storecheck_size(const struct storecheck *check);
/* Writes storecheck_size bytes to `ret_sum`. */
void storecheck_sum(const struct storecheck *check, struct bytes key, struct bytes value,
	uint8_t ret_sum[STORECHECK_SIZE_MAX]);
/* True when `sum` (storecheck_size bytes) is the check of this row. */
bool storecheck_holds(
	const struct storecheck *check, struct bytes key, struct bytes value, const uint8_t *sum);

#endif
