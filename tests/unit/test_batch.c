#include "jour/batch.h"

#include "jour/merkle.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct secret author;

static struct header header_of(void)
{
	return (struct header){
		.class = CLASS_MONEY,
		.count = 1,
		.ledger_id = hash256(bytes_of_text("ledger")),
		.author = author.public.sign,
		.chain = {"a chain of mine"},
		.sequence = 7,
		.previous = hash256(bytes_of_text("previous")),
		.root = hash256(bytes_of_text("root")),
		.author_time_ms = 1234567890123,
	};
}

static void add_record(struct writer *body, struct bytes record)
{
	write_be32(body, (uint32_t)record.size);
	write_span(body, record);
}

/* A small batch of two records in `buffer`. */
static struct bytes small_batch(uint8_t *buffer, size_t capacity)
{
	uint8_t body[64];
	struct writer records = writer_of(body, sizeof(body)), to = writer_of(buffer, capacity);
	add_record(&records, bytes_of_text("first record"));
	add_record(&records, bytes_of_text("x"));
	struct header header = header_of();
	return batch_sign(&header, written(&records), &author, &to);
}

static void batch_header_has_its_fixed_layout(void **state)
{
	(void)state;
	struct header header = header_of(), back;
	uint8_t bytes[HEADER_SIZE];
	header_write(&header, bytes);
	assert_memory_equal(bytes, "jour.v1/batch\0\0\0\x01\x02\x00\x01", 20);
	assert_memory_equal(bytes + 20, header.ledger_id.bytes, 32);
	assert_memory_equal(bytes + 52, header.author.bytes, 32);
	assert_memory_equal(bytes + 84, "a chain of mine", 16);
	assert_memory_equal(bytes + 100, "\0\0\0\0\0\0\0\x07", 8);
	assert_memory_equal(bytes + 108, header.previous.bytes, 32);
	assert_memory_equal(bytes + 140, header.root.bytes, 32);
	assert_memory_equal(bytes + 172, "\x00\x00\x01\x1f\x71\xfb\x04\xcb", 8);
	assert_int_equal(header_read(BYTES_OF(bytes), &back), ERR_OK);
	assert_memory_equal(&back.ledger_id, &header.ledger_id, 32);
	assert_int_equal(back.class, CLASS_MONEY);
	assert_int_equal(back.count, 1);
	assert_int_equal(back.sequence, 7);
	assert_int_equal(back.author_time_ms, 1234567890123);
}

static void batch_header_out_of_form_is_malformed(void **state)
{
	(void)state;
	struct header header = header_of(), back;
	uint8_t good[HEADER_SIZE + 1] = {0};
	header_write(&header, good);
	static const struct {
		size_t at;
		uint8_t value;
	} bad[] = {{0, 'J'}, {13, 1}, {15, ' '}, {16, 0}, {16, 2}, {17, 0}, {17, 4}, {17, 255},
		{19, 0}, {18, 0x10}, {107, 0}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint8_t bytes[HEADER_SIZE];
		memcpy(bytes, good, HEADER_SIZE);
		bytes[bad[i].at] = bad[i].value;
		assert_int_equal(header_read(BYTES_OF(bytes), &back), ERR_MALFORMED);
	}
	for (size_t size = 0; size <= sizeof(good); size++)
		assert_int_equal(header_read((struct bytes){good, size}, &back),
			size == HEADER_SIZE ? ERR_OK : ERR_MALFORMED);
	good[18] = 0x10; /* 4 096 records */
	good[19] = 0;
	assert_int_equal(header_read((struct bytes){good, HEADER_SIZE}, &back), ERR_OK);
	assert_int_equal(back.count, BATCH_RECORDS_MAX);
}

static void batch_signed_comes_back(void **state)
{
	(void)state;
	uint8_t buffer[512];
	struct bytes bytes = small_batch(buffer, sizeof(buffer));
	struct batch batch;
	assert_int_equal(batch_read(bytes, &batch), ERR_OK);
	assert_int_equal(batch.header.count, 2);
	assert_true(key_equal(&batch.header.author, &author.public.sign));
	assert_true(batch_signature_holds(&batch));
	assert_ptr_equal(batch.header_bytes.data, bytes.data);
	assert_true(hash256_equal(batch.header_hash, hash256(batch.header_bytes)));
	struct hash256 hashes[BATCH_RECORDS_MAX];
	struct hash256 first = merkle_leaf(bytes_of_text("first record"));
	struct hash256 second = merkle_leaf(bytes_of_text("x"));
	assert_true(hash256_equal(batch.header.root, merkle_node(&first, &second)));
	assert_true(hash256_equal(batch.header.root, body_root(batch.body, hashes)));
	assert_true(hash256_equal(hashes[0], first) && hash256_equal(hashes[1], second));
	struct reader body = reader_of(batch.body);
	struct bytes record;
	assert_true(body_next(&body, &record));
	assert_true(bytes_equal(record, bytes_of_text("first record")));
	assert_true(body_next(&body, &record));
	assert_true(bytes_equal(record, bytes_of_text("x")));
	assert_false(body_next(&body, &record));
	assert_true(reader_done(&body));
}

