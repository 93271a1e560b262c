#include "print_keyfigures.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "keyhelp.h"

static void assert_no_text(const struct keyvalue *value)
{
	assert_null(value->exact);
	assert_null(value->why.text);
}

/* The next period is read into the memory that the texts are in. */
static void print_keyfigures_keep_leaves_no_text_behind(void **state)
{
	static struct keypoint point;
	(void)state;
	casebook_report_cases(book, umea, YEAR, 250);
	const struct keyfigures *figures = keyhelp_compute(YEAR, NULL);
	assert_non_null(keyhelp_means(figures, "cases_per_1000")->over_units.exact);
	assert_non_null(keyhelp_means(figures, "contacts_per_case")->over_units.why.text);
	print_keyfigures_keep(figures, false, &point);
	assert_int_equal(point.kinds[keyhelp_position("cases_per_1000")].over_units.rounded, 200);
	for (size_t i = 0; keyfigure_at(i) != NULL; i++) {
		assert_no_text(&point.kinds[i].shown.value);
		assert_no_text(&point.kinds[i].over_units);
		assert_no_text(&point.kinds[i].over_inhabitants);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			print_keyfigures_keep_leaves_no_text_behind, keyhelp_open, keyhelp_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
