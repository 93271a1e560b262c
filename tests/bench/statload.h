/* A country's monthly reports of cases, as records that all count. */
#ifndef STATLOAD_H
#define STATLOAD_H

#include "jour/batch.h"
#include "jour/hash.h"
#include "jour/record.h"

#define STATLOAD_FIRST_YEAR 1971u
#define STATLOAD_UNITS_MAX 290u
#define STATLOAD_TABLES 5u  /* of a report */
#define STATLOAD_CELLS 209u /* of them together */

struct statsize {
	uint32_t units; /* at most STATLOAD_UNITS_MAX */
	uint32_t years;
};

struct statload {
	struct statsize size;
	uint32_t month; /* being reported, from 0 on */
	uint64_t seed;
	uint64_t salt;
	/* Of each unit the newest number of cases, and whether it is corrected next month. */
	struct {
		uint64_t cases;
		struct hash256 hash;
		bool wanted;
	} corrections[STATLOAD_UNITS_MAX];
};

struct statload statload_of(struct statsize size);
/* How many tables there will be, without corrections. */
uint64_t statload_tables(struct statsize size);
/* Body bytes of the units' records. */
void statload_units(struct statload *load, struct writer *to);
/* Body bytes of a unit's report of the month, and of the correction of its last one. */
void statload_report(struct statload *load, uint32_t unit, struct writer *to);
void statload_month_over(struct statload *load);
/* When reports are received of what is reported now, in ms since 1970. */
uint64_t statload_now_ms(const struct statload *load);
/* Notes the number of cases that a record says for a month of year number `year`. */
void statload_note(
	const Jour__V1__CaseTable *table, uint32_t year, uint64_t cases[STATLOAD_UNITS_MAX][12]);

#endif
