/* All code lists that are known as of some size of the ledger: those built in and those recorded.
 * The daemon fills one from the state, the agent from the Reference; both read it here.
 *
 * A dimension is known by its position in the book. */
#ifndef JOUR_CODEBOOK_H
#define JOUR_CODEBOOK_H

#include "jour/codelist.h"
#include "jour/err.h"
#include "jour/record.h"

#define CODEBOOK_LISTS_MAX (CODE_LISTS_MAX + CODE_DIMENSIONS_MAX)
#define CODE_UNMAPPED SIZE_MAX

struct codebook {
	size_t count;
	const struct codelist *lists[CODEBOOK_LISTS_MAX];
	size_t dimension_count;
	const char *dimensions[CODE_DIMENSIONS_MAX]; /* the built-in ones first */
	uint32_t overlapping;			     /* bit i: dimensions[i] */
};

/* A book of the built-in lists. */
void codebook_start(struct codebook *book);
/* Adds a list that obeys the rules; its values go into the arena, its texts stay the message's.
 * ERR_RANGE: no room. */
enum err codebook_add(
	struct codebook *book, const Jour__V1__CodeList *record, struct arena *arena) MUST_CHECK;

/* A version of a list; version 0 is the newest. NULL when there is none. */
const struct codelist *codebook_find(
	const struct codebook *book, const char *name, uint32_t version);
/* The position of a dimension; dimension_count when there is none. */
size_t codebook_dimension(const struct codebook *book, const char *dimension);
/* The newest version of the list that has the dimension's name, else of the first that was added
 * (`dimension` < dimension_count, asserted). */
const struct codelist *codebook_national(const struct codebook *book, size_t dimension);
/* The newest versions of the lists of a dimension, the national one first; NULL after the last. */
const struct codelist *codebook_newest_at(
	const struct codebook *book, size_t dimension, size_t position);

/* What each value of `from` counts as in `to`, a list of the same dimension: the value with its
 * code (if both have ages, one whose band holds its band), else the one that takes its code in,
 * else the one whose band holds its band, else what its code was renamed to over the versions of
 * `to`. CODE_UNMAPPED when none does: nothing is divided. In an overlapping dimension two values
 * never count as one, for a case may have both: then neither is mapped. */
void codebook_map(const struct codebook *book, const struct codelist *from,
	const struct codelist *to, size_t ret_map[CODE_VALUES_MAX]);

#endif
