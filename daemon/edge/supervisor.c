#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"
#include "control.h"
#include "jour/notify.h"
#include "jour/clock.h"
#include "jour/log.h"

#define RESTART_MS 100u
#define RESTART_MAX_MS 30000u
#define RESTART_FAILED_MS 1000u /* when not even fork worked */
#define SETTLED_MS 5000u	/* who lived this long did not die at once */
#define LEDGER_STOP_MS 10000u
#define GATE_STOP_MS 2000u
#define SILENCE_MS 20000u
#define EXIT_FAILED 1
#define NEVER UINT64_MAX

struct child {
	const char *name;
	pid_t pid; /* 0: not running */
	unsigned failures;
	uint64_t started_ms;
	uint64_t start_ms; /* when to start it; NEVER */
	uint64_t kill_ms;  /* when patience with its stopping ends; NEVER */
	uint64_t hung_ms;  /* when it will have been silent for too long; NEVER */
};

struct supervisor {
	const struct supervisor_config *config;
	char gate_program[PATH_MAX];
	sigset_t old_mask;
	int signals;
	int control; /* our end, -1 */
	int ready;   /* the gate's word that it listens, then its life signs, -1 */
	struct child ledger;
	struct child gate;
	bool ledger_ready;
	bool gate_ready;
	bool told_ready;
	bool was_ready; /* some gate has listened in this life */
	bool stopping;
	int status;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void find_gate(struct supervisor *supervisor)
{
	char *path = supervisor->gate_program;
	const size_t capacity = sizeof(supervisor->gate_program);
	static const char name[] = "jourd-gate";
	if (supervisor->config->gate_program != NULL) {
		snprintf(path, capacity, "%s", supervisor->config->gate_program);
		return;
	}
	ssize_t size = readlink("/proc/self/exe", path, capacity - sizeof(name));
	path[size > 0 ? size : 0] = '\0';
	char *slash = strrchr(path, '/');
	if (slash != NULL) {
		memcpy(slash + 1, name, sizeof(name));
		if (access(path, X_OK) == 0)
			return;
	}
	snprintf(path, capacity, "%s", JOUR_GATE_PATH);
}

/* In a new child: signals as `action` says, no word to systemd, and death with the parent. */
static void begin_child(
	const struct supervisor *supervisor, pid_t parent, void (*action)(int signal))
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILED); /* it died before the line above */
	signal(SIGTERM, action);
	signal(SIGINT, action);
	sigprocmask(SIG_SETMASK, &supervisor->old_mask, NULL);
	notify_leave();
}

/* Books a start that has succeeded (pid) or failed (-1). */
static void started(struct child *child, pid_t pid)
{
	child->pid = pid > 0 ? pid : 0;
	child->started_ms = clock_monotonic_ms();
	child->start_ms = pid > 0 ? NEVER : child->started_ms + RESTART_FAILED_MS;
	child->kill_ms = NEVER;
	child->hung_ms = NEVER;
	if (pid < 0)
		log_error("cannot start the %s: %s", child->name, strerror(errno));
}

static void start_ledger(struct supervisor *supervisor)
{
	int ends[2];
	pid_t parent = getpid();
	if (control_pair(ends) != ERR_OK) {
		started(&supervisor->ledger, -1);
		return;
	}
	pid_t pid = fork();
	if (pid == 0) {
		begin_child(supervisor, parent, SIG_IGN);
		close(ends[0]);
		close(supervisor->signals);
		log_role("ledger");
		_exit(supervisor->config->ledger_main(ends[1], supervisor->config->arg));
	}
	close(ends[1]);
	if (pid > 0)
		supervisor->control = ends[0];
	else
		close(ends[0]);
	supervisor->ledger_ready = false;
	started(&supervisor->ledger, pid);
}

static void run_gate(
	const struct supervisor *supervisor, pid_t parent, int channel_fd, int ready_fd)
{
	char channel_text[12], ready_text[12];
	begin_child(supervisor, parent, SIG_DFL);
	if (fcntl(channel_fd, F_SETFD, 0) != 0 || fcntl(ready_fd, F_SETFD, 0) != 0)
		_exit(EXIT_FAILED);
	snprintf(channel_text, sizeof(channel_text), "%d", channel_fd);
	snprintf(ready_text, sizeof(ready_text), "%d", ready_fd);
	execl(supervisor->gate_program, "jourd-gate", "--endpoint", supervisor->config->endpoint,
		"--key-file", supervisor->config->key_file, "--fd", channel_text, "--ready-fd",
		ready_text, (char *)NULL);
	fatal(STATUS_CONFIG, "cannot run %s: %s", supervisor->gate_program, strerror(errno));
}

