/* resend --as-new: what waits is signed again under a new key (DESIGN.md section 5 "A true fork").
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "jour/i18n.h"
#include "newkey.h"

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

static int run(int argc, char **argv)
{
	struct resend_options resend = {.as_new = false};
	struct agent agent;
	struct secret next;
	char text[LINE_SIZE_MAX];
	uint64_t count = 0;
	argp_parse(&argp, argc, argv, 0, NULL, &resend);
	int status = agent_open(resend.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	bool fine = newkey_make(resend.directory, &next) && newkey_adopt(&agent, &next, &count);
	agent_close(&agent);
	if (!fine)
		return STATUS_FAILED;
	struct identity_line line = {.identity = next.public};
	strcpy(line.comment, agent.config.unit);
	identity_line_format(&line, text);
	secret_wipe(&next);
	fprintf(stderr,
		_("Reports that were signed again: %" PRIu64
		  ". Give the office this new line to enrol:\n"),
		count);
	puts(text);
	return STATUS_OK;
}

const struct command command_resend = {
	"resend", N_("after a frozen or revoked key: sign what waits under a new one"), run};
