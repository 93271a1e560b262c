#include "submit.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "jour/clock.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "jour/lmdbstore.h"
#include "jour/log.h"
#include "jour/sentence.h"
#include "linkloop.h"

#define LOOK_MS 200

bool submit_put(struct agent *agent, enum record_class class, struct bytes body,
	const char *source_name, const struct hash256 *source_hash, uint64_t *ret_number)
{
	static uint8_t scratch[BATCH_SIZE_MAX];
	struct outbox_draft draft = {.class = class,
		.body = body,
		.source_name = source_name == NULL ? BYTES_NONE : bytes_of_text(source_name),
		.source_hash = source_hash,
		.now_ms = clock_now_ms()};
	enum err err = ERR_OK;
	uint64_t number = 0;
	random_bytes(draft.fresh_chain.bytes, sizeof(draft.fresh_chain.bytes));
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (txn != NULL) {
		err = outbox_put(txn, &agent->secret, &draft, scratch, &number);
		if (err == ERR_OK)
			err = store_commit(txn);
		else
			store_abort(txn);
	}
	if (err == ERR_OK)
		*ret_number = number;
	else if (err == ERR_NOSPACE)
		fprintf(stderr, "%s\n",
			_("jour-agent: the outbox is full, so this was not taken; what waits in it "
			  "is "
			  "untouched. Connect to the office so that it empties, then try again."));
	else
		fprintf(stderr,
			_("jour-agent: it could not be stored in the outbox, so it was not taken: "
			  "%s "
			  "(%s)\n"),
			err_name(err), lmdbstore_detail(agent->store));
	return err == ERR_OK;
}

/* ---- waiting for receipts */

bool submit_answered(struct agent *agent, uint64_t last, uint64_t *ret_waiting)
{
	struct outbox outbox = {.acknowledged = 0};
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn != NULL)
		err = outbox_load(txn, &outbox);
	store_abort(txn);
	*ret_waiting = outbox.last - outbox.acknowledged;
	return err == ERR_OK && outbox.acknowledged >= last;
}

/* States in which waiting longer is no use before a person has done something. */
static bool needs_person(enum link_state state)
{
	return state == LINK_NOT_ENROLLED || state == LINK_FROZEN || state == LINK_REVOKED ||
	       state == LINK_REFUSED || state == LINK_LEDGER_BEHIND ||
	       state == LINK_HISTORIES_DIFFER;
}

/* Drives the link itself. False when it has to stop before everything is answered. */
static bool drive_link(struct agent *agent, struct linkloop *loop, uint64_t last, uint64_t until_ms)
{
	uint64_t waiting = 0;
	char text[1024];
	while (clock_monotonic_ms() < until_ms) {
		enum err err = linkloop_turn(loop, LOOK_MS);
		struct link_status status = linkloop_status(loop);
		if (submit_answered(agent, last, &waiting))
			return true;
		if (err != ERR_OK || needs_person(status.state)) {
			link_status_sentence(&status, waiting, text, sizeof(text));
			fprintf(stderr, "jour-agent: %s\n", err == ERR_OK ? text : err_name(err));
			return false;
		}
	}
	return false;
}

static void wait_for_receipts(struct agent *agent, uint64_t last, unsigned wait_s)
{
	uint64_t until_ms = clock_monotonic_ms() + (uint64_t)wait_s * 1000;
	uint64_t waiting = 0;
	enum err err = ERR_OK;
	struct linkloop *loop = linkloop_new(agent, false, &err);
	if (loop != NULL) {
		drive_link(agent, loop, last, until_ms);
		linkloop_free(loop);
		return;
	}
	if (err != ERR_DENIED)
		fprintf(stderr, _("jour-agent: cannot talk to the office: %s\n"), err_name(err));
	/* `jour-agent run` has the link: it sends, we look. */
	while (err == ERR_DENIED && !submit_answered(agent, last, &waiting) &&
		clock_monotonic_ms() < until_ms)
		usleep(LOOK_MS * 1000);
}

/* ---- what became of it */

/* Only the receipt says what became of a record; the batch itself is gone. */
static void print_results(const struct receipt *receipt, FILE *to)
{
	char sentence[SENTENCE_SIZE];
	for (uint16_t i = 0; i < receipt->entry.header.count; i++) {
		struct result result = result_at(receipt->results, i);
		if (result_is_good(result.code))
			continue;
		sentence_of_result(&result, 0, i18n_text, sentence, sizeof(sentence));
		fprintf(to, _("  record %u: %s\n"), i + 1u, sentence);
	}
}

static int print_receipt(const struct outbox_submission *submission, FILE *to)
{
	struct receipt receipt;
	if (receipt_read(submission->receipt, &receipt) != ERR_OK) {
		fprintf(to, _("  its stored receipt is damaged\n"));
		return STATUS_FAILED;
	}
	fprintf(to, _("receipt: entry %" PRIu64), receipt.entry.index);
	fprintf(to, ngettext(", %u record counts", ", %u records count", submission->good),
		submission->good);
	if (submission->refused > 0)
		fprintf(to,
			ngettext(", %u DOES NOT COUNT", ", %u DO NOT COUNT", submission->refused),
			submission->refused);
	fputc('\n', to);
	print_results(&receipt, to);
	return submission->refused > 0 ? STATUS_FAILED : STATUS_OK;
}

int submit_print(struct agent *agent, uint64_t number, FILE *to)
{
	struct outbox_submission submission = {.number = 0};
	enum err err = ERR_OK;
	int status = STATUS_ATTENTION;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn != NULL)
		err = outbox_submission(txn, number, &submission);
	if (err != ERR_OK) {
		fprintf(stderr, _("jour-agent: report %" PRIu64 " cannot be read: %s\n"), number,
			err_name(err));
		store_abort(txn);
		return STATUS_FAILED;
	}
	fprintf(to, _("Report %" PRIu64), number);
	if (submission.source_name.size > 0)
		fprintf(to, " (%.*s)", (int)submission.source_name.size,
			submission.source_name.data);
	fputs(": ", to);
	if (submission.state == OUTBOX_RECEIPTED)
		status = print_receipt(&submission, to);
	else if (submission.state == OUTBOX_KEPT_FORKED)
		fprintf(to, _("kept; the office froze this key before it could count\n"));
	else
		fprintf(to, _("signed and safe in the outbox; it is sent when the office can be "
			      "reached\n"));
	store_abort(txn);
	return status;
}

int submit_finish(struct agent *agent, uint64_t first, uint64_t last, unsigned wait_s)
{
	int status = STATUS_OK;
	if (wait_s > 0)
		wait_for_receipts(agent, last, wait_s);
	for (uint64_t number = first; number <= last; number++) {
		int one = submit_print(agent, number, stdout);
		if (one > status)
			status = one;
	}
	return status;
}

/* ---- admin records */

void admin_begin(struct admin_batch *batch)
{
	batch->body = writer_of(batch->buffer, sizeof(batch->buffer));
}

void admin_add(struct admin_batch *batch, Jour__V1__Record *record)
{
	uint8_t salt[SALT_SIZE];
	random_bytes(salt, sizeof(salt));
	record->salt = (ProtobufCBinaryData){sizeof(salt), salt};
	if (record_pack(record, &batch->body) != ERR_OK)
		fatal(STATUS_USAGE, _("too much for one command"));
}
