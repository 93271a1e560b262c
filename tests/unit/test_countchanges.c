#include "countchanges.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "expected.h"
#include "furnished.h"
#include "listrecord.h"

/* Random histories of tables, corrections, closes, units and agreements: between every two sizes
 * what was before and is after must be what `totals --unit` shows at them, and the steps lead from
 * the one to the other. */

#define STEPS 80

/* A1 is a district, of one kommun or the other; 2409 may be merged into 2499. */
static const char *const units[] = {"2409", "2480", "2499", "A1"};
#define UNITS 4
static const struct period quarter = {2019, 1, 3};

static struct arena keep, work;
static const char *by;

static int begin(void **state)
{
	by = NULL;
	keep = arena_of(malloc(EXPECTED_HEAP_SIZE), EXPECTED_HEAP_SIZE);
	work = arena_of(malloc(EXPECTED_HEAP_SIZE), EXPECTED_HEAP_SIZE);
	return keep.start == NULL || work.start == NULL ? -1 : start(state);
}

static int finish(void **state)
{
	free(keep.start);
	free(work.start);
	return end(state);
}

/* The clerk says it, as a correction of what stands under its key. */
static struct result say(Jour__V1__Record *record)
{
	static struct hash256 replaced;
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	struct store_txn *txn = must_read(office.store);
	kind_of((unsigned)record->body_case)->key(record->enrolment, &key);
	if (state_get(
		    txn, (unsigned)record->body_case, written(&key), ledger_size(txn), &standing)) {
		replaced = standing.hash;
		corrects(record, &replaced);
	}
	store_abort(txn);
	return pen_say(&office, &clerk, record);
}

static struct result say_cases(const char *unit, struct period period, uint64_t cases)
{
	Jour__V1__Record record =
		case_record(unit, period.year, period.first_month, period.months, cases);
	return say(&record);
}

/* By a version of the list: 4 values in the first, 2 in the second. */
static struct result say_by_sex(
	const char *unit, struct period period, uint32_t version, uint64_t *counts)
{
	Jour__V1__Record record =
		case_record(unit, period.year, period.first_month, period.months, 0);
	Jour__V1__TableDimension dimension, *dimensions[] = {&dimension};
	jour__v1__table_dimension__init(&dimension);
	dimension.dimension = text("sex");
	dimension.list = text("sex");
	dimension.version = version;
	record.case_table->n_dimensions = 1;
	record.case_table->dimensions = dimensions;
	record.case_table->n_counts = version == 1 ? 4 : 2;
	record.case_table->counts = counts;
	return say(&record);
}

/* Takes two values of the first version in, has one of it, and leaves one out. */
static void say_second_list(void)
{
	static struct listrecord list;
	list_start(&list, "sex", 2, "sex");
	list_add(&list, "kvinna");
	list_add(&list, "andra");
	list_take_in(&list, "man");
	list_take_in(&list, "annan");
	Jour__V1__Record record;
	jour__v1__record__init(&record);
	record.body_case = JOUR__V1__RECORD__BODY_CODE_LIST;
	record.code_list = &list.list;
	assert_int_equal(say(&record).code, RESULT_ACCEPTED);
}

static struct result say_close(bool reopened)
{
	Jour__V1__Record record;
	Jour__V1__PeriodClose close;
	Jour__V1__Period period = period_to_message(quarter);
	jour__v1__record__init(&record);
	jour__v1__period_close__init(&close);
	close.scope = text(UNIT_EVERY);
	close.period = &period;
	close.reopened = reopened;
	record.body_case = JOUR__V1__RECORD__BODY_PERIOD_CLOSE;
	record.period_close = &close;
	return say(&record);
}

/* From the year 1900 on; `to` 0: without end. */
static struct result say_unit(const char *code, const char *parent, uint32_t from, uint32_t to)
{
	Jour__V1__Record record = unit_record(code, code);
	record.unit->from = from;
	record.unit->to = to;
	if (parent != NULL) {
		record.unit->parent = text(parent);
		record.unit->type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT;
	}
	return say(&record);
}

