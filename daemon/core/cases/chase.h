/* The chase list: every expected report, who is missing first, and whom to telephone.
 *
 * Missing before not yet due before late before on time; of missing ones those that are most days
 * late, of others those that are due first, then by unit. Beside each unit stands the agent that
 * may report its cases (TOPIC_CASES for that very unit) and was heard of last (heard.h). The roster
 * and what was heard are known as of now only: a list as of an earlier size goes without. */
#ifndef JOURD_CHASE_H
#define JOURD_CHASE_H

#include "coverage.h"

/* Orders what coverage_read has found and finds the agents, in the reports' memory. NULL in
 * `ret_first`: nothing is expected. ERR_RANGE: the memory is too small; ERR_CORRUPT, ERR_IO: the
 * store's. */
enum err chase_read(struct reports *reports, const struct expected_report **ret_first) MUST_CHECK;

#endif
