/* Case statistics for forms: the counts of a stretch of days, unit by unit (formsheets.h shows
 * them).
 *
 * A stretch that is no calendar period (an agreement year from April) is read in pieces, the
 * largest periods that it is made of, and added up; a table for longer than its piece cannot be
 * divided, and a note says so. The districts of a kommun stand for it where it has reported nothing
 * itself. Courts are units like others here; the forms keep them apart. */
#ifndef JOURD_FORMCASES_H
#define JOURD_FORMCASES_H

#include "agreementyear.h"
#include "formkind.h"
#include "totals.h"

#define FORMCASES_PIECES_MAX 24u /* of at most two years */
#define FORMCASES_VALUES_MAX (FORM_COLUMNS_MAX - 4)

struct formcases_piece {
	struct reports reports;
	struct coverage coverage;
};

struct formcases {
	const struct form_request *request;
	struct form *form; /* whose arena everything lives in */
	struct days days;
	size_t piece_count;
	struct formcases_piece *pieces;
};

/* What is said of a unit in the pieces in which one and the same figure holds it, or none. */
struct formcases_part {
	struct formcases_part *next;
	const char *inside; /* the code of the unit whose figure holds it (totals.h), else "" */
	struct total_cell cases;
	struct total_cell *cells; /* as many as values */
};

struct formcases_row {
	struct formcases_row *next; /* shorter codes first, then by code */
	const char *code;
	const char *name;   /* in the last piece that has it */
	const char *parent; /* of a district on the last day of that piece, else "" */
	Jour__V1__UnitType type;
	const struct reporting_unit *unit; /* in the last piece that has it */
	bool by_jour; /* some of them are the jour's, for want of the kommun's */
	bool from_districts;
	unsigned flags; /* of enum total_flag */
	uint16_t
		months_used; /* for the number of cases, of the months of one piece; 0 of several */
	struct formcases_part *parts; /* NULL: nothing was reported */
};

struct formcases_value {
	const struct codelist *list; /* that it is a value of */
	const struct code_value *value;
	const char *label;
};

/* The counts by one code list, or (list NULL) the number of cases alone. */
struct formcases_table {
	const struct codelist *list;
	size_t value_count;
	struct formcases_value values[FORMCASES_VALUES_MAX];
	struct formcases_row *rows;
};

/* Which rows a sheet is about. */
struct formcases_filter {
	bool (*wants)(const void *context, const struct formcases_row *row);
	const void *context;
};

/* The days of a calendar period. */
struct days formcases_days(struct period period);
/* Reads the reports of the days (at most two years) as of the request's size. ERR_RANGE: no room;
 * ERR_CORRUPT, ERR_IO: the store's. */
enum err formcases_open(const struct form_request *request, struct form *form, struct days days,
	struct formcases *ret_cases) MUST_CHECK;
/* Adds up by the newest version of a code list; NULL: the number of cases. ERR_NOTFOUND: there is
 * no such list; else as above. */
enum err formcases_count(
	struct formcases *cases, const char *list, struct formcases_table *ret_table) MUST_CHECK;
/* The row of a unit, added when it is not there: nothing was reported. NULL: no room. */
struct formcases_row *formcases_row(
	struct formcases *cases, struct formcases_table *table, const char *code);

/* What is said of the unit in all pieces. */
struct total_cell formcases_of(
	const struct formcases_row *row, size_t value); /* SIZE_MAX: the cases */
/* A total as a cell: a count, at least one, or a state. */
struct form_cell formcases_cell(const struct total_cell *cell);
/* A sum of the rows that are wanted, piece by piece without what the figure of another one of them
 * holds: of a calendar period and with all rows wanted it is that of totals.h. */
struct total_cell formcases_sum(const struct formcases_table *table,
	const struct formcases_filter *filter, size_t value); /* SIZE_MAX: the cases */
/* The cases of those of these rows that count the value: what a mark is a share of. */
struct total_cell formcases_cases_beside(
	const struct formcases_table *table, const struct formcases_filter *filter, size_t value);

/* The row that holds the inhabitants of this one at the end of the last piece, as coverage has it;
 * NULL: none. */
const struct formcases_row *formcases_holder(const struct formcases *cases,
	const struct formcases_table *table, const struct formcases_row *row);
/* The cases of the row and of all rows that were merged into it: those of its inhabitants. */
struct total_cell formcases_with_merged(const struct formcases *cases,
	const struct formcases_table *table, const struct formcases_row *row);

/* The row of a unit in a piece without its counts, for asking a filter. */
struct formcases_row formcases_describe(
	const struct formcases_piece *piece, const struct reporting_unit *unit);

#endif
