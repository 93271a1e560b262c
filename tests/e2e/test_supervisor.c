#include "supervisor.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "control.h"
#include "rig.h"
#include "jour/clock.h"

#define PATIENCE_MS 20000

/* What the ledger child tells the test, in memory that both see. */
struct board {
	_Atomic pid_t ledger;
	_Atomic unsigned starts;
	_Atomic unsigned gates;
	_Atomic unsigned stops;
	_Atomic int exit_status; /* when not 0: the ledger's, at once */
	_Atomic int roster_cut;	 /* when set: the next roster is shorter */
	_Atomic int deaf;	 /* when set: CONTROL_STOP is ignored */
};

static struct rig rig;
static struct board *board;
static pid_t supervisor;
static unsigned silence_ms; /* 0: the supervisor's own */

static void push_roster(struct channel *channel, unsigned count)
{
	uint8_t keys[4 * KEY_SIZE];
	struct writer to = writer_of(keys, sizeof(keys));
	for (unsigned i = 0; i < count; i++) {
		struct secret secret = rig_secret(i);
		write_copy(&to, secret.public.transport.bytes, KEY_SIZE);
	}
	struct channel_message roster = {.type = CHANNEL_ROSTER, .keys = written(&to)};
	if (channel_send(channel, &roster) != ERR_OK)
		_exit(90);
	(void)!channel_flush(channel); /* that gate may have died already */
}

static void echo(struct channel *channel)
{
	struct channel_message message;
	if (channel_fill(channel) != ERR_OK)
		return;
	while (channel_next(channel, &message) == ERR_OK) {
		message.type = CHANNEL_ANSWER;
		if (channel_send(channel, &message) != ERR_OK)
			_exit(91);
	}
	(void)!channel_flush(channel);
}

/* A ledger without a store: it pushes a roster and echoes every frame. */
static int dummy_ledger(int control_fd, void *arg)
{
	struct channel *channel = NULL;
	struct board *shared = arg;
	shared->ledger = getpid();
	shared->starts++;
	if (shared->exit_status != 0)
		return shared->exit_status;
	if (control_send(control_fd, CONTROL_READY, -1) != ERR_OK)
		return 92;
	for (;;) {
		struct pollfd items[] = {
			{.fd = control_fd, .events = POLLIN},
			{.fd = channel == NULL ? -1 : channel_fd(channel), .events = POLLIN},
		};
		if (poll(items, 2, 50) < 0)
			return 93;
		if (control_send(control_fd, CONTROL_ALIVE, -1) == ERR_NOTFOUND)
			return 0;
		if (channel != NULL && shared->roster_cut) {
			shared->roster_cut = 0;
			push_roster(channel, 1);
		}
		enum control_kind kind;
		int fd;
		if (control_receive(control_fd, &kind, &fd) == ERR_OK) {
			if (kind == CONTROL_STOP && !shared->deaf) {
				shared->stops++;
				return 0;
			}
			if (kind == CONTROL_GATE) {
				channel_free(channel);
				channel = channel_new(fd, CHANNEL_TURN_SIZE, CHANNEL_TURN_SIZE);
				push_roster(channel, 2);
				shared->gates++;
			}
			continue;
		}
		if (channel != NULL && items[1].revents != 0)
			echo(channel);
	}
}

/* A free port: gates that follow one another must all find it. */
static void choose_endpoint(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	close(fd);
	snprintf(rig.endpoint, sizeof(rig.endpoint), "tcp://127.0.0.1:%u",
		(unsigned)ntohs(address.sin_port));
}

static void start(const char *gate_program)
{
	supervisor = fork();
	assert_true(supervisor >= 0);
	if (supervisor == 0) {
		const struct supervisor_config config = {
			.endpoint = rig.endpoint,
			.key_file = rig.key_file,
			.gate_program = gate_program,
			.silence_ms = silence_ms,
			.ledger_main = dummy_ledger,
			.arg = board,
		};
		_exit(supervisor_run(&config));
	}
}

