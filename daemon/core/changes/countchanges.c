#include "countchanges.h"

#include <string.h>

/* A unit's total of a period, which some record may have changed. */
struct tracked {
	struct tracked *next;
	const char *unit;
	struct period period;
	bool touched; /* the entry at hand may change it */
};

struct recount {
	struct store_txn *txn;
	const struct changes *changes;
	const struct totals_asked *asked;
	const struct changes_memory *memory;
	const struct change_record *records; /* those of the entry at hand come first */
	struct tracked *tracked;
	struct count_change *first;
	struct count_change **end;
	enum err err;
};

static void *take(struct recount *recount, size_t size)
{
	void *memory = arena_alloc(recount->memory->keep, size);
	if (memory == NULL)
		recount->err = ERR_RANGE;
	return memory;
}

static const char *copy_text(struct recount *recount, const char *text)
{
	char *copy = take(recount, strlen(text) + 1);
	return copy == NULL ? "" : memcpy(copy, text, strlen(text) + 1);
}

static void fail(struct recount *recount, enum err err)
{
	if (recount->err == ERR_OK)
		recount->err = err;
}

/* ---- which totals a record is in */

/* What can change any total: of whom tables are expected, what is a part of what, and which values
 * count. */
static bool moves_all(const struct recount *recount, const struct change_record *record)
{
	return record->number == JOUR__V1__RECORD__BODY_AGREEMENT ||
	       record->number == JOUR__V1__RECORD__BODY_UNIT ||
	       (recount->asked->by != NULL && record->number == JOUR__V1__RECORD__BODY_CODE_LIST);
}

static bool is_table_in(
	const struct change_record *record, const struct totalscope *scope, struct period period)
{
	return record->number == JOUR__V1__RECORD__BODY_CASE_TABLE &&
	       period_overlaps(record->about.period, period) &&
	       totalscope_has(scope, record->about.unit);
}

/* The record of the entry at hand that follows; `at` may be NULL. */
static const struct change_record *next_record(
	const struct recount *recount, const struct change_record *at)
{
	const struct change_record *next = at == NULL ? NULL : at->next;
	return next != NULL && next->record.index == recount->records->record.index ? next : NULL;
}

static bool entry_moves_all(const struct recount *recount)
{
	const struct change_record *at = recount->records;
	while (at != NULL && !moves_all(recount, at))
		at = next_record(recount, at);
	return at != NULL;
}

static bool entry_has_table(const struct recount *recount)
{
	const struct change_record *at = recount->records;
	while (at != NULL && at->number != JOUR__V1__RECORD__BODY_CASE_TABLE)
		at = next_record(recount, at);
	return at != NULL;
}

/* The units as of a size, in the arena for work: no more of a report than a scope needs. */
static bool read_book(struct recount *recount, uint64_t size, struct reports *ret_reports)
{
	struct arena *work = recount->memory->work, *scratch = recount->memory->scratch;
	arena_reset(work);
	*ret_reports = (struct reports){
		.txn = recount->txn, .size = size, .memory = work, .scratch = scratch};
	enum err err = unitbook_read(recount->txn, size, work, scratch, &ret_reports->book);
	if (err != ERR_OK)
		fail(recount, err);
	return err == ERR_OK;
}

/* Valid until the next one is read. */
static bool read_scope(struct recount *recount, struct reports *units, const char *unit,
	struct period period, struct totalscope *ret_scope)
{
	struct totalscope_asked asked = {.unit = unit};
	size_t used = units->memory->used;
	units->period = period;
	enum err err = totalscope_read(units, &asked, ret_scope);
	units->memory->used = used;
	if (err != ERR_OK && err != ERR_NOTFOUND)
		fail(recount, err);
	return err == ERR_OK;
}

/* ---- what is looked at */

static void track(struct recount *recount, const char *unit, struct period period)
{
	struct tracked **slot = &recount->tracked;
	for (; *slot != NULL; slot = &(*slot)->next)
		if (period_equal((*slot)->period, period) && strcmp((*slot)->unit, unit) == 0)
			return;
	struct tracked *added = take(recount, sizeof(*added));
	if (added == NULL)
		return;
	*added = (struct tracked){.unit = copy_text(recount, unit), .period = period};
	*slot = added;
}

static bool is_wanted(const struct recount *recount, const struct unit_page *page)
{
	const char *unit = recount->asked->scope.unit;
	return unit == NULL || strcmp(unit, page->code) == 0;
}

