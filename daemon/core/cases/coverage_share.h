/* How much of the field a set of reports covers. */
#ifndef JOURD_COVERAGE_SHARE_H
#define JOURD_COVERAGE_SHARE_H

#include "reports.h"

/* "5 of 6 kommuner, 97 % of the inhabitants". Nobody is counted twice: a unit that is merged into
 * another one of which something is expected, or is a district of one, counts as a part of it, and
 * the whole is covered when all of its parts are. */
struct coverage_share {
	unsigned serial;
	unsigned units_expected;
	unsigned units_covered;
	uint64_t inhabitants_expected; /* of the units whose population is known */
	uint64_t inhabitants_covered;
	unsigned units_without_population;
	uint32_t population_date_first; /* yyyymmdd; 0 = none is known */
	uint32_t population_date_last;
	bool only_kommuner; /* no district or court among the expected */
};

/* Finds the inhabitants of a unit at the end of the period: what is known of the newest day. */
void coverage_share_find_population(struct reports *reports, struct reporting_unit *unit);
/* What holds the people of the page on the day besides itself, of those that `has` says are there:
 * what it was merged into by then, else its kommun; NULL: nothing. */
struct unit_page *coverage_share_holder(const struct unit_page *page, int32_t last,
	bool (*has)(const void *context, const struct unit_page *page), const void *context);
/* Finds what it counts in; all that is expected of any unit is known. */
void coverage_share_find_whole(const struct reports *reports, struct reporting_unit *unit);

/* Begins a share that units can be added to, until the next one is begun. */
struct coverage_share coverage_share_new(struct reports *reports);
/* Adds an expected unit; one of which nothing is expected changes nothing. */
void coverage_share_add(struct coverage_share *share, struct reporting_unit *unit, bool covered);
/* Whole per cent of the inhabitants, rounded down: 100 is everybody. False when the population of
 * a unit is not known, or nobody is expected. */
bool coverage_share_percent(const struct coverage_share *share, unsigned *ret_percent);

#endif
