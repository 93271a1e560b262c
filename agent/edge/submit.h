/* From records to a signed batch in the outbox, and on to its receipt. */
#ifndef AGENT_SUBMIT_H
#define AGENT_SUBMIT_H

#include <stdio.h>

#include "agent.h"
#include "jour/record.h"

#define SUBMIT_WAIT_S_DEFAULT 30u

/* Signs and stores one batch, durably. `source_name` and `source_hash` may be NULL. Says on stderr
 * what is wrong and returns false; then nothing was stored. */
bool submit_put(struct agent *agent, enum record_class class, struct bytes body,
	const char *source_name, const struct hash256 *source_hash, uint64_t *ret_number);

/* Talks to the office (or lets the process that does) until batches first..last have receipts or
 * `wait_s` seconds have passed, then prints what became of them. Returns an exit status: STATUS_OK
 * when every record counts; STATUS_FAILED when some do not; STATUS_ATTENTION when they still wait.
 */
int submit_finish(struct agent *agent, uint64_t first, uint64_t last, unsigned wait_s);

/* True when batches up to `last` have their receipts; also says how many wait in all. */
bool submit_answered(struct agent *agent, uint64_t last, uint64_t *ret_waiting);

/* Prints what became of one batch: a line, and a sentence for each record that does not count.
 * Returns an exit status as above. */
int submit_print(struct agent *agent, uint64_t number, FILE *to);

/* A batch of admin records being built; for the office's commands. */
struct admin_batch {
	uint8_t buffer[64 * 1024];
	struct writer body;
};
void admin_begin(struct admin_batch *batch);
/* Adds one record with a fresh salt; the body stands in `record`. */
void admin_add(struct admin_batch *batch, Jour__V1__Record *record);

#endif