/* Units are never taken away, so those at the end are all there were. */
static void track_all(struct recount *recount, struct period period)
{
	struct reports units;
	if (!read_book(recount, recount->changes->to, &units))
		return;
	for (size_t i = 0; i < units.book.count; i++)
		if (is_wanted(recount, &units.book.pages[i]))
			track(recount, units.book.pages[i].code, period);
}

/* The totals of a unit: the scope is read again for each period, which mostly is the last one's. */
static void track_unit(struct recount *recount, struct reports *units, const char *unit,
	const struct period *asked)
{
	struct totalscope scope;
	struct period last = {.months = 0};
	bool there = false;
	for (const struct change_record *at = recount->records; at != NULL;
		at = next_record(recount, at)) {
		struct period period = asked == NULL ? at->about.period : *asked;
		if (at->number != JOUR__V1__RECORD__BODY_CASE_TABLE)
			continue;
		if (!period_equal(period, last))
			there = read_scope(recount, units, unit, period, &scope);
		last = period;
		if (there && is_table_in(at, &scope, period))
			track(recount, unit, period);
	}
}

static void track_tables(struct recount *recount, const struct period *asked)
{
	struct reports units;
	if (!read_book(recount, recount->records->record.index + 1, &units))
		return;
	for (size_t i = 0; i < units.book.count && recount->err == ERR_OK; i++)
		if (is_wanted(recount, &units.book.pages[i]))
			track_unit(recount, &units, units.book.pages[i].code, asked);
}

/* Sets `touched` by the entry at hand. */
static void touch(struct recount *recount)
{
	struct reports units;
	struct totalscope scope;
	bool all = entry_moves_all(recount);
	if (!read_book(recount, recount->records->record.index + 1, &units))
		return;
	for (struct tracked *tracked = recount->tracked; tracked != NULL; tracked = tracked->next) {
		const struct change_record *at = recount->records;
		tracked->touched = all;
		if (all || !read_scope(recount, &units, tracked->unit, tracked->period, &scope))
			continue;
		for (; at != NULL && !tracked->touched; at = next_record(recount, at))
			tracked->touched = is_table_in(at, &scope, tracked->period);
	}
}

/* ---- both sides of an entry */

/* The tables of a period as of a size. */
struct side {
	struct reports reports;
	struct coverage coverage;
};

/* A total in them. */
struct side_total {
	struct totals_query query;
	struct totals totals;
	bool there; /* there is such a unit */
};

static struct count_value value_of(const struct total_cell *cell)
{
	if (cell == NULL)
		return (struct count_value){.state = CELL_NOT_REPORTED};
	enum cell_state state = total_cell_state(cell);
	return (struct count_value){state, state == CELL_COUNT ? cell->count : 0,
		state == CELL_COUNT && total_cell_is_at_least(cell)};
}

/* What the values of a cell are called, "" where there is no other. */
struct cell_name {
	char text[TABLE_DIMENSIONS_MAX][2 * CODE_NAME_MAX + 16];
};

