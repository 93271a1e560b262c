#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "jour/casecheck.h"

#define COUNT JOUR__V1__CELL_STATE__CELL_STATE_COUNT
#define NOT_REPORTED JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED
#define NOT_APPLICABLE JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE
#define HIDDEN JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN

static Jour__V1__TableDimension by_sex;
static Jour__V1__TableDimension *by[] = {&by_sex};
static uint64_t numbers[4];
static Jour__V1__CellState states[4];

/* Of one cell: the whole; of more: a part. */
static struct case_figures table_of(size_t cells, const uint64_t *counts)
{
	Jour__V1__CaseTable table;
	jour__v1__case_table__init(&table);
	table.n_dimensions = cells == 1 ? 0 : 1;
	table.dimensions = by;
	memcpy(numbers, counts, cells * sizeof(*counts));
	table.n_counts = cells;
	table.counts = numbers;
	return casecheck_figures(&table, false);
}

static struct case_figures number(uint64_t cases)
{
	return table_of(1, &cases);
}

static struct case_figures parts(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	return table_of(4, (const uint64_t[]){a, b, c, d});
}

/* The same with a state for each cell. */
static struct case_figures with_states(const uint64_t *counts, const Jour__V1__CellState *of)
{
	Jour__V1__CaseTable table;
	jour__v1__case_table__init(&table);
	table.n_dimensions = 1;
	table.dimensions = by;
	memcpy(numbers, counts, sizeof(numbers));
	memcpy(states, of, sizeof(states));
	table.n_counts = table.n_states = 4;
	table.counts = numbers;
	table.states = states;
	return casecheck_figures(&table, false);
}

static void assert_judged(
	const struct case_scene *scene, enum result_code code, unsigned field, uint64_t argument)
{
	struct result result = casecheck_judge(scene);
	assert_int_equal(result.code, code);
	assert_int_equal(result.field, field);
	assert_int_equal(result.argument, argument);
}

static void casecheck_is_found_by_name_and_remark(void **state)
{
	(void)state;
	size_t count = 0;
	for (; casecheck_at(count) != NULL; count++) {
		const struct casecheck *check = casecheck_at(count);
		assert_ptr_equal(casecheck_named(check->name), check);
		assert_ptr_equal(casecheck_of(check->remark), check);
		assert_non_null(strstr(check->text, "{1}"));
		assert_null(strstr(check->plain, "{1}"));
		assert_non_null(strstr(check->text, check->name)); /* says how to confirm it */
		assert_non_null(strstr(check->plain, check->name));
	}
	assert_int_equal(count, 3);
	assert_null(casecheck_named("late"));
	assert_null(casecheck_of(REMARK_LATE));
}

static void casecheck_figures_are_of_the_counts(void **state)
{
	(void)state;
	struct case_figures figures = with_states((const uint64_t[]){3, 0, 0, 7},
		(const Jour__V1__CellState[]){COUNT, NOT_APPLICABLE, NOT_APPLICABLE, COUNT});
	assert_true(!figures.is_whole && !figures.is_partial);
	assert_int_equal(figures.counts, 2);
	assert_int_equal(figures.sum, 10);
	assert_int_equal(figures.largest, 7);
	figures = with_states((const uint64_t[]){3, 0, 0, 0},
		(const Jour__V1__CellState[]){COUNT, HIDDEN, COUNT, COUNT});
	assert_true(figures.is_partial);
	figures = with_states((const uint64_t[]){3, 0, 0, 0},
		(const Jour__V1__CellState[]){COUNT, NOT_REPORTED, COUNT, COUNT});
	assert_true(figures.is_partial);
	figures = number(9);
	assert_true(figures.is_whole && figures.counts == 1 && figures.sum == 9);
}

static void casecheck_part_above_its_whole_is_refused(void **state)
{
	(void)state;
	struct case_scene scene = {
		.table = parts(10, 0, 0, 0), .has_whole = true, .whole = number(10)};
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.table = parts(11, 0, 0, 0);
	assert_judged(&scene, RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_CELL, 10);
	/* However many values a case may have, it has none of them twice. */
	scene.table.is_overlapping = true;
	assert_judged(&scene, RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_CELL, 10);
}

static void casecheck_part_above_a_whole_around_it_is_refused(void **state)
{
	(void)state;
	struct case_scene scene = {
		.table = parts(10, 0, 0, 0), .has_around = true, .around = number(10)};
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.table = parts(11, 0, 0, 0);
	assert_judged(&scene, RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_CELL, 10);
	/* That of its own period is told first. */
	scene.has_whole = true;
	scene.whole = number(9);
	assert_judged(&scene, RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_CELL, 9);
}

