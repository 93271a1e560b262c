/* The case tables of one year as they stand, unit by unit: what totals and coverage read.
 *
 * Months of the year are a mask, bit 0 = January. A period is a month, quarter, half-year or year,
 * so of two periods one contains the other or they have no day in common.
 *
 * Everything found lives in the caller's arena and points into the transaction, which must write
 * nothing as long as it is used. */
#ifndef JOURD_REPORTS_H
#define JOURD_REPORTS_H

#include "jour/codebook.h"
#include "jour/period.h"
#include "unitbook.h"

enum cell_state {
	CELL_COUNT,
	CELL_NOT_REPORTED,
	CELL_NOT_APPLICABLE,
	CELL_HIDDEN,
	CELL_STATES,
};

/* One case table. */
struct case_report {
	struct case_report *next; /* of the same unit, in the order of the natural key */
	struct period period;
	uint16_t months;
	Jour__V1__Source source;
	unsigned dimensions; /* a mask of those of the codebook; 0 = the number of cases */
	size_t list_count;
	const struct codelist
		*lists[TABLE_DIMENSIONS_MAX]; /* it was counted by, as in the record */
	bool overlapping; /* by a list whose values overlap: its cells make no sum */
	bool silent;	  /* every cell says "not reported": this is no report */
	bool partial;	  /* some cell is not reported or hidden: the sum is not the whole */
	uint32_t states[CELL_STATES]; /* how many cells it has of each */
	uint64_t cases;		      /* the sum of its counts; overlapping: the largest mark */
	uint64_t since;		      /* reports_since; 0 = not looked up */
	struct bytes record;	      /* as stored */
};

/* One report that agreements expect of a unit (coverage.h). */
struct expected_report;

struct reporting_unit {
	struct reporting_unit *next; /* shorter codes first, then by code */
	char code[UNIT_CODE_SIZE];
	const char *name; /* on the last day of the period; the code when there is no unit */
	struct case_report *tables;
	struct case_report *last_table;
	/* What coverage_read fills in. */
	struct unit_page *page; /* NULL when there is no such unit */
	struct expected_report *expected;
	uint16_t months_expected;
	uint64_t population;	  /* 0 = not known */
	uint32_t population_date; /* yyyymmdd */
	const char *population_source;
	struct reporting_unit *counts_in; /* whose inhabitants it shares: itself, what it is merged
					     into, or its kommun */
	unsigned share_serial;		  /* coverage_share_add */
	bool share_covered;
	/* Who may report for it and was heard of last (chase.h). */
	const char *agent; /* its name; NULL = nobody has been enrolled for it */
	uint64_t heard_ms; /* 0 = never */
};

struct reports {
	struct store_txn *txn;
	uint64_t size;
	struct period period;  /* asked for; the tables are those of its whole year */
	struct codebook codes; /* as of the size */
	struct arena *memory;  /* what is found */
	struct arena *scratch; /* one record at a time; at least DECODE_HEAP_MAX */
	struct reporting_unit *units;
	bool full;	      /* memory has run out */
	struct unitbook book; /* coverage_read */
	unsigned share_serial;
};

/* Reads the case tables of the period's year as of `size`. ERR_RANGE: `memory` is too small;
 * ERR_CORRUPT, ERR_IO: the store's. */
enum err reports_read(struct store_txn *txn, uint64_t size, struct period period,
	struct arena *memory, struct arena *scratch, struct reports *ret_reports) MUST_CHECK;

/* The unit of that code, added when it is not there. NULL when memory runs out (`full`). */
struct reporting_unit *reports_unit(struct reports *reports, const char *code);
/* The unit of a page of the book; NULL when nothing was sent by it or is expected of it. */
struct reporting_unit *reports_unit_of(const struct unit_page *page);
/* Entry of the table's first version that was no silent one. The table is not silent. */
uint64_t reports_since(struct reports *reports, struct case_report *table);
/* The state of one cell of a table. */
enum cell_state reports_state(Jour__V1__CellState state);
/* "count", "not_reported", "not_applicable", "hidden": for programs. */
const char *reports_state_name(enum cell_state state);
enum cell_state reports_cell_state(const Jour__V1__CaseTable *table, size_t position);
/* Months of the year that a period has. */
uint16_t reports_months(struct period period);
/* Decodes a table into the scratch arena; NULL when it is damaged (sticky in the transaction). */
const Jour__V1__CaseTable *reports_table(struct reports *reports, struct bytes record);
/* A copy in the arena; "" when memory runs out (`full`). */
const char *reports_text(struct reports *reports, const char *text);

#endif
