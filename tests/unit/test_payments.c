#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "payments.h"
#include "umea.h"

#define PAYER JOUR__V1__SIDE__SIDE_PAYER
#define PAYEE JOUR__V1__SIDE__SIDE_PAYEE

struct fixture {
	struct book book;
	struct umea umea;
	struct arena arena;
	uint64_t size;
};

static int setup(void **state)
{
	struct fixture *fixture = book_must(malloc(sizeof(*fixture)));
	book_open(&fixture->book);
	umea_prepare(&fixture->umea);
	fixture->umea.agreement.n_terms = 1;
	fixture->arena = arena_of(book_must(malloc(EXPECTED_HEAP_SIZE)), EXPECTED_HEAP_SIZE);
	umea_say_units(&fixture->book);
	umea_say_agreement(&fixture->book, &fixture->umea);
	fixture->size = umea_say_populations(&fixture->book);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	book_close(&fixture->book);
	free(fixture->arena.start);
	free(fixture);
	return 0;
}

static void pay(struct fixture *fixture, Jour__V1__Side side, const char *payer,
	const char *reference, uint32_t year, uint64_t amount_ore)
{
	book_payment(&fixture->book, side, UMEA_DNR, payer, reference, year, amount_ore);
}

static enum err settle_in(struct fixture *fixture, uint32_t year, uint64_t size,
	struct arena *arena, const struct account **ret_account)
{
	const struct expected *expected = NULL;
	struct store_txn *txn = must_read(fixture->book.office.store);
	struct arena *scratch = &fixture->book.office.memory.record;
	enum err err = expected_compute(txn, size, UMEA_DNR, year, arena, scratch, &expected);
	if (err == ERR_OK)
		err = payments_settle(txn, expected, arena, scratch, ret_account);
	store_abort(txn);
	return err;
}

static const struct account *settle(struct fixture *fixture, uint32_t year, uint64_t size)
{
	const struct account *account = NULL;
	arena_reset(&fixture->arena);
	assert_int_equal(settle_in(fixture, year, size, &fixture->arena, &account), ERR_OK);
	return account;
}

static void payments_said_by_both_are_one(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYER, "2409", "F1", 2018, 2035200);
	pay(fixture, PAYEE, "2409", "F1", 2018, 2035200);
	const struct account *account = settle(fixture, 2018, book_send(&fixture->book));
	assert_int_equal(account->payments->match, PAYMENT_AGREED);
	assert_null(account->payments->next);
	assert_int_equal(account->payments->by_payer.record.position, 0);
	assert_int_equal(account->payments->by_payee.record.position, 1);
	assert_int_equal(account->rows[3].received_ore, 2035200);
	assert_int_equal(account->rows[3].payer_says_ore, 2035200);
	assert_int_equal(account->rows[3].difference_ore, 0);
	assert_int_equal(account->rows[3].unmatched, 0);
	assert_int_equal(account->sum.expected_ore, 46011000);
	assert_int_equal(account->sum.difference_ore, 46011000 - 2035200);
}

static void payments_said_by_the_payer_only_are_not_received(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYER, "2409", "F1", 2018, 2035200);
	const struct account *account = settle(fixture, 2018, book_send(&fixture->book));
	assert_int_equal(account->payments->match, PAYMENT_PAYER_ONLY);
	assert_int_equal(account->rows[3].received_ore, 0);
	assert_int_equal(account->rows[3].payer_says_ore, 2035200);
	assert_int_equal(account->rows[3].difference_ore, 2035200);
	assert_int_equal(account->rows[3].unmatched, 1);
}

static void payments_said_by_the_payee_only_are_received(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYEE, "2409", "F1", 2018, 1000000);
	pay(fixture, PAYEE, "2409", "F2", 2018, 1035200);
	const struct account *account = settle(fixture, 2018, book_send(&fixture->book));
	assert_int_equal(account->payments->match, PAYMENT_PAYEE_ONLY);
	assert_int_equal(account->rows[3].received_ore, 2035200);
	assert_int_equal(account->rows[3].payer_says_ore, 0);
	assert_int_equal(account->rows[3].unmatched, 2);
}

static void payments_amount_differs_the_payee_counts(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYER, "2409", "F1", 2018, 2035200);
	pay(fixture, PAYEE, "2409", "F1", 2018, 2035300);
	const struct account *account = settle(fixture, 2018, book_send(&fixture->book));
	assert_int_equal(account->payments->match, PAYMENT_AMOUNT_DIFFERS);
	assert_int_equal(account->rows[3].received_ore, 2035300);
	assert_int_equal(account->rows[3].difference_ore, -100);
}

