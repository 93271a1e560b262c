/* The steps of a term after its formula: indexation, proration, rounding. */
#ifndef AGENT_STEPDOC_H
#define AGENT_STEPDOC_H

#include "docpick.h"

/* {to: krona, rule: half_up}; NULL without a node, or after a complaint. */
Jour__V1__Rounding *stepdoc_rounding(struct source source, const struct yamldoc_node *node);
/* The key `to` of a formula, half up; NULL after a complaint. */
Jour__V1__Rounding *stepdoc_round_to(struct source source, const struct yamldoc_node *map);
/* Half up to whole kronor; NULL after a complaint. */
Jour__V1__Rounding *stepdoc_whole_kronor(struct source source, const struct yamldoc_node *node);
/* Reads the term's keys `indexation`, `proration` and `rounding`; what is left out is none, none,
 * and to the ore by half_up, unless its formula, read before, stated a rounding. */
void stepdoc_read(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term);

#endif
