/* What the jour did, for forms: totals of effort over a stretch of days as cells. */
#ifndef JOURD_FORMEFFORT_H
#define JOURD_FORMEFFORT_H

#include "efforts.h"
#include "formcases.h"

struct formeffort {
	const struct formcases *cases; /* whose pieces these are */
	struct efforts *pieces;
};

/* Reads the effort of the same pieces. ERR_RANGE: no room; ERR_CORRUPT, ERR_IO: the store's. */
enum err formeffort_open(const struct formcases *cases, struct formeffort *ret_effort) MUST_CHECK;

/* The total over all pieces: of what there is at a time the newest, of everything else the sum.
 * Months on which the agreement, or the reports that are expected of the unit, go on and nothing is
 * said are "not reported". Of more than a year no months are told: a month is in it twice. */
struct effort_total formeffort_of_unit(
	const struct formeffort *effort, const char *code, const struct effort_measure *measure);
struct effort_total formeffort_of_agreement(const struct formeffort *effort,
	const Jour__V1__Agreement *agreement, struct days held,
	const struct effort_measure *measure);

/* A number: pieces as a count, hours and days with their decimals; or a state. It knows of which
 * months it is. */
struct form_cell formeffort_cell(
	const struct effort_total *total, const struct effort_measure *measure);
/* A number of the measure that is known. */
struct form_cell formeffort_number(uint64_t hundredths, const struct effort_measure *measure);
/* Of a service level: of how many, and which share. */
struct form_cell formeffort_whole(const struct effort_total *total);
struct form_cell formeffort_share(const struct effort_total *total);
/* What a measure is called. */
const char *formeffort_label(const struct form *form, const struct effort_measure *measure);

#endif
