#include "gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "keyset.h"
#include "peers.h"
#include "selftest.h"
#include "jour/clock.h"
#include "jour/log.h"

#define IN_SIZE (4u * 1024u * 1024u)  /* answers, bytes */
#define OUT_SIZE (8u * 1024u * 1024u) /* requests that the ledger has not taken, bytes */
#define MESSAGES_PER_TURN 64	      /* so that ZAP and answers get their turn */
#define REPORT_MS 60000
/* Between the notice to those whose key has left and the cut: with IMMEDIATE, 4.3.4 throws away at
 * the cut what has arrived and not been read. */
#define FAREWELL_MS 1000
#define LINGER_MS 200
#define ALIVE_MS 1000
/* Nobody but the supervisor can give it another ledger, and gives that to a new gate only. */
#define LONELY_MS 2000

/* What the gate did not pass on since the last report. */
struct dropped {
	unsigned refused; /* handshakes */
	unsigned multipart;
	unsigned nameless; /* no User-Id */
	unsigned off_roster;
	unsigned malformed;
	unsigned too_many;
	unsigned undelivered; /* answers */
};

struct gate {
	struct znet *znet;
	struct zsock *zap;
	struct zsock *server;
	struct channel *ledger; /* NULL: not running just now */
	struct peers *peers;
	struct keyset *roster;
	bool has_roster;
	bool stop;
	int status;
	struct dropped dropped;
	uint64_t report_ms;
	int ready_fd;	    /* -1: nobody wants to know */
	uint64_t alive_ms;  /* when the next life sign is due */
	uint64_t lonely_ms; /* without a ledger: when patience ends */
	uint64_t leave_ms;  /* when to start again, 0 = not asked to */
};

static void gate_stop(struct gate *gate, int status)
{
	gate->stop = true;
	gate->status = status;
}

static void report(struct gate *gate)
{
	static const struct dropped nothing;
	struct dropped *d = &gate->dropped;
	uint64_t now_ms = clock_monotonic_ms();
	if (now_ms < gate->report_ms || memcmp(d, &nothing, sizeof(nothing)) == 0)
		return;
	log_info("not passed on since the last such line: %u handshakes with unknown keys; "
		 "messages: %u of several frames, %u without a name, %u off the roster, "
		 "%u malformed, %u too many at once; %u answers to clients that had gone",
		d->refused, d->multipart, d->nameless, d->off_roster, d->malformed, d->too_many,
		d->undelivered);
	*d = nothing;
	gate->report_ms = now_ms + REPORT_MS;
}

static void notice(
	struct gate *gate, struct bytes routing_id, uint64_t request_id, enum notice_code code)
{
	uint8_t bytes[FRAME_HEADER_SIZE + 1];
	struct writer to = writer_of(bytes, sizeof(bytes));
	frame_begin(&to, FRAME_NOTICE, request_id);
	write_u8(&to, (uint8_t)code);
	/* A hint only: when it cannot be delivered the client finds out by silence. */
	if (zsock_send_to(gate->server, routing_id, written(&to)) != ERR_OK)
		gate->dropped.undelivered++;
}

/* Tells those who are connected under a removed key, before they are cut off. */
static void bid_farewell(struct gate *gate, const struct keyset *roster)
{
	const struct peer *peer;
	for (size_t i = 0; (peer = peers_nth(gate->peers, i)) != NULL; i++)
		if (!keyset_has(roster, &peer->transport))
			notice(gate, (struct bytes){peer->routing_id, peer->routing_id_size}, 0,
				NOTICE_NOT_ON_ROSTER);
}

static void take_roster(struct gate *gate, struct bytes keys)
{
	struct keyset *fresh = malloc(sizeof(*fresh));
	if (fresh == NULL) {
		log_error("out of memory");
		gate_stop(gate, GATE_EXIT_FAILED);
		return;
	}
	keyset_read(fresh, keys);
	if (!keyset_covers(fresh, gate->roster)) {
		log_info("a key has left the roster; starting again to cut its connections");
		bid_farewell(gate, fresh);
		if (gate->leave_ms == 0)
			gate->leave_ms = clock_monotonic_ms() + FAREWELL_MS;
	}
	free(gate->roster);
	gate->roster = fresh;
	gate->has_roster = true;
}

