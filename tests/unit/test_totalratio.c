#include "totalratio.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* A cell of `count` cases from `counts` tables, with `silent` more that are not reported. */
static struct total_cell cell(uint64_t count, unsigned counts, unsigned silent)
{
	return (struct total_cell){count, {[CELL_COUNT] = counts, [CELL_NOT_REPORTED] = silent}};
}

static void assert_ratio(
	const struct form_cell *shown, int64_t hundredths, bool at_least, bool partial)
{
	assert_int_equal(shown->type, FORM_RATIO);
	assert_int_equal(form_ratio_hundredths(&shown->ratio), hundredths);
	assert_int_equal(shown->at_least, at_least);
	assert_int_equal(shown->partial, partial);
}

static void totalratio_share_is_of_what_the_list_counted(void **state)
{
	(void)state;
	/* Two of three cases have a value: the third was counted by another table. */
	const struct total_cell cases = cell(3, 1, 0), cells[] = {cell(2, 1, 0), cell(0, 1, 0)};
	const struct total_figures figures = {&cases, cells, 2, 0};
	const struct totals_base base = totals_base_of(TOTALS_SHARES, &figures, false);
	struct form_cell shown = totals_shown_cell(&base, &cells[0]);
	assert_ratio(&shown, 10000, false, false);
	shown = totals_shown_cell(&base, &cells[1]);
	assert_ratio(&shown, 0, false, false);
	shown = totals_shown_cases(&base, &cases);
	assert_int_equal(shown.type, FORM_COUNT);
	assert_int_equal(shown.count, 3);
}

static void totalratio_share_of_overlapping_list_is_of_the_cases(void **state)
{
	(void)state;
	const struct total_cell cases = cell(8, 1, 0), cells[] = {cell(6, 1, 0), cell(4, 1, 0)};
	const struct total_figures figures = {&cases, cells, 2, 0};
	const struct totals_base base = totals_base_of(TOTALS_SHARES, &figures, true);
	struct form_cell shown = totals_shown_cell(&base, &cells[0]);
	assert_ratio(&shown, 7500, false, false);
}

static void totalratio_share_of_partly_reported_cells_is_of_what_is_reported(void **state)
{
	(void)state;
	const struct total_cell cases = cell(8, 2, 1), cells[] = {cell(6, 2, 1), cell(2, 2, 1)};
	const struct total_figures figures = {&cases, cells, 2, 0};
	const struct totals_base base = totals_base_of(TOTALS_SHARES, &figures, false);
	struct form_cell shown = totals_shown_cell(&base, &cells[0]);
	assert_ratio(&shown, 7500, false, true);
	/* The overlapping value and the number of cases may lack different tables. */
	const struct totals_base marks = totals_base_of(TOTALS_SHARES, &figures, true);
	shown = totals_shown_cell(&marks, &cells[0]);
	assert_int_equal(shown.type, FORM_NOT_REPORTED);
}

static void totalratio_share_of_a_value_that_alone_is_not_reported_is_unknown(void **state)
{
	(void)state;
	const struct total_cell cases = cell(6, 1, 0), cells[] = {cell(6, 1, 0), cell(0, 0, 1)};
	const struct total_figures figures = {&cases, cells, 2, 0};
	const struct totals_base base = totals_base_of(TOTALS_SHARES, &figures, false);
	struct form_cell shown = totals_shown_cell(&base, &cells[0]);
	assert_int_equal(shown.type, FORM_NOT_REPORTED);
	shown = totals_shown_cell(&base, &cells[1]);
	assert_int_equal(shown.type, FORM_NOT_REPORTED);
}

static void totalratio_share_of_no_cases_is_not_applicable(void **state)
{
	(void)state;
	const struct total_cell none = cell(0, 1, 0);
	const struct total_figures figures = {&none, &none, 1, 0};
	const struct totals_base base = totals_base_of(TOTALS_SHARES, &figures, false);
	assert_int_equal(totals_shown_cell(&base, &none).type, FORM_NOT_APPLICABLE);
}

static void totalratio_per_1000_needs_the_inhabitants(void **state)
{
	(void)state;
	const struct total_cell cases = cell(12, 1, 0), part = cell(12, 1, 1);
	struct total_figures figures = {&cases, NULL, 0, 6784};
	struct totals_base base = totals_base_of(TOTALS_PER_1000, &figures, false);
	struct form_cell shown = totals_shown_cases(&base, &cases);
	assert_ratio(&shown, 177, false, false); /* 1,7689 */
	shown = totals_shown_cases(&base, &part);
	assert_ratio(&shown, 176, true, false); /* never above the truth */
	figures.inhabitants = 0;
	base = totals_base_of(TOTALS_PER_1000, &figures, false);
	assert_int_equal(totals_shown_cases(&base, &cases).type, FORM_NOT_REPORTED);
}

static void totalratio_inhabitants_are_of_the_rows_in_the_sum(void **state)
{
	(void)state;
	struct reporting_unit town = {.population = 100}, part = {.population = 40},
			      other = {.population = 7};
	struct total_row rows[] = {{.unit = &town}, {.unit = &part}, {.unit = &other}};
	struct totals totals = {.rows = rows};
	rows[0].next = &rows[1];
	rows[1].next = &rows[2];
	rows[1].inside = &rows[0];
	assert_int_equal(totals_inhabitants(&totals), 107);
	part.population = 0;
	assert_int_equal(totals_inhabitants(&totals), 107);
	other.population = 0;
	assert_int_equal(totals_inhabitants(&totals), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(totalratio_share_is_of_what_the_list_counted),
		cmocka_unit_test(totalratio_share_of_overlapping_list_is_of_the_cases),
		cmocka_unit_test(totalratio_share_of_partly_reported_cells_is_of_what_is_reported),
		cmocka_unit_test(totalratio_share_of_a_value_that_alone_is_not_reported_is_unknown),
		cmocka_unit_test(totalratio_share_of_no_cases_is_not_applicable),
		cmocka_unit_test(totalratio_per_1000_needs_the_inhabitants),
		cmocka_unit_test(totalratio_inhabitants_are_of_the_rows_in_the_sum),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
