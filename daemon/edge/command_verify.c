/* jourd verify: the check itself runs in a child, because LMDB trusts the page numbers in its file
 * and a damaged one can end the process that reads it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/lmdbstore.h"
#include "jour/log.h"
#include "jour/memstore.h"
#include "verify.h"

#define RECEIPTS_MAX 64u
#define SCRATCH_SIZE_BYTES_MIN (UINT64_C(64) << 20)

struct verify_options {
	const char *directory;
	const char *scratch; /* NULL: in memory */
	const char *receipts[RECEIPTS_MAX];
	size_t receipt_count;
};

static const struct argp_option options[] = {
	{"receipt", 'r', N_("FILE"), 0,
		N_("compare also this receipt that an agent kept; may be given again"), 0},
	{"scratch", 's', N_("DIR"), 0,
		N_("compute in a temporary store in this directory instead of in memory: for a "
		   "large ledger"),
		0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct verify_options *verify = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &verify->directory;
		return 0;
	case 's':
		verify->scratch = arg;
		return 0;
	case 'r':
		if (verify->receipt_count == RECEIPTS_MAX)
			argp_error(state, _("--receipt: at most %u"), RECEIPTS_MAX);
		else
			verify->receipts[verify->receipt_count++] = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&office_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {options, parse, NULL,
	N_("Computes everything that follows from the ledger anew beside it and compares: every "
	   "hash, signature, tree node and checkpoint, every result and the whole state. Changes "
	   "nothing, and works while the daemon runs. The exit status is 1 when something is "
	   "wrong.\v"
	   "Example:\n"
	   "  jourd verify --dir /var/lib/jourd"),
	children, NULL, NULL};

/* ---- findings in words */

static const char *const sentences[VERIFY_FAULTS] = {
	[VERIFY_UNREADABLE] = N_("is not what was stored (its check is wrong)"),
	[VERIFY_UNREADABLE_AFTER] =
		N_("the row that follows is not what was stored (its check is wrong)"),
	[VERIFY_MISSING] = N_("is missing"),
	[VERIFY_EXTRA] = N_("belongs to nothing in the ledger"),
	[VERIFY_ROWS] = N_("the store counts other rows than it has"),
	[VERIFY_GENESIS] = N_("is not a genesis; nothing else could be checked"),
	[VERIFY_ENTRY_LAYOUT] = N_("is not an entry"),
	[VERIFY_ENTRY_INDEX] = N_("says that it is another entry"),
	[VERIFY_ENTRY_TIME] = N_("was received before the entry before it"),
	[VERIFY_ENTRY_RULES] = N_("was judged by rules that this program does not know"),
	[VERIFY_ENTRY_LEDGER] = N_("was written for another ledger"),
	[VERIFY_SIGNATURE] = N_("the header is not signed by its author"),
	[VERIFY_BODY_FORM] = N_("the body does not hold the header's number of records"),
	[VERIFY_BODY_ROOT] = N_("the body does not hash to the header's root"),
	[VERIFY_RESULTS_HASH] = N_("the results do not hash to what the entry says"),
	[VERIFY_AUTHOR] = N_("its author was never enrolled"),
	[VERIFY_DOOR] = N_("should have been refused at the door"),
	[VERIFY_RESULT] = N_("a record's stored result is not what the rules give"),
	[VERIFY_NODE] = N_("is not the hash of what lies beneath it"),
	[VERIFY_CHECKPOINT] = N_("its text is not the one of this ledger"),
	[VERIFY_CHECKPOINT_SIGNATURE] = N_("its stored signature is wrong"),
	[VERIFY_STATE] = N_("the ledger gives another value"),
};

static void print_row(const struct finding *finding, FILE *to)
{
	struct reader reader = reader_of((struct bytes){finding->key, finding->key_size});
	const char *table = ledger_tables[finding->table].name;
	if (finding->key_size == 8) {
		fprintf(to, _("table %s, row %" PRIu64), table, read_be64(&reader));
		return;
	}
	fprintf(to, _("table %s, row "), table);
	for (size_t i = 0; i < finding->key_size; i++)
		fprintf(to, "%02x", finding->key[i]);
}

static void print_place(const struct finding *finding, FILE *to)
{
	if (finding->fault <= VERIFY_EXTRA || finding->fault == VERIFY_STATE)
		print_row(finding, to);
	else if (finding->fault == VERIFY_ROWS)
		fprintf(to, _("table %s"), ledger_tables[finding->table].name);
	else if (finding->fault == VERIFY_NODE)
		fprintf(to, _("tree node %" PRIu64 " of level %" PRIu64), finding->index,
			finding->argument);
	else if (finding->fault == VERIFY_CHECKPOINT ||
		 finding->fault == VERIFY_CHECKPOINT_SIGNATURE)
		fprintf(to, _("checkpoint of size %" PRIu64), finding->index);
	else
		fprintf(to, _("entry %" PRIu64), finding->index);
	if (finding->fault == VERIFY_RESULT)
		fprintf(to, _(", record %" PRIu64), finding->argument + 1);
}

static void print_findings(const struct verify_report *report, FILE *to)
{
	for (size_t i = 0; i < report->count; i++) {
		print_place(&report->findings[i], to);
		fprintf(to, ": %s", _(sentences[report->findings[i].fault]));
		if (report->findings[i].fault == VERIFY_DOOR)
			fprintf(to, _(" (refusal %" PRIu64 ")"), report->findings[i].argument);
		fputc('\n', to);
	}
	if (report->count == VERIFY_FINDINGS_MAX)
		fprintf(to, _("and perhaps more: it stopped after %u\n"), VERIFY_FINDINGS_MAX);
	if (!report->refolded)
		fprintf(to, "%s\n",
			_("Because of that the later results and the state could not be "
			  "compared."));
}

static void print_report(const struct verify_report *report)
{
	printf(_("Checked %" PRIu64 " entries with %" PRIu64 " records, %" PRIu64
		 " tree nodes, %" PRIu64 " checkpoints, %" PRIu64
		 " stored signatures of checkpoints, %" PRIu64 " rows of state.\n"),
		report->size, report->records, report->nodes, report->checkpoints,
		report->signatures, report->state_rows);
	if (report->count == 0) {
		printf("%s\n", _("identical: the ledger gives exactly what is stored."));
		return;
	}
	print_findings(report, stdout);
	printf("%s\n", _("Stop the daemon, keep a copy of its directory, and bring back the newest "
			 "backup that verifies."));
}

/* ---- the scratch store */

struct scratch {
	struct store *store;
	char path[PATH_SIZE]; /* "" in memory */
};

static bool open_scratch(
	const struct verify_options *verify, uint64_t size_bytes, struct scratch *ret_scratch)
{
	struct lmdbstore_detail detail = {""};
	struct scratch scratch = {.store = NULL};
	if (verify->scratch == NULL) {
		scratch.store = memstore_open(ledger_tables, LEDGER_TABLES);
	} else {
		office_path(verify->scratch, "jourd-verify-XXXXXX", scratch.path);
		struct lmdbstore_config config = {.path = scratch.path,
			.tables = ledger_tables,
			.table_count = LEDGER_TABLES,
			.map_size_bytes = size_bytes,
			.mode = LMDBSTORE_CREATE};
		if (mkdtemp(scratch.path) == NULL ||
			lmdbstore_open(&config, &scratch.store, &detail) != ERR_OK) {
			fprintf(stderr,
				_("jourd verify: no scratch store can be made in %s (%s)\n"),
				verify->scratch, detail.text);
			return false;
		}
	}
	*ret_scratch = scratch;
	return scratch.store != NULL;
}

static void close_scratch(struct scratch *scratch)
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "writer.lock"};
	char path[PATH_SIZE];
	store_close(scratch->store);
	if (scratch->path[0] == '\0')
		return;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		office_path(scratch->path, files[i], path);
		(void)unlink(path);
	}
	(void)rmdir(scratch->path);
}

