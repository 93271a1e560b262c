#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fakeledger.h"
#include "link.h"

#define MESSAGES_MAX 256

struct message {
	bool to_ledger;
	unsigned connection;
	uint64_t due_ms;
	uint8_t *data;
	size_t size;
};

/* One link, one ledger, and a network between them as bad as the test wants it. */
struct world {
	struct secret secret;
	struct fake_ledger *fake;
	struct store *store;
	struct link link;
	struct link_effects effects;
	uint64_t now_ms;
	uint64_t seed;
	unsigned loss_percent;
	unsigned twice_percent;
	uint64_t delay_ms; /* at most; unequal delays reorder */
	bool door_shut;
	bool deaf;		/* the ledger answers nothing */
	bool altered_signature; /* of the receipts' checkpoints */
	bool swapped;		/* a RECEIPT brings the first batch's receipt */
	bool spoilt;		/* the proof that comes with a RECEIPT joins nothing */
	unsigned proofs_asked;
	unsigned connection;
	uint64_t opens_at_ms; /* UINT64_MAX = no connection is being opened */
	unsigned restarts;
	unsigned seen[LINK_REFERENCE + 1]; /* effects by type */
	uint64_t reopen_delay_ms;
	uint64_t rechained;
	unsigned states; /* bit set of the states it was in */
	size_t message_count;
	struct message messages[MESSAGES_MAX];
	uint8_t scratch[BATCH_SIZE_MAX];
	uint8_t buffer[LINK_BUFFER_SIZE_MIN];
	uint8_t answer[FRAME_SIZE_MAX];
};