/* Parts of a shorter period need not add up to the whole, but are not above it. */
static void casecheck_whole_below_a_part_inside_it_is_refused(void **state)
{
	(void)state;
	struct case_scene scene = {.table = number(10), .inside = true};
	struct case_figures at = parts(10, 7, 0, 0), above = parts(11, 0, 0, 0);
	casecheck_add_part(&scene, &at);
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	casecheck_add_part(&scene, &above);
	assert_judged(&scene, RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_TOTAL, 11);
}

static void casecheck_whole_below_a_part_is_refused(void **state)
{
	(void)state;
	struct case_scene scene = {.table = number(10)};
	struct case_figures at = parts(10, 0, 0, 0), above = parts(12, 1, 0, 0),
			    less_above = parts(11, 0, 0, 0);
	casecheck_add_part(&scene, &at);
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	casecheck_add_part(&scene, &above);
	casecheck_add_part(&scene, &less_above);
	assert_judged(&scene, RESULT_PART_ABOVE_WHOLE, PART_ABOVE_WHOLE_TOTAL, 12);
	/* One that states no number has no parts. */
	scene = (struct case_scene){.table = number(0)};
	scene.table.counts = 0;
	casecheck_add_part(&scene, &above);
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
}

static void casecheck_parts_that_do_not_add_up_are_remarked(void **state)
{
	(void)state;
	struct case_scene scene = {
		.table = parts(4, 3, 2, 1), .has_whole = true, .whole = number(10)};
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.table = parts(4, 3, 2, 2);
	assert_judged(&scene, RESULT_REMARKED, REMARK_DIFFERS, 10);
	scene.table = parts(4, 3, 2, 0);
	assert_judged(&scene, RESULT_REMARKED, REMARK_DIFFERS, 10);
	scene.table.is_partial = true; /* what is hidden may be the rest */
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.table = parts(4, 3, 2, 2);
	scene.table.is_partial = true;
	assert_judged(&scene, RESULT_REMARKED, REMARK_DIFFERS, 10);
	scene.table.is_overlapping = true;
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.table = parts(0, 0, 0, 0);
	scene.table.counts = 0; /* says nothing */
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
}

static void casecheck_whole_is_remarked_for_its_first_part_that_differs(void **state)
{
	(void)state;
	struct case_scene scene = {.table = number(10)};
	struct case_figures right = parts(4, 3, 2, 1), first = parts(4, 3, 2, 0),
			    second = parts(4, 3, 3, 3);
	casecheck_add_part(&scene, &right);
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	casecheck_add_part(&scene, &first);
	casecheck_add_part(&scene, &second);
	assert_judged(&scene, RESULT_REMARKED, REMARK_DIFFERS, 9);
}

static void casecheck_tenfold_is_remarked(void **state)
{
	(void)state;
	struct case_scene scene = {
		.table = number(120), .has_last_year = true, .last_year = number(12)};
	assert_judged(&scene, RESULT_REMARKED, REMARK_TENFOLD, 12);
	scene.table = number(119);
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	/* From one to ten is nothing. */
	scene.last_year = number(1);
	scene.table = number(CASECHECK_TENFOLD_MIN - 1);
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.table = number(CASECHECK_TENFOLD_MIN);
	assert_judged(&scene, RESULT_REMARKED, REMARK_TENFOLD, 1);
	/* Nothing is ten times none, or ten times what is not wholly known. */
	scene.table = number(1000);
	scene.last_year = number(0);
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.last_year = number(12);
	scene.last_year.is_partial = true;
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.last_year.is_partial = false;
	scene.has_last_year = false;
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	assert_int_equal(CASECHECK_TENFOLD, 10);
}

static void casecheck_sudden_zero_is_remarked(void **state)
{
	(void)state;
	struct case_scene scene = {.table = number(0), .has_before = true};
	scene.before = number(CASECHECK_ZERO_AFTER_MIN);
	assert_judged(&scene, RESULT_REMARKED, REMARK_SUDDEN_ZERO, CASECHECK_ZERO_AFTER_MIN);
	scene.before = number(CASECHECK_ZERO_AFTER_MIN - 1);
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.has_last_year = true;
	scene.last_year = number(7);
	assert_judged(&scene, RESULT_REMARKED, REMARK_SUDDEN_ZERO, 7);
	scene.table = number(1);
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.table = number(0);
	scene.table.is_partial = true; /* hidden is not zero */
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
	scene.table.is_partial = false;
	scene.table.counts = 0; /* nor is not applicable */
	assert_judged(&scene, RESULT_ACCEPTED, 0, 0);
}

/* ---- which tables are compared */

struct asked {
	char text[400];
	bool has_whole;
};

