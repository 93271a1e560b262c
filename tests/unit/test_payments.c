#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "payments.h"
#include "umea.h"

#define PAYER JOUR__V1__SIDE__SIDE_PAYER
#define PAYEE JOUR__V1__SIDE__SIDE_PAYEE

/* What the six kommuner are expected to pay; the terms have tests of their own. */
struct fixture {
	struct book book;
	struct umea umea;
	struct arena arena;
	uint64_t size;
	uint32_t today;
	struct expected expected;
	struct expected_unit units[UMEA_UNITS];
};

static int setup(void **state)
{
	struct fixture *fixture = book_must(calloc(1, sizeof(*fixture)));
	book_open(&fixture->book);
	umea_prepare(&fixture->umea);
	fixture->umea.agreement.n_terms = 1;
	fixture->arena = arena_of(book_must(malloc(EXPECTED_HEAP_SIZE)), EXPECTED_HEAP_SIZE);
	umea_say_units(&fixture->book);
	fixture->size = umea_say_agreement(&fixture->book, &fixture->umea);
	fixture->expected = (struct expected){.agreement = &fixture->umea.agreement,
		.unit_count = UMEA_UNITS,
		.units = fixture->units,
		.complete = true};
	for (size_t i = 0; i < UMEA_UNITS; i++) {
		int64_t amount_ore = (int64_t)(300 * umea_kommuner[i].population);
		fixture->units[i] = (struct expected_unit){
			umea_kommuner[i].code, umea_kommuner[i].name, true, amount_ore};
		fixture->expected.total_ore += amount_ore;
	}
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
	struct store_txn *txn = must_read(fixture->book.office.store);
	fixture->expected.year = year;
	fixture->expected.size = size;
	enum err err = payments_settle(txn, &fixture->expected, fixture->today, arena,
		&fixture->book.office.memory.record, ret_account);
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

static const struct account *send_and_settle(struct fixture *fixture)
{
	return settle(fixture, 2018, book_send(&fixture->book));
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
	assert_int_equal(account->payments->match, PAYMENT_DIFFERS);
	assert_int_equal(account->payments->differs, PAYMENT_AMOUNT);
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
	assert_int_equal(account->payments->match, PAYMENT_DIFFERS);
	assert_int_equal(account->payments->differs, PAYMENT_YEAR | PAYMENT_DATE);
	assert_int_equal(account->rows[3].received_ore, 0);
	assert_int_equal(account->rows[3].payer_says_ore, 2035200);
	account = settle(fixture, 2019, size);
	assert_int_equal(account->payments->match, PAYMENT_DIFFERS);
	assert_int_equal(account->payments->differs, PAYMENT_YEAR | PAYMENT_DATE);
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
	assert_null(account->payments->proposed);
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
	fixture->expected.unit_count = UMEA_UNITS - 1;
	const struct account *account = settle(fixture, 2020, book_send(&fixture->book));
	assert_int_equal(account->count, UMEA_UNITS);
	assert_string_equal(account->rows[5].name, "Umeå");
	assert_int_equal(account->rows[5].expected_ore, 0);
	assert_int_equal(account->rows[5].difference_ore, -500);
	assert_int_equal(account->sum.received_ore, 500);
}

static void payments_against_an_unknown_amount_are_incomplete(void **state)
{
	struct fixture *fixture = *state;
	fixture->units[3].complete = fixture->expected.complete = false;
	pay(fixture, PAYEE, "2409", "F1", 2018, 500);
	const struct account *account = send_and_settle(fixture);
	assert_false(account->rows[3].complete);
	assert_true(account->rows[2].complete);
	assert_false(account->sum.complete);
	assert_int_equal(account->sum.received_ore, 500);
}

/* A payment as a form that the tests fill in. */
static Jour__V1__Payment form(Jour__V1__Side side, const char *reference, uint32_t date)
{
	Jour__V1__Payment payment;
	jour__v1__payment__init(&payment);
	payment.agreement = text(UMEA_DNR);
	payment.payer = text("2409");
	payment.side = side;
	payment.reference = text(reference);
	payment.year = 2018;
	payment.date = date;
	payment.amount_ore = 1000;
	return payment;
}

static void say(struct fixture *fixture, Jour__V1__Payment payment)
{
	book_payment_of(&fixture->book, &payment);
}

static void payments_a_window_apart_are_still_one(void **state)
{
	struct fixture *fixture = *state;
	say(fixture, form(PAYER, "F1", 20180401));
	say(fixture, form(PAYEE, "F1", 20180501));
	const struct account *account = send_and_settle(fixture);
	assert_int_equal(account->payments->match, PAYMENT_AGREED);
	assert_int_equal(account->payments->days_apart, PAYMENT_WINDOW_DAYS);
}

static void payments_a_day_more_apart_differ_in_date(void **state)
{
	struct fixture *fixture = *state;
	say(fixture, form(PAYER, "F1", 20180401));
	say(fixture, form(PAYEE, "F1", 20180502));
	const struct account *account = send_and_settle(fixture);
	assert_int_equal(account->payments->match, PAYMENT_DIFFERS);
	assert_int_equal(account->payments->differs, PAYMENT_DATE);
	assert_int_equal(account->rows[3].unmatched, 1);
}

static void payments_with_another_number_are_proposed_not_assumed(void **state)
{
	struct fixture *fixture = *state;
	say(fixture, form(PAYER, "OCR 77", 20180401));
	say(fixture, form(PAYEE, "F1", 20180501));
	const struct account *account = send_and_settle(fixture);
	const struct payment *payee = account->payments, *payer = payee->next;
	assert_int_equal(payee->match, PAYMENT_PAYEE_ONLY);
	assert_int_equal(payer->match, PAYMENT_PAYER_ONLY);
	assert_ptr_equal(payee->proposed, payer);
	assert_ptr_equal(payer->proposed, payee);
	assert_int_equal(account->rows[3].received_ore, 1000);
	assert_int_equal(account->rows[3].unmatched, 2);
}

static void payments_a_day_more_apart_are_not_proposed(void **state)
{
	struct fixture *fixture = *state;
	say(fixture, form(PAYER, "OCR 77", 20180401));
	say(fixture, form(PAYEE, "F1", 20180502));
	assert_null(send_and_settle(fixture)->payments->proposed);
}

static void payments_an_ore_more_are_not_proposed(void **state)
{
	struct fixture *fixture = *state;
	Jour__V1__Payment payment = form(PAYER, "OCR 77", 20180401);
	payment.amount_ore++;
	say(fixture, payment);
	say(fixture, form(PAYEE, "F1", 20180401));
	assert_null(send_and_settle(fixture)->payments->proposed);
}

static void payments_proposed_over_new_year_show_in_both_years(void **state)
{
	struct fixture *fixture = *state;
	Jour__V1__Payment payment = form(PAYER, "OCR 77", 20181228);
	say(fixture, payment);
	payment = form(PAYEE, "F1", 20190103);
	payment.year = 2019;
	say(fixture, payment);
	uint64_t size = book_send(&fixture->book);
	assert_non_null(settle(fixture, 2018, size)->payments->proposed);
	const struct account *account = settle(fixture, 2019, size);
	assert_non_null(account->payments->proposed);
	assert_int_equal(account->rows[3].unmatched, 1);
	assert_int_equal(account->rows[3].received_ore, 1000);
	assert_int_equal(account->rows[3].payer_says_ore, 0);
	assert_null(settle(fixture, 2020, size)->payments);
}

static void payments_parts_of_a_number_are_matched_one_by_one(void **state)
{
	struct fixture *fixture = *state;
	for (uint32_t part = 1; part <= 2; part++) {
		Jour__V1__Payment payment = form(PAYEE, "F1", 20180401);
		payment.part = part;
		payment.year = 2017 + part; /* one transfer for two years */
		say(fixture, payment);
	}
	Jour__V1__Payment payment = form(PAYER, "F1", 20180401);
	payment.part = 1;
	say(fixture, payment);
	uint64_t size = book_send(&fixture->book);
	const struct account *account = settle(fixture, 2018, size);
	assert_int_equal(account->payments->match, PAYMENT_AGREED);
	assert_int_equal(account->payments->part, 1);
	assert_null(account->payments->next);
	account = settle(fixture, 2019, size);
	assert_int_equal(account->payments->match, PAYMENT_PAYEE_ONLY);
	assert_int_equal(account->rows[3].received_ore, 1000);
}

static void payments_reversed_are_taken_away(void **state)
{
	struct fixture *fixture = *state;
	say(fixture, form(PAYEE, "F1", 20180401));
	Jour__V1__Payment payment = form(PAYEE, "F1 retur", 20180410);
	payment.reversal = true;
	payment.amount_ore = 400;
	say(fixture, payment);
	const struct account *account = send_and_settle(fixture);
	assert_int_equal(account->rows[3].received_ore, 600);
}

static void payments_reversed_by_one_side_only_differ(void **state)
{
	struct fixture *fixture = *state;
	say(fixture, form(PAYEE, "F1", 20180401));
	Jour__V1__Payment payment = form(PAYER, "F1", 20180401);
	payment.reversal = true;
	say(fixture, payment);
	assert_int_equal(send_and_settle(fixture)->payments->differs, PAYMENT_AMOUNT);
}

static void payments_to_another_jour_are_neither_joined_nor_proposed(void **state)
{
	struct fixture *fixture = *state;
	Jour__V1__Party parties[2], *list[] = {&parties[0], &parties[1]};
	const char *org_nr[] = {"802000-1239", "802000-1247"};
	for (size_t i = 0; i < 2; i++) {
		jour__v1__party__init(&parties[i]);
		parties[i].name = text("Jour");
		parties[i].org_nr = text(org_nr[i]);
		parties[i].role = JOUR__V1__ROLE__ROLE_JOUR;
	}
	fixture->umea.agreement.version = 2;
	fixture->umea.agreement.parties = list;
	fixture->umea.agreement.n_parties = 2;
	umea_say_agreement(&fixture->book, &fixture->umea);
	Jour__V1__Payment payment = form(PAYER, "F1", 20180401);
	payment.payee = text(org_nr[0]);
	say(fixture, payment);
	payment = form(PAYEE, "F1", 20180401);
	payment.payee = text(org_nr[1]);
	say(fixture, payment);
	const struct account *account = send_and_settle(fixture);
	assert_int_equal(account->payments->match, PAYMENT_PAYER_ONLY);
	assert_null(account->payments->proposed);
	/* Nor is a word that leaves the jour out joined, but it may be the same. */
	say(fixture, form(PAYEE, "F9", 20180402));
	account = send_and_settle(fixture);
	const struct payment *at = account->payments;
	while (at->match != PAYMENT_PAYER_ONLY)
		at = at->next;
	assert_string_equal(at->proposed->reference, "F9");
}

static void payments_invoiced_stands_beside_expected_and_paid(void **state)
{
	struct fixture *fixture = *state;
	book_invoice(&fixture->book, UMEA_DNR, "2409", "F1", 2018, 2035200);
	book_invoice(&fixture->book, UMEA_DNR, "2409", "F2", 2019, 99);
	pay(fixture, PAYEE, "2409", "F1", 2018, 2035200);
	book_repayment(&fixture->book, UMEA_DNR, "2409", "R1", 2018, "", 5000);
	const struct account *account = send_and_settle(fixture);
	const struct balance *row = &account->rows[3];
	assert_int_equal(row->expected_ore, 2035200);
	assert_int_equal(row->invoiced_ore, 2035200);
	assert_int_equal(row->received_ore, 2035200);
	assert_int_equal(row->difference_ore, 0);
	assert_int_equal(row->repaid_ore, 5000);
	assert_int_equal(account->sum.invoiced_ore, 2035200);
	assert_int_equal(account->sum.repaid_ore, 5000);
	assert_ptr_equal(account->payments->invoice, account->invoices);
	assert_int_equal(account->invoices->state, INVOICE_PAID);
	assert_null(account->invoices->next);
}

static void payments_overdue_counts_from_the_day_after_due(void **state)
{
	struct fixture *fixture = *state;
	book_invoice(&fixture->book, UMEA_DNR, "2409", "F1", 2018, 1000);
	pay(fixture, PAYEE, "2409", "F1", 2018, 400);
	fixture->today = 20180531;
	uint64_t size = book_send(&fixture->book);
	const struct account *account = settle(fixture, 2018, size);
	assert_int_equal(account->invoices->overdue_since, 0);
	assert_int_equal(account->sum.overdue_ore, 0);
	fixture->today = 20180601;
	account = settle(fixture, 2018, size);
	assert_int_equal(account->invoices->overdue_since, 20180601);
	assert_int_equal(account->invoices->overdue_days, 1);
	assert_int_equal(account->rows[3].overdue_ore, 600);
	assert_int_equal(account->sum.overdue_ore, 600);
}

static void payments_for_another_year_still_pay_the_invoice(void **state)
{
	struct fixture *fixture = *state;
	book_invoice(&fixture->book, UMEA_DNR, "2409", "F1", 2018, 1000);
	pay(fixture, PAYEE, "2409", "F1", 2020, 1000);
	const struct account *account = send_and_settle(fixture);
	assert_int_equal(account->invoices->state, INVOICE_PAID);
	assert_int_equal(account->rows[3].received_ore, 0);
	assert_int_equal(account->payments->by_payee.year, 2020);
	assert_int_equal(account->rows[3].unmatched, 0);
}

static void payments_corrected_to_another_year_leave_the_first(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYEE, "2409", "F1", 2018, 1000);
	uint64_t before = book_send(&fixture->book);
	pay(fixture, PAYEE, "2409", "F1", 2023, 1000);
	uint64_t after = book_send(&fixture->book);
	assert_int_equal(settle(fixture, 2018, before)->rows[3].received_ore, 1000);
	assert_null(settle(fixture, 2018, after)->payments);
	assert_int_equal(settle(fixture, 2023, after)->rows[3].received_ore, 1000);
	assert_null(settle(fixture, 2023, before)->payments);
}

