#include "codelists.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "casebook.h"
#include "listrecord.h"

static struct casebook *book;
static struct listrecord wanted;

static int set_up(void **state)
{
	(void)state;
	book = casebook_open();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	casebook_close(book);
	return 0;
}

static enum result_code put_list(void)
{
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_CODE_LIST, &wanted.list);
	return casebook_put(book, &record);
}

static enum result_code put_crime(uint32_t version)
{
	list_start(&wanted, "crime", version, "crime");
	list_add(&wanted, "valdsbrott");
	list_add(&wanted, "egendom");
	list_take_in(&wanted, "ran");
	return put_list();
}

/* Looks one up as of a size; its version and number of values, 0 when there is none. */
static uint32_t find(const char *name, uint32_t version, uint64_t size, size_t *ret_count)
{
	struct codelists lists = {.txn = casebook_begin(book), .scratch = &book->memory.record};
	const struct codelist *found = codelists_find(&lists, name, version, size);
	uint32_t answer = found == NULL ? 0 : found->version;
	*ret_count = found == NULL ? 0 : found->count;
	store_abort(lists.txn);
	return answer;
}

static void codelists_newest_version_is_that_of_the_size(void **state)
{
	(void)state;
	size_t count;
	uint64_t before = book->size;
	assert_int_equal(put_crime(2), RESULT_ACCEPTED);
	assert_int_equal(put_crime(4), RESULT_BAD_FIELD);
	assert_int_equal(put_crime(3), RESULT_ACCEPTED);
	assert_int_equal(find("crime", 0, before, &count), 1);
	assert_int_equal(count, 8);
	assert_int_equal(find("crime", 0, before + 1, &count), 2);
	assert_int_equal(count, 2);
	assert_int_equal(find("crime", 0, book->size, &count), 3);
	assert_int_equal(find("crime", 2, book->size, &count), 2);
	assert_int_equal(find("crime", 2, before, &count), 0);
	assert_int_equal(find("crime", 1, book->size, &count), 1);
	assert_int_equal(count, 8);
	assert_int_equal(find("colour", 0, book->size, &count), 0);
}

static void tally(void *looker, const struct codelist *list)
{
	size_t *tallies = looker;
	tallies[list->built_in]++;
}

static void codelists_each_shows_every_version_once(void **state)
{
	(void)state;
	size_t tallies[2] = {0};
	struct codelists lists = {.scratch = &book->memory.record};
	assert_int_equal(put_crime(2), RESULT_ACCEPTED);
	assert_int_equal(put_crime(3), RESULT_ACCEPTED);
	lists.txn = casebook_begin(book);
	codelists_each(&lists, book->size, tally, tallies);
	store_abort(lists.txn);
	assert_int_equal(tallies[0], 2);
	assert_int_equal(tallies[1], 9);
}

static void codelists_correction_may_change_the_words_only(void **state)
{
	(void)state;
	size_t count;
	assert_int_equal(put_crime(2), RESULT_ACCEPTED);
	list_start(&wanted, "crime", 2, "crime");
	list_add(&wanted, "valdsbrott")->label_sv = list_text("våld");
	list_add(&wanted, "egendom");
	list_take_in(&wanted, "ran");
	list_take_in(&wanted, "stold");
	assert_int_equal(put_list(), RESULT_ACCEPTED);
	list_add(&wanted, "annat");
	assert_int_equal(put_list(), RESULT_BAD_FIELD);
	wanted.list.n_values = 2;
	wanted.values[0].code = list_text("vald");
	assert_int_equal(put_list(), RESULT_BAD_FIELD);
	assert_int_equal(find("crime", 2, book->size, &count), 2);
	assert_int_equal(count, 2);
	list_start(&wanted, "age-x", 1, "age");
	list_add_band(&wanted, "young", 0, 20);
	list_add_band(&wanted, "old", 21, 0);
	assert_int_equal(put_list(), RESULT_ACCEPTED);
	wanted.ages[0].to = 21;
	wanted.ages[1].from = 22;
	assert_int_equal(put_list(), RESULT_BAD_FIELD);
}

static void codelists_table_is_counted_by_a_recorded_list(void **state)
{
	(void)state;
	char unit[] = "2480", name[] = "Umea", crime[] = "crime", other[] = "crimes";
	uint64_t counts[2] = {1, 2};
	struct casebook_table table = {unit, {2018, 1, 3}, JOUR__V1__SOURCE__SOURCE_KOMMUN,
		{crime, NULL}, 1, counts, NULL, 2};
	casebook_add_unit(book, unit, name);
	assert_int_equal(casebook_report_by(book, &table, &(struct casebook_list){crime, 2}),
		RESULT_UNKNOWN_LIST);
	assert_int_equal(put_crime(2), RESULT_ACCEPTED);
	assert_int_equal(casebook_report_by(book, &table, &(struct casebook_list){crime, 3}),
		RESULT_UNKNOWN_LIST);
	assert_int_equal(casebook_report_by(book, &table, &(struct casebook_list){other, 1}),
		RESULT_UNKNOWN_LIST);
	assert_int_equal(casebook_report(book, &table), RESULT_BAD_FIELD); /* 8 cells */
	assert_int_equal(casebook_report_by(book, &table, &(struct casebook_list){crime, 2}),
		RESULT_ACCEPTED);
	/* By another version it is the same table, and a correction of it. */
	uint64_t more[8] = {3};
	table.counts = more;
	table.cell_count = 8;
	assert_int_equal(casebook_report(book, &table), RESULT_ACCEPTED);
}

static void codelists_are_no_more_than_the_limits(void **state)
{
	(void)state;
	char name[16];
	size_t recorded = 0;
	enum result_code code = RESULT_ACCEPTED;
	/* Each has a dimension of its own until there is room for no more. */
	for (size_t i = 0; code == RESULT_ACCEPTED; i++) {
		(void)snprintf(name, sizeof(name), "d%zu", i);
		list_start(&wanted, name, 1, name);
		list_add(&wanted, "a");
		code = put_list();
		recorded += code == RESULT_ACCEPTED;
	}
	assert_int_equal(code, RESULT_LIMIT);
	assert_int_equal(recorded, CODE_DIMENSIONS_MAX - 9);
	for (uint32_t version = 2; version <= CODE_LISTS_MAX - recorded + 1; version++) {
		list_start(&wanted, "d0", version, "d0");
		list_add(&wanted, "a");
		assert_int_equal(put_list(), RESULT_ACCEPTED);
	}
	wanted.list.version++;
	assert_int_equal(put_list(), RESULT_LIMIT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(codelists_newest_version_is_that_of_the_size),
		TEST(codelists_each_shows_every_version_once),
		TEST(codelists_correction_may_change_the_words_only),
		TEST(codelists_table_is_counted_by_a_recorded_list),
		TEST(codelists_are_no_more_than_the_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
