/* Totals of case tables over a period (DESIGN.md section 7), added up from what stands.
 *
 * For one unit:
 * 1. One source. The kommun's own tables are used; the jour's only when asked for, or when the
 *    kommun has reported nothing at all in the period. The two are never added, and never mixed
 *    within a unit.
 * 2. No month twice. The tables used have no day in common and cover as many months as any choice
 *    could. Where tables by different dimensions say the same, the one by fewest is used: the
 *    number of cases comes from the table without dimensions when there is one.
 * 3. What does not add up is flagged and shown as it is, never summed again.
 * 4. A table for longer than the period asked for cannot be divided, and is not used.
 * 5. The number of cases is never summed out of a dimension whose values overlap. What such a table
 *    says does not add up to anything; but a mark above the number of cases is flagged.
 * 6. By dimensions the figures are in the newest version of the lists asked for. What was counted
 * by another list or version counts as codebook.h says, or has a place of its own; a value that the
 *    list of a table does not have is not reported by it.
 * 7. Where the number of cases is none, there is none of any kind, though no table divides it.
 *
 * Over several units: no court enters a sum of kommuner (courts are asked for by themselves), and
 * what two units say about the same counts once (totalparts.h).
 *
 * Zero, not reported, not applicable and hidden stay four things: a cell of a total counts how many
 * cells of each state went into it. A month that is expected and not there is "not reported". */
#ifndef JOURD_TOTALS_H
#define JOURD_TOTALS_H

#include "casechecks.h"
#include "casechoice.h"
#include "countaxis.h"
#include "coverage.h"
#include "totalscope.h"

enum totals_source {
	TOTALS_KOMMUN_ELSE_JOUR,
	TOTALS_KOMMUN,
	TOTALS_JOUR,
};

struct totals_query {
	const char *unit; /* NULL: every unit */
	enum totals_source source;
	/* Lists of different dimensions, those in alphabetical order (totals_parse_by). */
	size_t by_count;
	const struct codelist *by[TABLE_DIMENSIONS_MAX];
	const struct totalscope *scope; /* NULL: every unit; with `unit`, rows for its parts, too */
	bool courts;			/* courts alone; else they have no row */
	bool wholes;			/* a row for the kommun of a district that has one */
	/* NULL: every unit; else only those for which it says true. */
	bool (*wants)(void *context, const char *unit);
	void *context;
};

struct total_cell {
	uint64_t count;
	uint32_t states[CELL_STATES]; /* how many cells of each state are in it */
};

/* What a reader of a row must know. */
enum total_flag {
	TOTAL_DIFFERS = 1,    /* tables do not add up to the number of cases: see differences */
	TOTAL_DERIVED = 2,    /* there is no table of just these dimensions: others were summed */
	TOTAL_WIDER = 4,      /* a table for a longer period is there and cannot be divided */
	TOTAL_ALSO_JOUR = 8,  /* the jour has tables too; they are not in the row */
	TOTAL_DISTRICTS = 16, /* the sum of its districts: it has no table of its own */
	TOTAL_BACKWARD = 32,  /* it says months from before it was there: what was merged into it */
};

/* A table, or the tables of one kind that make up a period, against the number of cases. */
struct total_difference {
	struct total_difference *next;
	struct period period;
	unsigned dimensions;
	bool overlapping;
	uint64_t sum;	/* what its cells add up to; overlapping: the largest mark */
	uint64_t cases; /* the number of cases that was used */
};

struct total_row {
	struct total_row *next;
	struct reporting_unit *unit;
	const struct total_row *inside; /* whose figure holds this one; NULL: none does */
	const struct total_row *counts; /* what of it is in the sum: all, NULL: nothing, a part */
	Jour__V1__Source source;	/* SOURCE_INVALID: no table at all */
	uint16_t months_used;		/* for the number of cases */
	bool covered;			/* all expected months are in it */
	unsigned flags;
	struct total_difference *differences;
	struct total_cell cases;
	struct total_cell *cells; /* row by row of the axes */
};

/* How many tables were counted by a list. */
struct total_counted {
	struct total_counted *next;
	const struct codelist *list;
	unsigned tables;
};

struct totals {
	struct period period;
	unsigned dimensions; /* a mask as in reports.h */
	size_t axis_count;
	struct countaxis axis[TABLE_DIMENSIONS_MAX]; /* dimensions in alphabetical order */
	struct total_counted *counted; /* the lists along the axes that the tables used */
	size_t cell_count;	       /* the product of the axes; 0 without */
	struct total_row *rows;	       /* in the units' order */
	struct total_cell cases;       /* over what `counts` of all rows */
	struct total_cell *cells;
	struct coverage_share share; /* of the rows: covered as in total_row */
};

/* Adds up what reports_read has read and coverage_read has filled in; rows for every unit that is
 * expected or has a table, for a unit that the query names, and for a kommun that has a part of
 * what a district says that changes kommun. Everything lives as long as `reports`. ERR_RANGE: its
 * memory is too small; ERR_CORRUPT, ERR_IO: the store's. */
enum err totals_read(struct reports *reports, const struct totals_query *query,
	struct totals *ret_totals) MUST_CHECK;

/* "crime" or "brott,age-vasterort" to the newest versions of these lists, by what they are called
 * (codeword_list). False when a name is unknown, two are of one dimension or there are more than
 * TABLE_DIMENSIONS_MAX; then the query is not to be used. */
bool totals_parse_by(
	const struct codebook *codes, const char *text, struct totals_query *query) MUST_CHECK;
/* The checks of the tables that these totals are about: of their period, of units with a row. */
struct case_filter totals_filter(const struct totals *totals);
/* COUNT as soon as one count is in it; else HIDDEN before NOT_REPORTED before NOT_APPLICABLE. A
 * cell with nothing in it is NOT_REPORTED. */
enum cell_state total_cell_state(const struct total_cell *cell);
void total_cell_join(struct total_cell *to, const struct total_cell *from);
/* True when something not reported or hidden stands beside the counts: there are that many, or
 * more. */
bool total_cell_is_at_least(const struct total_cell *cell);

#endif
