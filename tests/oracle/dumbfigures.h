/* Key figures, worked out a second time from what dumbcounts.h finds: a unit with what was merged
 * into it (one merger after the other is not looked for), and what is only partly known. */
#ifndef DUMBFIGURES_H
#define DUMBFIGURES_H

#include "dumbcounts.h"

/* upper / lower is the figure; `lower` 0: there is none. */
struct dumb_figure {
	bool known;
	bool unsure; /* known or not: the oracle does not know of which months the cases are */
	bool at_least;
	uint64_t upper;
	uint64_t lower;
};

/* By the last day of the period, and gone from then on. */
bool dumb_is_merged(const struct dumb_query *query, const char *unit, const char *into);
/* With what was merged into it; 0: it is not known. */
uint64_t dumb_people(const struct dumb_query *query, const char *unit);
/* Cases for each inhabitant. */
struct dumb_figure dumb_rate(const struct dumb_query *query, const char *unit);
/* Of the measure for each case. */
struct dumb_figure dumb_each(const struct dumb_query *query, const char *unit, const char *measure);
/* Of the measure, in hundredths, over so many that are agreed for the year with the unit. */
struct dumb_figure dumb_of_agreed(
	const struct dumb_query *query, const char *unit, const char *measure, uint64_t agreed);

#endif
