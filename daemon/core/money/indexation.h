/* The indexation step: how much a term's amounts are raised in an agreement year.
 *
 * Steps that follow on each other and whose shares add up to at most the whole are parts of one
 * mix (90 % by one index, 10 % by another): in an agreement year the amount is multiplied by 1 +
 * the sum of share * percentage. What would pass the whole begins the next mix, so two steps of
 * the whole each are applied one after the other. A step applies to the agreement years that
 * begin - the first one: in which the agreement begins - on its first day or later; when it is
 * cumulative, every such year up to the one at hand counts, else that year alone.
 *
 * The percentage is the one that the index states, or the change of its number since the base year;
 * a step's limits bound it before its share is taken.
 *
 * Of an index and year the definitive figure counts as soon as it is in the ledger, until then
 * the preliminary one, and the result says so.
 *
 * What was paid on a preliminary figure is worked out again: of the agreement year at hand, and,
 * where the raise is cumulative, of an earlier year's index whose definitive figure became known
 * after the first day of the year at hand. What was known by then had been paid for already. */
#ifndef JOURD_INDEXATION_H
#define JOURD_INDEXATION_H

#include "term.h"

/* Sets `factor` and the term's indexes, and work->replaced when a definitive figure has taken the
 * place of another preliminary one. With work->preliminary_only the preliminary figure counts where
 * there is one. False, after a remark, when an index is missing or the factor passed what fractions
 * may hold. */
bool indexation_factor(struct term_work *work, const Jour__V1__Term *term,
	struct expected_term *result, struct rational *factor);

#endif
