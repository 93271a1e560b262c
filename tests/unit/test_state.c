#include "state.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "jour/memstore.h"

static struct store *store;
static struct store_txn *txn;
static uint64_t seed;

static int start(void **state)
{
	enum err err;
	(void)state;
	store = memstore_open(ledger_tables, LEDGER_TABLES);
	txn = store_begin_write(store, &err);
	seed = 88172645463325252u;
	return txn == NULL ? -1 : 0;
}

static int end(void **state)
{
	(void)state;
	store_abort(txn);
	store_close(store);
	return 0;
}

static unsigned below(unsigned limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed % limit);
}

/* ---- versions against a list of everything that was ever put */

#define ENTRIES 60
#define PUTS_MAX (ENTRIES * 8)

static const char *const names[] = {"a", "b", "ab", "ba", "bb"};
static const unsigned numbers[] = {48, 49}; /* neighbours, so that a scan must see the border */
#define NAMES (sizeof(names) / sizeof(names[0]))

struct put {
	size_t name;
	uint64_t index;
	unsigned number;
	uint16_t position;
};
static struct put history[PUTS_MAX];
static size_t put_count;

/* A short text's key is its size and its bytes. */
static struct bytes key_named(size_t name, uint8_t buffer[NATURAL_KEY_SIZE_MAX])
{
	struct writer key = writer_of(buffer, NATURAL_KEY_SIZE_MAX);
	key_text(&key, names[name]);
	return written(&key);
}

static struct hash256 hash_of(const struct put *put)
{
	return (struct hash256){{(uint8_t)put->number, (uint8_t)put->name, (uint8_t)put->index,
		(uint8_t)put->position}};
}

static void put_at(uint64_t index, uint16_t position)
{
	struct put put = {below(NAMES), index, numbers[below(2)], position};
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct standing standing = {.index = index,
		.position = position,
		.hash = hash_of(&put),
		.record = bytes_of_text(names[put.name])};
	state_put(txn, put.number, key_named(put.name, buffer), &standing);
	history[put_count++] = put;
}

static void put_everything(void)
{
	put_count = 0;
	for (uint64_t index = 1; index <= ENTRIES; index++)
		for (unsigned position = 0; position < below(8); position++)
			put_at(index, (uint16_t)position);
}

/* What stands there is what was put last by an entry below the size. */
static const struct put *oracle(unsigned number, size_t name, uint64_t size)
{
	const struct put *found = NULL;
	for (size_t i = 0; i < put_count; i++)
		if (history[i].number == number && history[i].name == name &&
			history[i].index < size)
			found = &history[i];
	return found;
}

static void assert_is(const struct standing *standing, const struct put *put)
{
	struct hash256 hash = hash_of(put);
	assert_int_equal(standing->index, put->index);
	assert_int_equal(standing->position, put->position);
	assert_memory_equal(&standing->hash, &hash, sizeof(hash));
	assert_true(bytes_equal(standing->record, bytes_of_text(names[put->name])));
}

static void state_version_as_of_each_size_is_the_newest_below_it(void **state)
{
	(void)state;
	put_everything();
	for (uint64_t size = 0; size <= ENTRIES + 2; size++) {
		for (size_t i = 0; i < 2 * NAMES; i++) {
			uint8_t buffer[NATURAL_KEY_SIZE_MAX];
			struct standing standing;
			size_t name = i / 2;
			const struct put *put = oracle(numbers[i % 2], name, size);
			bool found = state_get(
				txn, numbers[i % 2], key_named(name, buffer), size, &standing);
			assert_int_equal(found, put != NULL);
			if (put != NULL)
				assert_is(&standing, put);
		}
	}
	assert_int_equal(store_error(txn), ERR_OK);
}

/* The names stand in the order of their keys. */
static void compare_scan(unsigned number, struct bytes prefix, uint64_t size)
{
	struct state_scan scan = state_scan(txn, number, prefix, size);
	struct standing standing;
	for (size_t name = 0; name < NAMES; name++) {
		uint8_t buffer[NATURAL_KEY_SIZE_MAX];
		struct bytes key = key_named(name, buffer);
		const struct put *put = oracle(number, name, size);
		bool wanted = prefix.size == 0 || prefix.data[0] == key.data[0];
		if (put == NULL || !wanted)
			continue;
		assert_true(state_scan_next(&scan, &standing));
		assert_is(&standing, put);
	}
	assert_false(state_scan_next(&scan, &standing));
}

