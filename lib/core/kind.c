#include "jour/kind.h"

#include <string.h>

#include "jour/hash.h"
#include "jour/limits.h"
#include "jour/period.h"
#include "jour/text.h"
#include "kinds.h"
#include "termrules.h"

static const struct kind *const kinds[] = {
	&kind_enrolment,
	&kind_grant,
	&kind_revocation,
	&kind_resume,
	&kind_key_change,
	&kind_period_close,
	&kind_release,
	&kind_unit,
	&kind_code_list,
	&kind_agreement,
	&kind_population,
	&kind_index_value,
	&kind_cost,
	&kind_payment,
	&kind_repayment,
	&kind_unit_figure,
	&kind_invoice,
	&kind_case_table,
	&kind_effort,
	&kind_confirmation,
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const struct kind *kind_at(size_t position)
{
	return position < KINDS ? kinds[position] : NULL;
}

const struct kind *kind_of(unsigned number)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i]->number == number)
			return kinds[i];
	return NULL;
}

enum record_class kind_class(unsigned number)
{
	return number < 48 ? CLASS_ADMIN : number < 64 ? CLASS_MONEY : CLASS_CASES;
}

struct result bad_field(uint32_t field, uint64_t limit)
{
	return (struct result){RESULT_BAD_FIELD, (uint16_t)field, limit};
}

/* Salt, replaces and reason, which every kind has. */
static struct result judge_envelope(const Jour__V1__Record *message)
{
	bool corrects = message->replaces.len > 0;
	if (message->salt.len != SALT_SIZE)
		return bad_field(1, SALT_SIZE);
	if ((message->reason[0] != '\0') != corrects)
		return bad_field(3, 0);
	if (corrects && message->replaces.len != sizeof(struct hash256))
		return bad_field(2, sizeof(struct hash256));
	if (corrects && !text_is_plain(bytes_of_text(message->reason)))
		return bad_field(3, TEXT_SIZE_MAX);
	return ACCEPTED;
}

static struct result judge_grant(
	const struct kind *kind, const void *body, const struct world *world)
{
	const char *unit = UNIT_EVERY;
	Jour__V1__Topic topic = JOUR__V1__TOPIC__TOPIC_OFFICE;
	if (kind->topic != NULL)
		topic = kind->topic(body, &unit);
	/* A kind that needs no topic has its own rule in `names`. */
	if (topic == JOUR__V1__TOPIC__TOPIC_INVALID || world->granted(world->context, topic, unit))
		return ACCEPTED;
	return (struct result){RESULT_NOT_GRANTED, 0, (uint64_t)topic};
}

bool record_counts_for(
	const struct record *record, const char **ret_unit, struct period *ret_period)
{
	const char *unit;
	const Jour__V1__Period *period;
	if (record->kind == JOUR__V1__RECORD__BODY_CASE_TABLE) {
		unit = record->message->case_table->area;
		period = record->message->case_table->period;
	} else if (record->kind == JOUR__V1__RECORD__BODY_EFFORT) {
		unit = record->message->effort->area;
		period = record->message->effort->period;
	} else {
		return false;
	}
	*ret_unit = unit[0] == '\0' ? UNIT_EVERY : unit;
	*ret_period = period_of_message(period);
	return true;
}

struct result record_judge(
	const struct record *record, enum record_class class, const struct world *world)
{
	const struct kind *kind = kind_of(record->kind);
	struct result result = judge_envelope(record->message);
	if (result.code != RESULT_ACCEPTED)
		return result;
	if (kind == NULL)
		return (struct result){.code = RESULT_UNKNOWN_KIND};
	if (kind_class(record->kind) != class)
		return (struct result){RESULT_WRONG_CLASS, 0, kind_class(record->kind)};
	const void *body = record_body(record);
	uint32_t bad_text = message_bad_text(body);
	if (bad_text != 0)
		return bad_field(bad_text, TEXT_SIZE_MAX);
	result = kind->fields(body);
	if (result.code == RESULT_ACCEPTED)
		result = judge_grant(kind, body, world);
	if (result.code == RESULT_ACCEPTED && kind->names != NULL)
		result = kind->names(body, world);
	return result;
}

