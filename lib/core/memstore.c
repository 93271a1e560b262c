#include "jour/memstore.h"

#include "jour/storecheck.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One skip list per table, ordered by key. A row is never changed: to replace it is to
 * let it die and to insert another with the same key in front of it. A transaction of
 * version v sees the rows with born <= v < died. So a reader keeps its snapshot, an abort
 * is the undoing of births and deaths, and the dead are freed when nobody reads. */

#define HEIGHT_MAX 16u /* levels of a list: good for 4^16 rows */
#define NEVER UINT64_MAX

struct row {
	uint64_t born, died; /* versions */
	struct row *listed;  /* in `touched` or `garbage` */
	unsigned table;
	unsigned height;
	size_t key_size, value_size;
	uint8_t sum[STORECHECK_SIZE_MAX];
	uint8_t *data;	    /* key, then value */
	struct row *next[]; /* `height` of them */
};

struct memtable {
	struct storecheck check;
	struct row *head; /* a row without key, of full height */
	uint64_t count;
};

struct memstore {
	struct store store;
	struct memtable tables[STORE_TABLES_MAX];
	uint64_t version;    /* of the newest commit */
	struct row *touched; /* born or died in the open write transaction */
	struct row *garbage; /* died in a commit, perhaps still seen by a reader */
	unsigned readers;
	bool writing;
	bool refuses_writes; /* after a commit of unknown outcome */
	uint64_t random;
	uint64_t steps;
	enum memstore_fault fault;
	uint64_t fault_step;
	bool struck;
};

struct memtxn {
	struct store_txn txn;
	struct memstore *memstore;
	uint64_t version;
	uint64_t counts[STORE_TABLES_MAX];
};

static struct memstore *memstore_of(struct store *store)
{
	return (struct memstore *)store;
}

static struct memtxn *memtxn_of(struct store_txn *txn)
{
	return (struct memtxn *)txn;
}

/* --- faults --- */

/* True when the planned fault is one of this call's and strikes now. */
static bool strikes(struct memstore *memstore, enum memstore_fault fault)
{
	if (memstore->fault != fault || memstore->struck || memstore->steps < memstore->fault_step)
		return false;
	memstore->struck = true;
	return true;
}

/* Begins every call except commit; false when it fails. */
static bool step(struct store_txn *txn)
{
	struct memstore *memstore = memtxn_of(txn)->memstore;
	memstore->steps++;
	if (!strikes(memstore, MEMSTORE_CALL_IO))
		return true;
	store_fail(txn, ERR_IO);
	return false;
}