/* splitmix64 */
static uint64_t draw(struct world *world)
{
	uint64_t z = world->seed += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void init_link(struct world *world)
{
	assert_int_equal(link_init(&world->link, world->store, &world->secret), ERR_OK);
	world->opens_at_ms = UINT64_MAX;
}

static struct world *world_new(uint64_t seed)
{
	struct world *world = calloc(1, sizeof(*world));
	enum outbox_mismatch mismatch;
	enum err err;
	assert_non_null(world);
	world->seed = seed;
	world->now_ms = 1000;
	world->secret = fake_secret(1);
	world->fake = fake_open(&world->secret.public, 0);
	world->store = memstore_open(outbox_tables, OUTBOX_TABLES);
	world->effects.buffer = writer_of(world->buffer, sizeof(world->buffer));
	struct store_txn *txn = store_begin_write(world->store, &err);
	assert_int_equal(
		outbox_open(txn, &world->fake->view, &world->secret.public, &mismatch), ERR_OK);
	assert_int_equal(store_commit(txn), ERR_OK);
	init_link(world);
	return world;
}

static int setup(void **state)
{
	*state = world_new(1);
	return 0;
}

static void world_free(struct world *world)
{
	for (size_t i = 0; i < world->message_count; i++)
		free(world->messages[i].data);
	store_close(world->store);
	fake_close(world->fake);
	free(world);
}

static int teardown(void **state)
{
	world_free(*state);
	return 0;
}

static struct outbox load(struct world *world)
{
	struct outbox outbox;
	enum err err;
	struct store_txn *txn = store_begin_read(world->store, &err);
	assert_int_equal(outbox_load(txn, &outbox), ERR_OK);
	store_abort(txn);
	return outbox;
}

static void post(struct world *world, bool to_ledger, struct bytes bytes)
{
	unsigned copies = 1;
	if (draw(world) % 100 < world->loss_percent)
		copies = 0;
	else if (draw(world) % 100 < world->twice_percent)
		copies = 2;
	for (unsigned i = 0; i < copies; i++) {
		assert_true(world->message_count < MESSAGES_MAX);
		struct message *message = &world->messages[world->message_count++];
		uint64_t extra = world->delay_ms > 0 ? draw(world) % world->delay_ms : 0;
		*message = (struct message){.to_ledger = to_ledger,
			.connection = world->connection,
			.due_ms = world->now_ms + 1 + extra,
			.data = malloc(bytes.size),
			.size = bytes.size};
		memcpy(message->data, bytes.data, bytes.size);
	}
}

static void perform(struct world *world)
{
	for (unsigned i = 0; i < world->effects.count; i++) {
		const struct link_effect *effect = &world->effects.list[i];
		world->seen[effect->type]++;
		if (effect->type == LINK_SEND)
			post(world, true, effect->frame);
		if (effect->type == LINK_RECHAINED)
			world->rechained = effect->number;
		if (effect->type == LINK_REOPEN) {
			world->connection++;
			world->opens_at_ms = world->now_ms + effect->delay_ms + 1;
			world->reopen_delay_ms = effect->delay_ms;
		}
	}
	world->states |= 1u << link_status(&world->link).state;
}

/* A store that fails is a crash: the link is made anew. */
static void step(struct world *world, enum link_event_type type, struct bytes frame)
{
	struct link_event event = {.type = type, .now_ms = world->now_ms, .frame = frame};
	for (size_t i = 0; i < LINK_RANDOM_SIZE; i++)
		event.random[i] = (uint8_t)draw(world);
	if (link_step(&world->link, world->store, &event, &world->effects) == ERR_OK) {
		perform(world);
		return;
	}
	assert_int_equal(world->effects.count, 0);
	world->restarts++;
	memstore_restart(world->store);
	init_link(world);
}

static void put(struct world *world, uint8_t value)
{
	const uint8_t body[] = {0, 0, 0, 2, value, 1, 0, 0, 0, 1, value};
	struct outbox_draft draft = {.class = CLASS_CASES,
		.body = BYTES_OF(body),
		.now_ms = 1000u + value,
		.fresh_chain = {{value, 1}}};
	uint64_t number;
	enum err err;
	struct store_txn *txn = store_begin_write(world->store, &err);
	assert_int_equal(outbox_put(txn, &world->secret, &draft, world->scratch, &number), ERR_OK);
	assert_int_equal(store_commit(txn), ERR_OK);
}

static void put_and_wake(struct world *world, uint8_t value)
{
	put(world, value);
	step(world, LINK_WAKE, BYTES_NONE);
}

/* How many hashes the consistency proof of a RECEIPT has. */
static size_t frame_proof_size(struct bytes payload)
{
	struct reader from = reader_of(payload);
	struct proof proof;
	(void)read_span(&from, read_be32(&from));
	assert_int_equal(proof_read(&from, &proof), ERR_OK);
	return proof.consistency.count;
}

/* Rewrites a RECEIPT frame as the test wants the ledger to lie. */
static struct bytes falsify(struct world *world, struct bytes answer)
{
	struct frame frame;
	if (answer.size == 0 || frame_read(answer, &frame) != ERR_OK || frame.type != FRAME_RECEIPT)
		return answer;
	if (world->swapped) {
		struct writer to = writer_of(world->answer, sizeof(world->answer));
		frame_begin(&to, FRAME_RECEIPT, frame.request_id);
		fake_write_receipt(world->fake, 1, 0, &to);
		return written(&to);
	}
	if (world->spoilt && frame_proof_size(frame.payload) > 0)
		world->answer[answer.size - 1] ^= 1;
	if (world->altered_signature) {
		struct reader from = reader_of(frame.payload);
		size_t size = read_be32(&from);
		/* Before the last "=" and line end: a character of the signature. */
		world->answer[FRAME_HEADER_SIZE + 4 + size - 10] ^= 1;
	}
	return answer;
}

static void deliver(struct world *world, struct message *message)
{
	struct bytes bytes = {message->data, message->size};
	if (!message->to_ledger) {
		if (message->connection == world->connection)
			step(world, LINK_FRAME, bytes);
		return;
	}
	if (world->deaf)
		return;
	struct frame asked;
	if (frame_read(bytes, &asked) == ERR_OK && asked.type == FRAME_ASK_PROOF)
		world->proofs_asked++;
	struct writer to = writer_of(world->answer, sizeof(world->answer));
	struct bytes answer = falsify(world, fake_answer(world->fake, bytes, &to));
	if (message->connection == world->connection)
		post(world, false, answer);
}

static size_t next_message(struct world *world)
{
	size_t next = 0;
	for (size_t i = 1; i < world->message_count; i++)
		if (world->messages[i].due_ms < world->messages[next].due_ms)
			next = i;
	return next;
}

/* The rest stay in order: without delays nothing overtakes. */
static void take_out(struct world *world, size_t at)
{
	world->message_count--;
	memmove(&world->messages[at], &world->messages[at + 1],
		(world->message_count - at) * sizeof(world->messages[0]));
}

static void drop_all(struct world *world)
{
	for (; world->message_count > 0; world->message_count--)
		free(world->messages[world->message_count - 1].data);
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* One event: the next to come. */
static void turn(struct world *world)
{
	size_t next = next_message(world);
	uint64_t message_ms = world->message_count > 0 ? world->messages[next].due_ms : UINT64_MAX;
	uint64_t tick_ms = link_deadline_ms(&world->link);
	uint64_t at_ms = least(least(message_ms, tick_ms), world->opens_at_ms);
	if (at_ms != UINT64_MAX && at_ms > world->now_ms)
		world->now_ms = at_ms;
	if (at_ms == message_ms && message_ms != UINT64_MAX) {
		struct message message = world->messages[next];
		take_out(world, next);
		deliver(world, &message);
		free(message.data);
	} else if (at_ms == world->opens_at_ms && at_ms != UINT64_MAX) {
		world->opens_at_ms = UINT64_MAX;
		step(world, world->door_shut ? LINK_DOOR_SHUT : LINK_OPENED, BYTES_NONE);
	} else if (at_ms == tick_ms && tick_ms != UINT64_MAX) {
		step(world, LINK_TICK, BYTES_NONE);
	}
}

static void run_until(struct world *world, enum link_state state)
{
	for (unsigned i = 0; i < 20000; i++) {
		if (link_status(&world->link).state == state && world->message_count == 0)
			return;
		turn(world);
	}
	fail_msg("still in state %d", (int)link_status(&world->link).state);
}

static void run_turns(struct world *world, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		turn(world);
}

/* Everything that was put has one entry that counts, in the order it was put, and its receipt. */
static void assert_nothing_lost(struct world *world, uint64_t first, uint64_t count)
{
	enum err err;
	uint64_t last_index = 0;
	struct outbox outbox = load(world);
	struct store_txn *txn = store_begin_read(world->store, &err);
	assert_int_equal(outbox.last, count);
	assert_int_equal(outbox.acknowledged, count);
	for (uint64_t number = first; number <= count; number++) {
		struct outbox_submission submission;
		struct receipt receipt;
		unsigned entries = 0;
		assert_int_equal(outbox_submission(txn, number, &submission), ERR_OK);
		assert_int_equal(submission.state, OUTBOX_RECEIPTED);
		assert_int_equal(receipt_read(submission.receipt, &receipt), ERR_OK);
		assert_true(receipt.entry.index > last_index);
		last_index = receipt.entry.index;
		for (unsigned i = 1; i < world->fake->size; i++) {
			const struct fake_entry *entry = &world->fake->entries[i];
			if (entry->receipt_size > 0 && !entry->forked &&
				hash256_equal(entry->header.root, submission.header.root))
				entries++;
		}
		assert_int_equal(entries, 1);
	}
	store_abort(txn);
}

static bool was_in(const struct world *world, enum link_state state)
{
	return (world->states & 1u << state) != 0;
}

static void link_on_a_good_network_gets_each_batch_its_receipt(void **state)
{
	struct world *world = *state;
	for (uint8_t i = 1; i <= 20; i++)
		put(world, i);
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 20);
	assert_int_equal(world->seen[LINK_RECEIPT], 20);
	assert_int_equal(world->seen[LINK_REOPEN], 1);
	assert_false(was_in(world, LINK_RETRYING));
	put_and_wake(world, 21);
	assert_int_equal(link_status(&world->link).state, LINK_SENDING);
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 21);
}

