#include "knownratio.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct ratio_part whole = {CELL_COUNT, false, false, 0},
			       part = {CELL_COUNT, true, false, 0},
			       none = {CELL_COUNT, false, true, 0},
			       none_yet = {CELL_COUNT, true, true, 0};

static void knownratio_of_what_is_known_is_the_ratio(void **state)
{
	(void)state;
	struct known_ratio ratio = knownratio_of(&whole, &whole, false);
	assert_int_equal(ratio.state, CELL_COUNT);
	assert_false(ratio.at_least);
	assert_false(ratio.partial);
	assert_int_equal(ratio.lack, RATIO_LACKS_NOTHING);
	assert_int_equal(knownratio_of(&none, &whole, false).state, CELL_COUNT);
}

static void knownratio_of_a_part_is_at_least(void **state)
{
	(void)state;
	struct known_ratio ratio = knownratio_of(&part, &whole, true);
	assert_int_equal(ratio.state, CELL_COUNT);
	assert_true(ratio.at_least);
	assert_false(ratio.partial);
	ratio = knownratio_of(&none_yet, &whole, false);
	assert_int_equal(ratio.state, CELL_NOT_REPORTED);
	assert_int_equal(ratio.lack, RATIO_LACKS_PART);
}

static void knownratio_over_a_part_is_not_known(void **state)
{
	(void)state;
	assert_int_equal(knownratio_of(&whole, &part, false).state, CELL_NOT_REPORTED);
	assert_int_equal(knownratio_of(&part, &part, false).lack, RATIO_LACKS_PART);
	/* Of the upper everything is known: of the lower something else is missing. */
	assert_int_equal(knownratio_of(&whole, &part, true).state, CELL_NOT_REPORTED);
}

static void knownratio_of_the_same_reports_is_of_what_they_say(void **state)
{
	(void)state;
	struct known_ratio ratio = knownratio_of(&part, &part, true);
	assert_int_equal(ratio.state, CELL_COUNT);
	assert_true(ratio.partial);
	assert_false(ratio.at_least);
}

static void knownratio_of_a_state_is_that_state(void **state)
{
	(void)state;
	for (unsigned i = CELL_NOT_REPORTED; i < CELL_STATES; i++) {
		struct ratio_part said = {(enum cell_state)i, false, false, 0};
		struct known_ratio ratio = knownratio_of(&said, &whole, false);
		assert_int_equal(ratio.state, i);
		assert_int_equal(ratio.lack, RATIO_LACKS_UPPER);
		ratio = knownratio_of(&whole, &said, false);
		assert_int_equal(ratio.state, i);
		assert_int_equal(ratio.lack, RATIO_LACKS_LOWER);
		ratio = knownratio_of(
			&said, &(struct ratio_part){CELL_NOT_APPLICABLE, false, false, 0}, false);
		assert_int_equal(ratio.state, CELL_NOT_APPLICABLE);
		assert_int_equal(ratio.lack, RATIO_LACKS_LOWER);
	}
}

static void knownratio_over_nothing_does_not_apply(void **state)
{
	(void)state;
	struct known_ratio ratio = knownratio_of(&whole, &none, true);
	assert_int_equal(ratio.state, CELL_NOT_APPLICABLE);
	assert_int_equal(ratio.lack, RATIO_OVER_ZERO);
	/* None of those that are reported so far: there may be some. */
	assert_int_equal(knownratio_of(&whole, &none_yet, false).state, CELL_NOT_REPORTED);
}

static void knownratio_of_other_months_lacks_a_part(void **state)
{
	(void)state;
	struct ratio_part half = {CELL_COUNT, false, false, 0x03f},
			  year = {CELL_COUNT, false, false, 0xfff};
	assert_true(knownratio_of(&half, &year, false).at_least);
	assert_int_equal(knownratio_of(&year, &half, false).lack, RATIO_LACKS_PART);
	assert_false(knownratio_of(&half, &half, false).at_least);
	assert_false(knownratio_of(&half, &whole, false).at_least); /* inhabitants: of no months */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knownratio_of_what_is_known_is_the_ratio),
		cmocka_unit_test(knownratio_of_a_part_is_at_least),
		cmocka_unit_test(knownratio_over_a_part_is_not_known),
		cmocka_unit_test(knownratio_of_the_same_reports_is_of_what_they_say),
		cmocka_unit_test(knownratio_of_a_state_is_that_state),
		cmocka_unit_test(knownratio_over_nothing_does_not_apply),
		cmocka_unit_test(knownratio_of_other_months_lacks_a_part),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
