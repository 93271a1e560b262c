#include "jour/apportion.h"

#include <assert.h>

static enum err check(
	int64_t total_ore, int64_t unit_ore, const struct apportion_claim *claims, size_t count)
{
	if (!rational_is_unit(unit_ore) || total_ore < 0 || total_ore > AMOUNT_ORE_MAX ||
		total_ore % unit_ore != 0 || count > AGREEMENT_UNITS_MAX)
		return ERR_RANGE;
	for (size_t i = 0; i < count; i++) {
		if (rational_sign(claims[i].weight) < 0)
			return ERR_RANGE;
		for (size_t j = 0; j < i; j++) {
			if (bytes_equal(claims[i].code, claims[j].code))
				return ERR_DUPLICATE;
		}
	}
	return ERR_OK;
}

/* The exact shares with their whole units and remainders. `left` becomes the number of
 * units that the whole units do not use up. */
static enum err share_out(const struct apportion_claim *claims, struct apportionment *split,
	const struct rational *sum, int64_t *left)
{
	struct rational *total = rational_new(), *unit = rational_new(), *units = rational_new();
	rational_set(total, split->total_ore, 1);
	rational_set(unit, split->unit_ore, 1);
	enum err err = ERR_OK;
	*left = split->total_ore / split->unit_ore;
	for (size_t i = 0; i < split->count && err == ERR_OK; i++) {
		struct apportion_part *part = &split->parts[i];
		part->exact_ore = rational_new();
		part->remainder = rational_new();
		/* w/W first: it drops what the weights have in common, so that long weights
		 * meet the cap later. */
		rational_div(part->exact_ore, claims[i].weight, sum);
		rational_mul(part->exact_ore, part->exact_ore, total);
		rational_div(units, part->exact_ore, unit);
		int64_t floor = 0;
		err = rational_floor(units, part->remainder, &floor);
		part->floor_ore = part->amount_ore = floor * split->unit_ore;
		*left -= floor;
	}
	rational_free(total);
	rational_free(unit);
	rational_free(units);
	return err;
}

/* Whether part i comes before part j when units are left. */
static bool comes_before(
	const struct apportion_claim *claims, const struct apportionment *split, size_t i, size_t j)
{
	int order = rational_compare(split->parts[i].remainder, split->parts[j].remainder);
	if (order != 0)
		return order > 0;
	return bytes_compare(claims[i].code, claims[j].code) < 0;
}

/* The remainders add up to `left` and each is below 1, so more than `left` of them are
 * above 0, or left is 0: nobody is asked twice. */
static void hand_out(
	const struct apportion_claim *claims, struct apportionment *split, int64_t left)
{
	assert(left >= 0 && left <= (int64_t)split->count);
	for (; left > 0; left--) {
		size_t best = split->count;
		for (size_t i = 0; i < split->count; i++) {
			if (split->parts[i].extra)
				continue;
			if (best == split->count || comes_before(claims, split, i, best))
				best = i;
		}
		assert(best < split->count);
		split->parts[best].extra = true;
		split->parts[best].amount_ore += split->unit_ore;
	}
}

enum err apportion_split(int64_t total_ore, int64_t unit_ore, const struct apportion_claim *claims,
	size_t count, struct apportionment *ret_split)
{
	enum err err = check(total_ore, unit_ore, claims, count);
	if (err != ERR_OK)
		return err;
	struct apportionment split = {.total_ore = total_ore, .unit_ore = unit_ore, .count = count};
	struct rational *sum = rational_new();
	for (size_t i = 0; i < count; i++)
		rational_add(sum, sum, claims[i].weight);
	err = rational_error(sum);
	if (err == ERR_OK && rational_sign(sum) == 0)
		err = ERR_RANGE;
	int64_t left = 0;
	if (err == ERR_OK)
		err = share_out(claims, &split, sum, &left);
	rational_free(sum);
	if (err != ERR_OK) {
		apportion_free(&split);
		return err;
	}
	hand_out(claims, &split, left);
	*ret_split = split;
	return ERR_OK;
}

enum err apportion_split_counts(int64_t total_ore, int64_t unit_ore, const struct bytes *codes,
	const uint64_t *weights, size_t count, struct apportionment *ret_split)
{
	if (count > AGREEMENT_UNITS_MAX)
		return ERR_RANGE;
	struct rational *values[AGREEMENT_UNITS_MAX] = {0};
	struct apportion_claim claims[AGREEMENT_UNITS_MAX] = {0};
	for (size_t i = 0; i < count; i++) {
		values[i] = rational_new();
		rational_set_count(values[i], weights[i]);
		claims[i] = (struct apportion_claim){codes[i], values[i]};
	}
	enum err err = apportion_split(total_ore, unit_ore, claims, count, ret_split);
	for (size_t i = 0; i < count; i++)
		rational_free(values[i]);
	return err;
}

void apportion_free(struct apportionment *split)
{
	for (size_t i = 0; i < split->count; i++) {
		rational_free(split->parts[i].exact_ore);
		rational_free(split->parts[i].remainder);
		split->parts[i].exact_ore = NULL;
		split->parts[i].remainder = NULL;
	}
}
