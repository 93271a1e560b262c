#include "jour/record.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "office.h"

static struct arena arena;
static uint8_t packed[RECORD_SIZE_MAX + 64];

static int start(void **state)
{
	(void)state;
	arena = arena_of(malloc(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	return arena.start == NULL;
}

static int end(void **state)
{
	(void)state;
	free(arena.start);
	return 0;
}

/* The bytes of a salted record. */
static struct bytes pack(Jour__V1__Record record)
{
	uint8_t salt[SALT_SIZE] = {1, 2, 3};
	struct writer writer = writer_of(packed, sizeof(packed));
	record.salt = (ProtobufCBinaryData){sizeof(salt), salt};
	assert_int_equal(record_pack(&record, &writer), ERR_OK);
	return (struct bytes){packed + 4, writer.size - 4};
}

static enum err decode(struct bytes bytes)
{
	struct record record;
	arena_reset(&arena);
	return record_decode(bytes, &arena, &record);
}

/* salt, then the body `field` with these bytes. */
static enum err decode_body(unsigned field, struct bytes body)
{
	static uint8_t bytes[4096];
	struct writer writer = writer_of(bytes, sizeof(bytes));
	write_u8(&writer, 0x0a);
	write_u8(&writer, SALT_SIZE);
	for (unsigned i = 0; i < SALT_SIZE; i++)
		write_u8(&writer, 7);
	write_u8(&writer, (uint8_t)((field << 3 | 2) | 0x80));
	write_u8(&writer, (uint8_t)(field >> 4));
	write_u8(&writer, (uint8_t)body.size);
	write_span(&writer, body);
	assert_true(body.size < 128 && !writer.failed);
	return decode(written(&writer));
}

#define decode_literal(field, literal)                                                             \
	decode_body(field, (struct bytes){(const uint8_t *)(literal), sizeof(literal) - 1})

static void record_packed_comes_back(void **state)
{
	(void)state;
	struct record record;
	struct bytes bytes = pack(population_record("2409", 6784));
	arena_reset(&arena);
	assert_int_equal(record_decode(bytes, &arena, &record), ERR_OK);
	assert_int_equal(record.kind, 50);
	const Jour__V1__Population *population = record_body(&record);
	assert_string_equal(population->unit, "2409");
	assert_int_equal(population->population, 6784);
	assert_true(bytes_equal(record.bytes, bytes));
}

static void record_stored_comes_back_canonical_or_not(void **state)
{
	(void)state;
	struct record record;
	uint8_t longer[128];
	struct bytes bytes = pack(population_record("2409", 6784));
	struct writer writer = writer_of(longer, sizeof(longer));
	write_span(&writer, bytes);
	write_copy(&writer, "\x98\x0f\x00", 3); /* a field that nobody knows */
	assert_int_equal(record_decode(written(&writer), &arena, &record), ERR_MALFORMED);
	arena_reset(&arena);
	assert_int_equal(record_decode_stored(written(&writer), &arena, &record), ERR_OK);
	assert_int_equal(record.kind, 50);
	const Jour__V1__Population *population = record_body(&record);
	assert_string_equal(population->unit, "2409");
	assert_int_equal(record.content.size, 0);
	bytes.size--;
	assert_int_equal(record_decode_stored(bytes, &arena, &record), ERR_MALFORMED);
}

static void record_content_is_what_follows_salt_replaces_and_reason(void **state)
{
	(void)state;
	struct record record;
	struct hash256 hash = {{1}};
	static uint8_t plain[1024];
	Jour__V1__Record message = population_record("2409", 6784);
	struct bytes bytes = pack(message);
	assert_int_equal(record_decode(bytes, &arena, &record), ERR_OK);
	struct bytes content = {plain, record.content.size};
	memcpy(plain, record.content.data, record.content.size);
	assert_ptr_equal(record.content.data, bytes.data + 2 + SALT_SIZE);
	corrects(&message, &hash);
	bytes = pack(message);
	assert_int_equal(record_decode(bytes, &arena, &record), ERR_OK);
	assert_true(bytes_equal(record.content, content));
	assert_ptr_equal(record.content.data + record.content.size, bytes.data + bytes.size);
}

static void record_without_body_has_kind_zero(void **state)
{
	(void)state;
	struct record record;
	Jour__V1__Record message;
	jour__v1__record__init(&message);
	struct bytes bytes = pack(message);
	assert_int_equal(record_decode(bytes, &arena, &record), ERR_OK);
	assert_int_equal(record.kind, 0);
	assert_int_equal(record.content.size, 0);
}

static void record_of_no_bytes_is_malformed(void **state)
{
	(void)state;
	assert_int_equal(decode(BYTES_NONE), ERR_MALFORMED);
}

static void record_cut_anywhere_is_malformed_or_another_record(void **state)
{
	(void)state;
	struct bytes bytes =
		pack(payment_record("KS 2017/1", "2409", JOUR__V1__SIDE__SIDE_PAYER, "F-1"));
	for (size_t size = 0; size < bytes.size; size++)
		if (size != 2 + SALT_SIZE) /* a record of salt alone */
			assert_int_equal(decode((struct bytes){bytes.data, size}), ERR_MALFORMED);
}

static void record_with_an_unknown_field_is_malformed(void **state)
{
	(void)state;
	struct bytes bytes = pack(population_record("2409", 1));
	packed[4 + bytes.size] = 15 << 3; /* field 15, varint 1 */
	packed[4 + bytes.size + 1] = 1;
	assert_int_equal(decode((struct bytes){bytes.data, bytes.size + 2}), ERR_MALFORMED);
	/* And inside the body, and inside a message of the body. */
	assert_int_equal(decode_literal(50, "\x0a\x04"
					    "2409"),
		ERR_OK);
	assert_int_equal(decode_literal(50, "\x0a\x04"
					    "2409"
					    "\x78\x01"),
		ERR_MALFORMED);
	assert_int_equal(decode_literal(64, "\x12\x02\x08\x01"), ERR_OK);
	assert_int_equal(decode_literal(64, "\x12\x04\x08\x01\x78\x01"), ERR_MALFORMED);
}

static void record_of_a_kind_kept_for_later_is_malformed(void **state)
{
	(void)state;
	static const unsigned later[] = {21, 22, 24, 49};
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		assert_int_equal(decode_literal(later[i], ""), ERR_MALFORMED);
}

static void record_in_another_encoding_is_malformed(void **state)
{
	(void)state;
	/* Unit.from = 1, then in other ways. */
	assert_int_equal(decode_literal(32, "\x30\x01"), ERR_OK);
	assert_int_equal(decode_literal(32, "\x30\x81\x00"), ERR_MALFORMED);	 /* long varint */
	assert_int_equal(decode_literal(32, "\xb0\x00\x01"), ERR_MALFORMED);	 /* long tag */
	assert_int_equal(decode_literal(32, "\x30\x00"), ERR_MALFORMED);	 /* default */
	assert_int_equal(decode_literal(32, "\x30\x02\x30\x01"), ERR_MALFORMED); /* twice */
	assert_int_equal(decode_literal(32, "\x38\x01\x30\x01"), ERR_MALFORMED); /* order */
	assert_int_equal(decode_literal(32, "\x35\x01\x00\x00\x00"), ERR_MALFORMED); /* fixed */
	/* More than 32 bits in a uint32. */
	assert_int_equal(decode_literal(32, "\x30\x81\x80\x80\x80\x80\x01"), ERR_MALFORMED);
	assert_int_equal(decode_literal(32, "\x0a\x00"), ERR_MALFORMED); /* empty string */
	assert_int_equal(decode_literal(32, "\x33\x34"), ERR_MALFORMED); /* a group */
}

static void record_with_repeated_numbers_unpacked_is_malformed(void **state)
{
	(void)state;
	assert_int_equal(decode_literal(64, "\x32\x02\x01\x02"), ERR_OK);
	assert_int_equal(decode_literal(64, "\x30\x01\x30\x02"), ERR_MALFORMED);
	assert_int_equal(decode_literal(64, "\x32\x01\x01\x32\x01\x02"), ERR_MALFORMED);
	assert_int_equal(decode_literal(64, "\x32\x00"), ERR_MALFORMED);
	assert_int_equal(decode_literal(64, "\x32\x02\x81\x00"), ERR_MALFORMED);
}

static void record_with_a_boolean_of_two_is_malformed(void **state)
{
	(void)state;
	/* Agreement.terms[0].indexation[0].cumulative */
	assert_int_equal(decode_literal(48, "\x4a\x04\x3a\x02\x28\x01"), ERR_OK);
	assert_int_equal(decode_literal(48, "\x4a\x04\x3a\x02\x28\x02"), ERR_MALFORMED);
}

static void record_with_two_bodies_is_malformed(void **state)
{
	(void)state;
	static uint8_t both[4096];
	struct bytes first = pack(unit_record("2409", "Robertsfors"));
	size_t size = first.size;
	memcpy(both, first.data, size);
	struct bytes second = pack(population_record("2409", 1));
	memcpy(both + size, second.data + 2 + SALT_SIZE, second.size - 2 - SALT_SIZE);
	size += second.size - 2 - SALT_SIZE;
	assert_int_equal(decode((struct bytes){both, size}), ERR_MALFORMED);
	/* The same body twice would be merged. */
	first = pack(unit_record("2409", "Robertsfors"));
	memcpy(both, first.data, first.size);
	memcpy(both + first.size, first.data + 2 + SALT_SIZE, first.size - 2 - SALT_SIZE);
	size = 2 * first.size - 2 - SALT_SIZE;
	assert_int_equal(decode((struct bytes){both, size}), ERR_MALFORMED);
}

static void record_with_text_that_is_no_text_is_malformed(void **state)
{
	(void)state;
	assert_int_equal(decode_literal(32, "\x12\x03"
					    "a\xc3\xa5"),
		ERR_OK);
	assert_int_equal(decode_literal(32, "\x12\x03"
					    "a\0b"),
		ERR_MALFORMED);
	assert_int_equal(decode_literal(32, "\x12\x02"
					    "a\0"),
		ERR_MALFORMED);
	assert_int_equal(decode_literal(32, "\x12\x01\0"), ERR_MALFORMED);
	assert_int_equal(decode_literal(32, "\x12\x02"
					    "a\xc3"),
		ERR_MALFORMED);
	assert_int_equal(decode_literal(32, "\x12\x03\xed\xa0\x80"), ERR_MALFORMED);
}

static void record_at_its_size_limit_is_read_and_beyond_is_out_of_range(void **state)
{
	(void)state;
	static char reason[RECORD_SIZE_MAX];
	struct record record;
	Jour__V1__Record message;
	jour__v1__record__init(&message);
	struct writer writer = writer_of(packed, sizeof(packed));
	memset(reason, 'x', RECORD_SIZE_MAX - 4);
	message.reason = reason;
	assert_int_equal(record_pack(&message, &writer), ERR_OK);
	assert_int_equal(writer.size, 4 + RECORD_SIZE_MAX);
	assert_int_equal(
		record_decode((struct bytes){packed + 4, RECORD_SIZE_MAX}, &arena, &record),
		ERR_OK);
	assert_int_equal(
		record_decode((struct bytes){packed + 4, RECORD_SIZE_MAX + 1}, &arena, &record),
		ERR_RANGE);
	reason[RECORD_SIZE_MAX - 4] = 'x';
	writer = writer_of(packed, sizeof(packed));
	assert_int_equal(record_pack(&message, &writer), ERR_RANGE);
	assert_int_equal(writer.size, 0);
	writer = writer_of(packed, 19);
	jour__v1__record__init(&message);
	message.reason = text("sixteen letters!");
	assert_int_equal(record_pack(&message, &writer), ERR_RANGE);
}

/* Every capacity up to enough: out of room is an error, never a fault. */
static void record_in_a_small_arena_is_refused(void **state)
{
	(void)state;
	struct bytes bytes = pack(agreement_record("KS 2017/1", 1));
	size_t enough = 0;
	for (size_t capacity = 0; enough == 0; capacity += 8) {
		struct record record;
		uint8_t *small = malloc(capacity + 1);
		struct arena tight = arena_of(small, capacity);
		enum err err = record_decode(bytes, &tight, &record);
		assert_true(err == ERR_OK || err == ERR_RANGE || err == ERR_MALFORMED);
		assert_true(tight.used <= capacity);
		enough = err == ERR_OK ? capacity : 0;
		free(small);
	}
	assert_in_range(enough, 500, 8192);
}

/* 64 KiB of empty messages would be megabytes in memory. */
static void record_that_would_unpack_beyond_the_arena_is_refused(void **state)
{
	(void)state;
	struct writer writer = writer_of(packed, sizeof(packed));
	write_copy(&writer, "\x82\x03\xfa\xff\x03", 5); /* field 48, 65 530 bytes */
	for (unsigned i = 0; i < 65530 / 2; i++)
		write_copy(&writer, "\x22\x00", 2); /* an empty party */
	enum err err = decode(written(&writer));
	assert_true(err == ERR_RANGE || err == ERR_MALFORMED || err == ERR_OK);
	assert_true(arena.used <= arena.capacity);
}

static void record_bad_text_names_the_first_field(void **state)
{
	(void)state;
	Jour__V1__Record record =
		payment_record("KS 2017/1", "2409", JOUR__V1__SIDE__SIDE_PAYER, "F-1");
	assert_int_equal(message_bad_text(&record.payment->base), 0);
	record.payment->reference = text("F 1 ");
	assert_int_equal(message_bad_text(&record.payment->base), 4);
	record.payment->agreement = text("a\tb");
	assert_int_equal(message_bad_text(&record.payment->base), 1);
	record = agreement_record("KS 2017/1", 1);
	record.agreement->terms[0]->shared_cost->line = text(" lokal");
	assert_int_equal(message_bad_text(&record.agreement->base), 9);
	record.agreement->units[1] = text("24\n");
	assert_int_equal(message_bad_text(&record.agreement->base), 5);
}

static void record_arena_gives_aligned_zeroed_room_until_it_is_full(void **state)
{
	(void)state;
	_Alignas(16) uint8_t aligned[64];
	memset(aligned, 0xff, sizeof(aligned));
	struct arena small = arena_of(aligned, sizeof(aligned));
	uint8_t *first = arena_alloc(&small, 1), *second = arena_alloc(&small, 48);
	assert_ptr_equal(first, aligned);
	assert_int_equal(*first, 0);
	assert_ptr_equal(second, aligned + 16);
	assert_null(arena_alloc(&small, 1));
	assert_null(arena_alloc(&small, SIZE_MAX));
	arena_reset(&small);
	assert_non_null(arena_alloc(&small, 64));
}

static void record_arena_that_starts_anywhere_gives_aligned_room(void **state)
{
	(void)state;
	_Alignas(16) uint8_t buffer[64];
	for (size_t i = 0; i < 16; i++) {
		struct arena odd = arena_of(buffer + i, 48);
		assert_ptr_equal(arena_alloc(&odd, 1), buffer + (i == 0 ? 0 : 16));
		assert_ptr_equal(arena_alloc(&odd, 16), buffer + (i == 0 ? 16 : 32));
		assert_null(arena_alloc(&odd, 17));
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(record_packed_comes_back),
		TEST(record_stored_comes_back_canonical_or_not),
		TEST(record_content_is_what_follows_salt_replaces_and_reason),
		TEST(record_without_body_has_kind_zero),
		TEST(record_of_no_bytes_is_malformed),
		TEST(record_cut_anywhere_is_malformed_or_another_record),
		TEST(record_with_an_unknown_field_is_malformed),
		TEST(record_of_a_kind_kept_for_later_is_malformed),
		TEST(record_in_another_encoding_is_malformed),
		TEST(record_with_repeated_numbers_unpacked_is_malformed),
		TEST(record_with_a_boolean_of_two_is_malformed),
		TEST(record_with_two_bodies_is_malformed),
		TEST(record_with_text_that_is_no_text_is_malformed),
		TEST(record_at_its_size_limit_is_read_and_beyond_is_out_of_range),
		TEST(record_in_a_small_arena_is_refused),
		TEST(record_that_would_unpack_beyond_the_arena_is_refused),
		TEST(record_bad_text_names_the_first_field),
		TEST(record_arena_gives_aligned_zeroed_room_until_it_is_full),
		TEST(record_arena_that_starts_anywhere_gives_aligned_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
