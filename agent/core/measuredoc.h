/* A measure: the figure of each unit that a rate or a key goes by. */
#ifndef AGENT_MEASUREDOC_H
#define AGENT_MEASUREDOC_H

#include "docpick.h"

/* The keys of a map that a measure is one of, for the table of that map's keys. */
#define MEASUREDOC_KEYS                                                                            \
	{"population", false}, {"figures", false}, {"fixed_shares", false}, {"data", false},       \
		{"equal", false},                                                                  \
	{                                                                                          \
		"cases", false                                                                     \
	}

/* Reads the one measure that the map states beside its other keys. NULL after a complaint: none is
 * stated, or more than one, or it is wrong. The agreement's units have been read. */
Jour__V1__Measure *measuredoc_read(
	struct source source, const struct yamldoc_node *map, const Jour__V1__Agreement *agreement);
/* The measure that is 1 for each unit. NULL when there is no room. */
Jour__V1__Measure *measuredoc_equal(struct source source, const struct yamldoc_node *node);

#endif
