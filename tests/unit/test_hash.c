#include "jour/hash.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void assert_hash(struct hash256 hash, const char *expected_hex)
{
	char hex[2 * HASH256_SIZE + 1];
	for (size_t i = 0; i < HASH256_SIZE; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", hash.bytes[i]);
	assert_string_equal(hex, expected_hex);
}

/* The examples published with FIPS 180. */
static void hash_published_examples_agree(void **state)
{
	(void)state;
	assert_hash(hash256(BYTES_NONE),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_hash(hash256(bytes_of_text("abc")),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_hash(
		hash256(bytes_of_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	assert_hash(hash256(bytes_of_text("abcdefghbcdefghicdefghijdefghijkefghijklfghijklm"
					  "ghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
					  "mnopqrstnopqrstu")),
		"cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
}

static void hash_million_letters_agrees(void **state)
{
	(void)state;
	size_t size = 1000000;
	uint8_t *letters = malloc(size);
	assert_non_null(letters);
	memset(letters, 'a', size);
	assert_hash(hash256((struct bytes){letters, size}),
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(letters);
}

static void hash_parts_however_cut_equal_whole(void **state)
{
	(void)state;
	struct bytes text = bytes_of_text("a batch of reports from three kommuner");
	struct hash256 whole = hash256(text);
	for (size_t first = 0; first <= text.size; first++) {
		for (size_t second = first; second <= text.size; second++) {
			struct bytes parts[] = {{text.data, first}, BYTES_NONE,
				{text.data + first, second - first},
				{text.data + second, text.size - second}};
			assert_true(hash256_equal(hash256_parts(parts, 4), whole));
		}
	}
	assert_true(hash256_equal(hash256_parts(NULL, 0), hash256(BYTES_NONE)));
}

static void hash_one_bit_apart_is_not_equal(void **state)
{
	(void)state;
	struct hash256 hash = hash256(bytes_of_text("abc"));
	assert_int_equal(hash256_bytes(&hash).size, HASH256_SIZE);
	assert_ptr_equal(hash256_bytes(&hash).data, hash.bytes);
	for (unsigned bit = 0; bit < 8 * HASH256_SIZE; bit++) {
		struct hash256 other = hash;
		other.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(hash256_equal(hash, other));
	}
}

static void hash_digits_are_read_whole_or_as_a_beginning(void **state)
{
	(void)state;
	char digits[] = "BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0";
	struct hash256 hash = hash256(bytes_of_text("abc")), read;
	struct bytes all = {(const uint8_t *)digits, 2 * HASH256_SIZE};
	assert_true(hash256_parse(all, &read));
	assert_true(hash256_equal(hash, read));
	assert_false(hash256_parse((struct bytes){all.data, all.size - 1}, &read));
	assert_false(hash256_parse((struct bytes){all.data, all.size + 1}, &read));
	assert_true(hash256_begins_with(&hash, all));
	assert_true(hash256_begins_with(&hash, bytes_of_text("ba7")));
	assert_false(hash256_begins_with(&hash, bytes_of_text("ba8")));
	assert_false(hash256_begins_with(&hash, (struct bytes){all.data, all.size + 1}));
	/* The neighbours of digits in ASCII, and a digit without its upper bits. */
	for (const char *bad = "/:@G`g\x12 "; *bad != '\0'; bad++) {
		digits[5] = *bad;
		assert_false(hash256_parse(all, &read));
		assert_false(hash256_begins_with(&hash, all));
	}
	assert_true(hash256_equal(hash, read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_published_examples_agree),
		cmocka_unit_test(hash_million_letters_agrees),
		cmocka_unit_test(hash_parts_however_cut_equal_whole),
		cmocka_unit_test(hash_one_bit_apart_is_not_equal),
		cmocka_unit_test(hash_digits_are_read_whole_or_as_a_beginning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
