/* A dumb ledger of one author for the tests of outbox and link: it keeps a list of entries,
 * answers every SUBMIT with a checkpoint of its own, and does as it is told. */
#ifndef TESTS_FAKELEDGER_H
#define TESTS_FAKELEDGER_H

#include <stdlib.h>
#include <string.h>

#include "jour/frame.h"
#include "jour/memstore.h"

#define FAKE_ENTRIES_MAX 512
#define FAKE_RECEIPT_SIZE 2048 /* few records a batch */

struct fake_entry {
	struct header header;
	struct hash256 header_hash;
	bool forked;
	size_t receipt_size;
	uint8_t receipt[FAKE_RECEIPT_SIZE];
};

struct fake_ledger {
	struct secret secret;
	struct ledger_view view; /* origin, key and id; size 0 */
	struct store *nodes;
	struct key author;
	enum head_state state;
	unsigned head;	 /* entry of the open chain's newest batch, when HEAD_OPEN or frozen */
	unsigned size;	 /* entries, the genesis among them */
	unsigned refuse; /* this code for every SUBMIT, when not 0 */
	struct fake_entry entries[FAKE_ENTRIES_MAX];
};

static const struct store_table fake_tables[] = {{"nodes", STORE_CHECK_SHORT}};

static inline struct secret fake_secret(uint8_t number)
{
	struct secret secret;
	uint8_t seed[SEED_SIZE] = {number};
	secret_from_seed(seed, &secret);
	return secret;
}

/* Adds a leaf and returns the root over all. */
static inline struct hash256 fake_append_leaf(struct fake_ledger *fake, struct bytes leaf)
{
	enum err err;
	struct hash256 leaf_hash = merkle_leaf(leaf);
	struct store_txn *txn = store_begin_write(fake->nodes, &err);
	assert_non_null(txn);
	merkle_append(txn, 0, fake->size, &leaf_hash);
	fake->size++;
	struct hash256 root = merkle_root(txn, 0, fake->size);
	assert_int_equal(store_commit(txn), ERR_OK);
	return root;
}

/* `salt` makes another history of another ledger with the same keys and name. */
static inline struct fake_ledger *fake_open(const struct identity *author, uint8_t salt)
{
	struct fake_ledger *fake = calloc(1, sizeof(*fake));
	uint8_t genesis_bytes[GENESIS_SIZE_MAX];
	assert_non_null(fake);
	fake->secret = fake_secret(200);
	fake->nodes = memstore_open(fake_tables, 1);
	assert_non_null(fake->nodes);
	fake->author = author->sign;
	fake->state = HEAD_NO_CHAIN;
	struct genesis genesis = {.rules = 1,
		.office = fake_secret(201).public,
		.recovery = fake_secret(202).public,
		.ledger_key = fake->secret.public.sign,
		.server_transport = fake->secret.public.transport,
		.origin = "jour.example/test"};
	struct bytes bytes = genesis_write(&genesis, genesis_bytes);
	fake->view.ledger_id = merkle_leaf(bytes);
	fake->view.ledger_key = fake->secret.public.sign;
	strcpy(fake->view.origin, genesis.origin);
	fake_append_leaf(fake, bytes);
	for (unsigned i = 0; i < salt; i++)
		fake_append_leaf(fake, (struct bytes){&salt, 1});
	return fake;
}

static inline void fake_close(struct fake_ledger *fake)
{
	store_close(fake->nodes);
	free(fake);
}

/* Something happens in the ledger that is not this author's. */
static inline void fake_grow(struct fake_ledger *fake)
{
	fake_append_leaf(fake, BYTES_OF("another author's entry"));
}

static inline void fake_results(const struct header *header, bool forked, struct result results[16])
{
	assert_in_range(header->count, 1, 16);
	for (unsigned i = 0; i < header->count; i++)
		results[i] = (struct result){.code = forked   ? RESULT_FORKED
						     : i == 1 ? RESULT_NOT_GRANTED
							      : RESULT_ACCEPTED};
}

