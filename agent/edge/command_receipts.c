#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "commands.h"
#include "jour/i18n.h"
#include "jour/number.h"
#include "jour/stockholm.h"
#include "jour/table.h"
#include "submit.h"

struct receipts_options {
	const char *directory;
	uint64_t number; /* 0: all */
	bool text;
	bool json;
	const char *export;
};

static const struct argp_option options[] = {
	{"text", 't', NULL, 0, N_("one receipt as text for the diary"), 0},
	{"json", 'j', NULL, 0, N_("for programs instead of people"), 0},
	{"export", 'e', N_("FILE"), 0,
		N_("write one receipt's bytes to a file, for others to check"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct receipts_options *receipts = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &receipts->directory;
		return 0;
	case 't':
		receipts->text = true;
		return 0;
	case 'j':
		receipts->json = true;
		return 0;
	case 'e':
		receipts->export = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (number_parse_uint(bytes_of_text(arg), UINT32_MAX, &receipts->number) !=
				ERR_OK ||
			receipts->number == 0)
			argp_error(state, _("'%s' is not the number of a report"), arg);
		return 0;
	case ARGP_KEY_END:
		if ((receipts->text || receipts->export != NULL) && receipts->number == 0)
			argp_error(state, _("which report? Give its number"));
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, N_("[NUMBER]"),
	N_("Lists what was sent and what came of it; with a number, one of them in full.\v"
	   "Examples:\n"
	   "  jour-agent receipts\n"
	   "  jour-agent receipts --text 3"),
	children, NULL, NULL};

/* ---- one receipt */

static json_t *row_json(const struct outbox_submission *submission)
{
	static const char *const states[] = {[OUTBOX_WAITING] = "waiting",
		[OUTBOX_KEPT_FORKED] = "forked",
		[OUTBOX_RECEIPTED] = "receipted"};
	json_t *row = json_pack("{s:I, s:I, s:s, s:s%}", "number", (json_int_t)submission->number,
		"stored_ms", (json_int_t)submission->put_ms, "state", states[submission->state],
		"file",
		submission->source_name.size > 0 ? (const char *)submission->source_name.data : "",
		submission->source_name.size);
	struct receipt receipt;
	if (row != NULL && submission->state == OUTBOX_RECEIPTED &&
		receipt_read(submission->receipt, &receipt) == ERR_OK) {
		json_object_set_new(row, "entry", json_integer((json_int_t)receipt.entry.index));
		json_object_set_new(
			row, "received_ms", json_integer((json_int_t)receipt.entry.received_ms));
		json_object_set_new(row, "count", json_integer(submission->good));
		json_object_set_new(row, "do_not_count", json_integer(submission->refused));
	}
	return row;
}

static void print_json(json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

static void print_text(const struct outbox_submission *submission, const struct receipt *receipt)
{
	char when[MINUTE_SIZE];
	stockholm_minute(receipt->entry.received_ms, when);
	printf("%s\n\n", _("RECEIPT"));
	printf(_("Report %" PRIu64 " of this agent, %.*s\n"), submission->number,
		(int)submission->source_name.size,
		submission->source_name.size > 0 ? (const char *)submission->source_name.data : "");
	printf(_("Received by the office %s as entry %" PRIu64 "\n"), when, receipt->entry.index);
	printf(_("Records: %u; %u count, %u do not\n"), receipt->entry.header.count,
		submission->good, submission->refused);
	printf("%s\n\n%.*s\n", _("The office's signed checkpoint that covers it:"),
		(int)receipt->checkpoint.size, receipt->checkpoint.data);
}

static int export_receipt(const struct outbox_submission *submission, const char *path)
{
	FILE *file = fopen(path, "wbx");
	if (file == NULL) {
		fprintf(stderr, _("jour-agent: %s cannot be made (does it exist already?)\n"),
			path);
		return STATUS_FAILED;
	}
	bool fine = fwrite(submission->receipt.data, 1, submission->receipt.size, file) ==
		    submission->receipt.size;
	fine = fclose(file) == 0 && fine;
	if (!fine)
		fprintf(stderr, _("jour-agent: %s could not be written\n"), path);
	return fine ? STATUS_OK : STATUS_FAILED;
}

/* What is there of the report; the records' sentences are not in it. */
static int show_submission(
	const struct receipts_options *wanted, const struct outbox_submission *submission)
{
	struct receipt receipt;
	bool received = submission->state == OUTBOX_RECEIPTED;
	if (wanted->json && wanted->export == NULL) {
		print_json(row_json(submission));
		return received ? STATUS_OK : STATUS_ATTENTION;
	}
	if (!received) {
		fprintf(stderr, _("jour-agent: report %" PRIu64 " has no receipt yet\n"),
			wanted->number);
		return STATUS_ATTENTION;
	}
	if (wanted->export != NULL)
		return export_receipt(submission, wanted->export);
	enum err err = receipt_read(submission->receipt, &receipt);
	if (err != ERR_OK) {
		fprintf(stderr, _("jour-agent: the outbox cannot be read: %s\n"), err_name(err));
		return STATUS_FAILED;
	}
	if (wanted->text)
		print_text(submission, &receipt);
	return STATUS_OK;
}

static int show_one(struct agent *agent, const struct receipts_options *wanted)
{
	struct outbox_submission submission = {.number = 0};
	enum err err = ERR_OK;
	int status = STATUS_FAILED;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn != NULL)
		err = outbox_submission(txn, wanted->number, &submission);
	if (err != ERR_OK)
		fprintf(stderr, _("jour-agent: there is no report %" PRIu64 " here (%s)\n"),
			wanted->number, err_name(err));
	else
		status = show_submission(wanted, &submission);
	store_abort(txn);
	if (status == STATUS_OK && wanted->export == NULL && !wanted->text && !wanted->json)
		status = submit_print(agent, wanted->number, stdout);
	return status;
}

/* ---- all of them */

static void add_row(
	void *table, const struct outbox *outbox, const struct outbox_submission *submission)
{
	(void)outbox;
	char number[24], when[MINUTE_SIZE], source[64], entry[24] = "", good[16] = "",
							refused[16] = "";
	struct receipt receipt;
	snprintf(number, sizeof(number), "%" PRIu64, submission->number);
	snprintf(source, sizeof(source), "%.*s", (int)submission->source_name.size,
		submission->source_name.size > 0 ? (const char *)submission->source_name.data : "");
	stockholm_minute(submission->put_ms, when);
	if (submission->state == OUTBOX_RECEIPTED &&
		receipt_read(submission->receipt, &receipt) == ERR_OK) {
		snprintf(entry, sizeof(entry), "%" PRIu64, receipt.entry.index);
		snprintf(good, sizeof(good), "%u", submission->good);
		snprintf(refused, sizeof(refused), "%u", submission->refused);
	} else {
		snprintf(entry, sizeof(entry), "%s",
			submission->state == OUTBOX_KEPT_FORKED ? _("kept") : _("waiting"));
	}
	table_row(table, (const char *[]){number, when, source, entry, good, refused});
}

static void add_json(
	void *rows, const struct outbox *outbox, const struct outbox_submission *submission)
{
	(void)outbox;
	json_array_append_new(rows, row_json(submission));
}

static int list_all(struct agent *agent, bool json)
{
	static const enum table_align columns[] = {
		TABLE_RIGHT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	bool fine;
	if (json) {
		json_t *rows = json_array();
		fine = submit_each(agent, add_json, rows);
		print_json(rows);
	} else {
		struct table *table = table_new(columns, 6);
		table_row(table, (const char *[]){_("report"), _("stored"), _("file"), _("entry"),
					 _("count"), _("do not")});
		fine = submit_each(agent, add_row, table);
		table_print(table, stdout);
	}
	return fine ? STATUS_OK : STATUS_FAILED;
}

static int run(int argc, char **argv)
{
	struct receipts_options receipts = {.number = 0};
	struct agent agent;
	argp_parse(&argp, argc, argv, 0, NULL, &receipts);
	int status = agent_open(receipts.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = receipts.number != 0 ? show_one(&agent, &receipts)
				      : list_all(&agent, receipts.json);
	agent_close(&agent);
	return status;
}

const struct command command_receipts = {"receipts", N_("what was sent and what came of it"), run};
