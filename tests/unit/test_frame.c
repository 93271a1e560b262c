#include "jour/frame.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct secret ledger, author;
static struct hash256 ledger_id, other_id;
static const struct nonce nonce = {"fifteen letters"};

static const struct {
	enum frame_type type;
	const char *what;
} types[] = {{FRAME_ASK_HEAD, "\x01"}, {FRAME_SUBMIT, "\x02"}, {FRAME_ASK_PROOF, "\x03"},
	{FRAME_ASK_CHECKPOINT, "\x04"}, {FRAME_ASK_REFERENCE, "\x05"}, {FRAME_HEAD, "\x81"},
	{FRAME_RECEIPT, "\x82"}, {FRAME_PROOF, "\x83"}, {FRAME_CHECKPOINT, "\x84"},
	{FRAME_REFERENCE, "\x85"}, {FRAME_REFUSAL, "\x86"}, {FRAME_NOTICE, "\xc0"}};

static void frame_of_every_type_comes_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		uint8_t buffer[32];
		struct writer to = writer_of(buffer, sizeof(buffer));
		struct frame frame;
		frame_begin(&to, types[i].type, 0x0102030405060708);
		assert_int_equal(to.size, FRAME_HEADER_SIZE);
		write_copy(&to, "load", 4);
		assert_memory_equal(buffer, "jour\x01", 5);
		assert_memory_equal(buffer + 5, types[i].what, 1);
		assert_memory_equal(buffer + 6, "\0\0\x01\x02\x03\x04\x05\x06\x07\x08", 10);
		assert_int_equal(frame_read(written(&to), &frame), ERR_OK);
		assert_int_equal(frame.type, types[i].type);
		assert_int_equal(frame.request_id, 0x0102030405060708);
		assert_true(bytes_equal(frame.payload, bytes_of_text("load")));
	}
}

static void frame_out_of_form_is_malformed(void **state)
{
	(void)state;
	uint8_t buffer[FRAME_HEADER_SIZE];
	struct frame frame;
	for (size_t at = 0; at < 8; at++) {
		struct writer to = writer_of(buffer, sizeof(buffer));
		frame_begin(&to, FRAME_ASK_CHECKPOINT, 1);
		assert_int_equal(frame_read(BYTES_OF(buffer), &frame), ERR_OK);
		buffer[at] ^= 0x40;
		assert_int_equal(frame_read(BYTES_OF(buffer), &frame), ERR_MALFORMED);
	}
	struct writer to = writer_of(buffer, sizeof(buffer));
	frame_begin(&to, FRAME_ASK_CHECKPOINT, 1);
	unsigned known = 0;
	for (unsigned type = 0; type < 256; type++) {
		buffer[5] = (uint8_t)type;
		known += frame_read(BYTES_OF(buffer), &frame) == ERR_OK;
	}
	assert_int_equal(known, sizeof(types) / sizeof(types[0]));
	buffer[5] = FRAME_SUBMIT;
	for (size_t size = 0; size < FRAME_HEADER_SIZE; size++)
		assert_int_equal(frame_read((struct bytes){buffer, size}, &frame), ERR_MALFORMED);
}

static void frame_of_the_largest_size_is_read_and_beyond_refused(void **state)
{
	(void)state;
	uint8_t *buffer = calloc(1, FRAME_SIZE_MAX + 1);
	assert_non_null(buffer);
	struct writer to = writer_of(buffer, FRAME_SIZE_MAX);
	struct frame frame;
	frame_begin(&to, FRAME_SUBMIT, 1);
	assert_int_equal(frame_read((struct bytes){buffer, FRAME_SIZE_MAX}, &frame), ERR_OK);
	assert_int_equal(frame.payload.size, BATCH_SIZE_MAX + 8);
	assert_int_equal(
		frame_read((struct bytes){buffer, FRAME_SIZE_MAX + 1}, &frame), ERR_MALFORMED);
	free(buffer);
}

static void frame_request_hash_is_of_header_or_payload(void **state)
{
	(void)state;
	uint8_t payload[8 + HEADER_SIZE + 5] = {1, 2, 3};
	struct frame frame = {FRAME_SUBMIT, 1, BYTES_OF(payload)};
	struct hash256 header = hash256((struct bytes){payload + 8, HEADER_SIZE});
	assert_true(hash256_equal(request_hash(&frame), header));
	frame.payload.size = 8 + HEADER_SIZE;
	assert_true(hash256_equal(request_hash(&frame), header));
	frame.payload.size--;
	assert_true(hash256_equal(request_hash(&frame), hash256(frame.payload)));
	frame.payload.size = 3;
	assert_true(hash256_equal(request_hash(&frame), hash256(frame.payload)));
	frame = (struct frame){FRAME_ASK_HEAD, 1, BYTES_OF(payload)};
	assert_true(hash256_equal(request_hash(&frame), hash256(frame.payload)));
}

