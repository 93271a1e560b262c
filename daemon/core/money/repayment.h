/* The rules of repay.h on what the ledger says of one agreement and year. */
#ifndef JOURD_REPAYMENT_H
#define JOURD_REPAYMENT_H

#include "ledger.h"
#include "payments.h"
#include "repay.h"

/* The agreement's own rules, or the default ones. */
struct repayment_rules {
	const char *clause; /* NULL: the agreement states none */
	Jour__V1__ExitRule early_exit;
	Jour__V1__UnusedRule not_used;
	Jour__V1__BackRule shared_back;
	struct repay_rounding rounding;
};

struct repayment_plan {
	struct repayment_rules rules;
	/* What the partners have paid in all, those who paid less than nothing left out. */
	int64_t paid_ore;
	bool by_exit;
	uint32_t exit_date;	/* yyyymmdd, when by_exit */
	struct repay_exit exit; /* when by_exit */
	/* Else the lines of the budgets that the partners pay, and their pots: of earmarks or
	 * lines. */
	size_t line_count;
	struct repay_line *lines;
	size_t pot_count;
	struct repay_pot *pots;
	int64_t unused_ore; /* that is given back: of the pots together at most what was paid */
	size_t partner_count;
	struct repay_partner *partners; /* rows of the account */
};

/* What is unused when the agreement is left on `exit_date` (yyyymmdd), the first day that is no
 * longer paid for, or, when it is 0, what the year's budgets have left; and what each partner gets
 * back, by the rules of the agreement's version. Repayments already made are subtracted: on an exit
 * those without a budget line, else those with one. Lives in the arena. ERR_NOTFOUND: no day of the
 * year is paid for, or there is no budget that the partners pay. ERR_RANGE: the arena is too small,
 * or a sum is too large. */
enum err repayment_plan(const struct expected *expected, const struct account *account,
	uint32_t exit_date, struct arena *arena, const struct repayment_plan **ret_plan) MUST_CHECK;

/* "days", "by_line", ...: the rules as an agreement's file names them. */
const char *repayment_exit_name(Jour__V1__ExitRule rule);
const char *repayment_unused_name(Jour__V1__UnusedRule rule);
const char *repayment_back_name(Jour__V1__BackRule rule);

/* As data; the caller frees the text with free(). NULL: out of memory. */
char *repayment_json(const struct expected *expected, const struct repayment_plan *plan,
	const struct ledger_name *ledger) MUST_CHECK;

#endif
