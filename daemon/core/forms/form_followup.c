/* The follow-up of one agreement: what the agreement itself says that it contains, or (when it says
 * nothing) what its terms, duties and reports imply. */
#include <string.h>

#include "due.h"
#include "formbudget.h"
#include "formeffort.h"
#include "formkind.h"
#include "formmoney.h"
#include "formsheets.h"
#include "jour/followup.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "term.h"
#include "termrules.h"

struct followup {
	const struct form_request *request;
	struct form *form;
	const struct expected *expected;
	const struct account *account;
	const Jour__V1__Agreement *agreement;
	struct days days; /* that are asked about */
	struct formcases cases;
	struct formeffort effort;
	struct formcases_filter own;  /* the agreement's units and their districts */
	bool has_effort, has_service; /* the sheets of measures are there */
};

static bool is_own(const void *context, const struct formcases_row *row)
{
	const Jour__V1__Agreement *agreement = context;
	for (size_t i = 0; i < agreement->n_units; i++)
		if (strcmp(agreement->units[i], row->code) == 0 ||
			strcmp(agreement->units[i], row->parent) == 0)
			return true;
	return false;
}

/* ---- hours and effort */

static struct effort_total total_of(const struct followup *followup, const char *measure)
{
	return formeffort_of_agreement(&followup->effort, followup->agreement,
		days_common(followup->expected->held, followup->days),
		effortlist_find(bytes_of_text(measure)));
}

/* Hours with what was agreed about them; `term` NULL: nothing was. */
static void put_hours_row(
	struct followup *followup, struct form_sheet *sheet, const struct expected_term *term)
{
	struct effort_total hours = total_of(followup, "volunteer_hours");
	struct effort_total assignments = total_of(followup, "assignments");
	struct form_cell agreed = form_state(FORM_NOT_APPLICABLE), value = agreed;
	struct form_cell done =
		formeffort_cell(&hours, effortlist_find(bytes_of_text("volunteer_hours")));
	struct form_cell pieces =
		formeffort_cell(&assignments, effortlist_find(bytes_of_text("assignments")));
	if (term != NULL) {
		agreed = form_hundredths((int64_t)term->term->hours->hours_hundredths);
		value = formmoney_expected(term->sum_ore, term->complete);
	}
	form_row(followup->form, sheet,
		(struct form_cell[]){form_text(term == NULL ? "" : term->id), agreed, value, done,
			form_over(&done, &agreed, FORM_PERCENT, false), pieces,
			form_over(&done, &pieces, FORM_MEAN, false)});
}

static void put_hours(struct followup *followup)
{
	struct form *form = followup->form;
	struct form_sheet *sheet = form_sheet(form, "hours", form_word(form, N_("Hours")));
	bool any = false;
	form_label(form, sheet, "term", form_word(form, N_("term")));
	form_column(form, sheet, "agreed", form_word(form, N_("agreed hours a year")));
	form_column(form, sheet, "value", form_word(form, N_("agreed value")));
	form_column(form, sheet, "done", form_word(form, N_("hours done")));
	form_column(form, sheet, "share", form_word(form, N_("of the agreed")));
	form_column(form, sheet, "assignments", form_word(form, N_("assignments")));
	form_column(form, sheet, "hours_each", form_word(form, N_("hours per assignment")));
	for (size_t i = 0; i < followup->expected->term_count; i++) {
		const struct expected_term *term = &followup->expected->terms[i];
		if (term->term->formula_case != JOUR__V1__TERM__FORMULA_HOURS)
			continue;
		put_hours_row(followup, sheet, term);
		any = true;
	}
	if (!any)
		put_hours_row(followup, sheet, NULL);
	form_note(form, sheet,
		form_word(form, N_("The agreed value is of the agreed hours; nothing is derived "
				   "from it for the hours done.")));
}

/* What the follow-up asks of the measure; NULL: nothing. The sheet gets every measure of its kind
 * that is asked for. */
static const Jour__V1__FollowUp *asked_of(
	const struct followup *followup, const struct effort_measure *measure)
{
	const Jour__V1__Agreement *agreement = followup->agreement;
	for (size_t i = 0; i < agreement->n_follow_up; i++)
		if (strcmp(agreement->follow_up[i]->what, measure->name) == 0)
			return agreement->follow_up[i];
	return NULL;
}

static void put_service(struct followup *followup)
{
	struct form *form = followup->form;
	struct form_sheet *sheet =
		form_sheet(form, "service", form_word(form, N_("Service levels")));
	form_label(form, sheet, "measure", form_word(form, N_("measure")));
	form_column(form, sheet, "clause", form_word(form, N_("clause")));
	form_column(form, sheet, "reached", form_word(form, N_("reached")));
	form_column(form, sheet, "of", form_word(form, N_("of")));
	form_column(form, sheet, "share", form_word(form, N_("share")));
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		const struct effort_measure *measure = effortlist_at(i);
		const Jour__V1__FollowUp *asked = asked_of(followup, measure);
		if (!measure->is_share || asked == NULL)
			continue;
		struct effort_total total = total_of(followup, measure->name);
		form_row(form, sheet,
			(struct form_cell[]){form_text(formeffort_label(form, measure)),
				form_text(asked->clause), formeffort_cell(&total, measure),
				formeffort_whole(&total), formeffort_share(&total)});
	}
}

