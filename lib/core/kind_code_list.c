#include "kinds.h"

#include <string.h>

#include "jour/codelist.h"
#include "jour/i18n.h"

static void code_list_key(const void *body, struct writer *to)
{
	const Jour__V1__CodeList *list = body;
	key_text(to, list->name);
	write_be32(to, ~list->version); /* the newest first */
}

static bool has_code(const Jour__V1__CodeList *list, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list->values[i]->code, code) == 0)
			return true;
	return false;
}

static bool codes_are_valid(const Jour__V1__CodeList *list)
{
	for (size_t i = 0; i < list->n_values; i++)
		if (!codelist_code_is_valid(list->values[i]->code) ||
			has_code(list, i, list->values[i]->code))
			return false;
	return true;
}

/* How often the values take a code in. */
static size_t times_taken(const Jour__V1__CodeList *list, const char *code)
{
	size_t times = 0;
	for (size_t i = 0; i < list->n_values; i++)
		for (size_t k = 0; k < list->values[i]->n_takes_in; k++)
			times += strcmp(list->values[i]->takes_in[k], code) == 0;
	return times;
}

/* A code counts as one value at most: as itself where the list has it, else as what takes it in. */
static bool takings_are_valid(const Jour__V1__CodeList *list)
{
	size_t taken = 0;
	for (size_t i = 0; i < list->n_values; i++)
		taken += list->values[i]->n_takes_in;
	for (size_t i = 0; i < list->n_values && taken <= CODE_TAKES_IN_MAX; i++) {
		const Jour__V1__CodeValue *value = list->values[i];
		for (size_t k = 0; k < value->n_takes_in; k++)
			if (!codelist_code_is_valid(value->takes_in[k]) ||
				has_code(list, list->n_values, value->takes_in[k]) ||
				times_taken(list, value->takes_in[k]) > 1)
				return false;
	}
	return taken <= CODE_TAKES_IN_MAX;
}

/* Bands follow on each other without a gap or an age in two of them, youngest first. */
static bool bands_are_valid(const Jour__V1__CodeList *list)
{
	const Jour__V1__AgeBand *last = NULL;
	for (size_t i = 0; i < list->n_values; i++) {
		const Jour__V1__AgeBand *band = list->values[i]->ages;
		if (band == NULL)
			continue;
		if (band->from > CODE_AGE_MAX || band->to > CODE_AGE_MAX ||
			(band->to != 0 && band->to < band->from))
			return false;
		if (last != NULL && (last->to == 0 || band->from != last->to + 1))
			return false;
		last = band;
	}
	return last == NULL || !list->overlapping;
}

static struct result code_list_fields(const void *body)
{
	const Jour__V1__CodeList *list = body;
	if (!codelist_name_is_valid(list->name))
		return bad_field(1, CODE_NAME_MAX);
	if (list->version < 1)
		return bad_field(2, 0);
	if (!codelist_name_is_valid(list->dimension))
		return bad_field(3, CODE_NAME_MAX);
	if (list->label_sv[0] == '\0')
		return bad_field(5, 0);
	if (list->n_values < 1 || list->n_values > CODE_VALUES_MAX)
		return bad_field(7, CODE_VALUES_MAX);
	if (!codes_are_valid(list) || !takings_are_valid(list) || !bands_are_valid(list))
		return bad_field(7, 0);
	return ACCEPTED;
}

/* What the other lists say: whether each code that is taken in is one of theirs. */
struct others {
	const Jour__V1__CodeList *list;
	bool overlapping_differs;
	bool found[CODE_TAKES_IN_MAX]; /* in the order of the values */
};

static void look_at(void *context, const struct codelist *other)
{
	struct others *others = context;
	const Jour__V1__CodeList *list = others->list;
	size_t at = 0;
	bool itself = strcmp(other->name, list->name) == 0 && other->version == list->version;
	if (strcmp(other->dimension, list->dimension) != 0 || itself)
		return;
	if (other->overlapping != (bool)list->overlapping)
		others->overlapping_differs = true;
	for (size_t i = 0; i < list->n_values; i++)
		for (size_t k = 0; k < list->values[i]->n_takes_in; k++, at++)
			if (codelist_find(other, list->values[i]->takes_in[k]) < other->count)
				others->found[at] = true;
}

static struct result judge_others(const Jour__V1__CodeList *list, const struct world *world)
{
	struct others others = {.list = list};
	size_t taken = 0;
	world->each_codelist(world->context, look_at, &others);
	if (others.overlapping_differs)
		return bad_field(4, 0);
	for (size_t i = 0; i < list->n_values; i++)
		for (size_t k = 0; k < list->values[i]->n_takes_in; k++)
			if (!others.found[taken++])
				return bad_field(7, i + 1);
	return ACCEPTED;
}

static struct result code_list_names(const void *body, const struct world *world)
{
	const Jour__V1__CodeList *list = body;
	const struct codelist *newest = world->codelist(world->context, list->name, 0);
	uint32_t version = newest == NULL ? 0 : newest->version;
	/* One more than the newest; those that are recorded may be corrected. */
	if (list->version > version + 1)
		return bad_field(2, (uint64_t)version + 1);
	if (newest != NULL && strcmp(newest->dimension, list->dimension) != 0)
		return bad_field(3, 0);
	const struct codelist *same = world->codelist(world->context, list->name, list->version);
	if (same != NULL && same->built_in)
		return bad_field(2, (uint64_t)version + 1);
	return judge_others(list, world);
}

const struct kind kind_code_list = {.number = 33,
	.name = N_("code list"),
	.key = code_list_key,
	.fields = code_list_fields,
	.names = code_list_names};
