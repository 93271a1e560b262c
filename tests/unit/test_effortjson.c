#include "effortjson.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>

#include "catchment.h"

static void say(char *measure, Jour__V1__CellState cell_state, uint64_t number, uint64_t of)
{
	Jour__V1__Effort effort;
	Jour__V1__Period period;
	jour__v1__effort__init(&effort);
	jour__v1__period__init(&period);
	period.year = 2018;
	period.first_month = 1;
	period.months = 3;
	effort.area = umea;
	effort.period = &period;
	effort.measure = measure;
	effort.state = cell_state;
	effort.hundredths = number;
	effort.of_hundredths = of;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_EFFORT, &effort);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

static json_t *read_json(
	struct period period, bool (*wants)(const void *context, const struct effort_place *place))
{
	struct efforts efforts;
	json_error_t error;
	struct store_txn *txn = casebook_begin(book);
	arena_reset(&book->found);
	assert_int_equal(
		efforts_read(txn, book->size, period, &book->found, &book->memory.record, &efforts),
		ERR_OK);
	char *text = effortjson_text(&efforts, wants, NULL);
	store_abort(txn);
	json_t *root = json_loads(text, 0, &error);
	assert_non_null(root);
	free(text);
	return root;
}

static const char *text_at(json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static int64_t number_at(json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static bool nobody(const void *context, const struct effort_place *place)
{
	(void)context;
	(void)place;
	return false;
}

static void effortjson_keeps_states_and_denominators(void **state)
{
	(void)state;
	say((char[]){"volunteer_hours"}, JOUR__V1__CELL_STATE__CELL_STATE_COUNT, 4250, 0);
	say((char[]){"calls"}, JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN, 0, 0);
	say((char[]){"three_attempts"}, JOUR__V1__CELL_STATE__CELL_STATE_COUNT, 300, 400);
	json_t *root = read_json(QUARTER, NULL);
	assert_true(json_is_true(json_object_get(root, "internal")));
	assert_string_equal(text_at(root, "period"), "2018-Q1");
	json_t *place = json_array_get(json_object_get(root, "places"), 0);
	assert_string_equal(text_at(place, "area"), "2480");
	json_t *measures = json_object_get(place, "measures");
	assert_int_equal(json_array_size(measures), 3);
	json_t *hours = json_array_get(measures, 0);
	assert_string_equal(text_at(hours, "measure"), "volunteer_hours");
	assert_int_equal(number_at(hours, "hundredths"), 4250);
	assert_true(json_is_false(json_object_get(hours, "at_least")));
	assert_null(json_object_get(hours, "of_hundredths"));
	json_t *calls = json_array_get(measures, 1);
	assert_string_equal(text_at(calls, "state"), "hidden");
	assert_null(json_object_get(calls, "hundredths"));
	json_t *attempts = json_array_get(measures, 2);
	assert_int_equal(number_at(attempts, "hundredths"), 300);
	assert_int_equal(number_at(attempts, "of_hundredths"), 400);
	assert_int_equal(json_array_size(json_object_get(attempts, "months")), 3);
	json_decref(root);
}

static void effortjson_says_what_is_a_part(void **state)
{
	(void)state;
	say((char[]){"calls"}, JOUR__V1__CELL_STATE__CELL_STATE_COUNT, 700, 0);
	json_t *root = read_json(YEAR, NULL);
	json_t *place = json_array_get(json_object_get(root, "places"), 0);
	json_t *calls = json_array_get(json_object_get(place, "measures"), 0);
	assert_true(json_is_true(json_object_get(calls, "at_least")));
	json_decref(root);
	root = read_json((struct period){2018, 1, 1}, NULL);
	place = json_array_get(json_object_get(root, "places"), 0);
	calls = json_array_get(json_object_get(place, "measures"), 0);
	assert_string_equal(text_at(calls, "state"), "not_reported");
	assert_true(json_is_true(json_object_get(calls, "longer_period_not_divided")));
	json_decref(root);
	root = read_json(YEAR, nobody);
	assert_int_equal(json_array_size(json_object_get(root, "places")), 0);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			effortjson_keeps_states_and_denominators, set_up, tear_down),
		cmocka_unit_test_setup_teardown(effortjson_says_what_is_a_part, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
