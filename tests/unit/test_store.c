#include "jour/lmdbstore.h"
#include "jour/memstore.h"
#include "jour/store.h"
#include "tempdir.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* One suite for every implementation: main runs it once with each way to open a store. */

static const struct store_table tables[] = {
	{"ledger", STORE_CHECK_SHA256},
	{"derived", STORE_CHECK_SHORT},
};
#define TABLES 2u

static struct store *(*open_store)(void);
static void (*clean_up)(void);

static struct store *open_mem(void)
{
	return memstore_open(tables, TABLES);
}

static void clean_up_mem(void)
{
}

static char directory[TEMPDIR_SIZE];

/* The directory is made once a test, so that a second opening finds the same store. */
static struct store *open_lmdb(void)
{
	struct store *store = NULL;
	if (directory[0] == '\0')
		tempdir_make(directory);
	const struct lmdbstore_config config = {
		.path = directory,
		.tables = tables,
		.table_count = TABLES,
		.map_size_bytes = 32u << 20,
		.mode = LMDBSTORE_CREATE,
	};
	return lmdbstore_open(&config, &store, NULL) == ERR_OK ? store : NULL;
}

static void clean_up_lmdb(void)
{
	tempdir_remove(directory);
	directory[0] = '\0';
}

static int set_up(void **state)
{
	*state = open_store();
	return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	store_close(*state);
	clean_up();
	return 0;
}

static struct store_txn *begin(struct store *store, bool write)
{
	enum err err = ERR_OK;
	struct store_txn *txn =
		write ? store_begin_write(store, &err) : store_begin_read(store, &err);
	assert_non_null(txn);
	return txn;
}

static struct bytes text(const char *literal)
{
	return bytes_of_text(literal);
}

static void assert_text(struct bytes bytes, const char *expected)
{
	assert_true(bytes_equal(bytes, text(expected)));
}

static void put_committed(
	struct store *store, unsigned table, const char *const *pairs, size_t count)
{
	struct store_txn *txn = begin(store, true);
	for (size_t i = 0; i < count; i++)
		store_put(txn, table, text(pairs[2 * i]), text(pairs[2 * i + 1]));
	assert_int_equal(store_commit(txn), ERR_OK);
}

/* --- against an oracle --- */

#define ORACLE_KEYS 160u

struct oracle_row {
	uint8_t key[STORE_KEY_SIZE_MAX];
	size_t key_size;
	bool present;
	uint32_t value; /* it stands for value_of(value) */
};

struct oracle {
	struct oracle_row rows[ORACLE_KEYS]; /* in no order, no key twice */
};

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * below) >> 32);
}

/* Values of 0 to some 6000 bytes: inside a page, and over several. */
static struct bytes value_of(uint32_t value, uint8_t buffer[8192])
{
	size_t size = value % 7 == 0 ? value % 6007 : value % 61;
	for (size_t i = 0; i < size; i++)
		buffer[i] = (uint8_t)(value >> (i % 4 * 8)) ^ (uint8_t)i;
	return (struct bytes){buffer, size};
}

static struct bytes oracle_key(const struct oracle_row *row)
{
	return (struct bytes){row->key, row->key_size};
}

static bool oracle_holds(const struct oracle *oracle, struct bytes key)
{
	for (unsigned i = 0; i < ORACLE_KEYS; i++)
		if (bytes_equal(oracle_key(&oracle->rows[i]), key))
			return true;
	return false;
}

/* Few distinct bytes, so that many keys are prefixes of others; sizes 1 to the limit. */
static void oracle_fill(struct oracle *oracle)
{
	memset(oracle, 0, sizeof(*oracle));
	for (unsigned i = 0; i < ORACLE_KEYS; i++) {
		struct oracle_row row = {0};
		do {
			row.key_size = draw(8) == 0 ? 1 + draw(STORE_KEY_SIZE_MAX) : 1 + draw(5);
			for (size_t k = 0; k < row.key_size; k++)
				row.key[k] = (uint8_t)(draw(4) * 85);
		} while (oracle_holds(oracle, (struct bytes){row.key, row.key_size}));
		oracle->rows[i] = row;
	}
	oracle->rows[0].key_size = STORE_KEY_SIZE_MAX;
	memset(oracle->rows[0].key, 0xff, STORE_KEY_SIZE_MAX);
}

