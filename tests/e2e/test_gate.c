#include "gate.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>
#include <cmocka.h>

#include "rig.h"
#include "jour/clock.h"

#define ENROLLED 3 /* keys 0, 1, 2; key 3 is a stranger */

static struct rig rig;

static int set_up(void **state)
{
	(void)state;
	rig_start(&rig, GATE_PROGRAM, ENROLLED);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rig_stop(&rig);
	return 0;
}

/* An honest client gets a question through and an answer back. */
static void check_service(unsigned number)
{
	struct zsock *client = rig_client(&rig, number);
	client_send_frame(client, FRAME_ASK_HEAD, 77, 48);
	struct channel_message request = rig_request(&rig);
	rig_answer(&rig, request.peer, FRAME_HEAD, 77);
	assert_int_equal(client_receive(client).type, FRAME_HEAD);
	rig_close(&rig, client);
}

/* A client that our wrapper would never be: many parts, claimed routing ids. */
static void *raw_client(void *context, unsigned number, const void *routing_id, size_t size)
{
	struct secret secret = rig_secret(number);
	void *client = zmq_socket(context, ZMQ_DEALER);
	int none = 0, patience_ms = 5000;
	assert_non_null(client);
	zmq_setsockopt(client, ZMQ_LINGER, &none, sizeof(none));
	zmq_setsockopt(client, ZMQ_SNDTIMEO, &patience_ms, sizeof(patience_ms));
	zmq_setsockopt(client, ZMQ_RCVTIMEO, &patience_ms, sizeof(patience_ms));
	zmq_setsockopt(client, ZMQ_IPV6, &(int){1}, sizeof(int));
	zmq_setsockopt(client, ZMQ_CURVE_SERVERKEY, rig.server.public.transport.bytes, KEY_SIZE);
	zmq_setsockopt(client, ZMQ_CURVE_PUBLICKEY, secret.public.transport.bytes, KEY_SIZE);
	zmq_setsockopt(client, ZMQ_CURVE_SECRETKEY, secret.transport, KEY_SIZE);
	if (size > 0)
		assert_int_equal(zmq_setsockopt(client, ZMQ_ROUTING_ID, routing_id, size), 0);
	assert_int_equal(zmq_connect(client, rig.endpoint), 0);
	return client;
}

static void raw_send_head(void *client, uint64_t request_id)
{
	uint8_t bytes[FRAME_HEADER_SIZE + 48] = {0};
	struct writer to = writer_of(bytes, sizeof(bytes));
	frame_begin(&to, FRAME_ASK_HEAD, request_id);
	assert_int_equal(zmq_send(client, bytes, sizeof(bytes), 0), (int)sizeof(bytes));
}

static void gate_known_key_gets_through_both_ways(void **state)
{
	(void)state;
	struct zsock *client = rig_client(&rig, 1);
	client_send_frame(client, FRAME_SUBMIT, 5, 1000);
	struct channel_message request = rig_request(&rig);
	struct secret secret = rig_secret(1);
	assert_true(key_equal(&request.transport, &secret.public.transport));
	assert_int_equal(request.frame.size, FRAME_HEADER_SIZE + 1000);
	struct frame frame;
	assert_int_equal(frame_read(request.frame, &frame), ERR_OK);
	assert_int_equal(frame.request_id, 5);
	rig_answer(&rig, request.peer, FRAME_RECEIPT, 5);
	frame = client_receive(client);
	assert_int_equal(frame.type, FRAME_RECEIPT);
	assert_int_equal(frame.request_id, 5);
	/* Another connection has another number. */
	struct zsock *other = rig_client(&rig, 2);
	uint64_t peer = request.peer;
	client_send_frame(other, FRAME_ASK_CHECKPOINT, 1, 0);
	assert_true(rig_request(&rig).peer != peer);
	rig_close(&rig, client);
	rig_close(&rig, other);
}

static void gate_unknown_key_is_refused(void **state)
{
	(void)state;
	struct zsock *stranger = rig_client(&rig, ENROLLED);
	assert_true(client_sees(stranger, ZEVENT_REFUSED));
	assert_true(rig_is_quiet(&rig));
	check_service(0);
	rig_close(&rig, stranger);
}

static void gate_key_enrolled_later_gets_through(void **state)
{
	(void)state;
	rig_send_roster(&rig, 0, ENROLLED + 1);
	check_service(0); /* the roster has been read before this is through */
	check_service(ENROLLED);
}

