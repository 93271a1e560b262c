#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fakeledger.h"
#include "outbox.h"

/* One outbox towards one ledger, each in memory. */
struct world {
	struct secret secret;
	struct fake_ledger *fake;
	struct store *store;
	uint8_t scratch[BATCH_SIZE_MAX];
};

static struct store_txn *begin(struct world *world)
{
	enum err err;
	struct store_txn *txn = store_begin_write(world->store, &err);
	assert_non_null(txn);
	return txn;
}

static void commit(struct store_txn *txn)
{
	assert_int_equal(store_commit(txn), ERR_OK);
}

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	enum outbox_mismatch mismatch;
	world->secret = fake_secret(1);
	world->fake = fake_open(&world->secret.public, 0);
	world->store = memstore_open(outbox_tables, OUTBOX_TABLES);
	struct store_txn *txn = begin(world);
	assert_int_equal(
		outbox_open(txn, &world->fake->view, &world->secret.public, &mismatch), ERR_OK);
	commit(txn);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	store_close(world->store);
	fake_close(world->fake);
	free(world);
	return 0;
}

static struct chain_id chain(uint8_t number)
{
	return (struct chain_id){{number}};
}

/* A draft of `count` records that hold `value`, in `body`. */
static struct outbox_draft draft_of(uint8_t body[64], unsigned count, uint8_t value)
{
	struct writer to = writer_of(body, 64);
	for (unsigned i = 0; i < count; i++) {
		write_be32(&to, 2);
		write_u8(&to, value);
		write_u8(&to, (uint8_t)i);
	}
	return (struct outbox_draft){.class = CLASS_CASES,
		.body = written(&to),
		.source_name = bytes_of_text("kvartal 1.xlsx"),
		.now_ms = 1000u + value,
		.fresh_chain = chain(value)};
}

static enum err put_in(struct world *world, struct store_txn *txn, uint8_t value)
{
	uint8_t body[64];
	struct outbox_draft draft = draft_of(body, 2, value);
	uint64_t number = 0;
	return outbox_put(txn, &world->secret, &draft, world->scratch, &number);
}

static void put(struct world *world, uint8_t value)
{
	struct store_txn *txn = begin(world);
	assert_int_equal(put_in(world, txn, value), ERR_OK);
	commit(txn);
}

static struct outbox load(struct world *world)
{
	struct outbox outbox;
	struct store_txn *txn = begin(world);
	assert_int_equal(outbox_load(txn, &outbox), ERR_OK);
	store_abort(txn);
	return outbox;
}

/* Hands the batch after `after` to the ledger; the entry. */
static unsigned submit(struct world *world, uint64_t after)
{
	struct outbox_batch batch;
	unsigned entry = 0;
	uint64_t argument;
	struct store_txn *txn = begin(world);
	assert_true(outbox_next(txn, after, &batch));
	assert_int_equal(fake_submit(world->fake, batch.bytes, &entry, &argument), 0);
	store_abort(txn);
	return entry;
}

static enum outbox_outcome acknowledge(struct world *world, uint64_t number, unsigned entry)
{
	struct proof proof = fake_receipt_proof(world->fake, entry, load(world).view.size);
	enum outbox_outcome outcome;
	struct store_txn *txn = begin(world);
	assert_int_equal(
		outbox_acknowledge(txn, number, fake_receipt(world->fake, entry), &proof, &outcome),
		ERR_OK);
	commit(txn);
	return outcome;
}

static struct head head_of(struct world *world, uint8_t hash)
{
	return (struct head){.state = HEAD_OPEN,
		.author = world->secret.public.sign,
		.header_hash = {{hash}},
		.entry_index = 77,
		.ledger_size = 80};
}

static void outbox_open_again_keeps_what_it_holds(void **state)
{
	struct world *world = *state;
	enum outbox_mismatch mismatch;
	put(world, 1);
	struct store_txn *txn = begin(world);
	assert_int_equal(
		outbox_open(txn, &world->fake->view, &world->secret.public, &mismatch), ERR_OK);
	assert_int_equal(mismatch, OUTBOX_MATCHES);
	store_abort(txn);
	assert_int_equal(load(world).last, 1);
}

