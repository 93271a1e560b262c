/* A ledger's state in memory to put records into, one an entry, through the real fold: for tests
 * of what is read off it. The office says everything; entry i was received on day
 * book.day[i]. */
#ifndef CASEBOOK_H
#define CASEBOOK_H

#include <stdlib.h>
#include <string.h>

#include "coverage.h"
#include "fold.h"
#include "jour/limits.h"
#include "jour/memstore.h"

#define CASEBOOK_ENTRIES_MAX 4096
#define CASEBOOK_MEMORY_SIZE ((size_t)8 << 20)
#define DAY_MS 86400000

struct casebook {
	struct store *store;
	struct fold_memory memory;
	struct arena found;
	struct key office;
	uint64_t size;
	int32_t today; /* on which entries are received */
	int32_t day[CASEBOOK_ENTRIES_MAX];
	uint8_t salt; /* so that no two records have one hash */
};

/* A number below the limit; the same ones in every run. */
static inline int casebook_draw(uint64_t *seed, int limit)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (int)(*seed % (uint64_t)limit);
}

static inline int32_t day_of(uint16_t year, uint8_t month, uint8_t day)
{
	return date_day_number((struct date){year, month, day});
}

static inline struct arena new_arena(size_t size)
{
	struct arena arena = arena_of(malloc(size), size);
	assert_non_null(arena.start);
	return arena;
}

static inline struct casebook *casebook_open(void)
{
	struct casebook *book = calloc(1, sizeof(*book));
	struct genesis genesis = {.rules = RULES_VERSION};
	enum err err;
	assert_non_null(book);
	memset(genesis.office.sign.bytes, 1, KEY_SIZE);
	memset(genesis.office.transport.bytes, 2, KEY_SIZE);
	memset(genesis.recovery.sign.bytes, 3, KEY_SIZE);
	memset(genesis.recovery.transport.bytes, 4, KEY_SIZE);
	memset(genesis.ledger_key.bytes, 5, KEY_SIZE);
	memset(genesis.server_transport.bytes, 6, KEY_SIZE);
	book->office = genesis.office.sign;
	book->store = memstore_open(ledger_tables, LEDGER_TABLES);
	book->memory.record = new_arena(DECODE_HEAP_MAX);
	book->memory.agreement = new_arena(DECODE_HEAP_MAX);
	book->found = new_arena(CASEBOOK_MEMORY_SIZE);
	book->size = 1;
	book->today = day_of(2030, 1, 1);
	struct store_txn *txn = store_begin_write(book->store, &err);
	fold_genesis(txn, &genesis);
	assert_int_equal(store_commit(txn), ERR_OK);
	return book;
}

static inline void casebook_close(struct casebook *book)
{
	store_close(book->store);
	free(book->memory.record.start);
	free(book->memory.agreement.start);
	free(book->found.start);
	free(book);
}

static inline struct store_txn *casebook_begin(struct casebook *book)
{
	enum err err;
	struct store_txn *txn = store_begin_read(book->store, &err);
	assert_non_null(txn);
	return txn;
}

/* Makes the record a correction when something stands there. */
static inline void casebook_replace(
	struct casebook *book, Jour__V1__Record *record, uint8_t hash[HASH256_SIZE])
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	const struct kind *kind = kind_of((unsigned)record->body_case);
	struct store_txn *txn = casebook_begin(book);
	kind->key(record->enrolment, &key);
	if (state_get(txn, kind->number, written(&key), book->size, &standing)) {
		memcpy(hash, standing.hash.bytes, HASH256_SIZE);
		record->replaces = (ProtobufCBinaryData){HASH256_SIZE, hash};
		record->reason = strdup("recount");
	}
	store_abort(txn);
}

/* Puts one record in, as a correction of what stands there, and says what became of it. The
 * caller has set the body; salt and the rest are filled in. */
static inline enum result_code casebook_put_result(
	struct casebook *book, Jour__V1__Record *record, struct result *ret_result)
{
	static uint8_t body[RECORD_SIZE_MAX + 4];
	struct writer to = writer_of(body, sizeof(body));
	uint8_t salt[SALT_SIZE] = {book->salt++, (uint8_t)book->size, (uint8_t)(book->size >> 8)};
	uint8_t replaced[HASH256_SIZE];
	struct hash256 hash;
	struct result result = {.code = RESULT_NOT_CANONICAL};
	enum err err;
	record->salt = (ProtobufCBinaryData){sizeof(salt), salt};
	casebook_replace(book, record, replaced);
	assert_int_equal(record_pack(record, &to), ERR_OK);
	if (record->replaces.len > 0)
		free(record->reason);
	struct batch batch = {.body = written(&to)};
	batch.header.author = book->office;
	batch.header.count = 1;
	batch.header.class = kind_class((unsigned)record->body_case);
	(void)body_root(batch.body, &hash);
	assert_true(book->size < CASEBOOK_ENTRIES_MAX);
	book->day[book->size] = book->today;
	struct store_txn *txn = store_begin_write(book->store, &err);
	fold_batch(txn, &book->memory, book->size++, (uint64_t)book->today * DAY_MS, &batch, &hash,
		&result);
	assert_int_equal(store_commit(txn), ERR_OK);
	record->salt = record->replaces = (ProtobufCBinaryData){0, NULL};
	*ret_result = result;
	return result.code;
}

