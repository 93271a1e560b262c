#include "submit.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "complaints.h"
#include "file_kind.h"
#include "jour/clock.h"
#include "jour/i18n.h"
#include "jour/kind.h"
#include "jour/lmdbstore.h"
#include "jour/log.h"
#include "jour/number.h"
#include "linkloop.h"
#include "linkstatus.h"
#include "remarked.h"

#define LOOK_MS 200
#define RESERVE_BYTES (12u << 20)
#define REFRESH_MS 5000

/* Receipts must find room in a full outbox, or it would never empty: one file may still take
 * INTAKE_BODY_SIZE_MAX, the rest is for them. */
static bool has_room(struct agent *agent)
{
	struct lmdbstore_usage usage;
	return lmdbstore_usage(agent->store, &usage) == ERR_OK &&
	       usage.used_bytes + RESERVE_BYTES <= usage.total_bytes;
}

enum err submit_sign(struct agent *agent, struct store_txn *txn, struct outbox_draft *draft,
	uint64_t *ret_number)
{
	static uint8_t scratch[BATCH_SIZE_MAX];
	if (!has_room(agent))
		return ERR_NOSPACE;
	draft->now_ms = clock_now_ms();
	random_bytes(draft->fresh_chain.bytes, sizeof(draft->fresh_chain.bytes));
	return outbox_put(txn, &agent->secret, draft, scratch, ret_number);
}

void submit_explain(struct agent *agent, enum err err, FILE *to)
{
	if (err == ERR_NOSPACE)
		fprintf(to, "%s\n",
			_("jour-agent: the outbox is full, so this was not taken; what waits in it "
			  "is untouched. Connect to the office so that it empties, then try "
			  "again."));
	else
		fprintf(to,
			_("jour-agent: it could not be stored in the outbox, so it was not taken: "
			  "%s (%s)\n"),
			err_name(err), lmdbstore_detail(agent->store));
}

/* ---- waiting for receipts */

unsigned submit_read_wait(const char *text, struct argp_state *state)
{
	uint64_t wait_s = 0;
	if (number_parse_uint(bytes_of_text(text), SUBMIT_WAIT_S_MAX, &wait_s) != ERR_OK)
		argp_error(state, _("--wait: a number of seconds, at most %u"), SUBMIT_WAIT_S_MAX);
	return (unsigned)wait_s;
}

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

/* Drives the link itself, until all is answered or no waiting helps. */
static void drive_link(struct agent *agent, struct linkloop *loop, uint64_t last, uint64_t until_ms)
{
	uint64_t waiting = 0;
	char text[LINKSTATUS_SIZE];
	while (clock_monotonic_ms() < until_ms) {
		enum err err = linkloop_turn(loop, LOOK_MS);
		struct link_status status = linkloop_status(loop);
		if (submit_answered(agent, last, &waiting))
			return;
		if (err != ERR_OK || needs_person(status.state)) {
			linkstatus_sentence(&status, waiting, text);
			fprintf(stderr, "jour-agent: %s\n", err == ERR_OK ? text : err_name(err));
			return;
		}
	}
}

/* `jour-agent run` has the link: it sends, we look. */
static void watch_link(struct agent *agent, uint64_t last, uint64_t until_ms)
{
	uint64_t waiting = 0, written_ms = 0;
	char text[LINKSTATUS_SIZE];
	while (clock_monotonic_ms() < until_ms) {
		if (submit_answered(agent, last, &waiting))
			return;
		usleep(LOOK_MS * 1000);
	}
	if (linkstatus_read(agent->directory, text, &written_ms))
		fprintf(stderr, "jour-agent: %s\n", text);
}

static void wait_for_receipts(struct agent *agent, uint64_t last, unsigned wait_s)
{
	uint64_t until_ms = clock_monotonic_ms() + (uint64_t)wait_s * 1000;
	uint64_t waiting = 0;
	enum err err = ERR_OK;
	if (wait_s == 0 || submit_answered(agent, last, &waiting))
		return;
	struct linkloop *loop = linkloop_new(agent, false, &err);
	if (loop != NULL)
		drive_link(agent, loop, last, until_ms);
	else if (err == ERR_DENIED)
		watch_link(agent, last, until_ms);
	else
		fprintf(stderr, _("jour-agent: cannot talk to the office: %s\n"), err_name(err));
	linkloop_free(loop);
}

bool submit_refresh(struct agent *agent)
{
	uint64_t until_ms = clock_monotonic_ms() + REFRESH_MS;
	enum err err = ERR_OK;
	bool fresh = false;
	struct linkloop *loop = linkloop_new(agent, false, &err);
	if (loop != NULL)
		err = linkloop_ask_reference(loop);
	while (err == ERR_OK && !fresh && clock_monotonic_ms() < until_ms &&
		!needs_person(linkloop_status(loop).state)) {
		err = linkloop_turn(loop, LOOK_MS);
		fresh = linkloop_has_reference(loop);
	}
	linkloop_free(loop);
	return fresh;
}

/* ---- what became of it */

