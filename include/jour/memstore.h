/* A store in memory, for tests and the simulator, with points at which it breaks.
 *
 * It behaves as lmdbstore does - order, snapshots, abort, checked values, refusal after a
 * commit of unknown outcome - except that nothing survives the process. Not for several
 * threads. One call of any store function inside a transaction (commit included, begin
 * and abort not) is one *step*; steps are counted from 1 since the store was opened, so a
 * test can run once to learn their number and then break each of them in turn. */
#ifndef JOUR_MEMSTORE_H
#define JOUR_MEMSTORE_H

#include "jour/store.h"

/* What goes wrong, once, at the first step at or after the planned one where it can. */
enum memstore_fault {
	MEMSTORE_FAULT_NONE,
	MEMSTORE_CALL_IO,	    /* any call but a commit fails with ERR_IO */
	MEMSTORE_PUT_NOSPACE,	    /* a put or append finds the map full: ERR_NOSPACE */
	MEMSTORE_COMMIT_NOSPACE,    /* a commit does, nothing is written: ERR_NOSPACE */
	MEMSTORE_COMMIT_LOST,	    /* crash before the commit is durable: ERR_IO */
	MEMSTORE_COMMIT_UNANSWERED, /* crash after it is durable: ERR_IO all the same */
	MEMSTORE_VALUE_FLIP,	    /* one bit of the row being read changes: ERR_CORRUPT */
};

/* NULL when memory is out. `count` is 1 to STORE_TABLES_MAX; `tables` is borrowed. */
struct store *memstore_open(const struct store_table *tables, unsigned count);
/* Plans a fault in place of any planned before. */
void memstore_fault_at(struct store *store, enum memstore_fault fault, uint64_t at_step);
/* True when the planned fault has happened. */
bool memstore_fault_struck(const struct store *store);
/* Steps so far. */
uint64_t memstore_steps(const struct store *store);
/* A new process on the same disk: the plan is forgotten and writes are allowed again.
 * Every transaction must have ended (asserted). */
void memstore_restart(struct store *store);
/* Changes one bit of a committed value (`bit` is taken modulo its size) or, when it is
 * empty, of its check. False when the key is not there. */
bool memstore_flip(struct store *store, unsigned table, struct bytes key, uint64_t bit);

#endif
