#include "statecount.h"

#include <string.h>

#include "state.h"

#define YEAR_SIZE 2u
#define PART_SIZE_MAX (1 + 2 + YEAR_SIZE) /* STATE_RECORD | be16 kind | be16 year */

/* The bytes that the rows of a key's part begin with; empty when it is in none. */
static struct bytes part_of(struct bytes key)
{
	size_t size = 0;
	if (key.data[0] == STATE_HEADER)
		size = 1;
	if (key.data[0] == STATE_RECORD && key.size >= PART_SIZE_MAX) {
		const struct kind *kind = kind_of((unsigned)key.data[1] << 8 | key.data[2]);
		size = kind != NULL && kind->key_begins_with_year ? PART_SIZE_MAX : 0;
	}
	return (struct bytes){key.data, size};
}

static struct bytes count_key(struct bytes part, uint8_t buffer[1 + PART_SIZE_MAX])
{
	struct writer writer = writer_of(buffer, 1 + PART_SIZE_MAX);
	write_u8(&writer, STATE_COUNT);
	write_span(&writer, part);
	return written(&writer);
}

static uint64_t said_rows(struct store_txn *txn, struct bytes part)
{
	uint8_t buffer[1 + PART_SIZE_MAX];
	struct bytes value;
	if (!store_get(txn, TABLE_STATE, count_key(part, buffer), &value))
		return 0;
	struct reader reader = reader_of(value);
	return read_be64(&reader);
}

static uint64_t count_rows(struct store_txn *txn, struct bytes part)
{
	uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
	struct bytes from = part, key, value;
	uint64_t rows = 0;
	for (; store_next(txn, TABLE_STATE, from, &key, &value) && key.size >= part.size &&
		memcmp(key.data, part.data, part.size) == 0;
		rows++)
		from = store_key_after(key, buffer);
	return rows;
}

static void recount_part(struct store_txn *txn, struct bytes part)
{
	if (count_rows(txn, part) != said_rows(txn, part))
		store_fail(txn, ERR_CORRUPT);
}

void statecount_put(struct store_txn *txn, struct bytes key, struct bytes value)
{
	struct bytes part = part_of(key), before;
	uint8_t buffer[1 + PART_SIZE_MAX], count[8];
	bool is_new = part.size > 0 && !store_get(txn, TABLE_STATE, key, &before);
	store_put(txn, TABLE_STATE, key, value);
	if (is_new)
		store_put(txn, TABLE_STATE, count_key(part, buffer),
			index_key(said_rows(txn, part) + 1, count));
}

/* The least key after all those of the part, in `buffer`, where the part itself may stand. */
static struct bytes past_part(struct bytes part, uint8_t buffer[PART_SIZE_MAX])
{
	size_t at = part.size;
	memmove(buffer, part.data, part.size);
	do
		at--;
	while (++buffer[at] == 0);
	return (struct bytes){buffer, part.size};
}

/* Reads all rows; of the parts, unless `whole`, only what is said of them. */
static enum err recount(struct store_txn *txn, bool whole)
{
	uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
	struct bytes from = BYTES_NONE, key, value;
	uint64_t rows = 0;
	while (store_next(txn, TABLE_STATE, from, &key, &value)) {
		struct bytes part = part_of(key);
		if (part.size == 0) {
			rows++;
			from = store_key_after(key, buffer);
			continue;
		}
		rows += said_rows(txn, part);
		if (whole)
			recount_part(txn, part);
		from = past_part(part, buffer);
	}
	if (rows != store_count(txn, TABLE_STATE))
		store_fail(txn, ERR_CORRUPT);
	return store_error(txn);
}

enum err statecount_check(struct store_txn *txn)
{
	return recount(txn, false);
}

enum err statecount_check_all(struct store_txn *txn)
{
	return recount(txn, true);
}

static void recount_year(struct store_txn *txn, uint32_t year)
{
	const struct kind *kind;
	for (size_t i = 0; (kind = kind_at(i)) != NULL; i++) {
		uint8_t buffer[PART_SIZE_MAX];
		struct writer part = writer_of(buffer, sizeof(buffer));
		if (!kind->key_begins_with_year)
			continue;
		write_u8(&part, STATE_RECORD);
		write_be16(&part, (uint16_t)kind->number);
		write_be16(&part, (uint16_t)year);
		recount_part(txn, written(&part));
	}
}

void statecount_check_year(struct store_txn *txn, unsigned number, struct bytes key)
{
	const struct kind *kind = kind_of(number);
	struct reader reader = reader_of(key);
	uint32_t first = YEAR_MIN, last = YEAR_MAX;
	if (txn->write || kind == NULL || !kind->key_begins_with_year)
		return;
	if (key.size >= YEAR_SIZE)
		first = last = read_be16(&reader);
	for (uint32_t year = first; year <= last; year++)
		if (year >= YEAR_MIN && year <= YEAR_MAX && store_note(txn, year - YEAR_MIN))
			recount_year(txn, year);
}
