/* What an agreement says shall be paid in an agreement year, unit by unit and term by term, with
 * all that an explanation needs (DESIGN.md section 6). A pure function of the state as of a size.
 *
 * What is not known is not an error: the line has no amount, a `lack` says what is missing, and
 * every sum over it says that it is incomplete.
 *
 * An agreement year goes by the calendar year that it begins in (agreementyear.h). It pays by the
 * version that counts for it (inforce.h). Of a year that is not whole each term pays the
 * part that its proration says.
 *
 * Only terms that flow as cash are paid by the units; in-kind work and the jour's own financing
 * are shown beside.
 *
 * Everything here lives in the arena that it was computed into. */
#ifndef JOURD_EXPECTED_H
#define JOURD_EXPECTED_H

#include "agreementyear.h"
#include "jour/sentence.h"
#include "proration.h"
#include "state.h"

/* Room that any expected_compute or payments_collect of real size fits in. */
#define EXPECTED_HEAP_SIZE ((size_t)64 << 20)

/* The record that a figure comes from. */
struct citation {
	uint64_t index; /* of the ledger entry */
	uint16_t position;
	struct hash256 hash;
};

enum input_kind {
	INPUT_POPULATION,
	INPUT_COST,
	INPUT_INDEX,
	INPUT_FIGURE,
	INPUT_CASES,
};

/* One recorded figure. The fields after `value` are its natural key; which are used depends on the
 * kind, the others are NULL or 0. */
struct input {
	const struct input *next;
	unsigned id; /* 0, 1, ... in the order first used */
	enum input_kind kind;
	struct citation record;
	int64_t value; /* inhabitants, öre, hundredths of a per cent, ... */
	const char *unit;
	uint32_t date;	    /* yyyymmdd; of cases the period's first day */
	uint32_t months;    /* of cases */
	const char *source; /* of cases "kommun" or "jour" */
	const char *agreement;
	uint32_t year;
	const char *line; /* of cost; the name of an index or figure */
	const char *reference;
	bool preliminary;  /* of an index */
	bool is_number;	   /* of an index: in hundredths, and no percentage */
	uint32_t known_on; /* of an index: the day it was published, else recorded, yyyymmdd */
};

struct cited {
	const struct cited *next;
	const struct input *input;
};

/* Something to be said about a term, or about one unit's line of it. */
struct remark {
	const struct remark *next;
	const char *kind;     /* for programs: "population", "cost", ... */
	bool lack;	      /* false: a note that leaves the amount standing */
	const char *unit;     /* NULL: the whole term */
	struct sentence text; /* English until it is rendered */
};

/* A unit's figure under a measure (measure.h): value / of. */
struct figure {
	bool known;
	int64_t value;
	unsigned of; /* the number of years that `value` is the sum of, from 1 */
	const struct cited *inputs;
};

/* One step of an amount, in order: "formula", "indexation", "proration"; of a split's part
 * "base", "key", "limit". */
struct step {
	const struct step *next;
	const char *name;
	const char *factor;    /* "n/d" that it was multiplied by; NULL: not by a factor */
	const char *exact_ore; /* "n/d" after the step */
};

enum bound {
	BOUND_NONE,
	BOUND_MIN,
	BOUND_MAX,
};

/* One unit's amount from one term, or a whole term's that no unit has a part of. */
struct expected_line {
	bool known;
	int64_t amount_ore;
	const char *exact_ore;	      /* "n/d" before the rounding */
	struct fraction held;	      /* of the agreement year */
	const struct figure *figures; /* figure_count of the term */
	const struct step *steps;
	/* Of a split only (apportion.h). */
	const char *share; /* "n/d" of what the key splits */
	int64_t floor_ore;
	const char *remainder; /* "n/d" of the rounding unit */
	bool extra;	       /* got one of the units that were left */
	bool tie;	       /* only because its code comes before that of an equal remainder */
	enum bound bound;      /* which limit set it */
};

