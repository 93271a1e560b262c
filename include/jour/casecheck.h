/* The checks of case tables against what stands around them (PROTOCOL.md section 9 "Remarks").
 *
 * Hard: a part is above its whole; the table is refused. Soft: what looks odd is counted all the
 * same, and stays flagged until somebody confirms it with a reason. One table in casecheck.c has a
 * line for each soft check. The fold, the agent's offline check and `jourd checks` all go through
 * it, each over a shelf of its own.
 *
 * The whole of a period is the table without dimensions of the same area, period and source; the
 * tables with dimensions are its parts. */
#ifndef JOUR_CASECHECK_H
#define JOUR_CASECHECK_H

#include "jour/kind.h"

/* This many times last year's number is odd, when it is at least so many cases: one case last year
 * and ten this year is nothing to ask about. */
#define CASECHECK_TENFOLD 10u
#define CASECHECK_TENFOLD_MIN 20u
/* None is odd after at least so many: a small kommun often has one or two cases, or none. */
#define CASECHECK_ZERO_AFTER_MIN 3u

/* What one case table says in numbers. */
struct case_figures {
	bool is_whole;	     /* it has no dimensions */
	bool is_overlapping; /* a case may be in several of its cells, or in none */
	bool is_partial;     /* some cell is not reported or hidden */
	uint32_t counts;     /* cells that are counts */
	uint64_t sum;	     /* of them */
	uint64_t largest;    /* of them */
	uint64_t index;	     /* of its entry; means nothing for a table that does not stand yet */
	struct hash256 hash; /* of its record */
};

/* What a table is judged by. */
struct case_scene {
	struct case_figures table;
	bool has_whole; /* of a part; one that states a number */
	struct case_figures whole;
	bool has_around; /* of a part: the least whole of a longer period around it */
	struct case_figures around;
	bool has_above; /* of a whole: the part with the largest cell that is above it */
	struct case_figures above;
	bool inside; /* the parts being added are of shorter periods: only for `above` */
	bool has_differing; /* of a whole: its first part that does not add up to it */
	struct case_figures differing;
	bool has_last_year; /* the same table, the same period of last year */
	struct case_figures last_year;
	bool has_before; /* the same table, the period before */
	struct case_figures before;
};

/* The tables that stand. */
struct case_shelf {
	void *context;
	/* The table like `table`, but of another period or, for `whole`, without dimensions. */
	bool (*find)(void *context, const Jour__V1__CaseTable *table, struct period period,
		bool whole, struct case_figures *ret_figures);
	/* Calls casecheck_add_part for every table with dimensions of the area, period and source
	 * of `table`. */
	void (*parts)(void *context, const Jour__V1__CaseTable *table, struct case_scene *scene);
};

struct case_figures casecheck_figures(const Jour__V1__CaseTable *table, bool is_overlapping);
void casecheck_add_part(struct case_scene *scene, const struct case_figures *part);
/* Looks up what the table `figures` are of is to be judged by. */
struct case_scene casecheck_scene(const struct case_shelf *shelf, const Jour__V1__CaseTable *table,
	const struct case_figures *figures);

/* What a check found odd. */
struct case_finding {
	uint64_t value;		  /* of the table */
	uint64_t compared;	  /* of the other */
	struct case_figures with; /* the other */
};

struct casecheck {
	const char *name; /* as a Confirmation and --check name it */
	enum table_remark remark;
	/* False when there is nothing odd. */
	bool (*find)(const struct case_scene *scene, struct case_finding *ret_finding);
	const char *text;  /* for people; {1} is the number compared with */
	const char *plain; /* the same without the number, when a result had room for another's */
};

/* The checks in order; NULL after the last. */
const struct casecheck *casecheck_at(size_t position);
/* NULL when no check has that name, or makes that remark. */
const struct casecheck *casecheck_named(const char *name);
const struct casecheck *casecheck_of(enum table_remark remark);

/* RESULT_PART_ABOVE_WHOLE, RESULT_REMARKED with what the checks find, or RESULT_ACCEPTED. */
struct result casecheck_judge(const struct case_scene *scene);
/* Remarks RUNNING on a new result when the period had not ended on the day it was received. */
struct result casecheck_running(
	struct result result, const Jour__V1__CaseTable *table, uint64_t received_ms);

#endif
