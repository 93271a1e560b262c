#include "ledgerd.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "view.h"
#include "control.h"
#include "jour/clock.h"
#include "jour/keyfile.h"
#include "jour/lmdbstore.h"
#include "jour/log.h"
#include "statecount.h"
#include "turn.h"

#define ALIVE_MS 1000
#define TICK_MS 60000
#define FLUSH_MS 5000 /* a gate that takes nothing for so long is given up */
/* Virtual memory; only what a turn's answers fill is ever touched. */
#define ANSWERS_SIZE ((size_t)TURN_QUESTIONS_MAX * FRAME_SIZE_MAX / 16)
/* Below a quarter free SUBMITs are put off, so that a person has time to act. */
#define ROOM_PARTS 4

struct ledgerd {
	int control_fd;
	struct store *store;
	struct secret secret;
	struct turn turn;
	struct channel *channel; /* to the gate; NULL while there is none */
	bool has_room;
	uint64_t alive_due_ms; /* monotonic */
	uint64_t tick_due_ms;
	bool stopping;
};

/* ---- start-up: everything that can be wrong is said, and ends the process */

static void read_key(const char *directory, const char *name, struct secret *ret_secret)
{
	char path[PATH_SIZE], detail[KEYFILE_DETAIL_SIZE];
	uint8_t seed[SEED_SIZE];
	office_path(directory, name, path);
	if (keyfile_read(path, seed, detail) != ERR_OK)
		fatal(STATUS_CONFIG, "%s", detail);
	secret_from_seed(seed, ret_secret);
	explicit_bzero(seed, sizeof(seed));
}

static void open_store(struct ledgerd *ledgerd, const char *directory)
{
	char path[PATH_SIZE];
	struct lmdbstore_detail detail = {""};
	office_path(directory, "ledger", path);
	struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.mode = LMDBSTORE_WRITE};
	enum err err = lmdbstore_open(&config, &ledgerd->store, &detail);
	if (err == ERR_DENIED)
		fatal(STATUS_CONFIG, "the ledger in %s is another process's or not ours: %s", path,
			detail.text);
	if (err == ERR_NOTFOUND)
		fatal(STATUS_CONFIG, "there is no ledger in %s; make one with 'jourd init'", path);
	if (err == ERR_CORRUPT)
		fatal(STATUS_CONFIG,
			"the ledger in %s is damaged: %s; run 'jourd verify', then restore a "
			"backup",
			path, detail.text);
	if (err != ERR_OK)
		fatal(STATUS_FAILED, "cannot open the ledger in %s: %s (%s)", path, err_name(err),
			detail.text);
}

/* The ledger must be ours, and what was promised last must be what is there. */
static void check_ledger(struct ledgerd *ledgerd)
{
	enum err err = ERR_OK;
	struct checkpoint checkpoint = {.size = 0};
	struct ledger_name *name = &ledgerd->turn.name;
	struct store_txn *txn = store_begin_read(ledgerd->store, &err);
	if (txn != NULL) {
		err = ledger_identify(txn, name);
		if (err == ERR_OK)
			err = ledger_checkpoint(txn, name, ledger_size(txn), &checkpoint);
	}
	if (err == ERR_OK)
		err = statecount_check_all(txn);
	store_abort(txn);
	if (err != ERR_OK)
		fatal(STATUS_CONFIG,
			"the ledger's newest checkpoint does not fit what is stored "
			"(%s); run 'jourd verify', then restore a backup",
			err_name(err));
	if (!key_equal(&name->genesis.ledger_key, &ledgerd->secret.public.sign))
		fatal(STATUS_CONFIG, "ledger.key is not the key of this ledger; put back the one "
				     "that 'jourd init' made");
	log_info("ledger %s, %" PRIu64 " entries", name->genesis.origin, checkpoint.size);
}

static void *allocate(size_t size)
{
	void *memory = malloc(size);
	if (memory == NULL)
		fatal(STATUS_FAILED, "out of memory");
	return memory;
}

