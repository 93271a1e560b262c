#include "unitmap.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/kind.h"
#include "termrules.h"

static bool is_named(const struct unitmap *units, const char *unit)
{
	for (size_t i = 0; i < units->count; i++)
		if (strcmp(units->entries[i]->unit, unit) == 0)
			return true;
	return false;
}

static char *read_unit(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, bool every)
{
	struct field field = yamldoc_field(source.doc, node);
	field.text = node->key;
	if (every && strcmp(node->key, UNITMAP_EVERY) == 0) {
		char *star = docpick_room(source, node, sizeof(UNIT_EVERY));
		if (star != NULL)
			return memcpy(star, UNIT_EVERY, sizeof(UNIT_EVERY));
	}
	char *unit = pick_unit(source.intake, field);
	/* Without any unit the list of units is what is wrong, and has been complained about. */
	if (unit[0] != '\0' && agreement->n_units > 0 && !termrules_has_unit(agreement, unit))
		docpick_error(
			source, node, N_("{1} is not among the agreement's units"), unit, NULL);
	return unit;
}

static int compare_entries(const void *a, const void *b)
{
	const struct unitmap_entry *const *first = a;
	const struct unitmap_entry *const *second = b;
	return strcmp((*first)->unit, (*second)->unit);
}

void unitmap_read(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, bool every, struct unitmap *ret_units)
{
	size_t size = docpick_count(map);
	ret_units->count = 0;
	if (map->kind != YAMLDOC_MAP || size == 0 || size > UNITMAP_MAX) {
		docpick_error(source, map,
			N_("expected a unit's code and what it has on each line below"), NULL,
			NULL);
		return;
	}
	struct unitmap_entry *each = docpick_room(source, map, size * sizeof(*each));
	if (each == NULL)
		return;
	for (const struct yamldoc_node *node = map->first; node != NULL; node = node->next) {
		char *unit = read_unit(source, node, agreement, every);
		if (unit[0] != '\0' && is_named(ret_units, unit)) {
			docpick_error(source, node, N_("the unit {1} is there twice"), unit, NULL);
			continue;
		}
		*each = (struct unitmap_entry){unit, node};
		ret_units->entries[ret_units->count++] = each++;
	}
	docpick_sort((void **)ret_units->entries, ret_units->count, compare_entries);
}

const char *unitmap_lacks(const struct unitmap *units, const Jour__V1__Agreement *agreement)
{
	for (size_t i = 0; i < agreement->n_units; i++)
		if (!is_named(units, agreement->units[i]))
			return agreement->units[i];
	return NULL;
}

static int compare_codes(const void *a, const void *b)
{
	const char *const *first = a;
	const char *const *second = b;
	return strcmp(*first, *second);
}

char **unitmap_list(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, size_t *ret_count)
{
	const struct yamldoc_node *item = NULL;
	char **units = docpick_begin_list(source, map, "units", &item);
	size_t count = 0;
	for (; units != NULL && item != NULL; item = item->next) {
		char *unit = pick_unit(source.intake, yamldoc_field(source.doc, item));
		bool known = agreement->n_units == 0 || termrules_has_unit(agreement, unit);
		if (unit[0] != '\0' && !known)
			docpick_error(source, item, N_("{1} is not among the agreement's units"),
				unit, NULL);
		if (unit[0] != '\0' && termrules_list_has(units, count, unit))
			docpick_error(source, item, N_("the unit {1} is there twice"), unit, NULL);
		units[count++] = unit;
	}
	docpick_sort((void **)units, count, compare_codes);
	*ret_count = count;
	return units;
}
