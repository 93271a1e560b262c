#include "reference.h"

#include <string.h>

#include "agreements.h"
#include "jour/frame.h"

/* Bodies of all records of a kind that begin with a key prefix, decoded into the arena. */
static size_t collect(struct store_txn *txn, unsigned kind, struct bytes prefix,
	struct arena *arena, const void **ret_bodies)
{
	struct state_scan scan = state_scan(txn, kind, prefix, ledger_size(txn));
	struct standing standing;
	struct record record;
	size_t count = 0;
	while (count < REFERENCE_ITEMS_MAX && state_scan_next(&scan, &standing)) {
		enum err err = record_decode(standing.record, arena, &record);
		if (err == ERR_MALFORMED) /* what stands has been decoded before */
			store_fail(txn, ERR_CORRUPT);
		if (err != ERR_OK)
			break;
		ret_bodies[count++] = record_body(&record);
	}
	return count;
}

/* Agreements come newest version first: of one diary number the first is the one. */
static size_t name_newest(const void *const *bodies, size_t count, struct arena *arena,
	Jour__V1__AgreementName **ret_names)
{
	size_t names = 0;
	for (size_t i = 0; i < count; i++) {
		const Jour__V1__Agreement *agreement = bodies[i];
		if (names > 0 && strcmp(ret_names[names - 1]->dnr, agreement->dnr) == 0)
			continue;
		const Jour__V1__AgreementName *name = agreements_name_of(agreement, arena);
		if (name == NULL)
			break;
		Jour__V1__AgreementName *copy = arena_alloc(arena, sizeof(*copy));
		if (copy == NULL)
			break;
		*copy = *name;
		ret_names[names++] = copy;
	}
	return names;
}

struct bytes reference_build(
	struct store_txn *txn, const struct member *member, struct fold_memory *memory)
{
	const void *units[REFERENCE_ITEMS_MAX], *grants[REFERENCE_ITEMS_MAX],
		*agreements[REFERENCE_ITEMS_MAX];
	Jour__V1__AgreementName *names[REFERENCE_ITEMS_MAX];
	Jour__V1__Reference reference;
	struct arena *arena = &memory->agreement;
	struct key asker = member->sign;
	jour__v1__reference__init(&reference);
	arena_reset(arena);
	reference.size = ledger_size(txn);
	reference.asker = (ProtobufCBinaryData){KEY_SIZE, asker.bytes};
	reference.n_units = collect(txn, JOUR__V1__RECORD__BODY_UNIT, BYTES_NONE, arena, units);
	reference.n_grants = collect(txn, JOUR__V1__RECORD__BODY_GRANT,
		BYTES_OF(member->principal.bytes), arena, grants);
	size_t count =
		collect(txn, JOUR__V1__RECORD__BODY_AGREEMENT, BYTES_NONE, arena, agreements);
	reference.n_agreements = name_newest(agreements, count, arena, names);
	/* The schema's arrays are not const; packing only reads. */
	reference.units = (Jour__V1__Unit **)(uintptr_t)units;
	reference.grants = (Jour__V1__Grant **)(uintptr_t)grants;
	reference.agreements = names;
	size_t room = FRAME_SIZE_MAX - 1024;
	while (jour__v1__reference__get_packed_size(&reference) > room &&
		reference.n_agreements > 0)
		reference.n_agreements /= 2;
	while (jour__v1__reference__get_packed_size(&reference) > room && reference.n_units > 0)
		reference.n_units /= 2;
	arena_reset(&memory->record);
	uint8_t *packed =
		arena_alloc(&memory->record, jour__v1__reference__get_packed_size(&reference));
	if (packed == NULL)
		return BYTES_NONE;
	return (struct bytes){packed, jour__v1__reference__pack(&reference, packed)};
}