static const struct oracle_row *oracle_next(const struct oracle *oracle, struct bytes from)
{
	const struct oracle_row *best = NULL;
	for (unsigned i = 0; i < ORACLE_KEYS; i++) {
		const struct oracle_row *row = &oracle->rows[i];
		if (row->present && bytes_compare(oracle_key(row), from) >= 0 &&
			(best == NULL || bytes_compare(oracle_key(row), oracle_key(best)) < 0))
			best = row;
	}
	return best;
}

static void assert_row(const struct oracle_row *row, struct bytes key, struct bytes value)
{
	uint8_t buffer[8192];
	assert_true(bytes_equal(key, oracle_key(row)));
	assert_true(bytes_equal(value, value_of(row->value, buffer)));
}

static void assert_same(struct store_txn *txn, unsigned table, const struct oracle *oracle)
{
	struct bytes from = BYTES_NONE, key, value;
	uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
	const struct oracle_row *row, *last = NULL;
	uint64_t count = 0;
	while ((row = oracle_next(oracle, from)) != NULL) {
		assert_true(store_next(txn, table, from, &key, &value));
		assert_row(row, key, value);
		from = store_key_after(key, buffer);
		last = row;
		count++;
	}
	assert_false(store_next(txn, table, from, &key, &value));
	assert_int_equal(store_count(txn, table), count);
	assert_int_equal(store_last(txn, table, &key, &value), last != NULL);
	if (last != NULL)
		assert_row(last, key, value);
	assert_int_equal(store_error(txn), ERR_OK);
}

static void change(struct store_txn *txn, unsigned table, struct oracle *oracle)
{
	uint8_t buffer[8192];
	struct oracle_row *row = &oracle->rows[draw(ORACLE_KEYS)];
	struct bytes key = oracle_key(row), value;
	assert_int_equal(store_get(txn, table, key, &value), row->present);
	if (row->present)
		assert_row(row, key, value);
	if (draw(3) == 0) {
		store_delete(txn, table, key);
		row->present = false;
	} else {
		row->value = draw(UINT32_MAX);
		row->present = true;
		value = value_of(row->value, buffer);
		if (oracle_next(oracle, key) == row && draw(2) == 0)
			store_put(txn, table, key, BYTES_NONE); /* replaced at once */
		store_put(txn, table, key, value);
	}
	const struct oracle_row *other = &oracle->rows[draw(ORACLE_KEYS)];
	const struct oracle_row *next = oracle_next(oracle, oracle_key(other));
	struct bytes next_key;
	assert_int_equal(
		store_next(txn, table, oracle_key(other), &next_key, &value), next != NULL);
	if (next != NULL)
		assert_row(next, next_key, value);
}

/* Commits and aborts at random; a reader begun now and then must keep what it saw. */
static void store_random_operations_equal_oracle(void **state)
{
	static struct oracle now[TABLES], before[TABLES], seen[TABLES];
	seed = 2024;
	for (unsigned table = 0; table < TABLES; table++)
		oracle_fill(&now[table]);
	struct store_txn *reader = NULL;
	for (unsigned turn = 0; turn < 250; turn++) {
		if (reader == NULL && draw(4) == 0) {
			reader = begin(*state, false);
			memcpy(seen, now, sizeof(now));
		}
		memcpy(before, now, sizeof(now));
		struct store_txn *txn = begin(*state, true);
		for (unsigned i = draw(12); i > 0; i--) {
			unsigned table = draw(TABLES);
			change(txn, table, &now[table]);
		}
		for (unsigned table = 0; table < TABLES; table++)
			assert_same(txn, table, &now[table]);
		if (draw(4) == 0) {
			store_abort(txn);
			memcpy(now, before, sizeof(now));
		} else {
			assert_int_equal(store_commit(txn), ERR_OK);
		}
		for (unsigned table = 0; reader != NULL && table < TABLES; table++)
			assert_same(reader, table, &seen[table]);
		if (reader != NULL && draw(3) == 0) {
			store_abort(reader);
			reader = NULL;
		}
	}
	store_abort(reader);
}

/* --- one thing at a time --- */

static void store_empty_table_has_no_first_and_no_last(void **state)
{
	struct store_txn *txn = begin(*state, false);
	struct bytes key = BYTES_OF("k"), value = BYTES_OF("v");
	assert_false(store_next(txn, 0, BYTES_NONE, &key, &value));
	assert_false(store_last(txn, 0, &key, &value));
	assert_false(store_get(txn, 0, text("a"), &value));
	assert_int_equal(store_count(txn, 0), 0);
	assert_int_equal(store_error(txn), ERR_OK);
	assert_memory_equal(key.data, "k", 2); /* untouched */
	assert_memory_equal(value.data, "v", 2);
	store_abort(txn);
}

