#include <string.h>

#include "bounds.h"
#include "jour/apportion.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "measure.h"
#include "terms.h"

/* One split on its way. A part's base and key live here, its limits and what it gets in `parts`. */
struct sharing {
	struct term_work *work;
	const Jour__V1__Term *term;
	const Jour__V1__SharedCost *shared;
	struct expected_term *result;
	size_t count;
	struct rational *base[AGREEMENT_UNITS_MAX];
	struct rational *key[AGREEMENT_UNITS_MAX];
	struct bounded parts[AGREEMENT_UNITS_MAX];
	struct rational *unplaced;
};

static void begin(struct sharing *sharing)
{
	sharing->unplaced = rational_new();
	for (size_t i = 0; i < sharing->count; i++) {
		sharing->base[i] = rational_new();
		sharing->key[i] = rational_new();
		sharing->parts[i] = (struct bounded){.base = sharing->base[i],
			.key = sharing->key[i],
			.max_ore = BOUND_UNSET,
			.part = rational_new()};
	}
}

static void end(struct sharing *sharing)
{
	rational_free(sharing->unplaced);
	for (size_t i = 0; i < sharing->count; i++) {
		rational_free(sharing->base[i]);
		rational_free(sharing->key[i]);
		rational_free(sharing->parts[i].part);
	}
}

static const struct expected_unit *unit_at(const struct sharing *sharing, size_t unit)
{
	return &sharing->work->expected->units[unit];
}

static bool takes_part(const struct sharing *sharing, size_t unit)
{
	return sharing->result->lines[unit].held.covered > 0;
}

/* ---- the pot */

/* False after a remark. */
static bool find_pot(struct sharing *sharing)
{
	struct expected_term *result = sharing->result;
	const Jour__V1__SharedCost *shared = sharing->shared;
	if (shared->less[0] != '\0' &&
		!term_costs(sharing->work, shared->less, &result->less_inputs, &result->less_ore))
		return false;
	result->pot_given_ore = (int64_t)shared->stated_ore;
	if (shared->stated_ore > 0)
		return true;
	if (!term_costs(sharing->work, shared->line, &result->pot_inputs, &result->pot_given_ore))
		return false;
	if (result->pot_inputs == NULL)
		term_remark(sharing->work, "cost", true, NULL,
			N_("no cost is recorded for {1} in {2}"), shared->line,
			term_year_text(sharing->work, sharing->work->year));
	return result->pot_inputs != NULL;
}

/* What is above the threshold when a grant is taken off, after the steps, rounded by the term's
 * rule. A stated pot is a year's, so a part of the year has a part of it; costs are what they were.
 * False after a remark. */
static bool round_pot(struct sharing *sharing)
{
	static const struct fraction whole = {1, 1};
	struct expected_term *result = sharing->result;
	int64_t more_ore =
		result->pot_given_ore - result->less_ore - (int64_t)sharing->shared->above_ore;
	struct rational *exact_ore = rational_new();
	if (more_ore > 0)
		rational_set(exact_ore, more_ore, 1);
	term_step(sharing->work, &result->pot_steps, "formula", NULL, exact_ore);
	term_apply_steps(sharing->work, sharing->term,
		sharing->shared->stated_ore > 0
			? term_held(sharing->work, sharing->term, TERM_WHOLE)
			: whole,
		exact_ore, &result->pot_steps);
	result->pot_known =
		rational_round(exact_ore, result->unit_ore, term_rounding(sharing->term->rounding),
			&result->pot_ore) == ERR_OK;
	if (!result->pot_known)
		term_too_large(sharing->work, NULL, sharing->shared->line);
	rational_free(exact_ore);
	return result->pot_known;
}

/* ---- the key */

static struct figure *figure_at(const struct sharing *sharing, size_t unit, size_t part)
{
	/* The lines' figures are const for readers; they are being made here. */
	return (struct figure *)(uintptr_t)&sharing->result->lines[unit].figures[part];
}

