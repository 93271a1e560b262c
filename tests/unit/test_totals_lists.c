/* Totals of tables that were counted by other lists than the one asked for. */
#include "totals.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "catchment.h"
#include "listrecord.h"

#define KOMMUN JOUR__V1__SOURCE__SOURCE_KOMMUN
#define COUNTED JOUR__V1__CELL_STATE__CELL_STATE_COUNT
#define NOT_REPORTED JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED

static struct listrecord wanted;
static struct reports reports;
static struct totals totals;

static void put_list(void)
{
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_CODE_LIST, &wanted.list);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

static void put_vasterort(void)
{
	list_start(&wanted, "age-vasterort", 1, "age");
	list_add_band(&wanted, "under-21", 0, 20);
	list_add_band(&wanted, "21+", 21, 0);
	put_list();
}

/* One dimension, by a version of a list. */
static void report(const char *unit, const char *dimension, const char *list, uint32_t version,
	size_t count, uint64_t *counts, Jour__V1__CellState *states)
{
	struct casebook_table table = {list_text(unit), QUARTER, KOMMUN,
		{list_text(dimension), NULL}, 1, counts, states, count};
	struct casebook_list by = {list_text(list), version};
	assert_true(result_is_new(casebook_report_by(book, &table, &by)));
}

static void report_cases(const char *unit, uint64_t cases)
{
	struct casebook_table table = {
		list_text(unit), QUARTER, KOMMUN, {NULL, NULL}, 0, &cases, NULL, 1};
	assert_true(result_is_new(casebook_report(book, &table)));
}

static void read_by_as_of(const char *by, uint64_t size)
{
	struct coverage coverage;
	struct totals_query query = {.unit = NULL};
	reports = casebook_read(book, size, QUARTER, book->today, &coverage);
	assert_true(totals_parse_by(&reports.codes, by, &query));
	assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
	store_abort(reports.txn);
}

static void read_by(const char *by)
{
	read_by_as_of(by, book->size);
}

/* The place of a value on the first axis; of a stray with the list it is from. */
static size_t place(const char *list, uint32_t version, const char *code)
{
	const struct countaxis *axis = &totals.axis[0];
	for (size_t i = 0; i < axis->count; i++)
		if (strcmp(axis->values[i].list->name, list) == 0 &&
			axis->values[i].list->version == version &&
			strcmp(countaxis_value(axis, i)->code, code) == 0)
			return i;
	fail_msg("no place for %s", code);
	return 0;
}

static const struct total_cell *sum_of(const char *list, uint32_t version, const char *code)
{
	return &totals.cells[place(list, version, code)];
}

static void totals_by_an_agreements_ages_take_in_the_bands_inside(void **state)
{
	(void)state;
	put_vasterort();
	report(umea, "age", "age", 1, 7, (uint64_t[]){1, 2, 3, 4, 5, 6, 7}, NULL);
	report(bjurholm, "age", "age-vasterort", 1, 2, (uint64_t[]){10, 20}, NULL);
	read_by("age-vasterort");
	assert_int_equal(sum_of("age-vasterort", 1, "under-21")->count, 1 + 2 + 10);
	assert_int_equal(sum_of("age-vasterort", 1, "21+")->count, 3 + 4 + 5 + 6 + 20);
	/* Nobody knows which of the two these are. */
	assert_int_equal(sum_of("age", 1, "okand")->count, 7);
	assert_true(totals.axis[0].values[place("age", 1, "okand")].shown);
	assert_true(countaxis_is_stray(&totals.axis[0], place("age", 1, "okand")));
	assert_int_equal(totals.cases.count, 58);
}

static void totals_by_narrower_ages_divide_nothing(void **state)
{
	(void)state;
	put_vasterort();
	report(umea, "age", "age", 1, 7, (uint64_t[]){1, 2, 3, 4, 5, 6, 0}, NULL);
	report(bjurholm, "age", "age-vasterort", 1, 2, (uint64_t[]){10, 20}, NULL);
	read_by("age");
	assert_int_equal(sum_of("age", 1, "18-20")->count, 2);
	assert_int_equal(sum_of("age-vasterort", 1, "under-21")->count, 10);
	assert_int_equal(sum_of("age-vasterort", 1, "21+")->count, 20);
	/* Bjurholm was not asked for these; Umea not for those. */
	assert_true(total_cell_is_at_least(sum_of("age", 1, "18-20")));
	const struct total_row *row = totals.rows;
	assert_string_equal(row->unit->code, bjurholm);
	assert_int_equal(total_cell_state(&row->cells[place("age", 1, "0-17")]), CELL_NOT_REPORTED);
	assert_int_equal(total_cell_state(&row->next->cells[place("age-vasterort", 1, "21+")]),
		CELL_NOT_APPLICABLE);
	assert_int_equal(totals.counted->tables + totals.counted->next->tables, 2);
}

