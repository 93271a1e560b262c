/* Totals by catchment, county or country: each a total of its own (totals.h) with its own coverage.
 *
 * A kommun may be a partner in two agreements: so the sum is not that of the groups but of all
 * their units, each once. Groups of which nothing is expected or reported are left out. */
#ifndef JOURD_TOTALGROUPS_H
#define JOURD_TOTALGROUPS_H

#include "totals.h"

enum totalgroups_by {
	TOTALGROUPS_CATCHMENT,
	TOTALGROUPS_COUNTY,
	TOTALGROUPS_COUNTRY,
};

struct total_group {
	struct total_group *next; /* by dnr or code */
	const char *code;	  /* dnr, "24", or "" for the country */
	const char *name;	  /* the agreement's title, the county's name; "" = not stated */
	struct totals totals;
};

struct totalgroups {
	struct total_group *groups;
	struct totals all;
};

/* Reads the groups by what `query` asks for besides units. Errors as totals_read. */
enum err totalgroups_read(struct reports *reports, const struct totals_query *query,
	enum totalgroups_by by, struct totalgroups *ret_groups) MUST_CHECK;

#endif
