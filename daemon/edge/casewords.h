/* The words of the case statistics, in the user's language and from the command line. */
#ifndef JOURD_CASEWORDS_H
#define JOURD_CASEWORDS_H

#include "codelists.h"
#include "jour/table.h"
#include "totals.h"

/* CODE_LISTS_MAX lists of ordinary size, decoded; only what is used is ever touched. */
#define CASEWORDS_LISTS_SIZE (256u << 20)

/* The code lists that --by names, into the query; NULL: none. Names those there are on stderr when
 * it names no such, and returns STATUS_USAGE. */
int casewords_by(const struct codebook *codes, const char *by, struct totals_query *query);
/* A word of ours (changerecord.h) as it is said: a dimension by the label of its national list, a
 * measure of effort by its label, another by its translation. `codes`: a struct codebook. */
const char *casewords_say(const void *codes, const char *word);
/* The label of a value of the list; the code when it has no such. */
const char *casewords_value(const struct codelist *list, const char *code);
/* "crime, sex", or "cases" of a table without dimensions. */
const char *casewords_table(const struct codebook *codes, const Jour__V1__CaseTable *table,
	char buffer[TABLE_CELL_SIZE]);
/* ".." and its like: the sign of what is no count. */
const char *casewords_sign(enum cell_state state);

#endif
