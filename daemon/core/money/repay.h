/* What is to be given back, as named rules over plain numbers. No rule looks at the ledger.
 *
 * early-exit: unused = cash x days that remain / days that the year's cash is for, counted from the
 * exit day, which is the first day that is no longer paid for; or the same of whole months; or cash
 * less what was spent, if any is left. Exact, and rounded once, but never to more than the cash.
 *
 * not-used: a budget line's left is what it may cost less what it has cost. Lines without an
 * earmark are one pot, and within it what one line spent too much another has left. The lines of
 * one earmark are a pot of their own: nothing is netted between pots. A pot's unused is what is
 * left of it, at least 0; together at most what has been paid. Or each line is a pot of its own.
 *
 * shared-back: partners get what is unused in proportion to what each paid; largest remainder, ties
 * by unit code. Or equally over those who have paid. In multiples of the rounding's unit when the
 * sum is one, so that a part may pass its exact share by less than one. Who has paid nothing, or
 * got more back than it paid, has no part. */
#ifndef JOURD_REPAY_H
#define JOURD_REPAY_H

#include "jour/date.h"
#include "jour/rational.h"

/* One partner: the caller fills in code, name, paid and repaid. */
struct repay_partner {
	const char *code;
	const char *name;
	int64_t paid_ore;   /* for the year, reversals taken away */
	int64_t repaid_ore; /* given back before now */
	int64_t part_ore;   /* what it gets back by the rule */
	int64_t open_ore;   /* part - repaid; below 0: it got too much */
	bool extra;	    /* got one of the units that were left */
};

struct repay_rounding {
	int64_t unit_ore;
	enum rounding rule;
};

struct repay_exit {
	uint32_t remaining; /* days or months; 0 of 0 when it was not by time */
	uint32_t of;
	int64_t spent_ore; /* when it was by what was spent */
	int64_t cash_ore;
	char exact_ore[RATIONAL_TEXT_SIZE]; /* "n/d" before the rounding */
	int64_t unused_ore;
};

/* One line of a budget: the caller fills in all but left and open. */
struct repay_line {
	const char *line;
	const char *earmark; /* "" = free */
	int64_t budget_ore;
	int64_t spent_ore;
	int64_t repaid_ore; /* given back before now, of this line */
	int64_t left_ore;   /* below 0: overspent */
};

struct repay_pot {
	const char *name; /* the earmark, "" = free; of a line by itself its name */
	int64_t left_ore; /* below 0: overspent */
	int64_t unused_ore;
	int64_t repaid_ore;
	int64_t open_ore; /* unused - repaid; below 0: too much was given back */
};

/* The rule early-exit. The year's cash is for the days `first` to `last`; an exit before them
 * leaves all of it unused, one after them nothing. ERR_RANGE: last < first, or the cash is below 0
 * or above AMOUNT_ORE_MAX. */
enum err repay_early_exit(int64_t cash_ore, struct date first, struct date last, struct date exit,
	const struct repay_rounding *rounding, struct repay_exit *ret_exit) MUST_CHECK;
/* The same by months: `remaining` whole ones of `of` (0 of 0: nothing goes back). ERR_RANGE: more
 * remain than there are, or the cash as above. */
enum err repay_exit_by_months(int64_t cash_ore, uint32_t remaining, uint32_t of,
	const struct repay_rounding *rounding, struct repay_exit *ret_exit) MUST_CHECK;
/* The same by what was spent. ERR_RANGE: the cash as above, or `spent_ore` is below 0. */
enum err repay_exit_unspent(int64_t cash_ore, int64_t spent_ore,
	const struct repay_rounding *rounding, struct repay_exit *ret_exit) MUST_CHECK;

/* The rule not-used: sets each line's left, and one pot for each earmark, the free one first (also
 * when no line is free), then by earmark; or `by_line` one for each name. `ret_pots` holds count
 * + 1. ERR_RANGE: a sum passed an int64. */
enum err repay_not_used(struct repay_line *lines, size_t count, bool by_line,
	struct repay_pot *ret_pots, size_t *ret_pot_count) MUST_CHECK;

/* The rule shared-back: sets part, open and extra of every partner, in multiples of `unit_ore`.
 * ERR_RANGE: `unused_ore` is below 0, above AMOUNT_ORE_MAX or, with nobody to give it to, above 0;
 * there are more than AGREEMENT_UNITS_MAX partners; a difference passed an int64. ERR_DUPLICATE:
 * two have the same code. */
enum err repay_share_back(int64_t unused_ore, int64_t unit_ore, bool equally,
	struct repay_partner *partners, size_t count) MUST_CHECK;

#endif
