/* The figures of one row of a total, added up from the tables that make up its period. */
#ifndef JOURD_TOTALCELLS_H
#define JOURD_TOTALCELLS_H

#include "totals.h"

/* Some of a unit's tables. */
struct total_part {
	bool (*has)(void *context, const struct case_report *table);
	void *context;
	uint16_t months; /* nothing is owed of others */
};

/* Fills in the cells of a row, months_used, covered and TOTAL_DERIVED; its unit and source are set
 * and its cells empty. `part` NULL: of all tables that are used. A table that cannot be decoded is
 * sticky in the transaction. */
void totalcells_fill(struct reports *reports, struct totals *totals, const struct total_part *part,
	struct total_row *row);

#endif
