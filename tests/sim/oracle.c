/* Remembers what agents said, what the ledger holds and what it signed, and compares. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

static uint8_t *keep(struct bytes bytes)
{
	uint8_t *copy = malloc(bytes.size + 1);
	memcpy(copy, bytes.data, bytes.size);
	return copy;
}

static void *make_room(void *array, size_t count, size_t size)
{
	/* Powers of two, so that the count alone says when to grow. */
	if (count != 0 && (count & (count - 1)) != 0)
		return array;
	void *grown = realloc(array, (count == 0 ? 1 : count * 2) * size);
	if (grown == NULL)
		abort();
	return grown;
}

void oracle_begin(struct sim *sim, struct bytes genesis)
{
	struct oracle *oracle = &sim->oracle;
	oracle->seen = make_room(NULL, 0, sizeof(struct seen));
	oracle->seen[0] = (struct seen){.entry = keep(genesis)};
	oracle->seen_count = 1;
}

void oracle_free(struct oracle *oracle)
{
	for (size_t i = 0; i < oracle->seen_count; i++) {
		free(oracle->seen[i].entry);
		free(oracle->seen[i].body);
		free(oracle->seen[i].results);
	}
	free(oracle->seen);
	free(oracle->said);
	free(oracle->roots);
	free(oracle->rows);
}

/* ---- what agents said */

struct said *oracle_find_said(struct sim *sim, const struct hash256 *root)
{
	struct oracle *oracle = &sim->oracle;
	for (size_t i = oracle->said_count; i-- > 0;)
		if (hash256_equal(oracle->said[i].root, *root))
			return &oracle->said[i];
	return NULL;
}

void oracle_said(struct sim *sim, unsigned holder, const struct hash256 *root)
{
	struct oracle *oracle = &sim->oracle;
	oracle->said = make_room(oracle->said, oracle->said_count, sizeof(struct said));
	oracle->said[oracle->said_count++] = (struct said){.holder = holder, .root = *root};
	sim->tally.batches++;
}

/* ---- what the ledger signed */

static void check_root(struct sim *sim, uint64_t size, const struct hash256 *root)
{
	struct oracle *oracle = &sim->oracle;
	if (size > oracle->seen_count)
		sim_fail(sim, "root", "size %u is signed, %u entries are on the disk",
			(unsigned)size, (unsigned)oracle->seen_count);
	if (size >= UINT32_MAX)
		return;
	while (oracle->root_count <= size) {
		oracle->roots =
			make_room(oracle->roots, oracle->root_count, sizeof(struct signed_root));
		oracle->roots[oracle->root_count++] = (struct signed_root){0};
	}
	struct signed_root *known = &oracle->roots[size];
	if (known->known && !hash256_equal(known->root, *root))
		sim_fail(sim, "root", "two roots are signed for size %u", (unsigned)size);
	*known = (struct signed_root){true, *root};
}

static void check_note(struct sim *sim, struct bytes note)
{
	const struct ledger_name *name = &sim->ledger.turn.name;
	struct checkpoint checkpoint;
	if (checkpoint_open(note, name->genesis.origin, &name->genesis.ledger_key, &checkpoint) !=
		ERR_OK)
		sim_fail(sim, "root", "a checkpoint is not signed");
	else
		check_root(sim, checkpoint.size, &checkpoint.root);
}

static void check_receipt(struct sim *sim, struct bytes bytes)
{
	struct oracle *oracle = &sim->oracle;
	struct receipt receipt;
	if (receipt_read(bytes, &receipt) != ERR_OK) {
		sim_fail(sim, "receipt", "a receipt cannot be read");
		return;
	}
	check_note(sim, receipt.checkpoint);
	uint64_t index = receipt.entry.index;
	struct seen *seen = &oracle->seen[index < oracle->seen_count ? index : 0];
	if (index >= oracle->seen_count ||
		!bytes_equal(receipt.entry_bytes, (struct bytes){seen->entry, ENTRY_SIZE}) ||
		!bytes_equal(receipt.results, (struct bytes){seen->results, seen->results_size})) {
		sim_fail(sim, "receipt", "the receipt of entry %u is not of what is on the disk",
			(unsigned)index);
		return;
	}
	struct hash256 hash = hash256(bytes);
	if (seen->has_receipt && !hash256_equal(seen->receipt_hash, hash))
		sim_fail(sim, "receipt", "entry %u has two receipts", (unsigned)index);
	seen->has_receipt = true;
	seen->receipt_hash = hash;
}

void oracle_heard(struct sim *sim, struct bytes bytes)
{
	struct frame frame;
	if (bytes.size == 0)
		return;
	if (frame_read(bytes, &frame) != ERR_OK) {
		sim_fail(sim, "receipt", "an answer is no frame");
		return;
	}
	struct reader from = reader_of(frame.payload);
	if (frame.type == FRAME_RECEIPT)
		check_receipt(sim, read_span(&from, read_be32(&from)));
	if (frame.type == FRAME_HEAD) {
		struct head head;
		const struct ledger_name *name = &sim->ledger.turn.name;
		if (head_read(&from, &name->id, &name->genesis.ledger_key, &head) != ERR_OK)
			sim_fail(sim, "root", "a head is not signed");
		check_note(sim, read_span(&from, read_be16(&from)));
	}
	if (frame.type == FRAME_CHECKPOINT)
		check_note(sim, read_span(&from, read_be16(&from)));
}

