/* Making a release again, to see whether the same comes out. */
#ifndef JOURD_REPUBLISH_H
#define JOURD_REPUBLISH_H

#include "coverage.h"
#include "releases.h"

enum republished {
	REPUBLISHED_SAME,
	REPUBLISHED_DIFFERS, /* or it was no JSON of this program's, or of another version's */
	REPUBLISHED_NOT,     /* not of a kind that can be made again here */
};

/* Makes what `jourd totals --json --as-of` printed, for a release of kind "totals" with a period,
 * and compares its SHA-256. calendar->today is not looked at. ERR_RANGE: `memory` is too small;
 * ERR_RETRY: out of memory; or the store's. */
enum err republish(struct store_txn *txn, const Jour__V1__Release *release,
	const struct coverage_calendar *calendar, struct arena *memory, struct arena *scratch,
	enum republished *ret_outcome) MUST_CHECK;

#endif
