/* Which units a total is about: one with its history, a catchment, a county, or the country.
 *
 * A unit's total takes in what was merged into it, however long ago, so that it can be compared
 * over the years; the history of one that was split stays with it (unitbook.h). Its districts are
 * those that were its own on some day of the period, and in it for what they say of their time
 * there. A catchment is the units that are partners in an agreement on some day of the period, or
 * stand for one that is. A county is its kommuner, by the first two digits of their codes, with
 * their districts. Courts belong to none of them. */
#ifndef JOURD_TOTALSCOPE_H
#define JOURD_TOTALSCOPE_H

#include "reports.h"

#define COUNTY_CODE_SIZE 3 /* with its NUL */

/* At most one is not NULL; none: the country. */
struct totalscope_asked {
	const char *unit;
	const char *agreement; /* dnr */
	const char *county;    /* "24", or how its name begins */
};

enum totalscope_share {
	TOTALSCOPE_NOTHING,
	TOTALSCOPE_OF_KOMMUN, /* a district for the time in a kommun of the scope */
	TOTALSCOPE_ALL,
};

struct totalscope {
	const struct unitbook *book;
	struct period period;
	uint8_t *has; /* for each page of the book, enum totalscope_share */
	size_t count;
};

/* The scope for the period of `reports`, whose book is there (coverage_read), in their memory.
 * ERR_NOTFOUND: no such unit, agreement or county; ERR_RANGE: the memory is too small; ERR_CORRUPT,
 * ERR_IO: the store's. An agreement that is not in force in the period has an empty scope. */
enum err totalscope_read(struct reports *reports, const struct totalscope_asked *asked,
	struct totalscope *ret_scope) MUST_CHECK;
bool totalscope_has(const struct totalscope *scope, const char *code);
/* Whether what a district says of its time in the kommun (NULL: in none) is in the scope. */
bool totalscope_has_time(const struct totalscope *scope, const struct unit_page *district,
	const struct unit_page *kommun);

/* Whether the kommun, or the kommun of the district, is in the county on the day: by its two
 * digits, or how its name begins (word_begins). */
bool totalscope_in_county(const struct unit_page *page, int32_t day, const char *county);
/* The code of the county of a kommun or district on the day, "" for a court. */
void totalscope_county(const struct unit_page *page, int32_t day, char ret_code[COUNTY_CODE_SIZE]);

#endif
