/* The statistics on random histories, against the dumb oracle, as of every size of the ledger.
 *
 *   statistics --from N --count M     histories N .. N + M - 1, each claim on each of them
 *   statistics --plant NAME           breaks the program's answer and must see the claim fail
 *
 * A history has tables in every layout and period, corrected, silent or by older lists; new
 * versions of code lists, with values merged and other bands of age; closings and reopenings;
 * effort; units renamed, merged and split; confirmations. Claims: each unit's cases (cases), the
 * states in them (states), its cells and that nothing is lost in them (cells), its name (name), the
 * sum and those of a county (sums), closed figures (closed), effort (effort), and that no more is
 * covered than was expected (covered), all equal the recount; an answer as of another size does not
 * (as_of). */
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "casebook.h"
#include "closed.h"
#include "dumbcounts.h"
#include "efforts.h"
#include "listrecord.h"
#include "totalgroups.h"

#define KOMMUN JOUR__V1__SOURCE__SOURCE_KOMMUN
#define UNITS 5
#define STEPS 45
#define AGES 12
#define MERGED_FROM 20180701

static char codes[UNITS][5] = {"2401", "2409", "2480", "0180", "0181"};
static char every[] = UNIT_EVERY, dnr[] = "d1", assignments[] = "assignments";

struct proving {
	struct casebook *book;
	struct dumb_ledger ledger;
	uint64_t seed, number;
	const char *plant, *failed;
	uint64_t answers, cells, closed, remarks, confirmed, lists;
};

static bool planted(const struct proving *proving, const char *name)
{
	return proving->plant != NULL && strcmp(proving->plant, name) == 0;
}

static void claim(struct proving *proving, const char *name, bool holds, const char *unit,
	const struct dumb_query *query)
{
	if (holds || proving->failed != NULL)
		return;
	proving->failed = planted(proving, "as_of") ? "as_of" : name;
	if (proving->plant == NULL)
		fprintf(stderr,
			"statistics: history %" PRIu64 " as of %" PRIu64
			", %s, month %u of %u, by %s: %s does not hold\n",
			proving->number, query->size, unit, query->period.first_month,
			query->period.months, query->by_count > 0 ? query->by[0] : "nothing", name);
}

static int below(struct proving *proving, int limit)
{
	return casebook_draw(&proving->seed, limit);
}

/* ---- what is said */

static enum result_code say(struct proving *proving, Jour__V1__Record *record)
{
	uint64_t index = proving->book->size;
	enum result_code code = casebook_put(proving->book, record);
	if (result_is_new(code)) {
		record->reason = (char *)(uintptr_t)protobuf_c_empty_string;
		dumb_ledger_add(&proving->ledger, index, record);
	}
	return code;
}

static struct period random_period(struct proving *proving)
{
	static const uint8_t lengths[] = {1, 1, 1, 3, 6, 12};
	uint8_t months = lengths[below(proving, 6)];
	return (struct period){2018, (uint8_t)(1 + below(proving, 12 / months) * months), months};
}

