/* Key figures of a period (keyfigure.h): for each unit, for each agreement, and over all units.
 *
 * A figure is an exact fraction that is rounded once, half up, for showing. It is known only when
 * its numerator and denominator are; otherwise it says why. What is said over several units is said
 * of those of them whose figure is known, and says how many these are.
 *
 * Three things are said over several units, and they differ: all of them together (the sum of the
 * numerators over the sum of the denominators), the mean over the units (each unit weighs the same)
 * and the mean over the inhabitants (each unit weighs as many as live there). Courts are in none of
 * them. A unit's figures are those of what was merged into it by the end of the period, too
 * (keybook_members), over the people of them all. What was merged, and a district whose kommun is
 * there, are shown and not counted a second time. What was split and is gone shares its people with
 * the parts, so of it the figures alone are among all together, and it is in no mean. */
#ifndef JOURD_KEYFIGURES_H
#define JOURD_KEYFIGURES_H

#include "keyfigure.h"

struct keyvalue {
	enum cell_state state; /* CELL_COUNT: it is known */
	int64_t rounded;       /* times 10^decimals of its kind */
	const char *exact;     /* "n/d" */
	int64_t of_norm;       /* tenths of a per cent of the kind's norm, rounded; 0 without */
	bool at_least;	       /* a part of the numerator is missing */
	bool partial;	       /* a part of both is missing: a share of what is reported */
	struct sentence why;   /* when it is not known; English until it is rendered */
};

struct keyfigure {
	struct keyvalue value;
	struct keyfact numerator;
	struct keyfact denominator; /* of a number without one: NOT_APPLICABLE */
	/* Of units that were put together; else 1 and 1. */
	unsigned units_in;
	unsigned unit_count;
};

/* A unit, or an agreement as a whole. */
struct keyrow {
	struct keyrow *next;
	const char *code;	     /* of an agreement: its dnr */
	const char *name;	     /* of an agreement: its title */
	const struct keyrow *within; /* the row whose inhabitants it shares; NULL: none */
	bool apart;		     /* but not its figures: it was split and is gone */
	struct keyfact population;
	unsigned unit_count;	   /* of an agreement: its partners; else 1 */
	struct keyfigure *figures; /* as many as there are kinds */
};

struct keymeans {
	struct keyfigure together;
	struct keyvalue over_units;
	struct keyvalue over_inhabitants; /* of a number without denominator: NOT_APPLICABLE */
	unsigned units_in;
	uint64_t inhabitants_in;
};

struct keyfigures {
	struct period period;
	struct keyrow *units;	   /* shorter codes first, then by code */
	struct keyrow *agreements; /* by dnr */
	unsigned unit_count;	   /* that the means are over: those that are not within another */
	uint64_t inhabitants;	   /* of them, as far as it is known */
	bool only_kommuner;	   /* no district is among them */
	struct keymeans means[KEYFIGURES_MAX];
};

/* What is asked for: one of these, or (all NULL) every unit that reports, is expected to or is a
 * partner. */
struct keyfigures_query {
	const char *unit;
	const char *agreement; /* dnr: its partners */
	const char *county;    /* "24", or how its name begins */
};

/* Everything lives in book->reports->memory. ERR_NOTFOUND: no unit is in it (or the agreement is
 * not in force in the period); ERR_RANGE: the memory is too small; or the store's error. */
enum err keyfigures_compute(const struct keybook *book, const struct keyfigures_query *query,
	const struct keyfigures **ret_figures) MUST_CHECK;

#endif