static void gate_malformed_frame_gets_notice(void **state)
{
	(void)state;
	struct zsock *client = rig_client(&rig, 0);
	client_send(client, bytes_of_text("not a frame at all, is it?"));
	client_expect_notice(client, NOTICE_MALFORMED, 0);
	client_send(client, bytes_of_text(""));
	client_expect_notice(client, NOTICE_MALFORMED, 0);
	client_send_frame(client, FRAME_RECEIPT, 9, 0); /* what only a server says */
	client_expect_notice(client, NOTICE_MALFORMED, 9);
	assert_true(rig_is_quiet(&rig));
	rig_close(&rig, client);
}

static void gate_frame_at_limit_passes_over_it_does_not(void **state)
{
	(void)state;
	struct zsock *client = rig_client(&rig, 0);
	client_send_frame(client, FRAME_SUBMIT, 1, FRAME_SIZE_MAX - FRAME_HEADER_SIZE);
	assert_int_equal(rig_request(&rig).frame.size, FRAME_SIZE_MAX);
	client_send_frame(client, FRAME_SUBMIT, 2, FRAME_SIZE_MAX - FRAME_HEADER_SIZE + 1);
	client_expect_notice(client, NOTICE_MALFORMED, 0);
	assert_true(client_sees(client, ZEVENT_CONNECTED));
	client_send_frame(client, FRAME_SUBMIT, 3, FRAME_SIZE_MAX - FRAME_HEADER_SIZE + 65);
	assert_true(client_sees(client, ZEVENT_DISCONNECTED));
	assert_true(rig_is_quiet(&rig));
	check_service(1);
	rig_close(&rig, client);
}

static void gate_ninth_unanswered_question_gets_notice(void **state)
{
	(void)state;
	struct zsock *client = rig_client(&rig, 0);
	uint64_t peer = 0;
	for (uint64_t i = 1; i <= IN_FLIGHT_MAX + 1; i++)
		client_send_frame(client, FRAME_ASK_CHECKPOINT, i, 0);
	client_expect_notice(client, NOTICE_TOO_MANY, IN_FLIGHT_MAX + 1);
	for (unsigned i = 0; i < IN_FLIGHT_MAX; i++)
		peer = rig_request(&rig).peer;
	rig_answer(&rig, peer, FRAME_CHECKPOINT, 2);
	assert_int_equal(client_receive(client).type, FRAME_CHECKPOINT);
	client_send_frame(client, FRAME_ASK_CHECKPOINT, 70, 0);
	assert_int_equal(rig_request(&rig).peer, peer);
	rig_close(&rig, client);
}

static void gate_ninth_unanswered_submit_gets_notice(void **state)
{
	(void)state;
	struct zsock *client = rig_client(&rig, 0);
	uint64_t peer = 0;
	for (uint64_t i = 1; i <= IN_FLIGHT_MAX + 1; i++)
		client_send_frame(client, FRAME_SUBMIT, i, 500);
	client_expect_notice(client, NOTICE_TOO_MANY, IN_FLIGHT_MAX + 1);
	for (unsigned i = 0; i < IN_FLIGHT_MAX; i++)
		peer = rig_request(&rig).peer;
	/* Questions are counted apart, and do not free a place. */
	client_send_frame(client, FRAME_ASK_CHECKPOINT, 50, 0);
	assert_int_equal(rig_request(&rig).peer, peer);
	rig_answer(&rig, peer, FRAME_CHECKPOINT, 50);
	assert_int_equal(client_receive(client).type, FRAME_CHECKPOINT);
	client_send_frame(client, FRAME_SUBMIT, 60, 500);
	client_expect_notice(client, NOTICE_TOO_MANY, 60);
	rig_answer(&rig, peer, FRAME_REFUSAL, 3);
	assert_int_equal(client_receive(client).type, FRAME_REFUSAL);
	client_send_frame(client, FRAME_SUBMIT, 70, 500);
	struct frame frame;
	assert_int_equal(frame_read(rig_request(&rig).frame, &frame), ERR_OK);
	assert_int_equal(frame.request_id, 70);
	rig_close(&rig, client);
}

static void gate_without_ledger_gives_notice(void **state)
{
	(void)state;
	struct zsock *client = rig_client(&rig, 0);
	assert_true(client_sees(client, ZEVENT_CONNECTED));
	channel_free(rig.ledger);
	rig.ledger = NULL;
	usleep(100000); /* or the frame is lost with the channel, which is allowed too */
	client_send_frame(client, FRAME_SUBMIT, 4, 10);
	client_expect_notice(client, NOTICE_NO_LEDGER, 4);
	assert_true(rig_gate_lives(&rig));
	rig_close(&rig, client);
}

/* Or it would refuse everybody for ever: a ledger that has dropped it does not come back. */
static void gate_whose_ledger_stays_away_ends(void **state)
{
	(void)state;
	channel_free(rig.ledger);
	rig.ledger = NULL;
	int status = rig_wait_gate(&rig);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), GATE_EXIT_FAILED);
}

