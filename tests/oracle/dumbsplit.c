#include "dumbsplit.h"

#include <string.h>

void dumb_split_init(struct dumb_split *split, size_t count, int64_t unit_ore)
{
	memset(split, 0, sizeof(*split));
	split->count = count;
	split->unit_ore = unit_ore;
	for (size_t i = 0; i < count; i++)
		mpq_inits(split->parts[i].base, split->parts[i].key, split->parts[i].part, NULL);
}

void dumb_split_clear(struct dumb_split *split)
{
	for (size_t i = 0; i < split->count; i++)
		mpq_clears(split->parts[i].base, split->parts[i].key, split->parts[i].part, NULL);
}

/* The part at x. */
static void part_at(struct dumb_split_part *part, const mpq_t x)
{
	mpq_t limit;
	mpq_init(limit);
	mpq_mul(part->part, part->key, x);
	mpq_add(part->part, part->part, part->base);
	part->limited = false;
	mpq_set_si(limit, part->min_ore, 1);
	if (mpq_cmp(part->part, limit) < 0) {
		mpq_set(part->part, limit);
		part->limited = true;
	}
	mpq_set_si(limit, part->max_ore, 1);
	if (part->has_max && mpq_cmp(part->part, limit) > 0) {
		mpq_set(part->part, limit);
		part->limited = true;
	}
	mpq_clear(limit);
}

static void sum_at(struct dumb_split *split, const mpq_t x, mpq_t sum)
{
	mpq_set_ui(sum, 0, 1);
	for (size_t i = 0; i < split->count; i++) {
		part_at(&split->parts[i], x);
		mpq_add(sum, sum, split->parts[i].part);
	}
}

/* The x at which a part meets its minimum (or maximum); false when there is none. */
static bool meets(const struct dumb_split_part *part, bool maximum, mpq_t x)
{
	if (mpq_sgn(part->key) == 0 || (maximum && !part->has_max))
		return false;
	mpq_set_si(x, maximum ? part->max_ore : part->min_ore, 1);
	mpq_sub(x, x, part->base);
	mpq_div(x, x, part->key);
	return true;
}

/* The greatest x at which a part meets a limit and the sum is at most the pot, else the least of
 * all. False when no part meets any. */
static bool best_meeting(struct dumb_split *split, const mpq_t pot, mpq_t best)
{
	mpq_t x, sum;
	bool any = false, fits = false;
	mpq_inits(x, sum, NULL);
	for (size_t i = 0; i < 2 * split->count; i++) {
		if (!meets(&split->parts[i / 2], i % 2 == 1, x))
			continue;
		sum_at(split, x, sum);
		bool this_fits = mpq_cmp(sum, pot) <= 0;
		if (!any || (this_fits && (!fits || mpq_cmp(x, best) > 0)) ||
			(!this_fits && !fits && mpq_cmp(x, best) < 0))
			mpq_set(best, x);
		fits = fits || this_fits;
		any = true;
	}
	mpq_clears(x, sum, NULL);
	return any;
}

/* How much the sum grows with x just above it. */
static void slope_after(struct dumb_split *split, const mpq_t x, mpq_t slope)
{
	mpq_t meeting;
	mpq_init(meeting);
	mpq_set_ui(slope, 0, 1);
	for (size_t i = 0; i < split->count; i++) {
		bool above_min =
			meets(&split->parts[i], false, meeting) && mpq_cmp(x, meeting) >= 0;
		bool at_max = meets(&split->parts[i], true, meeting) && mpq_cmp(x, meeting) >= 0;
		if (above_min && !at_max)
			mpq_add(slope, slope, split->parts[i].key);
	}
	mpq_clear(meeting);
}

static void place(struct dumb_split *split, mpq_t sum)
{
	mpq_t pot, x, slope;
	mpq_inits(pot, x, slope, NULL);
	mpq_set_si(pot, split->pot_ore, 1);
	if (best_meeting(split, pot, x)) {
		sum_at(split, x, sum);
		slope_after(split, x, slope);
		mpq_sub(pot, pot, sum);
		if (mpq_sgn(slope) > 0 && mpq_sgn(pot) > 0) {
			mpq_div(pot, pot, slope);
			mpq_add(x, x, pot);
		}
	}
	sum_at(split, x, sum);
	mpq_clears(pot, x, slope, NULL);
}

/* Whole units of each part, then one more to the largest rest until the sum is reached. */
static void hand_out(struct dumb_split *split, const mpq_t sum, int64_t total_ore)
{
	mpq_t rest[AGREEMENT_UNITS_MAX], unit;
	mpz_t whole;
	int64_t left_ore = total_ore;
	mpq_init(unit);
	mpz_init(whole);
	mpq_set_si(unit, split->unit_ore, 1);
	for (size_t i = 0; i < split->count; i++) {
		struct dumb_split_part *part = &split->parts[i];
		mpq_init(rest[i]);
		mpq_set_si(rest[i], total_ore, 1);
		mpq_div(rest[i], rest[i], sum);
		mpq_mul(part->part, part->part, rest[i]);
		mpq_div(rest[i], part->part, unit);
		mpz_fdiv_q(whole, mpq_numref(rest[i]), mpq_denref(rest[i]));
		part->amount_ore = mpz_get_si(whole) * split->unit_ore;
		left_ore -= part->amount_ore;
		mpz_submul(mpq_numref(rest[i]), whole, mpq_denref(rest[i]));
	}
	for (; left_ore > 0; left_ore -= split->unit_ore) {
		size_t best = 0;
		for (size_t i = 1; i < split->count; i++)
			if (mpq_cmp(rest[i], rest[best]) > 0)
				best = i;
		split->parts[best].amount_ore += split->unit_ore;
		mpq_set_si(rest[best], -1, 1);
	}
	for (size_t i = 0; i < split->count; i++)
		mpq_clear(rest[i]);
	mpq_clear(unit);
	mpz_clear(whole);
}

static bool bases_fit(const struct dumb_split *split)
{
	mpq_t rest;
	mpq_init(rest);
	mpq_set_si(rest, split->pot_ore, 1);
	for (size_t i = 0; i < split->count; i++)
		mpq_sub(rest, rest, split->parts[i].base);
	bool fit = mpq_sgn(rest) >= 0;
	mpq_clear(rest);
	return fit;
}

bool dumb_split_share(struct dumb_split *split)
{
	static const Jour__V1__Rounding down = {
		.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_DOWN};
	Jour__V1__Rounding rounding = down;
	mpq_t sum;
	if (!bases_fit(split))
		return false;
	mpq_init(sum);
	rounding.unit_ore = (uint32_t)split->unit_ore;
	place(split, sum);
	int64_t total_ore = dumb_round(sum, &rounding);
	split->unplaced_ore = split->pot_ore - total_ore;
	for (size_t i = 0; i < split->count; i++)
		split->parts[i].amount_ore = 0;
	if (total_ore > 0)
		hand_out(split, sum, total_ore);
	mpq_clear(sum);
	return true;
}