static void outbox_open_for_another_ledger_or_key_is_denied(void **state)
{
	struct world *world = *state;
	enum outbox_mismatch mismatch;
	struct ledger_view other = world->fake->view;
	struct secret stranger = fake_secret(9);
	other.ledger_id.bytes[0] ^= 1;
	struct store_txn *txn = begin(world);
	assert_int_equal(outbox_open(txn, &other, &world->secret.public, &mismatch), ERR_DENIED);
	assert_int_equal(mismatch, OUTBOX_OTHER_LEDGER);
	assert_int_equal(
		outbox_open(txn, &world->fake->view, &stranger.public, &mismatch), ERR_DENIED);
	assert_int_equal(mismatch, OUTBOX_OTHER_KEY);
	commit(txn);
}

static void outbox_never_opened_is_not_found(void **state)
{
	(void)state;
	enum err err;
	struct outbox outbox;
	struct store *store = memstore_open(outbox_tables, OUTBOX_TABLES);
	struct store_txn *txn = store_begin_read(store, &err);
	assert_int_equal(outbox_load(txn, &outbox), ERR_NOTFOUND);
	store_abort(txn);
	store_close(store);
}

static void outbox_put_signs_a_chain_that_the_ledger_takes(void **state)
{
	struct world *world = *state;
	struct outbox_batch batch;
	struct batch parsed;
	put(world, 1);
	put(world, 2);
	struct store_txn *txn = begin(world);
	assert_true(outbox_next(txn, 1, &batch));
	assert_int_equal(batch.number, 2);
	assert_int_equal(batch_read(batch.bytes, &parsed), ERR_OK);
	assert_int_equal(parsed.header.sequence, 2);
	assert_memory_equal(parsed.header.chain.bytes, chain(1).bytes, CHAIN_ID_SIZE);
	assert_int_equal(parsed.header.author_time_ms, 1002);
	assert_false(outbox_next(txn, 2, &batch));
	store_abort(txn);
	assert_int_equal(submit(world, 0), 1);
	assert_int_equal(submit(world, 1), 2);
}

static void outbox_put_with_another_secret_is_denied(void **state)
{
	struct world *world = *state;
	struct secret stranger = fake_secret(9);
	uint8_t body[64];
	uint64_t number;
	struct outbox_draft draft = draft_of(body, 1, 1);
	struct store_txn *txn = begin(world);
	assert_int_equal(outbox_put(txn, &stranger, &draft, world->scratch, &number), ERR_DENIED);
	commit(txn);
	assert_int_equal(load(world).last, 0);
}

static enum err put_body(struct world *world, struct bytes body, struct bytes name)
{
	struct outbox_draft draft = {.class = CLASS_MONEY, .body = body, .source_name = name};
	uint64_t number;
	struct store_txn *txn = begin(world);
	enum err err = outbox_put(txn, &world->secret, &draft, world->scratch, &number);
	assert_int_equal(store_error(txn), ERR_OK);
	store_abort(txn);
	return err;
}

static void outbox_put_of_a_malformed_body_is_refused(void **state)
{
	struct world *world = *state;
	assert_int_equal(put_body(world, BYTES_NONE, BYTES_NONE), ERR_MALFORMED);
	assert_int_equal(put_body(world, BYTES_OF("\0\0\0\2a"), BYTES_NONE), ERR_OK);
	const uint8_t cut[] = {0, 0, 0, 2, 'a'};
	assert_int_equal(put_body(world, BYTES_OF(cut), BYTES_NONE), ERR_MALFORMED);
	const uint8_t empty[] = {0, 0, 0, 0};
	assert_int_equal(put_body(world, BYTES_OF(empty), BYTES_NONE), ERR_MALFORMED);
}

static struct bytes body_of(uint8_t *buffer, size_t capacity, unsigned count, size_t size)
{
	struct writer to = writer_of(buffer, capacity);
	static const uint8_t zeros[RECORD_SIZE_MAX + 1];
	for (unsigned i = 0; i < count; i++) {
		write_be32(&to, (uint32_t)size);
		write_copy(&to, zeros, size);
	}
	return written(&to);
}

