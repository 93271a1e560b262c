/* The survey of contributions when kommuner merge in the year. */
#include "formkind.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "catchment.h"
#include "formhelp.h"
#include "listrecord.h"

static char scb[] = "SCB", first[] = "d1", second[] = "d2";
static struct formhelp help;

/* Each kommun has its own agreement; Bjurholm is merged into Nordmaling on 1 July 2018. */
static int start(void **state)
{
	struct casebook_agreement agreements[] = {
		{first, 1, 20180101, 20201231, {nordmaling}, 1, {{12, 20}, {0, 0}}},
		{second, 1, 20180101, 20201231, {bjurholm}, 1, {{12, 20}, {0, 0}}}};
	struct casebook_unit gone = {.code = bjurholm, .from = 19700101, .to = 20180630};
	struct casebook_unit heir = {
		.code = nordmaling, .from = 20180701, .follows = {bjurholm}, .follows_count = 1};
	(void)set_up(state);
	help = (struct formhelp){.today = 20190201};
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(casebook_agree(book, &agreements[i]), RESULT_ACCEPTED);
	casebook_add_population(book, nordmaling, 20171231, scb, 7000);
	casebook_add_population(book, bjurholm, 20171231, scb, 2500);
	casebook_add_population(book, umea, 20171231, scb, 125000);
	assert_int_equal(casebook_say_unit(book, &gone), RESULT_ACCEPTED);
	assert_int_equal(casebook_say_unit(book, &heir), RESULT_ACCEPTED);
	return 0;
}

static int end(void **state)
{
	formhelp_close(&help);
	return tear_down(state);
}

static void pay(char *dnr, char *payer, uint64_t kronor)
{
	Jour__V1__Payment payment;
	jour__v1__payment__init(&payment);
	payment.agreement = dnr;
	payment.payer = payer;
	payment.side = JOUR__V1__SIDE__SIDE_PAYEE;
	payment.reference = list_text("1");
	payment.year = 2018;
	payment.date = 20180131;
	payment.amount_ore = 100 * kronor;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_PAYMENT, &payment);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

static const struct form_cell *cell_of(uint32_t year, const char *unit, const char *column)
{
	formhelp_fill(&help, book->store, book->size, &book->memory.record, "contributions", NULL,
		year, NULL);
	assert_int_equal(help.err, ERR_OK);
	return formhelp_cell(&help, "kommuner", unit, NULL, column);
}

static void contributions_of_merged_kommuner_are_over_their_people_once(void **state)
{
	(void)state;
	pay(first, nordmaling, 40000);
	assert_int_equal(cell_of(2018, "2401", "population")->count, 9500);
	assert_int_equal(cell_of(2018, "2403", "population")->count, 2500);
	/* Who has merged into another one is no kommun beside it: 9 500 and 125 000. */
	assert_int_equal(cell_of(2018, "", "population")->count, 134500);
	/* What Bjurholm paid is not known, so what is known is a part of what its people paid. */
	assert_int_equal(cell_of(2018, "", "paid_each")->type, FORM_NOT_REPORTED);
	pay(second, bjurholm, 17000);
	const struct form_cell *each = cell_of(2018, "", "paid_each");
	assert_int_equal(form_ratio_hundredths(&each->ratio), 600); /* 57 000 kr of 9 500 */
	each = cell_of(2018, "2403", "paid_each");
	assert_int_equal(form_ratio_hundredths(&each->ratio), 680);
}

static void contributions_before_the_merger_are_of_both(void **state)
{
	(void)state;
	casebook_add_population(book, nordmaling, 20161231, scb, 6900);
	casebook_add_population(book, bjurholm, 20161231, scb, 2400);
	assert_int_equal(cell_of(2017, "2401", "population")->count, 7000);
	assert_int_equal(cell_of(2017, "", "population")->count, 7000 + 2500 + 125000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(contributions_of_merged_kommuner_are_over_their_people_once),
		TEST(contributions_before_the_merger_are_of_both),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
