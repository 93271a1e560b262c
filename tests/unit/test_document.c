#include "document.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static void document_keeps_the_order_in_which_it_was_built(void **state)
{
	(void)state;
	struct document document = {false};
	json_t *root = json_object(), *array = json_array();
	document_append(&document, array, json_integer(2));
	document_append(&document, array, json_integer(1));
	document_set(&document, root, "b", array);
	document_set_count(&document, root, "a", 7);
	document_set_period(&document, root, "p", (struct period){2018, 1, 3});
	document_set(&document, root, "m", document_months(&document, 0x801));
	char *text = document_print(&document, root);
	assert_string_equal(text, "{\n \"b\": [\n  2,\n  1\n ],\n \"a\": 7,\n \"p\": "
				  "\"2018-Q1\",\n \"m\": [\n  1,\n  12\n ]\n}");
	free(text);
}

static void document_leaves_out_a_day_that_there_is_not(void **state)
{
	(void)state;
	struct document document = {false};
	json_t *root = json_object();
	document_set_date(&document, root, "none", 0);
	document_set_day(&document, root, "outside", INT32_MAX);
	document_set_date(&document, root, "date", 20180420);
	document_set_day(&document, root, "day", 0);
	char *text = document_print(&document, root);
	assert_string_equal(text, "{\n \"date\": \"2018-04-20\",\n \"day\": \"1970-01-01\"\n}");
	free(text);
}

static void document_hash_is_in_hexadecimal(void **state)
{
	(void)state;
	struct hash256 hash = {{0x01, 0xab}};
	json_t *text = document_hash(&hash);
	assert_memory_equal(json_string_value(text), "01ab00", 6);
	assert_int_equal(json_string_length(text), 2 * HASH256_SIZE);
	json_decref(text);
}

/* As memory that ran out does: a value that is not there. */
static void document_that_failed_anywhere_is_not_printed(void **state)
{
	(void)state;
	struct document document = {false};
	json_t *root = json_object();
	document_set(&document, root, "nothing", NULL);
	document_set_text(&document, root, "text", "something");
	assert_null(document_print(&document, root));
	document = (struct document){false};
	root = json_array();
	document_append(&document, root, NULL);
	assert_null(document_print(&document, root));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(document_keeps_the_order_in_which_it_was_built),
		cmocka_unit_test(document_leaves_out_a_day_that_there_is_not),
		cmocka_unit_test(document_hash_is_in_hexadecimal),
		cmocka_unit_test(document_that_failed_anywhere_is_not_printed),
	};
	return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
