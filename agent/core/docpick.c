#include "docpick.h"

#include <string.h>

#include "jour/i18n.h"
#include "termrules.h"

void docpick_complain(struct source source, const struct yamldoc_node *node, const char *expected)
{
	complaint_add_expected(
		source.doc->complaints, yamldoc_place(node), node->text, expected, NULL);
}

void docpick_error(struct source source, const struct yamldoc_node *node, const char *message,
	const char *first, const char *second)
{
	complaint_add(source.doc->complaints, yamldoc_place(node), message, first, second);
}

void docpick_warn(struct source source, const struct yamldoc_node *node, const char *message,
	const char *first, const char *second)
{
	complaint_add_warning(source.doc->complaints, yamldoc_place(node), message, first, second);
}

void *docpick_room(struct source source, const struct yamldoc_node *node, size_t size)
{
	void *found = arena_alloc(&source.intake->arena, size);
	if (found == NULL)
		complaint_add(source.doc->complaints, yamldoc_place(node),
			N_("the file says too much in one place"), NULL, NULL);
	return found;
}

void *docpick_map(struct source source, const struct yamldoc_node *node,
	const struct yamldoc_key *keys, size_t key_count, size_t size)
{
	/* What it complains of keeps the record back; what is known is read. */
	enum err err = keycheck_map(source.doc, node, keys, key_count);
	if (err != ERR_OK && node->kind != YAMLDOC_MAP)
		return NULL;
	return docpick_room(source, node, size);
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

void *docpick_begin_one_or_list(struct source source, const struct yamldoc_node *map,
	const char *key, const struct yamldoc_node **ret_first, size_t *ret_count)
{
	const struct yamldoc_node *node = yamldoc_get(map, key);
	if (node == NULL || node->kind != YAMLDOC_MAP) {
		*ret_count = node == NULL ? 0 : docpick_count(node);
		return docpick_begin_list(source, map, key, ret_first);
	}
	*ret_first = node;
	*ret_count = 1;
	return docpick_room(source, node, sizeof(void *));
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

uint64_t docpick_amount(
	struct source source, const struct yamldoc_node *map, const char *key, bool may_be_nothing)
{
	const struct yamldoc_node *node = yamldoc_get(map, key);
	if (node == NULL)
		return 0;
	struct field field = yamldoc_field(source.doc, node);
	return may_be_nothing ? pick_amount_or_nothing(field) : pick_amount(field);
}

uint32_t docpick_percent(
	struct source source, const struct yamldoc_node *map, const char *key, uint32_t otherwise)
{
	const struct yamldoc_node *node = yamldoc_get(map, key);
	if (node == NULL)
		return otherwise;
	return (uint32_t)pick_percent(yamldoc_field(source.doc, node), 1, WHOLE_BP);
}

const char *docpick_percent_text(uint64_t hundredths, char buffer[DOCPICK_PERCENT_SIZE])
{
	bool whole = hundredths % 100 == 0;
	char *at = buffer + DOCPICK_PERCENT_SIZE;
	*--at = '\0';
	for (int place = 0; place < 3 || hundredths > 0; place++, hundredths /= 10) {
		if (whole && place < 2)
			continue;
		if (place == 2 && !whole)
			*--at = ',';
		*--at = (char)('0' + hundredths % 10);
	}
	return at;
}

bool docpick_yes(struct source source, const struct yamldoc_node *map, const char *key)
{
	const struct yamldoc_node *node = yamldoc_get(map, key);
	return node != NULL && pick_yes(yamldoc_field(source.doc, node));
}

Jour__V1__MonthDay *docpick_month_day(struct source source, const struct yamldoc_node *node)
{
	char text[DATE_TEXT_SIZE] = "2023-"; /* no leap year */
	struct date date;
	if (node == NULL)
		return NULL;
	if (node->text != NULL && strlen(node->text) == 5)
		memcpy(text + 5, node->text, 6);
	if (date_parse(bytes_of_text(text), &date) != ERR_OK) {
		docpick_complain(source, node,
			N_("a month and a day in quotation marks, such as \"12-31\""));
		return NULL;
	}
	Jour__V1__MonthDay *day = docpick_room(source, node, sizeof(*day));
	if (day == NULL)
		return NULL;
	jour__v1__month_day__init(day);
	day->month = date.month;
	day->day = date.day;
	return day;
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