/* One kind of statement: how a good one is made, and how any is read. */
struct kind {
	struct bytes (*make)(uint8_t *buffer, size_t capacity, const struct hash256 *id);
	enum err (*read)(struct bytes bytes, const struct hash256 *id, const struct key *key);
	size_t size; /* without what follows */
};

static struct bytes make_refusal(uint8_t *buffer, size_t capacity, const struct hash256 *id)
{
	struct refusal refusal = {ledger_id, REFUSAL_GAP, 12, 1700000000000};
	struct writer to = writer_of(buffer, capacity);
	refusal_write(&refusal, id, &ledger, &to);
	return written(&to);
}

static enum err read_refusal(struct bytes bytes, const struct hash256 *id, const struct key *key)
{
	struct reader from = reader_of(bytes);
	struct refusal refusal;
	enum err err = refusal_read(&from, id, key, &refusal);
	if (err == ERR_OK) {
		assert_true(hash256_equal(refusal.request_hash, ledger_id));
		assert_int_equal(refusal.code, REFUSAL_GAP);
		assert_int_equal(refusal.argument, 12);
		assert_int_equal(refusal.time_ms, 1700000000000);
		assert_int_equal(from.left, 0);
	}
	return err;
}

static struct bytes make_head(uint8_t *buffer, size_t capacity, const struct hash256 *id)
{
	struct head head = {nonce, author.public.sign, HEAD_FROZEN, {"chain"}, 3, other_id, 4, 5};
	struct writer to = writer_of(buffer, capacity);
	head_write(&head, id, &ledger, &to);
	return written(&to);
}

static enum err read_head(struct bytes bytes, const struct hash256 *id, const struct key *key)
{
	struct reader from = reader_of(bytes);
	struct head head;
	enum err err = head_read(&from, id, key, &head);
	if (err == ERR_OK) {
		assert_memory_equal(head.nonce.bytes, nonce.bytes, NONCE_SIZE);
		assert_true(key_equal(&head.author, &author.public.sign));
		assert_int_equal(head.state, HEAD_FROZEN);
		assert_memory_equal(head.chain.bytes, "chain\0\0\0\0\0\0\0\0\0\0", 16);
		assert_int_equal(head.sequence, 3);
		assert_true(hash256_equal(head.header_hash, other_id));
		assert_int_equal(head.entry_index, 4);
		assert_int_equal(head.ledger_size, 5);
	}
	return err;
}

static struct bytes make_reference(uint8_t *buffer, size_t capacity, const struct hash256 *id)
{
	struct writer to = writer_of(buffer, capacity);
	reference_write(&nonce, 77, bytes_of_text("message"), id, &ledger, &to);
	return written(&to);
}

static enum err read_reference(struct bytes bytes, const struct hash256 *id, const struct key *key)
{
	uint64_t size;
	struct bytes message;
	enum err err = reference_read(bytes, id, key, &nonce, &size, &message);
	if (err == ERR_OK) {
		assert_int_equal(size, 77);
		assert_true(bytes_equal(message, bytes_of_text("message")));
	}
	return err;
}

static const struct kind kinds[] = {
	{make_refusal, read_refusal, 16 + 32 + 32 + 2 + 8 + 8 + 64},
	{make_head, read_head, 16 + 32 + 16 + 32 + 1 + 16 + 8 + 32 + 8 + 8 + 64},
	{make_reference, read_reference, 16 + 32 + 16 + 8 + 32 + 64 + 7},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void frame_statements_come_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		uint8_t buffer[512];
		struct bytes bytes = kinds[i].make(buffer, sizeof(buffer), &ledger_id);
		assert_int_equal(bytes.size, kinds[i].size);
		assert_int_equal(kinds[i].read(bytes, &ledger_id, &ledger.public.sign), ERR_OK);
		assert_null(kinds[i].make(buffer, kinds[i].size - 1, &ledger_id).data);
		assert_null(kinds[i].make(buffer, 20, &ledger_id).data);
	}
}

