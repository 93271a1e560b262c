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

/* Random histories of tables, corrections and closes: between every two sizes the steps of a total
 * must add up to the difference of the two reads. */

#define STEPS 40

static const char *const units[] = {"2409", "2480"};
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

static uint64_t size_now(void)
{
	struct store_txn *txn = must_read(office.store);
	uint64_t size = ledger_size(txn);
	store_abort(txn);
	return size;
}

static const struct changes *records;

static struct count_change *between(
	uint64_t from, uint64_t to, const struct totals_query *query, const struct period *asked)
{
	struct changes_memory memory = {
		&keep, &work, &office.memory.record, &office.memory.agreement};
	struct count_change *changes = NULL;
	struct store_txn *txn = must_read(office.store);
	arena_reset(&keep);
	assert_int_equal(changes_between(txn, from, to, &memory, &records), ERR_OK);
	assert_int_equal(
		countchanges_between(txn, records, query, by, asked, &memory, &changes), ERR_OK);
	store_abort(txn);
	return changes;
}

static void countchanges_of_a_correction_are_its_unit_alone(void **state)
{
	(void)state;
	struct totals_query query = {.unit = NULL};
	(void)say_cases("2409", quarter, 12);
	(void)say_cases("2480", quarter, 80);
	uint64_t from = size_now();
	(void)say_cases("2409", quarter, 15);
	struct count_change *change = between(from, size_now(), &query, NULL);
	assert_string_equal(change->unit, "2409");
	assert_int_equal(change->before.count, 12);
	assert_int_equal(change->after.count, 15);
	assert_int_equal(change->steps->entry, from);
	assert_null(change->next);
	assert_string_equal(records->records->reason, "skrivfel");
	assert_false(records->records->late);
	assert_true(countchanges_is_cause(records->records, change, change->steps));
	/* The year's total has changed, too, when somebody asks for it; another year's has not. */
	struct period year = {2019, 1, 12}, other = {2018, 1, 12};
	assert_int_equal(between(from, size_now(), &query, &year)->after.count, 15);
	assert_null(between(from, size_now(), &query, &other));
	query.unit = "2480";
	assert_null(between(from, size_now(), &query, NULL));
}

static void countchanges_records_say_what_came_late(void **state)
{
	(void)state;
	struct totals_query query = {.unit = NULL};
	(void)say_close(false);
	uint64_t from = size_now();
	(void)say_cases("2409", quarter, 15);
	struct count_change *change = between(from, size_now(), &query, NULL);
	assert_int_equal(change->before.state, CELL_NOT_REPORTED);
	assert_true(records->records->late);
	char what[CHANGERECORD_WHAT_SIZE];
	assert_string_equal(
		changerecord_what(&records->records->about, NULL, what), "2409 kommun 2019-Q1");
}