static void link_never_has_more_than_the_limit_unanswered(void **state)
{
	struct world *world = *state;
	for (uint8_t i = 1; i <= 20; i++)
		put(world, i);
	run_turns(world, 2); /* TICK, OPENED */
	world->deaf = false;
	run_turns(world, 1); /* HEAD? */
	world->deaf = true;
	unsigned sent = world->seen[LINK_SEND];
	run_turns(world, 1);						    /* HEAD */
	assert_int_equal(world->seen[LINK_SEND] - sent, IN_FLIGHT_MAX + 1); /* REFERENCE? too */
	step(world, LINK_WAKE, BYTES_NONE);
	assert_int_equal(world->seen[LINK_SEND] - sent, IN_FLIGHT_MAX + 1);
}

static void link_on_a_bad_network_loses_and_repeats_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct world *world = world_new(seed);
		world->loss_percent = (unsigned)(seed % 4) * 10;
		world->twice_percent = (unsigned)(seed % 3) * 20;
		world->delay_ms = seed % 5 * 500;
		for (uint8_t i = 1; i <= 12; i++) {
			put_and_wake(world, i);
			run_turns(world, (unsigned)(draw(world) % 10));
			if (draw(world) % 8 == 0)
				step(world, LINK_CLOSED, BYTES_NONE);
			if (draw(world) % 4 == 0)
				fake_grow(world->fake);
		}
		world->loss_percent = least(world->loss_percent, 20) & 0xff;
		run_until(world, LINK_IDLE);
		assert_nothing_lost(world, 1, 12);
		assert_int_equal(world->seen[LINK_RECHAINED], 0);
		assert_false(was_in(world, LINK_BAD_ANSWER));
		world_free(world);
	}
}

/* Puts three batches and drives them home with the planned fault; steps the store took. */
static uint64_t run_with_fault(enum memstore_fault fault, uint64_t at_step, bool *ret_struck)
{
	struct world *world = world_new(7);
	for (uint8_t i = 1; i <= 3; i++)
		put(world, i);
	uint64_t before = memstore_steps(world->store);
	memstore_fault_at(world->store, fault, before + at_step);
	run_until(world, LINK_IDLE);
	uint64_t steps = memstore_steps(world->store) - before;
	memstore_fault_at(world->store, MEMSTORE_FAULT_NONE, 0);
	*ret_struck = world->restarts > 0;
	assert_nothing_lost(world, 1, 3);
	assert_int_equal(world->seen[LINK_RECHAINED], 0);
	world_free(world);
	return steps;
}

static void link_survives_a_crash_at_every_step_of_the_store(void **state)
{
	(void)state;
	const enum memstore_fault faults[] = {MEMSTORE_COMMIT_LOST, MEMSTORE_COMMIT_UNANSWERED,
		MEMSTORE_COMMIT_NOSPACE, MEMSTORE_PUT_NOSPACE, MEMSTORE_CALL_IO};
	bool struck;
	uint64_t steps = run_with_fault(MEMSTORE_FAULT_NONE, 0, &struck);
	assert_true(steps > 20);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struck = true;
		for (uint64_t at = 1; at <= steps && struck; at += 1 + steps / 150)
			run_with_fault(faults[i], at, &struck);
	}
}

static void link_step_after_a_store_error_returns_it_without_effects(void **state)
{
	struct world *world = *state;
	struct link_event event = {.type = LINK_TICK, .now_ms = world->now_ms};
	memstore_fault_at(world->store, MEMSTORE_CALL_IO, memstore_steps(world->store) + 1);
	assert_int_equal(link_step(&world->link, world->store, &event, &world->effects), ERR_IO);
	assert_int_equal(world->effects.count, 0);
}