static void state_scan_meets_each_key_once_in_order(void **state)
{
	(void)state;
	const uint8_t long_names[] = {2};
	put_everything();
	for (uint64_t size = 0; size <= ENTRIES + 2; size++) {
		for (size_t i = 0; i < 2; i++) {
			compare_scan(numbers[i], BYTES_NONE, size);
			compare_scan(numbers[i], BYTES_OF(long_names), size);
		}
	}
	assert_int_equal(store_error(txn), ERR_OK);
}

static void state_version_that_is_cut_short_is_corrupt(void **state)
{
	(void)state;
	uint8_t key[] = {STATE_RECORD, 0, 48, 'a', 255, 255, 255, 255, 255, 255, 255, 254};
	const uint8_t name[] = {'a'};
	struct standing standing;
	store_put(txn, TABLE_STATE, BYTES_OF(key), bytes_of_text("short"));
	assert_false(state_get(txn, 48, BYTES_OF(name), 2, &standing));
	assert_int_equal(store_error(txn), ERR_CORRUPT);
}

/* ---- years */

static struct bytes put_invoice(
	const char *reference, uint32_t year, uint64_t index, uint8_t buffer[NATURAL_KEY_SIZE_MAX])
{
	Jour__V1__Invoice invoice;
	jour__v1__invoice__init(&invoice);
	const struct kind *kind = kind_of(JOUR__V1__RECORD__BODY_INVOICE);
	struct standing standing = {.index = index, .record = bytes_of_text(reference)};
	struct writer key = writer_of(buffer, NATURAL_KEY_SIZE_MAX);
	invoice.agreement = (char *)(uintptr_t) "A";
	invoice.payer = (char *)(uintptr_t) "2409";
	invoice.reference = (char *)(uintptr_t)reference;
	invoice.year = year;
	state_put_record(txn, kind, &invoice, &standing);
	kind->key(&invoice, &key);
	return written(&key);
}

static unsigned count_year(uint32_t year, uint64_t size)
{
	struct state_scan scan =
		state_scan_year(txn, JOUR__V1__RECORD__BODY_INVOICE, year, BYTES_NONE, size);
	struct standing standing;
	unsigned count = 0;
	while (state_scan_next(&scan, &standing))
		count++;
	return count;
}

static void state_year_names_what_stands_now(void **state)
{
	(void)state;
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct standing standing;
	put_invoice("F1", 2018, 1, buffer);
	put_invoice("F2", 2018, 2, buffer);
	put_invoice("F2", 2018, 3, buffer);
	put_invoice("F1", 2019, 4, buffer);
	assert_int_equal(count_year(2018, 1), 0);
	assert_int_equal(count_year(2018, 2), 1);
	assert_int_equal(count_year(2018, 4), 2);
	assert_int_equal(count_year(2019, 4), 0);
	assert_int_equal(count_year(2019, 5), 1);
	/* Both years name it; it is what stands there that says which one it is of. */
	struct state_scan scan =
		state_scan_year(txn, JOUR__V1__RECORD__BODY_INVOICE, 2018, BYTES_NONE, 5);
	assert_true(state_scan_next(&scan, &standing));
	assert_int_equal(standing.index, 4);
	assert_true(bytes_equal(standing.record, bytes_of_text("F1")));
	assert_int_equal(store_error(txn), ERR_OK);
}

static void state_year_without_its_record_is_corrupt(void **state)
{
	(void)state;
	uint8_t buffer[NATURAL_KEY_SIZE_MAX], whole_buffer[STORE_KEY_SIZE_MAX];
	struct bytes key = put_invoice("F1", 2018, 1, buffer);
	struct writer whole = writer_of(whole_buffer, sizeof(whole_buffer));
	write_u8(&whole, STATE_RECORD);
	write_be16(&whole, JOUR__V1__RECORD__BODY_INVOICE);
	write_span(&whole, key);
	write_be64(&whole, ~UINT64_C(1));
	store_delete(txn, TABLE_STATE, written(&whole));
	assert_int_equal(count_year(2018, 2), 0);
	assert_int_equal(store_error(txn), ERR_CORRUPT);
}

/* ---- natural keys: a body of any kind filled with anything */

#define BODIES 150
#define BODY_SIZE_MAX 512
#define TEXTS_MAX 32

static char texts[TEXTS_MAX][48];
static size_t text_count;