static void start(struct ledgerd *ledgerd, const char *directory)
{
	read_key(directory, "ledger.key", &ledgerd->secret);
	open_store(ledgerd, directory);
	ledgerd->turn.store = ledgerd->store;
	ledgerd->turn.secret = &ledgerd->secret;
	ledgerd->turn.memory.record = arena_of(allocate(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	ledgerd->turn.memory.agreement = arena_of(allocate(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	ledgerd->turn.answers = allocate(ANSWERS_SIZE);
	ledgerd->turn.answers_capacity = ANSWERS_SIZE;
	check_ledger(ledgerd);
}

/* ---- the gate's side */

static void drop_gate(struct ledgerd *ledgerd, const char *why)
{
	log_warn("the gate is gone: %s", why);
	channel_free(ledgerd->channel);
	ledgerd->channel = NULL;
}

/* Queues a message, waiting for the gate to take what is before it. False: the gate is gone. */
static bool send_message(struct ledgerd *ledgerd, const struct channel_message *message)
{
	uint64_t until_ms = clock_monotonic_ms() + FLUSH_MS;
	while (channel_send(ledgerd->channel, message) == ERR_RETRY) {
		struct pollfd poll_fd = {channel_fd(ledgerd->channel), POLLOUT, 0};
		if (clock_monotonic_ms() > until_ms ||
			(poll(&poll_fd, 1, ALIVE_MS) < 0 && errno != EINTR) ||
			channel_flush(ledgerd->channel) != ERR_OK) {
			drop_gate(ledgerd, "it does not take its answers");
			return false;
		}
	}
	return true;
}

static void push_roster(struct ledgerd *ledgerd)
{
	static uint8_t keys[ROSTER_KEYS_MAX * KEY_SIZE];
	struct writer writer = writer_of(keys, sizeof(keys));
	enum err err = ERR_OK;
	struct key at = {{0}};
	struct member member;
	struct store_txn *txn = store_begin_read(ledgerd->store, &err);
	if (txn == NULL)
		fatal(STATUS_FAILED, "cannot read the roster: %s", err_name(err));
	while (roster_next(txn, &at, &member))
		if (member.active)
			write_copy(&writer, member.transport.bytes, KEY_SIZE);
	if (store_error(txn) != ERR_OK)
		fatal(STATUS_FAILED, "cannot read the roster: %s", err_name(store_error(txn)));
	store_abort(txn);
	struct channel_message message = {.type = CHANNEL_ROSTER, .keys = written(&writer)};
	if (send_message(ledgerd, &message))
		ledgerd->turn.roster_changed = false;
}

static void take_gate(struct ledgerd *ledgerd, int fd)
{
	channel_free(ledgerd->channel);
	ledgerd->channel = channel_new(fd, CHANNEL_TURN_SIZE, CHANNEL_TURN_SIZE);
	if (ledgerd->channel == NULL)
		fatal(STATUS_FAILED, "out of memory");
	push_roster(ledgerd);
}

/* ---- turns */

static void send_answers(struct ledgerd *ledgerd, const struct answer *answers, size_t count)
{
	for (size_t i = 0; i < count && ledgerd->channel != NULL; i++) {
		struct channel_message message = {
			.type = CHANNEL_ANSWER, .peer = answers[i].peer, .frame = answers[i].frame};
		if (answers[i].frame.size > 0)
			send_message(ledgerd, &message);
	}
}

static void check_room(struct ledgerd *ledgerd)
{
	struct lmdbstore_usage usage;
	if (lmdbstore_usage(ledgerd->store, &usage) != ERR_OK)
		return;
	bool has_room = usage.total_bytes - usage.used_bytes > usage.total_bytes / ROOM_PARTS;
	if (ledgerd->has_room && !has_room)
		log_error("less than a quarter of the ledger's %" PRIu64
			  " MiB is free: reports are put off until there is room. Stop jourd, type "
			  "'jourd grow %" PRIu64 "' and start it again",
			usage.total_bytes >> 20, usage.total_bytes >> 19);
	ledgerd->has_room = has_room;
}

/* What is due by the clock. */
static void keep_time(struct ledgerd *ledgerd)
{
	uint64_t now_ms = clock_monotonic_ms();
	if (now_ms >= ledgerd->alive_due_ms) {
		ledgerd->alive_due_ms = now_ms + ALIVE_MS;
		check_room(ledgerd);
		if (control_send(ledgerd->control_fd, CONTROL_ALIVE, -1) == ERR_NOTFOUND)
			ledgerd->stopping = true;
	}
	if (now_ms >= ledgerd->tick_due_ms) {
		ledgerd->tick_due_ms = now_ms + TICK_MS;
		enum err err = turn_write_heard(&ledgerd->turn, clock_now_ms());
		if (err != ERR_OK && err != ERR_RETRY)
			fatal(STATUS_FAILED, "what was heard could not be written: %s (%s)",
				err_name(err), lmdbstore_detail(ledgerd->store));
		if (lmdbstore_tick(ledgerd->store) != ERR_OK)
			log_warn("stale readers could not be looked for: %s",
				lmdbstore_detail(ledgerd->store));
	}
}

static void run_turns(struct ledgerd *ledgerd, const struct question *questions, size_t count)
{
	static struct answer answers[TURN_QUESTIONS_MAX];
	while (count > 0) {
		size_t taken = 0;
		enum err err = turn_run(&ledgerd->turn, questions, count, clock_now_ms(),
			ledgerd->has_room, answers, &taken);
		/* After a failed sync what is durable is unknown: only starting again tells. */
		if (err != ERR_OK)
			fatal(STATUS_FAILED, "a turn failed: %s (%s); starting again",
				err_name(err), lmdbstore_detail(ledgerd->store));
		if (ledgerd->turn.forked_index != 0) {
			log_warn("entry %" PRIu64 ": an author signed two reports with one number "
				 "and is frozen; see 'jourd status'",
				ledgerd->turn.forked_index);
			ledgerd->turn.forked_index = 0;
		}
		send_answers(ledgerd, answers, taken);
		/* A flood of questions is many turns: the supervisor must not think that we hang.
		 */
		keep_time(ledgerd);
		questions += taken;
		count -= taken;
	}
	if (ledgerd->turn.roster_changed && ledgerd->channel != NULL)
		push_roster(ledgerd);
}

/* Everything the gate has sent since the last turn is the next group. */
static void serve_gate(struct ledgerd *ledgerd)
{
	static struct question questions[TURN_QUESTIONS_MAX];
	struct channel_message message;
	enum err err = channel_fill(ledgerd->channel);
	if (err != ERR_OK && err != ERR_RETRY) {
		drop_gate(ledgerd, err_name(err));
		return;
	}
	do {
		size_t count = 0;
		while (count < TURN_QUESTIONS_MAX &&
			(err = channel_next(ledgerd->channel, &message)) == ERR_OK)
			if (message.type == CHANNEL_REQUEST)
				questions[count++] = (struct question){message.peer, message.frame};
		run_turns(ledgerd, questions, count);
	} while (err == ERR_OK && ledgerd->channel != NULL);
	if (ledgerd->channel != NULL && err != ERR_RETRY)
		drop_gate(ledgerd, err == ERR_NOTFOUND ? "it has closed" : err_name(err));
}

/* ---- the loop */

static void serve_control(struct ledgerd *ledgerd)
{
	enum control_kind kind;
	int fd = -1;
	enum err err = control_receive(ledgerd->control_fd, &kind, &fd);
	if (err == ERR_RETRY)
		return;
	if (err != ERR_OK || kind == CONTROL_STOP)
		ledgerd->stopping = true;
	else if (kind == CONTROL_GATE && fd >= 0)
		take_gate(ledgerd, fd);
}

static void wait_and_serve(struct ledgerd *ledgerd)
{
	struct pollfd fds[2] = {{ledgerd->control_fd, POLLIN, 0}, {-1, POLLIN, 0}};
	if (ledgerd->channel != NULL) {
		fds[1].fd = channel_fd(ledgerd->channel);
		if (channel_wants_write(ledgerd->channel))
			fds[1].events = POLLIN | POLLOUT;
	}
	if (poll(fds, 2, ALIVE_MS) < 0 && errno != EINTR)
		fatal(STATUS_FAILED, "poll: %s", strerror(errno));
	if ((fds[1].revents & POLLOUT) != 0 && channel_flush(ledgerd->channel) != ERR_OK)
		drop_gate(ledgerd, "it has closed");
	if (ledgerd->channel != NULL && (fds[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
		serve_gate(ledgerd);
	if (ledgerd->channel != NULL && channel_wants_write(ledgerd->channel) &&
		channel_flush(ledgerd->channel) != ERR_OK)
		drop_gate(ledgerd, "it has closed");
	if (fds[0].revents != 0)
		serve_control(ledgerd);
}

int ledgerd_main(int control_fd, void *config_given)
{
	const struct ledgerd_config *config = config_given;
	static struct ledgerd ledgerd;
	log_role("ledger");
	ledgerd.control_fd = control_fd;
	ledgerd.has_room = true;
	start(&ledgerd, config->directory);
	check_room(&ledgerd);
	if (control_send(control_fd, CONTROL_READY, -1) != ERR_OK)
		fatal(STATUS_FAILED, "the supervisor is gone");
	while (!ledgerd.stopping) {
		wait_and_serve(&ledgerd);
		keep_time(&ledgerd);
	}
	channel_free(ledgerd.channel);
	store_close(ledgerd.store);
	secret_wipe(&ledgerd.secret);
	return STATUS_OK;
}
