#include "fold.h"

#include <string.h>

#include "agreements.h"
#include "closing.h"
#include "codelists.h"
#include "casechecks.h"
#include "jour/limits.h"
#include "jour/period.h"

/* One batch on its way through the fold. */
struct fold {
	struct store_txn *txn;
	struct fold_memory *memory;
	uint64_t index;
	struct member author;
	struct world world;
	/* The agreement, unit and grant looked up last: batches say much about few. */
	const Jour__V1__AgreementName *agreement;
	bool unit_cached;
	char unit[TEXT_SIZE_MAX + 1];
	bool unit_known;
	struct unit_span unit_span; /* a time in which it is there; from = 0: not looked for */
	bool grant_cached;
	Jour__V1__Topic grant_topic;
	char grant_unit[TEXT_SIZE_MAX + 1];
	bool grant_holds;
	struct codelists lists;
	/* Bit n: there are records of n months of that kind and year; offices mostly keep to one n.
	 */
	unsigned lengths_kind;
	uint32_t lengths_year; /* 0 = not looked for */
	unsigned lengths;
	/* A batch that counts something closes nothing. */
	uint16_t closings_year; /* 0 = not looked for */
	bool closings_any;
};

/* A record sees what records before it in its own entry did. */
static uint64_t size_now(const struct fold *fold)
{
	return fold->index + 1;
}

static void forget(struct fold *fold)
{
	fold->agreement = NULL;
	fold->unit_cached = false;
	fold->grant_cached = false;
}

/* ---- the world of the kinds' rules */

static bool world_knows_unit(void *context, const char *code)
{
	struct fold *fold = context;
	if (!fold->unit_cached || strcmp(fold->unit, code) != 0) {
		fold->unit_known = agreements_unit_known(fold->txn, code, size_now(fold));
		fold->unit_cached = true;
		fold->unit_span.from = 0;
		strncpy(fold->unit, code, TEXT_SIZE_MAX);
	}
	return fold->unit_known;
}

static struct unit_then world_unit_then(
	void *context, const char *code, uint32_t first, uint32_t last)
{
	struct fold *fold = context;
	struct unit_span *span = &fold->unit_span;
	if (!world_knows_unit(fold, code))
		return (struct unit_then){.known = false};
	if (span->from != 0 && span->from <= last && (span->to == 0 || span->to >= first))
		return (struct unit_then){.known = true, .there = true};
	fold->agreement = NULL; /* its memory is borrowed */
	return agreements_unit_then(
		fold->txn, code, first, last, size_now(fold), &fold->memory->agreement, span);
}

static const Jour__V1__AgreementName *world_agreement(void *context, const char *dnr)
{
	struct fold *fold = context;
	if (fold->agreement == NULL || strcmp(fold->agreement->dnr, dnr) != 0) {
		arena_reset(&fold->memory->agreement);
		fold->agreement =
			agreements_name(fold->txn, dnr, size_now(fold), &fold->memory->agreement);
	}
	return fold->agreement;
}

static uint32_t world_agreement_version(void *context, const char *dnr)
{
	struct fold *fold = context;
	return agreements_newest_version(fold->txn, dnr, size_now(fold));
}

static const struct codelist *world_codelist(void *context, const char *name, uint32_t version)
{
	struct fold *fold = context;
	return codelists_find(&fold->lists, name, version, size_now(fold));
}

static void world_each_codelist(
	void *context, void (*look)(void *looker, const struct codelist *list), void *looker)
{
	struct fold *fold = context;
	codelists_each(&fold->lists, size_now(fold), look, looker);
}

/* False when the bytes are no key that anybody was enrolled with. */
static bool find_principal(struct fold *fold, struct bytes bytes, struct member *ret_member)
{
	struct key key;
	if (bytes.size != sizeof(key.bytes))
		return false;
	memcpy(key.bytes, bytes.data, sizeof(key.bytes));
	return roster_current(fold->txn, &key, ret_member);
}

static bool world_knows_key(void *context, struct bytes key)
{
	struct member member;
	return find_principal(context, key, &member);
}