static void outbox_put_at_each_limit_passes_and_past_it_is_refused(void **state)
{
	struct world *world = *state;
	const size_t room = BATCH_SIZE_MAX - HEADER_SIZE - SIGNATURE_SIZE;
	const size_t rest = room - 15 * (4 + RECORD_SIZE_MAX);
	size_t capacity = 2 * FRAME_SIZE_MAX;
	uint8_t *buffer = malloc(capacity);
	uint8_t name[OUTBOX_NAME_MAX + 1] = {0};
	struct bytes body = body_of(buffer, capacity, BATCH_RECORDS_MAX, 1);
	assert_int_equal(put_body(world, body, BYTES_NONE), ERR_OK);
	body = body_of(buffer, capacity, BATCH_RECORDS_MAX + 1, 1);
	assert_int_equal(put_body(world, body, BYTES_NONE), ERR_RANGE);
	body = body_of(buffer, capacity, 1, RECORD_SIZE_MAX);
	assert_int_equal(put_body(world, body, (struct bytes){name, OUTBOX_NAME_MAX}), ERR_OK);
	assert_int_equal(
		put_body(world, body, (struct bytes){name, OUTBOX_NAME_MAX + 1}), ERR_RANGE);
	body = body_of(buffer, capacity, 1, RECORD_SIZE_MAX + 1);
	assert_int_equal(put_body(world, body, BYTES_NONE), ERR_RANGE);
	for (size_t more = 0; more < 2; more++) {
		body = body_of(buffer, capacity, 15, RECORD_SIZE_MAX);
		body.size +=
			body_of(buffer + body.size, capacity - body.size, 1, rest - 4 + more).size;
		assert_int_equal(put_body(world, body, BYTES_NONE), more == 0 ? ERR_OK : ERR_RANGE);
	}
	free(buffer);
}

static void outbox_without_room_stays_as_it_was(void **state)
{
	struct world *world = *state;
	put(world, 1);
	for (uint64_t step = 1; step < 100; step++) {
		uint64_t before = memstore_steps(world->store);
		memstore_fault_at(world->store, MEMSTORE_PUT_NOSPACE, before + step);
		struct store_txn *txn = begin(world);
		enum err err = put_in(world, txn, 2);
		bool struck = memstore_fault_struck(world->store);
		store_abort(txn);
		memstore_fault_at(world->store, MEMSTORE_FAULT_NONE, 0);
		assert_int_equal(load(world).last, 1);
		if (!struck) {
			assert_int_equal(err, ERR_OK);
			return;
		}
		assert_int_equal(err, ERR_NOSPACE);
	}
	fail();
}

static void outbox_notices_a_file_sent_twice(void **state)
{
	struct world *world = *state;
	uint8_t body[64];
	uint64_t number;
	uint64_t first = 0;
	uint64_t last = 0;
	struct hash256 hash = hash256(BYTES_OF("a file"));
	struct outbox_draft draft = draft_of(body, 2, 1);
	draft.source_hash = &hash;
	struct store_txn *txn = begin(world);
	assert_false(outbox_find_source(txn, &hash, &first, &last));
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(
			outbox_put(txn, &world->secret, &draft, world->scratch, &number), ERR_OK);
	assert_true(outbox_find_source(txn, &hash, &first, &last));
	assert_int_equal(first, 1);
	assert_int_equal(last, 2);
	commit(txn);
	put(world, 3);
	txn = begin(world);
	assert_int_equal(outbox_put(txn, &world->secret, &draft, world->scratch, &number), ERR_OK);
	assert_true(outbox_find_source(txn, &hash, &first, &last));
	assert_int_equal(first, 4);
	assert_int_equal(last, 4);
	commit(txn);
}

static void outbox_file_sent_again_after_its_receipt_is_a_sending_of_its_own(void **state)
{
	struct world *world = *state;
	uint8_t body[64];
	uint64_t number, first = 0, last = 0;
	struct hash256 hash = hash256(BYTES_OF("a file"));
	struct outbox_draft draft = draft_of(body, 2, 1);
	draft.source_hash = &hash;
	for (unsigned i = 1; i <= 2; i++) {
		struct store_txn *txn = begin(world);
		assert_int_equal(
			outbox_put(txn, &world->secret, &draft, world->scratch, &number), ERR_OK);
		assert_true(outbox_find_source(txn, &hash, &first, &last));
		assert_int_equal(first, i);
		assert_int_equal(last, i);
		commit(txn);
		assert_int_equal(acknowledge(world, i, submit(world, 0)), OUTBOX_ACCEPTED);
	}
}

