#include "formjson.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <jansson.h>

#include "sampleform.h"

static json_t *cell(json_t *root, size_t row, size_t column)
{
	json_t *sheet = json_array_get(json_object_get(root, "sheets"), 0);
	json_t *found = json_array_get(json_object_get(sheet, "rows"), row);
	return json_array_get(json_object_get(found, "cells"), column);
}

static const char *type_of(json_t *root, size_t row, size_t column)
{
	return json_string_value(json_object_get(cell(root, row, column), "type"));
}

static json_int_t number_of(json_t *root, size_t row, size_t column, const char *name)
{
	json_t *number = json_object_get(cell(root, row, column), name);
	assert_true(json_is_integer(number));
	return json_integer_value(number);
}

static void formjson_keeps_every_type_apart(void **state)
{
	struct sampleform sample;
	(void)state;
	sampleform_open(&sample);
	char *text = formjson_text(&sample.form);
	assert_non_null(text);
	json_t *root = json_loads(text, 0, NULL);
	assert_non_null(root);
	assert_true(json_is_true(json_object_get(root, "internal")));
	assert_int_equal(number_of(root, 0, 1, "count"), 0);
	assert_string_equal(type_of(root, 1, 1), "not_reported");
	assert_int_equal(json_object_size(cell(root, 1, 1)), 1); /* no number at all */
	assert_true(json_is_true(json_object_get(cell(root, 1, 2), "at_least")));
	assert_string_equal(type_of(root, 2, 1), "not_applicable");
	assert_int_equal(number_of(root, 2, 2, "hundredths"), 150050);
	assert_string_equal(type_of(root, 3, 1), "hidden");
	assert_int_equal(number_of(root, 3, 2, "amount_ore"), -2035250);
	assert_int_equal(number_of(root, 4, 1, "part"), 2);
	assert_int_equal(number_of(root, 4, 1, "whole"), 3);
	assert_string_equal(type_of(root, 5, 1), "date");
	assert_string_equal(type_of(root, 6, 1), "empty");
	json_t *info = json_object_get(json_object_get(root, "info"), "size");
	assert_int_equal(json_integer_value(json_object_get(info, "count")), 17);
	json_decref(root);
	free(text);
	sampleform_close(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formjson_keeps_every_type_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
