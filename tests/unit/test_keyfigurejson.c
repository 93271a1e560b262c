#include "keyfigurejson.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>

#include "casebook.h"

static char umea[] = "2480", vannas[] = "2460", dnr[] = "d1", scb[] = "SCB";

static const struct period year_2018 = {2018, 1, 12};

/* Umeå has 3 cases in 2 000 inhabitants, of Vännäs nothing is known. */
static struct casebook *make_book(void)
{
	struct casebook *book = casebook_open();
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20201223, {vannas, umea}, 2, {{12, 20}, {0, 0}}};
	casebook_add_unit(book, umea, (char[]){"Ume\xc3\xa5"});
	casebook_add_unit(book, vannas, (char[]){"V\xc3\xa4nn\xc3\xa4s"});
	casebook_add_population(book, umea, 20171231, scb, 2000);
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	casebook_report_cases(book, umea, year_2018, 3);
	return book;
}

static json_t *read_figures(struct casebook *book, const char *name)
{
	struct coverage coverage;
	struct keybook keybook;
	const struct keyfigures *figures;
	json_error_t error;
	struct reports reports =
		casebook_read(book, book->size, year_2018, day_of(2019, 2, 1), &coverage);
	assert_int_equal(keybook_read(&reports, &keybook), ERR_OK);
	assert_int_equal(
		keyfigures_compute(&keybook, &(struct keyfigures_query){0}, &figures), ERR_OK);
	char *text = keyfigurejson_text(figures, keyfigure_find(name), book->size);
	store_abort(reports.txn);
	assert_non_null(text);
	json_t *root = json_loads(text, 0, &error);
	assert_non_null(root);
	free(text);
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

static void keyfigurejson_holds_both_facts_and_every_mean(void **state)
{
	(void)state;
	struct casebook *book = make_book();
	json_t *root = read_figures(book, "cases_per_1000");
	assert_true(json_is_true(json_object_get(root, "internal")));
	assert_int_equal(json_array_size(json_object_get(root, "figures")), 1);
	json_t *figure = item(root, "figures", 0);
	assert_string_equal(text_at(figure, "name"), "cases_per_1000");
	json_t *unit = item(figure, "units", 1);
	assert_string_equal(text_at(unit, "unit"), "2480");
	assert_string_equal(text_at(unit, "state"), "count");
	assert_string_equal(text_at(unit, "value"), "1.50");
	assert_string_equal(text_at(unit, "exact"), "3/2");
	json_t *denominator = json_object_get(unit, "denominator");
	assert_string_equal(text_at(denominator, "source"), "SCB");
	assert_string_equal(text_at(denominator, "date"), "2017-12-31");
	json_t *means = json_object_get(figure, "over_units");
	static const char *const names[] = {"together", "mean_over_units", "mean_over_inhabitants"};
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(text_at(json_object_get(means, names[i]), "exact"), "3/2");
	assert_int_equal(json_integer_value(json_object_get(means, "units_in")), 1);
	assert_int_equal(json_integer_value(json_object_get(means, "inhabitants_in")), 2000);
	assert_int_equal(json_integer_value(json_object_get(root, "units")), 2);
	json_t *agreement = item(figure, "agreements", 0);
	assert_int_equal(json_integer_value(json_object_get(agreement, "units_in")), 1);
	assert_int_equal(json_integer_value(json_object_get(agreement, "units")), 2);
	json_decref(root);
	casebook_close(book);
}

static void keyfigurejson_what_is_not_known_has_no_number(void **state)
{
	(void)state;
	struct casebook *book = make_book();
	json_t *root = read_figures(book, "cases_per_1000");
	json_t *unit = item(item(root, "figures", 0), "units", 0);
	assert_string_equal(text_at(unit, "unit"), "2460");
	assert_string_equal(text_at(unit, "state"), "not_reported");
	assert_string_equal(text_at(unit, "why"), "no cases are reported");
	assert_null(json_object_get(unit, "value"));
	assert_null(json_object_get(unit, "exact"));
	assert_null(json_object_get(json_object_get(unit, "numerator"), "value"));
	json_decref(root);
	root = read_figures(book, "kronor_expected");
	unit = item(item(root, "figures", 0), "units", 1);
	assert_string_equal(text_at(unit, "exact"), "1/2000"); /* a krona from each */
	assert_string_equal(text_at(unit, "percent_of_norm"), "0.0");
	json_decref(root);
	root = read_figures(book, "no such figure");
	size_t count = 0;
	while (keyfigure_at(count) != NULL)
		count++;
	assert_int_equal(json_array_size(json_object_get(root, "figures")), count);
	json_decref(root);
	casebook_close(book);
}

static void keyfigurejson_decimals_stand_behind_their_mark(void **state)
{
	(void)state;
	char buffer[KEYFIGURE_TEXT_SIZE];
	assert_string_equal(keyfigure_decimal(295, 2, ',', buffer), "2,95");
	assert_string_equal(keyfigure_decimal(5, 2, '.', buffer), "0.05");
	assert_string_equal(keyfigure_decimal(0, 0, '.', buffer), "0");
	assert_string_equal(keyfigure_decimal(-1205, 1, ',', buffer), "-120,5");
	assert_string_equal(keyfigure_decimal(INT64_MIN, 2, '.', buffer), "-92233720368547758.08");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keyfigurejson_holds_both_facts_and_every_mean),
		cmocka_unit_test(keyfigurejson_what_is_not_known_has_no_number),
		cmocka_unit_test(keyfigurejson_decimals_stand_behind_their_mark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
