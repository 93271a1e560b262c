/* Talks to the office: drives link.h with a ZeroMQ connection and the clock. */
#ifndef AGENT_LINKLOOP_H
#define AGENT_LINKLOOP_H

#include "agent.h"
#include "link.h"

struct linkloop;

/* Takes the link lock. `talks`: changes of the link's state go to the log. NULL and *ret_err:
 * ERR_DENIED: another process talks to the office (and will send what waits); ERR_RETRY: out of
 * memory or descriptors; the outbox's errors. */
struct linkloop *linkloop_new(struct agent *agent, bool talks, enum err *ret_err);
void linkloop_free(struct linkloop *loop); /* NULL is fine */

/* Waits for at most `timeout_ms` for something to happen, and serves it. Notices what other
 * processes have put into the outbox. ERR_IO, ERR_CORRUPT, ERR_NOSPACE: of the outbox; the loop has
 * to be made anew. */
enum err linkloop_turn(struct linkloop *loop, int timeout_ms) MUST_CHECK;

struct link_status linkloop_status(const struct linkloop *loop);
/* A sentence for people about a status. `waiting` batches wait in the outbox. */
void link_status_sentence(
	const struct link_status *status, uint64_t waiting, char *buffer, size_t size);

#endif