/* The live outbox's state is lost: a backup is put in its place in which `keep` batches were put
 * and the first `acknowledged` of them receipted. */
static void restore_backup(struct world *world, uint8_t keep, uint8_t acknowledged)
{
	enum outbox_mismatch mismatch;
	enum err err;
	store_close(world->store);
	world->store = memstore_open(outbox_tables, OUTBOX_TABLES);
	struct store_txn *txn = store_begin_write(world->store, &err);
	assert_int_equal(
		outbox_open(txn, &world->fake->view, &world->secret.public, &mismatch), ERR_OK);
	assert_int_equal(store_commit(txn), ERR_OK);
	for (uint8_t i = 1; i <= keep; i++)
		put(world, i);
	txn = store_begin_write(world->store, &err);
	for (uint8_t i = 1; i <= acknowledged; i++) {
		enum outbox_outcome outcome;
		struct proof proof = fake_receipt_proof(world->fake, i, i == 1 ? 0 : i);
		assert_int_equal(
			outbox_acknowledge(txn, i, fake_receipt(world->fake, i), &proof, &outcome),
			ERR_OK);
		assert_int_equal(outcome, OUTBOX_ACCEPTED);
	}
	assert_int_equal(store_commit(txn), ERR_OK);
	init_link(world);
	world->states = 0;
}

static void link_restored_from_backup_begins_a_new_chain_and_tells(void **state)
{
	struct world *world = *state;
	for (uint8_t i = 1; i <= 4; i++)
		put(world, i);
	run_until(world, LINK_IDLE);
	restore_backup(world, 2, 2);
	put(world, 33); /* takes the sequence of one that the ledger holds */
	run_until(world, LINK_IDLE);
	assert_int_equal(world->seen[LINK_RECHAINED], 1);
	assert_int_equal(world->rechained, 1);
	assert_nothing_lost(world, 1, 3);
	assert_int_equal(world->fake->state, HEAD_OPEN);
	put_and_wake(world, 34);
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 4);
}

static void link_restored_with_what_the_ledger_holds_gets_identical_receipts(void **state)
{
	struct world *world = *state;
	for (uint8_t i = 1; i <= 4; i++)
		put(world, i);
	run_until(world, LINK_IDLE);
	unsigned size = world->fake->size;
	restore_backup(world, 4, 1);
	run_until(world, LINK_IDLE);
	assert_int_equal(world->seen[LINK_RECHAINED], 0);
	assert_int_equal(world->fake->size, size);
	assert_nothing_lost(world, 1, 4);
}

static void link_told_of_a_gap_goes_back(void **state)
{
	struct world *world = *state;
	for (uint8_t i = 1; i <= 4; i++)
		put(world, i);
	run_turns(world, 4); /* TICK, OPENED, HEAD?, HEAD */
	assert_true(world->message_count >= 4);
	/* The first SUBMIT is lost: it is the one after REFERENCE?. */
	free(world->messages[1].data);
	take_out(world, 1);
	run_until(world, LINK_IDLE);
	assert_true(was_in(world, LINK_RETRYING));
	assert_nothing_lost(world, 1, 4);
	assert_true(world->now_ms < 1000 + LINK_BACKOFF_MIN_MS / 2); /* at once */
}

static void link_frozen_keeps_everything_until_resumed(void **state)
{
	struct world *world = *state;
	put(world, 1);
	run_until(world, LINK_IDLE);
	world->fake->state = HEAD_FROZEN;
	put_and_wake(world, 2);
	put_and_wake(world, 3);
	run_until(world, LINK_FROZEN);
	assert_int_equal(link_status(&world->link).number, 2);
	run_turns(world, 30);
	assert_int_equal(link_status(&world->link).state, LINK_FROZEN);
	assert_int_equal(load(world).last - load(world).acknowledged, 2);
	assert_true(world->now_ms > LINK_PERSON_MS);
	world->fake->state = HEAD_OPEN;
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 3);
}

static void link_whose_batch_forked_signs_it_again_once_resumed(void **state)
{
	struct world *world = *state;
	for (uint8_t i = 1; i <= 3; i++)
		put(world, i);
	run_until(world, LINK_IDLE);
	restore_backup(world, 2, 2);
	/* Its HEAD? is answered before the lost batch 3 reaches the ledger. */
	unsigned size = world->fake->size;
	unsigned head = world->fake->head;
	world->fake->head = 2;
	put(world, 33);
	run_turns(world, 4);
	world->fake->head = head;
	run_until(world, LINK_FROZEN);
	assert_true(load(world).forked);
	assert_int_equal(link_status(&world->link).argument, size);
	assert_int_equal(load(world).acknowledged, 2);
	/* Resumed, and the ledger stands before the batch: to send it as it was would be in vain.
	 */
	world->fake->state = HEAD_OPEN;
	world->fake->head = 2;
	run_until(world, LINK_IDLE);
	assert_false(load(world).forked);
	assert_nothing_lost(world, 1, 3);
}

