/* The dumb recount: PROTOCOL.md section 9 for the records that the simulator writes, by plain
 * arrays and from the schema alone. It shares no rule with the cores. */
#include "recount.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- arrays */

struct row *recount_standing(struct oracle *oracle, unsigned kind, const char *key, uint64_t size)
{
	for (size_t i = oracle->row_count; i-- > 0;) {
		struct row *row = &oracle->rows[i];
		if (row->kind == kind && row->index < size && strcmp(row->key, key) == 0)
			return row;
	}
	return NULL;
}

static void add_row(struct oracle *oracle, const struct row *row)
{
	if ((oracle->row_count & (oracle->row_count - 1)) == 0) {
		size_t capacity = oracle->row_count == 0 ? 1 : oracle->row_count * 2;
		oracle->rows = realloc(oracle->rows, capacity * sizeof(*row));
		if (oracle->rows == NULL)
			abort();
	}
	oracle->rows[oracle->row_count++] = *row;
}

struct holder *recount_holder(struct sim *sim, const struct key *sign)
{
	for (size_t i = 0; i < sim->oracle.holder_count; i++)
		if (key_equal(&sim->oracle.holders[i].sign, sign))
			return &sim->oracle.holders[i];
	return NULL;
}

static struct holder *current_holder(struct sim *sim, const struct key *principal)
{
	for (size_t i = sim->oracle.holder_count; i-- > 0;)
		if (key_equal(&sim->oracle.holders[i].principal, principal))
			return &sim->oracle.holders[i];
	return NULL;
}

static void add_holder(struct sim *sim, struct holder holder)
{
	struct oracle *oracle = &sim->oracle;
	if (oracle->holder_count == sizeof(oracle->holders) / sizeof(oracle->holders[0]))
		abort();
	oracle->holders[oracle->holder_count++] = holder;
}

void recount_begin(struct sim *sim, const struct genesis *genesis)
{
	const struct key *office = &genesis->office.sign;
	const struct key *recovery = &genesis->recovery.sign;
	add_holder(sim,
		(struct holder){
			.sign = *office, .principal = *office, .active = true, .office = true});
	add_holder(sim, (struct holder){.sign = *recovery, .principal = *recovery, .active = true});
}

static struct key key_of(ProtobufCBinaryData data)
{
	struct key key = {{0}};
	if (data.len == KEY_SIZE)
		memcpy(key.bytes, data.data, KEY_SIZE);
	return key;
}

static void print_key(char *to, size_t size, const struct key *key, const char *unit)
{
	size_t at = 0;
	for (size_t i = 0; i < KEY_SIZE; i++)
		at += (size_t)snprintf(to + at, size - at, "%02x", key->bytes[i]);
	snprintf(to + at, size - at, "|%s", unit);
}

/* ---- rules */

static bool granted_for(struct judged *judged, unsigned topic, const char *unit)
{
	char key[220];
	print_key(key, sizeof(key), &judged->author->principal, unit);
	const struct row *grant = recount_standing(
		&judged->sim->oracle, JOUR__V1__RECORD__BODY_GRANT, key, judged->index + 1);
	return grant != NULL && (grant->figure >> topic & 1) != 0;
}

bool recount_granted(struct judged *judged, unsigned topic, const char *unit)
{
	return judged->author->office || granted_for(judged, topic, unit) ||
	       granted_for(judged, topic, "*");
}

bool recount_knows_unit(struct judged *judged, const char *code)
{
	const struct oracle *oracle = &judged->sim->oracle;
	size_t size = strlen(code);
	for (size_t i = 0; i < oracle->row_count; i++)
		if (oracle->rows[i].kind == JOUR__V1__RECORD__BODY_UNIT &&
			strncmp(oracle->rows[i].key, code, size) == 0 &&
			oracle->rows[i].key[size] == '|')
			return true;
	return false;
}

