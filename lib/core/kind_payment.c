#include "kinds.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/text.h"

static void payment_key(const void *body, struct writer *to)
{
	const Jour__V1__Payment *payment = body;
	key_text(to, payment->agreement);
	key_text(to, payment->payer);
	key_text(to, payment->reference); /* all that is said of one invoice stands together */
	key_text(to, payment->payee);
	write_u8(to, (uint8_t)payment->side);
	write_be32(to, payment->part);
}

static uint32_t payment_year(const void *body)
{
	return ((const Jour__V1__Payment *)body)->year;
}

static struct result payment_fields(const void *body)
{
	const Jour__V1__Payment *payment = body;
	if (payment->agreement[0] == '\0')
		return bad_field(1, 0);
	if (!unit_code_is_valid(payment->payer))
		return bad_field(2, 0);
	if (payment->side != JOUR__V1__SIDE__SIDE_PAYER &&
		payment->side != JOUR__V1__SIDE__SIDE_PAYEE)
		return bad_field(3, 0);
	if (payment->reference[0] == '\0')
		return bad_field(4, 0);
	if (!year_is_valid(payment->year))
		return bad_field(5, YEAR_MAX);
	if (!date_number_is_valid(payment->date))
		return bad_field(6, 0);
	if (payment->amount_ore < 1 || payment->amount_ore > (uint64_t)AMOUNT_ORE_MAX)
		return bad_field(7, (uint64_t)AMOUNT_ORE_MAX);
	if (payment->payee[0] != '\0' && !text_is_org_nr(bytes_of_text(payment->payee)))
		return bad_field(8, 0);
	if (payment->part > PAYMENT_PARTS_MAX)
		return bad_field(10, PAYMENT_PARTS_MAX);
	return ACCEPTED;
}

static Jour__V1__Topic payment_topic(const void *body, const char **ret_unit)
{
	const Jour__V1__Payment *payment = body;
	if (payment->side == JOUR__V1__SIDE__SIDE_PAYEE)
		return JOUR__V1__TOPIC__TOPIC_JOUR;
	*ret_unit = payment->payer;
	return JOUR__V1__TOPIC__TOPIC_PAYMENTS;
}

static struct result payment_names(const void *body, const struct world *world)
{
	const Jour__V1__Payment *payment = body;
	struct result result = names_payer(world, payment->agreement, payment->payer);
	if (result.code != RESULT_ACCEPTED || payment->payee[0] == '\0')
		return result;
	const Jour__V1__AgreementName *agreement =
		world->agreement(world->context, payment->agreement);
	for (size_t i = 0; i < agreement->n_payees; i++)
		if (strcmp(agreement->payees[i], payment->payee) == 0)
			return ACCEPTED;
	return bad_field(8, 0);
}

const struct kind kind_payment = {.number = 53,
	.name = N_("payment"),
	.key = payment_key,
	.year = payment_year,
	.fields = payment_fields,
	.topic = payment_topic,
	.names = payment_names};
