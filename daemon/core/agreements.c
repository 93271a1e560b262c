#include "agreements.h"

static bool find_newest(struct store_txn *txn, unsigned kind, const char *text, uint64_t size,
	struct standing *ret_standing)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	key_text(&prefix, text);
	struct state_scan scan = state_scan(txn, kind, written(&prefix), size);
	return state_scan_next(&scan, ret_standing);
}

bool agreements_unit_known(struct store_txn *txn, const char *code, uint64_t size)
{
	struct standing standing;
	return find_newest(txn, JOUR__V1__RECORD__BODY_UNIT, code, size, &standing);
}

const Jour__V1__Agreement *agreements_newest(struct store_txn *txn, const char *dnr, uint64_t size,
	struct arena *arena, struct standing *ret_standing)
{
	struct standing standing;
	struct record record;
	/* The natural key holds the version upside down, so the newest is met first. */
	if (!find_newest(txn, JOUR__V1__RECORD__BODY_AGREEMENT, dnr, size, &standing))
		return NULL;
	if (record_decode(standing.record, arena, &record) != ERR_OK) {
		store_fail(txn, ERR_CORRUPT);
		return NULL;
	}
	if (ret_standing != NULL)
		*ret_standing = standing;
	return record_body(&record);
}

uint32_t agreements_newest_version(struct store_txn *txn, const char *dnr, uint64_t size)
{
	/* The version is in the agreement's own bytes; its key is dnr | be32(~version). */
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&prefix, dnr);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_AGREEMENT, written(&prefix), size);
	if (!state_scan_next(&scan, &standing))
		return 0;
	struct reader key = reader_of((struct bytes){scan.at + scan.prefix_size, sizeof(uint32_t)});
	return ~read_be32(&key);
}

const Jour__V1__AgreementName *agreements_name_of(
	const Jour__V1__Agreement *agreement, struct arena *arena)
{
	Jour__V1__AgreementName *name = arena_alloc(arena, sizeof(*name));
	char **lines = arena_alloc(arena, sizeof(*lines) * (agreement->n_terms + 1));
	if (name == NULL || lines == NULL)
		return NULL;
	jour__v1__agreement_name__init(name);
	name->dnr = agreement->dnr;
	name->n_units = agreement->n_units;
	name->units = agreement->units;
	name->lines = lines;
	for (size_t i = 0; i < agreement->n_terms; i++)
		if (agreement->terms[i]->formula_case == JOUR__V1__TERM__FORMULA_SHARED_COST)
			lines[name->n_lines++] = agreement->terms[i]->shared_cost->line;
	return name;
}

const Jour__V1__AgreementName *agreements_name(
	struct store_txn *txn, const char *dnr, uint64_t size, struct arena *arena)
{
	const Jour__V1__Agreement *agreement = agreements_newest(txn, dnr, size, arena, NULL);
	return agreement == NULL ? NULL : agreements_name_of(agreement, arena);
}
