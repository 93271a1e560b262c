/* A real office in a directory of its own: jourd with its ledger and gate, and whom it enrols. */
#ifndef LIVEOFFICE_H
#define LIVEOFFICE_H

#include <sys/types.h>

#include "client.h"

struct liveoffice {
	char directory[64]; /* removed by liveoffice_stop */
	pid_t jourd;
	struct server_line server;
	struct author clerk; /* the office's own identity */
};

/* Makes an office of `size_mib` and starts it with the program `jourd`; one in a process. When the
 * process gives up, it is stopped and removed all the same. */
void liveoffice_start(struct liveoffice *office, const char *jourd, unsigned size_mib);
/* Stops it and waits; true when it ended as it should. */
bool liveoffice_stop(struct liveoffice *office);
#endif