static bool world_is_genesis_key(void *context, struct bytes key)
{
	struct member member;
	return find_principal(context, key, &member) && member.role != ROLE_AGENT;
}

static bool world_granted(void *context, Jour__V1__Topic topic, const char *unit)
{
	struct fold *fold = context;
	if (!fold->grant_cached || fold->grant_topic != topic ||
		strcmp(fold->grant_unit, unit) != 0) {
		fold->grant_holds = roster_granted(fold->txn, size_now(fold), &fold->author, topic,
			unit, &fold->memory->record);
		fold->grant_cached = true;
		fold->grant_topic = topic;
		strncpy(fold->grant_unit, unit, TEXT_SIZE_MAX);
	}
	return fold->grant_holds;
}

static bool world_speaks_for(void *context, struct bytes key)
{
	struct fold *fold = context;
	return fold->author.role == ROLE_RECOVERY ||
	       bytes_equal(key, BYTES_OF(fold->author.sign.bytes));
}

static bool world_is_in_force(void *context, struct bytes bytes)
{
	struct fold *fold = context;
	struct member member;
	struct key key;
	memcpy(key.bytes, bytes.data, sizeof(key.bytes));
	return roster_get(fold->txn, &key, &member) && member.active;
}

static struct casechecks checks_of(struct fold *fold)
{
	return (struct casechecks){
		.txn = fold->txn, .size = size_now(fold), .scratch = &fold->memory->record};
}

static bool world_table_stands(void *context, const Jour__V1__Confirmation *confirmation)
{
	struct casechecks checks = checks_of(context);
	return casechecks_table_stands(&checks, confirmation);
}

/* ---- what the admin kinds do to the roster */

static struct key key_from(ProtobufCBinaryData data)
{
	struct key key;
	memcpy(key.bytes, data.data, sizeof(key.bytes));
	return key;
}

static struct result enrol(struct fold *fold, const void *body, bool corrects)
{
	const Jour__V1__Enrolment *enrolment = body;
	struct member member = {.sign = key_from(enrolment->sign_key),
		.principal = key_from(enrolment->sign_key),
		.transport = key_from(enrolment->transport_key),
		.role = ROLE_AGENT,
		.active = true,
		.since = fold->index};
	if (corrects) {
		/* The name may be corrected; other keys are another identity or a key change. */
		struct member standing;
		return roster_get(fold->txn, &member.sign, &standing) &&
				       key_equal(&standing.transport, &member.transport)
			       ? ACCEPTED
			       : bad_field(2, 0);
	}
	if (roster_sign_in_use(fold->txn, &member.sign))
		return bad_field(1, 0);
	if (roster_transport_in_use(fold->txn, &member.transport))
		return bad_field(2, 0);
	if (roster_count(fold->txn) >= AGENTS_MAX)
		return (struct result){RESULT_LIMIT, 0, AGENTS_MAX};
	roster_add(fold->txn, &member);
	return ACCEPTED;
}

static struct result revoke(struct fold *fold, const void *body, bool corrects)
{
	const Jour__V1__Revocation *revocation = body;
	struct key principal = key_from(revocation->key);
	struct member member;
	(void)corrects;
	if (roster_current(fold->txn, &principal, &member))
		roster_retire(fold->txn, &member, fold->index);
	return ACCEPTED;
}

static struct result resume(struct fold *fold, const void *body, bool corrects)
{
	const Jour__V1__Resume *record = body;
	struct key principal = key_from(record->key);
	struct member member;
	(void)corrects;
	if (roster_current(fold->txn, &principal, &member)) {
		member.frozen = 0;
		roster_put(fold->txn, &member);
	}
	return ACCEPTED;
}

