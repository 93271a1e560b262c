/* The control socket between the supervisor and its ledger child: one byte a message, and with
 * some a file descriptor. SEQPACKET, so that messages neither merge nor tear. */
#ifndef CONTROL_H
#define CONTROL_H

#include "jour/err.h"

enum control_kind {
	CONTROL_GATE = 'g',  /* to the ledger: a new gate's end of a channel comes along */
	CONTROL_STOP = 's',  /* to the ledger: finish the turn, close, exit 0 */
	CONTROL_READY = 'r', /* from the ledger: the store is open and its checks are done */
	CONTROL_ALIVE = 'a', /* from the ledger, about once a second: a turn has ended well */
};

/* A connected pair, close-on-exec. ERR_RETRY: out of descriptors or memory. */
enum err control_pair(int ret_fds[2]) MUST_CHECK;

/* Never waits. `pass_fd` (-1: none) stays the caller's and may be closed after the call.
 * ERR_RETRY: the other side does not read; ERR_NOTFOUND: it has closed; ERR_IO. */
enum err control_send(int control_fd, enum control_kind kind, int pass_fd) MUST_CHECK;

/* Never waits. A descriptor that came along is the caller's (close-on-exec), else *ret_fd is -1.
 * ERR_RETRY: nothing there; ERR_NOTFOUND: the other side has closed (to a ledger: stop);
 * ERR_MALFORMED: not a control message; ERR_IO. */
enum err control_receive(int control_fd, enum control_kind *ret_kind, int *ret_fd) MUST_CHECK;

#endif
