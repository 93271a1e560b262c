#include "turn.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "office.h"

#define QUESTIONS 8

static struct office office;
static struct pen clerk, agent;
static struct turn turn;
static uint8_t answer_buffer[QUESTIONS * FRAME_SIZE_MAX];

/* The frames of the next turn. */
static uint8_t frame_buffer[4u << 20];
static struct writer frames;
static struct question questions[QUESTIONS];
static struct answer answers[QUESTIONS];
static size_t asked;

static void ask_nothing(void)
{
	frames = writer_of(frame_buffer, sizeof(frame_buffer));
	asked = 0;
}

/* What the daemon does when it starts. */
static void start_turns(void)
{
	turn = (struct turn){.store = office.store,
		.name = office.name,
		.secret = &office.ledger,
		.memory = office.memory,
		.answers = answer_buffer,
		.answers_capacity = sizeof(answer_buffer)};
	ask_nothing();
}

static int start(void **state)
{
	(void)state;
	draft_salt = 0;
	office_start(&office, memstore_open(ledger_tables, LEDGER_TABLES));
	office_furnish(&office, &clerk, &agent); /* entries 1, 2 */
	start_turns();
	return 0;
}

static int end(void **state)
{
	(void)state;
	office_end(&office);
	return 0;
}

static void ask(enum frame_type type, struct bytes payload)
{
	size_t begin = frames.size;
	frame_begin(&frames, type, 100 + asked);
	write_span(&frames, payload);
	assert_false(frames.failed);
	questions[asked] = (struct question){asked, {frames.start + begin, frames.size - begin}};
	asked++;
}

static void ask_submit(uint64_t known_size, struct bytes batch)
{
	static uint8_t payload[FRAME_SIZE_MAX];
	struct writer writer = writer_of(payload, sizeof(payload));
	write_be64(&writer, known_size);
	write_span(&writer, batch);
	ask(FRAME_SUBMIT, written(&writer));
}

static struct bytes report(uint32_t year)
{
	Jour__V1__Record record = case_record("2409", year, 1, 3, 1);
	draft_begin();
	draft_add(&record);
	return pen_sign(&office, &agent, CLASS_CASES);
}

static enum err run_turn(bool has_room)
{
	size_t taken = 0;
	enum err err = turn_run(&turn, questions, asked, office.now_ms, has_room, answers, &taken);
	if (err == ERR_OK)
		assert_int_equal(taken, asked);
	ask_nothing();
	return err;
}

/* The payload of an answer of that type, with the question's id. */
static struct bytes payload_of(size_t position, enum frame_type type)
{
	struct frame frame;
	assert_int_equal(frame_read(answers[position].frame, &frame), ERR_OK);
	assert_int_equal(frame.type, type);
	assert_int_equal(frame.request_id, 100 + position);
	assert_int_equal(answers[position].peer, position);
	return frame.payload;
}

static struct bytes receipt_of(size_t position, struct proof *ret_proof)
{
	struct reader reader = reader_of(payload_of(position, FRAME_RECEIPT));
	struct bytes receipt = read_span(&reader, read_be32(&reader));
	assert_int_equal(proof_read(&reader, ret_proof), ERR_OK);
	assert_true(reader_done(&reader));
	return receipt;
}

static struct refusal refusal_of(size_t position)
{
	struct reader reader = reader_of(payload_of(position, FRAME_REFUSAL));
	struct refusal refusal;
	assert_int_equal(
		refusal_read(&reader, &office.name.id, &office.ledger.public.sign, &refusal),
		ERR_OK);
	return refusal;
}

static struct ledger_view view_of_office(void)
{
	struct ledger_view view = {.ledger_key = office.ledger.public.sign,
		.ledger_id = office.name.id,
		.size = 1,
		.root = office.name.id};
	strcpy(view.origin, office.name.genesis.origin);
	return view;
}

static uint64_t size_of_ledger(void)
{
	struct store_txn *txn = must_read(office.store);
	uint64_t size = ledger_size(txn);
	store_abort(txn);
	return size;
}

/* ---- receipts */

static void turn_submit_is_answered_by_a_receipt_that_verifies(void **state)
{
	(void)state;
	struct ledger_view view = view_of_office();
	struct batch batch;
	struct proof proof;
	struct bytes bytes = report(2010);
	ask_submit(1, bytes);
	assert_int_equal(run_turn(true), ERR_OK);
	struct bytes receipt = receipt_of(0, &proof);
	assert_int_equal(batch_read(bytes, &batch), ERR_OK);
	assert_int_equal(
		receipt_verify(receipt, &proof, batch.header_bytes, &batch.signature, &view),
		ERR_OK);
	assert_int_equal(view.size, 4);
}

