/* What `totals` and `coverage` share: the case reports of a period as of a size. */
#ifndef JOURD_CASEVIEW_H
#define JOURD_CASEVIEW_H

#include "coverage.h"
#include "view.h"

struct caseview {
	struct view view;
	struct arena memory;
	struct reports reports;
	struct coverage coverage;
};

/* Reads PERIOD ("2018", "2018-H1", "2018-Q1", "2018-01") of a command line; ends the program with
 * argp's usage message when it is none. */
void caseview_parse_period(const char *text, struct argp_state *state, struct period *ret_period);

/* Opens or explains on stderr why not and returns an exit status other than STATUS_OK. "Today" is
 * the as-of's: the day named, that of the last entry of the size named, or the clock's. */
int caseview_open(
	const struct view_options *options, struct period period, struct caseview *ret_view);
/* As view_close. */
int caseview_close(struct caseview *view, int status);

/* "5 of 6 kommuner, 97 % of the inhabitants (population of 2017-12-31)". */
void caseview_print_share(const struct coverage_share *share, FILE *to);
/* That what is shown is exact and not for others. */
void caseview_print_internal(FILE *to);
/* Prints a text of statjson.h and frees it. */
int caseview_print_json(char *json, FILE *to);

#endif