static void payments_year_differs_each_word_counts_in_its_own(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYER, "2409", "F1", 2018, 2035200);
	pay(fixture, PAYEE, "2409", "F1", 2019, 2035200);
	uint64_t size = book_send(&fixture->book);
	const struct account *account = settle(fixture, 2018, size);
	assert_int_equal(account->payments->match, PAYMENT_YEAR_DIFFERS);
	assert_int_equal(account->rows[3].received_ore, 0);
	assert_int_equal(account->rows[3].payer_says_ore, 2035200);
	account = settle(fixture, 2019, size);
	assert_int_equal(account->payments->match, PAYMENT_YEAR_DIFFERS);
	assert_int_equal(account->rows[3].received_ore, 2035200);
	assert_int_equal(account->rows[3].payer_says_ore, 0);
	assert_null(settle(fixture, 2020, size)->payments);
}

static void payments_same_reference_of_another_payer_is_another(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYER, "2409", "F1", 2018, 1);
	pay(fixture, PAYEE, "2403", "F1", 2018, 1);
	const struct account *account = settle(fixture, 2018, book_send(&fixture->book));
	assert_int_equal(account->payments->match, PAYMENT_PAYEE_ONLY);
	assert_string_equal(account->payments->payer, "2403");
	assert_int_equal(account->payments->next->match, PAYMENT_PAYER_ONLY);
}

static void payments_before_a_correction_are_as_they_were(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYEE, "2409", "F1", 2018, 100);
	uint64_t before = book_send(&fixture->book);
	pay(fixture, PAYEE, "2409", "F1", 2018, 2035200);
	uint64_t after = book_send(&fixture->book);
	assert_null(settle(fixture, 2018, fixture->size)->payments);
	assert_int_equal(settle(fixture, 2018, before)->rows[3].received_ore, 100);
	assert_int_equal(settle(fixture, 2018, after)->rows[3].received_ore, 2035200);
}

static void payments_of_a_unit_that_left_get_a_row(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYEE, "2480", "F1", 2020, 500);
	book_send(&fixture->book);
	/* Version 2 goes on without Umeå. */
	fixture->umea.agreement.version = 2;
	fixture->umea.agreement.n_units = UMEA_UNITS - 1;
	uint64_t size = umea_say_agreement(&fixture->book, &fixture->umea);
	const struct account *account = settle(fixture, 2020, size);
	assert_int_equal(account->count, UMEA_UNITS);
	assert_string_equal(account->rows[5].name, "Umeå");
	assert_int_equal(account->rows[5].expected_ore, 0);
	assert_int_equal(account->rows[5].difference_ore, -500);
	assert_int_equal(account->sum.received_ore, 500);
}

static void payments_against_an_unknown_amount_are_incomplete(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYEE, "2409", "F1", 2019, 500);
	const struct account *account = settle(fixture, 2019, book_send(&fixture->book));
	assert_false(account->rows[3].complete);
	assert_false(account->sum.complete);
	assert_int_equal(account->sum.received_ore, 500);
}

static void payments_any_small_arena_is_out_of_range(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYER, "2409", "F1", 2018, 2035200);
	pay(fixture, PAYEE, "2409", "F2", 2018, 2035300);
	uint64_t size = book_send(&fixture->book);
	settle(fixture, 2018, size);
	size_t needed = fixture->arena.used;
	for (size_t room = 0; room < needed; room += 61) {
		struct arena arena = arena_of(book_must(malloc(room + 1)), room);
		const struct account *account = NULL;
		assert_int_equal(settle_in(fixture, 2018, size, &arena, &account), ERR_RANGE);
		free(arena.start);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(payments_said_by_both_are_one),
		TEST(payments_said_by_the_payer_only_are_not_received),
		TEST(payments_said_by_the_payee_only_are_received),
		TEST(payments_amount_differs_the_payee_counts),
		TEST(payments_year_differs_each_word_counts_in_its_own),
		TEST(payments_same_reference_of_another_payer_is_another),
		TEST(payments_before_a_correction_are_as_they_were),
		TEST(payments_of_a_unit_that_left_get_a_row),
		TEST(payments_against_an_unknown_amount_are_incomplete),
		TEST(payments_any_small_arena_is_out_of_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
