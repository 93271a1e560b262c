#include "heard.h"

#include <string.h>

#include "jour/limits.h"

/* First byte of a key in TABLE_SIDE. */
enum { SIDE_HEARD = 1 };

/* A key is as good as random. */
static struct heard_row *slot_of(struct heard *heard, const struct key *author)
{
	size_t at = (author->bytes[0] | (size_t)author->bytes[1] << 8) % HEARD_SLOTS;
	while (heard->rows[at].heard_ms != 0 && !key_equal(&heard->rows[at].key, author))
		at = (at + 1) % HEARD_SLOTS;
	return &heard->rows[at];
}

static bool is_due(const struct heard_row *row, uint64_t now_ms)
{
	return row->heard_ms > row->written_ms && now_ms >= row->written_ms + HEARD_EVERY_MS;
}

void heard_note(struct heard *heard, const struct key *author, uint64_t now_ms)
{
	struct heard_row *row = slot_of(heard, author);
	if (row->heard_ms == 0 && heard->count == HEARD_SLOTS / 2) {
		/* Only keys that were changed since the start can fill it: begin again. */
		*heard = (struct heard){.count = 0};
		row = slot_of(heard, author);
	}
	if (row->heard_ms == 0) {
		heard->count++;
		row->key = *author;
	}
	row->heard_ms = now_ms;
	heard->due = heard->due || is_due(row, now_ms);
}

bool heard_is_due(struct heard *heard, uint64_t now_ms)
{
	for (size_t i = 0; i < HEARD_SLOTS && !heard->due; i++)
		heard->due = is_due(&heard->rows[i], now_ms);
	return heard->due;
}

static struct bytes side_key(const struct key *sign, uint8_t buffer[1 + KEY_SIZE])
{
	buffer[0] = SIDE_HEARD;
	memcpy(buffer + 1, sign->bytes, KEY_SIZE);
	return (struct bytes){buffer, 1 + KEY_SIZE};
}

void heard_write(struct heard *heard, struct store_txn *txn, uint64_t now_ms)
{
	if (!heard->due)
		return;
	for (size_t i = 0; i < HEARD_SLOTS; i++) {
		struct heard_row *row = &heard->rows[i];
		uint8_t key[1 + KEY_SIZE], value[8];
		if (!is_due(row, now_ms))
			continue;
		store_put(
			txn, TABLE_SIDE, side_key(&row->key, key), index_key(row->heard_ms, value));
		row->written_ms = row->heard_ms;
	}
	heard->due = false;
}

bool heard_get(struct store_txn *txn, const struct key *sign, uint64_t *ret_ms)
{
	uint8_t key[1 + KEY_SIZE];
	struct bytes value;
	if (!store_get(txn, TABLE_SIDE, side_key(sign, key), &value))
		return false;
	struct reader reader = reader_of(value);
	*ret_ms = read_be64(&reader);
	return true;
}
