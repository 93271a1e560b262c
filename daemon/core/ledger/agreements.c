#include "agreements.h"

#include <string.h>

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

struct unit_then agreements_unit_then(struct store_txn *txn, const char *code, uint32_t first,
	uint32_t last, uint64_t size, struct arena *arena, struct unit_span *ret_span)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct unit_then then = {.known = false};
	struct standing standing;
	key_text(&prefix, code);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_UNIT, written(&prefix), size);
	while (!then.there && state_scan_next(&scan, &standing)) {
		arena_reset(arena);
		const Jour__V1__Unit *unit =
			state_body(txn, JOUR__V1__RECORD__BODY_UNIT, standing.record, arena);
		if (unit == NULL)
			break;
		unit_then_add(&then, unit, first, last);
		if (then.there)
			*ret_span = (struct unit_span){unit->from, unit->to};
	}
	return then;
}

const Jour__V1__Agreement *agreements_newest(struct store_txn *txn, const char *dnr, uint64_t size,
	struct arena *arena, struct standing *ret_standing)
{
	struct standing standing;
	/* The natural key holds the version upside down, so the newest is met first. */
	if (!find_newest(txn, JOUR__V1__RECORD__BODY_AGREEMENT, dnr, size, &standing))
		return NULL;
	const Jour__V1__Agreement *agreement =
		state_body(txn, JOUR__V1__RECORD__BODY_AGREEMENT, standing.record, arena);
	if (agreement != NULL && ret_standing != NULL)
		*ret_standing = standing;
	return agreement;
}

static bool has_unit_of(const Jour__V1__Agreement *agreement, const Jour__V1__Agreement *other)
{
	for (size_t i = 0; i < agreement->n_units; i++)
		for (size_t k = 0; k < other->n_units; k++)
			if (strcmp(agreement->units[i], other->units[k]) == 0)
				return true;
	return false;
}

static bool has_payer_of(const Jour__V1__Agreement *agreement, const Jour__V1__Agreement *other)
{
	for (size_t i = 0; i < agreement->n_parties; i++)
		for (size_t k = 0; k < other->n_parties; k++)
			if (agreement->parties[i]->role == JOUR__V1__ROLE__ROLE_PAYER &&
				other->parties[k]->role == JOUR__V1__ROLE__ROLE_PAYER &&
				strcmp(agreement->parties[i]->org_nr, other->parties[k]->org_nr) ==
					0)
				return true;
	return false;
}

bool agreements_is_other(struct store_txn *txn, const Jour__V1__Agreement *agreement, uint64_t size,
	struct arena *arena, uint64_t *ret_index)
{
	struct standing standing;
	arena_reset(arena);
	const Jour__V1__Agreement *newest =
		agreements_newest(txn, agreement->dnr, size, arena, &standing);
	if (newest == NULL || has_unit_of(agreement, newest) || has_payer_of(agreement, newest))
		return false;
	*ret_index = standing.index;
	return true;
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

/* The lines that costs may be recorded for: of shared costs and of budgets. */
static size_t collect_lines(const Jour__V1__Agreement *agreement, char **ret_lines)
{
	size_t count = 0;
	for (size_t i = 0; i < agreement->n_terms; i++) {
		const Jour__V1__Term *term = agreement->terms[i];
		if (term->formula_case == JOUR__V1__TERM__FORMULA_SHARED_COST)
			ret_lines[count++] = term->shared_cost->line;
		if (term->formula_case == JOUR__V1__TERM__FORMULA_SHARED_COST &&
			term->shared_cost->less[0] != '\0')
			ret_lines[count++] = term->shared_cost->less;
		for (size_t k = 0; term->formula_case == JOUR__V1__TERM__FORMULA_BUDGET &&
				   k < term->budget->n_lines;
			k++)
			ret_lines[count++] = term->budget->lines[k]->line;
	}
	return count;
}

static size_t count_lines(const Jour__V1__Agreement *agreement)
{
	size_t count = 0;
	for (size_t i = 0; i < agreement->n_terms; i++)
		count += agreement->terms[i]->formula_case == JOUR__V1__TERM__FORMULA_BUDGET
				 ? agreement->terms[i]->budget->n_lines
				 : 2; /* a shared cost and what is taken off it */
	return count;
}

const Jour__V1__AgreementName *agreements_name_of(
	const Jour__V1__Agreement *agreement, struct arena *arena)
{
	Jour__V1__AgreementName *name = arena_alloc(arena, sizeof(*name));
	char **lines = arena_alloc(arena, sizeof(*lines) * (count_lines(agreement) + 1));
	char **payees = arena_alloc(arena, sizeof(*payees) * (agreement->n_parties + 1));
	if (name == NULL || lines == NULL || payees == NULL)
		return NULL;
	jour__v1__agreement_name__init(name);
	name->dnr = agreement->dnr;
	name->version = agreement->version;
	name->n_units = agreement->n_units;
	name->units = agreement->units;
	name->lines = lines;
	name->n_lines = collect_lines(agreement, lines);
	name->payees = payees;
	for (size_t i = 0; i < agreement->n_parties; i++)
		if (agreement->parties[i]->role == JOUR__V1__ROLE__ROLE_JOUR)
			payees[name->n_payees++] = agreement->parties[i]->org_nr;
	return name;
}

const Jour__V1__AgreementName *agreements_name(
	struct store_txn *txn, const char *dnr, uint64_t size, struct arena *arena)
{
	const Jour__V1__Agreement *agreement = agreements_newest(txn, dnr, size, arena, NULL);
	return agreement == NULL ? NULL : agreements_name_of(agreement, arena);
}
