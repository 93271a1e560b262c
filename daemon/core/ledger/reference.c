#include "reference.h"

#include <string.h>

#include "agreements.h"
#include "jour/frame.h"
#include "jour/limits.h"
#include "jour/stockholm.h"
#include "ledger.h"
#include "reftables.h"

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

/* The record with its hash, which does not outlive the scan; NULL when there is no room. */
static Jour__V1__Standing *cite(
	const struct standing *standing, const struct record *record, struct arena *arena)
{
	Jour__V1__Standing *cited = arena_alloc(arena, sizeof(*cited));
	uint8_t *hash = arena_alloc(arena, HASH256_SIZE);
	if (cited == NULL || hash == NULL)
		return NULL;
	memcpy(hash, standing->hash.bytes, HASH256_SIZE);
	jour__v1__standing__init(cited);
	cited->entry = standing->index;
	cited->record = (ProtobufCBinaryData){HASH256_SIZE, hash};
	cited->body_case = (Jour__V1__Standing__BodyCase)record->kind;
	/* Every member of both unions is a pointer; packing only reads. */
	cited->period_close = record->message->period_close;
	return cited;
}

/* All records of a kind with what a correction must name. */
static size_t collect_cited(
	struct store_txn *txn, unsigned kind, struct arena *arena, Jour__V1__Standing **ret_cited)
{
	struct state_scan scan = state_scan(txn, kind, BYTES_NONE, ledger_size(txn));
	struct standing standing;
	struct record record;
	size_t count = 0;
	while (count < REFERENCE_ITEMS_MAX && state_scan_next(&scan, &standing)) {
		enum err err = record_decode(standing.record, arena, &record);
		if (err == ERR_MALFORMED)
			store_fail(txn, ERR_CORRUPT);
		Jour__V1__Standing *cited = err == ERR_OK ? cite(&standing, &record, arena) : NULL;
		if (cited == NULL)
			break;
		ret_cited[count++] = cited;
	}
	return count;
}

/* What does not fit a frame is left out, the least needed first. */
static void cut_to_fit(Jour__V1__Reference *reference)
{
	size_t tables = reference->n_tables;
	size_t *counts[] = {&reference->n_tables, &reference->n_releases, &reference->n_closings,
		&reference->n_agreements, &reference->n_units, &reference->n_lists};
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		while (*counts[i] > 0 &&
			jour__v1__reference__get_packed_size(reference) > FRAME_SIZE_MAX - 1024)
			*counts[i] /= 2;
	reference->tables_left_out = reference->tables_left_out || reference->n_tables < tables;
}

struct bytes reference_build(
	struct store_txn *txn, const struct member *member, struct fold_memory *memory)
{
	const void *units[REFERENCE_ITEMS_MAX], *grants[REFERENCE_ITEMS_MAX],
		*agreements[REFERENCE_ITEMS_MAX], *lists[REFERENCE_ITEMS_MAX];
	Jour__V1__AgreementName *names[REFERENCE_ITEMS_MAX];
	Jour__V1__Standing *closings[REFERENCE_ITEMS_MAX], *releases[REFERENCE_ITEMS_MAX];
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
	reference.n_lists =
		collect(txn, JOUR__V1__RECORD__BODY_CODE_LIST, BYTES_NONE, arena, lists);
	size_t count =
		collect(txn, JOUR__V1__RECORD__BODY_AGREEMENT, BYTES_NONE, arena, agreements);
	reference.n_agreements = name_newest(agreements, count, arena, names);
	/* The schema's arrays are not const; packing only reads. */
	reference.units = (Jour__V1__Unit **)(uintptr_t)units;
	reference.grants = (Jour__V1__Grant **)(uintptr_t)grants;
	reference.agreements = names;
	reference.lists = (Jour__V1__CodeList **)(uintptr_t)lists;
	reference.closings = closings;
	reference.n_closings =
		collect_cited(txn, JOUR__V1__RECORD__BODY_PERIOD_CLOSE, arena, closings);
	/* What was published may be about any unit. */
	arena_reset(&memory->record);
	if (roster_granted(txn, reference.size, member, JOUR__V1__TOPIC__TOPIC_OFFICE, UNIT_EVERY,
		    &memory->record))
		reference.n_releases =
			collect_cited(txn, JOUR__V1__RECORD__BODY_RELEASE, arena, releases);
	reference.releases = releases;
	Jour__V1__TableNumbers *tables[REFERENCE_TABLES_MAX];
	uint16_t year = stockholm_date(ledger_received_ms(txn, reference.size - 1)).year;
	bool left_out = false;
	reference.n_tables = reftables_collect(txn, reference.size, year, member, reference.grants,
		reference.n_grants, arena, &memory->record, tables, &left_out);
	reference.tables_left_out = left_out;
	reference.tables = tables;
	cut_to_fit(&reference);
	arena_reset(&memory->record);
	uint8_t *packed =
		arena_alloc(&memory->record, jour__v1__reference__get_packed_size(&reference));
	if (packed == NULL)
		return BYTES_NONE;
	return (struct bytes){packed, jour__v1__reference__pack(&reference, packed)};
}
