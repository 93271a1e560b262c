/* The records about money that moved under one agreement, as lists: the first half of
 * payments_settle. */
#ifndef JOURD_PAPER_H
#define JOURD_PAPER_H

#include "payments.h"

struct paper {
	struct payment *payments;
	struct invoice *invoices;     /* of the year */
	struct repayment *repayments; /* of the year */
};

/* Reads, as of `size`, the invoices and repayments of the year, and the payments that concern it:
 * at least one side says they are for the year, or they are under the number of one of its
 * invoices, or only one side says them, for the year before or after (for matching.h). Payments
 * that both speak of are one. What is read does not grow with the number of years. ERR_RANGE: the
 * arena is too small. Or the transaction's error. */
enum err paper_read(struct store_txn *txn, uint64_t size, const char *dnr, uint32_t year,
	struct arena *arena, struct arena *scratch, struct paper *ret_paper) MUST_CHECK;

#endif
