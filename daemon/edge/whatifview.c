#include "whatifview.h"

#include <stdlib.h>
#include <string.h>

#include "inforce.h"
#include "jour/clock.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/memstore.h"
#include "print_whatif.h"

static const struct argp_option options[] = {
	{NULL, 0, NULL, 0, N_("What if (nothing is stored):"), 0},
	{"what-if", 'w', N_("FILE"), 0,
		N_("with these records in the ledger; 'jour-agent check --as-records' makes FILE "
		   "from a changed agreement or a table"),
		0},
	{"join", 'J', N_("KOMMUN[@DATE]"), 0, N_("this partner joins (on that day)"), 0},
	{"leave", 'L', N_("KOMMUN@DATE"), 0, N_("this partner leaves; its last day"), 0},
	{"set", 'S', N_("TERM=KRONOR"), 0, N_("this term's rate or amount is another"), 0},
	{"key", 'K', N_("TERM=WEIGHTS"), 0,
		N_("this shared cost's key is 'equal', or its parts have other weights (30,70)"),
		0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static void take_amend(struct whatif_options *whatif, struct argp_state *state,
	enum amend_kind kind, const char *word)
{
	static const struct {
		const char *option;
		const char *expected;
	} texts[] = {
		[AMEND_JOIN] = {"join", N_("a code, or code and first day: 2409@2018-07-01")},
		[AMEND_LEAVE] = {"leave", N_("a code and its last day: 2409@2018-06-30")},
		[AMEND_SET] = {"set", N_("a term and kronor: bidrag=3,50")},
		[AMEND_KEY] = {"key", N_("a term and 'equal' or weights: samordnare=30,70")},
	};
	if (whatif->amend_count == WHATIF_AMENDS_MAX)
		argp_error(state, _("at most %u changes at a time"), WHATIF_AMENDS_MAX);
	else if (amend_parse(kind, word, &whatif->amends[whatif->amend_count]) != ERR_OK)
		argp_error(state, _("--%s %s: expected %s"), texts[kind].option, word,
			_(texts[kind].expected));
	else
		whatif->words[whatif->amend_count++] = word;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct whatif_options *whatif = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		whatif->file = NULL;
		whatif->amend_count = 0;
		return 0;
	case 'w':
		whatif->file = arg;
		return 0;
	case 'J':
		take_amend(whatif, state, AMEND_JOIN, arg);
		return 0;
	case 'L':
		take_amend(whatif, state, AMEND_LEAVE, arg);
		return 0;
	case 'S':
		take_amend(whatif, state, AMEND_SET, arg);
		return 0;
	case 'K':
		take_amend(whatif, state, AMEND_KEY, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp whatif_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

bool whatif_asked(const struct whatif_options *given)
{
	return given->file != NULL || given->amend_count > 0;
}

/* ---- the records */

static bool append(
	struct whatif_view *view, struct money_view *today, struct bytes records, const char *from)
{
	enum err err = whatif_append(
		view->whatif, &today->view.name, &today->view.memory, records, clock_now_ms());
	if (err == ERR_RANGE)
		fprintf(stderr,
			_("jourd: %s: at most %u records and %u bytes can be asked about\n"), from,
			WHATIF_RECORDS_MAX, WHATIF_SIZE_MAX);
	else if (err == ERR_MALFORMED)
		fprintf(stderr,
			_("jourd: %s: these are no records; 'jour-agent check --as-records' "
			  "writes them\n"),
			from);
	else if (err != ERR_OK)
		fprintf(stderr, _("jourd: the ledger could not be read: %s; run 'jourd verify'\n"),
			err_name(err));
	return err == ERR_OK;
}

static bool append_file(struct whatif_view *view, struct money_view *today, const char *path)
{
	size_t size = 0;
	uint8_t *buffer = malloc(WHATIF_SIZE_MAX + 1);
	if (buffer == NULL)
		fatal(STATUS_FAILED, "out of memory");
	enum err err = file_read(path, buffer, WHATIF_SIZE_MAX, &size);
	if (err != ERR_OK && err != ERR_RANGE)
		fprintf(stderr, _("jourd: %s: the file cannot be read: %s\n"), path, err_name(err));
	/* One that is too large says so in the same words as too many records. */
	bool done =
		(err == ERR_OK || err == ERR_RANGE) &&
		append(view, today,
			(struct bytes){buffer, err == ERR_OK ? size : WHATIF_SIZE_MAX + 1}, path);
	free(buffer);
	return done;
}

static void explain_amend(enum err err, const struct amend *amend, const char *word)
{
	switch (err) {
	case ERR_NOTFOUND:
		fprintf(stderr,
			amend->kind == AMEND_LEAVE
				? _("jourd: %s: it is no partner of the agreement\n")
				: _("jourd: %s: the agreement has no such term; 'jourd agreement "
				    "show' names them\n"),
			word);
		break;
	case ERR_DUPLICATE:
		fprintf(stderr, _("jourd: %s: it is a partner of the agreement already\n"), word);
		break;
	case ERR_MALFORMED:
		fprintf(stderr,
			_("jourd: %s: this term has no such amount or key; change it in the "
			  "agreement's file, and ask with --what-if\n"),
			word);
		break;
	default:
		fprintf(stderr, _("jourd: %s: %s\n"), word, err_name(err));
	}
}

/* The version of the year with the changes in it, as a record. */
static bool append_amended(struct whatif_view *view, struct money_view *today,
	const struct whatif_options *given, const char *dnr, uint32_t year)
{
	static uint8_t buffer[RECORD_SIZE_MAX + 4];
	struct writer to = writer_of(buffer, sizeof(buffer));
	uint8_t salt[SALT_SIZE];
	struct version version;
	arena_reset(&view->money.arena);
	if (!inforce_version(&view->whatif->overlay.txn, dnr, year, view->whatif->size,
		    &view->money.arena, &version))
		return true; /* that there is no such agreement is said by those who look at it */
	Jour__V1__Agreement agreement = *version.agreement;
	for (size_t i = 0; i < given->amend_count; i++) {
		enum err err = amend_apply(&given->amends[i], &agreement, &view->money.arena);
		if (err != ERR_OK) {
			explain_amend(err, &given->amends[i], given->words[i]);
			return false;
		}
	}
	Jour__V1__Record record;
	jour__v1__record__init(&record);
	random_bytes(salt, sizeof(salt));
	record.salt = (ProtobufCBinaryData){sizeof(salt), salt};
	record.body_case = JOUR__V1__RECORD__BODY_AGREEMENT;
	record.agreement = &agreement;
	if (record_pack(&record, &to) != ERR_OK) {
		fprintf(stderr, "%s\n", _("jourd: the changed agreement is too large"));
		return false;
	}
	return append(view, today, written(&to), dnr);
}

/* ---- the view */

static bool fill(struct whatif_view *view, const struct whatif_options *given,
	struct money_view *today, const char *dnr, uint32_t year)
{
	if (given->file != NULL && !append_file(view, today, given->file))
		return false;
	if (given->amend_count > 0 && !append_amended(view, today, given, dnr, year))
		return false;
	if (view->whatif->refused > 0)
		print_whatif_refused(view->whatif, &today->view.memory.record, stderr);
	return view->whatif->refused == 0;
}

int whatifview_open(const struct whatif_options *given, const struct view_options *view_options,
	struct money_view *today, const char *dnr, uint32_t year, struct whatif_view *ret_view)
{
	enum err err = ERR_OK;
	if (view_options->as_of != NULL) {
		fprintf(stderr, "%s\n",
			_("jourd: what if goes on from the ledger as it is now, and takes no "
			  "--as-of"));
		return STATUS_USAGE;
	}
	struct whatif_view view = {.money = *today,
		.whatif = malloc(sizeof(*view.whatif)),
		.above = memstore_open(ledger_tables, LEDGER_TABLES)};
	view.money.arena = arena_of(malloc(EXPECTED_HEAP_SIZE), EXPECTED_HEAP_SIZE);
	struct store_txn *above = view.above == NULL ? NULL : store_begin_write(view.above, &err);
	if (view.whatif == NULL || view.money.arena.start == NULL || above == NULL)
		fatal(STATUS_FAILED, "out of memory");
	whatif_begin(view.whatif, today->view.txn, above);
	if (!fill(&view, given, today, dnr, year)) {
		whatifview_close(&view);
		return STATUS_FAILED;
	}
	view.money.view.txn = &view.whatif->overlay.txn;
	view.money.view.size = view.money.view.size_now = view.whatif->size;
	*ret_view = view;
	return STATUS_OK;
}

void whatifview_close(struct whatif_view *view)
{
	store_abort(&view->whatif->overlay.txn);
	store_close(view->above);
	free(view->money.arena.start);
	free(view->whatif);
}

/* As money_view_expected, where "no such agreement" is an answer too. */
static enum err compute(struct money_view *money, const char *dnr, uint32_t year,
	const struct expected **ret_expected)
{
	arena_reset(&money->arena);
	enum err err = expected_compute(money->view.txn, money->view.size, dnr, year, &money->arena,
		&money->view.memory.record, ret_expected);
	return err == ERR_NOTFOUND ? ERR_OK : err;
}

bool whatifview_sides(struct whatif_view *view, struct money_view *today, const char *dnr,
	uint32_t year, struct sides *ret_sides)
{
	struct sides sides = {NULL, NULL};
	enum err err = compute(today, dnr, year, &sides.today);
	if (err == ERR_OK)
		err = compute(&view->money, dnr, year, &sides.then);
	if (err != ERR_OK) {
		money_view_failed(err);
		return false;
	}
	if (sides.then == NULL) {
		(void)money_view_expected(&view->money, dnr, year); /* says which there are */
		return false;
	}
	*ret_sides = sides;
	return true;
}
