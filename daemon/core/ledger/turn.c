#include "turn.h"

#include <string.h>

#include "reference.h"

/* What a SUBMIT came to in the first half of the turn. */
struct outcome {
	struct frame frame;
	bool readable;
	struct hash256 request_hash;
	struct door door; /* for a SUBMIT */
	uint64_t index;	  /* DOOR_APPEND, DOOR_FORK, DOOR_HELD */
	uint64_t known_size;
};

static bool is_submit(const struct outcome *outcome)
{
	return outcome->readable && outcome->frame.type == FRAME_SUBMIT;
}

/* ---- first half: append */

static void submit(struct turn *turn, struct store_txn *txn, uint64_t now_ms, bool has_room,
	struct outcome *outcome)
{
	struct hash256 hashes[BATCH_RECORDS_MAX];
	struct batch batch;
	struct reader payload = reader_of(outcome->frame.payload);
	outcome->known_size = read_be64(&payload);
	outcome->door = door_judge(txn, &turn->name.id,
		(struct bytes){payload.at, payload.failed ? 0 : payload.left}, &batch, hashes);
	/* What is refused later than for its signature was said by its author. */
	if (outcome->door.way != DOOR_REFUSE || outcome->door.code > REFUSAL_BAD_ROOT)
		heard_note(&turn->heard, &batch.header.author, now_ms);
	if (outcome->door.way == DOOR_HELD) {
		outcome->index = outcome->door.held;
	} else if (outcome->door.way != DOOR_REFUSE && !has_room) {
		outcome->door = (struct door){.way = DOOR_REFUSE, .code = REFUSAL_RETRY_LATER};
	} else if (outcome->door.way != DOOR_REFUSE) {
		bool fork = outcome->door.way == DOOR_FORK;
		outcome->index = ledger_append(txn, &turn->memory, &batch, hashes, fork, now_ms);
		turn->roster_changed = turn->roster_changed || batch.header.class == CLASS_ADMIN;
		if (fork)
			turn->forked_index = outcome->index;
	}
}

/* Runs every SUBMIT through the door and commits what was appended; without room nothing is.
 * ERR_NOSPACE: nothing was written. */
static enum err append_all(
	struct turn *turn, struct outcome *outcomes, size_t count, uint64_t now_ms, bool has_room)
{
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_write(turn->store, &err);
	if (txn == NULL)
		return err;
	uint64_t before = ledger_size(txn);
	for (size_t i = 0; i < count; i++)
		if (is_submit(&outcomes[i]))
			submit(turn, txn, now_ms, has_room, &outcomes[i]);
	if (store_error(txn) == ERR_OK && ledger_size(txn) == before) {
		store_abort(txn);
		return ERR_OK;
	}
	ledger_put_checkpoint(txn, &turn->name);
	heard_write(&turn->heard, txn, now_ms);
	if (turn->signed_size != 0)
		ledger_put_signature(txn, turn->signed_size, &turn->signature);
	err = store_commit(txn);
	if (err == ERR_OK)
		turn->signed_size = 0;
	return err;
}

/* ---- second half: what was appended is on the disk; look again, sign, answer */

/* The checkpoint shown last: most answers of a turn show the same one, so it is read, checked and
 * signed once. */
struct shown {
	struct checkpoint checkpoint; /* size 0: none yet */
	struct signature signature;
	struct bytes note; /* into buffer */
	uint8_t buffer[CHECKPOINT_SIZE_MAX];
};

/* The second half of a turn on its way. */
struct answering {
	struct turn *turn;
	struct store_txn *txn;
	uint64_t now_ms;
	struct shown shown;
};

/* NULL when it is not what was promised: then nothing may be answered. */
static const struct shown *show_checkpoint(struct answering *answering, uint64_t size)
{
	struct shown *shown = &answering->shown;
	const struct turn *turn = answering->turn;
	struct checkpoint checkpoint;
	if (shown->checkpoint.size == size)
		return shown;
	enum err err = ledger_checkpoint(answering->txn, &turn->name, size, &checkpoint);
	if (err != ERR_OK) {
		store_fail(answering->txn, err == ERR_NOTFOUND ? ERR_CORRUPT : err);
		return NULL;
	}
	shown->checkpoint = checkpoint;
	shown->signature = sign_detached(turn->secret, checkpoint_text(&checkpoint, shown->buffer));
	shown->note = checkpoint_note(
		&checkpoint, &turn->secret->public.sign, &shown->signature, shown->buffer);
	return shown;
}

static void write_checkpoint(struct answering *answering, struct writer *to)
{
	const struct shown *shown = show_checkpoint(answering, ledger_size(answering->txn));
	if (shown == NULL)
		return;
	write_be16(to, (uint16_t)shown->note.size);
	write_span(to, shown->note);
}

/* The inclusion half is there; joins it to the proof between two sizes that the ledger has. */
static void write_proof(
	struct store_txn *txn, struct proof *proof, uint64_t old, uint64_t new, struct writer *to)
{
	proof->old = old;
	proof->new = new;
	proof->consistency.count = 0;
	if (old != 0 && old != new)
		merkle_consistency(txn, TABLE_NODE, old, new, &proof->consistency);
	proof_write(proof, to);
}

