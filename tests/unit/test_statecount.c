#include "statecount.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "jour/memstore.h"
#include "roster.h"
#include "state.h"

#define YEAR 2023u

static struct store *store;

/* LMDB keeps the number of rows apart from the pages they stand on, so it does not change when a
 * page is damaged. */
static struct store_ops ops;
static uint64_t rows_stored;

static uint64_t count_stored(struct store_txn *txn, unsigned table)
{
	(void)txn;
	(void)table;
	return rows_stored;
}

static struct store_txn *begin(bool write)
{
	enum err err;
	struct store_txn *txn =
		write ? store_begin_write(store, &err) : store_begin_read(store, &err);
	assert_non_null(txn);
	if (!write) {
		ops = *txn->ops;
		ops.count = count_stored;
		txn->ops = &ops;
	}
	return txn;
}

static struct bytes natural_key(uint32_t year, uint8_t number, uint8_t buffer[3])
{
	struct writer key = writer_of(buffer, 3);
	write_be16(&key, (uint16_t)year);
	write_u8(&key, number);
	return written(&key);
}

static void put(struct store_txn *txn, unsigned kind, uint32_t year, uint8_t number, uint64_t index)
{
	uint8_t buffer[3];
	struct standing standing = {.index = index, .record = bytes_of_text("record")};
	state_put(txn, kind, natural_key(year, number, buffer), &standing);
}

/* A row as it stands in the table. */
static struct bytes row_key(unsigned kind, uint32_t year, uint8_t number, uint64_t index,
	uint8_t buffer[STORE_KEY_SIZE_MAX])
{
	uint8_t key_buffer[3];
	struct writer key = writer_of(buffer, STORE_KEY_SIZE_MAX);
	write_u8(&key, STATE_RECORD);
	write_be16(&key, (uint16_t)kind);
	write_span(&key, natural_key(year, number, key_buffer));
	write_be64(&key, ~index);
	return written(&key);
}

/* Two years of tables and efforts, a correction, a header, and a kind without years. */
static int fill(void **state)
{
	(void)state;
	store = memstore_open(ledger_tables, LEDGER_TABLES);
	struct store_txn *txn = begin(true);
	struct hash256 header = {{1}};
	for (uint8_t i = 0; i < 4; i++) {
		put(txn, JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR, i, 1);
		put(txn, JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR + 1, i, 2);
		put(txn, JOUR__V1__RECORD__BODY_EFFORT, YEAR, i, 3);
		put(txn, JOUR__V1__RECORD__BODY_UNIT, YEAR, i, 4);
	}
	put(txn, JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR, 2, 5);
	put(txn, JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR, 2, 5); /* of the same entry */
	header_put(txn, &header, 1);
	header_put(txn, &header, 1);
	rows_stored = store_count(txn, TABLE_STATE);
	return store_commit(txn) == ERR_OK ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	store_close(store);
	return 0;
}

static enum err check(enum err (*checked)(struct store_txn *txn))
{
	struct store_txn *txn = begin(false);
	enum err err = checked(txn);
	store_abort(txn);
	return err;
}

/* What a reader meets that asks for a record of the kind and year, as of any size. */
static enum err ask(unsigned kind, uint32_t year)
{
	uint8_t buffer[3];
	struct standing standing;
	struct store_txn *txn = begin(false);
	(void)state_get(txn, kind, natural_key(year, 3, buffer), 9, &standing);
	enum err err = store_error(txn);
	store_abort(txn);
	return err;
}

static void damage(struct bytes row)
{
	struct store_txn *txn = begin(true);
	struct bytes value;
	assert_true(store_get(txn, TABLE_STATE, row, &value));
	store_delete(txn, TABLE_STATE, row);
	assert_int_equal(store_commit(txn), ERR_OK);
}

static void statecount_of_what_was_put_is_whole(void **state)
{
	(void)state;
	assert_int_equal(check(statecount_check), ERR_OK);
	assert_int_equal(check(statecount_check_all), ERR_OK);
	assert_int_equal(ask(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR), ERR_OK);
	assert_int_equal(ask(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR + 2), ERR_OK);
	assert_int_equal(ask(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR_MAX + 1), ERR_OK);
}