static void totals_by_a_renamed_code_compare_old_and_new(void **state)
{
	(void)state;
	report(umea, "sex", "sex", 1, 4, (uint64_t[]){1, 2, 3, 4}, NULL);
	uint64_t before = book->size;
	list_start(&wanted, "sex", 2, "sex");
	list_add(&wanted, "kvinna");
	list_add(&wanted, "man");
	list_add(&wanted, "ickebinar");
	list_take_in(&wanted, "annan");
	put_list();
	report(bjurholm, "sex", "sex", 2, 3, (uint64_t[]){10, 20, 30}, NULL);
	read_by("sex");
	assert_int_equal(sum_of("sex", 2, "kvinna")->count, 11);
	assert_int_equal(sum_of("sex", 2, "ickebinar")->count, 33);
	assert_int_equal(sum_of("sex", 1, "okand")->count, 4);
	/* An old report reads as it did. */
	read_by_as_of("sex", before);
	assert_int_equal(totals.axis[0].list->version, 1);
	assert_int_equal(sum_of("sex", 1, "annan")->count, 3);
	assert_int_equal(totals.axis[0].count, 4);
}

static void totals_of_strays_that_say_nothing_do_not_show(void **state)
{
	(void)state;
	put_vasterort();
	report(umea, "age", "age", 1, 7, (uint64_t[]){1, 2, 3, 4, 5, 6, 0}, NULL);
	read_by("age-vasterort");
	assert_false(totals.axis[0].values[place("age", 1, "okand")].shown);
	Jour__V1__CellState states[7] = {
		COUNTED, COUNTED, COUNTED, COUNTED, COUNTED, COUNTED, NOT_REPORTED};
	report(umea, "age", "age", 1, 7, (uint64_t[]){1, 2, 3, 4, 5, 6, 0}, states);
	read_by("age-vasterort");
	assert_true(totals.axis[0].values[place("age", 1, "okand")].shown);
}

/* ---- what overlaps */

static void totals_never_sum_cases_out_of_marks(void **state)
{
	(void)state;
	report(umea, "circumstance", "circumstance", 1, 4, (uint64_t[]){5, 4, 3, 2}, NULL);
	read_by("circumstance");
	assert_int_equal(sum_of("circumstance", 1, "heder")->count, 4);
	assert_int_equal(total_cell_state(&totals.cases), CELL_NOT_REPORTED);
	assert_int_equal(totals.cases.count, 0);
	/* With a total they stand beside it, and need not add up. */
	report_cases(umea, 6);
	read_by("circumstance");
	assert_int_equal(totals.cases.count, 6);
	assert_int_equal(totals.rows->flags, 0);
}

/* Above the number of cases such a table is refused; above the sum of its months it is counted. */
static void totals_mark_above_the_number_of_cases_is_flagged(void **state)
{
	(void)state;
	char circumstance[] = "circumstance";
	uint64_t counts[4] = {5, 5, 5, 5};
	struct casebook_table table = {
		umea, QUARTER, KOMMUN, {circumstance, NULL}, 1, counts, NULL, 4};
	for (uint8_t month = 1; month <= 3; month++)
		casebook_report_cases(
			book, umea, (struct period){2018, month, 1}, month == 3 ? 1 : 2);
	assert_true(result_is_new(casebook_report(book, &table)));
	read_by("circumstance");
	assert_int_equal(totals.rows->flags, 0);
	counts[1] = 6;
	assert_true(result_is_new(casebook_report(book, &table)));
	read_by("circumstance");
	assert_int_equal(totals.rows->flags, TOTAL_DIFFERS);
	assert_true(totals.rows->differences->overlapping);
	assert_int_equal(totals.rows->differences->sum, 6);
	assert_int_equal(totals.rows->differences->cases, 5);
}

