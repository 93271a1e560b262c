#include "kinds.h"

#include "jour/i18n.h"
#include "jour/limits.h"

static void invoice_key(const void *body, struct writer *to)
{
	const Jour__V1__Invoice *invoice = body;
	key_text(to, invoice->agreement);
	key_text(to, invoice->payer);
	key_text(to, invoice->reference);
}

static uint32_t invoice_year(const void *body)
{
	return ((const Jour__V1__Invoice *)body)->year;
}

static struct result invoice_fields(const void *body)
{
	const Jour__V1__Invoice *invoice = body;
	if (invoice->agreement[0] == '\0')
		return bad_field(1, 0);
	if (!unit_code_is_valid(invoice->payer))
		return bad_field(2, 0);
	if (invoice->reference[0] == '\0')
		return bad_field(3, 0);
	if (!year_is_valid(invoice->year))
		return bad_field(4, YEAR_MAX);
	if (!date_number_is_valid(invoice->date))
		return bad_field(5, 0);
	if (!date_number_is_valid(invoice->due) || invoice->due < invoice->date)
		return bad_field(6, 0);
	if (invoice->amount_ore < 1 || invoice->amount_ore > (uint64_t)AMOUNT_ORE_MAX)
		return bad_field(7, (uint64_t)AMOUNT_ORE_MAX);
	return ACCEPTED;
}

static Jour__V1__Topic invoice_topic(const void *body, const char **ret_unit)
{
	(void)body;
	*ret_unit = UNIT_EVERY;
	return JOUR__V1__TOPIC__TOPIC_JOUR;
}

static struct result invoice_names(const void *body, const struct world *world)
{
	const Jour__V1__Invoice *invoice = body;
	return names_payer(world, invoice->agreement, invoice->payer);
}

const struct kind kind_invoice = {.number = 56,
	.name = N_("invoice"),
	.key = invoice_key,
	.year = invoice_year,
	.fields = invoice_fields,
	.topic = invoice_topic,
	.names = invoice_names};
