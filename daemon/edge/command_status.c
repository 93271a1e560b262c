#include <inttypes.h>
#include <stdlib.h>

#include "commands.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/table.h"
#include "status.h"

static const struct argp_child children[] = {{&view_now_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct argp argp = {NULL, NULL, NULL,
	N_("Shows the ledger's size, its newest signed checkpoint, and every identity with what it "
	   "may "
	   "report, as they are now. The first line says what needs a person, and then the exit "
	   "status is 3.\v"
	   "Example:\n"
	   "  jourd status --dir /var/lib/jourd"),
	children, NULL, NULL};

static const char *state_of(const struct status_identity *identity)
{
	if (!identity->member.active)
		return _("revoked or replaced");
	return status_needs_attention(identity) ? _("FROZEN") : _("active");
}

static const char *name_of(const struct status_identity *identity)
{
	switch (identity->member.role) {
	case ROLE_OFFICE:
		return _("the office");
	case ROLE_RECOVERY:
		return _("recovery key on paper");
	default:
		return identity->name;
	}
}

/* What a person must do, first. */
static int print_attention(struct view *view, FILE *to)
{
	struct status_walk walk = {.txn = view->txn, .arena = &view->memory.record};
	struct status_identity identity;
	int status = STATUS_OK;
	while (status_next(&walk, &identity)) {
		char line[LINE_SIZE_MAX];
		if (!status_needs_attention(&identity))
			continue;
		status_resume_line(&identity, line);
		fprintf(to,
			_("ATTENTION: the key %s has signed two different reports with one number "
			  "(entry %" PRIu64 ") and is frozen; it may have been copied. Ask its "
			  "operator, then type at the office:\n  jour-agent resume '%s'\n"),
			identity.fingerprint, identity.member.frozen, line);
		status = STATUS_ATTENTION;
	}
	if (status == STATUS_OK)
		fprintf(to, "%s\n", _("Nothing needs attention."));
	return status;
}

static void print_identities(struct view *view, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT, TABLE_LEFT};
	struct status_walk walk = {.txn = view->txn, .arena = &view->memory.record};
	struct table *table = table_new(columns, 6);
	struct status_identity identity;
	table_row(table, (const char *[]){_("identity"), _("fingerprint"), _("state"), _("batches"),
				 _("newest report"), _("last heard")});
	while (status_next(&walk, &identity)) {
		char count[24] = "", when[17] = "", heard[17] = "";
		if (identity.batches > 0) {
			snprintf(count, sizeof(count), "%" PRIu64, identity.batches);
			stockholm_minute(identity.newest_ms, when);
		}
		if (identity.heard_ms > 0)
			stockholm_minute(identity.heard_ms, heard);
		table_row(table, (const char *[]){name_of(&identity), identity.fingerprint,
					 state_of(&identity), count, when, heard});
	}
	table_print(table, to);
}

static void list_topics(const Jour__V1__Grant *grant, FILE *to)
{
	if (grant->n_may_say == 0)
		fputs(_("nothing (taken away)"), to);
	for (size_t i = 0; i < grant->n_may_say; i++)
		fprintf(to, "%s%s", i == 0 ? "" : ",", topic_name(grant->may_say[i]));
}

/* One line for each unit; the topics as 'jour-agent grant' wants them. */
static void add_rights(
	struct view *view, const struct status_identity *identity, struct table *table)
{
	struct status_grants grants = status_grants_of(view->txn, identity, &view->memory.record);
	const Jour__V1__Grant *grant;
	bool any = false;
	for (; (grant = status_grants_next(&grants)) != NULL; any = true) {
		char *topics = NULL;
		size_t size = 0;
		FILE *to = open_memstream(&topics, &size);
		if (to == NULL)
			fatal(STATUS_FAILED, "out of memory");
		list_topics(grant, to);
		fclose(to);
		table_row(table, (const char *[]){any ? "" : identity->name, grant->unit, topics});
		free(topics);
	}
	if (!any)
		table_row(table, (const char *[]){identity->name, "", _("nothing yet")});
}

static void print_rights(struct view *view, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT};
	struct status_walk walk = {.txn = view->txn, .arena = &view->memory.record};
	struct table *table = table_new(columns, 3);
	struct status_identity identity;
	fputc('\n', to);
	table_row(table, (const char *[]){_("identity"), _("unit"), _("may report")});
	while (status_next(&walk, &identity))
		if (identity.member.active && identity.member.role == ROLE_AGENT)
			add_rights(view, &identity, table);
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

static int show(struct view *view)
{
	int status = print_attention(view, stdout);
	print_checkpoint(view, stdout);
	print_identities(view, stdout);
	print_rights(view, stdout);
	return status;
}

static int show_json(struct view *view)
{
	bool attention = false;
	char *json = status_json(view->txn, &view->name, &view->memory.record, &attention);
	view_print_json(json, stdout);
	return attention ? STATUS_ATTENTION : STATUS_OK;
}

static int run(int argc, char **argv)
{
	struct view_options options = {.json = false};
	struct view view;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	int status = view_open(&options, &view);
	if (status != STATUS_OK)
		return status;
	status = options.json ? show_json(&view) : show(&view);
	return view_close(&view, status);
}

const struct command command_status = {
	"status", N_("what needs attention, the ledger's size, every identity"), run};
