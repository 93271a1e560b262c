/* Totals and coverage as JSON for programs (document.h). The same
 * result gives the same bytes. A cell has a state - count, not_reported, not_applicable, hidden -
 * and a count only in the first. Exact small numbers stand in it: it is marked internal. */
#ifndef JOURD_STATJSON_H
#define JOURD_STATJSON_H

#include "closed.h"
#include "totals.h"

/* The caller frees the texts with free(). NULL: out of memory. */
char *statjson_totals(const struct totals *totals, const struct reports *reports,
	enum totals_source source, const struct settled *settled) MUST_CHECK;
/* The closed figures, and beside them those of now (the other arguments). */
char *statjson_closed(const struct closed_part *parts, const struct totals *totals,
	const struct reports *reports, enum totals_source source,
	const struct settled *settled) MUST_CHECK;
char *statjson_coverage(const struct coverage *coverage, const struct reports *reports,
	const struct settled *settled) MUST_CHECK;

#endif
