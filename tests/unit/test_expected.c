#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "term.h"
#include "umea.h"

struct fixture {
	struct book book;
	struct umea umea;
	struct arena arena;
};

static int setup(void **state)
{
	struct fixture *fixture = book_must(malloc(sizeof(*fixture)));
	book_open(&fixture->book);
	umea_prepare(&fixture->umea);
	fixture->arena = arena_of(book_must(malloc(EXPECTED_HEAP_SIZE)), EXPECTED_HEAP_SIZE);
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

static const struct expected *compute(
	struct fixture *fixture, const char *dnr, uint32_t year, uint64_t size)
{
	const struct expected *expected = NULL;
	struct store_txn *txn = must_read(fixture->book.office.store);
	arena_reset(&fixture->arena);
	assert_int_equal(expected_compute(txn, size, dnr, year, &fixture->arena,
				 &fixture->book.office.memory.record, &expected),
		ERR_OK);
	store_abort(txn);
	return expected;
}

static uint64_t say_all(struct fixture *fixture)
{
	umea_say_units(&fixture->book);
	umea_say_agreement(&fixture->book, &fixture->umea);
	umea_say_populations(&fixture->book);
	book_cost(&fixture->book, UMEA_DNR, UMEA_LINE, "lön 2018", 2018, 50000000);
	return book_send(&fixture->book);
}

static const char *render(const struct remark *remark)
{
	static char text[SENTENCE_SIZE];
	return sentence_render(&remark->text, NULL, text, sizeof(text));
}

static void expected_rate_gives_the_letters_amounts(void **state)
{
	uint64_t size = say_all(*state);
	const struct expected *expected = compute(*state, UMEA_DNR, 2018, size);
	const struct expected_term *rate = &expected->terms[0];
	assert_true(expected->in_force && expected->complete);
	assert_string_equal(expected->units[3].name, "Robertsfors");
	assert_int_equal(rate->lines[3].amount_ore, 2035200);
	assert_string_equal(rate->lines[3].exact_ore, "2035200/1");
	assert_int_equal(rate->lines[3].figures->inputs->input->value, 6784);
	assert_string_equal(rate->lines[3].figures->inputs->input->source, "SCB");
	assert_int_equal(rate->lines[3].figures->inputs->input->record.index, 3);
	assert_int_equal(rate->lines[3].figures->inputs->input->record.position, 3);
	assert_int_equal(rate->sum_ore, 46011000);
}

static void expected_split_adds_up(void **state)
{
	uint64_t size = say_all(*state);
	const struct expected *expected = compute(*state, UMEA_DNR, 2018, size);
	const struct expected_term *shared = &expected->terms[1];
	int64_t sum_ore = 0, extras = 0;
	for (size_t i = 0; i < UMEA_UNITS; i++) {
		const struct expected_line *line = &shared->lines[i];
		assert_int_equal(line->amount_ore, line->floor_ore + (line->extra ? 1 : 0));
		/* The exact share, by hand. */
		assert_int_equal(line->floor_ore, 50000000 * line->figures->value / 153370);
		sum_ore += line->amount_ore;
		extras += line->extra;
	}
	assert_int_equal(sum_ore, 50000000);
	assert_int_equal(shared->sum_ore, 50000000);
	assert_true(extras > 0);
	assert_int_equal(expected->total_ore, 46011000 + 50000000);
}

static void expected_before_a_correction_is_as_it_was(void **state)
{
	struct fixture *fixture = *state;
	uint64_t before = say_all(fixture);
	book_population(&fixture->book, "2409", 20161231, "SCB", 6801);
	uint64_t after = book_send(&fixture->book);
	assert_int_equal(
		compute(fixture, UMEA_DNR, 2018, before)->terms[0].lines[3].amount_ore, 2035200);
	const struct expected *now = compute(fixture, UMEA_DNR, 2018, after);
	assert_int_equal(now->terms[0].lines[3].amount_ore, 2040300);
	assert_int_equal(now->terms[0].lines[3].figures->inputs->input->record.index, after - 1);
}

static void expected_unknown_population_says_what_is_missing(void **state)
{
	struct fixture *fixture = *state;
	umea_say_units(&fixture->book);
	uint64_t size = umea_say_agreement(&fixture->book, &fixture->umea);
	umea_say_populations(&fixture->book);
	const struct expected *expected = compute(fixture, UMEA_DNR, 2018, size);
	assert_false(expected->complete);
	assert_false(expected->units[1].complete);
	assert_false(expected->terms[0].complete);
	assert_int_equal(expected->total_ore, 0);
	const struct remark *second = expected->terms[0].remarks->next;
	assert_string_equal(
		render(second), "the population of Bjurholm on 2016-12-31 is not in the ledger");
	assert_string_equal(second->unit, "2403");
}

static void expected_one_missing_population_leaves_the_split_open(void **state)
{
	struct fixture *fixture = *state;
	umea_say_units(&fixture->book);
	umea_say_agreement(&fixture->book, &fixture->umea);
	for (size_t i = 1; i < UMEA_UNITS; i++)
		book_population(&fixture->book, umea_kommuner[i].code, 20161231, "SCB",
			umea_kommuner[i].population);
	book_send(&fixture->book);
	book_cost(&fixture->book, UMEA_DNR, UMEA_LINE, "lön", 2018, 100);
	const struct expected *expected =
		compute(fixture, UMEA_DNR, 2018, book_send(&fixture->book));
	assert_true(expected->terms[0].lines[1].known);
	assert_false(expected->terms[0].lines[0].known);
	for (size_t i = 0; i < UMEA_UNITS; i++)
		assert_false(expected->terms[1].lines[i].known);
	assert_false(expected->complete);
	assert_int_equal(expected->total_ore, 300 * (153370 - 7132));
}

static void expected_without_cost_says_so(void **state)
{
	struct fixture *fixture = *state;
	umea_say_units(&fixture->book);
	umea_say_agreement(&fixture->book, &fixture->umea);
	uint64_t size = umea_say_populations(&fixture->book);
	const struct expected *expected = compute(fixture, UMEA_DNR, 2018, size);
	assert_string_equal(
		render(expected->terms[1].remarks), "no cost is recorded for samordnare in 2018");
	assert_true(expected->terms[0].complete);
	assert_false(expected->complete);
}

static void expected_split_in_kronor_rounds_the_pot_first(void **state)
{
	struct fixture *fixture = *state;
	fixture->umea.rounding.unit_ore = 100;
	umea_say_units(&fixture->book);
	umea_say_agreement(&fixture->book, &fixture->umea);
	umea_say_populations(&fixture->book);
	book_cost(&fixture->book, UMEA_DNR, UMEA_LINE, "a", 2018, 10050);
	const struct expected *expected =
		compute(fixture, UMEA_DNR, 2018, book_send(&fixture->book));
	assert_true(expected->terms[1].complete);
	assert_int_equal(expected->terms[1].pot_given_ore, 10050);
	assert_int_equal(expected->terms[1].pot_ore, 10100);
	assert_int_equal(expected->terms[1].sum_ore, 10100);
}

static void expected_costs_beyond_the_limit_are_too_large(void **state)
{
	struct fixture *fixture = *state;
	say_all(fixture);
	book_cost(&fixture->book, UMEA_DNR, UMEA_LINE, "b", 2018, AMOUNT_ORE_MAX);
	const struct expected *expected =
		compute(fixture, UMEA_DNR, 2018, book_send(&fixture->book));
	assert_string_equal(expected->terms[1].remarks->kind, "too_large");
	assert_false(expected->complete);
}

static void expected_rate_beyond_the_limit_is_too_large(void **state)
{
	struct fixture *fixture = *state;
	fixture->umea.rate.rate_ore = AMOUNT_ORE_MAX;
	uint64_t size = say_all(fixture);
	const struct expected *expected = compute(fixture, UMEA_DNR, 2018, size);
	assert_string_equal(expected->terms[0].remarks->kind, "too_large");
	assert_false(expected->terms[0].lines[0].known);
}

static void expected_two_sources_scb_counts(void **state)
{
	struct fixture *fixture = *state;
	say_all(fixture);
	book_population(&fixture->book, "2409", 20161231, "kommunen", 6790);
	book_population(&fixture->book, "2409", 20161231, "Wikipedia", 6784);
	const struct expected *expected =
		compute(fixture, UMEA_DNR, 2018, book_send(&fixture->book));
	assert_int_equal(expected->terms[0].lines[3].amount_ore, 2035200);
	assert_true(expected->complete);
	assert_false(expected->terms[0].remarks->lack);
	assert_string_equal(render(expected->terms[0].remarks),
		"the population of Robertsfors: SCB's figure counts, kommunen states another");
}

static void expected_sources_without_scb_must_agree(void **state)
{
	struct fixture *fixture = *state;
	umea_say_units(&fixture->book);
	umea_say_agreement(&fixture->book, &fixture->umea);
	book_population(&fixture->book, "2409", 20161231, "a", 10);
	book_population(&fixture->book, "2409", 20161231, "b", 10);
	uint64_t agree = book_send(&fixture->book);
	book_population(&fixture->book, "2409", 20161231, "b", 11);
	uint64_t differ = book_send(&fixture->book);
	assert_int_equal(
		compute(fixture, UMEA_DNR, 2018, agree)->terms[0].lines[3].amount_ore, 3000);
	const struct expected *expected = compute(fixture, UMEA_DNR, 2018, differ);
	assert_false(expected->terms[0].lines[3].known);
	const struct remark *at = expected->terms[0].remarks;
	while (strcmp(at->kind, "ambiguous") != 0)
		at = at->next;
	assert_string_equal(at->unit, "2409");
}

static void expected_year_outside_the_term_has_no_terms(void **state)
{
	uint64_t size = say_all(*state);
	assert_true(compute(*state, UMEA_DNR, 2020, size)->in_force);
	const struct expected *expected = compute(*state, UMEA_DNR, 2021, size);
	assert_false(expected->in_force);
	assert_int_equal(expected->term_count, 0);
	assert_int_equal(expected->unit_count, UMEA_UNITS);
	assert_int_equal(expected->total_ore, 0);
	assert_true(expected->complete);
}

static void expected_newest_version_in_force_counts(void **state)
{
	struct fixture *fixture = *state;
	say_all(fixture);
	fixture->umea.agreement.version = 2;
	fixture->umea.agreement.from = 20190701;
	fixture->umea.rate.rate_ore = 400;
	uint64_t size = umea_say_agreement(&fixture->book, &fixture->umea);
	assert_int_equal(compute(fixture, UMEA_DNR, 2018, size)->agreement->version, 1);
	const struct expected *expected = compute(fixture, UMEA_DNR, 2019, size);
	assert_int_equal(expected->agreement->version, 2);
	assert_true(expected->other_versions);
	expected = compute(fixture, UMEA_DNR, 2020, size);
	assert_int_equal(expected->agreement->version, 2);
	assert_false(expected->other_versions);
}

static void expected_unknown_agreement_is_not_found(void **state)
{
	struct fixture *fixture = *state;
	const struct expected *expected = NULL;
	uint64_t size = say_all(fixture);
	struct store_txn *txn = must_read(fixture->book.office.store);
	assert_int_equal(expected_compute(txn, size, "KS 1", 2018, &fixture->arena,
				 &fixture->book.office.memory.record, &expected),
		ERR_NOTFOUND);
	assert_int_equal(expected_compute(txn, 0, UMEA_DNR, 2018, &fixture->arena,
				 &fixture->book.office.memory.record, &expected),
		ERR_NOTFOUND);
	assert_null(expected);
	store_abort(txn);
}

static void expected_any_small_arena_is_out_of_range(void **state)
{
	struct fixture *fixture = *state;
	const struct expected *expected = NULL;
	uint64_t size = say_all(fixture);
	compute(fixture, UMEA_DNR, 2018, size);
	size_t needed = fixture->arena.used;
	struct store_txn *txn = must_read(fixture->book.office.store);
	/* Exactly sized blocks, so that a sanitizer sees a step beyond. */
	for (size_t room = 0; room < needed; room += 61) {
		struct arena arena = arena_of(book_must(malloc(room + 1)), room);
		assert_int_equal(expected_compute(txn, size, UMEA_DNR, 2018, &arena,
					 &fixture->book.office.memory.record, &expected),
			ERR_RANGE);
		free(arena.start);
	}
	store_abort(txn);
}

static void expected_damaged_store_is_reported(void **state)
{
	struct fixture *fixture = *state;
	uint64_t size = say_all(fixture);
	uint64_t first = memstore_steps(fixture->book.office.store);
	compute(fixture, UMEA_DNR, 2018, size);
	uint64_t steps = memstore_steps(fixture->book.office.store) - first;
	for (uint64_t i = 1; i <= steps; i++) {
		const struct expected *expected = NULL;
		memstore_fault_at(fixture->book.office.store, MEMSTORE_VALUE_FLIP,
			memstore_steps(fixture->book.office.store) + i);
		struct store_txn *txn = must_read(fixture->book.office.store);
		arena_reset(&fixture->arena);
		enum err err = expected_compute(txn, size, UMEA_DNR, 2018, &fixture->arena,
			&fixture->book.office.memory.record, &expected);
		if (memstore_fault_struck(fixture->book.office.store))
			assert_int_equal(err, ERR_CORRUPT);
		store_abort(txn);
		memstore_restart(fixture->book.office.store);
	}
}

static void expected_fixed_amount_is_the_same_for_each(void **state)
{
	struct fixture *fixture = *state;
	fixture->umea.fixed.amount_ore = 47220000;
	fixture->umea.terms[1].formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	fixture->umea.terms[1].fixed_amount = &fixture->umea.fixed;
	umea_say_units(&fixture->book);
	uint64_t size = umea_say_agreement(&fixture->book, &fixture->umea);
	const struct expected *expected = compute(fixture, UMEA_DNR, 2018, size);
	assert_true(expected->terms[1].complete);
	assert_int_equal(expected->terms[1].lines[5].amount_ore, 47220000);
	assert_int_equal(expected->terms[1].sum_ore, 6 * 47220000);
}

static void expected_every_formula_of_the_schema_has_a_kind(void **state)
{
	const ProtobufCMessageDescriptor *term = &jour__v1__term__descriptor;
	(void)state;
	for (unsigned i = 0; i < term->n_fields; i++)
		if (term->fields[i].id >= 16)
			assert_non_null(
				term_kind_of((Jour__V1__Term__FormulaCase)term->fields[i].id));
	assert_null(term_kind_of(JOUR__V1__TERM__FORMULA__NOT_SET));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* A rate for two of the six, and a cost that the same two share by figures of their own. */
static void expected_term_for_some_units_leaves_the_others_out(void **state)
{
	struct fixture *fixture = *state;
	struct umea *umea = &fixture->umea;
	char *some[] = {umea->units[0], umea->units[3]};
	Jour__V1__Share each[2], *shares[] = {&each[0], &each[1]};
	Jour__V1__FixedShares figures;
	jour__v1__fixed_shares__init(&figures);
	for (size_t i = 0; i < 2; i++) {
		jour__v1__share__init(&each[i]);
		each[i].unit = some[i];
		each[i].weight = 1 + i;
		umea->terms[i].units = some;
		umea->terms[i].n_units = 2;
	}
	figures.shares = shares;
	figures.n_shares = 2;
	umea->population.of_case = JOUR__V1__MEASURE__OF_FIGURES;
	umea->population.figures = &figures;
	const struct expected *expected = compute(fixture, UMEA_DNR, 2018, say_all(fixture));
	assert_true(expected->complete);
	const struct expected_term *terms = expected->terms;
	assert_int_equal(terms[0].sum_ore, 300 * (1 + 2));
	assert_int_equal(terms[1].lines[0].amount_ore, 16666667);
	assert_int_equal(terms[1].lines[3].amount_ore, 33333333);
	for (size_t i = 0; i < UMEA_UNITS; i++) {
		if (i == 0 || i == 3)
			continue;
		assert_int_equal(terms[0].lines[i].amount_ore, 0);
		assert_int_equal(terms[1].lines[i].amount_ore, 0);
		assert_int_equal(terms[1].lines[i].held.covered, 0);
	}
}

/* A whole sum among six partners: the term itself says whose it is. */
static void expected_sum_of_a_term_for_one_unit_is_its_own(void **state)
{
	struct fixture *fixture = *state;
	Jour__V1__Hours hours;
	jour__v1__hours__init(&hours);
	hours.hours_hundredths = 1000;
	hours.rate_ore = 20000;
	Jour__V1__Term *term = &fixture->umea.terms[0];
	term->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	term->hours = &hours;
	uint64_t size = say_all(fixture);
	assert_false(compute(fixture, UMEA_DNR, 2018, size)->terms[0].complete);
	book_close(&fixture->book);
	book_open(&fixture->book);
	term->units = &fixture->umea.units[2];
	term->n_units = 1;
	const struct expected *expected = compute(fixture, UMEA_DNR, 2018, say_all(fixture));
	assert_true(expected->terms[0].complete);
	assert_int_equal(expected->terms[0].lines[2].amount_ore, 200000);
}

/* "3 kr per inhabitant, at least 15 000 and at most 100 000 kr": Bjurholm 7 362, Umeå 366 k. */
static void expected_rate_keeps_its_least_and_its_most(void **state)
{
	struct fixture *fixture = *state;
	Jour__V1__Limit every, *limits[] = {&every};
	jour__v1__limit__init(&every);
	every.unit = text("*");
	every.min_ore = 1500000;
	every.max_ore = 10000000;
	fixture->umea.rate.limits = limits;
	fixture->umea.rate.n_limits = 1;
	const struct expected *expected = compute(fixture, UMEA_DNR, 2018, say_all(fixture));
	const struct expected_line *lines = expected->terms[0].lines;
	assert_int_equal(lines[1].amount_ore, 1500000);
	assert_int_equal(lines[1].bound, BOUND_MIN);
	assert_int_equal(lines[3].amount_ore, 2035200);
	assert_int_equal(lines[3].bound, BOUND_NONE);
	assert_int_equal(lines[5].amount_ore, 10000000);
	assert_int_equal(lines[5].bound, BOUND_MAX);
	assert_string_equal(lines[5].steps->name, "formula");
	assert_string_equal(lines[5].steps->next->name, "limit");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(expected_rate_gives_the_letters_amounts),
		TEST(expected_split_adds_up),
		TEST(expected_before_a_correction_is_as_it_was),
		TEST(expected_unknown_population_says_what_is_missing),
		TEST(expected_one_missing_population_leaves_the_split_open),
		TEST(expected_without_cost_says_so),
		TEST(expected_split_in_kronor_rounds_the_pot_first),
		TEST(expected_costs_beyond_the_limit_are_too_large),
		TEST(expected_rate_beyond_the_limit_is_too_large),
		TEST(expected_two_sources_scb_counts),
		TEST(expected_sources_without_scb_must_agree),
		TEST(expected_year_outside_the_term_has_no_terms),
		TEST(expected_newest_version_in_force_counts),
		TEST(expected_unknown_agreement_is_not_found),
		TEST(expected_any_small_arena_is_out_of_range),
		TEST(expected_damaged_store_is_reported),
		TEST(expected_fixed_amount_is_the_same_for_each),
		TEST(expected_every_formula_of_the_schema_has_a_kind),
		TEST(expected_term_for_some_units_leaves_the_others_out),
		TEST(expected_sum_of_a_term_for_one_unit_is_its_own),
		TEST(expected_rate_keeps_its_least_and_its_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
