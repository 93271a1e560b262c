/* The one parser of numbers that come from outside: files, cells, command lines.
 *
 * It takes no spaces around the number (the caller knows its own separators) and reads at
 * most TEXT_SIZE_MAX bytes. Text that is no number is ERR_MALFORMED even when it is too
 * large as well. */
#ifndef JOUR_NUMBER_H
#define JOUR_NUMBER_H

#include <stdint.h>

#include "jour/bytes.h"
#include "jour/err.h"

/* Most decimals that number_parse_decimal can keep. */
#define NUMBER_SCALE_MAX 18u

/* Reads ASCII digits and nothing else. A leading zero is refused, except "0" itself: "010"
 * is 8 to some programs and 10 to others. ERR_MALFORMED; ERR_RANGE when it is above `max`
 * or the text is longer than TEXT_SIZE_MAX. */
enum err number_parse_uint(struct bytes text, uint64_t max, uint64_t *ret_value) MUST_CHECK;

/* Reads a decimal number as Swedish programs and people write it, and gives it times
 * 10^scale: "3,5" with scale 2 is 350.
 *  - minus is '-' or U+2011, U+2013, U+2212 (what office programs make of it); no '+'
 *  - thousands may be set off by a space, U+00A0, U+202F or U+2009, then in all places:
 *    one to three digits first, three in every later group
 *  - the decimal mark is a comma or a point, with a digit on each side. A point never sets
 *    off thousands: "1.234" has three decimals, and is refused when scale is less
 *  - at most `scale` decimals (at most NUMBER_SCALE_MAX, asserted); nothing is rounded
 *  - no leading zero but the one in "0,15"; no exponent
 * ERR_MALFORMED for anything else, the empty text included; ERR_RANGE when the scaled
 * value is below `min` or above `max`, or the text is longer than TEXT_SIZE_MAX. */
enum err number_parse_decimal(struct bytes text, unsigned scale, int64_t min, int64_t max,
	int64_t *ret_scaled) MUST_CHECK;

#endif
