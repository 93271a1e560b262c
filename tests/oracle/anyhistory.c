#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "casebook.h"
#include "anyhistory.h"
#include "listrecord.h"

#define KOMMUN JOUR__V1__SOURCE__SOURCE_KOMMUN
#define STEPS 45
#define AGES 12
#define MERGED_FROM 20180701

char anyhistory_units[ANYHISTORY_UNITS][5] = {"2401", "2409", "2480", "0180", "0181"};
char anyhistory_measures[ANYHISTORY_MEASURES][12] = {"assignments", "contacts"};
static char every[] = UNIT_EVERY, dnr[] = "d1", own_dnr[] = "d2";

int anyhistory_draw(struct anyhistory *history, int limit)
{
	return casebook_draw(&history->seed, limit);
}

static enum result_code say(struct anyhistory *history, Jour__V1__Record *record)
{
	uint64_t index = history->book->size;
	enum result_code code = casebook_put(history->book, record);
	if (result_is_new(code)) {
		record->reason = (char *)(uintptr_t)protobuf_c_empty_string;
		dumb_ledger_add(&history->ledger, index, record);
	}
	return code;
}

struct period anyhistory_period(struct anyhistory *history)
{
	static const uint8_t lengths[] = {1, 1, 1, 3, 6, 12};
	uint8_t months = lengths[anyhistory_draw(history, 6)];
	return (struct period){
		2018, (uint8_t)(1 + anyhistory_draw(history, 12 / months) * months), months};
}

struct dumb_query anyhistory_now(const struct anyhistory *history, struct period period)
{
	return (struct dumb_query){
		.ledger = &history->ledger, .size = history->book->size, .period = period};
}

static const struct layout {
	size_t count;
	const char *dimensions[2], *lists[2];
} layouts[] = {{0, {NULL}, {NULL}}, {0, {NULL}, {NULL}}, {1, {"sex"}, {"sex"}},
	{1, {"crime"}, {"crime"}}, {1, {"ages"}, {"ages"}}, {1, {"ages"}, {"ages-b"}},
	{1, {"circumstance"}, {"circumstance"}}, {2, {"crime", "sex"}, {"crime", "sex"}},
	{2, {"ages", "crime"}, {"ages", "crime"}}, {2, {"ages", "sex"}, {"ages-b", "sex"}}};
#define LAYOUTS (sizeof(layouts) / sizeof(layouts[0]))

/* How many values a version of a list has, as it was said. */
static size_t values_of(const struct anyhistory *history, const char *name, uint32_t version)
{
	for (size_t i = 0; i < history->ledger.count; i++) {
		const Jour__V1__Record *record = history->ledger.records[i].record;
		if (record->body_case == JOUR__V1__RECORD__BODY_CODE_LIST &&
			strcmp(record->code_list->name, name) == 0 &&
			record->code_list->version == version)
			return record->code_list->n_values;
	}
	return codelist_builtin(name)->count;
}