static void start_gate(struct supervisor *supervisor)
{
	int channel[2] = {-1, -1}, ready[2] = {-1, -1};
	pid_t pid = -1, parent = getpid();
	supervisor->gate_ready = false;
	if (channel_pair(channel) == ERR_OK && pipe2(ready, O_CLOEXEC | O_NONBLOCK) == 0 &&
		control_send(supervisor->control, CONTROL_GATE, channel[1]) == ERR_OK)
		pid = fork();
	if (pid == 0)
		run_gate(supervisor, parent, channel[0], ready[1]);
	close_fd(&channel[0]);
	close_fd(&channel[1]);
	close_fd(&ready[1]);
	if (pid < 0)
		close_fd(&ready[0]);
	supervisor->ready = ready[0];
	started(&supervisor->gate, pid);
}

/* When a child that has died is started again. */
static void plan_restart(struct child *child, bool failed)
{
	uint64_t now_ms = clock_monotonic_ms();
	if (!failed || now_ms - child->started_ms >= SETTLED_MS)
		child->failures = 0;
	uint64_t pause_ms = RESTART_MS << (child->failures < 10 ? child->failures : 10);
	if (pause_ms > RESTART_MAX_MS)
		pause_ms = RESTART_MAX_MS;
	child->failures += failed;
	child->start_ms = now_ms + pause_ms;
	if (child->failures > 3)
		log_warn("the %s has died at once %u times in a row; next attempt in %ju ms",
			child->name, child->failures, (uintmax_t)pause_ms);
}

static void log_death(const struct child *child, int status)
{
	if (WIFSIGNALED(status))
		log_warn("the %s was killed by signal %d (%s)", child->name, WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	else
		log_info("the %s ended with status %d", child->name, WEXITSTATUS(status));
}

static void stop_child(struct child *child, int signal, uint64_t patience_ms)
{
	child->start_ms = NEVER;
	if (child->pid == 0 || child->kill_ms != NEVER)
		return;
	if (signal != 0)
		kill(child->pid, signal);
	child->kill_ms = clock_monotonic_ms() + patience_ms;
}

static void begin_stop(struct supervisor *supervisor, int status)
{
	if (supervisor->stopping)
		return;
	supervisor->stopping = true;
	supervisor->status = status;
	notify_stopping();
	stop_child(&supervisor->ledger, 0, LEDGER_STOP_MS);
	supervisor->gate.start_ms = NEVER;
	/* The gate stays until the ledger has answered what it has committed. */
	if (supervisor->ledger.pid == 0)
		stop_child(&supervisor->gate, SIGTERM, GATE_STOP_MS);
	else if (control_send(supervisor->control, CONTROL_STOP, -1) != ERR_OK)
		log_warn("the ledger cannot be told to stop; it will be killed");
}

static bool exited_with(int status, int wanted)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == wanted;
}

static void ledger_died(struct supervisor *supervisor, int status)
{
	supervisor->ledger.pid = 0;
	supervisor->ledger.hung_ms = NEVER;
	supervisor->ledger_ready = false;
	close_fd(&supervisor->control);
	if (supervisor->stopping) {
		if (!exited_with(status, 0))
			log_death(&supervisor->ledger, status);
		stop_child(&supervisor->gate, SIGTERM, GATE_STOP_MS);
		return;
	}
	log_death(&supervisor->ledger, status);
	if (exited_with(status, STATUS_CONFIG)) {
		begin_stop(supervisor, STATUS_CONFIG);
		return;
	}
	notify_status("the ledger process is being started again");
	plan_restart(&supervisor->ledger, true);
	/* Its channel led to the dead one. */
	stop_child(&supervisor->gate, SIGKILL, 0);
	if (supervisor->gate.pid == 0)
		supervisor->gate.start_ms = 0; /* as soon as there is a ledger */
}

static void gate_died(struct supervisor *supervisor, int status)
{
	supervisor->gate.pid = 0;
	supervisor->gate.hung_ms = NEVER;
	supervisor->gate_ready = false;
	close_fd(&supervisor->ready);
	if (supervisor->stopping || supervisor->ledger.pid == 0) {
		supervisor->gate.start_ms = supervisor->stopping ? NEVER : 0;
		return;
	}
	log_death(&supervisor->gate, status);
	if (exited_with(status, STATUS_CONFIG) && !supervisor->was_ready) {
		begin_stop(supervisor, STATUS_CONFIG);
		return;
	}
	notify_status("the gate is being started again");
	plan_restart(&supervisor->gate, !exited_with(status, 0));
}

static bool reap(struct child *child, int *ret_status)
{
	return child->pid > 0 && waitpid(child->pid, ret_status, WNOHANG) == child->pid;
}

