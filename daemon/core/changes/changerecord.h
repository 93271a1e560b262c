/* What a record about money or counts is about, told without knowing its kind. */
#ifndef JOURD_CHANGERECORD_H
#define JOURD_CHANGERECORD_H

#include "reports.h"

struct change_about {
	const char *what[4];  /* the texts of its natural key, "" = none */
	unsigned ours;	      /* bit i: what[i] is a word of ours, such as "sex" or "payer" */
	uint32_t day;	      /* yyyymmdd that is in the key, 0 = none */
	uint32_t year;	      /* that is in the key, 0 = none */
	struct period period; /* that it counts something in; months 0 = none */
	const char *agreement;
	const char *unit;
	bool moves; /* it can change an expected amount */
	bool has_value;
	bool is_amount;
	bool is_percent;       /* hundredths of a per cent */
	enum cell_state state; /* of a count, else CELL_COUNT: what is no count has value 0 */
	int64_t value;
};

#define CHANGERECORD_WHAT_SIZE 1024u

/* False when the kind is about neither. Texts live as long as the record. */
bool changerecord_about(const struct record *record, struct change_about *ret_about);

/* How a word of ours is said in the reader's language. */
struct change_words {
	const void *context;
	const char *(*say)(const void *context, const char *word);
};

/* Its natural key for people, "2409 SCB 2016-12-31"; our words as records have them when `words` is
 * NULL. Returns `buffer`. */
const char *changerecord_what(const struct change_about *about, const struct change_words *words,
	char buffer[CHANGERECORD_WHAT_SIZE]);

#endif
