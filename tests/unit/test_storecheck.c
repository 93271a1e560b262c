#include "jour/storecheck.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const enum store_check kinds[] = {STORE_CHECK_SHA256, STORE_CHECK_SHORT};

static struct storecheck check_of(const char *name, enum store_check kind)
{
	return storecheck_of((struct store_table){name, kind});
}

static void storecheck_holds_only_for_its_table_key_and_value(void **state)
{
	(void)state;
	static const char *const others[][3] = {
		{"ledges", "key", "value"},
		{"ledge", "rkey", "value"}, /* the same bytes, cut elsewhere */
		{"ledger", "kez", "value"},
		{"ledger", "key", "valuf"},
		{"ledger", "keyv", "alue"},
		{"ledger", "key", ""},
	};
	for (size_t kind = 0; kind < 2; kind++) {
		uint8_t sum[STORECHECK_SIZE_MAX];
		struct storecheck check = check_of("ledger", kinds[kind]);
		struct bytes key = bytes_of_text("key"), value = bytes_of_text("value");
		storecheck_sum(&check, key, value, sum);
		assert_true(storecheck_holds(&check, key, value, sum));
		for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
			check = check_of(others[i][0], kinds[kind]);
			assert_false(storecheck_holds(&check, bytes_of_text(others[i][1]),
				bytes_of_text(others[i][2]), sum));
		}
	}
}

static void storecheck_every_bit_of_sum_counts(void **state)
{
	(void)state;
	static const size_t sizes[] = {32, 8};
	for (size_t kind = 0; kind < 2; kind++) {
		uint8_t sum[STORECHECK_SIZE_MAX];
		struct storecheck check = check_of("t", kinds[kind]);
		struct bytes key = bytes_of_text("key");
		assert_int_equal(storecheck_size(&check), sizes[kind]);
		storecheck_sum(&check, key, BYTES_NONE, sum);
		for (size_t bit = 0; bit < 8 * sizes[kind]; bit++) {
			sum[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_false(storecheck_holds(&check, key, BYTES_NONE, sum));
			sum[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		assert_true(storecheck_holds(&check, key, BYTES_NONE, sum));
	}
}

/* What the check of a stored row is may never change: written down once, from the
 * definition (SHA-256 of 1 || "t" || 1 || "k" || "v"). */
static void storecheck_sha256_is_over_table_key_length_key_and_value(void **state)
{
	(void)state;
	uint8_t sum[STORECHECK_SIZE_MAX];
	struct storecheck check = check_of("t", STORE_CHECK_SHA256);
	storecheck_sum(&check, bytes_of_text("k"), bytes_of_text("v"), sum);
	struct hash256 expected = hash256(bytes_of_text("\1t\1kv"));
	assert_memory_equal(sum, expected.bytes, HASH256_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(storecheck_holds_only_for_its_table_key_and_value),
		cmocka_unit_test(storecheck_every_bit_of_sum_counts),
		cmocka_unit_test(storecheck_sha256_is_over_table_key_length_key_and_value),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
