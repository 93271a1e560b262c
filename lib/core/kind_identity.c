/* Enrolment, grant, revocation, resume and key change: who may speak. */
#include "kinds.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/sign.h"

static bool is_key(ProtobufCBinaryData data)
{
	return data.len == KEY_SIZE;
}

static struct bytes span_of(ProtobufCBinaryData data)
{
	return (struct bytes){data.data, data.len};
}

static struct key key_of(ProtobufCBinaryData data)
{
	struct key key;
	memcpy(key.bytes, data.data, sizeof(key.bytes));
	return key;
}

static bool is_sound_sign_key(ProtobufCBinaryData data)
{
	if (!is_key(data))
		return false;
	struct key key = key_of(data);
	return !key_is_weak_sign(&key);
}

static bool is_sound_transport_key(ProtobufCBinaryData data)
{
	if (!is_key(data))
		return false;
	struct key key = key_of(data);
	return !key_is_weak_transport(&key);
}

/* An identity that was enrolled; those of the genesis are out of everybody's reach. */
static struct result names_enrolled(struct bytes key, const struct world *world)
{
	if (!world->knows_key(world->context, key))
		return (struct result){RESULT_UNKNOWN_KEY, 1, 0};
	return world->is_genesis_key(world->context, key) ? bad_field(1, 0) : ACCEPTED;
}

/* ---- enrolment; that neither key is in use is the fold's to know */

static void enrolment_key(const void *body, struct writer *to)
{
	const Jour__V1__Enrolment *enrolment = body;
	write_span(to, span_of(enrolment->sign_key));
}

static struct result enrolment_fields(const void *body)
{
	const Jour__V1__Enrolment *enrolment = body;
	if (!is_sound_sign_key(enrolment->sign_key))
		return bad_field(1, KEY_SIZE);
	if (!is_sound_transport_key(enrolment->transport_key))
		return bad_field(2, KEY_SIZE);
	if (enrolment->name[0] == '\0')
		return bad_field(3, 0);
	return ACCEPTED;
}

const struct kind kind_enrolment = {
	.number = 16, .name = N_("enrolment"), .key = enrolment_key, .fields = enrolment_fields};

/* ---- grant */

const char *topic_name(Jour__V1__Topic topic)
{
	static const char *const names[] = {[JOUR__V1__TOPIC__TOPIC_OFFICE] = "office",
		[JOUR__V1__TOPIC__TOPIC_CASES] = "cases",
		[JOUR__V1__TOPIC__TOPIC_PAYMENTS] = "payments",
		[JOUR__V1__TOPIC__TOPIC_POPULATION] = "population",
		[JOUR__V1__TOPIC__TOPIC_JOUR] = "jour"};
	return (size_t)topic < sizeof(names) / sizeof(names[0]) ? names[topic] : NULL;
}

static void grant_key(const void *body, struct writer *to)
{
	const Jour__V1__Grant *grant = body;
	write_span(to, span_of(grant->key));
	key_text(to, grant->unit);
}

static bool topics_are_valid(const Jour__V1__Topic *topics, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (topics[i] < JOUR__V1__TOPIC__TOPIC_OFFICE ||
			topics[i] > JOUR__V1__TOPIC__TOPIC_JOUR ||
			(i > 0 && topics[i] <= topics[i - 1]))
			return false;
	return true;
}

static struct result grant_fields(const void *body)
{
	const Jour__V1__Grant *grant = body;
	bool every = strcmp(grant->unit, UNIT_EVERY) == 0;
	if (!is_key(grant->key))
		return bad_field(1, KEY_SIZE);
	if (!every && !unit_code_is_valid(grant->unit))
		return bad_field(2, 0);
	if (!topics_are_valid(grant->may_say, grant->n_may_say))
		return bad_field(3, 0);
	for (size_t i = 0; i < grant->n_may_say; i++)
		if (!every && (grant->may_say[i] == JOUR__V1__TOPIC__TOPIC_OFFICE ||
				      grant->may_say[i] == JOUR__V1__TOPIC__TOPIC_JOUR))
			return bad_field(3, 0);
	if (!topics_are_valid(grant->may_read, grant->n_may_read))
		return bad_field(4, 0);
	return ACCEPTED;
}

static struct result grant_names(const void *body, const struct world *world)
{
	const Jour__V1__Grant *grant = body;
	struct result result = names_enrolled(span_of(grant->key), world);
	if (result.code != RESULT_ACCEPTED)
		return result;
	if (strcmp(grant->unit, UNIT_EVERY) != 0 && !world->knows_unit(world->context, grant->unit))
		return (struct result){RESULT_UNKNOWN_UNIT, 2, 0};
	return ACCEPTED;
}

const struct kind kind_grant = {.number = 17,
	.name = N_("grant"),
	.key = grant_key,
	.fields = grant_fields,
	.names = grant_names};

/* ---- revocation */

static void revocation_key(const void *body, struct writer *to)
{
	const Jour__V1__Revocation *revocation = body;
	write_span(to, span_of(revocation->key));
}

static struct result revocation_fields(const void *body)
{
	const Jour__V1__Revocation *revocation = body;
	return is_key(revocation->key) ? ACCEPTED : bad_field(1, KEY_SIZE);
}

static struct result revocation_names(const void *body, const struct world *world)
{
	const Jour__V1__Revocation *revocation = body;
	return names_enrolled(span_of(revocation->key), world);
}

const struct kind kind_revocation = {.number = 18,
	.name = N_("revocation"),
	.key = revocation_key,
	.fields = revocation_fields,
	.names = revocation_names};

/* ---- resume */

static struct result resume_fields(const void *body)
{
	const Jour__V1__Resume *resume = body;
	return is_key(resume->key) ? ACCEPTED : bad_field(1, KEY_SIZE);
}

static struct result resume_names(const void *body, const struct world *world)
{
	const Jour__V1__Resume *resume = body;
	struct bytes key = span_of(resume->key);
	return world->knows_key(world->context, key) ? ACCEPTED
						     : (struct result){RESULT_UNKNOWN_KEY, 1, 0};
}

const struct kind kind_resume = {
	.number = 19, .name = N_("resume"), .fields = resume_fields, .names = resume_names};

/* ---- key change: nobody grants it; the old key or the recovery key says it */

static struct result key_change_fields(const void *body)
{
	const Jour__V1__KeyChange *change = body;
	if (!is_key(change->old_key))
		return bad_field(1, KEY_SIZE);
	if (!is_sound_sign_key(change->new_sign_key))
		return bad_field(2, KEY_SIZE);
	if (!is_sound_transport_key(change->new_transport_key))
		return bad_field(3, KEY_SIZE);
	return ACCEPTED;
}

static Jour__V1__Topic key_change_topic(const void *body, const char **ret_unit)
{
	(void)body;
	(void)ret_unit;
	return JOUR__V1__TOPIC__TOPIC_INVALID;
}

static struct result key_change_names(const void *body, const struct world *world)
{
	const Jour__V1__KeyChange *change = body;
	struct bytes old = span_of(change->old_key);
	if (!world->speaks_for(world->context, old))
		return (struct result){RESULT_NOT_GRANTED, 0, 0};
	return world->is_in_force(world->context, old) ? ACCEPTED
						       : (struct result){RESULT_UNKNOWN_KEY, 1, 0};
}

const struct kind kind_key_change = {.number = 20,
	.name = N_("key change"),
	.fields = key_change_fields,
	.topic = key_change_topic,
	.names = key_change_names};
