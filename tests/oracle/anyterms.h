/* Random agreements that the ledger takes, with facts that they ask for: some missing, some
 * corrected, some from sources that differ. */
#ifndef ANYTERMS_H
#define ANYTERMS_H

#include "dumbmoney.h"
#include "pact.h"

#define ANY_FACTS_MAX 400
#define ANY_FIRST_YEAR 2014 /* of the facts, */
#define ANY_YEARS 10	    /* and how many */

struct chance {
	uint64_t seed;
};

/* Below `below`; the same in every run. */
uint64_t chance_draw(struct chance *chance, uint64_t below);
bool chance_one_in(struct chance *chance, uint64_t many);

struct any {
	struct pact *pact; /* holds the agreement */
	uint32_t year;	   /* to be asked for */
	struct dumb_fact facts[ANY_FACTS_MAX];
	size_t count;
};

/* A new agreement and its facts; what was drawn before is gone. */
void any_draw(struct any *any, struct chance *chance);
/* A later record with another value under the key of `fact`; NULL when its kind has none. */
const struct dumb_fact *any_correct(
	struct any *any, struct chance *chance, const struct dumb_fact *fact);
/* The same agreement and facts in another order, where order means nothing: entries (but the
 * corrections of a key), terms, parts of a key, the steps of a mix, lines of a budget, parties. */
void any_shuffle(struct any *any, struct chance *chance);

#endif
