#include "totals.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "catchment.h"

/* Random histories are tests/oracle/statistics.c's. */

#define KOMMUN JOUR__V1__SOURCE__SOURCE_KOMMUN
#define JOUR JOUR__V1__SOURCE__SOURCE_JOUR
#define NOT_REPORTED JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED
#define NOT_APPLICABLE JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE
#define HIDDEN JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN
#define COUNTED JOUR__V1__CELL_STATE__CELL_STATE_COUNT
#define MONTH(number) ((struct period){2018, number, 1})
#define SEX 2u	 /* position 1 of the code list */
#define CRIME 8u /* position 3 */
#define SEXES ((size_t)4)
#define CRIMES ((size_t)8)

static char crime[] = "crime", sex[] = "sex", dnr[] = "d1";

static void agree_quarterly(void)
{
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20201223, {nordmaling, bjurholm, umea}, 3, {{3, 20}, {0, 0}}};
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
}

/* A query by the first national lists of the dimensions in a mask. */
static struct totals_query by(unsigned dimensions)
{
	struct totals_query query = {.unit = NULL};
	if (dimensions & CRIME)
		query.by[query.by_count++] = codelist_builtin("crime");
	if (dimensions & SEX)
		query.by[query.by_count++] = codelist_builtin("sex");
	return query;
}

/* A table by sex. */
static void report_sexes(char *unit, struct period period, Jour__V1__Source source,
	uint64_t counts[SEXES], Jour__V1__CellState *states)
{
	struct casebook_table table = {unit, period, source, {sex, NULL}, 1, counts, states, SEXES};
	assert_true(result_is_new(casebook_report(book, &table)));
}

static void report_cases(char *unit, struct period period, Jour__V1__Source source, uint64_t cases)
{
	struct casebook_table table = {unit, period, source, {NULL, NULL}, 0, &cases, NULL, 1};
	assert_true(result_is_new(casebook_report(book, &table)));
}

/* Ends with store_abort(ret_reports->txn). */
static struct totals read_as_of(
	uint64_t size, struct period period, struct totals_query query, struct reports *ret_reports)
{
	struct coverage coverage;
	struct totals totals;
	*ret_reports = casebook_read(book, size, period, book->today, &coverage);
	assert_int_equal(totals_read(ret_reports, &query, &totals), ERR_OK);
	return totals;
}

static struct totals read_now(struct period period, struct totals_query query)
{
	struct reports reports;
	struct totals totals = read_as_of(book->size, period, query, &reports);
	store_abort(reports.txn);
	return totals;
}

static const struct total_row *row_of(const struct totals *totals, const char *code)
{
	const struct total_row *row = totals->rows;
	while (row != NULL && strcmp(row->unit->code, code) != 0)
		row = row->next;
	if (row == NULL)
		abort();
	return row;
}

static void totals_of_a_year_add_up_its_quarters(void **state)
{
	(void)state;
	for (uint8_t first = 1; first <= 12; first = (uint8_t)(first + 3))
		report_cases(umea, (struct period){2018, first, 3}, KOMMUN, first);
	report_cases(umea, (struct period){2017, 10, 3}, KOMMUN, 100);
	report_cases(umea, (struct period){2019, 1, 3}, KOMMUN, 100);
	struct totals totals = read_now(YEAR, (struct totals_query){.unit = NULL});
	assert_int_equal(totals.cases.count, 1 + 4 + 7 + 10);
	assert_int_equal(row_of(&totals, umea)->months_used, 0xfff);
	assert_string_equal(row_of(&totals, umea)->unit->name, "Umea");
}

static void totals_of_months_and_a_quarter_count_no_month_twice(void **state)
{
	(void)state;
	report_cases(umea, MONTH(1), KOMMUN, 2);
	report_sexes(umea, QUARTER, KOMMUN, (uint64_t[]){4, 3, 0, 0}, NULL);
	struct totals totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(totals.cases.count, 7);
	assert_int_equal(row_of(&totals, umea)->flags, TOTAL_DERIVED);
	report_cases(umea, MONTH(2), KOMMUN, 2);
	report_cases(umea, MONTH(3), KOMMUN, 2);
	totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(totals.cases.count, 6);
	const struct total_row *row = row_of(&totals, umea);
	assert_int_equal(row->flags, TOTAL_DIFFERS);
	assert_int_equal(row->differences->sum, 7);
	assert_int_equal(row->differences->cases, 6);
	assert_int_equal(row->differences->dimensions, SEX);
	assert_null(row->differences->next);
}

static void totals_of_small_tables_in_a_large_one_are_compared_together(void **state)
{
	(void)state;
	report_cases(umea, QUARTER, KOMMUN, 6);
	report_sexes(umea, MONTH(1), KOMMUN, (uint64_t[]){2, 0, 0, 0}, NULL);
	report_sexes(umea, MONTH(2), KOMMUN, (uint64_t[]){2, 0, 0, 0}, NULL);
	struct totals totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(row_of(&totals, umea)->flags, 0); /* a month is not there yet */
	report_sexes(umea, MONTH(3), KOMMUN, (uint64_t[]){2, 0, 0, 0}, NULL);
	totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(row_of(&totals, umea)->flags, 0);
	report_sexes(umea, MONTH(3), KOMMUN, (uint64_t[]){3, 0, 0, 0}, NULL);
	totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(row_of(&totals, umea)->flags, TOTAL_DIFFERS);
	assert_int_equal(totals.cases.count, 6);
}

