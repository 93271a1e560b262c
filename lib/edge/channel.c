#include "channel.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KERNEL_BUFFER_SIZE (4 * 1024 * 1024)
#define PREFIX_SIZE 4u

/* A queue in a linear buffer: bytes lie at start .. end. */
struct queue {
	uint8_t *data;
	size_t capacity;
	size_t start;
	size_t end;
};

struct channel {
	int fd;
	struct queue in;
	struct queue out;
	bool ended;  /* the other end has closed */
	bool broken; /* it sent what is no message */
};

enum err channel_pair(int ret_fds[2])
{
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0)
		return ERR_RETRY;
	for (int i = 0; i < 2; i++) {
		/* The system's maximum may cap this, which costs speed only. */
		int size = KERNEL_BUFFER_SIZE;
		(void)setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
		(void)setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
		ret_fds[i] = fds[i];
	}
	return ERR_OK;
}

struct channel *channel_new(int fd, size_t in_capacity, size_t out_capacity)
{
	assert(in_capacity >= CHANNEL_MESSAGE_MAX && out_capacity >= CHANNEL_MESSAGE_MAX);
	struct channel *channel = calloc(1, sizeof(*channel));
	uint8_t *in = malloc(in_capacity);
	uint8_t *out = malloc(out_capacity);
	if (channel == NULL || in == NULL || out == NULL) {
		free(channel);
		free(in);
		free(out);
		return NULL;
	}
	channel->fd = fd;
	channel->in = (struct queue){.data = in, .capacity = in_capacity};
	channel->out = (struct queue){.data = out, .capacity = out_capacity};
	return channel;
}

void channel_free(struct channel *channel)
{
	if (channel == NULL)
		return;
	close(channel->fd);
	free(channel->in.data);
	free(channel->out.data);
	free(channel);
}

int channel_fd(const struct channel *channel)
{
	return channel->fd;
}

/* Moves the bytes to the front, so that all room is behind them. */
static void queue_compact(struct queue *queue)
{
	if (queue->start == 0)
		return;
	memmove(queue->data, queue->data + queue->start, queue->end - queue->start);
	queue->end -= queue->start;
	queue->start = 0;
}

enum err channel_fill(struct channel *channel)
{
	struct queue *in = &channel->in;
	bool got_some = false;
	queue_compact(in);
	while (in->end < in->capacity && !channel->ended) {
		ssize_t got =
			recv(channel->fd, in->data + in->end, in->capacity - in->end, MSG_DONTWAIT);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		/* A peer that died with our bytes unread shows as a reset. */
		if (got < 0 && errno != ECONNRESET)
			return ERR_IO;
		got_some = true;
		if (got <= 0)
			channel->ended = true;
		else
			in->end += (size_t)got;
	}
	return got_some ? ERR_OK : ERR_RETRY;
}

static bool frame_fits(size_t size)
{
	return size >= 1 && size <= FRAME_SIZE_MAX;
}

static bool keys_fit(size_t size)
{
	return size % KEY_SIZE == 0 && size <= ROSTER_KEYS_MAX * KEY_SIZE;
}

static bool message_parse(struct bytes bytes, struct channel_message *ret_message)
{
	struct reader from = reader_of(bytes);
	struct channel_message message = {.type = read_u8(&from)};
	switch (message.type) {
	case CHANNEL_REQUEST:
		message.peer = read_be64(&from);
		read_copy(&from, message.transport.bytes, KEY_SIZE);
		message.frame = read_span(&from, from.left);
		break;
	case CHANNEL_ANSWER:
		message.peer = read_be64(&from);
		message.frame = read_span(&from, from.left);
		break;
	case CHANNEL_ROSTER:
		message.keys = read_span(&from, from.left);
		*ret_message = message;
		return reader_done(&from) && keys_fit(message.keys.size);
	default:
		return false;
	}
	*ret_message = message;
	return reader_done(&from) && frame_fits(message.frame.size);
}

enum err channel_next(struct channel *channel, struct channel_message *ret_message)
{
	struct queue *in = &channel->in;
	if (channel->broken)
		return ERR_MALFORMED;
	struct reader from = reader_of((struct bytes){in->data + in->start, in->end - in->start});
	if (from.left == 0)
		return channel->ended ? ERR_NOTFOUND : ERR_RETRY;
	size_t size = read_be32(&from);
	bool whole = !from.failed && size <= from.left;
	/* An oversized length is refused at once: it would never fit. */
	if ((!from.failed && size > CHANNEL_MESSAGE_MAX - PREFIX_SIZE) ||
		(!whole && channel->ended)) {
		channel->broken = true;
		return ERR_MALFORMED;
	}
	if (!whole)
		return ERR_RETRY;
	struct channel_message message;
	if (!message_parse(read_span(&from, size), &message)) {
		channel->broken = true;
		return ERR_MALFORMED;
	}
	in->start += PREFIX_SIZE + size;
	*ret_message = message;
	return ERR_OK;
}

enum err channel_send(struct channel *channel, const struct channel_message *message)
{
	bool roster = message->type == CHANNEL_ROSTER;
	struct bytes tail = roster ? message->keys : message->frame;
	if (roster ? !keys_fit(tail.size) : !frame_fits(tail.size))
		return ERR_RANGE;
	size_t size = 1 + tail.size;
	if (!roster)
		size += 8;
	if (message->type == CHANNEL_REQUEST)
		size += KEY_SIZE;
	if (channel_room(channel) < PREFIX_SIZE + size)
		return ERR_RETRY;
	struct queue *out = &channel->out;
	if (out->capacity - out->end < PREFIX_SIZE + size)
		queue_compact(out);
	struct writer to = writer_of(out->data + out->end, PREFIX_SIZE + size);
	write_be32(&to, (uint32_t)size);
	write_u8(&to, (uint8_t)message->type);
	if (!roster)
		write_be64(&to, message->peer);
	if (message->type == CHANNEL_REQUEST)
		write_copy(&to, message->transport.bytes, KEY_SIZE);
	write_span(&to, tail);
	assert(!to.failed && to.size == to.capacity);
	out->end += to.size;
	return ERR_OK;
}

enum err channel_flush(struct channel *channel)
{
	struct queue *out = &channel->out;
	while (out->start < out->end) {
		ssize_t put = send(channel->fd, out->data + out->start, out->end - out->start,
			MSG_DONTWAIT | MSG_NOSIGNAL);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return ERR_OK;
		if (put < 0)
			return errno == EPIPE || errno == ECONNRESET ? ERR_NOTFOUND : ERR_IO;
		out->start += (size_t)put;
	}
	out->start = 0;
	out->end = 0;
	return ERR_OK;
}

size_t channel_pending(const struct channel *channel)
{
	return channel->out.end - channel->out.start;
}

size_t channel_room(const struct channel *channel)
{
	return channel->out.capacity - channel_pending(channel);
}

bool channel_wants_write(const struct channel *channel)
{
	return channel_pending(channel) > 0;
}