static struct result say_heir(const char *code, const char *follows, uint32_t from)
{
	char *list[] = {text(follows)};
	Jour__V1__Record record = unit_record(code, code);
	record.unit->from = from;
	record.unit->follows = list;
	record.unit->n_follows = 1;
	return say(&record);
}

/* That 2409 and 2480 report every so many months; 0: that they need not. */
static struct result say_duty(uint32_t months)
{
	Jour__V1__ReportDuty duty, *duties[] = {&duty};
	Jour__V1__Record record = agreement_record("KS 2017/1", 1);
	jour__v1__report_duty__init(&duty);
	duty.months = months;
	duty.due_days = 20;
	record.agreement->reports = duties;
	record.agreement->n_reports = months > 0;
	return say(&record);
}

static uint64_t size_now(void)
{
	struct store_txn *txn = must_read(office.store);
	uint64_t size = ledger_size(txn);
	store_abort(txn);
	return size;
}

static const struct changes *records;

static struct count_change *between(
	uint64_t from, uint64_t to, const char *unit, const struct period *period)
{
	struct totals_asked asked = {.scope = {.unit = unit}, .by = by};
	struct changes_memory memory = {
		&keep, &work, &office.memory.record, &office.memory.agreement};
	struct count_change *changes = NULL;
	struct store_txn *txn = must_read(office.store);
	arena_reset(&keep);
	assert_int_equal(changes_between(txn, from, to, &memory, &records), ERR_OK);
	assert_int_equal(
		countchanges_between(txn, records, &asked, period, &memory, &changes), ERR_OK);
	store_abort(txn);
	return changes;
}

static void countchanges_of_a_correction_are_its_unit_alone(void **state)
{
	(void)state;
	(void)say_cases("2409", quarter, 12);
	(void)say_cases("2480", quarter, 80);
	uint64_t from = size_now();
	(void)say_cases("2409", quarter, 15);
	struct count_change *change = between(from, size_now(), NULL, NULL);
	assert_string_equal(change->unit, "2409");
	assert_int_equal(change->before.count, 12);
	assert_int_equal(change->after.count, 15);
	assert_int_equal(change->steps->entry, from);
	assert_null(change->next);
	assert_string_equal(records->records->reason, "skrivfel");
	assert_false(records->records->late);
	assert_ptr_equal(change->steps->causes->record, records->records);
	assert_null(change->steps->causes->next);
	/* The year's total has changed, too, when somebody asks for it; another year's has not. */
	struct period year = {2019, 1, 12}, other = {2018, 1, 12};
	assert_int_equal(between(from, size_now(), NULL, &year)->after.count, 15);
	assert_null(between(from, size_now(), NULL, &other));
	assert_null(between(from, size_now(), "2480", NULL));
}

static void countchanges_records_say_what_came_late(void **state)
{
	(void)state;
	(void)say_close(false);
	uint64_t from = size_now();
	(void)say_cases("2409", quarter, 15);
	struct count_change *change = between(from, size_now(), NULL, NULL);
	assert_int_equal(change->before.state, CELL_NOT_REPORTED);
	assert_true(records->records->late);
	char what[CHANGERECORD_WHAT_SIZE];
	assert_string_equal(
		changerecord_what(&records->records->about, NULL, what), "2409 kommun 2019-Q1");
}

static bool is_listed(const struct count_change *changes, const char *unit)
{
	while (changes != NULL && strcmp(changes->unit, unit) != 0)
		changes = changes->next;
	return changes != NULL;
}

static const struct count_change *of_unit(const struct count_change *changes, const char *unit)
{
	while (changes != NULL && strcmp(changes->unit, unit) != 0)
		changes = changes->next;
	if (changes == NULL)
		abort();
	return changes;
}

