/* Folds the ledger again from its entries alone. */
#include "sim.h"

#include <stdlib.h>

static bool fold_again(struct sim *sim, struct store_txn *in, struct store_txn *out,
	struct fold_memory *memory, uint64_t index)
{
	struct hash256 hashes[BATCH_RECORDS_MAX];
	const struct seen *seen = &sim->oracle.seen[index];
	struct entry entry;
	struct batch batch;
	uint8_t key[8];
	struct bytes text;
	struct writer to = writer_of(sim->scratch, sizeof(sim->scratch));
	if (entry_read((struct bytes){seen->entry, ENTRY_SIZE}, &entry) != ERR_OK)
		return false;
	write_span(&to, entry.header_bytes);
	write_copy(&to, entry.signature.bytes, SIGNATURE_SIZE);
	write_copy(&to, seen->body, seen->body_size);
	if (batch_read(written(&to), &batch) != ERR_OK)
		return false;
	body_root(batch.body, hashes);
	ledger_append(out, memory, &batch, hashes, seen->forked, entry.received_ms);
	if (store_get(in, TABLE_CHECKPOINT, index_key(index + 1, key), &text))
		ledger_put_checkpoint(out, &sim->ledger.turn.name);
	return true;
}

struct store *refold(struct sim *sim, uint64_t size)
{
	uint8_t *arenas = malloc(2 * (size_t)DECODE_HEAP_MAX);
	struct fold_memory memory = {arena_of(arenas, DECODE_HEAP_MAX),
		arena_of(arenas + DECODE_HEAP_MAX, DECODE_HEAP_MAX)};
	struct store *store = memstore_open(ledger_tables, LEDGER_TABLES);
	enum err err = ERR_OK;
	struct store_txn *in = store_begin_read(sim->ledger.store, &err);
	struct store_txn *out = store_begin_write(store, &err);
	bool read = true;
	ledger_create(out, &sim->ledger.turn.name.genesis);
	for (uint64_t index = 1; read && index < size; index++)
		read = fold_again(sim, in, out, &memory, index);
	store_abort(in);
	err = store_commit(out);
	if (!read || err != ERR_OK)
		sim_fail(sim, "refold", "the entries cannot be folded again: %s", err_name(err));
	free(arenas);
	return store;
}

static struct hash256 digest(struct sim *sim, struct store *store)
{
	static const unsigned tables[] = {
		TABLE_ENTRY, TABLE_BODY, TABLE_RESULTS, TABLE_NODE, TABLE_CHECKPOINT, TABLE_STATE};
	struct hash256 hash = {0};
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(store, &err);
	if (store_digest(txn, tables, sizeof(tables) / sizeof(tables[0]), &hash) != ERR_OK)
		sim_fail(sim, "refold", "a store has no digest");
	store_abort(txn);
	return hash;
}

void refold_compare(struct sim *sim)
{
	struct store *again = refold(sim, sim->oracle.seen_count);
	if (!hash256_equal(digest(sim, again), digest(sim, sim->ledger.store)))
		sim_fail(sim, "refold", "the entries fold to another state");
	store_close(again);
}
