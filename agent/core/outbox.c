#include "outbox.h"

#include <string.h>

#include "outboxrow.h"
#include "remarked.h"

static const uint8_t note_key[] = {'n', 'o', 't', 'e'};
static const uint8_t reference_key[] = {'m', 'e', 's', 's', 'a', 'g', 'e'};
static const uint8_t reference_size_key[] = {'s', 'i', 'z', 'e'};

static bool same_ledger(const struct ledger_view *a, const struct ledger_view *b)
{
	return strcmp(a->origin, b->origin) == 0 && key_equal(&a->ledger_key, &b->ledger_key) &&
	       hash256_equal(a->ledger_id, b->ledger_id);
}

enum err outbox_open(struct store_txn *txn, const struct ledger_view *view,
	const struct identity *author, enum outbox_mismatch *ret_mismatch)
{
	struct outbox outbox;
	*ret_mismatch = OUTBOX_MATCHES;
	enum err err = outboxrow_load(txn, &outbox);
	if (err == ERR_NOTFOUND) {
		outbox = (struct outbox){
			.view = *view, .author = *author, .newest_index = PROOF_NO_INDEX};
		outbox.view.size = 0;
		outbox.view.root = (struct hash256){0};
		outboxrow_save(txn, &outbox);
		return store_error(txn);
	}
	if (err != ERR_OK)
		return err;
	if (!same_ledger(&outbox.view, view))
		*ret_mismatch = OUTBOX_OTHER_LEDGER;
	else if (!key_equal(&outbox.author.sign, &author->sign) ||
		 !key_equal(&outbox.author.transport, &author->transport))
		*ret_mismatch = OUTBOX_OTHER_KEY;
	return *ret_mismatch == OUTBOX_MATCHES ? ERR_OK : ERR_DENIED;
}

enum err outbox_load(struct store_txn *txn, struct outbox *ret_outbox)
{
	return outboxrow_load(txn, ret_outbox);
}

