#include "link.h"

#include <assert.h>
#include <string.h>

#include "linkturn.h"

void linkturn_draw(struct link_turn *turn, void *ret_bytes, size_t size)
{
	uint8_t counter = (uint8_t)turn->draws++;
	const struct bytes parts[] = {BYTES_OF(turn->event->random), {&counter, 1}};
	struct hash256 drawn = hash256_parts(parts, 2);
	assert(size <= sizeof(drawn.bytes));
	memcpy(ret_bytes, drawn.bytes, size);
}

static uint64_t draw_number(struct link_turn *turn)
{
	uint8_t bytes[8];
	linkturn_draw(turn, bytes, sizeof(bytes));
	struct reader from = reader_of(BYTES_OF(bytes));
	return read_be64(&from);
}

void linkturn_status(struct link_turn *turn, enum link_state state, uint64_t number, unsigned code,
	uint64_t argument)
{
	turn->link->status = (struct link_status){state, number, code, argument};
}

static struct link_effect *add_effect(struct link_turn *turn, enum link_effect_type type)
{
	struct link_effects *effects = turn->effects;
	assert(effects->count < LINK_EFFECTS_MAX);
	struct link_effect *effect = &effects->list[effects->count++];
	*effect = (struct link_effect){.type = type};
	return effect;
}

void linkturn_effect(struct link_turn *turn, enum link_effect_type type, uint64_t number)
{
	add_effect(turn, type)->number = number;
}

struct link_slot *linkturn_slot(struct link *link, unsigned position)
{
	return &link->slots[(link->slot_first + position) % IN_FLIGHT_MAX];
}

uint64_t linkturn_backoff(struct link_turn *turn)
{
	unsigned doublings = turn->link->attempts < 16 ? turn->link->attempts : 16;
	uint64_t delay_ms = (uint64_t)LINK_BACKOFF_MIN_MS << doublings;
	if (delay_ms > LINK_BACKOFF_MAX_MS)
		delay_ms = LINK_BACKOFF_MAX_MS;
	turn->link->attempts = doublings + 1;
	return delay_ms / 2 + draw_number(turn) % (delay_ms / 2 + 1);
}

static void forget_questions(struct link *link)
{
	link->slot_count = 0;
	link->head_request_id = 0;
	link->proof_request_id = 0;
	link->proof_doubted = false;
	link->more_to_send = false;
}

void linkturn_rest(struct link_turn *turn, uint64_t delay_ms)
{
	forget_questions(turn->link);
	turn->link->phase = LINK_PHASE_RESTING;
	turn->link->deadline_ms = turn->event->now_ms + delay_ms;
}

void linkturn_reopen(struct link_turn *turn, uint64_t delay_ms)
{
	forget_questions(turn->link);
	turn->link->phase = LINK_PHASE_CLOSED;
	turn->link->silences = 0;
	turn->link->reference_request_id = 0;
	turn->link->deadline_ms = turn->event->now_ms + delay_ms + LINK_CONNECT_TIMEOUT_MS;
	add_effect(turn, LINK_REOPEN)->delay_ms = delay_ms;
}

/* A frame is written straight into the effects' buffer, begun here and sent below. */
static uint64_t begin_frame(struct link_turn *turn, enum frame_type type, struct writer *ret_to)
{
	struct writer *buffer = &turn->effects->buffer;
	uint64_t request_id = turn->link->next_request_id++;
	if (request_id == 0) /* means none */
		request_id = turn->link->next_request_id++;
	*ret_to = writer_of(buffer->start + buffer->size, buffer->capacity - buffer->size);
	frame_begin(ret_to, type, request_id);
	return request_id;
}

/* False when the buffer was too small: then nothing is sent. */
static bool send_frame(struct link_turn *turn, const struct writer *frame)
{
	struct bytes bytes = written(frame);
	if (bytes.size == 0)
		return false;
	turn->effects->buffer.size += bytes.size;
	add_effect(turn, LINK_SEND)->frame = bytes;
	return true;
}

static struct hash256 payload_hash(const struct writer *frame)
{
	struct bytes bytes = written(frame);
	assert(bytes.size >= FRAME_HEADER_SIZE);
	return hash256(
		(struct bytes){bytes.data + FRAME_HEADER_SIZE, bytes.size - FRAME_HEADER_SIZE});
}