/* False when a figure is not known, after remarks. Who is no partner needs none. */
static bool read_figures(struct sharing *sharing)
{
	bool known = true;
	for (size_t i = 0; i < sharing->count; i++) {
		sharing->result->lines[i].figures =
			term_alloc(sharing->work, sizeof(struct figure) * sharing->shared->n_key);
		for (size_t p = 0; p < sharing->shared->n_key && !sharing->work->failed; p++) {
			struct figure *figure = figure_at(sharing, i, p);
			*figure = (struct figure){.known = true, .of = 1};
			if (takes_part(sharing, i))
				*figure = measure_part(sharing->work, sharing->shared->key[p], i);
			known = known && figure->known;
		}
	}
	return known && !sharing->work->failed;
}

/* A unit's weight in one part of the key: what is above the part's threshold, times the fraction
 * of the year for which it is a partner. */
static void weigh(const struct sharing *sharing, size_t unit, size_t part, struct rational *weight)
{
	const struct expected_line *line = &sharing->result->lines[unit];
	const Jour__V1__KeyPart *key = sharing->shared->key[part];
	unsigned of = line->figures[part].of;
	int64_t more = line->figures[part].value - (int64_t)key->above * of;
	struct rational *held = rational_new();
	rational_clear(weight);
	rational_set(weight, more > 0 ? more : 0, of * (key->per == 0 ? 1 : key->per));
	rational_set(held, line->held.covered, line->held.of);
	rational_mul(weight, weight, held);
	rational_free(held);
}

/* Adds some parts of the key, which count together as `mix` of it, to every unit's key. False when
 * they give no unit anything. */
static bool add_parts(
	struct sharing *sharing, size_t first, size_t count, const struct rational *mix)
{
	struct rational *sum = rational_new(), *weight = rational_new();
	struct rational *own = rational_new();
	for (size_t i = 0; i < sharing->count; i++)
		for (size_t p = first; p < first + count; p++) {
			weigh(sharing, i, p, weight);
			rational_add(sum, sum, weight);
		}
	bool any = rational_sign(sum) > 0;
	for (size_t i = 0; any && i < sharing->count; i++) {
		rational_clear(own);
		for (size_t p = first; p < first + count; p++) {
			weigh(sharing, i, p, weight);
			rational_add(own, own, weight);
		}
		rational_div(own, own, sum);
		rational_mul(own, own, mix);
		rational_add(sharing->key[i], sharing->key[i], own);
	}
	rational_free(sum);
	rational_free(weight);
	rational_free(own);
	return any;
}

/* Each part by its weight, or all of them added up. */
static bool mix_parts(struct sharing *sharing)
{
	const Jour__V1__SharedCost *shared = sharing->shared;
	struct rational *mix = rational_new();
	uint64_t weights = 0;
	bool any = true;
	for (size_t p = 0; p < shared->n_key; p++)
		weights += shared->key[p]->weight;
	rational_set(mix, 1, 1);
	if (shared->key_is_sum)
		any = add_parts(sharing, 0, shared->n_key, mix);
	for (size_t p = 0; p < shared->n_key && !shared->key_is_sum; p++) {
		rational_set(mix, shared->key[p]->weight, weights);
		any = add_parts(sharing, p, 1, mix) && any;
	}
	rational_free(mix);
	return any;
}

/* The units' shares by the key; they add up to 1. False after a remark. */
static bool make_key(struct sharing *sharing)
{
	if (!mix_parts(sharing)) {
		term_remark(sharing->work, "zero_weight", true, NULL,
			N_("the key of {1} gives no partner a share: every weight is 0"),
			sharing->shared->line, NULL);
		return false;
	}
	for (size_t i = 0; i < sharing->count; i++)
		sharing->result->lines[i].share =
			term_rational_text(sharing->work, sharing->key[i]);
	return true;
}

/* ---- base and limits */

