/* The Reference: what an agent needs to say offline what the office will say. */
#ifndef JOURD_REFERENCE_H
#define JOURD_REFERENCE_H

#include "fold.h"

#define REFERENCE_ITEMS_MAX 4096u /* units, grants or agreements */

/* The packed message for a member, as of the present size; lives in the memory's record arena
 * until its next use. What does not fit REFERENCE_ITEMS_MAX, the arena or a frame is left out. */
struct bytes reference_build(
	struct store_txn *txn, const struct member *member, struct fold_memory *memory);

#endif
