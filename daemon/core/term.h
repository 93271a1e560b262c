/* The kinds of term: how each makes amounts. One file for each, term_<name>.c, holds all that is
 * particular to it as one `struct term_kind`; the table in term.c lists them. */
#ifndef JOURD_TERM_H
#define JOURD_TERM_H

#include "expected.h"
#include "jour/rational.h"

/* One computation on its way. After `failed` (no room in the arena) nothing of it is used. */
struct term_work {
	struct store_txn *txn;
	uint64_t size;
	uint32_t year;
	struct arena *arena;
	struct arena *scratch;
	struct expected *expected;
	const struct input **inputs_end;
	const struct remark **remarks_end; /* of the term at hand */
	unsigned input_count;
	bool failed;
};

struct term_kind {
	Jour__V1__Term__FormulaCase formula;
	const char *name; /* in the JSON */
	const char *rule; /* how it rounds and who gets what is left, for people, N_() */
	/* Fills headline, facts, lines and, for a split, the pot. A line that stays unknown has a
	 * remark that says why. */
	void (*expect)(
		struct term_work *work, const Jour__V1__Term *term, struct expected_term *result);
};

/* NULL when these rules have no such kind. */
const struct term_kind *term_kind_of(Jour__V1__Term__FormulaCase formula);

/* ---- for term files */

/* NULL and work->failed when there is no room. */
void *term_alloc(struct term_work *work, size_t size);
/* A copy in the arena; "" when there is no room. */
const char *term_text(struct term_work *work, const char *text);
const char *term_rational_text(struct term_work *work, const struct rational *value);
const char *term_money_text(struct term_work *work, int64_t amount_ore);
/* "2016-12-31" */
const char *term_date_text(struct term_work *work, uint32_t yyyymmdd);

void term_fact_number(struct expected_term *result, const char *name, int64_t number);
void term_fact_text(struct expected_term *result, const char *name, const char *text);

/* Adds a remark; `text` with {1} and {2}, marked with N_(). The words live in the arena or for
 * ever. */
void term_remark(struct term_work *work, const char *kind, bool lack, const char *unit,
	const char *text, const char *first, const char *second);

/* The input with the natural key that `found` describes, added when it is new; its texts are
 * copied. NULL when there is no room. */
const struct input *term_input(struct term_work *work, const struct input *found);
void term_cite(struct term_work *work, struct expected_term *result, const struct input *input);
struct citation term_citation(const struct standing *standing);
/* The body of what stands there, in the scratch arena until the next call; NULL on an error. */
const void *term_body(struct term_work *work, const struct standing *standing);

/* The population of unit number `unit` under the rule for the year at hand. Several sources for one
 * day: SCB's figure counts, and a remark names another that differs; without SCB they must agree,
 * for nothing says whom to believe. NULL after a remark that says what is missing. */
const struct input *term_population(
	struct term_work *work, const Jour__V1__PopulationRule *rule, size_t unit);
/* The day that the rule means, yyyymmdd. */
uint32_t term_reference_date(const struct term_work *work, const Jour__V1__PopulationRule *rule);
void term_fact_population_rule(struct expected_term *result, const Jour__V1__PopulationRule *rule);

/* A whole line that is known. */
void term_line(struct term_work *work, struct expected_line *line, const struct rational *exact_ore,
	int64_t amount_ore);

#endif
