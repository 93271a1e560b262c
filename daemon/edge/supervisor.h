/* `jourd run`: one process that starts the ledger and the gate, and starts them again.
 *
 * - The ledger child is forked and runs `ledger_main`; nothing of LMDB may be open before.
 * - The gate is another program, told its end of a channel; the ledger gets the other end over
 *   the control socket (control.h), a new one for every gate.
 * - A gate that dies is started again within a second; when it dies at once again and again, after
 *   growing pauses. When the ledger dies, the gate is killed too and both start again.
 * - A child that gives no life sign for 20 seconds hangs: it is killed, and started again as above.
 *   A ledger that has not said READY yet is not hurried.
 * - SIGTERM or SIGINT: the ledger is told to stop and given some seconds, then the gate.
 * - Both children die with the supervisor, whatever kills it. */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include "jour/command.h" /* STATUS_CONFIG */

struct supervisor_config {
	const char *endpoint; /* of the gate */
	const char *key_file; /* the server's seed; the gate reads its transport half */
	/* NULL: jourd-gate beside this program, or else where it is installed. */
	const char *gate_program;
	unsigned silence_ms; /* instead of 20 seconds; 0: those */
	/* Runs in the child and returns its exit status. Sends CONTROL_READY once and CONTROL_ALIVE
	 * about every second; takes CONTROL_GATE (dropping the channel before) and CONTROL_STOP; a
	 * closed control socket means stop too. SIGTERM and SIGINT are ignored in it. When it
	 * returns STATUS_CONFIG it has said why in the log. */
	int (*ledger_main)(int control_fd, void *arg);
	void *arg;
};

/* Returns the exit status: 0 after an orderly stop; STATUS_CONFIG when the ledger says so, or
 * a gate that has never listened; 1 when the world fails. One at a time in a process. */
int supervisor_run(const struct supervisor_config *config);

#endif
