/* The code lists as they stand in the state, built in or recorded. */
#ifndef JOURD_CODELISTS_H
#define JOURD_CODELISTS_H

#include "jour/codebook.h"
#include "state.h"

/* One that looks lists up: the caller sets `txn` and `scratch`. */
struct codelists {
	struct store_txn *txn;
	struct arena *scratch; /* has room for a decoded list behind what is in it; left as it is */
	struct codelist list;  /* found last */
	struct code_value values[CODE_VALUES_MAX];
};

/* A version as of `size`; version 0 is the newest. NULL when there is none. Lives until the next
 * question, or anything else is put into the scratch. */
const struct codelist *codelists_find(
	struct codelists *lists, const char *name, uint32_t version, uint64_t size);
/* Shows every version as of `size`, those that are built in first, then by name, newest first. */
void codelists_each(struct codelists *lists, uint64_t size,
	void (*look)(void *looker, const struct codelist *list), void *looker);
/* The book of all of them as of `size`, in the arena. ERR_RANGE: it has no room; ERR_CORRUPT,
 * ERR_IO: the store's. */
enum err codelists_book(struct store_txn *txn, uint64_t size, struct arena *arena,
	struct codebook *ret_book) MUST_CHECK;
/* Whether a list that obeys the rules of its kind may stand. RESULT_LIMIT: CODE_LISTS_MAX or
 * CODE_DIMENSIONS_MAX; RESULT_BAD_FIELD 7: a correction that would count by something else. */
struct result codelists_admit(
	struct codelists *lists, const Jour__V1__CodeList *list, bool corrects, uint64_t size);

#endif
