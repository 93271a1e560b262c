#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "commands.h"
#include "jour/file.h"
#include "jour/i18n.h"

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

static void print_link(const struct agent *agent)
{
	char path[PATH_SIZE], text[1024];
	size_t size = 0;
	agent_path(agent->directory, "link.status", path);
	if (file_read(path, text, sizeof(text) - 1, &size) != ERR_OK)
		return;
	text[size] = '\0';
	printf(_("The link, when it last said something: %s"), text);
}

static int print_summary(struct agent *agent)
{
	struct outbox_summary summary = {0};
	char fingerprint[FINGERPRINT_SIZE], when[32];
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn != NULL)
		err = outbox_summary(txn, &summary);
	store_abort(txn);
	if (err != ERR_OK) {
		fprintf(stderr, _("jour-agent: the outbox cannot be read: %s\n"), err_name(err));
		return STATUS_FAILED;
	}
	if (summary.two_histories)
		printf("%s\n", _("ATTENTION: the office has shown two different histories; the "
				 "evidence is "
				 "kept here. Call your auditor."));
	if (summary.forked)
		printf("%s\n",
			_("ATTENTION: the office froze this key; reports are kept here. Call the "
			  "office."));
	identity_fingerprint(&agent->secret.public, fingerprint);
	printf(_("This agent's key: %s\n"), fingerprint);
	printf(_("Its office: %s at %s\n"), agent->server.origin, agent->server.endpoint);
	printf(_("Waiting to be sent: %" PRIu64 " reports\n"), summary.waiting);
	if (summary.waiting > 0) {
		time_t seconds = (time_t)(summary.oldest_ms / 1000);
		struct tm tm;
		localtime_r(&seconds, &tm);
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &tm);
		printf(_("The oldest of them since: %s\n"), when);
	}
	if (summary.newest_index != PROOF_NO_INDEX)
		printf(_("Newest receipt: entry %" PRIu64 "\n"), summary.newest_index);
	print_link(agent);
	return summary.two_histories || summary.forked ? STATUS_ATTENTION : STATUS_OK;
}

static int run(int argc, char **argv)
{
	static const struct argp argp = {NULL, NULL, NULL,
		N_("Shows what waits, the newest receipt and how the link is. The exit status is 3 "
		   "when a "
		   "person is needed.\v"
		   "Example:\n"
		   "  jour-agent status"),
		children, NULL, NULL};
	const char *directory = NULL;
	struct agent agent;
	argp_parse(&argp, argc, argv, 0, NULL, &directory);
	int status = agent_open(directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = print_summary(&agent);
	agent_close(&agent);
	return status;
}

const struct command command_status = {
	"status", N_("what waits, the newest receipt, how the link is"), run};
