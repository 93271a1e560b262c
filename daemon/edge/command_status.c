#include <inttypes.h>

#include "commands.h"
#include "jour/i18n.h"
#include "jour/line.h"
#include "jour/table.h"

static const struct argp_child children[] = {{&view_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {NULL, NULL, NULL,
	N_("Shows the ledger's size, its newest signed checkpoint, and every identity. The first "
	   "line "
	   "says what needs a person, and then the exit status is 3.\v"
	   "Example:\n"
	   "  jourd status --dir /var/lib/jourd"),
	children, NULL, NULL};

static const char *state_of(const struct member *member)
{
	if (!member->active)
		return _("revoked or replaced");
	return member->frozen != 0 ? _("FROZEN") : _("active");
}

/* What a person must do, first. */
static int print_attention(struct view *view, FILE *to)
{
	struct key at = {{0}};
	struct member member;
	int status = STATUS_OK;
	while (roster_next(view->txn, &at, &member)) {
		char fingerprint[FINGERPRINT_SIZE], text[LINE_SIZE_MAX];
		struct identity identity = {member.sign, member.transport};
		/* A resume names the key that was enrolled. */
		struct identity_line line = {{member.principal, member.transport}, ""};
		if (member.frozen == 0 || !member.active)
			continue;
		identity_fingerprint(&identity, fingerprint);
		identity_line_format(&line, text);
		fprintf(to,
			_("ATTENTION: the key %s has signed two different reports with one number "
			  "(entry %" PRIu64 ") and is frozen; it may have been copied. Ask its "
			  "operator, then type at the office:\n  jour-agent resume '%s'\n"),
			fingerprint, member.frozen, text);
		status = STATUS_ATTENTION;
	}
	if (status == STATUS_OK)
		fprintf(to, "%s\n", _("Nothing needs attention."));
	return status;
}

static void name_of(
	struct view *view, const struct member *member, struct arena *arena, const char **ret_name)
{
	struct standing standing;
	struct record record;
	*ret_name = member->role == ROLE_OFFICE	    ? _("the office")
		    : member->role == ROLE_RECOVERY ? _("recovery key on paper")
						    : "?";
	arena_reset(arena);
	if (state_get(view->txn, JOUR__V1__RECORD__BODY_ENROLMENT,
		    BYTES_OF(member->principal.bytes), view->size, &standing) &&
		record_decode(standing.record, arena, &record) == ERR_OK)
		*ret_name = ((const Jour__V1__Enrolment *)record_body(&record))->name;
}

static void print_members(struct view *view, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT};
	struct table *table = table_new(columns, 5);
	struct key at = {{0}};
	struct member member;
	table_row(table, (const char *[]){_("identity"), _("fingerprint"), _("state"), _("batches"),
				 _("newest report")});
	while (roster_next(view->txn, &at, &member)) {
		char fingerprint[FINGERPRINT_SIZE], count[24] = "", when[17] = "";
		struct identity identity = {member.sign, member.transport};
		struct chain chain;
		const char *name = NULL;
		identity_fingerprint(&identity, fingerprint);
		name_of(view, &member, &view->memory.record, &name);
		if (member.has_chain && chain_get(view->txn, &member.sign, &member.chain, &chain)) {
			snprintf(count, sizeof(count), "%" PRIu64, chain.sequence);
			stockholm_minute(ledger_received_ms(view->txn, chain.index), when);
		}
		table_row(
			table, (const char *[]){name, fingerprint, state_of(&member), count, when});
	}
	table_print(table, to);
}

static void print_checkpoint(struct view *view, FILE *to)
{
	uint64_t size = 0;
	struct signature signature;
	fprintf(to, _("Ledger %s, %" PRIu64 " entries.\n"), view->name.genesis.origin,
		view->size_now);
	if (ledger_newest_signature(view->txn, &size, &signature))
		fprintf(to, _("Newest stored checkpoint signature: size %" PRIu64 ".\n"), size);
	fputc('\n', to);
}

static int run(int argc, char **argv)
{
	struct view_options options = {.json = false};
	struct view view;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	int status = view_open(&options, &view);
	if (status != STATUS_OK)
		return status;
	status = print_attention(&view, stdout);
	print_checkpoint(&view, stdout);
	print_members(&view, stdout);
	return view_close(&view, status);
}

const struct command command_status = {
	"status", N_("what needs attention, the ledger's size, every identity"), run};
