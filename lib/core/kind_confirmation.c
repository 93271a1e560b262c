#include "kinds.h"

#include <string.h>

#include "jour/casecheck.h"
#include "jour/i18n.h"

/* Beside the tables of one area and period lie what was confirmed of them. */
static void confirmation_key(const void *body, struct writer *to)
{
	const Jour__V1__Confirmation *confirmation = body;
	key_tables(to, confirmation->period, confirmation->area, confirmation->source);
	write_copy(to, confirmation->record.data, HASH256_SIZE);
	key_text(to, confirmation->check);
}

static struct result confirmation_fields(const void *body)
{
	const Jour__V1__Confirmation *confirmation = body;
	if (confirmation->record.len != HASH256_SIZE)
		return bad_field(1, HASH256_SIZE);
	if (casecheck_named(confirmation->check) == NULL)
		return bad_field(2, 0);
	if (confirmation->why[0] == '\0')
		return bad_field(3, 0);
	if (!unit_code_is_valid(confirmation->area))
		return bad_field(4, 0);
	if (!period_message_is_valid(confirmation->period))
		return bad_field(5, 0);
	if (confirmation->source != JOUR__V1__SOURCE__SOURCE_KOMMUN &&
		confirmation->source != JOUR__V1__SOURCE__SOURCE_JOUR)
		return bad_field(6, 0);
	return ACCEPTED;
}

/* Whoever may say the table may say that it is right. */
static Jour__V1__Topic confirmation_topic(const void *body, const char **ret_unit)
{
	const Jour__V1__Confirmation *confirmation = body;
	if (confirmation->source == JOUR__V1__SOURCE__SOURCE_JOUR)
		return JOUR__V1__TOPIC__TOPIC_JOUR;
	*ret_unit = confirmation->area;
	return JOUR__V1__TOPIC__TOPIC_CASES;
}

static struct result confirmation_names(const void *body, const struct world *world)
{
	return world->table_stands(world->context, body)
		       ? ACCEPTED
		       : (struct result){RESULT_UNKNOWN_RECORD, 1, 0};
}

const struct kind kind_confirmation = {.number = 66,
	.name = N_("confirmation"),
	.key = confirmation_key,
	.fields = confirmation_fields,
	.topic = confirmation_topic,
	.names = confirmation_names};
