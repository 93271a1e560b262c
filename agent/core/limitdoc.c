#include "limitdoc.h"

#include "jour/i18n.h"
#include "unitmap.h"

static void read_limit(
	struct source source, const struct unitmap_entry *entry, Jour__V1__Limit *limit)
{
	static const struct yamldoc_key keys[] = {{"min", false}, {"max", false}};
	jour__v1__limit__init(limit);
	limit->unit = entry->unit;
	if (keycheck_map(source.doc, entry->node, DOCPICK_KEYS(keys)) != ERR_OK)
		return;
	limit->min_ore = docpick_amount(source, entry->node, "min", true);
	limit->max_ore = docpick_amount(source, entry->node, "max", false);
	if (limit->max_ore != 0 && limit->min_ore > limit->max_ore)
		docpick_error(source, entry->node, N_("min is more than max"), NULL, NULL);
}

Jour__V1__Limit **limitdoc_read(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, size_t *ret_count)
{
	struct unitmap units;
	const struct yamldoc_node *node = yamldoc_get(map, "limits");
	*ret_count = 0;
	if (node == NULL)
		return NULL;
	unitmap_read(source, node, agreement, true, &units);
	Jour__V1__Limit **limits = docpick_room(source, node, units.count * sizeof(void *) + 1);
	Jour__V1__Limit *each = docpick_room(source, node, units.count * sizeof(*each) + 1);
	if (limits == NULL || each == NULL)
		return NULL;
	for (size_t i = 0; i < units.count; i++, each++) {
		read_limit(source, units.entries[i], each);
		limits[(*ret_count)++] = each;
	}
	return limits;
}
