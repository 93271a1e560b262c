/* What the corrections of a file change in numbers. A case table is corrected as a whole, and a row
 * that was left out becomes 0 without a word: so it is said, before it is sent, how many cases the
 * table had and how many it will have. */
#ifndef AGENT_TABLECHANGE_H
#define AGENT_TABLECHANGE_H

#include "intake.h"

/* Adds a note to intake->complaints for each case table of `body` (what intake_read appended) that
 * is a correction, and a warning where no row names some of its cells. What it had is known when
 * the Reference (NULL: there is none) tells of the record that is replaced. `arena` holds one
 * decoded record at a time (DECODE_HEAP_MAX). */
void tablechange_tell(struct intake *intake, struct bytes body,
	const Jour__V1__Reference *reference, struct arena *arena);

#endif
