/* The forms that `jourd form` fills in. Each stands in form_<name>.c with all that is particular to
 * it as one `struct form_kind` called form_<name>; the build finds them by these names. */
#ifndef JOURD_FORMKIND_H
#define JOURD_FORMKIND_H

#include "coverage.h"
#include "form.h"

/* What is asked for, and of which ledger. */
struct form_request {
	struct store_txn *txn;
	uint64_t size; /* as of */
	uint64_t size_now;
	const char *origin; /* the ledger's name */
	const char *as_of;  /* when its newest entry came, for people */
	const struct coverage_calendar *calendar;
	uint32_t today;		     /* yyyymmdd */
	const char *dnr;	     /* NULL: of no agreement */
	uint32_t year;		     /* 0: none was named */
	const struct period *period; /* NULL: none was named */
	struct arena *memory;	     /* what is read, and the form */
	struct arena *scratch;	     /* one record at a time; at least DECODE_HEAP_MAX */
};

/* What a form can be asked for. */
enum form_wish {
	FORM_WANTS_AGREEMENT = 1, /* one must be named */
	FORM_TAKES_PERIOD = 2,	  /* also less than a year */
};

struct form_kind {
	const char *name;
	const char *title;   /* N_() */
	const char *summary; /* N_(): one line for the list of forms */
	unsigned wishes;
	/* Fills in the sheets. Errors as formkind_fill. */
	enum err (*fill)(const struct form_request *request, struct form *form);
};

/* Every form, by the alphabet; NULL after the last. */
extern const struct form_kind *const formkind_all[];
/* NULL when there is no form of that name. */
const struct form_kind *formkind_find(const char *name);

/* Fills in a form about a year or period that is there (asserted). `translate` as in form.h.
 * ERR_NOTFOUND: no agreement has that dnr as of the size; ERR_RANGE: `memory` is too small; or the
 * transaction's error. */
enum err formkind_fill(const struct form_kind *kind, const struct form_request *request,
	const char *(*translate)(const char *text), struct form *ret_form) MUST_CHECK;

#endif
