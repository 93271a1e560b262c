/* The tables that follow from the entries, compared with the scratch store. */
#include <string.h>

#include "verifying.h"

static void find_at(struct verifying *verifying, enum verify_fault fault, enum ledger_table table,
	uint64_t index, uint64_t argument)
{
	verifying_find(verifying,
		(struct finding){
			.fault = fault, .table = table, .index = index, .argument = argument});
}

static bool found_in(const struct verifying *verifying, enum ledger_table table)
{
	for (size_t i = 0; i < verifying->report->count; i++)
		if (verifying->report->findings[i].table == table)
			return true;
	return false;
}

/* Names every row that `belongs` does not know. With none, and no finding in the table before, the
 * store has miscounted. */
static void find_extra(struct verifying *verifying, enum ledger_table table, uint64_t size,
	bool (*belongs)(struct bytes key, uint64_t low, uint64_t size), uint64_t low)
{
	uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
	struct bytes from = BYTES_NONE, key, value;
	uint64_t rows = store_count(verifying->txn, table);
	while (verifying_goes(verifying) && verifying_next(verifying, table, from, &key, &value)) {
		if (!belongs(key, low, size))
			verifying_find_row(verifying, VERIFY_EXTRA, table, key);
		from = store_key_after(key, buffer);
	}
	if (!found_in(verifying, table))
		find_at(verifying, VERIFY_ROWS, table, rows, 0);
}

static bool is_index(struct bytes key, uint64_t low, uint64_t size)
{
	struct reader reader = reader_of(key);
	uint64_t index = read_be64(&reader);
	return reader_done(&reader) && index >= low && index < size;
}

void verify_dense(struct verifying *verifying, enum ledger_table table, uint64_t first)
{
	if (!verifying_goes(verifying))
		return;
	/* Every index was asked for: as many rows as indexes are exactly these. */
	uint64_t size = ledger_size(verifying->txn);
	if (store_count(verifying->txn, table) != size - first)
		find_extra(verifying, table, size, is_index, first);
	else if (size > first) {
		struct bytes key, value;
		if (store_last(verifying->txn, table, &key, &value) && !is_index(key, first, size))
			verifying_find_row(verifying, VERIFY_EXTRA, table, key);
		else if (store_error(verifying->txn) != ERR_OK)
			verifying_read_anew(verifying); /* the row was found unreadable before */
	}
}

/* ---- nodes */

static bool is_node(struct bytes key, uint64_t low, uint64_t size)
{
	struct reader reader = reader_of(key);
	unsigned level = read_u8(&reader);
	uint64_t index = read_be64(&reader);
	(void)low;
	return reader_done(&reader) && level < 64 && index < size >> level;
}

static void compare_node(struct verifying *verifying, unsigned level, uint64_t index)
{
	uint8_t buffer[9];
	struct writer writer = writer_of(buffer, sizeof(buffer));
	struct bytes stored, computed;
	write_u8(&writer, (uint8_t)level);
	write_be64(&writer, index);
	if (!verifying_get(verifying, TABLE_NODE, written(&writer), &stored))
		return;
	if (!store_get(verifying->fold, TABLE_NODE, written(&writer), &computed))
		verifying->err = ERR_CORRUPT;
	else if (!bytes_equal(stored, computed))
		find_at(verifying, VERIFY_NODE, TABLE_NODE, index, level);
	verifying->report->nodes++;
}

static void check_node_rows(struct verifying *verifying)
{
	uint64_t rows = 0;
	if (!verifying_goes(verifying))
		return;
	uint64_t size = ledger_size(verifying->txn);
	for (uint64_t left = size; left > 0; left >>= 1)
		rows += left;
	if (store_count(verifying->txn, TABLE_NODE) != rows)
		find_extra(verifying, TABLE_NODE, size, is_node, 0);
}

void verify_nodes(struct verifying *verifying)
{
	uint64_t size = verifying->report->size;
	for (unsigned level = 0; verifying->leaves_known && size >> level > 0; level++) {
		for (uint64_t index = 0; index < size >> level; index++) {
			if (!verifying_goes(verifying))
				return;
			if (verifying->report->nodes % CHUNK_ROWS == CHUNK_ROWS - 1)
				verifying_read_anew(verifying);
			compare_node(verifying, level, index);
		}
	}
	check_node_rows(verifying);
}

/* ---- checkpoints */

static void compare_checkpoint(
	struct verifying *verifying, struct bytes key, struct bytes text, uint64_t size)
{
	uint8_t buffer[CHECKPOINT_SIZE_MAX];
	struct checkpoint checkpoint = {.size = size};
	if (size == 0 || size > ledger_size(verifying->txn) || key.size != sizeof(size)) {
		verifying_find_row(verifying, VERIFY_EXTRA, TABLE_CHECKPOINT, key);
		return;
	}
	if (size > verifying->report->size)
		return; /* came meanwhile */
	strcpy(checkpoint.origin, verifying->name.genesis.origin);
	checkpoint.root = merkle_root(verifying->fold, TABLE_NODE, size);
	if (!bytes_equal(text, checkpoint_text(&checkpoint, buffer)))
		find_at(verifying, VERIFY_CHECKPOINT, TABLE_CHECKPOINT, size, 0);
	verifying->report->checkpoints++;
}

static uint64_t be64_of(struct bytes key)
{
	struct reader reader = reader_of(key);
	return read_be64(&reader);
}

