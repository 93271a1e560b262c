#include "sendfile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "complaints.h"
#include "intake.h"
#include "jour/clock.h"
#include "jour/file.h"
#include "jour/limits.h"
#include "jour/i18n.h"
#include "jour/log.h"
#include "offline.h"
#include "submit.h"
#include "tablechange.h"

/* Large, and one file is read at a time. */
struct workspace {
	struct intake intake;
	struct offline offline;
	bool together;		/* files are judged after those that were fine before */
	struct offline earlier; /* what these say; only when `together` */
	FILE *foretold;		/* the same; what the office is expected to remark */
	char *foretold_text;
	size_t foretold_size;
	uint8_t file[SHEET_FILE_SIZE_MAX + 1];
	uint8_t body[INTAKE_BODY_SIZE_MAX];
	uint8_t origins[BATCH_RECORDS_MAX * OUTBOX_ORIGIN_SIZE];
	uint8_t reference_memory[REFERENCE_HEAP_SIZE];
	uint8_t record_memory[DECODE_HEAP_MAX];
};

static struct workspace *workspace(void)
{
	static struct workspace *space;
	if (space == NULL)
		space = calloc(1, sizeof(*space));
	if (space == NULL)
		fatal(STATUS_FAILED, "out of memory");
	return space;
}

void sendfile_together(void)
{
	struct workspace *space = workspace();
	space->together = true;
	space->foretold = open_memstream(&space->foretold_text, &space->foretold_size);
	if (space->foretold == NULL)
		fatal(STATUS_FAILED, "out of memory");
}

void sendfile_foretell(FILE *to)
{
	struct workspace *space = workspace();
	if (fflush(space->foretold) == 0)
		fputs(space->foretold_text, to);
}

void sendfile_apart(void)
{
	struct workspace *space = workspace();
	fclose(space->foretold);
	free(space->foretold_text);
	space->foretold = NULL;
	space->together = false;
}

/* The state to judge a file from. */
static void begin_offline(
	struct workspace *space, const struct agent *agent, const Jour__V1__Reference *reference)
{
	if (!space->together) {
		offline_start(&space->offline, reference, agent->is_office);
		return;
	}
	space->offline = space->earlier;
	offline_continue(&space->offline, reference, agent->is_office);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == NULL ? path : slash + 1;
}

/* What the office will say, as far as it can be known here. The office itself is not stopped by it:
 * what it has just sent is not in its Reference yet. How many records will not count: in a file
 * without an error those whose period has not begun, or not ended. */
static size_t check_offline(struct agent *agent, enum sendfile_way way,
	const Jour__V1__Reference *reference, struct bytes body)
{
	struct workspace *space = workspace();
	struct arena arena = arena_of(space->record_memory, sizeof(space->record_memory));
	bool known = reference != NULL && way != SENDFILE_FORM;
	if (way == SENDFILE_PUT_ANYWAY || (way == SENDFILE_PUT && (!known || agent->is_office)))
		return 0;
	if (known)
		begin_offline(space, agent, reference);
	return offline_check(
		&space->intake, body, known ? &space->offline : NULL, clock_now_ms(), &arena);
}

static void tell_changes(const Jour__V1__Reference *reference, struct bytes body)
{
	struct workspace *space = workspace();
	struct arena arena = arena_of(space->record_memory, sizeof(space->record_memory));
	tablechange_tell(&space->intake, body, reference, &arena);
}

static bool said(void *context, unsigned kind, uint64_t key_hash, struct hash256 *ret_record)
{
	return outbox_said(context, kind, key_hash, ret_record);
}

/* False when the file or something in it is wrong; said. */
static bool read_records(struct agent *agent, struct store_txn *txn, const char *path, size_t size,
	enum sendfile_way way, struct writer *body, size_t *ret_early, FILE *to)
{
	struct workspace *space = workspace();
	struct intake *intake = &space->intake;
	struct arena arena = arena_of(space->reference_memory, sizeof(space->reference_memory));
	struct intake_context context = {
		.unit = agent->config.unit[0] == '\0' ? NULL : agent->config.unit,
		.source = agent->config.speaks_as,
		.reference = agent_reference(txn, &arena),
		.said = said,
		.said_context = txn};
	size_t early = 0;
	random_bytes(context.seed, sizeof(context.seed));
	*body = writer_of(space->body, sizeof(space->body));
	enum err err = intake_read(
		intake, base_name(path), (struct bytes){space->file, size}, &context, body);
	if (err == ERR_OK)
		tell_changes(context.reference, written(body));
	if (err == ERR_OK && way == SENDFILE_PUT) {
		/* What the office is expected to remark it says itself in its receipt. */
		complaints_print(&intake->complaints, to);
		complaints_start(&intake->complaints, base_name(path));
	}
	if (err == ERR_OK)
		early = check_offline(agent, way, context.reference, written(body));
	bool fine = err == ERR_OK && intake->complaints.error_count == 0;
	if (fine)
		*ret_early = early;
	bool later = fine && way == SENDFILE_PUT && space->foretold != NULL;
	complaints_print(&intake->complaints, later ? space->foretold : to);
	return fine;
}