static int set_up(void **state)
{
	(void)state;
	/* What the supervisor leaves behind becomes our child, so that we see it. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	rig_prepare(&rig);
	choose_endpoint();
	board = mmap(
		NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return board == MAP_FAILED;
}

static int wait_end(void)
{
	int status = 0;
	for (int i = 0; i < PATIENCE_MS / 10; i++) {
		if (waitpid(supervisor, &status, WNOHANG) == supervisor) {
			supervisor = 0;
			return status;
		}
		usleep(10000);
	}
	fail_msg("the supervisor does not end");
	return -1;
}

static int tear_down(void **state)
{
	(void)state;
	if (supervisor > 0) {
		kill(supervisor, SIGKILL);
		waitpid(supervisor, NULL, 0);
	}
	supervisor = 0;
	silence_ms = 0;
	while (waitpid(-1, NULL, 0) > 0)
		;
	munmap(board, sizeof(*board));
	rig_stop(&rig);
	return 0;
}

static void await(const _Atomic unsigned *number, unsigned least)
{
	for (int i = 0; i < PATIENCE_MS / 10 && *number < least; i++)
		usleep(10000);
	assert_true(*number >= least);
}

/* The supervisor's child that is not the ledger; 0 when there is none. */
static pid_t gate_pid(void)
{
	char path[64];
	long pid;
	pid_t found = 0;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", supervisor, supervisor);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fscanf(file, "%ld", &pid) == 1)
		if (pid != board->ledger)
			found = (pid_t)pid;
	fclose(file);
	return found;
}

/* A question and its echo, through a new connection. */
static void check_service(void)
{
	struct zsock *client = rig_client(&rig, 0);
	client_send_frame(client, FRAME_ASK_CHECKPOINT, 3, 0);
	assert_int_equal(client_receive(client).request_id, 3);
	rig_close(&rig, client);
}

static void supervisor_told_to_stop_stops_in_order(void **state)
{
	(void)state;
	start(GATE_PROGRAM);
	check_service();
	kill(supervisor, SIGTERM);
	int status = wait_end();
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(board->stops, 1);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nothing is left */
}

static void supervisor_gate_killed_starts_another(void **state)
{
	(void)state;
	start(GATE_PROGRAM);
	check_service();
	pid_t ledger = board->ledger;
	for (unsigned i = 2; i <= 3; i++) {
		assert_int_equal(kill(gate_pid(), SIGKILL), 0);
		await(&board->gates, i);
		check_service();
	}
	assert_int_equal(board->ledger, ledger);
	assert_int_equal(board->starts, 1);
}

static void supervisor_ledger_killed_starts_both(void **state)
{
	(void)state;
	start(GATE_PROGRAM);
	check_service();
	pid_t ledger = board->ledger, gate = gate_pid();
	assert_int_equal(kill(ledger, SIGKILL), 0);
	await(&board->starts, 2);
	await(&board->gates, 2);
	check_service();
	assert_true(board->ledger != ledger);
	assert_true(gate_pid() != gate);
}

/* The ledger dies while the gate is between two lives. */
static void supervisor_both_killed_starts_both(void **state)
{
	(void)state;
	start(GATE_PROGRAM);
	check_service();
	assert_int_equal(kill(gate_pid(), SIGKILL), 0);
	usleep(40000);
	assert_int_equal(kill(board->ledger, SIGKILL), 0);
	await(&board->starts, 2);
	await(&board->gates, 2);
	check_service();
}

static void supervisor_roster_cut_starts_another_gate(void **state)
{
	(void)state;
	start(GATE_PROGRAM);
	check_service();
	board->roster_cut = 1;
	await(&board->gates, 2);
	check_service();
	assert_int_equal(board->starts, 1);
}

static void supervisor_ledger_with_bad_configuration_stops_all(void **state)
{
	(void)state;
	board->exit_status = STATUS_CONFIG;
	start(GATE_PROGRAM);
	int status = wait_end();
	assert_int_equal(WEXITSTATUS(status), STATUS_CONFIG);
	assert_int_equal(board->starts, 1);
}

static void supervisor_ledger_that_keeps_dying_is_retried(void **state)
{
	(void)state;
	board->exit_status = 3;
	start(GATE_PROGRAM);
	await(&board->starts, 3);
	board->exit_status = 0;
	check_service();
}

static void supervisor_gate_that_never_listens_stops_all(void **state)
{
	(void)state;
	start("/nonexistent/jourd-gate");
	assert_int_equal(WEXITSTATUS(wait_end()), STATUS_CONFIG);
	assert_int_equal(board->stops, 1);
}

static void supervisor_killed_leaves_nothing_behind(void **state)
{
	(void)state;
	start(GATE_PROGRAM);
	check_service();
	assert_int_equal(kill(supervisor, SIGKILL), 0);
	wait_end();
	int left = 2;
	for (int i = 0; i < PATIENCE_MS / 10 && left > 0; i++) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			left--;
		usleep(10000);
	}
	assert_int_equal(left, 0);
}

