#include "channel.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#define CAPACITY (2 * CHANNEL_MESSAGE_MAX)

struct ends {
	struct channel *gate;
	struct channel *ledger;
	int raw; /* the gate's socket, for bytes that no channel would send */
};

static uint8_t frame[FRAME_SIZE_MAX + 1];

static int set_up(void **state)
{
	struct ends *ends = calloc(1, sizeof(*ends));
	int fds[2];
	if (ends == NULL || channel_pair(fds) != ERR_OK)
		return 1;
	ends->raw = fds[0];
	ends->gate = channel_new(fds[0], CAPACITY, CAPACITY);
	ends->ledger = channel_new(fds[1], CAPACITY, CAPACITY);
	for (size_t i = 0; i < sizeof(frame); i++)
		frame[i] = (uint8_t)(i * 7 + i / 256);
	*state = ends;
	return 0;
}

static int tear_down(void **state)
{
	struct ends *ends = *state;
	channel_free(ends->gate);
	channel_free(ends->ledger);
	free(ends);
	return 0;
}

static void hang_up(struct ends *ends)
{
	channel_free(ends->gate);
	ends->gate = NULL;
}

static struct channel_message request(uint64_t peer, size_t size)
{
	struct channel_message message = {
		.type = CHANNEL_REQUEST, .peer = peer, .frame = {frame, size}};
	memset(message.transport.bytes, (int)peer, KEY_SIZE);
	return message;
}

/* Fills until something new can be said. */
static enum err next(struct channel *channel, struct channel_message *ret_message)
{
	enum err err = channel_next(channel, ret_message);
	while (err == ERR_RETRY && channel_fill(channel) == ERR_OK)
		err = channel_next(channel, ret_message);
	return err;
}

static void send_raw(struct ends *ends, const void *bytes, size_t size)
{
	assert_int_equal(send(ends->raw, bytes, size, 0), (ssize_t)size);
}

static void channel_every_type_arrives_as_sent(void **state)
{
	struct ends *ends = *state;
	struct channel_message sent = request(7, 100), got;
	assert_int_equal(channel_send(ends->gate, &sent), ERR_OK);
	assert_true(channel_wants_write(ends->gate));
	assert_int_equal(channel_pending(ends->gate), 4 + 1 + 8 + 32 + 100);
	assert_int_equal(channel_flush(ends->gate), ERR_OK);
	assert_false(channel_wants_write(ends->gate));
	assert_int_equal(next(ends->ledger, &got), ERR_OK);
	assert_int_equal(got.type, CHANNEL_REQUEST);
	assert_int_equal(got.peer, 7);
	assert_true(key_equal(&got.transport, &sent.transport));
	assert_true(bytes_equal(got.frame, sent.frame));

	struct channel_message answer = {
		.type = CHANNEL_ANSWER, .peer = UINT64_MAX, .frame = {frame, 1}};
	struct channel_message roster = {.type = CHANNEL_ROSTER, .keys = {frame, 0}};
	assert_int_equal(channel_send(ends->ledger, &answer), ERR_OK);
	assert_int_equal(channel_send(ends->ledger, &roster), ERR_OK);
	roster.keys.size = ROSTER_KEYS_MAX * KEY_SIZE;
	assert_int_equal(channel_send(ends->ledger, &roster), ERR_OK);
	assert_int_equal(channel_flush(ends->ledger), ERR_OK);
	assert_int_equal(next(ends->gate, &got), ERR_OK);
	assert_int_equal(got.peer, UINT64_MAX);
	assert_true(bytes_equal(got.frame, answer.frame));
	assert_int_equal(next(ends->gate, &got), ERR_OK);
	assert_int_equal(got.keys.size, 0);
	assert_int_equal(next(ends->gate, &got), ERR_OK);
	assert_true(bytes_equal(got.keys, roster.keys));
	assert_int_equal(next(ends->gate, &got), ERR_RETRY);
}

static void channel_frame_outside_limits_is_range(void **state)
{
	struct ends *ends = *state;
	struct channel_message message = request(1, FRAME_SIZE_MAX);
	assert_int_equal(channel_send(ends->gate, &message), ERR_OK);
	message.frame.size++;
	assert_int_equal(channel_send(ends->gate, &message), ERR_RANGE);
	message.frame.size = 0;
	assert_int_equal(channel_send(ends->gate, &message), ERR_RANGE);
	struct channel_message roster = {.type = CHANNEL_ROSTER, .keys = {frame, 33}};
	assert_int_equal(channel_send(ends->gate, &roster), ERR_RANGE);
	roster.keys.size = (ROSTER_KEYS_MAX + 1) * KEY_SIZE;
	assert_int_equal(channel_send(ends->gate, &roster), ERR_RANGE);
}

static void channel_full_refuses_whole_message(void **state)
{
	struct ends *ends = *state;
	struct channel_message message = request(1, FRAME_SIZE_MAX);
	assert_int_equal(channel_send(ends->gate, &message), ERR_OK);
	assert_int_equal(channel_send(ends->gate, &message), ERR_OK);
	assert_int_equal(channel_room(ends->gate), 0);
	message.frame.size = 1;
	assert_int_equal(channel_send(ends->gate, &message), ERR_RETRY);
	assert_int_equal(channel_pending(ends->gate), CAPACITY);
}