/* Records from rows 5, 9, 13; the ledger refuses the second. */
static enum err put_with_origins(
	struct world *world, struct store_txn *txn, unsigned records, size_t count)
{
	uint8_t body[64], rows[3 * OUTBOX_ORIGIN_SIZE];
	struct outbox_draft draft = draft_of(body, records, 1);
	struct writer to = writer_of(rows, sizeof(rows));
	uint64_t number;
	for (uint32_t i = 0; i < count; i++)
		outbox_origin_write(&(struct outbox_origin){64, 5 + 4 * i, 100 + i}, &to);
	draft.origins = written(&to);
	return outbox_put(txn, &world->secret, &draft, world->scratch, &number);
}

static void outbox_origins_of_an_earlier_version_are_left_out(void **state)
{
	struct world *world = *state;
	static const uint8_t earlier[2 * OUTBOX_ORIGIN_SIZE_EARLIER] = {64, 0, 0, 0, 5, 64};
	uint8_t key[] = {0, 0, 0, 0, 0, 0, 0, 1};
	struct outbox_submission submission;
	struct store_txn *txn = begin(world);
	assert_int_equal(put_with_origins(world, txn, 2, 2), ERR_OK);
	store_put(txn, OUTBOX_ORIGINS, BYTES_OF(key), BYTES_OF(earlier));
	commit(txn);
	txn = begin(world);
	assert_int_equal(outbox_submission(txn, 1, &submission), ERR_OK);
	assert_int_equal(submission.origins.size, 0);
	assert_int_equal(outbox_origin_at(submission.origins, 0).row, 0);
	store_abort(txn);
}

static void outbox_origins_are_kept_for_records_that_do_not_count(void **state)
{
	struct world *world = *state;
	struct outbox_submission submission;
	struct store_txn *txn = begin(world);
	assert_int_equal(put_with_origins(world, txn, 2, 2), ERR_OK);
	commit(txn);
	assert_int_equal(acknowledge(world, 1, submit(world, 0)), OUTBOX_ACCEPTED);
	txn = begin(world);
	assert_int_equal(outbox_submission(txn, 1, &submission), ERR_OK);
	assert_int_equal(outbox_origin_at(submission.origins, 0).row, 5);
	assert_int_equal(outbox_origin_at(submission.origins, 1).row, 9);
	assert_int_equal(outbox_origin_at(submission.origins, 1).kind, 64);
	assert_int_equal(outbox_origin_at(submission.origins, 2).row, 0);
	/* What counts can be corrected; what does not has not been said. */
	static const uint8_t first[] = {1, 0}; /* draft_of */
	struct hash256 said, record = merkle_leaf(BYTES_OF(first));
	assert_true(outbox_said(txn, 64, 100, &said));
	assert_memory_equal(said.bytes, record.bytes, sizeof(said.bytes));
	assert_false(outbox_said(txn, 64, 101, &said));
	assert_false(outbox_said(txn, 53, 100, &said));
	store_abort(txn);
}

static void outbox_origins_are_forgotten_when_every_record_counts(void **state)
{
	struct world *world = *state;
	struct outbox_submission submission;
	struct store_txn *txn = begin(world);
	assert_int_equal(put_with_origins(world, txn, 1, 1), ERR_OK);
	commit(txn);
	assert_int_equal(acknowledge(world, 1, submit(world, 0)), OUTBOX_ACCEPTED);
	txn = begin(world);
	assert_int_equal(outbox_submission(txn, 1, &submission), ERR_OK);
	assert_int_equal(submission.origins.size, 0);
	assert_int_equal(outbox_origin_at(submission.origins, 0).kind, 0);
	assert_int_equal(store_count(txn, OUTBOX_ORIGINS), 0);
	store_abort(txn);
}

static void outbox_origins_of_another_number_are_malformed(void **state)
{
	struct world *world = *state;
	struct store_txn *txn = begin(world);
	assert_int_equal(put_with_origins(world, txn, 2, 1), ERR_MALFORMED);
	assert_int_equal(put_with_origins(world, txn, 2, 3), ERR_MALFORMED);
	assert_int_equal(put_with_origins(world, txn, 2, 2), ERR_OK);
	store_abort(txn);
}

