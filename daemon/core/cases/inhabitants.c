#include "inhabitants.h"

#include <string.h>

#define STEPS_MAX 64u /* of mergers after each other; a ring ends here */

/* The newest figure for a day not after `limit` (yyyymmdd); of several sources for one day the
 * first by name. NULL also on an error (sticky in the transaction). */
static const Jour__V1__Population *find_figure(
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

/* ---- with what was merged */

struct asking {
	struct store_txn *txn;
	uint64_t size;
	uint32_t limit;
	struct arena *memory;
	struct arena *scratch;
};

static enum err add_figure(
	const struct asking *asking, const Jour__V1__Population *figure, struct inhabitants *sum)
{
	size_t size = strlen(figure->source) + 1;
	char *source = arena_alloc(asking->memory, size);
	if (source == NULL)
		return ERR_RANGE;
	sum->source = memcpy(source, figure->source, size);
	sum->number += figure->population;
	if (sum->date == 0 || figure->reference_date < sum->date)
		sum->date = figure->reference_date;
	return ERR_OK;
}

static enum err add_unit(const struct asking *asking, const struct unit_page *page, unsigned step,
	struct inhabitants *sum)
{
	const Jour__V1__Population *own =
		find_figure(asking->txn, page->code, asking->limit, asking->size, asking->scratch);
	int32_t counted = own == NULL ? INT32_MIN : days_of_date(own->reference_date);
	enum err err = own == NULL ? ERR_NOTFOUND : add_figure(asking, own, sum);
	if (err == ERR_RANGE)
		return err;
	for (const struct unit_link *link = page->absorbed; link != NULL; link = link->next) {
		if (link->since <= counted || link->since > days_of_date(asking->limit))
			continue;
		err = step == STEPS_MAX ? ERR_NOTFOUND : add_unit(asking, link->to, step + 1, sum);
		if (err != ERR_OK)
			return err;
	}
	return err;
}

enum err inhabitants_of(struct store_txn *txn, uint64_t size, const struct unit_page *page,
	uint32_t limit, struct arena *memory, struct arena *scratch,
	struct inhabitants *ret_inhabitants)
{
	struct asking asking = {txn, size, limit, memory, scratch};
	struct inhabitants sum = {.source = ""};
	enum err err = page == NULL ? ERR_NOTFOUND : add_unit(&asking, page, 0, &sum);
	if (err == ERR_OK)
		*ret_inhabitants = sum;
	return err;
}
