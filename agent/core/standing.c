#include "standing.h"

#include <string.h>

const Jour__V1__Standing *standing_of_period(
	const Jour__V1__Reference *reference, const char *scope, struct period period)
{
	for (size_t i = 0; i < reference->n_closings; i++) {
		const Jour__V1__PeriodClose *close = reference->closings[i]->period_close;
		if (reference->closings[i]->body_case == JOUR__V1__STANDING__BODY_PERIOD_CLOSE &&
			close->period != NULL &&
			period_equal(period_of_message(close->period), period) &&
			strcmp(close->scope, scope) == 0)
			return reference->closings[i];
	}
	return NULL;
}

const Jour__V1__Standing *standing_close(
	const Jour__V1__Reference *reference, const char *unit, struct period period)
{
	do {
		const Jour__V1__Standing *all = standing_of_period(reference, UNIT_EVERY, period),
					 *own = standing_of_period(reference, unit, period);
		if (all == NULL && own == NULL)
			continue;
		const Jour__V1__Standing *last =
			all == NULL || (own != NULL && own->entry >= all->entry) ? own : all;
		return last->period_close->reopened ? NULL : last;
	} while (period_widen(&period));
	return NULL;
}

const Jour__V1__Standing *standing_release(const Jour__V1__Reference *reference, const char *id)
{
	for (size_t i = 0; i < reference->n_releases; i++)
		if (reference->releases[i]->body_case == JOUR__V1__STANDING__BODY_RELEASE &&
			strcmp(reference->releases[i]->release->id, id) == 0)
			return reference->releases[i];
	return NULL;
}

void standing_codes(
	const Jour__V1__Reference *reference, struct arena *arena, struct codebook *ret_codes)
{
	codebook_start(ret_codes);
	for (size_t i = 0; reference != NULL && i < reference->n_lists; i++)
		(void)!codebook_add(ret_codes, reference->lists[i], arena);
}