void linkturn_ask_head(struct link_turn *turn)
{
	struct link *link = turn->link;
	struct writer to;
	forget_questions(link);
	link->head_request_id = begin_frame(turn, FRAME_ASK_HEAD, &to);
	linkturn_draw(turn, link->head_nonce.bytes, NONCE_SIZE);
	write_copy(&to, link->secret->public.sign.bytes, KEY_SIZE);
	write_copy(&to, link->head_nonce.bytes, NONCE_SIZE);
	link->head_hash = payload_hash(&to);
	send_frame(turn, &to);
	link->phase = LINK_PHASE_ASKING;
	link->deadline_ms = turn->event->now_ms + LINK_ANSWER_TIMEOUT_MS;
	if (link->status.state == LINK_WAITING_CONNECTION)
		linkturn_status(turn, LINK_ASKING_HEAD, 0, 0, 0);
}

void linkturn_ask_proof(struct link_turn *turn)
{
	struct link *link = turn->link;
	struct writer to;
	uint64_t request_id = begin_frame(turn, FRAME_ASK_PROOF, &to);
	write_be64(&to, PROOF_NO_INDEX);
	write_be64(&to, link->proof_wanted.new);
	write_be64(&to, link->proof_wanted.old);
	link->proof_hash = payload_hash(&to);
	if (send_frame(turn, &to))
		link->proof_request_id = request_id;
}

/* Not asked again before the next HEAD: a Reference is a comfort, not a duty. */
static void ask_reference(struct link_turn *turn)
{
	struct link *link = turn->link;
	struct writer to;
	if (!link->reference_wanted || link->reference_request_id != 0)
		return;
	uint64_t request_id = begin_frame(turn, FRAME_ASK_REFERENCE, &to);
	linkturn_draw(turn, link->reference_nonce.bytes, NONCE_SIZE);
	ask_write(link->secret, &link->reference_nonce, &turn->outbox.view.ledger_id, &to);
	if (!send_frame(turn, &to))
		return;
	link->reference_request_id = request_id;
	link->reference_wanted = false;
}

static bool submit(struct link_turn *turn, const struct outbox_batch *batch)
{
	struct link *link = turn->link;
	struct link_slot *slot = linkturn_slot(link, link->slot_count);
	struct writer to;
	uint64_t request_id = begin_frame(turn, FRAME_SUBMIT, &to);
	write_be64(&to, turn->outbox.view.size);
	write_span(&to, batch->bytes);
	if (!send_frame(turn, &to))
		return false;
	slot->number = batch->number;
	slot->request_id = request_id;
	slot->header_hash = batch->header_hash;
	slot->answered = false;
	link->slot_count++;
	return true;
}

static bool status_outlives_sending(enum link_state state)
{
	return state == LINK_BAD_ANSWER || state == LINK_REFUSED;
}

/* Sends as much as may be unanswered and fits in the buffer. */
static void fill(struct link_turn *turn)
{
	struct link *link = turn->link;
	struct outbox_batch batch;
	bool was_empty = link->slot_count == 0;
	uint64_t after = was_empty ? 0 : linkturn_slot(link, link->slot_count - 1)->number;
	link->more_to_send = false;
	ask_reference(turn);
	while (link->slot_count < IN_FLIGHT_MAX && outbox_next(turn->txn, after, &batch)) {
		if (!submit(turn, &batch)) {
			link->more_to_send = true;
			break;
		}
		after = batch.number;
	}
	if (link->slot_count == 0 && !link->more_to_send) {
		link->attempts = 0;
		linkturn_status(turn, LINK_IDLE, 0, 0, 0);
		return;
	}
	if (was_empty)
		link->deadline_ms = turn->event->now_ms + LINK_ANSWER_TIMEOUT_MS;
	if (!status_outlives_sending(link->status.state))
		linkturn_status(turn, LINK_SENDING, 0, 0, 0);
}

static void give_up_waiting(struct link_turn *turn)
{
	struct link *link = turn->link;
	uint64_t delay_ms = linkturn_backoff(turn);
	if (!status_outlives_sending(link->status.state))
		linkturn_status(turn, LINK_RETRYING, 0, 0, 0);
	if (++link->silences >= LINK_SILENCES_MAX)
		linkturn_reopen(turn, delay_ms);
	else
		linkturn_rest(turn, delay_ms);
}

