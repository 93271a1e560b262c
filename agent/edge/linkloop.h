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

/* Asks the office what it knows of units, agreements and grants; the answer comes in some later
 * turn, when there is a connection. Errors as linkloop_turn. */
enum err linkloop_ask_reference(struct linkloop *loop) MUST_CHECK;
/* Whether one has come since the question. */
bool linkloop_has_reference(const struct linkloop *loop);

struct link_status linkloop_status(const struct linkloop *loop);

#endif
