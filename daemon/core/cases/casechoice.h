/* Which of a unit's case tables make up a period (totals.h, rule 2). */
#ifndef JOURD_CASECHOICE_H
#define JOURD_CASECHOICE_H

#include "reports.h"

/* The periods of a year as a tree: twelve months under four quarters under two half-years under
 * the year, numbered so that what is below comes first. */
#define CASECHOICE_NODES 19

struct casechoice {
	const struct case_report
		*own[CASECHOICE_NODES]; /* the best table for exactly that period */
	uint32_t nodes;			/* mask of the nodes whose own table is used */
	uint16_t months;		/* that they cover */
	unsigned extra;			/* most dimensions beyond those asked for in any of them */
};

/* The best choice of one source's tables that lie in the period and are divided by at least these
 * dimensions (a mask). What overlaps cannot be summed over, so a table that is divided by an
 * overlapping dimension is used only where that one is asked for. */
void casechoice_make(const struct reports *reports, const struct reporting_unit *unit,
	Jour__V1__Source source, unsigned dimensions, struct casechoice *ret_choice);
/* The table that a choice uses for a node; NULL when it uses none. */
const struct case_report *casechoice_used(const struct casechoice *choice, unsigned node);
/* The node of a period. */
unsigned casechoice_node(struct period period);
/* Whether a table may be used at all for months `asked`, by this source. */
bool casechoice_usable(const struct case_report *table, Jour__V1__Source source, uint16_t asked);

#endif
