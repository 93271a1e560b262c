/* A map of a YAML file whose keys are units of the agreement: "2409: 10 %". */
#ifndef AGENT_UNITMAP_H
#define AGENT_UNITMAP_H

#include "docpick.h"

#define UNITMAP_EVERY "every" /* the key that stands for all other units */
#define UNITMAP_MAX (DOCPICK_ITEMS_MAX + 1)

struct unitmap_entry {
	char *unit; /* UNIT_EVERY for the key `every`; in the intake's arena */
	const struct yamldoc_node *node;
};

struct unitmap {
	struct unitmap_entry *entries[UNITMAP_MAX]; /* ascending by unit, in the intake's arena */
	size_t count;
};

/* Reads the keys. Complains when the node is no map, is empty or too long, and of a unit that is
 * not the agreement's or is there twice; what is left is read. `every` says that UNITMAP_EVERY may
 * be a key. The agreement's units have been read. */
void unitmap_read(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, bool every, struct unitmap *ret_units);
/* The first unit of the agreement that the map does not name; NULL when it names all. */
const char *unitmap_lacks(const struct unitmap *units, const Jour__V1__Agreement *agreement);

/* Reads the list under the key `units`, ascending; NULL and 0 without the key. Complains as above.
 */
char **unitmap_list(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, size_t *ret_count);

#endif