static void turn_receipt_of_a_batch_is_the_same_for_ever(void **state)
{
	(void)state;
	static uint8_t first[RECEIPT_SIZE_MAX], batch[4096];
	struct proof proof;
	struct bytes bytes = report(2010);
	memcpy(batch, bytes.data, bytes.size);
	bytes.data = batch;
	ask_submit(0, bytes);
	ask_submit(0, bytes); /* twice in one turn */
	assert_int_equal(run_turn(true), ERR_OK);
	struct bytes receipt = receipt_of(0, &proof);
	memcpy(first, receipt.data, receipt.size);
	receipt.data = first;
	assert_true(bytes_equal(receipt, receipt_of(1, &proof)));
	for (uint32_t i = 0; i < 5; i++) {
		office.now_ms += 1000;
		Jour__V1__Record record = population_record("2409", 100 + i);
		(void)pen_say(&office, &clerk, &record);
		start_turns();
		ask_submit(3, bytes);
		assert_int_equal(run_turn(true), ERR_OK);
		assert_true(bytes_equal(receipt, receipt_of(0, &proof)));
	}
}

static void turn_one_commit_has_one_checkpoint(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		struct batch batch;
		struct bytes bytes = report(2010 + i);
		ask_submit(0, bytes);
		assert_int_equal(batch_read(bytes, &batch), ERR_OK);
		agent.sequence++;
		agent.previous = batch.header_hash;
	}
	assert_int_equal(run_turn(true), ERR_OK);
	struct proof proof;
	for (size_t i = 0; i < 3; i++) {
		struct receipt receipt;
		assert_int_equal(receipt_read(receipt_of(i, &proof), &receipt), ERR_OK);
		assert_int_equal(receipt.entry.index, 3 + i);
		assert_int_equal(proof.size, 6);
	}
	struct store_txn *txn = must_read(office.store);
	assert_int_equal(store_count(txn, TABLE_CHECKPOINT), 4); /* of 1, 2, 3 and 6 */
	store_abort(txn);
}

static void turn_clock_that_goes_back_does_not_take_the_ledger_along(void **state)
{
	(void)state;
	struct proof proof;
	struct receipt receipt;
	uint64_t before_ms = office.now_ms;
	office.now_ms -= 1000000;
	ask_submit(0, report(2010));
	assert_int_equal(run_turn(true), ERR_OK);
	assert_int_equal(receipt_read(receipt_of(0, &proof), &receipt), ERR_OK);
	assert_int_equal(receipt.entry.received_ms, before_ms);
}

static void turn_stores_its_signature_with_the_next_commit(void **state)
{
	(void)state;
	uint64_t size = 0;
	struct signature signature;
	ask_submit(0, report(2010));
	assert_int_equal(run_turn(true), ERR_OK);
	struct store_txn *txn = must_read(office.store);
	assert_false(ledger_newest_signature(txn, &size, &signature));
	store_abort(txn);
	Jour__V1__Record record = population_record("2409", 7);
	draft_begin();
	draft_add(&record);
	ask_submit(0, pen_sign(&office, &clerk, CLASS_MONEY));
	assert_int_equal(run_turn(true), ERR_OK);
	txn = must_read(office.store);
	assert_true(ledger_newest_signature(txn, &size, &signature));
	assert_int_equal(size, 4);
	store_abort(txn);
}

static void turn_says_when_the_roster_or_a_freeze_changed(void **state)
{
	(void)state;
	ask_submit(0, report(2010));
	assert_int_equal(run_turn(true), ERR_OK);
	assert_false(turn.roster_changed);
	ask_submit(0, report(2011)); /* the same sequence again */
	assert_int_equal(run_turn(true), ERR_OK);
	assert_int_equal(turn.forked_index, 4);
	Jour__V1__Record record = revocation_record(&agent.secret.public.sign);
	draft_begin();
	draft_add(&record);
	ask_submit(0, pen_sign(&office, &clerk, CLASS_ADMIN));
	assert_int_equal(run_turn(true), ERR_OK);
	assert_true(turn.roster_changed);
}

/* ---- no room */

