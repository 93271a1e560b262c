#include "jour/memstore.h"
#include "jour/overlay.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define TABLES 2u
#define ROUNDS 200
#define STEPS 60

static const struct store_table tables[TABLES] = {
	{"ledger", STORE_CHECK_SHA256},
	{"derived", STORE_CHECK_SHORT},
};

/* The same rows twice: in `base` under the overlay, and in `oracle`, which is written to. */
struct fixture {
	struct store *base, *upper, *oracle;
	struct store_txn *below, *plain;
	struct overlay overlay;
};

static struct store_txn *begin(struct store *store, bool write)
{
	enum err err = ERR_OK;
	struct store_txn *txn =
		write ? store_begin_write(store, &err) : store_begin_read(store, &err);
	assert_non_null(txn);
	return txn;
}

static struct bytes text_key(char buffer[4], int number)
{
	buffer[0] = 'k';
	buffer[1] = (char)('0' + number / 10);
	buffer[2] = (char)('0' + number % 10);
	buffer[3] = '\0';
	return (struct bytes){(const uint8_t *)buffer, 3};
}

static void fill(struct store *store, unsigned seed)
{
	struct store_txn *txn = begin(store, true);
	char buffer[4];
	srand(seed);
	for (int i = 0; i < 10; i++)
		store_put(txn, (unsigned)rand() % TABLES, text_key(buffer, rand() % 40),
			bytes_of_text("below"));
	assert_int_equal(store_commit(txn), ERR_OK);
}

static void start(struct fixture *fixture, unsigned seed)
{
	fixture->base = memstore_open(tables, TABLES);
	fixture->upper = memstore_open(tables, TABLES);
	fixture->oracle = memstore_open(tables, TABLES);
	fill(fixture->base, seed);
	fill(fixture->oracle, seed);
	fixture->below = begin(fixture->base, false);
	fixture->plain = begin(fixture->oracle, true);
	overlay_begin(&fixture->overlay, fixture->below, begin(fixture->upper, true));
}

static void stop(struct fixture *fixture)
{
	store_abort(&fixture->overlay.txn);
	store_abort(fixture->below);
	store_abort(fixture->plain);
	store_close(fixture->base);
	store_close(fixture->upper);
	store_close(fixture->oracle);
}

static struct hash256 digest_of(struct store_txn *txn)
{
	static const unsigned both[] = {0, 1};
	struct hash256 digest = {{0}};
	assert_int_equal(store_digest(txn, both, TABLES, &digest), ERR_OK);
	return digest;
}

static void assert_same(struct fixture *fixture)
{
	struct hash256 overlaid = digest_of(&fixture->overlay.txn);
	struct hash256 plain = digest_of(fixture->plain);
	assert_memory_equal(overlaid.bytes, plain.bytes, sizeof(plain.bytes));
	for (unsigned table = 0; table < TABLES; table++) {
		struct bytes key, value, plain_key, plain_value;
		bool there = store_last(&fixture->overlay.txn, table, &key, &value);
		assert_int_equal(
			there, store_last(fixture->plain, table, &plain_key, &plain_value));
		if (there)
			assert_true(bytes_equal(key, plain_key) && bytes_equal(value, plain_value));
	}
}

static void overlay_of_any_writes_reads_as_if_they_were_written_below(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= ROUNDS; seed++) {
		struct fixture fixture;
		char buffer[4];
		start(&fixture, seed);
		struct hash256 before = digest_of(fixture.below);
		for (int i = 0; i < STEPS; i++) {
			unsigned table = (unsigned)rand() % TABLES;
			struct bytes key = text_key(buffer, rand() % 40);
			struct bytes value = bytes_of_text(i % 2 == 0 ? "a" : "bb");
			struct bytes got, plain;
			store_put(&fixture.overlay.txn, table, key, value);
			store_put(fixture.plain, table, key, value);
			key = text_key(buffer, rand() % 40);
			bool there = store_get(&fixture.overlay.txn, table, key, &got);
			assert_int_equal(there, store_get(fixture.plain, table, key, &plain));
			if (there)
				assert_true(bytes_equal(got, plain));
		}
		assert_same(&fixture);
		struct hash256 after = digest_of(fixture.below);
		assert_memory_equal(before.bytes, after.bytes, sizeof(after.bytes));
		stop(&fixture);
	}
}

static void overlay_append_must_count_upwards(void **state)
{
	struct fixture fixture;
	(void)state;
	start(&fixture, 1);
	store_append(&fixture.overlay.txn, 0, bytes_of_text("z1"), bytes_of_text("a"));
	assert_int_equal(store_error(&fixture.overlay.txn), ERR_OK);
	store_append(&fixture.overlay.txn, 0, bytes_of_text("a"), bytes_of_text("a"));
	assert_int_equal(store_error(&fixture.overlay.txn), ERR_CORRUPT);
	stop(&fixture);
}

static void overlay_append_after_the_last_below_counts_upwards_too(void **state)
{
	struct fixture fixture;
	(void)state;
	start(&fixture, 1);
	struct bytes key, value;
	assert_true(store_last(fixture.below, 0, &key, &value));
	store_append(&fixture.overlay.txn, 0, key, bytes_of_text("a"));
	assert_int_equal(store_error(&fixture.overlay.txn), ERR_CORRUPT);
	stop(&fixture);
}

static void overlay_delete_and_commit_are_denied(void **state)
{
	struct fixture fixture;
	(void)state;
	start(&fixture, 1);
	assert_int_equal(store_commit(&fixture.overlay.txn), ERR_DENIED);
	overlay_begin(&fixture.overlay, fixture.below, begin(fixture.upper, true));
	store_delete(&fixture.overlay.txn, 0, bytes_of_text("k01"));
	assert_int_equal(store_error(&fixture.overlay.txn), ERR_DENIED);
	stop(&fixture);
}

static void overlay_error_below_or_above_is_its_own(void **state)
{
	(void)state;
	for (int above = 0; above < 2; above++) {
		struct fixture fixture;
		struct bytes value;
		start(&fixture, 1);
		struct store *store = above ? fixture.upper : fixture.base;
		memstore_fault_at(store, MEMSTORE_CALL_IO, memstore_steps(store) + 1);
		assert_false(store_get(&fixture.overlay.txn, 0, bytes_of_text("nothing"), &value));
		assert_int_equal(store_error(&fixture.overlay.txn), ERR_IO);
		assert_int_equal(store_count(&fixture.overlay.txn, 0), 0);
		stop(&fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlay_of_any_writes_reads_as_if_they_were_written_below),
		cmocka_unit_test(overlay_append_must_count_upwards),
		cmocka_unit_test(overlay_append_after_the_last_below_counts_upwards_too),
		cmocka_unit_test(overlay_delete_and_commit_are_denied),
		cmocka_unit_test(overlay_error_below_or_above_is_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