/* Any one flipped bit anywhere breaks the form, the signature or the root. */
static void batch_any_flipped_bit_is_refused(void **state)
{
	(void)state;
	uint8_t buffer[512];
	struct bytes bytes = small_batch(buffer, sizeof(buffer));
	for (size_t bit = 0; bit < 8 * bytes.size; bit++) {
		struct batch batch;
		buffer[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(batch_read(bytes, &batch) == ERR_OK && batch_signature_holds(&batch) &&
			     hash256_equal(body_root(batch.body, NULL), batch.header.root));
		buffer[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void batch_cut_or_longer_is_malformed(void **state)
{
	(void)state;
	uint8_t buffer[512] = {0};
	struct bytes bytes = small_batch(buffer, sizeof(buffer));
	struct batch batch;
	for (size_t size = 0; size < bytes.size + 8; size++)
		if (size != bytes.size)
			assert_int_equal(
				batch_read((struct bytes){buffer, size}, &batch), ERR_MALFORMED);
	buffer[19] = 3; /* counts one record more than there is */
	assert_int_equal(batch_read(bytes, &batch), ERR_MALFORMED);
}

static void batch_at_the_limits_is_accepted_and_beyond_refused(void **state)
{
	(void)state;
	size_t capacity = 5u * (BATCH_RECORDS_MAX + 1) + RECORD_SIZE_MAX + HEADER_SIZE + 100;
	uint8_t *body = calloc(1, capacity), *buffer = malloc(capacity);
	assert_true(body && buffer);
	struct writer records = writer_of(body, capacity), to = writer_of(buffer, capacity);
	struct header header = header_of();
	struct batch batch;
	for (unsigned i = 0; i < BATCH_RECORDS_MAX; i++)
		add_record(&records, bytes_of_text("r"));
	struct bytes bytes = batch_sign(&header, written(&records), &author, &to);
	assert_int_equal(batch_read(bytes, &batch), ERR_OK);
	assert_int_equal(batch.header.count, BATCH_RECORDS_MAX);
	add_record(&records, bytes_of_text("r"));
	to = writer_of(buffer, capacity);
	assert_null(batch_sign(&header, written(&records), &author, &to).data);
	assert_int_equal(to.size, 0);

	uint16_t count;
	uint8_t *record = calloc(1, RECORD_SIZE_MAX + 1);
	assert_non_null(record);
	records = writer_of(body, capacity);
	add_record(&records, (struct bytes){record, RECORD_SIZE_MAX});
	assert_int_equal(body_count(written(&records), &count), ERR_OK);
	records = writer_of(body, capacity);
	add_record(&records, (struct bytes){record, RECORD_SIZE_MAX + 1});
	assert_int_equal(body_count(written(&records), &count), ERR_MALFORMED);
	records = writer_of(body, capacity);
	add_record(&records, BYTES_NONE);
	assert_int_equal(body_count(written(&records), &count), ERR_MALFORMED);
	assert_int_equal(body_count(BYTES_NONE, &count), ERR_MALFORMED);
	free(record);
	free(body);
	free(buffer);
}

static void batch_without_room_is_not_made(void **state)
{
	(void)state;
	uint8_t buffer[512], body[16];
	struct writer records = writer_of(body, sizeof(body));
	add_record(&records, bytes_of_text("record"));
	size_t size = HEADER_SIZE + SIGNATURE_SIZE + records.size;
	struct header header = header_of(), before = header;
	struct writer to = writer_of(buffer, size - 1);
	assert_null(batch_sign(&header, written(&records), &author, &to).data);
	assert_memory_equal(&header, &before, sizeof(header));
	to = writer_of(buffer, size + 3);
	write_copy(&to, "abc", 3);
	struct bytes bytes = batch_sign(&header, written(&records), &author, &to);
	assert_int_equal(bytes.size, size);
	assert_ptr_equal(bytes.data, buffer + 3);
}

static int setup(void **state)
{
	(void)state;
	static const uint8_t seed[SEED_SIZE] = {1};
	if (sign_init() != ERR_OK)
		return -1;
	secret_from_seed(seed, &author);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batch_header_has_its_fixed_layout),
		cmocka_unit_test(batch_header_out_of_form_is_malformed),
		cmocka_unit_test(batch_signed_comes_back),
		cmocka_unit_test(batch_any_flipped_bit_is_refused),
		cmocka_unit_test(batch_cut_or_longer_is_malformed),
		cmocka_unit_test(batch_at_the_limits_is_accepted_and_beyond_refused),
		cmocka_unit_test(batch_without_room_is_not_made),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