static void link_given_the_receipt_of_another_batch_keeps_its_own(void **state)
{
	struct world *world = *state;
	put(world, 1);
	run_until(world, LINK_IDLE);
	world->swapped = true;
	put_and_wake(world, 2);
	run_until(world, LINK_BAD_ANSWER);
	assert_int_equal(link_status(&world->link).number, 2);
	run_turns(world, 20);
	assert_int_equal(load(world).acknowledged, 1);
	world->swapped = false;
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 2);
}

static void link_given_a_receipt_with_a_bad_signature_keeps_the_batch(void **state)
{
	struct world *world = *state;
	world->altered_signature = true;
	put(world, 1);
	run_until(world, LINK_BAD_ANSWER);
	assert_int_equal(link_status(&world->link).number, 1);
	run_turns(world, 20);
	assert_int_equal(load(world).acknowledged, 0);
	world->altered_signature = false;
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 1);
}

static void link_shown_two_histories_stops_until_a_person_acts(void **state)
{
	struct world *world = *state;
	enum err err;
	put(world, 1);
	put(world, 2);
	run_until(world, LINK_IDLE);
	/* Another history in which this author's batches have the same places. */
	struct fake_ledger *other = fake_open(&world->secret.public, 1);
	fake_grow(other);
	fake_grow(other);
	other->state = HEAD_OPEN;
	other->head = 2;
	other->entries[2] = world->fake->entries[2];
	fake_close(world->fake);
	world->fake = other;
	put_and_wake(world, 3);
	run_until(world, LINK_HISTORIES_DIFFER);
	assert_int_equal(link_status(&world->link).number, 3);
	assert_true(link_deadline_ms(&world->link) == UINT64_MAX);
	unsigned sent = world->seen[LINK_SEND];
	step(world, LINK_OPENED, BYTES_NONE);
	init_link(world); /* a new process knows it too */
	assert_int_equal(link_status(&world->link).state, LINK_HISTORIES_DIFFER);
	assert_int_equal(link_status(&world->link).number, 3);
	step(world, LINK_TICK, BYTES_NONE);
	assert_int_equal(world->seen[LINK_SEND], sent);
	assert_int_equal(load(world).acknowledged, 2);
	struct store_txn *txn = store_begin_write(world->store, &err);
	outbox_clear_evidence(txn);
	assert_int_equal(store_commit(txn), ERR_OK);
	init_link(world);
	assert_int_equal(link_status(&world->link).state, LINK_WAITING_CONNECTION);
}

/* Who spoils an unsigned proof must not be able to turn an agent against its office. */
static void link_given_a_proof_that_does_not_join_asks_for_it_once_more(void **state)
{
	struct world *world = *state;
	put(world, 1);
	run_until(world, LINK_IDLE);
	world->spoilt = true;
	for (uint8_t value = 2; value < 10; value++)
		put_and_wake(world, value);
	run_until(world, LINK_IDLE);
	assert_true(world->proofs_asked > 0);
	assert_int_equal(load(world).acknowledged, 9);
}

/* The newest question on its way to the ledger, which must be of this type. */
static struct frame newest_question(struct world *world, enum frame_type type)
{
	struct frame frame;
	struct message *asked = &world->messages[world->message_count - 1];
	assert_true(world->message_count > 0 && asked->to_ledger);
	assert_int_equal(frame_read((struct bytes){asked->data, asked->size}, &frame), ERR_OK);
	assert_int_equal(frame.type, type);
	return frame;
}

/* Answers the HEAD? that is out with what the test has made up. */
static void answer_head(struct world *world, struct head head, bool right_nonce)
{
	struct frame frame = newest_question(world, FRAME_ASK_HEAD);
	struct reader from = reader_of(frame.payload);
	read_copy(&from, head.author.bytes, KEY_SIZE);
	if (right_nonce)
		read_copy(&from, head.nonce.bytes, NONCE_SIZE);
	struct writer to = writer_of(world->answer, sizeof(world->answer));
	frame_begin(&to, FRAME_HEAD, frame.request_id);
	head_write(&head, &world->fake->view.ledger_id, &world->fake->secret, &to);
	write_be16(&to, 0);
	step(world, LINK_FRAME, written(&to));
}

/* Three batches are receipted, one waits, and HEAD? is out. */
static void ask_after_three(struct world *world)
{
	for (uint8_t i = 1; i <= 3; i++)
		put(world, i);
	run_until(world, LINK_IDLE);
	put(world, 4);
	step(world, LINK_CLOSED, BYTES_NONE);
	turn(world);
}

static void assert_ledger_is_behind(struct world *world, struct head head)
{
	unsigned sent = world->seen[LINK_SEND];
	answer_head(world, head, true);
	assert_int_equal(link_status(&world->link).state, LINK_LEDGER_BEHIND);
	assert_int_equal(world->seen[LINK_SEND], sent);
	assert_int_equal(world->seen[LINK_RECHAINED], 0);
	assert_int_equal(load(world).acknowledged, 3);
}

static struct head head_at(struct world *world, unsigned entry, uint64_t ledger_size)
{
	return (struct head){.state = HEAD_OPEN,
		.header_hash = world->fake->entries[entry].header_hash,
		.entry_index = entry,
		.ledger_size = ledger_size};
}

static void link_to_a_ledger_smaller_than_known_says_so(void **state)
{
	struct world *world = *state;
	ask_after_three(world);
	assert_ledger_is_behind(world, head_at(world, 3, 3));
}

