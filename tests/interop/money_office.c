/* Makes an office on disk, in the directory given, with agreements of every kind of term, for
 * test_recompute.py. */
#include <stdio.h>

#include "jour/lmdbstore.h"
#include "pact.h"
#include "umea.h"

#define OFFICE_SIZE_BYTES (64u << 20)

static void say_umea(struct book *book)
{
	struct umea umea;
	umea_prepare(&umea);
	umea_say_units(book);
	umea_say_agreement(book, &umea);
	umea_say_populations(book);
	book_cost(book, UMEA_DNR, UMEA_LINE, "lön, första halvåret", 2018, 25000000);
	book_cost(book, UMEA_DNR, UMEA_LINE, "lön, andra halvåret", 2018, 25000000);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYER, UMEA_DNR, "2409", "F1", 2018, 2035200);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2409", "F1", 2018, 2035200);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYER, UMEA_DNR, "2403", "F2", 2018, 736200);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2460", "F3", 2018, 2608500);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYER, UMEA_DNR, "2404", "F4", 2018, 1623900);
	book_payment(book, JOUR__V1__SIDE__SIDE_PAYEE, UMEA_DNR, "2404", "F4", 2018, 1623800);
	book_send(book);
}

/* A fixed amount, and a cost split equally with a tie for the last öre. */
static void say_equal(struct book *book)
{
	struct umea umea;
	umea_prepare(&umea);
	umea.agreement.dnr = text("Lika 1");
	umea.fixed.amount_ore = 123456;
	umea.terms[0].formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	umea.terms[0].fixed_amount = &umea.fixed;
	umea.population.of_case = JOUR__V1__MEASURE__OF_EQUAL;
	umea.population.equal = &umea.equal;
	umea_say_agreement(book, &umea);
	book_cost(book, "Lika 1", UMEA_LINE, "hyra", 2018, 1000);
	book_send(book);
}

/* A rate of 15 öre rounded to whole kronor, and fixed shares, one of them none. */
static void say_shares(struct book *book)
{
	static const uint64_t weights[UMEA_UNITS] = {3, 0, 1, 7, 7, 30};
	Jour__V1__Share shares[UMEA_UNITS], *list[UMEA_UNITS];
	Jour__V1__FixedShares fixed;
	Jour__V1__Measure measure;
	struct umea umea;
	jour__v1__fixed_shares__init(&fixed);
	umea_prepare(&umea);
	for (size_t i = 0; i < UMEA_UNITS; i++) {
		jour__v1__share__init(&shares[i]);
		shares[i].unit = umea.units[i];
		shares[i].weight = weights[i];
		list[i] = &shares[i];
	}
	fixed.n_shares = UMEA_UNITS;
	fixed.shares = list;
	umea.agreement.dnr = text("Andelar 1");
	umea.rate.rate_ore = 15;
	umea.rounding.unit_ore = 100;
	jour__v1__measure__init(&measure);
	measure.of_case = JOUR__V1__MEASURE__OF_FIGURES;
	measure.figures = &fixed;
	umea.key_part.measure = &measure;
	umea_say_agreement(book, &umea);
	book_cost(book, "Andelar 1", UMEA_LINE, "hyra", 2018, 100000);
	book_send(book);
}

/* Every step at once: an April year, who joins and leaves, a mix of keys with thresholds, base and
 * limits, rebates, own rates and amounts, indexes of which one is corrected, hours and a budget. */
static void say_everything(struct pact *pact)
{
	static const uint64_t need[] = {30, 10, 7, 0};
	for (size_t i = 0; i < PACT_UNITS; i++)
		book_unit(&pact->book, pact_codes[i], pact_codes[i]);
	book_send(&pact->book);
	pact_begin(pact, "Allt 1", 4);
	pact_year_start(pact, 4, 1);
	pact->agreement.from = 20180515;
	pact_member(pact, 1, 20181001, 0);
	pact_member(pact, 3, 0, 20190110);
	Jour__V1__Term *mix = pact_shared(pact, 100000007);
	pact_key(pact, mix, 75, pact_figures(pact, need))->above = 3;
	pact_key(pact, mix, 25, pact_equal(pact));
	mix->shared_cost->above_ore = 5000;
	mix->shared_cost->base_ore = 100001;
	mix->proration = JOUR__V1__PRORATION__PRORATION_DAYS;
	mix->rounding->unit_ore = 100;
	pact_limit(pact, mix, "*", 0, 40000099);
	pact_limit(pact, mix, "0104", 12000000, 0);
	pact_index(pact, mix, "OPI", 20180401, 9000);
	pact_index(pact, mix, "KPI", 20180401, 1000);
	Jour__V1__Rate *rate = pact_rate(pact, 12345, pact_figures(pact, need));
	Jour__V1__Rebate rebate, *rebates[] = {&rebate};
	Jour__V1__OwnRate own, *owns[] = {&own};
	jour__v1__rebate__init(&rebate);
	jour__v1__own_rate__init(&own);
	rebate.above = 20;
	rebate.percent_bp = 1250;
	own.unit = text("0103");
	own.rate_ore = 99;
	rate->per = 7;
	rate->above = 2;
	rate->n_rebates = rate->n_own_rates = 1;
	rate->rebates = rebates;
	rate->own_rates = owns;
	pact->terms[1]->proration = JOUR__V1__PRORATION__PRORATION_MONTHS;
	Jour__V1__Term *hours = pact_term(pact);
	hours->flow = JOUR__V1__FLOW__FLOW_IN_KIND;
	hours->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	hours->hours = pact_new_hours(pact);
	hours->hours->hours_hundredths = 150033;
	hours->hours->rate_ore = 22755;
	pact_index(pact, hours, "OPI", 20180401, 10000)->cumulative = true;
	Jour__V1__Term *budget = pact_term(pact);
	Jour__V1__BudgetLine *line = pact_new_budget_line(pact);
	budget->flow = JOUR__V1__FLOW__FLOW_OWN;
	budget->formula_case = JOUR__V1__TERM__FORMULA_BUDGET;
	budget->budget = pact_new_budget(pact);
	budget->budget->lines = pact_list(pact, 1);
	budget->budget->lines[budget->budget->n_lines++] = line;
	line->line = text("projekt");
	line->amount_ore = 20000000;
	line->earmark = text("projekt");
	pact_say(pact);
	book_cost(&pact->book, "Allt 1", "projekt", "a", 2018, 123400);
	book_send(&pact->book);
	pact_say_index(pact, "OPI", 2017, JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY, 350);
	pact_say_index(pact, "OPI", 2017, JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE, 460);
	pact_say_index(pact, "OPI", 2018, JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY, 120);
	pact_say_index(pact, "KPI", 2017, JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE, -30);
	pact_say_index(pact, "KPI", 2018, JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE, 210);
}