static bool note_find(void *context, const Jour__V1__CaseTable *table, struct period period,
	bool whole, struct case_figures *ret_figures)
{
	struct asked *asked = context;
	char name[PERIOD_TEXT_SIZE];
	strcat(asked->text, period_format(period, name, sizeof(name)));
	strcat(asked->text, whole ? "= " : " ");
	if (whole && asked->has_whole)
		*ret_figures = number(5);
	return table != NULL && whole && asked->has_whole;
}

static void note_parts(void *context, const Jour__V1__CaseTable *table, struct case_scene *scene)
{
	struct asked *asked = context;
	char name[PERIOD_TEXT_SIZE];
	assert_non_null(scene);
	strcat(asked->text, scene->inside ? "in:" : "of:");
	strcat(asked->text, period_format(period_of_message(table->period), name, sizeof(name)));
	strcat(asked->text, " ");
}

static void assert_asks(
	struct period of, const struct case_figures *figures, bool has_whole, const char *expected)
{
	struct asked asked = {.has_whole = has_whole};
	const struct case_shelf shelf = {&asked, note_find, note_parts};
	Jour__V1__CaseTable table;
	Jour__V1__Period period = period_to_message(of);
	jour__v1__case_table__init(&table);
	table.period = &period;
	struct case_scene scene = casecheck_scene(&shelf, &table, figures);
	assert_int_equal(scene.has_whole, has_whole);
	assert_string_equal(asked.text, expected);
}

static void casecheck_compares_with_last_year_and_the_period_before(void **state)
{
	(void)state;
	struct case_figures none = number(0), some = number(4), part = parts(1, 2, 0, 0);
	struct case_figures silent = number(0);
	silent.counts = 0;
	assert_asks((struct period){2019, 4, 1}, &some, false, "of:2019-04 2018-04 ");
	assert_asks((struct period){2019, 4, 1}, &none, false, "of:2019-04 2018-04 2019-03 ");
	assert_asks((struct period){2019, 1, 1}, &none, false, "of:2019-01 2018-01 2018-12 ");
	assert_asks((struct period){2019, 4, 3}, &none, false,
		"of:2019-Q2 in:2019-04 in:2019-05 in:2019-06 2018-Q2 2019-Q1 ");
	assert_asks((struct period){2019, 7, 6}, &some, false,
		"of:2019-H2 in:2019-07 in:2019-08 in:2019-09 in:2019-10 in:2019-11 in:2019-12 "
		"in:2019-Q3 in:2019-Q4 2018-H2 ");
	assert_asks((struct period){2019, 4, 1}, &silent, false, "of:2019-04 ");
	assert_asks((struct period){1900, 4, 1}, &some, false, "of:1900-04 ");
	assert_asks((struct period){2019, 4, 3}, &part, false, "2019-H1= 2019= 2019-Q2= 2018-Q2 ");
	assert_asks((struct period){2019, 1, 12}, &part, false, "2019= 2018 ");
	/* Where the whole is there, it is the whole that is asked about. */
	assert_asks((struct period){2019, 4, 3}, &part, true, "2019-H1= 2019= 2019-Q2= ");
}

static void casecheck_period_that_goes_on_is_remarked(void **state)
{
	(void)state;
	Jour__V1__CaseTable table;
	Jour__V1__Period period = period_to_message((struct period){2020, 7, 3});
	jour__v1__case_table__init(&table);
	table.period = &period;
	uint64_t ended_ms = UINT64_C(1601510400000); /* 2020-10-01 */
	assert_int_equal(casecheck_running(ACCEPTED, &table, ended_ms - 1).field, REMARK_RUNNING);
	assert_int_equal(casecheck_running(ACCEPTED, &table, ended_ms).code, RESULT_ACCEPTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(casecheck_is_found_by_name_and_remark),
		cmocka_unit_test(casecheck_figures_are_of_the_counts),
		cmocka_unit_test(casecheck_part_above_its_whole_is_refused),
		cmocka_unit_test(casecheck_whole_below_a_part_is_refused),
		cmocka_unit_test(casecheck_part_above_a_whole_around_it_is_refused),
		cmocka_unit_test(casecheck_whole_below_a_part_inside_it_is_refused),
		cmocka_unit_test(casecheck_parts_that_do_not_add_up_are_remarked),
		cmocka_unit_test(casecheck_whole_is_remarked_for_its_first_part_that_differs),
		cmocka_unit_test(casecheck_tenfold_is_remarked),
		cmocka_unit_test(casecheck_sudden_zero_is_remarked),
		cmocka_unit_test(casecheck_compares_with_last_year_and_the_period_before),
		cmocka_unit_test(casecheck_period_that_goes_on_is_remarked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
