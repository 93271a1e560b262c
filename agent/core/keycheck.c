#include "keycheck.h"

#include <string.h>

#include "jour/i18n.h"

#define SUGGEST_DISTANCE_MAX 2u

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance, one row of the table at a time. */
static size_t edit_distance(struct bytes a, struct bytes b)
{
	size_t row[KEYCHECK_SIZE_MAX + 1];

	for (size_t j = 0; j <= b.size; j++)
		row[j] = j;
	for (size_t i = 0; i < a.size; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < b.size; j++) {
			size_t changed = diagonal + (a.data[i] != b.data[j]);
			diagonal = row[j + 1];
			row[j + 1] = smaller(changed, smaller(row[j], row[j + 1]) + 1);
		}
	}
	return row[b.size];
}

const char *keycheck_suggest(const char *key, const struct yamldoc_key *keys, size_t key_count)
{
	struct bytes wrong = bytes_of_text(key);
	size_t best_distance = SUGGEST_DISTANCE_MAX + 1;
	const char *best = NULL;

	if (wrong.size > KEYCHECK_SIZE_MAX)
		return NULL;
	for (size_t i = 0; i < key_count; i++) {
		struct bytes name = bytes_of_text(keys[i].name);
		size_t distance = edit_distance(name, wrong);
		if (distance < best_distance && distance < name.size) {
			best_distance = distance;
			best = keys[i].name;
		}
	}
	return best;
}

static bool is_known(const char *key, const struct yamldoc_key *keys, size_t key_count)
{
	for (size_t i = 0; i < key_count; i++)
		if (strcmp(keys[i].name, key) == 0)
			return true;
	return false;
}

static void complain_of_unknown(const struct yamldoc *doc, const struct yamldoc_node *node,
	const struct yamldoc_key *keys, size_t key_count)
{
	const char *meant = keycheck_suggest(node->key, keys, key_count);

	if (meant == NULL)
		complaint_add(doc->complaints, yamldoc_place(node), N_("unknown key \"{1}\""),
			node->key, NULL);
	else
		complaint_add(doc->complaints, yamldoc_place(node),
			N_("unknown key \"{1}\", did you mean \"{2}\"?"), node->key, meant);
}

enum err keycheck_map(const struct yamldoc *doc, const struct yamldoc_node *node,
	const struct yamldoc_key *keys, size_t key_count)
{
	size_t errors_before = doc->complaints->error_count;

	if (node->kind != YAMLDOC_MAP) {
		complaint_add(doc->complaints, yamldoc_place(node),
			N_("expected keys with values below this line"), NULL, NULL);
		return ERR_MALFORMED;
	}
	for (const struct yamldoc_node *child = node->first; child != NULL; child = child->next)
		if (!is_known(child->key, keys, key_count))
			complain_of_unknown(doc, child, keys, key_count);
	for (size_t i = 0; i < key_count; i++)
		if (keys[i].required && yamldoc_get(node, keys[i].name) == NULL)
			complaint_add(doc->complaints, yamldoc_place(node),
				N_("the key \"{1}\" is missing"), keys[i].name, NULL);
	return doc->complaints->error_count == errors_before ? ERR_OK : ERR_MALFORMED;
}

enum err keycheck_list(const struct yamldoc *doc, const struct yamldoc_node *node)
{
	if (node->kind == YAMLDOC_LIST && node->first != NULL)
		return ERR_OK;
	complaint_add(doc->complaints, yamldoc_place(node),
		N_("expected a list below this line, each item begins with \"- \""), NULL, NULL);
	return ERR_MALFORMED;
}
