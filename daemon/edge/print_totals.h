/* Totals of cases as text for people: the same structures that the JSON is made from. */
#ifndef JOURD_PRINT_TOTALS_H
#define JOURD_PRINT_TOTALS_H

#include "caseview.h"
#include "jour/money.h"

#define CELL_TEXT_SIZE (MONEY_TEXT_SIZE + 4)
#define PRINT_BAR_WIDTH 20u
#define PRINT_BAR_SIZE (PRINT_BAR_WIDTH * 3 + 4) /* bytes with its NUL */

/* The units and their sum, what it is divided by, and every note; with `bars` the cases drawn, too.
 */
void print_totals(struct caseview *view, const struct totals *totals, bool bars, FILE *to);
/* As they were when closed, and beside them as they are now. */
void print_totals_closed(const struct caseview *view, const struct closed_part *parts,
	const struct totals *now, FILE *to);

/* A count or one of the signs of official statistics; print_totals_signs says what they mean.
 * Returns the buffer or a constant. */
const char *print_totals_cell(const struct total_cell *cell, char buffer[CELL_TEXT_SIZE]);
void print_totals_signs(FILE *to);
/* A bar as long as `count` is of `largest`, at most PRINT_BAR_WIDTH characters. */
const char *print_totals_bar(uint64_t count, uint64_t largest, char buffer[PRINT_BAR_SIZE]);

#endif
