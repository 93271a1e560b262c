/* The soft checks of case tables: what looks odd, is counted all the same, and stays flagged until
 * somebody confirms it with a reason (PROTOCOL.md section 9 "Remarks").
 *
 * One table in casecheck.c has a line for each check. The fold, the agent's offline check and
 * `jourd checks` all go through it. */
#ifndef JOUR_CASECHECK_H
#define JOUR_CASECHECK_H

#include "jour/entry.h"
#include "jour/kind.h"

struct casecheck {
	const char *name; /* as a Confirmation and --check name it */
	enum table_remark remark;
	const char *text;  /* for people; {1} is the number compared with */
	const char *plain; /* the same without the number, when a result had room for another's */
};

/* The checks in order; NULL after the last. */
const struct casecheck *casecheck_at(size_t position);
/* NULL when no check has that name, or makes that remark. */
const struct casecheck *casecheck_named(const char *name);
const struct casecheck *casecheck_of(enum table_remark remark);

/* Remarks RUNNING on a new result when the period had not ended on the day it was received. */
struct result casecheck_running(
	struct result result, const Jour__V1__CaseTable *table, uint64_t received_ms);

#endif
