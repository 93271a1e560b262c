#include "repayment.h"

#include <string.h>

#include "moneyjson.h"
#include "term.h"

/* ---- the rules */

const char *repayment_exit_name(Jour__V1__ExitRule rule)
{
	static const char *const names[] = {
		[JOUR__V1__EXIT_RULE__EXIT_RULE_DAYS] = "days",
		[JOUR__V1__EXIT_RULE__EXIT_RULE_MONTHS] = "months",
		[JOUR__V1__EXIT_RULE__EXIT_RULE_UNSPENT] = "unspent",
		[JOUR__V1__EXIT_RULE__EXIT_RULE_NONE] = "none",
	};
	return names[rule];
}

const char *repayment_unused_name(Jour__V1__UnusedRule rule)
{
	static const char *const names[] = {
		[JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_EARMARK] = "by_earmark",
		[JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_LINE] = "by_line",
		[JOUR__V1__UNUSED_RULE__UNUSED_RULE_NONE] = "none",
	};
	return names[rule];
}

const char *repayment_back_name(Jour__V1__BackRule rule)
{
	return rule == JOUR__V1__BACK_RULE__BACK_RULE_EQUALLY ? "equally" : "by_paid";
}

static struct repayment_rules rules_of(const Jour__V1__Agreement *agreement)
{
	const Jour__V1__RepaymentRules *stated = agreement->repayment;
	if (stated == NULL)
		return (struct repayment_rules){
			.early_exit = JOUR__V1__EXIT_RULE__EXIT_RULE_DAYS,
			.not_used = JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_EARMARK,
			.shared_back = JOUR__V1__BACK_RULE__BACK_RULE_BY_PAID,
			.rounding = {100, ROUND_HALF_UP},
		};
	return (struct repayment_rules){
		.clause = stated->clause,
		.early_exit = stated->early_exit,
		.not_used = stated->not_used,
		.shared_back = stated->shared_back,
		.rounding = {stated->rounding->unit_ore, term_rounding(stated->rounding)},
	};
}

/* ---- the plan */

static struct date date_of(uint32_t yyyymmdd)
{
	return (struct date){(uint16_t)(yyyymmdd / 10000), (uint8_t)(yyyymmdd / 100 % 100),
		(uint8_t)(yyyymmdd % 100)};
}

/* The repayments already made to a unit (NULL: to all) for a line of the budget; NULL: for any
 * line, "": those that name none. */
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

static bool is_partners(const struct expected_term *term)
{
	return term->holds && term->term->flow == JOUR__V1__FLOW__FLOW_CASH;
}

static bool is_partners_budget(const struct expected_term *term)
{
	return term->budget_count > 0 && is_partners(term);
}

static enum err exit_by_months(const struct expected *expected, struct repayment_plan *plan)
{
	Jour__V1__Term whole = {.proration = JOUR__V1__PRORATION__PRORATION_MONTHS};
	Jour__V1__Term rest = whole;
	rest.from = plan->exit_date;
	return repay_exit_by_months(plan->paid_ore,
		proration_of(expected->agreement, &rest, expected->year, NULL).covered,
		proration_of(expected->agreement, &whole, expected->year, NULL).covered,
		&plan->rules.rounding, &plan->exit);
}

/* The costs that are recorded for what the partners pay, less what others gave for them. */
static bool sum_spent(const struct expected *expected, int64_t *ret_ore)
{
	int64_t sum_ore = 0;
	for (size_t i = 0; i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		for (size_t k = 0; is_partners_budget(term) && k < term->budget_count; k++)
			if (__builtin_add_overflow(sum_ore, term->budget[k].spent_ore, &sum_ore))
				return false;
		if (is_partners(term) && term->pot_inputs != NULL && term->pot_known &&
			__builtin_add_overflow(
				sum_ore, term->pot_given_ore - term->less_ore, &sum_ore))
			return false;
	}
	*ret_ore = sum_ore;
	return true;
}

static enum err exit_unspent(const struct expected *expected, struct repayment_plan *plan)
{
	int64_t spent_ore;
	if (!sum_spent(expected, &spent_ore))
		return ERR_RANGE;
	return repay_exit_unspent(plan->paid_ore, spent_ore, &plan->rules.rounding, &plan->exit);
}

static enum err exit_by_days(const struct expected *expected, struct repayment_plan *plan)
{
	return repay_early_exit(plan->paid_ore, date_of(days_to_date(expected->held.first)),
		date_of(days_to_date(expected->held.last)), date_of(plan->exit_date),
		&plan->rules.rounding, &plan->exit);
}

