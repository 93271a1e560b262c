#include "kinds.h"

#include "jour/i18n.h"
#include "jour/limits.h"

static void population_key(const void *body, struct writer *to)
{
	const Jour__V1__Population *population = body;
	key_text(to, population->unit);
	write_be32(to, population->reference_date);
	key_text(to, population->source);
}

static struct result population_fields(const void *body)
{
	const Jour__V1__Population *population = body;
	if (!unit_code_is_valid(population->unit))
		return bad_field(1, 0);
	if (!date_number_is_valid(population->reference_date))
		return bad_field(2, 0);
	if (population->source[0] == '\0')
		return bad_field(3, 0);
	if (population->population < 1 || population->population > COUNT_MAX)
		return bad_field(4, COUNT_MAX);
	if (population->published != 0 && !date_number_is_valid(population->published))
		return bad_field(5, 0);
	return ACCEPTED;
}

static Jour__V1__Topic population_topic(const void *body, const char **ret_unit)
{
	const Jour__V1__Population *population = body;
	*ret_unit = population->unit;
	return JOUR__V1__TOPIC__TOPIC_POPULATION;
}

static struct result population_names(const void *body, const struct world *world)
{
	const Jour__V1__Population *population = body;
	uint32_t day = population->reference_date;
	/* On 31 December SCB counts by the division of the next day, and it counts merged kommuner
	 * back in time as if they had always been one. */
	uint32_t next = day % 10000 == 1231 ? day / 10000 * 10000 + 10101 : day;
	return names_unit_then(world, population->unit, 1, day, next, 2, true);
}

const struct kind kind_population = {.number = 50,
	.name = N_("population"),
	.key = population_key,
	.fields = population_fields,
	.topic = population_topic,
	.names = population_names};