static struct dumb_query now(const struct proving *proving, struct period period)
{
	return (struct dumb_query){
		.ledger = &proving->ledger, .size = proving->book->size, .period = period};
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
static size_t values_of(const struct proving *proving, const char *name, uint32_t version)
{
	for (size_t i = 0; i < proving->ledger.count; i++) {
		const Jour__V1__Record *record = proving->ledger.records[i].record;
		if (record->body_case == JOUR__V1__RECORD__BODY_CODE_LIST &&
			strcmp(record->code_list->name, name) == 0 &&
			record->code_list->version == version)
			return record->code_list->n_values;
	}
	return codelist_builtin(name)->count;
}

static void say_table(struct proving *proving)
{
	static uint64_t counts[TABLE_CELLS_MAX];
	static Jour__V1__CellState states[TABLE_CELLS_MAX];
	const struct layout *layout = &layouts[below(proving, LAYOUTS)];
	struct casebook_list lists[2] = {{NULL, 0}};
	bool silent = below(proving, 10) == 0, nil = below(proving, 10) == 0;
	struct casebook_table table = {.area = codes[below(proving, UNITS)],
		.period = random_period(proving),
		.source = below(proving, 4) == 0 ? JOUR__V1__SOURCE__SOURCE_JOUR : KOMMUN,
		.dimension_count = layout->count,
		.counts = counts,
		.states = states,
		.cell_count = 1};
	struct dumb_query query = now(proving, table.period);
	for (size_t i = 0; i < layout->count; i++) {
		uint32_t newest = dumb_newest_version(&query, layout->lists[i]);
		if (newest == 0)
			return;
		table.dimensions[i] = list_text(layout->dimensions[i]);
		lists[i].name = list_text(layout->lists[i]);
		lists[i].version = 1 + (uint32_t)below(proving, (int)newest);
		table.cell_count *= values_of(proving, layout->lists[i], lists[i].version);
	}
	for (size_t i = 0; i < table.cell_count; i++) {
		int drawn = silent ? 1 : below(proving, 25);
		states[i] = drawn >= 1 && drawn <= 3
				    ? (Jour__V1__CellState)(JOUR__V1__CELL_STATE__CELL_STATE_COUNT +
							    drawn)
				    : JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
		counts[i] = nil || states[i] != JOUR__V1__CELL_STATE__CELL_STATE_COUNT
				    ? 0
				    : (uint64_t)below(proving, layout->count == 0 ? 60 : 5);
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
	proving->remarks += say(proving, &record) == RESULT_REMARKED;
}

/* Bands that the last one leaves open: "b<first>-<last>" names the same band in every version. */
static void add_bands(struct proving *proving, struct listrecord *list)
{
	static char labels[AGES][24];
	uint32_t first = 0;
	for (uint32_t age = 1; age <= AGES; age++) {
		bool last = age == AGES;
		if (!last && (age < 2 || below(proving, 4) != 0))
			continue;
		(void)snprintf(
			labels[age - 1], sizeof(labels[0]), "b%u-%u", first, last ? 0 : age - 1);
		list_add_band(list, labels[age - 1], first, last ? 0 : age - 1);
		first = age;
	}
}

/* The newest version again, with two of its values as a new one. */
static void add_merged(
	struct proving *proving, struct listrecord *list, const char *name, uint32_t version)
{
	static char merged[CODE_NAME_MAX];
	const struct codelist *builtin = codelist_builtin(name);
	size_t count = values_of(proving, name, version - 1);
	size_t first = (size_t)below(proving, (int)count), second = (first + 1) % count;
	const Jour__V1__CodeList *before = NULL;
	for (size_t i = 0; i < proving->ledger.count; i++) {
		const Jour__V1__Record *record = proving->ledger.records[i].record;
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

static void say_list(struct proving *proving, const char *name)
{
	static struct listrecord list;
	bool ages = name[0] == 'a';
	struct dumb_query query = now(proving, (struct period){2018, 1, 12});
	uint32_t version = 1 + dumb_newest_version(&query, name);
	if (!ages && values_of(proving, name, version - 1) < 3)
		return;
	list_start(&list, name, version, ages ? "ages" : name);
	if (ages)
		add_bands(proving, &list);
	else
		add_merged(proving, &list, name, version);
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_CODE_LIST, &list.list);
	proving->lists += result_is_new(say(proving, &record));
}

static void say_close(struct proving *proving)
{
	struct dumb_query query = now(proving, random_period(proving));
	Jour__V1__Period period = period_to_message(query.period);
	Jour__V1__PeriodClose close;
	uint64_t index;
	jour__v1__period_close__init(&close);
	close.scope = below(proving, 2) == 0 ? every : codes[below(proving, UNITS)];
	close.period = &period;
	const Jour__V1__PeriodClose *last = dumb_close(&query, close.scope, &index);
	close.reopened = last != NULL && !last->reopened;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_PERIOD_CLOSE, &close);
	(void)say(proving, &record);
}

static void say_effort(struct proving *proving)
{
	Jour__V1__Period period = period_to_message(random_period(proving));
	Jour__V1__Effort effort;
	char nothing[] = "";
	jour__v1__effort__init(&effort);
	effort.area = codes[below(proving, UNITS)];
	effort.agreement = below(proving, 2) == 0 ? nothing : dnr;
	effort.period = &period;
	effort.measure = assignments;
	effort.hundredths = 100 * (uint64_t)below(proving, 50);
	effort.state = JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_EFFORT, &effort);
	(void)say(proving, &record);
}

/* Of some table that stands, by the first check that flags it. */
static void say_confirmation(struct proving *proving)
{
	static const char *const checks[] = {"differs", "sudden_zero", "tenfold"};
	struct casebook *book = proving->book;
	struct store_txn *txn = casebook_begin(book);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_CASE_TABLE, BYTES_NONE, book->size);
	struct standing standing;
	struct record decoded;
	int skip = below(proving, 10);
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
		confirmation.check = list_text(checks[below(proving, 3)]);
		confirmation.why = list_text("it was so");
		confirmation.area = table->area;
		confirmation.period = table->period;
		confirmation.source = table->source;
		Jour__V1__Record record =
			casebook_record(JOUR__V1__RECORD__BODY_CONFIRMATION, &confirmation);
		proving->confirmed += result_is_new(say(proving, &record));
	}
	free(memory.start);
}

