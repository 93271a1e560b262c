#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/line.h"
#include "ledgerd.h"
#include "supervisor.h"

struct run_options {
	const char *directory;
	const char *listen;
};

static const struct argp_option options[] = {
	{"listen", 'l', N_("ADDRESS"), 0,
		N_("where to listen, if not on every interface with the server line's port"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run_options *run = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &run->directory;
		return 0;
	case 'l':
		run->listen = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&office_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, NULL,
	N_("Runs the office's daemon until it is told to stop.\v"
	   "Example:\n"
	   "  jourd run --dir /var/lib/jourd"),
	children, NULL, NULL};

/* Agents reach the office under its public address; the daemon listens on every interface of this
 * machine. */
static bool find_listen(const char *directory, char ret_endpoint[ENDPOINT_SIZE_MAX + 1])
{
	char path[PATH_SIZE], text[LINE_SIZE_MAX];
	struct server_line server;
	size_t size = 0;
	office_path(directory, "server.line", path);
	if (file_read(path, text, sizeof(text), &size) != ERR_OK ||
		server_line_parse((struct bytes){(const uint8_t *)text, size}, &server) != ERR_OK) {
		fprintf(stderr,
			_("jourd run: %s is missing or no server line; is this the office's "
			  "directory? "
			  "'jourd init' makes one, --dir names it\n"),
			path);
		return false;
	}
	const char *port = strrchr(server.endpoint, ':');
	snprintf(ret_endpoint, ENDPOINT_SIZE_MAX + 1, "tcp://*%s", port == NULL ? "" : port);
	return true;
}

static int run(int argc, char **argv)
{
	struct run_options run = {.directory = NULL};
	char endpoint[ENDPOINT_SIZE_MAX + 1], key_path[PATH_SIZE];
	argp_parse(&argp, argc, argv, 0, NULL, &run);
	if (run.listen == NULL) {
		if (!find_listen(run.directory, endpoint))
			return STATUS_CONFIG;
		run.listen = endpoint;
	}
	office_path(run.directory, "gate.key", key_path);
	struct ledgerd_config ledgerd = {.directory = run.directory};
	struct supervisor_config supervisor = {.endpoint = run.listen,
		.key_file = key_path,
		.ledger_main = ledgerd_main,
		.arg = &ledgerd};
	return supervisor_run(&supervisor);
}

const struct command command_run = {"run", N_("run the office's daemon"), run};