/* The base is an amount that the formula states, so the term's steps are applied to it too. */
static void set_base(struct sharing *sharing, size_t unit)
{
	struct expected_line *line = &sharing->result->lines[unit];
	const struct step *steps = NULL;
	if (sharing->shared->base_ore == 0)
		return;
	rational_set_count(sharing->base[unit], sharing->shared->base_ore);
	term_apply_steps(sharing->work, sharing->term, line->held, sharing->base[unit], &steps);
	term_step(sharing->work, &line->steps, "base", NULL, sharing->base[unit]);
}

/* Limits bound what is paid, which is a whole number of units: a minimum is the next one up, a
 * maximum the next one down (and the stronger of the two). They are not indexed or prorated. */
static void set_limits(struct sharing *sharing, size_t unit)
{
	const Jour__V1__SharedCost *shared = sharing->shared;
	const Jour__V1__Limit *limit =
		term_limit(shared->limits, shared->n_limits, unit_at(sharing, unit)->code);
	struct bounded *part = &sharing->parts[unit];
	int64_t unit_ore = sharing->result->unit_ore;
	if (limit == NULL || !takes_part(sharing, unit))
		return;
	if (limit->max_ore != 0)
		part->max_ore = (int64_t)limit->max_ore / unit_ore * unit_ore;
	part->min_ore = ((int64_t)limit->min_ore + unit_ore - 1) / unit_ore * unit_ore;
	if (part->min_ore > part->max_ore)
		part->min_ore = part->max_ore;
}

/* False after a remark. */
static bool bases_fit(struct sharing *sharing)
{
	struct rational *rest = rational_new();
	rational_set(rest, sharing->result->pot_ore, 1);
	for (size_t i = 0; i < sharing->count; i++)
		rational_sub(rest, rest, sharing->base[i]);
	bool fit = rational_error(rest) == ERR_OK && rational_sign(rest) >= 0;
	rational_free(rest);
	if (!fit)
		term_remark(sharing->work, "base", true, NULL,
			N_("the base amounts together are more than what is to be shared, {1}"),
			term_money_text(sharing->work, sharing->result->pot_ore), NULL);
	return fit;
}

/* ---- the parts */

static void fill_line(struct sharing *sharing, const struct apportionment *split, size_t at)
{
	const struct apportion_part *part = &split->parts[at];
	struct expected_line *line = &sharing->result->lines[at];
	line->known = true;
	line->amount_ore = part->amount_ore;
	line->exact_ore = term_rational_text(sharing->work, part->exact_ore);
	line->floor_ore = part->floor_ore;
	line->remainder = term_rational_text(sharing->work, part->remainder);
	line->extra = part->extra;
	line->bound = sharing->parts[at].bound;
	term_step(sharing->work, &line->steps, line->bound == BOUND_NONE ? "key" : "limit", NULL,
		sharing->parts[at].part);
	for (size_t i = 0; part->extra && i < split->count; i++)
		if (!split->parts[i].extra &&
			rational_compare(split->parts[i].remainder, part->remainder) == 0)
			line->tie = true;
}

/* Nothing to split: apportioning wants a weight above 0. */
static void fill_zeros(struct sharing *sharing)
{
	for (size_t i = 0; i < sharing->count; i++) {
		struct expected_line *line = &sharing->result->lines[i];
		line->known = true;
		line->exact_ore = line->remainder = "0/1";
	}
}

static void note_unplaced(struct sharing *sharing, int64_t unplaced_ore)
{
	sharing->result->unplaced_ore = unplaced_ore;
	if (unplaced_ore > 0)
		term_remark(sharing->work, "unplaced", false, NULL,
			N_("the limits leave {1} of {2} that no partner pays"),
			term_money_text(sharing->work, unplaced_ore), sharing->shared->line);
	else if (unplaced_ore < 0)
		term_remark(sharing->work, "unplaced", false, NULL,
			N_("the limits make the partners pay {1} more than {2}"),
			term_money_text(sharing->work, -unplaced_ore), sharing->shared->line);
}

