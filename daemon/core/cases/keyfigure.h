/* The key figures: the one table of them, in keyfigure.c. Each is one fact over another
 * (keybook.h), or a fact alone. A new one is one row there.
 *
 * They are of any calendar period:
 * - cases, effort, contacts: what was reported for it; a part that is owed and missing makes them
 *   at least so many (knownratio.h);
 * - inhabitants: the newest number known for its last day or before;
 * - reported crimes: of a whole year only, since they are recorded so; else not known;
 * - kronor, expected and paid, and so the norm: of a whole year only; else not applicable;
 * - an agreed number: always that of the whole agreement year that begins in the period's year, so
 *   that of a part of the year the figure says how far the year's number has been reached. */
#ifndef JOURD_KEYFIGURE_H
#define JOURD_KEYFIGURE_H

#include "keybook.h"

#define KEYFIGURES_MAX 32

/* What a value is shown with. */
enum keyfigure_form {
	KEYFIGURE_NUMBER,
	KEYFIGURE_PERCENT,
	KEYFIGURE_KRONOR,
	KEYFIGURE_HOURS,
};

struct keyfigure_kind {
	const char *name;  /* for programs */
	const char *label; /* English, marked for translation, as are the two below */
	const char *of;	   /* what is counted: "cases" */
	const char *per;   /* over what: "inhabitants"; NULL: a number of its own, no ratio */
	struct keyfact (*numerator)(
		const struct keybook *book, struct keyplace place, const char *measure);
	struct keyfact (*denominator)(
		const struct keybook *book, struct keyplace place, const char *measure);
	const char *measure;	 /* of the numerator and, without the next, the denominator */
	const char *per_measure; /* of the denominator */
	int64_t times;		 /* 1 000 for "per 1 000", 100 for per cent */
	unsigned decimals;	 /* that it is rounded to, once */
	enum keyfigure_form form;
	int64_t norm;	   /* what it is held against, in what is shown; 0 = nothing */
	bool paired;	   /* both are counted in the same reports (knownratio.h) */
	bool of_agreement; /* its facts are known of an agreement as a whole, too; else the
			    * agreement's units are put together */
};

/* In the order in which they are shown; NULL after the last. */
const struct keyfigure_kind *keyfigure_at(size_t position);
/* The measure that the denominator is asked for. */
const char *keyfigure_per_measure(const struct keyfigure_kind *kind);
/* NULL when there is none of that name. */
const struct keyfigure_kind *keyfigure_find(const char *name);

#endif