static inline unsigned fake_append(struct fake_ledger *fake, const struct batch *batch, bool forked)
{
	uint8_t results_bytes[16 * RESULT_SIZE];
	uint8_t entry_bytes[ENTRY_SIZE];
	uint8_t note[CHECKPOINT_SIZE_MAX];
	struct result results[16];
	unsigned index = fake->size;
	assert_true(index < FAKE_ENTRIES_MAX);
	struct fake_entry *kept = &fake->entries[index];
	struct writer results_to = writer_of(results_bytes, sizeof(results_bytes));
	fake_results(&batch->header, forked, results);
	results_write(results, batch->header.count, &results_to);
	struct entry entry = {.index = index,
		.received_ms = 1000 + index,
		.header_bytes = batch->header_bytes,
		.signature = batch->signature,
		.results_hash = hash256(written(&results_to)),
		.rules = 1};
	entry_write(&entry, entry_bytes);
	struct checkpoint checkpoint = {.root = fake_append_leaf(fake, BYTES_OF(entry_bytes))};
	checkpoint.size = fake->size;
	strcpy(checkpoint.origin, fake->view.origin);
	struct writer to = writer_of(kept->receipt, sizeof(kept->receipt));
	kept->receipt_size = receipt_write(BYTES_OF(entry_bytes), written(&results_to),
		checkpoint_sign(&checkpoint, &fake->secret, note), &to)
				     .size;
	assert_true(kept->receipt_size > 0);
	kept->header = batch->header;
	kept->header_hash = batch->header_hash;
	kept->forked = forked;
	return index;
}

/* The entry with this header hash, or 0. */
static inline unsigned fake_find(const struct fake_ledger *fake, const struct hash256 *header_hash)
{
	for (unsigned i = 1; i < fake->size; i++)
		if (fake->entries[i].receipt_size > 0 &&
			hash256_equal(fake->entries[i].header_hash, *header_hash))
			return i;
	return 0;
}

static inline bool fake_holds_other(const struct fake_ledger *fake, const struct header *header)
{
	for (unsigned i = 1; i < fake->size; i++) {
		const struct header *held = &fake->entries[i].header;
		if (fake->entries[i].receipt_size > 0 && held->sequence == header->sequence &&
			memcmp(&held->chain, &header->chain, CHAIN_ID_SIZE) == 0)
			return true;
	}
	return false;
}

/* The door (PROTOCOL.md section 7): 0 and the entry, or a code. */
static inline unsigned fake_submit(
	struct fake_ledger *fake, struct bytes bytes, unsigned *ret_entry, uint64_t *ret_argument)
{
	struct batch batch;
	const struct hash256 zero = {0};
	*ret_argument = 0;
	if (batch_read(bytes, &batch) != ERR_OK)
		return REFUSAL_MALFORMED;
	if (!hash256_equal(batch.header.ledger_id, fake->view.ledger_id))
		return REFUSAL_WRONG_LEDGER;
	if (fake->state == HEAD_UNKNOWN || !key_equal(&batch.header.author, &fake->author))
		return REFUSAL_UNKNOWN_AUTHOR;
	if (!sign_verify(&fake->author, batch.header_bytes, &batch.signature))
		return REFUSAL_BAD_SIGNATURE;
	if (!hash256_equal(body_root(batch.body, NULL), batch.header.root))
		return REFUSAL_BAD_ROOT;
	*ret_entry = fake_find(fake, &batch.header_hash);
	if (*ret_entry != 0)
		return 0;
	if (fake->state == HEAD_FROZEN)
		return REFUSAL_FROZEN;
	if (fake->refuse != 0)
		return fake->refuse;
	if (fake_holds_other(fake, &batch.header)) {
		fake->state = HEAD_FROZEN;
		*ret_entry = fake_append(fake, &batch, true);
		return 0;
	}
	bool open = fake->state == HEAD_OPEN;
	const struct fake_entry *head = &fake->entries[fake->head];
	bool same = open && memcmp(&head->header.chain, &batch.header.chain, CHAIN_ID_SIZE) == 0;
	*ret_argument = same ? head->header.sequence + 1 : 1;
	if (batch.header.sequence != *ret_argument)
		return REFUSAL_GAP;
	if (!hash256_equal(batch.header.previous, open ? head->header_hash : zero))
		return REFUSAL_BAD_PREVIOUS;
	fake->head = *ret_entry = fake_append(fake, &batch, false);
	fake->state = HEAD_OPEN;
	return 0;
}

