/* Case tables that a receipt remarks on: kept whole in the outbox, so that they can be confirmed
 * when the batch is gone. Errors are sticky in the transaction (store.h). */
#ifndef AGENT_REMARKED_H
#define AGENT_REMARKED_H

#include "outbox.h"

struct remarked {
	uint64_t number;   /* of the submission */
	uint16_t position; /* in it */
	unsigned remarks;  /* the mask of enum table_remark that can be confirmed */
	struct bytes record;
	struct hash256 hash;
};

/* True when the result has a remark that can be confirmed. */
bool remarked_is_wanted(const struct result *result);
/* Keeps a record of a submission with such a result. */
void remarked_keep(struct store_txn *txn, uint64_t number, uint16_t position,
	const struct result *result, struct bytes record);
/* The first one after `at`, in order; start with zeros. False: none. */
bool remarked_next(struct store_txn *txn, struct remarked *at);

/* True for eight or more hexadecimal digits that the hash begins with. */
bool remarked_matches(const struct hash256 *hash, const char *digits);

#endif