static void say_table(struct anyhistory *history)
{
	static uint64_t counts[TABLE_CELLS_MAX];
	static Jour__V1__CellState states[TABLE_CELLS_MAX];
	const struct layout *layout = &layouts[anyhistory_draw(history, LAYOUTS)];
	struct casebook_list lists[2] = {{NULL, 0}};
	bool silent = anyhistory_draw(history, 10) == 0, nil = anyhistory_draw(history, 10) == 0;
	struct casebook_table table = {
		.area = anyhistory_units[anyhistory_draw(history, ANYHISTORY_UNITS)],
		.period = anyhistory_period(history),
		.source = anyhistory_draw(history, 4) == 0 ? JOUR__V1__SOURCE__SOURCE_JOUR : KOMMUN,
		.dimension_count = layout->count,
		.counts = counts,
		.states = states,
		.cell_count = 1};
	struct dumb_query query = anyhistory_now(history, table.period);
	for (size_t i = 0; i < layout->count; i++) {
		uint32_t newest = dumb_newest_version(&query, layout->lists[i]);
		if (newest == 0)
			return;
		table.dimensions[i] = list_text(layout->dimensions[i]);
		lists[i].name = list_text(layout->lists[i]);
		lists[i].version = 1 + (uint32_t)anyhistory_draw(history, (int)newest);
		table.cell_count *= values_of(history, layout->lists[i], lists[i].version);
	}
	for (size_t i = 0; i < table.cell_count; i++) {
		int drawn = silent ? 1 : anyhistory_draw(history, 25);
		states[i] = drawn >= 1 && drawn <= 3
				    ? (Jour__V1__CellState)(JOUR__V1__CELL_STATE__CELL_STATE_COUNT +
							    drawn)
				    : JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
		counts[i] =
			nil || states[i] != JOUR__V1__CELL_STATE__CELL_STATE_COUNT
				? 0
				: (uint64_t)anyhistory_draw(history, layout->count == 0 ? 60 : 5);
	}
	Jour__V1__CaseTable message;
	Jour__V1__TableDimension by[2], *dimensions[2] = {&by[0], &by[1]};
	jour__v1__case_table__init(&message);
	Jour__V1__Period period = period_to_message(table.period);
	message.area = table.area;
	message.period = &period;
	message.source = table.source;
	message.n_dimensions = layout->count;
	message.dimensions = dimensions;
	for (size_t i = 0; i < layout->count; i++) {
		jour__v1__table_dimension__init(&by[i]);
		by[i].dimension = table.dimensions[i];
		by[i].list = lists[i].name;
		by[i].version = lists[i].version;
	}
	message.n_counts = message.n_states = table.cell_count;
	message.counts = counts;
	message.states = states;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_CASE_TABLE, &message);
	history->remarks += say(history, &record) == RESULT_REMARKED;
}

/* Bands that the last one leaves open: "b<first>-<last>" names the same band in every version. */
static void add_bands(struct anyhistory *history, struct listrecord *list)
{
	static char labels[AGES][24];
	uint32_t first = 0;
	for (uint32_t age = 1; age <= AGES; age++) {
		bool last = age == AGES;
		if (!last && (age < 2 || anyhistory_draw(history, 4) != 0))
			continue;
		(void)snprintf(
			labels[age - 1], sizeof(labels[0]), "b%u-%u", first, last ? 0 : age - 1);
		list_add_band(list, labels[age - 1], first, last ? 0 : age - 1);
		first = age;
	}
}

/* The newest version again, with two of its values as a new one. */
static void add_merged(
	struct anyhistory *history, struct listrecord *list, const char *name, uint32_t version)
{
	static char merged[CODE_NAME_MAX];
	const struct codelist *builtin = codelist_builtin(name);
	size_t count = values_of(history, name, version - 1);
	size_t first = (size_t)anyhistory_draw(history, (int)count), second = (first + 1) % count;
	const Jour__V1__CodeList *before = NULL;
	for (size_t i = 0; i < history->ledger.count; i++) {
		const Jour__V1__Record *record = history->ledger.records[i].record;
		if (record->body_case == JOUR__V1__RECORD__BODY_CODE_LIST &&
			strcmp(record->code_list->name, name) == 0)
			before = record->code_list;
	}
	for (size_t i = 0; i < count; i++)
		if (i != first && i != second)
			(void)list_add(list,
				before != NULL ? before->values[i]->code : builtin->values[i].code);
	(void)snprintf(merged, sizeof(merged), "m%u", version);
	(void)list_add(list, merged);
	list_take_in(
		list, before != NULL ? before->values[first]->code : builtin->values[first].code);
	list_take_in(
		list, before != NULL ? before->values[second]->code : builtin->values[second].code);
}