static void totals_by_sex_do_not_use_a_table_of_marks_by_sex(void **state)
{
	(void)state;
	char circumstance[] = "circumstance", sex[] = "sex";
	uint64_t counts[16] = {[0] = 3, [1] = 4, [5] = 2};
	struct casebook_table table = {
		umea, QUARTER, KOMMUN, {circumstance, sex}, 2, counts, NULL, 16};
	assert_true(result_is_new(casebook_report(book, &table)));
	read_by("sex");
	assert_int_equal(total_cell_state(&totals.cells[0]), CELL_NOT_REPORTED);
	read_by("circumstance");
	assert_int_equal(sum_of("circumstance", 1, "nara_relation")->count, 7);
	assert_int_equal(sum_of("circumstance", 1, "heder")->count, 2);
	read_by("circumstance,sex");
	assert_int_equal(totals.cells[1].count, 4);
	assert_int_equal(totals.cells[5].count, 2);
	/* The marks of one value add up over the sexes, and those are at most the cases. */
	report_cases(umea, 7);
	read_by("sex");
	assert_int_equal(totals.rows->flags, 0);
	report_cases(umea, 6);
	read_by("sex");
	assert_int_equal(totals.rows->flags, TOTAL_DIFFERS);
	assert_int_equal(totals.rows->differences->sum, 7);
}

/* ---- a dimension that nobody has thought of */

static void totals_by_a_new_dimension_need_nothing_but_its_list(void **state)
{
	(void)state;
	list_start(&wanted, "homekommun", 1, "homekommun");
	list_add(&wanted, "egen");
	list_add(&wanted, "annan");
	put_list();
	report(umea, "homekommun", "homekommun", 1, 2, (uint64_t[]){8, 9}, NULL);
	read_by("homekommun");
	assert_int_equal(totals.cells[0].count, 8);
	assert_int_equal(totals.cases.count, 17);
	report_cases(umea, 16);
	read_by("homekommun");
	assert_int_equal(totals.rows->flags, TOTAL_DIFFERS);
}

static void totals_of_the_largest_table_have_every_cell(void **state)
{
	(void)state;
	static char codes_of[CODE_VALUES_MAX][8];
	static uint64_t counts[TABLE_CELLS_MAX];
	char across[] = "across", down[] = "down";
	for (size_t i = 0; i < CODE_VALUES_MAX; i++)
		(void)snprintf(codes_of[i], sizeof(codes_of[i]), "c%zu", i);
	list_start(&wanted, "down", 1, "down");
	for (size_t i = 0; i < CODE_VALUES_MAX; i++)
		list_add(&wanted, codes_of[i]);
	put_list();
	wanted.list.name = wanted.list.dimension = across;
	put_list();
	for (size_t i = 0; i < TABLE_CELLS_MAX; i++)
		counts[i] = i;
	struct casebook_table table = {
		umea, QUARTER, KOMMUN, {across, down}, 2, counts, NULL, TABLE_CELLS_MAX};
	assert_true(result_is_new(casebook_report(book, &table)));
	read_by("across,down");
	assert_int_equal(totals.cell_count, TABLE_CELLS_MAX);
	for (size_t i = 0; i < TABLE_CELLS_MAX; i++)
		assert_int_equal(totals.cells[i].count, i);
}

/* ---- against a dumb recount, on random lists and reports, at every size */

#define ROUNDS 40
#define STEPS 30
#define AGES 12

/* A list as an age goes through it: which band each age is in. Band codes are "b<first>-<last>". */
struct dumb_list {
	char name[16];
	uint32_t version;
	size_t bands;
	uint32_t first[AGES];
	uint64_t index;
};

struct dumb_report {
	size_t list;
	int unit;
	uint64_t counts[AGES];
	uint64_t index;
};

static struct dumb_list dumb_lists[STEPS];
static struct dumb_report dumb_reports[STEPS];
static size_t dumb_list_count, dumb_report_count;
static uint64_t seed;

static int below(int limit)
{
	return casebook_draw(&seed, limit);
}

static uint32_t last_of(const struct dumb_list *list, size_t band)
{
	return band + 1 < list->bands ? list->first[band + 1] - 1 : 0;
}

static void say_list(void)
{
	static const char *const names[] = {"ages-a", "ages-b"};
	struct dumb_list *list = &dumb_lists[dumb_list_count];
	static char labels[AGES][16];
	(void)snprintf(list->name, sizeof(list->name), "%s", names[below(2)]);
	list->version = 1;
	for (size_t i = 0; i < dumb_list_count; i++)
		list->version += strcmp(dumb_lists[i].name, list->name) == 0;
	list->bands = 0;
	for (uint32_t age = 0; age < AGES; age++)
		if (age == 0 || (age > 1 && below(4) == 0)) /* to 0 would be open */
			list->first[list->bands++] = age;
	list->index = book->size;
	list_start(&wanted, list->name, list->version, "ages");
	for (size_t i = 0; i < list->bands; i++) {
		(void)snprintf(
			labels[i], sizeof(labels[i]), "b%u-%u", list->first[i], last_of(list, i));
		list_add_band(&wanted, labels[i], list->first[i], last_of(list, i));
	}
	put_list();
	dumb_list_count++;
}