static void link_to_a_ledger_that_lost_a_receipted_batch_says_so(void **state)
{
	struct world *world = *state;
	ask_after_three(world);
	assert_ledger_is_behind(world, head_at(world, 2, 40));
}

static void link_to_a_ledger_that_lost_its_chain_says_so_and_asks_again(void **state)
{
	struct world *world = *state;
	ask_after_three(world);
	assert_ledger_is_behind(
		world, (struct head){.state = HEAD_NO_CHAIN, .entry_index = 9, .ledger_size = 40});
	run_until(world, LINK_IDLE);
	assert_true(world->now_ms > LINK_PERSON_MS);
	assert_nothing_lost(world, 1, 4);
}

static void link_not_enrolled_backs_off_and_comes_in_once_enrolled(void **state)
{
	struct world *world = *state;
	world->door_shut = true;
	put(world, 1);
	run_until(world, LINK_NOT_ENROLLED);
	run_turns(world, 40);
	assert_int_equal(link_status(&world->link).state, LINK_NOT_ENROLLED);
	assert_in_range(world->reopen_delay_ms, LINK_BACKOFF_MAX_MS / 2, LINK_BACKOFF_MAX_MS);
	world->door_shut = false;
	world->fake->state = HEAD_UNKNOWN;
	run_turns(world, 10);
	assert_int_equal(link_status(&world->link).state, LINK_NOT_ENROLLED);
	world->fake->state = HEAD_NO_CHAIN;
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 1);
}

static void link_revoked_keeps_everything_and_says_so(void **state)
{
	struct world *world = *state;
	put(world, 1);
	run_until(world, LINK_IDLE);
	world->fake->refuse = REFUSAL_REVOKED;
	put_and_wake(world, 2);
	run_until(world, LINK_REVOKED);
	assert_int_equal(link_status(&world->link).number, 2);
	world->fake->state = HEAD_UNKNOWN;
	run_turns(world, 20);
	assert_int_equal(link_status(&world->link).state, LINK_REVOKED);
	assert_int_equal(load(world).acknowledged, 1);
}

static void link_refused_by_the_door_names_the_batch_and_the_code(void **state)
{
	struct world *world = *state;
	const unsigned codes[] = {REFUSAL_MALFORMED, REFUSAL_CHAIN_CLOSED, REFUSAL_BAD_PREVIOUS};
	put(world, 1);
	for (size_t i = 0; i < 3; i++) {
		world->fake->refuse = codes[i];
		run_until(world, LINK_REFUSED);
		while (link_status(&world->link).code != codes[i])
			turn(world);
		assert_int_equal(link_status(&world->link).number, 1);
	}
	world->fake->refuse = REFUSAL_UNKNOWN_AUTHOR;
	run_until(world, LINK_NOT_ENROLLED);
	world->fake->refuse = REFUSAL_RETRY_LATER;
	run_until(world, LINK_RETRYING);
	world->fake->refuse = 0;
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 1);
}

static void link_in_silence_opens_a_new_connection(void **state)
{
	struct world *world = *state;
	put(world, 1);
	run_until(world, LINK_IDLE);
	world->deaf = true;
	put_and_wake(world, 2);
	for (unsigned i = 0; i < 200 && world->seen[LINK_REOPEN] < 2; i++)
		turn(world);
	assert_int_equal(world->seen[LINK_REOPEN], 2);
	world->deaf = false;
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 2);
}

static void link_whose_connection_does_not_come_asks_again(void **state)
{
	struct world *world = *state;
	turn(world);
	assert_int_equal(world->seen[LINK_REOPEN], 1);
	world->opens_at_ms = UINT64_MAX;
	turn(world);
	assert_int_equal(world->seen[LINK_REOPEN], 2);
	assert_int_equal(world->now_ms, 1000 + LINK_CONNECT_TIMEOUT_MS);
}

static void link_ignores_a_head_for_another_question(void **state)
{
	struct world *world = *state;
	put(world, 1);
	run_turns(world, 2); /* TICK, OPENED: HEAD? is out */
	unsigned sent = world->seen[LINK_SEND];
	struct head head = {.state = HEAD_NO_CHAIN, .ledger_size = 1};
	answer_head(world, head, false);
	assert_int_equal(link_status(&world->link).state, LINK_ASKING_HEAD);
	assert_int_equal(world->seen[LINK_SEND], sent);
	answer_head(world, head, true);
	assert_int_equal(link_status(&world->link).state, LINK_SENDING);
}

/* A signed refusal that carries the request id of the question that is out. */
static void refuse(struct world *world, enum frame_type type, bool right_hash)
{
	struct frame frame = newest_question(world, type);
	struct refusal refusal = {
		.request_hash = request_hash(&frame), .code = REFUSAL_REVOKED, .argument = 9};
	refusal.request_hash.bytes[0] ^= right_hash ? 0 : 1;
	struct writer to = writer_of(world->answer, sizeof(world->answer));
	frame_begin(&to, FRAME_REFUSAL, frame.request_id);
	refusal_write(&refusal, &world->fake->view.ledger_id, &world->fake->secret, &to);
	step(world, LINK_FRAME, written(&to));
}