static void frame_statement_any_flipped_bit_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		uint8_t buffer[512];
		struct bytes bytes = kinds[i].make(buffer, sizeof(buffer), &ledger_id);
		for (size_t bit = 0; bit < 8 * bytes.size; bit++) {
			buffer[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_int_not_equal(
				kinds[i].read(bytes, &ledger_id, &ledger.public.sign), ERR_OK);
			buffer[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		for (size_t size = 0; size < bytes.size; size++)
			assert_int_equal(kinds[i].read((struct bytes){buffer, size}, &ledger_id,
						 &ledger.public.sign),
				ERR_MALFORMED);
	}
}

static void frame_statement_of_another_ledger_is_denied(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		uint8_t buffer[512];
		struct bytes bytes = kinds[i].make(buffer, sizeof(buffer), &other_id);
		assert_int_equal(kinds[i].read(bytes, &ledger_id, &ledger.public.sign), ERR_DENIED);
		bytes = kinds[i].make(buffer, sizeof(buffer), &ledger_id);
		assert_int_equal(kinds[i].read(bytes, &ledger_id, &author.public.sign), ERR_DENIED);
	}
}

static void frame_statement_of_unknown_code_or_state_is_malformed(void **state)
{
	(void)state;
	uint8_t buffer[512];
	for (unsigned code = 0; code < 16; code++) {
		struct refusal refusal = {ledger_id, (enum refusal_code)code, 0, 0}, back;
		struct writer to = writer_of(buffer, sizeof(buffer));
		refusal_write(&refusal, &ledger_id, &ledger, &to);
		struct reader from = reader_of(written(&to));
		assert_int_equal(refusal_read(&from, &ledger_id, &ledger.public.sign, &back),
			code >= 1 && code <= 12 ? ERR_OK : ERR_MALFORMED);
		struct head head = {.state = (enum head_state)code}, head_back;
		to = writer_of(buffer, sizeof(buffer));
		head_write(&head, &ledger_id, &ledger, &to);
		from = reader_of(written(&to));
		assert_int_equal(head_read(&from, &ledger_id, &ledger.public.sign, &head_back),
			code <= 3 ? ERR_OK : ERR_MALFORMED);
	}
}

static void frame_reference_to_another_question_is_denied(void **state)
{
	(void)state;
	uint8_t buffer[512];
	struct bytes bytes = make_reference(buffer, sizeof(buffer), &ledger_id), message;
	struct nonce mine = {"another nonce"};
	uint64_t size;
	assert_int_equal(
		reference_read(bytes, &ledger_id, &ledger.public.sign, &mine, &size, &message),
		ERR_DENIED);
}

static void frame_question_is_signed_for_one_ledger(void **state)
{
	(void)state;
	uint8_t buffer[KEY_SIZE + NONCE_SIZE + SIGNATURE_SIZE];
	struct writer to = writer_of(buffer, sizeof(buffer));
	struct key asker;
	struct nonce asked;
	ask_write(&author, &nonce, &ledger_id, &to);
	struct bytes bytes = written(&to);
	assert_int_equal(bytes.size, sizeof(buffer));
	assert_int_equal(ask_read(bytes, &ledger_id, &asker, &asked), ERR_OK);
	assert_true(key_equal(&asker, &author.public.sign));
	assert_memory_equal(asked.bytes, nonce.bytes, NONCE_SIZE);
	assert_int_equal(ask_read(bytes, &other_id, &asker, &asked), ERR_DENIED);
	for (size_t bit = 0; bit < 8 * bytes.size; bit++) {
		buffer[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(ask_read(bytes, &ledger_id, &asker, &asked), ERR_DENIED);
		buffer[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	bytes.size--;
	assert_int_equal(ask_read(bytes, &ledger_id, &asker, &asked), ERR_MALFORMED);
}

static int setup(void **state)
{
	(void)state;
	uint8_t seed[SEED_SIZE] = {1};
	if (sign_init() != ERR_OK)
		return -1;
	secret_from_seed(seed, &ledger);
	seed[0] = 2;
	secret_from_seed(seed, &author);
	ledger_id = hash256(bytes_of_text("genesis"));
	other_id = hash256(bytes_of_text("elsewhere"));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frame_of_every_type_comes_back),
		cmocka_unit_test(frame_out_of_form_is_malformed),
		cmocka_unit_test(frame_of_the_largest_size_is_read_and_beyond_refused),
		cmocka_unit_test(frame_request_hash_is_of_header_or_payload),
		cmocka_unit_test(frame_statements_come_back),
		cmocka_unit_test(frame_statement_any_flipped_bit_is_refused),
		cmocka_unit_test(frame_statement_of_another_ledger_is_denied),
		cmocka_unit_test(frame_statement_of_unknown_code_or_state_is_malformed),
		cmocka_unit_test(frame_reference_to_another_question_is_denied),
		cmocka_unit_test(frame_question_is_signed_for_one_ledger),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
