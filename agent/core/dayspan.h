/* Days that something holds for: in the right order, and within those of its agreement. Dates are
 * numbers yyyymmdd, 0 = not stated. */
#ifndef AGENT_DAYSPAN_H
#define AGENT_DAYSPAN_H

#include "docpick.h"

/* The last day that the agreement can come to by its own renewal; 0 = none. Its `renewal` has been
 * read. */
uint32_t dayspan_last_day(const Jour__V1__Agreement *agreement);

/* Complains when the keys `from` and `to` of the map (read before, 0 = left out) are in the wrong
 * order or outside the agreement's days. */
void dayspan_check(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, uint32_t from, uint32_t to);

/* Warns of a last day that is neither a month's nor an agreement year's. `node` NULL: not stated.
 */
void dayspan_warn_odd_end(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, uint32_t to);

#endif