static void totals_of_hidden_parts_differ_only_above_the_whole(void **state)
{
	(void)state;
	Jour__V1__CellState states[SEXES] = {COUNTED, HIDDEN, COUNTED, COUNTED};
	report_cases(umea, QUARTER, KOMMUN, 6);
	report_sexes(umea, QUARTER, KOMMUN, (uint64_t[]){4, 0, 2, 0}, states);
	struct totals totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(row_of(&totals, umea)->flags, 0);
	report_sexes(umea, QUARTER, KOMMUN, (uint64_t[]){4, 0, 3, 0}, states);
	totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(row_of(&totals, umea)->flags, TOTAL_DIFFERS);
}

static void totals_keep_the_four_states_apart(void **state)
{
	(void)state;
	Jour__V1__CellState states[SEXES] = {COUNTED, NOT_REPORTED, NOT_APPLICABLE, HIDDEN};
	report_sexes(umea, QUARTER, KOMMUN, (uint64_t[]){0, 0, 0, 0}, states);
	struct totals totals = read_now(QUARTER, by(SEX));
	for (unsigned i = 0; i < SEXES; i++) {
		enum cell_state expected[] = {
			CELL_COUNT, CELL_NOT_REPORTED, CELL_NOT_APPLICABLE, CELL_HIDDEN};
		assert_int_equal(total_cell_state(&totals.cells[i]), expected[i]);
		assert_false(total_cell_is_at_least(&totals.cells[i]));
	}
	report_sexes(bjurholm, QUARTER, KOMMUN, (uint64_t[]){5, 5, 5, 5}, NULL);
	totals = read_now(QUARTER, by(SEX));
	for (unsigned i = 0; i < SEXES; i++) {
		assert_int_equal(totals.cells[i].count, 5);
		assert_int_equal(total_cell_is_at_least(&totals.cells[i]), i == 1 || i == 3);
	}
	assert_int_equal(totals.cases.count, 20);
	assert_true(total_cell_is_at_least(&totals.cases));
}

static void totals_of_an_expected_unit_without_a_table_are_not_reported(void **state)
{
	(void)state;
	agree_quarterly();
	report_cases(umea, QUARTER, KOMMUN, 6);
	report_cases(bjurholm, QUARTER, KOMMUN, 0);
	struct totals totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(total_cell_state(&row_of(&totals, nordmaling)->cases), CELL_NOT_REPORTED);
	assert_int_equal(total_cell_state(&row_of(&totals, bjurholm)->cases), CELL_COUNT);
	assert_true(total_cell_is_at_least(&totals.cases));
	assert_int_equal(totals.share.units_expected, 3);
	assert_int_equal(totals.share.units_covered, 2);
	assert_false(row_of(&totals, nordmaling)->covered);
	report_cases(nordmaling, MONTH(1), KOMMUN, 1);
	totals = read_now(QUARTER, (struct totals_query){.unit = nordmaling});
	assert_null(totals.rows->next);
	assert_true(total_cell_is_at_least(&totals.rows->cases));
	assert_false(totals.rows->covered);
}

static void totals_of_a_unit_that_nobody_expects_are_not_reported(void **state)
{
	(void)state;
	struct totals totals = read_now(QUARTER, (struct totals_query){.unit = umea});
	assert_int_equal(total_cell_state(&totals.rows->cases), CELL_NOT_REPORTED);
	assert_int_equal(totals.share.units_expected, 0);
	totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_null(totals.rows);
	assert_int_equal(total_cell_state(&totals.cases), CELL_NOT_REPORTED);
}

static void totals_never_add_the_jours_tables_to_the_kommuns(void **state)
{
	(void)state;
	report_cases(umea, MONTH(1), KOMMUN, 6);
	report_cases(umea, QUARTER, JOUR, 50);
	report_cases(bjurholm, QUARTER, JOUR, 7);
	struct totals totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(totals.cases.count, 6 + 7);
	assert_int_equal(row_of(&totals, umea)->source, KOMMUN);
	assert_int_equal(row_of(&totals, umea)->flags, TOTAL_ALSO_JOUR);
	assert_int_equal(row_of(&totals, bjurholm)->source, JOUR);
	totals = read_now(QUARTER, (struct totals_query){.source = TOTALS_JOUR});
	assert_int_equal(totals.cases.count, 50 + 7);
	totals = read_now(QUARTER, (struct totals_query){.source = TOTALS_KOMMUN});
	assert_int_equal(totals.cases.count, 6);
	assert_int_equal(row_of(&totals, bjurholm)->source, JOUR__V1__SOURCE__SOURCE_INVALID);
}

