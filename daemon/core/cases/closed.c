#include "closed.h"

#include <string.h>

/* ---- closed figures */

/* What totals_read is told about the units of one close. */
struct chosen {
	struct store_txn *txn;
	uint64_t size;
	struct period period;
	uint64_t entry;
	const char *by;
};

static bool is_chosen(void *context, const char *unit)
{
	struct chosen *chosen = context;
	struct closing closing;
	return closing_find(chosen->txn, chosen->size, unit, chosen->period, &closing) &&
	       closing.entry == chosen->entry;
}

/* True when `outer` has every day of `inner`. */
static bool is_inside(struct period inner, struct period outer)
{
	return outer.year == inner.year && outer.months >= inner.months &&
	       period_overlaps(outer, inner);
}

/* The entry of the first close after `after` that the period can have been closed by; 0: none. */
static uint64_t next_entry(
	struct store_txn *txn, uint64_t size, struct period period, uint64_t after)
{
	struct closing_scan scan = closing_scan(txn, size, period.year);
	struct closing closing;
	uint64_t first = 0;
	while (closing_next(&scan, &closing))
		if (!closing.reopened && closing.entry > after &&
			is_inside(period, closing.period) && (first == 0 || closing.entry < first))
			first = closing.entry;
	return first;
}

static enum err read_part(struct chosen *chosen, const struct totals_query *query,
	const struct coverage_calendar *calendar, struct arena *memory, struct arena *scratch,
	struct closed_part *part)
{
	struct totals_query of_close = *query;
	struct coverage_calendar then = *calendar;
	then.today = calendar->received_day(calendar->context, chosen->entry);
	of_close.wants = is_chosen;
	of_close.context = chosen;
	enum err err = reports_read(
		chosen->txn, chosen->entry + 1, chosen->period, memory, scratch, &part->reports);
	if (err == ERR_OK)
		err = coverage_read(&part->reports, &then, &part->coverage);
	struct totals_query split = of_close;
	if (err == ERR_OK && chosen->by != NULL &&
		totals_parse_by(&part->reports.codes, chosen->by, &split))
		of_close = split;
	if (err == ERR_OK)
		err = totals_read(&part->reports, &of_close, &part->totals);
	part->entry = chosen->entry;
	part->day = then.today;
	return err;
}

enum err closed_read(struct store_txn *txn, uint64_t size, struct period period,
	const struct totals_query *query, const char *by, const struct coverage_calendar *calendar,
	struct arena *memory, struct arena *scratch, struct closed_part **ret_parts)
{
	struct closed_part *parts = NULL, **end = &parts;
	struct chosen chosen = {.txn = txn, .size = size, .period = period, .by = by};
	while ((chosen.entry = next_entry(txn, size, period, chosen.entry)) != 0) {
		size_t used = memory->used;
		struct closed_part *part = arena_alloc(memory, sizeof(*part));
		enum err err = part == NULL
				       ? ERR_RANGE
				       : read_part(&chosen, query, calendar, memory, scratch, part);
		if (err != ERR_OK)
			return err;
		/* Nothing in it, and not because nobody has reported. */
		if (part->totals.rows == NULL && !is_chosen(&chosen, UNIT_EVERY)) {
			memory->used = used;
			continue;
		}
		*end = part;
		end = &part->next;
	}
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	*ret_parts = parts;
	return ERR_OK;
}

const struct total_row *closed_row(
	const struct closed_part *parts, const char *unit, const struct closed_part **ret_part)
{
	for (; parts != NULL; parts = parts->next)
		for (const struct total_row *row = parts->totals.rows; row != NULL; row = row->next)
			if (strcmp(row->unit->code, unit) == 0) {
				*ret_part = parts;
				return row;
			}
	return NULL;
}

/* ---- what came late */

struct lateness {
	struct store_txn *txn;
	uint64_t size;
	struct period period;
	uint64_t first_close; /* what came before it needs no look */
	struct arena *memory;
	struct arena *scratch;
	struct late_record **end;
	bool full;
};

