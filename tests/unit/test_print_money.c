#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "print_money.h"
#include "print_paid.h"
#include "umea.h"

struct fixture {
	struct book book;
	struct umea umea;
	struct arena arena;
	const struct expected *expected;
	const struct account *account;
	char *printed;
	size_t printed_size;
	FILE *to;
};

static int setup(void **state)
{
	struct fixture *fixture = book_must(calloc(1, sizeof(*fixture)));
	struct book *book = &fixture->book;
	book_open(book);
	umea_prepare(&fixture->umea);
	fixture->arena = arena_of(book_must(malloc(EXPECTED_HEAP_SIZE)), EXPECTED_HEAP_SIZE);
	umea_say_units(book);
	umea_say_agreement(book, &fixture->umea);
	umea_say_populations(book);
	book_cost(book, UMEA_DNR, UMEA_LINE, "lön 2018", 2018, 50000000);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYER, UMEA_DNR, "2403", "F2", 2018, 736200);
	book_send(book);
	fixture->to = open_memstream(&fixture->printed, &fixture->printed_size);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	fclose(fixture->to);
	free(fixture->printed);
	book_close(&fixture->book);
	free(fixture->arena.start);
	free(fixture);
	return 0;
}

static void compute(struct fixture *fixture, uint32_t year, uint64_t size)
{
	struct store_txn *txn = must_read(fixture->book.office.store);
	struct arena *scratch = &fixture->book.office.memory.record;
	assert_int_equal(expected_compute(txn, size, UMEA_DNR, year, &fixture->arena, scratch,
				 &fixture->expected),
		ERR_OK);
	assert_int_equal(payments_settle(txn, fixture->expected, 0, &fixture->arena, scratch,
				 &fixture->account),
		ERR_OK);
	store_abort(txn);
}

static void assert_prints(struct fixture *fixture, const char *text)
{
	fflush(fixture->to);
	if (strstr(fixture->printed, text) == NULL)
		fail_msg("'%s' is not in:\n%s", text, fixture->printed);
}

static void print_money_account_shows_both_terms_and_the_sum(void **state)
{
	struct fixture *fixture = *state;
	compute(fixture, 2018, 5);
	print_agreement(fixture->expected, fixture->to);
	print_account(fixture->expected, fixture->account, fixture->to);
	print_payments(fixture->account, fixture->to);
	assert_prints(fixture, "20\u00a0352\u00a0kr");
	assert_prints(fixture, "460\u00a0110\u00a0kr");
	assert_prints(fixture, "500\u00a0000\u00a0kr");
	assert_prints(fixture, "Payment F2 by Bjurholm: said by the payer only");
}

/* What the payments are is test_payments' to say; here it is how a person reads them. */
static void print_paid_remarks_name_what_a_person_should_look_at(void **state)
{
	struct fixture *fixture = *state;
	struct book *book = &fixture->book;
	book_invoice(book, UMEA_DNR, "2409", "F7", 2018, 2035200);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2409", "F7", 2018, 1000000);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2403", "OCR 3", 2018, 736200);
	book_repayment(book, UMEA_DNR, "2409", "R1", 2018, "", 5000);
	uint64_t size = book_send(book);
	struct store_txn *txn = must_read(book->office.store);
	compute(fixture, 2018, size);
	assert_int_equal(payments_settle(txn, fixture->expected, 20180602, &fixture->arena,
				 &book->office.memory.record, &fixture->account),
		ERR_OK);
	store_abort(txn);
	print_paid_remarks(fixture->account, fixture->to);
	assert_prints(fixture, "Invoice F7 to Robertsfors is paid in part: 10\u00a0000\u00a0kr of "
			       "20\u00a0352\u00a0kr (payments: 1).");
	assert_prints(fixture, "overdue since 2018-06-01 (2 days): 10\u00a0352\u00a0kr is open");
	assert_prints(fixture, "It may be what the jour calls OCR 3");
	assert_prints(fixture, "Payment F2 by Bjurholm: there is no invoice of that number");
	assert_prints(fixture, "Given back to Robertsfors on 2018-12-15: 50\u00a0kr (R1).");
}

static void print_money_split_names_rule_inputs_and_last_ore(void **state)
{
	struct fixture *fixture = *state;
	compute(fixture, 2018, 5);
	print_term(fixture->expected, &fixture->expected->terms[1], true, fixture->to);
	assert_prints(fixture, "split by population on 2016-12-31 (bilaga 1)");
	assert_prints(fixture, "What was left, 0,01\u00a0kr each, went to: ");
	assert_prints(fixture, "largest remainders");
	assert_prints(fixture, "population of Robertsfors on 2016-12-31, source SCB");
	assert_prints(fixture, "cost samordnare 2018, reference lön 2018");
}

static void print_money_missing_figure_is_said_once(void **state)
{
	static const char missing[] =
		"Missing: the population of Bjurholm on 2016-12-31 is not in the ledger.";
	struct fixture *fixture = *state;
	compute(fixture, 2018, 3);
	print_account(fixture->expected, fixture->account, fixture->to);
	assert_prints(fixture, "INCOMPLETE");
	assert_prints(fixture, missing);
	assert_prints(fixture, "not known");
	assert_null(strstr(strstr(fixture->printed, missing) + 1, missing));
}

static void print_money_year_outside_says_so(void **state)
{
	struct fixture *fixture = *state;
	compute(fixture, 2021, 5);
	print_agreement(fixture->expected, fixture->to);
	assert_prints(fixture, "not in force in 2021");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(print_money_account_shows_both_terms_and_the_sum),
		TEST(print_paid_remarks_name_what_a_person_should_look_at),
		TEST(print_money_split_names_rule_inputs_and_last_ore),
		TEST(print_money_missing_figure_is_said_once),
		TEST(print_money_year_outside_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
