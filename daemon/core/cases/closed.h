/* Closed figures: totals as they were at the close in force, and what came after it.
 *
 * The closed figures of a unit are the totals as of the entry of its close (closing.h), so nothing
 * that comes later moves them: only a reopening, and the next close, do. */
#ifndef JOURD_CLOSED_H
#define JOURD_CLOSED_H

#include "closing.h"
#include "totals.h"

/* The units that were closed in one entry. */
struct closed_part {
	struct closed_part *next; /* closed later */
	uint64_t entry;
	int32_t day; /* on which it was received, as the calendar says */
	struct reports reports;
	struct coverage coverage;
	struct totals totals; /* of these units only, as of size entry + 1 */
};

/* The closed figures of query's units for a period, as of `size` (what was said about closing by
 * then). They are split by the lists that `by` (NULL: none) names, as totals_parse_by takes them,
 * in the versions that were newest when closed; a list that there was not yet is query's.
 * Everything lives in `memory` as long as `txn`; calendar->today is not looked at: for each part it
 * is the day of its close. `*ret_parts` is NULL when nothing is closed. Errors as totals_read. */
enum err closed_read(struct store_txn *txn, uint64_t size, struct period period,
	const struct totals_query *query, const char *by, const struct coverage_calendar *calendar,
	struct arena *memory, struct arena *scratch, struct closed_part **ret_parts) MUST_CHECK;
/* The unit's row, and the part that it is in; NULL: it is not closed. */
const struct total_row *closed_row(
	const struct closed_part *parts, const char *unit, const struct closed_part **ret_part);

/* A case table or an effort that stands now and came after its period was closed. */
struct late_record {
	struct late_record *next; /* by period and unit */
	unsigned kind;		  /* its body's field number */
	const char *unit;	  /* UNIT_EVERY: an effort for a whole agreement */
	const char *what;	  /* of an effort, its measure; else "" */
	struct period period;
	uint64_t entry;
	struct closing closing;
};

/* What the closings mean for a period. */
struct settled {
	size_t closing_count;
	const struct closing *closings; /* in force, with a day in common with the period */
	const struct late_record *late; /* about such a day, too */
};

/* As of `size`; lives in `memory`. ERR_RANGE: it is too small; or the store's. */
enum err closed_survey(struct store_txn *txn, uint64_t size, struct period period,
	struct arena *memory, struct arena *scratch, struct settled *ret_settled) MUST_CHECK;

#endif
