#include "jour/storecheck.h"

#include <assert.h>
#include <string.h>

#include <sodium/crypto_shorthash.h>
#include <sodium/crypto_shorthash_siphash24.h>

static const uint8_t public_key[16] = "jour store check";

/* SipHash with its 16-byte output, as the key of the next step: so table, key and value
 * are bound together without copying them into one buffer. */
static void derive(const uint8_t key[16], struct bytes data, uint8_t ret_key[16])
{
	(void)crypto_shorthash_siphashx24(ret_key, data.data, data.size, key);
}

struct storecheck storecheck_of(struct store_table table)
{
	struct bytes name = bytes_of_text(table.name);
	assert(name.size > 0 && name.size <= STORE_TABLE_NAME_MAX);
	struct storecheck check = {.table = table};
	derive(public_key, name, check.short_key);
	return check;
}

size_t storecheck_size(const struct storecheck *check)
{
	return check->table.check == STORE_CHECK_SHA256 ? HASH256_SIZE : crypto_shorthash_BYTES;
}

static void sum_sha256(const struct storecheck *check, struct bytes key, struct bytes value,
	uint8_t ret_sum[STORECHECK_SIZE_MAX])
{
	struct bytes name = bytes_of_text(check->table.name);
	uint8_t head[2 + STORE_TABLE_NAME_MAX];
	struct writer writer = writer_of(head, sizeof(head));
	write_u8(&writer, (uint8_t)name.size);
	write_span(&writer, name);
	write_u8(&writer, (uint8_t)key.size);
	struct bytes parts[] = {written(&writer), key, value};
	struct hash256 hash = hash256_parts(parts, sizeof(parts) / sizeof(parts[0]));
	memcpy(ret_sum, hash.bytes, HASH256_SIZE);
}

void storecheck_sum(const struct storecheck *check, struct bytes key, struct bytes value,
	uint8_t ret_sum[STORECHECK_SIZE_MAX])
{
	if (check->table.check == STORE_CHECK_SHA256) {
		sum_sha256(check, key, value, ret_sum);
		return;
	}
	uint8_t row_key[16];
	derive(check->short_key, key, row_key);
	(void)crypto_shorthash(ret_sum, value.data, value.size, row_key);
}

bool storecheck_holds(
	const struct storecheck *check, struct bytes key, struct bytes value, const uint8_t *sum)
{
	uint8_t expected[STORECHECK_SIZE_MAX];
	storecheck_sum(check, key, value, expected);
	return memcmp(sum, expected, storecheck_size(check)) == 0;
}
