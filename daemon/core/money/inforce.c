#include "inforce.h"

#include <string.h>

#include "agreements.h"
#include "agreementyear.h"

/* The part of an agreement's term that lies in its agreement year. */
static struct days span_in_year(const Jour__V1__Agreement *agreement, uint32_t year)
{
	return days_common(agreementyear_of(agreement, year), agreementyear_held(agreement));
}

static uint16_t months_between(uint32_t from, uint32_t to, uint32_t year)
{
	uint16_t months = 0;
	for (uint32_t i = 0; i < 12; i++) {
		/* Day 31 stands for the month's end: no date in a shorter month is later. */
		uint32_t first = year * 10000 + (i + 1) * 100 + 1;
		if (from <= first + 30 && to >= first)
			months |= (uint16_t)(1u << i);
	}
	return months;
}

uint16_t inforce_months_of(struct days days, uint32_t year)
{
	struct days of_year = days_from_to(year * 10000 + 101, year * 10000 + 1231);
	struct days common = days_common(days, of_year);
	return days_any(common)
		       ? months_between(days_to_date(common.first), days_to_date(common.last), year)
		       : 0;
}

uint16_t inforce_months(const Jour__V1__Agreement *version, uint32_t year)
{
	return months_between(version->from, days_to_date(agreementyear_held(version).last), year);
}

uint16_t inforce_governed(const Jour__V1__Agreement *version, uint32_t year)
{
	return months_between(version->from, UINT32_MAX, year);
}

bool inforce_counts(uint16_t term, uint16_t newer, uint16_t period)
{
	return (term & period) != 0 && (newer & period) == 0;
}

static const Jour__V1__Agreement *decode(
	struct store_txn *txn, const struct standing *standing, struct arena *arena)
{
	struct record record;
	enum err err = record_decode(standing->record, arena, &record);
	if (err == ERR_OK)
		return record_body(&record);
	/* What was accepted is canonical and has its own limit: only a small arena is no damage. */
	if (err != ERR_RANGE)
		store_fail(txn, ERR_CORRUPT);
	return NULL;
}

bool inforce_version(struct store_txn *txn, const char *dnr, uint32_t year, uint64_t size,
	struct arena *arena, struct version *ret_version)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct version version = {.agreement = NULL};
	struct standing standing;
	struct days chosen = {0, -1};
	int32_t governed_from = INT32_MAX; /* by the newer versions */
	key_text(&prefix, dnr);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_AGREEMENT, written(&prefix), size);
	/* An agreement year begins in its calendar year: before that nothing older can count. */
	while (governed_from > days_of_date(year * 10000 + 101) &&
		state_scan_next(&scan, &standing)) {
		size_t mark = arena->used;
		const Jour__V1__Agreement *agreement = decode(txn, &standing, arena);
		if (agreement == NULL)
			return false;
		/* Each version has its own agreement years; the newest is met first. */
		struct days span = span_in_year(agreement, year);
		if (span.last >= governed_from)
			span.last = governed_from - 1;
		if (days_of_date(agreement->from) < governed_from)
			governed_from = days_of_date(agreement->from);
		if (days_any(span) && !version.in_force) {
			version = (struct version){agreement, standing, true, false};
			chosen = span;
			continue;
		}
		if (days_any(span))
			version.others = version.others || span.first < chosen.first ||
					 span.last > chosen.last;
		arena->used = mark;
	}
	if (!version.in_force)
		version.agreement = agreements_newest(txn, dnr, size, arena, &version.standing);
	if (version.agreement == NULL)
		return false;
	*ret_version = version;
	return true;
}

static void insert(const struct listed **first, struct listed *item)
{
	const struct listed **at = first;
	while (*at != NULL && strcmp((*at)->agreement->dnr, item->agreement->dnr) < 0)
		/* The list is ours; only its readers see it as const. */
		at = &((struct listed *)(uintptr_t)*at)->next;
	item->next = *at;
	*at = item;
}

enum err inforce_list(
	struct store_txn *txn, uint64_t size, struct arena *arena, const struct listed **ret_first)
{
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_AGREEMENT, BYTES_NONE, size);
	const struct listed *first = NULL;
	struct standing standing;
	while (state_scan_next(&scan, &standing)) {
		uint8_t buffer[NATURAL_KEY_SIZE_MAX];
		struct writer dnr = writer_of(buffer, sizeof(buffer));
		const Jour__V1__Agreement *agreement = decode(txn, &standing, arena);
		if (agreement == NULL)
			return store_error(txn) != ERR_OK ? store_error(txn) : ERR_RANGE;
		struct listed *item = arena_alloc(arena, sizeof(*item));
		if (item == NULL)
			return ERR_RANGE;
		item->agreement = agreement;
		insert(&first, item);
		/* Of one diary number the newest version comes first. */
		key_text(&dnr, agreement->dnr);
		state_scan_past(&scan, dnr.size);
	}
	if (store_error(txn) != ERR_OK)
		return store_error(txn);
	*ret_first = first;
	return ERR_OK;
}

bool inforce_is_over(const Jour__V1__Agreement *newest, uint32_t year)
{
	/* From its first day on it governs alone, and that lies before its last. */
	return agreementyear_held(newest).last < days_of_date(year * 10000 + 101);
}

const char *inforce_unit_name(struct store_txn *txn, const char *code, uint32_t year, uint64_t size,
	struct arena *arena, struct arena *scratch)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing, found;
	bool any = false;
	key_text(&prefix, code);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_UNIT, written(&prefix), size);
	/* Ascending by first day. */
	while (state_scan_next(&scan, &standing)) {
		struct reader from =
			reader_of((struct bytes){scan.at + scan.prefix_size, sizeof(uint32_t)});
		if (any && read_be32(&from) > year * 10000 + 1231)
			break;
		found = standing;
		any = true;
	}
	const char *name = code;
	arena_reset(scratch);
	const Jour__V1__Unit *unit =
		any ? state_body(txn, JOUR__V1__RECORD__BODY_UNIT, found.record, scratch) : NULL;
	if (unit != NULL)
		name = unit->name;
	char *copy = arena_alloc(arena, strlen(name) + 1);
	return copy == NULL ? NULL : memcpy(copy, name, strlen(name) + 1);
}