static void gate_ledger_that_sends_nonsense_ends_it(void **state)
{
	(void)state;
	assert_int_equal(send(channel_fd(rig.ledger), "\xff\xff\xff\xff", 4, 0), 4);
	int status = rig_wait_gate(&rig);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), GATE_EXIT_FAILED);
}

static void gate_key_removed_gets_notice_and_restart(void **state)
{
	(void)state;
	struct zsock *revoked = rig_client(&rig, 0);
	client_send_frame(revoked, FRAME_ASK_CHECKPOINT, 1, 0);
	rig_request(&rig);
	rig_send_roster(&rig, 1, ENROLLED - 1);
	client_expect_notice(revoked, NOTICE_NOT_ON_ROSTER, 0);
	int status = rig_wait_gate(&rig);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	rig_close(&rig, revoked);
}

static void gate_multipart_message_is_dropped_whole(void **state)
{
	(void)state;
	void *context = zmq_ctx_new();
	void *client = raw_client(context, 0, NULL, 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(zmq_send(client, "jour", 4, i < 4 ? ZMQ_SNDMORE : 0), 4);
	assert_true(rig_is_quiet(&rig));
	raw_send_head(client, 3);
	struct frame frame;
	assert_int_equal(frame_read(rig_request(&rig).frame, &frame), ERR_OK);
	assert_int_equal(frame.request_id, 3);
	zmq_close(client);
	zmq_ctx_term(context);
}

static void gate_same_routing_id_twice_keeps_the_first(void **state)
{
	(void)state;
	void *context = zmq_ctx_new();
	void *first = raw_client(context, 0, "kommun", 6);
	raw_send_head(first, 1);
	uint64_t peer = rig_request(&rig).peer;
	void *second = raw_client(context, 1, "kommun", 6);
	raw_send_head(second, 2);
	assert_true(rig_is_quiet(&rig));
	rig_answer(&rig, peer, FRAME_HEAD, 1);
	char bytes[64];
	assert_true(zmq_recv(first, bytes, sizeof(bytes), 0) > 0);
	zmq_close(first);
	zmq_close(second);
	zmq_ctx_term(context);
}

static void gate_routing_id_under_another_key_is_another_peer(void **state)
{
	(void)state;
	void *context = zmq_ctx_new();
	void *first = raw_client(context, 0, "kommun", 6);
	raw_send_head(first, 1);
	uint64_t first_peer = rig_request(&rig).peer;
	zmq_close(first);
	usleep(300000); /* the gate must see it go before the next may have its id */
	void *second = raw_client(context, 1, "kommun", 6);
	raw_send_head(second, 2);
	uint64_t second_peer = rig_request(&rig).peer;
	assert_true(first_peer != second_peer);
	rig_answer(&rig, first_peer, FRAME_HEAD, 1);
	rig_answer(&rig, second_peer, FRAME_HEAD, 2);
	uint8_t bytes[64];
	struct frame frame;
	int size = zmq_recv(second, bytes, sizeof(bytes), 0);
	assert_true(size > 0);
	assert_int_equal(frame_read((struct bytes){bytes, (size_t)size}, &frame), ERR_OK);
	assert_int_equal(frame.request_id, 2);
	zmq_close(second);
	zmq_ctx_term(context);
}

/* libzmq's automatic ids are 0x00 and a counter that begins at a number drawn from rand(). A
 * gate that did not seed it would meet a claimed id among these and abort. */
static void gate_claimed_automatic_ids_do_no_harm(void **state)
{
	(void)state;
	enum { DRAWS = 12, AHEAD = 3 };
	void *context = zmq_ctx_new();
	void *clients[DRAWS * AHEAD];
	uint32_t draws[DRAWS + 1];
	unsigned count = 0;
	srand(1); /* what rand() does when nobody seeds it */
	for (int i = 0; i <= DRAWS; i++)
		draws[i] = (uint32_t)rand();
	for (uint32_t i = 0; i < DRAWS; i++)
		for (uint32_t j = 0; j < AHEAD; j++) {
			uint8_t id[5] = {0};
			struct writer to = writer_of(id + 1, 4);
			/* low from one draw, the highest bit from the next */
			write_be32(&to, (draws[i] | draws[i + 1] << 31) + j + 1);
			clients[count] = raw_client(context, 0, id, sizeof(id));
			raw_send_head(clients[count++], i);
		}
	for (unsigned i = 0; i < count; i++)
		rig_request(&rig);
	for (int i = 0; i < 5; i++)
		check_service(1);
	assert_true(rig_gate_lives(&rig));
	while (count > 0)
		zmq_close(clients[--count]);
	zmq_ctx_term(context);
}

static void gate_handshake_flood_leaves_room_for_honest_client(void **state)
{
	(void)state;
	enum { FLOOD = 400 };
	int fds[FLOOD];
	const char *port = strrchr(rig.endpoint, ':');
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)atoi(port + 1)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	for (int i = 0; i < FLOOD; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(connect(fds[i], (struct sockaddr *)&address, sizeof(address)), 0);
		/* Silent ones, and ones that begin a greeting. */
		if (i % 2 == 0)
			assert_int_equal(send(fds[i], "\xff\0\0\0\0\0\0\0\x01\x7f", 10, 0), 10);
	}
	check_service(0);
	char byte;
	/* And each is cut off after some seconds of silence. */
	while (recv(fds[1], &byte, 1, 0) > 0)
		;
	check_service(1);
	for (int i = 0; i < FLOOD; i++)
		close(fds[i]);
}

