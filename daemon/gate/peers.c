#include "peers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "jour/clock.h"

#define NONE UINT32_MAX
/* number = use of the slot * SLOTS + slot, so that a number finds its slot. */
#define SLOTS ((uint64_t)PEERS_MAX)

struct peers {
	uint8_t secret[16]; /* so that nobody can aim at one bucket */
	uint64_t heard;
	uint64_t uses;
	uint32_t count; /* slots 0 .. count - 1 are taken */
	uint32_t buckets[PEERS_MAX];
	struct peer slots[PEERS_MAX];
};

struct peers *peers_new(void)
{
	struct peers *peers = calloc(1, sizeof(*peers));
	if (peers == NULL)
		return NULL;
	random_bytes(peers->secret, sizeof(peers->secret));
	memset(peers->buckets, 0xff, sizeof(peers->buckets));
	return peers;
}

void peers_free(struct peers *peers)
{
	free(peers);
}

static uint32_t *bucket_of(struct peers *peers, struct bytes routing_id)
{
	const struct bytes parts[] = {BYTES_OF(peers->secret), routing_id};
	struct hash256 hash = hash256_parts(parts, 2);
	return &peers->buckets[(hash.bytes[0] | (size_t)hash.bytes[1] << 8) % PEERS_MAX];
}

static struct bytes routing_id_of(const struct peer *peer)
{
	return (struct bytes){peer->routing_id, peer->routing_id_size};
}

static void unlink_peer(struct peers *peers, uint32_t slot)
{
	uint32_t *at = bucket_of(peers, routing_id_of(&peers->slots[slot]));
	while (*at != slot)
		at = &peers->slots[*at].next;
	*at = peers->slots[slot].next;
}

/* A free slot, if need be that of the peer silent for longest. */
static uint32_t take_slot(struct peers *peers)
{
	if (peers->count < PEERS_MAX)
		return peers->count++;
	uint32_t oldest = 0;
	for (uint32_t i = 1; i < PEERS_MAX; i++)
		if (peers->slots[i].heard < peers->slots[oldest].heard)
			oldest = i;
	unlink_peer(peers, oldest);
	return oldest;
}

static void begin_use(struct peers *peers, struct peer *peer, const struct key *transport)
{
	peer->number = ++peers->uses * SLOTS + (uint64_t)(peer - peers->slots);
	peer->transport = *transport;
	peer->submits.count = 0;
	peer->questions.count = 0;
}

struct peer *peers_at(struct peers *peers, struct bytes routing_id, const struct key *transport)
{
	assert(routing_id.size <= ROUTING_ID_SIZE_MAX);
	uint32_t *bucket = bucket_of(peers, routing_id);
	uint32_t slot = *bucket;
	while (slot != NONE && !bytes_equal(routing_id_of(&peers->slots[slot]), routing_id))
		slot = peers->slots[slot].next;
	struct peer *peer;
	if (slot != NONE) {
		peer = &peers->slots[slot];
		if (!key_equal(&peer->transport, transport))
			begin_use(peers, peer, transport);
	} else {
		slot = take_slot(peers);
		peer = &peers->slots[slot];
		if (routing_id.size > 0)
			memcpy(peer->routing_id, routing_id.data, routing_id.size);
		peer->routing_id_size = (uint8_t)routing_id.size;
		peer->next = *bucket;
		*bucket = slot;
		begin_use(peers, peer, transport);
	}
	peer->heard = ++peers->heard;
	return peer;
}

struct peer *peers_find(struct peers *peers, uint64_t number)
{
	uint64_t slot = number % SLOTS;
	if (slot >= peers->count || peers->slots[slot].number != number)
		return NULL;
	return &peers->slots[slot];
}

const struct peer *peers_nth(const struct peers *peers, size_t position)
{
	return position < peers->count ? &peers->slots[position] : NULL;
}

bool peer_begin(struct peer *peer, bool is_submit, uint64_t request_id)
{
	struct unanswered *unanswered = is_submit ? &peer->submits : &peer->questions;
	if (unanswered->count >= IN_FLIGHT_MAX)
		return false;
	unanswered->ids[unanswered->count++] = request_id;
	return true;
}

static bool take_out(struct unanswered *unanswered, uint64_t request_id)
{
	for (unsigned i = 0; i < unanswered->count; i++)
		if (unanswered->ids[i] == request_id) {
			unanswered->ids[i] = unanswered->ids[--unanswered->count];
			return true;
		}
	return false;
}

void peer_end(struct peer *peer, uint64_t request_id)
{
	/* A REFUSAL answers either sort. */
	if (!take_out(&peer->submits, request_id))
		(void)take_out(&peer->questions, request_id);
}