static Jour__V1__Limit *limit_of(
	struct pact *pact, const char *unit, uint64_t min_ore, uint64_t max_ore)
{
	Jour__V1__Limit *limit = pact_new_limit(pact);
	limit->unit = text(unit);
	limit->min_ore = min_ore;
	limit->max_ore = max_ore;
	return limit;
}

/* Terms for some of the units, means of years, a rate's limits, an index number with limits, a key
 * that is a sum, and a grant that is taken off a cost. */
static void say_more(struct pact *pact)
{
	static const uint64_t weights[] = {40, 0, 25};
	pact_begin(pact, "Mer 1", 3);
	Jour__V1__Rate *rate = pact_rate(pact, 333, pact_data(pact, "samtal", 1, 3));
	rate->above = 90;
	rate->limits = pact_list(pact, 2);
	rate->limits[rate->n_limits++] = limit_of(pact, "*", 5000, 0);
	rate->limits[rate->n_limits++] = limit_of(pact, "0103", 0, 20001);
	pact_index(pact, pact->terms[0], "KPI oktober", 20180101, 9000)->base_year = 2015;
	pact_index(pact, pact->terms[0], "LKI", 20180101, 1000)->at_most = pact_percent(pact, 250);
	pact->terms[0]->indexation[1]->at_least = pact_percent(pact, 0);
	pact->terms[0]->indexation[1]->cumulative = true;
	Jour__V1__Term *some = pact_shared(pact, 0);
	some->units = &pact->units[1];
	some->n_units = 2;
	some->shared_cost->less = text("statsbidrag");
	some->shared_cost->key_is_sum = true;
	Jour__V1__Measure *figures = pact_figures(pact, weights);
	figures->figures->shares++;
	figures->figures->n_shares--;
	pact_key(pact, some, 1, figures);
	pact_key(pact, some, 1, pact_data(pact, "samtal", 1, 2))->per = 7;
	Jour__V1__Term *hours = pact_term(pact);
	hours->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	hours->hours = pact_new_hours(pact);
	hours->hours->hours_hundredths = 1250;
	hours->hours->rate_ore = 22755;
	hours->units = &pact->units[0];
	hours->n_units = 1;
	pact_say(pact);
	for (size_t i = 0; i < 3; i++)
		for (uint32_t year = 2016; year < 2019; year++)
			pact_say_figure(
				pact, pact_codes[i], "samtal", year, "SCB", 90 + i * 50 + year % 7);
	pact_say_index_number(pact, "KPI oktober", 2015, 31335);
	pact_say_index_number(pact, "KPI oktober", 2018, 33072);
	pact_say_index(pact, "LKI", 2017, JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE, 310);
	pact_say_index(pact, "LKI", 2018, JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE, -40);
	book_cost(&pact->book, "Mer 1", some->shared_cost->line, "a", 2019, 100001);
	book_cost(&pact->book, "Mer 1", "statsbidrag", "b", 2019, 30000);
	book_send(&pact->book);
}

/* A correction after the fact, and a second source that differs. */
static void say_afterwards(struct book *book)
{
	book_population(book, "2409", 20161231, "SCB", 6801);
	book_population(book, "2409", 20161231, "kommunen", 6790);
	book_send(book);
}

int main(int argc, char **argv)
{
	char path[4096];
	struct lmdbstore_detail detail = {""};
	struct store *store = NULL;
	struct pact pact = {.pool = {NULL, 0, 0}};
	struct book *book = &pact.book;
	if (argc != 2 || snprintf(path, sizeof(path), "%s/ledger", argv[1]) >= (int)sizeof(path))
		return 64;
	struct lmdbstore_config config = {.path = path,
		.tables = ledger_tables,
		.table_count = LEDGER_TABLES,
		.map_size_bytes = OFFICE_SIZE_BYTES,
		.mode = LMDBSTORE_CREATE};
	if (lmdbstore_open(&config, &store, &detail) != ERR_OK) {
		fprintf(stderr, "%s: %s\n", path, detail.text);
		return 1;
	}
	book_open_in(book, store);
	pact.pool = arena_of(book_must(malloc(PACT_HEAP_SIZE)), PACT_HEAP_SIZE);
	say_umea(book);
	say_equal(book);
	say_shares(book);
	say_everything(&pact);
	say_more(&pact);
	printf("%llu\n", (unsigned long long)(submitted.index + 1));
	say_afterwards(book);
	book_close(book);
	free(pact.pool.start);
	return 0;
}
