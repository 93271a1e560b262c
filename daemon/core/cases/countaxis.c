#include "countaxis.h"

void countaxis_start(struct countaxis *axis, const struct codelist *list)
{
	axis->list = list;
	axis->count = list->count;
	for (size_t i = 0; i < list->count; i++)
		axis->values[i] = (struct countaxis_value){list, i, true};
}

static size_t find_stray(const struct countaxis *axis, const struct codelist *list, size_t position)
{
	size_t place = axis->list->count;
	while (place < axis->count &&
		(axis->values[place].list != list || axis->values[place].position != position))
		place++;
	return place;
}

bool countaxis_admit(
	struct countaxis *axis, const struct codebook *codes, const struct codelist *from)
{
	size_t map[CODE_VALUES_MAX];
	if (from == axis->list)
		return true;
	codebook_map(codes, from, axis->list, map);
	for (size_t i = 0; i < from->count; i++) {
		if (map[i] != CODE_UNMAPPED || find_stray(axis, from, i) < axis->count)
			continue;
		if (axis->count == COUNTAXIS_VALUES_MAX)
			return false;
		axis->values[axis->count++] = (struct countaxis_value){from, i, false};
	}
	return true;
}

void countaxis_find(const struct countaxis *axis, const struct codebook *codes,
	const struct codelist *from, struct countaxis_map *ret_map)
{
	codebook_map(codes, from, axis->list, ret_map->to);
	for (size_t place = 0; place < axis->count; place++)
		ret_map->says[place] =
			place < axis->list->count ? COUNTAXIS_UNASKED : COUNTAXIS_FOREIGN;
	for (size_t i = 0; i < from->count; i++) {
		if (ret_map->to[i] == CODE_UNMAPPED)
			ret_map->to[i] = find_stray(axis, from, i);
		ret_map->says[ret_map->to[i]] = COUNTAXIS_SAYS;
	}
}

const struct code_value *countaxis_value(const struct countaxis *axis, size_t place)
{
	return &axis->values[place].list->values[axis->values[place].position];
}

bool countaxis_is_stray(const struct countaxis *axis, size_t place)
{
	return place >= axis->list->count;
}
