#include "bounds.h"

/* total - what is fixed - the bases of the free parts, and the sum of their keys. */
static void measure_rest(const struct rational *total, const struct bounded *parts, size_t count,
	struct rational *rest, struct rational *keys)
{
	rational_clear(keys);
	rational_clear(rest);
	rational_copy(rest, total);
	for (size_t i = 0; i < count; i++) {
		bool is_free = parts[i].bound == BOUND_NONE;
		rational_sub(rest, rest, is_free ? parts[i].base : parts[i].part);
		if (is_free)
			rational_add(keys, keys, parts[i].key);
	}
}

static void share_rest(struct bounded *parts, size_t count, const struct rational *rest,
	const struct rational *keys)
{
	struct rational *share = rational_new();
	for (size_t i = 0; i < count; i++) {
		if (parts[i].bound != BOUND_NONE)
			continue;
		rational_clear(parts[i].part);
		rational_copy(parts[i].part, parts[i].base);
		if (rational_sign(keys) == 0)
			continue;
		rational_div(share, parts[i].key, keys);
		rational_mul(share, share, rest);
		rational_add(parts[i].part, parts[i].part, share);
	}
	rational_free(share);
}

/* Which limit a free part is beyond, and by how much. */
static enum bound beyond(const struct bounded *part, struct rational *distance)
{
	struct rational *limit = rational_new();
	enum bound bound = BOUND_NONE;
	rational_clear(distance);
	rational_set(limit, part->min_ore, 1);
	if (rational_compare(part->part, limit) < 0)
		bound = BOUND_MIN;
	if (bound == BOUND_NONE && part->max_ore != BOUND_UNSET) {
		rational_clear(limit);
		rational_set(limit, part->max_ore, 1);
		if (rational_compare(part->part, limit) > 0)
			bound = BOUND_MAX;
	}
	if (bound != BOUND_NONE)
		rational_sub(distance, limit, part->part);
	rational_free(limit);
	return bound;
}

static void fix(struct bounded *part, enum bound bound)
{
	part->bound = bound;
	rational_clear(part->part);
	rational_set(part->part, bound == BOUND_MIN ? part->min_ore : part->max_ore, 1);
}

/* False when no free part is beyond a limit. */
static bool fix_some(struct bounded *parts, size_t count)
{
	struct rational *distance = rational_new(), *balance = rational_new();
	bool any = false;
	for (size_t i = 0; i < count; i++)
		if (parts[i].bound == BOUND_NONE && beyond(&parts[i], distance) != BOUND_NONE) {
			rational_add(balance, balance, distance);
			any = true;
		}
	int side = rational_sign(balance);
	for (size_t i = 0; any && i < count; i++) {
		enum bound bound =
			parts[i].bound == BOUND_NONE ? beyond(&parts[i], distance) : BOUND_NONE;
		if ((bound == BOUND_MIN && side >= 0) || (bound == BOUND_MAX && side <= 0))
			fix(&parts[i], bound);
	}
	rational_free(distance);
	rational_free(balance);
	return any;
}

enum err bounds_split(const struct rational *total, struct bounded *parts, size_t count,
	struct rational *unplaced)
{
	struct rational *rest = rational_new(), *keys = rational_new();
	enum err err = ERR_OK;
	for (size_t i = 0; i < count; i++)
		parts[i].bound = BOUND_NONE;
	do {
		measure_rest(total, parts, count, rest, keys);
		share_rest(parts, count, rest, keys);
		/* A failed fraction counts as 0 and would be beyond no limit or any. */
		err = rational_error(rest) != ERR_OK ? rational_error(rest) : rational_error(keys);
		for (size_t i = 0; i < count && err == ERR_OK; i++)
			err = rational_error(parts[i].part);
	} while (err == ERR_OK && fix_some(parts, count));
	rational_clear(unplaced);
	rational_copy(unplaced, total);
	for (size_t i = 0; i < count; i++)
		rational_sub(unplaced, unplaced, parts[i].part);
	rational_free(rest);
	rational_free(keys);
	return err != ERR_OK ? err : rational_error(unplaced);
}
