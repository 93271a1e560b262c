#include "releases.h"

static struct release *decode(
	struct store_txn *txn, const struct standing *standing, struct arena *arena)
{
	struct release *release = arena_alloc(arena, sizeof(*release));
	struct record record;
	enum err err =
		release == NULL ? ERR_RANGE : record_decode(standing->record, arena, &record);
	if (err == ERR_MALFORMED)
		store_fail(txn, ERR_CORRUPT);
	if (err != ERR_OK)
		return NULL;
	*release = (struct release){.message = record_body(&record), .entry = standing->index};
	return release;
}

const struct release *releases_find(
	struct store_txn *txn, const char *id, uint64_t size, struct arena *arena)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&key, id);
	return state_get(txn, JOUR__V1__RECORD__BODY_RELEASE, written(&key), size, &standing)
		       ? decode(txn, &standing, arena)
		       : NULL;
}

enum err releases_list(
	struct store_txn *txn, uint64_t size, struct arena *arena, const struct release **ret_first)
{
	struct state_scan scan = state_scan(txn, JOUR__V1__RECORD__BODY_RELEASE, BYTES_NONE, size);
	struct release *first = NULL, **end = &first;
	struct standing standing;
	while (state_scan_next(&scan, &standing)) {
		struct release *release = decode(txn, &standing, arena);
		if (release == NULL)
			return store_error(txn) != ERR_OK ? store_error(txn) : ERR_RANGE;
		*end = release;
		end = &release->next;
	}
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	*ret_first = first;
	return ERR_OK;
}
