/* The half of outbox.h that signs. */
#include "outboxrow.h"

/* Counts the records of a body. ERR_MALFORMED: sizes that do not use it up, or no record;
 * ERR_RANGE: more or larger than one batch takes. */
static enum err body_check(struct bytes body, uint16_t *ret_count)
{
	struct reader from = reader_of(body);
	unsigned count = 0;
	if (body.size > BATCH_SIZE_MAX - HEADER_SIZE - SIGNATURE_SIZE)
		return ERR_RANGE;
	while (from.left > 0 && !from.failed) {
		uint32_t size = read_be32(&from);
		if (size > RECORD_SIZE_MAX || ++count > BATCH_RECORDS_MAX)
			return ERR_RANGE;
		if (size == 0)
			from.failed = true;
		read_span(&from, size);
	}
	if (from.failed || count == 0)
		return ERR_MALFORMED;
	*ret_count = (uint16_t)count;
	return ERR_OK;
}

/* Signs `body` as number `submission->number`, next in the chain, and stores batch and
 * submission. `header` brings class and time. */
static void sign_next(struct store_txn *txn, struct outbox *outbox, const struct secret *secret,
	struct header *header, struct bytes body, struct outbox_submission *submission,
	uint8_t *scratch)
{
	struct writer to = writer_of(scratch, BATCH_SIZE_MAX);
	struct outbox_key key = outbox_key_of(submission->number);
	header->ledger_id = outbox->view.ledger_id;
	header->author = secret->public.sign;
	header->chain = outbox->chain;
	header->sequence = submission->number - outbox->chain_start;
	header->previous = outbox->tip;
	struct bytes bytes = batch_sign(header, body, secret, &to);
	struct batch batch;
	if (bytes.size == 0 || batch_read(bytes, &batch) != ERR_OK) {
		store_fail(txn, ERR_CORRUPT); /* the body was checked when it came in */
		return;
	}
	submission->state = OUTBOX_WAITING;
	submission->header_bytes = batch.header_bytes;
	submission->signature = batch.signature;
	outboxrow_put(txn, submission);
	store_put(txn, OUTBOX_BATCHES, BYTES_OF(key.bytes), bytes);
	outbox->tip = batch.header_hash;
}

/* The parts of one sending follow each other and all wait. What comes later is sent anew, and the
 * newest sending is the one to show. */
static void note_source(struct store_txn *txn, const struct outbox *outbox,
	const struct hash256 *hash, uint64_t number)
{
	uint8_t row[16];
	uint64_t first = number;
	uint64_t last = number;
	if (outbox_find_source(txn, hash, &first, &last) &&
		(last + 1 != number || last <= outbox->acknowledged))
		first = number;
	struct writer to = writer_of(row, sizeof(row));
	write_be64(&to, first);
	write_be64(&to, number);
	store_put(txn, OUTBOX_FILES, hash256_bytes(hash), written(&to));
}

enum err outbox_put(struct store_txn *txn, const struct secret *secret,
	const struct outbox_draft *draft, uint8_t scratch[BATCH_SIZE_MAX], uint64_t *ret_number)
{
	struct outbox outbox;
	uint16_t count = 0;
	enum err err = outboxrow_load(txn, &outbox);
	if (err == ERR_OK && !key_equal(&outbox.author.sign, &secret->public.sign))
		err = ERR_DENIED;
	if (err == ERR_OK && draft->source_name.size > OUTBOX_NAME_MAX)
		err = ERR_RANGE;
	if (err == ERR_OK)
		err = body_check(draft->body, &count);
	if (err == ERR_OK && draft->origins.size > 0 &&
		draft->origins.size != count * (size_t)OUTBOX_ORIGIN_SIZE)
		err = ERR_MALFORMED;
	if (err != ERR_OK)
		return err;

	if (!outbox.chain_begun) {
		outbox.chain = draft->fresh_chain;
		outbox.chain_begun = true;
		outbox.chain_start = outbox.last;
	}
	struct header header = {
		.class = draft->class, .count = count, .author_time_ms = draft->now_ms};
	struct outbox_submission submission = {
		.number = outbox.last + 1,
		.put_ms = draft->now_ms,
		.has_source = draft->source_hash != NULL,
		.source_name = draft->source_name,
	};
	if (draft->source_hash != NULL) {
		submission.source_hash = *draft->source_hash;
		note_source(txn, &outbox, draft->source_hash, submission.number);
	}
	sign_next(txn, &outbox, secret, &header, draft->body, &submission, scratch);
	if (draft->origins.size > 0) {
		struct outbox_key key = outbox_key_of(submission.number);
		store_put(txn, OUTBOX_ORIGINS, BYTES_OF(key.bytes), draft->origins);
	}
	outbox.last++;
	outbox.waiting_bytes += HEADER_SIZE + SIGNATURE_SIZE + draft->body.size;
	outboxrow_save(txn, &outbox);
	if (store_error(txn) == ERR_OK)
		*ret_number = outbox.last;
	return store_error(txn);
}

