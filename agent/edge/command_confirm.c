/* confirm: what a check found odd about a case table is right all the same. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "jour/casecheck.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "jour/log.h"
#include "remarked.h"
#include "sheet.h"
#include "submit.h"

/* The schema's texts are not const; packing only reads. */
#define TEXT(text) ((char *)(uintptr_t)(text))

struct confirm_options {
	const char *directory;
	const char *what; /* a file that was sent, or the beginning of a record's hash */
	const struct casecheck *check;
	const char *reason;
	const char *unit; /* of a table that somebody else has sent */
	bool has_period;
	struct period period;
	bool by_jour;
	unsigned wait_s;
};

static const struct argp_option options[] = {
	{"check", 'c', N_("NAME"), 0, N_("differs, tenfold or sudden_zero (needed)"), 0},
	{"reason", 'r', N_("TEXT"), 0, N_("why it is right, in the ledger for ever (needed)"), 0},
	{"unit", 'u', N_("CODE"), 0,
		N_("whose table it is, when this agent did not send it; then RECORD has all 64 "
		   "digits and --period is needed"),
		0},
	{"period", 'p', N_("PERIOD"), 0, N_("and for which period"), 0},
	{"jour", 'j', NULL, 0, N_("and that the jour has counted it"), 0},
	{"wait", 'w', N_("SECONDS"), 0, N_("how long to wait for the receipt (default 30)"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static void check_options(const struct confirm_options *confirm, struct argp_state *state)
{
	if (confirm->what == NULL)
		argp_error(state, _("what is right? Give the file, or eight digits of the record"));
	if (confirm->check == NULL || confirm->reason == NULL)
		argp_error(state, _("--check and --reason are needed"));
	if ((confirm->unit != NULL) != confirm->has_period)
		argp_error(state, _("--unit and --period go together"));
	if (confirm->by_jour && confirm->unit == NULL)
		argp_error(state, _("--jour needs --unit and --period"));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct confirm_options *confirm = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &confirm->directory;
		return 0;
	case ARGP_KEY_ARG:
		if (confirm->what != NULL)
			argp_usage(state);
		confirm->what = arg;
		return 0;
	case 'c':
		confirm->check = casecheck_named(arg);
		if (confirm->check == NULL)
			argp_error(state, _("--check %s: there is no such check"), arg);
		return 0;
	case 'r':
		confirm->reason = arg;
		return 0;
	case 'u':
		if (!unit_code_is_valid(arg))
			argp_error(state, _("--unit: a unit's code such as 2409"));
		confirm->unit = arg;
		return 0;
	case 'p':
		confirm->has_period = true;
		if (period_parse(bytes_of_text(arg), &confirm->period) != ERR_OK)
			argp_error(state, _("--period: such as 2018, 2018-Q1 or 2018-01"));
		return 0;
	case 'j':
		confirm->by_jour = true;
		return 0;
	case 'w':
		confirm->wait_s = submit_read_wait(arg, state);
		return 0;
	case ARGP_KEY_END:
		check_options(confirm, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, N_("FILE|RECORD"),
	N_("Confirms, with a reason, that what the office's check found odd about a case table is "
	   "right all the same. The receipt of the file and 'jourd checks' name the record by "
	   "the first digits of its hash.\v"
	   "Examples:\n"
	   "  jour-agent confirm cases-2018-Q1.csv --check tenfold --reason \"new agreement\"\n"
	   "  jour-agent confirm 3f9a0c11 --check sudden_zero --reason \"nobody on duty\""),
	children, NULL, NULL};

static void add(struct admin_batch *batch, const struct confirm_options *confirm,
	const struct hash256 *hash, const char *unit, Jour__V1__Period *period,
	Jour__V1__Source source)
{
	Jour__V1__Record record;
	Jour__V1__Confirmation body;
	struct hash256 copy = *hash;
	jour__v1__record__init(&record);
	jour__v1__confirmation__init(&body);
	body.record = (ProtobufCBinaryData){HASH256_SIZE, copy.bytes};
	body.check = TEXT(confirm->check->name);
	body.why = TEXT(confirm->reason);
	body.area = TEXT(unit);
	body.period = period;
	body.source = source;
	record.body_case = JOUR__V1__RECORD__BODY_CONFIRMATION;
	record.confirmation = &body;
	admin_add(batch, &record);
}

/* Confirms those that are of the file, or whose hash begins so; with a hash there must be one. */
static unsigned add_remarked(struct admin_batch *batch, const struct confirm_options *confirm,
	struct store_txn *txn, uint64_t first, uint64_t last)
{
	static uint8_t memory[DECODE_HEAP_MAX];
	struct remarked at = {.number = 0};
	unsigned count = 0;
	while (remarked_next(txn, &at)) {
		struct arena arena = arena_of(memory, sizeof(memory));
		struct record record;
		bool wanted = first > 0 ? at.number >= first && at.number <= last
					: remarked_matches(&at.hash, confirm->what);
		if (!wanted || (at.remarks & confirm->check->remark) == 0 ||
			record_decode(at.record, &arena, &record) != ERR_OK ||
			record.kind != JOUR__V1__RECORD__BODY_CASE_TABLE)
			continue;
		const Jour__V1__CaseTable *table = record_body(&record);
		add(batch, confirm, &at.hash, table->area, table->period, table->source);
		count++;
	}
	return count;
}

/* The batches that were made of the file, when `what` is one that was sent. */
static void find_file(
	struct store_txn *txn, const char *path, uint64_t *ret_first, uint64_t *ret_last)
{
	static uint8_t file[SHEET_FILE_SIZE_MAX + 1];
	size_t size = 0;
	*ret_first = *ret_last = 0;
	if (file_read(path, file, sizeof(file), &size) != ERR_OK)
		return;
	struct hash256 hash = hash256((struct bytes){file, size});
	if (!outbox_find_source(txn, &hash, ret_first, ret_last))
		*ret_first = 0;
}

static bool add_foreign(struct admin_batch *batch, const struct confirm_options *confirm)
{
	struct hash256 hash;
	Jour__V1__Period period = period_to_message(confirm->period);
	if (!hash256_parse(bytes_of_text(confirm->what), &hash)) {
		fprintf(stderr, "%s\n",
			_("jour-agent: with --unit the record is named by all 64 digits of its "
			  "hash"));
		return false;
	}
	add(batch, confirm, &hash, confirm->unit, &period,
		confirm->by_jour ? JOUR__V1__SOURCE__SOURCE_JOUR : JOUR__V1__SOURCE__SOURCE_KOMMUN);
	return true;
}

static bool add_own(
	struct agent *agent, struct admin_batch *batch, const struct confirm_options *confirm)
{
	uint64_t first = 0, last = 0;
	unsigned count = 0;
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn != NULL) {
		find_file(txn, confirm->what, &first, &last);
		count = add_remarked(batch, confirm, txn, first, last);
		err = store_error(txn);
	}
	store_abort(txn);
	if (err != ERR_OK)
		fprintf(stderr, _("jour-agent: the outbox cannot be read: %s\n"), err_name(err));
	else if (count == 0)
		fprintf(stderr,
			_("jour-agent: no table sent from here that '%s' names was remarked on by "
			  "the check %s; see 'jour-agent receipts'\n"),
			confirm->what, confirm->check->name);
	else if (first == 0 && count > 1)
		fprintf(stderr, _("jour-agent: %u records begin with '%s'; give more digits\n"),
			count, confirm->what);
	return err == ERR_OK && count > 0 && (first > 0 || count == 1);
}

static int run(int argc, char **argv)
{
	static struct admin_batch batch;
	struct confirm_options confirm = {.wait_s = SUBMIT_WAIT_S_DEFAULT};
	struct agent agent;
	uint64_t number = 0;
	argp_parse(&argp, argc, argv, 0, NULL, &confirm);
	int status = agent_open(confirm.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	admin_begin(&batch);
	batch.class = CLASS_CASES;
	bool fine = confirm.unit != NULL ? add_foreign(&batch, &confirm)
					 : add_own(&agent, &batch, &confirm);
	status = fine && admin_put(&agent, &batch, &number)
			 ? submit_finish(&agent, number, number, confirm.wait_s)
			 : STATUS_FAILED;
	agent_close(&agent);
	return status;
}

const struct command command_confirm = {
	"confirm", N_("say with a reason that what looks odd in a case table is right"), run};
