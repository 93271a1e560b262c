#include "kinds.h"

#include "jour/i18n.h"
#include "jour/limits.h"

static void unit_figure_key(const void *body, struct writer *to)
{
	const Jour__V1__UnitFigure *figure = body;
	key_text(to, figure->unit);
	key_text(to, figure->name);
	write_be16(to, (uint16_t)figure->year);
	key_text(to, figure->source);
}

static struct result unit_figure_fields(const void *body)
{
	const Jour__V1__UnitFigure *figure = body;
	if (!unit_code_is_valid(figure->unit))
		return bad_field(1, 0);
	if (figure->name[0] == '\0')
		return bad_field(2, 0);
	if (!year_is_valid(figure->year))
		return bad_field(3, YEAR_MAX);
	if (figure->source[0] == '\0')
		return bad_field(4, 0);
	if (figure->value > (uint64_t)AMOUNT_ORE_MAX)
		return bad_field(5, (uint64_t)AMOUNT_ORE_MAX);
	if (figure->published != 0 && !date_number_is_valid(figure->published))
		return bad_field(6, 0);
	return ACCEPTED;
}

static struct result unit_figure_names(const void *body, const struct world *world)
{
	const Jour__V1__UnitFigure *figure = body;
	return names_unit_then(world, figure->unit, 1, figure->year * 10000 + 101,
		figure->year * 10000 + 1231, 3, true);
}

const struct kind kind_unit_figure = {.number = 55,
	.name = N_("unit figure"),
	.key = unit_figure_key,
	.fields = unit_figure_fields,
	.names = unit_figure_names};