/* What was done of what is agreed for the whole agreement year; of the agreement as a whole. */
static void put_in_all(struct followup *followup, struct form_sheet *sheet,
	const struct effort_measure *measure, const Jour__V1__FollowUp *asked)
{
	struct form *form = followup->form;
	struct effort_total total = total_of(followup, measure->name);
	struct form_cell done = formeffort_cell(&total, measure);
	struct form_cell agreed = form_state(FORM_NOT_APPLICABLE);
	if (asked->agreed_hundredths > 0)
		agreed = formeffort_number(asked->agreed_hundredths, measure);
	form_row(form, sheet,
		(struct form_cell[]){form_text(formeffort_label(form, measure)),
			form_text(form_word(form, N_("in all"))), form_text(asked->clause), done,
			agreed, form_over(&done, &agreed, FORM_PERCENT, false)});
}

/* The agreement as a whole, and unit by unit when it has several. */
static void put_effort(struct followup *followup)
{
	struct form *form = followup->form;
	const Jour__V1__Agreement *agreement = followup->agreement;
	struct form_sheet *sheet = form_sheet(form, "effort", form_word(form, N_("Effort")));
	form_label(form, sheet, "measure", form_word(form, N_("measure")));
	form_label(form, sheet, "unit", form_word(form, N_("unit")));
	form_column(form, sheet, "clause", form_word(form, N_("clause")));
	form_column(form, sheet, "number", form_word(form, N_("number")));
	form_column(form, sheet, "agreed", form_word(form, N_("agreed for the whole year")));
	form_column(form, sheet, "share", form_word(form, N_("of the agreed")));
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		const struct effort_measure *measure = effortlist_at(i);
		const Jour__V1__FollowUp *asked = asked_of(followup, measure);
		if (measure->is_share || asked == NULL)
			continue;
		put_in_all(followup, sheet, measure, asked);
		for (size_t k = 0; agreement->n_units > 1 && k < agreement->n_units; k++) {
			struct effort_total total =
				formeffort_of_unit(&followup->effort, agreement->units[k], measure);
			form_row(form, sheet,
				(struct form_cell[]){form_text(formeffort_label(form, measure)),
					form_text(followup->expected->units[k].name),
					form_text(asked->clause), formeffort_cell(&total, measure),
					form_state(FORM_EMPTY), form_state(FORM_EMPTY)});
		}
	}
}

static void put_measure(struct followup *followup, const char *what)
{
	bool is_share = effortlist_find(bytes_of_text(what))->is_share;
	bool *done = is_share ? &followup->has_service : &followup->has_effort;
	if (*done)
		return;
	*done = true;
	if (is_share)
		put_service(followup);
	else
		put_effort(followup);
}

/* ---- cases and days */

static enum err put_cases(struct followup *followup, const char *list)
{
	struct formcases_table table;
	enum err err = formcases_count(&followup->cases, list, &table);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < followup->agreement->n_units; i++)
		(void)formcases_row(&followup->cases, &table, followup->agreement->units[i]);
	formcases_put(&followup->cases, &table, &followup->own);
	return ERR_OK;
}

static const char *duty_word(const struct form *form, Jour__V1__DutyKind kind)
{
	static const char *const words[] = {"", N_("invoice"), N_("payment"), N_("meeting"),
		N_("report"), N_("index"), N_("population"), N_("other")};
	return form_word(form, kind < sizeof(words) / sizeof(words[0]) ? words[kind] : "");
}

static enum err put_duties(struct followup *followup)
{
	struct form *form = followup->form;
	struct form_sheet *sheet =
		form_sheet(form, "duties", form_word(form, N_("Meetings and other days")));
	struct due_list *list = arena_alloc(followup->request->memory, sizeof(*list));
	struct date first, last;
	if (list == NULL)
		return ERR_RANGE;
	enum err err = date_of_day_number(followup->days.first, &first);
	if (err == ERR_OK)
		err = date_of_day_number(followup->days.last, &last);
	if (err == ERR_OK)
		err = due_add(list, followup->agreement, first, last);
	if (err != ERR_OK)
		return err;
	due_sort(list);
	form_label(form, sheet, "day", form_word(form, N_("at the latest")));
	form_column(form, sheet, "what", form_word(form, N_("what")));
	form_column(form, sheet, "kind", form_word(form, N_("kind")));
	form_column(form, sheet, "clause", form_word(form, N_("clause")));
	for (size_t i = 0; i < list->count; i++) {
		const struct due_item *item = &list->items[i];
		if (item->kind != DUE_DUTY)
			continue;
		form_row(form, sheet,
			(struct form_cell[]){form_date(days_to_date(date_day_number(item->date))),
				form_text(item->duty->what),
				form_text(duty_word(form, item->duty->kind)),
				form_text(item->duty->clause)});
	}
	return ERR_OK;
}

