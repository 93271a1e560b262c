#include "term.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/money.h"
#include "terms.h"

static const struct term_kind *const kinds[] = {
	&term_rate,
	&term_fixed_amount,
	&term_shared_cost,
	&term_budget,
	&term_hours,
};

const struct term_kind *term_kind_of(Jour__V1__Term__FormulaCase formula)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i]->formula == formula)
			return kinds[i];
	return NULL;
}

void *term_alloc(struct term_work *work, size_t size)
{
	void *memory = arena_alloc(work->arena, size);
	work->failed = work->failed || memory == NULL;
	return memory;
}

const char *term_text(struct term_work *work, const char *text)
{
	char *copy = term_alloc(work, strlen(text) + 1);
	return copy == NULL ? "" : memcpy(copy, text, strlen(text) + 1);
}

const char *term_rational_text(struct term_work *work, const struct rational *value)
{
	char text[RATIONAL_TEXT_SIZE];
	if (rational_text(value, text, sizeof(text)) != ERR_OK)
		return "";
	return term_text(work, text);
}

const char *term_money_text(struct term_work *work, int64_t amount_ore)
{
	char text[MONEY_TEXT_SIZE];
	return term_text(work, money_format_sv((struct money){amount_ore}, text, sizeof(text)));
}

const char *term_date_text(struct term_work *work, uint32_t yyyymmdd)
{
	/* Not date_format: a rule may look back to before the years that dates have here. */
	char text[] = "0000-00-00";
	for (size_t i = sizeof(text) - 1; i-- > 0;) {
		if (text[i] == '-')
			continue;
		text[i] = (char)('0' + yyyymmdd % 10);
		yyyymmdd /= 10;
	}
	return term_text(work, text);
}

const char *term_year_text(struct term_work *work, uint32_t year)
{
	char text[] = "0000";
	for (size_t i = sizeof(text) - 1; i-- > 0; year /= 10)
		text[i] = (char)('0' + year % 10);
	return term_text(work, text);
}

void term_remark(struct term_work *work, const char *kind, bool lack, const char *unit,
	const char *text, const char *first, const char *second)
{
	struct remark *remark = term_alloc(work, sizeof(*remark));
	if (remark == NULL)
		return;
	*remark = (struct remark){.kind = kind,
		.lack = lack,
		.unit = unit,
		.text = {.text = text, .words = {first, second}}};
	*work->remarks_end = remark;
	work->remarks_end = &remark->next;
}

static const char *copy_optional(struct term_work *work, const char *text)
{
	return text == NULL ? NULL : term_text(work, text);
}

const struct input *term_input(struct term_work *work, const struct input *found)
{
	for (const struct input *at = work->expected->inputs; at != NULL; at = at->next)
		if (at->record.index == found->record.index &&
			at->record.position == found->record.position)
			return at;
	struct input *input = term_alloc(work, sizeof(*input));
	if (input == NULL)
		return NULL;
	*input = *found;
	input->next = NULL;
	input->id = work->input_count++;
	input->unit = copy_optional(work, found->unit);
	input->source = copy_optional(work, found->source);
	input->agreement = copy_optional(work, found->agreement);
	input->line = copy_optional(work, found->line);
	input->reference = copy_optional(work, found->reference);
	*work->inputs_end = input;
	work->inputs_end = &input->next;
	return input;
}

void term_cite(struct term_work *work, const struct cited **list, const struct input *input)
{
	struct cited *cited = term_alloc(work, sizeof(*cited));
	if (cited == NULL)
		return;
	while (*list != NULL)
		/* The list is ours; only its readers see it as const. */
		list = &((struct cited *)(uintptr_t)*list)->next;
	*cited = (struct cited){NULL, input};
	*list = cited;
}

void term_step(struct term_work *work, const struct step **list, const char *name,
	const char *factor, const struct rational *exact_ore)
{
	struct step *step = term_alloc(work, sizeof(*step));
	if (step == NULL)
		return;
	while (*list != NULL)
		list = &((struct step *)(uintptr_t)*list)->next;
	*step = (struct step){NULL, name, factor, term_rational_text(work, exact_ore)};
	*list = step;
}

struct citation term_citation(const struct standing *standing)
{
	return (struct citation){standing->index, standing->position, standing->hash};
}

const void *term_body(struct term_work *work, unsigned kind, const struct standing *standing)
{
	arena_reset(work->scratch);
	return state_body(work->txn, kind, standing->record, work->scratch);
}

enum rounding term_rounding(const Jour__V1__Rounding *rounding)
{
	switch (rounding->rule) {
	case JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_EVEN:
		return ROUND_HALF_EVEN;
	case JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_DOWN:
		return ROUND_DOWN;
	default:
		return ROUND_HALF_UP;
	}
}

struct fraction term_held(const struct term_work *work, const Jour__V1__Term *term, size_t unit)
{
	return proration_of(work->expected->agreement, term, work->year,
		unit == TERM_WHOLE ? NULL : work->expected->units[unit].code);
}

void term_apply_steps(struct term_work *work, const Jour__V1__Term *term, struct fraction prorate,
	struct rational *exact_ore, const struct step **list)
{
	if (term->n_indexation > 0) {
		rational_mul(exact_ore, exact_ore, work->factor);
		term_step(work, list, "indexation", term_rational_text(work, work->factor),
			exact_ore);
	}
	if (prorate.covered == prorate.of)
		return;
	struct rational *held = rational_new();
	rational_set(held, prorate.covered, prorate.of);
	rational_mul(exact_ore, exact_ore, held);
	term_step(work, list, "proration", term_rational_text(work, held), exact_ore);
	rational_free(held);
}