/* What is placed, as a whole number of units; the parts add up to it. */
static bool placed_ore(struct sharing *sharing, int64_t *ret_ore)
{
	struct rational *placed = rational_new();
	rational_set(placed, sharing->result->pot_ore, 1);
	rational_sub(placed, placed, sharing->unplaced);
	enum err err = rational_round(placed, sharing->result->unit_ore, ROUND_DOWN, ret_ore);
	rational_free(placed);
	return err == ERR_OK;
}

static void hand_out(struct sharing *sharing, int64_t total_ore)
{
	struct apportion_claim claims[AGREEMENT_UNITS_MAX] = {0};
	struct apportionment split;
	for (size_t i = 0; i < sharing->count; i++)
		claims[i] = (struct apportion_claim){
			bytes_of_text(unit_at(sharing, i)->code), sharing->parts[i].part};
	/* Codes are unique and weights as they must be: only a fraction can be too long. */
	if (apportion_split(total_ore, sharing->result->unit_ore, claims, sharing->count, &split) !=
		ERR_OK) {
		term_too_large(sharing->work, NULL, sharing->shared->line);
		return;
	}
	for (size_t i = 0; i < sharing->count; i++)
		fill_line(sharing, &split, i);
	apportion_free(&split);
}

static void split_pot(struct sharing *sharing)
{
	struct rational *pot_ore = rational_new();
	int64_t total_ore;
	rational_set(pot_ore, sharing->result->pot_ore, 1);
	enum err err = bounds_split(pot_ore, sharing->parts, sharing->count, sharing->unplaced);
	rational_free(pot_ore);
	if (err != ERR_OK || !placed_ore(sharing, &total_ore)) {
		term_too_large(sharing->work, NULL, sharing->shared->line);
		return;
	}
	if (total_ore == 0)
		fill_zeros(sharing);
	else
		hand_out(sharing, total_ore);
	note_unplaced(sharing, sharing->result->pot_ore - total_ore);
}

static void share_out(struct sharing *sharing)
{
	bool has_figures = read_figures(sharing);
	bool has_pot = find_pot(sharing);
	if (sharing->work->factor == NULL || sharing->work->failed)
		return;
	for (size_t i = 0; i < sharing->count; i++) {
		set_base(sharing, i);
		set_limits(sharing, i);
	}
	if (has_pot && round_pot(sharing) && has_figures && make_key(sharing) && bases_fit(sharing))
		split_pot(sharing);
}

static void expect(struct term_work *work, const Jour__V1__Term *term, struct expected_term *result)
{
	static const char *const headlines[MEASURES] = {
		[MEASURE_POPULATION] = N_("the cost {1}, split by population on {2}"),
		[MEASURE_FIGURES] = N_("the cost {1}, split by the agreement's fixed shares"),
		[MEASURE_DATA] = N_("the cost {1}, split by {2}"),
		[MEASURE_EQUAL] = N_("the cost {1}, split equally"),
		[MEASURE_CASES] = N_("the cost {1}, split by cases reported in {2}"),
	};
	struct sharing sharing = {.work = work,
		.term = term,
		.shared = term->shared_cost,
		.result = result,
		.count = work->expected->unit_count};
	result->line = sharing.shared->line;
	result->figure_count = sharing.shared->n_key;
	result->headline = (struct sentence){.words = {sharing.shared->line}};
	if (sharing.shared->n_key == 1)
		measure_headline(
			work, sharing.shared->key[0]->measure, headlines, &result->headline);
	else
		result->headline.text = N_("the cost {1}, split by a mix of keys");
	for (size_t p = 0; p < sharing.shared->n_key; p++)
		measure_note(work, sharing.shared->key[p]->measure);
	begin(&sharing);
	share_out(&sharing);
	end(&sharing);
}

const struct term_kind term_shared_cost = {
	.formula = JOUR__V1__TERM__FORMULA_SHARED_COST,
	.name = "shared_cost",
	.rule = N_("each share is rounded down; what is left goes, one each, to the largest "
		   "remainders, between equal ones to the smaller code"),
	.expect = expect,
};