static void answer_receipt(
	struct answering *answering, const struct outcome *outcome, struct writer *to)
{
	struct store_txn *txn = answering->txn;
	uint64_t size = 0, known = outcome->known_size, index = outcome->index;
	struct proof proof;
	if (!ledger_covering(txn, index, &size)) {
		store_fail(txn, ERR_CORRUPT);
		return;
	}
	const struct shown *shown = show_checkpoint(answering, size);
	if (shown == NULL)
		return;
	enum err err = ledger_recheck(txn, index, &shown->checkpoint, &proof.inclusion);
	if (err != ERR_OK) {
		store_fail(txn, err);
		return;
	}
	frame_begin(to, FRAME_RECEIPT, outcome->frame.request_id);
	size_t size_at = to->size;
	write_be32(to, 0);
	size_t start = to->size;
	write_span(to, ledger_read(txn, TABLE_ENTRY, index));
	write_span(to, ledger_read(txn, TABLE_RESULTS, index));
	write_be16(to, (uint16_t)shown->note.size);
	write_span(to, shown->note);
	struct writer length = writer_of(to->start + size_at, 4);
	write_be32(&length, (uint32_t)(to->size - start));
	if (known > ledger_size(txn))
		known = 0;
	proof.size = size;
	proof.index = index;
	write_proof(txn, &proof, known < size ? known : size, known < size ? size : known, to);
}

static void answer_refusal(struct answering *answering, const struct outcome *outcome,
	enum refusal_code code, uint64_t argument, struct writer *to)
{
	const struct turn *turn = answering->turn;
	struct refusal refusal = {outcome->request_hash, code, argument, answering->now_ms};
	frame_begin(to, FRAME_REFUSAL, outcome->frame.request_id);
	refusal_write(&refusal, &turn->name.id, turn->secret, to);
}

static void answer_head(
	struct answering *answering, const struct outcome *outcome, struct writer *to)
{
	struct store_txn *txn = answering->txn;
	struct turn *turn = answering->turn;
	struct reader payload = reader_of(outcome->frame.payload);
	struct head head = {.state = HEAD_UNKNOWN, .ledger_size = ledger_size(txn)};
	struct member member;
	struct chain chain;
	read_copy(&payload, head.author.bytes, KEY_SIZE);
	read_copy(&payload, head.nonce.bytes, NONCE_SIZE);
	if (!reader_done(&payload))
		return;
	if (roster_get(txn, &head.author, &member) && member.active) {
		heard_note(&turn->heard, &head.author, answering->now_ms);
		head.state = member.frozen != 0 ? HEAD_FROZEN
			     : member.has_chain ? HEAD_OPEN
						: HEAD_NO_CHAIN;
		if (member.has_chain && chain_get(txn, &member.sign, &member.chain, &chain)) {
			head.chain = member.chain;
			head.sequence = chain.sequence;
			head.header_hash = chain.header_hash;
			head.entry_index = chain.index;
		}
	}
	frame_begin(to, FRAME_HEAD, outcome->frame.request_id);
	head_write(&head, &turn->name.id, turn->secret, to);
	write_checkpoint(answering, to);
}

/* False: the question is malformed. */
static bool answer_proof(
	struct answering *answering, const struct outcome *outcome, struct writer *to)
{
	struct store_txn *txn = answering->txn;
	struct proof proof;
	struct reader payload = reader_of(outcome->frame.payload);
	uint64_t index = read_be64(&payload);
	uint64_t size = read_be64(&payload);
	uint64_t old = read_be64(&payload);
	if (size == 0)
		size = ledger_size(txn);
	if (!reader_done(&payload) || size > ledger_size(txn) || old > size ||
		(index != PROOF_NO_INDEX && index >= size))
		return false;
	frame_begin(to, FRAME_PROOF, outcome->frame.request_id);
	proof.size = size;
	proof.index = index;
	proof.inclusion.count = 0;
	if (index != PROOF_NO_INDEX)
		merkle_inclusion(txn, TABLE_NODE, index, size, &proof.inclusion);
	write_proof(txn, &proof, old, size, to);
	write_checkpoint(answering, to);
	return true;
}

/* False: the question may not be asked. */
static bool answer_reference(
	struct answering *answering, const struct outcome *outcome, struct writer *to)
{
	struct store_txn *txn = answering->txn;
	struct turn *turn = answering->turn;
	struct key author;
	struct nonce nonce;
	struct member member;
	if (ask_read(outcome->frame.payload, &turn->name.id, &author, &nonce) != ERR_OK ||
		!roster_get(txn, &author, &member) || !member.active)
		return false;
	heard_note(&turn->heard, &author, answering->now_ms);
	frame_begin(to, FRAME_REFERENCE, outcome->frame.request_id);
	struct bytes message = reference_build(txn, &member, &turn->memory);
	reference_write(&nonce, ledger_size(txn), message, &turn->name.id, turn->secret, to);
	return true;
}

