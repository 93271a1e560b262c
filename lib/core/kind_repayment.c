#include "kinds.h"

#include "jour/i18n.h"
#include "jour/limits.h"

static void repayment_key(const void *body, struct writer *to)
{
	const Jour__V1__Repayment *repayment = body;
	key_text(to, repayment->agreement);
	key_text(to, repayment->payer);
	key_text(to, repayment->reference);
}

static uint32_t repayment_year(const void *body)
{
	return ((const Jour__V1__Repayment *)body)->year;
}

static struct result repayment_fields(const void *body)
{
	const Jour__V1__Repayment *repayment = body;
	if (repayment->agreement[0] == '\0')
		return bad_field(1, 0);
	if (!unit_code_is_valid(repayment->payer))
		return bad_field(2, 0);
	if (repayment->reference[0] == '\0')
		return bad_field(3, 0);
	if (!year_is_valid(repayment->year))
		return bad_field(4, YEAR_MAX);
	if (!date_number_is_valid(repayment->date))
		return bad_field(5, 0);
	if (repayment->amount_ore < 1 || repayment->amount_ore > (uint64_t)AMOUNT_ORE_MAX)
		return bad_field(6, (uint64_t)AMOUNT_ORE_MAX);
	return ACCEPTED;
}

static Jour__V1__Topic repayment_topic(const void *body, const char **ret_unit)
{
	(void)body;
	*ret_unit = UNIT_EVERY;
	return JOUR__V1__TOPIC__TOPIC_JOUR;
}

static struct result repayment_names(const void *body, const struct world *world)
{
	const Jour__V1__Repayment *repayment = body;
	return names_payer(world, repayment->agreement, repayment->payer);
}

const struct kind kind_repayment = {.number = 54,
	.name = N_("repayment"),
	.key = repayment_key,
	.year = repayment_year,
	.fields = repayment_fields,
	.topic = repayment_topic,
	.names = repayment_names};
