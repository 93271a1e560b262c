#include "kinds.h"

#include "jour/i18n.h"
#include "jour/limits.h"

static void index_value_key(const void *body, struct writer *to)
{
	const Jour__V1__IndexValue *value = body;
	key_text(to, value->index);
	write_be16(to, (uint16_t)value->year);
	write_u8(to, (uint8_t)value->status);
}

static struct result index_value_fields(const void *body)
{
	const Jour__V1__IndexValue *value = body;
	if (value->index[0] == '\0')
		return bad_field(1, 0);
	if (!year_is_valid(value->year))
		return bad_field(2, YEAR_MAX);
	if (value->status != JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY &&
		value->status != JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE)
		return bad_field(3, 0);
	if (value->hundredths_percent < INDEX_RISE_MIN ||
		value->hundredths_percent > INDEX_RISE_MAX)
		return bad_field(4, INDEX_RISE_MAX);
	if (value->number_hundredths > COUNT_MAX ||
		(value->number_hundredths > 0 && value->hundredths_percent != 0))
		return bad_field(7, COUNT_MAX);
	if (value->published != 0 && !date_number_is_valid(value->published))
		return bad_field(5, 0);
	return ACCEPTED;
}

const struct kind kind_index_value = {.number = 51,
	.name = N_("index value"),
	.key = index_value_key,
	.fields = index_value_fields};