/* Rows that a table has in the present snapshot, against what the store counts. */
static void recount(struct verifying *verifying, enum ledger_table table)
{
	uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
	struct bytes from = BYTES_NONE, key, value;
	uint64_t rows = 0;
	while (verifying_next(verifying, table, from, &key, &value)) {
		from = store_key_after(key, buffer);
		rows++;
	}
	if (verifying_goes(verifying) && !found_in(verifying, table) &&
		store_count(verifying->txn, table) != rows)
		find_at(verifying, VERIFY_ROWS, table, rows, 0);
}

/* Calls `compare` for each row, in short transactions. */
static void walk(struct verifying *verifying, enum ledger_table table,
	void (*compare)(
		struct verifying *verifying, struct bytes key, struct bytes value, uint64_t index))
{
	uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
	struct bytes from = BYTES_NONE, key, value;
	uint64_t rows = 0;
	while (verifying_goes(verifying) && verifying_next(verifying, table, from, &key, &value)) {
		uint64_t index = be64_of(key);
		from = store_key_after(key, buffer);
		compare(verifying, key, value, index);
		if (++rows % CHUNK_ROWS == 0)
			verifying_read_anew(verifying);
	}
	/* A running daemon may have put a row where the walk had been. */
	if (verifying_goes(verifying) && store_count(verifying->txn, table) != rows)
		recount(verifying, table);
}

void verify_checkpoints(struct verifying *verifying)
{
	uint8_t key[8];
	struct bytes text;
	if (!verifying->leaves_known || !verifying_goes(verifying))
		return;
	walk(verifying, TABLE_CHECKPOINT, compare_checkpoint);
	/* Every commit ends with one: the first, and the one that this snapshot ends with. */
	if (verifying_goes(verifying))
		(void)verifying_get(verifying, TABLE_CHECKPOINT, index_key(1, key), &text);
	if (verifying_goes(verifying))
		(void)verifying_get(verifying, TABLE_CHECKPOINT,
			index_key(ledger_size(verifying->txn), key), &text);
}

static void compare_signature(
	struct verifying *verifying, struct bytes key, struct bytes value, uint64_t size)
{
	struct bytes text;
	struct signature signature;
	if (key.size != sizeof(size) || value.size != sizeof(signature.bytes))
		return; /* something else that stands beside the ledger */
	memcpy(signature.bytes, value.data, sizeof(signature.bytes));
	if (!store_get(verifying->txn, TABLE_CHECKPOINT, key, &text) ||
		!sign_verify(&verifying->name.genesis.ledger_key, text, &signature))
		find_at(verifying, VERIFY_CHECKPOINT_SIGNATURE, TABLE_SIGNATURE, size, 0);
	if (store_error(verifying->txn) == ERR_CORRUPT)
		verifying_read_anew(verifying); /* the text was found unreadable before */
	verifying->report->signatures++;
}

void verify_signatures(struct verifying *verifying)
{
	walk(verifying, TABLE_SIGNATURE, compare_signature);
}

/* ---- state */

/* One side of the comparison: where it stands. */
struct side {
	uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
	struct bytes from, key, value;
	bool has;
};

static void step_past(struct side *side, struct bytes key)
{
	side->from = store_key_after(key, side->buffer);
}

/* After a row that cannot be read: is it the one that should stand next? Its finding then names it,
 * and the comparison goes on behind it. False: stop, also when the state has moved on. */
static bool pass_damage(struct verifying *verifying, struct side *stored, struct side *computed)
{
	struct bytes value;
	uint64_t size = verifying->report->size;
	if (verifying->err != ERR_OK || !computed->has || ledger_size(verifying->txn) != size ||
		store_get(verifying->txn, TABLE_STATE, computed->key, &value) ||
		store_error(verifying->txn) != ERR_CORRUPT)
		return false;
	verifying_read_anew(verifying);
	verifying->report->count--;
	verifying_find_row(verifying, VERIFY_UNREADABLE, TABLE_STATE, computed->key);
	step_past(stored, computed->key);
	step_past(computed, computed->key);
	return verifying_goes(verifying) && ledger_size(verifying->txn) == size;
}

static void compare_state(struct verifying *verifying, struct side *stored, struct side *computed)
{
	int order = !stored->has     ? 1
		    : !computed->has ? -1
				     : bytes_compare(stored->key, computed->key);
	if (order < 0)
		verifying_find_row(verifying, VERIFY_EXTRA, TABLE_STATE, stored->key);
	else if (order > 0)
		verifying_find_row(verifying, VERIFY_MISSING, TABLE_STATE, computed->key);
	else if (!bytes_equal(stored->value, computed->value))
		verifying_find_row(verifying, VERIFY_STATE, TABLE_STATE, stored->key);
	if (order <= 0)
		step_past(stored, stored->key);
	if (order >= 0)
		step_past(computed, computed->key);
	verifying->report->state_rows += order <= 0;
}

void verify_state(struct verifying *verifying)
{
	struct side stored = {.has = false}, computed = {.has = false};
	if (!verifying->report->refolded)
		return;
	while (verifying_goes(verifying)) {
		size_t found = verifying->report->count;
		computed.has = store_next(verifying->fold, TABLE_STATE, computed.from,
			&computed.key, &computed.value);
		stored.has = verifying_next(
			verifying, TABLE_STATE, stored.from, &stored.key, &stored.value);
		if (verifying->report->count != found) {
			if (!pass_damage(verifying, &stored, &computed))
				return;
			continue;
		}
		if (!stored.has && !computed.has)
			break;
		compare_state(verifying, &stored, &computed);
	}
	if (verifying_goes(verifying) &&
		store_count(verifying->txn, TABLE_STATE) != verifying->report->state_rows &&
		!found_in(verifying, TABLE_STATE))
		find_at(verifying, VERIFY_ROWS, TABLE_STATE,
			store_count(verifying->txn, TABLE_STATE), 0);
}
