/* One step of the link in progress. Only link.c and linkanswer.c use this. */
#ifndef AGENT_LINKTURN_H
#define AGENT_LINKTURN_H

#include "link.h"

struct link_turn {
	struct link *link;
	struct store_txn *txn;
	const struct link_event *event;
	struct link_effects *effects;
	struct outbox outbox; /* as the transaction has it now */
	unsigned draws;
};

/* Fresh bytes of this event; no two draws are alike. */
void linkturn_draw(struct link_turn *turn, void *ret_bytes, size_t size);
void linkturn_status(struct link_turn *turn, enum link_state state, uint64_t number, unsigned code,
	uint64_t argument);
void linkturn_effect(struct link_turn *turn, enum link_effect_type type, uint64_t number);
/* The slot at `position` from the oldest. */
struct link_slot *linkturn_slot(struct link *link, unsigned position);

/* The delay before the next attempt: twice as long each time, jittered. */
uint64_t linkturn_backoff(struct link_turn *turn);
/* Forgets what is out and asks for the head again after delay_ms. */
void linkturn_rest(struct link_turn *turn, uint64_t delay_ms);
/* Asks for a new connection. */
void linkturn_reopen(struct link_turn *turn, uint64_t delay_ms);
void linkturn_ask_head(struct link_turn *turn);
/* Asks for what proof_wanted names. */
void linkturn_ask_proof(struct link_turn *turn);

/* Takes a frame from the server. */
void linkturn_answer(struct link_turn *turn, struct bytes bytes);

#endif
