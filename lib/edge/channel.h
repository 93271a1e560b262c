/* Messages between the gate and the ledger process over one end of a stream socketpair.
 *
 *     message = be32 size of the rest | u8 type | payload
 *     REQUEST   gate -> ledger   be64 peer | transport key 32 | frame
 *     ANSWER    ledger -> gate   be64 peer | frame
 *     ROSTER    ledger -> gate   transport keys, 32 bytes each; replaces the one before
 *
 * Non-blocking, buffered both ways in two buffers of fixed size, so neither side's memory
 * depends on the other. Back-pressure: channel_send refuses what does not fit, and the gate
 * stops reading from the network while channel_room is small. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <sys/types.h>

#include "jour/frame.h"

/* Enrolled identities, and the office's and recovery key from the genesis. */
#define ROSTER_KEYS_MAX (AGENTS_MAX + 2u)
#define CHANNEL_MESSAGE_MAX (4u + 1u + 8u + KEY_SIZE + FRAME_SIZE_MAX)
#define CHANNEL_TURN_SIZE (16u * 1024u * 1024u) /* what the ledger takes in one turn, bytes */

enum channel_type {
	CHANNEL_REQUEST = 1,
	CHANNEL_ANSWER = 2,
	CHANNEL_ROSTER = 3,
};

/* Spans point into the channel and live until the next channel_fill. */
struct channel_message {
	enum channel_type type;
	uint64_t peer;	      /* REQUEST, ANSWER: the gate's number for the connection */
	struct key transport; /* REQUEST: who the gate says it is */
	struct bytes frame;   /* REQUEST, ANSWER */
	struct bytes keys; /* ROSTER: a multiple of KEY_SIZE bytes, at most ROSTER_KEYS_MAX keys */
};

struct channel;

/* A pair of connected stream sockets, non-blocking, close-on-exec, with large kernel buffers.
 * ERR_RETRY: out of descriptors or memory. */
enum err channel_pair(int ret_fds[2]) MUST_CHECK;

/* Takes over `fd` (closed by channel_free). Capacities in bytes, at least
 * CHANNEL_MESSAGE_MAX each (asserted). NULL: out of memory, and `fd` is still the caller's. */
struct channel *channel_new(int fd, size_t in_capacity, size_t out_capacity);
void channel_free(struct channel *channel); /* NULL is fine */
int channel_fd(const struct channel *channel);

/* Reads what the other end has sent, as far as there is room; never waits. Spans of earlier
 * messages die. Take every message with channel_next before the next call. ERR_RETRY: nothing
 * there, or no room; ERR_IO: the socket failed. */
enum err channel_fill(struct channel *channel) MUST_CHECK;
/* The next whole message. ERR_RETRY: fill first; ERR_NOTFOUND: the other end has closed, and
 * everything it sent has been taken; ERR_MALFORMED: size, type or payload, or closed in the midst
 * of a message: the other process is broken, and so is the channel for good. */
enum err channel_next(struct channel *channel, struct channel_message *ret_message) MUST_CHECK;

/* Queues one message; fields that its type does not have are not looked at. ERR_RETRY: no
 * room, nothing was queued; ERR_RANGE: frame empty or over FRAME_SIZE_MAX, or bad number of keys.
 */
enum err channel_send(struct channel *channel, const struct channel_message *message) MUST_CHECK;
/* Writes what the socket takes; never waits. ERR_NOTFOUND: the other end has closed; ERR_IO. */
enum err channel_flush(struct channel *channel) MUST_CHECK;

/* Bytes queued that the socket has not taken. */
size_t channel_pending(const struct channel *channel);
/* Bytes that can still be queued; any message fits in CHANNEL_MESSAGE_MAX. */
size_t channel_room(const struct channel *channel);
/* True when there is something to flush: poll for POLLOUT. */
bool channel_wants_write(const struct channel *channel);

#endif
