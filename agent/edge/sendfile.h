/* Files that people write: read, checked, and put into the outbox. */
#ifndef AGENT_SENDFILE_H
#define AGENT_SENDFILE_H

#include <stdio.h>

#include "agent.h"

enum sendfile_way {
	SENDFILE_CHECK, /* say what is wrong, store nothing */
	SENDFILE_FORM,	/* the same, but not what the office would say */
	SENDFILE_PUT,
	SENDFILE_PUT_ANYWAY, /* although the office is expected to say no */
};

enum sendfile_outcome {
	SENDFILE_FINE,	/* checked, or put as batches first..last */
	SENDFILE_SENT,	/* the same file was put before, as first..last, and is not put again */
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
	const char *kind;  /* what it holds, translated */
	bool name_unknown; /* wrong, perhaps, only by a name that the office has learnt since */
	bool foreseen;	   /* wrong only by what the office was known to say: it may have changed */
	struct bytes body; /* when checked: the records, each with its be32 size before it; until
			    * the next file is read */
	size_t early; /* records that do not count yet: their period has not begun, or not ended */
	bool form_only; /* checked without the office's Reference: none has come yet */
};

/* From here to sendfile_apart each file is judged as if those that were fine before it had been
 * taken, which the office may not have told yet. For a command that reads some files and ends. */
void sendfile_together(void);
/* Writes what the office is expected to remark on what was put since then: for when its receipts,
 * which say so themselves, are not there yet. */
void sendfile_foretell(FILE *to);
void sendfile_apart(void);

/* Reads `path` and writes what is wrong with it to `complaints`. All batches of one file are stored
 * in one transaction. A file that was put before is put again only when the office has answered
 * that some of it does not count (perhaps it does now), and only when that putting was before
 * `wanted_ms` (since 1970): when its sender last asked for it. UINT64_MAX: now. */
struct sendfile sendfile(struct agent *agent, const char *path, enum sendfile_way way,
	uint64_t wanted_ms, FILE *complaints);

/* The same for what a file called `name` would say; at most SHEET_FILE_SIZE_MAX bytes. */
struct sendfile sendfile_text(struct agent *agent, const char *name, const char *text,
	enum sendfile_way way, uint64_t wanted_ms, FILE *complaints);

#endif