static void link_ignores_a_refusal_of_another_question(void **state)
{
	struct world *world = *state;
	put(world, 1);
	run_turns(world, 2);
	refuse(world, FRAME_ASK_HEAD, false);
	assert_int_equal(link_status(&world->link).state, LINK_ASKING_HEAD);
	run_turns(world, 2);
	refuse(world, FRAME_SUBMIT, false);
	assert_int_equal(link_status(&world->link).state, LINK_SENDING);
	refuse(world, FRAME_SUBMIT, true);
	assert_int_equal(link_status(&world->link).state, LINK_REVOKED);
	assert_int_equal(link_status(&world->link).number, 1);
	assert_int_equal(link_status(&world->link).argument, 9);
	drop_all(world);
	turn(world);
	refuse(world, FRAME_ASK_HEAD, true);
	assert_int_equal(link_status(&world->link).number, 0);
}

static void link_opened_again_without_a_close_asks_and_sends_again(void **state)
{
	struct world *world = *state;
	for (uint8_t i = 1; i <= 3; i++)
		put(world, i);
	run_turns(world, 4);
	assert_int_equal(link_status(&world->link).state, LINK_SENDING);
	drop_all(world);
	step(world, LINK_OPENED, BYTES_NONE);
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 3);
	assert_true(world->now_ms < 1000 + LINK_BACKOFF_MIN_MS);
}

static void notice(struct world *world, uint8_t code)
{
	uint8_t bytes[FRAME_HEADER_SIZE + 1];
	struct writer to = writer_of(bytes, sizeof(bytes));
	frame_begin(&to, FRAME_NOTICE, 0);
	write_u8(&to, code);
	step(world, LINK_FRAME, written(&to));
}

static void link_takes_a_notice_as_a_hint_only(void **state)
{
	struct world *world = *state;
	const uint8_t codes[] = {NOTICE_MALFORMED, NOTICE_TOO_MANY, NOTICE_NO_LEDGER, 77};
	run_until(world, LINK_IDLE);
	notice(world, NOTICE_NOT_ON_ROSTER);
	assert_int_equal(link_status(&world->link).state, LINK_IDLE);
	for (uint8_t i = 0; i < 4; i++) {
		put_and_wake(world, (uint8_t)(i + 1));
		notice(world, codes[i]);
		assert_int_equal(link_status(&world->link).state, LINK_RETRYING);
		run_until(world, LINK_IDLE);
	}
	put_and_wake(world, 5);
	notice(world, NOTICE_NOT_ON_ROSTER);
	assert_int_equal(link_status(&world->link).state, LINK_NOT_ENROLLED);
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 5);
}

static void link_survives_arbitrary_bytes(void **state)
{
	struct world *world = *state;
	uint8_t bytes[400];
	const enum frame_type types[] = {FRAME_HEAD, FRAME_RECEIPT, FRAME_PROOF, FRAME_CHECKPOINT,
		FRAME_REFERENCE, FRAME_REFUSAL, FRAME_NOTICE, FRAME_SUBMIT};
	put(world, 1);
	run_turns(world, 4);
	for (unsigned i = 0; i < 500; i++) {
		struct writer to = writer_of(bytes, sizeof(bytes));
		if (i % 4 != 0)
			frame_begin(&to, types[draw(world) % 8], draw(world) % 4);
		size_t size = draw(world) % (sizeof(bytes) - to.size);
		for (size_t at = 0; at < size; at++)
			write_u8(&to, (uint8_t)draw(world));
		step(world, LINK_FRAME, written(&to));
	}
	assert_int_equal(world->restarts, 0);
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 1);
}

static uint64_t reference_size(struct world *world)
{
	uint64_t size = 0;
	struct bytes message;
	enum err err;
	struct store_txn *txn = store_begin_read(world->store, &err);
	if (outbox_reference(txn, &size, &message))
		assert_true(bytes_equal(message, BYTES_OF("a reference message")));
	store_abort(txn);
	return size;
}

static void link_fetches_the_reference_when_the_ledger_grew_or_asked(void **state)
{
	struct world *world = *state;
	run_until(world, LINK_IDLE);
	assert_int_equal(reference_size(world), 1);
	fake_grow(world->fake);
	step(world, LINK_ASK_REFERENCE, BYTES_NONE);
	run_until(world, LINK_IDLE);
	assert_int_equal(reference_size(world), 2);
	fake_grow(world->fake);
	uint64_t before_ms = world->now_ms;
	run_turns(world, 20); /* the hourly HEAD? finds it grown */
	assert_true(world->now_ms >= before_ms + LINK_IDLE_MS);
	assert_int_equal(reference_size(world), 3);
	assert_int_equal(world->seen[LINK_REFERENCE], 3);
}

static void link_asked_for_the_reference_again_asks_again(void **state)
{
	struct world *world = *state;
	run_until(world, LINK_IDLE);
	fake_grow(world->fake);
	world->deaf = true;
	step(world, LINK_ASK_REFERENCE, BYTES_NONE);
	newest_question(world, FRAME_ASK_REFERENCE);
	turn(world);
	assert_int_equal(world->message_count, 0);
	world->deaf = false;
	step(world, LINK_WAKE, BYTES_NONE);
	assert_int_equal(world->message_count, 0);
	step(world, LINK_ASK_REFERENCE, BYTES_NONE);
	run_until(world, LINK_IDLE);
	assert_int_equal(reference_size(world), 2);
}

