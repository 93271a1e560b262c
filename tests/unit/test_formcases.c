#include "formcases.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "formcount.h"

#define DISTRICT JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT

static char west[] = "2480-V", east[] = "2480-O", heir[] = "2499", court[] = "TR-UMEA";
static char sex[] = "sex";

static const struct formcases_row *row_of(const char *code)
{
	const struct formcases_row *row = formcount.table.rows;
	while (row != NULL && strcmp(row->code, code) != 0)
		row = row->next;
	if (row != NULL)
		return row;
	print_error("no row of %s\n", code);
	abort();
}

static bool is_any(const void *context, const struct formcases_row *row)
{
	(void)context;
	return row->type != JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT;
}

static const struct formcases_filter all = {is_any, NULL};

static bool is_umeas(const void *context, const struct formcases_row *row)
{
	(void)context;
	return strcmp(row->parent, umea) == 0;
}

static const struct formcases_filter districts_of_umea = {is_umeas, NULL};

static void formcases_district_that_moves_later_is_where_it_was(void **state)
{
	(void)state;
	formcount_move_district(west);
	casebook_report_cases(book, west, QUARTER, 7);
	formcount_start(formcases_days(QUARTER), NULL);
	assert_string_equal(row_of(west)->parent, umea);
	assert_int_equal(formcases_sum(&formcount.table, &districts_of_umea, SIZE_MAX).count, 7);
	assert_int_equal(formcases_of(row_of(umea), SIZE_MAX).count, 7);
	assert_int_equal(formcases_sum(&formcount.table, &all, SIZE_MAX).count, 7);
	formcount_finish();
	formcount_start(formcases_days((struct period){2019, 1, 3}), NULL);
	assert_null(formcount.table.rows); /* nobody has said or owes anything */
	formcount_finish();
}

/* Bjurholm ends in September, its heir counts the half-year: what Bjurholm counted in the spring
 * is in no figure but its own. */
static void formcases_of_what_is_merged_are_summed_piece_by_piece(void **state)
{
	(void)state;
	formcount_say_unit((struct casebook_unit){bjurholm, .from = 19700101, .to = 20180930});
	formcount_say_unit((struct casebook_unit){
		heir, .from = 20181001, .follows = {bjurholm}, .follows_count = 1});
	casebook_report_cases(book, bjurholm, (struct period){2018, 4, 3}, 8);
	casebook_report_cases(book, bjurholm, (struct period){2018, 7, 3}, 10);
	casebook_report_cases(book, heir, (struct period){2018, 7, 6}, 25);
	formcount_start((struct days){day_of(2018, 4, 1), day_of(2019, 3, 31)}, NULL);
	assert_int_equal(formcount.cases.piece_count, 3);
	assert_int_equal(formcases_of(row_of(bjurholm), SIZE_MAX).count, 18);
	assert_int_equal(formcases_sum(&formcount.table, &all, SIZE_MAX).count, 33);
	struct total_cell people =
		formcases_with_merged(&formcount.cases, &formcount.table, row_of(heir));
	assert_int_equal(people.count, 33);
	formcount_finish();
}

/* A kommun that has reported itself in one piece is what its districts say in the next. */
static void formcases_of_districts_are_the_kommuns_piece_by_piece(void **state)
{
	(void)state;
	formcount_say_unit(
		(struct casebook_unit){west, .parent = umea, .type = DISTRICT, .from = 20180101});
	formcount_say_unit(
		(struct casebook_unit){east, .parent = umea, .type = DISTRICT, .from = 20180101});
	casebook_report_cases(book, umea, (struct period){2018, 4, 3}, 20);
	casebook_report_cases(book, west, (struct period){2018, 4, 3}, 15);
	casebook_report_cases(book, west, (struct period){2018, 7, 6}, 30);
	casebook_report_cases(book, west, (struct period){2019, 1, 3}, 40);
	casebook_report_cases(book, east, (struct period){2019, 1, 3}, 2);
	formcount_start((struct days){day_of(2018, 4, 1), day_of(2019, 3, 31)}, NULL);
	struct total_cell sum = formcases_sum(&formcount.table, &all, SIZE_MAX);
	assert_int_equal(sum.count, 92);
	assert_true(total_cell_is_at_least(&sum)); /* the eastern one of the half-year */
	struct total_cell own = formcases_of(row_of(umea), SIZE_MAX);
	assert_int_equal(own.count, 92);
	assert_true(total_cell_is_at_least(&own));
	formcount_finish();
}

/* ---- a form is what totals say */

static void assert_same(const struct total_cell *one, const struct total_cell *other)
{
	assert_int_equal(one->count, other->count);
	assert_memory_equal(one->states, other->states, sizeof(one->states));
}

static struct totals totals_of(struct reports *reports, const char *list, bool wholes)
{
	struct totals_query query = {.wholes = wholes};
	struct totals totals;
	if (list != NULL)
		assert_true(totals_parse_by(&reports->codes, list, &query));
	assert_int_equal(totals_read(reports, &query, &totals), ERR_OK);
	return totals;
}

