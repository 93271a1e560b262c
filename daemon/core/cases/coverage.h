/* Who was expected to report, and who has (DESIGN.md section 7).
 *
 * Expected is what the report duties of the agreements say, for every period of a duty's length of
 * which a month is both in the term and in the period asked for. Of each agreement the version that
 * counts for the period (inforce.h) says that a report is due and when; a month in it is expected
 * of the units of the version that counts for that month. So what an agreement year that begins in
 * April leaves of a calendar year is expected under the version before. What two agreements expect
 * of one unit for one period is one report, due on the earlier day; so coverage never exceeds
 * 100 %. A unit that joins or leaves in mid-year owes the months in which it is a partner on some
 * day; while a partner unit is not there any more its successors owe them, and before it was there
 * what was merged into it (unitbook.h).
 *
 * A report is in when the kommun's own tables, of whatever dimensions, cover every month of the
 * period that is owed; it came in with the entry that completed it first, and a later correction
 * does not make it late. Where the kommun has not sent all of them, the tables of all its districts
 * do as well, of one that moved those that count in this kommun (unitbook_kommun). Tables that the
 * jour counted do not stand for the kommun's; they are noted beside. Of a court the jour's tables
 * are the report. A nil report is one whose every cell is zero: somebody has said that there was
 * nothing, which is something else than saying nothing. */
#ifndef JOURD_COVERAGE_H
#define JOURD_COVERAGE_H

#include "coverage_share.h"

enum report_state {
	REPORT_ON_TIME,
	REPORT_LATE,
	REPORT_MISSING, /* the due day has passed */
	REPORT_NOT_YET, /* not in, not yet due */
	REPORT_STATES,
};

struct expected_report {
	struct expected_report *next; /* of the unit, by first month, shorter before longer */
	struct period period;
	uint16_t months; /* those in which an agreement is in force */
	const char *dnr; /* of the agreement that wants it first */
	int32_t due_day; /* the last day on time, as in date.h */
	enum report_state state;
	int32_t received_day; /* ON_TIME and LATE */
	int32_t days_late;    /* LATE, MISSING: days after the due day; else 0 */
	bool by_jour;	      /* the jour's own tables cover the period */
	bool nil;	      /* ON_TIME, LATE: it says that there was no case at all */
	const struct reporting_unit *unit;
	const struct expected_report *chased; /* the next in the chase list (chase.h) */
};

struct coverage {
	int32_t today;
	unsigned reports[REPORT_STATES];
	unsigned nil;		     /* of those on time and late */
	struct coverage_share share; /* covered: every report expected of the unit is in */
};

/* The calendar's part, which core does not know: the day on which an entry was received. */
struct coverage_calendar {
	void *context;
	int32_t (*received_day)(void *context, uint64_t index);
	int32_t today; /* what is due before it and not in is missing */
};

/* Fills in what is expected of each unit, adding units that have sent nothing. ERR_RANGE:
 * reports->memory is too small; ERR_CORRUPT, ERR_IO: the store's. */
enum err coverage_read(struct reports *reports, const struct coverage_calendar *calendar,
	struct coverage *ret_coverage) MUST_CHECK;

#endif
