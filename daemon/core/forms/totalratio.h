/* What the figures of a total are shown as, beside counts: a share, or so many for each 1 000
 * inhabitants. What may be said when not everything is known is knownratio.h's rule. */
#ifndef JOURD_TOTALRATIO_H
#define JOURD_TOTALRATIO_H

#include "form.h"
#include "totals.h"

enum totals_shown {
	TOTALS_COUNTS,
	/* A value of the lists asked for: of the cases that were counted by them, "unknown" among
	 * them; of an overlapping list: of the number of cases. */
	TOTALS_SHARES,
	/* Over the newest population known for the last day of the period or before. */
	TOTALS_PER_1000,
};

/* The figures of one line. */
struct total_figures {
	const struct total_cell *cases;
	const struct total_cell *cells;
	size_t cell_count;
	uint64_t inhabitants; /* 0: not known */
};

/* What they are divided by. */
struct totals_base {
	enum totals_shown shown;
	struct form_cell whole;
	bool together; /* the figures and the whole were counted in the same tables */
};

/* `overlapping`: one of the lists asked for is. */
struct totals_base totals_base_of(
	enum totals_shown shown, const struct total_figures *figures, bool overlapping);
/* A count, ratio or state. */
struct form_cell totals_shown_cell(const struct totals_base *base, const struct total_cell *cell);
/* The number of cases stays a count beside shares. */
struct form_cell totals_shown_cases(const struct totals_base *base, const struct total_cell *cases);

bool totals_overlap(const struct totals_query *query);
/* Of the rows that are in the sum, each person once; 0 when the number of one is not known. */
uint64_t totals_inhabitants(const struct totals *totals);

#endif