static void countchanges_of_too_little_memory_are_refused(void **state)
{
	(void)state;
	struct totals_query query = {.unit = NULL};
	uint64_t from = size_now();
	for (unsigned month = 1; month <= 12; month++)
		(void)say_cases("2409", (struct period){2019, (uint8_t)month, 1}, month);
	(void)between(from, size_now(), &query, NULL);
	struct changes_memory memory = {
		&keep, &work, &office.memory.record, &office.memory.agreement};
	struct count_change *changes = NULL;
	struct store_txn *txn = must_read(office.store);
	keep.capacity = keep.used - 1;
	arena_reset(&keep);
	assert_int_equal(changes_between(txn, from, from + 12, &memory, &records), ERR_OK);
	assert_int_equal(countchanges_between(txn, records, &query, NULL, NULL, &memory, &changes),
		ERR_RANGE);
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

static void step(uint64_t *seed, bool *closed, bool second)
{
	const char *unit = units[draw(seed, 2)];
	struct period month = {2019, (uint8_t)(1 + draw(seed, 3)), 1};
	uint64_t counts[4];
	for (unsigned i = 0; i < 4; i++)
		counts[i] = draw(seed, 50);
	switch (draw(seed, 8)) {
	case 0:
		assert_true(result_is_new(say_close(*closed).code));
		*closed = !*closed;
		break;
	case 1:
	case 2:
	case 3:
		(void)say_by_sex(unit, month, second ? 1 + draw(seed, 2) : 1, counts);
		break;
	default:
		(void)say_cases(unit, month, counts[0] * 4);
	}
}

/* What a read of every unit says, the long way: for each unit a list of names and counts. */
#define CELLS 8
struct seen {
	struct {
		char name[64]; /* "" = the number of cases; "-" = none */
		int64_t count;
	} cells[2][CELLS];
};

static void look(
	const struct totals *totals, const struct total_row *row, unsigned unit, struct seen *seen)
{
	assert_true(totals->cell_count + 1 <= CELLS);
	seen->cells[unit][0].name[0] = '\0';
	seen->cells[unit][0].count = (int64_t)row->cases.count;
	for (size_t i = 0; i < totals->cell_count; i++) {
		const struct countaxis_value *value = &totals->axis[0].values[i];
		const char *code = value->list->values[value->position].code;
		if (countaxis_is_stray(&totals->axis[0], i))
			snprintf(seen->cells[unit][i + 1].name, 64, "%s (%s %u)", code,
				value->list->name, value->list->version);
		else
			snprintf(seen->cells[unit][i + 1].name, 64, "%s", code);
		seen->cells[unit][i + 1].count = (int64_t)row->cells[i].count;
	}
}

static void look_at_size(uint64_t size, struct seen *seen)
{
	struct totals_query query = {.unit = NULL};
	struct totals totals;
	struct reports reports;
	struct store_txn *txn = must_read(office.store);
	arena_reset(&work);
	for (unsigned i = 0; i < 2 * CELLS; i++)
		strcpy(seen->cells[i / CELLS][i % CELLS].name, "-");
	assert_int_equal(
		reports_read(txn, size, quarter, &work, &office.memory.record, &reports), ERR_OK);
	assert_true(totals_parse_by(&reports.codes, "sex", &query));
	assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
	for (const struct total_row *row = totals.rows; row != NULL; row = row->next)
		look(&totals, row, strcmp(row->unit->code, units[1]) == 0, seen);
	store_abort(txn);
}

static int64_t count_in(const struct seen *seen, unsigned unit, const char *name)
{
	for (unsigned i = 0; i < CELLS; i++)
		if (strcmp(seen->cells[unit][i].name, name) == 0)
			return seen->cells[unit][i].count;
	return 0;
}

/* The differences of all steps of a unit's cell. */
static int64_t sum_steps(const struct count_change *changes, const char *unit, const char *name)
{
	int64_t sum = 0;
	for (; changes != NULL; changes = changes->next) {
		if (strcmp(changes->unit, unit) != 0 || strcmp(changes->value[0], name) != 0)
			continue;
		uint64_t last = changes->before.count;
		for (const struct count_step *at = changes->steps; at != NULL; at = at->next) {
			assert_int_equal(at->before.count, last);
			sum += (int64_t)at->after.count - (int64_t)at->before.count;
			last = at->after.count;
		}
		assert_int_equal(last, changes->after.count);
	}
	return sum;
}

/* Every name that either end has. */
static void check_pair(
	const struct count_change *changes, const struct seen *from, const struct seen *to)
{
	for (unsigned i = 0; i < 4 * CELLS; i++) {
		unsigned unit = i / CELLS % 2;
		const struct seen *side = i < 2 * CELLS ? from : to;
		const char *name = side->cells[unit][i % CELLS].name;
		if (strcmp(name, "-") != 0)
			assert_int_equal(sum_steps(changes, units[unit], name),
				count_in(to, unit, name) - count_in(from, unit, name));
	}
}

static void countchanges_add_up_to_the_difference_of_two_reads(void **state)
{
	(void)state;
	static struct seen seen[STEPS + 1];
	uint64_t seed = 17, sizes[STEPS + 1];
	struct totals_query query = {.unit = NULL};
	bool closed = false, second = false;
	by = "sex";
	for (unsigned i = 0; i <= STEPS; i++) {
		sizes[i] = size_now();
		look_at_size(sizes[i], &seen[i]);
		second = i >= STEPS / 2;
		if (i == STEPS / 2)
			say_second_list();
		else
			step(&seed, &closed, second);
	}
	for (unsigned from = 0; from <= STEPS; from++)
		for (unsigned to = from; to <= STEPS; to += 1 + (to - from) / 4)
			check_pair(between(sizes[from], sizes[to], &query, &quarter), &seen[from],
				&seen[to]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(countchanges_of_a_correction_are_its_unit_alone),
		TEST(countchanges_records_say_what_came_late),
		TEST(countchanges_of_too_little_memory_are_refused),
		TEST(countchanges_add_up_to_the_difference_of_two_reads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
