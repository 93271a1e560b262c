#include "zsock.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "jour/clock.h"

/* 4.3.4 accepts this option, but its header does not name it. */
#define OPTION_ZAP_ENFORCE_DOMAIN 93
#define ZAP_ENDPOINT "inproc://zeromq.zap.01"
#define ZAP_DOMAIN "jour"
/* CURVE adds 33 bytes; a frame over the option's value drops the connection silently. */
#define MESSAGE_SIZE_MAX ((int64_t)FRAME_SIZE_MAX + 64)
#define HANDSHAKE_MS 3000
#define HEARTBEAT_MS 10000
#define HEARTBEAT_TIMEOUT_MS 30000
#define KEEPALIVE_IDLE_S 20
#define KEEPALIVE_INTERVAL_S 5
#define KEEPALIVE_COUNT 4
/* A peer may have IN_FLIGHT_MAX batches out; what waits in the kernel is bounded as well. */
#define QUEUE_IN 4
#define QUEUE_OUT 16
#define BACKLOG 1024
#define RECONNECT_MS 500
#define RECONNECT_MAX_MS 30000

struct znet {
	void *context;
	unsigned monitors; /* how many were named */
};

struct zsock {
	void *socket;
	void *monitor; /* a client's, else NULL */
};

static_assert(sizeof(zmq_msg_t) <= sizeof(((struct zmessage *)0)->opaque), "room for zmq_msg_t");

static enum err zmq_err(int error)
{
	switch (error) {
	case EAGAIN:
	case EINTR:
	case EMFILE:
	case ENOMEM:
		return ERR_RETRY;
	case EHOSTUNREACH:
	case EADDRNOTAVAIL:
	case ENODEV:
	case ENOENT:
		return ERR_NOTFOUND;
	case EADDRINUSE:
		return ERR_DUPLICATE;
	case EACCES:
	case EPERM:
		return ERR_DENIED;
	case EINVAL:
	case EPROTONOSUPPORT:
	case ENOCOMPATPROTO:
		return ERR_MALFORMED;
	default:
		return ERR_IO;
	}
}

struct znet *znet_new(void)
{
	/* Unseeded, everybody knows the next routing id, and a peer that claims it
	 * aborts the process. */
	unsigned seed;
	random_bytes(&seed, sizeof(seed));
	srand(seed);
	struct znet *znet = calloc(1, sizeof(*znet));
	if (znet == NULL)
		return NULL;
	znet->context = zmq_ctx_new();
	if (znet->context == NULL) {
		free(znet);
		return NULL;
	}
	zmq_ctx_set(znet->context, ZMQ_MAX_SOCKETS, 64);
	return znet;
}

void znet_free(struct znet *znet)
{
	if (znet == NULL)
		return;
	while (zmq_ctx_term(znet->context) != 0 && errno == EINTR)
		;
	free(znet);
}

static struct zsock *zsock_new(struct znet *znet, int type)
{
	struct zsock *zsock = calloc(1, sizeof(*zsock));
	if (zsock == NULL)
		return NULL;
	zsock->socket = zmq_socket(znet->context, type);
	if (zsock->socket == NULL) {
		free(zsock);
		return NULL;
	}
	return zsock;
}

/* A refused option is a fault of ours or of the library, and a socket without it is open to
 * anyone: never go on. */
static void set(struct zsock *zsock, int option, const void *value, size_t size)
{
	if (zmq_setsockopt(zsock->socket, option, value, size) != 0)
		abort();
}

static void set_int(struct zsock *zsock, int option, int value)
{
	set(zsock, option, &value, sizeof(value));
}

static void set_common(struct zsock *zsock)
{
	int64_t size_max = MESSAGE_SIZE_MAX;
	set(zsock, ZMQ_MAXMSGSIZE, &size_max, sizeof(size_max));
	set_int(zsock, ZMQ_LINGER, 0);
	set_int(zsock, ZMQ_IPV6, 1);
	set_int(zsock, ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS);
	set_int(zsock, ZMQ_RCVHWM, QUEUE_IN);
	set_int(zsock, ZMQ_SNDHWM, QUEUE_OUT);
}