static void say_list(struct anyhistory *history, const char *name)
{
	static struct listrecord list;
	bool ages = name[0] == 'a';
	struct dumb_query query = anyhistory_now(history, (struct period){2018, 1, 12});
	uint32_t version = 1 + dumb_newest_version(&query, name);
	if (!ages && values_of(history, name, version - 1) < 3)
		return;
	list_start(&list, name, version, ages ? "ages" : name);
	if (ages)
		add_bands(history, &list);
	else
		add_merged(history, &list, name, version);
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_CODE_LIST, &list.list);
	history->lists += result_is_new(say(history, &record));
}

static void say_close(struct anyhistory *history)
{
	struct dumb_query query = anyhistory_now(history, anyhistory_period(history));
	Jour__V1__Period period = period_to_message(query.period);
	Jour__V1__PeriodClose close;
	uint64_t index;
	jour__v1__period_close__init(&close);
	close.scope = anyhistory_draw(history, 2) == 0
			      ? every
			      : anyhistory_units[anyhistory_draw(history, ANYHISTORY_UNITS)];
	close.period = &period;
	const Jour__V1__PeriodClose *last = dumb_close(&query, close.scope, &index);
	close.reopened = last != NULL && !last->reopened;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_PERIOD_CLOSE, &close);
	history->reopened += result_is_new(say(history, &record)) && close.reopened;
}

static void say_effort(struct anyhistory *history)
{
	Jour__V1__Period period = period_to_message(anyhistory_period(history));
	Jour__V1__Effort effort;
	char nothing[] = "";
	jour__v1__effort__init(&effort);
	effort.area = anyhistory_units[anyhistory_draw(history, ANYHISTORY_UNITS)];
	effort.agreement = anyhistory_draw(history, 2) == 0 ? nothing : dnr;
	effort.period = &period;
	effort.measure = anyhistory_measures[anyhistory_draw(history, ANYHISTORY_MEASURES)];
	effort.hundredths = 100 * (uint64_t)anyhistory_draw(history, 50);
	effort.state = JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
	if (anyhistory_draw(history, 6) == 0) {
		effort.state = JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED;
		effort.hundredths = 0;
	}
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_EFFORT, &effort);
	(void)say(history, &record);
}

/* Of some table that stands, by the first check that flags it. */
static void say_confirmation(struct anyhistory *history)
{
	static const char *const checks[] = {"differs", "sudden_zero", "tenfold"};
	struct casebook *book = history->book;
	struct store_txn *txn = casebook_begin(book);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_CASE_TABLE, BYTES_NONE, book->size);
	struct standing standing;
	struct record decoded;
	int skip = anyhistory_draw(history, 10);
	bool found = false;
	while (skip-- > 0 && state_scan_next(&scan, &standing))
		found = true;
	struct hash256 hash = found ? standing.hash : (struct hash256){{0}};
	static uint8_t bytes[RECORD_SIZE_MAX];
	size_t size = found ? standing.record.size : 0;
	memcpy(bytes, size > 0 ? standing.record.data : bytes, size);
	store_abort(txn);
	struct arena memory = new_arena(DECODE_HEAP_MAX);
	if (size > 0 && record_decode((struct bytes){bytes, size}, &memory, &decoded) == ERR_OK) {
		Jour__V1__Confirmation confirmation;
		const Jour__V1__CaseTable *table = record_body(&decoded);
		jour__v1__confirmation__init(&confirmation);
		confirmation.record = (ProtobufCBinaryData){HASH256_SIZE, hash.bytes};
		confirmation.check = list_text(checks[anyhistory_draw(history, 3)]);
		confirmation.why = list_text("it was so");
		confirmation.area = table->area;
		confirmation.period = table->period;
		confirmation.source = table->source;
		Jour__V1__Record record =
			casebook_record(JOUR__V1__RECORD__BODY_CONFIRMATION, &confirmation);
		history->confirmed += result_is_new(say(history, &record));
	}
	free(memory.start);
}