void key_text(struct writer *to, const char *text)
{
	struct bytes bytes = bytes_of_text(text);
	if (bytes.size <= sizeof(struct hash256)) {
		write_u8(to, (uint8_t)bytes.size);
		write_span(to, bytes);
		return;
	}
	struct hash256 hash = hash256(bytes);
	write_u8(to, UINT8_MAX);
	write_copy(to, hash.bytes, sizeof(hash.bytes));
}

int key_text_compare(const char *a, const char *b)
{
	size_t a_size = strlen(a), b_size = strlen(b);
	return a_size != b_size ? (a_size < b_size ? -1 : 1) : strcmp(a, b);
}

struct result names_payer(const struct world *world, const char *agreement, const char *payer)
{
	const Jour__V1__AgreementName *name = world->agreement(world->context, agreement);
	if (name == NULL)
		return (struct result){RESULT_UNKNOWN_AGREEMENT, 1, 0};
	return termrules_list_has(name->units, name->n_units, payer)
		       ? ACCEPTED
		       : (struct result){RESULT_UNKNOWN_UNIT, 2, 0};
}

struct result names_unit_then(const struct world *world, const char *code, uint16_t unit_field,
	uint32_t first, uint32_t last, uint16_t days_field, bool inherited)
{
	struct unit_then then = world->unit_then(world->context, code, first, last);
	if (!then.known)
		return (struct result){RESULT_UNKNOWN_UNIT, unit_field, 0};
	if (!then.there && !(inherited && then.inherits))
		return (struct result){RESULT_UNIT_NOT_THEN, days_field, then.nearest};
	return ACCEPTED;
}

struct result names_unit_in(const struct world *world, const char *code, uint16_t unit_field,
	const Jour__V1__Period *message, uint16_t period_field)
{
	struct period period = period_of_message(message);
	return names_unit_then(world, code, unit_field, date_number(period_first_day(period)),
		date_number(period_last_day(period)), period_field, false);
}

bool year_is_valid(uint32_t year)
{
	return year >= YEAR_MIN && year <= YEAR_MAX;
}

bool date_number_is_valid(uint32_t yyyymmdd)
{
	struct date date = {(uint16_t)(yyyymmdd / 10000 % 10000), (uint8_t)(yyyymmdd / 100 % 100),
		(uint8_t)(yyyymmdd % 100)};
	return yyyymmdd <= 99999999 && date_is_valid(date);
}

bool unit_code_is_valid(const char *code)
{
	size_t size = strlen(code);
	return size >= 1 && size <= 16 &&
	       strspn(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-") ==
		       size;
}

void key_tables(struct writer *to, const Jour__V1__Period *period, const char *area,
	Jour__V1__Source source)
{
	write_be16(to, (uint16_t)period->year);
	write_u8(to, (uint8_t)period->months);
	write_u8(to, (uint8_t)period->first_month);
	key_text(to, area);
	write_u8(to, (uint8_t)source);
}

bool period_message_is_valid(const Jour__V1__Period *message)
{
	return message != NULL && year_is_valid(message->year) && message->first_month <= 12 &&
	       message->months <= 12 && period_is_valid(period_of_message(message));
}

struct period period_of_message(const Jour__V1__Period *message)
{
	return (struct period){
		(uint16_t)message->year, (uint8_t)message->first_month, (uint8_t)message->months};
}

Jour__V1__Period period_to_message(struct period period)
{
	Jour__V1__Period message;
	jour__v1__period__init(&message);
	message.year = period.year;
	message.first_month = period.first_month;
	message.months = period.months;
	return message;
}

struct result names_begun_period(
	const struct world *world, const Jour__V1__Period *message, uint16_t field)
{
	int64_t today = (int64_t)(world->received_ms / 86400000);
	if (date_day_number(period_first_day(period_of_message(message))) > today)
		return (struct result){RESULT_NOT_YET, field, 0};
	return ACCEPTED;
}

struct result names_ended_period(
	const struct world *world, const Jour__V1__Period *message, uint16_t field)
{
	int64_t today = (int64_t)(world->received_ms / 86400000);
	if (date_day_number(period_last_day(period_of_message(message))) >= today)
		return (struct result){RESULT_NOT_YET, field, 0};
	return ACCEPTED;
}
