/* What the server's frames make the link do. Whatever cannot be checked is ignored. */
#include "linkturn.h"

#include <string.h>

static void start_sending(struct link_turn *turn)
{
	turn->link->phase = LINK_PHASE_SENDING;
	turn->link->head_request_id = 0;
	turn->link->deadline_ms = turn->event->now_ms + LINK_IDLE_MS;
}

static void wait_for_person(
	struct link_turn *turn, enum link_state state, uint64_t number, uint64_t argument)
{
	linkturn_status(turn, state, number, 0, argument);
	linkturn_rest(turn, LINK_PERSON_MS);
}

static void try_again(struct link_turn *turn, enum link_state state, uint64_t number)
{
	linkturn_status(turn, state, number, 0, 0);
	linkturn_rest(turn, linkturn_backoff(turn));
}

static bool is_zero(const struct hash256 *hash)
{
	return hash256_equal(*hash, (struct hash256){0});
}

/* The ledger holds less than it has given receipts for. */
static bool ledger_is_behind(const struct outbox *outbox, const struct head *head)
{
	if (head->ledger_size < outbox->view.size)
		return true;
	if (is_zero(&outbox->base))
		return false;
	return head->state == HEAD_NO_CHAIN || head->entry_index < outbox->base_index;
}

/* True when the ledger stands where the outbox has been: at its base, or at a batch that
 * waits here because its receipt was lost. */
static bool head_is_ours(struct link_turn *turn, const struct head *head)
{
	uint64_t number;
	if (turn->outbox.forked)
		return false;
	if (head->state == HEAD_NO_CHAIN)
		return true;
	return hash256_equal(head->header_hash, turn->outbox.base) ||
	       outbox_find_waiting(turn->txn, &head->header_hash, &number);
}

static void follow_head(struct link_turn *turn, const struct head *head)
{
	struct chain_id chain;
	uint64_t count = 0;
	linkturn_draw(turn, chain.bytes, CHAIN_ID_SIZE);
	/* Nothing is in the buffer yet, and a batch is smaller than it. */
	enum err err = outbox_rechain(
		turn->txn, turn->link->secret, head, &chain, turn->effects->buffer.start, &count);
	if (err == ERR_OK)
		err = outbox_load(turn->txn, &turn->outbox);
	if (err != ERR_OK)
		store_fail(turn->txn, err);
	linkturn_effect(turn, LINK_RECHAINED, count);
}

static void reconcile(struct link_turn *turn, const struct head *head)
{
	uint64_t reference_size;
	struct bytes reference;
	if (ledger_is_behind(&turn->outbox, head)) {
		wait_for_person(turn, LINK_LEDGER_BEHIND, 0, head->ledger_size);
		return;
	}
	if (!head_is_ours(turn, head)) {
		if (head->state == HEAD_NO_CHAIN) {
			wait_for_person(turn, LINK_LEDGER_BEHIND, 0, head->ledger_size);
			return;
		}
		follow_head(turn, head);
	}
	turn->link->reference_request_id = 0;
	if (!outbox_reference(turn->txn, &reference_size, &reference) ||
		reference_size < head->ledger_size)
		turn->link->reference_wanted = true;
	start_sending(turn);
}

static void take_head(struct link_turn *turn, const struct frame *frame)
{
	struct link *link = turn->link;
	struct reader from = reader_of(frame->payload);
	struct head head;
	if (link->phase != LINK_PHASE_ASKING || frame->request_id != link->head_request_id)
		return;
	if (head_read(&from, &turn->outbox.view.ledger_id, &turn->outbox.view.ledger_key, &head) !=
		ERR_OK)
		return;
	if (memcmp(head.nonce.bytes, link->head_nonce.bytes, NONCE_SIZE) != 0 ||
		!key_equal(&head.author, &link->secret->public.sign))
		return;
	link->silences = 0;
	switch (head.state) {
	case HEAD_UNKNOWN:
		if (is_zero(&turn->outbox.base))
			try_again(turn, LINK_NOT_ENROLLED, 0);
		else
			wait_for_person(turn, LINK_REVOKED, 0,
				link->status.state == LINK_REVOKED ? link->status.argument : 0);
		break;
	case HEAD_FROZEN:
		wait_for_person(turn, LINK_FROZEN, 0,
			link->status.state == LINK_FROZEN ? link->status.argument : 0);
		break;
	case HEAD_NO_CHAIN:
	case HEAD_OPEN:
		reconcile(turn, &head);
		break;
	}
}