static void say_unit(struct proving *proving, int unit, const char *name, uint32_t from,
	uint32_t to, int follows)
{
	Jour__V1__Unit message;
	char *followed = codes[follows < 0 ? 0 : follows];
	jour__v1__unit__init(&message);
	message.code = codes[unit];
	message.name = list_text(name);
	message.county = list_text(unit < 3 ? "Västerbottens län" : "Stockholms län");
	message.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	message.from = from;
	message.to = to;
	message.n_follows = follows >= 0;
	message.follows = &followed;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_UNIT, &message);
	assert_int_equal(say(proving, &record), RESULT_ACCEPTED);
}

/* Once each: a new name, a merger into one that was there before, and a part that splits off. */
static void change_units(struct proving *proving, int step)
{
	if (step == STEPS / 3)
		say_unit(proving, 1, "Robertsfors nya", 20180401, 0, -1);
	if (step == STEPS / 2) {
		say_unit(proving, 0, "Nordmaling", 19700101, 20180630, -1);
		say_unit(proving, 2, "Storumea", MERGED_FROM, 0, 0);
	}
	if (step == 2 * STEPS / 3)
		say_unit(proving, 4, "Utbruten", 20180101, 0, 3);
}

static void furnish(struct proving *proving)
{
	static const char *const names[UNITS] = {
		"Nordmaling", "Robertsfors", "Umea", "Stockholm", "Bromma"};
	struct casebook_agreement agreement = {dnr, 1, 20180101, 20201231,
		{codes[3], codes[0], codes[1], codes[2]}, 4, {{1, 20}, {0, 0}}};
	for (int unit = 0; unit < UNITS; unit++)
		say_unit(proving, unit, names[unit], 19700101, 0, -1);
	assert_int_equal(casebook_agree(proving->book, &agreement), RESULT_ACCEPTED);
	say_list(proving, "ages");
	say_list(proving, "ages-b");
}

static void tell_history(struct proving *proving)
{
	static const char *const lists[] = {"ages", "ages-b", "crime", "sex"};
	furnish(proving);
	for (int step = 0; step < STEPS; step++) {
		int what = below(proving, 20);
		change_units(proving, step);
		if (what < 12)
			say_table(proving);
		else if (what < 14)
			say_list(proving, lists[below(proving, 4)]);
		else if (what < 16)
			say_close(proving);
		else if (what < 18)
			say_effort(proving);
		else
			say_confirmation(proving);
	}
}

/* ---- the program's answers beside the recount */

static void break_row(const struct proving *proving, struct total_row *row)
{
	if (row == NULL)
		return;
	if (planted(proving, "cases"))
		row->cases.count++;
	if (planted(proving, "states") && row->cases.count > 0)
		row->cases.states[CELL_HIDDEN]++;
	if (planted(proving, "cells") && row->cells != NULL)
		row->cells[0].count++;
	if (planted(proving, "name"))
		row->unit->name = "";
}

/* What is owed and not there adds a "not reported" to the tables' own. */
static bool same_cases(const struct total_cell *cell, const struct dumb_cell *dumb)
{
	uint32_t missing = cell->states[CELL_NOT_REPORTED] - dumb->states[1];
	return cell->count == dumb->count && cell->states[CELL_COUNT] == dumb->states[0] &&
	       missing <= 1 && cell->states[CELL_NOT_APPLICABLE] == dumb->states[2] &&
	       cell->states[CELL_HIDDEN] == dumb->states[3];
}

/* So does what a table's own list does not have, or other lists have not. */
static bool same_cell(const struct total_cell *cell, const struct dumb_cell *dumb)
{
	return cell->count == dumb->count && cell->states[CELL_COUNT] == dumb->states[0] &&
	       cell->states[CELL_NOT_REPORTED] >= dumb->states[1] &&
	       cell->states[CELL_NOT_APPLICABLE] >= dumb->states[2] &&
	       cell->states[CELL_HIDDEN] == dumb->states[3];
}

