#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "codeword.h"
#include "heading.h"

static void codeword_of_each_code_is_its_own_position(void **state)
{
	(void)state;
	assert_non_null(codelist_builtin_at(CODEWORD_DIMENSIONS - 1));
	assert_null(codelist_builtin_at(CODEWORD_DIMENSIONS));
	for (size_t i = 0; i < CODEWORD_DIMENSIONS; i++) {
		const struct codelist *dimension = codelist_builtin_at(i);
		assert_true(dimension->count <= CODEWORD_VALUES_MAX);
		assert_true(heading_names(codeword_of_dimension(i), dimension->name));
		for (size_t k = 0; k < dimension->count; k++) {
			assert_int_equal(codeword_find(i, dimension->values[k].code), k);
			assert_int_equal(codeword_find(i, codeword_of_value(i, k)->name), k);
		}
	}
}

/* No spelling stands for two values of a dimension, nor for two dimensions. */
static void codeword_spelling_is_unambiguous(void **state)
{
	(void)state;
	for (size_t i = 0; i < CODEWORD_DIMENSIONS; i++)
		for (size_t k = 0; k < codelist_builtin_at(i)->count; k++) {
			const struct sheet_column *value = codeword_of_value(i, k);
			for (size_t n = 0; n < SHEET_SPELLINGS_MAX && value->spellings[n]; n++)
				assert_int_equal(codeword_find(i, value->spellings[n]), k);
		}
	for (size_t i = 0; i < CODEWORD_DIMENSIONS; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(heading_names(
				codeword_of_dimension(i), codeword_of_dimension(k)->name));
}

static void codeword_of_people_is_understood(void **state)
{
	(void)state;
	assert_int_equal(codeword_find(0, "anhörig till brottsoffer"), 1);
	assert_int_equal(codeword_find(1, "KVINNOR"), 0);
	assert_int_equal(codeword_find(2, "18–20 år"), 1);
	assert_int_equal(codeword_find(3, "Hot och ofredande"), 2);
	assert_int_equal(codeword_find(3, "cykelstöld"), codelist_builtin_at(3)->count);
	assert_true(codeword_is_any("bedrägeri"));
	assert_false(codeword_is_any("Robertsfors"));
	assert_false(codeword_is_any(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codeword_of_each_code_is_its_own_position),
		cmocka_unit_test(codeword_spelling_is_unambiguous),
		cmocka_unit_test(codeword_of_people_is_understood),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