/* Makes slot->proof lead from what is known now to the receipt's checkpoint. A proof that came with
 * the receipt starts at what was known when the batch was sent; when receipts before it have moved
 * the view, another is asked for. False: not yet. */
static bool proof_is_ready(struct link_turn *turn, struct link_slot *slot)
{
	const struct ledger_view *view = &turn->outbox.view;
	struct receipt receipt;
	struct checkpoint checkpoint;
	if (receipt_read((struct bytes){slot->receipt, slot->receipt_size}, &receipt) != ERR_OK ||
		checkpoint_open(receipt.checkpoint, view->origin, &view->ledger_key, &checkpoint) !=
			ERR_OK)
		return true; /* the outbox will reject it */
	uint64_t old = view->size < checkpoint.size ? view->size : checkpoint.size;
	uint64_t new = view->size < checkpoint.size ? checkpoint.size : view->size;
	if (old == 0 || old == new) {
		slot->proof.old = old;
		slot->proof.new = new;
		slot->proof.consistency.count = 0;
		return true;
	}
	if (slot->proof.old == old && slot->proof.new == new)
		return true;
	turn->link->proof_wanted.old = old;
	turn->link->proof_wanted.new = new;
	if (turn->link->proof_request_id == 0)
		linkturn_ask_proof(turn);
	return false;
}

static void pop_slot(struct link_turn *turn)
{
	struct link *link = turn->link;
	linkturn_effect(turn, LINK_RECEIPT, linkturn_slot(link, 0)->number);
	link->slot_first = (link->slot_first + 1) % IN_FLIGHT_MAX;
	link->slot_count--;
	link->attempts = 0;
	link->silences = 0;
	link->proof_request_id = 0;
	link->proof_doubted = false;
	link->deadline_ms = turn->event->now_ms +
			    (link->slot_count > 0 ? LINK_ANSWER_TIMEOUT_MS : LINK_IDLE_MS);
	linkturn_status(turn, LINK_SENDING, 0, 0, 0);
}

static void stop(struct link_turn *turn, uint64_t number)
{
	linkturn_rest(turn, 0);
	turn->link->phase = LINK_PHASE_STOPPED;
	linkturn_status(turn, LINK_HISTORIES_DIFFER, number, 0, 0);
}

/* A proof is unsigned, and one that does not join may have been spoilt on its way: before the
 * office is accused it is asked for once more. Two roots of one size need no proof. False: this is
 * the second, or there is none to ask for. */
static bool doubt_proof(struct link_turn *turn, const struct link_slot *slot)
{
	struct link *link = turn->link;
	if (link->proof_doubted || slot->proof.old == 0 || slot->proof.old == slot->proof.new)
		return false;
	outbox_clear_evidence(turn->txn);
	link->proof_doubted = true;
	link->proof_wanted.old = slot->proof.old;
	link->proof_wanted.new = slot->proof.new;
	linkturn_ask_proof(turn);
	return link->proof_request_id != 0;
}

