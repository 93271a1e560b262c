/* send and check: the same reading, with and without storing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "jour/i18n.h"
#include "sendfile.h"
#include "submit.h"

#define FILES_MAX 64

struct send_options {
	const char *directory;
	const char *files[FILES_MAX];
	size_t file_count;
	unsigned wait_s;
	bool anyway;
};

static const struct argp_option options[] = {
	{"wait", 'w', N_("SECONDS"), 0,
		N_("how long to wait for receipts (default 30; 0: only store them)"), 0},
	{"anyway", 'A', NULL, 0,
		N_("send it although the office is expected to say that some of it does not count"),
		0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct send_options *send = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &send->directory;
		return 0;
	case 'w':
		send->wait_s = submit_read_wait(arg, state);
		return 0;
	case 'A':
		send->anyway = true;
		return 0;
	case ARGP_KEY_ARG:
		if (send->file_count == FILES_MAX)
			argp_error(state, _("at most %d files at a time"), FILES_MAX);
		send->files[send->file_count++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (send->file_count == 0)
			argp_error(state, _("which file?"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

static void add_status(int *status, int one)
{
	if (one > *status)
		*status = one;
}

/* What stops a file may have changed at the office since it was last asked: then it is asked, and
 * the file is read once more. */
static struct sendfile read_file(struct agent *agent, const char *path, enum sendfile_way way,
	const struct send_options *send)
{
	char *text = NULL;
	size_t size = 0;
	FILE *said = open_memstream(&text, &size);
	if (said == NULL)
		return sendfile(agent, path, way, UINT64_MAX, stderr);
	struct sendfile sent = sendfile(agent, path, way, UINT64_MAX, said);
	fclose(said);
	if (sent.foreseen && send->wait_s > 0 && submit_refresh(agent))
		sent = sendfile(agent, path, way, UINT64_MAX, stderr);
	else
		fputs(text, stderr);
	free(text);
	return sent;
}

/* Puts one file into the outbox, and widens first..last to what is to be waited for. */
static int put_file(struct agent *agent, const char *path, const struct send_options *send,
	uint64_t *first, uint64_t *last)
{
	struct sendfile sent =
		read_file(agent, path, send->anyway ? SENDFILE_PUT_ANYWAY : SENDFILE_PUT, send);
	if (sent.outcome == SENDFILE_SENT) {
		printf(_("%s: this very file was sent before; it is not sent twice:\n"), path);
		return submit_finish(agent, sent.first, sent.last, send->wait_s);
	}
	if (sent.outcome != SENDFILE_FINE) {
		fprintf(stderr, _("%s: nothing of it was sent.\n"), path);
		if (sent.foreseen)
			fprintf(stderr, "%s\n",
				_("If the office has changed that since, --anyway sends it."));
		return STATUS_FAILED;
	}
	if (*first == 0)
		*first = sent.first;
	*last = sent.last;
	return STATUS_OK;
}

static int run_send(int argc, char **argv)
{
	static const struct argp argp = {options, parse, N_("FILE..."),
		N_("Signs what a file says and brings it to the office. First it is stored here, "
		   "then it "
		   "is sent; without a connection it is sent later, by 'jour-agent run' or the "
		   "next "
		   "'send'. A file with any mistake is not sent at all.\v"
		   "Example:\n"
		   "  jour-agent send cases-2018-Q1.csv"),
		children, NULL, NULL};
	struct send_options send = {.wait_s = SUBMIT_WAIT_S_DEFAULT};
	struct agent agent;
	uint64_t first = 0, last = 0;
	argp_parse(&argp, argc, argv, 0, NULL, &send);
	int status = agent_open(send.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < send.file_count; i++)
		add_status(&status, put_file(&agent, send.files[i], &send, &first, &last));
	if (first != 0)
		add_status(&status, submit_finish(&agent, first, last, send.wait_s));
	agent_close(&agent);
	return status;
}

static void print_checked(const char *path, const struct sendfile *sent)
{
	printf(ngettext("%s: %zu record (%s), nothing wrong", "%s: %zu records (%s), nothing wrong",
		       sent->records),
		path, sent->records, sent->kind);
	puts(sent->form_only ? _(" in the form. Whether the office knows the units and agreements "
				 "could not be checked yet. Nothing was sent.")
			     : _(". Nothing was sent."));
}

static int run_check(int argc, char **argv)
{
	static const struct argp argp = {NULL, parse, N_("FILE..."),
		N_("Says what is wrong with a file, and what the office would say, without sending "
		   "anything.\v"
		   "Example:\n"
		   "  jour-agent check cases-2018-Q1.csv"),
		children, NULL, NULL};
	struct send_options check = {.wait_s = 0};
	struct agent agent;
	argp_parse(&argp, argc, argv, 0, NULL, &check);
	int status = agent_open(check.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < check.file_count; i++) {
		struct sendfile sent = sendfile(&agent, check.files[i], SENDFILE_CHECK, 0, stdout);
		if (sent.outcome != SENDFILE_FINE) {
			status = STATUS_FAILED;
			continue;
		}
		print_checked(check.files[i], &sent);
	}
	agent_close(&agent);
	return status;
}

const struct command command_send = {
	"send", N_("sign a file's content and bring it to the office"), run_send};
const struct command command_check = {
	"check", N_("say what is wrong with a file, without sending it"), run_check};
