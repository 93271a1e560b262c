#include "repayment.h"

#include <string.h>

#include "moneyjson.h"

static struct date date_of(uint32_t yyyymmdd)
{
	return (struct date){(uint16_t)(yyyymmdd / 10000), (uint8_t)(yyyymmdd / 100 % 100),
		(uint8_t)(yyyymmdd % 100)};
}

/* The repayments already made to a unit (NULL: to all) for a line of the budget; NULL: for any
 * line,
 * "": those that name none. */
static bool sum_repaid(
	const struct account *account, const char *unit, const char *line, int64_t *ret_ore)
{
	int64_t sum_ore = 0;
	for (const struct repayment *at = account->repayments; at != NULL; at = at->next) {
		bool same_line = line != NULL ? strcmp(at->line, line) == 0 : at->line[0] != '\0';
		if (same_line && (unit == NULL || strcmp(at->payer, unit) == 0) &&
			__builtin_add_overflow(sum_ore, at->amount_ore, &sum_ore))
			return false;
	}
	*ret_ore = sum_ore;
	return true;
}

static enum err make_partners(
	struct repayment_plan *plan, const struct account *account, struct arena *arena)
{
	plan->partner_count = account->count;
	plan->partners = arena_alloc(arena, sizeof(plan->partners[0]) * (account->count + 1));
	if (plan->partners == NULL)
		return ERR_RANGE;
	for (size_t i = 0; i < account->count; i++) {
		const struct balance *row = &account->rows[i];
		struct repay_partner *partner = &plan->partners[i];
		*partner = (struct repay_partner){
			.code = row->code, .name = row->name, .paid_ore = row->received_ore};
		if (!sum_repaid(
			    account, row->code, plan->by_exit ? "" : NULL, &partner->repaid_ore))
			return ERR_RANGE;
		if (row->received_ore > 0 &&
			__builtin_add_overflow(plan->paid_ore, row->received_ore, &plan->paid_ore))
			return ERR_RANGE;
	}
	return ERR_OK;
}

static enum err plan_exit(const struct expected *expected, struct repayment_plan *plan)
{
	if (!days_any(expected->held))
		return ERR_NOTFOUND;
	enum err err = repay_early_exit(plan->paid_ore, date_of(days_to_date(expected->held.first)),
		date_of(days_to_date(expected->held.last)), date_of(plan->exit_date), &plan->exit);
	plan->unused_ore = plan->exit.unused_ore;
	return err;
}

static bool is_partners_budget(const struct expected_term *term)
{
	return term->budget_count > 0 && term->holds &&
	       term->term->flow == JOUR__V1__FLOW__FLOW_CASH;
}

static enum err make_lines(const struct expected *expected, const struct account *account,
	struct repayment_plan *plan, struct arena *arena)
{
	size_t count = 0;
	for (size_t i = 0; i < expected->term_count; i++)
		if (is_partners_budget(&expected->terms[i]))
			count += expected->terms[i].budget_count;
	plan->lines = arena_alloc(arena, sizeof(plan->lines[0]) * (count + 1));
	plan->pots = arena_alloc(arena, sizeof(plan->pots[0]) * (count + 1));
	if (plan->lines == NULL || plan->pots == NULL)
		return ERR_RANGE;
	for (size_t i = 0; i < expected->term_count; i++)
		for (size_t j = 0; is_partners_budget(&expected->terms[i]) &&
				   j < expected->terms[i].budget_count;
			j++) {
			const struct expected_budget *budget = &expected->terms[i].budget[j];
			struct repay_line *line = &plan->lines[plan->line_count++];
			*line = (struct repay_line){.line = budget->line,
				.earmark = budget->earmark,
				.budget_ore = budget->amount_ore,
				.spent_ore = budget->spent_ore};
			if (!sum_repaid(account, NULL, budget->line, &line->repaid_ore))
				return ERR_RANGE;
		}
	return plan->line_count > 0 ? ERR_OK : ERR_NOTFOUND;
}

static enum err plan_budget(const struct expected *expected, const struct account *account,
	struct repayment_plan *plan, struct arena *arena)
{
	enum err err = make_lines(expected, account, plan, arena);
	if (err == ERR_OK)
		err = repay_not_used(plan->lines, plan->line_count, plan->pots, &plan->pot_count);
	for (size_t i = 0; err == ERR_OK && i < plan->pot_count; i++)
		if (__builtin_add_overflow(
			    plan->unused_ore, plan->pots[i].unused_ore, &plan->unused_ore))
			err = ERR_RANGE;
	/* Money that never came cannot go back. */
	if (plan->unused_ore > plan->paid_ore)
		plan->unused_ore = plan->paid_ore;
	return err;
}

