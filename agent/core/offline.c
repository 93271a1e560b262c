#include "offline.h"

#include <assert.h>
#include <string.h>

#include "jour/casecheck.h"
#include "jour/i18n.h"
#include "jour/sentence.h"
#include "standing.h"

static bool knows_unit(void *context, const char *code)
{
	const struct offline *offline = context;
	for (size_t i = 0; i < offline->reference->n_units; i++)
		if (strcmp(offline->reference->units[i]->code, code) == 0)
			return true;
	for (size_t i = 0; i < offline->own_unit_count; i++)
		if (strcmp(offline->own_units[i].code, code) == 0)
			return true;
	return false;
}

/* A record of the file itself: it is told of in few words, and stands beside what the office has.
 */
static void add_own(
	struct unit_then *then, const struct own_unit *own, uint32_t first, uint32_t last)
{
	Jour__V1__Unit unit;
	jour__v1__unit__init(&unit);
	unit.from = own->from;
	unit.to = own->to;
	unit.n_follows = own->inherits;
	unit_then_add(then, &unit, first, last);
}

static struct unit_then unit_then(void *context, const char *code, uint32_t first, uint32_t last)
{
	const struct offline *offline = context;
	struct unit_then then = {.known = false};
	for (size_t i = 0; i < offline->reference->n_units; i++)
		if (strcmp(offline->reference->units[i]->code, code) == 0)
			unit_then_add(&then, offline->reference->units[i], first, last);
	for (size_t i = 0; i < offline->own_unit_count; i++)
		if (strcmp(offline->own_units[i].code, code) == 0)
			add_own(&then, &offline->own_units[i], first, last);
	return then;
}

static const Jour__V1__AgreementName *agreement(void *context, const char *dnr)
{
	const struct offline *offline = context;
	for (size_t i = 0; i < offline->reference->n_agreements; i++)
		if (strcmp(offline->reference->agreements[i]->dnr, dnr) == 0)
			return offline->reference->agreements[i];
	return NULL;
}

static uint32_t agreement_version(void *context, const char *dnr)
{
	const Jour__V1__AgreementName *name = agreement(context, dnr);
	return name == NULL ? 0 : name->version;
}

static const struct codelist *codelist(void *context, const char *name, uint32_t version)
{
	struct offline *offline = context;
	const Jour__V1__CodeList *found = NULL;
	for (size_t i = 0; i < offline->reference->n_lists; i++) {
		const Jour__V1__CodeList *list = offline->reference->lists[i];
		if (strcmp(list->name, name) == 0 &&
			(version == 0 ? found == NULL || list->version > found->version
				      : list->version == version))
			found = list;
	}
	if (found == NULL)
		return version <= 1 ? codelist_builtin(name) : NULL;
	codelist_of_record(found, offline->list_values, &offline->list);
	return &offline->list;
}

static void each_codelist(
	void *context, void (*look)(void *looker, const struct codelist *list), void *looker)
{
	struct offline *offline = context;
	for (size_t i = 0; codelist_builtin_at(i) != NULL; i++)
		look(looker, codelist_builtin_at(i));
	for (size_t i = 0; i < offline->reference->n_lists; i++) {
		codelist_of_record(
			offline->reference->lists[i], offline->list_values, &offline->list);
		look(looker, &offline->list);
	}
}

static bool knows_key(void *context, struct bytes key)
{
	(void)context;
	(void)key;
	return true;
}

/* Which tables stand only the office can tell. */
static bool table_stands(void *context, const Jour__V1__Confirmation *confirmation)
{
	(void)context;
	(void)confirmation;
	return true;
}

static bool is_genesis_key(void *context, struct bytes key)
{
	(void)context;
	(void)key;
	return false;
}

static bool says(const Jour__V1__Grant *grant, Jour__V1__Topic topic)
{
	for (size_t i = 0; i < grant->n_may_say; i++)
		if (grant->may_say[i] == topic ||
			grant->may_say[i] == JOUR__V1__TOPIC__TOPIC_OFFICE)
			return true;
	return false;
}

static bool granted(void *context, Jour__V1__Topic topic, const char *unit)
{
	const struct offline *offline = context;
	if (offline->is_office)
		return true;
	for (size_t i = 0; i < offline->reference->n_grants; i++) {
		const Jour__V1__Grant *grant = offline->reference->grants[i];
		bool about = strcmp(grant->unit, UNIT_EVERY) == 0 || strcmp(grant->unit, unit) == 0;
		if (about && says(grant, topic))
			return true;
	}
	return false;
}

void offline_continue(struct offline *offline, const Jour__V1__Reference *reference, bool is_office)
{
	assert(reference != NULL);
	offline->reference = reference;
	offline->is_office = is_office;
	offline->tables.reference = reference;
}

void offline_start(struct offline *offline, const Jour__V1__Reference *reference, bool is_office)
{
	offline_continue(offline, reference, is_office);
	offline->own_unit_count = 0;
	offline->tables.own_count = 0;
}

struct world offline_world(struct offline *offline, uint64_t now_ms)
{
	return (struct world){
		.context = offline,
		.received_ms = now_ms,
		.knows_unit = knows_unit,
		.unit_then = unit_then,
		.agreement = agreement,
		.agreement_version = agreement_version,
		.codelist = codelist,
		.each_codelist = each_codelist,
		.knows_key = knows_key,
		.is_genesis_key = is_genesis_key,
		.granted = granted,
		.speaks_for = knows_key,
		.is_in_force = knows_key,
		.table_stands = table_stands,
	};
}

