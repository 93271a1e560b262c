#include "jour/codebook.h"

#include <assert.h>
#include <string.h>

static void put(struct codebook *book, const struct codelist *list)
{
	size_t dimension = codebook_dimension(book, list->dimension);
	book->lists[book->count++] = list;
	if (dimension == book->dimension_count)
		book->dimensions[book->dimension_count++] = list->dimension;
	book->overlapping |= (uint32_t)list->overlapping << dimension;
}

void codebook_start(struct codebook *book)
{
	*book = (struct codebook){.count = 0};
	for (size_t i = 0; codelist_builtin_at(i) != NULL; i++)
		put(book, codelist_builtin_at(i));
}

enum err codebook_add(struct codebook *book, const Jour__V1__CodeList *record, struct arena *arena)
{
	struct codelist *list = arena_alloc(arena, sizeof(*list));
	struct code_value *values = arena_alloc(arena, sizeof(*values) * (record->n_values + 1));
	bool is_new = codebook_dimension(book, record->dimension) == book->dimension_count;
	if (list == NULL || values == NULL || book->count == CODEBOOK_LISTS_MAX ||
		record->n_values > CODE_VALUES_MAX ||
		(is_new && book->dimension_count == CODE_DIMENSIONS_MAX))
		return ERR_RANGE;
	codelist_of_record(record, values, list);
	put(book, list);
	return ERR_OK;
}

const struct codelist *codebook_find(
	const struct codebook *book, const char *name, uint32_t version)
{
	const struct codelist *found = NULL;
	for (size_t i = 0; i < book->count; i++) {
		const struct codelist *list = book->lists[i];
		if (strcmp(list->name, name) != 0)
			continue;
		if (version != 0 && list->version == version)
			return list;
		if (version == 0 && (found == NULL || list->version > found->version))
			found = list;
	}
	return found;
}

size_t codebook_dimension(const struct codebook *book, const char *dimension)
{
	size_t position = 0;
	while (position < book->dimension_count &&
		strcmp(book->dimensions[position], dimension) != 0)
		position++;
	return position;
}

const struct codelist *codebook_newest_at(
	const struct codebook *book, size_t dimension, size_t position)
{
	assert(dimension < book->dimension_count);
	const char *name = book->dimensions[dimension];
	const struct codelist *national = codebook_find(book, name, 0);
	if (national != NULL && strcmp(national->dimension, name) != 0)
		national = NULL;
	if (national != NULL && position-- == 0)
		return national;
	for (size_t i = 0; i < book->count; i++) {
		const struct codelist *list = book->lists[i];
		if (strcmp(list->dimension, name) != 0 ||
			(national != NULL && strcmp(list->name, national->name) == 0) ||
			codebook_find(book, list->name, 0) != list)
			continue;
		if (position-- == 0)
			return list;
	}
	return NULL;
}

const struct codelist *codebook_national(const struct codebook *book, size_t dimension)
{
	return codebook_newest_at(book, dimension, 0);
}

/* ---- what counts as what */

static size_t find_taker(const struct codelist *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; k < list->values[i].takes_in_count; k++)
			if (strcmp(list->values[i].takes_in[k], code) == 0)
				return i;
	return CODE_UNMAPPED;
}

static size_t find_band(const struct codelist *list, const struct code_value *value)
{
	for (size_t i = 0; i < list->count; i++)
		if (value->has_ages && list->values[i].has_ages &&
			codelist_band_holds(&list->values[i], value))
			return i;
	return CODE_UNMAPPED;
}

static size_t map_value(const struct codelist *to, const struct code_value *value)
{
	size_t same = codelist_find(to, value->code);
	if (same < to->count) {
		const struct code_value *other = &to->values[same];
		if (!other->has_ages || !value->has_ages || codelist_band_holds(other, value))
			return same;
	}
	size_t taker = find_taker(to, value->code);
	return taker != CODE_UNMAPPED ? taker : find_band(to, value);
}

/* A code that version 2 renamed, and version 3 again, is found by going through the versions. */
static size_t follow_renames(const struct codebook *book, const struct codelist *from,
	const struct codelist *to, const char *code)
{
	uint32_t version = strcmp(from->name, to->name) == 0 ? from->version + 1 : 1;
	for (; version < to->version; version++) {
		const struct codelist *between = codebook_find(book, to->name, version);
		size_t taker = between == NULL ? CODE_UNMAPPED : find_taker(between, code);
		if (taker != CODE_UNMAPPED)
			code = between->values[taker].code;
	}
	size_t same = codelist_find(to, code);
	return same < to->count ? same : find_taker(to, code);
}

static void drop_shared(size_t count, size_t map[CODE_VALUES_MAX])
{
	bool shared[CODE_VALUES_MAX] = {false};
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++)
			shared[i] = shared[i] || (k != i && map[k] == map[i]);
	for (size_t i = 0; i < count; i++)
		if (shared[i])
			map[i] = CODE_UNMAPPED;
}

void codebook_map(const struct codebook *book, const struct codelist *from,
	const struct codelist *to, size_t ret_map[CODE_VALUES_MAX])
{
	for (size_t i = 0; i < from->count; i++) {
		const struct code_value *value = &from->values[i];
		ret_map[i] = from == to ? i : map_value(to, value);
		if (ret_map[i] == CODE_UNMAPPED && !value->has_ages)
			ret_map[i] = follow_renames(book, from, to, value->code);
	}
	if (to->overlapping)
		drop_shared(from->count, ret_map);
}
