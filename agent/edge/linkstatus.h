/* How the link to the office is, in a sentence, and the file link.status that keeps it for others.
 */
#ifndef AGENT_LINKSTATUS_H
#define AGENT_LINKSTATUS_H

#include "agent.h"
#include "link.h"

#define LINKSTATUS_SIZE 1024u
/* Who talks to the office writes the file at least so often; an older one is of a process that has
 * ended. */
#define LINKSTATUS_EVERY_MS 60000u

/* A sentence for people about a status. `waiting` batches wait in the outbox. */
void linkstatus_sentence(
	const struct link_status *status, uint64_t waiting, char ret_text[LINKSTATUS_SIZE]);

/* Writes the sentence to the directory's link.status; false after a warning in the log. */
bool linkstatus_write(const char *directory, const char *sentence);
/* Reads it, without its line break, and when it was written (since 1970). False: there is none. */
bool linkstatus_read(
	const char *directory, char ret_text[LINKSTATUS_SIZE], uint64_t *ret_written_ms);

#endif
