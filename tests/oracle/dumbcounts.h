/* The dumb oracle of the statistics: every answer by going through all the records that were
 * accepted, from the schema and the rules in totals.h, codebook.h, closing.h and efforts.h alone.
 * It shares the built-in code lists with the program and nothing else.
 *
 * It is for histories of reports for one year, where no value of a list is taken in by two. */
#ifndef DUMBCOUNTS_H
#define DUMBCOUNTS_H

#include "jour/codelist.h"
#include "jour/period.h"
#include "jour/limits.h"

#define DUMB_RECORDS_MAX 256

/* In the order of their entries. */
struct dumb_ledger {
	size_t count;
	struct dumb_accepted {
		uint64_t index;
		Jour__V1__Record *record;
	} records[DUMB_RECORDS_MAX];
	/* The one agreement: a report for each month of the year, from each of these. */
	uint64_t agreed_in;
	uint64_t own_agreed_in; /* another one, that expects no report (dumbfigures.h) */
	char *const *partners;
	size_t partner_count;
};

/* Copies the record. */
void dumb_ledger_add(struct dumb_ledger *ledger, uint64_t index, const Jour__V1__Record *record);
void dumb_ledger_clear(struct dumb_ledger *ledger);

struct dumb_query {
	const struct dumb_ledger *ledger;
	uint64_t size;
	struct period period;
	/* Names of lists that there are, ascending by dimension. */
	size_t by_count;
	const char *by[TABLE_DIMENSIONS_MAX];
};

/* A number, and how many cells of each state went into it, in the order of CellState. */
struct dumb_cell {
	uint64_t count;
	uint32_t states[4];
};

struct dumb_counts {
	Jour__V1__Source source; /* SOURCE_INVALID: no table */
	uint16_t owed;		 /* months of the query's period, January first: see totals.h */
	uint16_t expected;	 /* of these, those that the agreement wants */
	uint16_t used;		 /* months that the answer has: by the lists, else of the cases */
	struct dumb_cell cases;	 /* "not reported" with the owed months that are not there */
	struct dumb_cell cells[TABLE_CELLS_MAX]; /* by the newest versions of the lists */
	uint64_t unasked; /* times that a table's list did not have a value of a cell */
	uint64_t all;	  /* what the tables in the cells say, mapped or not */
};

/* Of one unit's own tables. */
void dumb_count(const struct dumb_query *query, const char *unit, struct dumb_counts *ret_counts);
/* The months of the query's period that the kommun's own tables say something of. */
uint16_t dumb_reported_months(const struct dumb_query *query, const char *unit);
/* The entry of the close in force for the unit's figures of query's period; 0: it is open. */
uint64_t dumb_closed_in(const struct dumb_query *query, const char *unit);
/* The records of a kind as of the size, one after the other (`at` begins at 0); NULL after the
 * last. */
const Jour__V1__Record *dumb_next(const struct dumb_query *query, Jour__V1__Record__BodyCase kind,
	size_t *at, uint64_t *ret_index);
/* The record of a unit stands until one from the same day comes. */
bool dumb_unit_stands(const struct dumb_query *query, const Jour__V1__Unit *unit);
/* The months of the query's period, January first, that a report of the measure says something of.
 */
uint16_t dumb_effort_months(const struct dumb_query *query, const char *unit, const char *measure);
/* Of a measure that is summed. */
uint64_t dumb_effort_hundredths(
	const struct dumb_query *query, const char *unit, const char *measure);
/* What the unit is called on the last day of the period, "" when there is none. */
const char *dumb_name(const struct dumb_query *query, const char *unit);
/* The newest version of a list; 0: there is none. */
uint32_t dumb_newest_version(const struct dumb_query *query, const char *list);
/* What stands under the scope and exactly query's period; NULL: nothing was said. */
const Jour__V1__PeriodClose *dumb_close(
	const struct dumb_query *query, const char *scope, uint64_t *ret_index);

#endif
