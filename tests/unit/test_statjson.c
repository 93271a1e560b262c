#include "statjson.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>

#include "casebook.h"

#define QUARTER ((struct period){2018, 1, 3})
#define SEX 2u

static char umea[] = "2480", vannas[] = "2460", dnr[] = "d1", sex[] = "sex", scb[] = "SCB";

/* Umeå has reported one cell of each state, Vännäs nothing. */
static struct casebook *make_book(void)
{
	struct casebook *book = casebook_open();
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20201223, {vannas, umea}, 2, {{3, 20}, {0, 0}}};
	Jour__V1__CellState states[] = {JOUR__V1__CELL_STATE__CELL_STATE_COUNT,
		JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED,
		JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE,
		JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN};
	uint64_t counts[4] = {0};
	struct casebook_table table = {
		umea, QUARTER, JOUR__V1__SOURCE__SOURCE_KOMMUN, {sex, NULL}, 1, counts, states, 4};
	casebook_add_unit(book, umea, (char[]){"Ume\xc3\xa5"});
	casebook_add_unit(book, vannas, (char[]){"V\xc3\xa4nn\xc3\xa4s"});
	casebook_add_population(book, umea, 20171231, scb, 75);
	casebook_add_population(book, vannas, 20171231, scb, 25);
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	assert_int_equal(casebook_report(book, &table), RESULT_ACCEPTED);
	return book;
}

static json_t *parse(const char *text)
{
	json_error_t error;
	json_t *root = json_loads(text, 0, &error);
	assert_non_null(root);
	return root;
}

static const char *text_at(json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static json_t *item(json_t *object, const char *name, size_t position)
{
	return json_array_get(json_object_get(object, name), position);
}

/* Something of everything. */
static const struct closing closing = {.scope = "2480", .period = {2018, 1, 3}, .entry = 17};
static const struct late_record late_record = {.kind = JOUR__V1__RECORD__BODY_EFFORT,
	.unit = "2480",
	.what = "assignments",
	.period = {2018, 2, 1},
	.entry = 19,
	.closing = {.entry = 17}};
static const struct settled settled = {1, &closing, &late_record};

static char *totals_text(struct casebook *book)
{
	struct totals_query query = {.by_count = 1, .by = {codelist_builtin("sex")}};
	struct coverage coverage;
	struct totals totals;
	struct reports reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
	char *text = statjson_totals(&totals, &reports, query.source, &settled);
	assert_non_null(text);
	store_abort(reports.txn);
	return text;
}

static void statjson_of_totals_keeps_the_four_states_apart(void **state)
{
	static const char *const states[] = {"count", "not_reported", "not_applicable", "hidden"};
	struct casebook *book = make_book();
	(void)state;
	char *text = totals_text(book);
	json_t *root = parse(text), *row = item(root, "rows", 1);
	assert_string_equal(text_at(root, "period"), "2018-Q1");
	assert_true(json_is_true(json_object_get(root, "internal")));
	assert_string_equal(text_at(row, "unit"), "2480");
	for (size_t i = 0; i < 4; i++) {
		json_t *cell = item(row, "cells", i);
		assert_string_equal(text_at(cell, "state"), states[i]);
		assert_int_equal(json_object_get(cell, "count") != NULL, i == 0);
	}
	row = item(root, "rows", 0);
	assert_string_equal(text_at(row, "source"), "none");
	assert_string_equal(text_at(json_object_get(row, "cases"), "state"), "not_reported");
	json_t *late = item(root, "late", 0);
	assert_string_equal(text_at(late, "measure"), "assignments");
	assert_int_equal(json_integer_value(json_object_get(late, "closed_in_entry")), 17);
	assert_string_equal(text_at(item(root, "closings", 0), "period"), "2018-Q1");
	json_t *share = json_object_get(root, "coverage");
	assert_int_equal(json_integer_value(json_object_get(share, "inhabitants_percent")), 75);
	assert_string_equal(text_at(share, "population_from"), "2017-12-31");
	json_decref(root);
	free(text);
	casebook_close(book);
}

static void statjson_of_the_same_state_is_the_same_text(void **state)
{
	struct casebook *book = make_book();
	(void)state;
	char *once = totals_text(book), *again = totals_text(book);
	assert_string_equal(once, again);
	free(once);
	free(again);
	casebook_close(book);
}

static void statjson_of_coverage_lists_every_expected_report(void **state)
{
	struct casebook *book = make_book();
	struct coverage coverage;
	(void)state;
	struct reports reports =
		casebook_read(book, book->size, QUARTER, day_of(2018, 4, 22), &coverage);
	char *text = statjson_coverage(&coverage, &reports, &settled);
	assert_non_null(text);
	json_t *root = parse(text);
	json_t *missing = item(item(root, "units", 0), "reports", 0);
	assert_string_equal(text_at(missing, "state"), "missing");
	assert_string_equal(text_at(missing, "due"), "2018-04-20");
	assert_int_equal(json_integer_value(json_object_get(missing, "days_late")), 2);
	json_t *late = item(item(root, "units", 1), "reports", 0);
	assert_string_equal(text_at(late, "state"), "late");
	assert_string_equal(text_at(late, "received"), "2030-01-01");
	json_decref(root);
	free(text);
	store_abort(reports.txn);
	casebook_close(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statjson_of_totals_keeps_the_four_states_apart),
		cmocka_unit_test(statjson_of_the_same_state_is_the_same_text),
		cmocka_unit_test(statjson_of_coverage_lists_every_expected_report),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
