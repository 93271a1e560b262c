/* An office in a store, and authors who report to it: what the tests of the daemon's core share.
 *
 * One batch is drafted at a time (draft_begin, draft_add...), signed by a pen, and submitted
 * through the door into the ledger as the daemon does it. */
#ifndef OFFICE_H
#define OFFICE_H

#include <stdlib.h>
#include <string.h>

#include "jour/memstore.h"
#include "ledger.h"

#define OFFICE_BATCH_MAX (8u * 1024u * 1024u)

struct office {
	struct store *store;
	struct ledger_name name;
	struct fold_memory memory;
	struct secret office, recovery, ledger, gate;
	uint64_t now_ms;
};

/* An author with the head of its chain. */
struct pen {
	struct secret secret;
	struct chain_id chain;
	uint64_t sequence;
	struct hash256 previous;
};

/* What became of a submission. */
struct outcome_of_submit {
	struct door door;
	uint64_t index;
	struct result results[BATCH_RECORDS_MAX];
};

static inline struct secret secret_number(uint8_t number)
{
	uint8_t seed[SEED_SIZE] = {number, 's', 'e', 'e', 'd'};
	struct secret secret;
	secret_from_seed(seed, &secret);
	return secret;
}

static inline void memory_start(struct fold_memory *memory)
{
	memory->record = arena_of(malloc(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	memory->agreement = arena_of(malloc(DECODE_HEAP_MAX), DECODE_HEAP_MAX);
	if (memory->record.start == NULL || memory->agreement.start == NULL)
		abort();
}

static inline void memory_end(struct fold_memory *memory)
{
	free(memory->record.start);
	free(memory->agreement.start);
}

/* Begins a write; aborts the program when it cannot. */
static inline struct store_txn *must_write(struct store *store)
{
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_write(store, &err);
	if (txn == NULL)
		abort();
	return txn;
}

static inline struct store_txn *must_read(struct store *store)
{
	enum err err = ERR_OK;
	struct store_txn *txn = store_begin_read(store, &err);
	if (txn == NULL)
		abort();
	return txn;
}

/* An office with a genesis in a store that is empty and becomes the office's. */
static inline void office_start(struct office *office, struct store *store)
{
	memset(office, 0, sizeof(*office));
	if (store == NULL || sign_init() != ERR_OK)
		abort();
	office->store = store;
	memory_start(&office->memory);
	office->office = secret_number(1);
	office->recovery = secret_number(2);
	office->ledger = secret_number(3);
	office->gate = secret_number(4);
	office->now_ms = UINT64_C(1600000000000); /* 2020-09-13 */
	struct genesis genesis = {.rules = RULES_VERSION,
		.created_ms = office->now_ms,
		.office = office->office.public,
		.recovery = office->recovery.public,
		.ledger_key = office->ledger.public.sign,
		.server_transport = office->gate.public.transport,
		.origin = "office.example/1"};
	struct store_txn *txn = must_write(store);
	ledger_create(txn, &genesis);
	if (store_commit(txn) != ERR_OK)
		abort();
	txn = must_read(store);
	if (ledger_identify(txn, &office->name) != ERR_OK)
		abort();
	store_abort(txn);
}

static inline void office_end(struct office *office)
{
	memory_end(&office->memory);
	store_close(office->store);
}

static inline struct pen pen_of(struct secret secret, uint8_t chain)
{
	return (struct pen){.secret = secret, .chain = {{chain, 'c', 'h', 'a', 'i', 'n'}}};
}

/* ---- drafting a batch */

static uint8_t draft_bytes[OFFICE_BATCH_MAX];
static struct writer draft;
static uint8_t draft_salt;

static inline void draft_begin(void)
{
	draft = writer_of(draft_bytes, sizeof(draft_bytes));
}

static inline void draft_add_bytes(struct bytes record)
{
	write_be32(&draft, (uint32_t)record.size);
	write_span(&draft, record);
}

/* Adds a record; salted unless it has a salt. Returns the record hash. */
static inline struct hash256 draft_add(Jour__V1__Record *record)
{
	uint8_t salt[SALT_SIZE] = {++draft_salt};
	size_t start = draft.size;
	if (record->salt.data == NULL)
		record->salt = (ProtobufCBinaryData){sizeof(salt), salt};
	if (record_pack(record, &draft) != ERR_OK)
		abort();
	if (record->salt.data == salt)
		record->salt = (ProtobufCBinaryData){0, NULL};
	return merkle_leaf((struct bytes){draft.start + start + 4, draft.size - start - 4});
}

static uint8_t signed_bytes[OFFICE_BATCH_MAX];

/* The draft as the next batch of the pen's chain, whose head stays as it is. */
static inline struct bytes pen_sign(
	const struct office *office, const struct pen *pen, enum record_class class)
{
	struct writer to = writer_of(signed_bytes, sizeof(signed_bytes));
	struct header header = {.class = class,
		.ledger_id = office->name.id,
		.chain = pen->chain,
		.sequence = pen->sequence + 1,
		.previous = pen->previous};
	struct bytes bytes = batch_sign(&header, written(&draft), &pen->secret, &to);
	if (bytes.size == 0)
		abort();
	return bytes;
}

/* ---- submitting it */

static struct outcome_of_submit submitted;

static inline void read_results(struct store_txn *txn, uint64_t index)
{
	struct bytes results = ledger_read(txn, TABLE_RESULTS, index);
	for (size_t i = 0; i < results.size / RESULT_SIZE; i++)
		submitted.results[i] = result_at(results, i);
}

/* Through the door and, if it opens, into the ledger with a checkpoint: `submitted`. */
static inline struct door office_submit(struct office *office, struct bytes bytes)
{
	static struct hash256 hashes[BATCH_RECORDS_MAX];
	struct batch batch;
	struct store_txn *txn = must_write(office->store);
	submitted.door = door_judge(txn, &office->name.id, bytes, &batch, hashes);
	submitted.index = submitted.door.held;
	if (submitted.door.way == DOOR_REFUSE || submitted.door.way == DOOR_HELD) {
		store_abort(txn);
		return submitted.door;
	}
	submitted.index = ledger_append(txn, &office->memory, &batch, hashes,
		submitted.door.way == DOOR_FORK, office->now_ms);
	ledger_put_checkpoint(txn, &office->name);
	read_results(txn, submitted.index);
	if (store_commit(txn) != ERR_OK)
		abort();
	return submitted.door;
}

/* Signs the draft, submits it and moves the pen's head when it was appended in its place. */
static inline struct result pen_submit(
	struct office *office, struct pen *pen, enum record_class class)
{
	struct batch batch;
	struct bytes bytes = pen_sign(office, pen, class);
	if (office_submit(office, bytes).way != DOOR_APPEND)
		return (struct result){.code = 0};
	if (batch_read(bytes, &batch) != ERR_OK)
		abort();
	pen->sequence++;
	pen->previous = batch.header_hash;
	return submitted.results[0];
}

/* One record in a batch of its own: its result (code 0: the door did not append it in its place).
 */
static inline struct result pen_say(
	struct office *office, struct pen *pen, Jour__V1__Record *record)
{
	draft_begin();
	draft_add(record);
	return pen_submit(office, pen, kind_class((unsigned)record->body_case));
}

/* ---- records; each is written over by the next call for its kind */

#define RECORD_WITH(member, message, which)                                                        \
	((Jour__V1__Record){.base = {.descriptor = &jour__v1__record__descriptor},                 \
		.reason = (char *)(uintptr_t) "",                                                  \
		.body_case = JOUR__V1__RECORD__BODY_##which,                                       \
		.member = (message)})

static inline char *text(const char *constant)
{
	return (char *)(uintptr_t)constant;
}

static inline ProtobufCBinaryData data_of(const struct key *key)
{
	return (ProtobufCBinaryData){KEY_SIZE, (uint8_t *)(uintptr_t)key->bytes};
}

static inline Jour__V1__Record unit_record(const char *code, const char *name)
{
	static Jour__V1__Unit unit;
	jour__v1__unit__init(&unit);
	unit.code = text(code);
	unit.name = text(name);
	unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	unit.from = 19000101;
	return RECORD_WITH(unit, &unit, UNIT);
}

static inline Jour__V1__Record enrolment_record(const struct identity *identity, const char *name)
{
	static Jour__V1__Enrolment enrolment;
	jour__v1__enrolment__init(&enrolment);
	enrolment.sign_key = data_of(&identity->sign);
	enrolment.transport_key = data_of(&identity->transport);
	enrolment.name = text(name);
	return RECORD_WITH(enrolment, &enrolment, ENROLMENT);
}

/* A grant of one topic; TOPIC_INVALID: of none. */
static inline Jour__V1__Record grant_record(
	const struct key *key, const char *unit, Jour__V1__Topic topic)
{
	static Jour__V1__Grant grant;
	static Jour__V1__Topic topics[1];
	jour__v1__grant__init(&grant);
	topics[0] = topic;
	grant.key = data_of(key);
	grant.unit = text(unit);
	grant.may_say = topics;
	grant.n_may_say = topic == JOUR__V1__TOPIC__TOPIC_INVALID ? 0 : 1;
	return RECORD_WITH(grant, &grant, GRANT);
}

static inline Jour__V1__Record revocation_record(const struct key *key)
{
	static Jour__V1__Revocation revocation;
	jour__v1__revocation__init(&revocation);
	revocation.key = data_of(key);
	return RECORD_WITH(revocation, &revocation, REVOCATION);
}

static inline Jour__V1__Record resume_record(const struct key *key)
{
	static Jour__V1__Resume resume;
	jour__v1__resume__init(&resume);
	resume.key = data_of(key);
	return RECORD_WITH(resume, &resume, RESUME);
}

static inline Jour__V1__Record key_change_record(
	const struct key *old, const struct key *sign, const struct key *transport)
{
	static Jour__V1__KeyChange change;
	jour__v1__key_change__init(&change);
	change.old_key = data_of(old);
	change.new_sign_key = data_of(sign);
	change.new_transport_key = data_of(transport);
	return RECORD_WITH(key_change, &change, KEY_CHANGE);
}

static inline Jour__V1__Record population_record(const char *unit, uint64_t population)
{
	static Jour__V1__Population record;
	jour__v1__population__init(&record);
	record.unit = text(unit);
	record.reference_date = 20161231;
	record.source = text("SCB");
	record.population = population;
	return RECORD_WITH(population, &record, POPULATION);
}

static inline Jour__V1__Record unit_figure_record(const char *unit, uint32_t year)
{
	static Jour__V1__UnitFigure figure;
	jour__v1__unit_figure__init(&figure);
	figure.unit = text(unit);
	figure.name = text("brott");
	figure.year = year;
	figure.source = text("BRÅ");
	figure.value = 1000;
	return RECORD_WITH(unit_figure, &figure, UNIT_FIGURE);
}

/* Shares the cost "lokal" equally between two units. */
static inline Jour__V1__Record agreement_record(const char *dnr, uint32_t version)
{
	static Jour__V1__Agreement agreement;
	static Jour__V1__Term term, *terms[] = {&term};
	static Jour__V1__SharedCost shared;
	static Jour__V1__KeyPart part, *key[] = {&part};
	static Jour__V1__Measure measure;
	static Jour__V1__EqualKey equal;
	static Jour__V1__Rounding rounding;
	static char *units[2];
	jour__v1__agreement__init(&agreement);
	jour__v1__term__init(&term);
	jour__v1__shared_cost__init(&shared);
	jour__v1__key_part__init(&part);
	jour__v1__measure__init(&measure);
	jour__v1__equal_key__init(&equal);
	jour__v1__rounding__init(&rounding);
	equal.equal = 1;
	measure.of_case = JOUR__V1__MEASURE__OF_EQUAL;
	measure.equal = &equal;
	part.weight = 1;
	part.measure = &measure;
	shared.line = text("lokal");
	shared.key = key;
	shared.n_key = 1;
	rounding.unit_ore = 100;
	rounding.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
	term.id = text("a");
	term.clause = text("3");
	term.flow = JOUR__V1__FLOW__FLOW_CASH;
	term.proration = JOUR__V1__PRORATION__PRORATION_NONE;
	term.rounding = &rounding;
	term.formula_case = JOUR__V1__TERM__FORMULA_SHARED_COST;
	term.shared_cost = &shared;
	units[0] = text("2409");
	units[1] = text("2480");
	agreement.dnr = text(dnr);
	agreement.version = version;
	agreement.title = text("Samverkan");
	agreement.units = units;
	agreement.n_units = 2;
	agreement.from = 20180101;
	agreement.to = 20201223;
	agreement.terms = terms;
	agreement.n_terms = 1;
	return RECORD_WITH(agreement, &agreement, AGREEMENT);
}

static inline Jour__V1__Record cost_record(const char *dnr, uint64_t amount_ore)
{
	static Jour__V1__Cost cost;
	jour__v1__cost__init(&cost);
	cost.agreement = text(dnr);
	cost.line = text("lokal");
	cost.reference = text("F-1");
	cost.year = 2018;
	cost.amount_ore = amount_ore;
	return RECORD_WITH(cost, &cost, COST);
}

static inline Jour__V1__Record payment_record(
	const char *dnr, const char *payer, Jour__V1__Side side, const char *reference)
{
	static Jour__V1__Payment payment;
	jour__v1__payment__init(&payment);
	payment.agreement = text(dnr);
	payment.payer = text(payer);
	payment.side = side;
	payment.reference = text(reference);
	payment.year = 2018;
	payment.date = 20180420;
	payment.amount_ore = 2035200;
	return RECORD_WITH(payment, &payment, PAYMENT);
}

/* One number of cases. */
static inline Jour__V1__Record case_record(
	const char *area, uint32_t year, uint32_t first_month, uint32_t months, uint64_t count)
{
	static Jour__V1__CaseTable table;
	static Jour__V1__Period period;
	static uint64_t counts[1];
	jour__v1__case_table__init(&table);
	jour__v1__period__init(&period);
	period.year = year;
	period.first_month = first_month;
	period.months = months;
	counts[0] = count;
	table.area = text(area);
	table.period = &period;
	table.source = JOUR__V1__SOURCE__SOURCE_KOMMUN;
	table.counts = counts;
	table.n_counts = 1;
	return RECORD_WITH(case_table, &table, CASE_TABLE);
}

/* Makes a record correct the one with that hash. */
static inline void corrects(Jour__V1__Record *record, const struct hash256 *hash)
{
	record->replaces =
		(ProtobufCBinaryData){sizeof(hash->bytes), (uint8_t *)(uintptr_t)hash->bytes};
	record->reason = text("skrivfel");
}

/* Two units, an agent that may report cases and payments for the first: the common start. */
static inline void office_furnish(struct office *office, struct pen *clerk, struct pen *agent)
{
	Jour__V1__Record record;
	*clerk = pen_of(office->office, 'o');
	*agent = pen_of(secret_number(10), 'a');
	draft_begin();
	record = unit_record("2409", "Robertsfors");
	draft_add(&record);
	record = unit_record("2480", "Umeå");
	draft_add(&record);
	record = enrolment_record(&agent->secret.public, "Robertsfors kommun");
	draft_add(&record);
	record = grant_record(&agent->secret.public.sign, "2409", JOUR__V1__TOPIC__TOPIC_CASES);
	draft_add(&record);
	(void)pen_submit(office, clerk, CLASS_ADMIN);
	draft_begin();
	record = agreement_record("KS 2017/1", 1);
	draft_add(&record);
	(void)pen_submit(office, clerk, CLASS_MONEY);
}

#endif
