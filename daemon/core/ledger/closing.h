/* Closed periods: what PeriodClose records say (PROTOCOL.md section 9 "Closed periods"). */
#ifndef JOURD_CLOSING_H
#define JOURD_CLOSING_H

#include "jour/period.h"
#include "state.h"

#define CLOSING_SCOPE_SIZE 17 /* a unit's code or UNIT_EVERY, with its NUL */

/* What stands under one natural key. */
struct closing {
	char scope[CLOSING_SCOPE_SIZE];
	struct period period;
	bool reopened;
	uint64_t entry; /* the figures are fixed as of its size entry + 1 */
};

/* The close in force for a unit's figures of a period as of `size`: the unit's own or everybody's,
 * of this period or, where nobody has said anything about it, of the next longer one around it.
 * UNIT_EVERY asks for everybody's alone. False when the period is open, or on a store error (sticky
 * in the transaction). */
bool closing_find(struct store_txn *txn, uint64_t size, const char *unit, struct period period,
	struct closing *ret_closing);

/* Walks everything said about closing the year and the periods in it, reopened ones too: months
 * before quarters, everybody's before a unit's own. */
struct closing_scan {
	struct state_scan scan;
};
struct closing_scan closing_scan(struct store_txn *txn, uint64_t size, uint16_t year);
/* False at the end or on a store error (sticky in the transaction). */
bool closing_next(struct closing_scan *scan, struct closing *ret_closing);

#endif
