/* Reads the keys of a YAML file for a record, as pick.h reads the cells of a sheet. A key that is
 * not there has been complained about by keycheck_map when it is required: what is read instead is
 * something empty. What is allocated lives in the intake's arena. */
#ifndef AGENT_DOCPICK_H
#define AGENT_DOCPICK_H

#include "pick.h"

#define DOCPICK_ITEMS_MAX 64u /* of a list; the office takes no more */

/* A table of keys and its size, for keycheck_map. */
#define DOCPICK_KEYS(table) table, sizeof(table) / sizeof((table)[0])

/* What the readers need. */
struct source {
	struct intake *intake;
	const struct yamldoc *doc;
};

/* Complains that something else was expected (a noun phrase) than what the node says. */
void docpick_complain(struct source source, const struct yamldoc_node *node, const char *expected);
/* Room in the arena; NULL after a complaint. */
void *docpick_room(struct source source, const struct yamldoc_node *node, size_t size);

/* How many children a list or map has. */
size_t docpick_count(const struct yamldoc_node *list);
/* Room for an array of pointers to what the list under `key` says, and its first item. NULL when
 * there is no such key, or after a complaint. */
void *docpick_begin_list(struct source source, const struct yamldoc_node *map, const char *key,
	const struct yamldoc_node **ret_first);
/* Sorts an array of pointers; `compare` as for qsort. */
void docpick_sort(void **items, size_t count, int (*compare)(const void *, const void *));

char *docpick_text(struct source source, const struct yamldoc_node *map, const char *key);
/* yyyymmdd. */
uint32_t docpick_date(struct source source, const struct yamldoc_node *map, const char *key);
uint32_t docpick_number(struct source source, const struct yamldoc_node *map, const char *key,
	uint32_t min, uint32_t max, uint32_t otherwise);
/* The amount under the key `kronor`, in ore. */
uint64_t docpick_kronor(struct source source, const struct yamldoc_node *map);
/* The index of the word; `otherwise` when the key is left out, or after a complaint. */
size_t docpick_word(struct source source, const struct yamldoc_node *map, const char *key,
	const char *const *words, size_t otherwise);

#endif
