#include "linkloop.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "jour/clock.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "linkstatus.h"
#include "zsock.h"

#define BUFFER_SIZE (IN_FLIGHT_MAX * (size_t)FRAME_SIZE_MAX)
#define OUTBOX_LOOK_MS 500 /* how soon another process's batches are noticed */
#define COUNT_MS 1000

struct linkloop {
	struct agent *agent;
	bool talks;
	int lock_fd;
	struct znet *znet;
	struct zsock *zsock;
	uint64_t open_at_ms; /* monotonic; when a connection shall be opened */
	uint64_t look_at_ms;
	uint64_t last_seen; /* the outbox's newest number */
	struct link link;
	struct link_status told;
	bool has_reference; /* one came since it was asked for */
	uint64_t told_waiting;
	uint64_t count_at_ms; /* when the waiting reports shall be counted again */
	uint64_t write_at_ms; /* when link.status shall be written again, though nothing changed */
	uint8_t *buffer;
};

static enum err take_lock(struct linkloop *loop)
{
	char path[PATH_SIZE];
	agent_path(loop->agent->directory, "link.lock", path);
	loop->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (loop->lock_fd < 0)
		return file_err(errno);
	if (flock(loop->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? ERR_DENIED : ERR_IO;
	return ERR_OK;
}

struct linkloop *linkloop_new(struct agent *agent, bool talks, enum err *ret_err)
{
	struct linkloop *loop = calloc(1, sizeof(*loop));
	enum err err = ERR_RETRY;
	if (loop == NULL) {
		*ret_err = err;
		return NULL;
	}
	loop->agent = agent;
	loop->talks = talks;
	loop->lock_fd = -1;
	loop->buffer = malloc(BUFFER_SIZE);
	loop->znet = znet_new();
	loop->told.state = LINK_IDLE;
	if (loop->buffer != NULL && loop->znet != NULL)
		err = take_lock(loop);
	if (err == ERR_OK)
		err = link_init(&loop->link, agent->store, &agent->secret);
	if (err == ERR_OK)
		return loop;
	linkloop_free(loop);
	*ret_err = err;
	return NULL;
}

void linkloop_free(struct linkloop *loop)
{
	if (loop == NULL)
		return;
	zsock_close(loop->zsock, 0);
	znet_free(loop->znet);
	if (loop->lock_fd >= 0)
		close(loop->lock_fd);
	free(loop->buffer);
	free(loop);
}

struct link_status linkloop_status(const struct linkloop *loop)
{
	return link_status(&loop->link);
}

/* ---- what people are told */

static void log_state(enum link_state state, const char *text)
{
	if (state >= LINK_BAD_ANSWER || state == LINK_NOT_ENROLLED)
		log_warn("%s", text);
	else if (state != LINK_ASKING_HEAD && state != LINK_SENDING)
		log_info("%s", text);
}

static bool status_changed(const struct linkloop *loop, const struct link_status *status)
{
	return status->state != loop->told.state || status->number != loop->told.number ||
	       status->code != loop->told.code;
}

/* A change of state is told at once. How many reports wait is looked at once a second. */
static void tell(struct linkloop *loop)
{
	struct link_status status = link_status(&loop->link);
	char text[LINKSTATUS_SIZE];
	struct outbox_summary summary = {0};
	enum err err = ERR_OK;
	uint64_t now_ms = clock_monotonic_ms();
	bool changed = status_changed(loop, &status);
	if (!changed && now_ms < loop->count_at_ms)
		return;
	loop->count_at_ms = now_ms + COUNT_MS;
	struct store_txn *txn = store_begin_read(loop->agent->store, &err);
	if (txn != NULL)
		err = outbox_summary(txn, &summary);
	store_abort(txn);
	if (err != ERR_OK ||
		(!changed && summary.waiting == loop->told_waiting && now_ms < loop->write_at_ms))
		return;
	loop->told = status;
	loop->told_waiting = summary.waiting;
	loop->write_at_ms = now_ms + LINKSTATUS_EVERY_MS;
	linkstatus_sentence(&status, summary.waiting, text);
	if (loop->talks && changed)
		log_state(status.state, text);
	(void)linkstatus_write(loop->agent->directory, text);
}

/* ---- effects */

static void close_socket(struct linkloop *loop)
{
	zsock_close(loop->zsock, 0);
	loop->zsock = NULL;
}

static void perform(struct linkloop *loop, const struct link_effects *effects)
{
	for (unsigned i = 0; i < effects->count; i++) {
		const struct link_effect *effect = &effects->list[i];
		switch (effect->type) {
		case LINK_SEND:
			/* What is not taken is not answered, and comes again after its time-out. */
			if (loop->zsock != NULL)
				(void)!zsock_send(loop->zsock, effect->frame);
			break;
		case LINK_REOPEN:
			close_socket(loop);
			loop->open_at_ms = clock_monotonic_ms() + effect->delay_ms;
			break;
		case LINK_RECHAINED:
			log_warn(_("the ledger is ahead of this outbox (restored from a backup?); "
				   "waiting reports that were signed again on a new chain: "
				   "%" PRIu64),
				effect->number);
			break;
		case LINK_REFERENCE:
			loop->has_reference = true;
			break;
		case LINK_RECEIPT:
			break;
		}
	}
}

static enum err step(struct linkloop *loop, enum link_event_type type, struct bytes frame)
{
	struct link_event event = {.type = type, .now_ms = clock_monotonic_ms(), .frame = frame};
	struct link_effects effects = {.buffer = writer_of(loop->buffer, BUFFER_SIZE)};
	random_bytes(event.random, sizeof(event.random));
	enum err err = link_step(&loop->link, loop->agent->store, &event, &effects);
	if (err != ERR_OK)
		return err;
	perform(loop, &effects);
	tell(loop);
	return ERR_OK;
}

enum err linkloop_ask_reference(struct linkloop *loop)
{
	loop->has_reference = false;
	return step(loop, LINK_ASK_REFERENCE, BYTES_NONE);
}

bool linkloop_has_reference(const struct linkloop *loop)
{
	return loop->has_reference;
}

/* ---- events */

static enum err open_socket(struct linkloop *loop)
{
	const struct server_line *server = &loop->agent->server;
	const char *via = loop->agent->config.via;
	const char *endpoint = via[0] != '\0' ? via : server->endpoint;
	loop->zsock = zsock_client(loop->znet, &loop->agent->secret, &server->transport);
	if (loop->zsock == NULL)
		return ERR_RETRY;
	enum err err = zsock_connect(loop->zsock, endpoint);
	if (err != ERR_OK) {
		log_warn(_("cannot connect to %s: %s"), endpoint, err_name(err));
		close_socket(loop);
		loop->open_at_ms = clock_monotonic_ms() + LINK_BACKOFF_MAX_MS;
	}
	return ERR_OK;
}

static enum err serve_events(struct linkloop *loop)
{
	enum zevent event;
	enum err err = ERR_OK;
	while (err == ERR_OK && loop->zsock != NULL && zsock_event(loop->zsock, &event)) {
		if (event == ZEVENT_CONNECTED)
			err = step(loop, LINK_OPENED, BYTES_NONE);
		else if (event == ZEVENT_REFUSED)
			err = step(loop, LINK_DOOR_SHUT, BYTES_NONE);
		else
			err = step(loop, LINK_CLOSED, BYTES_NONE);
	}
	return err;
}

static enum err serve_frames(struct linkloop *loop)
{
	struct zmessage message = ZMESSAGE_NONE;
	enum err err = ERR_OK;
	while (err == ERR_OK && loop->zsock != NULL &&
		zsock_receive(loop->zsock, &message) == ERR_OK)
		err = step(loop, LINK_FRAME, message.frame);
	zmessage_free(&message);
	return err;
}

/* Batches that `send` in another process has put. */
static enum err look_for_work(struct linkloop *loop)
{
	struct outbox outbox;
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(loop->agent->store, &err);
	if (txn == NULL)
		return err;
	err = outbox_load(txn, &outbox);
	store_abort(txn);
	if (err != ERR_OK || outbox.last == loop->last_seen)
		return err;
	loop->last_seen = outbox.last;
	return step(loop, LINK_WAKE, BYTES_NONE);
}

static int wait_ms(const struct linkloop *loop, int timeout_ms, uint64_t now_ms)
{
	uint64_t due_ms = loop->look_at_ms;
	if (link_deadline_ms(&loop->link) < due_ms)
		due_ms = link_deadline_ms(&loop->link);
	if (loop->zsock == NULL && loop->open_at_ms < due_ms)
		due_ms = loop->open_at_ms;
	if (due_ms <= now_ms)
		return 0;
	return due_ms - now_ms < (uint64_t)timeout_ms ? (int)(due_ms - now_ms) : timeout_ms;
}

enum err linkloop_turn(struct linkloop *loop, int timeout_ms)
{
	uint64_t now_ms = clock_monotonic_ms();
	struct zpoll items[2] = {{.zsock = loop->zsock, .fd = -1, .want_read = true},
		{.zsock = loop->zsock, .fd = -1, .monitor = true, .want_read = true}};
	size_t count = loop->zsock != NULL ? 2 : 0;
	enum err err = zpoll_wait(items, count, wait_ms(loop, timeout_ms, now_ms));
	if (err == ERR_OK && count > 0)
		err = serve_events(loop);
	if (err == ERR_OK && count > 0)
		err = serve_frames(loop);
	now_ms = clock_monotonic_ms();
	if (err == ERR_OK && now_ms >= link_deadline_ms(&loop->link))
		err = step(loop, LINK_TICK, BYTES_NONE);
	if (err == ERR_OK && loop->zsock == NULL && now_ms >= loop->open_at_ms)
		err = open_socket(loop);
	if (err == ERR_OK && now_ms >= loop->look_at_ms) {
		loop->look_at_ms = now_ms + OUTBOX_LOOK_MS;
		err = look_for_work(loop);
	}
	if (err == ERR_OK)
		tell(loop);
	return err;
}