/* Inclusion of `index` (or none) in `size`, consistency of old with new. */
static inline struct proof fake_proof(
	struct fake_ledger *fake, uint64_t index, uint64_t size, uint64_t old, uint64_t new)
{
	enum err err;
	struct proof proof = {.size = size, .index = index, .old = old, .new = new};
	struct store_txn *txn = store_begin_read(fake->nodes, &err);
	assert_non_null(txn);
	if (index != PROOF_NO_INDEX)
		merkle_inclusion(txn, 0, index, size, &proof.inclusion);
	if (old > 0 && old < new)
		merkle_consistency(txn, 0, old, new, &proof.consistency);
	assert_int_equal(store_error(txn), ERR_OK);
	store_abort(txn);
	return proof;
}

/* The proof that comes with the receipt of `entry` for a client that knows `known`. */
static inline struct proof fake_receipt_proof(
	struct fake_ledger *fake, unsigned entry, uint64_t known)
{
	uint64_t size = entry + 1;
	if (known > fake->size)
		known = 0;
	return fake_proof(
		fake, entry, size, known < size ? known : size, known < size ? size : known);
}

static inline struct bytes fake_receipt(const struct fake_ledger *fake, unsigned entry)
{
	return (struct bytes){fake->entries[entry].receipt, fake->entries[entry].receipt_size};
}

static inline void fake_answer_head(
	struct fake_ledger *fake, struct reader *from, struct writer *to)
{
	struct head head = {.state = fake->state, .ledger_size = fake->size};
	read_copy(from, head.author.bytes, KEY_SIZE);
	read_copy(from, head.nonce.bytes, NONCE_SIZE);
	if (!key_equal(&head.author, &fake->author))
		head.state = HEAD_UNKNOWN;
	if (head.state == HEAD_OPEN || head.state == HEAD_FROZEN) {
		const struct fake_entry *entry = &fake->entries[fake->head];
		head.chain = entry->header.chain;
		head.sequence = entry->header.sequence;
		head.header_hash = entry->header_hash;
		head.entry_index = fake->head;
	}
	head_write(&head, &fake->view.ledger_id, &fake->secret, to);
	write_be16(to, 0);
}

static inline void fake_write_receipt(
	struct fake_ledger *fake, unsigned entry, uint64_t known, struct writer *to)
{
	struct proof proof = fake_receipt_proof(fake, entry, known);
	struct bytes receipt = fake_receipt(fake, entry);
	write_be32(to, (uint32_t)receipt.size);
	write_span(to, receipt);
	proof_write(&proof, to);
}

/* The answer to one frame of the link, written to `to`. */
static inline struct bytes fake_answer(
	struct fake_ledger *fake, struct bytes question, struct writer *to)
{
	struct frame frame;
	assert_int_equal(frame_read(question, &frame), ERR_OK);
	struct reader from = reader_of(frame.payload);
	struct refusal refusal = {.request_hash = request_hash(&frame)};
	unsigned entry = 0;
	unsigned code = 0;
	if (frame.type == FRAME_ASK_HEAD) {
		frame_begin(to, FRAME_HEAD, frame.request_id);
		fake_answer_head(fake, &from, to);
	} else if (frame.type == FRAME_SUBMIT) {
		uint64_t known = read_be64(&from);
		code = fake_submit(fake, read_span(&from, from.left), &entry, &refusal.argument);
		if (code == 0) {
			frame_begin(to, FRAME_RECEIPT, frame.request_id);
			fake_write_receipt(fake, entry, known, to);
		}
	} else if (frame.type == FRAME_ASK_PROOF) {
		uint64_t index = read_be64(&from);
		uint64_t size = read_be64(&from);
		uint64_t old = read_be64(&from);
		struct proof proof = fake_proof(fake, index, size, old, size);
		frame_begin(to, FRAME_PROOF, frame.request_id);
		proof_write(&proof, to);
		write_be16(to, 0);
	} else {
		struct key author;
		struct nonce nonce;
		assert_int_equal(frame.type, FRAME_ASK_REFERENCE);
		assert_int_equal(
			ask_read(frame.payload, &fake->view.ledger_id, &author, &nonce), ERR_OK);
		assert_true(key_equal(&author, &fake->author));
		frame_begin(to, FRAME_REFERENCE, frame.request_id);
		reference_write(&nonce, fake->size, BYTES_OF("a reference message"),
			&fake->view.ledger_id, &fake->secret, to);
	}
	if (code != 0) {
		refusal.code = (enum refusal_code)code;
		frame_begin(to, FRAME_REFUSAL, frame.request_id);
		refusal_write(&refusal, &fake->view.ledger_id, &fake->secret, to);
	}
	return written(to);
}

#endif
