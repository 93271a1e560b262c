/* What the key figures of a period rest on: for a unit or an agreement how many inhabitants, cases,
 * kronor, reported crimes, hours. Each fact says where it comes from, and why when there is none:
 * what is not known is never 0. */
#ifndef JOURD_KEYBOOK_H
#define JOURD_KEYBOOK_H

#include "efforts.h"
#include "jour/figurename.h"
#include "jour/limits.h"
#include "payments.h"

#define KEYBOOK_SPLITS_MAX 8

/* An agreement that is in force in a month of the period. */
struct keyagreement {
	struct keyagreement *next; /* ascending by dnr */
	const struct expected *expected;
	const struct account *account;
	uint16_t months; /* of the period in which it is in force */
};

struct keybook {
	struct reports *reports; /* of the period, with what coverage_read fills in */
	uint32_t year;		 /* that the period is of */
	bool whole_year;	 /* the period is all of it */
	struct totals number;	 /* of cases, unit by unit */
	struct keysplit {	 /* the same by each list that a key figure asks for */
		char list[CODE_NAME_MAX + 1];
		struct totals totals;
	} splits[KEYBOOK_SPLITS_MAX];
	size_t split_count;
	struct efforts efforts;
	struct keyagreement *agreements;
};

/* What a fact is about: a unit, or an agreement as a whole. */
struct keyplace {
	const struct reporting_unit *unit;
	const struct keyagreement *agreement; /* when unit is NULL */
};

/* A unit and what was merged into it: its facts are those of all of these, since its people are.
 * What is gone is listed when it was there on a day of the period. */
#define KEYMEMBERS_MAX 128u
struct keymembers {
	size_t count; /* 1 at least: the unit itself comes first */
	struct keymember {
		const char *code;
		const struct unit_page *page; /* NULL: there is no such unit */
	} units[KEYMEMBERS_MAX];
};

struct keyfact {
	enum cell_state state; /* CELL_COUNT: the value is known */
	int64_t value;	       /* so many 1/scale */
	int64_t scale;	       /* 1; 100 for ore and hundredths; above 0 */
	bool at_least;	       /* a part of it is not reported, hidden or not known */
	uint16_t months;       /* that reports in it are about; 0 = it is not about months */
	const char *source;    /* "SCB", "kommun", "jour", a dnr; "" = none or several */
	uint32_t date;	       /* yyyymmdd that it is of; 0 = none or several */
	struct sentence why;   /* when it is not known; English until it is rendered */
};

/* Reads it all as of reports->size; reports are of a period, read by reports_read and
 * coverage_read, and get a unit for each partner of an agreement that is in force. Everything lives
 * in reports->memory. ERR_RANGE: that is too small; or the store's error. */
enum err keybook_read(struct reports *reports, struct keybook *ret_book) MUST_CHECK;

/* The agreement; NULL when none of that dnr is in force in the year. */
const struct keyagreement *keybook_agreement(const struct keybook *book, const char *dnr);
/* True when the unit is a partner of the agreement in the year. */
bool keybook_is_partner(const struct keyagreement *agreement, const char *code);

/* What makes up the unit by the end of the period. More than KEYMEMBERS_MAX is `full` of reports.
 */
void keybook_members(const struct keybook *book, const char *code, struct keymembers *ret_members);
bool keybook_has_member(const struct keymembers *members, const char *code);
/* True when the agreement has another unit that this one was merged into. */
bool keybook_is_merged(
	const struct keybook *book, const struct keyagreement *agreement, const char *code);

/* ---- facts. `measure` is of effortlist.h, or says what it is said to, else it may be NULL. */

/* By inhabitants_of for the last day of the period; of an agreement the sum of its units. */
struct keyfact keybook_population(
	const struct keybook *book, struct keyplace place, const char *measure);
/* Of a unit. */
struct keyfact keybook_cases(
	const struct keybook *book, struct keyplace place, const char *measure);
/* Of a unit by one value of a code list ("sex/kvinna"), or by all of its values but what is not
 * known ("sex"): those are cases when the list is not overlapping. */
struct keyfact keybook_cases_by(
	const struct keybook *book, struct keyplace place, const char *measure);
/* Of a unit: the UnitFigure by one of the names above; sources that differ make it unknown. They
 * are recorded by the year: of a part of it they are not known. */
struct keyfact keybook_crimes(
	const struct keybook *book, struct keyplace place, const char *measure);
/* Of a unit under all agreements in force, or of one agreement: the cash that is expected for the
 * agreement year that begins in the year, and what the payee says it has received for it. Of a part
 * of a year: not applicable. */
struct keyfact keybook_kronor_expected(
	const struct keybook *book, struct keyplace place, const char *measure);
struct keyfact keybook_kronor_paid(
	const struct keybook *book, struct keyplace place, const char *measure);
/* Of either: a total of `measure`, and of a service level of how many. */
struct keyfact keybook_effort(
	const struct keybook *book, struct keyplace place, const char *measure);
struct keyfact keybook_effort_of(
	const struct keybook *book, struct keyplace place, const char *measure);
/* Of an agreement, or of a unit that is the only partner of its agreement: how much of `measure` is
 * agreed for the agreement year that begins in the year, however short the period is; of hours in a
 * term for the part of that year that the term holds. */
struct keyfact keybook_agreed(
	const struct keybook *book, struct keyplace place, const char *measure);

#endif
