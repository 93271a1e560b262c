#include "kinds.h"

#include <string.h>

#include "jour/i18n.h"

/* The newest years first: what has no room in a Reference is what was closed long ago. */
static void period_close_key(const void *body, struct writer *to)
{
	const Jour__V1__PeriodClose *close = body;
	write_be16(to, (uint16_t)~close->period->year);
	write_u8(to, (uint8_t)close->period->months);
	write_u8(to, (uint8_t)close->period->first_month);
	key_text(to, close->scope);
}

static bool scope_is_valid(const char *scope)
{
	return strcmp(scope, UNIT_EVERY) == 0 || unit_code_is_valid(scope);
}

static struct result period_close_fields(const void *body)
{
	const Jour__V1__PeriodClose *close = body;
	if (!scope_is_valid(close->scope))
		return bad_field(1, 0);
	if (!period_message_is_valid(close->period))
		return bad_field(2, 0);
	return ACCEPTED;
}

static struct result period_close_names(const void *body, const struct world *world)
{
	const Jour__V1__PeriodClose *close = body;
	if (strcmp(close->scope, UNIT_EVERY) != 0 &&
		!world->knows_unit(world->context, close->scope))
		return (struct result){RESULT_UNKNOWN_UNIT, 1, 0};
	return names_ended_period(world, close->period, 2);
}

const struct kind kind_period_close = {.number = 23,
	.name = N_("period close"),
	.key = period_close_key,
	.fields = period_close_fields,
	.names = period_close_names};