static void countchanges_of_a_district_are_its_kommuns_too(void **state)
{
	(void)state;
	assert_true(result_is_new(say_unit("A1", "2480", 19000101, 0).code));
	assert_true(result_is_new(say_unit("A2", "2480", 19000101, 0).code));
	uint64_t from = size_now();
	(void)say_cases("A1", quarter, 10);
	(void)say_cases("A2", quarter, 5);
	const struct count_change *changes = between(from, size_now(), NULL, NULL);
	const struct count_change *kommun = of_unit(changes, "2480");
	assert_int_equal(of_unit(changes, "A1")->after.count, 10);
	assert_false(is_listed(changes, "2409"));
	assert_int_equal(kommun->before.state, CELL_NOT_REPORTED);
	assert_int_equal(kommun->after.count, 15);
	assert_false(kommun->after.at_least);
	assert_int_equal(kommun->steps->after.count, 10);
	assert_true(kommun->steps->after.at_least); /* of A2 there is nothing yet */
	assert_ptr_equal(kommun->steps->causes->record, records->records);
	changes = between(from, size_now(), "2480", &quarter);
	assert_int_equal(changes->after.count, 15);
	assert_null(changes->next);
}

static void countchanges_of_what_was_merged_are_its_heirs_too(void **state)
{
	(void)state;
	assert_true(result_is_new(say_unit("2409", NULL, 19000101, 20191231).code));
	assert_true(result_is_new(say_heir("2499", "2409", 20200101).code));
	uint64_t from = size_now();
	(void)say_cases("2409", quarter, 12);
	const struct count_change *heir = between(from, size_now(), "2499", NULL);
	assert_string_equal(heir->unit, "2499");
	assert_int_equal(heir->after.count, 12);
}

static void countchanges_of_a_part_of_what_is_owed_are_at_least(void **state)
{
	(void)state;
	assert_true(result_is_new(say_duty(3).code));
	uint64_t from = size_now();
	(void)say_cases("2409", (struct period){2019, 1, 1}, 5);
	assert_true(between(from, size_now(), NULL, &quarter)->after.at_least);
	/* An agreement, too, says what is owed. */
	uint64_t agreed = size_now();
	assert_true(result_is_new(say_duty(0).code));
	const struct count_change *change = between(agreed, size_now(), NULL, &quarter);
	assert_string_equal(change->unit, "2409");
	assert_true(change->before.at_least);
	assert_false(change->after.at_least);
	assert_int_equal(change->steps->causes->record->number, JOUR__V1__RECORD__BODY_AGREEMENT);
	assert_null(change->next);
}

static void countchanges_of_a_district_that_moves_are_those_of_both_kommuner(void **state)
{
	(void)state;
	assert_true(result_is_new(say_unit("A1", "2480", 19000101, 0).code));
	(void)say_cases("A1", quarter, 10);
	uint64_t from = size_now();
	assert_true(result_is_new(say_unit("A1", "2409", 19000101, 0).code));
	const struct count_change *changes = between(from, size_now(), NULL, &quarter);
	assert_int_equal(of_unit(changes, "2480")->after.state, CELL_NOT_REPORTED);
	assert_int_equal(of_unit(changes, "2409")->after.count, 10);
	assert_int_equal(of_unit(changes, "2409")->steps->causes->record->number,
		JOUR__V1__RECORD__BODY_UNIT);
}

static void countchanges_of_too_little_memory_are_refused(void **state)
{
	(void)state;
	uint64_t from = size_now();
	for (unsigned month = 1; month <= 12; month++)
		(void)say_cases("2409", (struct period){2019, (uint8_t)month, 1}, month);
	(void)between(from, size_now(), NULL, NULL);
	struct changes_memory memory = {
		&keep, &work, &office.memory.record, &office.memory.agreement};
	struct count_change *changes = NULL;
	struct totals_asked asked = {.by = NULL};
	struct store_txn *txn = must_read(office.store);
	keep.capacity = keep.used - 1;
	arena_reset(&keep);
	assert_int_equal(changes_between(txn, from, from + 12, &memory, &records), ERR_OK);
	assert_int_equal(
		countchanges_between(txn, records, &asked, NULL, &memory, &changes), ERR_RANGE);
	assert_null(changes);
	store_abort(txn);
	keep.capacity = EXPECTED_HEAP_SIZE;
}

