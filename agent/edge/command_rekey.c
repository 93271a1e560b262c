/* rekey and recover: an identity goes on under a new key (PROTOCOL.md section 9, KeyChange). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/keyfile.h"
#include "newkey.h"
#include "submit.h"

struct rekey_options {
	const char *directory;
	const char *office;
	const char *server;
};

static const struct argp_option recover_options[] = {
	{"office", 'o', N_("LINE"), 0, N_("the office line, as 'jourd init' was given it"), 0},
	{"server", 's', N_("LINE"), 0, N_("the server line"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct rekey_options *rekey = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &rekey->directory;
		return 0;
	case 'o':
		rekey->office = arg;
		return 0;
	case 's':
		rekey->server = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

/* Sends KeyChange old -> next, signed by the agent's key, and waits for its receipt. */
static int send_change(struct agent *agent, const struct key *old, const struct identity *next)
{
	static struct admin_batch batch;
	Jour__V1__Record record;
	Jour__V1__KeyChange body;
	struct key old_copy = *old;
	struct identity next_copy = *next;
	uint64_t number = 0;
	jour__v1__record__init(&record);
	jour__v1__key_change__init(&body);
	body.old_key = (ProtobufCBinaryData){KEY_SIZE, old_copy.bytes};
	body.new_sign_key = (ProtobufCBinaryData){KEY_SIZE, next_copy.sign.bytes};
	body.new_transport_key = (ProtobufCBinaryData){KEY_SIZE, next_copy.transport.bytes};
	record.body_case = JOUR__V1__RECORD__BODY_KEY_CHANGE;
	record.key_change = &body;
	admin_begin(&batch);
	admin_add(&batch, &record);
	if (!admin_put(agent, &batch, &number))
		return STATUS_FAILED;
	return submit_finish(agent, number, number, SUBMIT_WAIT_S_DEFAULT);
}

/* ---- rekey: the old key is still at hand */

static int rekey_agent(struct agent *agent)
{
	struct secret next;
	uint64_t count = 0;
	if (!newkey_make(agent->directory, &next))
		return STATUS_CONFIG;
	int status = send_change(agent, &agent->secret.public.sign, &next.public);
	if (status == STATUS_OK && !newkey_adopt(agent, &next, &count))
		status = STATUS_FAILED;
	secret_wipe(&next);
	if (status == STATUS_OK)
		printf("%s\n",
			_("The office knows the new key; the old one is refused from now on."));
	else
		fprintf(stderr, "%s\n",
			_("The key has not been changed. Connect to the office and type the "
			  "same again."));
	return status;
}

static int run_rekey(int argc, char **argv)
{
	static const struct argp argp = {NULL, parse, NULL,
		N_("Gives this agent a new key while the old one still works, for instance when "
		   "somebody "
		   "who knew it has left. Grants stay. Stop 'jour-agent run' first; start it "
		   "afterwards.\v"
		   "Example:\n"
		   "  jour-agent rekey"),
		children, NULL, NULL};
	struct rekey_options options = {.directory = NULL};
	struct agent agent;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	int status = agent_open(options.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = rekey_agent(&agent);
	agent_close(&agent);
	return status;
}

/* ---- recover: the office's key is lost; the paper speaks for it */

static int complain(const char *sentence)
{
	fprintf(stderr, "jour-agent recover: %s\n", sentence);
	return STATUS_CONFIG;
}

static bool read_paper(struct secret *ret_recovery)
{
	char text[256];
	uint8_t seed[SEED_SIZE];
	fprintf(stderr, "%s\n",
		_("Type the recovery key from the paper (jour-seed1 ...), then Enter:"));
	if (fgets(text, sizeof(text), stdin) == NULL)
		return false;
	enum err err = seed_parse(bytes_of_text(text), seed);
	explicit_bzero(text, sizeof(text));
	if (err == ERR_OK)
		secret_from_seed(seed, ret_recovery);
	explicit_bzero(seed, sizeof(seed));
	return err == ERR_OK;
}

/* An agent of the recovery key's own, with an outbox beside the office's; its key is never on the
 * disk. */
static bool open_recovery(const char *directory, const struct server_line *server,
	const struct secret *recovery, char path[PATH_SIZE], struct agent *ret_agent)
{
	agent_path(directory, "recovery", path);
	if (file_mkdir(path, 0700) != ERR_OK)
		return false;
	struct agent agent = {.directory = path, .secret = *recovery, .server = *server};
	agent.store = agent_open_outbox(path, true);
	if (agent.store == NULL || !agent_claim_outbox(&agent)) {
		agent_close(&agent);
		return false;
	}
	*ret_agent = agent;
	return true;
}

static int recover(const struct rekey_options *options, const struct office_line *office,
	const struct server_line *server)
{
	char path[PATH_SIZE];
	struct secret recovery, next;
	struct agent agent;
	if (!read_paper(&recovery) || !key_equal(&recovery.public.sign, &office->recovery.sign))
		return complain(
			_("that is not the recovery key of this office line; look for a mistyped "
			  "digit"));
	if (agent_open(options->directory, AGENT_KEY, &agent) != STATUS_OK)
		return STATUS_CONFIG;
	next = agent.secret;
	agent_close(&agent);
	if (!open_recovery(options->directory, server, &recovery, path, &agent))
		return STATUS_CONFIG;
	int status = send_change(&agent, &office->office.sign, &next.public);
	agent_close(&agent);
	secret_wipe(&next);
	secret_wipe(&recovery);
	/* From here on the directory is the office's. */
	agent_path(options->directory, "office.line", path);
	if (status == STATUS_OK && file_write(path, bytes_of_text(options->office), 0644) != ERR_OK)
		return complain(
			_("the office has the new key, but the office line cannot be written "
			  "beside it"));
	if (status == STATUS_OK)
		printf(_("The office speaks with the key in %s from now on. Pin the server line "
			 "there: "
			 "jour-agent init --server 'LINE'\n"),
			options->directory);
	return status;
}

static int run_recover(int argc, char **argv)
{
	static const struct argp argp = {recover_options, parse, NULL,
		N_("For an office whose key is lost: gives the office a new key by the recovery "
		   "key on "
		   "paper. Make the new key first with 'jour-agent init --jour' in an empty "
		   "directory.\v"
		   "Example:\n"
		   "  jour-agent init --dir new --jour --name umea\n"
		   "  jour-agent recover --dir new --office 'OFFICE LINE' --server 'SERVER LINE'"),
		children, NULL, NULL};
	struct rekey_options options = {.directory = NULL};
	struct office_line office;
	struct server_line server;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	if (options.office == NULL ||
		office_line_parse(bytes_of_text(options.office), &office) != ERR_OK)
		return complain(_("--office: the office line is needed, whole"));
	if (options.server == NULL ||
		server_line_parse(bytes_of_text(options.server), &server) != ERR_OK)
		return complain(_("--server: the server line is needed, whole"));
	return recover(&options, &office, &server);
}

const struct command command_rekey = {
	"rekey", N_("give this agent a new key while the old one works"), run_rekey};
const struct command command_recover = {
	"recover", N_("office: a new key by the recovery key on paper"), run_recover};