/* Gives the outbox the answer to the oldest batch. False: no more can be settled. */
static bool settle_one(struct link_turn *turn)
{
	struct link_slot *slot = linkturn_slot(turn->link, 0);
	struct bytes bytes = {slot->receipt, slot->receipt_size};
	enum outbox_outcome outcome = OUTBOX_REJECTED;
	struct receipt receipt;
	if (outbox_acknowledge(turn->txn, slot->number, bytes, &slot->proof, &outcome) != ERR_OK ||
		outbox_load(turn->txn, &turn->outbox) != ERR_OK)
		return false;
	switch (outcome) {
	case OUTBOX_ACCEPTED:
		/* What the office has said is in its own Reference from now on. */
		if (receipt_read(bytes, &receipt) == ERR_OK &&
			receipt.entry.header.class == CLASS_ADMIN)
			turn->link->reference_wanted = true;
		pop_slot(turn);
		return true;
	case OUTBOX_FORKED:
		linkturn_effect(turn, LINK_RECEIPT, slot->number);
		wait_for_person(turn, LINK_FROZEN, slot->number,
			receipt_read(bytes, &receipt) == ERR_OK ? receipt.entry.index : 0);
		return false;
	case OUTBOX_TWO_HISTORIES:
		if (!doubt_proof(turn, slot))
			stop(turn, slot->number);
		return false;
	case OUTBOX_REJECTED:
		break;
	}
	try_again(turn, LINK_BAD_ANSWER, slot->number);
	return false;
}

/* Answers may come in any order; they are settled in the order of the batches. */
static void settle(struct link_turn *turn)
{
	struct link *link = turn->link;
	while (link->phase == LINK_PHASE_SENDING && link->slot_count > 0) {
		struct link_slot *slot = linkturn_slot(link, 0);
		if (link->proof_doubted && link->proof_request_id != 0)
			return;
		if (!slot->answered || !proof_is_ready(turn, slot) || !settle_one(turn))
			return;
	}
}

static struct link_slot *find_slot(
	struct link *link, uint64_t request_id, const struct hash256 *header_hash)
{
	for (unsigned i = 0; i < link->slot_count; i++) {
		struct link_slot *slot = linkturn_slot(link, i);
		if (header_hash != NULL ? hash256_equal(slot->header_hash, *header_hash)
					: slot->request_id == request_id)
			return slot;
	}
	return NULL;
}

/* An answer is for the batch that its entry holds, whichever of our questions brought it: the
 * answer to an earlier sending is as good. */
static void take_receipt(struct link_turn *turn, const struct frame *frame)
{
	struct link *link = turn->link;
	struct reader from = reader_of(frame->payload);
	struct bytes bytes = read_span(&from, read_be32(&from));
	struct receipt receipt;
	struct proof proof;
	if (link->phase != LINK_PHASE_SENDING)
		return;
	struct link_slot *asked = find_slot(link, frame->request_id, NULL);
	struct link_slot *slot = NULL;
	if (proof_read(&from, &proof) == ERR_OK && reader_done(&from) &&
		bytes.size <= RECEIPT_SIZE_MAX && receipt_read(bytes, &receipt) == ERR_OK) {
		struct hash256 header_hash = hash256(receipt.entry.header_bytes);
		slot = find_slot(link, 0, &header_hash);
	}
	if (asked != NULL && asked != slot) {
		try_again(turn, LINK_BAD_ANSWER, asked->number);
		return;
	}
	if (slot == NULL)
		return;
	slot->answered = true;
	slot->proof = proof;
	slot->receipt_size = bytes.size;
	memcpy(slot->receipt, bytes.data, bytes.size);
	settle(turn);
}

static void take_proof(struct link_turn *turn, const struct frame *frame)
{
	struct link *link = turn->link;
	struct reader from = reader_of(frame->payload);
	struct proof proof;
	if (link->phase != LINK_PHASE_SENDING || link->proof_request_id == 0 ||
		frame->request_id != link->proof_request_id)
		return;
	struct link_slot *slot = linkturn_slot(link, 0);
	if (proof_read(&from, &proof) != ERR_OK || proof.old != link->proof_wanted.old ||
		proof.new != link->proof_wanted.new) {
		try_again(turn, LINK_BAD_ANSWER, slot->number);
		return;
	}
	link->proof_request_id = 0;
	slot->proof.old = proof.old;
	slot->proof.new = proof.new;
	slot->proof.consistency = proof.consistency;
	settle(turn);
}