static void outbox_acknowledge_stores_the_receipt_and_forgets_the_batch(void **state)
{
	struct world *world = *state;
	struct outbox_submission submission;
	struct outbox_summary summary;
	put(world, 1);
	put(world, 2);
	unsigned entry = submit(world, 0);
	assert_int_equal(acknowledge(world, 1, entry), OUTBOX_ACCEPTED);
	struct store_txn *txn = begin(world);
	assert_int_equal(store_count(txn, OUTBOX_BATCHES), 1);
	assert_int_equal(outbox_submission(txn, 1, &submission), ERR_OK);
	assert_int_equal(submission.state, OUTBOX_RECEIPTED);
	assert_int_equal(submission.good, 1);
	assert_int_equal(submission.refused, 1);
	assert_int_equal(submission.put_ms, 1001);
	assert_true(bytes_equal(submission.receipt, fake_receipt(world->fake, entry)));
	assert_true(bytes_equal(submission.source_name, bytes_of_text("kvartal 1.xlsx")));
	assert_int_equal(outbox_submission(txn, 2, &submission), ERR_OK);
	assert_int_equal(submission.state, OUTBOX_WAITING);
	assert_int_equal(outbox_submission(txn, 3, &submission), ERR_NOTFOUND);
	assert_int_equal(outbox_submission(txn, 0, &submission), ERR_NOTFOUND);
	assert_int_equal(outbox_summary(txn, &summary), ERR_OK);
	assert_int_equal(summary.waiting, 1);
	assert_int_equal(summary.waiting_bytes, HEADER_SIZE + SIGNATURE_SIZE + 12);
	assert_int_equal(summary.oldest_ms, 1002);
	assert_int_equal(summary.newest_index, entry);
	store_abort(txn);
	assert_int_equal(load(world).view.size, entry + 1);
}

static void outbox_acknowledge_of_any_but_the_oldest_is_not_found(void **state)
{
	struct world *world = *state;
	enum outbox_outcome outcome;
	put(world, 1);
	put(world, 2);
	unsigned entry = submit(world, 0);
	struct proof proof = fake_receipt_proof(world->fake, entry, 0);
	struct bytes receipt = fake_receipt(world->fake, entry);
	assert_int_equal(acknowledge(world, 1, entry), OUTBOX_ACCEPTED);
	struct store_txn *txn = begin(world);
	assert_int_equal(outbox_acknowledge(txn, 1, receipt, &proof, &outcome), ERR_NOTFOUND);
	assert_int_equal(outbox_acknowledge(txn, 3, receipt, &proof, &outcome), ERR_NOTFOUND);
	commit(txn);
}

static void outbox_acknowledge_with_anothers_receipt_changes_nothing(void **state)
{
	struct world *world = *state;
	uint8_t altered[FAKE_RECEIPT_SIZE];
	enum outbox_outcome outcome;
	put(world, 1);
	put(world, 2);
	unsigned first = submit(world, 0);
	unsigned second = submit(world, 1);
	assert_int_equal(acknowledge(world, 1, second), OUTBOX_REJECTED);
	struct bytes receipt = fake_receipt(world->fake, first);
	struct proof proof = fake_receipt_proof(world->fake, first, 0);
	for (size_t i = 0; i < receipt.size; i++) {
		memcpy(altered, receipt.data, receipt.size);
		altered[i] ^= 1;
		struct store_txn *txn = begin(world);
		assert_int_equal(outbox_acknowledge(txn, 1, (struct bytes){altered, receipt.size},
					 &proof, &outcome),
			ERR_OK);
		assert_int_equal(outcome, OUTBOX_REJECTED);
		commit(txn);
	}
	assert_int_equal(load(world).acknowledged, 0);
	assert_int_equal(acknowledge(world, 1, first), OUTBOX_ACCEPTED);
}