static struct result change_key(struct fold *fold, const void *body, bool corrects)
{
	const Jour__V1__KeyChange *change = body;
	struct key old_key = key_from(change->old_key);
	struct key sign = key_from(change->new_sign_key);
	struct key transport = key_from(change->new_transport_key);
	struct member member;
	(void)corrects;
	if (!roster_get(fold->txn, &old_key, &member))
		return (struct result){RESULT_UNKNOWN_KEY, 1, 0};
	bool same_sign = key_equal(&sign, &member.sign);
	bool same_transport = key_equal(&transport, &member.transport);
	if (!same_sign && roster_sign_in_use(fold->txn, &sign))
		return bad_field(2, 0);
	if ((same_sign && same_transport) ||
		(!same_transport && roster_transport_in_use(fold->txn, &transport)))
		return bad_field(3, 0);
	roster_replace_key(fold->txn, &member, &sign, &transport, fold->index);
	return ACCEPTED;
}

static struct result put_list(struct fold *fold, const void *body, bool corrects)
{
	return codelists_admit(&fold->lists, body, corrects, size_now(fold));
}

static const uint8_t lengths[] = {1, 3, 6, 12};

/* Which lengths of period a kind's records of a year have, as bits: four looks a year and batch. */
static unsigned lengths_in_use(struct fold *fold, unsigned kind, uint32_t year)
{
	if (fold->lengths_year == year && fold->lengths_kind == kind)
		return fold->lengths;
	fold->lengths_year = year;
	fold->lengths_kind = kind;
	fold->lengths = 0;
	for (size_t i = 0; i < sizeof(lengths); i++) {
		uint8_t buffer[3];
		struct writer prefix = writer_of(buffer, sizeof(buffer));
		struct standing standing;
		write_be16(&prefix, (uint16_t)year);
		write_u8(&prefix, lengths[i]);
		struct state_scan scan =
			state_scan(fold->txn, kind, written(&prefix), size_now(fold));
		if (state_scan_next(&scan, &standing))
			fold->lengths |= 1u << lengths[i];
	}
	return fold->lengths;
}

/* A period that overlaps another under the same key would count twice. `body` is a copy whose
 * period is `other`, which takes every value that its natural key could overlap with. */
static struct result find_overlap(
	struct fold *fold, unsigned kind, uint16_t field, const void *body, Jour__V1__Period *other)
{
	struct period period = period_of_message(other);
	unsigned in_use = lengths_in_use(fold, kind, period.year);
	for (size_t i = 0; i < sizeof(lengths); i++) {
		if ((in_use & 1u << lengths[i]) == 0)
			continue;
		for (uint8_t first = 1; first <= 12; first = (uint8_t)(first + lengths[i])) {
			struct period candidate = {period.year, first, lengths[i]};
			uint8_t buffer[NATURAL_KEY_SIZE_MAX];
			struct writer key = writer_of(buffer, sizeof(buffer));
			struct standing standing;
			if (lengths[i] == period.months || !period_overlaps(candidate, period))
				continue;
			other->first_month = first;
			other->months = lengths[i];
			kind_of(kind)->key(body, &key);
			if (state_get(fold->txn, kind, written(&key), size_now(fold), &standing))
				return (struct result){RESULT_OVERLAP, field, standing.index};
		}
	}
	fold->lengths = in_use | 1u << period.months;
	return ACCEPTED;
}

/* Only what is closed can be opened again. */
static struct result reopen(struct fold *fold, const void *body, bool corrects)
{
	const Jour__V1__PeriodClose *close = body;
	(void)fold;
	return close->reopened && !corrects ? bad_field(3, 0) : ACCEPTED;
}

/* Nothing was published from entries to come. */
static struct result publish(struct fold *fold, const void *body, bool corrects)
{
	const Jour__V1__Release *release = body;
	(void)corrects;
	return release->as_of > fold->index ? bad_field(5, fold->index) : ACCEPTED;
}

static struct result case_table_overlap(struct fold *fold, const void *body, bool corrects)
{
	Jour__V1__CaseTable table = *(const Jour__V1__CaseTable *)body;
	Jour__V1__Period other = *table.period;
	(void)corrects;
	table.period = &other;
	return find_overlap(fold, JOUR__V1__RECORD__BODY_CASE_TABLE, 2, &table, &other);
}

