#include "state.h"

#include <assert.h>
#include <string.h>

#include "statecount.h"

const struct store_table ledger_tables[LEDGER_TABLES] = {
	[TABLE_ENTRY] = {"entry", STORE_CHECK_SHA256},
	[TABLE_BODY] = {"body", STORE_CHECK_SHA256},
	[TABLE_RESULTS] = {"results", STORE_CHECK_SHA256},
	[TABLE_NODE] = {"node", STORE_CHECK_SHA256},
	[TABLE_CHECKPOINT] = {"checkpoint", STORE_CHECK_SHA256},
	[TABLE_STATE] = {"state", STORE_CHECK_SHORT},
	[TABLE_SIGNATURE] = {"signature", STORE_CHECK_SHORT},
	[TABLE_SIDE] = {"side", STORE_CHECK_SHORT},
};

#define PREFIX_SIZE 3 /* STATE_RECORD | be16 kind */
#define VERSION_SIZE 8
#define YEAR_SIZE 2u

struct bytes index_key(uint64_t index, uint8_t buffer[8])
{
	struct writer writer = writer_of(buffer, 8);
	write_be64(&writer, index);
	return written(&writer);
}

uint64_t ledger_size(struct store_txn *txn)
{
	return store_count(txn, TABLE_ENTRY);
}

static void write_prefix(struct writer *to, unsigned kind, struct bytes key)
{
	write_u8(to, STATE_RECORD);
	write_be16(to, (uint16_t)kind);
	write_span(to, key);
}

static void write_year_prefix(struct writer *to, unsigned kind, uint32_t year, struct bytes key)
{
	write_u8(to, STATE_YEAR);
	write_be16(to, (uint16_t)kind);
	write_be16(to, (uint16_t)year);
	write_span(to, key);
}

/* Fills `ret_standing` from a stored version; its entry index stands in the key. */
static bool read_version(
	struct store_txn *txn, struct bytes key, struct bytes value, struct standing *ret_standing)
{
	struct reader version =
		reader_of((struct bytes){key.data + key.size - VERSION_SIZE, VERSION_SIZE});
	struct reader reader = reader_of(value);
	struct standing standing = {.index = ~read_be64(&version)};
	read_copy(&reader, standing.hash.bytes, sizeof(standing.hash.bytes));
	standing.position = read_be16(&reader);
	standing.record = read_span(&reader, reader.left);
	if (reader.failed) {
		store_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret_standing = standing;
	return true;
}

bool state_get(struct store_txn *txn, unsigned kind, struct bytes key, uint64_t size,
	struct standing *ret_standing)
{
	uint8_t buffer[STORE_KEY_SIZE_MAX];
	struct writer writer = writer_of(buffer, sizeof(buffer));
	struct bytes found, value;
	if (size == 0)
		return false;
	statecount_check_year(txn, kind, key);
	write_prefix(&writer, kind, key);
	size_t fixed = writer.size;
	write_be64(&writer, ~(size - 1));
	assert(!writer.failed);
	if (!store_next(txn, TABLE_STATE, written(&writer), &found, &value))
		return false;
	if (found.size != fixed + VERSION_SIZE || memcmp(found.data, buffer, fixed) != 0)
		return false;
	return read_version(txn, found, value, ret_standing);
}

/* Adds the version to the key that has been written so far. */
static void put_version(struct store_txn *txn, struct writer *key, const struct standing *standing,
	struct bytes record)
{
	uint8_t buffer[sizeof(struct hash256) + 2 + RECORD_SIZE_MAX];
	struct writer value = writer_of(buffer, sizeof(buffer));
	write_be64(key, ~standing->index);
	write_copy(&value, standing->hash.bytes, sizeof(standing->hash.bytes));
	write_be16(&value, standing->position);
	write_span(&value, record);
	assert(!key->failed && !value.failed);
	statecount_put(txn, written(key), written(&value));
}

void state_put(
	struct store_txn *txn, unsigned kind, struct bytes key, const struct standing *standing)
{
	uint8_t buffer[STORE_KEY_SIZE_MAX];
	struct writer full_key = writer_of(buffer, sizeof(buffer));
	write_prefix(&full_key, kind, key);
	put_version(txn, &full_key, standing, standing->record);
}

void state_put_record(struct store_txn *txn, const struct kind *kind, const void *body,
	const struct standing *standing)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX], year_buffer[STORE_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct writer year_key = writer_of(year_buffer, sizeof(year_buffer));
	kind->key(body, &key);
	state_put(txn, kind->number, written(&key), standing);
	if (kind->year == NULL)
		return;
	write_year_prefix(&year_key, kind->number, kind->year(body), written(&key));
	put_version(txn, &year_key, standing, BYTES_NONE);
}