static inline enum result_code casebook_put(struct casebook *book, Jour__V1__Record *record)
{
	struct result result;
	return casebook_put_result(book, record, &result);
}

static inline Jour__V1__Record casebook_record(int body_case, void *body)
{
	Jour__V1__Record record;
	jour__v1__record__init(&record);
	record.body_case = (Jour__V1__Record__BodyCase)body_case;
	record.enrolment = body; /* every member of the union is a pointer */
	return record;
}

/* A unit with its days and whom it follows; corrects the record of the same first day. */
struct casebook_unit {
	char *code, *name, *parent, *county;
	Jour__V1__UnitType type; /* 0 = a kommun */
	uint32_t from, to;
	char *follows[4];
	size_t follows_count;
};

static inline enum result_code casebook_say_unit(
	struct casebook *book, const struct casebook_unit *wanted)
{
	Jour__V1__Unit unit;
	char *follows[4];
	jour__v1__unit__init(&unit);
	memcpy(follows, wanted->follows, sizeof(follows));
	unit.code = wanted->code;
	unit.name = wanted->name == NULL ? wanted->code : wanted->name;
	if (wanted->parent != NULL)
		unit.parent = wanted->parent;
	if (wanted->county != NULL)
		unit.county = wanted->county;
	unit.type = wanted->type == 0 ? JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN : wanted->type;
	unit.from = wanted->from;
	unit.to = wanted->to;
	unit.n_follows = wanted->follows_count;
	unit.follows = follows;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_UNIT, &unit);
	return casebook_put(book, &record);
}

static inline void casebook_add_unit(struct casebook *book, char *code, char *name)
{
	Jour__V1__Unit unit;
	jour__v1__unit__init(&unit);
	unit.code = code;
	unit.name = name;
	unit.type = strlen(code) == 4 ? JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN
				      : JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT;
	unit.from = 19700101;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_UNIT, &unit);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

static inline void casebook_add_population(
	struct casebook *book, char *unit, uint32_t date, char *source, uint64_t count)
{
	Jour__V1__Population population;
	jour__v1__population__init(&population);
	population.unit = unit;
	population.reference_date = date;
	population.source = source;
	population.population = count;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_POPULATION, &population);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

/* One agreement with at most two duties; `months` 0 = none. */
struct casebook_agreement {
	char *dnr;
	uint32_t version, from, to;
	char *units[8];
	size_t unit_count;
	struct {
		uint32_t months, due_days;
	} duties[4]; /* to the first without months */
};

/* Of units that are not partners all the time, ascending by unit; and how many assignments are
 * agreed for a year, 0 = no number is. */
struct casebook_members {
	struct {
		char *unit;
		uint32_t from, to;
	} of[3];
	size_t count;
	uint64_t assignments;
};

static inline enum result_code casebook_agree_with(struct casebook *book,
	struct casebook_agreement *wanted, const struct casebook_members *members)
{
	Jour__V1__Agreement agreement;
	jour__v1__agreement__init(&agreement);
	Jour__V1__Term term, *terms[] = {&term};
	Jour__V1__Rounding rounding = JOUR__V1__ROUNDING__INIT;
	rounding.unit_ore = 1;
	rounding.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
	jour__v1__term__init(&term);
	Jour__V1__FixedAmount fixed;
	jour__v1__fixed_amount__init(&fixed);
	Jour__V1__ReportDuty duties[4], *reports[4];
	char title[] = "agreement", id[] = "a", clause[] = "1";
	for (size_t i = 0; i < 4 && wanted->duties[i].months != 0; i++) {
		jour__v1__report_duty__init(&duties[i]);
		duties[i].months = wanted->duties[i].months;
		duties[i].due_days = wanted->duties[i].due_days;
		reports[agreement.n_reports++] = &duties[i];
	}
	fixed.amount_ore = 100;
	term.id = id;
	term.clause = clause;
	term.flow = JOUR__V1__FLOW__FLOW_CASH;
	term.proration = JOUR__V1__PRORATION__PRORATION_NONE;
	term.rounding = &rounding;
	term.formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	term.fixed_amount = &fixed;
	Jour__V1__FollowUp asked, *follow_up[] = {&asked};
	char what[] = "assignments";
	jour__v1__follow_up__init(&asked);
	asked.what = what;
	asked.agreed_hundredths = 100 * members->assignments;
	agreement.n_follow_up = members->assignments != 0;
	agreement.follow_up = follow_up;
	agreement.dnr = wanted->dnr;
	agreement.version = wanted->version;
	agreement.title = title;
	agreement.n_units = wanted->unit_count;
	agreement.units = wanted->units;
	agreement.from = wanted->from;
	agreement.to = wanted->to;
	agreement.n_terms = 1;
	agreement.terms = terms;
	agreement.reports = reports;
	Jour__V1__Membership memberships[3], *list[3];
	for (size_t i = 0; i < members->count; i++) {
		jour__v1__membership__init(&memberships[i]);
		memberships[i].unit = members->of[i].unit;
		memberships[i].from = members->of[i].from;
		memberships[i].to = members->of[i].to;
		list[i] = &memberships[i];
	}
	agreement.n_memberships = members->count;
	agreement.memberships = list;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_AGREEMENT, &agreement);
	return casebook_put(book, &record);
}

