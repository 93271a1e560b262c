/* Measures: a figure for each unit, from the ledger or from the agreement itself. */
#ifndef JOURD_MEASURE_H
#define JOURD_MEASURE_H

#include "term.h"

/* The figure of unit number `unit` for the agreement year at hand. Not known after a remark.
 * When the measure is a mean, its value is the sum of so many years.
 *
 * Population and recorded figures: when several sources state one, SCB's counts, and a remark names
 * another that differs; without SCB they must agree, for nothing says whom to believe.
 *
 * Cases: the tables without dimensions of the calendar year, the kommun's own; the jour's only when
 * the kommun has none. Months without a table are named in a remark that leaves the figure
 * standing; a number that is not reported or hidden leaves it unknown. */
struct figure measure_unit(struct term_work *work, const Jour__V1__Measure *measure, size_t unit);

/* The same for a part of a key: 0, of which nothing is unknown, when it names other units only. */
struct figure measure_part(struct term_work *work, const Jour__V1__KeyPart *part, size_t unit);

/* Says what the measure's figures have in common, in a remark of the term. */
void measure_note(struct term_work *work, const Jour__V1__Measure *measure);

/* Words for a headline that says "{1} per ..." in the way of the measure; its {2}, when it has one,
 * is set too. */
void measure_headline(struct term_work *work, const Jour__V1__Measure *measure,
	const char *const *texts, struct sentence *headline);

/* The order of a headline's texts. */
enum measure_text {
	MEASURE_POPULATION,
	MEASURE_FIGURES,
	MEASURE_DATA,
	MEASURE_EQUAL,
	MEASURE_CASES,
	MEASURES,
};

#endif
