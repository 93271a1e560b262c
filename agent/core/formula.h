/* The formulas of a term; each stands in agent/core/formula_<name>.c and is listed in termdoc.c. */
#ifndef AGENT_FORMULA_H
#define AGENT_FORMULA_H

#include "docpick.h"

struct formula {
	const char *key;     /* under which it stands in the term */
	Jour__V1__Flow flow; /* of a term that states none */
	/* Reads what stands under the key into the term, whose `id` has been read, as far as it can
	 * be read. The agreement has all but its terms and reports. */
	void (*read)(struct source source, const struct yamldoc_node *node,
		const Jour__V1__Agreement *agreement, Jour__V1__Term *term);
};

extern const struct formula formula_rate;
extern const struct formula formula_rate_per_inhabitant;
extern const struct formula formula_fixed;
extern const struct formula formula_shared;
extern const struct formula formula_budget;
extern const struct formula formula_hours;

#endif
