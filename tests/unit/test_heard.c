#include "heard.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "jour/limits.h"
#include "jour/memstore.h"

static struct heard heard;
static struct store *store;

static int set_up(void **state)
{
	(void)state;
	heard = (struct heard){.count = 0};
	store = memstore_open(ledger_tables, LEDGER_TABLES);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(store);
	return 0;
}

static struct key key_of(uint32_t number)
{
	struct key key = {{0}};
	memcpy(key.bytes, &number, sizeof(number));
	return key;
}

/* Writes what is due and tells when the key was heard of as it stands on the disk; 0 = never. */
static uint64_t kept(uint64_t now_ms, uint32_t number)
{
	enum err err = ERR_OK;
	uint64_t heard_ms = 0;
	struct key key = key_of(number);
	struct store_txn *txn = store_begin_write(store, &err);
	heard_write(&heard, txn, now_ms);
	assert_int_equal(store_commit(txn), ERR_OK);
	txn = store_begin_read(store, &err);
	(void)heard_get(txn, &key, &heard_ms);
	store_abort(txn);
	return heard_ms;
}

static void note(uint32_t number, uint64_t now_ms)
{
	struct key key = key_of(number);
	heard_note(&heard, &key, now_ms);
}

static void heard_is_written_at_most_once_a_minute(void **state)
{
	(void)state;
	uint64_t start = 1000000;
	note(1, start);
	assert_true(heard.due);
	assert_int_equal(kept(start, 1), start);
	note(1, start + HEARD_EVERY_MS - 1);
	assert_false(heard.due);
	assert_int_equal(kept(start + HEARD_EVERY_MS - 1, 1), start);
	/* The clock brings what nobody says again. */
	assert_false(heard_is_due(&heard, start + HEARD_EVERY_MS - 1));
	assert_true(heard_is_due(&heard, start + HEARD_EVERY_MS));
	assert_int_equal(kept(start + HEARD_EVERY_MS, 1), start + HEARD_EVERY_MS - 1);
	assert_false(heard_is_due(&heard, start + 3 * HEARD_EVERY_MS));
	assert_int_equal(kept(start, 2), 0);
}

/* Keys that lie on one slot, and more keys than there are slots. */
static void heard_keeps_keys_apart_and_begins_again_when_it_is_full(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 3; i++)
		note(7 + i * 65536, 500000 + i);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(kept(600000, 7 + i * 65536), 500000 + i);
	for (uint32_t i = 0; i < 2 * HEARD_SLOTS; i++) {
		note(100000 + i, 700000 + i);
		assert_true(heard.count <= HEARD_SLOTS / 2);
	}
	assert_true(heard.count >= 1 && HEARD_SLOTS / 2 >= AGENTS_MAX);
	assert_int_equal(
		kept(800000, 100000 + 2 * HEARD_SLOTS - 1), 700000 + 2 * HEARD_SLOTS - 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(heard_is_written_at_most_once_a_minute),
		TEST(heard_keeps_keys_apart_and_begins_again_when_it_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
