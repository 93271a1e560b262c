#include "roster.h"

#include <string.h>

#include "statecount.h"

#define KEY_ROOM 64
#define MEMBER_SIZE (KEY_SIZE + KEY_SIZE + 1 + 1 + 8 + 8 + 1 + CHAIN_ID_SIZE)

/* prefix | a | b in `buffer`. */
static struct bytes key_in(
	uint8_t buffer[KEY_ROOM + 1], enum state_prefix prefix, struct bytes a, struct bytes b)
{
	struct writer writer = writer_of(buffer, KEY_ROOM + 1);
	write_u8(&writer, (uint8_t)prefix);
	write_span(&writer, a);
	write_span(&writer, b);
	return written(&writer);
}

static bool member_read(struct store_txn *txn, const struct key *sign, struct bytes value,
	struct member *ret_member)
{
	struct reader reader = reader_of(value);
	struct member member = {.sign = *sign};
	read_copy(&reader, member.principal.bytes, KEY_SIZE);
	read_copy(&reader, member.transport.bytes, KEY_SIZE);
	member.role = (enum member_role)read_u8(&reader);
	member.active = read_u8(&reader) != 0;
	member.since = read_be64(&reader);
	member.frozen = read_be64(&reader);
	member.has_chain = read_u8(&reader) != 0;
	read_copy(&reader, member.chain.bytes, CHAIN_ID_SIZE);
	if (!reader_done(&reader)) {
		store_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret_member = member;
	return true;
}

bool roster_get(struct store_txn *txn, const struct key *sign, struct member *ret_member)
{
	uint8_t buffer[KEY_ROOM + 1];
	struct bytes value;
	return store_get(txn, TABLE_STATE,
		       key_in(buffer, STATE_MEMBER, BYTES_OF(sign->bytes), BYTES_NONE), &value) &&
	       member_read(txn, sign, value, ret_member);
}

bool roster_current(struct store_txn *txn, const struct key *principal, struct member *ret_member)
{
	uint8_t buffer[KEY_ROOM + 1];
	struct bytes value;
	struct key current;
	if (!store_get(txn, TABLE_STATE,
		    key_in(buffer, STATE_PRINCIPAL, BYTES_OF(principal->bytes), BYTES_NONE),
		    &value))
		return false;
	struct reader reader = reader_of(value);
	read_copy(&reader, current.bytes, KEY_SIZE);
	return roster_get(txn, &current, ret_member);
}

void roster_put(struct store_txn *txn, const struct member *member)
{
	uint8_t buffer[KEY_ROOM + 1], value[MEMBER_SIZE];
	struct writer writer = writer_of(value, sizeof(value));
	write_copy(&writer, member->principal.bytes, KEY_SIZE);
	write_copy(&writer, member->transport.bytes, KEY_SIZE);
	write_u8(&writer, (uint8_t)member->role);
	write_u8(&writer, member->active);
	write_be64(&writer, member->since);
	write_be64(&writer, member->frozen);
	write_u8(&writer, member->has_chain);
	write_copy(&writer, member->chain.bytes, CHAIN_ID_SIZE);
	store_put(txn, TABLE_STATE,
		key_in(buffer, STATE_MEMBER, BYTES_OF(member->sign.bytes), BYTES_NONE),
		written(&writer));
}

uint64_t roster_count(struct store_txn *txn)
{
	uint8_t prefix = STATE_MEMBERS;
	struct bytes value;
	if (!store_get(txn, TABLE_STATE, (struct bytes){&prefix, 1}, &value))
		return 0;
	struct reader reader = reader_of(value);
	return read_be64(&reader);
}

/* The member, its identity's current key, and its transport key as used. */
static void put_current(struct store_txn *txn, const struct member *member)
{
	uint8_t buffer[KEY_ROOM + 1];
	roster_put(txn, member);
	store_put(txn, TABLE_STATE,
		key_in(buffer, STATE_PRINCIPAL, BYTES_OF(member->principal.bytes), BYTES_NONE),
		BYTES_OF(member->sign.bytes));
	store_put(txn, TABLE_STATE,
		key_in(buffer, STATE_TRANSPORT, BYTES_OF(member->transport.bytes), BYTES_NONE),
		BYTES_OF(member->sign.bytes));
}

void roster_add(struct store_txn *txn, const struct member *member)
{
	uint8_t prefix = STATE_MEMBERS, buffer[8];
	put_current(txn, member);
	store_put(txn, TABLE_STATE, (struct bytes){&prefix, 1},
		index_key(roster_count(txn) + 1, buffer));
}

void roster_retire(struct store_txn *txn, struct member *member, uint64_t index)
{
	member->active = false;
	member->since = index;
	roster_put(txn, member);
}

void roster_replace_key(struct store_txn *txn, struct member *member, const struct key *sign,
	const struct key *transport, uint64_t index)
{
	struct member next = *member;
	next.sign = *sign;
	next.transport = *transport;
	next.since = index;
	next.frozen = 0;
	if (!key_equal(sign, &member->sign)) {
		/* Chains belong to a signing key: the new one begins anew. */
		next.has_chain = false;
		memset(next.chain.bytes, 0, sizeof(next.chain.bytes));
		roster_retire(txn, member, index);
	}
	put_current(txn, &next);
}

void roster_reserve(
	struct store_txn *txn, const struct key *ledger_key, const struct key *transport)
{
	uint8_t buffer[KEY_ROOM + 1];
	store_put(txn, TABLE_STATE,
		key_in(buffer, STATE_RESERVED, BYTES_OF(ledger_key->bytes), BYTES_NONE),
		BYTES_OF(ledger_key->bytes));
	store_put(txn, TABLE_STATE,
		key_in(buffer, STATE_TRANSPORT, BYTES_OF(transport->bytes), BYTES_NONE),
		BYTES_OF(ledger_key->bytes));
}

bool roster_sign_in_use(struct store_txn *txn, const struct key *sign)
{
	uint8_t buffer[KEY_ROOM + 1];
	struct bytes value;
	struct member member;
	return roster_get(txn, sign, &member) ||
	       store_get(txn, TABLE_STATE,
		       key_in(buffer, STATE_RESERVED, BYTES_OF(sign->bytes), BYTES_NONE), &value);
}

bool roster_transport_in_use(struct store_txn *txn, const struct key *transport)
{
	uint8_t buffer[KEY_ROOM + 1];
	struct bytes value;
	return store_get(txn, TABLE_STATE,
		key_in(buffer, STATE_TRANSPORT, BYTES_OF(transport->bytes), BYTES_NONE), &value);
}

bool roster_next(struct store_txn *txn, struct key *at, struct member *ret_member)
{
	uint8_t buffer[KEY_ROOM + 1];
	struct bytes key, value;
	if (!store_next(txn, TABLE_STATE,
		    key_in(buffer, STATE_MEMBER, BYTES_OF(at->bytes), BYTES_NONE), &key, &value) ||
		key.size != 1 + KEY_SIZE || key.data[0] != STATE_MEMBER)
		return false;
	memcpy(at->bytes, key.data + 1, KEY_SIZE);
	if (!member_read(txn, at, value, ret_member))
		return false;
	/* The next search begins after this key: add one to the big-endian number. */
	for (size_t i = KEY_SIZE; i-- > 0;)
		if (++at->bytes[i] != 0)
			break;
	return true;
}

static bool says_topic(const Jour__V1__Grant *grant, Jour__V1__Topic topic)
{
	for (size_t i = 0; i < grant->n_may_say; i++)
		if (grant->may_say[i] == topic ||
			grant->may_say[i] == JOUR__V1__TOPIC__TOPIC_OFFICE)
			return true;
	return false;
}

/* The grant for exactly this unit. */
static bool granted_for(struct store_txn *txn, uint64_t size, const struct member *member,
	Jour__V1__Topic topic, const char *unit, struct arena *arena)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	write_copy(&key, member->principal.bytes, KEY_SIZE);
	key_text(&key, unit);
	if (!state_get(txn, JOUR__V1__RECORD__BODY_GRANT, written(&key), size, &standing))
		return false;
	size_t used = arena->used;
	bool granted = false;
	const Jour__V1__Grant *grant =
		state_body(txn, JOUR__V1__RECORD__BODY_GRANT, standing.record, arena);
	if (grant != NULL)
		granted = says_topic(grant, topic);
	arena->used = used;
	return granted;
}