/* Of the end of the year before, or of a day after the merger. */
static void say_population(struct anyhistory *history)
{
	Jour__V1__Population population;
	jour__v1__population__init(&population);
	population.unit = anyhistory_units[anyhistory_draw(history, ANYHISTORY_UNITS)];
	population.reference_date = anyhistory_draw(history, 3) == 0 ? 20180831 : 20171231;
	population.source = list_text("SCB");
	population.population = 1 + (uint64_t)anyhistory_draw(history, 20000);
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_POPULATION, &population);
	(void)say(history, &record);
}

static void say_unit(struct anyhistory *history, int unit, const char *name, uint32_t from,
	uint32_t to, int follows)
{
	Jour__V1__Unit message;
	char *followed = anyhistory_units[follows < 0 ? 0 : follows];
	jour__v1__unit__init(&message);
	message.code = anyhistory_units[unit];
	message.name = list_text(name);
	message.county = list_text(unit < 3 ? "Västerbottens län" : "Stockholms län");
	message.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	message.from = from;
	message.to = to;
	message.n_follows = follows >= 0;
	message.follows = &followed;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_UNIT, &message);
	assert_int_equal(say(history, &record), RESULT_ACCEPTED);
}

/* Once each: a new name, a merger into one that was there before, and a part that splits off. */
static void change_units(struct anyhistory *history, int step)
{
	if (step == STEPS / 3)
		say_unit(history, 1, "Robertsfors nya", 20180401, 0, -1);
	if (step == STEPS / 2) {
		say_unit(history, 0, "Nordmaling", 19700101, 20180630, -1);
		say_unit(history, 2, "Storumea", MERGED_FROM, 0, 0);
	}
	if (step == 2 * STEPS / 3)
		say_unit(history, 4, "Utbruten", 20180101, 0, 3);
}

static void furnish(struct anyhistory *history)
{
	static const char *const names[ANYHISTORY_UNITS] = {
		"Nordmaling", "Robertsfors", "Umea", "Stockholm", "Bromma"};
	/* Storumea is no partner until it follows one. */
	static char *const partners[] = {
		anyhistory_units[3], anyhistory_units[0], anyhistory_units[1]};
	struct casebook_agreement agreement = {dnr, 1, 20180101, 20201231,
		{partners[0], partners[1], partners[2]}, 3, {{1, 20}, {0, 0}}};
	for (int unit = 0; unit < ANYHISTORY_UNITS; unit++)
		say_unit(history, unit, names[unit], 19700101, 0, -1);
	history->ledger.agreed_in = history->book->size;
	history->ledger.partners = partners;
	history->ledger.partner_count = sizeof(partners) / sizeof(partners[0]);
	assert_int_equal(casebook_agree(history->book, &agreement), RESULT_ACCEPTED);
	struct casebook_agreement own = {own_dnr, 1, 20180101, 20201231,
		{anyhistory_units[ANYHISTORY_AGREED_WITH]}, 1, {{0, 0}}};
	history->ledger.own_agreed_in = history->book->size;
	assert_int_equal(casebook_agree_with(history->book, &own,
				 &(struct casebook_members){.assignments = ANYHISTORY_AGREED}),
		RESULT_ACCEPTED);
	say_list(history, "ages");
	say_list(history, "ages-b");
}

void anyhistory_tell(struct anyhistory *history, uint64_t number)
{
	static const char *const lists[] = {"ages", "ages-b", "crime", "sex"};
	history->seed = number * UINT64_C(0x9e3779b97f4a7c15) + 1;
	history->book = casebook_open();
	furnish(history);
	for (int step = 0; step < STEPS; step++) {
		int what = anyhistory_draw(history, 22);
		change_units(history, step);
		if (what < 12)
			say_table(history);
		else if (what < 14)
			say_list(history, lists[anyhistory_draw(history, 4)]);
		else if (what < 16)
			say_close(history);
		else if (what < 19)
			say_effort(history);
		else if (what < 21)
			say_population(history);
		else
			say_confirmation(history);
	}
}

void anyhistory_clear(struct anyhistory *history)
{
	dumb_ledger_clear(&history->ledger);
	casebook_close(history->book);
}
