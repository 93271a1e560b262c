/* Two answers to one question, unit by unit or term by term: what is paid today, and what would be
 * (whatif.h). */
#ifndef JOURD_SIDEBYSIDE_H
#define JOURD_SIDEBYSIDE_H

#include "expected.h"
#include "jour/limits.h"

struct side {
	bool there; /* there is such a unit or term in that year */
	bool known;
	int64_t amount_ore; /* 0 unless known */
};

struct side_row {
	const char *code; /* of a unit; of a term its id */
	const char *name;
	struct side today;
	struct side then;
};

/* Either may be NULL: there is no such agreement. */
struct sides {
	const struct expected *today;
	const struct expected *then;
};

#define SIDE_UNITS_MAX (2u * AGREEMENT_UNITS_MAX)
#define SIDE_TERMS_MAX (2u * AGREEMENT_TERMS_MAX)

/* What each unit pays of the term with that id, or in all when it is NULL; ascending by code.
 * Returns the number of rows. */
size_t sidebyside_units(
	const struct sides *sides, const char *term, struct side_row ret_rows[SIDE_UNITS_MAX]);
/* What each term makes in all, of those that split `line` or of all when it is NULL: in the order
 * of what would be, then those that are only of today. */
size_t sidebyside_terms(
	const struct sides *sides, const char *line, struct side_row ret_rows[SIDE_TERMS_MAX]);
/* What is paid in all: of one term, or of everything when it is NULL. */
struct side_row sidebyside_sum(const struct sides *sides, const char *term);
/* False when one of the two is not known; what is not there is 0. */
bool sidebyside_difference(const struct side_row *row, int64_t *ret_difference_ore);

#endif
