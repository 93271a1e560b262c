#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "jour/date.h"
#include "matching.h"

#define WORDS_MAX 14
#define ROUNDS 20000

static uint64_t seed;

static uint32_t below(uint32_t count)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % count;
}

static int32_t day(const struct payment *payment)
{
	uint32_t date = payment->by_payer.is_said ? payment->by_payer.date : payment->by_payee.date;
	return date_day_number((struct date){
		(uint16_t)(date / 10000), (uint8_t)(date / 100 % 100), (uint8_t)(date % 100)});
}

/* Words of two payers, by payer, in a few weeks with few amounts, so that much fits. */
static size_t make_words(struct payment *words)
{
	static const char *const payees[] = {"", "802000-1239", "802000-1247"};
	size_t count = 1 + below(WORDS_MAX);
	size_t first = below((uint32_t)count + 1);
	memset(words, 0, sizeof(words[0]) * WORDS_MAX);
	for (size_t i = 0; i < count; i++) {
		struct said said = {.is_said = true,
			.year = 2018,
			.date = 20180100 + 100 * below(3) + 1 + below(28),
			.amount_ore = (int64_t)below(2) - 2};
		bool is_payer = below(2) == 0;
		words[i].payer = i < first ? "2401" : "2409";
		words[i].payee = payees[below(3)];
		words[i].reference = "F";
		words[i].match = is_payer ? PAYMENT_PAYER_ONLY : PAYMENT_PAYEE_ONLY;
		*(is_payer ? &words[i].by_payer : &words[i].by_payee) = said;
		words[i].next = i + 1 < count ? &words[i + 1] : NULL;
	}
	return count;
}

static bool oracle_fits(const struct payment *payer, const struct payment *payee)
{
	return payer->match == PAYMENT_PAYER_ONLY && payee->match == PAYMENT_PAYEE_ONLY &&
	       strcmp(payer->payer, payee->payer) == 0 &&
	       payer->by_payer.amount_ore == payee->by_payee.amount_ore &&
	       (payer->payee[0] == '\0' || payee->payee[0] == '\0' ||
		       strcmp(payer->payee, payee->payee) == 0) &&
	       abs(day(payer) - day(payee)) <= 30;
}

/* Takes the best of all pairs, again and again. */
static void oracle_propose(const struct payment *words, size_t count, size_t *partner)
{
	for (size_t i = 0; i < count; i++)
		partner[i] = SIZE_MAX;
	for (;;) {
		size_t best_payer = SIZE_MAX, best_payee = SIZE_MAX;
		int32_t best = INT32_MAX;
		for (size_t i = 0; i < count; i++)
			for (size_t j = 0; j < count; j++) {
				if (partner[i] != SIZE_MAX || partner[j] != SIZE_MAX ||
					!oracle_fits(&words[i], &words[j]) ||
					abs(day(&words[i]) - day(&words[j])) >= best)
					continue;
				best = abs(day(&words[i]) - day(&words[j]));
				best_payer = i;
				best_payee = j;
			}
		if (best_payer == SIZE_MAX)
			return;
		partner[best_payer] = best_payee;
		partner[best_payee] = best_payer;
	}
}

static void matching_any_words_are_proposed_as_the_oracle_does(void **state)
{
	(void)state;
	size_t proposed = 0;
	for (seed = 1; seed < 1 + ROUNDS; seed++) {
		uint64_t round = seed;
		struct payment words[WORDS_MAX];
		size_t partner[WORDS_MAX];
		size_t count = make_words(words);
		oracle_propose(words, count, partner);
		matching_propose(words);
		for (size_t i = 0; i < count; i++) {
			const struct payment *wanted =
				partner[i] == SIZE_MAX ? NULL : &words[partner[i]];
			assert_ptr_equal(words[i].proposed, wanted);
			proposed += wanted != NULL;
		}
		seed = round;
	}
	assert_true(proposed > ROUNDS);
}