static void outbox_shown_two_histories_keeps_the_batch_and_both_checkpoints(void **state)
{
	struct world *world = *state;
	struct outbox_evidence evidence;
	struct outbox_summary summary;
	put(world, 1);
	put(world, 2);
	assert_int_equal(acknowledge(world, 1, submit(world, 0)), OUTBOX_ACCEPTED);
	fake_close(world->fake);
	world->fake = fake_open(&world->secret.public, 3);
	struct outbox_batch batch;
	struct batch parsed;
	struct store_txn *txn = begin(world);
	assert_true(outbox_next(txn, 1, &batch));
	assert_int_equal(batch_read(batch.bytes, &parsed), ERR_OK);
	unsigned entry = fake_append(world->fake, &parsed, false);
	store_abort(txn);
	assert_int_equal(acknowledge(world, 2, entry), OUTBOX_TWO_HISTORIES);
	assert_int_equal(load(world).acknowledged, 1);
	txn = begin(world);
	assert_true(outbox_next(txn, 0, &batch));
	assert_true(outbox_evidence(txn, &evidence));
	assert_int_equal(evidence.number, 2);
	struct checkpoint known;
	struct checkpoint shown;
	const struct ledger_view *view = &world->fake->view;
	assert_int_equal(
		checkpoint_open(evidence.known, view->origin, &view->ledger_key, &known), ERR_OK);
	assert_int_equal(
		checkpoint_open(evidence.shown, view->origin, &view->ledger_key, &shown), ERR_OK);
	assert_int_equal(known.size, 2);
	assert_int_equal(shown.size, entry + 1);
	assert_int_equal(outbox_summary(txn, &summary), ERR_OK);
	assert_true(summary.two_histories);
	outbox_clear_evidence(txn);
	assert_false(outbox_evidence(txn, &evidence));
	commit(txn);
}

/* Appends batch 1 as a fork and acknowledges it. */
static void fork_first(struct world *world)
{
	struct outbox_batch batch;
	struct batch parsed;
	struct store_txn *txn = begin(world);
	assert_true(outbox_next(txn, 0, &batch));
	assert_int_equal(batch_read(batch.bytes, &parsed), ERR_OK);
	unsigned entry = fake_append(world->fake, &parsed, true);
	store_abort(txn);
	assert_int_equal(acknowledge(world, 1, entry), OUTBOX_FORKED);
}

static void outbox_receipt_that_says_forked_keeps_the_batch(void **state)
{
	struct world *world = *state;
	struct outbox_submission submission;
	put(world, 1);
	put(world, 2);
	fork_first(world);
	struct outbox outbox = load(world);
	assert_true(outbox.forked);
	assert_int_equal(outbox.acknowledged, 0);
	struct store_txn *txn = begin(world);
	assert_int_equal(store_count(txn, OUTBOX_BATCHES), 2);
	assert_int_equal(outbox_submission(txn, 1, &submission), ERR_OK);
	assert_int_equal(submission.state, OUTBOX_KEPT_FORKED);
	assert_true(submission.receipt.size > 0);
	store_abort(txn);
}

/* All unacknowledged batches are one chain after `previous`, signed by `author`. */
static void assert_chain(struct world *world, const struct key *author, uint8_t chain_number,
	const struct hash256 *previous, uint64_t after, uint64_t count)
{
	struct hash256 expected = *previous;
	struct outbox_batch batch;
	struct batch parsed;
	struct store_txn *txn = begin(world);
	for (uint64_t i = 1; i <= count; i++) {
		assert_true(outbox_next(txn, after + i - 1, &batch));
		assert_int_equal(batch.number, after + i);
		assert_int_equal(batch_read(batch.bytes, &parsed), ERR_OK);
		assert_true(sign_verify(author, parsed.header_bytes, &parsed.signature));
		assert_true(key_equal(author, &parsed.header.author));
		assert_int_equal(parsed.header.sequence, i);
		assert_int_equal(parsed.header.author_time_ms, 1000 + batch.number);
		assert_memory_equal(
			parsed.header.chain.bytes, chain(chain_number).bytes, CHAIN_ID_SIZE);
		assert_true(hash256_equal(parsed.header.previous, expected));
		expected = parsed.header_hash;
	}
	assert_false(outbox_next(txn, after + count, &batch));
	store_abort(txn);
}

static void outbox_rechain_signs_what_waits_after_the_ledgers_head(void **state)
{
	struct world *world = *state;
	struct head head = head_of(world, 5);
	struct chain_id fresh = chain(50);
	uint64_t count;
	for (uint8_t i = 1; i <= 3; i++)
		put(world, i);
	assert_int_equal(acknowledge(world, 1, submit(world, 0)), OUTBOX_ACCEPTED);
	struct store_txn *txn = begin(world);
	assert_int_equal(
		outbox_rechain(txn, &world->secret, &head, &fresh, world->scratch, &count), ERR_OK);
	assert_int_equal(count, 2);
	commit(txn);
	put(world, 4);
	assert_chain(world, &world->secret.public.sign, 50, &head.header_hash, 1, 3);
}

