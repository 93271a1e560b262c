#include "formcases.h"

#include <string.h>

/* ---- reading */

struct days formcases_days(struct period period)
{
	return (struct days){date_day_number(period_first_day(period)),
		date_day_number(period_last_day(period))};
}

/* The largest calendar period that begins with the month and ends within the days. */
static struct period largest(uint16_t year, uint8_t month, int32_t last)
{
	static const uint8_t lengths[] = {12, 6, 3};
	struct period period = {year, month, 1};
	for (size_t i = 0; i < sizeof(lengths); i++) {
		struct period longer = {year, month, lengths[i]};
		if (period_is_valid(longer) && formcases_days(longer).last <= last)
			return longer;
	}
	return period;
}

static enum err read_piece(struct formcases *cases, struct period period)
{
	const struct form_request *request = cases->request;
	struct formcases_piece *piece = &cases->pieces[cases->piece_count++];
	enum err err = reports_read(request->txn, request->size, period, request->memory,
		request->scratch, &piece->reports);
	if (err == ERR_OK)
		err = coverage_read(&piece->reports, request->calendar, &piece->coverage);
	return err;
}

enum err formcases_open(const struct form_request *request, struct form *form, struct days days,
	struct formcases *ret_cases)
{
	struct formcases cases = {.request = request, .form = form, .days = days};
	struct date date;
	enum err err = date_of_day_number(days.first, &date);
	cases.pieces = arena_alloc(request->memory, FORMCASES_PIECES_MAX * sizeof(cases.pieces[0]));
	if (cases.pieces == NULL)
		return ERR_RANGE;
	while (err == ERR_OK && cases.piece_count < FORMCASES_PIECES_MAX) {
		struct period period = largest(date.year, date.month, days.last);
		err = read_piece(&cases, period);
		if (formcases_days(period).last >= days.last)
			break; /* after the last year there is no further date */
		date.day = 1;  /* a month is counted whole */
		if (err == ERR_OK)
			err = date_add_months(date, period.months, &date);
	}
	if (err == ERR_OK)
		*ret_cases = cases;
	return err;
}

/* ---- counting */

static void *take(struct formcases *cases, size_t size)
{
	void *memory = arena_alloc(cases->request->memory, size);
	if (memory == NULL)
		cases->form->full = true;
	return memory;
}

static struct formcases_row *row_of(
	struct formcases *cases, struct formcases_table *table, const char *code)
{
	struct formcases_row **at = &table->rows;
	while (*at != NULL && key_text_compare((*at)->code, code) < 0)
		at = &(*at)->next;
	if (*at != NULL && strcmp((*at)->code, code) == 0)
		return *at;
	struct formcases_row *row = take(cases, sizeof(*row));
	if (row == NULL)
		return NULL;
	*row = (struct formcases_row){.next = *at, .code = code, .name = code, .parent = ""};
	*at = row;
	return row;
}

static struct formcases_part *part_of(
	struct formcases *cases, struct formcases_row *row, const char *inside)
{
	struct formcases_part **at = &row->parts;
	while (*at != NULL && strcmp((*at)->inside, inside) != 0)
		at = &(*at)->next;
	if (*at != NULL)
		return *at;
	struct formcases_part *part = take(cases, sizeof(*part));
	struct total_cell *cells = take(cases, FORMCASES_VALUES_MAX * sizeof(*cells));
	if (part == NULL || cells == NULL)
		return NULL;
	*part = (struct formcases_part){.inside = inside, .cells = cells};
	*at = part;
	return part;
}

static void describe(struct formcases_row *row, const struct formcases_piece *piece,
	const struct reporting_unit *unit)
{
	const struct unit_page *page = unit->page;
	row->unit = unit;
	row->code = unit->code;
	row->name = unit->name;
	if (page == NULL)
		return;
	const struct unit_page *parent =
		unitbook_record(page, formcases_days(piece->reports.period).last)->parent;
	row->type = page->type;
	row->parent = parent == NULL ? "" : parent->code;
}

struct formcases_row formcases_describe(
	const struct formcases_piece *piece, const struct reporting_unit *unit)
{
	struct formcases_row row = {.parent = ""};
	describe(&row, piece, unit);
	return row;
}