/* Those that are read from a text and not from a table. */
static enum place_kind place_kind_of(unsigned kind)
{
	return kind == JOUR__V1__RECORD__BODY_AGREEMENT || kind == JOUR__V1__RECORD__BODY_CODE_LIST
		       ? PLACE_TEXT
		       : PLACE_SHEET;
}

/* The batch itself is gone; where its records stood in the file was kept with the submission. */
static void print_results(
	const struct outbox_submission *submission, struct bytes results, FILE *to)
{
	static struct complaints complaints;
	char file[COMPLAINT_FILE_SIZE];
	snprintf(file, sizeof(file), "%.*s", (int)submission->source_name.size,
		submission->source_name.size > 0 ? (const char *)submission->source_name.data : "");
	complaints_start(&complaints, file[0] != '\0' ? file : _("this command"));
	for (uint16_t i = 0; i < submission->header.count; i++) {
		struct result result = result_at(results, i);
		struct outbox_origin origin = outbox_origin_at(submission->origins, i);
		struct place place = {.kind = place_kind_of(origin.kind), .row = origin.row};
		struct sentence sentences[SENTENCES_MAX];
		size_t count = sentences_for_result(&result, origin.kind, sentences);
		bool remarked = result.code == RESULT_REMARKED;
		for (size_t k = 0; k < count && (remarked || !result_is_good(result.code)); k++)
			complaint_add_sentence(&complaints,
				remarked ? COMPLAINT_WARNING : COMPLAINT_ERROR, place,
				&sentences[k]);
	}
	complaints_print(&complaints, to);
}

/* How to say that what was remarked on is right all the same. */
static void print_remarked(
	struct store_txn *txn, const struct outbox_submission *submission, FILE *to)
{
	struct remarked at = {.number = submission->number - 1, .position = UINT16_MAX};
	while (remarked_next(txn, &at) && at.number == submission->number) {
		struct outbox_origin origin = outbox_origin_at(submission->origins, at.position);
		/* An outbox of an earlier program did not keep the rows; a command has none. */
		if (origin.row > 0)
			fprintf(to, _("  the table of row %" PRIu32 " is record "), origin.row);
		else
			fprintf(to, _("  its table number %u is record "), at.position + 1u);
		fprintf(to, "%02x%02x%02x%02x\n", at.hash.bytes[0], at.hash.bytes[1],
			at.hash.bytes[2], at.hash.bytes[3]);
	}
}

static int print_receipt(
	struct store_txn *txn, const struct outbox_submission *submission, FILE *to)
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
	print_results(submission, receipt.results, to);
	print_remarked(txn, submission, to);
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
		status = print_receipt(txn, &submission, to);
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
	wait_for_receipts(agent, last, wait_s);
	for (uint64_t number = first; number <= last; number++) {
		int one = submit_print(agent, number, stdout);
		if (one > status)
			status = one;
	}
	return status;
}

bool submit_each(struct agent *agent,
	void (*one)(void *context, const struct outbox *outbox,
		const struct outbox_submission *submission),
	void *context)
{
	struct outbox outbox = {.last = 0};
	struct outbox_submission submission;
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(agent->store, &err);
	if (txn != NULL)
		err = outbox_load(txn, &outbox);
	for (uint64_t number = 1; err == ERR_OK && number <= outbox.last; number++) {
		err = outbox_submission(txn, number, &submission);
		if (err == ERR_OK)
			one(context, &outbox, &submission);
	}
	store_abort(txn);
	if (err != ERR_OK)
		fprintf(stderr, _("jour-agent: the outbox cannot be read: %s\n"), err_name(err));
	return err == ERR_OK;
}

/* ---- admin records */

void admin_begin(struct admin_batch *batch)
{
	batch->class = CLASS_ADMIN;
	batch->body = writer_of(batch->buffer, sizeof(batch->buffer));
	batch->origins = writer_of(batch->origin_buffer, sizeof(batch->origin_buffer));
}

void admin_add(struct admin_batch *batch, Jour__V1__Record *record)
{
	uint8_t salt[SALT_SIZE];
	random_bytes(salt, sizeof(salt));
	record->salt = (ProtobufCBinaryData){sizeof(salt), salt};
	const struct kind *kind = kind_of((unsigned)record->body_case);
	/* Every member of the body's union is a pointer. A correction finds it by its key. */
	struct outbox_origin origin = {.kind = kind->number,
		.key_hash =
			kind->key == NULL ? 0 : intake_key_hash(kind->number, record->enrolment)};
	outbox_origin_write(&origin, &batch->origins);
	if (record_pack(record, &batch->body) != ERR_OK || batch->origins.failed)
		fatal(STATUS_USAGE, _("too much for one command"));
}

bool admin_put(struct agent *agent, const struct admin_batch *batch, uint64_t *ret_number)
{
	struct outbox_draft draft = {.class = batch->class,
		.body = written(&batch->body),
		.origins = written(&batch->origins)};
	uint64_t number = 0;
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (txn != NULL)
		err = submit_sign(agent, txn, &draft, &number);
	if (txn != NULL && err == ERR_OK)
		err = store_commit(txn);
	else
		store_abort(txn);
	if (err == ERR_OK)
		*ret_number = number;
	else
		submit_explain(agent, err, stderr);
	return err == ERR_OK;
}
