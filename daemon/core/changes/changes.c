#include "changes.h"

#include <assert.h>
#include <string.h>

#include "changerecord.h"
#include "due.h"
#include "inforce.h"
#include "jour/stockholm.h"
#include "ledger.h"
#include "roster.h"
#include "termrules.h"

/* One replay on its way. */
struct replay {
	struct store_txn *txn;
	const struct changes_memory *memory;
	struct changes *changes;
	struct change_record **records_end;
	struct change **changes_end;
	uint64_t index; /* of the entry at hand */
	enum err err;
};

static void *take(struct replay *replay, size_t size)
{
	void *memory = arena_alloc(replay->memory->keep, size);
	if (memory == NULL)
		replay->err = ERR_RANGE;
	return memory;
}

static const char *copy_text(struct replay *replay, const char *text)
{
	char *copy = take(replay, strlen(text) + 1);
	return copy == NULL ? "" : memcpy(copy, text, strlen(text) + 1);
}

static void fail(struct replay *replay, enum err err)
{
	if (replay->err == ERR_OK)
		replay->err = err;
}

/* ---- comparing an amount before and after the entry */

static struct change_value value_of(const struct expected_line *line)
{
	if (line == NULL)
		return (struct change_value){CHANGE_ABSENT, 0};
	return line->known ? (struct change_value){CHANGE_KNOWN, line->amount_ore}
			   : (struct change_value){CHANGE_UNKNOWN, 0};
}

static bool same_value(struct change_value a, struct change_value b)
{
	return a.state == b.state && a.amount_ore == b.amount_ore;
}

static const struct expected_term *term_of_clause(const struct expected *expected, const char *id)
{
	for (size_t i = 0; expected != NULL && i < expected->term_count; i++)
		if (strcmp(expected->terms[i].term->id, id) == 0)
			return &expected->terms[i];
	return NULL;
}

/* The unit's line of the term, the whole for ""; NULL: there is none. */
static const struct expected_line *find_line(
	const struct expected *expected, const struct expected_term *term, const char *unit)
{
	if (term == NULL || !term->holds)
		return NULL;
	if (unit[0] == '\0')
		return term->is_whole ? &term->whole : NULL;
	const struct expected_unit *found = expected_find_unit(expected, unit);
	return !term->is_whole && found != NULL ? &term->lines[found - expected->units] : NULL;
}

static struct change *find_change(struct replay *replay, const char *dnr, uint32_t year,
	const struct expected_term *term, const char *unit)
{
	struct change *at = replay->changes->changes;
	for (; at != NULL; at = at->next)
		if (at->year == year && strcmp(at->unit, unit) == 0 &&
			strcmp(at->term, term->term->id) == 0 && strcmp(at->dnr, dnr) == 0)
			return at;
	at = take(replay, sizeof(*at));
	if (at == NULL)
		return NULL;
	*at = (struct change){.dnr = copy_text(replay, dnr),
		.year = year,
		.term = copy_text(replay, term->term->id),
		.unit = copy_text(replay, unit),
		.shared = term->line != NULL};
	*replay->changes_end = at;
	replay->changes_end = &at->next;
	return at;
}

static void add_step(struct replay *replay, struct change *change, struct change_value before,
	struct change_value after)
{
	struct change_step *step = take(replay, sizeof(*step));
	if (step == NULL)
		return;
	*step = (struct change_step){.entry = replay->index, .before = before, .after = after};
	struct change_step **end = &change->steps;
	while (*end != NULL)
		end = &(*end)->next;
	*end = step;
	if (change->steps == step)
		change->before = before;
	change->after = after;
}

/* The state on both sides of the entry, of one agreement and year. NULL: no agreement yet. */
struct both_sides {
	const struct expected *before;
	const struct expected *after;
};