static void say_report(void)
{
	struct dumb_report *said = &dumb_reports[dumb_report_count++];
	said->list = (size_t)below((int)dumb_list_count);
	said->unit = below(3);
	said->index = book->size;
	const struct dumb_list *list = &dumb_lists[said->list];
	for (size_t i = 0; i < list->bands; i++)
		said->counts[i] = (uint64_t)below(5);
	said->counts[0]++; /* never what stands there */
	if (dumb_report_count > 1)
		said->counts[0] += dumb_reports[dumb_report_count - 2].counts[0];
	report(codes[said->unit], "ages", list->name, list->version, list->bands, said->counts,
		NULL);
}

static bool stands(const struct dumb_report *said, uint64_t size)
{
	for (const struct dumb_report *later = said + 1; later < dumb_reports + dumb_report_count;
		later++)
		if (later->index < size && later->unit == said->unit)
			return false;
	return said->index < size;
}

/* Every age of the band by itself: in which band of the list asked for it is. */
static bool is_inside(
	const struct dumb_list *from, size_t band, const struct dumb_list *to, size_t other)
{
	uint32_t last = last_of(from, band) == 0 ? AGES + 1 : last_of(from, band);
	for (uint32_t age = from->first[band]; age <= last; age++)
		if (age < to->first[other] || (last_of(to, other) != 0 && age > last_of(to, other)))
			return false;
	return true;
}

static uint64_t dumb_count(const struct dumb_list *to, size_t other, uint64_t size)
{
	uint64_t count = 0;
	for (size_t i = 0; i < dumb_report_count; i++) {
		const struct dumb_report *said = &dumb_reports[i];
		const struct dumb_list *from = &dumb_lists[said->list];
		for (size_t band = 0; stands(said, size) && band < from->bands; band++)
			if (is_inside(from, band, to, other))
				count += said->counts[band];
	}
	return count;
}

static void compare_as_of(const char *name, uint64_t size)
{
	const struct dumb_list *to = NULL;
	uint64_t all = 0, shown = 0;
	for (size_t i = 0; i < dumb_list_count; i++)
		if (strcmp(dumb_lists[i].name, name) == 0 && dumb_lists[i].index < size)
			to = &dumb_lists[i];
	if (to == NULL)
		return;
	read_by_as_of(name, size);
	assert_int_equal(totals.axis[0].list->version, to->version);
	for (size_t i = 0; i < to->bands; i++)
		assert_int_equal(totals.cells[i].count, dumb_count(to, i, size));
	for (size_t i = 0; i < dumb_report_count; i++)
		for (size_t band = 0; stands(&dumb_reports[i], size) && band < AGES; band++)
			all += dumb_reports[i].counts[band];
	/* Nothing is lost and nothing counts twice: what is not mapped stands by itself. */
	for (size_t i = 0; i < totals.cell_count; i++)
		shown += totals.cells[i].count;
	assert_int_equal(shown, all);
	assert_int_equal(totals.cases.count, all);
}

static void totals_of_random_lists_equal_a_dumb_recount_at_every_size(void **state)
{
	seed = 88172645463325252u;
	for (int round = 0; round < ROUNDS; round++) {
		assert_int_equal(tear_down(state), 0);
		assert_int_equal(set_up(state), 0);
		dumb_list_count = dumb_report_count = 0;
		memset(dumb_reports, 0, sizeof(dumb_reports));
		say_list();
		for (int step = 1; step < STEPS; step++) {
			if (below(4) == 0)
				say_list();
			else
				say_report();
		}
		for (uint64_t size = 0; size <= book->size; size++) {
			compare_as_of("ages-a", size);
			compare_as_of("ages-b", size);
		}
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(totals_by_an_agreements_ages_take_in_the_bands_inside),
		TEST(totals_by_narrower_ages_divide_nothing),
		TEST(totals_by_a_renamed_code_compare_old_and_new),
		TEST(totals_of_strays_that_say_nothing_do_not_show),
		TEST(totals_never_sum_cases_out_of_marks),
		TEST(totals_mark_above_the_number_of_cases_is_flagged),
		TEST(totals_by_sex_do_not_use_a_table_of_marks_by_sex),
		TEST(totals_by_a_new_dimension_need_nothing_but_its_list),
		TEST(totals_of_the_largest_table_have_every_cell),
		TEST(totals_of_random_lists_equal_a_dumb_recount_at_every_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
