#include "rig.h"

#include <stdarg.h>
#include <setjmp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "jour/clock.h"
#include "jour/file.h"
#include "jour/keyfile.h"

#define PATIENCE_MS 20000
#define QUIET_MS 300

struct secret rig_secret(unsigned number)
{
	uint8_t seed[SEED_SIZE];
	struct secret secret;
	memset(seed, (int)number + 1, sizeof(seed));
	secret_from_seed(seed, &secret);
	return secret;
}

void rig_prepare(struct rig *rig)
{
	uint8_t seed[SEED_SIZE];
	char detail[KEYFILE_DETAIL_SIZE];
	*rig = (struct rig){.gate = -1, .directory = "/tmp/jour-rig-XXXXXX"};
	assert_int_equal(sign_init(), ERR_OK);
	assert_non_null(mkdtemp(rig->directory));
	snprintf(rig->key_file, sizeof(rig->key_file), "%s/key", rig->directory);
	memset(seed, 0xee, sizeof(seed));
	secret_from_seed(seed, &rig->server);
	assert_int_equal(keyfile_create(rig->key_file, seed, detail), ERR_OK);
	rig->znet = znet_new();
	assert_non_null(rig->znet);
}

static void wait_fd(int fd, short events)
{
	struct pollfd item = {.fd = fd, .events = events};
	assert_int_equal(poll(&item, 1, PATIENCE_MS), 1);
}

static pid_t spawn(struct rig *rig, const char *program, int ledger_fd, int ready_fd)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		/* High numbers, so that neither lands on the other; dup2 also clears CLOEXEC. */
		if (dup2(ledger_fd, 100) < 0 || dup2(ready_fd, 101) < 0)
			_exit(99);
		execl(program, program, "--endpoint", "tcp://127.0.0.1:*", "--key-file",
			rig->key_file, "--fd", "100", "--ready-fd", "101", (char *)NULL);
		_exit(99);
	}
	return pid;
}

void rig_start(struct rig *rig, const char *program, unsigned count)
{
	int fds[2], ready[2];
	rig_prepare(rig);
	assert_int_equal(channel_pair(fds), ERR_OK);
	assert_int_equal(pipe(ready), 0);
	rig->ledger = channel_new(fds[0], CHANNEL_TURN_SIZE, CHANNEL_TURN_SIZE);
	assert_non_null(rig->ledger);
	rig->gate = spawn(rig, program, fds[1], ready[1]);
	close(fds[1]);
	close(ready[1]);
	rig_send_roster(rig, 0, count);
	wait_fd(ready[0], POLLIN);
	ssize_t size = read(ready[0], rig->endpoint, sizeof(rig->endpoint) - 1);
	assert_true(size > 1);
	rig->endpoint[size - 1] = '\0';
	close(ready[0]);
}

void rig_stop(struct rig *rig)
{
	for (size_t i = 0; i < RIG_CLIENTS_MAX; i++)
		zsock_close(rig->clients[i], 0);
	znet_free(rig->znet);
	channel_free(rig->ledger);
	if (rig->gate > 0) {
		kill(rig->gate, SIGKILL);
		waitpid(rig->gate, NULL, 0);
	}
	unlink(rig->key_file);
	rmdir(rig->directory);
}

int rig_wait_gate(struct rig *rig)
{
	uint64_t end_ms = clock_monotonic_ms() + PATIENCE_MS;
	int status = 0;
	while (waitpid(rig->gate, &status, WNOHANG) == 0) {
		assert_true(clock_monotonic_ms() < end_ms);
		usleep(10000);
	}
	rig->gate = -1;
	return status;
}

bool rig_gate_lives(const struct rig *rig)
{
	siginfo_t info = {.si_pid = 0};
	assert_int_equal(waitid(P_PID, (id_t)rig->gate, &info, WEXITED | WNOHANG | WNOWAIT), 0);
	return info.si_pid == 0;
}

static void flush(struct rig *rig)
{
	assert_int_equal(channel_flush(rig->ledger), ERR_OK);
	while (channel_wants_write(rig->ledger)) {
		wait_fd(channel_fd(rig->ledger), POLLOUT);
		assert_int_equal(channel_flush(rig->ledger), ERR_OK);
	}
}

void rig_send_roster(struct rig *rig, unsigned first, unsigned count)
{
	uint8_t keys[16 * KEY_SIZE];
	struct writer to = writer_of(keys, sizeof(keys));
	for (unsigned i = first; i < first + count; i++) {
		struct secret secret = rig_secret(i);
		write_copy(&to, secret.public.transport.bytes, KEY_SIZE);
	}
	struct channel_message message = {.type = CHANNEL_ROSTER, .keys = written(&to)};
	assert_int_equal(channel_send(rig->ledger, &message), ERR_OK);
	flush(rig);
}

