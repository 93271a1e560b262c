/* Totals of cases as text for people: the same structures that the JSON is made from. */
#ifndef JOURD_PRINT_TOTALS_H
#define JOURD_PRINT_TOTALS_H

#include "caseview.h"
#include "formcell.h"
#include "totalratio.h"

#define PRINT_BAR_WIDTH 20u
#define PRINT_BAR_SIZE (PRINT_BAR_WIDTH * 3 + 4) /* bytes with its NUL */

/* How they are shown. */
struct print_totals_style {
	enum totals_shown shown;
	bool bars; /* the number of cases is drawn, too */
};

/* The units and their sum, what it is divided by, and every note. */
void print_totals(struct caseview *view, const struct totals *totals,
	const struct print_totals_style *style, FILE *to);
/* As they were when closed, and beside them as they are now. */
void print_totals_closed(const struct caseview *view, const struct closed_part *parts,
	const struct totals *now, const struct print_totals_style *style, FILE *to);

/* A figure or one of the signs of official statistics (formcell_signs). Returns the buffer or a
 * constant. */
const char *print_totals_cell(
	const struct totals_base *base, const struct total_cell *cell, char buffer[FORMCELL_SIZE]);
const char *print_totals_cases(
	const struct totals_base *base, const struct total_cell *cases, char buffer[FORMCELL_SIZE]);
/* ", per 1 000 inhabitants": behind the heading; "" for counts. */
const char *print_totals_shown(enum totals_shown shown);
/* What the signs mean, and what a share is of. */
void print_totals_signs(enum totals_shown shown, FILE *to);
/* A bar as long as `count` is of `largest`, at most PRINT_BAR_WIDTH characters. */
const char *print_totals_bar(uint64_t count, uint64_t largest, char buffer[PRINT_BAR_SIZE]);

#endif