bool outbox_find_source(struct store_txn *txn, const struct hash256 *source_hash,
	uint64_t *ret_first, uint64_t *ret_last)
{
	struct bytes row;
	if (!store_get(txn, OUTBOX_FILES, hash256_bytes(source_hash), &row))
		return false;
	struct reader from = reader_of(row);
	uint64_t first = read_be64(&from);
	uint64_t last = read_be64(&from);
	if (!reader_done(&from)) {
		store_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret_first = first;
	*ret_last = last;
	return true;
}

bool outbox_next(struct store_txn *txn, uint64_t number, struct outbox_batch *ret_batch)
{
	struct outbox outbox;
	struct bytes bytes;
	struct batch batch;
	if (outboxrow_load(txn, &outbox) != ERR_OK)
		return false;
	uint64_t next = (number > outbox.acknowledged ? number : outbox.acknowledged) + 1;
	if (next > outbox.last)
		return false;
	struct outbox_key key = outbox_key_of(next);
	if (!store_get(txn, OUTBOX_BATCHES, BYTES_OF(key.bytes), &bytes) ||
		batch_read(bytes, &batch) != ERR_OK) {
		store_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret_batch = (struct outbox_batch){next, batch.header_hash, bytes};
	return true;
}

bool outbox_find_waiting(
	struct store_txn *txn, const struct hash256 *header_hash, uint64_t *ret_number)
{
	struct outbox outbox;
	struct outbox_submission submission;
	if (outboxrow_load(txn, &outbox) != ERR_OK)
		return false;
	for (uint64_t number = outbox.acknowledged + 1; number <= outbox.last; number++) {
		if (outboxrow_get(txn, number, &submission) != ERR_OK)
			return false;
		if (hash256_equal(hash256(submission.header_bytes), *header_hash)) {
			*ret_number = number;
			return true;
		}
	}
	return false;
}

/* Keeps what an auditor needs to see that the office has shown two histories. */
static void put_evidence(
	struct store_txn *txn, uint64_t number, struct bytes shown, const struct proof *proof)
{
	uint8_t row[4 + 2 * CHECKPOINT_SIZE_MAX + PROOF_SIZE_MAX];
	struct outbox_key key = outbox_key_of(number);
	struct bytes known = BYTES_NONE;
	if (!store_get(txn, OUTBOX_META, BYTES_OF(note_key), &known))
		store_fail(txn, ERR_CORRUPT);
	struct writer to = writer_of(row, sizeof(row));
	write_be16(&to, (uint16_t)known.size);
	write_span(&to, known);
	write_be16(&to, (uint16_t)shown.size);
	write_span(&to, shown);
	proof_write(proof, &to);
	if (to.failed)
		store_fail(txn, ERR_CORRUPT);
	store_put(txn, OUTBOX_EVIDENCE, BYTES_OF(key.bytes), written(&to));
}

/* Counts the records of a receipt that are in force, and those with remarks. True when all of them
 * are FORKED. */
static bool count_results(struct bytes results, uint16_t *ret_good, uint16_t *ret_remarked)
{
	size_t count = results.size / RESULT_SIZE;
	size_t forked = 0;
	uint16_t good = 0, remarked = 0;
	for (size_t i = 0; i < count; i++) {
		struct result result = result_at(results, i);
		good = (uint16_t)(good + (result_is_good(result.code) ? 1 : 0));
		remarked = (uint16_t)(remarked + (result.code == RESULT_REMARKED ? 1 : 0));
		forked += result.code == RESULT_FORKED;
	}
	*ret_good = good;
	*ret_remarked = remarked;
	return count > 0 && forked == count;
}

/* The batch is known to be appended as a fork: it keeps its place, to be signed again. */
static void keep_forked(struct store_txn *txn, struct outbox *outbox, uint64_t number,
	const struct hash256 *header_hash, struct bytes receipt)
{
	uint8_t key[8 + HASH256_SIZE];
	struct writer to = writer_of(key, sizeof(key));
	write_be64(&to, number);
	write_span(&to, hash256_bytes(header_hash));
	store_put(txn, OUTBOX_FORKS, BYTES_OF(key), receipt);
	outbox->forked = true;
}

/* A record of the batch that waits still; looked up anew, since a write ends what was read. */
static struct bytes waiting_record(struct store_txn *txn, uint64_t number, size_t position)
{
	struct bytes bytes, record = BYTES_NONE;
	struct batch batch;
	struct outbox_key key = outbox_key_of(number);
	if (!store_get(txn, OUTBOX_BATCHES, BYTES_OF(key.bytes), &bytes) ||
		batch_read(bytes, &batch) != ERR_OK) {
		store_fail(txn, ERR_CORRUPT);
		return record;
	}
	struct reader body = reader_of(batch.body);
	for (size_t i = 0; i <= position; i++)
		(void)body_next(&body, &record);
	return record;
}

#define SAID_KEY_SIZE (1 + 8)

static struct bytes said_key(unsigned kind, uint64_t key_hash, uint8_t buffer[SAID_KEY_SIZE])
{
	struct writer key = writer_of(buffer, SAID_KEY_SIZE);
	write_u8(&key, (uint8_t)kind);
	write_be64(&key, key_hash);
	return written(&key);
}

bool outbox_said(
	struct store_txn *txn, unsigned kind, uint64_t key_hash, struct hash256 *ret_record)
{
	uint8_t key[SAID_KEY_SIZE];
	struct bytes hash;
	if (!store_get(txn, OUTBOX_SAID, said_key(kind, key_hash, key), &hash))
		return false;
	struct reader from = reader_of(hash);
	read_copy(&from, ret_record->bytes, sizeof(ret_record->bytes));
	return !from.failed;
}

struct said {
	struct outbox_origin origin;
	struct hash256 record;
};

/* The records of a batch that waits still and now count under a natural key; how many there are. */
static size_t collect_said(struct store_txn *txn, uint64_t number, struct bytes results,
	struct said ret_said[BATCH_RECORDS_MAX])
{
	struct outbox_key key = outbox_key_of(number);
	struct bytes bytes, origins, record;
	struct batch batch;
	size_t count = 0;
	if (!store_get(txn, OUTBOX_ORIGINS, BYTES_OF(key.bytes), &origins) ||
		origins.size != results.size / RESULT_SIZE * OUTBOX_ORIGIN_SIZE ||
		!store_get(txn, OUTBOX_BATCHES, BYTES_OF(key.bytes), &bytes) ||
		batch_read(bytes, &batch) != ERR_OK)
		return 0;
	struct reader body = reader_of(batch.body);
	for (size_t i = 0; i < results.size / RESULT_SIZE && body_next(&body, &record); i++) {
		struct outbox_origin origin = outbox_origin_at(origins, i);
		if (result_is_new(result_at(results, i).code) && origin.key_hash != 0)
			ret_said[count++] = (struct said){origin, merkle_leaf(record)};
	}
	return count;
}

/* What a later correction replaces. All is read before the first write, which ends what was read.
 */
static void keep_said(struct store_txn *txn, uint64_t number, struct bytes results)
{
	struct said said[BATCH_RECORDS_MAX];
	size_t count = collect_said(txn, number, results, said);
	for (size_t i = 0; i < count; i++) {
		uint8_t key[SAID_KEY_SIZE];
		store_put(txn, OUTBOX_SAID,
			said_key(said[i].origin.kind, said[i].origin.key_hash, key),
			hash256_bytes(&said[i].record));
	}
}

static void keep_remarked(struct store_txn *txn, uint64_t number, struct bytes results)
{
	for (size_t i = 0; i < results.size / RESULT_SIZE; i++) {
		struct result result = result_at(results, i);
		uint16_t position = (uint16_t)i; /* a batch has at most BATCH_RECORDS_MAX */
		if (remarked_is_wanted(&result))
			remarked_keep(txn, number, position, &result,
				waiting_record(txn, number, position));
	}
}

static void keep_receipt(struct store_txn *txn, struct outbox *outbox, uint64_t number,
	const struct hash256 *header_hash, struct bytes receipt, uint64_t index)
{
	struct bytes batch = BYTES_NONE;
	struct outbox_key key = outbox_key_of(number);
	if (!store_get(txn, OUTBOX_BATCHES, BYTES_OF(key.bytes), &batch))
		store_fail(txn, ERR_CORRUPT);
	outbox->waiting_bytes -= batch.size;
	outbox->acknowledged = number;
	outbox->base = *header_hash;
	outbox->base_index = index;
	outbox->newest_index = index;
	store_put(txn, OUTBOX_RECEIPTS, BYTES_OF(key.bytes), receipt);
	store_delete(txn, OUTBOX_BATCHES, BYTES_OF(key.bytes));
}

/* The receipt has been verified: stores it and what follows from it. */
static enum outbox_outcome take_receipt(struct store_txn *txn, struct outbox *outbox,
	struct outbox_submission *submission, struct bytes bytes, const struct receipt *receipt)
{
	struct hash256 header_hash = hash256(submission->header_bytes);
	struct outbox_key key = outbox_key_of(submission->number);
	uint16_t good, remarked;
	bool forked = count_results(receipt->results, &good, &remarked);
	submission->state = forked ? OUTBOX_KEPT_FORKED : OUTBOX_RECEIPTED;
	submission->good = good;
	submission->refused = (uint16_t)(submission->header.count - good);
	outboxrow_put(txn, submission);
	if (forked)
		keep_forked(txn, outbox, submission->number, &header_hash, bytes);
	else {
		if (good > 0)
			keep_said(txn, submission->number, receipt->results);
		if (remarked > 0)
			keep_remarked(txn, submission->number, receipt->results);
		keep_receipt(
			txn, outbox, submission->number, &header_hash, bytes, receipt->entry.index);
	}
	if (submission->refused + remarked == 0)
		store_delete(txn, OUTBOX_ORIGINS, BYTES_OF(key.bytes));
	outboxrow_save(txn, outbox);
	return forked ? OUTBOX_FORKED : OUTBOX_ACCEPTED;
}

enum err outbox_acknowledge(struct store_txn *txn, uint64_t number, struct bytes bytes,
	const struct proof *proof, enum outbox_outcome *ret_outcome)
{
	struct outbox outbox;
	struct outbox_submission submission;
	struct receipt receipt;
	enum outbox_outcome outcome = OUTBOX_REJECTED;
	enum err err = outboxrow_load(txn, &outbox);
	if (err != ERR_OK)
		return err;
	if (number != outbox.acknowledged + 1 || number > outbox.last)
		return ERR_NOTFOUND;
	err = outboxrow_get(txn, number, &submission);
	if (err != ERR_OK)
		return err;

	uint64_t known_size = outbox.view.size;
	if (receipt_read(bytes, &receipt) != ERR_OK) {
		*ret_outcome = OUTBOX_REJECTED;
		return ERR_OK;
	}
	err = receipt_verify(
		bytes, proof, submission.header_bytes, &submission.signature, &outbox.view);
	if (err == ERR_CORRUPT) {
		put_evidence(txn, number, receipt.checkpoint, proof);
		outcome = OUTBOX_TWO_HISTORIES;
	} else if (err == ERR_OK) {
		outcome = take_receipt(txn, &outbox, &submission, bytes, &receipt);
		if (outbox.view.size != known_size)
			store_put(txn, OUTBOX_META, BYTES_OF(note_key), receipt.checkpoint);
	}
	if (store_error(txn) == ERR_OK)
		*ret_outcome = outcome;
	return store_error(txn);
}

enum err outbox_summary(struct store_txn *txn, struct outbox_summary *ret_summary)
{
	struct outbox outbox;
	struct outbox_submission oldest = {0};
	enum err err = outboxrow_load(txn, &outbox);
	if (err != ERR_OK)
		return err;
	if (outbox.last > outbox.acknowledged &&
		outboxrow_get(txn, outbox.acknowledged + 1, &oldest) != ERR_OK)
		return store_error(txn);
	struct outbox_summary summary = {
		.waiting = outbox.last - outbox.acknowledged,
		.waiting_bytes = outbox.waiting_bytes,
		.oldest_ms = oldest.put_ms,
		.newest_index = outbox.newest_index,
		.forked = outbox.forked,
		.two_histories = store_count(txn, OUTBOX_EVIDENCE) > 0,
	};
	if (store_error(txn) == ERR_OK)
		*ret_summary = summary;
	return store_error(txn);
}

/* A forked batch that has been signed again has its old receipt in OUTBOX_FORKS only. */
static bool find_receipt(struct store_txn *txn, const struct outbox_submission *submission,
	struct bytes *ret_receipt)
{
	uint8_t fork_key[8 + HASH256_SIZE];
	struct outbox_key key = outbox_key_of(submission->number);
	if (submission->state == OUTBOX_RECEIPTED)
		return store_get(txn, OUTBOX_RECEIPTS, BYTES_OF(key.bytes), ret_receipt);
	struct hash256 header_hash = hash256(submission->header_bytes);
	struct writer to = writer_of(fork_key, sizeof(fork_key));
	write_be64(&to, submission->number);
	write_span(&to, hash256_bytes(&header_hash));
	return store_get(txn, OUTBOX_FORKS, BYTES_OF(fork_key), ret_receipt);
}

enum err outbox_submission(
	struct store_txn *txn, uint64_t number, struct outbox_submission *ret_submission)
{
	struct outbox outbox;
	struct outbox_submission submission;
	enum err err = outboxrow_load(txn, &outbox);
	if (err != ERR_OK)
		return err;
	if (number == 0 || number > outbox.last)
		return ERR_NOTFOUND;
	err = outboxrow_get(txn, number, &submission);
	if (err != ERR_OK)
		return err;
	if (submission.state != OUTBOX_WAITING &&
		!find_receipt(txn, &submission, &submission.receipt))
		store_fail(txn, ERR_CORRUPT);
	struct outbox_key key = outbox_key_of(number);
	if (store_get(txn, OUTBOX_ORIGINS, BYTES_OF(key.bytes), &submission.origins) &&
		submission.origins.size ==
			submission.header.count * (size_t)OUTBOX_ORIGIN_SIZE_EARLIER)
		submission.origins = (struct bytes){0};
	if (submission.origins.size != 0 &&
		submission.origins.size != submission.header.count * (size_t)OUTBOX_ORIGIN_SIZE)
		store_fail(txn, ERR_CORRUPT);
	if (store_error(txn) == ERR_OK)
		*ret_submission = submission;
	return store_error(txn);
}

void outbox_put_reference(struct store_txn *txn, uint64_t ledger_size, struct bytes message)
{
	uint8_t buffer[8];
	uint64_t stored_size;
	struct bytes stored;
	if (outbox_reference(txn, &stored_size, &stored) && stored_size >= ledger_size)
		return;
	struct writer to = writer_of(buffer, sizeof(buffer));
	write_be64(&to, ledger_size);
	store_put(txn, OUTBOX_REFERENCE, BYTES_OF(reference_size_key), written(&to));
	store_put(txn, OUTBOX_REFERENCE, BYTES_OF(reference_key), message);
}

bool outbox_reference(struct store_txn *txn, uint64_t *ret_ledger_size, struct bytes *ret_message)
{
	struct bytes size;
	struct bytes message;
	if (!store_get(txn, OUTBOX_REFERENCE, BYTES_OF(reference_size_key), &size))
		return false;
	struct reader from = reader_of(size);
	uint64_t ledger_size = read_be64(&from);
	if (!reader_done(&from) ||
		!store_get(txn, OUTBOX_REFERENCE, BYTES_OF(reference_key), &message)) {
		store_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret_ledger_size = ledger_size;
	*ret_message = message;
	return true;
}

bool outbox_evidence(struct store_txn *txn, struct outbox_evidence *ret_evidence)
{
	struct bytes key;
	struct bytes row;
	if (!store_next(txn, OUTBOX_EVIDENCE, BYTES_NONE, &key, &row))
		return false;
	struct reader key_from = reader_of(key);
	struct reader from = reader_of(row);
	struct outbox_evidence evidence = {.number = read_be64(&key_from)};
	evidence.known = read_span(&from, read_be16(&from));
	evidence.shown = read_span(&from, read_be16(&from));
	evidence.proof = read_span(&from, from.left);
	if (!reader_done(&from) || !reader_done(&key_from)) {
		store_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret_evidence = evidence;
	return true;
}

void outbox_clear_evidence(struct store_txn *txn)
{
	struct bytes key;
	struct bytes row;
	while (store_next(txn, OUTBOX_EVIDENCE, BYTES_NONE, &key, &row))
		store_delete(txn, OUTBOX_EVIDENCE, key);
}
