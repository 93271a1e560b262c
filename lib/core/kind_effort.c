#include "kinds.h"

#include "jour/effortlist.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/period.h"

static void effort_key(const void *body, struct writer *to)
{
	const Jour__V1__Effort *effort = body;
	write_be16(to, (uint16_t)effort->period->year);
	write_u8(to, (uint8_t)effort->period->months);
	write_u8(to, (uint8_t)effort->period->first_month);
	key_text(to, effort->area);
	key_text(to, effort->agreement);
	key_text(to, effort->measure);
}

static struct result judge_numbers(
	const Jour__V1__Effort *effort, const struct effort_measure *measure)
{
	bool is_count = effort->state == JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
	if (!effortlist_is_number(measure, effort->hundredths))
		return bad_field(5, COUNT_MAX);
	if (!effortlist_is_number(measure, effort->of_hundredths) ||
		(!measure->is_share && effort->of_hundredths != 0))
		return bad_field(6, COUNT_MAX);
	if (effort->state < JOUR__V1__CELL_STATE__CELL_STATE_COUNT ||
		effort->state > JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN ||
		(!is_count && (effort->hundredths != 0 || effort->of_hundredths != 0)))
		return bad_field(7, 0);
	if (measure->is_share && effort->hundredths > effort->of_hundredths)
		return (struct result){RESULT_PART_ABOVE_WHOLE, 5, effort->of_hundredths};
	return ACCEPTED;
}

static struct result effort_fields(const void *body)
{
	const Jour__V1__Effort *effort = body;
	const struct effort_measure *measure = effortlist_find(bytes_of_text(effort->measure));
	bool has_area = effort->area[0] != '\0';
	if (has_area ? !unit_code_is_valid(effort->area) : effort->agreement[0] == '\0')
		return bad_field(1, 0);
	if (!period_message_is_valid(effort->period))
		return bad_field(3, 0);
	if (measure == NULL)
		return bad_field(4, 0);
	return judge_numbers(effort, measure);
}

static Jour__V1__Topic effort_topic(const void *body, const char **ret_unit)
{
	(void)body;
	*ret_unit = UNIT_EVERY;
	return JOUR__V1__TOPIC__TOPIC_JOUR;
}

static struct result effort_names(const void *body, const struct world *world)
{
	const Jour__V1__Effort *effort = body;
	if (effort->area[0] != '\0') {
		struct result result = names_unit_in(world, effort->area, 1, effort->period, 3);
		if (result.code != RESULT_ACCEPTED)
			return result;
	}
	if (effort->agreement[0] != '\0' &&
		world->agreement(world->context, effort->agreement) == NULL)
		return (struct result){RESULT_UNKNOWN_AGREEMENT, 2, 0};
	return names_ended_period(world, effort->period, 3);
}

const struct kind kind_effort = {.number = 65,
	.name = N_("effort"),
	.key = effort_key,
	.key_begins_with_year = true,
	.fields = effort_fields,
	.topic = effort_topic,
	.names = effort_names};
