/* Key figures as text for people. */
#ifndef JOURD_PRINT_KEYFIGURES_H
#define JOURD_PRINT_KEYFIGURES_H

#include <stdio.h>

#include "keyfigures.h"

/* Of one kind, or (NULL) of all: a table for each kind, or one table when there is one unit. */
void print_keyfigures(
	const struct keyfigures *figures, const struct keyfigure_kind *only, FILE *to);

#endif
