#include "outboxrow.h"

#include <string.h>

#define STATE_SIZE_MAX (2 + ORIGIN_SIZE_MAX + 32 * 7 + 16 + 2 + 8 * 7)
#define SUBMISSION_SIZE_MAX                                                                        \
	(1 + HEADER_SIZE + SIGNATURE_SIZE + 8 + 1 + HASH256_SIZE + 2 + 2 + 2 + OUTBOX_NAME_MAX)

static const uint8_t state_key[] = {'s', 't', 'a', 't', 'e'};

const struct store_table outbox_tables[OUTBOX_TABLES] = {
	[OUTBOX_META] = {"meta", STORE_CHECK_SHA256},
	[OUTBOX_BATCHES] = {"batches", STORE_CHECK_SHA256},
	[OUTBOX_SUBMISSIONS] = {"submissions", STORE_CHECK_SHA256},
	[OUTBOX_RECEIPTS] = {"receipts", STORE_CHECK_SHA256},
	[OUTBOX_FORKS] = {"forks", STORE_CHECK_SHA256},
	[OUTBOX_FILES] = {"files", STORE_CHECK_SHA256},
	[OUTBOX_REFERENCE] = {"reference", STORE_CHECK_SHA256},
	[OUTBOX_EVIDENCE] = {"evidence", STORE_CHECK_SHA256},
	[OUTBOX_ORIGINS] = {"origins", STORE_CHECK_SHA256},
	[OUTBOX_REMARKED] = {"remarked", STORE_CHECK_SHA256},
	[OUTBOX_SAID] = {"said", STORE_CHECK_SHA256},
};

struct outbox_key outbox_key_of(uint64_t number)
{
	struct outbox_key key;
	struct writer writer = writer_of(key.bytes, sizeof(key.bytes));
	write_be64(&writer, number);
	return key;
}

static void view_write(const struct ledger_view *view, struct writer *to)
{
	size_t size = strlen(view->origin);
	write_u8(to, (uint8_t)size);
	write_copy(to, view->origin, size);
	write_copy(to, view->ledger_key.bytes, KEY_SIZE);
	write_copy(to, view->ledger_id.bytes, HASH256_SIZE);
	write_be64(to, view->size);
	write_copy(to, view->root.bytes, HASH256_SIZE);
}

static void view_read(struct reader *from, struct ledger_view *ret_view)
{
	size_t size = read_u8(from);
	if (size > ORIGIN_SIZE_MAX)
		from->failed = true;
	struct bytes origin = read_span(from, size);
	if (origin.size > 0)
		memcpy(ret_view->origin, origin.data, origin.size);
	read_copy(from, ret_view->ledger_key.bytes, KEY_SIZE);
	read_copy(from, ret_view->ledger_id.bytes, HASH256_SIZE);
	ret_view->size = read_be64(from);
	read_copy(from, ret_view->root.bytes, HASH256_SIZE);
}

void outboxrow_save(struct store_txn *txn, const struct outbox *outbox)
{
	uint8_t buffer[STATE_SIZE_MAX];
	struct writer to = writer_of(buffer, sizeof(buffer));
	write_u8(&to, OUTBOX_VERSION);
	view_write(&outbox->view, &to);
	write_copy(&to, outbox->author.sign.bytes, KEY_SIZE);
	write_copy(&to, outbox->author.transport.bytes, KEY_SIZE);
	write_copy(&to, outbox->chain.bytes, CHAIN_ID_SIZE);
	write_u8(&to, outbox->chain_begun);
	write_u8(&to, outbox->forked);
	write_be64(&to, outbox->chain_start);
	write_be64(&to, outbox->last);
	write_be64(&to, outbox->acknowledged);
	write_copy(&to, outbox->base.bytes, HASH256_SIZE);
	write_be64(&to, outbox->base_index);
	write_copy(&to, outbox->tip.bytes, HASH256_SIZE);
	write_be64(&to, outbox->newest_index);
	write_be64(&to, outbox->waiting_bytes);
	store_put(txn, OUTBOX_META, BYTES_OF(state_key), written(&to));
}

static bool state_read(struct bytes row, struct outbox *ret_outbox)
{
	struct reader from = reader_of(row);
	if (read_u8(&from) != OUTBOX_VERSION)
		return false;
	view_read(&from, &ret_outbox->view);
	read_copy(&from, ret_outbox->author.sign.bytes, KEY_SIZE);
	read_copy(&from, ret_outbox->author.transport.bytes, KEY_SIZE);
	read_copy(&from, ret_outbox->chain.bytes, CHAIN_ID_SIZE);
	ret_outbox->chain_begun = read_u8(&from) != 0;
	ret_outbox->forked = read_u8(&from) != 0;
	ret_outbox->chain_start = read_be64(&from);
	ret_outbox->last = read_be64(&from);
	ret_outbox->acknowledged = read_be64(&from);
	read_copy(&from, ret_outbox->base.bytes, HASH256_SIZE);
	ret_outbox->base_index = read_be64(&from);
	read_copy(&from, ret_outbox->tip.bytes, HASH256_SIZE);
	ret_outbox->newest_index = read_be64(&from);
	ret_outbox->waiting_bytes = read_be64(&from);
	return reader_done(&from);
}

