/* What may be said of one number over another when not all of them is known: the one rule, for key
 * figures and forms.
 *
 * 1. Both are known: the ratio.
 * 2. Of the upper a part is not reported or hidden: at least so much. When the rest of it is 0 that
 *    says nothing, and it is not known.
 * 3. Of the lower a part is not reported or hidden: the ratio may be more or less, so it is not
 *    known; but where the two were counted in the same reports (a service level and its cases) and
 *    both lack a part, it is a share of what is reported, and is said to be one.
 * 4. What was said of fewer months than the other was lacks a part, too.
 * 5. Over what is not applicable (no number is agreed) the ratio is not applicable, either. Else
 * what is not reported, hidden or not applicable makes the ratio the same. Over 0 there is none.
 *
 * So nothing is divided by what is not known, and nothing partial looks whole. */
#ifndef JOURD_KNOWNRATIO_H
#define JOURD_KNOWNRATIO_H

#include "reports.h"

struct ratio_part {
	enum cell_state state; /* CELL_COUNT: it is known, at least a part of it */
	bool at_least;	       /* a part of it is not reported or hidden */
	bool is_zero;	       /* what is known of it is 0 */
	uint16_t months;       /* of the year that it is about, as in reports.h; 0: it is of none */
};

/* Why there is no ratio. */
enum ratio_lack {
	RATIO_LACKS_NOTHING,
	RATIO_LACKS_UPPER,
	RATIO_LACKS_LOWER,
	RATIO_LACKS_PART, /* a part of the one that matters */
	RATIO_OVER_ZERO,
};

struct known_ratio {
	enum cell_state state; /* CELL_COUNT: it may be divided */
	bool at_least;
	bool partial; /* a share of what is reported */
	enum ratio_lack lack;
};

/* `together`: they were counted in the same reports. */
struct known_ratio knownratio_of(
	const struct ratio_part *upper, const struct ratio_part *lower, bool together);

#endif