static void turn_without_room_is_retry_later(void **state)
{
	(void)state;
	struct batch batch;
	struct bytes bytes = report(2010);
	ask_submit(0, bytes);
	ask(FRAME_ASK_CHECKPOINT, BYTES_NONE);
	assert_int_equal(run_turn(false), ERR_OK);
	struct refusal refusal = refusal_of(0);
	assert_int_equal(refusal.code, REFUSAL_RETRY_LATER);
	assert_int_equal(batch_read(bytes, &batch), ERR_OK);
	assert_true(hash256_equal(refusal.request_hash, batch.header_hash));
	(void)payload_of(1, FRAME_CHECKPOINT);
	assert_int_equal(size_of_ledger(), 3);
}

static void turn_without_room_still_gives_the_receipt_of_a_held_batch(void **state)
{
	(void)state;
	static uint8_t first[RECEIPT_SIZE_MAX];
	struct proof proof;
	struct bytes bytes = report(2010);
	ask_submit(0, bytes);
	assert_int_equal(run_turn(true), ERR_OK);
	struct bytes receipt = receipt_of(0, &proof);
	memcpy(first, receipt.data, receipt.size);
	receipt.data = first;
	ask_submit(0, bytes);
	assert_int_equal(run_turn(false), ERR_OK);
	assert_true(bytes_equal(receipt, receipt_of(0, &proof)));
}

static void turn_store_that_is_full_is_retry_later_and_nothing_is_written(void **state)
{
	(void)state;
	static const enum memstore_fault faults[] = {MEMSTORE_PUT_NOSPACE, MEMSTORE_COMMIT_NOSPACE};
	static const unsigned all[] = {0, 1, 2, 3, 4, 5, 6, 7};
	for (size_t i = 0; i < 2; i++) {
		for (uint64_t step = 1;; step++) {
			struct hash256 before, after;
			struct store_txn *txn = must_read(office.store);
			assert_int_equal(store_digest(txn, all, LEDGER_TABLES, &before), ERR_OK);
			store_abort(txn);
			ask_submit(0, report(2010));
			memstore_fault_at(
				office.store, faults[i], memstore_steps(office.store) + step);
			assert_int_equal(run_turn(true), ERR_OK);
			if (!memstore_fault_struck(office.store))
				break;
			assert_int_equal(refusal_of(0).code, REFUSAL_RETRY_LATER);
			txn = must_read(office.store);
			assert_int_equal(store_digest(txn, all, LEDGER_TABLES, &after), ERR_OK);
			store_abort(txn);
			assert_true(hash256_equal(before, after));
		}
		end(NULL);
		start(NULL);
	}
}

/* ---- crashes */

/* A turn with one batch breaks at each step in turn; after a restart the batch is sent again and
 * must be in the ledger once, with the receipt that it gets when nothing breaks. */
static void crash_everywhere(enum memstore_fault fault, unsigned *ret_was_held)
{
	static uint8_t expected[RECEIPT_SIZE_MAX], batch[4096];
	struct proof proof;
	size_t expected_size = 0;
	unsigned held = 0;
	bool struck = true;
	for (uint64_t step = 0; struck; step++) {
		end(NULL);
		start(NULL);
		struct bytes bytes = report(2010);
		memcpy(batch, bytes.data, bytes.size);
		bytes.data = batch;
		ask_submit(0, bytes);
		if (step > 0)
			memstore_fault_at(office.store, fault, memstore_steps(office.store) + step);
		enum err err = run_turn(true);
		struck = step == 0 || memstore_fault_struck(office.store);
		if (step > 0 && struck)
			assert_int_equal(err, ERR_IO);
		memstore_restart(office.store);
		start_turns();
		held += step > 0 && struck && size_of_ledger() == 4;
		ask_submit(0, bytes);
		assert_int_equal(run_turn(true), ERR_OK);
		struct bytes receipt = receipt_of(0, &proof);
		if (step == 0)
			memcpy(expected, receipt.data, expected_size = receipt.size);
		assert_true(bytes_equal(receipt, (struct bytes){expected, expected_size}));
		assert_int_equal(size_of_ledger(), 4);
	}
	*ret_was_held = held;
}

static void turn_crash_before_the_commit_loses_nothing_answered(void **state)
{
	(void)state;
	unsigned held = 0;
	crash_everywhere(MEMSTORE_COMMIT_LOST, &held);
	assert_int_equal(held, 0);
}

