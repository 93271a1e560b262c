/* Whether a map of a YAML file has the keys it should have, and no others. */
#ifndef AGENT_KEYCHECK_H
#define AGENT_KEYCHECK_H

#include "yamldoc.h"

#define KEYCHECK_SIZE_MAX 64u /* bytes of a key that suggestions are made for */

/* A key that a map may have. */
struct yamldoc_key {
	const char *name;
	bool required;
};

/* Complains when the node is no map, of every key that is not in `keys` (with the one that
 * was probably meant), and of every required one it lacks. ERR_MALFORMED when it did. */
enum err keycheck_map(const struct yamldoc *doc, const struct yamldoc_node *node,
	const struct yamldoc_key *keys, size_t key_count) MUST_CHECK;

/* Complains when the node is no list, or an empty one. ERR_MALFORMED when it did. */
enum err keycheck_list(const struct yamldoc *doc, const struct yamldoc_node *node) MUST_CHECK;

/* The name in `keys` that `key` probably misspells: the first of the nearest ones within two
 * bytes put in, left out or changed, and fewer than the name has; NULL when none is so near
 * or `key` is longer than KEYCHECK_SIZE_MAX. */
const char *keycheck_suggest(const char *key, const struct yamldoc_key *keys, size_t key_count);

#endif
