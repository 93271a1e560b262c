#include "control.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for one descriptor, aligned as the kernel wants it. */
union ancillary {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

static enum err control_err(int error)
{
	switch (error) {
	case EAGAIN:
	case ENOBUFS:
	case EMFILE:
	case ENFILE:
	case ETOOMANYREFS:
		return ERR_RETRY;
	case EPIPE:
	case ECONNRESET:
		return ERR_NOTFOUND;
	default:
		return ERR_IO;
	}
}

enum err control_pair(int ret_fds[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret_fds) != 0)
		return ERR_RETRY;
	return ERR_OK;
}

enum err control_send(int control_fd, enum control_kind kind, int pass_fd)
{
	uint8_t byte = (uint8_t)kind;
	struct iovec vector = {.iov_base = &byte, .iov_len = 1};
	struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
	union ancillary ancillary;
	if (pass_fd >= 0) {
		memset(&ancillary, 0, sizeof(ancillary));
		message.msg_control = &ancillary;
		message.msg_controllen = sizeof(ancillary.space);
		ancillary.header.cmsg_level = SOL_SOCKET;
		ancillary.header.cmsg_type = SCM_RIGHTS;
		ancillary.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&ancillary.header), &pass_fd, sizeof(int));
	}
	ssize_t put;
	do {
		put = sendmsg(control_fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	} while (put < 0 && errno == EINTR);
	return put < 0 ? control_err(errno) : ERR_OK;
}

static int passed_fd(struct msghdr *message)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	if (header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
		header->cmsg_len != CMSG_LEN(sizeof(int)))
		return -1;
	int fd;
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

enum err control_receive(int control_fd, enum control_kind *ret_kind, int *ret_fd)
{
	uint8_t bytes[2];
	struct iovec vector = {.iov_base = bytes, .iov_len = sizeof(bytes)};
	union ancillary ancillary;
	struct msghdr message = {
		.msg_iov = &vector,
		.msg_iovlen = 1,
		.msg_control = &ancillary,
		.msg_controllen = sizeof(ancillary.space),
	};
	ssize_t got;
	do {
		got = recvmsg(control_fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return control_err(errno);
	if (got == 0)
		return ERR_NOTFOUND;
	int fd = passed_fd(&message);
	bool known = bytes[0] == CONTROL_GATE || bytes[0] == CONTROL_STOP ||
		     bytes[0] == CONTROL_READY || bytes[0] == CONTROL_ALIVE;
	if (got != 1 || !known || (fd >= 0) != (bytes[0] == CONTROL_GATE)) {
		if (fd >= 0)
			close(fd);
		return ERR_MALFORMED;
	}
	*ret_kind = bytes[0];
	*ret_fd = fd;
	return ERR_OK;
}
