#include "unitbook.h"

#include <string.h>

#include "inforce.h"
#include "jour/limits.h"

/* Longer histories than anybody has; records that follow one another in a ring end there. */
#define STEPS_MAX 16

/* What one record says of others, by their codes until every page is there. */
struct named {
	struct named *next;
	struct unit_page *page;
	struct unit_record *record;
	const char *parent;
	size_t follows_count;
	const char **follows;
};

struct reading {
	struct arena *memory;
	struct unitbook book;
	struct unit_record **end; /* of the last page's records */
	struct named *named;
	bool full;
};

static void *take(struct reading *reading, size_t size)
{
	void *memory = arena_alloc(reading->memory, size);
	reading->full = reading->full || memory == NULL;
	return memory;
}

static const char *keep(struct reading *reading, const char *text)
{
	char *copy = take(reading, strlen(text) + 1);
	return copy == NULL ? "" : memcpy(copy, text, strlen(text) + 1);
}

/* Pages come in order and lie one after the other: they grow in room set aside for all. */
static struct unit_page *page_of(struct reading *reading, const Jour__V1__Unit *unit)
{
	struct unitbook *book = &reading->book;
	if (book->count > 0 && strcmp(book->pages[book->count - 1].code, unit->code) == 0)
		return &book->pages[book->count - 1];
	struct unit_page *page = &book->pages[book->count++];
	strncpy(page->code, unit->code, UNIT_CODE_SIZE - 1);
	reading->end = &page->records;
	return page;
}

static void note_names(struct reading *reading, struct unit_page *page, struct unit_record *record,
	const Jour__V1__Unit *unit)
{
	if (unit->parent[0] == '\0' && unit->n_follows == 0)
		return;
	struct named *named = take(reading, sizeof(*named));
	const char **follows = take(reading, unit->n_follows * sizeof(*follows));
	if (named == NULL || follows == NULL)
		return;
	*named = (struct named){reading->named, page, record, keep(reading, unit->parent),
		unit->n_follows, follows};
	for (size_t i = 0; i < unit->n_follows; i++)
		follows[i] = keep(reading, unit->follows[i]);
	reading->named = named;
}

static void add_record(struct reading *reading, const Jour__V1__Unit *unit)
{
	struct unit_record *record = take(reading, sizeof(*record));
	if (record == NULL)
		return;
	struct unit_page *page = page_of(reading, unit);
	page->type = unit->type;
	record->days = days_from_to(unit->from, unit->to);
	record->name = keep(reading, unit->name);
	record->county = keep(reading, unit->county);
	*reading->end = record;
	reading->end = &record->next;
	note_names(reading, page, record, unit);
}

static void add_link(
	struct reading *reading, struct unit_link **first, struct unit_page *to, int32_t since)
{
	for (struct unit_link *link = *first; link != NULL; link = link->next)
		if (link->to == to) {
			link->since = since < link->since ? since : link->since;
			return;
		}
	struct unit_link *link = take(reading, sizeof(*link));
	if (link == NULL)
		return;
	*link = (struct unit_link){*first, to, since};
	*first = link;
}

static void resolve(struct reading *reading, const struct named *named)
{
	const struct unitbook *book = &reading->book;
	struct unit_page *parent = unitbook_find(book, named->parent);
	named->record->parent = parent;
	if (parent != NULL)
		add_link(reading, &parent->districts, named->page, named->record->days.first);
	for (size_t i = 0; i < named->follows_count; i++) {
		struct unit_page *page = unitbook_find(book, named->follows[i]);
		if (page != NULL)
			add_link(
				reading, &page->successors, named->page, named->record->days.first);
	}
}

static void find_mergers(struct reading *reading)
{
	for (size_t i = 0; i < reading->book.count; i++) {
		struct unit_page *page = &reading->book.pages[i];
		const struct unit_link *only = page->successors;
		struct days after = {only == NULL ? 0 : only->since, INT32_MAX};
		if (only == NULL || only->next != NULL || unitbook_is_there(page, after))
			continue;
		page->merged_into = only->to;
		add_link(reading, &only->to->absorbed, page, only->since);
	}
}

/* How many units there are, at most. */
static size_t count_records(struct store_txn *txn, uint64_t size)
{
	struct state_scan scan = state_scan(txn, JOUR__V1__RECORD__BODY_UNIT, BYTES_NONE, size);
	struct standing standing;
	size_t count = 0;
	while (state_scan_next(&scan, &standing))
		count++;
	return count;
}