static void outbox_rechain_with_nothing_waiting_lets_the_next_begin_the_chain(void **state)
{
	struct world *world = *state;
	struct head head = head_of(world, 5);
	struct chain_id fresh = chain(50);
	uint64_t count;
	struct store_txn *txn = begin(world);
	assert_int_equal(
		outbox_rechain(txn, &world->secret, &head, &fresh, world->scratch, &count), ERR_OK);
	assert_int_equal(count, 0);
	commit(txn);
	put(world, 1);
	assert_chain(world, &world->secret.public.sign, 1, &head.header_hash, 0, 1);
}

static void outbox_rechain_after_a_head_that_is_not_open_is_denied(void **state)
{
	struct world *world = *state;
	struct head head = head_of(world, 5);
	struct secret stranger = fake_secret(9);
	struct chain_id fresh = chain(50);
	uint64_t count;
	put(world, 1);
	struct store_txn *txn = begin(world);
	assert_int_equal(
		outbox_rechain(txn, &stranger, &head, &fresh, world->scratch, &count), ERR_DENIED);
	head.state = HEAD_FROZEN;
	assert_int_equal(outbox_rechain(txn, &world->secret, &head, &fresh, world->scratch, &count),
		ERR_DENIED);
	head = head_of(world, 5);
	head.author = stranger.public.sign;
	assert_int_equal(outbox_rechain(txn, &world->secret, &head, &fresh, world->scratch, &count),
		ERR_DENIED);
	commit(txn);
}

static void outbox_rekey_signs_forked_and_waiting_under_the_new_key(void **state)
{
	struct world *world = *state;
	struct secret fresh_secret = fake_secret(2);
	struct chain_id fresh = chain(60);
	struct hash256 zero = {0};
	struct outbox_submission submission;
	uint64_t count;
	put(world, 1);
	put(world, 2);
	fork_first(world);
	struct store_txn *txn = begin(world);
	assert_int_equal(outbox_rekey(txn, &fresh_secret.public, &world->secret, &fresh,
				 world->scratch, &count),
		ERR_DENIED);
	assert_int_equal(outbox_rekey(txn, &world->secret.public, &fresh_secret, &fresh,
				 world->scratch, &count),
		ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(outbox_submission(txn, 1, &submission), ERR_OK);
	assert_int_equal(submission.state, OUTBOX_WAITING);
	assert_true(bytes_equal(submission.source_name, bytes_of_text("kvartal 1.xlsx")));
	assert_int_equal(store_count(txn, OUTBOX_FORKS), 1);
	commit(txn);
	assert_chain(world, &fresh_secret.public.sign, 60, &zero, 0, 2);
	assert_false(load(world).forked);
}

static void outbox_missing_a_row_is_corrupt(void **state)
{
	struct world *world = *state;
	struct outbox outbox;
	struct outbox_batch batch;
	const enum outbox_table tables[] = {
		OUTBOX_META, OUTBOX_BATCHES, OUTBOX_SUBMISSIONS, OUTBOX_RECEIPTS};
	put(world, 1);
	put(world, 2);
	assert_int_equal(acknowledge(world, 1, submit(world, 0)), OUTBOX_ACCEPTED);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct bytes key;
		struct bytes value;
		struct store_txn *txn = begin(world);
		assert_true(store_last(txn, tables[i], &key, &value));
		store_delete(txn, tables[i], key);
		assert_int_equal(outbox_load(txn, &outbox), ERR_CORRUPT);
		assert_false(outbox_next(txn, 0, &batch));
		assert_int_equal(store_error(txn), ERR_CORRUPT);
		store_abort(txn);
	}
	/* The right number of rows, but not the right ones. */
	struct store_txn *txn = begin(world);
	const uint8_t two[] = {0, 0, 0, 0, 0, 0, 0, 2};
	store_delete(txn, OUTBOX_BATCHES, BYTES_OF(two));
	store_put(txn, OUTBOX_BATCHES, BYTES_OF("stray"), BYTES_OF("x"));
	assert_false(outbox_next(txn, 0, &batch));
	assert_int_equal(store_error(txn), ERR_CORRUPT);
	store_abort(txn);
}

