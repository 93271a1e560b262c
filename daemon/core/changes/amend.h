/* Small changes to an agreement, as a person types them, for asking what they would mean: the
 * version that stands, with them in it, is what would be sent. */
#ifndef JOURD_AMEND_H
#define JOURD_AMEND_H

#include "jour/err.h"
#include "jour/limits.h"
#include "jour/record.h"

#define AMEND_WEIGHTS_MAX 16u

enum amend_kind {
	AMEND_JOIN,  /* "2409" or "2409@2018-07-01": a partner from its first day on */
	AMEND_LEAVE, /* "2409@2018-06-30": a partner to its last day */
	AMEND_SET,   /* "bidrag=3,50": a term's rate or amount in kronor */
	AMEND_KEY,   /* "samordnare=equal", or "=30,70": weights of the parts of its key */
};

struct amend {
	enum amend_kind kind;
	char name[TEXT_SIZE_MAX + 1]; /* unit or term */
	uint32_t date;		      /* yyyymmdd; 0: the agreement's first day */
	uint64_t amount_ore;
	size_t weight_count; /* 0: equal */
	uint32_t weights[AMEND_WEIGHTS_MAX];
};

/* ERR_MALFORMED: it is not written like that; ERR_RANGE: an amount above AMOUNT_ORE_MAX or more
 * than AMEND_WEIGHTS_MAX weights. */
enum err amend_parse(enum amend_kind kind, const char *text, struct amend *ret_amend) MUST_CHECK;

/* Changes an agreement that was decoded into `arena`; lists that grow are copied there. Whether the
 * result keeps the rules of agreements is for the fold to say.
 * ERR_NOTFOUND: it has no such term, or no such partner to leave; ERR_DUPLICATE: who joins is a
 * partner already, of all of it or of a part; ERR_MALFORMED: the term has no such amount, or no key
 * with so many parts; ERR_RANGE: no room. After an error the agreement is of no more use. */
enum err amend_apply(
	const struct amend *amend, Jour__V1__Agreement *agreement, struct arena *arena) MUST_CHECK;

#endif
