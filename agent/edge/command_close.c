/* The office's commands about what is settled: close, reopen, release. */
#include <inttypes.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "intake.h"
#include "jour/codeword.h"
#include "jour/file.h"
#include "jour/hash.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "jour/limits.h"
#include "jour/log.h"
#include "jour/number.h"
#include "standing.h"
#include "submit.h"

#define RELEASE_FILE_SIZE_MAX (64u << 20) /* bytes */

/* The schema's texts are not const; packing only reads. */
#define TEXT(text) ((char *)(uintptr_t)(text))

struct close_options {
	const char *directory;
	const char *unit; /* NULL: every one */
	const char *reason;
	bool has_period;
	struct period period;
	unsigned wait_s;
	/* release only */
	const char *id;
	const char *kind;
	const char *file;
	const char *agreement;
	const char *line;
	const char *dimensions;
	uint64_t year;
	uint64_t as_of;
};

#define OPTION_REASON                                                                              \
	{                                                                                          \
		"reason", 'r', N_("TEXT"), 0, N_("why, in the ledger for ever"), 0                 \
	}
#define OPTION_WAIT                                                                                \
	{                                                                                          \
		"wait", 'w', N_("SECONDS"), 0,                                                     \
			N_("how long to wait for the receipt (default 30)"), 0                     \
	}

static const struct argp_option close_options[] = {
	{"unit", 'u', N_("CODE"), 0,
		N_("of this kommun, district or court only (default: of every one)"), 0},
	OPTION_REASON,
	OPTION_WAIT,
	{NULL, 0, NULL, 0, NULL, 0},
};

static const struct argp_option release_options[] = {
	{"kind", 'k', N_("KIND"), 0, N_("what it is: totals, split, form or another word (needed)"),
		0},
	{"period", 'p', N_("PERIOD"), 0, N_("the period of its counts"), 0},
	{"year", 'y', N_("YEAR"), 0, N_("or the agreement year of its amounts"), 0},
	{"as-of", 'a', N_("SIZE"), 0,
		N_("the ledger's size that it was read at, as it says itself (needed)"), 0},
	{"file", 'f', N_("FILE"), 0,
		N_("what was published, byte for byte; only its SHA-256 is sent (needed)"), 0},
	{"unit", 'u', N_("CODE"), 0, N_("it is about this unit only"), 0},
	{"by", 'x', N_("LIST[,LIST]"), 0, N_("what its totals are split by, as in 'jourd totals'"),
		0},
	{"dimension", 0, NULL, OPTION_ALIAS | OPTION_HIDDEN, NULL, 0},
	{"agreement", 'g', N_("DNR"), 0, N_("the agreement that it is about"), 0},
	{"line", 'l', N_("LINE"), 0, N_("the shared cost that it is about"), 0},
	OPTION_REASON,
	OPTION_WAIT,
	{NULL, 0, NULL, 0, NULL, 0},
};

/* ---- the command line */

static void read_period(struct close_options *close, const char *text, struct argp_state *state)
{
	if (period_parse(bytes_of_text(text), &close->period) != ERR_OK)
		argp_error(state,
			_("'%s' is no period: expected a year, half-year, quarter or month such as "
			  "2018, 2018-H1, 2018-Q1 or 2018-01"),
			text);
	close->has_period = true;
}

