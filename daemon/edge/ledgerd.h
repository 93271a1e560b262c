/* The ledger process: the one writer. It talks to the gate over a channel and to the supervisor
 * over the control socket, and never takes the gate's word for anything. */
#ifndef JOURD_LEDGERD_H
#define JOURD_LEDGERD_H

struct ledgerd_config {
	const char *directory; /* of the office */
};

/* Runs until the supervisor says stop or goes away; returns an exit status (jour/command.h).
 * STATUS_CONFIG: a person must act, restarting does not help. `config` is a struct ledgerd_config.
 */
int ledgerd_main(int control_fd, void *config);

#endif