/* ---- all of it */

static enum err put(struct followup *followup, const char *what, const char *list)
{
	switch (followup_of(what)) {
	case FOLLOWUP_ECONOMY:
		formbudget_put_economy(followup->form, followup->account);
		formbudget_put_terms(followup->form, followup->expected);
		return ERR_OK;
	case FOLLOWUP_BUDGET:
		formbudget_put(followup->form, followup->expected);
		return ERR_OK;
	case FOLLOWUP_HOURS:
		put_hours(followup);
		return ERR_OK;
	case FOLLOWUP_DUTIES:
		return put_duties(followup);
	case FOLLOWUP_CASES:
		return put_cases(followup, NULL);
	case FOLLOWUP_MEASURE:
		put_measure(followup, what);
		return ERR_OK;
	default:
		return put_cases(followup, list[0] != '\0' ? list : what);
	}
}

/* An agreement that does not say what its follow-up contains. */
static enum err put_implied(struct followup *followup)
{
	const Jour__V1__Agreement *agreement = followup->agreement;
	enum err err = put(followup, "economy", "");
	if (err == ERR_OK && termrules_has_formula(agreement, JOUR__V1__TERM__FORMULA_BUDGET))
		err = put(followup, "budget", "");
	if (err == ERR_OK && termrules_has_formula(agreement, JOUR__V1__TERM__FORMULA_HOURS))
		err = put(followup, "hours", "");
	if (err == ERR_OK)
		err = put(followup, "cases", "");
	if (err == ERR_OK && agreement->n_duties > 0)
		err = put(followup, "duties", "");
	return err;
}

static void inform(struct followup *followup)
{
	struct form *form = followup->form;
	char first[DATE_TEXT_SIZE] = "", last[DATE_TEXT_SIZE] = "";
	struct date date;
	if (date_of_day_number(followup->days.first, &date) == ERR_OK)
		date_format(date, first, sizeof(first));
	if (date_of_day_number(followup->days.last, &date) == ERR_OK)
		date_format(date, last, sizeof(last));
	form_inform(form, "title", N_("Title"), form_text(followup->agreement->title));
	form_inform(form, "version", N_("Version"), form_count(followup->agreement->version));
	form_inform(form, "days", N_("Days"),
		form_text(form_phrase(form, N_("{1} to {2}"), first, last)));
	if (!followup->expected->in_force)
		form_inform(form, "in_force", N_("In force"),
			form_text(form_word(form, N_("not in this year"))));
	formcases_inform(&followup->cases, &followup->own);
}

/* The agreement year that a period begins in, or the one that was named. */
static enum err find_year(struct followup *followup)
{
	const struct form_request *request = followup->request;
	uint32_t year = request->year != 0 ? request->year : request->period->year;
	enum err err = expected_compute(request->txn, request->size, request->dnr, year,
		request->memory, request->scratch, &followup->expected);
	if (err != ERR_OK || request->period == NULL) {
		followup->days = err == ERR_OK ? followup->expected->days : followup->days;
		return err;
	}
	followup->days = formcases_days(*request->period);
	if (followup->days.first >= followup->expected->days.first || year == YEAR_MIN)
		return ERR_OK;
	return expected_compute(request->txn, request->size, request->dnr, year - 1,
		request->memory, request->scratch, &followup->expected);
}

static enum err read_all(struct followup *followup)
{
	const struct form_request *request = followup->request;
	enum err err = find_year(followup);
	if (err == ERR_OK)
		err = payments_settle(request->txn, followup->expected, request->today,
			request->memory, request->scratch, &followup->account);
	if (err == ERR_OK)
		err = formcases_open(request, followup->form, followup->days, &followup->cases);
	if (err == ERR_OK)
		err = formeffort_open(&followup->cases, &followup->effort);
	if (err != ERR_OK)
		return err;
	followup->agreement = followup->expected->agreement;
	followup->own = (struct formcases_filter){is_own, followup->agreement};
	return ERR_OK;
}

static enum err fill(const struct form_request *request, struct form *form)
{
	struct followup followup = {.request = request, .form = form};
	enum err err = read_all(&followup);
	if (err != ERR_OK)
		return err;
	inform(&followup);
	const Jour__V1__Agreement *agreement = followup.agreement;
	if (agreement->n_follow_up == 0)
		err = put_implied(&followup);
	for (size_t i = 0; err == ERR_OK && i < agreement->n_follow_up; i++)
		err = put(&followup, agreement->follow_up[i]->what, agreement->follow_up[i]->list);
	if (err == ERR_OK && agreement->n_reports > 0)
		formcases_put_coverage(&followup.cases, &followup.own);
	return err;
}

const struct form_kind form_followup = {.name = "followup",
	.title = N_("Follow-up of an agreement"),
	.summary = N_("the follow-up of an agreement: what it says that is to be told"),
	.wishes = FORM_WANTS_AGREEMENT | FORM_TAKES_PERIOD,
	.fill = fill};