static void turn_crash_after_the_commit_gives_the_identical_receipt(void **state)
{
	(void)state;
	unsigned held = 0;
	crash_everywhere(MEMSTORE_COMMIT_UNANSWERED, &held);
	assert_true(held > 0);
}

static void turn_failed_call_gives_no_answer(void **state)
{
	(void)state;
	unsigned held = 0;
	crash_everywhere(MEMSTORE_CALL_IO, &held);
	assert_true(held > 0); /* those in the second half, after the commit */
}

static void turn_flipped_bit_is_corrupt_and_gives_no_answer(void **state)
{
	(void)state;
	for (uint64_t step = 1;; step++) {
		end(NULL);
		start(NULL);
		ask_submit(0, report(2010));
		memstore_fault_at(
			office.store, MEMSTORE_VALUE_FLIP, memstore_steps(office.store) + step);
		enum err err = run_turn(true);
		if (!memstore_fault_struck(office.store))
			break;
		assert_int_equal(err, ERR_CORRUPT);
	}
}

/* ---- the other questions */

static struct head head_of(const struct key *author)
{
	struct head head;
	struct nonce nonce = {"a nonce"};
	uint8_t payload[KEY_SIZE + NONCE_SIZE];
	memcpy(payload, author->bytes, KEY_SIZE);
	memcpy(payload + KEY_SIZE, nonce.bytes, NONCE_SIZE);
	ask(FRAME_ASK_HEAD, BYTES_OF(payload));
	assert_int_equal(run_turn(true), ERR_OK);
	struct reader reader = reader_of(payload_of(0, FRAME_HEAD));
	assert_int_equal(
		head_read(&reader, &office.name.id, &office.ledger.public.sign, &head), ERR_OK);
	assert_memory_equal(head.nonce.bytes, nonce.bytes, NONCE_SIZE);
	assert_true(key_equal(&head.author, author));
	struct checkpoint checkpoint;
	struct bytes note = read_span(&reader, read_be16(&reader));
	assert_true(reader_done(&reader));
	assert_int_equal(checkpoint_open(note, office.name.genesis.origin,
				 &office.ledger.public.sign, &checkpoint),
		ERR_OK);
	assert_int_equal(checkpoint.size, head.ledger_size);
	return head;
}

static void turn_head_tells_each_state(void **state)
{
	(void)state;
	struct secret stranger = secret_number(99);
	const struct key *key = &agent.secret.public.sign;
	assert_int_equal(head_of(&stranger.public.sign).state, HEAD_UNKNOWN);
	assert_int_equal(head_of(key).state, HEAD_NO_CHAIN);
	struct pen copy = agent;
	Jour__V1__Record record = case_record("2409", 2010, 1, 3, 1);
	(void)pen_say(&office, &agent, &record);
	struct head head = head_of(key);
	assert_int_equal(head.state, HEAD_OPEN);
	assert_int_equal(head.sequence, 1);
	assert_int_equal(head.entry_index, 3);
	assert_true(hash256_equal(head.header_hash, agent.previous));
	(void)pen_say(&office, &copy, &record);
	head = head_of(key);
	assert_int_equal(head.state, HEAD_FROZEN);
	assert_int_equal(head.sequence, 1);
	record = revocation_record(key);
	(void)pen_say(&office, &clerk, &record);
	head = head_of(key);
	assert_int_equal(head.state, HEAD_UNKNOWN);
	assert_int_equal(head.sequence, 0);
}

static struct bytes prove(uint64_t index, uint64_t size, uint64_t old)
{
	static uint8_t payload[24];
	struct writer writer = writer_of(payload, sizeof(payload));
	write_be64(&writer, index);
	write_be64(&writer, size);
	write_be64(&writer, old);
	return written(&writer);
}

