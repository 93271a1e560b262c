#include "formbudget.h"

#include <string.h>

#include "formmoney.h"
#include "jour/i18n.h"
#include "term.h"

void formbudget_put_economy(struct form *form, const struct account *account)
{
	struct form_sheet *sheet = form_sheet(form, "economy", form_word(form, N_("Economy")));
	struct form_adder sums[5] = {{.missing_hidden = false}};
	form_label(form, sheet, "unit", form_word(form, N_("code")));
	form_label(form, sheet, "name", form_word(form, N_("unit")));
	form_column(form, sheet, "expected", form_word(form, N_("agreed")));
	form_column(form, sheet, "invoiced", form_word(form, N_("invoiced")));
	form_column(form, sheet, "paid", form_word(form, N_("paid")));
	form_column(form, sheet, "payer_says", form_word(form, N_("payer says")));
	form_column(form, sheet, "difference", form_word(form, N_("difference")));
	form_column(form, sheet, "repaid", form_word(form, N_("paid back")));
	for (size_t i = 0; i < account->count; i++) {
		const struct balance *row = &account->rows[i];
		struct formmoney money = formmoney_of(row);
		const struct form_cell cells[] = {form_text(row->code), form_text(row->name),
			money.expected, money.invoiced, money.paid, money.payer_says,
			money.difference, money.repaid};
		for (size_t k = 0; k < 5; k++)
			form_add(&sums[k], &cells[2 + k]);
		form_row(form, sheet, cells);
	}
	struct form_cell difference = form_added(&sums[4]);
	/* What is not known may be on either side of it. */
	if (difference.at_least)
		difference = form_state(FORM_NOT_REPORTED);
	if (account->count > 1)
		form_sum(form, sheet,
			(struct form_cell[]){form_text(""), form_text(form_word(form, N_("sum"))),
				form_added(&sums[0]), form_added(&sums[1]), form_added(&sums[2]),
				form_added(&sums[3]), difference, form_state(FORM_EMPTY)});
}

static const char *flow_word(const struct form *form, Jour__V1__Flow flow)
{
	return form_word(form, flow == JOUR__V1__FLOW__FLOW_CASH      ? N_("is paid")
			       : flow == JOUR__V1__FLOW__FLOW_IN_KIND ? N_("in kind")
								      : N_("the jour's own"));
}

void formbudget_put_terms(struct form *form, const struct expected *expected)
{
	struct form_sheet *sheet = form_sheet(form, "terms", form_word(form, N_("Terms")));
	form_label(form, sheet, "term", form_word(form, N_("term")));
	form_column(form, sheet, "clause", form_word(form, N_("clause")));
	form_column(form, sheet, "what", form_word(form, N_("what")));
	form_column(form, sheet, "flow", form_word(form, N_("kind")));
	form_column(form, sheet, "amount", form_word(form, N_("amount")));
	for (size_t i = 0; i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		char headline[SENTENCE_SIZE];
		sentence_render(&term->headline, form->translate, headline, sizeof(headline));
		form_row(form, sheet,
			(struct form_cell[]){form_text(term->id), form_text(term->clause),
				form_text(form_copy(form, headline)),
				form_text(flow_word(form, term->term->flow)),
				term->holds ? formmoney_expected(term->sum_ore, term->complete)
					    : form_state(FORM_NOT_APPLICABLE)});
	}
}

/* What a line may cost, has cost and has left. What nobody has told of is not known to be 0. */
struct budget_cells {
	struct form_cell of[3];
};

static struct budget_cells budget_cells(const struct expected_budget *line)
{
	const struct form_cell untold = form_state(FORM_NOT_REPORTED);
	bool told = line->costs != NULL;
	return (struct budget_cells){
		{form_money(line->amount_ore), told ? form_money(line->spent_ore) : untold,
			told ? form_money(line->left_ore) : untold}};
}

struct budget_sums {
	struct form_adder of[3];
};

static void add_line(struct budget_sums *sums, const struct expected_budget *line)
{
	struct budget_cells cells = budget_cells(line);
	for (size_t i = 0; i < 3; i++)
		form_add(&sums->of[i], &cells.of[i]);
}

static void put_budget_sum(struct form *form, struct form_sheet *sheet, const char *term,
	const char *what, const char *earmark, const struct budget_sums *sums)
{
	struct form_cell left = form_added(&sums->of[2]);
	/* What is left is at most this, while some of what was spent is not told. */
	if (left.at_least)
		left = form_state(FORM_NOT_REPORTED);
	form_sum(form, sheet,
		(struct form_cell[]){form_text(term), form_text(what), form_text(earmark),
			form_added(&sums->of[0]), form_added(&sums->of[1]), left});
}

static bool is_first_of_earmark(const struct expected_term *term, size_t line)
{
	for (size_t i = 0; i < line; i++)
		if (strcmp(term->budget[i].earmark, term->budget[line].earmark) == 0)
			return false;
	return true;
}

/* One pot of money: all of a term's lines with the same earmark. */
static void put_earmarks(
	struct form *form, struct form_sheet *sheet, const struct expected_term *term)
{
	for (size_t i = 0; i < term->budget_count; i++) {
		const char *earmark = term->budget[i].earmark;
		struct budget_sums sums = {.of = {{.missing_hidden = false}}};
		if (earmark[0] == '\0' || !is_first_of_earmark(term, i))
			continue;
		for (size_t k = i; k < term->budget_count; k++)
			if (strcmp(term->budget[k].earmark, earmark) == 0)
				add_line(&sums, &term->budget[k]);
		put_budget_sum(form, sheet, term->id, form_word(form, N_("of which earmarked")),
			earmark, &sums);
	}
}

static void put_lines(struct form *form, struct form_sheet *sheet, const struct expected_term *term)
{
	struct budget_sums sums = {.of = {{.missing_hidden = false}}};
	for (size_t i = 0; i < term->budget_count; i++) {
		const struct expected_budget *line = &term->budget[i];
		struct budget_cells cells = budget_cells(line);
		add_line(&sums, line);
		form_row(form, sheet,
			(struct form_cell[]){form_text(term->id), form_text(line->line),
				form_text(line->earmark), cells.of[0], cells.of[1], cells.of[2]});
	}
	if (term->budget_count > 0)
		put_budget_sum(form, sheet, term->id, form_word(form, N_("sum")), "", &sums);
}

void formbudget_put(struct form *form, const struct expected *expected)
{
	struct form_sheet *sheet = form_sheet(form, "budget", form_word(form, N_("Budget")));
	form_label(form, sheet, "term", form_word(form, N_("term")));
	form_label(form, sheet, "line", form_word(form, N_("line")));
	form_column(form, sheet, "earmark", form_word(form, N_("earmark")));
	form_column(form, sheet, "budget", form_word(form, N_("budget")));
	form_column(form, sheet, "spent", form_word(form, N_("spent")));
	form_column(form, sheet, "left", form_word(form, N_("left")));
	for (size_t i = 0; i < expected->term_count; i++) {
		put_lines(form, sheet, &expected->terms[i]);
		put_earmarks(form, sheet, &expected->terms[i]);
	}
	form_note(form, sheet,
		form_word(form, N_("Spent is what is recorded as cost of the line; where nothing "
				   "is, nothing is known.")));
}
