#include "kinds.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/text.h"

static void unit_key(const void *body, struct writer *to)
{
	const Jour__V1__Unit *unit = body;
	key_text(to, unit->code);
	write_be32(to, unit->from);
}

static bool follows_are_valid(const Jour__V1__Unit *unit)
{
	for (size_t i = 0; i < unit->n_follows; i++)
		if (!unit_code_is_valid(unit->follows[i]) ||
			strcmp(unit->follows[i], unit->code) == 0 ||
			(i > 0 && strcmp(unit->follows[i - 1], unit->follows[i]) >= 0))
			return false;
	return unit->n_follows <= UNIT_FOLLOWS_MAX;
}

static struct result unit_fields(const void *body)
{
	const Jour__V1__Unit *unit = body;
	bool district = unit->type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT;
	bool kommun = unit->type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	if (kommun ? !text_is_kommun_code(bytes_of_text(unit->code))
		   : !unit_code_is_valid(unit->code))
		return bad_field(1, 0);
	if (unit->name[0] == '\0')
		return bad_field(2, 0);
	if (unit->type < JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN ||
		unit->type > JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT)
		return bad_field(3, 0);
	if ((unit->parent[0] != '\0') != district)
		return bad_field(4, 0);
	if (!date_number_is_valid(unit->from))
		return bad_field(6, 0);
	if (unit->to != 0 && (!date_number_is_valid(unit->to) || unit->to <= unit->from))
		return bad_field(7, 0);
	if (!follows_are_valid(unit))
		return bad_field(8, UNIT_FOLLOWS_MAX);
	return ACCEPTED;
}

static struct result unit_names(const void *body, const struct world *world)
{
	const Jour__V1__Unit *unit = body;
	struct result result = ACCEPTED;
	uint32_t last = unit->to == 0 ? UINT32_MAX : unit->to;
	if (unit->parent[0] != '\0')
		result = names_unit_then(world, unit->parent, 4, unit->from, last, 4, false);
	/* Who is followed was there before: so time runs one way, and so does what is inherited. */
	for (size_t i = 0; result.code == RESULT_ACCEPTED && i < unit->n_follows; i++)
		result = names_unit_then(world, unit->follows[i], 8, 0, unit->from - 1, 8, false);
	return result;
}

void unit_then_add(
	struct unit_then *then, const Jour__V1__Unit *unit, uint32_t first, uint32_t last)
{
	uint32_t to = unit->to == 0 ? UINT32_MAX : unit->to;
	bool later = unit->from > last;
	uint32_t near = later ? unit->from : to;
	uint32_t away = later ? unit->from - last : first - to;
	uint32_t away_before = then->nearest > last ? then->nearest - last : first - then->nearest;
	if (unit->from <= last && to >= first)
		then->there = true;
	else if (!then->known || then->nearest == 0 || away < away_before)
		then->nearest = near;
	then->inherits = then->inherits || (later && unit->n_follows > 0);
	then->known = true;
}

const struct kind kind_unit = {.number = 32,
	.name = N_("unit"),
	.key = unit_key,
	.fields = unit_fields,
	.names = unit_names};
