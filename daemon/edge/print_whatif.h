/* What is and what would be, beside each other, as text for people. */
#ifndef JOURD_PRINT_WHATIF_H
#define JOURD_PRINT_WHATIF_H

#include <stdio.h>

#include "sidebyside.h"
#include "whatif.h"

/* That nothing was stored, and the records that are supposed, with what they would correct.
 * `scratch` holds one decoded record. */
void print_whatif_records(const struct whatif *whatif, struct arena *scratch, FILE *to);
/* Which of them would be refused, and why. */
void print_whatif_refused(const struct whatif *whatif, struct arena *scratch, FILE *to);

/* Unit by unit and term by term what is paid today, what would be, and the difference; with
 * `explain` also both answers' exact fractions and records. */
void print_whatif_agreement(const struct sides *sides, bool explain, FILE *to);
/* The same of the terms that split `line`. */
void print_whatif_split(const struct sides *sides, const char *line, bool explain, FILE *to);

#endif
