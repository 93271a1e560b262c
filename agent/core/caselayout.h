/* How a sheet of cases is laid out: which columns it has, which dimensions divide its counts, and
 * by which code lists. */
#ifndef AGENT_CASELAYOUT_H
#define AGENT_CASELAYOUT_H

#include "jour/codeword.h"
#include "pick.h"

enum case_column {
	CASE_UNIT,
	CASE_PERIOD,
	CASE_COUNT,
	CASE_REPLACES,
	CASE_REASON,
	CASE_COLUMNS,
	CASE_DIMENSIONS = CASE_COLUMNS, /* a column for each of the codebook */
};

/* The fixed columns, in the order of the enum. */
extern const struct sheet_column caselayout_columns[CASE_COLUMNS];

/* What the headings and values say about the whole file. */
struct caselayout {
	size_t dimension_count;
	/* Ascending by the name of their dimension. A file that does not say which list it is
	 * counted by means the one that all its values are of, and the national one first. */
	const struct codelist *lists[TABLE_DIMENSIONS_MAX];
	size_t columns[TABLE_DIMENSIONS_MAX]; /* of the sheet: its own, or its first value's */
	bool wide;			      /* layout (b): a column for each value of one list */
	size_t wide_list;		      /* its position in `lists` */
};

/* Finds the columns of intake->file.sheet. Fills `layout`; false after a complaint. */
bool caselayout_read(struct intake *intake, struct caselayout *layout);

#endif
