#include "codelists.h"

#include <string.h>

static bool find_standing(struct codelists *lists, const char *name, uint32_t version,
	uint64_t size, struct standing *ret_standing)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	const unsigned kind = JOUR__V1__RECORD__BODY_CODE_LIST;
	key_text(&key, name);
	if (version != 0) {
		write_be32(&key, ~version);
		return state_get(lists->txn, kind, written(&key), size, ret_standing);
	}
	/* The natural key holds the version upside down, so the newest is met first. */
	struct state_scan scan = state_scan(lists->txn, kind, written(&key), size);
	return state_scan_next(&scan, ret_standing);
}

/* What is decoded lives only until something else is, so it takes no room for good. */
static const struct codelist *read_list(struct codelists *lists, struct bytes bytes)
{
	size_t used = lists->scratch->used;
	const Jour__V1__CodeList *body =
		state_body(lists->txn, JOUR__V1__RECORD__BODY_CODE_LIST, bytes, lists->scratch);
	lists->scratch->used = used;
	if (body == NULL)
		return NULL;
	codelist_of_record(body, lists->values, &lists->list);
	return &lists->list;
}

const struct codelist *codelists_find(
	struct codelists *lists, const char *name, uint32_t version, uint64_t size)
{
	const struct codelist *built_in = version <= 1 ? codelist_builtin(name) : NULL;
	struct standing standing;
	if (version == 1 && built_in != NULL) /* what most tables name; it is never recorded */
		return built_in;
	if (find_standing(lists, name, version, size, &standing))
		return read_list(lists, standing.record);
	return built_in;
}

void codelists_each(struct codelists *lists, uint64_t size,
	void (*look)(void *looker, const struct codelist *list), void *looker)
{
	struct state_scan scan =
		state_scan(lists->txn, JOUR__V1__RECORD__BODY_CODE_LIST, BYTES_NONE, size);
	struct standing standing;
	for (size_t i = 0; codelist_builtin_at(i) != NULL; i++)
		look(looker, codelist_builtin_at(i));
	while (state_scan_next(&scan, &standing)) {
		const struct codelist *list = read_list(lists, standing.record);
		if (list == NULL)
			return;
		look(looker, list);
	}
}

enum err codelists_book(
	struct store_txn *txn, uint64_t size, struct arena *arena, struct codebook *ret_book)
{
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_CODE_LIST, BYTES_NONE, size);
	struct standing standing;
	struct record record;
	codebook_start(ret_book);
	while (state_scan_next(&scan, &standing)) {
		enum err err = record_decode(standing.record, arena, &record);
		if (err == ERR_OK)
			err = codebook_add(ret_book, record_body(&record), arena);
		if (err == ERR_MALFORMED) /* what stands has been decoded before */
			store_fail(txn, ERR_CORRUPT);
		if (err != ERR_OK)
			return err == ERR_MALFORMED ? ERR_CORRUPT : err;
	}
	return store_error(txn);
}

/* How many recorded versions there are, and of which dimensions. */
struct census {
	size_t recorded;
	size_t dimensions;
	char seen[CODE_DIMENSIONS_MAX][CODE_NAME_MAX + 1];
};

static bool has_seen(const struct census *census, const char *dimension)
{
	for (size_t i = 0; i < census->dimensions; i++)
		if (strcmp(census->seen[i], dimension) == 0)
			return true;
	return false;
}

static void count_list(void *looker, const struct codelist *list)
{
	struct census *census = looker;
	census->recorded += !list->built_in;
	if (!has_seen(census, list->dimension) && census->dimensions < CODE_DIMENSIONS_MAX)
		strncpy(census->seen[census->dimensions++], list->dimension, CODE_NAME_MAX);
}

static bool same_band(const struct code_value *value, const Jour__V1__AgeBand *ages)
{
	if (ages == NULL)
		return !value->has_ages;
	return value->has_ages && value->age_from == ages->from && value->age_to == ages->to;
}

/* Tables that were counted by it stand: what a correction may put right are the words. */
static bool counts_the_same(const struct codelist *old, const Jour__V1__CodeList *list)
{
	if (old == NULL || old->count != list->n_values)
		return false;
	for (size_t i = 0; i < old->count; i++)
		if (strcmp(old->values[i].code, list->values[i]->code) != 0 ||
			!same_band(&old->values[i], list->values[i]->ages))
			return false;
	return true;
}

struct result codelists_admit(
	struct codelists *lists, const Jour__V1__CodeList *list, bool corrects, uint64_t size)
{
	struct census census = {.recorded = 0};
	if (corrects)
		return counts_the_same(codelists_find(lists, list->name, list->version, size), list)
			       ? ACCEPTED
			       : bad_field(7, 0);
	codelists_each(lists, size, count_list, &census);
	if (census.recorded >= CODE_LISTS_MAX)
		return (struct result){RESULT_LIMIT, 0, CODE_LISTS_MAX};
	if (census.dimensions >= CODE_DIMENSIONS_MAX && !has_seen(&census, list->dimension))
		return (struct result){RESULT_LIMIT, 0, CODE_DIMENSIONS_MAX};
	return ACCEPTED;
}
