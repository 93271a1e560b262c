#include "jour/hash.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

/* The fetch is per thread too: it saves a lock, and costs a few microseconds once. */
static _Thread_local EVP_MD *digest;
static _Thread_local EVP_MD_CTX *context;

/* A ledger without its hash has nothing to fall back on, and no caller could do better. */
static void require(bool worked)
{
	if (!worked)
		abort();
}

static void begin(void)
{
	if (context == NULL) {
		digest = EVP_MD_fetch(NULL, "SHA256", NULL);
		require(digest != NULL);
		context = EVP_MD_CTX_new();
		require(context != NULL);
	}
	require(EVP_DigestInit_ex2(context, digest, NULL) == 1);
}

struct hash256 hash256_parts(const struct bytes *parts, size_t count)
{
	struct hash256 hash;
	begin();
	for (size_t i = 0; i < count; i++)
		if (parts[i].size > 0)
			require(EVP_DigestUpdate(context, parts[i].data, parts[i].size) == 1);
	require(EVP_DigestFinal_ex(context, hash.bytes, NULL) == 1);
	return hash;
}

struct hash256 hash256(struct bytes data)
{
	return hash256_parts(&data, 1);
}

bool hash256_equal(struct hash256 a, struct hash256 b)
{
	return memcmp(a.bytes, b.bytes, HASH256_SIZE) == 0;
}

struct bytes hash256_bytes(const struct hash256 *hash)
{
	return (struct bytes){hash->bytes, HASH256_SIZE};
}

/* 16 for what is no digit. */
static unsigned digit_value(uint8_t digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10u;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10u : 16;
}

bool hash256_parse(struct bytes digits, struct hash256 *ret_hash)
{
	struct hash256 hash;
	if (digits.size != (size_t)2 * HASH256_SIZE)
		return false;
	for (size_t i = 0; i < HASH256_SIZE; i++) {
		unsigned high = digit_value(digits.data[2 * i]);
		unsigned low = digit_value(digits.data[2 * i + 1]);
		if (high > 15 || low > 15)
			return false;
		hash.bytes[i] = (uint8_t)(high << 4 | low);
	}
	*ret_hash = hash;
	return true;
}

bool hash256_begins_with(const struct hash256 *hash, struct bytes digits)
{
	if (digits.size > (size_t)2 * HASH256_SIZE)
		return false;
	for (size_t i = 0; i < digits.size; i++) {
		unsigned byte = hash->bytes[i / 2];
		if (digit_value(digits.data[i]) != (i % 2 == 0 ? byte >> 4 : byte & 15))
			return false;
	}
	return true;
}
