/* What an agreement's terms come to, worked out without any cleverness: every day of the year is
 * looked at, every fact is looked for from the end of one list, fractions are GMP's own, and
 * nothing is shared with the program but the messages. For tests and benchmarks to compare with.
 *
 * Written from the reference pages (jour-agreement(5), jour.proto), not from the program. */
#ifndef DUMBMONEY_H
#define DUMBMONEY_H

#include <stdbool.h>
#include <stdint.h>

#include <gmp.h>

#include "jour.pb-c.h"
#include "jour/limits.h"

/* A record that counts. */
struct dumb_fact {
	uint64_t index; /* of the entry it came with; ascending in a list */
	unsigned kind;	/* the body's field number in Record */
	const void *body;
};

struct dumb_world {
	const struct dumb_fact *facts;
	size_t count;
	uint64_t size; /* as of: of what came with a later entry nothing is known */
};

struct dumb_amount {
	bool known;
	int64_t amount_ore;
	mpq_t exact_ore; /* before the rounding; a split's part of the sum that is handed out */
	bool limited;	 /* a minimum or maximum made it */
};

struct dumb_term {
	bool holds;
	bool split;
	int64_t pot_ore; /* of a split that is known */
	int64_t unplaced_ore;
	bool is_whole;
	struct dumb_amount whole;
	struct dumb_amount units[AGREEMENT_UNITS_MAX];
};

void dumb_term_init(struct dumb_term *term);
void dumb_term_clear(struct dumb_term *term);
/* Works out one term for the agreement year that begins in `year` (before YEAR_MAX). */
void dumb_term_expect(const struct dumb_world *world, const Jour__V1__Agreement *agreement,
	const Jour__V1__Term *term, uint32_t year, struct dumb_term *ret_term);
/* Which of the agreement's terms ask for this fact: a fact that a term does not ask for cannot
 * change it. `ret_unit`: the only unit whose line it can change, NULL for any. */
bool dumb_asks_for(const Jour__V1__Agreement *agreement, const Jour__V1__Term *term, uint32_t year,
	const struct dumb_fact *fact, const char **ret_unit);

/* ---- of use to callers */

/* Days as yyyymmdd. */
uint32_t dumb_day_after(uint32_t day);
/* Whole öre of `exact` by the rule; INT64_MAX when it is above AMOUNT_ORE_MAX. */
int64_t dumb_round(const mpq_t exact, const Jour__V1__Rounding *rounding);

#endif
