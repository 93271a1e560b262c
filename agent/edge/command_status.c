#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "commands.h"
#include "jour/clock.h"
#include "jour/i18n.h"
#include "jour/stockholm.h"
#include "linkstatus.h"

struct status_options {
	const char *directory;
	bool json;
};

static const struct argp_option options[] = {
	{"json", 'j', NULL, 0, N_("for programs instead of people"), 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct status_options *status = state->input;
	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &status->directory;
		return 0;
	case 'j':
		status->json = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

static void print_link(const struct agent *agent)
{
	char text[LINKSTATUS_SIZE], when[MINUTE_SIZE];
	uint64_t written_ms = 0;
	if (!linkstatus_read(agent->directory, text, &written_ms))
		return;
	stockholm_minute(written_ms, when);
	printf(_("The link, as it was %s: %s\n"), when, text);
	if (clock_now_ms() > written_ms + 2 * LINKSTATUS_EVERY_MS)
		printf("%s\n",
			_("Nothing talks to the office now: 'jour-agent run' sends what waits, "
			  "and so does the next 'jour-agent send'."));
}

static void print_people(struct agent *agent, const struct outbox_summary *summary)
{
	char fingerprint[FINGERPRINT_SIZE], when[MINUTE_SIZE];
	if (summary->two_histories)
		printf("%s\n", _("ATTENTION: the office has shown two different histories; the "
				 "evidence is kept here. Call your auditor."));
	if (summary->forked)
		printf("%s\n",
			_("ATTENTION: the office froze this key; reports are kept here. Call "
			  "the office."));
	identity_fingerprint(&agent->secret.public, fingerprint);
	printf(_("This agent's key: %s\n"), fingerprint);
	printf(_("Its office: %s at %s\n"), agent->server.origin, agent->server.endpoint);
	printf(_("Waiting to be sent: %" PRIu64 "\n"), summary->waiting);
	if (summary->waiting > 0) {
		stockholm_minute(summary->oldest_ms, when);
		printf(_("The oldest of them since: %s\n"), when);
	}
	if (summary->newest_index != PROOF_NO_INDEX)
		printf(_("Newest receipt: entry %" PRIu64 "\n"), summary->newest_index);
	print_link(agent);
}

static void print_json(struct agent *agent, const struct outbox_summary *summary)
{
	char fingerprint[FINGERPRINT_SIZE], text[LINKSTATUS_SIZE];
	uint64_t written_ms = 0;
	identity_fingerprint(&agent->secret.public, fingerprint);
	json_t *all = json_pack("{s:s, s:s, s:s, s:I, s:I, s:b, s:b}", "key", fingerprint, "office",
		agent->server.origin, "address", agent->server.endpoint, "waiting",
		(json_int_t)summary->waiting, "waiting_bytes", (json_int_t)summary->waiting_bytes,
		"forked", summary->forked, "two_histories", summary->two_histories);
	if (summary->waiting > 0)
		json_object_set_new(all, "oldest_ms", json_integer((json_int_t)summary->oldest_ms));
	if (summary->newest_index != PROOF_NO_INDEX)
		json_object_set_new(
			all, "newest_entry", json_integer((json_int_t)summary->newest_index));
	if (linkstatus_read(agent->directory, text, &written_ms))
		json_object_set_new(all, "link",
			json_pack(
				"{s:s, s:I}", "says", text, "written_ms", (json_int_t)written_ms));
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}

static int print_status(struct agent *agent, bool json)
{
	struct outbox_summary summary = {0};
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn != NULL)
		err = outbox_summary(txn, &summary);
	store_abort(txn);
	if (err != ERR_OK) {
		fprintf(stderr, _("jour-agent: the outbox cannot be read: %s\n"), err_name(err));
		return STATUS_FAILED;
	}
	if (json)
		print_json(agent, &summary);
	else
		print_people(agent, &summary);
	return summary.two_histories || summary.forked ? STATUS_ATTENTION : STATUS_OK;
}

static int run(int argc, char **argv)
{
	static const struct argp argp = {options, parse, NULL,
		N_("Shows what waits, the newest receipt and how the link is. The exit status is 3 "
		   "when a "
		   "person is needed.\v"
		   "Example:\n"
		   "  jour-agent status"),
		children, NULL, NULL};
	struct status_options wanted = {.json = false};
	struct agent agent;
	argp_parse(&argp, argc, argv, 0, NULL, &wanted);
	int status = agent_open(wanted.directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = print_status(&agent, wanted.json);
	agent_close(&agent);
	return status;
}

const struct command command_status = {
	"status", N_("what waits, the newest receipt, how the link is"), run};
