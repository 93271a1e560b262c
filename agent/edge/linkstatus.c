#include "linkstatus.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "jour/sentence.h"

/* The states that say something of a single report or of an entry. */
static void sentence_of_trouble(
	const struct link_status *status, const char *kept, char ret_text[LINKSTATUS_SIZE])
{
	char reason[SENTENCE_SIZE];
	switch (status->state) {
	case LINK_BAD_ANSWER:
		snprintf(ret_text, LINKSTATUS_SIZE,
			_("the receipt that came for report %" PRIu64
			  " does not verify; trying again"),
			status->number);
		return;
	case LINK_FROZEN:
		snprintf(ret_text, LINKSTATUS_SIZE,
			_("the office has frozen this key: two different reports were signed with "
			  "one number (entry %" PRIu64 "). Was this agent or its backup started on "
			  "a second machine? Call the office. %s"),
			status->argument, kept);
		return;
	case LINK_REVOKED:
		snprintf(ret_text, LINKSTATUS_SIZE,
			_("the office has revoked this key (entry %" PRIu64 "). Call the office; "
			  "'jour-agent resend --as-new' signs what waits again under a new key. "
			  "%s"),
			status->argument, kept);
		return;
	case LINK_REFUSED:
		sentence_of_refusal((enum refusal_code)status->code, status->argument, i18n_text,
			reason, sizeof(reason));
		if (status->number == 0)
			snprintf(ret_text, LINKSTATUS_SIZE, _("the office refused: %s"), reason);
		else
			snprintf(ret_text, LINKSTATUS_SIZE, _("report %" PRIu64 " was refused: %s"),
				status->number, reason);
		return;
	case LINK_LEDGER_BEHIND:
		snprintf(ret_text, LINKSTATUS_SIZE, "%s",
			_("the office's ledger holds less than it has given receipts for: it may "
			  "have been restored from an old backup. Call the office; the receipts "
			  "here prove what it had"));
		return;
	case LINK_HISTORIES_DIFFER:
		snprintf(ret_text, LINKSTATUS_SIZE, "%s",
			_("the office has shown two different histories; both signed checkpoints "
			  "are kept as evidence. Nothing is sent until a person has looked: call "
			  "the office and your auditor"));
		return;
	default:
		snprintf(ret_text, LINKSTATUS_SIZE, "?");
	}
}

void linkstatus_sentence(
	const struct link_status *status, uint64_t waiting, char ret_text[LINKSTATUS_SIZE])
{
	char kept[128];
	snprintf(kept, sizeof(kept),
		ngettext("%" PRIu64 " report waits here; nothing is lost",
			"%" PRIu64 " reports wait here; nothing is lost", waiting),
		waiting);
	switch (status->state) {
	case LINK_WAITING_CONNECTION:
		snprintf(ret_text, LINKSTATUS_SIZE, _("waiting for a connection to the office. %s"),
			kept);
		return;
	case LINK_NOT_ENROLLED:
		snprintf(ret_text, LINKSTATUS_SIZE,
			_("the office does not know this key (not enrolled, or revoked). Give the "
			  "office the line that 'jour-agent init' prints. %s"),
			kept);
		return;
	case LINK_ASKING_HEAD:
	case LINK_SENDING:
		snprintf(ret_text, LINKSTATUS_SIZE,
			ngettext("connected, sending %" PRIu64 " report",
				"connected, sending %" PRIu64 " reports", waiting),
			waiting);
		return;
	case LINK_IDLE:
		snprintf(ret_text, LINKSTATUS_SIZE, "%s",
			_("connected; every report has its receipt"));
		return;
	case LINK_RETRYING:
		snprintf(ret_text, LINKSTATUS_SIZE,
			_("the office does not answer just now; trying again. %s"), kept);
		return;
	default:
		sentence_of_trouble(status, kept, ret_text);
	}
}

bool linkstatus_write(const char *directory, const char *sentence)
{
	char path[PATH_SIZE], text[LINKSTATUS_SIZE + 1];
	agent_path(directory, "link.status", path);
	snprintf(text, sizeof(text), "%s\n", sentence);
	enum err err = file_write(path, bytes_of_text(text), 0644);
	if (err != ERR_OK)
		log_warn(_("%s cannot be written: %s"), path, err_name(err));
	return err == ERR_OK;
}

bool linkstatus_read(
	const char *directory, char ret_text[LINKSTATUS_SIZE], uint64_t *ret_written_ms)
{
	char path[PATH_SIZE], text[LINKSTATUS_SIZE];
	struct stat stat_of_it;
	size_t size = 0;
	agent_path(directory, "link.status", path);
	if (stat(path, &stat_of_it) != 0 ||
		file_read(path, text, sizeof(text) - 1, &size) != ERR_OK)
		return false;
	text[size] = '\0';
	text[strcspn(text, "\n")] = '\0';
	strcpy(ret_text, text);
	*ret_written_ms = (uint64_t)stat_of_it.st_mtim.tv_sec * 1000 +
			  (uint64_t)stat_of_it.st_mtim.tv_nsec / 1000000;
	return true;
}
