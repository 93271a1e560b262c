/* The case tables that an agent knows of: those of the Reference, and those of the file at hand
 * that will count. Over them the office's checks (jour/casecheck.h) say offline what they will say
 * there. */
#ifndef AGENT_CASEKNOWN_H
#define AGENT_CASEKNOWN_H

#include "intake.h"
#include "jour/casecheck.h"

/* What a table of the file says. */
struct own_table {
	char area[UNIT_CODE_SIZE];
	struct period period;
	Jour__V1__Source source;
	size_t dimension_count;
	char dimensions[TABLE_DIMENSIONS_MAX][CODE_NAME_MAX + 1];
	struct case_figures figures;
};

struct caseknown {
	const Jour__V1__Reference *reference;
	size_t own_count;
	struct own_table own[INTAKE_RECORDS_MAX];
};

/* Whether the table may stand, and what is odd about it; remembered when it will count. A table
 * of the file takes the place of the one that stands. `is_overlapping`: one of its lists is. */
struct result caseknown_judge(
	struct caseknown *known, const Jour__V1__CaseTable *table, bool is_overlapping);

#endif