static enum err plan_exit(const struct expected *expected, struct repayment_plan *plan)
{
	enum err err = ERR_OK;
	if (!days_any(expected->held))
		return ERR_NOTFOUND;
	switch (plan->rules.early_exit) {
	case JOUR__V1__EXIT_RULE__EXIT_RULE_MONTHS:
		err = exit_by_months(expected, plan);
		break;
	case JOUR__V1__EXIT_RULE__EXIT_RULE_UNSPENT:
		err = exit_unspent(expected, plan);
		break;
	case JOUR__V1__EXIT_RULE__EXIT_RULE_NONE:
		plan->exit = (struct repay_exit){.cash_ore = plan->paid_ore, .exact_ore = "0/1"};
		break;
	default:
		err = exit_by_days(expected, plan);
	}
	plan->unused_ore = plan->exit.unused_ore;
	return err;
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
		err = repay_not_used(plan->lines, plan->line_count,
			plan->rules.not_used == JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_LINE,
			plan->pots, &plan->pot_count);
	if (plan->rules.not_used == JOUR__V1__UNUSED_RULE__UNUSED_RULE_NONE)
		return err;
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
	plan->rules = rules_of(expected->agreement);
	plan->by_exit = exit_date != 0;
	plan->exit_date = exit_date;
	enum err err = make_partners(plan, account, arena);
	if (err == ERR_OK)
		err = plan->by_exit ? plan_exit(expected, plan)
				    : plan_budget(expected, account, plan, arena);
	if (err == ERR_OK)
		err = repay_share_back(plan->unused_ore, plan->rules.rounding.unit_ore,
			plan->rules.shared_back == JOUR__V1__BACK_RULE__BACK_RULE_EQUALLY,
			plan->partners, plan->partner_count);
	if (err == ERR_OK)
		*ret_plan = plan;
	return err;
}

/* ---- JSON */

static void set_rules(struct document *document, json_t *root, const struct repayment_rules *rules)
{
	static const char *const names[] = {[ROUND_HALF_UP] = "half_up",
		[ROUND_HALF_EVEN] = "half_even",
		[ROUND_DOWN] = "down"};
	json_t *object = json_object(), *rounding = json_object();
	document_set(document, object, "stated", json_boolean(rules->clause != NULL));
	if (rules->clause != NULL)
		document_set_text(document, object, "clause", rules->clause);
	document_set_count(document, rounding, "unit_ore", (uint64_t)rules->rounding.unit_ore);
	document_set_text(document, rounding, "rule", names[rules->rounding.rule]);
	document_set(document, object, "rounding", rounding);
	document_set(document, root, "rules", object);
}

static void set_exit(struct document *document, json_t *root, const struct repayment_plan *plan)
{
	json_t *object = json_object();
	document_set_text(document, object, "rule", "early-exit");
	document_set_date(document, object, "exit", plan->exit_date);
	document_set_text(document, object, "by", repayment_exit_name(plan->rules.early_exit));
	if (plan->exit.of > 0) {
		document_set_count(document, object, "remaining", plan->exit.remaining);
		document_set_count(document, object, "of", plan->exit.of);
	}
	if (plan->rules.early_exit == JOUR__V1__EXIT_RULE__EXIT_RULE_UNSPENT)
		moneyjson_set_amount(document, object, "spent", plan->exit.spent_ore);
	moneyjson_set_amount(document, object, "cash", plan->exit.cash_ore);
	document_set_text(document, object, "exact_ore", plan->exit.exact_ore);
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

static json_t *pot_json(struct document *document, const struct repay_pot *pot, bool by_line)
{
	json_t *object = json_object();
	document_set_text(document, object, by_line ? "line" : "earmark", pot->name);
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
		document_append(document, pots,
			pot_json(document, &plan->pots[i],
				plan->rules.not_used ==
					JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_LINE));
	document_set_text(document, object, "rule", "not-used");
	document_set_text(document, object, "by", repayment_unused_name(plan->rules.not_used));
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
	document_set_text(&document, root, "format", "jourd/repay/2");
	document_set_text(&document, name, "origin", ledger->genesis.origin);
	document_set(&document, name, "id", document_hash(&ledger->id));
	document_set_count(&document, name, "as_of_size", expected->size);
	document_set(&document, root, "ledger", name);
	document_set_text(&document, root, "agreement", expected->agreement->dnr);
	moneyjson_set_record(&document, root, &expected->record);
	document_set_count(&document, root, "year", expected->year);
	moneyjson_set_amount(&document, root, "paid", plan->paid_ore);
	set_rules(&document, root, &plan->rules);
	if (plan->by_exit)
		set_exit(&document, root, plan);
	else
		set_budget(&document, root, plan);
	moneyjson_set_amount(&document, root, "unused", plan->unused_ore);
	for (size_t i = 0; i < plan->partner_count; i++)
		document_append(&document, partners, partner_json(&document, &plan->partners[i]));
	document_set_text(&document, root, "share_rule", "shared-back");
	document_set_text(
		&document, root, "share_by", repayment_back_name(plan->rules.shared_back));
	document_set(&document, root, "partners", partners);
	return document_print(&document, root);
}