/* A reader may remember where it stood: from every row to every place, there or between. */
static void store_next_after_any_row_is_the_first_at_or_after(void **state)
{
	static const char *const pairs[] = {"b", "1", "d", "2", "dd", "3", "h", "4"};
	static const char *const places[] = {"a", "b", "c", "d", "da", "dd", "g", "h", "i"};
	put_committed(*state, 0, pairs, 4);
	struct store_txn *txn = begin(*state, false);
	struct bytes key, value;
	for (size_t stood = 0; stood < 8; stood++)
		for (size_t i = 0; i < 9; i++) {
			size_t expected = i < 1 ? 0 : i / 2;
			assert_true(store_next(txn, 0, text(places[stood]), &key, &value));
			bool found = store_next(txn, 0, text(places[i]), &key, &value);
			assert_int_equal(found, expected < 4);
			if (found)
				assert_text(key, pairs[2 * expected]);
		}
	assert_true(store_last(txn, 0, &key, &value));
	assert_text(key, "h");
	assert_text(value, "4");
	assert_false(store_get(txn, 0, text("c"), &value));
	assert_int_equal(store_error(txn), ERR_OK);
	store_abort(txn);
}

static void store_tables_are_separate(void **state)
{
	const char *const ledger[] = {"a", "1"}, *const derived[] = {"b", "2"};
	put_committed(*state, 0, ledger, 1);
	put_committed(*state, 1, derived, 1);
	struct store_txn *txn = begin(*state, false);
	struct bytes value;
	assert_false(store_get(txn, 0, text("b"), &value));
	assert_false(store_get(txn, 1, text("a"), &value));
	assert_int_equal(store_count(txn, 0), 1);
	store_abort(txn);
}

static void store_aborted_transaction_leaves_nothing(void **state)
{
	const char *const pairs[] = {"a", "1", "b", "2"};
	put_committed(*state, 0, pairs, 2);
	struct store_txn *txn = begin(*state, true);
	struct bytes key, value;
	store_put(txn, 0, text("a"), text("other"));
	store_put(txn, 0, text("c"), text("3"));
	store_delete(txn, 0, text("b"));
	assert_int_equal(store_count(txn, 0), 2);
	store_abort(txn);
	txn = begin(*state, false);
	assert_true(store_get(txn, 0, text("a"), &value));
	assert_text(value, "1");
	assert_true(store_last(txn, 0, &key, &value));
	assert_text(key, "b");
	assert_int_equal(store_count(txn, 0), 2);
	store_abort(txn);
}

static void store_reader_keeps_its_snapshot(void **state)
{
	const char *const old[] = {"a", "1", "b", "2"}, *const new[] = {"a", "9", "c", "3"};
	put_committed(*state, 0, old, 2);
	struct store_txn *reader = begin(*state, false);
	put_committed(*state, 0, new, 2);
	struct store_txn *writer = begin(*state, true);
	store_delete(writer, 0, text("b"));
	assert_int_equal(store_commit(writer), ERR_OK);
	struct bytes key, value;
	assert_true(store_get(reader, 0, text("a"), &value));
	assert_text(value, "1");
	assert_true(store_last(reader, 0, &key, &value));
	assert_text(key, "b");
	assert_int_equal(store_count(reader, 0), 2);
	struct store_txn *later = begin(*state, false);
	assert_true(store_next(later, 0, text("b"), &key, &value));
	assert_text(key, "c");
	store_abort(later);
	store_abort(reader);
}

static void store_failed_transaction_ignores_calls_and_does_not_commit(void **state)
{
	const char *const pairs[] = {"a", "1"};
	put_committed(*state, 0, pairs, 1);
	struct store_txn *txn = begin(*state, true);
	struct bytes key, value = BYTES_NONE;
	store_put(txn, 0, text("b"), text("2"));
	store_fail(txn, ERR_RANGE);
	store_fail(txn, ERR_IO);
	assert_int_equal(store_error(txn), ERR_RANGE);
	store_put(txn, 0, text("c"), text("3"));
	store_append(txn, 0, text("d"), text("4"));
	store_delete(txn, 0, text("a"));
	assert_false(store_get(txn, 0, text("a"), &value));
	assert_false(store_next(txn, 0, BYTES_NONE, &key, &value));
	assert_false(store_last(txn, 0, &key, &value));
	assert_int_equal(store_count(txn, 0), 0);
	assert_null(value.data);
	assert_int_equal(store_commit(txn), ERR_RANGE);
	txn = begin(*state, false);
	assert_int_equal(store_count(txn, 0), 1);
	assert_true(store_get(txn, 0, text("a"), &value));
	store_abort(txn);
}

