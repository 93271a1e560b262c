#include "verify.h"

#include <string.h>

#include "verifying.h"

/* ---- what both files use */

bool verifying_goes(const struct verifying *verifying)
{
	return verifying->err == ERR_OK && verifying->report->count < VERIFY_FINDINGS_MAX;
}

void verifying_find(struct verifying *verifying, struct finding finding)
{
	struct verify_report *report = verifying->report;
	if (report->count < VERIFY_FINDINGS_MAX)
		report->findings[report->count++] = finding;
}

void verifying_find_row(struct verifying *verifying, enum verify_fault fault,
	enum ledger_table table, struct bytes key)
{
	struct finding finding = {.fault = fault, .table = table};
	/* A scan's key may be one longer than any row's. */
	finding.key_size = key.size < sizeof(finding.key) ? key.size : sizeof(finding.key);
	if (finding.key_size > 0)
		memcpy(finding.key, key.data, finding.key_size);
	verifying_find(verifying, finding);
}

static void find_entry(
	struct verifying *verifying, enum verify_fault fault, uint64_t index, uint64_t argument)
{
	enum ledger_table table = TABLE_ENTRY;
	if (fault == VERIFY_BODY_FORM || fault == VERIFY_BODY_ROOT)
		table = TABLE_BODY;
	else if (fault == VERIFY_RESULTS_HASH || fault == VERIFY_RESULT)
		table = TABLE_RESULTS;
	verifying_find(verifying, (struct finding){fault, table, index, argument, {0}, 0});
}

void verifying_read_anew(struct verifying *verifying)
{
	enum err err = verifying->txn == NULL ? ERR_OK : store_error(verifying->txn);
	store_abort(verifying->txn);
	verifying->txn = NULL;
	/* A row that was damaged has been found already; any other failure ends it. */
	if (err != ERR_OK && err != ERR_CORRUPT)
		verifying->err = err;
	if (verifying->err != ERR_OK)
		return;
	verifying->txn = store_begin_read(verifying->store, &err);
	if (verifying->txn == NULL)
		verifying->err = err;
}

/* After a read that gave nothing: true when the store is damaged there, and reads anew. */
static bool was_damaged(struct verifying *verifying)
{
	enum err err = store_error(verifying->txn);
	if (err == ERR_OK)
		return false;
	if (err == ERR_CORRUPT)
		verifying_read_anew(verifying);
	else
		verifying->err = err;
	return true;
}

bool verifying_get(struct verifying *verifying, enum ledger_table table, struct bytes key,
	struct bytes *ret_value)
{
	if (verifying->err != ERR_OK)
		return false;
	if (store_get(verifying->txn, table, key, ret_value))
		return true;
	bool damaged = was_damaged(verifying);
	verifying_find_row(verifying, damaged ? VERIFY_UNREADABLE : VERIFY_MISSING, table, key);
	return false;
}

bool verifying_next(struct verifying *verifying, enum ledger_table table, struct bytes from,
	struct bytes *ret_key, struct bytes *ret_value)
{
	if (verifying->err != ERR_OK)
		return false;
	if (store_next(verifying->txn, table, from, ret_key, ret_value))
		return true;
	if (was_damaged(verifying))
		verifying_find_row(verifying, VERIFY_UNREADABLE_AFTER, table, from);
	return false;
}

/* ---- one entry */

/* An entry with what belongs to it, as far as it can be read. */
struct whole {
	uint64_t index;
	uint8_t bytes[ENTRY_SIZE];
	struct entry entry;
	struct batch batch;
	uint8_t results[BATCH_RECORDS_MAX * RESULT_SIZE];
	size_t results_size;
	bool has_results;
	bool has_body;
	struct hash256 hashes[BATCH_RECORDS_MAX];
};

/* Copies the entry and appends its leaf to the scratch tree. False: nothing to go on with. */
static bool read_entry(struct verifying *verifying, struct whole *whole)
{
	uint8_t key[8];
	struct bytes bytes;
	if (!verifying_get(verifying, TABLE_ENTRY, index_key(whole->index, key), &bytes)) {
		verifying->leaves_known = false;
		return false;
	}
	struct hash256 leaf = merkle_leaf(bytes);
	if (verifying->leaves_known)
		merkle_append(verifying->fold, TABLE_NODE, whole->index, &leaf);
	if (entry_read(bytes, &whole->entry) != ERR_OK) {
		find_entry(verifying, VERIFY_ENTRY_LAYOUT, whole->index, 0);
		return false;
	}
	memcpy(whole->bytes, bytes.data, sizeof(whole->bytes));
	return entry_read(BYTES_OF(whole->bytes), &whole->entry) == ERR_OK;
}