const void *state_body(
	struct store_txn *txn, unsigned kind, struct bytes bytes, struct arena *arena)
{
	struct record record;
	if (record_decode_stored(bytes, arena, &record) == ERR_OK && record.kind == kind)
		return record_body(&record);
	store_fail(txn, ERR_CORRUPT);
	return NULL;
}

struct state_scan state_scan(
	struct store_txn *txn, unsigned kind, struct bytes prefix, uint64_t size)
{
	struct state_scan scan = {.txn = txn, .size = size};
	struct writer writer = writer_of(scan.at, sizeof(scan.at));
	statecount_check_year(txn, kind, prefix);
	write_prefix(&writer, kind, prefix);
	assert(!writer.failed);
	scan.prefix_size = scan.at_size = writer.size;
	return scan;
}

struct state_scan state_scan_year(
	struct store_txn *txn, unsigned kind, uint32_t year, struct bytes prefix, uint64_t size)
{
	struct state_scan scan = {.txn = txn, .size = size, .by_year = true};
	struct writer writer = writer_of(scan.at, sizeof(scan.at));
	write_year_prefix(&writer, kind, year, prefix);
	assert(!writer.failed);
	scan.prefix_size = scan.at_size = writer.size;
	return scan;
}

/* What stands under the natural key that a row of the year names. */
static bool read_named(struct state_scan *scan, size_t fixed, struct standing *ret_standing)
{
	struct reader key = reader_of((struct bytes){scan->at, fixed});
	(void)read_u8(&key);
	unsigned kind = read_be16(&key);
	(void)read_be16(&key);
	if (state_get(scan->txn, kind, read_span(&key, key.left), scan->size, ret_standing))
		return true;
	store_fail(scan->txn, ERR_CORRUPT); /* the two are always put together */
	return false;
}

/* Makes the next seek start after the versions of `key`'s natural key, or at one of them. */
static void seek_version(struct state_scan *scan, size_t fixed, uint64_t version, bool after)
{
	struct writer writer = writer_of(scan->at, sizeof(scan->at));
	writer.size = fixed;
	write_be64(&writer, version);
	if (after)
		write_u8(&writer, 0);
	assert(!writer.failed);
	scan->at_size = writer.size;
}

bool state_scan_next(struct state_scan *scan, struct standing *ret_standing)
{
	struct bytes key, value;
	struct standing standing;
	if (scan->size == 0)
		return false;
	while (store_next(
		scan->txn, TABLE_STATE, (struct bytes){scan->at, scan->at_size}, &key, &value)) {
		/* Only the prefix's bytes of `at` are sure to be the caller's. */
		if (key.size < PREFIX_SIZE + VERSION_SIZE || key.size < scan->prefix_size ||
			memcmp(key.data, scan->at, scan->prefix_size) != 0)
			return false;
		size_t fixed = key.size - VERSION_SIZE;
		if (!read_version(scan->txn, key, value, &standing))
			return false;
		memcpy(scan->at, key.data, fixed);
		if (standing.index >= scan->size) {
			seek_version(scan, fixed, ~(scan->size - 1), false);
			continue;
		}
		if (scan->by_year && !read_named(scan, fixed, &standing))
			return false;
		seek_version(scan, fixed, UINT64_MAX, true);
		*ret_standing = standing;
		return true;
	}
	return false;
}

void state_scan_past(struct state_scan *scan, size_t size)
{
	size_t fixed = PREFIX_SIZE + (scan->by_year ? YEAR_SIZE : 0) + size;
	assert(fixed <= scan->at_size);
	memset(scan->at + fixed, UINT8_MAX, sizeof(scan->at) - fixed);
	scan->at_size = sizeof(scan->at);
}
