/* Which version of an agreement counts, which agreements there are, and what a unit is called.
 *
 * One rule for the money and for the reports: for a period (the year that is paid for, the quarter
 * that is reported) the newest version as of the size whose from..to covers a day of it. From its
 * own first day on a version governs alone, also after its last day: a renewal that begins later
 * leaves what came before to the version it renews, and one that ends sooner ends the agreement. */
#ifndef JOURD_INFORCE_H
#define JOURD_INFORCE_H

#include "agreementyear.h"
#include "state.h"

#define INFORCE_YEAR 0xfffu /* every month of a year */

/* The months of the year that have one of the days. */
uint16_t inforce_months_of(struct days days, uint32_t year);
/* The months of the year that have a day in the version's from..to, January in bit 0. */
uint16_t inforce_months(const Jour__V1__Agreement *version, uint32_t year);
/* The months of the year that have a day from the version's first on: in them older ones are over.
 */
uint16_t inforce_governed(const Jour__V1__Agreement *version, uint32_t year);
/* The rule, for a period that is a set of months: true when a version that is in force in the
 * months `term` counts for it, newer versions governing the months `newer`. */
bool inforce_counts(uint16_t term, uint16_t newer, uint16_t period);

struct version {
	const Jour__V1__Agreement *agreement;
	struct standing standing;
	bool in_force; /* on at least one day of the year; else this is the newest of all */
	bool others;   /* another version holds on days of the year that this one does not */
};

/* The version that counts for the year, or else the newest, decoded into the arena. False when
 * there is no agreement with that dnr as of `size`, when the arena has no room, or on a store
 * error. */
bool inforce_version(struct store_txn *txn, const char *dnr, uint32_t year, uint64_t size,
	struct arena *arena, struct version *ret_version);

struct listed {
	const struct listed *next;
	const Jour__V1__Agreement *agreement; /* its newest version */
};

/* Every agreement as of `size`, ascending by dnr, in the arena. ERR_RANGE: the arena is too small.
 * Or the transaction's error. */
enum err inforce_list(struct store_txn *txn, uint64_t size, struct arena *arena,
	const struct listed **ret_first) MUST_CHECK;

/* True when the newest version ended before the agreement year: no version has a day in it. Spares
 * those who go through every agreement of a year the work on those long over. */
bool inforce_is_over(const Jour__V1__Agreement *newest, uint32_t year);

/* The name that a unit has at the end of the year, copied into the arena (NULL: no room); its code
 * when there is no such unit. */
const char *inforce_unit_name(struct store_txn *txn, const char *code, uint32_t year, uint64_t size,
	struct arena *arena, struct arena *scratch);

#endif
