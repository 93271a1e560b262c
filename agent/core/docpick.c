#include "docpick.h"

#include "jour/i18n.h"
#include "keycheck.h"

void docpick_complain(struct source source, const struct yamldoc_node *node, const char *expected)
{
	complaint_add_expected(
		source.doc->complaints, yamldoc_place(node), node->text, expected, NULL);
}

void *docpick_room(struct source source, const struct yamldoc_node *node, size_t size)
{
	void *found = arena_alloc(&source.intake->arena, size);
	if (found == NULL)
		complaint_add(source.doc->complaints, yamldoc_place(node),
			N_("the file says too much in one place"), NULL, NULL);
	return found;
}

size_t docpick_count(const struct yamldoc_node *list)
{
	size_t count = 0;
	for (const struct yamldoc_node *item = list->first; item != NULL; item = item->next)
		count++;
	return count;
}

void *docpick_begin_list(struct source source, const struct yamldoc_node *map, const char *key,
	const struct yamldoc_node **ret_first)
{
	const struct yamldoc_node *list = yamldoc_get(map, key);
	if (list == NULL || keycheck_list(source.doc, list) != ERR_OK)
		return NULL;
	if (docpick_count(list) > DOCPICK_ITEMS_MAX) {
		complaint_add(source.doc->complaints, yamldoc_place(list),
			N_("more than 64 of them"), NULL, NULL);
		return NULL;
	}
	*ret_first = list->first;
	return docpick_room(source, list, docpick_count(list) * sizeof(void *));
}

char *docpick_text(struct source source, const struct yamldoc_node *map, const char *key)
{
	static char nothing[1];
	const struct yamldoc_node *node = yamldoc_get(map, key);
	return node == NULL ? nothing : pick_text(source.intake, yamldoc_field(source.doc, node));
}

uint32_t docpick_date(struct source source, const struct yamldoc_node *map, const char *key)
{
	const struct yamldoc_node *node = yamldoc_get(map, key);
	return node == NULL ? 0 : pick_date(yamldoc_field(source.doc, node));
}

uint32_t docpick_number(struct source source, const struct yamldoc_node *map, const char *key,
	uint32_t min, uint32_t max, uint32_t otherwise)
{
	const struct yamldoc_node *node = yamldoc_get(map, key);
	if (node == NULL)
		return otherwise;
	return (uint32_t)pick_number(yamldoc_field(source.doc, node), min, max);
}

uint64_t docpick_kronor(struct source source, const struct yamldoc_node *map)
{
	const struct yamldoc_node *node = yamldoc_get(map, "kronor");
	return node == NULL ? 0 : pick_amount(yamldoc_field(source.doc, node));
}

size_t docpick_word(struct source source, const struct yamldoc_node *map, const char *key,
	const char *const *words, size_t otherwise)
{
	const struct yamldoc_node *node = yamldoc_get(map, key);
	size_t index = otherwise;
	if (node == NULL ||
		field_read_word(yamldoc_field(source.doc, node), words, &index) != ERR_OK)
		return otherwise;
	return index;
}

void docpick_sort(void **items, size_t count, int (*compare)(const void *, const void *))
{
	/* Few items, and no allocation: each is moved to its place among those before it. */
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && compare(&items[k - 1], &items[k]) > 0; k--) {
			void *moved = items[k];
			items[k] = items[k - 1];
			items[k - 1] = moved;
		}
}
