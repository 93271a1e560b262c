/* How a sheet of cases is laid out: which columns it has, and which dimensions of the code list
 * divide its counts. */
#ifndef AGENT_CASELAYOUT_H
#define AGENT_CASELAYOUT_H

#include "codeword.h"
#include "pick.h"

enum case_column {
	CASE_UNIT,
	CASE_PERIOD,
	CASE_DIMENSIONS, /* a column for each */
	CASE_COUNT = CASE_DIMENSIONS + CODEWORD_DIMENSIONS,
	CASE_REPLACES,
	CASE_REASON,
	CASE_COLUMNS,
	CASE_VALUES = CASE_COLUMNS, /* layout (b): a column for each value of one dimension */
};

/* The fixed columns, in the order of the enum. */
extern const struct sheet_column caselayout_columns[CASE_COLUMNS];

/* What the headings say about the whole file. Dimensions are positions in the code list. */
struct caselayout {
	size_t dimension_count;
	size_t dimensions[TABLE_DIMENSIONS_MAX]; /* ascending by the name of their code */
	bool wide;
	size_t wide_dimension;
};

/* Finds the columns of intake->file.sheet; in layout (b) sheet->columns has more than the fixed
 * ones. Fills `layout`; false after a complaint. */
bool caselayout_read(struct intake *intake, struct caselayout *layout);

#endif
