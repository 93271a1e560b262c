/* The national association's yearly statistics: the facts of its form as totals, kommun by kommun
 * and in all; witness support by court, apart; effort. */
#include "formeffort.h"
#include "formkind.h"
#include "formsheets.h"
#include "jour/i18n.h"

static bool is_no_court(const void *context, const struct formcases_row *row)
{
	(void)context;
	return row->type != JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT;
}

static bool is_court(const void *context, const struct formcases_row *row)
{
	return !is_no_court(context, row);
}

static const struct formcases_filter no_courts = {is_no_court, NULL}, courts = {is_court, NULL};

/* ---- kommuner with their inhabitants */

static void put_kommuner(struct formcases *cases, const struct formcases_table *table)
{
	struct form *form = cases->form;
	struct form_sheet *sheet = form_sheet(form, "cases", form_word(form, N_("Cases")));
	struct form_adder inhabitants = {.missing_hidden = false};
	struct total_cell sum = formcases_sum(table, &no_courts, SIZE_MAX);
	bool merged = false;
	form_label(form, sheet, "unit", form_word(form, N_("code")));
	form_label(form, sheet, "name", form_word(form, N_("home kommun")));
	form_column(form, sheet, "cases", form_word(form, N_("cases")));
	form_column(form, sheet, "population", form_word(form, N_("inhabitants")));
	form_column(form, sheet, "population_date", form_word(form, N_("inhabitants on")));
	form_column(form, sheet, "per_1000", form_word(form, N_("cases per 1 000 inhabitants")));
	for (const struct formcases_row *row = table->rows; row != NULL; row = row->next) {
		uint64_t population = row->unit == NULL ? 0 : row->unit->population;
		if (!is_no_court(NULL, row))
			continue;
		struct total_cell all = formcases_with_merged(cases, table, row);
		struct total_cell own = formcases_of(row, SIZE_MAX);
		struct form_cell count = formcases_cell(&own), of_all = formcases_cell(&all);
		struct form_cell people =
			population == 0 ? form_state(FORM_NOT_REPORTED) : form_count(population);
		if (formcases_holder(cases, table, row) == NULL)
			form_add(&inhabitants, &people);
		merged = merged || all.count != own.count;
		form_row(form, sheet,
			(struct form_cell[]){form_text(row->code), form_text(row->name), count,
				people, form_date(population == 0 ? 0 : row->unit->population_date),
				form_over(&of_all, &people, FORM_PER_THOUSAND, false)});
	}
	struct form_cell people = form_added(&inhabitants), whole = formcases_cell(&sum);
	form_sum(form, sheet,
		(struct form_cell[]){form_text(""), form_text(form_word(form, N_("sum"))), whole,
			people, form_state(FORM_EMPTY),
			form_over(&whole, &people, FORM_PER_THOUSAND, false)});
	for (const struct formcases_row *row = table->rows; row != NULL; row = row->next)
		if (is_no_court(NULL, row))
			formcases_note(form, sheet, row);
	if (merged)
		form_note(form, sheet,
			form_word(
				form, N_("For each 1 000 inhabitants are the cases of a kommun "
					 "and of what was merged into it, whose people it has.")));
	form_note(form, sheet,
		form_word(form, N_("The mean in the last line is over inhabitants. Courts are on "
				   "a sheet of their own and in no sum here.")));
}

/* ---- contacts and measures, two of the form's facts about each help-seeker */

#define PER_CASE 2

/* A number over all rows, and whether it or the cases lack months that the other has in one. */
struct per_case_sum {
	struct form_adder numbers;
	bool number_lacks, cases_lack;
};

static void add_per_case(
	struct per_case_sum *sum, const struct form_cell *number, const struct form_cell *cases)
{
	form_add(&sum->numbers, number);
	if (number->months == 0 || cases->months == 0)
		return;
	sum->number_lacks = sum->number_lacks || (cases->months & ~number->months) != 0;
	sum->cases_lack = sum->cases_lack || (number->months & ~cases->months) != 0;
}

/* The mean of the last line. */
static struct form_cell mean_of_all(
	const struct per_case_sum *sum, struct form_cell number, struct form_cell cases)
{
	number.at_least = number.at_least || sum->number_lacks;
	cases.at_least = cases.at_least || sum->cases_lack;
	return form_over(&number, &cases, FORM_MEAN, false);
}