static inline enum result_code casebook_agree(
	struct casebook *book, struct casebook_agreement *wanted)
{
	struct casebook_members none = {.count = 0};
	return casebook_agree_with(book, wanted, &none);
}

/* A case table; `states` NULL: all counts. `dimensions` are names in alphabetical order. */
struct casebook_table {
	char *area;
	struct period period;
	Jour__V1__Source source;
	char *dimensions[2];
	size_t dimension_count;
	uint64_t *counts;
	Jour__V1__CellState *states;
	size_t cell_count;
};

/* What a table is counted by, when it is not the first national lists. */
struct casebook_list {
	char *name;
	uint32_t version;
};

static inline enum result_code casebook_report_by(struct casebook *book,
	const struct casebook_table *wanted, const struct casebook_list *lists)
{
	Jour__V1__CaseTable table;
	jour__v1__case_table__init(&table);
	Jour__V1__Period period;
	jour__v1__period__init(&period);
	Jour__V1__TableDimension by[2], *dimensions[2] = {&by[0], &by[1]};
	period.year = wanted->period.year;
	period.first_month = wanted->period.first_month;
	period.months = wanted->period.months;
	table.area = wanted->area;
	table.period = &period;
	table.source = wanted->source;
	for (size_t i = 0; i < wanted->dimension_count; i++) {
		jour__v1__table_dimension__init(&by[i]);
		by[i].dimension = wanted->dimensions[i];
		by[i].list = lists == NULL ? wanted->dimensions[i] : lists[i].name;
		by[i].version = lists == NULL ? 1 : lists[i].version;
	}
	table.n_dimensions = wanted->dimension_count;
	table.dimensions = dimensions;
	table.n_counts = wanted->cell_count;
	table.counts = wanted->counts;
	table.n_states = wanted->states == NULL ? 0 : wanted->cell_count;
	table.states = wanted->states;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_CASE_TABLE, &table);
	return casebook_put(book, &record);
}

static inline enum result_code casebook_report(
	struct casebook *book, const struct casebook_table *wanted)
{
	return casebook_report_by(book, wanted, NULL);
}

/* The number of cases and nothing else, from the kommun. */
static inline void casebook_report_cases(
	struct casebook *book, char *area, struct period period, uint64_t cases)
{
	struct casebook_table table = {.area = area,
		.period = period,
		.source = JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.counts = &cases,
		.cell_count = 1};
	assert_true(result_is_new(casebook_report(book, &table)));
}

/* So many of a measure, of a unit alone. */
static inline void casebook_say_effort(
	struct casebook *book, char *area, char *measure, struct period period, uint64_t number)
{
	Jour__V1__Effort effort;
	Jour__V1__Period when = period_to_message(period);
	jour__v1__effort__init(&effort);
	effort.area = area;
	effort.measure = measure;
	effort.period = &when;
	effort.hundredths = 100 * number;
	effort.state = JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_EFFORT, &effort);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

static inline int32_t casebook_day(void *context, uint64_t index)
{
	struct casebook *book = context;
	return book->day[index];
}

/* Reports and coverage as of a size; ends with store_abort(reports.txn). */
static inline struct reports casebook_read(struct casebook *book, uint64_t size,
	struct period period, int32_t today, struct coverage *ret_coverage)
{
	struct reports reports;
	struct coverage_calendar calendar = {book, casebook_day, today};
	arena_reset(&book->found);
	assert_int_equal(reports_read(casebook_begin(book), size, period, &book->found,
				 &book->memory.record, &reports),
		ERR_OK);
	assert_int_equal(coverage_read(&reports, &calendar, ret_coverage), ERR_OK);
	return reports;
}

#endif
