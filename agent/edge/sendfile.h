/* Files that people write: read, checked, and put into the outbox. */
#ifndef AGENT_SENDFILE_H
#define AGENT_SENDFILE_H

#include <stdio.h>

#include "agent.h"

enum sendfile_way {
	SENDFILE_CHECK, /* say what is wrong, store nothing */
	SENDFILE_PUT,
	SENDFILE_PUT_ANYWAY, /* although the office is expected to say no */
};

enum sendfile_outcome {
	SENDFILE_FINE,	/* checked, or put as batches first..last */
	SENDFILE_SENT,	/* the same file was put before, as first..last */
	SENDFILE_WRONG, /* something in it is wrong: every fault has been said, nothing was stored
			 */
	SENDFILE_UNREADABLE, /* the file itself; said */
	SENDFILE_NOT_TAKEN,  /* the outbox could not take it; said */
};

struct sendfile {
	enum sendfile_outcome outcome;
	uint64_t first;
	uint64_t last;
	size_t records;
	const char *kind; /* what it holds, translated */
};

/* Reads `path` and writes what is wrong with it to `complaints`. All batches of one file are stored
 * in one transaction. */
struct sendfile sendfile(
	struct agent *agent, const char *path, enum sendfile_way way, FILE *complaints);

#endif