static void put_per_case(const struct formeffort *effort, struct formcases *cases,
	const struct formcases_table *table)
{
	static const char *const measures[PER_CASE] = {"contacts", "measures"},
				 *const each[PER_CASE] = {"contacts_each", "measures_each"},
				 *const headings[PER_CASE] = {
					 N_("contacts per case"), N_("measures per case")};
	struct form *form = cases->form;
	struct form_sheet *sheet =
		form_sheet(form, "contacts", form_word(form, N_("Contacts and measures")));
	struct total_cell all = formcases_sum(table, &no_courts, SIZE_MAX);
	struct per_case_sum sums[PER_CASE] = {{.number_lacks = false}};
	struct form_cell cells[3 + 2 * PER_CASE];
	form_label(form, sheet, "unit", form_word(form, N_("code")));
	form_label(form, sheet, "name", form_word(form, N_("home kommun")));
	form_column(form, sheet, "cases", form_word(form, N_("cases")));
	for (size_t i = 0; i < PER_CASE; i++) {
		form_column(form, sheet, measures[i],
			formeffort_label(form, effortlist_find(bytes_of_text(measures[i]))));
		form_column(form, sheet, each[i], form_word(form, headings[i]));
	}
	for (const struct formcases_row *row = table->rows; row != NULL; row = row->next) {
		if (!is_no_court(NULL, row))
			continue;
		cells[0] = form_text(row->code);
		cells[1] = form_text(row->name);
		struct total_cell number_of_cases = formcases_of(row, SIZE_MAX);
		cells[2] = formcases_cell(&number_of_cases);
		cells[2].months = row->months_used;
		for (size_t i = 0; i < PER_CASE; i++) {
			const struct effort_measure *measure =
				effortlist_find(bytes_of_text(measures[i]));
			struct effort_total total = formeffort_of_unit(effort, row->code, measure);
			struct form_cell *number = &cells[3 + 2 * i];
			number[0] = formeffort_cell(&total, measure);
			number[1] = form_over(&number[0], &cells[2], FORM_MEAN, false);
			if (row->parent[0] == '\0')
				add_per_case(&sums[i], &number[0], &cells[2]);
		}
		form_row(form, sheet, cells);
	}
	cells[0] = form_text("");
	cells[1] = form_text(form_word(form, N_("sum")));
	cells[2] = formcases_cell(&all);
	for (size_t i = 0; i < PER_CASE; i++) {
		cells[3 + 2 * i] = form_added(&sums[i].numbers);
		cells[4 + 2 * i] = mean_of_all(&sums[i], cells[3 + 2 * i], cells[2]);
	}
	form_sum(form, sheet, cells);
	form_note(form, sheet, form_word(form, N_("The means are over cases.")));
}

/* ---- courts and effort */

static void put_courts(const struct formeffort *effort, struct formcases *cases,
	const struct formcases_table *table)
{
	struct form *form = cases->form;
	const struct effort_measure *days = effortlist_find(bytes_of_text("court_days"));
	struct form_sheet *sheet =
		form_sheet(form, "courts", form_word(form, N_("Witness support")));
	struct total_cell sum = formcases_sum(table, &courts, SIZE_MAX);
	struct form_adder all = {.missing_hidden = false};
	bool any = false;
	form_label(form, sheet, "unit", form_word(form, N_("code")));
	form_label(form, sheet, "name", form_word(form, N_("court")));
	form_column(form, sheet, "cases", form_word(form, N_("supported")));
	form_column(form, sheet, "court_days", formeffort_label(form, days));
	for (const struct formcases_row *row = table->rows; row != NULL; row = row->next) {
		if (!is_court(NULL, row))
			continue;
		struct total_cell supported = formcases_of(row, SIZE_MAX);
		struct effort_total total = formeffort_of_unit(effort, row->code, days);
		struct form_cell spent = formeffort_cell(&total, days);
		form_add(&all, &spent);
		any = true;
		form_row(form, sheet,
			(struct form_cell[]){form_text(row->code), form_text(row->name),
				formcases_cell(&supported), spent});
	}
	form_sum(form, sheet,
		(struct form_cell[]){form_text(""), form_text(form_word(form, N_("sum"))),
			any ? formcases_cell(&sum) : form_state(FORM_NOT_APPLICABLE),
			form_added(&all)});
}

