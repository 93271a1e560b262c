#include "formsheets.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/money.h"
#include "jour/word.h"

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

/* A part of what was counted, in the same reports: what some of them leave out is in neither. Of
 * values that overlap the whole is the cases of those who count the value, whoever else there is.
 */
static struct form_cell share_cell(
	const struct total_cell *part, const struct total_cell *whole, bool overlapping)
{
	struct form_cell counted = formcases_cell(part), of = formcases_cell(whole);
	of.at_least = of.at_least || (overlapping && counted.at_least);
	return form_over(&counted, &of, FORM_PERCENT, true);
}

static void put_sums(struct formcases *cases, const struct formcases_table *table,
	const struct formcases_filter *filter, struct form_sheet *sheet, bool one)
{
	struct form *form = cases->form;
	struct form_cell cells[FORM_COLUMNS_MAX] = {
		form_text(""), form_text(form_word(form, N_("sum")))};
	struct total_cell all = formcases_sum(table, filter, SIZE_MAX), counted = {.count = 0};
	size_t at = 2;
	for (size_t i = 0; i < table->value_count; i++) {
		struct total_cell sum = formcases_sum(table, filter, i);
		total_cell_join(&counted, &sum);
		cells[at++] = formcases_cell(&sum);
	}
	cells[at] = formcases_cell(&all);
	if (!one)
		form_sum(form, sheet, cells);
	if (table->list == NULL)
		return;
	cells[1] =
		form_text(form_word(form, table->list->overlapping ? N_("share of the cases")
								   : N_("share of those counted")));
	for (size_t i = 0; i < table->value_count; i++) {
		struct total_cell sum = formcases_sum(table, filter, i);
		struct total_cell whole = formcases_cases_beside(table, filter, i);
		cells[2 + i] = share_cell(&sum, table->list->overlapping ? &whole : &counted,
			table->list->overlapping);
	}
	cells[at] = form_state(FORM_EMPTY);
	form_sum(form, sheet, cells);
}

/* "Kön": a title begins with a capital, unlike a heading. */
static const char *title_of(struct form *form, const struct codelist *list)
{
	char title[FORM_TEXT_SIZE];
	const char *label = codelist_label(list, form->translate);
	size_t size = strlen(label);
	if (size >= sizeof(title))
		return form_copy(form, label);
	memcpy(title, label, size + 1);
	word_capitalize(title);
	return form_copy(form, title);
}

static struct form_sheet *start_sheet(struct form *form, const struct formcases_table *table)
{
	struct form_sheet *sheet = table->list == NULL
					   ? form_sheet(form, "cases", form_word(form, N_("Cases")))
					   : form_sheet(form, form_copy(form, table->list->name),
						     title_of(form, table->list));
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
		for (size_t i = 0; i <= table->value_count; i++) {
			struct total_cell own =
				formcases_of(row, i < table->value_count ? i : SIZE_MAX);
			cells[2 + i] = formcases_cell(&own);
		}
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
			struct formcases_row row = formcases_describe(&cases->pieces[i], unit);
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
			struct formcases_row row = formcases_describe(piece, unit);
			bool covered = true;
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
