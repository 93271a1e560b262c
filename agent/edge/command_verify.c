#include <inttypes.h>
#include <stdio.h>

#include "commands.h"
#include "jour/i18n.h"
#include "receiptcheck.h"
#include "submit.h"

static const struct argp_child children[] = {{&directory_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

static const char *const faults[] = {
	[RECEIPT_DAMAGED] = N_("its receipt is damaged"),
	[RECEIPT_OF_ANOTHER] = N_("its receipt is about another report"),
	[RECEIPT_NOT_SIGNED_HERE] = N_("it is not what this agent's key has signed"),
	[RECEIPT_NOT_SIGNED_THERE] = N_("its receipt does not bear the office's signature"),
	[RECEIPT_NOT_COVERED] = N_("its receipt is signed for a time before the report came"),
	[RECEIPT_TWO_HISTORIES] =
		N_("its receipt and an earlier one tell two histories of the office's ledger"),
};

struct tally {
	uint64_t receipts;
	uint64_t faults;
	uint64_t waiting;
	struct checkpoint seen; /* of the receipt before; those of one size follow each other */
};

static void check_one(
	void *context, const struct outbox *outbox, const struct outbox_submission *submission)
{
	struct tally *tally = context;
	if (submission->receipt.size == 0) {
		tally->waiting++;
		return;
	}
	enum receipt_fault fault =
		receiptcheck(submission, &outbox->view, &tally->seen, &tally->seen);
	tally->receipts++;
	if (fault == RECEIPT_SOUND)
		return;
	tally->faults++;
	printf(_("FAULT: report %" PRIu64 ": %s\n"), submission->number, _(faults[fault]));
}

static int verify(struct agent *agent)
{
	struct tally tally = {.receipts = 0};
	if (!submit_each(agent, check_one, &tally))
		return STATUS_FAILED;
	printf(_("Receipts checked: %" PRIu64 "; with a fault: %" PRIu64
		 "; reports without a receipt yet: %" PRIu64 ".\n"),
		tally.receipts, tally.faults, tally.waiting);
	if (tally.faults > 0) {
		printf("%s\n",
			_("Keep the outbox as it is, and call the office and your auditor."));
		return STATUS_FAILED;
	}
	printf("%s\n",
		_("Each bears the office's signature and says what this agent signed. The office "
		  "was not asked whether its ledger still holds them: 'jourd verify' says that "
		  "there."));
	return STATUS_OK;
}

static int run(int argc, char **argv)
{
	static const struct argp argp = {NULL, NULL, NULL,
		N_("Checks every stored receipt again: this agent's signature, the office's "
		   "signature, and that the results are those that were signed. Needs no "
		   "connection.\v"
		   "Example:\n"
		   "  jour-agent verify"),
		children, NULL, NULL};
	const char *directory = NULL;
	struct agent agent;
	argp_parse(&argp, argc, argv, 0, NULL, &directory);
	int status = agent_open(directory, AGENT_OUTBOX, &agent);
	if (status != STATUS_OK)
		return status;
	status = verify(&agent);
	agent_close(&agent);
	return status;
}

const struct command command_verify = {"verify", N_("check every stored receipt again"), run};
