#include "kinds.h"

#include "jour/text.h"

static void unit_key(const void *body, struct writer *to)
{
	const Jour__V1__Unit *unit = body;
	key_text(to, unit->code);
	write_be32(to, unit->from);
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
	return ACCEPTED;
}

static struct result unit_names(const void *body, const struct world *world)
{
	const Jour__V1__Unit *unit = body;
	if (unit->parent[0] != '\0' && !world->knows_unit(world->context, unit->parent))
		return (struct result){RESULT_UNKNOWN_UNIT, 4, 0};
	return ACCEPTED;
}

const struct kind kind_unit = {
	.number = 32, .name = "unit", .key = unit_key, .fields = unit_fields, .names = unit_names};
