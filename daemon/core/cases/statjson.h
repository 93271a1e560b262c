/* Totals and coverage as JSON for programs (document.h). The same
 * result gives the same bytes. A cell has a state - count, not_reported, not_applicable, hidden -
 * and a count only in the first. Exact small numbers stand in it: it is marked internal. */
#ifndef JOURD_STATJSON_H
#define JOURD_STATJSON_H

#include "closed.h"
#include "document.h"
#include "totalgroups.h"

/* The caller frees the texts with free(). NULL: out of memory. */
char *statjson_totals(const struct totals *totals, const struct reports *reports,
	enum totals_source source, const struct settled *settled) MUST_CHECK;
/* The closed figures, and beside them those of now (the other arguments). */
char *statjson_closed(const struct closed_part *parts, const struct totals *totals,
	const struct reports *reports, enum totals_source source,
	const struct settled *settled) MUST_CHECK;
/* Each group, and all of their units together. */
char *statjson_groups(const struct totalgroups *groups, enum totalgroups_by by,
	const struct reports *reports, enum totals_source source) MUST_CHECK;

/* Totals of one period after the other; what has begun must end. */
struct statjson_series {
	struct document document;
	json_t *root;
	json_t *periods; /* in it */
};
void statjson_series_begin(struct statjson_series *series, uint64_t size);
void statjson_series_add(struct statjson_series *series, const struct totals *totals,
	const struct reports *reports, enum totals_source source);
char *statjson_series_end(struct statjson_series *series) MUST_CHECK;

char *statjson_coverage(const struct coverage *coverage, const struct reports *reports,
	const struct settled *settled) MUST_CHECK;

#endif