/* ---- what the ledger holds */

/* Next in its author's chain, or a fork that freezes him. */
static void check_chain(struct sim *sim, const struct seen *seen, uint64_t index)
{
	const struct header *header = &seen->header;
	struct holder *author = recount_holder(sim, &header->author);
	if (author == NULL || !author->active || author->frozen) {
		sim_fail(sim, "chain", "entry %u is of a key that may not speak", (unsigned)index);
		return;
	}
	if (seen->forked) {
		author->frozen = true;
		return;
	}
	bool same = author->has_head &&
		    memcmp(&author->chain, &header->chain, sizeof(header->chain)) == 0;
	uint64_t expected = same ? author->sequence + 1 : 1;
	if (!hash256_equal(header->previous, author->head) || header->sequence != expected)
		sim_fail(sim, "chain", "entry %u does not follow its author's last",
			(unsigned)index);
	author->has_head = true;
	author->head = seen->header_hash;
	author->chain = header->chain;
	author->sequence = header->sequence;
}

static void check_once(struct sim *sim, const struct seen *seen, uint64_t index)
{
	bool twin = false;
	for (uint64_t i = 1; i < index; i++) {
		const struct seen *other = &sim->oracle.seen[i];
		if (hash256_equal(other->header_hash, seen->header_hash))
			sim_fail(sim, "once", "entries %u and %u are the same batch", (unsigned)i,
				(unsigned)index);
		twin = twin || (key_equal(&other->header.author, &seen->header.author) &&
				       memcmp(&other->header.chain, &seen->header.chain,
					       CHAIN_ID_SIZE) == 0 &&
				       other->header.sequence == seen->header.sequence);
	}
	if (twin != seen->forked)
		sim_fail(sim, "chain", "entry %u %s", (unsigned)index,
			twin ? "counts though it forks" : "forks nothing");
}

static void look_at(struct sim *sim, struct store_txn *txn, uint64_t index)
{
	struct oracle *oracle = &sim->oracle;
	struct bytes bytes = ledger_read(txn, TABLE_ENTRY, index);
	struct bytes body = ledger_read(txn, TABLE_BODY, index);
	struct bytes results = ledger_read(txn, TABLE_RESULTS, index);
	struct entry entry;
	if (store_error(txn) != ERR_OK || entry_read(bytes, &entry) != ERR_OK) {
		sim_fail(sim, "entry", "entry %u cannot be read", (unsigned)index);
		return;
	}
	oracle->seen = make_room(oracle->seen, oracle->seen_count, sizeof(struct seen));
	struct seen *seen = &oracle->seen[oracle->seen_count++];
	*seen = (struct seen){.entry = keep(bytes),
		.body = keep(body),
		.results = keep(results),
		.body_size = body.size,
		.results_size = results.size,
		.header_hash = hash256(entry.header_bytes),
		.header = entry.header,
		.forked = result_at(results, 0).code == RESULT_FORKED};
	if (!hash256_equal(body_root(body, NULL), entry.header.root) ||
		!sign_verify(&entry.header.author, entry.header_bytes, &entry.signature) ||
		oracle_find_said(sim, &entry.header.root) == NULL)
		sim_fail(sim, "entry", "entry %u is not what its author said", (unsigned)index);
	if (entry.received_ms < ledger_received_ms(txn, index - 1))
		sim_fail(sim, "entry", "entry %u was received before its predecessor",
			(unsigned)index);
	sim->tally.forks += seen->forked;
	check_once(sim, seen, index);
	check_chain(sim, seen, index);
	recount_entry(sim, index);
	sim_trace(sim, "entry %u by %02x%02x: %u records, the first %u%s", (unsigned)index,
		entry.header.author.bytes[0], entry.header.author.bytes[1], entry.header.count,
		(unsigned)result_at(results, 0).code, seen->forked ? ", forks" : "");
}

void oracle_look(struct sim *sim)
{
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(sim->ledger.store, &err);
	uint64_t size = ledger_size(txn);
	if (size < sim->oracle.seen_count)
		sim_fail(sim, "entry", "the ledger has shrunk from %u to %u",
			(unsigned)sim->oracle.seen_count, (unsigned)size);
	while (sim->failed == NULL && sim->oracle.seen_count < size)
		look_at(sim, txn, sim->oracle.seen_count);
	store_abort(txn);
}

/* ---- what the outboxes hold */

