#include "jour/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

static void clock_now_agrees_with_time(void **state)
{
	(void)state;
	uint64_t before = (uint64_t)time(NULL);
	uint64_t now_ms = clock_now_ms();
	uint64_t after = (uint64_t)time(NULL);
	/* time(2) may lag the precise clock by one tick. */
	assert_in_range(now_ms, before * 1000, after * 1000 + 2000);
}

static void clock_monotonic_never_goes_back(void **state)
{
	(void)state;
	uint64_t last = clock_monotonic_ms();
	for (int i = 0; i < 10000; i++) {
		uint64_t now = clock_monotonic_ms();
		assert_true(now >= last);
		last = now;
	}
}

static void random_bytes_two_draws_differ_and_stay_inside(void **state)
{
	(void)state;
	uint8_t a[34] = {0}, b[34] = {0};
	random_bytes(a + 1, 32);
	random_bytes(b + 1, 32);
	assert_memory_not_equal(a, b, sizeof(a));
	assert_int_equal(a[0] | a[33] | b[0] | b[33], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock_now_agrees_with_time),
		cmocka_unit_test(clock_monotonic_never_goes_back),
		cmocka_unit_test(random_bytes_two_draws_differ_and_stay_inside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
