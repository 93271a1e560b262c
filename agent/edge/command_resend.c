/* resend --as-new: what waits is signed again under a new key (DESIGN.md section 5 "A true fork").
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "jour/clock.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/keyfile.h"

struct resend_options {
	const char *directory;
	bool as_new;
};

static const struct argp_option options[] = {
	{"as-new", 'n', NULL, 0, N_("make a new key and sign everything that waits again under it"),
		0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct resend_options *resend = state->input;
	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &resend->directory;
		return 0;
	case 'n':
		resend->as_new = true;
		return 0;
	case ARGP_KEY_END:
		if (!resend->as_new)
			argp_error(state,
				_("what waits is sent by itself; --as-new is for a key that was "
				  "frozen or revoked"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, NULL,
	N_("For an agent whose key was frozen or revoked: makes a new key, signs every report that "
	   "has no "
	   "receipt again under it, and prints the new line for the office to enrol. Stop "
	   "'jour-agent run' "
	   "first. Receipts and the old key are kept.\v"
	   "Example:\n"
	   "  jour-agent resend --as-new"),
	children, NULL, NULL};

/* The new key first lies beside the old one; the outbox's transaction decides; then the names
 * change. */
static bool make_new_key(const char *directory, struct secret *ret_secret)
{
	char path[PATH_SIZE], detail[KEYFILE_DETAIL_SIZE];
	uint8_t seed[SEED_SIZE];
	agent_path(directory, "agent.key.new", path);
	random_bytes(seed, sizeof(seed));
	enum err err = keyfile_create(path, seed, detail);
	if (err == ERR_DUPLICATE)
		err = keyfile_read(path, seed, detail);
	if (err != ERR_OK)
		fprintf(stderr, "jour-agent: %s\n", detail);
	else
		secret_from_seed(seed, ret_secret);
	explicit_bzero(seed, sizeof(seed));
	return err == ERR_OK;
}

static enum err sign_again(struct agent *agent, const struct secret *next, uint64_t *ret_count)
{
	static uint8_t scratch[BATCH_SIZE_MAX];
	struct chain_id chain;
	enum err err = ERR_OK;
	random_bytes(chain.bytes, sizeof(chain.bytes));
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (txn == NULL)
		return err;
	err = outbox_rekey(txn, &agent->secret.public, next, &chain, scratch, ret_count);
	if (err == ERR_OK)
		return store_commit(txn);
	store_abort(txn);
	return err;
}

static int run(int argc, char **argv)
{
	struct resend_options resend = {.as_new = false};
	struct agent agent;
	struct secret next;
	char old_path[PATH_SIZE], kept[64], line_text[LINE_SIZE_MAX], fingerprint[FINGERPRINT_SIZE];
	uint64_t count = 0;
	argp_parse(&argp, argc, argv, 0, NULL, &resend);
	int status = agent_open(resend.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	if (!make_new_key(resend.directory, &next)) {
		agent_close(&agent);
		return STATUS_CONFIG;
	}
	enum err err = sign_again(&agent, &next, &count);
	if (err == ERR_OK) {
		identity_fingerprint(&agent.secret.public, fingerprint);
		snprintf(kept, sizeof(kept), "agent.key.old-%s", fingerprint);
		agent_path(resend.directory, kept, old_path);
		err = agent_adopt_key(resend.directory, old_path) ? ERR_OK : ERR_IO;
	}
	agent_close(&agent);
	if (err != ERR_OK) {
		fprintf(stderr,
			_("jour-agent: the reports could not be signed again: %s; nothing is lost, "
			  "try again\n"),
			err_name(err));
		return STATUS_FAILED;
	}
	struct identity_line line = {.identity = next.public};
	strcpy(line.comment, agent.config.unit);
	identity_line_format(&line, line_text);
	secret_wipe(&next);
	fprintf(stderr,
		_("%" PRIu64
		  " reports were signed again. Give the office this new line to enrol:\n"),
		count);
	puts(line_text);
	return STATUS_OK;
}

const struct command command_resend = {
	"resend", N_("after a frozen or revoked key: sign what waits under a new one"), run};