static void payments_of_years_far_apart_are_met_in_both(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYER, "2409", "F1", 2016, 1000);
	pay(fixture, PAYEE, "2409", "F1", 2023, 1000);
	uint64_t size = book_send(&fixture->book);
	for (uint32_t year = 2016; year <= 2023; year += 7) {
		const struct account *account = settle(fixture, year, size);
		assert_int_equal(account->payments->match, PAYMENT_DIFFERS);
		assert_null(account->payments->next);
		assert_int_equal(account->rows[3].unmatched, 1);
	}
}

static void payments_any_small_arena_is_out_of_range(void **state)
{
	struct fixture *fixture = *state;
	pay(fixture, PAYER, "2409", "F1", 2018, 2035200);
	pay(fixture, PAYEE, "2409", "F2", 2018, 2035300);
	book_invoice(&fixture->book, UMEA_DNR, "2409", "F2", 2018, 1);
	book_repayment(&fixture->book, UMEA_DNR, "2409", "R1", 2018, "", 1);
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
		TEST(payments_a_window_apart_are_still_one),
		TEST(payments_a_day_more_apart_differ_in_date),
		TEST(payments_with_another_number_are_proposed_not_assumed),
		TEST(payments_a_day_more_apart_are_not_proposed),
		TEST(payments_an_ore_more_are_not_proposed),
		TEST(payments_proposed_over_new_year_show_in_both_years),
		TEST(payments_parts_of_a_number_are_matched_one_by_one),
		TEST(payments_reversed_are_taken_away),
		TEST(payments_reversed_by_one_side_only_differ),
		TEST(payments_to_another_jour_are_neither_joined_nor_proposed),
		TEST(payments_invoiced_stands_beside_expected_and_paid),
		TEST(payments_overdue_counts_from_the_day_after_due),
		TEST(payments_for_another_year_still_pay_the_invoice),
		TEST(payments_corrected_to_another_year_leave_the_first),
		TEST(payments_of_years_far_apart_are_met_in_both),
		TEST(payments_any_small_arena_is_out_of_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
