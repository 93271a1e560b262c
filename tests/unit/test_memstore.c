#include "jour/memstore.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct store_table tables[] = {
	{"ledger", STORE_CHECK_SHA256},
	{"derived", STORE_CHECK_SHORT},
};
static const unsigned both[] = {0, 1};

static int set_up(void **state)
{
	*state = memstore_open(tables, 2);
	return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	store_close(*state);
	return 0;
}

static struct bytes text(const char *literal)
{
	return bytes_of_text(literal);
}

static struct hash256 digest(struct store *store)
{
	enum err err;
	struct hash256 digest = {0};
	struct store_txn *txn = store_begin_read(store, &err);
	assert_non_null(txn);
	assert_int_equal(store_digest(txn, both, 2, &digest), ERR_OK);
	store_abort(txn);
	return digest;
}

/* A turn of six steps: put, get, append, next, delete, commit. */
#define TURN_STEPS 6u
static enum err turn(struct store *store)
{
	enum err err;
	struct bytes key, value;
	struct store_txn *txn = store_begin_write(store, &err);
	if (txn == NULL)
		return err;
	store_put(txn, 1, text("head"), text("1"));
	(void)store_get(txn, 1, text("head"), &value);
	store_append(txn, 0, text("entry"), text("the first entry"));
	(void)store_next(txn, 0, BYTES_NONE, &key, &value);
	store_delete(txn, 1, text("nothing"));
	return store_commit(txn);
}

static void memstore_turn_takes_its_steps(void **state)
{
	assert_int_equal(turn(*state), ERR_OK);
	assert_int_equal(memstore_steps(*state), TURN_STEPS);
	assert_false(memstore_fault_struck(*state));
}

/* Every fault at every step: what comes back, and whether the turn is in the store. */
static void memstore_every_fault_at_every_step_keeps_or_loses_whole_turn(void **state)
{
	static const struct {
		enum memstore_fault fault;
		enum err err;
		bool written;
	} cases[] = {
		{MEMSTORE_CALL_IO, ERR_IO, false},
		{MEMSTORE_PUT_NOSPACE, ERR_NOSPACE, false},
		{MEMSTORE_COMMIT_NOSPACE, ERR_NOSPACE, false},
		{MEMSTORE_COMMIT_LOST, ERR_IO, false},
		{MEMSTORE_COMMIT_UNANSWERED, ERR_IO, true},
		{MEMSTORE_VALUE_FLIP, ERR_CORRUPT, false},
	};
	struct hash256 empty = digest(*state);
	assert_int_equal(turn(*state), ERR_OK);
	struct hash256 full = digest(*state);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned struck = 0;
		for (uint64_t step = 1; step <= TURN_STEPS; step++) {
			struct store *store = memstore_open(tables, 2);
			assert_non_null(store);
			memstore_fault_at(store, cases[i].fault, step);
			enum err err = turn(store);
			bool written = err == ERR_OK;
			if (memstore_fault_struck(store)) {
				assert_int_equal(err, cases[i].err);
				written = cases[i].written;
				struck++;
			}
			memstore_restart(store);
			assert_true(hash256_equal(digest(store), written ? full : empty));
			store_close(store);
		}
		assert_true(struck > 0);
	}
}

static void memstore_refuses_writes_from_unknown_commit_to_restart(void **state)
{
	memstore_fault_at(*state, MEMSTORE_COMMIT_LOST, 1);
	assert_int_equal(turn(*state), ERR_IO);
	assert_int_equal(turn(*state), ERR_IO);
	(void)digest(*state); /* reading goes on */
	memstore_restart(*state);
	assert_int_equal(turn(*state), ERR_OK);
}

static void memstore_is_usable_after_full_commit(void **state)
{
	memstore_fault_at(*state, MEMSTORE_COMMIT_NOSPACE, 1);
	assert_int_equal(turn(*state), ERR_NOSPACE);
	assert_int_equal(turn(*state), ERR_OK);
}

static void memstore_flipped_bit_is_corrupt(void **state)
{
	assert_int_equal(turn(*state), ERR_OK);
	assert_false(memstore_flip(*state, 0, text("no such key"), 0));
	for (uint64_t bit = 0; bit < 8 * strlen("the first entry"); bit++) {
		enum err err;
		struct bytes key, value = BYTES_NONE;
		assert_true(memstore_flip(*state, 0, text("entry"), bit));
		struct store_txn *txn = store_begin_read(*state, &err);
		assert_false(store_get(txn, 0, text("entry"), &value));
		assert_int_equal(store_error(txn), ERR_CORRUPT);
		store_abort(txn);
		txn = store_begin_read(*state, &err);
		assert_false(store_last(txn, 0, &key, &value));
		assert_int_equal(store_error(txn), ERR_CORRUPT);
		assert_null(value.data);
		store_abort(txn);
		assert_true(memstore_flip(*state, 0, text("entry"), bit));
	}
	(void)digest(*state);
}

static void memstore_hundred_thousand_keys_stay_in_order(void **state)
{
	enum { KEYS = 100000 };
	enum err err;
	struct store_txn *txn = store_begin_write(*state, &err);
	for (uint64_t i = 0; i < KEYS; i++) {
		uint8_t key[8];
		struct writer writer = writer_of(key, sizeof(key));
		write_be64(&writer, i * 7919 % KEYS);
		store_put(txn, 1, written(&writer), written(&writer));
	}
	assert_int_equal(store_commit(txn), ERR_OK);
	txn = store_begin_read(*state, &err);
	struct bytes from = BYTES_NONE, key, value;
	uint8_t buffer[STORE_KEY_SIZE_MAX + 1];
	uint64_t count = 0;
	for (; store_next(txn, 1, from, &key, &value); count++) {
		struct reader reader = reader_of(key);
		assert_int_equal(read_be64(&reader), count);
		from = store_key_after(key, buffer);
	}
	assert_int_equal(count, KEYS);
	assert_int_equal(store_count(txn, 1), KEYS);
	store_abort(txn);
}

int main(void)
{
#define MEMSTORE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		MEMSTORE_TEST(memstore_turn_takes_its_steps),
		MEMSTORE_TEST(memstore_every_fault_at_every_step_keeps_or_loses_whole_turn),
		MEMSTORE_TEST(memstore_refuses_writes_from_unknown_commit_to_restart),
		MEMSTORE_TEST(memstore_is_usable_after_full_commit),
		MEMSTORE_TEST(memstore_flipped_bit_is_corrupt),
		MEMSTORE_TEST(memstore_hundred_thousand_keys_stay_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
