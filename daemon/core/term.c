#include "term.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/money.h"
#include "terms.h"

static const struct term_kind *const kinds[] = {
	&term_rate_per_inhabitant,
	&term_fixed_amount,
	&term_shared_cost,
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

static struct fact *add_fact(struct expected_term *result, const char *name)
{
	/* A kind has a fixed number of facts; more than there is room for is our mistake. */
	if (result->fact_count == FACTS_MAX)
		__builtin_trap();
	struct fact *fact = &result->facts[result->fact_count++];
	fact->name = name;
	return fact;
}

void term_fact_number(struct expected_term *result, const char *name, int64_t number)
{
	add_fact(result, name)->number = number;
}

void term_fact_text(struct expected_term *result, const char *name, const char *text)
{
	add_fact(result, name)->text = text;
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

void term_cite(struct term_work *work, struct expected_term *result, const struct input *input)
{
	struct cited *cited = term_alloc(work, sizeof(*cited));
	if (cited == NULL)
		return;
	*cited = (struct cited){result->pot_inputs, input};
	result->pot_inputs = cited;
}

struct citation term_citation(const struct standing *standing)
{
	return (struct citation){standing->index, standing->position, standing->hash};
}

const void *term_body(struct term_work *work, const struct standing *standing)
{
	struct record record;
	arena_reset(work->scratch);
	if (record_decode(standing->record, work->scratch, &record) == ERR_OK)
		return record_body(&record);
	store_fail(work->txn, ERR_CORRUPT);
	return NULL;
}

uint32_t term_reference_date(const struct term_work *work, const Jour__V1__PopulationRule *rule)
{
	return (work->year - rule->years_before) * 10000 + rule->month * 100 + rule->day;
}

void term_fact_population_rule(struct expected_term *result, const Jour__V1__PopulationRule *rule)
{
	term_fact_number(result, "population_month", rule->month);
	term_fact_number(result, "population_day", rule->day);
	term_fact_number(result, "population_years_before", rule->years_before);
}

/* The figures of every source for a unit and a day. */
struct sources {
	const struct input *chosen; /* SCB's, else the first */
	bool by_scb;
	const struct input *other; /* one that differs from the chosen */
};

static struct sources read_sources(struct term_work *work, const char *unit, uint32_t date)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct sources sources = {.chosen = NULL};
	const struct input *first = NULL;
	struct standing standing;
	key_text(&prefix, unit);
	write_be32(&prefix, date);
	struct state_scan scan = state_scan(
		work->txn, JOUR__V1__RECORD__BODY_POPULATION, written(&prefix), work->size);
	while (state_scan_next(&scan, &standing)) {
		const Jour__V1__Population *body = term_body(work, &standing);
		if (body == NULL)
			break;
		struct input found = {.kind = "population",
			.record = term_citation(&standing),
			.value = body->population,
			.unit = body->unit,
			.date = date,
			.source = body->source};
		const struct input *input = term_input(work, &found);
		if (input == NULL)
			break;
		bool scb = strcmp(input->source, "SCB") == 0;
		if (first == NULL)
			first = sources.chosen = input;
		else if (input->value != first->value)
			sources.other = input;
		if (scb) {
			sources.by_scb = true;
			sources.chosen = input;
		}
	}
	/* What differs was compared with the first; between two that differ one is not the chosen.
	 */
	if (sources.other != NULL && sources.other->value == sources.chosen->value)
		sources.other = first;
	return sources;
}

const struct input *term_population(
	struct term_work *work, const Jour__V1__PopulationRule *rule, size_t unit)
{
	const struct expected_unit *at = &work->expected->units[unit];
	uint32_t date = term_reference_date(work, rule);
	struct sources sources = read_sources(work, at->code, date);
	if (sources.chosen == NULL) {
		term_remark(work, "population", true, at->code,
			N_("the population of {1} on {2} is not in the ledger"), at->name,
			term_date_text(work, date));
		return NULL;
	}
	if (sources.other == NULL)
		return sources.chosen;
	if (sources.by_scb) {
		term_remark(work, "population_other_source", false, at->code,
			N_("the population of {1}: SCB's figure counts, {2} states another"),
			at->name, sources.other->source);
		return sources.chosen;
	}
	term_remark(work, "population_ambiguous", true, at->code,
		N_("the population of {1} on {2} has several sources that differ, none of them "
		   "SCB; record SCB's figure, or correct the others"),
		at->name, term_date_text(work, date));
	return NULL;
}

void term_line(struct term_work *work, struct expected_line *line, const struct rational *exact_ore,
	int64_t amount_ore)
{
	line->known = true;
	line->amount_ore = amount_ore;
	line->exact_ore = term_rational_text(work, exact_ore);
}
