#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "mayskip.h"
#include "pact.h"

static int setup(void **state)
{
	*state = pact_open();
	return 0;
}

static int teardown(void **state)
{
	pact_close(*state);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void term_rate_of_robertsfors_is_the_letters(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 1);
	pact_rate(pact, 300, pact_population(pact));
	pact_say(pact);
	book_population(&pact->book, "0101", 20161231, "SCB", 6784);
	book_send(&pact->book);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->total_ore, 2035200);
	assert_int_equal(expected->terms[0].lines[0].figures[0].value, 6784);
}

/* 0.15 kr is a real rate; a third of an öre is rounded once, at the end. */
static void term_rate_below_a_krona_keeps_its_ore(void **state)
{
	static const uint64_t figures[] = {2359, 10000};
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	pact_rate(pact, 15, pact_figures(pact, figures));
	pact_rate(pact, 100, pact_figures(pact, figures))->per = 3;
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_int_equal(expected->terms[0].lines[0].amount_ore, 35385);
	assert_int_equal(expected->terms[1].lines[0].amount_ore, 78633);
	assert_string_equal(expected->terms[1].lines[0].exact_ore, "235900/3");
	assert_int_equal(expected->terms[1].lines[1].amount_ore, 333333);
}

static void term_rate_rebates_of_more_than_all_are_said(void **state)
{
	static const uint64_t figures[] = {30, 3};
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	Jour__V1__Rebate rebates[2], *list[] = {&rebates[0], &rebates[1]};
	Jour__V1__Rate *rate = pact_rate(pact, 100, pact_figures(pact, figures));
	for (size_t i = 0; i < 2; i++) {
		jour__v1__rebate__init(&rebates[i]);
		rebates[i].above = i + 1;
		rebates[i].percent_bp = 9000;
	}
	rate->rebates = list;
	rate->n_rebates = 2;
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_true(pact_has_remark(&expected->terms[0], "rebates"));
	assert_false(expected->terms[0].lines[0].known);
	/* 100 + 10 - 80 */
	assert_int_equal(expected->terms[0].lines[1].amount_ore, 30);
}

static void term_rate_of_who_is_no_partner_needs_no_figure(void **state)
{
	struct pact *pact = *state;
	pact_begin(pact, PACT_DNR, 2);
	pact_rate(pact, 300, pact_population(pact));
	pact_member(pact, 1, 20190101, 0);
	pact_say(pact);
	book_population(&pact->book, "0101", 20161231, "SCB", 10);
	book_send(&pact->book);
	const struct expected *expected = pact_expect(pact, 2018);
	assert_true(expected->complete);
	assert_int_equal(expected->total_ore, 3000);
	assert_int_equal(expected->units[1].amount_ore, 0);
}

/* ---- one inhabitant after the other */

#define RATES 60
#define INHABITANTS 400

static uint64_t draw(uint64_t *seed, uint64_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed % below;
}

/* Basis points of an öre that all inhabitants come to together. */
static int64_t count_heads(const Jour__V1__Rate *rate, uint64_t heads)
{
	int64_t sum = 0;
	for (uint64_t head = 1; head <= heads; head++) {
		int64_t share_bp = 10000;
		for (size_t i = 0; i < rate->n_rebates; i++)
			if (head > rate->rebates[i]->above)
				share_bp -= rate->rebates[i]->percent_bp;
		if (head > rate->above)
			sum += (int64_t)rate->rate_ore * share_bp;
	}
	return sum;
}

static void draw_rate(struct pact *pact, uint64_t *seed, const uint64_t *figures)
{
	Jour__V1__Rate *rate = pact_rate(pact, 1 + draw(seed, 900), pact_figures(pact, figures));
	uint64_t above = 0;
	rate->above = draw(seed, 2) == 0 ? draw(seed, INHABITANTS) : 0;
	rate->rebates = pact_list(pact, 3);
	for (uint64_t left = draw(seed, 4); left > 0; left--) {
		Jour__V1__Rebate *rebate = book_must(arena_alloc(&pact->pool, sizeof(*rebate)));
		jour__v1__rebate__init(rebate);
		rebate->above = above += 1 + draw(seed, INHABITANTS / 2);
		rebate->percent_bp = (uint32_t)(1 + draw(seed, 3000));
		rate->rebates[rate->n_rebates++] = rebate;
	}
}