static void tick(struct link_turn *turn)
{
	struct link *link = turn->link;
	if (turn->event->now_ms < link->deadline_ms)
		return;
	switch (link->phase) {
	case LINK_PHASE_CLOSED:
		/* The first TICK of all opens at once. */
		linkturn_reopen(turn, link->deadline_ms == 0 ? 0 : linkturn_backoff(turn));
		break;
	case LINK_PHASE_RESTING:
		linkturn_ask_head(turn);
		break;
	case LINK_PHASE_ASKING:
		give_up_waiting(turn);
		break;
	case LINK_PHASE_SENDING:
		if (link->slot_count > 0)
			give_up_waiting(turn);
		else
			linkturn_ask_head(turn);
		break;
	case LINK_PHASE_STOPPED:
		break;
	}
}

static void opened(struct link_turn *turn)
{
	struct link *link = turn->link;
	/* Answers to an earlier connection's questions should match nothing here. */
	link->next_request_id = draw_number(turn);
	link->reference_request_id = 0;
	link->silences = 0;
	linkturn_ask_head(turn);
}

static void take_event(struct link_turn *turn)
{
	switch (turn->event->type) {
	case LINK_OPENED:
		opened(turn);
		break;
	case LINK_CLOSED:
		linkturn_status(turn, LINK_WAITING_CONNECTION, 0, 0, 0);
		linkturn_reopen(turn, linkturn_backoff(turn));
		break;
	case LINK_DOOR_SHUT:
		linkturn_status(turn, LINK_NOT_ENROLLED, 0, 0, 0);
		linkturn_reopen(turn, linkturn_backoff(turn));
		break;
	case LINK_FRAME:
		linkturn_answer(turn, turn->event->frame);
		break;
	case LINK_WAKE: /* what was put is found below */
		break;
	case LINK_TICK:
		tick(turn);
		break;
	case LINK_ASK_REFERENCE:
		turn->link->reference_wanted = true;
		turn->link->reference_request_id = 0;
		break;
	}
	if (turn->link->phase == LINK_PHASE_SENDING)
		fill(turn);
}

static enum err check_owner(
	struct store_txn *txn, const struct secret *secret, struct outbox *ret_outbox)
{
	enum err err = outbox_load(txn, ret_outbox);
	if (err == ERR_OK && !key_equal(&ret_outbox->author.sign, &secret->public.sign))
		err = ERR_DENIED;
	return err;
}

enum err link_init(struct link *link, struct store *store, const struct secret *secret)
{
	struct outbox outbox;
	struct outbox_evidence evidence;
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(store, &err);
	if (txn == NULL)
		return err;
	err = check_owner(txn, secret, &outbox);
	bool differ = err == ERR_OK && outbox_evidence(txn, &evidence);
	if (err == ERR_OK)
		err = store_error(txn);
	store_abort(txn);
	if (err != ERR_OK)
		return err;
	memset(link, 0, sizeof(*link));
	link->secret = secret;
	link->phase = differ ? LINK_PHASE_STOPPED : LINK_PHASE_CLOSED;
	link->status.state = differ ? LINK_HISTORIES_DIFFER : LINK_WAITING_CONNECTION;
	link->status.number = differ ? evidence.number : 0;
	link->next_request_id = 1;
	return ERR_OK;
}

enum err link_step(struct link *link, struct store *store, const struct link_event *event,
	struct link_effects *effects)
{
	struct link_turn turn = {.link = link, .event = event, .effects = effects};
	enum err err = ERR_OK;
	assert(effects->buffer.capacity >= LINK_BUFFER_SIZE_MIN);
	effects->count = 0;
	effects->buffer = writer_of(effects->buffer.start, effects->buffer.capacity);
	if (link->phase == LINK_PHASE_STOPPED)
		return ERR_OK;
	bool write = event->type == LINK_FRAME;
	turn.txn = write ? store_begin_write(store, &err) : store_begin_read(store, &err);
	if (turn.txn == NULL)
		return err;
	err = check_owner(turn.txn, link->secret, &turn.outbox);
	if (err == ERR_OK)
		take_event(&turn);
	if (err == ERR_OK)
		err = store_error(turn.txn);
	if (err == ERR_OK && write)
		err = store_commit(turn.txn);
	else
		store_abort(turn.txn);
	if (err != ERR_OK)
		effects->count = 0;
	return err;
}

uint64_t link_deadline_ms(const struct link *link)
{
	if (link->phase == LINK_PHASE_STOPPED)
		return UINT64_MAX;
	return link->more_to_send ? 0 : link->deadline_ms;
}

struct link_status link_status(const struct link *link)
{
	return link->status;
}
