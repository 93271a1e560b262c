/* A cell that holds a count, or says why it holds none: "-", an en dash or "uppgift saknas" (not
 * reported), "ej tillämpligt" (not applicable), ".." or "dold" (hidden). */
#ifndef AGENT_CELLSTATE_H
#define AGENT_CELLSTATE_H

#include "field.h"
#include "jour.pb-c.h"

/* COUNT for whatever is none of these words, the empty cell included. */
Jour__V1__CellState cellstate_read(struct field field);
/* Warns of a sign that others use for something else: a dash for zero, ".." for what is not known.
 * Once for a file and sign; `told` is 0 at first. */
void cellstate_remind(struct field field, Jour__V1__CellState state, unsigned *told);
/* False for "", "x", "fem" and "?": whoever wrote them may have meant one of the words, so
 * cellstate_miss tells them. "(5)" and "3*" are a number written wrongly. */
bool cellstate_has_digit(struct field field);
/* Complains of a cell that is neither a number nor one of these words. */
void cellstate_miss(struct field field);

#endif
