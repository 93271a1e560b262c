#include <assert.h>

#include "jour/apportion.h"
#include "jour/i18n.h"
#include "terms.h"

static int64_t sum_of_lines(const Jour__V1__Budget *budget)
{
	int64_t sum_ore = 0; /* at most BUDGET_LINES_MAX of at most 10^15 */
	for (size_t i = 0; i < budget->n_lines; i++)
		sum_ore += (int64_t)budget->lines[i]->amount_ore;
	return sum_ore;
}

/* What each line is worth after the steps: the whole split by the lines' own amounts, so that they
 * add up to it. */
static void fill_amounts(
	struct term_work *work, const Jour__V1__Budget *budget, struct expected_term *result)
{
	static_assert(BUDGET_LINES_MAX <= AGREEMENT_UNITS_MAX, "more parts than apportion gives");
	struct bytes codes[BUDGET_LINES_MAX] = {BYTES_NONE};
	uint64_t weights[BUDGET_LINES_MAX] = {0};
	struct apportionment split;
	if (!result->whole.known || result->whole.amount_ore == 0 || sum_of_lines(budget) == 0)
		return;
	for (size_t i = 0; i < budget->n_lines; i++) {
		codes[i] = bytes_of_text(budget->lines[i]->line);
		weights[i] = budget->lines[i]->amount_ore;
	}
	/* The record's rules keep every limit; only bad bytes get here. */
	if (apportion_split_counts(result->whole.amount_ore, result->unit_ore, codes, weights,
		    budget->n_lines, &split) != ERR_OK) {
		store_fail(work->txn, ERR_CORRUPT);
		return;
	}
	for (size_t i = 0; i < budget->n_lines; i++)
		result->budget[i].amount_ore = split.parts[i].amount_ore;
	apportion_free(&split);
}

static void fill_line(struct term_work *work, const Jour__V1__Term *term,
	const Jour__V1__BudgetLine *from, struct expected_budget *line)
{
	line->line = from->line;
	line->earmark = from->earmark[0] != '\0' ? from->earmark : term->earmark;
	if (term_costs(work, line->line, &line->costs, &line->spent_ore))
		line->left_ore = line->amount_ore - line->spent_ore;
}

/* The document's own sum counts: it is what was signed. */
static int64_t check_sum(struct term_work *work, const Jour__V1__Budget *budget)
{
	int64_t sum_ore = sum_of_lines(budget), stated_ore = (int64_t)budget->stated_ore;
	if (stated_ore == 0 || stated_ore == sum_ore)
		return sum_ore;
	term_remark(work, "budget_sum", false, NULL,
		N_("the budget's lines add up to {1}, the document says {2}, which counts"),
		term_money_text(work, sum_ore), term_money_text(work, stated_ore));
	return stated_ore;
}

static void expect(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	const Jour__V1__Budget *budget = term->budget;
	int64_t sum_ore = check_sum(work, budget);
	struct rational *exact_ore = rational_new();
	result->headline = (struct sentence){
		.text = N_("a budget of {1}"), .words = {term_money_text(work, sum_ore)}};
	result->budget = term_alloc(work, sizeof(result->budget[0]) * (budget->n_lines + 1));
	rational_set(exact_ore, sum_ore, 1);
	term_finish_whole(work, term, result, exact_ore);
	rational_free(exact_ore);
	if (result->budget == NULL)
		return;
	result->budget_count = budget->n_lines;
	fill_amounts(work, budget, result);
	for (size_t i = 0; i < budget->n_lines; i++)
		fill_line(work, term, budget->lines[i], &result->budget[i]);
}

const struct term_kind term_budget = {
	.formula = JOUR__V1__TERM__FORMULA_BUDGET,
	.name = "budget",
	.rule = N_("the sum is rounded once, after all steps; the lines are its parts by largest "
		   "remainder"),
	.expect = expect,
};
