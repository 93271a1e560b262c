#include "kinds.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/limits.h"

static void cost_key(const void *body, struct writer *to)
{
	const Jour__V1__Cost *cost = body;
	key_text(to, cost->agreement);
	write_be16(to, (uint16_t)cost->year);
	key_text(to, cost->line);
	key_text(to, cost->reference);
}

static struct result cost_fields(const void *body)
{
	const Jour__V1__Cost *cost = body;
	if (cost->agreement[0] == '\0')
		return bad_field(1, 0);
	if (cost->line[0] == '\0')
		return bad_field(2, 0);
	if (cost->reference[0] == '\0')
		return bad_field(3, 0);
	if (!year_is_valid(cost->year))
		return bad_field(4, YEAR_MAX);
	if (cost->amount_ore < 1 || cost->amount_ore > (uint64_t)AMOUNT_ORE_MAX)
		return bad_field(5, (uint64_t)AMOUNT_ORE_MAX);
	return ACCEPTED;
}

static Jour__V1__Topic cost_topic(const void *body, const char **ret_unit)
{
	(void)body;
	*ret_unit = UNIT_EVERY;
	return JOUR__V1__TOPIC__TOPIC_JOUR;
}

static struct result cost_names(const void *body, const struct world *world)
{
	const Jour__V1__Cost *cost = body;
	const Jour__V1__AgreementName *agreement =
		world->agreement(world->context, cost->agreement);
	if (agreement == NULL)
		return (struct result){RESULT_UNKNOWN_AGREEMENT, 1, 0};
	for (size_t i = 0; i < agreement->n_lines; i++)
		if (strcmp(agreement->lines[i], cost->line) == 0)
			return ACCEPTED;
	return bad_field(2, 0);
}

const struct kind kind_cost = {.number = 52,
	.name = N_("cost"),
	.key = cost_key,
	.fields = cost_fields,
	.topic = cost_topic,
	.names = cost_names};
