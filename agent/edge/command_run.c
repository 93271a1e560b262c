#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "dropfolder.h"
#include "jour/clock.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/notify.h"
#include "linkloop.h"

#define TURN_MS 500
#define RESTART_MS 2000 /* after a failed outbox, before the link is made anew */

static volatile sig_atomic_t stopping;

static void stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

struct run_options {
	const char *directory;
	const char *drop;
};

static const struct argp_option options[] = {
	{"drop", 'D', N_("FOLDER"), 0,
		N_("the drop folder (default: drop/ in the agent's directory)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run_options *run = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &run->directory;
		return 0;
	case 'D':
		run->drop = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, NULL,
	N_("Stays connected to the office, sends what waits, and serves the drop folder: a file "
	   "put into "
	   "waiting/ goes to sent/ when its receipt is held, or to refused/ with the reason beside "
	   "it.\v"
	   "Example:\n"
	   "  jour-agent run --dir /var/lib/jour-agent"),
	children, NULL, NULL};

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = stop};
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Until a signal, or an outbox that fails. */
static enum err serve(struct agent *agent, struct linkloop *loop, const char *drop)
{
	uint64_t poll_at_ms = 0;
	enum err err = ERR_OK;
	while (!stopping && err == ERR_OK) {
		err = linkloop_turn(loop, TURN_MS);
		notify_alive();
		if (err != ERR_OK || clock_monotonic_ms() < poll_at_ms)
			continue;
		if (dropfolder_serve(agent, drop))
			err = linkloop_ask_reference(loop);
		poll_at_ms = clock_monotonic_ms() + DROPFOLDER_POLL_MS;
	}
	return err;
}

static int serve_until_stopped(struct agent *agent, const char *drop)
{
	while (!stopping) {
		enum err err = ERR_OK;
		struct linkloop *loop = linkloop_new(agent, true, &err);
		if (loop == NULL && err == ERR_DENIED) {
			log_error(_("another jour-agent talks to the office for %s"),
				agent->directory);
			return STATUS_CONFIG;
		}
		if (loop != NULL)
			err = serve(agent, loop, drop);
		linkloop_free(loop);
		if (stopping)
			break;
		log_error(
			_("the outbox failed (%s); nothing is lost, trying again"), err_name(err));
		usleep(RESTART_MS * 1000);
	}
	return STATUS_OK;
}

static int run(int argc, char **argv)
{
	struct run_options run = {.drop = NULL};
	struct agent agent;
	char drop[PATH_SIZE];
	argp_parse(&argp, argc, argv, 0, NULL, &run);
	int status = agent_open(run.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	agent_path(run.directory, "drop", drop);
	if (run.drop == NULL)
		run.drop = drop;
	catch_signals();
	if (dropfolder_make(run.drop)) {
		notify_ready();
		status = serve_until_stopped(&agent, run.drop);
		notify_stopping();
	} else {
		status = STATUS_CONFIG;
	}
	agent_close(&agent);
	return status;
}

const struct command command_run = {
	"run", N_("stay connected, send what waits, serve the drop folder"), run};