static unsigned days_of(unsigned year, unsigned month)
{
	static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

/* The first day of a month (13: of the next January), in days since 1970. */
uint64_t recount_month_begins(unsigned in_year, unsigned in_month)
{
	uint64_t day = 0;
	for (unsigned year = 1970; year <= in_year; year++)
		for (unsigned month = 1; month <= 12; month++)
			if (year < in_year || month < in_month)
				day += days_of(year, month);
	return day;
}

static struct result judge_payment(struct judged *judged)
{
	const Jour__V1__Payment *payment = judged->record->payment;
	char agreement[220];
	snprintf(judged->row.key, sizeof(judged->row.key), "%s|%s|%d|%s", payment->agreement,
		payment->payer, (int)payment->side, payment->reference);
	judged->row.figure = payment->amount_ore;
	if (payment->amount_ore == 0 || payment->amount_ore > 1000000000000000)
		return verdict(RESULT_BAD_FIELD, 7, 1000000000000000);
	if (!recount_granted(judged, JOUR__V1__TOPIC__TOPIC_PAYMENTS, payment->payer))
		return verdict(RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_PAYMENTS);
	snprintf(agreement, sizeof(agreement), "%s|1", payment->agreement);
	if (recount_standing(&judged->sim->oracle, JOUR__V1__RECORD__BODY_AGREEMENT, agreement,
		    judged->index + 1) == NULL)
		return verdict(RESULT_UNKNOWN_AGREEMENT, 1, 0);
	if (!recount_knows_unit(judged, payment->payer)) /* its units are all that there are */
		return verdict(RESULT_UNKNOWN_UNIT, 2, 0);
	return GOOD;
}

/* Admin records: right ones from the office, and an agent's own change of key. */
static struct result judge_admin(struct judged *judged)
{
	const Jour__V1__Record *record = judged->record;
	struct row *row = &judged->row;
	struct key key;
	switch (record->body_case) {
	case JOUR__V1__RECORD__BODY_UNIT:
		snprintf(row->key, sizeof(row->key), "%s|%u", record->unit->code,
			record->unit->from);
		return GOOD;
	case JOUR__V1__RECORD__BODY_AGREEMENT:
		snprintf(row->key, sizeof(row->key), "%s|%u", record->agreement->dnr,
			record->agreement->version);
		return GOOD;
	case JOUR__V1__RECORD__BODY_ENROLMENT:
		key = key_of(record->enrolment->sign_key);
		print_key(row->key, sizeof(row->key), &key, "");
		return GOOD;
	case JOUR__V1__RECORD__BODY_GRANT:
		key = key_of(record->grant->key);
		print_key(row->key, sizeof(row->key), &key, record->grant->unit);
		for (size_t i = 0; i < record->grant->n_may_say; i++)
			row->figure |= UINT64_C(1) << record->grant->may_say[i];
		break;
	case JOUR__V1__RECORD__BODY_REVOCATION:
		key = key_of(record->revocation->key);
		print_key(row->key, sizeof(row->key), &key, "");
		break;
	case JOUR__V1__RECORD__BODY_RESUME:
		key = key_of(record->resume->key);
		break;
	default:
		key = key_of(record->key_change->old_key);
		if (!key_equal(&key, &judged->author->sign))
			return verdict(RESULT_NOT_GRANTED, 0, 0);
		return GOOD;
	}
	return current_holder(judged->sim, &key) != NULL ? GOOD : verdict(RESULT_UNKNOWN_KEY, 1, 0);
}

static struct result judge_body(struct judged *judged)
{
	switch (judged->row.kind) {
	case JOUR__V1__RECORD__BODY_CASE_TABLE:
		return recount_table(judged);
	case JOUR__V1__RECORD__BODY_EFFORT:
		return recount_effort(judged);
	case JOUR__V1__RECORD__BODY_CONFIRMATION:
		return recount_confirmation(judged);
	case JOUR__V1__RECORD__BODY_PERIOD_CLOSE:
		return recount_close(judged);
	case JOUR__V1__RECORD__BODY_CODE_LIST:
		return recount_list(judged);
	case JOUR__V1__RECORD__BODY_PAYMENT:
		return judge_payment(judged);
	default:
		return judge_admin(judged);
	}
}

static struct result judge_standing(struct judged *judged)
{
	const ProtobufCBinaryData *replaces = &judged->record->replaces;
	const struct row *row = recount_standing(
		&judged->sim->oracle, judged->row.kind, judged->row.key, judged->index + 1);
	if (judged->row.key[0] == '\0' || row == NULL)
		return replaces->len > 0 ? verdict(RESULT_NOTHING_TO_REPLACE, 0, 0) : GOOD;
	if (hash256_equal(row->content, judged->row.content))
		return verdict(RESULT_UNCHANGED, 0, row->index);
	if (replaces->len == 0)
		return verdict(RESULT_EXISTS, 0, row->index);
	if (memcmp(replaces->data, row->hash.bytes, HASH256_SIZE) != 0)
		return verdict(RESULT_CHANGED_SINCE, 0, row->index);
	return GOOD;
}

/* ---- what an accepted record does */

static void change_key(struct judged *judged)
{
	const Jour__V1__KeyChange *change = judged->record->key_change;
	struct key old = key_of(change->old_key);
	struct holder *holder = recount_holder(judged->sim, &old);
	if (holder == NULL)
		return;
	holder->active = false;
	add_holder(judged->sim, (struct holder){.sign = key_of(change->new_sign_key),
					.principal = holder->principal,
					.active = true,
					.office = holder->office});
}

static void take_effect(struct judged *judged)
{
	const Jour__V1__Record *record = judged->record;
	struct holder *holder = NULL;
	struct key key;
	switch (judged->row.kind) {
	case JOUR__V1__RECORD__BODY_ENROLMENT:
		key = key_of(record->enrolment->sign_key);
		add_holder(judged->sim,
			(struct holder){.sign = key, .principal = key, .active = true});
		break;
	case JOUR__V1__RECORD__BODY_REVOCATION:
		key = key_of(record->revocation->key);
		holder = current_holder(judged->sim, &key);
		if (holder != NULL)
			holder->active = false;
		break;
	case JOUR__V1__RECORD__BODY_RESUME:
		key = key_of(record->resume->key);
		holder = current_holder(judged->sim, &key);
		if (holder != NULL)
			holder->frozen = false;
		break;
	case JOUR__V1__RECORD__BODY_KEY_CHANGE:
		change_key(judged);
		break;
	default:
		break;
	}
}

static struct hash256 content_of(const Jour__V1__Record *record)
{
	Jour__V1__Record bare = *record;
	uint8_t *bytes = malloc(RECORD_SIZE_MAX);
	bare.salt.len = bare.replaces.len = 0;
	bare.reason = (char *)(uintptr_t)protobuf_c_empty_string;
	size_t size = jour__v1__record__pack(&bare, bytes);
	struct hash256 hash = hash256((struct bytes){bytes, size});
	free(bytes);
	return hash;
}

static enum record_class class_of(unsigned kind)
{
	return kind < 48 ? CLASS_ADMIN : kind < 64 ? CLASS_MONEY : CLASS_CASES;
}

/* An enrolment of a key that somebody got by a change of key. */
static bool key_is_used(struct judged *judged)
{
	if (judged->row.kind != JOUR__V1__RECORD__BODY_ENROLMENT)
		return false;
	struct key key = key_of(judged->record->enrolment->sign_key);
	return recount_holder(judged->sim, &key) != NULL;
}

/* However often a batch was signed again. */
static void check_once(struct judged *judged)
{
	const struct oracle *oracle = &judged->sim->oracle;
	for (size_t i = 0; i < oracle->row_count; i++)
		if (hash256_equal(oracle->rows[i].hash, judged->row.hash))
			sim_fail(judged->sim, "once", "a record of entry %u counts again in %u",
				(unsigned)oracle->rows[i].index, (unsigned)judged->index);
}

static struct result judge(struct judged *judged, enum record_class class)
{
	judged->row.kind = judged->record->body_case;
	if (class_of(judged->row.kind) != class)
		return verdict(RESULT_WRONG_CLASS, 0, class_of(judged->row.kind));
	judged->row.content = content_of(judged->record);
	struct result result = judge_body(judged);
	if (result.code == RESULT_ACCEPTED)
		result = judge_standing(judged);
	if (result.code == RESULT_ACCEPTED)
		result = recount_beside(judged, judged->record->replaces.len > 0);
	if (result.code == RESULT_ACCEPTED && key_is_used(judged))
		result = verdict(RESULT_BAD_FIELD, 1, 0);
	if (result.code != RESULT_ACCEPTED && result.code != RESULT_REMARKED)
		return result;
	take_effect(judged);
	check_once(judged);
	if (judged->row.key[0] != '\0')
		add_row(&judged->sim->oracle, &judged->row);
	return result;
}

static struct result judge_bytes(struct judged *judged, struct bytes bytes, enum record_class class)
{
	judged->record = jour__v1__record__unpack(NULL, bytes.size, bytes.data);
	if (judged->record == NULL)
		return verdict(RESULT_NOT_CANONICAL, 0, 0);
	struct result result = judge(judged, class);
	jour__v1__record__free_unpacked(judged->record, NULL);
	return result;
}

void recount_entry(struct sim *sim, uint64_t index)
{
	const struct seen *seen = &sim->oracle.seen[index];
	struct reader body = reader_of((struct bytes){seen->body, seen->body_size});
	struct bytes results = {seen->results, seen->results_size};
	struct reader received = reader_of((struct bytes){seen->entry + 25, 8});
	struct bytes record;
	struct judged judged = {.sim = sim,
		.author = recount_holder(sim, &seen->header.author),
		.index = index,
		.received_ms = read_be64(&received)};
	struct holder author = *judged.author;
	judged.author = &author; /* as it was before the batch */
	for (uint16_t i = 0; !seen->forked && body_next(&body, &record); i++) {
		judged.row =
			(struct row){.index = index, .position = i, .hash = merkle_leaf(record)};
		struct result expected = judge_bytes(&judged, record, seen->header.class);
		struct result result = result_at(results, i);
		if (result.code != expected.code || result.field != expected.field ||
			result.argument != expected.argument)
			sim_fail(sim, "result",
				"record %u of entry %u: %u %u %u, the recount says %u %u %u", i,
				(unsigned)index, result.code, result.field,
				(unsigned)result.argument, expected.code, expected.field,
				(unsigned)expected.argument);
	}
}

/* ---- comparison */

struct sum {
	uint64_t rows, figures;
};

static struct sum sum_of_recount(struct oracle *oracle, unsigned kind, uint64_t size)
{
	struct sum sum = {0};
	for (size_t i = 0; i < oracle->row_count; i++) {
		const struct row *row = &oracle->rows[i];
		if (row->kind == kind && recount_standing(oracle, kind, row->key, size) == row) {
			sum.rows++;
			sum.figures += row->figure;
		}
	}
	return sum;
}

static uint64_t figure_of(struct bytes bytes)
{
	Jour__V1__Record *record = jour__v1__record__unpack(NULL, bytes.size, bytes.data);
	uint64_t figure = 0;
	if (record == NULL)
		return 0;
	if (record->body_case == JOUR__V1__RECORD__BODY_PAYMENT)
		figure = record->payment->amount_ore;
	else if (record->body_case == JOUR__V1__RECORD__BODY_CASE_TABLE)
		for (size_t i = 0; i < record->case_table->n_counts; i++)
			figure += record->case_table->counts[i];
	else if (record->body_case == JOUR__V1__RECORD__BODY_EFFORT)
		figure = record->effort->hundredths;
	else if (record->body_case == JOUR__V1__RECORD__BODY_PERIOD_CLOSE)
		figure = record->period_close->reopened ? 2 : 1;
	else if (record->body_case == JOUR__V1__RECORD__BODY_CODE_LIST)
		figure = record->code_list->version;
	else if (record->body_case == JOUR__V1__RECORD__BODY_GRANT)
		for (size_t i = 0; i < record->grant->n_may_say; i++)
			figure |= UINT64_C(1) << record->grant->may_say[i];
	jour__v1__record__free_unpacked(record, NULL);
	return figure;
}

static bool recount_has(struct oracle *oracle, unsigned kind, const struct standing *found)
{
	for (size_t i = 0; i < oracle->row_count; i++)
		if (oracle->rows[i].kind == kind && oracle->rows[i].index == found->index &&
			oracle->rows[i].position == found->position &&
			hash256_equal(oracle->rows[i].hash, found->hash))
			return true;
	return false;
}

void recount_compare(struct sim *sim, struct store_txn *txn, uint64_t size)
{
	static const unsigned kinds[] = {JOUR__V1__RECORD__BODY_ENROLMENT,
		JOUR__V1__RECORD__BODY_GRANT, JOUR__V1__RECORD__BODY_REVOCATION,
		JOUR__V1__RECORD__BODY_UNIT, JOUR__V1__RECORD__BODY_PAYMENT,
		JOUR__V1__RECORD__BODY_CASE_TABLE, JOUR__V1__RECORD__BODY_EFFORT,
		JOUR__V1__RECORD__BODY_CONFIRMATION, JOUR__V1__RECORD__BODY_PERIOD_CLOSE,
		JOUR__V1__RECORD__BODY_CODE_LIST};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct state_scan scan = state_scan(txn, kinds[i], BYTES_NONE, size);
		struct sum expected = sum_of_recount(&sim->oracle, kinds[i], size);
		struct sum sum = {0};
		struct standing found;
		while (state_scan_next(&scan, &found)) {
			sum.rows++;
			sum.figures += figure_of(found.record);
			if (!recount_has(&sim->oracle, kinds[i], &found))
				sim_fail(sim, "state",
					"kind %u: a record of entry %u should not stand", kinds[i],
					(unsigned)found.index);
		}
		if (store_error(txn) != ERR_OK || sum.rows != expected.rows ||
			sum.figures != expected.figures)
			sim_fail(sim, "state",
				"kind %u as of %u: %u records, sum %llu; the recount says %u, %llu",
				kinds[i], (unsigned)size, (unsigned)sum.rows,
				(unsigned long long)sum.figures, (unsigned)expected.rows,
				(unsigned long long)expected.figures);
	}
}
