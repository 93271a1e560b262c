/* The options --from, --to and --per of commands that show a line for each period. */
#ifndef JOURD_PERIODRANGE_H
#define JOURD_PERIODRANGE_H

#include "jour/command.h"
#include "jour/period.h"

#define PERIODRANGE_MAX 1200u /* periods: a century of months */

struct periodrange {
	struct period from; /* months 0: no range was asked for */
	struct period to;
	uint8_t months; /* of each period */
};

/* Use as an argp child with a struct periodrange as its input. A range that is no range ends the
 * process with a sentence. */
extern const struct argp periodrange_argp;

bool periodrange_is_asked(const struct periodrange *range);
/* The first period of a range that was asked for, and the next one; false after the last. */
struct period periodrange_first(const struct periodrange *range);
bool periodrange_next(const struct periodrange *range, struct period *period);

#endif
