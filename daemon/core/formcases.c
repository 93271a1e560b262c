#include "formcases.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/money.h"

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
		date.day = 1; /* a month is counted whole */
		if (err == ERR_OK)
			err = date_add_months(date, period.months, &date);
		if (date_day_number(date) > days.last)
			break;
	}
	if (err == ERR_OK)
		*ret_cases = cases;
	return err;
}

/* ---- counting */

/* The order of codes in natural keys, where a text's size stands before it. */
static int code_compare(const char *a, const char *b)
{
	size_t a_size = strlen(a), b_size = strlen(b);
	return a_size != b_size ? (a_size < b_size ? -1 : 1) : strcmp(a, b);
}

static void join(struct total_cell *to, const struct total_cell *from)
{
	to->count += from->count;
	for (unsigned i = 0; i < CELL_STATES; i++)
		to->states[i] += from->states[i];
}

static struct formcases_row *row_of(
	struct formcases *cases, struct formcases_table *table, const char *code)
{
	struct formcases_row **at = &table->rows;
	while (*at != NULL && code_compare((*at)->code, code) < 0)
		at = &(*at)->next;
	if (*at != NULL && strcmp((*at)->code, code) == 0)
		return *at;
	struct formcases_row *row = arena_alloc(cases->request->memory, sizeof(*row));
	struct total_cell *cells =
		arena_alloc(cases->request->memory, FORMCASES_VALUES_MAX * sizeof(row->cells[0]));
	if (row == NULL || cells == NULL) {
		cases->form->full = true;
		return NULL;
	}
	*row = (struct formcases_row){
		.next = *at, .code = code, .name = code, .parent = "", .cells = cells};
	*at = row;
	return row;
}

