/* The kinds of term: how each makes amounts. One file for each, term_<name>.c, holds all that is
 * particular to it as one `struct term_kind`; the table in term.c lists them. The steps that every
 * term shares stand in indexation.h and proration.h. */
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
	unsigned input_count;
	bool failed;
	/* Of the term at hand. */
	const struct remark **remarks_end;
	struct rational *factor; /* of its indexation; 1 without. NULL: an index is missing */
	bool preliminary_only;	 /* what the preliminary figures give is asked for */
	bool replaced;		 /* a definitive figure has replaced another one */
};

struct term_kind {
	Jour__V1__Term__FormulaCase formula;
	const char *name; /* in the JSON */
	const char *rule; /* how it rounds and who gets what is left, for people, N_() */
	/* Fills headline, lines and what else its formula makes. A line that stays unknown has a
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
/* "2016" */
const char *term_year_text(struct term_work *work, uint32_t year);

/* Adds a remark; `text` with {1} and {2}, marked with N_(). The words live in the arena or for
 * ever. */
void term_remark(struct term_work *work, const char *kind, bool lack, const char *unit,
	const char *text, const char *first, const char *second);

/* The input with the natural key that `found` describes, added when it is new; its texts are
 * copied. NULL when there is no room. */
const struct input *term_input(struct term_work *work, const struct input *found);
/* Adds to the end of a list. */
void term_cite(struct term_work *work, const struct cited **list, const struct input *input);
void term_step(struct term_work *work, const struct step **list, const char *name,
	const char *factor, const struct rational *exact_ore);
struct citation term_citation(const struct standing *standing);
/* The body of what stands there, in the scratch arena until the next call; NULL on an error. */
const void *term_body(struct term_work *work, unsigned kind, const struct standing *standing);

enum rounding term_rounding(const Jour__V1__Rounding *rounding);
/* The part of the agreement year for unit number `unit`, TERM_WHOLE: for the term. */
#define TERM_WHOLE SIZE_MAX
struct fraction term_held(const struct term_work *work, const Jour__V1__Term *term, size_t unit);
/* Multiplies by the term's index factor and, with `prorate`, by the fraction, and lists what was
 * done; the factor is known. */
void term_apply_steps(struct term_work *work, const Jour__V1__Term *term, struct fraction prorate,
	struct rational *exact_ore, const struct step **list);
/* Takes what the formula gives for a unit (TERM_WHOLE: for all of it) through the steps to the
 * line's amount; a formula of several steps has noted them in the line already. The amount stays
 * unknown when an index is missing or it is too large, after a remark. `exact_ore` is changed. */
void term_finish(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result,
	size_t unit, struct rational *exact_ore);
/* Does that for a term that is one sum, and says which unit pays it: the only one, or the only one
 * that is named as a payer. */
void term_finish_whole(struct term_work *work, const Jour__V1__Term *term,
	struct expected_term *result, struct rational *exact_ore);
/* The limit for a unit: its own, else that of every unit, else NULL. */
const Jour__V1__Limit *term_limit(Jour__V1__Limit *const *limits, size_t count, const char *unit);
void term_too_large(struct term_work *work, const char *unit, const char *name);

/* What was recorded for a line of cost in the agreement year, cited and added up. False, after a
 * remark, when it is more than any amount. */
bool term_costs(struct term_work *work, const char *line, const struct cited **ret_costs,
	int64_t *ret_sum_ore);

#endif