/* ---- the check */

static int check_ledger(const struct verify_options *verify, struct store *store)
{
	static struct verify_report report;
	struct lmdbstore_usage usage = {0};
	struct fold_memory memory = {arena_of(malloc(DECODE_HEAP_MAX), DECODE_HEAP_MAX),
		arena_of(malloc(DECODE_HEAP_MAX), DECODE_HEAP_MAX)};
	struct scratch scratch;
	/* The state and the nodes are a part of what is stored. */
	enum err err = lmdbstore_usage(store, &usage);
	if (memory.record.start == NULL || memory.agreement.start == NULL)
		fatal(STATUS_FAILED, "out of memory");
	if (err == ERR_OK &&
		!open_scratch(verify, usage.used_bytes + SCRATCH_SIZE_BYTES_MIN, &scratch))
		err = ERR_NOSPACE;
	else if (err == ERR_OK) {
		err = verify_run(store, scratch.store, &memory, &report);
		close_scratch(&scratch);
	}
	free(memory.record.start);
	free(memory.agreement.start);
	if (err != ERR_OK) {
		fprintf(stderr, _("jourd verify: it could not be done: %s (%s)\n"), err_name(err),
			lmdbstore_detail(store));
		return STATUS_FAILED;
	}
	print_report(&report);
	return report.count == 0 ? STATUS_OK : STATUS_FAILED;
}