static void compare_row(struct proving *proving, const struct dumb_query *query,
	const struct totals *totals, const struct total_row *row)
{
	static struct dumb_counts counts;
	uint64_t shown = 0;
	dumb_count(query, row->unit->code, &counts);
	claim(proving, "cases",
		row->source == counts.source && row->cases.count == counts.cases.count,
		row->unit->code, query);
	claim(proving, "states", same_cases(&row->cases, &counts.cases), row->unit->code, query);
	claim(proving, "name", strcmp(row->unit->name, dumb_name(query, row->unit->code)) == 0,
		row->unit->code, query);
	for (size_t i = 0; i < totals->cell_count; i++) {
		size_t rest = i, target = 0, scale = 1;
		bool stray = false;
		shown += row->cells[i].count;
		for (size_t k = totals->axis_count; k > 0; k--) {
			const struct countaxis *axis = &totals->axis[k - 1];
			stray = stray || rest % axis->count >= axis->list->count;
			target += rest % axis->count * scale;
			scale *= axis->list->count;
			rest /= axis->count;
		}
		claim(proving, "cells", stray || same_cell(&row->cells[i], &counts.cells[target]),
			row->unit->code, query);
		proving->cells += !stray && row->cells[i].count > 0;
	}
	claim(proving, "cells", shown == counts.all, row->unit->code, query);
}

static void compare_totals(struct proving *proving, const struct dumb_query *query,
	struct reports *reports, const struct totals_query *asked)
{
	struct totals totals;
	uint64_t sum = 0;
	assert_int_equal(totals_read(reports, asked, &totals), ERR_OK);
	break_row(proving, totals.rows);
	for (const struct total_row *row = totals.rows; row != NULL; row = row->next) {
		compare_row(proving, query, &totals, row);
		sum += row->inside == NULL ? row->cases.count : 0;
	}
	if (planted(proving, "sums"))
		sum++;
	claim(proving, "sums", totals.cases.count == sum, "all", query);
	unsigned covered = totals.share.units_covered + (planted(proving, "covered") ? UNITS : 0);
	claim(proving, "covered", covered <= totals.share.units_expected, "all", query);
}

/* By the first two digits of the code. */
static void compare_counties(struct proving *proving, const struct dumb_query *query,
	struct reports *reports, const struct totals_query *asked)
{
	struct totalgroups groups;
	static struct dumb_counts counts;
	assert_int_equal(totalgroups_read(reports, asked, TOTALGROUPS_COUNTY, &groups), ERR_OK);
	for (const struct total_group *group = groups.groups; group != NULL; group = group->next) {
		uint64_t sum = 0;
		for (int unit = 0; unit < UNITS; unit++) {
			dumb_count(query, codes[unit], &counts);
			sum += strncmp(codes[unit], group->code, 2) == 0 ? counts.cases.count : 0;
		}
		claim(proving, "sums", group->totals.cases.count == sum, group->code, query);
	}
}

static void compare_closed(struct proving *proving, const struct dumb_query *query,
	struct store_txn *txn, const struct totals_query *asked)
{
	struct coverage_calendar calendar = {proving->book, casebook_day, 0};
	struct closed_part *parts = NULL;
	static struct dumb_counts counts;
	const char *by = query->by_count == 1 ? query->by[0] : NULL;
	assert_int_equal(closed_read(txn, query->size, query->period, asked, by, &calendar,
				 &proving->book->found, &proving->book->memory.record, &parts),
		ERR_OK);
	if (planted(proving, "closed") && parts != NULL && parts->totals.rows != NULL)
		parts->totals.rows->cases.count++;
	for (int unit = 0; unit < UNITS; unit++) {
		const struct closed_part *part = NULL;
		const struct total_row *row = closed_row(parts, codes[unit], &part);
		struct dumb_query then = *query;
		uint64_t entry = dumb_closed_in(query, codes[unit]);
		then.size = entry + 1;
		then.by_count = 0;
		dumb_count(&then, codes[unit], &counts);
		bool says = entry != 0 && counts.source != JOUR__V1__SOURCE__SOURCE_INVALID;
		claim(proving, "closed", says ? row != NULL : row == NULL || entry != 0,
			codes[unit], query);
		if (row == NULL)
			continue;
		claim(proving, "closed",
			part->entry == entry && row->cases.count == counts.cases.count, codes[unit],
			query);
		proving->closed++;
	}
}

