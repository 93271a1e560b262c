/* send and check: the same reading, with and without storing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/log.h"
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

/* Some files, and what becomes of them. */
struct batch_of_files {
	struct agent *agent;
	const struct send_options *send;
	enum sendfile_way way;
	uint64_t first, last;	/* of what is to be waited for */
	struct writer *records; /* of check */
	/* Acts on what was read, and returns an exit status. */
	int (*settle)(struct batch_of_files *files, const char *path, const struct sendfile *sent);
};

/* What stops a file may have changed at the office since it was last asked: then it is asked, and
 * the file is read once more. */
static struct sendfile read_file(struct batch_of_files *files, const char *path)
{
	struct agent *agent = files->agent;
	char *text = NULL;
	size_t size = 0;
	if (files->records != NULL)
		return sendfile(agent, path, files->way, UINT64_MAX, stdout);
	FILE *said = open_memstream(&text, &size);
	if (said == NULL)
		fatal(STATUS_FAILED, "out of memory");
	struct sendfile sent = sendfile(agent, path, files->way, UINT64_MAX, said);
	fclose(said);
	if ((sent.foreseen || sent.name_unknown) && files->send->wait_s > 0 &&
		submit_refresh(agent))
		sent = sendfile(agent, path, files->way, UINT64_MAX, stderr);
	else
		fputs(text, stderr);
	free(text);
	return sent;
}

/* Widens first..last to what is to be waited for. */
static int settle_put(struct batch_of_files *files, const char *path, const struct sendfile *sent)
{
	if (sent->outcome == SENDFILE_SENT) {
		printf(_("%s: this very file was sent before; it is not sent twice:\n"), path);
		return submit_finish(files->agent, sent->first, sent->last, files->send->wait_s);
	}
	if (sent->outcome != SENDFILE_FINE) {
		fprintf(stderr, _("%s: nothing of it was sent.\n"), path);
		if (sent->foreseen)
			fprintf(stderr, "%s\n",
				_("If the office has changed that since, --anyway sends it."));
		return STATUS_FAILED;
	}
	if (files->first == 0)
		files->first = sent->first;
	files->last = sent->last;
	return STATUS_OK;
}

/* Reads one file without a word when the office is expected to refuse it: returns false then, for
 * another file may have to be taken before it. */
static bool try_file(struct batch_of_files *files, const char *path, int *status)
{
	char *text = NULL;
	size_t size = 0;
	FILE *said = open_memstream(&text, &size);
	if (said == NULL)
		fatal(STATUS_FAILED, "out of memory");
	struct sendfile sent = sendfile(files->agent, path, files->way, UINT64_MAX, said);
	fclose(said);
	bool settled = !sent.foreseen && !sent.name_unknown;
	if (settled) {
		fputs(text, files->records == NULL ? stderr : stdout);
		add_status(status, files->settle(files, path, &sent));
	}
	free(text);
	return settled;
}

/* A whole and its parts that are corrected together count in one order only: what the office is
 * expected to refuse is tried again after the others, as long as one of them gets further. */
static int settle_files(struct batch_of_files *files)
{
	const char *left[FILES_MAX];
	size_t count = files->send->file_count, before = count + 1;
	int status = STATUS_OK;
	memcpy(left, files->send->files, count * sizeof(left[0]));
	while (count > 1 && count < before) {
		size_t kept = 0;
		before = count;
		for (size_t i = 0; i < count; i++)
			if (!try_file(files, left[i], &status))
				left[kept++] = left[i];
		count = kept;
	}
	for (size_t i = 0; i < count; i++) {
		struct sendfile sent = read_file(files, left[i]);
		add_status(&status, files->settle(files, left[i], &sent));
	}
	return status;
}

static int finish(const struct batch_of_files *files)
{
	int status = submit_finish(files->agent, files->first, files->last, files->send->wait_s);
	if (status == STATUS_ATTENTION)
		sendfile_foretell(stderr);
	return status;
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
	argp_parse(&argp, argc, argv, 0, NULL, &send);
	int status = agent_open(send.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	sendfile_together();
	struct batch_of_files files = {.agent = &agent,
		.send = &send,
		.way = send.anyway ? SENDFILE_PUT_ANYWAY : SENDFILE_PUT,
		.settle = settle_put};
	status = settle_files(&files);
	if (files.first != 0)
		add_status(&status, finish(&files));
	sendfile_apart();
	agent_close(&agent);
	return status;
}

static void print_checked(const char *path, const struct sendfile *sent)
{
	if (sent->early > 0) {
		printf(ngettext("%s: %zu record (%s), ", "%s: %zu records (%s), ", sent->records),
			path, sent->records, sent->kind);
		printf(ngettext("and %zu does not count yet. Nothing was sent.\n",
			       "and %zu do not count yet. Nothing was sent.\n", sent->early),
			sent->early);
		return;
	}
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
static int settle_check(struct batch_of_files *files, const char *path, const struct sendfile *sent)
{
	if (sent->outcome != SENDFILE_FINE)
		return STATUS_FAILED;
	print_checked(path, sent);
	write_span(files->records, sent->body);
	return sent->early > 0 ? STATUS_ATTENTION : STATUS_OK;
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
	int status = agent_open(check.files.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	sendfile_together();
	status = settle_files(&(struct batch_of_files){.agent = &agent,
		.send = &check.files,
		.way = check.records == NULL ? SENDFILE_CHECK : SENDFILE_FORM,
		.records = &records,
		.settle = settle_check});
	sendfile_apart();
	if (check.records != NULL && status == STATUS_OK)
		status = write_records(check.records, &records);
	agent_close(&agent);
	return status;
}

const struct command command_send = {
	"send", N_("sign a file's content and bring it to the office"), run_send};
const struct command command_check = {
	"check", N_("say what is wrong with a file, without sending it"), run_check};