static void compare_unit(struct replay *replay, const struct both_sides *sides, const char *dnr,
	uint32_t year, const struct expected_term *term, const char *unit)
{
	const char *id = term->term->id;
	struct change_value before =
		value_of(find_line(sides->before, term_of_clause(sides->before, id), unit));
	struct change_value after =
		value_of(find_line(sides->after, term_of_clause(sides->after, id), unit));
	if (replay->err != ERR_OK || same_value(before, after))
		return;
	struct change *change = find_change(replay, dnr, year, term, unit);
	if (change != NULL)
		add_step(replay, change, before, after);
}

/* Units of the one side, then those that only the other had. */
static void compare_term(struct replay *replay, const struct both_sides *sides, const char *dnr,
	uint32_t year, const struct expected_term *term)
{
	compare_unit(replay, sides, dnr, year, term, "");
	for (size_t i = 0; sides->after != NULL && i < sides->after->unit_count; i++)
		compare_unit(replay, sides, dnr, year, term, sides->after->units[i].code);
	for (size_t i = 0; sides->before != NULL && i < sides->before->unit_count; i++)
		if (expected_find_unit(sides->after, sides->before->units[i].code) == NULL)
			compare_unit(replay, sides, dnr, year, term, sides->before->units[i].code);
}

static const struct expected *compute(
	struct replay *replay, uint64_t size, const char *dnr, uint32_t year)
{
	const struct expected *expected = NULL;
	enum err err = expected_compute(replay->txn, size, dnr, year, replay->memory->work,
		replay->memory->scratch, &expected);
	if (err != ERR_OK && err != ERR_NOTFOUND)
		fail(replay, err);
	return err == ERR_OK ? expected : NULL;
}

static void compare_year(struct replay *replay, const char *dnr, uint32_t year)
{
	arena_reset(replay->memory->work);
	struct both_sides sides = {.before = compute(replay, replay->index, dnr, year),
		.after = compute(replay, replay->index + 1, dnr, year)};
	for (size_t i = 0; sides.after != NULL && i < sides.after->term_count; i++)
		compare_term(replay, &sides, dnr, year, &sides.after->terms[i]);
	for (size_t i = 0; sides.before != NULL && i < sides.before->term_count; i++)
		if (term_of_clause(sides.after, sides.before->terms[i].term->id) == NULL)
			compare_term(replay, &sides, dnr, year, &sides.before->terms[i]);
}

/* ---- which agreements and years an entry can touch */

struct reach {
	const char *dnr;
	const struct change_record *records; /* of the entry, and what came after */
	uint32_t first_year;
	uint32_t last_year;
	bool any_year; /* else only the years of costs */
};

static uint32_t year_of_entry(const struct replay *replay, uint64_t index)
{
	return stockholm_date(ledger_received_ms(replay->txn, index)).year;
}

/* An agreement without end is looked at to the year after the entry's. */
static uint32_t last_year_of(struct replay *replay, const Jour__V1__Agreement *agreement)
{
	struct date last;
	if (due_last_day(agreement, &last))
		return last.year;
	uint32_t year = year_of_entry(replay, replay->index);
	return (year < agreement->from / 10000 ? agreement->from / 10000 : year) + 1;
}

static void reach_version(
	struct replay *replay, const Jour__V1__Agreement *agreement, struct reach *reach)
{
	/* An agreement year begins in the calendar year or in the one before. */
	uint32_t first = agreement->from / 10000 - 1, last = last_year_of(replay, agreement);
	if (first < reach->first_year)
		reach->first_year = first < YEAR_MIN ? YEAR_MIN : first;
	if (last > reach->last_year)
		reach->last_year = last > YEAR_MAX ? YEAR_MAX : last;
	for (const struct change_record *at = reach->records; at != NULL; at = at->next) {
		const struct change_about *about = &at->about;
		bool named = about->agreement[0] != '\0'
				     ? strcmp(about->agreement, reach->dnr) == 0
				     : about->unit[0] == '\0' ||
					       termrules_has_unit(agreement, about->unit);
		if (named && about->moves && at->cost_year == 0)
			reach->any_year = true;
	}
}

