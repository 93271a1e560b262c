/* Who may speak: identities, what they are granted, and their chains (PROTOCOL.md 7, 8, 9).
 *
 * Grants are versioned records like any other; the identities and chains are kept as they stand now
 * only. Errors are sticky in the transaction (store.h): a damaged row is ERR_CORRUPT there, and
 * reads as "not there". */
#ifndef JOURD_ROSTER_H
#define JOURD_ROSTER_H

#include "jour/entry.h"
#include "state.h"

enum member_role {
	ROLE_AGENT = 1,
	ROLE_OFFICE,   /* the office key of the genesis */
	ROLE_RECOVERY, /* writes KeyChange only */
};

/* One signing key that was ever enrolled. */
struct member {
	struct key sign;
	struct key principal; /* the key it was enrolled with, before any key change */
	struct key transport;
	enum member_role role;
	bool active;	 /* neither revoked nor replaced */
	uint64_t since;	 /* entry index of the last change */
	uint64_t frozen; /* entry index of the fork, 0 = not frozen */
	bool has_chain;
	struct chain_id chain; /* the open one */
};

struct chain {
	uint64_t sequence; /* of its newest batch */
	struct hash256 header_hash;
	uint64_t index; /* of that batch's entry */
};

/* Any key that was ever a member's, in force or not. */
bool roster_get(struct store_txn *txn, const struct key *sign, struct member *ret_member);
/* The current key of an identity. */
bool roster_current(struct store_txn *txn, const struct key *principal, struct member *ret_member);
/* Writes a member over what stands under its signing key. */
void roster_put(struct store_txn *txn, const struct member *member);
/* Adds a member that was not there: its principal, and its transport key as used. */
void roster_add(struct store_txn *txn, const struct member *member);
/* Takes a member off the roster for ever, as of entry `index`; its keys stay in use. */
void roster_retire(struct store_txn *txn, struct member *member, uint64_t index);
/* The identity goes on under new keys; one of them may be the one it has. Ends a freeze. */
void roster_replace_key(struct store_txn *txn, struct member *member, const struct key *sign,
	const struct key *transport, uint64_t index);
/* Keys that no identity may ever have: the ledger's own. */
void roster_reserve(
	struct store_txn *txn, const struct key *ledger_key, const struct key *transport);
bool roster_sign_in_use(struct store_txn *txn, const struct key *sign);
bool roster_transport_in_use(struct store_txn *txn, const struct key *transport);
/* How many identities were ever enrolled, those of the genesis included. */
uint64_t roster_count(struct store_txn *txn);
/* Walks the members in order of their signing keys; start with a zeroed key. */
bool roster_next(struct store_txn *txn, struct key *at, struct member *ret_member);

/* True when the member may say the topic about the unit (UNIT_EVERY: about all), as of `size`: the
 * office always, the recovery key never, others by a grant for the unit or for all. A grant of
 * OFFICE holds for every topic. The arena (at least DECODE_HEAP_MAX free) is left as it was. */
bool roster_granted(struct store_txn *txn, uint64_t size, const struct member *member,
	Jour__V1__Topic topic, const char *unit, struct arena *arena);

/* The head of a chain, open or closed. */
bool chain_get(struct store_txn *txn, const struct key *author, const struct chain_id *id,
	struct chain *ret_chain);
void chain_put(struct store_txn *txn, const struct key *author, const struct chain_id *id,
	const struct chain *chain);

/* The entry that holds the batch with this header hash. */
bool header_find(struct store_txn *txn, const struct hash256 *header_hash, uint64_t *ret_index);
void header_put(struct store_txn *txn, const struct hash256 *header_hash, uint64_t index);

#endif
