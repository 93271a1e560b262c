#include "intake_help.h"
#include "jour/codelist.h"

#define HEAD "code_list: age-x\ndimension: age\nlabel: ålder\nvalues:\n"

static const Jour__V1__CodeList *list(void)
{
	static struct record record;
	return record_number(0, &record);
}

static void file_codelist_is_read_as_it_is_written(void **state)
{
	(void)state;
	assert_reads("l.yaml",
		HEAD "  - {code: under-21, label: under 21 år, ages: 0-20}\n"
		     "  - {code: over, label_en: more, ages: 21 år och äldre, takes_in: [65+]}\n"
		     "  - {code: okand}\n",
		1);
	const Jour__V1__CodeList *found = list();
	assert_string_equal(found->name, "age-x");
	assert_int_equal(found->version, 1);
	assert_string_equal(found->dimension, "age");
	assert_false(found->overlapping);
	assert_int_equal(found->n_values, 3);
	assert_string_equal(found->values[0]->label_sv, "under 21 år");
	assert_int_equal(found->values[0]->ages->to, 20);
	assert_int_equal(found->values[1]->ages->from, 21);
	assert_int_equal(found->values[1]->ages->to, 0);
	assert_string_equal(found->values[1]->takes_in[0], "65+");
	assert_string_equal(found->values[1]->label_en, "more");
	assert_null(found->values[2]->ages);
	assert_int_equal(intake.class, CLASS_ADMIN);
}

/* Of a list that there is the next version, unless the file says another. */
static void file_codelist_version_is_the_next(void **state)
{
	(void)state;
	assert_reads("l.yaml",
		"code_list: circumstance\ndimension: circumstance\noverlapping: ja\nlabel: x\n"
		"values:\n  - {code: heder}\n",
		1);
	assert_int_equal(list()->version, 2);
	assert_true(list()->overlapping);
	assert_reads("l.yaml",
		"code_list: age-x\nversion: 7\ndimension: age\nlabel: x\nvalues:\n  - {code: a}\n",
		1);
	assert_int_equal(list()->version, 7);
	assert_reads("l.yaml",
		"code_list: age-x\nversion: 1000000\ndimension: age\nlabel: x\nvalues:\n  - {code: "
		"a}\n",
		1);
	assert_int_equal(list()->version, 1000000);
	assert_refused("l.yaml",
		"code_list: age-x\nversion: 1000001\ndimension: age\nlabel: x\nvalues:\n  - {code: "
		"a}\n",
		"l.yaml, line 2, column 1: read \"1000001\", expected a whole number that is not "
		"negative and not so large");
}

static void file_codelist_ages_must_be_exact(void **state)
{
	(void)state;
	assert_refused("l.yaml", HEAD "  - {code: a, ages: 0-21}\n  - {code: b, ages: 21+}\n",
		"l.yaml, line 6, column 5: an age is in both \"a\" and \"b\": the youngest come "
		"first, and no age twice");
	assert_refused("l.yaml", HEAD "  - {code: a, ages: under 21}\n  - {code: b, ages: 22+}\n",
		"l.yaml, line 6, column 5: an age between \"a\" and \"b\" is in neither");
	assert_refused("l.yaml", HEAD "  - {code: a, ages: 21+}\n  - {code: b, ages: 0-20}\n",
		"l.yaml, line 6, column 5: an age is in both \"a\" and \"b\": the youngest come "
		"first, and no age twice");
	assert_refused("l.yaml", HEAD "  - {code: a, ages: över 21}\n",
		"l.yaml, line 5, column 15: read \"över 21\", expected the first and the last age, "
		"both included, such as 0-20, or 21+");
}

static void file_codelist_codes_are_small_and_there_once(void **state)
{
	(void)state;
	assert_refused("l.yaml", HEAD "  - {code: Äldre}\n",
		"l.yaml, line 5, column 5: the code \"Äldre\": at most 32 small letters a-z, "
		"digits, "
		"-, _ and +");
	assert_refused("l.yaml", HEAD "  - {code: a}\n  - {code: a}\n",
		"l.yaml, line 6, column 5: the code \"a\" is there twice");
	assert_refused("l.yaml",
		"code_list: Ålder\ndimension: age\nlabel: x\nvalues:\n  - {code: a}\n",
		"l.yaml, line 1: not counted: the name of the code list must be 1 to 32 small "
		"letters a-z, digits, - and _");
	assert_refused("l.yaml", "code_list: x\ndimension: age\nlabel: x\n",
		"l.yaml, line 1, column 1: the key \"values\" is missing");
}

#define WITH_KOMMUN(test) cmocka_unit_test_setup(test, start_kommun)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KOMMUN(file_codelist_is_read_as_it_is_written),
		WITH_KOMMUN(file_codelist_version_is_the_next),
		WITH_KOMMUN(file_codelist_ages_must_be_exact),
		WITH_KOMMUN(file_codelist_codes_are_small_and_there_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
