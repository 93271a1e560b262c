#include "door.h"

static struct door refuse(enum refusal_code code, uint64_t argument)
{
	return (struct door){.way = DOOR_REFUSE, .code = code, .argument = argument};
}

/* The batch begins a chain; `open` is the author's open one or NULL. */
static struct door judge_first(const struct header *header, const struct chain *open)
{
	static const struct hash256 none;
	const struct hash256 *previous = open == NULL ? &none : &open->header_hash;
	if (header->sequence != 1)
		return refuse(REFUSAL_GAP, 1);
	if (!bytes_equal(BYTES_OF(header->previous.bytes), BYTES_OF(previous->bytes)))
		return refuse(REFUSAL_BAD_PREVIOUS, open == NULL ? 0 : open->sequence);
	return (struct door){.way = DOOR_APPEND};
}

/* Section 8, for a batch whose header hash is new. */
static struct door judge_chain(
	struct store_txn *txn, const struct header *header, const struct member *author)
{
	struct chain named, open;
	bool has_open = author->has_chain && chain_get(txn, &author->sign, &author->chain, &open);
	if (!chain_get(txn, &author->sign, &header->chain, &named))
		return judge_first(header, has_open ? &open : NULL);
	if (header->sequence <= named.sequence)
		return (struct door){.way = DOOR_FORK};
	if (!bytes_equal(BYTES_OF(header->chain.bytes), BYTES_OF(author->chain.bytes)))
		return refuse(REFUSAL_CHAIN_CLOSED, 0);
	if (header->sequence != named.sequence + 1)
		return refuse(REFUSAL_GAP, named.sequence + 1);
	if (!bytes_equal(BYTES_OF(header->previous.bytes), BYTES_OF(named.header_hash.bytes)))
		return refuse(REFUSAL_BAD_PREVIOUS, named.sequence);
	return (struct door){.way = DOOR_APPEND};
}

struct door door_admit(
	struct store_txn *txn, const struct batch *batch, const struct member *author)
{
	uint64_t held;
	if (header_find(txn, &batch->header_hash, &held))
		return (struct door){.way = DOOR_HELD, .held = held};
	if (!author->active)
		return refuse(REFUSAL_REVOKED, author->since);
	if (author->frozen != 0)
		return refuse(REFUSAL_FROZEN, author->frozen);
	return judge_chain(txn, &batch->header, author);
}

struct door door_judge(struct store_txn *txn, const struct hash256 *ledger_id, struct bytes bytes,
	struct batch *ret_batch, struct hash256 *ret_hashes)
{
	struct batch batch;
	struct member author;
	if (batch_read(bytes, &batch) != ERR_OK)
		return refuse(REFUSAL_MALFORMED, 0);
	*ret_batch = batch;
	if (!bytes_equal(BYTES_OF(batch.header.ledger_id.bytes), BYTES_OF(ledger_id->bytes)))
		return refuse(REFUSAL_WRONG_LEDGER, 0);
	if (!roster_get(txn, &batch.header.author, &author))
		return refuse(REFUSAL_UNKNOWN_AUTHOR, 0);
	if (!batch_signature_holds(&batch))
		return refuse(REFUSAL_BAD_SIGNATURE, 0);
	struct hash256 root = body_root(batch.body, ret_hashes);
	if (!bytes_equal(BYTES_OF(root.bytes), BYTES_OF(batch.header.root.bytes)))
		return refuse(REFUSAL_BAD_ROOT, 0);
	return door_admit(txn, &batch, &author);
}

void door_pass(struct store_txn *txn, const struct batch *batch, bool fork, uint64_t index)
{
	struct member author;
	struct chain chain = {batch->header.sequence, batch->header_hash, index};
	header_put(txn, &batch->header_hash, index);
	/* After the fold: a batch may have changed its own author's key. */
	if (!roster_get(txn, &batch->header.author, &author))
		return;
	if (fork) {
		author.frozen = index;
	} else {
		chain_put(txn, &author.sign, &batch->header.chain, &chain);
		author.has_chain = true;
		author.chain = batch->header.chain;
	}
	roster_put(txn, &author);
}
