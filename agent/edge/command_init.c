#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "jour/clock.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/keyfile.h"
#include "jour/kind.h"
#include "jour/text.h"

struct init_options {
	const char *directory;
	const char *server;
	const char *name;
	const char *unit;
	const char *via;
	bool office;
	bool jour;
};

static const struct argp_option options[] = {
	{"office", 'o', NULL, 0,
		N_("make the office's identity: prints the office line, and the recovery key to "
		   "keep on "
		   "paper"),
		0},
	{"server", 's', N_("LINE"), 0, N_("pin the server line that the office gave"), 0},
	{"name", 'n', N_("NAME"), 0, N_("a name for the line, e.g. robertsfors"), 0},
	{"unit", 'u', N_("CODE"), 0, N_("the kommun this agent reports for, e.g. 2409"), 0},
	{"via", 'v', N_("ADDRESS"), 0,
		N_("reach the office here instead of at the server line's address"), 0},
	{"jour", 'j', NULL, 0, N_("this agent speaks as the jour, not as a kommun"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct init_options *init = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &init->directory;
		return 0;
	case 'o':
		init->office = true;
		return 0;
	case 's':
		init->server = arg;
		return 0;
	case 'n':
		if (!text_is_plain(bytes_of_text(arg)) || arg[0] == '\0')
			argp_error(state, _("--name: a short text without control characters"));
		init->name = arg;
		return 0;
	case 'u':
		if (!unit_code_is_valid(arg))
			argp_error(state, _("--unit: a unit's code such as 2409"));
		init->unit = arg;
		return 0;
	case 'v':
		if (!endpoint_is_valid(bytes_of_text(arg)))
			argp_error(state, _("--via: an address such as tcp://10.0.0.5:7690"));
		init->via = arg;
		return 0;
	case 'j':
		init->jour = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, NULL,
	N_("Makes an agent: its key, its settings, and (with --server) its outbox. Prints the line "
	   "that "
	   "the office enrols. Can be run again to pin the server line later; nothing that is "
	   "there is "
	   "replaced.\v"
	   "Examples:\n"
	   "  jour-agent init --office --name umea            at the office, first of all\n"
	   "  jour-agent init --server \"$(cat server.line)\" --name robertsfors --unit 2409"),
	children, NULL, NULL};

static int complain(const char *sentence)
{
	fprintf(stderr, "jour-agent init: %s\n", sentence);
	return STATUS_CONFIG;
}

/* A seed in a new file; false after saying why not. */
static bool make_key(const char *path, uint8_t seed[SEED_SIZE])
{
	char detail[KEYFILE_DETAIL_SIZE];
	random_bytes(seed, SEED_SIZE);
	enum err err = keyfile_create(path, seed, detail);
	if (err == ERR_DUPLICATE)
		err = keyfile_read(path, seed, detail);
	if (err != ERR_OK)
		complain(detail);
	return err == ERR_OK;
}

static bool write_settings(const struct init_options *init)
{
	char path[PATH_SIZE], text[64 + ENDPOINT_SIZE_MAX] = "";
	agent_path(init->directory, CONFIG_FILE, path);
	if (init->unit != NULL)
		sprintf(text, "unit: \"%s\"\n", init->unit);
	if (init->via != NULL)
		sprintf(text + strlen(text), "via: \"%s\"\n", init->via);
	if (init->jour || init->office)
		strcat(text, "speaks_as: jour\n");
	if (text[0] == '\0')
		return true;
	enum err err = file_create(path, bytes_of_text(text), 0644);
	if (err != ERR_OK && err != ERR_DUPLICATE)
		complain(_("the settings cannot be written"));
	return err == ERR_OK || err == ERR_DUPLICATE;
}

/* Once: the office line, and the recovery seed that is shown now and never stored. */
static int print_office_line(const struct init_options *init, const struct secret *secret)
{
	struct office_line line = {.office = secret->public};
	struct secret recovery;
	uint8_t seed[SEED_SIZE];
	char path[PATH_SIZE], text[LINE_SIZE_MAX], seed_text[SEED_TEXT_SIZE];
	agent_path(init->directory, "office.line", path);
	size_t size = 0;
	if (file_read(path, text, sizeof(text) - 1, &size) == ERR_OK) {
		text[size] = '\0';
		fputs(text, stdout);
		return STATUS_OK;
	}
	random_bytes(seed, sizeof(seed));
	secret_from_seed(seed, &recovery);
	line.recovery = recovery.public;
	secret_wipe(&recovery);
	strcpy(line.comment, init->name == NULL ? "" : init->name);
	office_line_format(&line, text);
	strcat(text, "\n");
	if (file_create(path, bytes_of_text(text), 0644) != ERR_OK)
		return complain(_("the office line cannot be written"));
	seed_format(seed, seed_text);
	explicit_bzero(seed, sizeof(seed));
	fprintf(stderr, "%s\n\n    %s\n\n%s\n",
		_("The recovery key. Write it on paper, lock it away, and clear this screen; it is "
		  "stored "
		  "nowhere. It is the way back when the office's key is lost:"),
		seed_text, _("The office line, for 'jourd init --office':"));
	explicit_bzero(seed_text, sizeof(seed_text));
	fputs(text, stdout);
	return STATUS_OK;
}

static void print_identity_line(const struct init_options *init, const struct secret *secret)
{
	struct identity_line line = {.identity = secret->public};
	char text[LINE_SIZE_MAX], fingerprint[FINGERPRINT_SIZE];
	strcpy(line.comment, init->name == NULL ? "" : init->name);
	identity_line_format(&line, text);
	identity_fingerprint(&line.identity, fingerprint);
	fprintf(stderr, _("Give this line to the office, and compare by telephone: %s\n"),
		fingerprint);
	puts(text);
}

/* The office's own key speaks for itself: nobody has to let it in. */
static void print_ready(void)
{
	fprintf(stderr, "%s\n",
		_("The office's own agent is ready: send units, populations and agreements with "
		  "'jour-agent send', and let the others in with 'jour-agent enroll'."));
}

static bool is_office(const struct init_options *init)
{
	char path[PATH_SIZE];
	agent_path(init->directory, "office.line", path);
	return access(path, F_OK) == 0;
}

static int pin_server(const struct init_options *init, const struct secret *secret)
{
	char path[PATH_SIZE], text[LINE_SIZE_MAX];
	struct server_line server;
	enum err err = server_line_parse(bytes_of_text(init->server), &server);
	if (err == ERR_CORRUPT)
		return complain(
			_("the server line was cut or mistyped (its check does not fit); copy the "
			  "whole line again"));
	if (err != ERR_OK)
		return complain(
			_("--server is not a server line; it begins with jour-server1 and comes "
			  "from 'jourd init'"));
	server_line_format(&server, text);
	strcat(text, "\n");
	agent_path(init->directory, "server.line", path);
	err = file_create(path, bytes_of_text(text), 0644);
	if (err == ERR_DUPLICATE) {
		char there[LINE_SIZE_MAX];
		size_t size = 0;
		if (file_read(path, there, sizeof(there), &size) != ERR_OK ||
			!bytes_equal((struct bytes){(uint8_t *)there, size}, bytes_of_text(text)))
			return complain(
				_("another server line is pinned already; an agent belongs to "
				  "one office"));
	} else if (err != ERR_OK) {
		return complain(_("the server line cannot be written"));
	}
	struct store *store = agent_open_outbox(init->directory, true);
	if (store == NULL)
		return STATUS_CONFIG;
	store_close(store);
	if (is_office(init))
		print_ready();
	else
		print_identity_line(init, secret);
	return STATUS_OK;
}

static int run(int argc, char **argv)
{
	struct init_options init = {.office = false};
	char path[PATH_SIZE];
	uint8_t seed[SEED_SIZE];
	struct secret secret;
	int status = STATUS_OK;
	argp_parse(&argp, argc, argv, 0, NULL, &init);
	if (file_mkdir(init.directory, 0700) != ERR_OK)
		return complain(_("the directory cannot be made; does its parent exist?"));
	agent_path(init.directory, "agent.key", path);
	if (!make_key(path, seed) || !write_settings(&init))
		return STATUS_CONFIG;
	secret_from_seed(seed, &secret);
	explicit_bzero(seed, sizeof(seed));
	if (init.office)
		status = print_office_line(&init, &secret);
	if (status == STATUS_OK && init.server != NULL)
		status = pin_server(&init, &secret);
	else if (status == STATUS_OK && !init.office)
		print_identity_line(&init, &secret);
	secret_wipe(&secret);
	return status;
}

const struct command command_init = {
	"init", N_("make an agent or the office's identity; pin the server line"), run};