static void outbox_with_a_changed_bit_is_corrupt(void **state)
{
	struct world *world = *state;
	struct outbox_batch batch;
	const uint8_t one[] = {0, 0, 0, 0, 0, 0, 0, 1};
	put(world, 1);
	assert_true(memstore_flip(world->store, OUTBOX_BATCHES, BYTES_OF(one), 77));
	struct store_txn *txn = begin(world);
	assert_false(outbox_next(txn, 0, &batch));
	assert_int_equal(store_error(txn), ERR_CORRUPT);
	store_abort(txn);
}

static void outbox_finds_a_waiting_batch_by_its_hash(void **state)
{
	struct world *world = *state;
	struct outbox_batch batch;
	uint64_t number = 0;
	put(world, 1);
	put(world, 2);
	struct store_txn *txn = begin(world);
	assert_true(outbox_next(txn, 1, &batch));
	assert_true(outbox_find_waiting(txn, &batch.header_hash, &number));
	assert_int_equal(number, 2);
	batch.header_hash.bytes[0] ^= 1;
	assert_false(outbox_find_waiting(txn, &batch.header_hash, &number));
	store_abort(txn);
}

static void outbox_reference_keeps_the_newest(void **state)
{
	struct world *world = *state;
	uint64_t size;
	struct bytes message;
	struct store_txn *txn = begin(world);
	assert_false(outbox_reference(txn, &size, &message));
	outbox_put_reference(txn, 7, bytes_of_text("seven"));
	outbox_put_reference(txn, 6, bytes_of_text("six"));
	assert_true(outbox_reference(txn, &size, &message));
	assert_int_equal(size, 7);
	assert_true(bytes_equal(message, bytes_of_text("seven")));
	commit(txn);
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(outbox_open_again_keeps_what_it_holds),
		WORLD_TEST(outbox_open_for_another_ledger_or_key_is_denied),
		cmocka_unit_test(outbox_never_opened_is_not_found),
		WORLD_TEST(outbox_put_signs_a_chain_that_the_ledger_takes),
		WORLD_TEST(outbox_put_with_another_secret_is_denied),
		WORLD_TEST(outbox_put_of_a_malformed_body_is_refused),
		WORLD_TEST(outbox_put_at_each_limit_passes_and_past_it_is_refused),
		WORLD_TEST(outbox_without_room_stays_as_it_was),
		WORLD_TEST(outbox_notices_a_file_sent_twice),
		WORLD_TEST(outbox_file_sent_again_after_its_receipt_is_a_sending_of_its_own),
		WORLD_TEST(outbox_origins_of_an_earlier_version_are_left_out),
		WORLD_TEST(outbox_origins_are_kept_for_records_that_do_not_count),
		WORLD_TEST(outbox_origins_are_forgotten_when_every_record_counts),
		WORLD_TEST(outbox_origins_of_another_number_are_malformed),
		WORLD_TEST(outbox_acknowledge_stores_the_receipt_and_forgets_the_batch),
		WORLD_TEST(outbox_acknowledge_of_any_but_the_oldest_is_not_found),
		WORLD_TEST(outbox_acknowledge_with_anothers_receipt_changes_nothing),
		WORLD_TEST(outbox_shown_two_histories_keeps_the_batch_and_both_checkpoints),
		WORLD_TEST(outbox_receipt_that_says_forked_keeps_the_batch),
		WORLD_TEST(outbox_rechain_signs_what_waits_after_the_ledgers_head),
		WORLD_TEST(outbox_rechain_with_nothing_waiting_lets_the_next_begin_the_chain),
		WORLD_TEST(outbox_rechain_after_a_head_that_is_not_open_is_denied),
		WORLD_TEST(outbox_rekey_signs_forked_and_waiting_under_the_new_key),
		WORLD_TEST(outbox_missing_a_row_is_corrupt),
		WORLD_TEST(outbox_with_a_changed_bit_is_corrupt),
		WORLD_TEST(outbox_finds_a_waiting_batch_by_its_hash),
		WORLD_TEST(outbox_reference_keeps_the_newest),
	};
	if (sign_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