enum err repayment_plan(const struct expected *expected, const struct account *account,
	uint32_t exit_date, struct arena *arena, const struct repayment_plan **ret_plan)
{
	struct repayment_plan *plan = arena_alloc(arena, sizeof(*plan));
	if (plan == NULL)
		return ERR_RANGE;
	plan->by_exit = exit_date != 0;
	plan->exit_date = exit_date;
	enum err err = make_partners(plan, account, arena);
	if (err == ERR_OK)
		err = plan->by_exit ? plan_exit(expected, plan)
				    : plan_budget(expected, account, plan, arena);
	if (err == ERR_OK)
		err = repay_share_back(plan->unused_ore, plan->partners, plan->partner_count);
	if (err == ERR_OK)
		*ret_plan = plan;
	return err;
}

/* ---- JSON */

static void set_exit(struct document *document, json_t *root, const struct repayment_plan *plan)
{
	json_t *object = json_object();
	document_set_text(document, object, "rule", "early-exit");
	document_set_date(document, object, "exit", plan->exit_date);
	document_set_count(document, object, "remaining_days", plan->exit.remaining_days);
	document_set_count(document, object, "of_days", plan->exit.of_days);
	moneyjson_set_amount(document, object, "cash", plan->exit.cash_ore);
	document_set_text(document, object, "exact_ore", plan->exit.exact_ore);
	document_set_text(document, object, "rounding", "half up to whole kronor, once");
	document_set(document, root, "early_exit", object);
}

static json_t *line_json(struct document *document, const struct repay_line *line)
{
	json_t *object = json_object();
	document_set_text(document, object, "line", line->line);
	document_set_text(document, object, "earmark", line->earmark);
	moneyjson_set_amount(document, object, "budget", line->budget_ore);
	moneyjson_set_amount(document, object, "spent", line->spent_ore);
	moneyjson_set_amount(document, object, "left", line->left_ore);
	moneyjson_set_amount(document, object, "repaid", line->repaid_ore);
	return object;
}

static json_t *pot_json(struct document *document, const struct repay_pot *pot)
{
	json_t *object = json_object();
	document_set_text(document, object, "earmark", pot->earmark);
	moneyjson_set_amount(document, object, "left", pot->left_ore);
	moneyjson_set_amount(document, object, "unused", pot->unused_ore);
	moneyjson_set_amount(document, object, "repaid", pot->repaid_ore);
	moneyjson_set_amount(document, object, "open", pot->open_ore);
	return object;
}

static void set_budget(struct document *document, json_t *root, const struct repayment_plan *plan)
{
	json_t *object = json_object(), *lines = json_array(), *pots = json_array();
	for (size_t i = 0; i < plan->line_count; i++)
		document_append(document, lines, line_json(document, &plan->lines[i]));
	for (size_t i = 0; i < plan->pot_count; i++)
		document_append(document, pots, pot_json(document, &plan->pots[i]));
	document_set_text(document, object, "rule", "not-used");
	document_set(document, object, "lines", lines);
	document_set(document, object, "pots", pots);
	document_set(document, root, "not_used", object);
}

static json_t *partner_json(struct document *document, const struct repay_partner *partner)
{
	json_t *object = json_object();
	document_set_text(document, object, "unit", partner->code);
	document_set_text(document, object, "name", partner->name);
	moneyjson_set_amount(document, object, "paid", partner->paid_ore);
	moneyjson_set_amount(document, object, "part", partner->part_ore);
	document_set(document, object, "extra", json_boolean(partner->extra));
	moneyjson_set_amount(document, object, "repaid", partner->repaid_ore);
	moneyjson_set_amount(document, object, "open", partner->open_ore);
	return object;
}

char *repayment_json(const struct expected *expected, const struct repayment_plan *plan,
	const struct ledger_name *ledger)
{
	struct document document = {.failed = false};
	json_t *root = json_object(), *name = json_object(), *partners = json_array();
	document_set_text(&document, root, "format", "jourd/repay/1");
	document_set_text(&document, name, "origin", ledger->genesis.origin);
	document_set(&document, name, "id", document_hash(&ledger->id));
	document_set_count(&document, name, "as_of_size", expected->size);
	document_set(&document, root, "ledger", name);
	document_set_text(&document, root, "agreement", expected->agreement->dnr);
	moneyjson_set_record(&document, root, &expected->record);
	document_set_count(&document, root, "year", expected->year);
	moneyjson_set_amount(&document, root, "paid", plan->paid_ore);
	if (plan->by_exit)
		set_exit(&document, root, plan);
	else
		set_budget(&document, root, plan);
	moneyjson_set_amount(&document, root, "unused", plan->unused_ore);
	for (size_t i = 0; i < plan->partner_count; i++)
		document_append(&document, partners, partner_json(&document, &plan->partners[i]));
	document_set_text(&document, root, "share_rule", "shared-back");
	document_set(&document, root, "partners", partners);
	return document_print(&document, root);
}