/* It will count, but not in the figures that were closed. */
static bool is_late(const struct offline *offline, const struct record *record)
{
	struct period period;
	const char *unit;
	return record_counts_for(record, &unit, &period) &&
	       standing_close(offline->reference, unit, period) != NULL;
}

static struct result judge_table(
	struct offline *offline, const Jour__V1__CaseTable *table, uint64_t now_ms)
{
	bool overlapping = false;
	for (size_t i = 0; i < table->n_dimensions; i++) {
		const Jour__V1__TableDimension *by = table->dimensions[i];
		const struct codelist *list = codelist(offline, by->list, by->version);
		overlapping = overlapping || (list != NULL && list->overlapping);
	}
	struct result result = caseknown_judge(&offline->tables, table, overlapping);
	return result_is_new(result.code) ? casecheck_running(result, table, now_ms) : result;
}

/* Remembers the unit that it tells of if it will count. */
static struct result judge(struct offline *offline, const struct record *record,
	enum record_class class, uint64_t now_ms)
{
	struct world world = offline_world(offline, now_ms);
	struct result result = record_judge(record, class, &world);
	if (result.code == RESULT_ACCEPTED && record->kind == JOUR__V1__RECORD__BODY_CASE_TABLE)
		result = judge_table(offline, record_body(record), now_ms);
	if (result_is_new(result.code) && is_late(offline, record))
		result = result_remark(result, REMARK_LATE, 0);
	if (!result_is_new(result.code) || record->kind != JOUR__V1__RECORD__BODY_UNIT ||
		offline->own_unit_count == INTAKE_RECORDS_MAX)
		return result;
	/* Later records of the file see it. An accepted code fits. */
	const Jour__V1__Unit *unit = record_body(record);
	struct own_unit *own = &offline->own_units[offline->own_unit_count++];
	*own = (struct own_unit){
		.from = unit->from, .to = unit->to, .inherits = unit->n_follows > 0};
	strncpy(own->code, unit->code, sizeof(own->code) - 1);
	return result;
}

/* The column that the answer is about. A refused grant names no field: what decides is the unit,
 * which is the first field of a case table and a population and the second of a payment. A remark
 * on a table is about its period or, else, its counts. */
static uint32_t field_of(const struct result *result, unsigned kind)
{
	if (result->code == RESULT_REMARKED)
		return kind == JOUR__V1__RECORD__BODY_EFFORT  ? 3
		       : result_spokesman(result->field) == 0 ? 2
							      : 5;
	if (result->code != RESULT_NOT_GRANTED)
		return result->field;
	switch (kind) {
	case JOUR__V1__RECORD__BODY_CASE_TABLE:
	case JOUR__V1__RECORD__BODY_POPULATION:
		return 1;
	case JOUR__V1__RECORD__BODY_PAYMENT:
		return 2;
	default:
		return 0;
	}
}

/* Once for a file: there may be more to compare with than the Reference had room for. */
static void complain_of_left_out(struct intake *intake, const struct offline *offline, bool *told)
{
	if (!*told && offline->reference->tables_left_out)
		complaint_add_warning(&intake->complaints, PLACE_WHOLE,
			N_("the office has more tables than this agent is told of: what these are "
			   "compared with, such as last year's, it may only say when they come"),
			NULL, NULL);
	*told = true;
}

static void complain(
	struct intake *intake, size_t position, const struct result *result, unsigned kind)
{
	struct sentence sentences[SENTENCES_MAX];
	size_t count = sentences_for_result(result, kind, sentences);
	struct place place = intake_place(intake, position, field_of(result, kind));
	bool may_go = result->code == RESULT_NOT_YET || result->code == RESULT_REMARKED;
	for (size_t i = 0; i < count; i++)
		complaint_add_sentence(&intake->complaints,
			may_go ? COMPLAINT_WARNING : COMPLAINT_ERROR, place, &sentences[i]);
}

size_t offline_check(struct intake *intake, struct bytes body, struct offline *offline,
	uint64_t now_ms, struct arena *arena)
{
	struct reader rest = reader_of(body);
	struct bytes bytes;
	size_t bad_count = 0;
	bool told = false;

	if (offline == NULL) {
		complaint_add_warning(&intake->complaints, PLACE_WHOLE,
			N_("only the form was checked: units, agreements and grants are known once "
			   "the office has answered"),
			NULL, NULL);
		return 0;
	}
	for (size_t i = 0; body_next(&rest, &bytes); i++) {
		struct record record;
		size_t used = arena->used;
		struct result result = {.code = RESULT_NOT_CANONICAL};
		unsigned kind = 0;
		if (record_decode(bytes, arena, &record) == ERR_OK) {
			result = judge(offline, &record, intake->class, now_ms);
			kind = record.kind;
		}
		arena->used = used;
		if (kind == JOUR__V1__RECORD__BODY_CASE_TABLE)
			complain_of_left_out(intake, offline, &told);
		if (result.code != RESULT_ACCEPTED && result.code != RESULT_UNCHANGED)
			complain(intake, i, &result, kind);
		bad_count += !result_is_good(result.code);
	}
	return bad_count;
}
