#include "ledger.h"

#include <string.h>

void ledger_put_checkpoint(struct store_txn *txn, const struct ledger_name *name)
{
	uint8_t key[8], text[CHECKPOINT_SIZE_MAX];
	struct checkpoint checkpoint = {.size = ledger_size(txn)};
	strcpy(checkpoint.origin, name->genesis.origin);
	checkpoint.root = merkle_root(txn, TABLE_NODE, checkpoint.size);
	store_append(txn, TABLE_CHECKPOINT, index_key(checkpoint.size, key),
		checkpoint_text(&checkpoint, text));
}

void ledger_put_signature(struct store_txn *txn, uint64_t size, const struct signature *signature)
{
	uint8_t key[8];
	store_put(txn, TABLE_SIGNATURE, index_key(size, key), BYTES_OF(signature->bytes));
}

void ledger_create(struct store_txn *txn, const struct genesis *genesis)
{
	uint8_t key[8], buffer[GENESIS_SIZE_MAX];
	struct bytes bytes = genesis_write(genesis, buffer);
	struct ledger_name name = {.genesis = *genesis, .id = merkle_leaf(bytes)};
	store_append(txn, TABLE_ENTRY, index_key(0, key), bytes);
	merkle_append(txn, TABLE_NODE, 0, &name.id);
	fold_genesis(txn, genesis);
	ledger_put_checkpoint(txn, &name);
}

enum err ledger_identify(struct store_txn *txn, struct ledger_name *ret_name)
{
	uint8_t key[8];
	struct bytes bytes;
	struct ledger_name name;
	if (!store_get(txn, TABLE_ENTRY, index_key(0, key), &bytes))
		return store_error(txn) == ERR_OK ? ERR_NOTFOUND : store_error(txn);
	name.id = merkle_leaf(bytes);
	if (genesis_read(bytes, &name.genesis) != ERR_OK)
		return ERR_CORRUPT;
	*ret_name = name;
	return ERR_OK;
}

struct bytes ledger_read(struct store_txn *txn, enum ledger_table table, uint64_t index)
{
	uint8_t key[8];
	struct bytes value;
	if (store_get(txn, table, index_key(index, key), &value))
		return value;
	store_fail(txn, ERR_CORRUPT);
	return BYTES_NONE;
}

uint64_t ledger_received_ms(struct store_txn *txn, uint64_t index)
{
	struct bytes bytes = ledger_read(txn, TABLE_ENTRY, index);
	struct genesis genesis;
	struct entry entry;
	if (index == 0 && genesis_read(bytes, &genesis) == ERR_OK)
		return genesis.created_ms;
	if (index > 0 && entry_read(bytes, &entry) == ERR_OK)
		return entry.received_ms;
	store_fail(txn, ERR_CORRUPT);
	return 0;
}

static void write_results(struct store_txn *txn, struct bytes key, const struct batch *batch,
	const struct result *results, struct hash256 *ret_hash)
{
	uint8_t buffer[BATCH_RECORDS_MAX * RESULT_SIZE];
	struct writer writer = writer_of(buffer, sizeof(buffer));
	results_write(results, batch->header.count, &writer);
	*ret_hash = hash256(written(&writer));
	store_append(txn, TABLE_RESULTS, key, written(&writer));
}

void ledger_fold(struct store_txn *txn, struct fold_memory *memory, const struct entry *entry,
	const struct batch *batch, const struct hash256 *hashes, bool fork,
	struct result *ret_results)
{
	if (fork)
		for (uint16_t i = 0; i < batch->header.count; i++)
			ret_results[i] = (struct result){.code = RESULT_FORKED};
	else
		fold_batch(
			txn, memory, entry->index, entry->received_ms, batch, hashes, ret_results);
	door_pass(txn, batch, fork, entry->index);
}

