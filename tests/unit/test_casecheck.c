#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "jour/casecheck.h"

static void casecheck_is_found_by_name_and_remark(void **state)
{
	(void)state;
	size_t count = 0;
	for (; casecheck_at(count) != NULL; count++) {
		const struct casecheck *check = casecheck_at(count);
		assert_ptr_equal(casecheck_named(check->name), check);
		assert_ptr_equal(casecheck_of(check->remark), check);
		assert_non_null(strstr(check->text, "{1}"));
		assert_null(strstr(check->plain, "{1}"));
		assert_non_null(strstr(check->text, check->name)); /* says how to confirm it */
		assert_non_null(strstr(check->plain, check->name));
	}
	assert_int_equal(count, 3);
	assert_null(casecheck_named("late"));
	assert_null(casecheck_of(REMARK_LATE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(casecheck_is_found_by_name_and_remark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
