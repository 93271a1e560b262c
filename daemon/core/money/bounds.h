/* Splits a sum by a key between limits: each part is a base and a share of the rest by the key,
 * held between a minimum and a maximum; what a limit moves goes to the others by the key.
 *
 * The parts sought are min(max(base + x * key, minimum), maximum) for one x that makes them add up.
 * They are found in rounds: the parts still free share what is left by the key; those beyond a
 * limit are totalled, and if the minima ask for more than the maxima give up, the parts below
 * their minimum are fixed at it, if less, those above their maximum, if neither, all of them.
 * Each round fixes at least one part or ends, so there are at most as many rounds as parts, and
 * the order of the parts never matters. */
#ifndef JOURD_BOUNDS_H
#define JOURD_BOUNDS_H

#include "expected.h"
#include "jour/rational.h"

#define BOUND_UNSET INT64_MAX

struct bounded {
	const struct rational *base;
	const struct rational *key; /* at least 0 */
	int64_t min_ore;	    /* at least 0 */
	int64_t max_ore;	    /* at least min_ore; BOUND_UNSET */
	struct rational *part;	    /* the result */
	enum bound bound;	    /* which limit set it */
};

/* Fills the parts. They add up to `total` unless the limits, or keys that are all 0, forbid it;
 * `unplaced` = total - their sum. ERR_RANGE when a fraction passed RATIONAL_BITS_MAX. */
enum err bounds_split(const struct rational *total, struct bounded *parts, size_t count,
	struct rational *unplaced) MUST_CHECK;

#endif
