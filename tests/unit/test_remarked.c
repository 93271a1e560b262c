#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "jour/memstore.h"
#include "remarked.h"

static struct store *store;
static struct store_txn *txn;

static int start(void **state)
{
	enum err err;
	(void)state;
	store = memstore_open(outbox_tables, OUTBOX_TABLES);
	txn = store_begin_write(store, &err);
	return txn == NULL;
}

static int stop(void **state)
{
	(void)state;
	store_abort(txn);
	store_close(store);
	return 0;
}

/* Records "a", "b", "c", ... with these results. */
static void keep(uint64_t number, const struct result *results, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char record[] = {(char)('a' + i), '\0'};
		if (remarked_is_wanted(&results[i]))
			remarked_keep(txn, number, (uint16_t)i, &results[i], bytes_of_text(record));
	}
}

static void remarked_are_kept_when_they_can_be_confirmed(void **state)
{
	(void)state;
	const struct result results[] = {{RESULT_ACCEPTED, 0, 0},
		{RESULT_REMARKED, REMARK_TENFOLD | REMARK_LATE, 12},
		{RESULT_REMARKED, REMARK_LATE | REMARK_RUNNING, 0}, {RESULT_BAD_FIELD, 2, 8},
		{RESULT_REMARKED, REMARK_DIFFERS, 9}};
	struct remarked at = {.number = 0};
	assert_false(remarked_next(txn, &at));
	keep(7, results, 5);
	keep(9, results, 2);
	assert_true(remarked_next(txn, &at));
	assert_true(at.number == 7 && at.position == 1 && at.remarks == REMARK_TENFOLD);
	assert_true(bytes_equal(at.record, bytes_of_text("b")));
	struct hash256 hash = merkle_leaf(bytes_of_text("b"));
	assert_true(hash256_equal(at.hash, hash));
	assert_true(remarked_next(txn, &at));
	assert_true(at.number == 7 && at.position == 4 && at.remarks == REMARK_DIFFERS);
	assert_true(remarked_next(txn, &at));
	assert_true(at.number == 9 && at.position == 1);
	assert_false(remarked_next(txn, &at));
	assert_int_equal(store_error(txn), ERR_OK);
}

static void remarked_row_that_is_cut_short_is_corrupt(void **state)
{
	(void)state;
	struct remarked at = {.number = 0};
	store_put(txn, OUTBOX_REMARKED, bytes_of_text("0123456789"), bytes_of_text("x"));
	assert_false(remarked_next(txn, &at));
	assert_int_equal(store_error(txn), ERR_CORRUPT);
}

static void remarked_matches_eight_digits_or_more(void **state)
{
	(void)state;
	struct hash256 hash = {{0x3f, 0x9a, 0x0c, 0x11, 0xe0}};
	char all[2 * HASH256_SIZE + 2] = "3f9a0c11e0";
	assert_true(remarked_matches(&hash, "3f9a0c11"));
	assert_true(remarked_matches(&hash, "3F9A0C11e"));
	assert_false(remarked_matches(&hash, "3f9a0c1"));
	assert_false(remarked_matches(&hash, "3f9a0c12"));
	assert_false(remarked_matches(&hash, "cases.csv"));
	memset(all + 10, '0', 2 * HASH256_SIZE - 10);
	assert_true(remarked_matches(&hash, all));
	all[2 * HASH256_SIZE] = '0';
	assert_false(remarked_matches(&hash, all));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(remarked_are_kept_when_they_can_be_confirmed),
		TEST(remarked_row_that_is_cut_short_is_corrupt),
		TEST(remarked_matches_eight_digits_or_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
