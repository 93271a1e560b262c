/* send and check: the same reading, with and without storing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/limits.h"
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

static error_t parse_file(
	int key, const char *arg, struct argp_state *state, struct send_options *send)
{
	if (key == ARGP_KEY_END && send->file_count == 0)
		argp_error(state, _("which file?"));
	if (key == ARGP_KEY_ARG && send->file_count == FILES_MAX)
		argp_error(state, _("at most %d files at a time"), FILES_MAX);
	else if (key == ARGP_KEY_ARG)
		send->files[send->file_count++] = arg;
	return 0;
}

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
	case ARGP_KEY_END:
		return parse_file(key, arg, state, send);
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
	if ((sent.foreseen || sent.name_unknown) && send->wait_s > 0 && submit_refresh(agent))
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

/* ---- check */

#define RECORDS_SIZE_MAX FRAME_SIZE_MAX /* what 'jourd ... --what-if' reads */

struct check_options {
	struct send_options files;
	const char *records; /* where to write them; NULL: nowhere */
};

static const struct argp_option check_options[] = {
	{"as-records", 'r', N_("OUT"), 0,
		N_("when nothing is wrong, write what the files say, unsigned, to OUT: for 'jourd "
		   "agreement show DNR --what-if OUT'"),
		0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_check(int key, char *arg, struct argp_state *state)
{
	struct check_options *check = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &check->files.directory;
		return 0;
	case 'r':
		check->records = arg;
		return 0;
	case ARGP_KEY_ARG:
	case ARGP_KEY_END:
		return parse_file(key, arg, state, &check->files);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What the office would say of the records is for 'jourd' to say: it knows those of the other files
 * too. */
static int check_file(
	struct agent *agent, const char *path, enum sendfile_way way, struct writer *records)
{
	struct sendfile sent = sendfile(agent, path, way, 0, stdout);
	if (sent.outcome != SENDFILE_FINE)
		return STATUS_FAILED;
	print_checked(path, &sent);
	write_span(records, sent.body);
	return STATUS_OK;
}

/* Of files without a fault, all or nothing. */
static int write_records(const char *path, const struct writer *records)
{
	if (records->failed) {
		fprintf(stderr, _("jour-agent: %s: the records are larger than %u bytes\n"), path,
			RECORDS_SIZE_MAX);
		return STATUS_FAILED;
	}
	enum err err = file_write(path, written(records), 0644);
	if (err == ERR_OK) {
		printf(_("%s: the office asks about it with 'jourd agreement show DNR --what-if "
			 "%s'\n"),
			path, path);
		return STATUS_OK;
	}
	fprintf(stderr, _("jour-agent: %s: the records cannot be written: %s\n"), path,
		err_name(err));
	return STATUS_FAILED;
}

static int run_check(int argc, char **argv)
{
	static const struct argp argp = {check_options, parse_check, N_("FILE..."),
		N_("Says what is wrong with a file, and what the office would say, without sending "
		   "anything.\v"
		   "Examples:\n"
		   "  jour-agent check cases-2018-Q1.csv\n"
		   "  jour-agent check --as-records changed.records agreement.yaml population.csv"),
		children, NULL, NULL};
	static uint8_t buffer[RECORDS_SIZE_MAX];
	struct check_options check = {.records = NULL};
	struct writer records = writer_of(buffer, sizeof(buffer));
	struct agent agent;
	argp_parse(&argp, argc, argv, 0, NULL, &check);
	enum sendfile_way way = check.records == NULL ? SENDFILE_CHECK : SENDFILE_FORM;
	int status = agent_open(check.files.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < check.files.file_count; i++)
		add_status(&status, check_file(&agent, check.files.files[i], way, &records));
	if (check.records != NULL && status == STATUS_OK)
		status = write_records(check.records, &records);
	agent_close(&agent);
	return status;
}

const struct command command_send = {
	"send", N_("sign a file's content and bring it to the office"), run_send};
const struct command command_check = {
	"check", N_("say what is wrong with a file, without sending it"), run_check};