static void totals_of_a_quarter_do_not_divide_a_year(void **state)
{
	(void)state;
	report_cases(umea, YEAR, KOMMUN, 60);
	struct totals totals = read_now(QUARTER, (struct totals_query){.unit = NULL});
	assert_int_equal(total_cell_state(&totals.cases), CELL_NOT_REPORTED);
	assert_int_equal(row_of(&totals, umea)->flags, TOTAL_WIDER);
}

static void totals_of_no_case_at_all_are_none_of_any_kind(void **state)
{
	(void)state;
	report_cases(umea, MONTH(1), KOMMUN, 0);
	struct totals totals = read_now(MONTH(1), by(SEX));
	assert_int_equal(total_cell_state(&totals.cells[1]), CELL_COUNT);
	assert_false(total_cell_is_at_least(&totals.cells[1]));
	assert_int_equal(totals.cells[1].count, 0);
	report_sexes(umea, MONTH(2), KOMMUN, (uint64_t[]){2, 1, 0, 0}, NULL);
	report_cases(umea, MONTH(3), KOMMUN, 0);
	totals = read_now(QUARTER, by(SEX));
	assert_int_equal(totals.cells[1].count, 1);
	assert_false(total_cell_is_at_least(&totals.cells[1]));
	report_cases(bjurholm, QUARTER, KOMMUN, 1); /* some, of nobody knows which kind */
	totals = read_now(QUARTER, by(SEX));
	assert_true(total_cell_is_at_least(&totals.cells[1]));
}

static void totals_by_a_dimension_sum_the_other_of_a_two_way_table(void **state)
{
	(void)state;
	uint64_t counts[CRIMES * SEXES] = {0};
	counts[2 * SEXES + 1] = 5; /* hot_ofredande, man */
	counts[2 * SEXES + 0] = 4;
	counts[7 * SEXES + 1] = 1;
	struct casebook_table table = {
		umea, QUARTER, KOMMUN, {crime, sex}, 2, counts, NULL, CRIMES * SEXES};
	assert_true(result_is_new(casebook_report(book, &table)));
	struct totals totals = read_now(QUARTER, by(CRIME));
	assert_int_equal(totals.cell_count, CRIMES);
	assert_int_equal(totals.cells[2].count, 9);
	assert_int_equal(totals.cells[7].count, 1);
	totals = read_now(QUARTER, by(SEX));
	assert_int_equal(totals.cells[1].count, 6);
	totals = read_now(QUARTER, by(SEX | CRIME));
	assert_string_equal(totals.axis[0].list->name, "crime");
	assert_memory_equal(&totals.cells[2 * SEXES + 1].count, &counts[2 * SEXES + 1], 8);
	assert_int_equal(totals.cases.count, 10);
}

static void totals_parse_by_takes_one_or_two_known_lists(void **state)
{
	(void)state;
	struct codebook lists;
	struct totals_query query = {.unit = NULL};
	codebook_start(&lists);
	assert_true(totals_parse_by(&lists, "sex,crime", &query));
	assert_int_equal(query.by_count, 2);
	assert_string_equal(query.by[0]->name, "crime");
	assert_string_equal(query.by[1]->name, "sex");
	assert_true(totals_parse_by(&lists, "crime", &query));
	assert_int_equal(query.by_count, 1);
	assert_string_equal(query.by[0]->name, "crime");
	/* As people say them, in both languages. */
	assert_true(totals_parse_by(&lists, "Kön,BROTTSTYP", &query));
	assert_string_equal(query.by[0]->name, "crime");
	assert_string_equal(query.by[1]->name, "sex");
	assert_true(totals_parse_by(&lists, "reported to the police", &query));
	assert_string_equal(query.by[0]->name, "police");
	static const char *const wrong[] = {"", "sex,", "sex,kön", "sex,colour", "sex,crime,age",
		"a-name-that-is-longer-than-any-list-may-have-it"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(totals_parse_by(&lists, wrong[i], &query));
}

static void totals_in_a_small_memory_are_refused(void **state)
{
	(void)state;
	struct coverage coverage;
	struct totals totals;
	struct totals_query query = by(SEX);
	report_cases(umea, QUARTER, KOMMUN, 6);
	struct reports reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	book->found.used = book->found.capacity;
	assert_int_equal(totals_read(&reports, &query, &totals), ERR_RANGE);
	store_abort(reports.txn);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(totals_of_a_year_add_up_its_quarters),
		TEST(totals_of_months_and_a_quarter_count_no_month_twice),
		TEST(totals_of_small_tables_in_a_large_one_are_compared_together),
		TEST(totals_of_hidden_parts_differ_only_above_the_whole),
		TEST(totals_keep_the_four_states_apart),
		TEST(totals_of_an_expected_unit_without_a_table_are_not_reported),
		TEST(totals_of_a_unit_that_nobody_expects_are_not_reported),
		TEST(totals_never_add_the_jours_tables_to_the_kommuns),
		TEST(totals_of_a_quarter_do_not_divide_a_year),
		TEST(totals_of_no_case_at_all_are_none_of_any_kind),
		TEST(totals_by_a_dimension_sum_the_other_of_a_two_way_table),
		TEST(totals_parse_by_takes_one_or_two_known_lists),
		TEST(totals_in_a_small_memory_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
