/* From records to a signed batch in the outbox, and on to its receipt. */
#ifndef AGENT_SUBMIT_H
#define AGENT_SUBMIT_H

#include <stdio.h>

#include "agent.h"
#include "jour/record.h"

#define SUBMIT_WAIT_S_DEFAULT 30u
#define SUBMIT_WAIT_S_MAX 86400u

/* The argument of --wait, in seconds; ends the process with a sentence when it is none. */
unsigned submit_read_wait(const char *text, struct argp_state *state);

/* Signs and stores one batch inside the caller's transaction, at this moment's time. ERR_NOSPACE
 * when it would leave too little room for receipts; else the outbox's errors (outbox_put). */
enum err submit_sign(struct agent *agent, struct store_txn *txn, struct outbox_draft *draft,
	uint64_t *ret_number) MUST_CHECK;
/* Says why something was not taken into the outbox. */
void submit_explain(struct agent *agent, enum err err, FILE *to);

/* Talks to the office (or lets the process that does) until batches first..last have receipts or
 * `wait_s` seconds have passed, then prints what became of them. Returns an exit status: STATUS_OK
 * when every record counts; STATUS_FAILED when some do not; STATUS_ATTENTION when they still wait.
 */
int submit_finish(struct agent *agent, uint64_t first, uint64_t last, unsigned wait_s);

/* Fetches what the office knows of units, agreements and grants. False: it could not within some
 * seconds, another process has the link, or a person must do something first. */
bool submit_refresh(struct agent *agent);

/* True when batches up to `last` have their receipts; also says how many wait in all. */
bool submit_answered(struct agent *agent, uint64_t last, uint64_t *ret_waiting);

/* Prints what became of one batch: a line; for each record that does not count or was remarked on a
 * sentence with the row of its file; and by which digits 'confirm' knows those remarked on.
 * Returns an exit status as above. */
int submit_print(struct agent *agent, uint64_t number, FILE *to);

/* Calls `one` with each report of the outbox, the oldest first. False: not all could be read, which
 * it says on stderr. */
bool submit_each(struct agent *agent,
	void (*one)(void *context, const struct outbox *outbox,
		const struct outbox_submission *submission),
	void *context);

/* A batch being built of records that no file holds: what a command says itself. */
struct admin_batch {
	uint8_t buffer[64 * 1024];
	uint8_t origin_buffer[BATCH_RECORDS_MAX * OUTBOX_ORIGIN_SIZE];
	struct writer body;
	struct writer origins;
	enum record_class class; /* CLASS_ADMIN unless the caller changes it */
};
void admin_begin(struct admin_batch *batch);
/* Adds one record with a fresh salt; the body stands in `record`. Ends the process with a sentence
 * when the batch has no room for it. */
void admin_add(struct admin_batch *batch, Jour__V1__Record *record);
/* Signs and stores the batch, durably. Says on stderr what is wrong and returns false; then nothing
 * was stored. */
bool admin_put(struct agent *agent, const struct admin_batch *batch, uint64_t *ret_number);

#endif