static struct result effort_overlap(struct fold *fold, const void *body, bool corrects)
{
	Jour__V1__Effort effort = *(const Jour__V1__Effort *)body;
	Jour__V1__Period other = *effort.period;
	(void)corrects;
	effort.period = &other;
	return find_overlap(fold, JOUR__V1__RECORD__BODY_EFFORT, 3, &effort, &other);
}

static struct result case_table(struct fold *fold, const void *body, bool corrects)
{
	struct result result = case_table_overlap(fold, body, corrects);
	struct casechecks checks = checks_of(fold);
	if (result.code == RESULT_ACCEPTED)
		result = casechecks_judge(&checks, body);
	if (result_is_new(result.code))
		result = casecheck_running(result, body, fold->world.received_ms);
	return result;
}

/* What a kind does beyond standing under its natural key. */
static struct result take_effect(struct fold *fold, const struct record *record, bool corrects)
{
	static const struct {
		unsigned kind;
		struct result (*effect)(struct fold *fold, const void *body, bool corrects);
	} effects[] = {
		{JOUR__V1__RECORD__BODY_ENROLMENT, enrol},
		{JOUR__V1__RECORD__BODY_REVOCATION, revoke},
		{JOUR__V1__RECORD__BODY_RESUME, resume},
		{JOUR__V1__RECORD__BODY_KEY_CHANGE, change_key},
		{JOUR__V1__RECORD__BODY_CODE_LIST, put_list},
		{JOUR__V1__RECORD__BODY_PERIOD_CLOSE, reopen},
		{JOUR__V1__RECORD__BODY_RELEASE, publish},
		{JOUR__V1__RECORD__BODY_CASE_TABLE, case_table},
		{JOUR__V1__RECORD__BODY_EFFORT, effort_overlap},
	};
	for (size_t i = 0; i < sizeof(effects) / sizeof(effects[0]); i++)
		if (effects[i].kind == record->kind)
			return effects[i].effect(fold, record_body(record), corrects);
	return ACCEPTED;
}

/* ---- one record */

/* PROTOCOL.md section 9 "Natural key". */
static struct result judge_standing(
	struct fold *fold, const struct record *record, const struct standing *standing)
{
	struct bytes replaces = {record->message->replaces.data, record->message->replaces.len};
	struct record old;
	if (record_decode(standing->record, &fold->memory->record, &old) != ERR_OK) {
		store_fail(fold->txn, ERR_CORRUPT);
		return ACCEPTED;
	}
	if (bytes_equal(old.content, record->content))
		return (struct result){RESULT_UNCHANGED, 0, standing->index};
	if (replaces.size == 0)
		return (struct result){RESULT_EXISTS, 0, standing->index};
	if (!bytes_equal(replaces, BYTES_OF(standing->hash.bytes)))
		return (struct result){RESULT_CHANGED_SINCE, 0, standing->index};
	return ACCEPTED;
}

/* Most years of most records have nothing closed: one look a year and batch. */
static bool any_closing(struct fold *fold, uint16_t year)
{
	struct closing closing;
	if (fold->closings_year != year) {
		struct closing_scan scan = closing_scan(fold->txn, size_now(fold), year);
		fold->closings_year = year;
		fold->closings_any = closing_next(&scan, &closing);
	}
	return fold->closings_any;
}

/* It counts, but not in the figures that were closed before. */
static struct result remark_late(
	struct fold *fold, const struct record *record, struct result result)
{
	struct closing closing;
	struct period period;
	const char *unit;
	if (!record_counts_for(record, &unit, &period) || !any_closing(fold, period.year) ||
		!closing_find(fold->txn, size_now(fold), unit, period, &closing))
		return result;
	return result_remark(result, REMARK_LATE, 0);
}

/* A number that another kommun uses, too, must not pass for a new version of its agreement. */
static struct result judge_number(struct fold *fold, const struct record *record)
{
	uint64_t index;
	if (record->kind != JOUR__V1__RECORD__BODY_AGREEMENT || record->message->replaces.len > 0)
		return ACCEPTED;
	forget(fold); /* its arena is needed */
	if (agreements_is_other(fold->txn, record_body(record), size_now(fold),
		    &fold->memory->agreement, &index))
		return (struct result){RESULT_OTHER_AGREEMENT, 0, index};
	return ACCEPTED;
}