static void store_append_out_of_order_is_corrupt(void **state)
{
	struct store_txn *txn = begin(*state, true);
	store_append(txn, 0, text("a"), text("1"));
	store_append(txn, 0, text("b"), text("2"));
	assert_int_equal(store_error(txn), ERR_OK);
	store_append(txn, 0, text("b"), text("3"));
	assert_int_equal(store_commit(txn), ERR_CORRUPT);
}

static void store_largest_key_and_value_come_back(void **state)
{
	static uint8_t key[STORE_KEY_SIZE_MAX], value[STORE_VALUE_SIZE_MAX];
	memset(key, 7, sizeof(key));
	memset(value, 9, sizeof(value));
	for (unsigned table = 0; table < TABLES; table++) {
		struct store_txn *txn = begin(*state, true);
		store_put(txn, table, BYTES_OF(key), BYTES_OF(value));
		assert_int_equal(store_commit(txn), ERR_OK);
		txn = begin(*state, false);
		struct bytes back;
		assert_true(store_get(txn, table, BYTES_OF(key), &back));
		assert_true(bytes_equal(back, BYTES_OF(value)));
		store_abort(txn);
	}
}

/* A span out of the store is good until the next write, so also as that write's input. */
static void store_span_from_store_can_be_put(void **state)
{
	struct store_txn *txn = begin(*state, true);
	struct bytes key, value;
	store_put(txn, 0, text("a"), text("a value that moves"));
	for (unsigned i = 0; i < 300; i++) {
		uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
		assert_true(store_last(txn, 0, &key, &value));
		struct bytes after = store_key_after(key, buffer);
		after.size = after.size > 100 ? 1 : after.size;
		buffer[0] = (uint8_t)('a' + (i + 1) / 100);
		store_put(txn, 0, after, value);
		assert_true(store_get(txn, 0, after, &value));
		assert_text(value, "a value that moves");
		store_put(txn, 0, after, value);
	}
	assert_int_equal(store_commit(txn), ERR_OK);
}

static void store_digest_sees_every_byte_and_no_history(void **state)
{
	const unsigned both[] = {0, 1};
	const char *const pairs[] = {"a", "1", "b", "2"};
	struct hash256 first, other, third;
	put_committed(*state, 0, pairs, 2);
	struct store_txn *txn = begin(*state, true);
	assert_int_equal(store_digest(txn, both, 2, &first), ERR_OK);
	store_put(txn, 0, text("b"), text("3"));
	assert_int_equal(store_digest(txn, both, 2, &other), ERR_OK);
	assert_false(hash256_equal(first, other));
	store_put(txn, 0, text("b"), text("2"));
	store_put(txn, 1, text("b"), text("2"));
	assert_int_equal(store_digest(txn, both, 1, &third), ERR_OK);
	assert_true(hash256_equal(first, third));
	assert_int_equal(store_digest(txn, both, 2, &other), ERR_OK);
	assert_false(hash256_equal(first, other));
	store_fail(txn, ERR_IO);
	assert_int_equal(store_digest(txn, both, 2, &first), ERR_IO);
	assert_true(hash256_equal(first, third));
	store_abort(txn);
}

/* The same bytes in a memory store have the same digest, so rebuilds can be compared. */
static void store_digest_equals_that_of_memstore(void **state)
{
	const unsigned both[] = {0, 1};
	struct store *stores[] = {*state, memstore_open(tables, TABLES)};
	struct hash256 digests[2];
	for (unsigned i = 0; i < 2; i++) {
		const char *const pairs[] = {"a", "1", "b", "", "ccc", "222"};
		put_committed(stores[i], i, pairs, 1); /* gone again below */
		put_committed(stores[i], 1, pairs, 3);
		struct store_txn *txn = begin(stores[i], true);
		store_delete(txn, 0, text("a"));
		assert_int_equal(store_digest(txn, both, 2, &digests[i]), ERR_OK);
		assert_int_equal(store_commit(txn), ERR_OK);
	}
	assert_true(hash256_equal(digests[0], digests[1]));
	store_close(stores[1]);
}