/* What is wrong inside a SUBMIT is for the door to say. */
static bool question_has_its_size(const struct frame *frame)
{
	switch (frame->type) {
	case FRAME_ASK_HEAD:
		return frame->payload.size == KEY_SIZE + NONCE_SIZE;
	case FRAME_ASK_PROOF:
		return frame->payload.size == 3 * sizeof(uint64_t);
	case FRAME_ASK_CHECKPOINT:
		return frame->payload.size == 0;
	case FRAME_ASK_REFERENCE:
		return frame->payload.size == KEY_SIZE + NONCE_SIZE + SIGNATURE_SIZE;
	default:
		return true;
	}
}

static void answer(struct answering *answering, const struct outcome *outcome, struct writer *to)
{
	if (!outcome->readable)
		return;
	if (!question_has_its_size(&outcome->frame)) {
		answer_refusal(answering, outcome, REFUSAL_MALFORMED, 0, to);
		return;
	}
	switch (outcome->frame.type) {
	case FRAME_SUBMIT:
		if (outcome->door.way == DOOR_REFUSE)
			answer_refusal(
				answering, outcome, outcome->door.code, outcome->door.argument, to);
		else
			answer_receipt(answering, outcome, to);
		return;
	case FRAME_ASK_HEAD:
		answer_head(answering, outcome, to);
		return;
	case FRAME_ASK_PROOF:
		if (!answer_proof(answering, outcome, to))
			answer_refusal(answering, outcome, REFUSAL_MALFORMED, 0, to);
		return;
	case FRAME_ASK_CHECKPOINT:
		frame_begin(to, FRAME_CHECKPOINT, outcome->frame.request_id);
		write_checkpoint(answering, to);
		return;
	case FRAME_ASK_REFERENCE:
		if (!answer_reference(answering, outcome, to))
			answer_refusal(answering, outcome, REFUSAL_DENIED, 0, to);
		return;
	default:
		return; /* a server's frame: nobody is owed an answer */
	}
}

/* The signature that the next commit stores. */
static void remember_signature(struct answering *answering)
{
	struct turn *turn = answering->turn;
	uint64_t size = ledger_size(answering->txn);
	if (turn->signed_size == size)
		return;
	const struct shown *shown = show_checkpoint(answering, size);
	if (shown == NULL)
		return;
	turn->signature = shown->signature;
	turn->signed_size = size;
}

static enum err answer_all(struct turn *turn, const struct question *questions,
	const struct outcome *outcomes, size_t count, uint64_t now_ms, struct answer *ret_answers)
{
	enum err err = ERR_OK;
	size_t used = 0;
	struct answering answering = {
		.turn = turn, .txn = store_begin_read(turn->store, &err), .now_ms = now_ms};
	if (answering.txn == NULL)
		return err;
	for (size_t i = 0; i < count; i++) {
		struct writer to = writer_of(turn->answers + used, turn->answers_capacity - used);
		answer(&answering, &outcomes[i], &to);
		ret_answers[i] = (struct answer){questions[i].peer, written(&to)};
		used += to.failed ? 0 : to.size;
	}
	remember_signature(&answering);
	err = store_error(answering.txn);
	store_abort(answering.txn);
	return err;
}

enum err turn_run(struct turn *turn, const struct question *questions, size_t count,
	uint64_t now_ms, bool has_room, struct answer *ret_answers, size_t *ret_taken)
{
	struct outcome outcomes[TURN_QUESTIONS_MAX];
	bool submits = false;
	if (count > TURN_QUESTIONS_MAX)
		count = TURN_QUESTIONS_MAX;
	if (count > turn->answers_capacity / FRAME_SIZE_MAX)
		count = turn->answers_capacity / FRAME_SIZE_MAX;
	for (size_t i = 0; i < count; i++) {
		outcomes[i] = (struct outcome){.index = 0};
		outcomes[i].readable = frame_read(questions[i].frame, &outcomes[i].frame) == ERR_OK;
		if (outcomes[i].readable)
			outcomes[i].request_hash = request_hash(&outcomes[i].frame);
		submits = submits || is_submit(&outcomes[i]);
	}
	enum err err = ERR_OK;
	if (submits)
		err = append_all(turn, outcomes, count, now_ms, has_room);
	if (err == ERR_NOSPACE) /* once more, for the receipts of what is held */
		err = append_all(turn, outcomes, count, now_ms, false);
	if (err != ERR_OK)
		return err;
	err = answer_all(turn, questions, outcomes, count, now_ms, ret_answers);
	if (err == ERR_OK)
		*ret_taken = count;
	return err;
}

enum err turn_write_heard(struct turn *turn, uint64_t now_ms)
{
	enum err err = ERR_OK;
	if (!heard_is_due(&turn->heard, now_ms))
		return ERR_OK;
	struct store_txn *txn = store_begin_write(turn->store, &err);
	if (txn == NULL)
		return err;
	heard_write(&turn->heard, txn, now_ms);
	err = store_commit(txn);
	return err == ERR_NOSPACE ? ERR_OK : err;
}
