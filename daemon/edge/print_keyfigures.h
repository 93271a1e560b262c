/* Key figures as text for people. */
#ifndef JOURD_PRINT_KEYFIGURES_H
#define JOURD_PRINT_KEYFIGURES_H

#include <stdio.h>

#include "keyfigures.h"

/* Of one kind, or (NULL) of all: a table for each kind, or one table when there is one unit. */
void print_keyfigures(
	const struct keyfigures *figures, const struct keyfigure_kind *only, FILE *to);

/* What is kept of a period when the next one is read; no text of it lives on. */
struct keypoint {
	struct period period;
	unsigned unit_count;
	struct {
		struct keyfigure shown; /* of the only unit, the agreement, or all together */
		struct keyvalue over_units;
		struct keyvalue over_inhabitants;
		unsigned units_in;
	} kinds[KEYFIGURES_MAX];
};
/* `by_agreement`: of the first agreement as a whole, not of its units together. */
void print_keyfigures_keep(
	const struct keyfigures *figures, bool by_agreement, struct keypoint *ret_point);
/* A table for each kind (or the one): a line for each period. */
void print_keyfigures_series(
	const struct keypoint *points, size_t count, const struct keyfigure_kind *only, FILE *to);

#endif