uint64_t ledger_append(struct store_txn *txn, struct fold_memory *memory, const struct batch *batch,
	const struct hash256 *hashes, bool fork, uint64_t now_ms)
{
	struct result results[BATCH_RECORDS_MAX];
	uint8_t key_buffer[8], bytes[ENTRY_SIZE];
	uint64_t index = ledger_size(txn);
	struct bytes key = index_key(index, key_buffer);
	uint64_t before_ms = ledger_received_ms(txn, index - 1);
	struct entry entry = {.index = index,
		.received_ms = now_ms > before_ms ? now_ms : before_ms,
		.header_bytes = batch->header_bytes,
		.signature = batch->signature,
		.rules = RULES_VERSION};
	/* Not all of the array: that would clear 64 KiB for one record. */
	memset(results, 0, batch->header.count * sizeof(results[0]));
	ledger_fold(txn, memory, &entry, batch, hashes, fork, results);
	write_results(txn, key, batch, results, &entry.results_hash);
	entry_write(&entry, bytes);
	store_append(txn, TABLE_ENTRY, key, BYTES_OF(bytes));
	store_append(txn, TABLE_BODY, key, batch->body);
	struct hash256 leaf = merkle_leaf(BYTES_OF(bytes));
	merkle_append(txn, TABLE_NODE, index, &leaf);
	return index;
}

enum err ledger_recheck(struct store_txn *txn, uint64_t index, const struct checkpoint *checkpoint,
	struct merkle_path *ret_path)
{
	struct hash256 leaf = merkle_leaf(ledger_read(txn, TABLE_ENTRY, index));
	struct hash256 stored = merkle_leaf_at(txn, TABLE_NODE, index);
	merkle_inclusion(txn, TABLE_NODE, index, checkpoint->size, ret_path);
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	if (!hash256_equal(leaf, stored) || !merkle_inclusion_holds(&leaf, index, checkpoint->size,
						    ret_path, &checkpoint->root))
		return ERR_CORRUPT;
	return ERR_OK;
}

bool ledger_covering(struct store_txn *txn, uint64_t index, uint64_t *ret_size)
{
	uint8_t buffer[8];
	struct bytes key, value;
	if (!store_next(txn, TABLE_CHECKPOINT, index_key(index + 1, buffer), &key, &value))
		return false;
	struct reader reader = reader_of(key);
	*ret_size = read_be64(&reader);
	return true;
}

enum err ledger_checkpoint(struct store_txn *txn, const struct ledger_name *name, uint64_t size,
	struct checkpoint *ret_checkpoint)
{
	uint8_t key[8], buffer[CHECKPOINT_SIZE_MAX];
	struct bytes stored;
	struct checkpoint checkpoint = {.size = size};
	if (!store_get(txn, TABLE_CHECKPOINT, index_key(size, key), &stored))
		return store_error(txn) == ERR_OK ? ERR_NOTFOUND : store_error(txn);
	strcpy(checkpoint.origin, name->genesis.origin);
	checkpoint.root = merkle_root(txn, TABLE_NODE, size);
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	/* Never two roots for one size: what was promised and what the nodes say must agree. */
	if (!bytes_equal(checkpoint_text(&checkpoint, buffer), stored))
		return ERR_CORRUPT;
	*ret_checkpoint = checkpoint;
	return ERR_OK;
}

bool ledger_newest_signature(
	struct store_txn *txn, uint64_t *ret_size, struct signature *ret_signature)
{
	struct bytes key, value;
	if (!store_last(txn, TABLE_SIGNATURE, &key, &value) || key.size != 8 ||
		value.size != SIGNATURE_SIZE)
		return false;
	struct reader reader = reader_of(key);
	*ret_size = read_be64(&reader);
	memcpy(ret_signature->bytes, value.data, SIGNATURE_SIZE);
	return true;
}

uint64_t ledger_size_before(struct store_txn *txn, uint64_t before_ms)
{
	uint64_t low = 0, high = ledger_size(txn);
	while (low < high && store_error(txn) == ERR_OK) {
		uint64_t middle = low + (high - low) / 2;
		if (ledger_received_ms(txn, middle) < before_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
