/* Totals of what the jour did (effortlist.h) over a period, for a unit or an agreement.
 *
 * What is said under one area and agreement is a series of periods that do not overlap (the ledger
 * refuses others), so months, quarters and a year add up without a month counting twice. A record
 * for longer than the period asked for cannot be divided, and is not used. Of what there is at a
 * time (is_stock) the latest record counts; everything else is summed.
 *
 * The same work may be told in two places, so one of them is chosen:
 * - for a unit what is said of it alone, else the sum of what is said of it under its agreements,
 *   else (a kommun) the sum of its districts, of which one that says nothing is missing;
 * - for an agreement what is said of it alone, else for each of its units what is said of that
 *   unit under the agreement, or of the unit alone, or (a kommun) of its districts. A district
 *   whose kommun is a partner is in it.
 * A place whose records are all "not reported" says nothing, so that a record that is withdrawn
 * hides nothing that is said in another.
 *
 * Zero, not reported, not applicable and hidden stay four things, as in totals.h. */
#ifndef JOURD_EFFORTS_H
#define JOURD_EFFORTS_H

#include "jour/effortlist.h"
#include "totals.h"

/* What a reader of a total must know. */
enum effort_flag {
	EFFORT_WIDER = 1,      /* a record for a longer period is there and cannot be divided */
	EFFORT_ELSEWHERE = 2,  /* it is said in the other place, too; that is not in the total */
	EFFORT_FROM_PARTS = 4, /* of a unit: summed from its agreements */
	EFFORT_FROM_UNITS = 8, /* of an agreement: summed from its units */
	EFFORT_FROM_DISTRICTS = 16,
};

struct effort_total {
	struct total_cell number; /* count is in hundredths; a state for each record, and one "not
				   * reported" for months that are owed and not said */
	uint64_t of_hundredths;	  /* of a service level: of how many */
	uint16_t months;	  /* of the year that records in it say something about */
	unsigned flags;
};

struct effort_place; /* an area and agreement with its series */

struct efforts {
	struct store_txn *txn;
	uint64_t size;
	struct period period;
	struct arena *memory;
	struct arena *scratch;
	struct effort_place *places;
	bool full; /* memory has run out */
};

/* Reads the effort records of the period as of `size`. `scratch` holds one record at a time, at
 * least DECODE_HEAP_MAX; what is found lives in `memory`. ERR_RANGE: `memory` is too small;
 * ERR_CORRUPT, ERR_IO: the store's. */
enum err efforts_read(struct store_txn *txn, uint64_t size, struct period period,
	struct arena *memory, struct arena *scratch, struct efforts *ret_efforts) MUST_CHECK;

/* What was said, place by place, in the order of area (shorter codes first) and agreement; NULL
 * after the last. One of the two texts may be "". */
const struct effort_place *efforts_first(const struct efforts *efforts);
const struct effort_place *effort_place_next(const struct effort_place *place);
const char *effort_place_area(const struct effort_place *place);
const char *effort_place_agreement(const struct effort_place *place);
/* False when no record of the period is about the measure there, be it "not reported". */
bool efforts_of_place(const struct efforts *efforts, const struct effort_place *place,
	const struct effort_measure *measure, struct effort_total *ret_total);

/* What units owe. */
struct effort_owing {
	const struct unitbook *book; /* where districts are found; NULL: none are looked for */
	/* The months of the year in which something is to be said of the unit, a mask as in
	 * reports.h; with the code "" of the agreement as a whole. */
	uint16_t (*months)(const void *context, const char *code);
	const void *context;
};

/* The total of one measure (of effortlist.h, asserted). Months of the period that are owed and not
 * said are "not reported"; so is everything when nothing is said. Each unit and district of a sum
 * owes its own months: one that comes later owes none before. */
struct effort_total efforts_of_unit(const struct efforts *efforts, const char *code,
	const struct effort_measure *measure, const struct effort_owing *owing);
struct effort_total efforts_of_agreement(const struct efforts *efforts, const char *dnr,
	char *const *units, size_t unit_count, const struct effort_measure *measure,
	const struct effort_owing *owing);
/* Adds the total of another unit, or of other months of the year; the months are then those that
 * either says something about. */
void effort_total_add(struct effort_total *to, const struct effort_total *from);

#endif
