#include "reports.h"

#include <string.h>

#include "codelists.h"

uint16_t reports_months(struct period period)
{
	return (uint16_t)(((1u << period.months) - 1) << (period.first_month - 1));
}

static void *take(struct reports *reports, size_t size)
{
	void *memory = arena_alloc(reports->memory, size);
	if (memory == NULL)
		reports->full = true;
	return memory;
}

const char *reports_text(struct reports *reports, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = take(reports, size);
	return copy == NULL ? "" : memcpy(copy, text, size);
}

/* The newest name that the unit had by the last day of the period, else its first. */
static const char *find_name(struct reports *reports, const char *code)
{
	struct date last = period_last_day(reports->period);
	uint32_t day = last.year * 10000u + last.month * 100u + last.day;
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	const char *name = NULL;
	struct standing standing;
	key_text(&prefix, code);
	struct state_scan scan = state_scan(
		reports->txn, JOUR__V1__RECORD__BODY_UNIT, written(&prefix), reports->size);
	while (state_scan_next(&scan, &standing)) {
		arena_reset(reports->scratch);
		const Jour__V1__Unit *unit = state_body(reports->txn, JOUR__V1__RECORD__BODY_UNIT,
			standing.record, reports->scratch);
		if (unit == NULL)
			break;
		if (name != NULL && unit->from > day)
			break;
		name = reports_text(reports, unit->name);
	}
	return name != NULL ? name : reports_text(reports, code);
}

/* Finds the unit at or after `slot` and makes `slot` the place it hangs on. */
static struct reporting_unit *find_unit(
	struct reports *reports, struct reporting_unit ***slot, const char *code)
{
	while (**slot != NULL && key_text_compare((**slot)->code, code) < 0)
		*slot = &(**slot)->next;
	if (**slot != NULL && strcmp((**slot)->code, code) == 0)
		return **slot;
	struct reporting_unit *unit = take(reports, sizeof(*unit));
	if (unit == NULL)
		return NULL;
	strncpy(unit->code, code, UNIT_CODE_SIZE - 1);
	unit->name = find_name(reports, unit->code);
	unit->next = **slot;
	**slot = unit;
	return unit;
}

struct reporting_unit *reports_unit(struct reports *reports, const char *code)
{
	struct reporting_unit **slot = &reports->units;
	return find_unit(reports, &slot, code);
}

struct reporting_unit *reports_unit_of(const struct unit_page *page)
{
	return page == NULL ? NULL : page->mark;
}

const Jour__V1__CaseTable *reports_table(struct reports *reports, struct bytes bytes)
{
	arena_reset(reports->scratch);
	return state_body(reports->txn, JOUR__V1__RECORD__BODY_CASE_TABLE, bytes, reports->scratch);
}

/* The lists that a table was counted by. False when it does not fit them, which the ledger does not
 * let in. */
static bool find_lists(
	struct reports *reports, const Jour__V1__CaseTable *table, struct case_report *report)
{
	size_t cells = 1;
	for (size_t i = 0; i < table->n_dimensions; i++) {
		const Jour__V1__TableDimension *by = table->dimensions[i];
		const struct codelist *list = codebook_find(&reports->codes, by->list, by->version);
		if (list == NULL || i == TABLE_DIMENSIONS_MAX)
			return false;
		report->lists[i] = list;
		report->dimensions |= 1u << codebook_dimension(&reports->codes, list->dimension);
		cells *= list->count;
	}
	report->list_count = table->n_dimensions;
	return cells == table->n_counts;
}

enum cell_state reports_state(Jour__V1__CellState state)
{
	switch (state) {
	case JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED:
		return CELL_NOT_REPORTED;
	case JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE:
		return CELL_NOT_APPLICABLE;
	case JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN:
		return CELL_HIDDEN;
	default:
		return CELL_COUNT;
	}
}

const char *reports_state_name(enum cell_state state)
{
	static const char *const names[CELL_STATES] = {
		"count", "not_reported", "not_applicable", "hidden"};
	return names[state];
}

enum cell_state reports_cell_state(const Jour__V1__CaseTable *table, size_t position)
{
	return table->n_states == 0 ? CELL_COUNT : reports_state(table->states[position]);
}