/* The file's name may point into the row that is about to be written over. */
static void keep_name(struct outbox_submission *submission, uint8_t name[OUTBOX_NAME_MAX])
{
	struct reader from = reader_of(submission->source_name);
	size_t size = submission->source_name.size;
	read_copy(&from, name, size <= OUTBOX_NAME_MAX ? size : OUTBOX_NAME_MAX);
	submission->source_name.data = name;
}

/* Signs what waits as number `number` again; body and time stay. */
static void sign_again(struct store_txn *txn, struct outbox *outbox, const struct secret *secret,
	uint64_t number, uint8_t *scratch)
{
	uint8_t name[OUTBOX_NAME_MAX];
	struct outbox_key key = outbox_key_of(number);
	struct outbox_submission submission;
	struct bytes bytes;
	struct batch batch;
	if (outboxrow_get(txn, number, &submission) != ERR_OK)
		return;
	keep_name(&submission, name);
	if (!store_get(txn, OUTBOX_BATCHES, BYTES_OF(key.bytes), &bytes) ||
		batch_read(bytes, &batch) != ERR_OK) {
		store_fail(txn, ERR_CORRUPT);
		return;
	}
	struct header header = batch.header;
	sign_next(txn, outbox, secret, &header, batch.body, &submission, scratch);
}

/* All that waits goes on a new chain after outbox->base. Forked batches too: whoever calls this has
 * seen that the author may send again, and nothing in them has counted. */
static enum err sign_all_again(struct store_txn *txn, struct outbox *outbox,
	const struct secret *secret, const struct chain_id *chain, uint8_t *scratch,
	uint64_t *ret_count)
{
	uint64_t count = outbox->last - outbox->acknowledged;
	outbox->chain = *chain;
	outbox->chain_begun = count > 0;
	outbox->chain_start = outbox->acknowledged;
	outbox->tip = outbox->base;
	outbox->forked = false;
	for (uint64_t i = 1; i <= count && store_error(txn) == ERR_OK; i++)
		sign_again(txn, outbox, secret, outbox->acknowledged + i, scratch);
	outboxrow_save(txn, outbox);
	if (store_error(txn) == ERR_OK)
		*ret_count = count;
	return store_error(txn);
}

enum err outbox_rechain(struct store_txn *txn, const struct secret *secret, const struct head *head,
	const struct chain_id *chain, uint8_t scratch[BATCH_SIZE_MAX], uint64_t *ret_count)
{
	struct outbox outbox;
	enum err err = outboxrow_load(txn, &outbox);
	if (err != ERR_OK)
		return err;
	if (!key_equal(&outbox.author.sign, &secret->public.sign) ||
		!key_equal(&outbox.author.sign, &head->author) || head->state != HEAD_OPEN)
		return ERR_DENIED;
	outbox.base = head->header_hash;
	outbox.base_index = head->entry_index;
	return sign_all_again(txn, &outbox, secret, chain, scratch, ret_count);
}

enum err outbox_rekey(struct store_txn *txn, const struct identity *from, const struct secret *to,
	const struct chain_id *chain, uint8_t scratch[BATCH_SIZE_MAX], uint64_t *ret_count)
{
	struct outbox outbox;
	enum err err = outboxrow_load(txn, &outbox);
	if (err != ERR_OK)
		return err;
	if (!key_equal(&outbox.author.sign, &from->sign) ||
		!key_equal(&outbox.author.transport, &from->transport))
		return ERR_DENIED;
	outbox.author = to->public;
	outbox.base = (struct hash256){0};
	outbox.base_index = 0;
	return sign_all_again(txn, &outbox, to, chain, scratch, ret_count);
}