/* Numbers are dense, so that a row that was lost cannot pass for one that never was. */
static bool state_explains_rows(struct store_txn *txn, const struct outbox *outbox)
{
	bool some_wait = outbox->last > outbox->acknowledged;
	return outbox->last >= outbox->acknowledged &&
	       outbox->acknowledged >= outbox->chain_start && (outbox->chain_begun || !some_wait) &&
	       (some_wait || !outbox->forked) &&
	       store_count(txn, OUTBOX_BATCHES) == outbox->last - outbox->acknowledged &&
	       store_count(txn, OUTBOX_SUBMISSIONS) == outbox->last &&
	       store_count(txn, OUTBOX_RECEIPTS) == outbox->acknowledged;
}

enum err outboxrow_load(struct store_txn *txn, struct outbox *ret_outbox)
{
	struct bytes row;
	struct outbox outbox = {0};
	if (!store_get(txn, OUTBOX_META, BYTES_OF(state_key), &row)) {
		/* Rows without a state: the state was lost, not never written. */
		if (store_count(txn, OUTBOX_SUBMISSIONS) > 0)
			store_fail(txn, ERR_CORRUPT);
		return store_error(txn) == ERR_OK ? ERR_NOTFOUND : store_error(txn);
	}
	if (!state_read(row, &outbox) || !state_explains_rows(txn, &outbox))
		store_fail(txn, ERR_CORRUPT);
	if (store_error(txn) == ERR_OK)
		*ret_outbox = outbox;
	return store_error(txn);
}

void outboxrow_put(struct store_txn *txn, const struct outbox_submission *submission)
{
	uint8_t buffer[SUBMISSION_SIZE_MAX];
	struct outbox_key key = outbox_key_of(submission->number);
	struct writer to = writer_of(buffer, sizeof(buffer));
	write_u8(&to, (uint8_t)submission->state);
	write_span(&to, submission->header_bytes);
	write_copy(&to, submission->signature.bytes, SIGNATURE_SIZE);
	write_be64(&to, submission->put_ms);
	write_u8(&to, submission->has_source);
	write_copy(&to, submission->source_hash.bytes, HASH256_SIZE);
	write_be16(&to, submission->good);
	write_be16(&to, submission->refused);
	write_be16(&to, (uint16_t)submission->source_name.size);
	write_span(&to, submission->source_name);
	store_put(txn, OUTBOX_SUBMISSIONS, BYTES_OF(key.bytes), written(&to));
}

static bool submission_read(struct bytes row, struct outbox_submission *ret_submission)
{
	struct reader from = reader_of(row);
	uint8_t state = read_u8(&from);
	ret_submission->state = (enum outbox_state)state;
	ret_submission->header_bytes = read_span(&from, HEADER_SIZE);
	read_copy(&from, ret_submission->signature.bytes, SIGNATURE_SIZE);
	ret_submission->put_ms = read_be64(&from);
	ret_submission->has_source = read_u8(&from) != 0;
	read_copy(&from, ret_submission->source_hash.bytes, HASH256_SIZE);
	ret_submission->good = read_be16(&from);
	ret_submission->refused = read_be16(&from);
	ret_submission->source_name = read_span(&from, read_be16(&from));
	return reader_done(&from) && state <= OUTBOX_RECEIPTED &&
	       header_read(ret_submission->header_bytes, &ret_submission->header) == ERR_OK;
}

enum err outboxrow_get(
	struct store_txn *txn, uint64_t number, struct outbox_submission *ret_submission)
{
	struct bytes row;
	struct outbox_key key = outbox_key_of(number);
	*ret_submission = (struct outbox_submission){.number = number};
	if (!store_get(txn, OUTBOX_SUBMISSIONS, BYTES_OF(key.bytes), &row) ||
		!submission_read(row, ret_submission)) {
		store_fail(txn, ERR_CORRUPT);
		*ret_submission = (struct outbox_submission){.number = number};
	}
	return store_error(txn);
}

void outbox_origin_write(const struct outbox_origin *origin, struct writer *to)
{
	write_u8(to, (uint8_t)origin->kind);
	write_be32(to, origin->row);
	write_be64(to, origin->key_hash);
}

struct outbox_origin outbox_origin_at(struct bytes origins, size_t position)
{
	struct reader from = reader_of(origins);
	read_span(&from, position * OUTBOX_ORIGIN_SIZE);
	struct outbox_origin origin = {.kind = read_u8(&from)};
	origin.row = read_be32(&from);
	origin.key_hash = read_be64(&from);
	return from.failed ? (struct outbox_origin){0} : origin;
}