static void flip(struct row *row, uint64_t bit)
{
	uint8_t *bytes = row->value_size > 0 ? row->data + row->key_size : row->sum;
	size_t size = row->value_size > 0 ? row->value_size : 8;
	bit %= 8 * (uint64_t)size;
	bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

/* --- rows --- */

static struct bytes row_key(const struct row *row)
{
	return (struct bytes){row->data, row->key_size};
}

static struct bytes row_value(const struct row *row)
{
	return (struct bytes){row->data + row->key_size, row->value_size};
}

static bool visible(const struct row *row, const struct memtxn *memtxn)
{
	return row->born <= memtxn->version && memtxn->version < row->died;
}

static struct row *row_alloc(unsigned height, size_t data_size)
{
	size_t links = height * sizeof(struct row *);
	struct row *row = calloc(1, sizeof(*row) + links + data_size);
	if (row == NULL)
		return NULL;
	row->height = height;
	row->data = (uint8_t *)row + sizeof(*row) + links;
	row->died = NEVER;
	return row;
}

/* One level more with a probability of a quarter. Pseudo-random from a fixed start
 * (xorshift), so that every run of a test builds the same lists. */
static unsigned draw_height(struct memstore *memstore)
{
	uint64_t x = memstore->random;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	memstore->random = x;
	unsigned height = 1;
	for (; height < HEIGHT_MAX && (x & 3) == 0; x >>= 2)
		height++;
	return height;
}

/* At every level the last row with a key less than `key`. Returns that of level 0. */
static struct row *find_before(
	struct memtable *table, struct bytes key, struct row *ret_before[HEIGHT_MAX])
{
	struct row *at = table->head;
	for (unsigned level = HEIGHT_MAX; level-- > 0;) {
		while (at->next[level] != NULL && bytes_compare(row_key(at->next[level]), key) < 0)
			at = at->next[level];
		ret_before[level] = at;
	}
	return at;
}

static void link_row(struct memtable *table, struct row *row)
{
	struct row *before[HEIGHT_MAX];
	find_before(table, row_key(row), before);
	for (unsigned level = 0; level < row->height; level++) {
		row->next[level] = before[level]->next[level];
		before[level]->next[level] = row;
	}
}

static void free_row(struct memstore *memstore, struct row *row)
{
	struct row *before[HEIGHT_MAX];
	find_before(&memstore->tables[row->table], row_key(row), before);
	for (unsigned level = 0; level < row->height; level++) {
		struct row *at = before[level];
		while (at->next[level] != row) /* past others of the same key */
			at = at->next[level];
		at->next[level] = row->next[level];
	}
	free(row);
}

static void list_row(struct row **list, struct row *row)
{
	row->listed = *list;
	*list = row;
}

/* The first row at or after `key` that the transaction sees. */
static struct row *seek(struct memtxn *memtxn, unsigned table, struct bytes key)
{
	struct row *before[HEIGHT_MAX];
	struct row *row = find_before(&memtxn->memstore->tables[table], key, before)->next[0];
	while (row != NULL && !visible(row, memtxn))
		row = row->next[0];
	return row;
}

/* --- reading --- */

static bool deliver(struct memtxn *memtxn, struct row *row, struct bytes *ret_value)
{
	struct memstore *memstore = memtxn->memstore;
	if (strikes(memstore, MEMSTORE_VALUE_FLIP))
		flip(row, memstore->random);
	if (!storecheck_holds(
		    &memstore->tables[row->table].check, row_key(row), row_value(row), row->sum)) {
		store_fail(&memtxn->txn, ERR_CORRUPT);
		return false;
	}
	*ret_value = row_value(row);
	return true;
}

static bool mem_get(
	struct store_txn *txn, unsigned table, struct bytes key, struct bytes *ret_value)
{
	if (!step(txn))
		return false;
	struct row *row = seek(memtxn_of(txn), table, key);
	return row != NULL && bytes_equal(row_key(row), key) &&
	       deliver(memtxn_of(txn), row, ret_value);
}

static bool mem_next(struct store_txn *txn, unsigned table, struct bytes from,
	struct bytes *ret_key, struct bytes *ret_value)
{
	if (!step(txn))
		return false;
	struct row *row = seek(memtxn_of(txn), table, from);
	if (row == NULL || !deliver(memtxn_of(txn), row, ret_value))
		return false;
	*ret_key = row_key(row);
	return true;
}

/* The last row the transaction sees: rows after it may be dead or not yet born, so step
 * back key by key until one of the rows of that key is visible. */
static struct row *seek_last(struct memtxn *memtxn, unsigned table)
{
	struct row *head = memtxn->memstore->tables[table].head;
	struct row *at = head;
	for (unsigned level = HEIGHT_MAX; level-- > 0;)
		while (at->next[level] != NULL)
			at = at->next[level];
	while (at != head) {
		struct row *before[HEIGHT_MAX];
		struct bytes key = row_key(at);
		at = find_before(&memtxn->memstore->tables[table], key, before);
		for (struct row *row = at->next[0]; row != NULL && bytes_equal(row_key(row), key);
			row = row->next[0])
			if (visible(row, memtxn))
				return row;
	}
	return NULL;
}

static bool mem_last(
	struct store_txn *txn, unsigned table, struct bytes *ret_key, struct bytes *ret_value)
{
	if (!step(txn))
		return false;
	struct row *row = seek_last(memtxn_of(txn), table);
	if (row == NULL || !deliver(memtxn_of(txn), row, ret_value))
		return false;
	*ret_key = row_key(row);
	return true;
}

static uint64_t mem_count(struct store_txn *txn, unsigned table)
{
	return step(txn) ? memtxn_of(txn)->counts[table] : 0;
}

/* --- writing --- */

static void kill_row(struct memtxn *memtxn, struct row *row)
{
	if (row->born != memtxn->version) /* else it is listed since its birth */
		list_row(&memtxn->memstore->touched, row);
	row->died = memtxn->version;
	memtxn->counts[row->table]--;
}

static struct row *live_row(struct memtxn *memtxn, unsigned table, struct bytes key)
{
	struct row *row = seek(memtxn, table, key);
	return row != NULL && bytes_equal(row_key(row), key) ? row : NULL;
}

static void insert(struct memtxn *memtxn, unsigned table, struct bytes key, struct bytes value)
{
	struct memstore *memstore = memtxn->memstore;
	struct row *row = row_alloc(draw_height(memstore), key.size + value.size);
	if (row == NULL) {
		store_fail(&memtxn->txn, ERR_NOSPACE);
		return;
	}
	row->table = table;
	row->born = memtxn->version;
	row->key_size = key.size;
	row->value_size = value.size;
	struct writer writer = writer_of(row->data, key.size + value.size);
	write_span(&writer, key);
	write_span(&writer, value);
	storecheck_sum(&memstore->tables[table].check, key, value, row->sum);
	link_row(&memstore->tables[table], row);
	list_row(&memstore->touched, row);
	memtxn->counts[table]++;
}

static void mem_put(
	struct store_txn *txn, unsigned table, struct bytes key, struct bytes value, bool append)
{
	struct memtxn *memtxn = memtxn_of(txn);
	if (!step(txn))
		return;
	if (strikes(memtxn->memstore, MEMSTORE_PUT_NOSPACE)) {
		store_fail(txn, ERR_NOSPACE);
		return;
	}
	if (append && seek(memtxn, table, key) != NULL) {
		store_fail(txn, ERR_CORRUPT);
		return;
	}
	struct row *old = live_row(memtxn, table, key);
	if (old != NULL)
		kill_row(memtxn, old);
	insert(memtxn, table, key, value);
}

static void mem_delete(struct store_txn *txn, unsigned table, struct bytes key)
{
	if (!step(txn))
		return;
	struct row *row = live_row(memtxn_of(txn), table, key);
	if (row != NULL)
		kill_row(memtxn_of(txn), row);
}

/* --- transactions --- */

static struct store_txn *mem_begin(struct store *store, bool write, enum err *ret_err)
{
	struct memstore *memstore = memstore_of(store);
	assert(!(write && memstore->writing));
	if (write && memstore->refuses_writes) {
		*ret_err = ERR_IO;
		return NULL;
	}
	struct memtxn *memtxn = calloc(1, sizeof(*memtxn));
	if (memtxn == NULL) {
		*ret_err = ERR_RETRY;
		return NULL;
	}
	memtxn->txn = (struct store_txn){
		.ops = store->ops, .table_count = store->table_count, .write = write};
	memtxn->memstore = memstore;
	memtxn->version = memstore->version + write;
	for (unsigned i = 0; i < store->table_count; i++)
		memtxn->counts[i] = memstore->tables[i].count;
	if (write)
		memstore->writing = true;
	else
		memstore->readers++;
	return &memtxn->txn;
}

static void collect_garbage(struct memstore *memstore)
{
	while (memstore->readers == 0 && memstore->garbage != NULL) {
		struct row *row = memstore->garbage;
		memstore->garbage = row->listed;
		free_row(memstore, row);
	}
}

static void make_durable(struct memtxn *memtxn)
{
	struct memstore *memstore = memtxn->memstore;
	while (memstore->touched != NULL) {
		struct row *row = memstore->touched;
		memstore->touched = row->listed;
		if (row->died != NEVER)
			list_row(&memstore->garbage, row);
	}
	for (unsigned i = 0; i < memstore->store.table_count; i++)
		memstore->tables[i].count = memtxn->counts[i];
	memstore->version = memtxn->version;
}

static void undo(struct memtxn *memtxn)
{
	struct memstore *memstore = memtxn->memstore;
	while (memstore->touched != NULL) {
		struct row *row = memstore->touched;
		memstore->touched = row->listed;
		if (row->born == memtxn->version)
			free_row(memstore, row);
		else
			row->died = NEVER;
	}
}

static void mem_abort(struct store_txn *txn)
{
	struct memtxn *memtxn = memtxn_of(txn);
	struct memstore *memstore = memtxn->memstore;
	if (txn->write) {
		undo(memtxn);
		memstore->writing = false;
	} else {
		memstore->readers--;
	}
	collect_garbage(memstore);
	free(memtxn);
}

static enum err mem_commit(struct store_txn *txn)
{
	struct memtxn *memtxn = memtxn_of(txn);
	struct memstore *memstore = memtxn->memstore;
	enum err err = ERR_OK;
	memstore->steps++;
	if (strikes(memstore, MEMSTORE_COMMIT_NOSPACE))
		err = ERR_NOSPACE;
	else if (strikes(memstore, MEMSTORE_COMMIT_LOST))
		err = ERR_IO;
	else
		make_durable(memtxn);
	if (strikes(memstore, MEMSTORE_COMMIT_UNANSWERED))
		err = ERR_IO;
	memstore->refuses_writes |= err == ERR_IO;
	mem_abort(txn); /* undoes what was not made durable */
	return err;
}

/* --- the store --- */

static void mem_close(struct store *store)
{
	struct memstore *memstore = memstore_of(store);
	for (unsigned i = 0; i < store->table_count; i++) {
		struct row *row = memstore->tables[i].head;
		while (row != NULL) {
			struct row *next = row->next[0];
			free(row);
			row = next;
		}
	}
	free(memstore);
}

static const struct store_ops mem_ops = {
	.begin = mem_begin,
	.get = mem_get,
	.next = mem_next,
	.last = mem_last,
	.put = mem_put,
	.delete = mem_delete,
	.count = mem_count,
	.commit = mem_commit,
	.abort = mem_abort,
	.close = mem_close,
};

struct store *memstore_open(const struct store_table *tables, unsigned count)
{
	assert(count > 0 && count <= STORE_TABLES_MAX);
	struct memstore *memstore = calloc(1, sizeof(*memstore));
	if (memstore == NULL)
		return NULL;
	memstore->store = (struct store){.ops = &mem_ops, .table_count = count};
	memstore->random = UINT64_C(0x9e3779b97f4a7c15);
	for (unsigned i = 0; i < count; i++) {
		memstore->tables[i].check = storecheck_of(tables[i]);
		memstore->tables[i].head = row_alloc(HEIGHT_MAX, 0);
		if (memstore->tables[i].head == NULL) {
			mem_close(&memstore->store);
			return NULL;
		}
	}
	return &memstore->store;
}

void memstore_fault_at(struct store *store, enum memstore_fault fault, uint64_t at_step)
{
	struct memstore *memstore = memstore_of(store);
	memstore->fault = fault;
	memstore->fault_step = at_step;
	memstore->struck = false;
}

bool memstore_fault_struck(const struct store *store)
{
	return ((const struct memstore *)store)->struck;
}

uint64_t memstore_steps(const struct store *store)
{
	return ((const struct memstore *)store)->steps;
}

void memstore_restart(struct store *store)
{
	struct memstore *memstore = memstore_of(store);
	assert(!memstore->writing && memstore->readers == 0);
	memstore->refuses_writes = false;
	memstore_fault_at(store, MEMSTORE_FAULT_NONE, 0);
}

bool memstore_flip(struct store *store, unsigned table, struct bytes key, uint64_t bit)
{
	struct memtxn reader = {
		.memstore = memstore_of(store), .version = memstore_of(store)->version};
	struct row *row = live_row(&reader, table, key);
	if (row != NULL)
		flip(row, bit);
	return row != NULL;
}