static void check_entry_fields(struct verifying *verifying, const struct whole *whole)
{
	const struct entry *entry = &whole->entry;
	uint64_t index = whole->index;
	if (entry->index != index)
		find_entry(verifying, VERIFY_ENTRY_INDEX, index, entry->index);
	if (entry->received_ms < verifying->before_ms)
		find_entry(verifying, VERIFY_ENTRY_TIME, index, 0);
	if (entry->rules != RULES_VERSION)
		find_entry(verifying, VERIFY_ENTRY_RULES, index, entry->rules);
	if (!hash256_equal(entry->header.ledger_id, verifying->name.id))
		find_entry(verifying, VERIFY_ENTRY_LEDGER, index, 0);
	if (!sign_verify(&entry->header.author, entry->header_bytes, &entry->signature))
		find_entry(verifying, VERIFY_SIGNATURE, index, 0);
	verifying->before_ms = entry->received_ms;
}

static void check_results(struct verifying *verifying, struct whole *whole)
{
	uint8_t key[8];
	struct bytes results;
	if (!verifying_get(verifying, TABLE_RESULTS, index_key(whole->index, key), &results))
		return;
	if (results.size != (size_t)whole->entry.header.count * RESULT_SIZE ||
		!hash256_equal(hash256(results), whole->entry.results_hash)) {
		find_entry(verifying, VERIFY_RESULTS_HASH, whole->index, 0);
		return;
	}
	memcpy(whole->results, results.data, results.size);
	whole->results_size = results.size;
	whole->has_results = true;
}

/* The body stays where it lies: nothing else is read until it has been folded. */
static void check_body(struct verifying *verifying, struct whole *whole)
{
	uint8_t key[8];
	struct bytes body;
	uint16_t count = 0;
	if (!verifying_get(verifying, TABLE_BODY, index_key(whole->index, key), &body))
		return;
	if (body_count(body, &count) != ERR_OK || count != whole->entry.header.count) {
		find_entry(verifying, VERIFY_BODY_FORM, whole->index, 0);
		return;
	}
	if (!hash256_equal(body_root(body, whole->hashes), whole->entry.header.root)) {
		find_entry(verifying, VERIFY_BODY_ROOT, whole->index, 0);
		return;
	}
	whole->batch = (struct batch){.header = whole->entry.header,
		.header_bytes = whole->entry.header_bytes,
		.header_hash = hash256(whole->entry.header_bytes),
		.signature = whole->entry.signature,
		.body = body};
	whole->has_body = true;
}

/* ---- the fold beside the store */

static void compare_results(
	struct verifying *verifying, const struct whole *whole, const struct result *results)
{
	uint8_t bytes[BATCH_RECORDS_MAX * RESULT_SIZE];
	struct writer to = writer_of(bytes, sizeof(bytes));
	results_write(results, whole->entry.header.count, &to);
	for (size_t i = 0; i < whole->entry.header.count; i++) {
		if (memcmp(bytes + i * RESULT_SIZE, whole->results + i * RESULT_SIZE,
			    RESULT_SIZE) == 0)
			continue;
		find_entry(verifying, VERIFY_RESULT, whole->index, i);
		return;
	}
}

/* False when the ledger says otherwise than its own rules from this entry on. */
static bool refold(struct verifying *verifying, const struct whole *whole)
{
	struct result results[BATCH_RECORDS_MAX] = {{.code = 0}};
	struct entry entry = whole->entry;
	struct member author;
	entry.index = whole->index;
	if (!roster_get(verifying->fold, &entry.header.author, &author)) {
		find_entry(verifying, VERIFY_AUTHOR, whole->index, 0);
		return false;
	}
	struct door door = door_admit(verifying->fold, &whole->batch, &author);
	if (door.way == DOOR_REFUSE || door.way == DOOR_HELD) {
		find_entry(verifying, VERIFY_DOOR, whole->index,
			door.way == DOOR_REFUSE ? (uint64_t)door.code : 0);
		return false;
	}
	ledger_fold(verifying->fold, verifying->memory, &entry, &whole->batch, whole->hashes,
		door.way == DOOR_FORK, results);
	if (whole->has_results)
		compare_results(verifying, whole, results);
	return true;
}

static void check_entry(struct verifying *verifying, uint64_t index)
{
	struct whole whole = {.index = index};
	bool readable = read_entry(verifying, &whole);
	if (readable) {
		check_entry_fields(verifying, &whole);
		check_results(verifying, &whole);
		check_body(verifying, &whole);
		verifying->report->records += whole.entry.header.count;
	}
	verifying->report->refolded = verifying->report->refolded && whole.has_body &&
				      whole.entry.rules == RULES_VERSION &&
				      refold(verifying, &whole);
	verifying->report->size = index + 1;
}

/* ---- the whole */

static void begin_fold(struct verifying *verifying, bool write)
{
	enum err err = ERR_OK;
	verifying->fold = write ? store_begin_write(verifying->scratch, &err)
				: store_begin_read(verifying->scratch, &err);
	if (verifying->fold == NULL)
		verifying->err = err;
}

