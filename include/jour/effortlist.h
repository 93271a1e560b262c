/* The measures of effort (PROTOCOL.md section 9): the one place where a measure is added. */
#ifndef JOUR_EFFORTLIST_H
#define JOUR_EFFORTLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "jour/bytes.h"

#define EFFORT_MEASURES_MAX 32
#define EFFORT_SPELLINGS_MAX 4

/* The measure that an agreement's terms of hours are about. */
#define EFFORT_OF_HOURS "volunteer_hours"

/* What hundredths / 100 is a number of. Only hours and days may have decimals. */
enum effort_unit {
	EFFORT_PIECES, /* assignments, persons, calls, cases */
	EFFORT_HOURS,
	EFFORT_DAYS,
};

struct effort_measure {
	const char *name; /* in records */
	const char *label_sv;
	const char *label_en;			     /* marked for translation, too */
	const char *spellings[EFFORT_SPELLINGS_MAX]; /* what people write besides; else NULL */
	enum effort_unit unit;
	bool is_share; /* a service level: so many of so many */
	bool is_stock; /* how many there are: over several periods the latest, not the sum */
};

/* The measures in order; NULL after the last. At most EFFORT_MEASURES_MAX. */
const struct effort_measure *effortlist_at(size_t position);
/* True for a number that can be one of the measure: what is counted has no hundredths, and nothing
 * is more than COUNT_MAX. */
bool effortlist_is_number(const struct effort_measure *measure, uint64_t hundredths);
/* NULL when the list has no measure of that name. */
const struct effort_measure *effortlist_find(struct bytes name);

#endif
