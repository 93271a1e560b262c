/* Any bytes as a record: what decodes packs to the same bytes, and no rule faults on it, in a world
 * that says yes to everything. */
#include <assert.h>
#include <string.h>

#include "fuzz.h"
#include "../unit/builtin_lists.h"

static uint8_t heap[DECODE_HEAP_MAX];
static uint8_t packed[RECORD_SIZE_MAX + 4];

static bool yes_code(void *context, const char *code)
{
	(void)context;
	return code != NULL;
}

static const Jour__V1__AgreementName *any_agreement(void *context, const char *dnr)
{
	static Jour__V1__AgreementName name;
	(void)context;
	jour__v1__agreement_name__init(&name);
	return dnr[0] == '\0' ? NULL : &name;
}

static uint32_t any_version(void *context, const char *dnr)
{
	(void)context;
	return (uint32_t)strlen(dnr);
}

static bool yes_key(void *context, struct bytes key)
{
	(void)context;
	return key.size == KEY_SIZE;
}

static bool no_key(void *context, struct bytes key)
{
	(void)context;
	(void)key;
	return false;
}

static bool yes_grant(void *context, Jour__V1__Topic topic, const char *unit)
{
	(void)context;
	return topic != JOUR__V1__TOPIC__TOPIC_INVALID && unit != NULL;
}

static struct unit_then any_time(void *context, const char *code, uint32_t first, uint32_t last)
{
	(void)context;
	(void)code;
	(void)first;
	(void)last;
	return (struct unit_then){.known = true, .there = true};
}

static bool yes_table(void *context, const Jour__V1__Confirmation *confirmation)
{
	(void)context;
	return confirmation->record.len == HASH256_SIZE;
}

static const struct world world = {.received_ms = UINT64_C(4000000000000),
	.knows_unit = yes_code,
	.unit_then = any_time,
	.agreement = any_agreement,
	.agreement_version = any_version,
	.codelist = builtin_list,
	.each_codelist = each_builtin_list,
	.knows_key = yes_key,
	.is_genesis_key = no_key,
	.granted = yes_grant,
	.speaks_for = yes_key,
	.is_in_force = yes_key,
	.table_stands = yes_table};

static void check_key(const struct record *record)
{
	uint8_t buffer[160];
	struct writer key = writer_of(buffer, sizeof(buffer));
	const struct kind *kind = kind_of(record->kind);
	if (kind->key != NULL) {
		kind->key(record_body(record), &key);
		assert(!key.failed && key.size > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = arena_of(heap, sizeof(heap));
	struct writer again = writer_of(packed, sizeof(packed));
	struct record record;
	if (record_decode((struct bytes){data, size}, &arena, &record) != ERR_OK)
		return 0;
	assert(record_pack(record.message, &again) == ERR_OK);
	assert(again.size == size + 4 && memcmp(packed + 4, data, size) == 0);
	assert(record.content.data + record.content.size == data + size);
	for (int class = CLASS_ADMIN; class <= CLASS_CASES; class ++) {
		struct result result = record_judge(&record, (enum record_class) class, &world);
		assert(result.code >= RESULT_ACCEPTED && result.code <= RESULT_OTHER_AGREEMENT);
		if (result.code == RESULT_ACCEPTED)
			check_key(&record);
	}
	return 0;
}
