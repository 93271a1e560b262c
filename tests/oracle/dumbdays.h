/* The days of the dumb oracle (dumbmoney.h). */
#ifndef DUMBDAYS_H
#define DUMBDAYS_H

#include "dumbmoney.h"

struct dumb_part {
	uint32_t covered;
	uint32_t of;
};

uint32_t dumb_year_start(const Jour__V1__Agreement *agreement, uint32_t year);
/* How much of the agreement year counts, by the term's proration; `unit` NULL: for the term. */
struct dumb_part dumb_part_of_year(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term,
	uint32_t year, const char *unit);

#endif
