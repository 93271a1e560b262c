#include "remarked.h"

#include <string.h>

#include "jour/batch.h"
#include "jour/casecheck.h"

#define KEY_BYTES (8 + 2)
#define DIGITS_MIN 8

static unsigned confirmable(const struct result *result)
{
	unsigned mask = 0;
	for (size_t i = 0; casecheck_at(i) != NULL; i++)
		mask |= casecheck_at(i)->remark;
	return result->code == RESULT_REMARKED ? result->field & mask : 0;
}

static struct bytes key_of(uint64_t number, uint16_t position, uint8_t buffer[KEY_BYTES])
{
	struct writer key = writer_of(buffer, KEY_BYTES);
	write_be64(&key, number);
	write_be16(&key, position);
	return written(&key);
}

bool remarked_is_wanted(const struct result *result)
{
	return confirmable(result) != 0;
}

void remarked_keep(struct store_txn *txn, uint64_t number, uint16_t position,
	const struct result *result, struct bytes record)
{
	uint8_t key[KEY_BYTES], row[2 + RECORD_SIZE_MAX];
	struct writer to = writer_of(row, sizeof(row));
	write_be16(&to, (uint16_t)confirmable(result));
	write_span(&to, record);
	store_put(txn, OUTBOX_REMARKED, key_of(number, position, key), written(&to));
}

bool remarked_next(struct store_txn *txn, struct remarked *at)
{
	uint8_t buffer[KEY_BYTES];
	struct bytes key, row;
	struct remarked next = *at;
	/* No batch has so many records that the position could not be counted on. */
	struct bytes after = key_of(
		at->number + (at->position == UINT16_MAX), (uint16_t)(at->position + 1), buffer);
	if (!store_next(txn, OUTBOX_REMARKED, after, &key, &row))
		return false;
	struct reader from = reader_of(key);
	next.number = read_be64(&from);
	next.position = read_be16(&from);
	from = reader_of(row);
	next.remarks = read_be16(&from);
	next.record = read_span(&from, row.size < 2 ? 0 : row.size - 2);
	if (from.failed) {
		store_fail(txn, ERR_CORRUPT);
		return false;
	}
	next.hash = merkle_leaf(next.record);
	*at = next;
	return true;
}

bool remarked_matches(const struct hash256 *hash, const char *digits)
{
	struct bytes bytes = bytes_of_text(digits);
	return bytes.size >= DIGITS_MIN && hash256_begins_with(hash, bytes);
}
