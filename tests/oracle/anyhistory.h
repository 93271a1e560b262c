/* Random histories of the statistics, as the ledger took them and for the dumb oracle beside it:
 * tables in every layout and period, corrected, silent or by older lists; new versions of code
 * lists, with values merged and other bands of age; closings and reopenings; effort; units renamed,
 * merged and split, and their inhabitants;
 * confirmations. All of it is about 2018. */
#ifndef ANYHISTORY_H
#define ANYHISTORY_H

#include "casebook.h"
#include "dumbcounts.h"

#define ANYHISTORY_UNITS 5

extern char anyhistory_units[ANYHISTORY_UNITS][5];
#define ANYHISTORY_MEASURES 2
extern char anyhistory_measures[ANYHISTORY_MEASURES][12]; /* of all effort */
/* With the second unit alone so many of the first measure are agreed for the year. */
#define ANYHISTORY_AGREED 40u
#define ANYHISTORY_AGREED_WITH 1

struct anyhistory {
	struct casebook *book;
	struct dumb_ledger ledger;
	uint64_t seed;
	/* How many were accepted, in all that was told. */
	uint64_t remarks, confirmed, lists, reopened;
};

/* Tells history `number`, the same in every run; the counts go on. */
void anyhistory_tell(struct anyhistory *history, uint64_t number);
void anyhistory_clear(struct anyhistory *history);

/* Goes on drawing where the history ended. */
int anyhistory_draw(struct anyhistory *history, int limit);
struct period anyhistory_period(struct anyhistory *history);
/* As of the whole history. */
struct dumb_query anyhistory_now(const struct anyhistory *history, struct period period);

#endif