/* Many messages of all sizes through buffers that wrap and sockets that fill up: nothing is
 * lost, changed or reordered, and never more than the capacity is held. */
static void channel_long_stream_arrives_in_order(void **state)
{
	struct ends *ends = *state;
	uint64_t sent = 0, received = 0;
	const uint64_t total = 300;
	srand(1);
	size_t sizes[300];
	for (size_t i = 0; i < total; i++)
		sizes[i] = 1 + (size_t)rand() % (i % 5 == 0 ? FRAME_SIZE_MAX : 5000);
	for (unsigned turn = 0; received < total; turn++) {
		assert_true(turn < 100000);
		while (sent < total) {
			struct channel_message message = request(sent, sizes[sent]);
			if (channel_send(ends->gate, &message) != ERR_OK)
				break;
			sent++;
		}
		assert_int_equal(channel_flush(ends->gate), ERR_OK);
		struct channel_message got;
		enum err filled = channel_fill(ends->ledger);
		assert_true(filled == ERR_OK || filled == ERR_RETRY);
		while (channel_next(ends->ledger, &got) == ERR_OK) {
			assert_int_equal(got.peer, received);
			struct channel_message wanted = request(received, sizes[received]);
			assert_true(bytes_equal(got.frame, wanted.frame));
			assert_true(key_equal(&got.transport, &wanted.transport));
			received++;
		}
	}
}

static void channel_oversized_length_is_malformed_at_once(void **state)
{
	struct ends *ends = *state;
	struct channel_message got;
	uint8_t size[4];
	struct writer to = writer_of(size, sizeof(size));
	write_be32(&to, CHANNEL_MESSAGE_MAX - 4 + 1);
	send_raw(ends, size, sizeof(size));
	assert_int_equal(next(ends->ledger, &got), ERR_MALFORMED);
	struct channel_message good = request(1, 10);
	assert_int_equal(channel_send(ends->gate, &good), ERR_OK);
	assert_int_equal(channel_flush(ends->gate), ERR_OK);
	assert_int_equal(next(ends->ledger, &got), ERR_MALFORMED);
}

static void check_malformed(const void *bytes, size_t size)
{
	struct ends *ends;
	struct channel_message got;
	assert_int_equal(set_up((void **)&ends), 0);
	send_raw(ends, bytes, size);
	assert_int_equal(next(ends->ledger, &got), ERR_MALFORMED);
	tear_down((void **)&ends);
}

static void channel_bad_payload_is_malformed(void **state)
{
	(void)state;
	check_malformed("\0\0\0\0", 4);			     /* no type */
	check_malformed("\0\0\0\1\4", 5);		     /* unknown type */
	check_malformed("\0\0\0\1\0", 5);		     /* unknown type */
	check_malformed("\0\0\0\3\3xx", 7);		     /* torn key */
	check_malformed("\0\0\0\11\2\0\0\0\0\0\0\0\1", 13);  /* no frame */
	check_malformed("\0\0\0\12\1\0\0\0\0\0\0\0\1x", 14); /* no key */
}

static void channel_closed_between_messages_ends(void **state)
{
	struct ends *ends = *state;
	struct channel_message sent = request(1, 10), got;
	assert_int_equal(channel_send(ends->gate, &sent), ERR_OK);
	assert_int_equal(channel_flush(ends->gate), ERR_OK);
	hang_up(ends);
	assert_int_equal(next(ends->ledger, &got), ERR_OK);
	assert_int_equal(next(ends->ledger, &got), ERR_NOTFOUND);
	struct channel_message answer = {.type = CHANNEL_ANSWER, .frame = {frame, 1}};
	assert_int_equal(channel_send(ends->ledger, &answer), ERR_OK);
	assert_int_equal(channel_flush(ends->ledger), ERR_NOTFOUND);
}

static void channel_closed_inside_message_is_malformed(void **state)
{
	struct ends *ends = *state;
	struct channel_message got;
	send_raw(ends, "\0\0\0\12\2\0\0", 7);
	assert_int_equal(next(ends->ledger, &got), ERR_RETRY);
	hang_up(ends);
	assert_int_equal(next(ends->ledger, &got), ERR_MALFORMED);
}

static void channel_closed_inside_length_is_malformed(void **state)
{
	struct ends *ends = *state;
	struct channel_message got;
	send_raw(ends, "\0\0", 2);
	hang_up(ends);
	assert_int_equal(next(ends->ledger, &got), ERR_MALFORMED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(channel_every_type_arrives_as_sent),
		TEST(channel_frame_outside_limits_is_range),
		TEST(channel_full_refuses_whole_message),
		TEST(channel_long_stream_arrives_in_order),
		TEST(channel_oversized_length_is_malformed_at_once),
		TEST(channel_bad_payload_is_malformed),
		TEST(channel_closed_between_messages_ends),
		TEST(channel_closed_inside_message_is_malformed),
		TEST(channel_closed_inside_length_is_malformed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
