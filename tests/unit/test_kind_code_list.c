#include "jour/kind.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "builtin_lists.h"
#include "listrecord.h"

static const struct world permissive = {
	.codelist = builtin_list, .each_codelist = each_builtin_list};

static struct listrecord record;

static struct result judge(void)
{
	const struct kind *kind = kind_of(JOUR__V1__RECORD__BODY_CODE_LIST);
	struct result result = kind->fields(&record.list);
	return result.code == RESULT_ACCEPTED ? kind->names(&record.list, &permissive) : result;
}

#define assert_good() assert_int_equal(judge().code, RESULT_ACCEPTED)
#define assert_bad(a_field)                                                                        \
	do {                                                                                       \
		struct result judged_ = judge();                                                   \
		assert_int_equal(judged_.code, RESULT_BAD_FIELD);                                  \
		assert_int_equal(judged_.field, (a_field));                                        \
	} while (0)
#define assert_bad_when(member, value, a_field)                                                    \
	do {                                                                                       \
		__typeof__(member) kept_ = (member);                                               \
		(member) = (value);                                                                \
		assert_bad(a_field);                                                               \
		(member) = kept_;                                                                  \
		assert_good();                                                                     \
	} while (0)

static void start_vasterort(void)
{
	list_start(&record, "age-vasterort", 1, "age");
	list_add_band(&record, "under-21", 0, 20);
	list_add_band(&record, "21+", 21, 0);
	list_add(&record, "okand");
}

static void kind_code_list_fields_are_checked(void **state)
{
	(void)state;
	start_vasterort();
	assert_good();
	assert_bad_when(record.list.name, list_text("Age"), 1);
	assert_bad_when(record.list.name, list_text(""), 1);
	assert_bad_when(record.list.version, 0, 2);
	assert_bad_when(record.list.dimension, list_text("min ålder"), 3);
	assert_bad_when(record.list.label_sv, list_text(""), 5);
	assert_bad_when(record.list.n_values, (size_t)0, 7);
	assert_bad_when(record.values[2].code, list_text("Okänd"), 7);
	assert_bad_when(record.values[2].code, list_text("21+"), 7); /* twice */
}

static void kind_code_list_of_64_values_is_the_longest(void **state)
{
	(void)state;
	static char codes[CODE_VALUES_MAX + 1][8];
	list_start(&record, "long", 1, "long");
	for (size_t i = 0; i <= CODE_VALUES_MAX; i++) {
		(void)snprintf(codes[i], sizeof(codes[i]), "c%zu", i);
		list_add(&record, codes[i]);
	}
	assert_bad(7);
	record.list.n_values--;
	assert_good();
}

/* The Stockholm agreement says "under 21" and "over 21": exactly 21 must be somewhere. */
static void kind_code_list_bands_neither_overlap_nor_leave_a_gap(void **state)
{
	(void)state;
	start_vasterort();
	assert_bad_when(record.ages[1].from, 22, 7); /* a gap */
	assert_bad_when(record.ages[1].from, 20, 7); /* an overlap */
	assert_bad_when(record.ages[0].to, 0, 7);    /* and older, and then more */
	assert_bad_when(record.ages[1].to, 20, 7);   /* ends before it begins */
	assert_bad_when(record.ages[1].to, CODE_AGE_MAX + 1, 7);
	record.ages[1].to = CODE_AGE_MAX;
	assert_good();
	record.ages[0].from = 18; /* an agreement may be about adults only */
	assert_good();
	record.list.overlapping = true;
	assert_bad(7);
}

static void kind_code_list_version_follows_the_newest(void **state)
{
	(void)state;
	start_vasterort();
	assert_bad_when(record.list.version, 2, 2);
	record.list.name = list_text("age");
	assert_bad(2); /* what is built in is not corrected */
	record.list.version = 3;
	assert_bad(2);
	record.list.version = 2;
	assert_good();
	assert_bad_when(record.list.dimension, list_text("alder"), 3);
}

static void kind_code_list_of_a_dimension_overlaps_as_the_others_do(void **state)
{
	(void)state;
	list_start(&record, "circumstance", 2, "circumstance");
	list_add(&record, "heder");
	assert_bad(4);
	record.list.overlapping = true;
	assert_good();
	record.list.name = record.list.dimension = list_text("new");
	record.list.version = 1;
	assert_good();
	record.list.overlapping = false;
	assert_good();
}

static void kind_code_list_takes_in_what_is_there_and_only_once(void **state)
{
	(void)state;
	list_start(&record, "crime", 2, "crime");
	list_add(&record, "egendom");
	list_take_in(&record, "ran");
	list_take_in(&record, "stold");
	list_add(&record, "annat");
	assert_good();
	assert_bad_when(record.takes_in[1], list_text("cykelstold"), 7); /* nobody's */
	assert_bad_when(record.takes_in[1], list_text("kvinna"), 7);	 /* another dimension's */
	assert_bad_when(record.takes_in[1], list_text("annat"), 7);	 /* its own */
	assert_bad_when(record.takes_in[1], list_text("ran"), 7);	 /* twice */
	list_take_in(&record, "okand");
	assert_good();
	assert_bad_when(record.takes_in[2], list_text("ran"), 7); /* by two values */
}

static void kind_code_list_takes_in_256_codes_at_most(void **state)
{
	(void)state;
	static char codes[CODE_TAKES_IN_MAX + 1][8];
	const struct kind *kind = kind_of(JOUR__V1__RECORD__BODY_CODE_LIST);
	list_start(&record, "crime", 2, "crime");
	list_add(&record, "egendom");
	for (size_t i = 0; i <= CODE_TAKES_IN_MAX; i++) {
		(void)snprintf(codes[i], sizeof(codes[i]), "c%zu", i);
		list_take_in(&record, codes[i]);
	}
	assert_int_equal(kind->fields(&record.list).field, 7);
	record.values[0].n_takes_in--;
	assert_int_equal(kind->fields(&record.list).code, RESULT_ACCEPTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kind_code_list_fields_are_checked),
		cmocka_unit_test(kind_code_list_of_64_values_is_the_longest),
		cmocka_unit_test(kind_code_list_bands_neither_overlap_nor_leave_a_gap),
		cmocka_unit_test(kind_code_list_version_follows_the_newest),
		cmocka_unit_test(kind_code_list_of_a_dimension_overlaps_as_the_others_do),
		cmocka_unit_test(kind_code_list_takes_in_what_is_there_and_only_once),
		cmocka_unit_test(kind_code_list_takes_in_256_codes_at_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
