#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "jour/codeword.h"

static void codeword_of_each_code_and_label_is_its_own_position(void **state)
{
	(void)state;
	const struct codelist *list;
	for (size_t i = 0; (list = codelist_builtin_at(i)) != NULL; i++)
		for (size_t k = 0; k < list->count; k++) {
			assert_int_equal(codeword_find(list, list->values[k].code), k);
			assert_int_equal(codeword_find(list, list->values[k].label_sv), k);
			assert_int_equal(codeword_find(list, list->values[k].label_en), k);
		}
}

static void codeword_of_a_dimension_names_no_other(void **state)
{
	(void)state;
	struct codebook codes;
	codebook_start(&codes);
	for (size_t i = 0; i < codes.dimension_count; i++)
		for (size_t k = 0; k < codes.dimension_count; k++) {
			const struct codelist *list = codebook_national(&codes, k);
			assert_int_equal(codeword_names(&codes, i, list->name), i == k);
			assert_int_equal(codeword_names(&codes, i, list->label_sv), i == k);
			assert_int_equal(codeword_names(&codes, i, list->label_en), i == k);
		}
}

static size_t find(const char *list, const char *text)
{
	return codeword_find(codelist_builtin(list), text);
}

static void codeword_of_people_is_understood(void **state)
{
	(void)state;
	struct codebook codes;
	codebook_start(&codes);
	assert_int_equal(find("helpseeker", "Anhörig till brottsoffer"), 1);
	assert_int_equal(find("sex", "KVINNOR"), 0);
	assert_int_equal(find("sex", "okänt"), 3);
	assert_int_equal(find("age", "18–20 år"), 1);
	assert_int_equal(find("age", "65 år och äldre"), 5);
	assert_int_equal(find("age", "21-64"), 7); /* no band of this list */
	assert_int_equal(find("crime", "Hot och ofredande"), 2);
	assert_int_equal(find("crime", "Stöld och annan egendom"), 4);
	assert_int_equal(find("crime", "cykelstöld"), 8);
	assert_int_equal(find("contact", "Annan instans"), 2);
	assert_true(codeword_is_any(&codes, "bedrägeri"));
	assert_true(codeword_is_any(&codes, "Brottstyp"));
	assert_false(codeword_is_any(&codes, "Robertsfors"));
	assert_false(codeword_is_any(&codes, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codeword_of_each_code_and_label_is_its_own_position),
		cmocka_unit_test(codeword_of_a_dimension_names_no_other),
		cmocka_unit_test(codeword_of_people_is_understood),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
