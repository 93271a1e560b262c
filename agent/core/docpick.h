/* Reads the keys of a YAML file for a record, as pick.h reads the cells of a sheet. A key that is
 * not there has been complained about by keycheck_map when it is required: what is read instead is
 * something empty. What is allocated lives in the intake's arena. */
#ifndef AGENT_DOCPICK_H
#define AGENT_DOCPICK_H

#include "keycheck.h"
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
/* Complains, or warns, at the node in words of its own; complaint.h says what they may hold. */
void docpick_error(struct source source, const struct yamldoc_node *node, const char *message,
	const char *first, const char *second);
void docpick_warn(struct source source, const struct yamldoc_node *node, const char *message,
	const char *first, const char *second);
/* Room in the arena, zeroed; NULL after a complaint. */
void *docpick_room(struct source source, const struct yamldoc_node *node, size_t size);

/* Complains of keys that are unknown or missing, as keycheck_map, and gives room for what the map
 * says. What it does say is read even so, that all complaints come at once. NULL when the node is
 * no map (complained about) or there is no room. */
void *docpick_map(struct source source, const struct yamldoc_node *node,
	const struct yamldoc_key *keys, size_t key_count, size_t size);

/* How many children a list or map has. */
size_t docpick_count(const struct yamldoc_node *list);
/* Room for an array of pointers to what the list under `key` says, and its first item. NULL when
 * there is no such key, or after a complaint. */
void *docpick_begin_list(struct source source, const struct yamldoc_node *map, const char *key,
	const struct yamldoc_node **ret_first);
/* The same for a key whose value may be a single map, too: then that is the first item, and
 * `ret_count` says that it is the only one. */
void *docpick_begin_one_or_list(struct source source, const struct yamldoc_node *map,
	const char *key, const struct yamldoc_node **ret_first, size_t *ret_count);
/* Sorts an array of pointers; `compare` as for qsort. */
void docpick_sort(void **items, size_t count, int (*compare)(const void *, const void *));

char *docpick_text(struct source source, const struct yamldoc_node *map, const char *key);
/* yyyymmdd. */
uint32_t docpick_date(struct source source, const struct yamldoc_node *map, const char *key);
uint32_t docpick_number(struct source source, const struct yamldoc_node *map, const char *key,
	uint32_t min, uint32_t max, uint32_t otherwise);
/* The amount under the key, in ore: more than nothing, unless `may_be_nothing`. */
uint64_t docpick_amount(
	struct source source, const struct yamldoc_node *map, const char *key, bool may_be_nothing);
/* Per cent under the key, "90 %" or 12,5, in hundredths: 1 to 10 000. */
uint32_t docpick_percent(
	struct source source, const struct yamldoc_node *map, const char *key, uint32_t otherwise);
#define DOCPICK_PERCENT_SIZE 32u
/* "99,99" or "90" from hundredths; within the buffer. */
const char *docpick_percent_text(uint64_t hundredths, char buffer[DOCPICK_PERCENT_SIZE]);
/* yes or no (ja, nej); no when the key is left out. */
bool docpick_yes(struct source source, const struct yamldoc_node *map, const char *key);
/* "12-31", a day that every year has; NULL without a node, or after a complaint. */
Jour__V1__MonthDay *docpick_month_day(struct source source, const struct yamldoc_node *node);
/* The index of the word; `otherwise` when the key is left out, or after a complaint. */
size_t docpick_word(struct source source, const struct yamldoc_node *map, const char *key,
	const char *const *words, size_t otherwise);

#endif
