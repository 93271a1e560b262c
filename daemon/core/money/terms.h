/* Every kind of term, each in term_<name>.c. */
#ifndef JOURD_TERMS_H
#define JOURD_TERMS_H

#include "term.h"

extern const struct term_kind term_rate;
extern const struct term_kind term_fixed_amount;
extern const struct term_kind term_shared_cost;
extern const struct term_kind term_budget;
extern const struct term_kind term_hours;

#endif