/* ---- random histories */

static unsigned draw(uint64_t *seed, unsigned limit)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % limit;
}

static void step_tables(uint64_t *seed, bool second)
{
	const char *unit = units[draw(seed, UNITS)];
	struct period month = {2019, (uint8_t)(1 + draw(seed, 3)), 1};
	uint64_t counts[4];
	for (unsigned i = 0; i < 4; i++)
		counts[i] = draw(seed, 50);
	if (draw(seed, 2) == 0)
		(void)say_by_sex(unit, month, second ? 1 + draw(seed, 2) : 1, counts);
	else
		(void)say_cases(unit, month, counts[0] * 4);
}

/* How many units and agreements were said that changed something. */
static unsigned units_said, agreements_said;

static void step(uint64_t *seed, bool *closed, bool second)
{
	static const uint32_t duties[] = {0, 1, 3, 12}, from[] = {19000101, 20190201},
			      to[] = {0, 20190228};
	switch (draw(seed, 10)) {
	case 0:
		assert_true(result_is_new(say_close(*closed).code));
		*closed = !*closed;
		break;
	case 1:
		units_said += result_is_new(
			say_unit("A1", units[draw(seed, 2)], from[draw(seed, 2)], 0).code);
		break;
	case 2:
		units_said +=
			result_is_new(say_unit("2409", NULL, 19000101, to[draw(seed, 2)]).code);
		break;
	case 3:
		agreements_said += result_is_new(say_duty(duties[draw(seed, 4)]).code);
		break;
	default:
		step_tables(seed, second);
	}
}

/* What a read of every unit says, the long way: for each unit a list of names and values. */
#define CELLS 16
struct seen {
	struct {
		char name[64]; /* "" = the number of cases; "-" = none */
		struct count_value value;
	} cells[UNITS][CELLS];
};

static struct count_value value_of(const struct total_cell *cell)
{
	enum cell_state state = total_cell_state(cell);
	return (struct count_value){state, state == CELL_COUNT ? cell->count : 0,
		state == CELL_COUNT && total_cell_is_at_least(cell)};
}

static void look(const struct totals *totals, unsigned unit, struct seen *seen)
{
	const struct countaxis *axis = &totals->axis[0];
	assert_true(totals->cell_count + 1 <= CELLS);
	seen->cells[unit][0].name[0] = '\0';
	seen->cells[unit][0].value = value_of(&totals->cases);
	for (size_t i = 0; i < totals->cell_count; i++) {
		const struct countaxis_value *value = &axis->values[i];
		const char *code = value->list->values[value->position].code;
		char *name = seen->cells[unit][i + 1].name;
		if (countaxis_is_stray(axis, i) && !value->shown)
			continue;
		if (countaxis_is_stray(axis, i))
			snprintf(name, 64, "%s (%s %u)", code, value->list->name,
				value->list->version);
		else
			snprintf(name, 64, "%s", code);
		seen->cells[unit][i + 1].value = value_of(&totals->cells[i]);
	}
}

static int32_t some_day(void *context, uint64_t index)
{
	(void)context;
	return (int32_t)index;
}

/* As the command `totals --unit` reads them. */
static void look_at_size(uint64_t size, struct seen *seen)
{
	struct coverage_calendar calendar = {NULL, some_day, 7};
	struct store_txn *txn = must_read(office.store);
	for (unsigned i = 0; i < UNITS * CELLS; i++)
		strcpy(seen->cells[i / CELLS][i % CELLS].name, "-");
	for (unsigned unit = 0; unit < UNITS; unit++) {
		struct totals_asked asked = {.scope = {.unit = units[unit]}, .by = "sex"};
		struct totals_query query;
		struct totals totals;
		struct reports reports;
		struct coverage coverage;
		arena_reset(&work);
		assert_int_equal(
			reports_read(txn, size, quarter, &work, &office.memory.record, &reports),
			ERR_OK);
		assert_int_equal(coverage_read(&reports, &calendar, &coverage), ERR_OK);
		assert_int_equal(totalsask_query(&reports, &asked, &query), ERR_OK);
		assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
		look(&totals, unit, seen);
	}
	store_abort(txn);
}