static void matching_of_nothing_is_nothing(void **state)
{
	(void)state;
	matching_propose(NULL);
	assert_true(matching_invoices(NULL, NULL, 20180101));
}

/* ---- invoices */

struct bill {
	struct invoice invoice;
	struct payment payments[2];
};

static struct bill bill_of(int64_t amount_ore, int64_t first_ore, int64_t second_ore)
{
	struct bill bill = {
		.invoice = {.payer = "2409",
			.reference = "F1",
			.due = 20181231,
			.amount_ore = amount_ore},
	};
	for (size_t i = 0; i < 2; i++)
		bill.payments[i] = (struct payment){.payer = "2409",
			.payee = "",
			.reference = "F1",
			.by_payee = {
				.is_said = true, .amount_ore = i == 0 ? first_ore : second_ore}};
	return bill;
}

static bool settle(struct bill *bill, uint32_t today)
{
	bill->payments[0].next = &bill->payments[1];
	return matching_invoices(bill->payments, &bill->invoice, today);
}

static void matching_parts_of_an_invoice_add_up(void **state)
{
	static const struct {
		int64_t first_ore, second_ore, open_ore;
		enum invoice_state state;
	} cases[] = {
		{400, 599, 1, INVOICE_PART},
		{400, 600, 0, INVOICE_PAID},
		{400, 601, -1, INVOICE_OVERPAID},
		{400, -400, 1000, INVOICE_OPEN},
		{400, -401, 1001, INVOICE_OPEN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bill bill = bill_of(1000, cases[i].first_ore, cases[i].second_ore);
		assert_true(settle(&bill, 0));
		assert_int_equal(bill.invoice.open_ore, cases[i].open_ore);
		assert_int_equal(bill.invoice.state, cases[i].state);
		assert_int_equal(bill.invoice.payments, 2);
		assert_int_equal(bill.invoice.overdue_since, 0);
	}
}

static void matching_other_numbers_and_payers_pay_nothing(void **state)
{
	(void)state;
	struct bill bill = bill_of(1000, 400, 600);
	bill.payments[0].reference = "F2";
	bill.payments[1].payer = "2401";
	assert_true(settle(&bill, 0));
	assert_int_equal(bill.invoice.state, INVOICE_OPEN);
	assert_null(bill.payments[0].invoice);
}

static void matching_overdue_begins_the_day_after_over_new_year(void **state)
{
	(void)state;
	struct bill bill = bill_of(1000, 400, 0);
	assert_true(settle(&bill, 20181231));
	assert_int_equal(bill.invoice.overdue_since, 0);
	bill = bill_of(1000, 400, 0);
	assert_true(settle(&bill, 20190301));
	assert_int_equal(bill.invoice.overdue_since, 20190101);
	assert_int_equal(bill.invoice.overdue_days, 60);
}

static void matching_what_is_paid_is_never_overdue(void **state)
{
	(void)state;
	struct bill bill = bill_of(1000, 400, 600);
	assert_true(settle(&bill, 20300101));
	assert_int_equal(bill.invoice.overdue_since, 0);
}

static void matching_a_sum_beyond_an_int64_is_refused(void **state)
{
	(void)state;
	struct bill bill = bill_of(1000, INT64_MAX, 1);
	assert_false(settle(&bill, 0));
	bill = bill_of(1000, INT64_MIN, 0);
	assert_false(settle(&bill, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matching_any_words_are_proposed_as_the_oracle_does),
		cmocka_unit_test(matching_of_nothing_is_nothing),
		cmocka_unit_test(matching_parts_of_an_invoice_add_up),
		cmocka_unit_test(matching_other_numbers_and_payers_pay_nothing),
		cmocka_unit_test(matching_overdue_begins_the_day_after_over_new_year),
		cmocka_unit_test(matching_what_is_paid_is_never_overdue),
		cmocka_unit_test(matching_a_sum_beyond_an_int64_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
