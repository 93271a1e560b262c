/* What has been invoiced, paid and given back under an agreement for a year.
 *
 * A payment is said by the payer and by the payee (the jour). The two words are one payment when
 * agreement, payer, payee, reference and part are the same. What remains is never joined: words of
 * one payer and one payee that say the same amount within PAYMENT_WINDOW_DAYS are *proposed* to
 * each other (matching.h) and still count as unmatched.
 *
 * The payee's word counts as received. The payer's word alone counts for nothing yet; it is shown.
 * Each word counts in the year that it states. A reversal counts below zero. What was given back
 * (Repayment) is shown beside: it is no part of the difference. */
#ifndef JOURD_PAYMENTS_H
#define JOURD_PAYMENTS_H

#include "expected.h"

/* The payer's day and the payee's may be so far apart and still be of one payment: a bank's way
 * over a weekend and a bookkeeper's over a month's end. */
#define PAYMENT_WINDOW_DAYS 30

enum payment_match {
	PAYMENT_AGREED, /* both say it, and nothing differs */
	PAYMENT_PAYEE_ONLY,
	PAYMENT_PAYER_ONLY,
	PAYMENT_DIFFERS, /* both say it, but see `differs`; received is what the payee says */
};

/* What the two words of one payment do not agree on. */
enum payment_difference {
	PAYMENT_AMOUNT = 1,
	PAYMENT_YEAR = 2,
	PAYMENT_DATE = 4, /* further apart than the window */
};

/* One side's word. */
struct said {
	bool is_said;
	uint32_t year;	    /* the year it pays for */
	uint32_t date;	    /* the day it was paid, yyyymmdd */
	int64_t amount_ore; /* below 0: a reversal */
	struct citation record;
};

struct payment {
	struct payment *next;
	const char *payer;     /* unit code */
	const char *payee;     /* org. no., "" = the agreement's only jour */
	const char *reference; /* the invoice's number */
	uint32_t part;	       /* of the reference, 0 = all of it */
	struct said by_payer;
	struct said by_payee;
	enum payment_match match;
	unsigned differs;		/* of enum payment_difference */
	uint32_t days_apart;		/* of the two words, also of proposed ones */
	const struct payment *proposed; /* the other side's word that this may be; NULL */
	const struct invoice *invoice;	/* of the year, with its payer and reference; NULL */
};

enum invoice_state {
	INVOICE_OPEN, /* nothing received */
	INVOICE_PART,
	INVOICE_PAID,
	INVOICE_OVERPAID,
};

/* What the jour asked a unit for. */
struct invoice {
	struct invoice *next;
	const char *payer;
	const char *reference;
	uint32_t year;
	uint32_t date;
	uint32_t due;
	int64_t amount_ore;
	struct citation record;
	/* All payments under its number, for whatever year. */
	size_t payments; /* that the payee has received (or sent back) */
	int64_t received_ore;
	int64_t payer_says_ore;
	int64_t open_ore; /* amount - received; below 0: paid too much */
	enum invoice_state state;
	uint32_t overdue_since; /* the day after the due day; 0 = not overdue */
	uint32_t overdue_days;
};

struct repayment {
	struct repayment *next;
	const char *payer; /* who got it back */
	const char *reference;
	const char *line; /* of the budget, "" = none */
	uint32_t year;
	uint32_t date;
	int64_t amount_ore;
	struct citation record;
};

/* How one unit stands; the last row of an account is the sum, without code and name. */
struct balance {
	const char *code;
	const char *name;
	bool complete; /* the expected amount is known in full */
	int64_t expected_ore;
	int64_t invoiced_ore;
	int64_t received_ore; /* the payee's word */
	int64_t payer_says_ore;
	int64_t difference_ore; /* expected - received; only when complete */
	int64_t overdue_ore;	/* what is open of invoices that are overdue */
	int64_t repaid_ore;
	/* Whether anything at all was said for the year; if not, the amount is nobody's 0. */
	bool is_invoiced;
	bool is_received;
	bool is_said_by_payer;
	bool is_repaid;
	size_t unmatched; /* payments that the two sides do not agree on */
};

struct account {
	uint32_t today; /* that overdue was judged by; 0: it was not */
	const struct payment *payments;
	const struct invoice *invoices;
	const struct repayment *repayments;
	size_t count; /* rows: the agreement's units, then payers that are none of them */
	struct balance *rows;
	struct balance sum;
};

/* "agreed", "payee_only", ...; "open", "part", ...: for programs. */
const char *payment_match_name(enum payment_match match);
const char *invoice_state_name(enum invoice_state state);

/* Sets expected against invoiced and paid, in the arena. `today` (yyyymmdd) is the caller's: an
 * invoice is overdue from the day after its due day while something of it is open; 0: nothing is
 * said about that. All payments that stand count, whatever their day. Payments, invoices and
 * repayments come by payer in order of code, then reference, payee and part.
 *
 * ERR_RANGE: the arena is too small, or a sum passed an int64. Or the transaction's error. */
enum err payments_settle(struct store_txn *txn, const struct expected *expected, uint32_t today,
	struct arena *arena, struct arena *scratch, const struct account **ret_account) MUST_CHECK;

#endif
