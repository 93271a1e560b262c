/* The code lists of a world in which nothing is recorded. */
#ifndef BUILTIN_LISTS_H
#define BUILTIN_LISTS_H

#include "jour/kind.h"

static inline const struct codelist *builtin_list(void *world, const char *name, uint32_t version)
{
	(void)world;
	return version <= 1 ? codelist_builtin(name) : NULL;
}

static inline void each_builtin_list(
	void *world, void (*look)(void *looker, const struct codelist *list), void *looker)
{
	(void)world;
	for (size_t i = 0; codelist_builtin_at(i) != NULL; i++)
		look(looker, codelist_builtin_at(i));
}

#endif
