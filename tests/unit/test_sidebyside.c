#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "pact.h"
#include "sidebyside.h"

/* Two agreements in one office: the one stands for today, the other for what would be. */
struct fixture {
	struct pact *pact;
	struct arena arena;
	struct sides sides;
};

static int setup(void **state)
{
	struct fixture *fixture = book_must(calloc(1, sizeof(*fixture)));
	fixture->pact = pact_open();
	fixture->arena = arena_of(book_must(malloc(EXPECTED_HEAP_SIZE)), EXPECTED_HEAP_SIZE);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	pact_close(fixture->pact);
	free(fixture->arena.start);
	free(fixture);
	return 0;
}

static const struct expected *say(struct fixture *fixture)
{
	struct office *office = &fixture->pact->book.office;
	const struct expected *expected = NULL;
	uint64_t size = pact_say(fixture->pact);
	struct store_txn *txn = must_read(office->store);
	assert_int_equal(expected_compute(txn, size, fixture->pact->agreement.dnr, 2018,
				 &fixture->arena, &office->memory.record, &expected),
		ERR_OK);
	store_abort(txn);
	return expected;
}

/* Today 0101 and 0102 pay 1 kr each (t 0) and a shared 10 kr (t 1); then 0102 and 0103 pay 3 kr
 * each (t 0), and an amount that rests on a population nobody knows (t 1). */
static void prepare(struct fixture *fixture)
{
	struct pact *pact = fixture->pact;
	pact_begin(pact, "today", 2);
	pact_fixed(pact, 100);
	pact_key(pact, pact_shared(pact, 1000), 1, pact_equal(pact));
	fixture->sides.today = say(fixture);
	pact_begin(pact, "then", 2);
	pact->units[0] = text("0102");
	pact->units[1] = text("0103");
	pact_fixed(pact, 300);
	pact_rate(pact, 300, pact_population(pact));
	fixture->sides.then = say(fixture);
}

static void assert_row(const struct side_row *row, const char *code, int64_t today, int64_t then)
{
	assert_string_equal(row->code, code);
	assert_int_equal(row->today.there, today >= 0);
	assert_int_equal(row->today.amount_ore, today >= 0 ? today : 0);
	assert_int_equal(row->then.there, then >= 0);
	assert_int_equal(row->then.amount_ore, then >= 0 ? then : 0);
}

static void sidebyside_units_of_both_are_in_order(void **state)
{
	struct fixture *fixture = *state;
	struct side_row rows[SIDE_UNITS_MAX];
	int64_t difference_ore = 1;
	prepare(fixture);
	assert_int_equal(sidebyside_units(&fixture->sides, "t 0", rows), 3);
	assert_row(&rows[0], "0101", 100, -1);
	assert_row(&rows[1], "0102", 100, 300);
	assert_row(&rows[2], "0103", -1, 300);
	assert_true(sidebyside_difference(&rows[0], &difference_ore));
	assert_int_equal(difference_ore, -100);
	assert_true(sidebyside_difference(&rows[1], &difference_ore));
	assert_int_equal(difference_ore, 200);
	assert_true(sidebyside_difference(&rows[2], &difference_ore));
	assert_int_equal(difference_ore, 300);
}

static void sidebyside_what_is_not_known_has_no_difference(void **state)
{
	struct fixture *fixture = *state;
	struct side_row rows[SIDE_UNITS_MAX];
	int64_t difference_ore = 7;
	prepare(fixture);
	assert_int_equal(sidebyside_units(&fixture->sides, NULL, rows), 3);
	assert_row(&rows[0], "0101", 600, -1);
	assert_false(rows[1].then.known);
	assert_false(sidebyside_difference(&rows[1], &difference_ore));
	struct side_row sum = sidebyside_sum(&fixture->sides, NULL);
	assert_int_equal(sum.today.amount_ore, 1200);
	assert_false(sidebyside_difference(&sum, &difference_ore));
	assert_int_equal(difference_ore, 7);
}

static void sidebyside_terms_of_one_side_only_are_there_too(void **state)
{
	struct fixture *fixture = *state;
	struct side_row rows[SIDE_TERMS_MAX];
	struct pact *pact = fixture->pact;
	prepare(fixture);
	pact_begin(pact, "third", 1);
	pact_fixed(pact, 5);
	fixture->sides.then = say(fixture);
	assert_int_equal(sidebyside_terms(&fixture->sides, NULL, rows), 2);
	assert_row(&rows[0], "t 0", 200, 5);
	assert_row(&rows[1], "t 1", 1000, -1);
	assert_int_equal(sidebyside_terms(&fixture->sides, "t 1", rows), 1);
	assert_row(&rows[0], "t 1", 1000, -1);
	assert_int_equal(sidebyside_terms(&fixture->sides, "t 0", rows), 0);
}

static void sidebyside_without_an_agreement_today_is_all_new(void **state)
{
	struct fixture *fixture = *state;
	struct side_row rows[SIDE_UNITS_MAX];
	int64_t difference_ore;
	prepare(fixture);
	struct sides sides = {NULL, fixture->sides.today};
	assert_int_equal(sidebyside_units(&sides, NULL, rows), 2);
	assert_row(&rows[0], "0101", -1, 600);
	struct side_row sum = sidebyside_sum(&sides, NULL);
	assert_true(sidebyside_difference(&sum, &difference_ore));
	assert_int_equal(difference_ore, 1200);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sidebyside_units_of_both_are_in_order),
		TEST(sidebyside_what_is_not_known_has_no_difference),
		TEST(sidebyside_terms_of_one_side_only_are_there_too),
		TEST(sidebyside_without_an_agreement_today_is_all_new),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