/* Around the size up to which a text stands in the key as it is. */
static char *any_text(void)
{
	static const size_t sizes[] = {1, 2, 3, 31, 32, 33, 40};
	char *text = texts[text_count++ % TEXTS_MAX];
	size_t size = sizes[below(7)];
	for (size_t i = 0; i < size; i++)
		text[i] = "\x01\x02 a"[below(4)];
	text[size] = '\0';
	return text;
}

static uint32_t any_number(void)
{
	static const uint32_t edges[] = {1, 2, 255, 256, 20180101, 0x61616161, UINT32_MAX};
	return edges[below(7)];
}

/* Sets the fields from which a natural key can be made. */
static void fill_field(const ProtobufCFieldDescriptor *field, void *message)
{
	static uint8_t keys[2][KEY_SIZE] = {{1}, {1, 1}};
	static char *list[2];
	static Jour__V1__Period period;
	uint8_t *at = (uint8_t *)message + field->offset;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		size_t count = below(3);
		list[0] = any_text();
		list[1] = any_text();
		if (field->type != PROTOBUF_C_TYPE_STRING)
			return;
		memcpy((uint8_t *)message + field->quantifier_offset, &count, sizeof(count));
		char **first = list;
		memcpy(at, &first, sizeof(first));
	} else if (field->type == PROTOBUF_C_TYPE_STRING) {
		const char *text = any_text();
		memcpy(at, &text, sizeof(text));
	} else if (field->type == PROTOBUF_C_TYPE_BYTES) {
		ProtobufCBinaryData key = {KEY_SIZE, keys[below(2)]};
		memcpy(at, &key, sizeof(key));
	} else if (field->type == PROTOBUF_C_TYPE_UINT32 || field->type == PROTOBUF_C_TYPE_ENUM) {
		memcpy(at, &(uint32_t){any_number()}, sizeof(uint32_t));
	} else if (field->descriptor == &jour__v1__period__descriptor) {
		jour__v1__period__init(&period);
		period.year = any_number();
		period.first_month = any_number();
		period.months = any_number();
		const Jour__V1__Period *pointer = &period;
		memcpy(at, &pointer, sizeof(pointer));
	}
}

static struct bytes any_natural_key(const struct kind *kind, uint8_t buffer[NATURAL_KEY_SIZE_MAX])
{
	static alignas(16) uint8_t body[BODY_SIZE_MAX];
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
		&jour__v1__record__descriptor, kind->number);
	const ProtobufCMessageDescriptor *type = field->descriptor;
	struct writer key = writer_of(buffer, NATURAL_KEY_SIZE_MAX);
	assert_true(type->sizeof_message <= sizeof(body));
	type->message_init((ProtobufCMessage *)(void *)body);
	for (unsigned i = 0; i < type->n_fields; i++)
		fill_field(&type->fields[i], body);
	kind->key(body, &key);
	assert_false(key.failed);
	return written(&key);
}

static bool is_proper_prefix(struct bytes a, struct bytes b)
{
	return a.size < b.size && memcmp(a.data, b.data, a.size) == 0;
}

static void state_natural_keys_of_every_kind_are_never_prefixes(void **state)
{
	(void)state;
	static uint8_t buffers[BODIES][NATURAL_KEY_SIZE_MAX];
	struct bytes keys[BODIES];
	unsigned kinds = 0, different = 0;
	for (size_t position = 0; kind_at(position) != NULL; position++) {
		if (kind_at(position)->key == NULL)
			continue;
		kinds++;
		for (size_t i = 0; i < BODIES; i++) {
			keys[i] = any_natural_key(kind_at(position), buffers[i]);
			for (size_t k = 0; k < i; k++) {
				assert_false(is_proper_prefix(keys[i], keys[k]));
				assert_false(is_proper_prefix(keys[k], keys[i]));
				different += !bytes_equal(keys[i], keys[k]);
			}
		}
	}
	assert_true(kinds > 0);
	assert_true(different > BODIES * kinds); /* the bodies were no copies of each other */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
	const struct CMUnitTest tests[] = {
		TEST(state_version_as_of_each_size_is_the_newest_below_it),
		TEST(state_scan_meets_each_key_once_in_order),
		TEST(state_version_that_is_cut_short_is_corrupt),
		TEST(state_year_names_what_stands_now),
		TEST(state_year_without_its_record_is_corrupt),
		TEST(state_natural_keys_of_every_kind_are_never_prefixes),
	};
	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