struct zsock *zsock_server(struct znet *znet, const struct secret *server)
{
	struct zsock *zsock = zsock_new(znet, ZMQ_ROUTER);
	if (zsock == NULL)
		return NULL;
	set_common(zsock);
	set_int(zsock, ZMQ_ROUTER_MANDATORY, 1);
	set_int(zsock, ZMQ_ROUTER_HANDOVER, 0);
	set_int(zsock, ZMQ_BACKLOG, BACKLOG);
	/* No heartbeat here: 4.3.4 aborts when one is due on a connection that broke while its
	 * input was held back. The kernel finds the dead, the clients ask for signs of life. */
	set_int(zsock, ZMQ_TCP_KEEPALIVE, 1);
	set_int(zsock, ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE_S);
	set_int(zsock, ZMQ_TCP_KEEPALIVE_INTVL, KEEPALIVE_INTERVAL_S);
	set_int(zsock, ZMQ_TCP_KEEPALIVE_CNT, KEEPALIVE_COUNT);
	set(zsock, ZMQ_ZAP_DOMAIN, ZAP_DOMAIN, strlen(ZAP_DOMAIN));
	set_int(zsock, OPTION_ZAP_ENFORCE_DOMAIN, 1);
	set_int(zsock, ZMQ_CURVE_SERVER, 1);
	set(zsock, ZMQ_CURVE_SECRETKEY, server->transport, KEY_SIZE);
	return zsock;
}

struct zsock *zsock_zap(struct znet *znet)
{
	struct zsock *zsock = zsock_new(znet, ZMQ_REP);
	if (zsock == NULL)
		return NULL;
	set_int(zsock, ZMQ_LINGER, 0);
	if (zmq_bind(zsock->socket, ZAP_ENDPOINT) != 0) {
		zsock_close(zsock, 0);
		return NULL;
	}
	return zsock;
}

static bool watch(struct znet *znet, struct zsock *client)
{
	char name[64];
	snprintf(name, sizeof(name), "inproc://monitor.%u", znet->monitors++);
	const int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
			   ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
			   ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_DISCONNECTED;
	if (zmq_socket_monitor(client->socket, name, events) != 0)
		return false;
	client->monitor = zmq_socket(znet->context, ZMQ_PAIR);
	int linger_ms = 0;
	return client->monitor != NULL &&
	       zmq_setsockopt(client->monitor, ZMQ_LINGER, &linger_ms, sizeof(linger_ms)) == 0 &&
	       zmq_connect(client->monitor, name) == 0;
}

struct zsock *zsock_client(struct znet *znet, const struct secret *client, const struct key *server)
{
	struct zsock *zsock = zsock_new(znet, ZMQ_DEALER);
	if (zsock == NULL)
		return NULL;
	set_common(zsock);
	set_int(zsock, ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS);
	set_int(zsock, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS);
	set_int(zsock, ZMQ_IMMEDIATE, 1); /* queue for a connection, never for the hope of one */
	set_int(zsock, ZMQ_RECONNECT_IVL, RECONNECT_MS);
	set_int(zsock, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS);
	set(zsock, ZMQ_CURVE_SERVERKEY, server->bytes, KEY_SIZE);
	set(zsock, ZMQ_CURVE_PUBLICKEY, client->public.transport.bytes, KEY_SIZE);
	set(zsock, ZMQ_CURVE_SECRETKEY, client->transport, KEY_SIZE);
	if (!watch(znet, zsock)) {
		zsock_close(zsock, 0);
		return NULL;
	}
	return zsock;
}

void zsock_close(struct zsock *zsock, int linger_ms)
{
	if (zsock == NULL)
		return;
	if (zsock->monitor != NULL) {
		zmq_socket_monitor(zsock->socket, NULL, 0);
		zmq_close(zsock->monitor);
	}
	zmq_setsockopt(zsock->socket, ZMQ_LINGER, &linger_ms, sizeof(linger_ms));
	zmq_close(zsock->socket);
	free(zsock);
}

enum err zsock_bind(struct zsock *zsock, const char *endpoint)
{
	return zmq_bind(zsock->socket, endpoint) == 0 ? ERR_OK : zmq_err(errno);
}

enum err zsock_connect(struct zsock *zsock, const char *endpoint)
{
	return zmq_connect(zsock->socket, endpoint) == 0 ? ERR_OK : zmq_err(errno);
}

void zsock_endpoint(struct zsock *zsock, char ret_endpoint[256])
{
	size_t size = 256;
	ret_endpoint[0] = '\0';
	if (zmq_getsockopt(zsock->socket, ZMQ_LAST_ENDPOINT, ret_endpoint, &size) != 0)
		ret_endpoint[0] = '\0';
}

static zmq_msg_t *msg_of(struct zmessage *message)
{
	return (zmq_msg_t *)(void *)message->opaque;
}