static struct count_value value_in(const struct seen *seen, unsigned unit, const char *name)
{
	for (unsigned i = 0; i < CELLS; i++)
		if (strcmp(seen->cells[unit][i].name, name) == 0)
			return seen->cells[unit][i].value;
	return (struct count_value){.state = CELL_NOT_REPORTED};
}

static bool same_value(struct count_value a, struct count_value b)
{
	return a.state == b.state && a.count == b.count && a.at_least == b.at_least;
}

/* Every step begins where the last one ended, and has a cause. */
static void check_steps(const struct count_change *change)
{
	struct count_value last = change->before;
	for (const struct count_step *at = change->steps; at != NULL; at = at->next) {
		assert_true(same_value(at->before, last));
		assert_false(same_value(at->before, at->after));
		assert_int_equal(at->causes->record->record.index, at->entry);
		last = at->after;
	}
	assert_true(same_value(last, change->after));
}

static void check_value(const struct count_change *changes, unsigned unit, const char *name,
	struct count_value before, struct count_value after)
{
	while (changes != NULL &&
		(strcmp(changes->unit, units[unit]) != 0 || strcmp(changes->value[0], name) != 0))
		changes = changes->next;
	if (changes == NULL) {
		assert_true(same_value(before, after));
		return;
	}
	assert_true(same_value(changes->before, before));
	assert_true(same_value(changes->after, after));
	check_steps(changes);
}

/* Every name that either end has. */
static void check_pair(
	const struct count_change *changes, const struct seen *from, const struct seen *to)
{
	for (unsigned i = 0; i < 2 * UNITS * CELLS; i++) {
		unsigned unit = i / CELLS % UNITS;
		const struct seen *side = i < UNITS * CELLS ? from : to;
		const char *name = side->cells[unit][i % CELLS].name;
		if (strcmp(name, "-") != 0)
			check_value(changes, unit, name, value_in(from, unit, name),
				value_in(to, unit, name));
	}
}

static void countchanges_show_what_totals_show_at_both_sizes(void **state)
{
	(void)state;
	static struct seen seen[STEPS + 1];
	uint64_t seed = 7, sizes[STEPS + 1];
	bool closed = false, second = false;
	by = "sex";
	assert_true(result_is_new(say_unit("A1", "2480", 19000101, 0).code));
	assert_true(result_is_new(say_heir("2499", "2409", 20190301).code));
	for (unsigned i = 0; i <= STEPS; i++) {
		sizes[i] = size_now();
		look_at_size(sizes[i], &seen[i]);
		second = i >= STEPS / 2;
		if (i == STEPS / 2)
			say_second_list();
		else
			step(&seed, &closed, second);
	}
	assert_true(units_said > 5 && agreements_said > 3);
	for (unsigned from = 0; from <= STEPS; from++)
		for (unsigned to = from; to <= STEPS; to += 1 + (to - from) / 4)
			check_pair(between(sizes[from], sizes[to], NULL, &quarter), &seen[from],
				&seen[to]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(countchanges_of_a_correction_are_its_unit_alone),
		TEST(countchanges_records_say_what_came_late),
		TEST(countchanges_of_too_little_memory_are_refused),
		TEST(countchanges_of_a_district_are_its_kommuns_too),
		TEST(countchanges_of_what_was_merged_are_its_heirs_too),
		TEST(countchanges_of_a_part_of_what_is_owed_are_at_least),
		TEST(countchanges_of_a_district_that_moves_are_those_of_both_kommuner),
		TEST(countchanges_show_what_totals_show_at_both_sizes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
