/* Totals by catchment, county or country, and over periods, for `jourd totals`. */
#ifndef JOURD_TOTALSVIEW_H
#define JOURD_TOTALSVIEW_H

#include "caseview.h"
#include "periodrange.h"
#include "print_totals.h"
#include "totalgroups.h"
#include "totalsask.h"

struct totalsview_options {
	struct caseview_options view;
	struct totals_asked asked;
	bool groups;
	enum totalgroups_by group_by;
	struct periodrange range; /* over periods */
	struct print_totals_style style;
};

/* Finds the units and the lists that are asked for, for the period that the view has read. Says on
 * stderr what is not there, and returns an exit status other than STATUS_OK. */
int totalsview_prepare(
	struct caseview *view, const struct totals_asked *asked, struct totals_query *ret_query);
int totalsview_groups(struct caseview *view, const struct totalsview_options *options);
int totalsview_series(struct caseview *view, const struct totalsview_options *options);

#endif
