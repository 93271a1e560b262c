/* The least and the most that a unit pays, as the key `limits` of a formula. */
#ifndef AGENT_LIMITDOC_H
#define AGENT_LIMITDOC_H

#include "docpick.h"

/* What stands under `limits`, ascending by unit, in the intake's arena; NULL and 0 without it or
 * after a complaint. */
Jour__V1__Limit **limitdoc_read(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, size_t *ret_count);

#endif
