/* What `totals` and `coverage` share: the case reports of a period as of a size. */
#ifndef JOURD_CASEVIEW_H
#define JOURD_CASEVIEW_H

#include "closed.h"
#include "coverage.h"
#include "view.h"

struct caseview {
	struct view view;
	struct arena memory;
	struct reports reports;
	struct coverage coverage;
	struct settled settled; /* what is closed, and late */
};

struct caseview_options {
	struct view_options view;
	struct period period;
	bool may_lack_period; /* set by a command that has other ways to say which */
};

/* The argument PERIOD ("2018", "2018-H1", "2018-Q1", "2018-01") and the options of view_argp. Use
 * as an argp child with a struct caseview_options as its input. */
extern const struct argp caseview_argp;

/* Ends the process with a sentence when the text is no period. */
void caseview_parse_period(const char *text, struct argp_state *state, struct period *ret_period);
/* Says on stderr that there is no room, for ERR_RANGE; what the store reports caseview_close says.
 * Returns STATUS_FAILED. */
int caseview_failed(enum err err);
/* Opens or explains on stderr why not and returns an exit status other than STATUS_OK. "Today" is
 * the as-of's: the day named, that of the last entry of the size named, or the clock's. */
int caseview_open(const struct caseview_options *options, struct caseview *ret_view);
/* Reads another period instead, as of the same size; `as_of` as in the options. */
int caseview_read(struct caseview *view, struct period period, const char *as_of);
/* The calendar that coverage needs; it lives as long as the view. `as_of` may be NULL: now. */
struct coverage_calendar caseview_calendar(struct view *view, const char *as_of);
/* As view_close. */
int caseview_close(struct caseview *view, int status);

/* "5 of 6 kommuner, 97 % of the inhabitants (population of 2017-12-31)". */
void caseview_print_share(const struct coverage_share *share, FILE *to);
/* Which closes hold in the period, and what came after them; nothing when there is none. */
void caseview_print_settled(const struct caseview *view, FILE *to);
/* That what is shown is exact and not for others. */
void caseview_print_internal(FILE *to);
/* That the period has not begun, or not ended; nothing when it is over. */
void caseview_print_running(const struct caseview *view, FILE *to);

#endif
