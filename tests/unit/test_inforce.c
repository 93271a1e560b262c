#include "inforce.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "agreements.h"
#include "jour/date.h"
#include "umea.h"

#define QUARTER_1 0x007u
#define QUARTER_2 0x038u

static struct book book;
static struct umea umea;
static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	book_open(&book);
	umea_prepare(&umea);
	arena = arena_of(book_must(malloc(DECODE_HEAP_MAX)), DECODE_HEAP_MAX);
	(void)umea_say_units(&book);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(arena.start);
	book_close(&book);
	return 0;
}

static uint64_t say_version(uint32_t version, uint32_t from, uint32_t to)
{
	umea.agreement.version = version;
	umea.agreement.from = from;
	umea.agreement.to = to;
	return umea_say_agreement(&book, &umea);
}

/* The number of the version that counts for the year. */
static uint32_t counting(uint64_t size, uint32_t year, bool in_force, bool others)
{
	struct version version;
	struct store_txn *txn = must_read(book.office.store);
	arena_reset(&arena);
	assert_true(inforce_version(txn, UMEA_DNR, year, size, &arena, &version));
	assert_int_equal(version.in_force, in_force);
	assert_int_equal(version.others, others);
	store_abort(txn);
	return version.agreement->version;
}

/* Every month of 2020, a leap year, for terms that begin and end on any day around it. */
static void inforce_months_equal_a_day_by_day_count(void **state)
{
	(void)state;
	int32_t first = date_day_number((struct date){2019, 12, 25});
	for (int32_t from = 0; from < 380; from += 3) {
		for (int32_t length = 0; length < 380; length += 13) {
			Jour__V1__Agreement version;
			uint16_t months = 0;
			jour__v1__agreement__init(&version);
			for (int32_t day = from; day <= from + length; day++) {
				struct date date;
				assert_int_equal(date_of_day_number(first + day, &date), ERR_OK);
				version.to = date.year * 10000u + date.month * 100u + date.day;
				version.from = day == from ? version.to : version.from;
				if (date.year == 2020)
					months |= (uint16_t)(1u << (date.month - 1));
			}
			assert_int_equal(inforce_months(&version, 2020), months);
		}
	}
}

static void inforce_newer_version_takes_each_period_that_it_touches(void **state)
{
	(void)state;
	assert_true(inforce_counts(INFORCE_YEAR, 0, QUARTER_1));
	assert_false(inforce_counts(QUARTER_2, 0, QUARTER_1));
	assert_false(inforce_counts(INFORCE_YEAR, 0x004, QUARTER_1));
	assert_true(inforce_counts(INFORCE_YEAR, 0x008, QUARTER_1));
}

static void inforce_renewal_that_begins_later_leaves_the_years_before(void **state)
{
	(void)state;
	uint64_t before = say_version(1, 20180101, 20201223);
	uint64_t size = say_version(2, 20210101, 20231231);
	assert_int_equal(counting(size, 2018, true, false), 1);
	assert_int_equal(counting(size, 2020, true, false), 1);
	assert_int_equal(counting(size, 2021, true, false), 2);
	assert_int_equal(counting(size, 2024, false, false), 2);
	assert_int_equal(counting(before, 2021, false, false), 1);
}

static void inforce_renewal_within_the_year_counts_and_names_the_other(void **state)
{
	(void)state;
	(void)say_version(1, 20220401, 20230331);
	uint64_t size = say_version(2, 20230401, 20240331);
	assert_int_equal(counting(size, 2022, true, false), 1);
	assert_int_equal(counting(size, 2023, true, true), 2);
}

static void inforce_newer_version_that_ends_sooner_ends_the_agreement(void **state)
{
	(void)state;
	(void)say_version(1, 20180101, 20201231);
	uint64_t size = say_version(2, 20190101, 20190630);
	assert_int_equal(counting(size, 2018, true, false), 1);
	assert_int_equal(counting(size, 2019, true, false), 2);
	assert_int_equal(counting(size, 2020, false, false), 2);
}

static void inforce_correction_of_an_old_version_leaves_the_newer_one(void **state)
{
	(void)state;
	(void)say_version(1, 20180101, 20181231);
	(void)say_version(2, 20190101, 20191231);
	uint64_t size = say_version(1, 20180101, 20190630);
	assert_int_equal(counting(size, 2018, true, false), 1);
	assert_int_equal(counting(size, 2019, true, false), 2);
}

/* Years in which no version counts are over, or still to come. */
static void inforce_is_over_only_where_no_version_counts(void **state)
{
	(void)state;
	(void)say_version(1, 20180401, 20201231);
	uint64_t size = say_version(2, 20190101, 20190630);
	struct version version;
	for (uint32_t year = 2015; year < 2025; year++) {
		struct store_txn *txn = must_read(book.office.store);
		arena_reset(&arena);
		assert_true(inforce_version(txn, UMEA_DNR, year, size, &arena, &version));
		bool over =
			inforce_is_over(agreements_newest(txn, UMEA_DNR, size, &arena, NULL), year);
		assert_int_equal(over, !version.in_force && year > 2018);
		store_abort(txn);
	}
}

static void inforce_list_has_each_agreement_once_by_its_newest_version(void **state)
{
	static const char *const dnrs[] = {"KS 1", "KS 10", "KS 2"};
	const struct listed *item = NULL;
	uint64_t size = 0;
	(void)state;
	for (uint32_t version = 1; version <= 3; version++)
		for (size_t i = 0; i < 3; i++) {
			umea.agreement.dnr = text(dnrs[i]);
			size = say_version(version, 20180101 + version, 20201231);
		}
	struct store_txn *txn = must_read(book.office.store);
	assert_int_equal(inforce_list(txn, size, &arena, &item), ERR_OK);
	for (size_t i = 0; i < 3; i++, item = item->next) {
		assert_string_equal(item->agreement->dnr, dnrs[i]);
		assert_int_equal(item->agreement->version, 3);
	}
	assert_null(item);
	store_abort(txn);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inforce_months_equal_a_day_by_day_count),
		TEST(inforce_newer_version_that_ends_sooner_ends_the_agreement),
		cmocka_unit_test(inforce_newer_version_takes_each_period_that_it_touches),
		TEST(inforce_renewal_that_begins_later_leaves_the_years_before),
		TEST(inforce_renewal_within_the_year_counts_and_names_the_other),
		TEST(inforce_correction_of_an_old_version_leaves_the_newer_one),
		TEST(inforce_is_over_only_where_no_version_counts),
		TEST(inforce_list_has_each_agreement_once_by_its_newest_version),
	};
	return cmocka_run_group_tests_name("inforce", tests, NULL, NULL);
}