/* Over all versions of the agreement, at one size. */
static void reach_versions(struct replay *replay, uint64_t size, struct reach *reach)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&prefix, reach->dnr);
	struct state_scan scan =
		state_scan(replay->txn, JOUR__V1__RECORD__BODY_AGREEMENT, written(&prefix), size);
	while (state_scan_next(&scan, &standing)) {
		arena_reset(replay->memory->record);
		const Jour__V1__Agreement *version = state_body(replay->txn,
			JOUR__V1__RECORD__BODY_AGREEMENT, standing.record, replay->memory->record);
		if (version == NULL)
			return;
		reach_version(replay, version, reach);
	}
}

static bool is_year_of_cost(const struct reach *reach, uint32_t year)
{
	for (const struct change_record *at = reach->records; at != NULL; at = at->next)
		if (at->cost_year == year && strcmp(at->about.agreement, reach->dnr) == 0)
			return true;
	return false;
}

static void compare_agreement(
	struct replay *replay, const char *dnr, const struct change_record *records)
{
	struct reach reach = {
		.dnr = dnr, .records = records, .first_year = YEAR_MAX, .last_year = YEAR_MIN};
	/* What a correction moved away counts too. */
	reach_versions(replay, replay->index, &reach);
	reach_versions(replay, replay->index + 1, &reach);
	for (uint32_t year = reach.first_year; year <= reach.last_year; year++)
		if (replay->err == ERR_OK && (reach.any_year || is_year_of_cost(&reach, year)))
			compare_year(replay, dnr, year);
}

/* ---- records */

static const char *find_author(struct replay *replay, const struct key *sign)
{
	struct member member;
	struct standing standing;
	if (!roster_get(replay->txn, sign, &member) ||
		!state_get(replay->txn, JOUR__V1__RECORD__BODY_ENROLMENT,
			BYTES_OF(member.principal.bytes), replay->index + 1, &standing))
		return "";
	arena_reset(replay->memory->scratch);
	const Jour__V1__Enrolment *enrolment = state_body(replay->txn,
		JOUR__V1__RECORD__BODY_ENROLMENT, standing.record, replay->memory->scratch);
	return enrolment == NULL ? "" : copy_text(replay, enrolment->name);
}

/* What stood under the record's key before its entry. */
static void find_before(
	struct replay *replay, const struct record *record, struct change_record *kept)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	struct record old;
	struct change_about about;
	kind_of(record->kind)->key(record_body(record), &key);
	if (!state_get(replay->txn, record->kind, written(&key), replay->index, &standing))
		return;
	arena_reset(replay->memory->scratch);
	if (record_decode(standing.record, replay->memory->scratch, &old) != ERR_OK ||
		!changerecord_about(&old, &about)) {
		store_fail(replay->txn, ERR_CORRUPT);
		return;
	}
	kept->corrects = true;
	kept->state_before = about.state;
	kept->before = about.value;
}

static struct change_record *keep_record(
	struct replay *replay, const struct record *record, const struct change_about *about)
{
	struct change_record *kept = take(replay, sizeof(*kept));
	if (kept == NULL)
		return NULL;
	*kept = (struct change_record){.kind = kind_of(record->kind)->name,
		.number = record->kind,
		.about = *about,
		.reason = copy_text(replay, record->message->reason)};
	kept->about.agreement = copy_text(replay, about->agreement);
	kept->about.unit = copy_text(replay, about->unit);
	for (size_t i = 0; i < sizeof(about->what) / sizeof(about->what[0]); i++)
		kept->about.what[i] = copy_text(replay, about->what[i]);
	if (record->kind == JOUR__V1__RECORD__BODY_COST)
		kept->cost_year = about->year;
	find_before(replay, record, kept);
	*replay->records_end = kept;
	replay->records_end = &kept->next;
	return kept;
}

