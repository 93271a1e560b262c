/* The part of an agreement year that counts for a unit, or for a term as a whole. */
#ifndef JOURD_PRORATION_H
#define JOURD_PRORATION_H

#include "agreementyear.h"

/* covered = 0: not a partner, or the term does not hold. */
struct fraction {
	uint32_t covered;
	uint32_t of;
};

/* True when the list has the unit, or nothing: then it is about all partners. */
bool proration_names(char *const *units, size_t count, const char *unit);
/* True for a partner unit that the term is about. */
bool proration_holds_for(const Jour__V1__Term *term, const char *unit);

/* The days of agreement year `year` on which the agreement and the term hold and, unless `unit` is
 * NULL, the unit is a partner. */
struct days proration_days(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term,
	uint32_t year, const char *unit);

/* Those days by the term's rule. NONE: 1/1 if there is any. MONTHS: months of the agreement year
 * that are wholly covered, of 12; they are calendar months when the year begins on the first of
 * one, else they begin on its day. DAYS: of the days in the whole agreement year, 365 or 366. */
struct fraction proration_of(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term,
	uint32_t year, const char *unit);

#endif