struct formcases_row *formcases_row(
	struct formcases *cases, struct formcases_table *table, const char *code)
{
	struct formcases_row *row = row_of(cases, table, form_copy(cases->form, code));
	for (size_t i = 0; row != NULL && row->unit == NULL && i < cases->piece_count; i++) {
		struct reporting_unit *unit = reports_unit(&cases->pieces[i].reports, code);
		if (unit == NULL)
			return NULL;
		unit->page = unitbook_find(&cases->pieces[i].reports.book, code);
		if (unit->page != NULL && unit->population == 0)
			coverage_share_find_population(&cases->pieces[i].reports, unit);
		describe(row, &cases->pieces[i], unit);
	}
	return row;
}

/* The place of a value in the table, added when it is new; FORMCASES_VALUES_MAX: no room. */
static size_t place_of(
	struct formcases *cases, struct formcases_table *table, const struct formcases_value *value)
{
	for (size_t i = 0; i < table->value_count; i++)
		if (strcmp(table->values[i].list->name, value->list->name) == 0 &&
			table->values[i].list->version == value->list->version &&
			strcmp(table->values[i].value->code, value->value->code) == 0)
			return i;
	if (table->value_count == FORMCASES_VALUES_MAX) {
		cases->form->full = true;
		return FORMCASES_VALUES_MAX;
	}
	table->values[table->value_count] = *value;
	return table->value_count++;
}

/* What a reader of a sheet by these dimensions (0: of all) must know. */
static unsigned flags_of(const struct total_row *row, unsigned dimensions)
{
	unsigned flags = row->flags;
	if (dimensions == 0)
		return flags;
	flags &= ~(unsigned)TOTAL_DIFFERS;
	for (const struct total_difference *at = row->differences; at != NULL; at = at->next)
		if ((at->dimensions & dimensions) != 0)
			flags |= TOTAL_DIFFERS;
	return flags;
}

static void add_row(struct formcases *cases, const struct formcases_piece *piece,
	struct formcases_table *table, const struct totals *totals, const struct total_row *from,
	const size_t *places)
{
	struct formcases_row *row = row_of(cases, table, from->unit->code);
	const char *inside = from->inside == NULL ? "" : from->inside->unit->code;
	struct formcases_part *part = row == NULL ? NULL : part_of(cases, row, inside);
	if (part == NULL)
		return;
	describe(row, piece, from->unit);
	row->by_jour = row->by_jour || (from->source == JOUR__V1__SOURCE__SOURCE_JOUR &&
					       row->type != JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT);
	row->flags |= flags_of(from, totals->dimensions);
	row->months_used = cases->piece_count == 1 ? from->months_used : 0;
	row->from_districts = row->from_districts || (from->flags & TOTAL_DISTRICTS) != 0;
	total_cell_join(&part->cases, &from->cases);
	for (size_t i = 0; totals->axis_count > 0 && i < totals->axis[0].count; i++)
		if (places[i] < FORMCASES_VALUES_MAX)
			total_cell_join(&part->cells[places[i]], &from->cells[i]);
}

/* ---- the one place that knows how totals are asked for */

/* What the table's list has, and what was counted by another list and counts as none of it. */
static void admit_values(struct formcases *cases, struct formcases_table *table,
	const struct totals *totals, size_t places[COUNTAXIS_VALUES_MAX])
{
	const struct countaxis *axis = &totals->axis[0];
	for (size_t i = 0; totals->axis_count > 0 && i < axis->count; i++) {
		struct formcases_value value = {axis->values[i].list, countaxis_value(axis, i),
			codelist_value_label(countaxis_value(axis, i), cases->form->translate)};
		bool stray = countaxis_is_stray(axis, i);
		places[i] = FORMCASES_VALUES_MAX;
		if (!axis->values[i].shown)
			continue;
		if (stray)
			value.label = form_phrase(
				cases->form, "{1} ({2})", value.label, value.list->name);
		places[i] = place_of(cases, table, &value);
	}
}

static enum err count_piece(struct formcases *cases, struct formcases_piece *piece,
	const char *list, bool courts, struct formcases_table *table)
{
	struct totals_query query = {.courts = courts, .wholes = true};
	size_t places[COUNTAXIS_VALUES_MAX] = {0};
	struct totals totals;
	if (list != NULL && !totals_parse_by(&piece->reports.codes, list, &query))
		return ERR_NOTFOUND;
	enum err err = totals_read(&piece->reports, &query, &totals);
	if (err != ERR_OK)
		return err;
	admit_values(cases, table, &totals, places);
	if (list != NULL)
		table->list = totals.axis[0].list;
	for (const struct total_row *row = totals.rows; row != NULL; row = row->next) {
		if (row->unit->page != NULL && row->unit->population == 0)
			coverage_share_find_population(&piece->reports, row->unit);
		add_row(cases, piece, table, &totals, row, places);
	}
	return ERR_OK;
}