void term_too_large(struct term_work *work, const char *unit, const char *name)
{
	term_remark(work, "too_large", true, unit,
		N_("the amount of {1} is larger than any that can be recorded"), name, NULL);
}

void term_finish(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result,
	size_t unit, struct rational *exact_ore)
{
	bool whole = unit == TERM_WHOLE;
	struct expected_line *line = whole ? &result->whole : &result->lines[unit];
	if (work->factor == NULL)
		return;
	if (line->steps == NULL)
		term_step(work, &line->steps, "formula", NULL, exact_ore);
	term_apply_steps(work, term, line->held, exact_ore, &line->steps);
	if (rational_round(exact_ore, result->unit_ore, term_rounding(term->rounding),
		    &line->amount_ore) != ERR_OK) {
		term_too_large(work, whole ? NULL : work->expected->units[unit].code,
			whole ? term->id : work->expected->units[unit].name);
		return;
	}
	line->known = true;
	line->exact_ore = term_rational_text(work, exact_ore);
}

const Jour__V1__Limit *term_limit(Jour__V1__Limit *const *limits, size_t count, const char *unit)
{
	const Jour__V1__Limit *found = NULL;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(limits[i]->unit, unit) == 0)
			return limits[i];
		if (strcmp(limits[i]->unit, UNIT_EVERY) == 0)
			found = limits[i];
	}
	return found;
}

static bool is_payer(const struct expected *expected, const char *code)
{
	const Jour__V1__Agreement *agreement = expected->agreement;
	for (size_t i = 0; i < agreement->n_parties; i++)
		if (agreement->parties[i]->role == JOUR__V1__ROLE__ROLE_PAYER &&
			strcmp(agreement->parties[i]->unit, code) == 0)
			return true;
	return false;
}

/* The unit that pays what is one sum: unit_count when nothing says which. */
static size_t sole_payer(const struct expected *expected, const Jour__V1__Term *term)
{
	size_t found = expected->unit_count, payers = 0, units = 0;
	size_t only = found;
	for (size_t i = 0; i < expected->unit_count; i++) {
		if (!proration_holds_for(term, expected->units[i].code))
			continue;
		units++;
		only = i;
		if (!is_payer(expected, expected->units[i].code))
			continue;
		payers++;
		found = i;
	}
	if (units == 1)
		return only;
	return payers == 1 ? found : expected->unit_count;
}

void term_finish_whole(struct term_work *work, const Jour__V1__Term *term,
	struct expected_term *result, struct rational *exact_ore)
{
	struct expected *expected = work->expected;
	bool cash = term->flow == JOUR__V1__FLOW__FLOW_CASH;
	size_t payer = cash ? sole_payer(expected, term) : expected->unit_count;
	result->is_whole = true;
	term_finish(work, term, result, TERM_WHOLE, exact_ore);
	if (cash && payer == expected->unit_count)
		term_remark(work, "payer", true, NULL,
			N_("{1} is one sum, and nothing says which of the partners pays it; name "
			   "one as payer, or share it by a key"),
			term->id, NULL);
	for (size_t i = 0; i < expected->unit_count; i++) {
		struct expected_line *line = &result->lines[i];
		line->known = result->whole.known && (!cash || payer < expected->unit_count);
		line->exact_ore = "0/1";
		if (i != payer || !line->known)
			continue;
		line->amount_ore = result->whole.amount_ore;
		line->exact_ore = result->whole.exact_ore;
	}
}

/* A sum that passes int64 is held at its end: it is too large all the same. */
static void add_cost(struct term_work *work, const Jour__V1__Cost *cost,
	const struct standing *standing, const struct cited **costs, int64_t *sum_ore)
{
	struct input found = {.kind = INPUT_COST,
		.record = term_citation(standing),
		.value = (int64_t)cost->amount_ore,
		.agreement = cost->agreement,
		.year = cost->year,
		.line = cost->line,
		.reference = cost->reference};
	const struct input *input = term_input(work, &found);
	if (input == NULL)
		return;
	term_cite(work, costs, input);
	if (__builtin_add_overflow(*sum_ore, input->value, sum_ore))
		*sum_ore = INT64_MAX;
}

bool term_costs(struct term_work *work, const char *line, const struct cited **ret_costs,
	int64_t *ret_sum_ore)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	int64_t sum_ore = 0;
	key_text(&prefix, work->expected->agreement->dnr);
	write_be16(&prefix, (uint16_t)work->year);
	key_text(&prefix, line);
	struct state_scan scan =
		state_scan(work->txn, JOUR__V1__RECORD__BODY_COST, written(&prefix), work->size);
	while (sum_ore <= AMOUNT_ORE_MAX && state_scan_next(&scan, &standing)) {
		const Jour__V1__Cost *cost =
			term_body(work, JOUR__V1__RECORD__BODY_COST, &standing);
		if (cost == NULL)
			return false;
		add_cost(work, cost, &standing, ret_costs, &sum_ore);
	}
	*ret_sum_ore = sum_ore;
	if (sum_ore <= AMOUNT_ORE_MAX)
		return true;
	term_remark(work, "too_large", true, NULL,
		N_("the costs of {1} in {2} are more than any amount that can be recorded"), line,
		term_year_text(work, work->year));
	return false;
}