/* Looks at every cell once, so that the number of cases needs no second look. */
static void sum_up(const Jour__V1__CaseTable *table, struct case_report *ret_report)
{
	for (size_t i = 0; i < table->n_counts; i++) {
		ret_report->cases += table->counts[i];
		ret_report->states[reports_cell_state(table, i)]++;
	}
	const uint32_t *states = ret_report->states;
	ret_report->silent = states[CELL_NOT_REPORTED] == table->n_counts;
	ret_report->partial = states[CELL_NOT_REPORTED] + states[CELL_HIDDEN] > 0;
}

/* A case may bear several marks, or none, so they make no sum: the largest is at most the number of
 * cases. The other dimension's values add up to a mark, unless it overlaps too. */
static uint64_t largest_mark(const Jour__V1__CaseTable *table, const struct case_report *report)
{
	uint64_t marks[TABLE_CELLS_MAX] = {0}, largest = 0;
	for (size_t i = 0; i < table->n_counts; i++) {
		size_t cell = i, mark = 0, size = 1;
		for (size_t k = report->list_count; k > 0; k--) {
			const struct codelist *list = report->lists[k - 1];
			if (list->overlapping) {
				mark += cell % list->count * size;
				size *= list->count;
			}
			cell /= list->count;
		}
		marks[mark] += table->counts[i];
		largest = marks[mark] > largest ? marks[mark] : largest;
	}
	return largest;
}

static void add_table(struct reports *reports, struct reporting_unit ***slot, struct period period,
	struct bytes record)
{
	const Jour__V1__CaseTable *table = reports_table(reports, record);
	if (table == NULL)
		return;
	struct case_report *report = take(reports, sizeof(*report));
	if (report == NULL)
		return;
	char area[UNIT_CODE_SIZE] = "";
	strncpy(area, table->area, sizeof(area) - 1);
	report->period = period;
	report->months = reports_months(period);
	report->source = table->source;
	report->record = record;
	sum_up(table, report);
	if (!find_lists(reports, table, report)) {
		store_fail(reports->txn, ERR_CORRUPT);
		return;
	}
	report->overlapping = (report->dimensions & reports->codes.overlapping) != 0;
	if (report->overlapping)
		report->cases = largest_mark(table, report);
	/* A new unit's name is read into the scratch arena: the table is gone from here on. */
	struct reporting_unit *unit = find_unit(reports, slot, area);
	if (unit == NULL)
		return;
	if (unit->tables == NULL)
		unit->tables = report;
	else
		unit->last_table->next = report;
	unit->last_table = report;
}

static void read_period(struct reports *reports, struct period period)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	/* The units come in the order of the list, so each is looked for after the last. */
	struct reporting_unit **slot = &reports->units;
	struct standing standing;
	write_be16(&prefix, period.year);
	write_u8(&prefix, period.months);
	write_u8(&prefix, period.first_month);
	struct state_scan scan = state_scan(
		reports->txn, JOUR__V1__RECORD__BODY_CASE_TABLE, written(&prefix), reports->size);
	while (!reports->full && state_scan_next(&scan, &standing))
		add_table(reports, &slot, period, standing.record);
}

enum err reports_read(struct store_txn *txn, uint64_t size, struct period period,
	struct arena *memory, struct arena *scratch, struct reports *ret_reports)
{
	static const uint8_t lengths[] = {1, 3, 6, 12};
	*ret_reports = (struct reports){
		.txn = txn, .size = size, .period = period, .memory = memory, .scratch = scratch};
	enum err err = codelists_book(txn, size, memory, &ret_reports->codes);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < sizeof(lengths); i++)
		for (uint8_t first = 1; first <= 12; first = (uint8_t)(first + lengths[i]))
			read_period(ret_reports, (struct period){period.year, first, lengths[i]});
	return ret_reports->full ? ERR_RANGE : store_error(txn);
}

/* Corrections of a table are few, so its versions are walked from the newest back. */
uint64_t reports_since(struct reports *reports, struct case_report *report)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	if (report->since != 0)
		return report->since;
	const Jour__V1__CaseTable *table = reports_table(reports, report->record);
	if (table == NULL)
		return UINT64_MAX;
	kind_of(JOUR__V1__RECORD__BODY_CASE_TABLE)->key(table, &key);
	uint64_t size = reports->size;
	while (state_get(
		reports->txn, JOUR__V1__RECORD__BODY_CASE_TABLE, written(&key), size, &standing)) {
		struct case_report version = {.next = NULL};
		table = reports_table(reports, standing.record);
		if (table == NULL)
			return UINT64_MAX;
		sum_up(table, &version);
		if (!version.silent)
			report->since = standing.index;
		size = standing.index;
	}
	return report->since;
}