static void describe(struct formcases_row *row, const struct reporting_unit *unit)
{
	const struct unit_page *page = unit->page;
	row->unit = unit;
	row->code = unit->code;
	row->name = unit->name;
	if (page == NULL)
		return;
	row->type = page->type;
	for (const struct unit_record *record = page->records; record != NULL;
		record = record->next)
		if (record->parent != NULL)
			row->parent = record->parent->code;
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
		describe(row, unit);
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

static void add_row(struct formcases *cases, struct formcases_table *table,
	const struct total_row *from, const size_t *places, size_t place_count)
{
	struct formcases_row *row = row_of(cases, table, from->unit->code);
	if (row == NULL)
		return;
	describe(row, from->unit);
	row->has_tables = row->has_tables || from->source != JOUR__V1__SOURCE__SOURCE_INVALID;
	row->by_jour = row->by_jour || (from->source == JOUR__V1__SOURCE__SOURCE_JOUR &&
					       row->type != JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT);
	row->flags |= from->flags;
	join(&row->cases, &from->cases);
	for (size_t i = 0; i < place_count; i++)
		if (places[i] < FORMCASES_VALUES_MAX)
			join(&row->cells[places[i]], &from->cells[i]);
}

/* What a kommun has not said itself is what its districts say. */
static void fold_districts(struct formcases *cases, struct formcases_table *table)
{
	for (struct formcases_row *row = table->rows; row != NULL; row = row->next) {
		struct formcases_row *whole =
			row->parent[0] == '\0' ? NULL : formcases_row(cases, table, row->parent);
		if (whole == NULL || whole->has_tables || !row->has_tables)
			continue;
		if (!whole->from_districts) {
			whole->cases = (struct total_cell){.count = 0};
			memset(whole->cells, 0, FORMCASES_VALUES_MAX * sizeof(whole->cells[0]));
			whole->from_districts = true;
		}
		join(&whole->cases, &row->cases);
		for (size_t i = 0; i < table->value_count; i++)
			join(&whole->cells[i], &row->cells[i]);
		whole->by_jour = whole->by_jour || row->by_jour;
	}
}

/* ---- the one place that knows how totals are asked for */

/* What the table's list has, and what was counted by another list and counts as none of it. */
static void admit_values(struct formcases *cases, struct formcases_table *table,
	const struct totals *totals, size_t places[COUNTAXIS_VALUES_MAX])
{
	const struct countaxis *axis = &totals->axis[0];
	for (size_t i = 0; totals->axis_count > 0 && i < axis->count; i++) {
		struct formcases_value value = {axis->values[i].list, countaxis_value(axis, i),
			countaxis_value(axis, i)->label_sv};
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
	const char *list, struct formcases_table *table)
{
	struct totals_query query = {.unit = NULL};
	size_t places[COUNTAXIS_VALUES_MAX];
	struct totals totals;
	if (list != NULL && !totals_parse_by(&piece->reports.codes, list, &query))
		return ERR_NOTFOUND;
	enum err err = totals_read(&piece->reports, &query, &totals);
	if (err != ERR_OK)
		return err;
	admit_values(cases, table, &totals, places);
	if (list != NULL)
		table->list = totals.axis[0].list;
	for (const struct total_row *row = totals.rows; row != NULL; row = row->next)
		add_row(cases, table, row, places, list == NULL ? 0 : totals.axis[0].count);
	return ERR_OK;
}

/* ---- */

enum err formcases_count(
	struct formcases *cases, const char *list, struct formcases_table *ret_table)
{
	struct formcases_table table = {.list = NULL};
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < cases->piece_count; i++)
		err = count_piece(cases, &cases->pieces[i], list, &table);
	if (err != ERR_OK)
		return err;
	fold_districts(cases, &table);
	*ret_table = table;
	return cases->form->full ? ERR_RANGE : ERR_OK;
}

/* ---- sums */

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

static bool is_part(const struct formcases_table *table, const struct formcases_filter *filter,
	const struct formcases_row *row)
{
	for (const struct formcases_row *at = table->rows; at != NULL; at = at->next)
		if (row->parent[0] != '\0' && strcmp(at->code, row->parent) == 0 &&
			filter->wants(filter->context, at))
			return true;
	return false;
}

struct total_cell formcases_sum(
	const struct formcases_table *table, const struct formcases_filter *filter, size_t value)
{
	struct total_cell sum = {.count = 0};
	for (const struct formcases_row *row = table->rows; row != NULL; row = row->next)
		if (filter->wants(filter->context, row) && !is_part(table, filter, row))
			join(&sum, value == SIZE_MAX ? &row->cases : &row->cells[value]);
	return sum;
}

/* ---- sheets */

void formcases_note(struct form *form, struct form_sheet *sheet, const struct formcases_row *row)
{
	if (row->by_jour)
		form_note(form, sheet,
			form_phrase(form,
				N_("{1}: counted by the jour; the kommun has reported nothing."),
				row->name, NULL));
	if (row->from_districts)
		form_note(form, sheet,
			form_phrase(form, N_("{1}: the sum of its districts."), row->name, NULL));
	if ((row->flags & TOTAL_DIFFERS) != 0)
		form_note(form, sheet,
			form_phrase(form,
				N_("{1}: tables do not add up to the number of cases; both are "
				   "shown as reported."),
				row->name, NULL));
	if ((row->flags & TOTAL_WIDER) != 0)
		form_note(form, sheet,
			form_phrase(form,
				N_("{1}: a table for a longer period cannot be divided and is not "
				   "in the sum."),
				row->name, NULL));
}

/* A part of what was counted; of values that overlap of the cases. */
static struct form_cell share_cell(const struct total_cell *part, const struct total_cell *whole)
{
	struct form_cell counted = formcases_cell(part);
	if (counted.type != FORM_COUNT)
		return counted;
	if (total_cell_state(whole) != CELL_COUNT)
		return form_state(FORM_NOT_REPORTED);
	return form_ratio((int64_t)part->count, whole->count, FORM_PERCENT);
}

static void put_sums(struct formcases *cases, const struct formcases_table *table,
	const struct formcases_filter *filter, struct form_sheet *sheet, bool one)
{
	struct form *form = cases->form;
	struct form_cell cells[FORM_COLUMNS_MAX] = {
		form_text(""), form_text(form_word(form, N_("sum")))};
	struct total_cell whole = formcases_sum(table, filter, SIZE_MAX), counted = {.count = 0};
	size_t at = 2;
	for (size_t i = 0; i < table->value_count; i++) {
		struct total_cell sum = formcases_sum(table, filter, i);
		join(&counted, &sum);
		cells[at++] = formcases_cell(&sum);
	}
	cells[at] = formcases_cell(&whole);
	if (!one)
		form_sum(form, sheet, cells);
	if (table->list == NULL)
		return;
	cells[1] =
		form_text(form_word(form, table->list->overlapping ? N_("share of the cases")
								   : N_("share of those counted")));
	for (size_t i = 0; i < table->value_count; i++) {
		struct total_cell sum = formcases_sum(table, filter, i);
		cells[2 + i] = share_cell(&sum, table->list->overlapping ? &whole : &counted);
	}
	cells[at] = form_state(FORM_EMPTY);
	form_sum(form, sheet, cells);
}

static struct form_sheet *start_sheet(struct form *form, const struct formcases_table *table)
{
	struct form_sheet *sheet = table->list == NULL
					   ? form_sheet(form, "cases", form_word(form, N_("Cases")))
					   : form_sheet(form, form_copy(form, table->list->name),
						     form_copy(form, table->list->label_sv));
	form_label(form, sheet, "unit", form_word(form, N_("code")));
	form_label(form, sheet, "name", form_word(form, N_("unit")));
	for (size_t i = 0; i < table->value_count; i++)
		form_column(form, sheet, form_copy(form, table->values[i].value->code),
			table->values[i].label);
	form_column(form, sheet, "cases", form_word(form, N_("cases")));
	return sheet;
}

void formcases_put(struct formcases *cases, const struct formcases_table *table,
	const struct formcases_filter *filter)
{
	struct form *form = cases->form;
	struct form_sheet *sheet = start_sheet(form, table);
	size_t rows = 0;
	for (const struct formcases_row *row = table->rows; row != NULL; row = row->next) {
		struct form_cell cells[FORM_COLUMNS_MAX] = {
			form_text(row->code), form_text(row->name)};
		if (!filter->wants(filter->context, row))
			continue;
		for (size_t i = 0; i < table->value_count; i++)
			cells[2 + i] = formcases_cell(&row->cells[i]);
		cells[2 + table->value_count] = formcases_cell(&row->cases);
		form_row(form, sheet, cells);
		rows++;
	}
	put_sums(cases, table, filter, sheet, rows == 1);
	for (const struct formcases_row *row = table->rows; row != NULL; row = row->next)
		if (filter->wants(filter->context, row))
			formcases_note(form, sheet, row);
}

/* ---- coverage */

static struct form_cell state_text(struct form *form, const struct expected_report *report)
{
	switch (report->state) {
	case REPORT_ON_TIME:
		return form_text(form_word(form, report->nil ? N_("on time, nil") : N_("on time")));
	case REPORT_LATE:
		return form_text(form_word(form, report->nil ? N_("late, nil") : N_("late")));
	case REPORT_MISSING:
		return form_text(form_word(form, N_("MISSING")));
	default:
		return form_text(form_word(form, N_("not yet due")));
	}
}

static void put_report(struct formcases *cases, struct form_sheet *sheet,
	const struct reporting_unit *unit, const struct expected_report *report)
{
	struct form *form = cases->form;
	char period[PERIOD_TEXT_SIZE];
	bool is_in = report->state <= REPORT_LATE;
	form_row(form, sheet,
		(struct form_cell[]){form_text(unit->code), form_text(unit->name),
			form_text(form_copy(
				form, period_format(report->period, period, sizeof(period)))),
			form_text(report->dnr), form_date(days_to_date(report->due_day)),
			state_text(form, report),
			is_in ? form_date(days_to_date(report->received_day))
			      : form_state(FORM_NOT_REPORTED),
			form_count((uint64_t)report->days_late)});
}

/* True when an earlier piece has shown it: a year's report is expected in every piece of it. */
static bool was_shown(const struct formcases *cases, size_t piece, const char *code,
	const struct expected_report *report)
{
	for (size_t i = 0; i < piece; i++)
		for (const struct reporting_unit *unit = cases->pieces[i].reports.units;
			unit != NULL; unit = unit->next)
			for (const struct expected_report *at = unit->expected;
				at != NULL && strcmp(unit->code, code) == 0; at = at->next)
				if (memcmp(&at->period, &report->period, sizeof(at->period)) == 0)
					return true;
	return false;
}

void formcases_put_coverage(struct formcases *cases, const struct formcases_filter *filter)
{
	struct form *form = cases->form;
	struct form_sheet *sheet = form_sheet(form, "coverage", form_word(form, N_("Coverage")));
	form_label(form, sheet, "unit", form_word(form, N_("code")));
	form_label(form, sheet, "name", form_word(form, N_("unit")));
	form_label(form, sheet, "period", form_word(form, N_("period")));
	form_column(form, sheet, "agreement", form_word(form, N_("agreement")));
	form_column(form, sheet, "due", form_word(form, N_("due")));
	form_column(form, sheet, "state", form_word(form, N_("state")));
	form_column(form, sheet, "received", form_word(form, N_("received")));
	form_column(form, sheet, "days_late", form_word(form, N_("days late")));
	for (size_t i = 0; i < cases->piece_count; i++)
		for (const struct reporting_unit *unit = cases->pieces[i].reports.units;
			unit != NULL; unit = unit->next) {
			struct formcases_row row = {.code = unit->code, .parent = ""};
			describe(&row, unit);
			if (!filter->wants(filter->context, &row))
				continue;
			for (const struct expected_report *report = unit->expected; report != NULL;
				report = report->next)
				if (!was_shown(cases, i, unit->code, report))
					put_report(cases, sheet, unit, report);
		}
}

/* ---- how much of it */

static const char *number_text(struct form *form, uint64_t number)
{
	char text[MONEY_TEXT_SIZE];
	return form_copy(form, count_format_sv(number, text, sizeof(text)));
}

static const char *piece_text(
	struct form *form, const struct formcases_piece *piece, const struct coverage_share *share)
{
	char period[PERIOD_TEXT_SIZE];
	unsigned percent;
	const char *units = form_phrase(form,
		share->only_kommuner ? N_("{1} of {2} kommuner") : N_("{1} of {2} units"),
		number_text(form, share->units_covered), number_text(form, share->units_expected));
	if (share->units_expected == 0)
		units = form_word(form, N_("no report is expected"));
	else if (coverage_share_percent(share, &percent))
		units = form_phrase(form, N_("{1}, {2} of the inhabitants"), units,
			form_phrase(form, "{1}\u00a0%", number_text(form, percent), NULL));
	return form_phrase(form, "{1}: {2}",
		form_copy(form, period_format(piece->reports.period, period, sizeof(period))),
		units);
}

void formcases_inform(struct formcases *cases, const struct formcases_filter *filter)
{
	struct form *form = cases->form;
	const char *text = "";
	for (size_t i = 0; i < cases->piece_count; i++) {
		struct formcases_piece *piece = &cases->pieces[i];
		struct coverage_share share = coverage_share_new(&piece->reports);
		for (struct reporting_unit *unit = piece->reports.units; unit != NULL;
			unit = unit->next) {
			struct formcases_row row = {.code = unit->code, .parent = ""};
			bool covered = true;
			describe(&row, unit);
			if (!filter->wants(filter->context, &row))
				continue;
			for (const struct expected_report *at = unit->expected; at != NULL;
				at = at->next)
				covered = covered && at->state <= REPORT_LATE;
			coverage_share_add(&share, unit, covered);
		}
		const char *own = piece_text(form, piece, &share);
		text = i == 0 ? own : form_phrase(form, "{1}; {2}", text, own);
	}
	form_inform(form, "coverage", N_("Coverage"), form_text(text));
}