bool roster_granted(struct store_txn *txn, uint64_t size, const struct member *member,
	Jour__V1__Topic topic, const char *unit, struct arena *arena)
{
	if (member->role == ROLE_OFFICE)
		return true;
	if (member->role == ROLE_RECOVERY)
		return false;
	return granted_for(txn, size, member, topic, UNIT_EVERY, arena) ||
	       (strcmp(unit, UNIT_EVERY) != 0 &&
		       granted_for(txn, size, member, topic, unit, arena));
}

bool chain_get(struct store_txn *txn, const struct key *author, const struct chain_id *id,
	struct chain *ret_chain)
{
	uint8_t buffer[KEY_ROOM + 1];
	struct bytes value;
	struct chain chain;
	if (!store_get(txn, TABLE_STATE,
		    key_in(buffer, STATE_CHAIN, BYTES_OF(author->bytes), BYTES_OF(id->bytes)),
		    &value))
		return false;
	struct reader reader = reader_of(value);
	chain.sequence = read_be64(&reader);
	read_copy(&reader, chain.header_hash.bytes, sizeof(chain.header_hash.bytes));
	chain.index = read_be64(&reader);
	if (!reader_done(&reader)) {
		store_fail(txn, ERR_CORRUPT);
		return false;
	}
	*ret_chain = chain;
	return true;
}

void chain_put(struct store_txn *txn, const struct key *author, const struct chain_id *id,
	const struct chain *chain)
{
	uint8_t buffer[KEY_ROOM + 1], value[8 + sizeof(struct hash256) + 8];
	struct writer writer = writer_of(value, sizeof(value));
	write_be64(&writer, chain->sequence);
	write_copy(&writer, chain->header_hash.bytes, sizeof(chain->header_hash.bytes));
	write_be64(&writer, chain->index);
	store_put(txn, TABLE_STATE,
		key_in(buffer, STATE_CHAIN, BYTES_OF(author->bytes), BYTES_OF(id->bytes)),
		written(&writer));
}

bool header_find(struct store_txn *txn, const struct hash256 *header_hash, uint64_t *ret_index)
{
	uint8_t buffer[KEY_ROOM + 1];
	struct bytes value;
	if (!store_get(txn, TABLE_STATE,
		    key_in(buffer, STATE_HEADER, BYTES_OF(header_hash->bytes), BYTES_NONE), &value))
		return false;
	struct reader reader = reader_of(value);
	*ret_index = read_be64(&reader);
	return true;
}

void header_put(struct store_txn *txn, const struct hash256 *header_hash, uint64_t index)
{
	uint8_t buffer[KEY_ROOM + 1], value[8];
	statecount_put(txn, key_in(buffer, STATE_HEADER, BYTES_OF(header_hash->bytes), BYTES_NONE),
		index_key(index, value));
}
