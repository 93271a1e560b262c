/* The drop folder: for people and programs that may not touch the agent's key.
 *
 *     waiting/   put a file here
 *     sent/      it comes here when the office's receipt is held, with the receipt beside it
 *     refused/   or here, with the reason beside it
 *
 * Polled, since nothing else sees what is done on a file share from another machine. A file is
 * taken once it has not changed for a while. The outbox knows a file by its hash, so a crash
 * between storing and moving does not send it twice. */
#ifndef AGENT_DROPFOLDER_H
#define AGENT_DROPFOLDER_H

#include "agent.h"

#define DROPFOLDER_POLL_MS 1000u
#define DROPFOLDER_QUIET_MS 2000u /* unchanged for so long: it has been written to the end */
#define DROPFOLDER_FILES_MAX 256  /* looked at in one round */

/* Makes the three folders under `path`. False after saying why not. */
bool dropfolder_make(const char *path);
/* One round over waiting/. True when a file is there that will be taken soon: what the office knows
 * should be fetched, to judge the file by it. */
bool dropfolder_serve(struct agent *agent, const char *path);

#endif