static void turn_proofs_hold_for_every_pair_of_sizes(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 6; i++) {
		Jour__V1__Record record = case_record("2409", 2000 + i, 1, 3, 1);
		(void)pen_say(&office, &agent, &record);
	}
	struct store_txn *txn = must_read(office.store);
	uint64_t now = ledger_size(txn);
	struct hash256 roots[16], leaves[16];
	for (uint64_t size = 0; size <= now; size++)
		roots[size] = merkle_root(txn, TABLE_NODE, size);
	for (uint64_t index = 0; index < now; index++)
		leaves[index] = merkle_leaf_at(txn, TABLE_NODE, index);
	store_abort(txn);
	for (uint64_t size = 1; size <= now; size++) {
		for (uint64_t old = 0; old <= size; old++) {
			struct proof proof;
			uint64_t index = old % size;
			ask(FRAME_ASK_PROOF, prove(index, size, old));
			assert_int_equal(run_turn(true), ERR_OK);
			struct reader reader = reader_of(payload_of(0, FRAME_PROOF));
			assert_int_equal(proof_read(&reader, &proof), ERR_OK);
			assert_true(merkle_inclusion_holds(
				&leaves[index], index, size, &proof.inclusion, &roots[size]));
			assert_true(merkle_consistency_holds(
				old, &roots[old], size, &roots[size], &proof.consistency));
		}
	}
}

static void turn_impossible_proof_is_malformed(void **state)
{
	(void)state;
	ask(FRAME_ASK_PROOF, prove(3, 3, 1));
	ask(FRAME_ASK_PROOF, prove(0, 4, 1));
	ask(FRAME_ASK_PROOF, prove(0, 2, 3));
	ask(FRAME_ASK_PROOF, prove(3, 0, 1));
	ask(FRAME_ASK_PROOF, bytes_of_text("short"));
	assert_int_equal(run_turn(true), ERR_OK);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(refusal_of(i).code, REFUSAL_MALFORMED);
}

static void ask_reference(const struct secret *author, bool forged)
{
	uint8_t payload[KEY_SIZE + NONCE_SIZE + SIGNATURE_SIZE];
	struct nonce nonce = {"a nonce"};
	struct writer writer = writer_of(payload, sizeof(payload));
	ask_write(author, &nonce, &office.name.id, &writer);
	payload[sizeof(payload) - 1] ^= forged;
	ask(FRAME_ASK_REFERENCE, BYTES_OF(payload));
}

static void turn_reference_is_for_those_who_are_known(void **state)
{
	(void)state;
	struct secret stranger = secret_number(99);
	struct nonce nonce = {"a nonce"};
	struct bytes message;
	uint64_t size = 0;
	ask_reference(&agent.secret, false);
	ask_reference(&agent.secret, true);
	ask_reference(&stranger, false);
	assert_int_equal(run_turn(true), ERR_OK);
	assert_int_equal(reference_read(payload_of(0, FRAME_REFERENCE), &office.name.id,
				 &office.ledger.public.sign, &nonce, &size, &message),
		ERR_OK);
	assert_int_equal(size, 3);
	assert_int_equal(refusal_of(1).code, REFUSAL_DENIED);
	assert_int_equal(refusal_of(2).code, REFUSAL_DENIED);
	Jour__V1__Record record = revocation_record(&agent.secret.public.sign);
	(void)pen_say(&office, &clerk, &record);
	ask_reference(&agent.secret, false);
	assert_int_equal(run_turn(true), ERR_OK);
	assert_int_equal(refusal_of(0).code, REFUSAL_DENIED);
}

static void turn_frame_that_asks_nothing_has_no_answer(void **state)
{
	(void)state;
	ask(FRAME_CHECKPOINT, BYTES_NONE);
	questions[asked] = (struct question){asked, bytes_of_text("noise")};
	asked++;
	assert_int_equal(run_turn(true), ERR_OK);
	assert_int_equal(answers[0].frame.size, 0);
	assert_int_equal(answers[1].frame.size, 0);
}

static void turn_question_of_a_wrong_size_is_malformed(void **state)
{
	(void)state;
	ask(FRAME_ASK_HEAD, bytes_of_text("short"));
	ask(FRAME_ASK_REFERENCE, bytes_of_text("short"));
	ask(FRAME_ASK_CHECKPOINT, bytes_of_text("long"));
	ask(FRAME_SUBMIT, bytes_of_text("short"));
	assert_int_equal(run_turn(true), ERR_OK);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(refusal_of(i).code, REFUSAL_MALFORMED);
}