/* What all three commands understand. */
static error_t parse_common(int key, char *arg, struct argp_state *state)
{
	struct close_options *close = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &close->directory;
		return 0;
	case 'u':
		if (!unit_code_is_valid(arg))
			argp_error(state, _("--unit: a unit's code such as 2409"));
		close->unit = arg;
		return 0;
	case 'r':
		close->reason = arg;
		return 0;
	case 'w':
		close->wait_s = submit_read_wait(arg, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_close(int key, char *arg, struct argp_state *state)
{
	struct close_options *close = state->input;
	if (key == ARGP_KEY_ARG && !close->has_period) {
		read_period(close, arg, state);
		return 0;
	}
	if (key == ARGP_KEY_END && !close->has_period)
		argp_error(state, _("which period? Give one such as 2018-Q1"));
	return key == ARGP_KEY_END ? 0 : parse_common(key, arg, state);
}

static error_t parse_reopen(int key, char *arg, struct argp_state *state)
{
	struct close_options *close = state->input;
	error_t error = parse_close(key, arg, state);
	if (key == ARGP_KEY_END && close->reason == NULL)
		argp_error(state, _("why is it opened again? Say it with --reason"));
	return error;
}

static void check_release(const struct close_options *close, struct argp_state *state)
{
	if (close->id == NULL)
		argp_error(state, _("what is the release called? Give it a name of its own"));
	if (close->kind == NULL || close->file == NULL || close->as_of == 0)
		argp_error(state, _("--kind, --as-of and --file are needed"));
	if (close->has_period == (close->year != 0))
		argp_error(state, _("either --period or --year is needed"));
}

static error_t parse_release(int key, char *arg, struct argp_state *state)
{
	struct close_options *close = state->input;
	switch (key) {
	case 'k':
		close->kind = arg;
		return 0;
	case 'p':
		read_period(close, arg, state);
		return 0;
	case 'y':
		if (number_parse_uint(bytes_of_text(arg), YEAR_MAX, &close->year) != ERR_OK)
			argp_error(state, _("--year: a year such as 2018"));
		return 0;
	case 'a':
		if (number_parse_uint(bytes_of_text(arg), UINT64_MAX, &close->as_of) != ERR_OK)
			argp_error(state, _("--as-of: a number of entries"));
		return 0;
	case 'f':
		close->file = arg;
		return 0;
	case 'x':
		close->dimensions = arg;
		return 0;
	case 'g':
		close->agreement = arg;
		return 0;
	case 'l':
		close->line = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (close->id != NULL)
			return ARGP_ERR_UNKNOWN;
		close->id = arg;
		return 0;
	case ARGP_KEY_END:
		check_release(close, state);
		return 0;
	default:
		return parse_common(key, arg, state);
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

/* ---- what stands there already */

/* The office's newest Reference: asked for now, else the one at hand. NULL: none has ever come. */
static const Jour__V1__Reference *read_reference(struct agent *agent)
{
	static uint8_t memory[REFERENCE_HEAP_SIZE];
	struct arena arena = arena_of(memory, sizeof(memory));
	const Jour__V1__Reference *reference = NULL;
	enum err err = ERR_OK;
	(void)submit_refresh(agent);
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn != NULL)
		reference = agent_reference(txn, &arena);
	store_abort(txn);
	return reference;
}

/* Makes the record a correction of what stands there. */
static void replace(Jour__V1__Record *record, const Jour__V1__Standing *standing, const char *why)
{
	record->replaces = standing->record;
	record->reason = TEXT(why);
}

static int send_record(
	struct agent *agent, Jour__V1__Record *record, const struct close_options *close)
{
	static struct admin_batch batch;
	uint64_t number = 0;
	admin_begin(&batch);
	admin_add(&batch, record);
	if (!admin_put(agent, &batch, &number))
		return STATUS_FAILED;
	return submit_finish(agent, number, number, close->wait_s);
}

/* ---- close and reopen */

/* False after a sentence: the office would only say no. */
static bool may_turn(const struct close_options *close, const Jour__V1__Reference *reference,
	const Jour__V1__Standing *standing, bool reopened)
{
	char period[PERIOD_TEXT_SIZE];
	period_format(close->period, period, sizeof(period));
	if (!reopened && standing != NULL && standing->period_close->reopened &&
		close->reason == NULL) {
		fprintf(stderr,
			_("jour-agent: %s was closed and opened again (entry %" PRIu64
			  "); say with --reason why it is closed now\n"),
			period, standing->entry);
		return false;
	}
	if (!reopened || (standing != NULL && !standing->period_close->reopened))
		return true;
	if (close->unit != NULL && standing_close(reference, UNIT_EVERY, close->period) != NULL)
		fprintf(stderr,
			_("jour-agent: %s is closed for every unit, not for %s alone; reopen it "
			  "without --unit, or close it with --unit %s first\n"),
			period, close->unit, close->unit);
	else
		fprintf(stderr,
			_("jour-agent: %s is not closed, as far as the office had told at ledger "
			  "size %" PRIu64 "\n"),
			period, reference->size);
	return false;
}

static int turn_period(struct agent *agent, const struct close_options *close, bool reopened)
{
	const Jour__V1__Reference *reference = read_reference(agent);
	const char *scope = close->unit == NULL ? UNIT_EVERY : close->unit;
	Jour__V1__Record record;
	Jour__V1__PeriodClose body;
	Jour__V1__Period period = period_to_message(close->period);
	if (reference == NULL) {
		fprintf(stderr, "%s\n",
			_("jour-agent: the office has not answered yet, so what is closed is not "
			  "known here; connect to it and try again"));
		return STATUS_FAILED;
	}
	const Jour__V1__Standing *standing = standing_of_period(reference, scope, close->period);
	if (!may_turn(close, reference, standing, reopened))
		return STATUS_FAILED;
	jour__v1__record__init(&record);
	jour__v1__period_close__init(&body);
	body.scope = TEXT(scope);
	body.period = &period;
	body.reopened = reopened;
	record.body_case = JOUR__V1__RECORD__BODY_PERIOD_CLOSE;
	record.period_close = &body;
	if (standing != NULL && standing->period_close->reopened != (protobuf_c_boolean)reopened)
		replace(&record, standing, close->reason);
	return send_record(agent, &record, close);
}

static int run_turn(const struct argp *argp, int argc, char **argv, bool reopened)
{
	struct close_options close = {.wait_s = SUBMIT_WAIT_S_DEFAULT};
	struct agent agent;
	argp_parse(argp, argc, argv, 0, NULL, &close);
	int status = agent_open(close.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = turn_period(&agent, &close, reopened);
	agent_close(&agent);
	return status;
}

static int run_close(int argc, char **argv)
{
	static const struct argp argp = {close_options, parse_close, N_("PERIOD"),
		N_("Closes a period: its figures are fixed as they are now, and 'jourd totals "
		   "--closed' shows them from then on. What comes later counts as late and leaves "
		   "them as they are.\v"
		   "Examples:\n"
		   "  jour-agent close 2018-Q1\n"
		   "  jour-agent close 2018 --unit 2409"),
		children, NULL, NULL};
	return run_turn(&argp, argc, argv, false);
}

static int run_reopen(int argc, char **argv)
{
	static const struct argp argp = {close_options, parse_reopen, N_("PERIOD"),
		N_("Opens a closed period again, with a reason.\v"
		   "Example:\n"
		   "  jour-agent reopen 2018-Q1 --reason \"Vindeln's report was left out\""),
		children, NULL, NULL};
	return run_turn(&argp, argc, argv, true);
}

/* ---- release */

/* The whole file's SHA-256, as sha256sum prints it; false after a sentence. */
static bool hash_file(const char *path, struct hash256 *ret_hash)
{
	uint8_t *buffer = malloc(RELEASE_FILE_SIZE_MAX);
	size_t size = 0;
	if (buffer == NULL)
		fatal(STATUS_FAILED, "out of memory");
	enum err err = file_read(path, buffer, RELEASE_FILE_SIZE_MAX, &size);
	if (err == ERR_OK)
		*ret_hash = hash256((struct bytes){buffer, size});
	else
		fprintf(stderr, _("%s: the file cannot be read: %s\n"), path, err_name(err));
	free(buffer);
	return err == ERR_OK;
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* The lists that --by names, as records name them: "crime,sex". False after a sentence. */
static bool name_lists(
	const Jour__V1__Reference *reference, const char *by, char ret_names[TEXT_SIZE_MAX + 1])
{
	static alignas(max_align_t) uint8_t memory[INTAKE_CODES_SIZE];
	struct arena arena = arena_of(memory, sizeof(memory));
	struct codebook codes;
	struct writer names = writer_of(ret_names, TEXT_SIZE_MAX);
	standing_codes(reference, &arena, &codes);
	for (const char *at = by; !names.failed;) {
		char word[TEXT_SIZE_MAX + 1] = "";
		size_t size = strcspn(at, ",");
		memcpy(word, at, size < TEXT_SIZE_MAX ? size : TEXT_SIZE_MAX);
		const struct codelist *list = codeword_list(&codes, word);
		if (list == NULL) {
			fprintf(stderr,
				_("jour-agent: --by: there is no code list '%s'; 'jourd codelists' "
				  "has those there are\n"),
				word);
			return false;
		}
		if (names.size > 0)
			write_u8(&names, ',');
		write_span(&names, bytes_of_text(list->name));
		if (at[size] == '\0')
			break;
		at += size + 1;
	}
	ret_names[names.size] = '\0';
	return true;
}

static int send_release(struct agent *agent, const struct close_options *close)
{
	const Jour__V1__Reference *reference =
		close->reason != NULL || close->dimensions != NULL ? read_reference(agent) : NULL;
	const Jour__V1__Standing *standing = reference != NULL && close->reason != NULL
						     ? standing_release(reference, close->id)
						     : NULL;
	struct hash256 hash;
	Jour__V1__Record record;
	Jour__V1__Release body;
	Jour__V1__Period period = period_to_message(close->period);
	char lists[TEXT_SIZE_MAX + 1] = "";
	if (!hash_file(close->file, &hash) ||
		(close->dimensions != NULL && !name_lists(reference, close->dimensions, lists)))
		return STATUS_FAILED;
	if (close->reason != NULL && standing == NULL) {
		fprintf(stderr,
			_("jour-agent: no release '%s' is known here to correct; without --reason "
			  "it is a new one\n"),
			close->id);
		return STATUS_FAILED;
	}
	jour__v1__record__init(&record);
	jour__v1__release__init(&body);
	body.id = TEXT(close->id);
	body.kind = TEXT(close->kind);
	body.period = close->has_period ? &period : NULL;
	body.year = (uint32_t)close->year;
	body.as_of = close->as_of;
	body.hash = (ProtobufCBinaryData){HASH256_SIZE, hash.bytes};
	body.unit = TEXT(or_empty(close->unit));
	body.dimensions = lists;
	body.agreement = TEXT(or_empty(close->agreement));
	body.line = TEXT(or_empty(close->line));
	record.body_case = JOUR__V1__RECORD__BODY_RELEASE;
	record.release = &body;
	if (standing != NULL)
		replace(&record, standing, close->reason);
	return send_record(agent, &record, close);
}

static int run_release(int argc, char **argv)
{
	static const struct argp argp = {release_options, parse_release, N_("NAME"),
		N_("Notes in the ledger what was published: as of which ledger size, and the "
		   "SHA-256 of the file. 'jourd changes --since-release' tells later what has "
		   "changed since, and 'jourd releases' whether the same comes out again.\v"
		   "Examples:\n"
		   "  jourd totals 2018-Q1 --json --as-of 42 >q1.json\n"
		   "  jour-agent release 2018-Q1 --kind totals --period 2018-Q1 --as-of 42 --file "
		   "q1.json"),
		children, NULL, NULL};
	struct close_options close = {.wait_s = SUBMIT_WAIT_S_DEFAULT};
	struct agent agent;
	argp_parse(&argp, argc, argv, 0, NULL, &close);
	int status = agent_open(close.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = send_release(&agent, &close);
	agent_close(&agent);
	return status;
}

const struct command command_close = {
	"close", N_("office: fix a period's figures as they are now"), run_close};
const struct command command_reopen = {
	"reopen", N_("office: open a closed period again"), run_reopen};
const struct command command_release = {
	"release", N_("office: note in the ledger what was published"), run_release};
