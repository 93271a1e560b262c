#include "jour/ageband.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void assert_band(const char *text, uint32_t from, uint32_t to)
{
	uint32_t got_from = 999, got_to = 999;
	assert_true(ageband_parse(text, &got_from, &got_to));
	assert_int_equal(got_from, from);
	assert_int_equal(got_to, to);
}

static void ageband_as_people_write_it_is_understood(void **state)
{
	(void)state;
	assert_band("0-17", 0, 17);
	assert_band("18–20 år", 18, 20);
	assert_band("18 - 20", 18, 20);
	assert_band("18 till 20 år", 18, 20);
	assert_band("21+", 21, 0);
	assert_band("65 år och äldre", 65, 0);
	assert_band("65 and older", 65, 0);
	assert_band("under 21", 0, 20);
	assert_band("Under 21 år", 0, 20);
	assert_band("150+", 150, 0);
}

/* "Over 21" does not say where 21 is. */
static void ageband_without_its_exact_ages_is_none(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "21", "över 21", "20-18", "0-0", "under", "under 1",
		"18-", "18-20-25", "151+", "1000+", "0-151", "x", "18-20 st", "under x",
		"under 21 x"};
	uint32_t from = 7, to = 8;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(ageband_parse(wrong[i], &from, &to));
	assert_int_equal(from, 7);
	assert_int_equal(to, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ageband_as_people_write_it_is_understood),
		cmocka_unit_test(ageband_without_its_exact_ages_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