static const char *keep_text(struct lateness *lateness, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = arena_alloc(lateness->memory, size);
	lateness->full = lateness->full || copy == NULL;
	return copy == NULL ? "" : memcpy(copy, text, size);
}

static void look_at(struct lateness *lateness, const struct standing *standing)
{
	struct record record;
	arena_reset(lateness->scratch);
	if (record_decode(standing->record, lateness->scratch, &record) != ERR_OK) {
		store_fail(lateness->txn, ERR_CORRUPT);
		return;
	}
	struct late_record late = {.kind = record.kind, .entry = standing->index};
	if (!record_counts_for(&record, &late.unit, &late.period) ||
		!closing_find(
			lateness->txn, lateness->size, late.unit, late.period, &late.closing) ||
		late.entry <= late.closing.entry)
		return;
	struct late_record *kept = arena_alloc(lateness->memory, sizeof(*kept));
	if (kept == NULL) {
		lateness->full = true;
		return;
	}
	*kept = late;
	kept->unit = keep_text(lateness, late.unit);
	kept->what = record.kind == JOUR__V1__RECORD__BODY_EFFORT
			     ? keep_text(lateness, record.message->effort->measure)
			     : "";
	*lateness->end = kept;
	lateness->end = &kept->next;
}

/* Both kinds' natural keys begin with the period. */
static void look_at_period(struct lateness *lateness, unsigned kind, struct period period)
{
	uint8_t buffer[4];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	write_be16(&prefix, period.year);
	write_u8(&prefix, period.months);
	write_u8(&prefix, period.first_month);
	struct state_scan scan = state_scan(lateness->txn, kind, written(&prefix), lateness->size);
	while (!lateness->full && state_scan_next(&scan, &standing))
		if (standing.index > lateness->first_close)
			look_at(lateness, &standing);
}

/* Nobody's later word has opened it again. */
static bool is_in_force(struct store_txn *txn, uint64_t size, const struct closing *closing)
{
	struct closing found;
	return closing_find(txn, size, closing->scope, closing->period, &found) &&
	       found.entry == closing->entry;
}

/* Fills `ret_closings` (NULL: only counts them), and says which came first. */
static size_t list_closings(
	const struct lateness *lateness, struct closing *ret_closings, uint64_t *ret_first)
{
	struct closing_scan scan =
		closing_scan(lateness->txn, lateness->size, lateness->period.year);
	struct closing closing;
	size_t count = 0;
	while (closing_next(&scan, &closing)) {
		if (!period_overlaps(closing.period, lateness->period) ||
			!is_in_force(lateness->txn, lateness->size, &closing))
			continue;
		if (ret_closings != NULL)
			ret_closings[count] = closing;
		if (count == 0 || closing.entry < *ret_first)
			*ret_first = closing.entry;
		count++;
	}
	return count;
}

enum err closed_survey(struct store_txn *txn, uint64_t size, struct period period,
	struct arena *memory, struct arena *scratch, struct settled *ret_settled)
{
	static const uint8_t lengths[] = {1, 3, 6, 12};
	struct late_record *late = NULL;
	struct lateness lateness = {txn, size, period, 0, memory, scratch, &late, false};
	size_t count = list_closings(&lateness, NULL, &lateness.first_close);
	struct closing *closings = arena_alloc(memory, count * sizeof(*closings));
	if (closings == NULL)
		return ERR_RANGE;
	(void)list_closings(&lateness, closings, &lateness.first_close);
	for (size_t i = 0; count > 0 && i < sizeof(lengths); i++)
		for (uint8_t first = 1; first <= 12; first = (uint8_t)(first + lengths[i])) {
			struct period at = {period.year, first, lengths[i]};
			if (!period_overlaps(at, period))
				continue;
			look_at_period(&lateness, JOUR__V1__RECORD__BODY_CASE_TABLE, at);
			look_at_period(&lateness, JOUR__V1__RECORD__BODY_EFFORT, at);
		}
	if (lateness.full || store_error(txn) != ERR_OK)
		return lateness.full ? ERR_RANGE : store_error(txn);
	*ret_settled = (struct settled){count, closings, late};
	return ERR_OK;
}