static void end_fold(struct verifying *verifying)
{
	if (verifying->fold == NULL)
		return;
	enum err err = store_error(verifying->fold);
	if (verifying->fold->write)
		err = store_commit(verifying->fold);
	else
		store_abort(verifying->fold);
	verifying->fold = NULL;
	if (err != ERR_OK && verifying->err == ERR_OK)
		verifying->err = err;
}

/* The genesis again, in the scratch store. False: there is nothing to compare with. */
static bool check_genesis(struct verifying *verifying)
{
	uint8_t key[8];
	struct bytes bytes;
	if (!verifying_get(verifying, TABLE_ENTRY, index_key(0, key), &bytes))
		return false;
	verifying->name.id = genesis_ledger_id(bytes);
	if (genesis_read(bytes, &verifying->name.genesis) != ERR_OK) {
		verifying_find(verifying, (struct finding){.fault = VERIFY_GENESIS});
		return false;
	}
	verifying->before_ms = verifying->name.genesis.created_ms;
	begin_fold(verifying, true);
	if (verifying->fold == NULL)
		return false;
	fold_genesis(verifying->fold, &verifying->name.genesis);
	merkle_append(verifying->fold, TABLE_NODE, 0, &verifying->name.id);
	end_fold(verifying);
	verifying->report->size = 1;
	return true;
}

/* Entries up to the size of the present snapshot, `most` at most. True when none is left. */
static bool check_entries(struct verifying *verifying, uint64_t most)
{
	if (!verifying_goes(verifying))
		return true;
	uint64_t size = ledger_size(verifying->txn);
	begin_fold(verifying, true);
	for (; most > 0 && verifying->report->size < size && verifying_goes(verifying); most--)
		check_entry(verifying, verifying->report->size);
	end_fold(verifying);
	return !verifying_goes(verifying) || verifying->report->size >= size;
}

static void compare(struct verifying *verifying)
{
	while (!check_entries(verifying, CHUNK_ENTRIES))
		verifying_read_anew(verifying);
	begin_fold(verifying, false);
	verify_nodes(verifying);
	verify_checkpoints(verifying);
	verify_signatures(verifying);
	end_fold(verifying);
	/* What came meanwhile: then all that is left is read as of one moment. */
	if (verifying_goes(verifying))
		verifying_read_anew(verifying);
	if (verifying_goes(verifying) && !check_entries(verifying, UINT64_MAX))
		return;
	begin_fold(verifying, false);
	verify_dense(verifying, TABLE_ENTRY, 0);
	verify_dense(verifying, TABLE_BODY, 1);
	verify_dense(verifying, TABLE_RESULTS, 1);
	verify_state(verifying);
	end_fold(verifying);
}

enum err verify_run(struct store *store, struct store *scratch, struct fold_memory *memory,
	struct verify_report *ret_report)
{
	struct verifying verifying = {.store = store,
		.scratch = scratch,
		.memory = memory,
		.leaves_known = true,
		.report = ret_report};
	*ret_report = (struct verify_report){.refolded = true};
	verifying_read_anew(&verifying);
	if (verifying.txn == NULL)
		return verifying.err;
	if (ledger_size(verifying.txn) > 0 && check_genesis(&verifying))
		compare(&verifying);
	else
		ret_report->refolded = false;
	if (verifying.err == ERR_OK && verifying.txn != NULL)
		verifying.err = store_error(verifying.txn);
	if (verifying.err == ERR_OK && ret_report->size == 0 && ret_report->count == 0)
		verifying.err = ERR_NOTFOUND;
	store_abort(verifying.txn);
	return verifying.err;
}

/* ---- receipts */

static bool row_is(struct store_txn *txn, enum ledger_table table, uint64_t index, struct bytes is)
{
	uint8_t key[8];
	struct bytes value;
	return store_get(txn, table, index_key(index, key), &value) && bytes_equal(value, is);
}

enum err verify_receipt(struct store_txn *txn, const struct ledger_name *name, struct bytes receipt)
{
	struct receipt kept;
	struct checkpoint promised, stored;
	uint64_t size = 0;
	if (receipt_read(receipt, &kept) != ERR_OK)
		return ERR_MALFORMED;
	enum err err = checkpoint_open(
		kept.checkpoint, name->genesis.origin, &name->genesis.ledger_key, &promised);
	if (err != ERR_OK)
		return err;
	uint64_t index = kept.entry.index;
	if (!row_is(txn, TABLE_ENTRY, index, kept.entry_bytes) ||
		!row_is(txn, TABLE_RESULTS, index, kept.results) ||
		!ledger_covering(txn, index, &size) || size != promised.size ||
		ledger_checkpoint(txn, name, size, &stored) != ERR_OK ||
		!hash256_equal(stored.root, promised.root))
		return ERR_CORRUPT;
	return ERR_OK;
}