static void term_rate_equals_a_count_of_heads(void **state)
{
	struct pact *pact = *state;
	uint64_t seed = 20161231, figures[PACT_UNITS];
	pact_begin(pact, PACT_DNR, PACT_UNITS);
	for (size_t i = 0; i < PACT_UNITS; i++)
		figures[i] = draw(&seed, INHABITANTS);
	figures[0] = 1;
	for (size_t i = 0; i < RATES; i++)
		draw_rate(pact, &seed, figures);
	pact_say(pact);
	const struct expected *expected = pact_expect(pact, 2018);
	for (size_t i = 0; i < RATES; i++)
		for (size_t k = 0; k < PACT_UNITS; k++)
			assert_int_equal(expected->terms[i].lines[k].amount_ore,
				(count_heads(pact->terms[i]->rate, figures[k]) + 5000) / 10000);
}

/* ---- Österåker: 3 kr per inhabitant, by whatever population there is */

static void pay_by_population(struct pact *pact, uint32_t date, const char *source, uint64_t count)
{
	static char dnr[16];
	static unsigned number;
	snprintf(dnr, sizeof(dnr), "KS %u", ++number);
	pact_begin(pact, dnr, 1);
	Jour__V1__Measure *measure = pact_population(pact);
	measure->population->month = date / 100 % 100;
	measure->population->day = date % 100;
	measure->population->years_before = 1;
	pact->agreement.from = (date / 10000 + 1) * 10000 + 101;
	pact_rate(pact, 300, measure);
	pact_say(pact);
	book_population(&pact->book, pact_codes[0], date, source, count);
	book_send_any(&pact->book); /* a day may stand in both lists */
	const struct expected *expected = pact_expect(pact, date / 10000 + 1);
	assert_true(expected->complete);
	assert_int_equal(expected->total_ore, (int64_t)(300 * count));
}

static void term_rate_of_osteraker_on_each_reference_date(void **state)
{
	static const struct {
		uint32_t date;
		const char *source;
		uint64_t population;
	} known[] = {
		{20081231, "SCB", 38720},
		{20161231, "SCB", 43293},
		{20171231, "SCB", 44130},
		{20181231, "SCB", 44831},
		{20191231, "SCB", 45574},
		{20211231, "kommun", 48234},
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		pay_by_population(*state, known[i].date, known[i].source, known[i].population);
}

/* A row "0117,...,2017-12-31,44130[,SCB]" with or without a name after the code. */
static bool read_row(char *row, uint32_t *ret_date, uint64_t *ret_count)
{
	unsigned year, month, day;
	unsigned long long count;
	char *fields = strchr(row, ',');
	if (strncmp(row, "0117,", 5) != 0 || fields == NULL)
		return false;
	if (sscanf(fields, ",%u-%u-%u,%llu", &year, &month, &day, &count) != 4 &&
		sscanf(fields, ",%*[^,],%u-%u-%u,%llu", &year, &month, &day, &count) != 4)
		return false;
	*ret_date = year * 10000 + month * 100 + day;
	*ret_count = count;
	return true;
}

/* All of them, where the published lists are at hand. */
static void term_rate_of_osteraker_by_the_published_lists(void **state)
{
	static const char *const names[] = {"population.csv", "population-2008-2017.csv"};
	const char *folder = getenv("JOUR_SHARED_DATA");
	size_t figures = 0;
	char path[4096], row[512];
	for (size_t i = 0; folder != NULL && i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		FILE *file = fopen(path, "r");
		uint32_t date;
		uint64_t count;
		assert_non_null(file);
		while (fgets(row, sizeof(row), file) != NULL)
			if (read_row(row, &date, &count)) {
				pay_by_population(*state, date, "SCB", count);
				figures++;
			}
		fclose(file);
	}
	if (folder == NULL)
		mayskip_skip();
	assert_true(figures > 10);
}

int main(int argc, char **argv)
{
	mayskip_choose(argc, argv, "term_rate_of_osteraker_by_the_published_lists");
	const struct CMUnitTest tests[] = {
		TEST(term_rate_of_robertsfors_is_the_letters),
		TEST(term_rate_below_a_krona_keeps_its_ore),
		TEST(term_rate_rebates_of_more_than_all_are_said),
		TEST(term_rate_of_who_is_no_partner_needs_no_figure),
		TEST(term_rate_equals_a_count_of_heads),
		TEST(term_rate_of_osteraker_on_each_reference_date),
		TEST(term_rate_of_osteraker_by_the_published_lists),
	};
	return mayskip_status(cmocka_run_group_tests_name("term_rate", tests, NULL, NULL));
}
