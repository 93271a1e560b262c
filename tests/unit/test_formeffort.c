#include "formeffort.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "formcount.h"

#define APRIL_TO_MARCH ((struct days){day_of(2018, 4, 1), day_of(2019, 3, 31)})

static char contacts[] = "contacts", women[] = "support_persons_women";
static char west[] = "2480-V", east[] = "2480-O";

static struct effort_total total_of(const char *code, const char *measure, struct days days)
{
	struct formeffort effort;
	formcount_start(days, NULL);
	assert_int_equal(formeffort_open(&formcount.cases, &effort), ERR_OK);
	struct effort_total total =
		formeffort_of_unit(&effort, code, effortlist_find(bytes_of_text(measure)));
	formcount_finish();
	return total;
}

static void formeffort_of_an_agreement_year_is_of_all_its_months(void **state)
{
	(void)state;
	casebook_say_effort(book, umea, contacts, (struct period){2018, 4, 3}, 10);
	casebook_say_effort(book, umea, contacts, (struct period){2018, 10, 3}, 20);
	struct effort_total total = total_of(umea, contacts, APRIL_TO_MARCH);
	assert_int_equal(total.number.count, 3000);
	assert_int_equal(total.months, 0xe38);
	casebook_say_effort(book, umea, contacts, (struct period){2019, 1, 3}, 5);
	total = total_of(umea, contacts, APRIL_TO_MARCH);
	assert_int_equal(total.number.count, 3500);
	assert_int_equal(total.months, 0xe3f);
	const struct effort_measure *measure = effortlist_find(bytes_of_text(contacts));
	assert_int_equal(formeffort_cell(&total, measure).months, 0xe3f);
}

/* A month that is there twice cannot be told from one that is there once. */
static void formeffort_of_two_years_tells_no_months(void **state)
{
	(void)state;
	casebook_say_effort(book, umea, contacts, YEAR, 10);
	casebook_say_effort(book, umea, contacts, (struct period){2019, 1, 3}, 20);
	struct effort_total total =
		total_of(umea, contacts, (struct days){day_of(2018, 1, 1), day_of(2019, 12, 31)});
	assert_int_equal(total.number.count, 3000);
	assert_int_equal(total.months, 0);
}

/* What the district did in each piece is in the kommun that it was in at the end of it. */
static void formeffort_of_a_district_that_moves_is_where_it_was(void **state)
{
	(void)state;
	formcount_move_district(west);
	casebook_say_effort(book, west, contacts, (struct period){2018, 4, 3}, 10);
	casebook_say_effort(book, west, contacts, (struct period){2018, 7, 6}, 20);
	casebook_say_effort(book, west, contacts, (struct period){2019, 1, 3}, 5);
	struct effort_total total = total_of(umea, contacts, APRIL_TO_MARCH);
	assert_int_equal(total.number.count, 3000);
	total = total_of(nordmaling, contacts, APRIL_TO_MARCH);
	assert_int_equal(total.number.count, 500);
}

/* A stock of the newest piece; a district that is gone is missed by nobody. */
static void formeffort_of_what_there_is_is_that_of_the_districts(void **state)
{
	(void)state;
	const Jour__V1__UnitType district = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT;
	formcount_say_unit(
		(struct casebook_unit){west, .parent = umea, .type = district, .from = 20180101});
	formcount_say_unit((struct casebook_unit){
		east, .parent = umea, .type = district, .from = 19700101, .to = 20171231});
	casebook_say_effort(book, west, women, (struct period){2018, 4, 3}, 7);
	casebook_say_effort(book, west, women, (struct period){2019, 1, 1}, 4);
	struct effort_total total = total_of(umea, women, APRIL_TO_MARCH);
	assert_int_equal(total.number.count, 400);
	assert_false(total_cell_is_at_least(&total.number));
	casebook_say_effort(book, umea, women, (struct period){2019, 1, 1}, 9);
	total = total_of(umea, women, APRIL_TO_MARCH);
	assert_int_equal(total.number.count, 900);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(formeffort_of_an_agreement_year_is_of_all_its_months),
		TEST(formeffort_of_two_years_tells_no_months),
		TEST(formeffort_of_a_district_that_moves_is_where_it_was),
		TEST(formeffort_of_what_there_is_is_that_of_the_districts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
