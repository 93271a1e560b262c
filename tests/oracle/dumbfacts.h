/* Looking for facts, for the dumb oracle (dumbmoney.h). */
#ifndef DUMBFACTS_H
#define DUMBFACTS_H

#include "dumbmoney.h"

/* A unit's figure, the mean of the measure's years. False: it is not known. */
bool dumb_figure(const struct dumb_world *world, const Jour__V1__Measure *measure, uint32_t year,
	const char *unit, mpq_t ret_figure);
/* As per cent or as a number; false, too, when it is the other. */
bool dumb_index(const struct dumb_world *world, const char *index, uint32_t year, bool number,
	int64_t *ret_hundredths);
/* The sum of a line's costs; false when there are none. */
bool dumb_costs(const struct dumb_world *world, const char *dnr, const char *line, uint32_t year,
	int64_t *ret_sum_ore);
bool dumb_measure_asks_for(const Jour__V1__Measure *measure, uint32_t year,
	const struct dumb_fact *fact, const char **ret_unit);

#endif