/* An index that was used. */
struct index_use {
	const struct index_use *next;
	size_t step;   /* of the term's indexation, from 0 */
	uint32_t year; /* the agreement year that it raises */
	const struct input *input;
	const struct input *base; /* the number it is compared with; NULL: per cent */
	const char *change;	  /* "n/d", 35/1000 for 3,5 per cent */
	const char *counts;	  /* "n/d" within the step's limits */
};

/* One line of a budget: what it may cost, and what it has cost. */
struct expected_budget {
	const char *line;
	const char *earmark; /* its own, else the term's; "" = free */
	int64_t amount_ore;
	int64_t spent_ore;
	const struct cited *costs;
	int64_t left_ore; /* amount - spent; below 0: overspent */
};

struct expected_term {
	const struct term_kind *kind; /* term.h */
	const Jour__V1__Term *term;   /* what the clause itself says */
	const char *id;
	const char *clause;
	bool holds;		  /* on at least one day of the year; else it gives nothing */
	struct sentence headline; /* the formula, for people */
	size_t figure_count;	  /* of each line */
	int64_t unit_ore;	  /* what the amounts are multiples of */
	/* Indexation. */
	const char *factor; /* "n/d"; NULL: none, or not known */
	const struct index_use *indexes;
	bool preliminary;		    /* an index in it is not definitive yet */
	const struct expected_term *before; /* what preliminary figures gave that definitive ones
					     * have replaced; NULL: none was replaced */
	/* Of a split; else line is NULL. */
	const char *line;
	const struct cited *pot_inputs; /* what was added up; NULL: stated by the clause */
	bool pot_known;
	int64_t pot_given_ore; /* recorded or stated */
	const struct cited *less_inputs;
	int64_t less_ore;	      /* recorded for the line that is taken off */
	const struct step *pot_steps; /* "formula": what is above the threshold; ... */
	int64_t pot_ore;	      /* that was split */
	int64_t unplaced_ore;	      /* of it: what the limits let nobody pay (below 0: what they
				       * make the units pay beyond it) */
	/* Of a term that no formula divides over the units. */
	bool is_whole;
	struct expected_line whole;
	size_t budget_count;
	struct expected_budget *budget;

	bool complete;		     /* every line is known */
	int64_t sum_ore;	     /* of the known lines, or the whole */
	struct expected_line *lines; /* one for each unit */
	const struct remark *remarks;
};

struct expected_unit {
	const char *code;
	const char *name;
	bool complete;
	int64_t amount_ore; /* of the known lines, cash only */
};

#define FLOWS 4 /* by number, 0 is no flow */

struct expected {
	const Jour__V1__Agreement *agreement; /* the version that counts */
	struct citation record;
	uint32_t year;
	struct days days; /* of the agreement year */
	struct days held; /* of them: on which the agreement holds */
	uint64_t size;	  /* as of */
	bool in_force;	  /* on at least one day of the year; else there are units, but no terms */
	bool other_versions; /* another version holds on days of the year that this one does not */
	size_t unit_count;
	struct expected_unit *units;
	size_t term_count;
	struct expected_term *terms;
	const struct input *inputs;
	bool complete;		 /* all that is to be paid is known */
	int64_t total_ore;	 /* to be paid: cash */
	int64_t flow_ore[FLOWS]; /* the sums of the terms by flow */
};

/* `scratch` holds one decoded record at a time; at least DECODE_HEAP_MAX. ERR_NOTFOUND: no
 * agreement has that dnr as of `size`. ERR_RANGE: the arena is too small. Or the transaction's
 * error. */
enum err expected_compute(struct store_txn *txn, uint64_t size, const char *dnr, uint32_t year,
	struct arena *arena, struct arena *scratch,
	const struct expected **ret_expected) MUST_CHECK;
/* NULL: the unit is not among them. Of NULL none is. */
const struct expected_unit *expected_find_unit(const struct expected *expected, const char *code);

#endif
