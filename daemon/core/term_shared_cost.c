#include <assert.h>
#include <string.h>

#include "jour/apportion.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "terms.h"

/* A way to weigh the partners. Lines get `weight` and, where it is recorded, `input`; a weight
 * that is not known leaves a remark and makes the answer false. */
struct key_kind {
	Jour__V1__SharedCost__KeyCase key;
	const char *name;
	const char *headline;
	bool (*weigh)(struct term_work *work, const Jour__V1__SharedCost *shared,
		struct expected_term *result);
};

static bool weigh_by_population(
	struct term_work *work, const Jour__V1__SharedCost *shared, struct expected_term *result)
{
	bool known = true;
	term_fact_population_rule(result, shared->population);
	result->headline.words[1] =
		term_date_text(work, term_reference_date(work, shared->population));
	for (size_t i = 0; i < work->expected->unit_count; i++) {
		struct expected_line *line = &result->lines[i];
		line->input = term_population(work, shared->population, i);
		known = known && line->input != NULL;
		line->weight = line->input == NULL ? 0 : line->input->value;
	}
	return known;
}

static bool weigh_equally(
	struct term_work *work, const Jour__V1__SharedCost *shared, struct expected_term *result)
{
	(void)shared;
	for (size_t i = 0; i < work->expected->unit_count; i++)
		result->lines[i].weight = 1;
	return true;
}

static bool weigh_by_shares(
	struct term_work *work, const Jour__V1__SharedCost *shared, struct expected_term *result)
{
	/* The record's rules see to it that the shares are those of the units, in their order. */
	assert(shared->fixed->n_shares == work->expected->unit_count);
	for (size_t i = 0; i < work->expected->unit_count; i++)
		result->lines[i].weight = shared->fixed->shares[i]->weight;
	return true;
}

static const struct key_kind key_kinds[] = {
	{JOUR__V1__SHARED_COST__KEY_POPULATION, "population",
		N_("the cost {1}, split by population on {2}"), weigh_by_population},
	{JOUR__V1__SHARED_COST__KEY_EQUAL, "equal", N_("the cost {1}, split equally"),
		weigh_equally},
	{JOUR__V1__SHARED_COST__KEY_FIXED, "fixed_shares",
		N_("the cost {1}, split by the agreement's fixed shares"), weigh_by_shares},
};

static const struct key_kind *key_kind_of(Jour__V1__SharedCost__KeyCase key)
{
	for (size_t i = 0; i < sizeof(key_kinds) / sizeof(key_kinds[0]); i++)
		if (key_kinds[i].key == key)
			return &key_kinds[i];
	return NULL;
}

static const char *year_text(struct term_work *work)
{
	char text[] = "0000";
	uint32_t year = work->year;
	for (size_t i = 4; i-- > 0; year /= 10)
		text[i] = (char)('0' + year % 10);
	return term_text(work, text);
}

/* The costs recorded for the line in the year. False after a remark. */
static bool add_costs(struct term_work *work, const char *line, struct expected_term *result)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&prefix, work->expected->agreement->dnr);
	write_be16(&prefix, (uint16_t)work->year);
	key_text(&prefix, line);
	struct state_scan scan =
		state_scan(work->txn, JOUR__V1__RECORD__BODY_COST, written(&prefix), work->size);
	while (state_scan_next(&scan, &standing)) {
		const Jour__V1__Cost *cost = term_body(work, &standing);
		if (cost == NULL)
			return false;
		struct input found = {.kind = "cost",
			.record = term_citation(&standing),
			.value = cost->amount_ore,
			.agreement = cost->agreement,
			.year = cost->year,
			.line = cost->line,
			.reference = cost->reference};
		const struct input *input = term_input(work, &found);
		if (input == NULL)
			return false;
		term_cite(work, result, input);
		if (__builtin_add_overflow(
			    result->pot_ore, (int64_t)input->value, &result->pot_ore)) {
			result->pot_ore = INT64_MAX;
			break;
		}
	}
	if (result->pot_inputs == NULL) {
		term_remark(work, "cost", true, NULL, N_("no cost is recorded for {1} in {2}"),
			line, year_text(work));
		return false;
	}
	if (result->pot_ore <= AMOUNT_ORE_MAX)
		return true;
	term_remark(work, "too_large", true, NULL,
		N_("the costs of {1} in {2} are more than any amount that can be recorded"), line,
		year_text(work));
	return false;
}

/* Shares in whole kronor can only add up to whole kronor. */
static bool pot_is_whole(struct term_work *work, const struct expected_term *result)
{
	if (result->pot_ore % result->unit_ore == 0)
		return true;
	term_remark(work, "not_whole", true, NULL,
		N_("the cost {1} is not a whole number of {2}, and the agreement's shares are; "
		   "let the agreement split to the öre, or record the cost rounded"),
		term_money_text(work, result->pot_ore), term_money_text(work, result->unit_ore));
	return false;
}

static void fill_line(struct term_work *work, const struct apportionment *split, size_t at,
	struct expected_line *line)
{
	const struct apportion_part *part = &split->parts[at];
	term_line(work, line, part->exact_ore, part->amount_ore);
	line->floor_ore = part->floor_ore;
	line->remainder = term_rational_text(work, part->remainder);
	line->extra = part->extra;
	for (size_t i = 0; part->extra && i < split->count; i++)
		if (!split->parts[i].extra &&
			rational_compare(split->parts[i].remainder, part->remainder) == 0)
			line->tie = true;
}

static void split_pot(struct term_work *work, struct expected_term *result)
{
	struct bytes codes[AGREEMENT_UNITS_MAX] = {BYTES_NONE};
	uint64_t weights[AGREEMENT_UNITS_MAX] = {0};
	struct apportionment split;
	size_t count = work->expected->unit_count;
	for (size_t i = 0; i < count; i++) {
		codes[i] = bytes_of_text(work->expected->units[i].code);
		weights[i] = result->lines[i].weight;
	}
	enum err err = apportion_split_counts(
		result->pot_ore, result->unit_ore, codes, weights, count, &split);
	if (err != ERR_OK) {
		/* The record's rules keep every weight, code and limit; only bad bytes get here. */
		store_fail(work->txn, ERR_CORRUPT);
		return;
	}
	for (size_t i = 0; i < count; i++)
		fill_line(work, &split, i, &result->lines[i]);
	apportion_free(&split);
}

static void expect(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	const Jour__V1__SharedCost *shared = term->shared_cost;
	const struct key_kind *key = key_kind_of(shared->key_case);
	if (key == NULL) {
		store_fail(work->txn, ERR_CORRUPT);
		return;
	}
	result->line = shared->line;
	result->unit_ore = shared->unit_ore;
	result->headline = (struct sentence){.text = key->headline, .words = {shared->line}};
	term_fact_text(result, "line", shared->line);
	term_fact_text(result, "key", key->name);
	term_fact_number(result, "rounding_unit_ore", shared->unit_ore);
	term_fact_text(result, "rounding_rule", "largest_remainder");
	term_fact_text(result, "rounding_where", "the shares, once, so that they add up");
	bool has_weights = key->weigh(work, shared, result);
	bool has_costs = add_costs(work, shared->line, result);
	if (has_costs && has_weights && pot_is_whole(work, result))
		split_pot(work, result);
}

const struct term_kind term_shared_cost = {
	.formula = JOUR__V1__TERM__FORMULA_SHARED_COST,
	.name = "shared_cost",
	.rule = N_("each share is rounded down; what is left goes, one each, to the largest "
		   "remainders, between equal ones to the smaller code"),
	.expect = expect,
};