static struct result fold_judged(struct fold *fold, const struct record *record,
	const struct hash256 *hash, uint16_t position)
{
	const struct kind *kind = kind_of(record->kind);
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	bool corrects = false;
	struct result number = judge_number(fold, record);
	if (number.code != RESULT_ACCEPTED)
		return number;
	if (kind->key != NULL) {
		kind->key(record_body(record), &key);
		corrects = state_get(
			fold->txn, kind->number, written(&key), size_now(fold), &standing);
	}
	if (corrects) {
		struct result result = judge_standing(fold, record, &standing);
		if (result.code != RESULT_ACCEPTED)
			return result;
	} else if (record->message->replaces.len > 0) {
		return (struct result){.code = RESULT_NOTHING_TO_REPLACE};
	}
	struct result result = take_effect(fold, record, corrects);
	if (!result_is_new(result.code) || kind->key == NULL)
		return result;
	standing = (struct standing){fold->index, position, *hash, record->bytes};
	state_put_record(fold->txn, kind, record_body(record), &standing);
	return remark_late(fold, record, result);
}

static struct result fold_record(struct fold *fold, struct bytes bytes, const struct hash256 *hash,
	uint16_t position, enum record_class class)
{
	struct record record;
	arena_reset(&fold->memory->record);
	if (record_decode(bytes, &fold->memory->record, &record) != ERR_OK)
		return (struct result){.code = RESULT_NOT_CANONICAL};
	struct result result = record_judge(&record, class, &fold->world);
	if (result.code == RESULT_ACCEPTED)
		result = fold_judged(fold, &record, hash, position);
	if (result_is_new(result.code) &&
		(class == CLASS_ADMIN || record.kind == JOUR__V1__RECORD__BODY_AGREEMENT))
		forget(fold);
	return result;
}

void fold_batch(struct store_txn *txn, struct fold_memory *memory, uint64_t index,
	uint64_t received_ms, const struct batch *batch, const struct hash256 *hashes,
	struct result *ret_results)
{
	struct fold fold = {.txn = txn,
		.memory = memory,
		.index = index,
		.lists = {.txn = txn, .scratch = &memory->record}};
	struct reader body = reader_of(batch->body);
	struct bytes record;
	if (!roster_get(txn, &batch->header.author, &fold.author)) {
		store_fail(txn, ERR_CORRUPT);
		return;
	}
	fold.world = (struct world){
		.context = &fold,
		.received_ms = received_ms,
		.knows_unit = world_knows_unit,
		.unit_then = world_unit_then,
		.agreement = world_agreement,
		.agreement_version = world_agreement_version,
		.codelist = world_codelist,
		.each_codelist = world_each_codelist,
		.knows_key = world_knows_key,
		.is_genesis_key = world_is_genesis_key,
		.granted = world_granted,
		.speaks_for = world_speaks_for,
		.is_in_force = world_is_in_force,
		.table_stands = world_table_stands,
	};
	for (uint16_t i = 0; body_next(&body, &record); i++)
		ret_results[i] = fold_record(&fold, record, &hashes[i], i, batch->header.class);
}

void fold_genesis(struct store_txn *txn, const struct genesis *genesis)
{
	struct member office = {.sign = genesis->office.sign,
		.principal = genesis->office.sign,
		.transport = genesis->office.transport,
		.role = ROLE_OFFICE,
		.active = true};
	struct member recovery = {.sign = genesis->recovery.sign,
		.principal = genesis->recovery.sign,
		.transport = genesis->recovery.transport,
		.role = ROLE_RECOVERY,
		.active = true};
	roster_add(txn, &office);
	roster_add(txn, &recovery);
	roster_reserve(txn, &genesis->ledger_key, &genesis->server_transport);
}
