/* What an agreement says shall be paid in a year, unit by unit and term by term, with all that an
 * explanation needs (DESIGN.md section 6). A pure function of the state as of a size.
 *
 * What is not known is not an error: the line has no amount, a `lack` says what is missing, and
 * every sum over it says that it is incomplete.
 *
 * A calendar year in which the agreement is in force for at least one day pays the full yearly
 * amount: nothing is prorated. It pays by the version that counts for it (inforce.h).
 *
 * Everything here lives in the arena that it was computed into. */
#ifndef JOURD_EXPECTED_H
#define JOURD_EXPECTED_H

#include "jour/sentence.h"
#include "state.h"

/* Room that any expected_compute or payments_collect of real size fits in. */
#define EXPECTED_HEAP_SIZE ((size_t)16 << 20)
#define FACTS_MAX 12

/* The record that a figure comes from. */
struct citation {
	uint64_t index; /* of the ledger entry */
	uint16_t position;
	struct hash256 hash;
};

/* One recorded figure. The fields after `value` are its natural key; which are used depends on the
 * kind, the others are NULL or 0. */
struct input {
	const struct input *next;
	unsigned id;	  /* 0, 1, ... in the order first used */
	const char *kind; /* "population" or "cost" */
	struct citation record;
	uint64_t value;
	const char *unit;
	uint32_t date; /* yyyymmdd */
	const char *source;
	const char *agreement;
	uint32_t year;
	const char *line;
	const char *reference;
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

/* What the clause itself says, by name: a number, or a text when `text` is not NULL. */
struct fact {
	const char *name;
	const char *text;
	int64_t number;
};

/* One unit's amount from one term. */
struct expected_line {
	bool known;
	int64_t amount_ore;
	const char *exact_ore;	   /* "n/d" before the rounding */
	const struct input *input; /* the unit's own figure; NULL: none */
	/* Of a split only (apportion.h). */
	uint64_t weight;
	int64_t floor_ore;
	const char *remainder; /* "n/d" of the rounding unit */
	bool extra;	       /* got one of the units that were left */
	bool tie;	       /* only because its code comes before that of an equal remainder */
};

struct expected_term {
	const struct term_kind *kind; /* term.h */
	const char *id;
	const char *clause;
	struct sentence headline; /* the formula, for people */
	struct fact facts[FACTS_MAX];
	size_t fact_count;
	const struct cited *pot_inputs; /* of a split: what was added up */
	const char *line;		/* of a split: the line of cost; else NULL */
	int64_t pot_ore;		/* of a split */
	int64_t unit_ore;		/* what the amounts are multiples of */
	bool complete;			/* every line is known */
	int64_t sum_ore;		/* of the known lines */
	struct expected_line *lines;	/* one for each unit */
	const struct remark *remarks;
};

struct expected_unit {
	const char *code;
	const char *name;
	bool complete;
	int64_t amount_ore; /* of the known lines */
};

struct expected {
	const Jour__V1__Agreement *agreement; /* the version that counts */
	struct citation record;
	uint32_t year;
	uint64_t size; /* as of */
	bool in_force; /* on at least one day of the year; else there are units, but no terms */
	bool other_versions; /* another version holds on days of the year that this one does not */
	size_t unit_count;
	struct expected_unit *units;
	size_t term_count;
	struct expected_term *terms;
	const struct input *inputs;
	bool complete;
	int64_t total_ore;
};

/* `scratch` holds one decoded record at a time; at least DECODE_HEAP_MAX. ERR_NOTFOUND: no
 * agreement has that dnr as of `size`. ERR_RANGE: the arena is too small. Or the transaction's
 * error. */
enum err expected_compute(struct store_txn *txn, uint64_t size, const char *dnr, uint32_t year,
	struct arena *arena, struct arena *scratch,
	const struct expected **ret_expected) MUST_CHECK;

#endif
