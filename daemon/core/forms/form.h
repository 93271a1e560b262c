/* A form: what is answered to somebody who asks for figures, as sheets of typed cells. How it looks
 * is the renderers' business (formjson.h here; text, CSV and XLSX at the edge), so a cell holds a
 * value, never its text: zero, not reported, not applicable and hidden are four things that each of
 * them keeps apart.
 *
 * Everything lives in the arena. When that has run out `full` says so, and what was asked for after
 * that is not there; whoever builds a form looks once, at the end. Every form is internal: it shows
 * exact small numbers. */
#ifndef JOURD_FORM_H
#define JOURD_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "jour/record.h"

#define FORM_COLUMNS_MAX 260u /* the values of any code list and its strays, with labels */
#define FORM_TEXT_SIZE 512u   /* bytes of a phrase with its NUL, longer is cut */

enum form_type {
	FORM_EMPTY, /* nothing belongs here */
	FORM_TEXT,
	FORM_COUNT,
	FORM_HUNDREDTHS, /* hours, days */
	FORM_MONEY,
	FORM_RATIO,
	FORM_DATE,
	FORM_NOT_REPORTED,
	FORM_NOT_APPLICABLE,
	FORM_HIDDEN,
};

/* What a ratio is shown as. */
enum form_scale {
	FORM_PERCENT,	   /* a part of its whole */
	FORM_PER_THOUSAND, /* so many for each 1 000 */
	FORM_KRONOR_EACH,  /* ore for each, shown in kronor */
	FORM_MEAN,	   /* so many for each */
};

struct form_ratio {
	int64_t part;
	uint64_t whole; /* above 0 */
	enum form_scale scale;
	bool down; /* a lower bound: rounded down, else it might be above the truth */
};

struct form_cell {
	enum form_type type;
	bool at_least; /* COUNT, HUNDREDTHS, MONEY, RATIO: a part of it is not reported, hidden or
			* unknown */
	bool partial;  /* RATIO: of the part that is reported (knownratio.h) */
	uint16_t
		months; /* of the year that a number is about, for form_over; 0 = it does not say */
	union {
		const char *text;
		uint64_t count;
		int64_t hundredths;
		int64_t amount_ore;
		uint32_t date; /* yyyymmdd */
		struct form_ratio ratio;
	};
};

struct form_column {
	const char *name; /* for programs */
	const char *heading;
};

struct form_row {
	struct form_row *next;
	bool is_sum;
	struct form_cell *cells; /* as many as columns */
};

struct form_note {
	struct form_note *next;
	const char *text;
};

struct form_sheet {
	struct form_sheet *next;
	const char *name;   /* for programs: "cases" */
	const char *title;  /* for people; short, it stands on a spreadsheet's tab */
	size_t label_count; /* of the first columns, that say what a row is about */
	size_t column_count;
	struct form_column columns[FORM_COLUMNS_MAX];
	struct form_row *rows, *last_row;
	struct form_note *notes, *last_note;
};

struct form {
	struct arena *arena;
	const char *(*translate)(const char *text); /* NULL: English */
	const char *name;			    /* "national" */
	const char *title;
	struct form_sheet info; /* name, what, value: as of when, from which ledger, coverage */
	struct form_sheet *sheets, *last_sheet;
	bool full;
};

/* ---- cells */

/* The text lives at least as long as the form. */
struct form_cell form_text(const char *text);
struct form_cell form_count(uint64_t count);
struct form_cell form_hundredths(int64_t hundredths);
struct form_cell form_money(int64_t amount_ore);
/* NOT_APPLICABLE when there is no whole. */
struct form_cell form_ratio(int64_t part, uint64_t whole, enum form_scale scale);
/* One cell over another by the rule of knownratio.h; `together`: they were counted in the same
 * reports. Money is divided as ore, and a count by hundredths as what they mean. */
struct form_cell form_over(const struct form_cell *upper, const struct form_cell *lower,
	enum form_scale scale, bool together);
/* EMPTY for 0. */
struct form_cell form_date(uint32_t yyyymmdd);
struct form_cell form_state(enum form_type state);
/* The same cell, at least so much when `at_least`. */
struct form_cell form_at_least(struct form_cell cell, bool at_least);

/* Adds cells of one type up: what is not applicable is no part of a sum, what is not reported or
 * hidden makes it at least so much. */
struct form_adder {
	struct form_cell sum;  /* EMPTY until something was added */
	bool missing_reported; /* something was not reported */
	bool missing_hidden;
};
void form_add(struct form_adder *adder, const struct form_cell *cell);
/* HIDDEN or NOT_REPORTED when nothing else was added, NOT_APPLICABLE when nothing was. */
struct form_cell form_added(const struct form_adder *adder);

/* A ratio as it is shown, in hundredths (per cent: of a per cent), rounded half away from zero or
 * down; the largest or smallest int64 when it is beyond them. */
int64_t form_ratio_hundredths(const struct form_ratio *ratio);
/* "count", "not_reported", ...; "percent", "per_1000", ...: for programs. */
const char *form_type_name(enum form_type type);
const char *form_scale_name(enum form_scale scale);

/* ---- building */

/* Begins a form; `title` is marked with N_(). */
void form_start(struct form *form, struct arena *arena, const char *(*translate)(const char *text),
	const char *name, const char *title);
/* One fact of the info sheet; `what` is marked with N_(). */
void form_inform(struct form *form, const char *name, const char *what, struct form_cell value);

/* A copy in the arena; "" when there is no room. */
const char *form_copy(struct form *form, const char *text);
/* The translation of a text marked with N_(). */
const char *form_word(const struct form *form, const char *text);
/* The same with {1} and {2} replaced by words that are in the form's language already; they may be
 * NULL when the text has no such place. In the arena. */
const char *form_phrase(struct form *form, const char *text, const char *first, const char *second);

/* A new sheet; `title` is in the form's language. NULL when there is no room: the calls below then
 * do nothing. */
struct form_sheet *form_sheet(struct form *form, const char *name, const char *title);
/* Adds a column; those with `label` come first. One too many is `full`. */
void form_label(struct form *form, struct form_sheet *sheet, const char *name, const char *heading);
void form_column(
	struct form *form, struct form_sheet *sheet, const char *name, const char *heading);
/* One row with a cell for every column (copied), after the last column was added. */
void form_row(struct form *form, struct form_sheet *sheet, const struct form_cell *cells);
/* The same for a sum of the rows above. */
void form_sum(struct form *form, struct form_sheet *sheet, const struct form_cell *cells);
/* What a reader of the sheet must know; in the form's language, and it lives as long. */
void form_note(struct form *form, struct form_sheet *sheet, const char *text);

#endif
