/* Everything that reads bytes of a peer or a file in the protocol's own layouts. Each input goes
 * to the frame reader and on by type, and whole to every other reader. */
#include "jour/checkpoint.h"
#include "jour/entry.h"
#include "jour/frame.h"
#include "jour/line.h"

#include <assert.h>
#include <stdlib.h>

#include "fuzz.h"

static struct secret ledger;
static struct hash256 ledger_id;

static void prepare(void)
{
	static bool done;
	if (done)
		return;
	static const uint8_t seed[SEED_SIZE] = {1};
	if (sign_init() != ERR_OK)
		abort();
	secret_from_seed(seed, &ledger);
	ledger_id = hash256(bytes_of_text("genesis"));
	done = true;
}

static void try_batch(struct bytes bytes)
{
	struct batch batch;
	struct bytes record;
	uint8_t header[HEADER_SIZE];
	if (batch_read(bytes, &batch) != ERR_OK)
		return;
	struct reader body = reader_of(batch.body);
	unsigned count = 0;
	while (body_next(&body, &record)) {
		assert(record.size >= 1 && record.size <= RECORD_SIZE_MAX);
		count++;
	}
	assert(reader_done(&body) && count == batch.header.count);
	header_write(&batch.header, header);
	assert(bytes_equal(BYTES_OF(header), batch.header_bytes));
	(void)body_root(batch.body, NULL);
	(void)batch_signature_holds(&batch);
}

static void try_receipt(struct bytes bytes, const struct proof *proof)
{
	struct receipt receipt;
	struct ledger_view view = {.origin = "umea.example/ledger",
		.ledger_key = ledger.public.sign,
		.ledger_id = ledger_id};
	if (receipt_read(bytes, &receipt) != ERR_OK)
		return;
	for (size_t i = 0; i < receipt.entry.header.count; i++)
		(void)result_is_good(result_at(receipt.results, i).code);
	if (receipt_verify(bytes, proof, receipt.entry.header_bytes, &receipt.entry.signature,
		    &view) == ERR_OK)
		assert(view.size > receipt.entry.index);
}

static void try_proof(struct bytes bytes)
{
	struct reader from = reader_of(bytes);
	struct proof proof;
	uint8_t buffer[PROOF_SIZE_MAX];
	if (proof_read(&from, &proof) != ERR_OK)
		return;
	struct writer to = writer_of(buffer, sizeof(buffer));
	proof_write(&proof, &to);
	assert(bytes_equal(written(&to), (struct bytes){bytes.data, bytes.size - from.left}));
	(void)merkle_inclusion_holds(
		&ledger_id, proof.index, proof.size, &proof.inclusion, &ledger_id);
	(void)merkle_consistency_holds(
		proof.old, &ledger_id, proof.new, &ledger_id, &proof.consistency);
}

static void try_receipt_frame(struct bytes payload)
{
	struct reader from = reader_of(payload);
	struct bytes receipt = read_span(&from, read_be32(&from));
	struct proof proof;
	if (proof_read(&from, &proof) == ERR_OK)
		try_receipt(receipt, &proof);
}

static void try_statements(struct bytes payload)
{
	const struct key *key = &ledger.public.sign;
	static const struct nonce nonce;
	struct reader from = reader_of(payload);
	struct head head;
	struct refusal refusal;
	struct key asker;
	struct nonce asked;
	struct bytes message;
	uint64_t size;
	if (head_read(&from, &ledger_id, key, &head) == ERR_OK)
		assert(head.state <= HEAD_FROZEN);
	if (refusal_read(&from, &ledger_id, key, &refusal) == ERR_OK)
		assert(refusal.code >= REFUSAL_MALFORMED && refusal.code <= REFUSAL_DENIED);
	if (reference_read(payload, &ledger_id, key, &nonce, &size, &message) == ERR_OK)
		assert(message.size < payload.size);
	if (ask_read(payload, &ledger_id, &asker, &asked) == ERR_OK)
		assert(payload.size == KEY_SIZE + NONCE_SIZE + SIGNATURE_SIZE);
}

static void try_frame(struct bytes bytes)
{
	struct frame frame;
	if (frame_read(bytes, &frame) != ERR_OK)
		return;
	assert(frame.payload.size + FRAME_HEADER_SIZE == bytes.size);
	(void)request_hash(&frame);
	try_statements(frame.payload);
	if (frame.type == FRAME_SUBMIT && frame.payload.size >= 8)
		try_batch((struct bytes){frame.payload.data + 8, frame.payload.size - 8});
	else if (frame.type == FRAME_RECEIPT)
		try_receipt_frame(frame.payload);
	else if (frame.type == FRAME_PROOF)
		try_proof(frame.payload);
}

static void try_ledger(struct bytes bytes)
{
	struct genesis genesis;
	struct entry entry;
	struct checkpoint checkpoint;
	uint8_t buffer[GENESIS_SIZE_MAX > ENTRY_SIZE ? GENESIS_SIZE_MAX : ENTRY_SIZE];
	if (genesis_read(bytes, &genesis) == ERR_OK)
		assert(bytes_equal(genesis_write(&genesis, buffer), bytes));
	if (entry_read(bytes, &entry) == ERR_OK) {
		entry_write(&entry, buffer);
		assert(bytes_equal((struct bytes){buffer, ENTRY_SIZE}, bytes));
	}
	if (checkpoint_open(bytes, "umea.example/ledger", &ledger.public.sign, &checkpoint) ==
		ERR_OK)
		assert(origin_is_valid(bytes_of_text(checkpoint.origin)));
}

static void try_lines(struct bytes bytes)
{
	struct identity_line identity;
	struct office_line office;
	struct server_line server;
	char text[LINE_SIZE_MAX];
	/* What is accepted can be written, and reads the same again. */
	if (identity_line_parse(bytes, &identity) == ERR_OK) {
		identity_line_format(&identity, text);
		assert(identity_line_parse(bytes_of_text(text), &identity) == ERR_OK);
	}
	if (office_line_parse(bytes, &office) == ERR_OK) {
		office_line_format(&office, text);
		assert(office_line_parse(bytes_of_text(text), &office) == ERR_OK);
	}
	if (server_line_parse(bytes, &server) == ERR_OK) {
		server_line_format(&server, text);
		assert(server_line_parse(bytes_of_text(text), &server) == ERR_OK);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = {data, size};
	prepare();
	try_frame(bytes);
	try_batch(bytes);
	try_proof(bytes);
	try_statements(bytes);
	try_ledger(bytes);
	try_lines(bytes);
	return 0;
}