static void supervisor_deaf_ledger_is_killed_after_patience(void **state)
{
	(void)state;
	board->deaf = 1;
	start(GATE_PROGRAM);
	check_service();
	kill(supervisor, SIGINT);
	int status = wait_end();
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(board->stops, 0);
}

static void supervisor_hung_ledger_is_killed_and_another_started(void **state)
{
	(void)state;
	silence_ms = 3000;
	start(GATE_PROGRAM);
	check_service();
	assert_int_equal(kill(board->ledger, SIGSTOP), 0);
	await(&board->starts, 2);
	await(&board->gates, 2);
	check_service();
}

static void supervisor_hung_gate_is_killed_and_another_started(void **state)
{
	(void)state;
	silence_ms = 3000;
	start(GATE_PROGRAM);
	check_service();
	assert_int_equal(kill(gate_pid(), SIGSTOP), 0);
	await(&board->gates, 2);
	check_service();
	assert_int_equal(board->starts, 1);
}

static void supervisor_quiet_children_that_live_are_left_alone(void **state)
{
	(void)state;
	silence_ms = 3000;
	start(GATE_PROGRAM);
	check_service();
	pid_t gate = gate_pid();
	usleep(5000000);
	check_service();
	assert_int_equal(gate_pid(), gate);
	assert_int_equal(board->starts, 1);
}

/* systemd's side: READY once, life signs, STOPPING. */
static void supervisor_under_systemd_reports(void **state)
{
	(void)state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char text[256], seen[4096] = "";
	int notify = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", rig.directory);
	assert_int_equal(bind(notify, (struct sockaddr *)&address, sizeof(address)), 0);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	setenv("WATCHDOG_USEC", "3000000", 1);
	start(GATE_PROGRAM);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	bool asked = false;
	while (strstr(seen, "STOPPING=1") == NULL) {
		struct pollfd item = {.fd = notify, .events = POLLIN};
		assert_int_equal(poll(&item, 1, PATIENCE_MS), 1);
		ssize_t size = recv(notify, text, sizeof(text) - 2, 0);
		assert_true(size > 0);
		text[size] = '\n';
		text[size + 1] = '\0';
		if (strstr(seen, text) == NULL)
			strncat(seen, text, sizeof(seen) - strlen(seen) - 1);
		bool up = strstr(seen, "READY=1") != NULL && strstr(seen, "WATCHDOG=1") != NULL;
		if (up && !asked) {
			kill(supervisor, SIGTERM);
			asked = true;
		}
	}
	assert_int_equal(WEXITSTATUS(wait_end()), 0);
	close(notify);
	unlink(address.sun_path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(supervisor_told_to_stop_stops_in_order),
		TEST(supervisor_gate_killed_starts_another),
		TEST(supervisor_ledger_killed_starts_both),
		TEST(supervisor_both_killed_starts_both),
		TEST(supervisor_roster_cut_starts_another_gate),
		TEST(supervisor_ledger_with_bad_configuration_stops_all),
		TEST(supervisor_ledger_that_keeps_dying_is_retried),
		TEST(supervisor_gate_that_never_listens_stops_all),
		TEST(supervisor_killed_leaves_nothing_behind),
		TEST(supervisor_deaf_ledger_is_killed_after_patience),
		TEST(supervisor_hung_ledger_is_killed_and_another_started),
		TEST(supervisor_hung_gate_is_killed_and_another_started),
		TEST(supervisor_quiet_children_that_live_are_left_alone),
		TEST(supervisor_under_systemd_reports),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
