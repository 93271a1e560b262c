#include "jour/sign.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct secret secret_of(uint8_t first)
{
	uint8_t seed[SEED_SIZE];
	struct secret secret;
	for (size_t i = 0; i < SEED_SIZE; i++)
		seed[i] = (uint8_t)(first + i);
	secret_from_seed(seed, &secret);
	return secret;
}

static void from_hex(const char *hex, uint8_t *ret_bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	assert_int_equal(strlen(hex), 2 * size);
	for (size_t i = 0; i < size; i++)
		ret_bytes[i] = (uint8_t)((strchr(digits, hex[2 * i]) - digits) * 16 +
					 (strchr(digits, hex[2 * i + 1]) - digits));
}

static struct key key_of(const char *hex)
{
	struct key key;
	from_hex(hex, key.bytes, KEY_SIZE);
	return key;
}

/* Made with hashlib's keyed BLAKE2b and PyNaCl from the seed 00 01 .. 1f. */
static void sign_known_seed_gives_known_keys(void **state)
{
	(void)state;
	struct secret secret = secret_of(0);
	struct key sign =
		key_of("eb21d22fd0fabbb61bef85a0c4dc97dcdd089ed5072a91150bfa71055ed4c939");
	struct key transport =
		key_of("638cdae1fd873c0d778cf2619ac917d5968b698d606a271427a2c6e8effdc366");
	struct key hidden =
		key_of("a325859ab1b7723bbc8f96eb2d0333df60ddb55da8cef8980bcb163fbe31a801");
	assert_true(key_equal(&secret.public.sign, &sign));
	assert_true(key_equal(&secret.public.transport, &transport));
	assert_memory_equal(secret.transport, hidden.bytes, KEY_SIZE);
	assert_false(identity_is_weak(&secret.public));
	struct signature signature;
	from_hex("f8548a07b70b4292408e565c2b93bb5fa858639ad2080fa0cbb3f8705800da2e"
		 "731439ededd8f192c43bfa8954e37f0e80d908d310c39446479e1591b44c0106",
		signature.bytes, SIGNATURE_SIZE);
	struct signature made = sign_detached(&secret, bytes_of_text("abc"));
	assert_memory_equal(made.bytes, signature.bytes, SIGNATURE_SIZE);
	assert_true(sign_verify(&sign, bytes_of_text("abc"), &signature));
}

/* RFC 8032 section 7.1, test 1: the empty message. */
static void sign_rfc8032_example_verifies(void **state)
{
	(void)state;
	struct key key = key_of("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
	struct signature signature;
	from_hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
		 "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
		signature.bytes, SIGNATURE_SIZE);
	assert_true(sign_verify(&key, BYTES_NONE, &signature));
	assert_false(sign_verify(&key, bytes_of_text("x"), &signature));
}

static void sign_any_flipped_bit_is_refused(void **state)
{
	(void)state;
	struct secret secret = secret_of(1);
	uint8_t message[] = "a batch of reports";
	struct bytes span = BYTES_OF(message);
	struct signature signature = sign_detached(&secret, span);
	assert_true(sign_verify(&secret.public.sign, span, &signature));
	for (size_t bit = 0; bit < 8 * SIGNATURE_SIZE; bit++) {
		struct signature other = signature;
		other.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(sign_verify(&secret.public.sign, span, &other));
	}
	for (size_t bit = 0; bit < 8 * KEY_SIZE; bit++) {
		struct key other = secret.public.sign;
		other.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(key_equal(&other, &secret.public.sign));
		assert_false(sign_verify(&other, span, &signature));
	}
	for (size_t bit = 0; bit < 8 * sizeof(message); bit++) {
		message[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(sign_verify(&secret.public.sign, span, &signature));
		message[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

/* S + L (L is the order of the group) would verify without the check of RFC 8032 5.1.7. */
static void sign_second_encoding_of_signature_is_refused(void **state)
{
	(void)state;
	uint8_t order[32];
	from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", order, 32);
	struct secret secret = secret_of(2);
	struct signature signature = sign_detached(&secret, BYTES_NONE);
	unsigned carry = 0;
	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned)signature.bytes[32 + i] + order[i];
		signature.bytes[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	assert_int_equal(carry, 0);
	assert_false(sign_verify(&secret.public.sign, BYTES_NONE, &signature));
}

static void sign_weak_keys_are_told(void **state)
{
	(void)state;
	static const char *const weak_sign[] = {
		/* orders 4, 1, 2, 8, 8 */
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		/* 1 written as p + 1 */
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		/* mixed: the key of the seed 00 01 .. plus the point of order 2 */
		"02de2dd02f054449e4107a5f3b23682322f7612af8d56eeaf4058efaa12b36c6",
		/* y = 2 is not on the curve */
		"0200000000000000000000000000000000000000000000000000000000000000",
	};
	static const char *const weak_transport[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	for (size_t i = 0; i < sizeof(weak_sign) / sizeof(weak_sign[0]); i++) {
		struct identity identity = secret_of(3).public;
		identity.sign = key_of(weak_sign[i]);
		assert_true(key_is_weak_sign(&identity.sign));
		assert_true(identity_is_weak(&identity));
	}
	for (size_t i = 0; i < sizeof(weak_transport) / sizeof(weak_transport[0]); i++) {
		struct identity identity = secret_of(3).public;
		identity.transport = key_of(weak_transport[i]);
		assert_true(key_is_weak_transport(&identity.transport));
		assert_true(identity_is_weak(&identity));
	}
	for (unsigned i = 0; i < 64; i++) {
		struct secret secret = secret_of((uint8_t)i);
		assert_false(key_is_weak_sign(&secret.public.sign));
		assert_false(key_is_weak_transport(&secret.public.transport));
	}
}

static void sign_wiped_secret_is_zeros(void **state)
{
	(void)state;
	struct secret secret = secret_of(4);
	static const uint8_t zeros[sizeof(struct secret)];
	secret_wipe(&secret);
	assert_memory_equal(&secret, zeros, sizeof(zeros));
}

static int setup(void **state)
{
	(void)state;
	return sign_init() == ERR_OK && sign_init() == ERR_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sign_known_seed_gives_known_keys),
		cmocka_unit_test(sign_rfc8032_example_verifies),
		cmocka_unit_test(sign_any_flipped_bit_is_refused),
		cmocka_unit_test(sign_second_encoding_of_signature_is_refused),
		cmocka_unit_test(sign_weak_keys_are_told),
		cmocka_unit_test(sign_wiped_secret_is_zeros),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