static bool no_next(struct store_txn *txn, unsigned table, struct bytes from, struct bytes *ret_key,
	struct bytes *ret_value)
{
	(void)txn, (void)table, (void)from, (void)ret_key, (void)ret_value;
	return false;
}

static uint64_t count_one(struct store_txn *txn, unsigned table)
{
	(void)txn, (void)table;
	return 1;
}

static void store_digest_of_table_without_its_rows_is_corrupt(void **state)
{
	(void)state;
	const unsigned table = 0;
	const struct store_ops ops = {.next = no_next, .count = count_one};
	struct store_txn txn = {.ops = &ops, .table_count = 1};
	struct hash256 digest;
	assert_int_equal(store_digest(&txn, &table, 1, &digest), ERR_CORRUPT);
	assert_int_equal(store_error(&txn), ERR_CORRUPT);
}

static void store_note_is_new_once_in_each_transaction(void **state)
{
	(void)state;
	struct store_txn txn = {.error = ERR_OK};
	for (unsigned i = 0; i < STORE_NOTES_MAX; i++) {
		assert_true(store_note(&txn, i));
		assert_false(store_note(&txn, i));
	}
	txn = (struct store_txn){.error = ERR_OK};
	assert_true(store_note(&txn, STORE_NOTES_MAX - 1));
}

/* --- what is asserted --- */

enum misuse { KEY_EMPTY, KEY_LONG, VALUE_LONG, NO_TABLE, READER_PUTS, READER_COMMITS, MISUSES };

static void misuse(struct store *store, enum misuse what)
{
	static uint8_t large[STORE_VALUE_SIZE_MAX + 1];
	enum err err;
	struct store_txn *txn = what >= READER_PUTS ? store_begin_read(store, &err)
						    : store_begin_write(store, &err);
	struct bytes value;
	switch (what) {
	case KEY_EMPTY:
		store_put(txn, 0, BYTES_NONE, BYTES_NONE);
		break;
	case KEY_LONG:
		(void)store_get(txn, 0, (struct bytes){large, STORE_KEY_SIZE_MAX + 1}, &value);
		break;
	case VALUE_LONG:
		store_put(txn, 0, text("a"), BYTES_OF(large));
		break;
	case NO_TABLE:
		(void)store_get(txn, TABLES, text("a"), &value);
		break;
	case READER_PUTS:
		store_put(txn, 0, text("a"), BYTES_NONE);
		break;
	default:
		err = store_commit(txn);
		break;
	}
}

/* Each in a process of its own, which must die of it. The child opens the store itself:
 * a store is never used across a fork. */
static void store_misuse_is_asserted(void **state)
{
	store_close(*state);
	*state = NULL;
	for (unsigned what = 0; what < MISUSES; what++) {
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			struct store *store = open_store();
			if (freopen("/dev/null", "w", stderr) != NULL && store != NULL)
				misuse(store, (enum misuse)what);
			_exit(0);
		}
		int status;
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
	}
}

static int run(struct store *(*opener)(void), void (*cleaner)(void))
{
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		STORE_TEST(store_random_operations_equal_oracle),
		STORE_TEST(store_empty_table_has_no_first_and_no_last),
		STORE_TEST(store_next_after_any_row_is_the_first_at_or_after),
		STORE_TEST(store_tables_are_separate),
		STORE_TEST(store_aborted_transaction_leaves_nothing),
		STORE_TEST(store_reader_keeps_its_snapshot),
		STORE_TEST(store_failed_transaction_ignores_calls_and_does_not_commit),
		STORE_TEST(store_append_out_of_order_is_corrupt),
		STORE_TEST(store_largest_key_and_value_come_back),
		STORE_TEST(store_span_from_store_can_be_put),
		STORE_TEST(store_digest_sees_every_byte_and_no_history),
		STORE_TEST(store_digest_equals_that_of_memstore),
		STORE_TEST(store_digest_of_table_without_its_rows_is_corrupt),
		STORE_TEST(store_note_is_new_once_in_each_transaction),
		STORE_TEST(store_misuse_is_asserted),
	};
	open_store = opener;
	clean_up = cleaner;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void)
{
	int failures = run(open_mem, clean_up_mem);
	return failures + run(open_lmdb, clean_up_lmdb);
}