/* ---- */

enum err formcases_count(
	struct formcases *cases, const char *list, struct formcases_table *ret_table)
{
	struct formcases_table table = {.list = NULL};
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < 2 * cases->piece_count; i++)
		err = count_piece(cases, &cases->pieces[i / 2], list, i % 2 == 1, &table);
	if (err != ERR_OK)
		return err;
	*ret_table = table;
	return cases->form->full ? ERR_RANGE : ERR_OK;
}

/* ---- sums */

static const struct total_cell *cell_of(const struct formcases_part *part, size_t value)
{
	return value == SIZE_MAX ? &part->cases : &part->cells[value];
}

struct total_cell formcases_of(const struct formcases_row *row, size_t value)
{
	struct total_cell sum = {.count = 0};
	for (const struct formcases_part *part = row->parts; part != NULL; part = part->next)
		total_cell_join(&sum, cell_of(part, value));
	return sum;
}

struct form_cell formcases_cell(const struct total_cell *cell)
{
	switch (total_cell_state(cell)) {
	case CELL_NOT_REPORTED:
		return form_state(FORM_NOT_REPORTED);
	case CELL_NOT_APPLICABLE:
		return form_state(FORM_NOT_APPLICABLE);
	case CELL_HIDDEN:
		return form_state(FORM_HIDDEN);
	default:
		return form_at_least(form_count(cell->count), total_cell_is_at_least(cell));
	}
}

static const struct formcases_row *find_row(const struct formcases_table *table, const char *code)
{
	const struct formcases_row *row = table->rows;
	while (row != NULL && strcmp(row->code, code) != 0)
		row = row->next;
	return row;
}

static bool has_row(const void *context, const struct unit_page *page)
{
	return find_row(context, page->code) != NULL;
}

const struct formcases_row *formcases_holder(const struct formcases *cases,
	const struct formcases_table *table, const struct formcases_row *row)
{
	const struct period last = cases->pieces[cases->piece_count - 1].reports.period;
	const struct unit_page *page = row->unit == NULL ? NULL : row->unit->page;
	if (page == NULL)
		return NULL;
	page = coverage_share_holder(page, formcases_days(last).last, has_row, table);
	return page == NULL ? NULL : find_row(table, page->code);
}

struct total_cell formcases_with_merged(const struct formcases *cases,
	const struct formcases_table *table, const struct formcases_row *row)
{
	struct total_cell sum = formcases_of(row, SIZE_MAX);
	for (const struct formcases_row *at = table->rows; at != NULL; at = at->next) {
		if (at->unit == NULL || at->unit->page == NULL || row->unit == NULL ||
			at->unit->page->merged_into != row->unit->page ||
			formcases_holder(cases, table, at) != row)
			continue;
		for (const struct formcases_part *part = at->parts; part != NULL; part = part->next)
			if (strcmp(part->inside, row->code) != 0)
				total_cell_join(&sum, &part->cases);
	}
	return sum;
}

static bool is_inside_one(const struct formcases_table *table,
	const struct formcases_filter *filter, const struct formcases_part *part)
{
	const struct formcases_row *holder = find_row(table, part->inside);
	return holder != NULL && filter->wants(filter->context, holder);
}

/* Of what has a count for the value `counted`; SIZE_MAX: of all. */
static struct total_cell sum_rows(const struct formcases_table *table,
	const struct formcases_filter *filter, size_t counted, size_t value)
{
	struct total_cell sum = {.count = 0};
	for (const struct formcases_row *row = table->rows; row != NULL; row = row->next)
		for (const struct formcases_part *part = row->parts; part != NULL;
			part = part->next)
			if (filter->wants(filter->context, row) &&
				!is_inside_one(table, filter, part) &&
				(counted == SIZE_MAX ||
					total_cell_state(&part->cells[counted]) == CELL_COUNT))
				total_cell_join(&sum, cell_of(part, value));
	return sum;
}

struct total_cell formcases_sum(
	const struct formcases_table *table, const struct formcases_filter *filter, size_t value)
{
	return sum_rows(table, filter, SIZE_MAX, value);
}

struct total_cell formcases_cases_beside(
	const struct formcases_table *table, const struct formcases_filter *filter, size_t value)
{
	return sum_rows(table, filter, value, SIZE_MAX);
}
