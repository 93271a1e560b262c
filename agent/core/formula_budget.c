/* A budget by kind of cost, and the sum that the document gives. */
#include <string.h>

#include "formula.h"
#include "jour/i18n.h"

static Jour__V1__BudgetLine *read_line(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {
		{"line", true}, {"kronor", true}, {"earmark", false}};
	Jour__V1__BudgetLine *line = docpick_map(source, map, DOCPICK_KEYS(keys), sizeof(*line));
	if (line == NULL)
		return NULL;
	jour__v1__budget_line__init(line);
	line->line = docpick_text(source, map, "line");
	line->amount_ore = docpick_amount(source, map, "kronor", true);
	line->earmark = docpick_text(source, map, "earmark");
	return line;
}

static void check_line(struct source source, const struct yamldoc_node *item,
	const Jour__V1__Budget *budget, const char *line)
{
	for (size_t i = 0; i < budget->n_lines; i++)
		if (line[0] != '\0' && strcmp(budget->lines[i]->line, line) == 0)
			docpick_error(
				source, item, N_("the line \"{1}\" is there twice"), line, NULL);
}

static void check_sum(
	struct source source, const struct yamldoc_node *map, const Jour__V1__Budget *budget)
{
	char sum_text[MONEY_TEXT_SIZE];
	char stated_text[MONEY_TEXT_SIZE];
	int64_t sum_ore = 0; /* of 64 that are each at most 10^15 */
	for (size_t i = 0; i < budget->n_lines; i++)
		sum_ore += (int64_t)budget->lines[i]->amount_ore;
	if (sum_ore == (int64_t)budget->stated_ore)
		return;
	docpick_error(source, yamldoc_get(map, "sum"),
		N_("the lines add up to {1}, and not to {2}"),
		money_format_sv((struct money){sum_ore}, sum_text, sizeof(sum_text)),
		money_format_sv((struct money){(int64_t)budget->stated_ore}, stated_text,
			sizeof(stated_text)));
}

static void read_budget(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term)
{
	static const struct yamldoc_key keys[] = {{"lines", true}, {"sum", true}};
	const struct yamldoc_node *item = NULL;
	size_t errors_before = source.doc->complaints->error_count;
	(void)agreement;
	Jour__V1__Budget *budget = docpick_map(source, node, DOCPICK_KEYS(keys), sizeof(*budget));
	if (budget == NULL)
		return;
	jour__v1__budget__init(budget);
	budget->lines = docpick_begin_list(source, node, "lines", &item);
	for (; budget->lines != NULL && item != NULL; item = item->next) {
		Jour__V1__BudgetLine *line = read_line(source, item);
		if (line == NULL)
			continue;
		check_line(source, item, budget, line->line);
		budget->lines[budget->n_lines++] = line;
	}
	budget->stated_ore = docpick_amount(source, node, "sum", true);
	if (budget->lines != NULL && source.doc->complaints->error_count == errors_before)
		check_sum(source, node, budget);
	term->budget = budget;
	term->formula_case = JOUR__V1__TERM__FORMULA_BUDGET;
}

const struct formula formula_budget = {
	.key = "budget", .flow = JOUR__V1__FLOW__FLOW_CASH, .read = read_budget};