static const char *receipt_sentence(enum err err)
{
	switch (err) {
	case ERR_OK:
		return N_("is in the ledger as it says");
	case ERR_MALFORMED:
		return N_("is not a receipt");
	case ERR_DENIED:
		return N_("is not signed by this ledger");
	case ERR_CORRUPT:
		return N_("was signed by this ledger, which now holds something else: one of two "
			  "histories is false");
	default:
		return N_("cannot be read");
	}
}

static int check_receipt(struct store *store, const char *path)
{
	static uint8_t buffer[RECEIPT_SIZE_MAX];
	struct ledger_name name;
	size_t size = 0;
	enum err err = file_read(path, buffer, sizeof(buffer), &size);
	struct store_txn *txn = err == ERR_OK ? store_begin_read(store, &err) : NULL;
	if (txn == NULL)
		err = err == ERR_RANGE ? ERR_MALFORMED : ERR_IO;
	else if (ledger_identify(txn, &name) != ERR_OK)
		err = ERR_IO;
	else
		err = verify_receipt(txn, &name, (struct bytes){buffer, size});
	store_abort(txn);
	printf("%s: %s\n", path, _(receipt_sentence(err)));
	return err == ERR_OK ? STATUS_OK : STATUS_FAILED;
}

static int check(const struct verify_options *verify)
{
	char path[PATH_SIZE];
	struct lmdbstore_detail detail = {""};
	struct store *store = NULL;
	office_path(verify->directory, "ledger", path);
	struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.mode = LMDBSTORE_READ};
	enum err err = lmdbstore_open(&config, &store, &detail);
	if (err != ERR_OK) {
		fprintf(stderr, _("jourd verify: cannot open the ledger in %s: %s (%s)\n"), path,
			err_name(err), detail.text);
		return err == ERR_CORRUPT ? STATUS_FAILED : STATUS_CONFIG;
	}
	int status = check_ledger(verify, store);
	for (size_t i = 0; i < verify->receipt_count; i++)
		if (check_receipt(store, verify->receipts[i]) != STATUS_OK)
			status = STATUS_FAILED;
	store_close(store);
	return status;
}

static int run(int argc, char **argv)
{
	struct verify_options verify = {.receipt_count = 0};
	int status = 0;
	argp_parse(&argp, argc, argv, 0, NULL, &verify);
	fflush(NULL);
	pid_t child = fork();
	if (child < 0)
		fatal(STATUS_FAILED, "fork");
	if (child == 0)
		exit(check(&verify));
	while (waitpid(child, &status, 0) < 0)
		continue;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	fprintf(stderr,
		_("jourd verify: the file of the store is damaged so that it cannot be read to the "
		  "end (%s)\n"),
		strsignal(WTERMSIG(status)));
	return STATUS_FAILED;
}

const struct command command_verify = {
	"verify", N_("compute everything anew from the ledger and compare"), run};