struct channel_message rig_request(struct rig *rig)
{
	struct channel_message message;
	enum err err;
	while ((err = channel_next(rig->ledger, &message)) == ERR_RETRY) {
		wait_fd(channel_fd(rig->ledger), POLLIN);
		assert_int_equal(channel_fill(rig->ledger), ERR_OK);
	}
	assert_int_equal(err, ERR_OK);
	assert_int_equal(message.type, CHANNEL_REQUEST);
	return message;
}

bool rig_is_quiet(struct rig *rig)
{
	struct channel_message message;
	struct pollfd item = {.fd = channel_fd(rig->ledger), .events = POLLIN};
	return channel_next(rig->ledger, &message) == ERR_RETRY && poll(&item, 1, QUIET_MS) == 0;
}

void rig_answer(struct rig *rig, uint64_t peer, enum frame_type type, uint64_t request_id)
{
	uint8_t frame[FRAME_HEADER_SIZE + 1];
	struct writer to = writer_of(frame, sizeof(frame));
	frame_begin(&to, type, request_id);
	write_u8(&to, 0);
	struct channel_message message = {
		.type = CHANNEL_ANSWER, .peer = peer, .frame = written(&to)};
	assert_int_equal(channel_send(rig->ledger, &message), ERR_OK);
	flush(rig);
}

struct zsock *rig_client(struct rig *rig, unsigned number)
{
	struct secret secret = rig_secret(number);
	struct zsock *client = zsock_client(rig->znet, &secret, &rig->server.public.transport);
	assert_non_null(client);
	size_t slot = 0;
	while (slot < RIG_CLIENTS_MAX - 1 && rig->clients[slot] != NULL)
		slot++;
	assert_null(rig->clients[slot]);
	rig->clients[slot] = client;
	assert_int_equal(zsock_connect(client, rig->endpoint), ERR_OK);
	return client;
}

void rig_close(struct rig *rig, struct zsock *client)
{
	for (size_t i = 0; i < RIG_CLIENTS_MAX; i++)
		if (rig->clients[i] == client)
			rig->clients[i] = NULL;
	zsock_close(client, 0);
}

static void wait_zsock(struct zsock *zsock, bool monitor, bool write)
{
	struct zpoll item = {
		.zsock = zsock, .monitor = monitor, .want_read = !write, .want_write = write};
	assert_int_equal(zpoll_wait(&item, 1, PATIENCE_MS), ERR_OK);
	assert_true(item.readable || item.writable);
}

void client_send(struct zsock *client, struct bytes frame)
{
	wait_zsock(client, false, true);
	assert_int_equal(zsock_send(client, frame), ERR_OK);
}

void client_send_frame(struct zsock *client, enum frame_type type, uint64_t request_id, size_t size)
{
	static uint8_t bytes[FRAME_SIZE_MAX + 100];
	struct writer to = writer_of(bytes, sizeof(bytes));
	frame_begin(&to, type, request_id);
	to.size += size;
	client_send(client, written(&to));
}

struct frame client_receive(struct zsock *client)
{
	static uint8_t bytes[FRAME_SIZE_MAX];
	struct zmessage message = ZMESSAGE_NONE;
	struct frame frame;
	wait_zsock(client, false, false);
	assert_int_equal(zsock_receive(client, &message), ERR_OK);
	assert_in_range(message.frame.size, 1, sizeof(bytes));
	memcpy(bytes, message.frame.data, message.frame.size);
	struct bytes copy = {bytes, message.frame.size};
	zmessage_free(&message);
	assert_int_equal(frame_read(copy, &frame), ERR_OK);
	return frame;
}

bool client_sees(struct zsock *client, enum zevent wanted)
{
	uint64_t end_ms = clock_monotonic_ms() + PATIENCE_MS;
	while (clock_monotonic_ms() < end_ms) {
		enum zevent event;
		while (zsock_event(client, &event))
			if (event == wanted)
				return true;
		struct zpoll item = {.zsock = client, .monitor = true, .want_read = true};
		assert_int_equal(zpoll_wait(&item, 1, 100), ERR_OK);
	}
	return false;
}

void client_expect_notice(struct zsock *client, enum notice_code code, uint64_t request_id)
{
	struct frame frame = client_receive(client);
	assert_int_equal(frame.type, FRAME_NOTICE);
	assert_int_equal(frame.payload.size, 1);
	assert_int_equal(frame.payload.data[0], code);
	assert_int_equal(frame.request_id, request_id);
}