void zmessage_free(struct zmessage *message)
{
	if (message->held)
		zmq_msg_close(msg_of(message));
	*message = ZMESSAGE_NONE;
}

static int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* The user id is the peer's key in hex digits, as zap_answer gave it. */
static bool user_read(zmq_msg_t *msg, struct key *ret_user)
{
	const char *text = zmq_msg_gets(msg, "User-Id");
	if (text == NULL || strlen(text) != USER_ID_SIZE - 1)
		return false;
	for (size_t i = 0; i < KEY_SIZE; i++) {
		int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		ret_user->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* Drops the parts that are left of a message, one at a time. */
static enum err drop_rest(void *socket, bool more)
{
	while (more) {
		zmq_msg_t part;
		zmq_msg_init(&part);
		int got = zmq_msg_recv(&part, socket, ZMQ_DONTWAIT);
		more = got >= 0 && zmq_msg_more(&part) != 0;
		zmq_msg_close(&part);
	}
	return ERR_MALFORMED;
}

static bool is_router(struct zsock *zsock)
{
	int type = 0;
	size_t size = sizeof(type);
	return zmq_getsockopt(zsock->socket, ZMQ_TYPE, &type, &size) == 0 && type == ZMQ_ROUTER;
}

/* The routing id that ROUTER puts in front. False: nothing there. */
static bool routing_id_read(struct zsock *zsock, struct zmessage *message, bool *ret_more)
{
	int size = zmq_recv(
		zsock->socket, message->routing_id, sizeof(message->routing_id), ZMQ_DONTWAIT);
	if (size < 0)
		return false;
	message->routing_id_size = (size_t)size;
	int more = 0;
	size_t more_size = sizeof(more);
	*ret_more = zmq_getsockopt(zsock->socket, ZMQ_RCVMORE, &more, &more_size) == 0 && more;
	return true;
}

enum err zsock_receive(struct zsock *zsock, struct zmessage *ret_message)
{
	bool router = is_router(zsock);
	bool more = true;
	zmessage_free(ret_message);
	if (router && !routing_id_read(zsock, ret_message, &more))
		return zmq_err(errno);
	if (!more)
		return ERR_MALFORMED;
	zmq_msg_t *msg = msg_of(ret_message);
	zmq_msg_init(msg);
	if (zmq_msg_recv(msg, zsock->socket, ZMQ_DONTWAIT) < 0) {
		int error = errno;
		zmq_msg_close(msg);
		return zmq_err(error);
	}
	ret_message->held = true;
	if (zmq_msg_more(msg)) {
		zmessage_free(ret_message);
		return drop_rest(zsock->socket, true);
	}
	ret_message->frame = (struct bytes){zmq_msg_data(msg), zmq_msg_size(msg)};
	/* From the payload frame: metadata is lost on the first frame after a poll. */
	ret_message->has_user = router && user_read(msg, &ret_message->user);
	return ERR_OK;
}

static enum err send_part(void *socket, const void *data, size_t size, int flags)
{
	int sent = zmq_send(socket, data, size, ZMQ_DONTWAIT | flags);
	return sent >= 0 ? ERR_OK : zmq_err(errno);
}

enum err zsock_send_to(struct zsock *zsock, struct bytes routing_id, struct bytes frame)
{
	/* MANDATORY: an unknown or full peer is told here, at the first part. */
	enum err err = send_part(zsock->socket, routing_id.data, routing_id.size, ZMQ_SNDMORE);
	if (err != ERR_OK)
		return err;
	return send_part(zsock->socket, frame.data, frame.size, 0);
}

enum err zsock_send(struct zsock *zsock, struct bytes frame)
{
	return send_part(zsock->socket, frame.data, frame.size, 0);
}

/* One part of a ZAP question into `to`; -1 when it does not fit or is not there. */
static int zap_part(struct zsock *zap, void *to, size_t capacity)
{
	int more = 0;
	size_t more_size = sizeof(more);
	if (zmq_getsockopt(zap->socket, ZMQ_RCVMORE, &more, &more_size) != 0 || !more)
		return -1;
	int size = zmq_recv(zap->socket, to, capacity, ZMQ_DONTWAIT);
	return size > (int)capacity ? -1 : size;
}

static bool zap_read_rest(struct zsock *zap, struct zap_request *request)
{
	char text[256];
	int id_size = zap_part(zap, request->id, sizeof(request->id));
	if (id_size < 0)
		return false;
	request->id_size = (size_t)id_size;
	bool ok = true;
	for (int i = 0; i < 3; i++) /* domain, address, routing id */
		ok &= zap_part(zap, text, sizeof(text)) >= 0;
	int size = zap_part(zap, text, sizeof(text));
	ok &= size == 5 && memcmp(text, "CURVE", 5) == 0;
	return ok && zap_part(zap, request->key.bytes, KEY_SIZE) == KEY_SIZE;
}

enum err zap_receive(struct zsock *zap, struct zap_request *ret_request)
{
	char version[8];
	int size = zmq_recv(zap->socket, version, sizeof(version), ZMQ_DONTWAIT);
	if (size < 0)
		return zmq_err(errno);
	struct zap_request request = {.id_size = 0};
	bool ok = zap_read_rest(zap, &request);
	int more = 0;
	size_t more_size = sizeof(more);
	if (zmq_getsockopt(zap->socket, ZMQ_RCVMORE, &more, &more_size) != 0 || more) {
		drop_rest(zap->socket, true);
		ok = false;
	}
	if (!ok || size != 3 || memcmp(version, "1.0", 3) != 0) {
		/* REP must answer before it can hear the next question. */
		enum err err = zap_answer(zap, &request, false);
		return err == ERR_OK ? ERR_MALFORMED : err;
	}
	*ret_request = request;
	return ERR_OK;
}

enum err zap_answer(struct zsock *zap, const struct zap_request *request, bool allow)
{
	char user[USER_ID_SIZE] = "";
	for (size_t i = 0; allow && i < KEY_SIZE; i++)
		snprintf(user + 2 * i, 3, "%02x", request->key.bytes[i]);
	const char *const parts[] = {
		"1.0", NULL, allow ? "200" : "400", allow ? "OK" : "Not on the roster", user, ""};
	const size_t last = sizeof(parts) / sizeof(parts[0]) - 1;
	for (size_t i = 0; i <= last; i++) {
		struct bytes part = {request->id, request->id_size};
		if (parts[i] != NULL)
			part = bytes_of_text(parts[i]);
		enum err err =
			send_part(zap->socket, part.data, part.size, i < last ? ZMQ_SNDMORE : 0);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static bool event_of(uint16_t number, enum zevent *ret_event)
{
	switch (number) {
	case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
		*ret_event = ZEVENT_CONNECTED;
		return true;
	case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
		*ret_event = ZEVENT_REFUSED;
		return true;
	case ZMQ_EVENT_DISCONNECTED:
		*ret_event = ZEVENT_DISCONNECTED;
		return true;
	case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
	case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
		*ret_event = ZEVENT_FAILED;
		return true;
	default:
		return false;
	}
}

bool zsock_event(struct zsock *client, enum zevent *ret_event)
{
	for (;;) {
		/* Event: number u16 and value u32 in host order, then a part with the address. */
		uint8_t event[6];
		int size = zmq_recv(client->monitor, event, sizeof(event), ZMQ_DONTWAIT);
		if (size < 0)
			return false;
		drop_rest(client->monitor, true);
		uint16_t number;
		memcpy(&number, event, sizeof(number));
		if (size == sizeof(event) && event_of(number, ret_event))
			return true;
	}
}

enum err zpoll_wait(struct zpoll *items, size_t count, int timeout_ms)
{
	zmq_pollitem_t polled[ZPOLL_MAX];
	assert(count <= ZPOLL_MAX);
	for (size_t i = 0; i < count; i++) {
		struct zsock *zsock = items[i].zsock;
		polled[i] = (zmq_pollitem_t){.fd = items[i].fd};
		if (zsock != NULL)
			polled[i].socket = items[i].monitor ? zsock->monitor : zsock->socket;
		if (items[i].want_read)
			polled[i].events |= ZMQ_POLLIN;
		if (items[i].want_write)
			polled[i].events |= ZMQ_POLLOUT;
	}
	if (zmq_poll(polled, (int)count, timeout_ms) < 0) {
		if (errno != EINTR)
			return ERR_IO;
		for (size_t i = 0; i < count; i++)
			polled[i].revents = 0;
	}
	for (size_t i = 0; i < count; i++) {
		/* An error shows at the next read. */
		items[i].readable = (polled[i].revents & (ZMQ_POLLIN | ZMQ_POLLERR)) != 0;
		items[i].writable = (polled[i].revents & ZMQ_POLLOUT) != 0;
	}
	return ERR_OK;
}
