#include "inhabitants.h"

const Jour__V1__Population *inhabitants_find(
	struct store_txn *txn, const char *unit, uint32_t limit, uint64_t size, struct arena *arena)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing, newest = {.index = 0};
	uint32_t newest_date = 0;
	key_text(&prefix, unit);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_POPULATION, written(&prefix), size);
	while (state_scan_next(&scan, &standing)) {
		/* The date stands in the key after the unit: no need to decode a century. */
		struct reader key =
			reader_of((struct bytes){scan.at + scan.prefix_size, sizeof(uint32_t)});
		uint32_t date = read_be32(&key);
		if (date > limit)
			break;
		if (date != newest_date)
			newest = standing;
		newest_date = date;
	}
	if (newest_date == 0)
		return NULL;
	arena_reset(arena);
	return state_body(txn, JOUR__V1__RECORD__BODY_POPULATION, newest.record, arena);
}
