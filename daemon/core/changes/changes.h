/* Which records changed which expected amount, for whom and by how much, between two sizes of the
 * ledger.
 *
 * The ledger is replayed: after each entry that can matter the expected amounts of every agreement
 * and agreement year that it can touch are computed anew and compared with those before it. So each
 * step belongs to exactly one entry, and the steps of an amount add up to its whole change.
 *
 * An agreement may last for decades, of which nobody knows an index or a population yet. So a year
 * later than the one after the last entry that touched its amount is left out when that amount was
 * at no time known: it went from nothing to "not known", or back. */
#ifndef JOURD_CHANGES_H
#define JOURD_CHANGES_H

#include "changerecord.h"
#include "expected.h"

/* A record about money or counts that was added or corrected. Texts that do not apply are "". */
struct change_record {
	struct change_record *next;
	struct citation record;
	const char *kind;	   /* as in kind.h: "population", "cost", ... */
	struct change_about about; /* what it says */
	uint32_t cost_year;	   /* of a cost; else 0 */
	unsigned number;	   /* of its kind: the body's field */
	bool late;		   /* the period was closed when it came */
	const char *author;	   /* the name of its enrolment; "" = the office's key */
	const char *reason;	   /* of a correction */
	bool corrects;		   /* what `before` says */
	enum cell_state state_before;
	int64_t before; /* as about.value */
};

enum change_state {
	CHANGE_ABSENT, /* no such term or unit in that year */
	CHANGE_UNKNOWN,
	CHANGE_KNOWN,
};

struct change_value {
	enum change_state state;
	int64_t amount_ore; /* 0 unless known */
};

/* What one entry did to an amount. */
struct change_step {
	struct change_step *next;
	uint64_t entry;
	struct change_value before;
	struct change_value after;
};

/* One amount: a unit's part of a term in a year. */
struct change {
	struct change *next;
	const char *dnr;
	uint32_t year;
	const char *term; /* id */
	const char *unit; /* "" = the term as a whole, that no unit has a part of */
	bool shared;	  /* split: any unit's figure moves it */
	struct change_value before;
	struct change_value after;
	struct change_step *steps; /* in order of entries, at least one */
};

struct changes {
	uint64_t from;
	uint64_t to;
	struct change_record *records; /* in ledger order */
	struct change *changes;	       /* in order of their first step */
};

/* Where it works. `keep` holds the result; `work` is as expected_compute wants it; the other two
 * hold one decoded record each. */
struct changes_memory {
	struct arena *keep;
	struct arena *work;
	struct arena *scratch;
	struct arena *record;
};

/* From the state at size `from` to that at size `to`; from <= to <= the ledger's size (asserted).
 * ERR_RANGE: an arena is too small. Or the transaction's error. */
enum err changes_between(struct store_txn *txn, uint64_t from, uint64_t to,
	const struct changes_memory *memory, const struct changes **ret_changes) MUST_CHECK;

/* True when the record came with the step's entry and can have changed the amount. */
bool changes_is_cause(const struct change_record *record, const struct change *change,
	const struct change_step *step);

#endif
