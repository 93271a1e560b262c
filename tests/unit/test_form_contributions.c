#include "formkind.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "formhelp.h"
#include "umea.h"

struct fixture {
	struct book book;
	struct umea umea;
	struct formhelp help;
	uint64_t size;
};

/* Of six kommuner one has paid, one's payment is only said by itself, one has no inhabitants on
 * record, and a seventh has no agreement. */
static int setup(void **state)
{
	struct fixture *fixture = book_must(calloc(1, sizeof(*fixture)));
	struct book *book = &fixture->book;
	book_open(book);
	umea_prepare(&fixture->umea);
	fixture->umea.agreement.n_terms = 1;
	umea_say_units(book);
	book_unit(book, "0117", "Österåker");
	book_send(book);
	umea_say_agreement(book, &fixture->umea);
	for (size_t i = 0; i < UMEA_UNITS - 1; i++)
		book_population(
			book, umea_kommuner[i].code, 20161231, "SCB", umea_kommuner[i].population);
	book_population(book, "2409", 20190101, "SCB", 9999); /* after the year */
	book_send(book);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2409", "F1", 2018, 2035200);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYER, UMEA_DNR, "2403", "F2", 2018, 736200);
	fixture->size = book_send(book);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	formhelp_close(&fixture->help);
	book_close(&fixture->book);
	free(fixture);
	return 0;
}

static struct formhelp *fill(struct fixture *fixture, uint32_t year, uint64_t size)
{
	formhelp_fill(&fixture->help, fixture->book.office.store, size,
		&fixture->book.office.memory.record, "contributions", NULL, year, NULL);
	assert_int_equal(fixture->help.err, ERR_OK);
	return &fixture->help;
}

static void contributions_of_robertsfors_are_3_kr_for_each(void **state)
{
	struct fixture *fixture = *state;
	const struct formhelp *help = fill(fixture, 2018, fixture->size);
	const struct form_cell *cell = formhelp_cell(help, "kommuner", "2409", NULL, "paid_each");
	assert_int_equal(cell->type, FORM_RATIO);
	assert_int_equal(form_ratio_hundredths(&cell->ratio), 300);
	cell = formhelp_cell(help, "kommuner", "2409", NULL, "population");
	assert_int_equal(cell->count, 6784);
	cell = formhelp_cell(help, "kommuner", "2409", NULL, "population_date");
	assert_int_equal(cell->date, 20161231);
	cell = formhelp_cell(help, "kommuner", "2409", NULL, "paid_of_norm");
	assert_int_equal(form_ratio_hundredths(&cell->ratio), 5000);
	cell = formhelp_cell(help, "kommuner", "2409", NULL, "expected");
	assert_int_equal(cell->amount_ore, 2035200);
}

static void contributions_nobody_told_of_are_not_zero(void **state)
{
	struct fixture *fixture = *state;
	const struct formhelp *help = fill(fixture, 2018, fixture->size);
	assert_int_equal(
		formhelp_cell(help, "kommuner", "2401", NULL, "paid")->type, FORM_NOT_REPORTED);
	assert_int_equal(formhelp_cell(help, "kommuner", "2401", NULL, "paid_each")->type,
		FORM_NOT_REPORTED);
	/* The payer's word alone is shown and counts for nothing. */
	assert_int_equal(
		formhelp_cell(help, "agreements", "2403", NULL, "paid")->type, FORM_NOT_REPORTED);
	assert_int_equal(
		formhelp_cell(help, "agreements", "2403", NULL, "payer_says")->amount_ore, 736200);
	assert_int_equal(formhelp_cell(help, "agreements", "2403", NULL, "invoiced")->type,
		FORM_NOT_REPORTED);
	const struct form_cell *sum = formhelp_cell(help, "kommuner", "", NULL, "paid");
	assert_int_equal(sum->amount_ore, 2035200);
	assert_true(sum->at_least);
	sum = formhelp_cell(help, "kommuner", "", NULL, "paid_each");
	assert_int_equal(form_ratio_hundredths(&sum->ratio), 300);
}

static void contributions_by_unknown_inhabitants_are_not_known(void **state)
{
	struct fixture *fixture = *state;
	const struct formhelp *help = fill(fixture, 2018, fixture->size);
	assert_int_equal(formhelp_cell(help, "kommuner", "2480", NULL, "population")->type,
		FORM_NOT_REPORTED);
	assert_int_equal(
		formhelp_cell(help, "kommuner", "2480", NULL, "expected")->type, FORM_NOT_REPORTED);
	const struct form_cell *sum = formhelp_cell(help, "kommuner", "", NULL, "population");
	assert_true(sum->at_least);
	assert_true(formhelp_cell(help, "kommuner", "", NULL, "expected")->at_least);
}

static void contributions_without_agreement_are_not_applicable(void **state)
{
	struct fixture *fixture = *state;
	const struct formhelp *help = fill(fixture, 2018, fixture->size);
	assert_int_equal(formhelp_cell(help, "kommuner", "0117", NULL, "expected")->type,
		FORM_NOT_APPLICABLE);
	help = fill(fixture, 2021, fixture->size); /* after its last day */
	assert_int_equal(
		formhelp_cell(help, "kommuner", "2409", NULL, "paid")->type, FORM_NOT_APPLICABLE);
	assert_int_equal(formhelp_rows(help, "agreements"), 0);
}

static void contributions_are_as_of_a_size(void **state)
{
	struct fixture *fixture = *state;
	const struct formhelp *help = fill(fixture, 2018, fixture->size - 1);
	assert_int_equal(
		formhelp_cell(help, "kommuner", "2409", NULL, "paid")->type, FORM_NOT_REPORTED);
	assert_int_equal(formhelp_rows(fill(fixture, 2018, 1), "kommuner"), 1); /* the sum */
}

static void contributions_without_room_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct formhelp *help = fill(fixture, 2018, fixture->size);
	size_t used = help->memory.used;
	for (size_t room = 0; room < used; room += used / 20) {
		help->memory.capacity = room;
		formhelp_fill(help, fixture->book.office.store, fixture->size,
			&fixture->book.office.memory.record, "contributions", NULL, 2018, NULL);
		assert_int_equal(help->err, ERR_RANGE);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(contributions_of_robertsfors_are_3_kr_for_each),
		TEST(contributions_nobody_told_of_are_not_zero),
		TEST(contributions_by_unknown_inhabitants_are_not_known),
		TEST(contributions_without_agreement_are_not_applicable),
		TEST(contributions_are_as_of_a_size),
		TEST(contributions_without_room_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