static void take_answer(struct gate *gate, const struct channel_message *message)
{
	struct peer *peer = peers_find(gate->peers, message->peer);
	struct frame frame;
	if (peer == NULL) {
		gate->dropped.undelivered++;
		return;
	}
	if (frame_read(message->frame, &frame) != ERR_OK) {
		log_error("the ledger process sent an answer that is no frame");
		gate_stop(gate, GATE_EXIT_FAILED);
		return;
	}
	peer_end(peer, frame.request_id);
	struct bytes routing_id = {peer->routing_id, peer->routing_id_size};
	if (zsock_send_to(gate->server, routing_id, message->frame) != ERR_OK)
		gate->dropped.undelivered++;
}

static void ledger_gone(struct gate *gate)
{
	log_warn("the ledger process has gone");
	channel_free(gate->ledger);
	gate->ledger = NULL;
	gate->lonely_ms = clock_monotonic_ms() + LONELY_MS;
}

static void from_ledger(struct gate *gate)
{
	struct channel_message message;
	enum err err = channel_fill(gate->ledger);
	if (err != ERR_OK && err != ERR_RETRY) {
		ledger_gone(gate);
		return;
	}
	while (!gate->stop && (err = channel_next(gate->ledger, &message)) == ERR_OK) {
		if (message.type == CHANNEL_ROSTER)
			take_roster(gate, message.keys);
		else if (message.type == CHANNEL_ANSWER)
			take_answer(gate, &message);
		else
			err = ERR_MALFORMED;
		if (err == ERR_MALFORMED)
			break;
	}
	if (err == ERR_MALFORMED) {
		log_error("the ledger process sent what is no message");
		gate_stop(gate, GATE_EXIT_FAILED);
	} else if (err == ERR_NOTFOUND) {
		ledger_gone(gate);
	}
}

/* Shape, limit and the ledger's presence; what passes goes to the ledger. */
static void pass_on(struct gate *gate, const struct zmessage *message)
{
	struct bytes routing_id = {message->routing_id, message->routing_id_size};
	struct peer *peer = peers_at(gate->peers, routing_id, &message->user);
	struct frame frame = {.request_id = 0};
	if (frame_read(message->frame, &frame) != ERR_OK || frame.type >= FRAME_HEAD) {
		gate->dropped.malformed++;
		notice(gate, routing_id, frame.request_id, NOTICE_MALFORMED);
		return;
	}
	if (gate->ledger == NULL) {
		notice(gate, routing_id, frame.request_id, NOTICE_NO_LEDGER);
		return;
	}
	if (!peer_begin(peer, frame.type == FRAME_SUBMIT, frame.request_id)) {
		gate->dropped.too_many++;
		notice(gate, routing_id, frame.request_id, NOTICE_TOO_MANY);
		return;
	}
	struct channel_message request = {
		.type = CHANNEL_REQUEST,
		.peer = peer->number,
		.transport = message->user,
		.frame = message->frame,
	};
	if (channel_send(gate->ledger, &request) != ERR_OK) {
		/* There was room before the message was taken: see has_room. */
		log_error("a checked frame does not fit the channel");
		gate_stop(gate, GATE_EXIT_FAILED);
	}
}

static bool has_room(const struct gate *gate)
{
	return gate->ledger == NULL || channel_room(gate->ledger) >= CHANNEL_MESSAGE_MAX;
}

static void from_network(struct gate *gate)
{
	struct zmessage message = ZMESSAGE_NONE;
	for (int i = 0; i < MESSAGES_PER_TURN && !gate->stop && has_room(gate); i++) {
		enum err err = zsock_receive(gate->server, &message);
		if (err == ERR_RETRY)
			break;
		if (err == ERR_MALFORMED) {
			gate->dropped.multipart++;
		} else if (err != ERR_OK) {
			log_error("the server socket failed");
			gate_stop(gate, GATE_EXIT_FAILED);
		} else if (!message.has_user) {
			gate->dropped.nameless++;
		} else if (!keyset_has(gate->roster, &message.user)) {
			gate->dropped.off_roster++;
			notice(gate, (struct bytes){message.routing_id, message.routing_id_size}, 0,
				NOTICE_NOT_ON_ROSTER);
		} else {
			pass_on(gate, &message);
		}
	}
	zmessage_free(&message);
}

static void flush(struct gate *gate)
{
	enum err err = channel_flush(gate->ledger);
	if (err != ERR_OK)
		ledger_gone(gate);
}