static void take_signals(struct supervisor *supervisor)
{
	struct signalfd_siginfo info;
	while (read(supervisor->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			continue;
		log_info("stopping");
		begin_stop(supervisor, 0);
	}
	int status;
	if (reap(&supervisor->ledger, &status))
		ledger_died(supervisor, status);
	if (reap(&supervisor->gate, &status))
		gate_died(supervisor, status);
}

static void look_ready(struct supervisor *supervisor)
{
	if (!supervisor->ledger_ready || !supervisor->gate_ready || supervisor->stopping)
		return;
	notify_status("listening");
	if (!supervisor->told_ready)
		notify_ready();
	supervisor->told_ready = true;
}

static void heard(const struct supervisor *supervisor, struct child *child)
{
	unsigned silence_ms = supervisor->config->silence_ms;
	child->hung_ms = clock_monotonic_ms() + (silence_ms != 0 ? silence_ms : SILENCE_MS);
}

static void take_control(struct supervisor *supervisor)
{
	enum control_kind kind;
	int fd;
	while (control_receive(supervisor->control, &kind, &fd) == ERR_OK) {
		if (fd >= 0)
			close(fd);
		heard(supervisor, &supervisor->ledger);
		if (kind == CONTROL_READY)
			supervisor->ledger_ready = true;
		if (kind == CONTROL_ALIVE)
			notify_alive();
	}
	look_ready(supervisor);
}

static void take_ready(struct supervisor *supervisor)
{
	char line[256];
	if (read(supervisor->ready, line, sizeof(line)) <= 0) {
		close_fd(&supervisor->ready);
		return;
	}
	heard(supervisor, &supervisor->gate);
	if (supervisor->gate_ready)
		return;
	supervisor->gate_ready = true;
	supervisor->was_ready = true;
	look_ready(supervisor);
}

static uint64_t earliest(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void kill_due(struct child *child, uint64_t now_ms)
{
	if (child->pid == 0 || (child->kill_ms > now_ms && child->hung_ms > now_ms))
		return;
	if (child->hung_ms <= now_ms)
		log_warn("the %s gives no sign of life and is killed", child->name);
	kill(child->pid, SIGKILL);
	child->kill_ms = NEVER;
	child->hung_ms = NEVER;
}

/* Starts and kills what is due; returns the time of the next such thing. */
static uint64_t take_time(struct supervisor *supervisor)
{
	struct child *ledger = &supervisor->ledger, *gate = &supervisor->gate;
	uint64_t now_ms = clock_monotonic_ms();
	kill_due(ledger, now_ms);
	kill_due(gate, now_ms);
	if (ledger->pid == 0 && ledger->start_ms <= now_ms)
		start_ledger(supervisor);
	if (gate->pid == 0 && gate->start_ms <= now_ms && ledger->pid > 0)
		start_gate(supervisor);
	uint64_t next_ms = earliest(ledger->kill_ms, gate->kill_ms);
	next_ms = earliest(next_ms, earliest(ledger->hung_ms, gate->hung_ms));
	next_ms = earliest(next_ms, ledger->start_ms);
	/* A gate that is due and has no ledger waits for the ledger's start. */
	if (ledger->pid > 0)
		next_ms = earliest(next_ms, gate->start_ms);
	return next_ms;
}

static void supervisor_turn(struct supervisor *supervisor)
{
	uint64_t next_ms = take_time(supervisor), now_ms = clock_monotonic_ms();
	int timeout_ms = -1;
	if (next_ms != NEVER)
		timeout_ms = next_ms > now_ms ? (int)(next_ms - now_ms) : 0;
	struct pollfd items[] = {
		{.fd = supervisor->signals, .events = POLLIN},
		{.fd = supervisor->control, .events = POLLIN},
		{.fd = supervisor->ready, .events = POLLIN},
	};
	if (poll(items, 3, timeout_ms) <= 0)
		return;
	if (items[1].revents != 0)
		take_control(supervisor);
	/* A child that hung up will be reaped in a moment: do not spin until then. */
	if (items[1].revents & POLLHUP && items[0].revents == 0)
		poll(items, 1, (int)RESTART_MS);
	if (items[2].revents != 0)
		take_ready(supervisor);
	take_signals(supervisor);
}

int supervisor_run(const struct supervisor_config *config)
{
	struct supervisor supervisor = {
		.config = config,
		.control = -1,
		.ready = -1,
		.ledger = {.name = "ledger process", .kill_ms = NEVER, .hung_ms = NEVER},
		.gate = {.name = "gate", .kill_ms = NEVER, .hung_ms = NEVER},
	};
	sigset_t mask;
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	if (sigprocmask(SIG_BLOCK, &mask, &supervisor.old_mask) != 0)
		return EXIT_FAILED;
	supervisor.signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (supervisor.signals < 0) {
		log_error("cannot receive signals: %s", strerror(errno));
		sigprocmask(SIG_SETMASK, &supervisor.old_mask, NULL);
		return EXIT_FAILED;
	}
	find_gate(&supervisor);
	while (!supervisor.stopping || supervisor.ledger.pid > 0 || supervisor.gate.pid > 0)
		supervisor_turn(&supervisor);
	close_fd(&supervisor.control);
	close_fd(&supervisor.ready);
	close_fd(&supervisor.signals);
	sigprocmask(SIG_SETMASK, &supervisor.old_mask, NULL);
	return supervisor.status;
}