static void turn_takes_as_many_as_its_buffer_holds(void **state)
{
	(void)state;
	size_t taken = 0;
	turn.answers_capacity = 2 * FRAME_SIZE_MAX;
	for (unsigned i = 0; i < 5; i++)
		ask(FRAME_ASK_CHECKPOINT, BYTES_NONE);
	assert_int_equal(
		turn_run(&turn, questions, asked, office.now_ms, true, answers, &taken), ERR_OK);
	assert_int_equal(taken, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

/* ---- who was heard of */

static uint64_t heard_of(const struct key *sign)
{
	uint64_t heard_ms = 0;
	struct store_txn *txn = must_read(office.store);
	(void)heard_get(txn, sign, &heard_ms);
	store_abort(txn);
	return heard_ms;
}

static void turn_notes_who_was_heard_and_writes_it_once_a_minute(void **state)
{
	(void)state;
	const struct key *sign = &agent.secret.public.sign;
	uint8_t question[KEY_SIZE + NONCE_SIZE] = {0};
	struct key nobody = {{9}};
	uint64_t before = size_of_ledger();
	memcpy(question, sign->bytes, KEY_SIZE);
	ask(FRAME_ASK_HEAD, BYTES_OF(question));
	memcpy(question, nobody.bytes, KEY_SIZE);
	ask(FRAME_ASK_HEAD, BYTES_OF(question));
	assert_int_equal(run_turn(true), ERR_OK);
	assert_int_equal(heard_of(sign), 0); /* nothing was committed */
	assert_int_equal(turn_write_heard(&turn, office.now_ms), ERR_OK);
	assert_int_equal(heard_of(sign), office.now_ms);
	assert_int_equal(heard_of(&nobody), 0);
	assert_int_equal(size_of_ledger(), before);
	/* Half a minute later a batch is committed, and the row waits. */
	uint64_t first_ms = office.now_ms;
	office.now_ms += HEARD_EVERY_MS / 2;
	ask_submit(0, report(2010));
	assert_int_equal(run_turn(true), ERR_OK);
	assert_int_equal(heard_of(sign), first_ms);
	uint64_t second_ms = office.now_ms;
	office.now_ms += HEARD_EVERY_MS / 2;
	assert_int_equal(turn_write_heard(&turn, office.now_ms), ERR_OK);
	assert_int_equal(heard_of(sign), second_ms);
	/* And a minute later it goes with the commit. */
	office.now_ms += HEARD_EVERY_MS;
	ask_submit(0, report(2011));
	assert_int_equal(run_turn(true), ERR_OK);
	assert_int_equal(heard_of(sign), office.now_ms);
}

static void turn_does_not_hear_what_is_not_signed_by_its_author(void **state)
{
	(void)state;
	static uint8_t copy[4096];
	struct bytes bytes = report(2010);
	memcpy(copy, bytes.data, bytes.size);
	copy[HEADER_SIZE] ^= 1; /* the signature */
	ask_submit(0, (struct bytes){copy, bytes.size});
	assert_int_equal(run_turn(true), ERR_OK);
	assert_int_equal(refusal_of(0).code, REFUSAL_BAD_SIGNATURE);
	assert_int_equal(turn_write_heard(&turn, office.now_ms), ERR_OK);
	assert_int_equal(heard_of(&agent.secret.public.sign), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(turn_submit_is_answered_by_a_receipt_that_verifies),
		TEST(turn_receipt_of_a_batch_is_the_same_for_ever),
		TEST(turn_notes_who_was_heard_and_writes_it_once_a_minute),
		TEST(turn_does_not_hear_what_is_not_signed_by_its_author),
		TEST(turn_one_commit_has_one_checkpoint),
		TEST(turn_clock_that_goes_back_does_not_take_the_ledger_along),
		TEST(turn_stores_its_signature_with_the_next_commit),
		TEST(turn_says_when_the_roster_or_a_freeze_changed),
		TEST(turn_without_room_is_retry_later),
		TEST(turn_store_that_is_full_is_retry_later_and_nothing_is_written),
		TEST(turn_crash_before_the_commit_loses_nothing_answered),
		TEST(turn_crash_after_the_commit_gives_the_identical_receipt),
		TEST(turn_failed_call_gives_no_answer),
		TEST(turn_flipped_bit_is_corrupt_and_gives_no_answer),
		TEST(turn_head_tells_each_state),
		TEST(turn_proofs_hold_for_every_pair_of_sizes),
		TEST(turn_impossible_proof_is_malformed),
		TEST(turn_reference_is_for_those_who_are_known),
		TEST(turn_frame_that_asks_nothing_has_no_answer),
		TEST(turn_question_of_a_wrong_size_is_malformed),
		TEST(turn_without_room_still_gives_the_receipt_of_a_held_batch),
		TEST(turn_takes_as_many_as_its_buffer_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