static void keep_time(struct gate *gate)
{
	uint64_t now_ms = clock_monotonic_ms();
	if (gate->leave_ms != 0 && now_ms >= gate->leave_ms && !gate->stop)
		gate_stop(gate, 0);
	if (gate->ledger == NULL && now_ms >= gate->lonely_ms && !gate->stop) {
		log_warn("no ledger process has come back; starting again to be given another");
		gate_stop(gate, GATE_EXIT_FAILED);
	}
	if (gate->ready_fd < 0 || now_ms < gate->alive_ms)
		return;
	gate->alive_ms = now_ms + ALIVE_MS;
	/* A full pipe holds signs enough. */
	(void)!write(gate->ready_fd, "\n", 1);
}

static void gate_turn(struct gate *gate)
{
	struct zpoll items[] = {
		{.zsock = gate->zap, .want_read = true},
		{.zsock = gate->server, .want_read = has_room(gate)},
		{.fd = -1},
	};
	size_t count = 2;
	if (gate->ledger != NULL) {
		items[2].fd = channel_fd(gate->ledger);
		items[2].want_read = true;
		items[2].want_write = channel_wants_write(gate->ledger);
		count = 3;
	}
	if (zpoll_wait(items, count, ALIVE_MS) != ERR_OK) {
		log_error("cannot wait for messages");
		gate_stop(gate, GATE_EXIT_FAILED);
		return;
	}
	if (items[2].readable)
		from_ledger(gate);
	gate->dropped.refused += zap_serve(gate->zap, gate->roster);
	if (!gate->stop)
		from_network(gate);
	if (gate->ledger != NULL)
		flush(gate);
	report(gate);
	keep_time(gate);
}

/* Without the roster every honest client would be refused, and a refused client of libzmq 4.3.4
 * never tries again: so nobody may connect before it is there. */
static void await_roster(struct gate *gate)
{
	while (!gate->stop && !gate->has_roster) {
		if (gate->ledger == NULL) {
			gate_stop(gate, GATE_EXIT_FAILED);
			return;
		}
		struct zpoll item = {.fd = channel_fd(gate->ledger), .want_read = true};
		if (zpoll_wait(&item, 1, -1) != ERR_OK) {
			gate_stop(gate, GATE_EXIT_FAILED);
			return;
		}
		if (item.readable)
			from_ledger(gate);
	}
}

static void say_ready(struct gate *gate)
{
	char line[258];
	char endpoint[256];
	zsock_endpoint(gate->server, endpoint);
	log_info("listening on %s", endpoint);
	if (gate->ready_fd < 0)
		return;
	int size = snprintf(line, sizeof(line), "%s\n", endpoint);
	if (write(gate->ready_fd, line, (size_t)size) != size)
		log_warn("nobody waits to hear that the gate is ready");
}

static bool gate_open(struct gate *gate, const struct gate_config *config)
{
	gate->znet = znet_new();
	gate->peers = peers_new();
	gate->roster = calloc(1, sizeof(*gate->roster));
	gate->ledger = channel_new(config->ledger_fd, IN_SIZE, OUT_SIZE);
	if (gate->znet == NULL || gate->peers == NULL || gate->roster == NULL ||
		gate->ledger == NULL)
		return false;
	gate->zap = zsock_zap(gate->znet);
	gate->server = zsock_server(gate->znet, config->server);
	return gate->zap != NULL && gate->server != NULL;
}

static void gate_close(struct gate *gate)
{
	zsock_close(gate->server, LINGER_MS);
	zsock_close(gate->zap, 0);
	znet_free(gate->znet);
	channel_free(gate->ledger);
	peers_free(gate->peers);
	free(gate->roster);
	if (gate->ready_fd >= 0)
		close(gate->ready_fd);
}

int gate_run(const struct gate_config *config)
{
	struct gate gate = {.stop = false, .ready_fd = config->ready_fd};
	if (!gate_open(&gate, config)) {
		log_error("out of memory or file descriptors");
		gate_stop(&gate, GATE_EXIT_FAILED);
	} else if (!selftest_passes(gate.znet, gate.zap)) {
		log_error("self-test failed: this libzmq does not keep unknown keys out, or admits "
			  "none at all; not listening");
		gate_stop(&gate, GATE_EXIT_FAILED);
	}
	await_roster(&gate);
	if (!gate.stop) {
		enum err err = zsock_bind(gate.server, config->endpoint);
		if (err != ERR_OK) {
			log_error("cannot listen on %s: %s", config->endpoint,
				err == ERR_DUPLICATE ? "the address is in use" : err_name(err));
			gate_stop(&gate, GATE_STATUS_CONFIG);
		} else {
			say_ready(&gate);
		}
	}
	while (!gate.stop)
		gate_turn(&gate);
	gate_close(&gate);
	return gate.status;
}