enum err unitbook_read(struct store_txn *txn, uint64_t size, struct arena *memory,
	struct arena *scratch, struct unitbook *ret_book)
{
	struct reading reading = {.memory = memory};
	struct standing standing;
	reading.book.pages = take(&reading, count_records(txn, size) * sizeof(struct unit_page));
	if (reading.book.pages == NULL)
		return ERR_RANGE;
	struct state_scan scan = state_scan(txn, JOUR__V1__RECORD__BODY_UNIT, BYTES_NONE, size);
	while (!reading.full && state_scan_next(&scan, &standing)) {
		arena_reset(scratch);
		const Jour__V1__Unit *unit =
			state_body(txn, JOUR__V1__RECORD__BODY_UNIT, standing.record, scratch);
		if (unit == NULL)
			break;
		add_record(&reading, unit);
	}
	for (const struct named *named = reading.named; named != NULL; named = named->next)
		resolve(&reading, named);
	find_mergers(&reading);
	if (reading.full || store_error(txn) != ERR_OK)
		return reading.full ? ERR_RANGE : store_error(txn);
	*ret_book = reading.book;
	return ERR_OK;
}

struct unit_page *unitbook_find(const struct unitbook *book, const char *code)
{
	size_t low = 0, high = book->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = key_text_compare(book->pages[middle].code, code);
		if (order == 0)
			return &book->pages[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct unit_record *unitbook_record(const struct unit_page *page, int32_t day)
{
	const struct unit_record *found = page->records;
	for (const struct unit_record *record = found; record != NULL; record = record->next)
		if (record->days.first <= day)
			found = record;
	return found;
}

const struct unit_page *unitbook_kommun(const struct unit_page *page, struct period period)
{
	const struct unit_record *record =
		unitbook_record(page, date_day_number(period_last_day(period)));
	return record == NULL ? NULL : record->parent;
}

bool unitbook_moves(const struct unit_page *page, struct period period)
{
	struct days days = {date_day_number(period_first_day(period)),
		date_day_number(period_last_day(period))};
	const struct unit_page *first = NULL;
	for (const struct unit_record *record = page->records; record != NULL;
		record = record->next) {
		if (record->parent == NULL || !days_any(days_common(record->days, days)))
			continue;
		if (first != NULL && record->parent != first)
			return true;
		first = record->parent;
	}
	return false;
}

uint16_t unitbook_months_under(
	const struct unit_page *page, const struct unit_page *kommun, uint32_t year)
{
	uint16_t months = 0;
	for (const struct unit_record *record = page->records; record != NULL;
		record = record->next)
		if (record->parent == kommun)
			months |= inforce_months_of(record->days, year);
	return months;
}

uint16_t unitbook_months(const struct unit_page *page, uint32_t year)
{
	uint16_t months = 0;
	for (const struct unit_record *record = page->records; record != NULL;
		record = record->next)
		months |= inforce_months_of(record->days, year);
	return months;
}

bool unitbook_is_there(const struct unit_page *page, struct days days)
{
	for (const struct unit_record *record = page->records; record != NULL;
		record = record->next)
		if (days_any(days_common(record->days, days)))
			return true;
	return false;
}

/* ---- who stands for a unit */

struct standing_in {
	void (*tell)(void *context, struct unit_page *page, struct days days);
	void *context;
};

static void tell_own(const struct standing_in *in, struct unit_page *page, struct days days)
{
	for (const struct unit_record *record = page->records; record != NULL;
		record = record->next) {
		struct days own = days_common(record->days, days);
		if (days_any(own))
			in->tell(in->context, page, own);
	}
}

static void tell_before(
	const struct standing_in *in, struct unit_page *page, struct days days, unsigned step)
{
	tell_own(in, page, days);
	for (const struct unit_link *link = page->absorbed; link != NULL && step < STEPS_MAX;
		link = link->next) {
		struct days before = days_common(days, (struct days){INT32_MIN, link->since - 1});
		if (days_any(before))
			tell_before(in, link->to, before, step + 1);
	}
}

/* Only what begins after the last day before the gap takes over in it: what began while the unit
 * was there took a part of it with it, and the rest went on. */
static void tell_after(
	const struct standing_in *in, struct unit_page *page, struct days days, unsigned step)
{
	int32_t there_to = page->records->days.first - 1;
	tell_own(in, page, days);
	if (step == STEPS_MAX)
		return;
	for (const struct unit_record *record = page->records; record != NULL;
		record = record->next) {
		if (record->days.last > there_to)
			there_to = record->days.last;
		int32_t next = record->next == NULL ? INT32_MAX : record->next->days.first;
		struct days gap = {there_to + 1, next - 1};
		struct days rest = days_common(days, gap);
		for (struct unit_link *link = page->successors; link != NULL && days_any(rest);
			link = link->next)
			if (link->since >= gap.first && link->since <= gap.last)
				tell_after(in, link->to, rest, step + 1);
	}
}

void unitbook_stand_in(struct unit_page *page, struct days days,
	void (*tell)(void *context, struct unit_page *page, struct days days), void *context)
{
	struct standing_in in = {tell, context};
	struct days before =
		days_common(days, (struct days){INT32_MIN, page->records->days.first - 1});
	tell_after(&in, page, days, 0);
	if (days_any(before))
		tell_before(&in, page, before, 0);
}