/* A receipt that an agent has stored. */
static void check_acknowledged(
	struct sim *sim, const struct agent *agent, const struct outbox_submission *submission)
{
	struct oracle *oracle = &sim->oracle;
	struct receipt receipt;
	struct said *said = oracle_find_said(sim, &submission->header.root);
	if (said == NULL || receipt_read(submission->receipt, &receipt) != ERR_OK ||
		receipt.entry.index >= oracle->seen_count) {
		sim_fail(sim, "receipt", "agent %u's receipt of batch %u is none", agent->number,
			(unsigned)submission->number);
		return;
	}
	const struct seen *seen = &oracle->seen[receipt.entry.index];
	if (!hash256_equal(seen->header.root, submission->header.root) || seen->forked ||
		!hash256_equal(seen->receipt_hash, hash256(submission->receipt)))
		sim_fail(sim, "receipt", "agent %u's receipt of batch %u is of something else",
			agent->number, (unsigned)submission->number);
	sim->tally.receipts += !said->acknowledged;
	said->acknowledged = true;
}

void oracle_acknowledged(struct sim *sim, struct agent *agent, uint64_t number)
{
	struct outbox_submission submission;
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn == NULL || outbox_submission(txn, number, &submission) != ERR_OK)
		sim_fail(sim, "kept", "agent %u has no batch %u", agent->number, (unsigned)number);
	else if (submission.state == OUTBOX_RECEIPTED)
		check_acknowledged(sim, agent, &submission);
	store_abort(txn);
}

/* Marks what the outbox holds as not missed. */
static void walk_outbox(struct sim *sim, struct agent *agent, struct store_txn *txn)
{
	struct outbox_submission submission;
	struct outbox_batch batch;
	for (uint64_t number = 1; outbox_submission(txn, number, &submission) == ERR_OK; number++) {
		struct said *said = oracle_find_said(sim, &submission.header.root);
		if (said == NULL) {
			sim_fail(sim, "kept", "agent %u holds what nobody said", agent->number);
			return;
		}
		if (submission.state == OUTBOX_RECEIPTED)
			check_acknowledged(sim, agent, &submission);
		else if (!outbox_next(txn, number - 1, &batch) || batch.number != number)
			continue; /* neither receipt nor batch: missed */
		said->missed = false;
	}
}

void oracle_outbox(struct sim *sim, struct agent *agent, bool lost)
{
	struct oracle *oracle = &sim->oracle;
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	for (size_t i = 0; i < oracle->said_count; i++)
		oracle->said[i].missed = oracle->said[i].holder == agent->number;
	if (txn == NULL)
		sim_fail(sim, "crash", "agent %u's outbox cannot be read", agent->number);
	else
		walk_outbox(sim, agent, txn);
	store_abort(txn);
	for (size_t i = 0; i < oracle->said_count; i++) {
		struct said *said = &oracle->said[i];
		if (said->missed && lost)
			said->gone = true;
		else if (said->missed && !said->gone)
			sim_fail(sim, "kept", "agent %u has lost a batch without a receipt",
				agent->number);
	}
}

/* ---- at the end */

static unsigned times_counted(const struct sim *sim, const struct hash256 *root)
{
	unsigned times = 0;
	for (size_t i = 1; i < sim->oracle.seen_count; i++) {
		const struct seen *seen = &sim->oracle.seen[i];
		times += !seen->forked && hash256_equal(seen->header.root, *root);
	}
	return times;
}

/* Acknowledged: in the ledger, and once unless it had to be signed again. */
static void check_said(struct sim *sim, const struct said *said)
{
	const struct agent *agent = sim->agents[said->holder];
	unsigned times = times_counted(sim, &said->root);
	if (said->acknowledged && times == 0)
		sim_fail(sim, "entry", "an acknowledged batch is not in the ledger");
	if (times > 1 && !agent->disturbed)
		sim_fail(sim, "once", "a batch of agent %u is in the ledger %u times",
			agent->number, times);
	if (!said->gone && !said->acknowledged && !agent->revoked)
		sim_fail(sim, "unsent", "a batch of agent %u has no receipt", agent->number);
}

static void check_bytes_again(struct sim *sim, struct store_txn *txn)
{
	for (size_t i = 0; i < sim->oracle.seen_count; i++) {
		const struct seen *seen = &sim->oracle.seen[i];
		struct bytes entry = ledger_read(txn, TABLE_ENTRY, i);
		if (!bytes_equal(entry, (struct bytes){seen->entry, entry.size}) ||
			(i > 0 && entry.size != ENTRY_SIZE))
			sim_fail(sim, "entry", "entry %u has changed", (unsigned)i);
	}
}

void oracle_end(struct sim *sim)
{
	enum err err = ERR_OK;
	oracle_look(sim);
	for (unsigned i = 0; i < sim->agent_count; i++)
		if (!sim->agents[i]->stopped)
			oracle_outbox(sim, sim->agents[i], false);
	for (size_t i = 0; i < sim->oracle.said_count; i++)
		check_said(sim, &sim->oracle.said[i]);
	struct store_txn *txn = store_begin_read(sim->ledger.store, &err);
	uint64_t size = ledger_size(txn);
	check_bytes_again(sim, txn);
	for (uint64_t part = 1; part <= 4; part++)
		recount_compare(sim, txn, size * part / 4);
	recount_compare(sim, txn, 1 + sim_draw(sim, size));
	store_abort(txn);
	refold_compare(sim);
}