static void compare_effort(
	struct proving *proving, const struct dumb_query *query, struct store_txn *txn)
{
	const struct effort_measure *measure = effortlist_find(bytes_of_text(assignments));
	struct efforts efforts;
	assert_int_equal(efforts_read(txn, query->size, query->period, &proving->book->found,
				 &proving->book->memory.record, &efforts),
		ERR_OK);
	for (int unit = 0; unit < UNITS; unit++) {
		struct effort_total total = efforts_of_unit(&efforts, codes[unit], measure, 0);
		uint64_t hundredths = dumb_effort_hundredths(query, codes[unit], assignments);
		claim(proving, "effort",
			total.number.count + planted(proving, "effort") == hundredths, codes[unit],
			query);
	}
}

/* One question as of one size. */
static void ask(struct proving *proving, struct dumb_query *query)
{
	struct coverage coverage;
	struct totals_query asked = {.unit = NULL};
	char by[2 * CODE_NAME_MAX + 2] = "";
	uint64_t size = query->size - (planted(proving, "as_of") && query->size > 0);
	struct reports reports =
		casebook_read(proving->book, size, query->period, proving->book->today, &coverage);
	for (size_t i = 0; i < query->by_count; i++) {
		strcat(by, i > 0 ? "," : "");
		strcat(by, query->by[i]);
	}
	if (by[0] != '\0' && !totals_parse_by(&reports.codes, by, &asked))
		query->by_count = asked.by_count = 0; /* the list is still to come */
	compare_totals(proving, query, &reports, &asked);
	compare_counties(proving, query, &reports, &asked);
	compare_closed(proving, query, reports.txn, &asked);
	compare_effort(proving, query, reports.txn);
	store_abort(reports.txn);
	proving->answers++;
}

static void prove(struct proving *proving, uint64_t number)
{
	static const struct layout wishes[] = {{0, {NULL}, {NULL}}, {1, {NULL}, {"crime"}},
		{1, {NULL}, {"ages"}}, {1, {NULL}, {"ages-b"}}, {1, {NULL}, {"sex"}},
		{1, {NULL}, {"circumstance"}}, {2, {NULL}, {"ages", "crime"}},
		{2, {NULL}, {"crime", "sex"}}, {2, {NULL}, {"ages-b", "sex"}}};
	proving->number = number;
	proving->seed = number * UINT64_C(0x9e3779b97f4a7c15) + 1;
	proving->book = casebook_open();
	tell_history(proving);
	for (uint64_t size = 0; size <= proving->book->size && proving->failed == NULL; size++) {
		size_t wish = (size_t)below(proving, sizeof(wishes) / sizeof(wishes[0]));
		struct dumb_query query = now(proving, (struct period){2018, 1, 12});
		if (size % 2 == 0)
			query.period = random_period(proving);
		query.size = size;
		query.by_count = wishes[wish].count;
		memcpy(query.by, wishes[wish].lists, sizeof(query.by));
		ask(proving, &query);
	}
	dumb_ledger_clear(&proving->ledger);
	casebook_close(proving->book);
}

int main(int argc, char **argv)
{
	static struct proving proving;
	uint64_t from = 1, count = 100;
	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--plant") == 0)
			proving.plant = argv[i + 1];
		else if (strcmp(argv[i], "--from") == 0)
			from = strtoull(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--count") == 0)
			count = strtoull(argv[i + 1], NULL, 10);
	}
	for (uint64_t i = 0; i < count && proving.failed == NULL; i++)
		prove(&proving, from + i);
	if (proving.plant != NULL) {
		bool caught = proving.failed != NULL && strcmp(proving.failed, proving.plant) == 0;
		printf("planted %s: %s\n", proving.plant,
			caught			 ? "caught"
			: proving.failed != NULL ? proving.failed
						 : "not seen");
		return !caught;
	}
	printf("%" PRIu64 " histories, %" PRIu64 " answers: %" PRIu64 " cells, %" PRIu64
	       " closed figures; said: %" PRIu64 " code lists, %" PRIu64
	       " tables with remarks, %" PRIu64 " confirmations\n",
		count, proving.answers, proving.cells, proving.closed, proving.lists,
		proving.remarks, proving.confirmed);
	return proving.failed != NULL;
}
