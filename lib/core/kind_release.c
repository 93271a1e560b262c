#include "kinds.h"

#include "jour/i18n.h"
#include "jour/limits.h"

static void release_key(const void *body, struct writer *to)
{
	const Jour__V1__Release *release = body;
	key_text(to, release->id);
}

static struct result release_fields(const void *body)
{
	const Jour__V1__Release *release = body;
	if (release->id[0] == '\0')
		return bad_field(1, 0);
	if (release->kind[0] == '\0')
		return bad_field(2, 0);
	if (release->period != NULL && !period_message_is_valid(release->period))
		return bad_field(3, 0);
	if (release->period == NULL ? !year_is_valid(release->year) : release->year != 0)
		return bad_field(4, YEAR_MAX);
	if (release->as_of == 0)
		return bad_field(5, 0);
	if (release->hash.len != sizeof(struct hash256))
		return bad_field(6, sizeof(struct hash256));
	if (release->unit[0] != '\0' && !unit_code_is_valid(release->unit))
		return bad_field(7, 0);
	return ACCEPTED;
}

static struct result release_names(const void *body, const struct world *world)
{
	const Jour__V1__Release *release = body;
	if (release->unit[0] != '\0' && !world->knows_unit(world->context, release->unit))
		return (struct result){RESULT_UNKNOWN_UNIT, 7, 0};
	if (release->agreement[0] != '\0' &&
		world->agreement(world->context, release->agreement) == NULL)
		return (struct result){RESULT_UNKNOWN_AGREEMENT, 9, 0};
	return ACCEPTED;
}

const struct kind kind_release = {.number = 25,
	.name = N_("release"),
	.key = release_key,
	.fields = release_fields,
	.names = release_names};
