/* ZeroMQ sockets with CURVE; zsock.c is the only file that sees zmq.h.
 *
 * Every message is one frame. Nothing here waits except zpoll_wait. One thread. Sockets must be
 * closed before their context. What is worked around here was measured on libzmq 4.3.4. */
#ifndef ZSOCK_H
#define ZSOCK_H

#include "jour/frame.h"

#define ROUTING_ID_SIZE_MAX 255u
#define USER_ID_SIZE 65u /* a transport key as hex digits, and NUL */

struct znet;
struct zsock;

/* Seeds rand(), from which libzmq draws its routing ids, then makes the context. NULL: out of
 * memory or descriptors. Once a process, before any thread. */
struct znet *znet_new(void);
void znet_free(struct znet *znet); /* NULL is fine */

/* The gate's ROUTER: CURVE, and ZAP enforced. The ZAP socket must be served in the same loop. NULL:
 * out of memory or descriptors. All sockets: zsock_close. */
struct zsock *zsock_server(struct znet *znet, const struct secret *server);
/* The one ZAP handler of a context; open it before any server is bound. */
struct zsock *zsock_zap(struct znet *znet);
/* An agent's DEALER, with a monitor. It reconnects by itself, except after a refusal
 * (ZEVENT_REFUSED): then close it and open another, later. */
struct zsock *zsock_client(
	struct znet *znet, const struct secret *client, const struct key *server);
/* What is queued is sent for at most linger_ms after this. NULL is fine. */
void zsock_close(struct zsock *zsock, int linger_ms);

/* ERR_MALFORMED: no such kind of endpoint; ERR_DUPLICATE: address in use; ERR_DENIED; ERR_NOTFOUND:
 * no such address or device; ERR_IO. */
enum err zsock_bind(struct zsock *zsock, const char *endpoint) MUST_CHECK;
enum err zsock_connect(struct zsock *zsock, const char *endpoint) MUST_CHECK;
/* What was bound last, with the port that was chosen for "tcp://127.0.0.1:*". */
void zsock_endpoint(struct zsock *zsock, char ret_endpoint[256]);

/* One frame that was received. Holds memory of the library: zmessage_free, also after a
 * failure. Start with ZMESSAGE_NONE. */
struct zmessage {
	_Alignas(8) unsigned char opaque[64];
	bool held;
	struct bytes frame;			 /* until zmessage_free */
	uint8_t routing_id[ROUTING_ID_SIZE_MAX]; /* a server's only */
	size_t routing_id_size;
	bool has_user; /* a server's only: the ZAP handler's word came along with the frame */
	struct key user;
};

#define ZMESSAGE_NONE ((struct zmessage){.held = false})

/* The next message; frees what ret_message held. ERR_RETRY: none there. ERR_MALFORMED: a message of
 * more than one frame, dropped whole part by part. ERR_IO. */
enum err zsock_receive(struct zsock *zsock, struct zmessage *ret_message) MUST_CHECK;
void zmessage_free(struct zmessage *message);

/* A server's answer. ERR_NOTFOUND: that peer is gone; ERR_RETRY: its queue is full; ERR_IO. */
enum err zsock_send_to(struct zsock *zsock, struct bytes routing_id, struct bytes frame) MUST_CHECK;
/* A client's frame. ERR_RETRY: the queue is full, or not connected yet; ERR_IO. */
enum err zsock_send(struct zsock *zsock, struct bytes frame) MUST_CHECK;

/* A question of libzmq's: may this key in? */
struct zap_request {
	uint8_t id[ROUTING_ID_SIZE_MAX];
	size_t id_size;
	struct key key;
};

/* ERR_RETRY: none there. ERR_MALFORMED: not a CURVE question; it has been answered with no. */
enum err zap_receive(struct zsock *zap, struct zap_request *ret_request) MUST_CHECK;
enum err zap_answer(struct zsock *zap, const struct zap_request *request, bool allow) MUST_CHECK;

enum zevent {
	ZEVENT_CONNECTED,    /* the handshake is done */
	ZEVENT_REFUSED,	     /* the server does not know our key; libzmq will not try again */
	ZEVENT_DISCONNECTED, /* it tries again by itself */
	ZEVENT_FAILED, /* handshake without an answer, or not CURVE: perhaps a wrong server key */
};

/* The next event of a client; others are skipped. False: none there. */
bool zsock_event(struct zsock *client, enum zevent *ret_event);

struct zpoll {
	struct zsock *zsock; /* or NULL, then `fd` */
	int fd;
	bool monitor; /* poll the client's events instead of its messages */
	bool want_read;
	bool want_write;
	bool readable; /* also when the other side has closed */
	bool writable;
};

#define ZPOLL_MAX 8u

/* Waits for any of at most ZPOLL_MAX items, at most timeout_ms (-1: for ever). A signal ends it
 * with nothing ready. ERR_IO. */
enum err zpoll_wait(struct zpoll *items, size_t count, int timeout_ms) MUST_CHECK;

#endif