/* Keeps the entry's records that changerecord.h can tell of; returns the first, NULL: none. */
static const struct change_record *keep_entry(struct replay *replay)
{
	struct change_record **first = replay->records_end;
	struct entry entry;
	struct bytes bytes;
	if (entry_read(ledger_read(replay->txn, TABLE_ENTRY, replay->index), &entry) != ERR_OK) {
		store_fail(replay->txn, ERR_CORRUPT);
		return NULL;
	}
	struct bytes results = ledger_read(replay->txn, TABLE_RESULTS, replay->index);
	struct reader body = reader_of(ledger_read(replay->txn, TABLE_BODY, replay->index));
	const char *author = find_author(replay, &entry.header.author);
	for (uint16_t position = 0; body_next(&body, &bytes); position++) {
		struct record record;
		struct change_about about;
		if (position >= results.size / RESULT_SIZE ||
			!result_is_new(result_at(results, position).code))
			continue;
		arena_reset(replay->memory->record);
		if (record_decode(bytes, replay->memory->record, &record) != ERR_OK) {
			store_fail(replay->txn, ERR_CORRUPT);
			return NULL;
		}
		if (!changerecord_about(&record, &about))
			continue;
		struct change_record *kept = keep_record(replay, &record, &about);
		if (kept == NULL)
			return NULL;
		struct result result = result_at(results, position);
		kept->late = result.code == RESULT_REMARKED && (result.field & REMARK_LATE) != 0;
		kept->author = author;
		kept->record = (struct citation){replay->index, position, merkle_leaf(bytes)};
	}
	return *first;
}

static void replay_entry(struct replay *replay, const struct listed *agreements)
{
	const struct change_record *records = keep_entry(replay);
	bool moves = false;
	for (const struct change_record *at = records; at != NULL; at = at->next)
		moves = moves || at->about.moves;
	for (const struct listed *at = agreements; moves && at != NULL; at = at->next)
		compare_agreement(replay, at->agreement->dnr, records);
}

/* ---- what is not worth saying */

/* Nobody has said yet what it is made of, and need not have: the year is far ahead. */
static bool is_far_and_not_known(const struct replay *replay, const struct change *change)
{
	uint64_t last = 0;
	for (const struct change_step *at = change->steps; at != NULL; at = at->next) {
		if (at->before.state == CHANGE_KNOWN || at->after.state == CHANGE_KNOWN)
			return false;
		last = at->entry;
	}
	return change->year > year_of_entry(replay, last) + 1;
}

static void leave_out_far_years(struct replay *replay)
{
	struct change **slot = &replay->changes->changes;
	while (*slot != NULL)
		if (is_far_and_not_known(replay, *slot))
			*slot = (*slot)->next;
		else
			slot = &(*slot)->next;
}

enum err changes_between(struct store_txn *txn, uint64_t from, uint64_t to,
	const struct changes_memory *memory, const struct changes **ret_changes)
{
	struct replay replay = {.txn = txn, .memory = memory};
	const struct listed *agreements = NULL;
	assert(from <= to && to <= ledger_size(txn));
	struct changes *changes = take(&replay, sizeof(*changes));
	if (changes == NULL)
		return ERR_RANGE;
	*changes = (struct changes){.from = from, .to = to};
	replay.changes = changes;
	replay.records_end = &changes->records;
	replay.changes_end = &changes->changes;
	/* None is ever taken away, so those at the end are all there were. */
	enum err err = inforce_list(txn, to, memory->keep, &agreements);
	if (err != ERR_OK)
		return err;
	/* Entry 0 is the genesis. */
	for (replay.index = from == 0 ? 1 : from; replay.index < to; replay.index++) {
		replay_entry(&replay, agreements);
		if (store_error(txn) != ERR_OK)
			return store_error(txn);
		if (replay.err != ERR_OK)
			return replay.err;
	}
	leave_out_far_years(&replay);
	*ret_changes = changes;
	return store_error(txn);
}

bool changes_is_cause(const struct change_record *record, const struct change *change,
	const struct change_step *step)
{
	if (record->record.index != step->entry || !record->about.moves)
		return false;
	if (record->about.agreement[0] != '\0')
		return strcmp(record->about.agreement, change->dnr) == 0 &&
		       (record->cost_year == 0 || record->cost_year == change->year);
	return record->about.unit[0] == '\0' || change->shared ||
	       strcmp(record->about.unit, change->unit) == 0;
}