static void take_reference(struct link_turn *turn, const struct frame *frame)
{
	struct link *link = turn->link;
	const struct ledger_view *view = &turn->outbox.view;
	uint64_t ledger_size;
	struct bytes message;
	if (link->reference_request_id == 0 || frame->request_id != link->reference_request_id)
		return;
	if (reference_read(frame->payload, &view->ledger_id, &view->ledger_key,
		    &link->reference_nonce, &ledger_size, &message) != ERR_OK)
		return;
	link->reference_request_id = 0;
	outbox_put_reference(turn->txn, ledger_size, message);
	linkturn_effect(turn, LINK_REFERENCE, 0);
}

/* True when the refusal answers a question that is out; its batch's number, or 0. */
static bool refusal_is_ours(struct link *link, const struct frame *frame,
	const struct refusal *refusal, uint64_t *ret_number)
{
	struct link_slot *slot = find_slot(link, frame->request_id, NULL);
	*ret_number = slot != NULL ? slot->number : 0;
	if (slot != NULL)
		return hash256_equal(slot->header_hash, refusal->request_hash);
	if (link->head_request_id != 0 && frame->request_id == link->head_request_id)
		return hash256_equal(link->head_hash, refusal->request_hash);
	if (link->proof_request_id != 0 && frame->request_id == link->proof_request_id)
		return hash256_equal(link->proof_hash, refusal->request_hash);
	return false;
}

/* The first gap is mended at once, a gap that stays is not hurried after. */
static void go_back(struct link_turn *turn)
{
	bool first = turn->link->attempts == 0;
	uint64_t delay_ms = linkturn_backoff(turn);
	linkturn_status(turn, LINK_RETRYING, 0, 0, 0);
	linkturn_rest(turn, first ? 0 : delay_ms);
}

static void take_refusal(struct link_turn *turn, const struct frame *frame)
{
	const struct ledger_view *view = &turn->outbox.view;
	struct reader from = reader_of(frame->payload);
	struct refusal refusal;
	uint64_t number;
	if (refusal_read(&from, &view->ledger_id, &view->ledger_key, &refusal) != ERR_OK ||
		!refusal_is_ours(turn->link, frame, &refusal, &number))
		return;
	turn->link->silences = 0;
	switch (refusal.code) {
	case REFUSAL_RETRY_LATER:
		try_again(turn, LINK_RETRYING, 0);
		break;
	case REFUSAL_GAP:
		go_back(turn);
		break;
	case REFUSAL_FROZEN:
		wait_for_person(turn, LINK_FROZEN, number, refusal.argument);
		break;
	case REFUSAL_REVOKED:
		wait_for_person(turn, LINK_REVOKED, number, refusal.argument);
		break;
	case REFUSAL_UNKNOWN_AUTHOR:
		try_again(turn, LINK_NOT_ENROLLED, number);
		break;
	default:
		linkturn_status(turn, LINK_REFUSED, number, refusal.code, refusal.argument);
		linkturn_rest(turn, linkturn_backoff(turn));
		break;
	}
}

/* Unsigned, so it may only make us ask again, and only while something is unanswered. */
static void take_notice(struct link_turn *turn, const struct frame *frame)
{
	struct link *link = turn->link;
	struct reader from = reader_of(frame->payload);
	uint8_t code = read_u8(&from);
	bool waiting = link->phase == LINK_PHASE_ASKING ||
		       (link->phase == LINK_PHASE_SENDING && link->slot_count > 0);
	if (!waiting || from.failed)
		return;
	try_again(turn, code == NOTICE_NOT_ON_ROSTER ? LINK_NOT_ENROLLED : LINK_RETRYING, 0);
}

void linkturn_answer(struct link_turn *turn, struct bytes bytes)
{
	struct frame frame;
	if (frame_read(bytes, &frame) != ERR_OK)
		return;
	switch (frame.type) {
	case FRAME_HEAD:
		take_head(turn, &frame);
		break;
	case FRAME_RECEIPT:
		take_receipt(turn, &frame);
		break;
	case FRAME_PROOF:
		take_proof(turn, &frame);
		break;
	case FRAME_REFERENCE:
		take_reference(turn, &frame);
		break;
	case FRAME_REFUSAL:
		take_refusal(turn, &frame);
		break;
	case FRAME_NOTICE:
		take_notice(turn, &frame);
		break;
	default:
		break;
	}
}