/* Units down, the measures that are numbers (or the service levels) across. */
static void put_effort(const struct formeffort *effort, struct formcases *cases,
	const struct formcases_table *table)
{
	struct form *form = cases->form;
	struct form_sheet *sheet = form_sheet(form, "effort", form_word(form, N_("Effort")));
	struct form_adder sums[EFFORT_MEASURES_MAX] = {{.missing_hidden = false}};
	struct form_cell cells[FORM_COLUMNS_MAX];
	size_t at;
	form_label(form, sheet, "unit", form_word(form, N_("code")));
	form_label(form, sheet, "name", form_word(form, N_("unit")));
	for (size_t i = 0; effortlist_at(i) != NULL; i++)
		if (!effortlist_at(i)->is_share)
			form_column(form, sheet, effortlist_at(i)->name,
				formeffort_label(form, effortlist_at(i)));
	for (const struct formcases_row *row = table->rows; row != NULL; row = row->next) {
		if (!is_no_court(NULL, row))
			continue;
		cells[0] = form_text(row->code);
		cells[1] = form_text(row->name);
		at = 2;
		for (size_t i = 0; effortlist_at(i) != NULL; i++) {
			if (effortlist_at(i)->is_share)
				continue;
			struct effort_total total =
				formeffort_of_unit(effort, row->code, effortlist_at(i));
			cells[at] = formeffort_cell(&total, effortlist_at(i));
			if (row->parent[0] == '\0')
				form_add(&sums[i], &cells[at]);
			at++;
		}
		form_row(form, sheet, cells);
	}
	cells[0] = form_text("");
	cells[1] = form_text(form_word(form, N_("sum")));
	at = 2;
	for (size_t i = 0; effortlist_at(i) != NULL; i++)
		if (!effortlist_at(i)->is_share)
			cells[at++] = form_added(&sums[i]);
	form_sum(form, sheet, cells);
}

/* The service levels in all: those that were reached, of those that are reported. */
static void put_service(const struct formeffort *effort, struct formcases *cases,
	const struct formcases_table *table)
{
	struct form *form = cases->form;
	struct form_sheet *sheet =
		form_sheet(form, "service", form_word(form, N_("Service levels")));
	form_label(form, sheet, "measure", form_word(form, N_("measure")));
	form_column(form, sheet, "reached", form_word(form, N_("reached")));
	form_column(form, sheet, "of", form_word(form, N_("of")));
	form_column(form, sheet, "share", form_word(form, N_("share")));
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		const struct effort_measure *measure = effortlist_at(i);
		struct effort_total sum = {.flags = 0};
		if (!measure->is_share)
			continue;
		for (const struct formcases_row *row = table->rows; row != NULL; row = row->next) {
			if (!is_no_court(NULL, row) || row->parent[0] != '\0')
				continue;
			struct effort_total own = formeffort_of_unit(effort, row->code, measure);
			effort_total_add(&sum, &own);
		}
		form_row(form, sheet,
			(struct form_cell[]){form_text(formeffort_label(form, measure)),
				formeffort_cell(&sum, measure), formeffort_whole(&sum),
				formeffort_share(&sum)});
	}
}

static enum err fill(const struct form_request *request, struct form *form)
{
	const struct period year = {(uint16_t)request->year, 1, 12};
	struct formcases cases;
	struct formcases_table number, table;
	struct formeffort effort = {.cases = NULL};
	enum err err = formcases_open(request, form,
		formcases_days(request->period != NULL ? *request->period : year), &cases);
	if (err == ERR_OK)
		err = formcases_count(&cases, NULL, &number);
	if (err == ERR_OK)
		err = formeffort_open(&cases, &effort);
	if (err != ERR_OK)
		return err;
	formcases_inform(&cases, &no_courts);
	put_kommuner(&cases, &number);
	for (size_t i = 0; codelist_builtin_at(i) != NULL; i++) {
		err = formcases_count(&cases, codelist_builtin_at(i)->name, &table);
		if (err != ERR_OK)
			return err;
		formcases_put(&cases, &table, &no_courts);
	}
	put_per_case(&effort, &cases, &number);
	put_courts(&effort, &cases, &number);
	put_effort(&effort, &cases, &number);
	put_service(&effort, &cases, &number);
	formcases_put_coverage(&cases, &no_courts);
	return ERR_OK;
}

const struct form_kind form_national = {.name = "national",
	.title = N_("The national association's yearly statistics"),
	.summary = N_("the national association's yearly statistics: each fact of its form"),
	.wishes = FORM_TAKES_PERIOD,
	.fill = fill};
