/* A cost that is split over the units so that the parts add up to it. */
#include <string.h>

#include "formula.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "limitdoc.h"
#include "measuredoc.h"
#include "stepdoc.h"
#include "termrules.h"
#include "unitmap.h"

/* ---- the key */

static Jour__V1__KeyPart *make_part(struct source source, const struct yamldoc_node *node)
{
	Jour__V1__KeyPart *part = docpick_room(source, node, sizeof(*part));
	if (part == NULL)
		return NULL;
	jour__v1__key_part__init(part);
	part->weight = 1;
	return part;
}

/* One measure alone. */
static Jour__V1__KeyPart *read_single(
	struct source source, const struct yamldoc_node *node, const Jour__V1__Agreement *agreement)
{
	static const struct yamldoc_key keys[] = {{"above", false}, MEASUREDOC_KEYS};
	static const char *const words[] = {"equal", NULL};
	size_t index = 0;
	Jour__V1__KeyPart *part = make_part(source, node);
	if (part == NULL)
		return NULL;
	if (node->kind == YAMLDOC_TEXT) {
		if (field_read_word(yamldoc_field(source.doc, node), words, &index) != ERR_OK)
			return NULL;
		part->measure = measuredoc_equal(source, node);
		return part;
	}
	if (keycheck_map(source.doc, node, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	part->above = docpick_number(source, node, "above", 0, COUNT_MAX, 0);
	part->measure = measuredoc_read(source, node, agreement);
	return part;
}

/* A measure of which only some units have a part. */
static void read_of_some(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__KeyPart *part)
{
	part->units = unitmap_list(source, node, agreement, &part->n_units);
	const Jour__V1__Agreement narrowed =
		termrules_narrow(agreement, part->units, part->n_units);
	part->above = docpick_number(source, node, "above", 0, COUNT_MAX, 0);
	part->measure = measuredoc_read(source, node, &narrowed);
}

/* One measure of a mix: its weight is per cent. */
static Jour__V1__KeyPart *read_weighted(
	struct source source, const struct yamldoc_node *node, const Jour__V1__Agreement *agreement)
{
	static const struct yamldoc_key keys[] = {
		{"weight", true}, {"units", false}, {"above", false}, MEASUREDOC_KEYS};
	if (keycheck_map(source.doc, node, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__KeyPart *part = make_part(source, node);
	if (part == NULL)
		return NULL;
	part->weight = docpick_percent(source, node, "weight", WHOLE_BP);
	read_of_some(source, node, agreement, part);
	return part;
}

/* Whole per cents stay what they are, 30 and 70, since a person will read them. */
static void check_weights(
	struct source source, const struct yamldoc_node *node, Jour__V1__SharedCost *shared)
{
	char percent[DOCPICK_PERCENT_SIZE];
	uint64_t sum = 0;
	bool whole = true;
	for (size_t i = 0; i < shared->n_key; i++) {
		sum += shared->key[i]->weight;
		whole = whole && shared->key[i]->weight % 100 == 0;
	}
	if (sum != WHOLE_BP)
		docpick_error(source, node, N_("the weights add up to {1} per cent, not to 100"),
			docpick_percent_text(sum, percent), NULL);
	for (size_t i = 0; whole && i < shared->n_key; i++)
		shared->key[i]->weight /= 100;
}

/* One measure of a sum. */
static Jour__V1__KeyPart *read_summand(
	struct source source, const struct yamldoc_node *node, const Jour__V1__Agreement *agreement)
{
	static const struct yamldoc_key keys[] = {
		{"per", false}, {"units", false}, {"above", false}, MEASUREDOC_KEYS};
	if (keycheck_map(source.doc, node, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__KeyPart *part = make_part(source, node);
	if (part == NULL)
		return NULL;
	part->per = docpick_number(source, node, "per", 1, COUNT_MAX, 0);
	read_of_some(source, node, agreement, part);
	return part;
}

/* The measures under the key, each read by `read`. */
static void read_parts(struct source source, const struct yamldoc_node *map, const char *key,
	Jour__V1__KeyPart *(*read)(struct source source, const struct yamldoc_node *node,
		const Jour__V1__Agreement *agreement),
	const Jour__V1__Agreement *agreement, Jour__V1__SharedCost *shared)
{
	const struct yamldoc_node *list = yamldoc_get(map, key), *item = NULL;
	shared->key = docpick_begin_list(source, map, key, &item);
	if (shared->key == NULL)
		return;
	if (docpick_count(list) > KEY_PARTS_MAX) {
		docpick_error(source, list, N_("more than 8 of them"), NULL, NULL);
		return;
	}
	for (; item != NULL; item = item->next) {
		Jour__V1__KeyPart *part = read(source, item, agreement);
		if (part != NULL)
			shared->key[shared->n_key++] = part;
	}
}

static void read_mix(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, Jour__V1__SharedCost *shared)
{
	size_t errors_before = source.doc->complaints->error_count;
	read_parts(source, map, "key", read_weighted, agreement, shared);
	if (source.doc->complaints->error_count == errors_before)
		check_weights(source, yamldoc_get(map, "key"), shared);
}

/* Measures that are added up, each for so many of its own: one key. */
static void read_sum(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__SharedCost *shared)
{
	static const struct yamldoc_key keys[] = {{"sum", true}};
	if (keycheck_map(source.doc, node, DOCPICK_KEYS(keys)) != ERR_OK)
		return;
	shared->key_is_sum = true;
	read_parts(source, node, "sum", read_summand, agreement, shared);
}

static void read_key(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, Jour__V1__SharedCost *shared)
{
	const struct yamldoc_node *node = yamldoc_get(map, "key");
	if (node == NULL)
		return;
	if (node->kind == YAMLDOC_LIST) {
		read_mix(source, map, agreement, shared);
		return;
	}
	if (node->kind == YAMLDOC_MAP && yamldoc_get(node, "sum") != NULL) {
		read_sum(source, node, agreement, shared);
		return;
	}
	shared->key = docpick_room(source, node, sizeof(void *));
	Jour__V1__KeyPart *part = read_single(source, node, agreement);
	if (shared->key != NULL && part != NULL)
		shared->key[shared->n_key++] = part;
}

/* ---- the rest */

/* What no agreement can mean: the part that is not shared is all that there is. */
static void check_amounts(struct source source, const struct yamldoc_node *map,
	const Jour__V1__SharedCost *shared, const Jour__V1__Agreement *agreement)
{
	if (shared->stated_ore == 0)
		return;
	if (shared->above_ore >= shared->stated_ore)
		docpick_error(source, yamldoc_get(map, "above"),
			N_("the whole amount lies below this: nothing would be shared"), NULL,
			NULL);
	else if (shared->base_ore > (shared->stated_ore - shared->above_ore) / agreement->n_units)
		docpick_error(source, yamldoc_get(map, "base"),
			N_("the units' base amounts come to more than the whole"), NULL, NULL);
}

static void read_shared(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term)
{
	static const struct yamldoc_key keys[] = {{"line", false}, {"kronor", false},
		{"less", false}, {"above", false}, {"base", false}, {"key", true},
		{"limits", false}, {"to", false}};
	Jour__V1__SharedCost *shared =
		docpick_map(source, node, DOCPICK_KEYS(keys), sizeof(*shared));
	if (shared == NULL)
		return;
	jour__v1__shared_cost__init(shared);
	shared->stated_ore = docpick_amount(source, node, "kronor", false);
	if (yamldoc_get(node, "line") != NULL)
		shared->line = docpick_text(source, node, "line");
	else if (yamldoc_get(node, "kronor") != NULL)
		shared->line = term->id;
	else
		docpick_error(source, node,
			N_("expected line, the costs that are shared, or kronor, a stated "
			   "amount"),
			NULL, NULL);
	if (yamldoc_get(node, "less") != NULL)
		shared->less = docpick_text(source, node, "less");
	shared->above_ore = docpick_amount(source, node, "above", true);
	shared->base_ore = docpick_amount(source, node, "base", true);
	read_key(source, node, agreement, shared);
	shared->limits = limitdoc_read(source, node, agreement, &shared->n_limits);
	/* The short way of saying how the shares are rounded. */
	if (yamldoc_get(node, "to") != NULL)
		term->rounding = stepdoc_round_to(source, node);
	if (agreement->n_units > 0)
		check_amounts(source, node, shared, agreement);
	term->shared_cost = shared;
	term->formula_case = JOUR__V1__TERM__FORMULA_SHARED_COST;
}

const struct formula formula_shared = {
	.key = "shared_cost", .flow = JOUR__V1__FLOW__FLOW_CASH, .read = read_shared};
