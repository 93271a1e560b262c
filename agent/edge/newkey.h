/* A new key in the place of the agent's key, without a moment at which what waits could be lost.
 *
 * The new key first lies beside the old one as agent.key.new; then the outbox is signed again under
 * it in one transaction, which decides; then the names change. A crash in between is finished by
 * agent_open. */
#ifndef AGENT_NEWKEY_H
#define AGENT_NEWKEY_H

#include "agent.h"

/* Makes agent.key.new, or takes the one that a try before has left. Says what is wrong. */
bool newkey_make(const char *directory, struct secret *ret_next);
/* Signs what waits again under `next` (*ret_count batches) and gives it agent.key's name; the old
 * key is kept under its fingerprint. Says what is wrong; then nothing is lost. The agent must be
 * closed and opened again. */
bool newkey_adopt(struct agent *agent, const struct secret *next, uint64_t *ret_count);

#endif
