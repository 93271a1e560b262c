/* The rows of the outbox as they lie in the store. Only outbox.c and outboxsign.c use this. */
#ifndef AGENT_OUTBOXROW_H
#define AGENT_OUTBOXROW_H

#include "outbox.h"

struct outbox_key {
	uint8_t bytes[8];
};

/* A number as a key that sorts by value. */
struct outbox_key outbox_key_of(uint64_t number);

/* Reads the state and checks it against the number of rows in the tables.
 * ERR_NOTFOUND: there is none; ERR_CORRUPT (sticky): it cannot be explained. */
enum err outboxrow_load(struct store_txn *txn, struct outbox *ret_outbox) MUST_CHECK;
void outboxrow_save(struct store_txn *txn, const struct outbox *outbox);

/* Reads submission `number` without its receipt; ERR_CORRUPT (sticky) when it is not there or
 * cannot be read. On failure `ret_submission` is zeros. */
enum err outboxrow_get(struct store_txn *txn, uint64_t number,
	struct outbox_submission *ret_submission) MUST_CHECK;
/* Writes it (the spans of `submission` may point into the store). */
void outboxrow_put(struct store_txn *txn, const struct outbox_submission *submission);

#endif
