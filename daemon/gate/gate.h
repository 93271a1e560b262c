/* The gate: between the network and the ledger process. It checks shape, size and roster, and
 * passes whole frames on; it holds the server's transport secret and nothing else. It may be
 * killed at any moment: that costs its clients a reconnect. */
#ifndef GATE_H
#define GATE_H

#include "zsock.h"

/* sysexits.h's EX_CONFIG: starting again will not help until a person has changed something. */
#define GATE_STATUS_CONFIG 78
#define GATE_EXIT_FAILED 1

struct gate_config {
	const char *endpoint;
	const struct secret *server; /* its transport half */
	int ledger_fd;		     /* a channel's end; taken over */
	int ready_fd; /* or -1; gets the bound endpoint and a line end, then one a second; taken */
};

/* Runs until the roster loses a key (0: start it again, since libzmq asks for a key only when it
 * connects), the ledger sends nonsense or stays away for two seconds, or the world fails. Returns
 * the exit status and has said why in the log. Binds after the self-test and the first ROSTER. */
int gate_run(const struct gate_config *config);

#endif
