/* What the office has closed and published, as its Reference tells it: an agent's view of
 * PROTOCOL.md section 9 "Closed periods", and what a correction of the office's replaces.
 *
 * Everything returned points into the Reference. */
#ifndef AGENT_STANDING_H
#define AGENT_STANDING_H

#include "jour/codebook.h"
#include "jour/kind.h"

/* What stands under exactly that scope and period, reopened or not; NULL when nothing is known. */
const Jour__V1__Standing *standing_of_period(
	const Jour__V1__Reference *reference, const char *scope, struct period period);
/* The close in force for a unit's figures of the period; NULL when it is open as far as known. */
const Jour__V1__Standing *standing_close(
	const Jour__V1__Reference *reference, const char *unit, struct period period);
/* The release of that name; NULL when none is known. */
const Jour__V1__Standing *standing_release(const Jour__V1__Reference *reference, const char *id);

/* The code lists: those built in, and those that the Reference (NULL: none has come) tells of,
 * whose values live in the arena. What has no room is not in it. */
void standing_codes(
	const Jour__V1__Reference *reference, struct arena *arena, struct codebook *ret_codes);

#endif