static void statecount_of_lost_table_is_corrupt_to_whoever_asks_for_its_year(void **state)
{
	(void)state;
	uint8_t buffer[STORE_KEY_SIZE_MAX];
	damage(row_key(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR, 1, 1, buffer));
	assert_int_equal(ask(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR), ERR_CORRUPT);
	assert_int_equal(ask(JOUR__V1__RECORD__BODY_EFFORT, YEAR), ERR_CORRUPT);
	assert_int_equal(ask(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR + 1), ERR_OK);
	assert_int_equal(check(statecount_check_all), ERR_CORRUPT);
}

static void statecount_of_lost_correction_is_corrupt(void **state)
{
	(void)state;
	uint8_t buffer[STORE_KEY_SIZE_MAX];
	damage(row_key(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR, 2, 5, buffer));
	assert_int_equal(ask(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR), ERR_CORRUPT);
}

static void statecount_of_lost_year_is_corrupt_at_once(void **state)
{
	(void)state;
	uint8_t buffer[STORE_KEY_SIZE_MAX];
	for (uint8_t i = 0; i < 4; i++)
		damage(row_key(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR + 1, i, 2, buffer));
	assert_int_equal(check(statecount_check), ERR_CORRUPT);
}

static void statecount_of_lost_count_is_corrupt_at_once(void **state)
{
	(void)state;
	uint8_t key[] = {
		STATE_COUNT, STATE_RECORD, 0, JOUR__V1__RECORD__BODY_EFFORT, YEAR >> 8, YEAR & 255};
	damage(BYTES_OF(key));
	assert_int_equal(check(statecount_check), ERR_CORRUPT);
}

static void statecount_of_lost_row_without_part_is_corrupt_at_once(void **state)
{
	(void)state;
	uint8_t buffer[STORE_KEY_SIZE_MAX];
	damage(row_key(JOUR__V1__RECORD__BODY_UNIT, YEAR, 1, 4, buffer));
	assert_int_equal(check(statecount_check), ERR_CORRUPT);
}

static void statecount_of_lost_header_is_corrupt_to_a_writer(void **state)
{
	(void)state;
	uint8_t key[1 + sizeof(struct hash256)] = {STATE_HEADER, 1};
	damage(BYTES_OF(key));
	assert_int_equal(check(statecount_check_all), ERR_CORRUPT);
}

/* A scan that names no year asks for every one. */
static void statecount_of_whole_kind_checks_every_year(void **state)
{
	(void)state;
	uint8_t buffer[STORE_KEY_SIZE_MAX];
	struct standing standing;
	damage(row_key(JOUR__V1__RECORD__BODY_CASE_TABLE, YEAR + 1, 3, 2, buffer));
	struct store_txn *txn = begin(false);
	struct state_scan scan = state_scan(txn, JOUR__V1__RECORD__BODY_CASE_TABLE, BYTES_NONE, 9);
	assert_false(state_scan_next(&scan, &standing));
	assert_int_equal(store_error(txn), ERR_CORRUPT);
	store_abort(txn);
}

#define STATECOUNT_TEST(name) cmocka_unit_test_setup_teardown(name, fill, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STATECOUNT_TEST(statecount_of_what_was_put_is_whole),
		STATECOUNT_TEST(statecount_of_lost_table_is_corrupt_to_whoever_asks_for_its_year),
		STATECOUNT_TEST(statecount_of_lost_correction_is_corrupt),
		STATECOUNT_TEST(statecount_of_lost_year_is_corrupt_at_once),
		STATECOUNT_TEST(statecount_of_lost_count_is_corrupt_at_once),
		STATECOUNT_TEST(statecount_of_lost_row_without_part_is_corrupt_at_once),
		STATECOUNT_TEST(statecount_of_lost_header_is_corrupt_to_a_writer),
		STATECOUNT_TEST(statecount_of_whole_kind_checks_every_year),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