static void write_value(const struct countaxis *axis, size_t place, struct writer *to)
{
	const struct codelist *list = axis->values[place].list;
	write_span(to, bytes_of_text(countaxis_value(axis, place)->code));
	if (!countaxis_is_stray(axis, place))
		return;
	char digits[10];
	size_t size = sizeof(digits);
	uint32_t left = list->version;
	do {
		digits[--size] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	write_span(to, bytes_of_text(" ("));
	write_span(to, bytes_of_text(list->name));
	write_u8(to, ' ');
	write_copy(to, digits + size, sizeof(digits) - size);
	write_u8(to, ')');
}

/* False when it is a stray with nothing in it. */
static bool name_cell(const struct totals *totals, size_t position, struct cell_name *ret_name)
{
	bool shown = true;
	*ret_name = (struct cell_name){{""}};
	for (size_t i = totals->axis_count; i > 0; i--) {
		const struct countaxis *axis = &totals->axis[i - 1];
		struct writer to = writer_of(ret_name->text[i - 1], sizeof(ret_name->text[0]) - 1);
		size_t place = position % axis->count;
		write_value(axis, place, &to);
		shown = shown && (!countaxis_is_stray(axis, place) || axis->values[place].shown);
		position /= axis->count;
	}
	return shown;
}

static bool same_name(const struct cell_name *a, const struct cell_name *b)
{
	for (size_t i = 0; i < TABLE_DIMENSIONS_MAX; i++)
		if (strcmp(a->text[i], b->text[i]) != 0)
			return false;
	return true;
}

/* Mostly it stands where it stood, so that place is tried first. */
static const struct total_cell *find_cell(
	const struct side_total *side, size_t near, const struct cell_name *name)
{
	struct cell_name found;
	size_t count = side->there ? side->totals.cell_count : 0;
	for (size_t i = 0; i < count; i++) {
		size_t at = (near + i) % count;
		if (name_cell(&side->totals, at, &found) && same_name(&found, name))
			return &side->totals.cells[at];
	}
	return NULL;
}

/* No count depends on when its table came. */
static int32_t no_day(void *context, uint64_t index)
{
	(void)context;
	(void)index;
	return 0;
}

/* All that the totals of several units need, so that none of them adds a unit to the reports: what
 * a total has taken of the arena can be given back. */
static void name_units(struct recount *recount, struct reports *reports)
{
	for (const struct tracked *at = recount->tracked; at != NULL; at = at->next) {
		struct unit_page *page = unitbook_find(&reports->book, at->unit);
		struct reporting_unit *unit =
			at->touched && page != NULL ? reports_unit(reports, at->unit) : NULL;
		if (unit != NULL)
			unit->page = page;
	}
	if (reports->full)
		fail(recount, ERR_RANGE);
}

static struct side *read_side(struct recount *recount, uint64_t size, struct period period)
{
	static const struct coverage_calendar calendar = {NULL, no_day, 0};
	struct side *side = arena_alloc(recount->memory->work, sizeof(*side));
	enum err err = side == NULL
			       ? ERR_RANGE
			       : reports_read(recount->txn, size, period, recount->memory->work,
					 recount->memory->scratch, &side->reports);
	if (err == ERR_OK)
		err = coverage_read(&side->reports, &calendar, &side->coverage);
	if (err != ERR_OK) {
		fail(recount, err);
		return NULL;
	}
	name_units(recount, &side->reports);
	return side;
}

static bool read_total(struct recount *recount, const struct tracked *tracked, struct side *side,
	struct side_total *ret_total)
{
	struct totals_asked asked = {.scope = {.unit = tracked->unit},
		.by = recount->asked->by,
		.source = recount->asked->source};
	enum err err = totalsask_query(&side->reports, &asked, &ret_total->query);
	/* A list that there was not yet splits nothing. */
	asked.by = NULL;
	if (err == ERR_MALFORMED)
		err = totalsask_query(&side->reports, &asked, &ret_total->query);
	ret_total->there = err != ERR_NOTFOUND;
	if (err == ERR_OK)
		err = totals_read(&side->reports, &ret_total->query, &ret_total->totals);
	if (err != ERR_OK && err != ERR_NOTFOUND)
		fail(recount, err);
	return recount->err == ERR_OK;
}

static bool is_named(const struct count_change *change, const struct cell_name *name)
{
	for (size_t i = 0; i < TABLE_DIMENSIONS_MAX; i++)
		if (strcmp(change->value[i], name->text[i]) != 0)
			return false;
	return true;
}

static struct count_change *find_change(
	struct recount *recount, const struct tracked *tracked, const struct cell_name *name)
{
	struct count_change *at = recount->first;
	for (; at != NULL; at = at->next)
		if (period_equal(at->period, tracked->period) &&
			strcmp(at->unit, tracked->unit) == 0 && is_named(at, name))
			return at;
	at = take(recount, sizeof(*at));
	if (at == NULL)
		return NULL;
	*at = (struct count_change){.unit = tracked->unit, .period = tracked->period};
	for (size_t i = 0; i < TABLE_DIMENSIONS_MAX; i++)
		at->value[i] = copy_text(recount, name->text[i]);
	*recount->end = at;
	recount->end = &at->next;
	return at;
}

static bool is_cause(const struct recount *recount, const struct change_record *record,
	const struct count_change *change, const struct totalscope *scope)
{
	if (record->number == JOUR__V1__RECORD__BODY_CODE_LIST)
		return change->value[0][0] != '\0';
	return moves_all(recount, record) || is_table_in(record, scope, change->period);
}

static struct count_cause *list_causes(
	struct recount *recount, const struct count_change *change, const struct totalscope *scope)
{
	struct count_cause *first = NULL, **end = &first;
	for (const struct change_record *at = recount->records; at != NULL;
		at = next_record(recount, at)) {
		struct count_cause *cause =
			is_cause(recount, at, change, scope) ? take(recount, sizeof(*cause)) : NULL;
		if (cause == NULL)
			continue;
		*cause = (struct count_cause){.record = at};
		*end = cause;
		end = &cause->next;
	}
	return first;
}

/* A total on both sides of the entry at hand. */
struct pair {
	const struct tracked *tracked;
	struct side_total old, new;
};

static void compare(struct recount *recount, const struct pair *pair, const struct cell_name *name,
	const struct total_cell *old, const struct total_cell *new)
{
	struct count_value before = value_of(old), after = value_of(new);
	if (before.state == after.state && before.count == after.count &&
		before.at_least == after.at_least)
		return;
	struct count_change *change = find_change(recount, pair->tracked, name);
	struct count_step *step = take(recount, sizeof(*step));
	if (change == NULL || step == NULL)
		return;
	*step = (struct count_step){.entry = recount->records->record.index,
		.causes = list_causes(recount, change, pair->new.query.scope),
		.before = before,
		.after = after};
	struct count_step **end = &change->steps;
	while (*end != NULL)
		end = &(*end)->next;
	*end = step;
	if (change->steps == step)
		change->before = before;
	change->after = after;
}

/* What is on the new side, then what was on the old one only. */
static void compare_cells(struct recount *recount, const struct pair *pair)
{
	const struct totals *old = &pair->old.totals, *new = &pair->new.totals;
	struct cell_name name;
	for (size_t i = 0; i < new->cell_count; i++)
		if (name_cell(new, i, &name))
			compare(recount, pair, &name, find_cell(&pair->old, i, &name),
				&new->cells[i]);
	for (size_t i = 0; pair->old.there && i < old->cell_count; i++)
		if (name_cell(old, i, &name) && find_cell(&pair->new, i, &name) == NULL)
			compare(recount, pair, &name, &old->cells[i], NULL);
}

static void compare_sides(
	struct recount *recount, const struct tracked *tracked, struct side *old, struct side *new)
{
	static const struct cell_name whole = {{""}};
	struct pair pair = {.tracked = tracked};
	if (!read_total(recount, tracked, old, &pair.old) ||
		!read_total(recount, tracked, new, &pair.new) || !pair.new.there)
		return;
	compare(recount, &pair, &whole, pair.old.there ? &pair.old.totals.cases : NULL,
		&pair.new.totals.cases);
	compare_cells(recount, &pair);
}

/* ---- entry by entry */

/* Each side is read once for all totals of the period. */
static void recount_period(struct recount *recount, struct period period)
{
	struct arena *work = recount->memory->work;
	uint64_t entry = recount->records->record.index;
	arena_reset(work);
	struct side *old = read_side(recount, entry, period);
	struct side *new = old == NULL ? NULL : read_side(recount, entry + 1, period);
	size_t used = work->used;
	for (struct tracked *at = recount->tracked; at != NULL; at = at->next) {
		if (!at->touched || !period_equal(at->period, period) || recount->err != ERR_OK)
			continue;
		work->used = used;
		compare_sides(recount, at, old, new);
		at->touched = false;
	}
}

static void recount_entry(struct recount *recount)
{
	if (!entry_moves_all(recount) && !entry_has_table(recount))
		return;
	touch(recount);
	for (const struct tracked *at = recount->tracked; at != NULL; at = at->next)
		if (at->touched && recount->err == ERR_OK)
			recount_period(recount, at->period);
}

static void track_entry(struct recount *recount, const struct period *period)
{
	if (period != NULL && entry_moves_all(recount))
		track_all(recount, *period);
	else if (entry_has_table(recount))
		track_tables(recount, period);
}

/* The records of one entry follow each other. */
static bool next_entry(struct recount *recount)
{
	const struct change_record *last = recount->records;
	for (const struct change_record *at = last; at != NULL; at = next_record(recount, at))
		last = at;
	recount->records = last == NULL ? recount->changes->records : last->next;
	return recount->records != NULL && recount->err == ERR_OK &&
	       store_error(recount->txn) == ERR_OK;
}

enum err countchanges_between(struct store_txn *txn, const struct changes *changes,
	const struct totals_asked *asked, const struct period *period,
	const struct changes_memory *memory, struct count_change **ret_changes)
{
	struct recount recount = {.txn = txn, .changes = changes, .asked = asked, .memory = memory};
	recount.end = &recount.first;
	while (next_entry(&recount))
		track_entry(&recount, period);
	while (recount.tracked != NULL && next_entry(&recount))
		recount_entry(&recount);
	if (recount.err != ERR_OK || store_error(txn) != ERR_OK)
		return store_error(txn) != ERR_OK ? store_error(txn) : recount.err;
	*ret_changes = recount.first;
	return ERR_OK;
}