static void assert_equals_totals(struct period period, const char *list)
{
	struct coverage coverage;
	struct reports reports = casebook_read(book, book->size, period, book->today, &coverage);
	struct totals totals = totals_of(&reports, list, true);
	formcount_start(formcases_days(period), list);
	for (const struct total_row *row = totals.rows; row != NULL; row = row->next) {
		struct total_cell cell = formcases_of(row_of(row->unit->code), SIZE_MAX);
		assert_same(&cell, &row->cases);
		for (size_t i = 0; i < totals.cell_count; i++) {
			cell = formcases_of(row_of(row->unit->code), i);
			assert_same(&cell, &row->cells[i]);
		}
	}
	struct total_cell sum = formcases_sum(&formcount.table, &all, SIZE_MAX);
	assert_same(&sum, &totals.cases);
	for (size_t i = 0; i < totals.cell_count; i++) {
		sum = formcases_sum(&formcount.table, &all, i);
		assert_same(&sum, &totals.cells[i]);
	}
	/* Without rows for kommuner that are their districts alone it is the same count. */
	sum = formcases_sum(&formcount.table, &all, SIZE_MAX);
	totals = totals_of(&reports, NULL, false);
	assert_int_equal(sum.count, totals.cases.count);
	assert_true(total_cell_is_at_least(&sum) || !total_cell_is_at_least(&totals.cases));
	formcount_finish();
	store_abort(reports.txn);
}

/* Of days that are no calendar period: the totals of the pieces, added up. */
static void assert_adds_up(void)
{
	static const struct period pieces[] = {{2018, 4, 3}, {2018, 7, 6}, {2019, 1, 3}};
	struct total_cell expected = {.count = 0};
	for (size_t i = 0; i < 3; i++) {
		struct coverage coverage;
		struct reports reports =
			casebook_read(book, book->size, pieces[i], book->today, &coverage);
		struct totals totals = totals_of(&reports, NULL, true);
		total_cell_join(&expected, &totals.cases);
		store_abort(reports.txn);
	}
	formcount_start((struct days){day_of(2018, 4, 1), day_of(2019, 3, 31)}, NULL);
	struct total_cell sum = formcases_sum(&formcount.table, &all, SIZE_MAX);
	assert_same(&sum, &expected);
	formcount_finish();
}

static void say_units(void)
{
	static char dnr[] = "KS 1";
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20201231, {nordmaling, west}, 2, {{3, 20}, {0, 0}}};
	casebook_add_unit(book, court, (char[]){"Umea tingsratt"});
	formcount_say_unit(
		(struct casebook_unit){east, .parent = umea, .type = DISTRICT, .from = 20180101});
	formcount_move_district(west);
	formcount_say_unit((struct casebook_unit){bjurholm, .from = 19700101, .to = 20180930});
	formcount_say_unit((struct casebook_unit){
		heir, .from = 20181001, .follows = {bjurholm}, .follows_count = 1});
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
}

/* What the ledger refuses is as good as what it takes. */
static void report_something(uint64_t *seed)
{
	static char *const areas[] = {nordmaling, bjurholm, umea, west, east, heir, court};
	static const uint8_t lengths[] = {1, 3, 3, 6, 12};
	uint64_t counts[4];
	Jour__V1__CellState states[4];
	size_t area = (size_t)casebook_draw(seed, 7);
	uint8_t months = lengths[casebook_draw(seed, 5)];
	bool by_sex = casebook_draw(seed, 2) == 0;
	for (size_t i = 0; i < 4; i++) {
		counts[i] = (uint64_t)casebook_draw(seed, 9);
		states[i] = casebook_draw(seed, 8) == 0 ? JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN
							: JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
		if (states[i] != JOUR__V1__CELL_STATE__CELL_STATE_COUNT)
			counts[i] = 0;
	}
	struct casebook_table table = {.area = areas[area],
		.period = {(uint16_t)(2018 + casebook_draw(seed, 2)),
			(uint8_t)(1 + casebook_draw(seed, 12 / months) * months), months},
		.source = area == 6 || (area == 1 && casebook_draw(seed, 2) == 0)
				  ? JOUR__V1__SOURCE__SOURCE_JOUR
				  : JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.dimensions = {by_sex ? sex : NULL, NULL},
		.dimension_count = by_sex,
		.counts = counts,
		.states = states,
		.cell_count = by_sex ? 4 : 1};
	(void)casebook_report(book, &table);
}

static void formcases_equal_totals_of_random_ledgers(void **state)
{
	(void)state;
	static const struct period periods[] = {{2018, 1, 12}, {2018, 1, 6}, {2018, 7, 6},
		{2018, 10, 3}, {2019, 1, 12}, {2019, 2, 1}};
	uint64_t seed = 20181101;
	say_units();
	for (unsigned round = 0; round < 40; round++) {
		for (unsigned i = 0; i < 5; i++)
			report_something(&seed);
		for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
			assert_equals_totals(periods[i], NULL);
			assert_equals_totals(periods[i], sex);
		}
		assert_adds_up();
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(formcases_district_that_moves_later_is_where_it_was),
		TEST(formcases_of_what_is_merged_are_summed_piece_by_piece),
		TEST(formcases_of_districts_are_the_kommuns_piece_by_piece),
		TEST(formcases_equal_totals_of_random_ledgers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
