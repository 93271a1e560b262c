/* What has been paid under an agreement for a year, as the two sides say it.
 *
 * A payment is said by the payer and by the payee (the jour); what both say is one payment when
 * agreement, payer and reference are the same. The payee's word counts as received. The payer's
 * word alone counts for nothing yet; it is shown. Each word counts in the year that it states. */
#ifndef JOURD_PAYMENTS_H
#define JOURD_PAYMENTS_H

#include "expected.h"

enum payment_match {
	PAYMENT_AGREED, /* both say the same amount and year */
	PAYMENT_PAYEE_ONLY,
	PAYMENT_PAYER_ONLY,
	PAYMENT_AMOUNT_DIFFERS, /* received is what the payee says */
	PAYMENT_YEAR_DIFFERS,	/* the same amount, but for different years */
};

/* One side's word. */
struct said {
	bool is_said;
	uint32_t year; /* the year it pays for */
	uint32_t date; /* the day it was paid, yyyymmdd */
	int64_t amount_ore;
	struct citation record;
};

struct payment {
	const struct payment *next;
	const char *payer;     /* unit code */
	const char *reference; /* the invoice's number */
	struct said by_payer;
	struct said by_payee;
	enum payment_match match;
};

/* The payments that at least one side says are for the year; by payer in order of code, in the
 * arena. ERR_RANGE: the arena is too small. Or the transaction's error. */
enum err payments_collect(struct store_txn *txn, uint64_t size, const char *dnr, uint32_t year,
	struct arena *arena, struct arena *scratch, const struct payment **ret_first) MUST_CHECK;

/* "agreed", "payee_only", ...: for programs. */
const char *payment_match_name(enum payment_match match);

/* How one unit stands; the last row of an account is the sum, without code and name. */
struct balance {
	const char *code;
	const char *name;
	bool complete; /* the expected amount is known in full */
	int64_t expected_ore;
	int64_t received_ore; /* the payee's word */
	int64_t payer_says_ore;
	int64_t difference_ore; /* expected - received; only when complete */
	size_t unmatched;	/* payments that the two sides do not agree on */
};

struct account {
	const struct payment *payments;
	size_t count; /* rows: the agreement's units, then payers that are none of them */
	struct balance *rows;
	struct balance sum;
};

/* Sets expected against paid, in the arena. ERR_RANGE: the arena is too small, or a sum passed an
 * int64. Or the transaction's error. */
enum err payments_settle(struct store_txn *txn, const struct expected *expected,
	struct arena *arena, struct arena *scratch, const struct account **ret_account) MUST_CHECK;

#endif
