/* What `jourd totals` is asked, as a query: one reading of it for the command, for a release that
 * is made again and for what has changed, so that they cannot differ. */
#ifndef JOURD_TOTALSASK_H
#define JOURD_TOTALSASK_H

#include "totals.h"

struct totals_asked {
	struct totalscope_asked scope; /* none: every unit that is expected or has a table */
	const char *by;		       /* as totals_parse_by takes it; NULL: not divided */
	enum totals_source source;
	bool courts;
};

/* The query for the period and size of `reports`, whose coverage has been read; it lives in their
 * memory. ERR_NOTFOUND: no such unit, agreement or county; ERR_MALFORMED: `by` names no lists that
 * there are; ERR_RANGE: the memory is too small; ERR_CORRUPT, ERR_IO: the store's. */
enum err totalsask_query(struct reports *reports, const struct totals_asked *asked,
	struct totals_query *ret_query) MUST_CHECK;

#endif
