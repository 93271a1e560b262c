#include "jour/codelist.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static void codelist_built_in_obey_the_rules(void **state)
{
	(void)state;
	const struct codelist *list;
	for (size_t i = 0; (list = codelist_builtin_at(i)) != NULL; i++) {
		assert_true(codelist_name_is_valid(list->name));
		assert_string_equal(list->name, list->dimension); /* national */
		assert_int_equal(list->version, 1);
		assert_true(list->built_in);
		assert_true(list->count >= 1 && list->count <= CODE_VALUES_MAX);
		assert_ptr_equal(codelist_builtin(list->name), list);
		for (size_t k = 0; k < list->count; k++) {
			assert_true(codelist_code_is_valid(list->values[k].code));
			assert_int_equal(codelist_find(list, list->values[k].code), k);
			assert_true(list->values[k].label_sv[0] != '\0');
			assert_true(list->values[k].label_en[0] != '\0');
		}
		assert_int_equal(codelist_find(list, "nothing"), list->count);
	}
	assert_null(codelist_builtin("colour"));
	assert_true(CODE_VALUES_MAX * CODE_VALUES_MAX <= TABLE_CELLS_MAX);
}

/* Every age is in exactly one band, counted one by one. */
static void codelist_ages_hold_every_age_once(void **state)
{
	(void)state;
	const struct codelist *list = codelist_builtin("age");
	for (uint32_t age = 0; age <= CODE_AGE_MAX; age++) {
		unsigned bands = 0;
		for (size_t i = 0; i < list->count; i++) {
			const struct code_value *value = &list->values[i];
			bands += value->has_ages && value->age_from <= age &&
				 (value->age_to == 0 || age <= value->age_to);
		}
		assert_int_equal(bands, 1);
	}
}

static void codelist_marks_overlap_and_classes_do_not(void **state)
{
	(void)state;
	assert_true(codelist_builtin("circumstance")->overlapping);
	assert_true(codelist_builtin("channel")->overlapping);
	assert_true(codelist_builtin("support")->overlapping);
	assert_false(codelist_builtin("crime")->overlapping);
}

/* Against every pair of ages. */
static void codelist_band_holds_another_exactly_when_all_its_ages(void **state)
{
	(void)state;
	for (uint32_t a = 0; a < 5; a++)
		for (uint32_t b = 0; b < 6; b++)
			for (uint32_t c = 0; c < 5; c++)
				for (uint32_t d = 0; d < 6; d++) {
					struct code_value outer = {.age_from = a, .age_to = b};
					struct code_value inner = {.age_from = c, .age_to = d};
					bool holds = true;
					if ((b != 0 && b < a) || (d != 0 && d < c))
						continue;
					for (uint32_t age = c; age <= (d == 0 ? 9 : d); age++)
						holds = holds && age >= a && (b == 0 || age <= b);
					assert_int_equal(
						codelist_band_holds(&outer, &inner), holds);
				}
}

static void codelist_names_are_short_and_small(void **state)
{
	(void)state;
	char longest[CODE_NAME_MAX + 2];
	memset(longest, 'a', sizeof(longest));
	longest[CODE_NAME_MAX + 1] = '\0';
	assert_false(codelist_name_is_valid(longest));
	assert_false(codelist_code_is_valid(longest));
	longest[CODE_NAME_MAX] = '\0';
	assert_true(codelist_name_is_valid(longest));
	assert_true(codelist_code_is_valid(longest));
	assert_false(codelist_name_is_valid(""));
	assert_false(codelist_name_is_valid("Age"));
	assert_false(codelist_name_is_valid("ålder"));
	assert_false(codelist_name_is_valid("65+"));
	assert_true(codelist_code_is_valid("65+"));
	assert_false(codelist_code_is_valid("a b"));
}

static void codelist_of_a_record_falls_back_on_codes(void **state)
{
	(void)state;
	struct code_value room[CODE_VALUES_MAX];
	struct codelist list;
	char name[] = "x", dimension[] = "y", label[] = "Ordet", code[] = "ja", word[] = "jo";
	char *takes_in[] = {word};
	Jour__V1__CodeList record;
	Jour__V1__CodeValue value, *values[] = {&value};
	Jour__V1__AgeBand ages;
	jour__v1__code_list__init(&record);
	jour__v1__code_value__init(&value);
	jour__v1__age_band__init(&ages);
	record.name = name;
	record.dimension = dimension;
	record.label_sv = label;
	record.version = 3;
	record.values = values;
	record.n_values = 1;
	value.code = code;
	value.takes_in = takes_in;
	value.n_takes_in = 1;
	value.ages = &ages;
	ages.from = 4;
	codelist_of_record(&record, room, &list);
	assert_string_equal(list.label_en, "Ordet");
	assert_int_equal(list.version, 3);
	assert_false(list.built_in);
	assert_string_equal(list.values[0].label_sv, "ja");
	assert_string_equal(list.values[0].label_en, "ja");
	assert_string_equal(list.values[0].takes_in[0], "jo");
	assert_true(list.values[0].has_ages);
	assert_int_equal(list.values[0].age_from, 4);
	assert_int_equal(list.values[0].age_to, 0);
}

static const char *to_swedish(const char *text)
{
	return strcmp(text, "label_en") == 0 ? "label_sv" : text;
}

static const char *to_german(const char *text)
{
	return text;
}

static void codelist_labels_are_in_the_language_of_the_translator(void **state)
{
	(void)state;
	const struct codelist *sex = codelist_builtin("sex");
	assert_string_equal(codelist_label(sex, to_swedish), "kön");
	assert_string_equal(codelist_value_label(&sex->values[0], to_swedish), "kvinna");
	assert_string_equal(codelist_label(sex, to_german), "sex");
	assert_string_equal(codelist_label(sex, NULL), "sex");
	assert_string_equal(codelist_value_label(&sex->values[0], NULL), "woman");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codelist_built_in_obey_the_rules),
		cmocka_unit_test(codelist_ages_hold_every_age_once),
		cmocka_unit_test(codelist_marks_overlap_and_classes_do_not),
		cmocka_unit_test(codelist_band_holds_another_exactly_when_all_its_ages),
		cmocka_unit_test(codelist_names_are_short_and_small),
		cmocka_unit_test(codelist_of_a_record_falls_back_on_codes),
		cmocka_unit_test(codelist_labels_are_in_the_language_of_the_translator),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
