/* Which rows of a total hold which: what is counted once although two units say it.
 *
 * A kommun's figure is its own table, else the sum of its districts, never both: the kommun's own
 * count before its districts', and these before the jour's count of the whole. The districts' rows
 * are shown beside it and are in no sum. A unit that others are merged into may report for a period
 * that began before it: its table then stands for theirs, too. */
#ifndef JOURD_TOTALPARTS_H
#define JOURD_TOTALPARTS_H

#include "totals.h"

/* Sets `inside` of every row, and the figures of kommuner that their districts make. All rows are
 * filled in. Nothing is settled of units whose history was not read (coverage_read). */
void totalparts_settle(const struct reports *reports, struct totals *totals);

#endif