static void link_opened_again_uses_request_ids_of_its_own(void **state)
{
	struct world *world = *state;
	step(world, LINK_OPENED, BYTES_NONE);
	uint64_t first = newest_question(world, FRAME_ASK_HEAD).request_id;
	step(world, LINK_OPENED, BYTES_NONE);
	uint64_t second = newest_question(world, FRAME_ASK_HEAD).request_id;
	assert_true(second - first > 1000);
	assert_true(first - second > 1000);
}

static void link_of_another_key_is_denied(void **state)
{
	struct world *world = *state;
	struct secret stranger = fake_secret(9);
	struct link *link = malloc(sizeof(*link));
	assert_int_equal(link_init(link, world->store, &stranger), ERR_DENIED);
	free(link);
	struct chain_id chain = {{9}};
	uint64_t count;
	enum err err;
	struct store_txn *txn = store_begin_write(world->store, &err);
	assert_int_equal(
		outbox_rekey(txn, &world->secret.public, &stranger, &chain, world->scratch, &count),
		ERR_OK);
	assert_int_equal(store_commit(txn), ERR_OK);
	struct link_event event = {.type = LINK_TICK, .now_ms = world->now_ms};
	assert_int_equal(
		link_step(&world->link, world->store, &event, &world->effects), ERR_DENIED);
}

static void link_sends_large_batches_as_the_buffer_allows(void **state)
{
	struct world *world = *state;
	const size_t size = 3 * (4 + 60000);
	uint8_t *body = calloc(1, size);
	struct outbox_draft draft = {.class = CLASS_CASES, .body = {body, size}};
	uint64_t number;
	enum err err;
	for (unsigned i = 0; i < 3; i++) {
		struct writer to = writer_of(body + i * (4 + 60000), 4);
		write_be32(&to, 60000);
	}
	struct store_txn *txn = store_begin_write(world->store, &err);
	for (unsigned i = 0; i < 7; i++) {
		body[10] = (uint8_t)i;
		assert_int_equal(
			outbox_put(txn, &world->secret, &draft, world->scratch, &number), ERR_OK);
	}
	assert_int_equal(store_commit(txn), ERR_OK);
	free(body);
	run_turns(world, 4);
	assert_int_equal(link_deadline_ms(&world->link), 0);
	run_until(world, LINK_IDLE);
	assert_nothing_lost(world, 1, 7);
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(link_on_a_good_network_gets_each_batch_its_receipt),
		WORLD_TEST(link_never_has_more_than_the_limit_unanswered),
		cmocka_unit_test(link_on_a_bad_network_loses_and_repeats_nothing),
		cmocka_unit_test(link_survives_a_crash_at_every_step_of_the_store),
		WORLD_TEST(link_step_after_a_store_error_returns_it_without_effects),
		WORLD_TEST(link_restored_from_backup_begins_a_new_chain_and_tells),
		WORLD_TEST(link_restored_with_what_the_ledger_holds_gets_identical_receipts),
		WORLD_TEST(link_told_of_a_gap_goes_back),
		WORLD_TEST(link_frozen_keeps_everything_until_resumed),
		WORLD_TEST(link_whose_batch_forked_signs_it_again_once_resumed),
		WORLD_TEST(link_given_the_receipt_of_another_batch_keeps_its_own),
		WORLD_TEST(link_given_a_receipt_with_a_bad_signature_keeps_the_batch),
		WORLD_TEST(link_shown_two_histories_stops_until_a_person_acts),
		WORLD_TEST(link_given_a_proof_that_does_not_join_asks_for_it_once_more),
		WORLD_TEST(link_to_a_ledger_smaller_than_known_says_so),
		WORLD_TEST(link_to_a_ledger_that_lost_a_receipted_batch_says_so),
		WORLD_TEST(link_to_a_ledger_that_lost_its_chain_says_so_and_asks_again),
		WORLD_TEST(link_not_enrolled_backs_off_and_comes_in_once_enrolled),
		WORLD_TEST(link_revoked_keeps_everything_and_says_so),
		WORLD_TEST(link_refused_by_the_door_names_the_batch_and_the_code),
		WORLD_TEST(link_in_silence_opens_a_new_connection),
		WORLD_TEST(link_whose_connection_does_not_come_asks_again),
		WORLD_TEST(link_ignores_a_head_for_another_question),
		WORLD_TEST(link_ignores_a_refusal_of_another_question),
		WORLD_TEST(link_opened_again_without_a_close_asks_and_sends_again),
		WORLD_TEST(link_takes_a_notice_as_a_hint_only),
		WORLD_TEST(link_survives_arbitrary_bytes),
		WORLD_TEST(link_fetches_the_reference_when_the_ledger_grew_or_asked),
		WORLD_TEST(link_asked_for_the_reference_again_asks_again),
		WORLD_TEST(link_opened_again_uses_request_ids_of_its_own),
		WORLD_TEST(link_of_another_key_is_denied),
		WORLD_TEST(link_sends_large_batches_as_the_buffer_allows),
	};
	if (sign_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
