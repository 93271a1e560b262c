/* Which rows of a total hold which: what is counted once although two units say it.
 *
 * A kommun's figure is its own table, else the sum of its districts, never both: the kommun's own
 * count before its districts', and these before the jour's count of the whole. The districts' rows
 * are shown beside it and are in no sum. A district that changes kommun in the period is in each of
 * them with what its tables say of the months there. A table that spans the change counts in the
 * kommun of its last day, and the other has at least what it has. What was said of the time in a
 * kommun without a row is in the sum by itself, when the scope has that time. A unit that others
 * are merged into may report for a period that began before it: its table then stands for theirs,
 * too. */
#ifndef JOURD_TOTALPARTS_H
#define JOURD_TOTALPARTS_H

#include "totals.h"

/* Sets `inside` and `counts` of every row, and the figures of kommuner that their districts make.
 * All rows are filled in. Nothing is settled of units whose history was not read (coverage_read).
 * When the memory is too small reports->full is set. */
void totalparts_settle(
	struct reports *reports, const struct totals_query *query, struct totals *totals);

#endif
