/* A cell that holds a count, or says why it holds none, with the signs that jourd prints: "..", a
 * dash or "uppgift saknas" (not reported), "." or "ej tillämpligt" (not applicable), "dold" or
 * "hidden": an "x" may be a tick. */
#ifndef AGENT_CELLSTATE_H
#define AGENT_CELLSTATE_H

#include "field.h"
#include "jour.pb-c.h"

/* COUNT for whatever is none of these words, the empty cell included. */
Jour__V1__CellState cellstate_read(struct field field);
/* Warns of a dash, which others use for zero. Once for a file; `told` is false at first. */
void cellstate_remind(struct field field, Jour__V1__CellState state, bool *told);
/* False for "", "x", "fem" and "?": whoever wrote them may have meant one of the words, so
 * cellstate_miss tells them. "(5)" and "3*" are a number written wrongly. */
bool cellstate_has_digit(struct field field);
/* Complains of a cell that is neither a number nor one of these words. */
void cellstate_miss(struct field field);

#endif
