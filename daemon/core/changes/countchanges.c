#include "countchanges.h"

#include <string.h>

/* A unit's totals of a period, which some record may have changed. */
struct tracked {
	struct tracked *next;
	const char *unit;
	struct period period;
};

struct recount {
	struct store_txn *txn;
	const struct changes *changes;
	const struct totals_query *query;
	const char *by;
	const struct changes_memory *memory;
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

/* ---- what is looked at */

static void track(struct recount *recount, const char *unit, struct period period)
{
	struct tracked **slot = &recount->tracked;
	if (recount->query->unit != NULL && strcmp(recount->query->unit, unit) != 0)
		return;
	for (; *slot != NULL; slot = &(*slot)->next)
		if (period_equal((*slot)->period, period) && strcmp((*slot)->unit, unit) == 0)
			return;
	struct tracked *added = take(recount, sizeof(*added));
	if (added == NULL)
		return;
	*added = (struct tracked){.unit = copy_text(recount, unit), .period = period};
	*slot = added;
}

/* Other values count from a new version of a list on, of whatever was reported before. */
static bool recodes(const struct recount *recount, const struct change_record *record)
{
	return recount->by != NULL && record->number == JOUR__V1__RECORD__BODY_CODE_LIST;
}

/* Every unit with a table, as of the end: tables are never taken away. */
static void track_all(struct recount *recount, struct period period)
{
	struct reports reports;
	arena_reset(recount->memory->work);
	enum err err = reports_read(recount->txn, recount->changes->to, period,
		recount->memory->work, recount->memory->scratch, &reports);
	if (err != ERR_OK)
		recount->err = err;
	for (struct reporting_unit *unit = reports.units; err == ERR_OK && unit != NULL;
		unit = unit->next)
		track(recount, unit->code, period);
}

static void track_records(struct recount *recount, const struct period *asked)
{
	for (const struct change_record *at = recount->changes->records; at != NULL; at = at->next)
		if (recodes(recount, at) && asked != NULL)
			track_all(recount, *asked);
		else if (at->number == JOUR__V1__RECORD__BODY_CASE_TABLE &&
			 (asked == NULL || period_overlaps(at->about.period, *asked)))
			track(recount, at->about.unit, asked == NULL ? at->about.period : *asked);
}

static bool touches(const struct recount *recount, const struct change_record *record,
	const struct tracked *tracked)
{
	if (recodes(recount, record))
		return true;
	return record->number == JOUR__V1__RECORD__BODY_CASE_TABLE &&
	       period_overlaps(record->about.period, tracked->period) &&
	       strcmp(record->about.unit, tracked->unit) == 0;
}

/* ---- both sides of an entry */

struct side {
	struct totals totals;
	const struct total_row *row; /* NULL: nothing at all */
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
	const struct side *side, size_t near, const struct cell_name *name)
{
	struct cell_name found;
	size_t count = side->row == NULL ? 0 : side->totals.cell_count;
	for (size_t i = 0; i < count; i++) {
		size_t at = (near + i) % count;
		if (name_cell(&side->totals, at, &found) && same_name(&found, name))
			return &side->row->cells[at];
	}
	return NULL;
}

static bool read_side(struct recount *recount, const struct tracked *tracked, uint64_t size,
	struct side *ret_side)
{
	struct totals_query query = {.unit = tracked->unit, .source = recount->query->source};
	/* The totals point at it. */
	struct reports *reports = arena_alloc(recount->memory->work, sizeof(*reports));
	enum err err = reports == NULL ? ERR_RANGE
				       : reports_read_unit(recount->txn, size, tracked->period,
						 tracked->unit, recount->memory->work,
						 recount->memory->scratch, reports);
	/* A list that there was not yet splits nothing. */
	if (err == ERR_OK && recount->by != NULL &&
		!totals_parse_by(&reports->codes, recount->by, &query))
		query.by_count = 0;
	if (err == ERR_OK)
		err = totals_read(reports, &query, &ret_side->totals);
	if (err != ERR_OK)
		recount->err = err;
	else
		ret_side->row = ret_side->totals.rows;
	return err == ERR_OK;
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

static void compare(struct recount *recount, const struct tracked *tracked, uint64_t entry,
	const struct cell_name *name, const struct total_cell *old, const struct total_cell *new)
{
	struct count_value before = value_of(old), after = value_of(new);
	if (before.state == after.state && before.count == after.count &&
		before.at_least == after.at_least)
		return;
	struct count_change *change = find_change(recount, tracked, name);
	struct count_step *step = take(recount, sizeof(*step));
	if (change == NULL || step == NULL)
		return;
	*step = (struct count_step){.entry = entry, .before = before, .after = after};
	struct count_step **end = &change->steps;
	while (*end != NULL)
		end = &(*end)->next;
	*end = step;
	if (change->steps == step)
		change->before = before;
	change->after = after;
}

/* What is on the new side, then what was on the old one only. */
static void compare_cells(struct recount *recount, const struct tracked *tracked, uint64_t entry,
	const struct side *old, const struct side *new)
{
	struct cell_name name;
	for (size_t i = 0; new->row != NULL &&i < new->totals.cell_count; i++)
		if (name_cell(&new->totals, i, &name))
			compare(recount, tracked, entry, &name, find_cell(old, i, &name),
				&new->row->cells[i]);
	for (size_t i = 0; old->row != NULL && i < old->totals.cell_count; i++)
		if (name_cell(&old->totals, i, &name) && find_cell(new, i, &name) == NULL)
			compare(recount, tracked, entry, &name, &old->row->cells[i], NULL);
}

static void compare_sides(struct recount *recount, const struct tracked *tracked, uint64_t entry)
{
	static const struct cell_name whole = {{""}};
	struct side old = {.row = NULL}, new = {.row = NULL};
	arena_reset(recount->memory->work);
	if (!read_side(recount, tracked, entry, &old) ||
		!read_side(recount, tracked, entry + 1, &new))
		return;
	compare(recount, tracked, entry, &whole, old.row == NULL ? NULL : &old.row->cases,
		new.row == NULL ? NULL : &new.row->cases);
	compare_cells(recount, tracked, entry, &old, &new);
}

/* ---- entry by entry */

/* The records of one entry follow each other; returns the first of the next. */
static const struct change_record *recount_entry(
	struct recount *recount, const struct change_record *first)
{
	uint64_t entry = first->record.index;
	for (const struct tracked *tracked = recount->tracked; tracked != NULL;
		tracked = tracked->next)
		for (const struct change_record *at = first;
			at != NULL && at->record.index == entry; at = at->next)
			if (touches(recount, at, tracked)) {
				compare_sides(recount, tracked, entry);
				break;
			}
	while (first != NULL && first->record.index == entry)
		first = first->next;
	return first;
}

enum err countchanges_between(struct store_txn *txn, const struct changes *changes,
	const struct totals_query *query, const char *by, const struct period *asked,
	const struct changes_memory *memory, struct count_change **ret_changes)
{
	struct recount recount = {
		.txn = txn, .changes = changes, .query = query, .by = by, .memory = memory};
	recount.end = &recount.first;
	track_records(&recount, asked);
	for (const struct change_record *at = changes->records; at != NULL;)
		if (recount.err != ERR_OK || store_error(txn) != ERR_OK)
			break;
		else
			at = recount_entry(&recount, at);
	if (recount.err != ERR_OK || store_error(txn) != ERR_OK)
		return store_error(txn) != ERR_OK ? store_error(txn) : recount.err;
	*ret_changes = recount.first;
	return ERR_OK;
}

bool countchanges_is_cause(const struct change_record *record, const struct count_change *change,
	const struct count_step *step)
{
	if (record->record.index != step->entry)
		return false;
	if (record->number == JOUR__V1__RECORD__BODY_CODE_LIST)
		return change->value[0][0] != '\0';
	return record->number == JOUR__V1__RECORD__BODY_CASE_TABLE &&
	       period_overlaps(record->about.period, change->period) &&
	       strcmp(record->about.unit, change->unit) == 0;
}
