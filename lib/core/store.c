#include "jour/store.h"

#include <assert.h>
#include <string.h>

struct store_txn *store_begin_read(struct store *store, enum err *ret_err)
{
	return store->ops->begin(store, false, ret_err);
}

struct store_txn *store_begin_write(struct store *store, enum err *ret_err)
{
	return store->ops->begin(store, true, ret_err);
}

static bool usable(const struct store_txn *txn, unsigned table)
{
	assert(table < txn->table_count);
	return txn->error == ERR_OK;
}

static bool writable(const struct store_txn *txn, unsigned table, struct bytes key)
{
	assert(txn->write);
	assert(key.size > 0 && key.size <= STORE_KEY_SIZE_MAX);
	return usable(txn, table);
}

bool store_get(struct store_txn *txn, unsigned table, struct bytes key, struct bytes *ret_value)
{
	assert(key.size > 0 && key.size <= STORE_KEY_SIZE_MAX);
	return usable(txn, table) && txn->ops->get(txn, table, key, ret_value);
}

bool store_next(struct store_txn *txn, unsigned table, struct bytes from, struct bytes *ret_key,
	struct bytes *ret_value)
{
	assert(from.size <= STORE_KEY_SIZE_MAX + 1);
	return usable(txn, table) && txn->ops->next(txn, table, from, ret_key, ret_value);
}

bool store_last(
	struct store_txn *txn, unsigned table, struct bytes *ret_key, struct bytes *ret_value)
{
	return usable(txn, table) && txn->ops->last(txn, table, ret_key, ret_value);
}

void store_put(struct store_txn *txn, unsigned table, struct bytes key, struct bytes value)
{
	assert(value.size <= STORE_VALUE_SIZE_MAX);
	if (writable(txn, table, key))
		txn->ops->put(txn, table, key, value, false);
}

void store_append(struct store_txn *txn, unsigned table, struct bytes key, struct bytes value)
{
	assert(value.size <= STORE_VALUE_SIZE_MAX);
	if (writable(txn, table, key))
		txn->ops->put(txn, table, key, value, true);
}

void store_delete(struct store_txn *txn, unsigned table, struct bytes key)
{
	if (writable(txn, table, key))
		txn->ops->delete (txn, table, key);
}

uint64_t store_count(struct store_txn *txn, unsigned table)
{
	return usable(txn, table) ? txn->ops->count(txn, table) : 0;
}

struct bytes store_key_after(struct bytes key, uint8_t buffer[STORE_KEY_SIZE_MAX + 1])
{
	assert(key.size <= STORE_KEY_SIZE_MAX);
	if (key.size > 0)
		memmove(buffer, key.data, key.size);
	buffer[key.size] = 0;
	return (struct bytes){buffer, key.size + 1};
}

/* The hash so far and one row; lengths go in so that no two rows read alike. */
static struct hash256 digest_row(
	struct hash256 before, unsigned table, struct bytes key, struct bytes value)
{
	uint8_t head[12];
	struct writer writer = writer_of(head, sizeof(head));
	write_be32(&writer, table);
	write_be32(&writer, (uint32_t)key.size);
	write_be32(&writer, (uint32_t)value.size);
	struct bytes parts[] = {hash256_bytes(&before), written(&writer), key, value};
	return hash256_parts(parts, sizeof(parts) / sizeof(parts[0]));
}

enum err store_digest(
	struct store_txn *txn, const unsigned *tables, size_t count, struct hash256 *ret_digest)
{
	struct hash256 digest = {0};
	for (size_t i = 0; i < count; i++) {
		struct bytes from = BYTES_NONE, key, value;
		uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
		uint64_t rows = 0;
		while (store_next(txn, tables[i], from, &key, &value)) {
			digest = digest_row(digest, tables[i], key, value);
			from = store_key_after(key, buffer);
			rows++;
		}
		if (rows != store_count(txn, tables[i]))
			store_fail(txn, ERR_CORRUPT);
	}
	if (txn->error == ERR_OK)
		*ret_digest = digest;
	return txn->error;
}

bool store_note(struct store_txn *txn, unsigned number)
{
	assert(number < STORE_NOTES_MAX);
	uint64_t bit = UINT64_C(1) << number % 64, *notes = &txn->notes[number / 64];
	bool is_new = (*notes & bit) == 0;
	*notes |= bit;
	return is_new;
}

void store_fail(struct store_txn *txn, enum err err)
{
	if (txn->error == ERR_OK)
		txn->error = err;
}

enum err store_error(const struct store_txn *txn)
{
	return txn->error;
}

enum err store_commit(struct store_txn *txn)
{
	assert(txn->write);
	enum err err = txn->error;
	if (err == ERR_OK)
		return txn->ops->commit(txn);
	txn->ops->abort(txn);
	return err;
}

void store_abort(struct store_txn *txn)
{
	if (txn != NULL)
		txn->ops->abort(txn);
}

void store_close(struct store *store)
{
	if (store != NULL)
		store->ops->close(store);
}
