/* That no row of the state is lost.
 *
 * LMDB's pages carry no check, so a damaged one can lose rows without a sign, and what is lost
 * would read as "not reported". Hence rows are counted: those of a *part* that grows with every
 * report (the case tables of a year, the efforts of a year, the headers of batches) under
 * STATE_COUNT, the others by the store itself. A reader counts a year when it first asks for it, so
 * what it waits for does not grow with history; it never asks for headers. */
#ifndef JOURD_STATECOUNT_H
#define JOURD_STATECOUNT_H

#include "jour/store.h"

/* Puts a row into TABLE_STATE and counts it, when it is new, in its part. */
void statecount_put(struct store_txn *txn, struct bytes key, struct bytes value);

/* Reads every row but those of the parts, for which it takes what is said of them.
 * ERR_CORRUPT (sticky) when a row is not what was stored, or there are fewer or more than counted.
 */
enum err statecount_check(struct store_txn *txn) MUST_CHECK;
/* The same with the parts: for a writer, once when it starts. */
enum err statecount_check_all(struct store_txn *txn) MUST_CHECK;
/* For a reader that looks for records of a kind whose natural key begins with `key`: when the kind
 * has a part for each year, checks those of that year (every year, when `key` has none), once in a
 * transaction. Errors are sticky. */
void statecount_check_year(struct store_txn *txn, unsigned kind, struct bytes key);

#endif