/* As much as one connection may have unanswered, in the largest frames; returns how many went. */
static unsigned send_all_it_may(struct zsock *client)
{
	static uint8_t bytes[FRAME_SIZE_MAX];
	unsigned sent = 0;
	while (sent < 2 * IN_FLIGHT_MAX) {
		struct writer to = writer_of(bytes, sizeof(bytes));
		frame_begin(&to, sent % 2 == 0 ? FRAME_SUBMIT : FRAME_ASK_REFERENCE, sent);
		if (zsock_send(client, BYTES_OF(bytes)) != ERR_OK)
			break;
		sent++;
	}
	return sent;
}

/* Resident memory of a process, bytes. */
static uint64_t resident(pid_t pid)
{
	char path[64];
	unsigned long long all = 0, pages = 0;
	snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%llu %llu", &all, &pages), 2); // NOLINT(cert-err34-c)
	fclose(file);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Waits until it has at least so much and has grown no more for a while. */
static uint64_t settled(pid_t pid, uint64_t at_least)
{
	uint64_t end_ms = clock_monotonic_ms() + 20000, size = 0;
	for (unsigned still = 0; size < at_least || still < 10;) {
		uint64_t before = size;
		assert_true(clock_monotonic_ms() < end_ms);
		usleep(50000);
		size = resident(pid);
		still = size == before ? still + 1 : 0;
	}
	return size;
}

/* A ledger that does not read: the gate stops reading too, and nothing is lost. */
static void gate_slow_ledger_does_not_fill_the_gate(void **state)
{
	(void)state;
	enum { CLIENTS = 16 };
	struct zsock *clients[CLIENTS];
	uint64_t empty = resident(rig.gate);
	unsigned sent = 0;
	for (unsigned i = 0; i < CLIENTS; i++) {
		clients[i] = rig_client(&rig, i % ENROLLED);
		assert_true(client_sees(clients[i], ZEVENT_CONNECTED));
	}
	for (unsigned i = 0; i < CLIENTS; i++)
		sent += send_all_it_may(clients[i]);
	assert_true(sent > 100);
	assert_true(settled(rig.gate, empty + 4 * FRAME_SIZE_MAX) <
		    (uint64_t)sent * FRAME_SIZE_MAX * 3 / 4);
	for (unsigned i = 0; i < sent; i++) {
		struct frame frame;
		assert_int_equal(frame_read(rig_request(&rig).frame, &frame), ERR_OK);
	}
	for (unsigned i = 0; i < CLIENTS; i++)
		rig_close(&rig, clients[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	const struct CMUnitTest tests[] = {
		TEST(gate_known_key_gets_through_both_ways),
		TEST(gate_unknown_key_is_refused),
		TEST(gate_key_enrolled_later_gets_through),
		TEST(gate_malformed_frame_gets_notice),
		TEST(gate_frame_at_limit_passes_over_it_does_not),
		TEST(gate_ninth_unanswered_submit_gets_notice),
		TEST(gate_ninth_unanswered_question_gets_notice),
		TEST(gate_without_ledger_gives_notice),
		TEST(gate_whose_ledger_stays_away_ends),
		TEST(gate_ledger_that_sends_nonsense_ends_it),
		TEST(gate_key_removed_gets_notice_and_restart),
		TEST(gate_multipart_message_is_dropped_whole),
		TEST(gate_same_routing_id_twice_keeps_the_first),
		TEST(gate_routing_id_under_another_key_is_another_peer),
		TEST(gate_claimed_automatic_ids_do_no_harm),
		TEST(gate_handshake_flood_leaves_room_for_honest_client),
		TEST(gate_slow_ledger_does_not_fill_the_gate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