/* Of `count` records from `first` on, as the outbox keeps them. */
static struct bytes origins_of(const struct intake *intake, size_t first, size_t count)
{
	struct workspace *space = workspace();
	struct writer to = writer_of(space->origins, sizeof(space->origins));
	for (size_t i = first; i < first + count; i++) {
		struct outbox_origin origin = {intake->origins[i].kind, intake->origins[i].row,
			intake->origins[i].key_hash};
		outbox_origin_write(&origin, &to);
	}
	return written(&to);
}

static enum err put_parts(struct agent *agent, struct store_txn *txn, const char *path,
	const struct hash256 *hash, struct bytes body, struct sendfile *sent)
{
	struct workspace *space = workspace();
	struct reader rest = reader_of(body);
	struct bytes part;
	size_t done = 0, count;
	enum err err = ERR_OK;
	sent->first = 0;
	while (err == ERR_OK && (part = intake_next_part(&rest, &count)).size > 0) {
		struct outbox_draft draft = {.class = space->intake.class,
			.body = part,
			.origins = origins_of(&space->intake, done, count),
			.source_name = bytes_of_text(base_name(path)),
			.source_hash = hash};
		err = submit_sign(agent, txn, &draft, &sent->last);
		if (sent->first == 0)
			sent->first = sent->last;
		done += count;
	}
	return err;
}

/* All of it is answered, some of it does not count, and that was before the sender asked. */
static bool may_go_again(struct store_txn *txn, uint64_t first, uint64_t last, uint64_t wanted_ms)
{
	unsigned refused = 0;
	for (uint64_t number = first; number <= last; number++) {
		struct outbox_submission submission;
		if (outbox_submission(txn, number, &submission) != ERR_OK ||
			submission.state != OUTBOX_RECEIPTED || submission.put_ms >= wanted_ms)
			return false;
		refused += submission.refused;
	}
	return refused > 0;
}

static bool is_put(enum sendfile_way way)
{
	return way == SENDFILE_PUT || way == SENDFILE_PUT_ANYWAY;
}

/* Inside one write transaction, so that a file is taken whole and once. */
static enum err serve(struct agent *agent, struct store_txn *txn, const char *path, size_t size,
	enum sendfile_way way, uint64_t wanted_ms, FILE *to, struct sendfile *sent)
{
	struct workspace *space = workspace();
	struct hash256 hash = hash256((struct bytes){space->file, size});
	struct writer body;
	bool known = outbox_find_source(txn, &hash, &sent->first, &sent->last);
	if (known && is_put(way) && !may_go_again(txn, sent->first, sent->last, wanted_ms)) {
		sent->outcome = SENDFILE_SENT;
		return ERR_OK;
	}
	if (!read_records(agent, txn, path, size, way, &body, &sent->early, to)) {
		sent->outcome = SENDFILE_WRONG;
		sent->foreseen = space->intake.record_count > 0;
		sent->name_unknown = space->intake.name_unknown;
		return ERR_OK;
	}
	sent->records = space->intake.record_count;
	sent->kind = _(intake_kind_name(&space->intake));
	sent->form_only = way == SENDFILE_FORM || space->intake.context.reference == NULL;
	sent->outcome = SENDFILE_FINE;
	sent->body = written(&body);
	if (space->together && !sent->form_only)
		space->earlier = space->offline;
	if (!is_put(way))
		return ERR_OK;
	return put_parts(agent, txn, path, &hash, written(&body), sent);
}

/* The file's bytes lie in the workspace. */
static struct sendfile take_in(struct agent *agent, const char *path, size_t size,
	enum sendfile_way way, uint64_t wanted_ms, FILE *complaints)
{
	struct sendfile sent = {.outcome = SENDFILE_UNREADABLE, .kind = ""};
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_write(agent->store, &err);
	if (txn != NULL)
		err = serve(agent, txn, path, size, way, wanted_ms, complaints, &sent);
	if (err == ERR_OK && is_put(way) && sent.outcome == SENDFILE_FINE) {
		err = store_commit(txn);
	} else if (txn != NULL) {
		enum err store_err = store_error(txn);
		store_abort(txn);
		err = err == ERR_OK ? store_err : err;
	}
	if (err != ERR_OK) {
		submit_explain(agent, err, complaints);
		sent.outcome = SENDFILE_NOT_TAKEN;
	}
	return sent;
}

struct sendfile sendfile(struct agent *agent, const char *path, enum sendfile_way way,
	uint64_t wanted_ms, FILE *complaints)
{
	struct workspace *space = workspace();
	size_t size = 0;
	enum err err = file_read(path, space->file, sizeof(space->file), &size);
	if (err == ERR_RANGE)
		fprintf(complaints, "%s: %s\n", path, _("the file is larger than 1 MiB"));
	else if (err != ERR_OK)
		fprintf(complaints, _("%s: the file cannot be read: %s\n"), path, err_name(err));
	if (err != ERR_OK)
		return (struct sendfile){.outcome = SENDFILE_UNREADABLE, .kind = ""};
	return take_in(agent, path, size, way, wanted_ms, complaints);
}

struct sendfile sendfile_text(struct agent *agent, const char *name, const char *text,
	enum sendfile_way way, uint64_t wanted_ms, FILE *complaints)
{
	size_t size = strlen(text);
	assert(size <= SHEET_FILE_SIZE_MAX);
	memcpy(workspace()->file, text, size);
	return take_in(agent, name, size, way, wanted_ms, complaints);
}
