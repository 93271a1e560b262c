/* Splitting a pot between limits, for the dumb oracle (dumbmoney.h). */
#ifndef DUMBSPLIT_H
#define DUMBSPLIT_H

#include "dumbmoney.h"

struct dumb_split_part {
	mpq_t base;
	mpq_t key;
	int64_t min_ore;
	bool has_max;
	int64_t max_ore;
	/* The result. */
	mpq_t part;
	int64_t amount_ore;
	bool limited;
};

struct dumb_split {
	size_t count;
	int64_t unit_ore;
	int64_t pot_ore;
	int64_t unplaced_ore;
	struct dumb_split_part parts[AGREEMENT_UNITS_MAX];
};

void dumb_split_init(struct dumb_split *split, size_t count, int64_t unit_ore);
void dumb_split_clear(struct dumb_split *split);
/* The parts are min(max(base + x * key, minimum), maximum) for the one x that makes them add up to
 * the pot, found by trying every x at which a part meets a limit. False when the bases are more
 * than the pot. */
bool dumb_split_share(struct dumb_split *split);

#endif
