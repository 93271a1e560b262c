/* Splits a sum of money so that the parts add up to it exactly: largest remainder.
 *
 * Every partner has a claim with a weight w; W is the sum of the weights. A part is first
 * the whole units in its exact share total * w / W. The units that are then left go, one
 * each, to the largest remainders; between equal remainders the smaller code (memcmp
 * order) comes first. So the parts depend neither on the order of the claims nor on the
 * scale of the weights, every part is less than one unit from its exact share, and a claim
 * of weight 0 gets nothing. */
#ifndef JOUR_APPORTION_H
#define JOUR_APPORTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jour/bytes.h"
#include "jour/err.h"
#include "jour/limits.h"
#include "jour/rational.h"

/* What a partner brings: its code (for ties) and its weight. Both belong to the caller and
 * need only live during the call. */
struct apportion_claim {
	struct bytes code;
	const struct rational *weight;
};

/* What a partner gets, with all that an explanation needs:
 * amount_ore = floor_ore + (extra ? unit_ore : 0), and
 * exact_ore = floor_ore + remainder * unit_ore. */
struct apportion_part {
	int64_t amount_ore;	    /* a multiple of the unit */
	int64_t floor_ore;	    /* the whole units of the exact share */
	bool extra;		    /* got one of the units that were left ("the last ore") */
	struct rational *exact_ore; /* total * w / W */
	struct rational *remainder; /* in units, at least 0 and below 1 */
};

/* One split; parts[i] belongs to claims[i]. */
struct apportionment {
	int64_t total_ore;
	int64_t unit_ore;
	size_t count;
	struct apportion_part parts[AGREEMENT_UNITS_MAX];
};

/* Splits `total_ore` in units of `unit_ore` (see rational.h). After ERR_OK the caller
 * ends *ret_split with apportion_free.
 * ERR_RANGE: the total is negative, above AMOUNT_ORE_MAX or not a multiple of the unit
 * (round the pot first); the unit is another; there are more than AGREEMENT_UNITS_MAX
 * claims; a weight is negative; the weights sum to 0 (as those of no claims do); a fraction
 * passed RATIONAL_BITS_MAX. ERR_DUPLICATE: two claims have the same code, so a tie between
 * them would have no rule. A weight's own error. */
enum err apportion_split(int64_t total_ore, int64_t unit_ore, const struct apportion_claim *claims,
	size_t count, struct apportionment *ret_split) MUST_CHECK;

/* The same for weights that are counts (populations, 1 each, fixed shares). */
enum err apportion_split_counts(int64_t total_ore, int64_t unit_ore, const struct bytes *codes,
	const uint64_t *weights, size_t count, struct apportionment *ret_split) MUST_CHECK;

/* Frees the fractions of a split. A zeroed struct is fine, and so is a second call. */
void apportion_free(struct apportionment *split);

#endif
