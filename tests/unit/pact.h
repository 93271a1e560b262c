/* Agreements of any terms for the tests of the money side, in an office in memory (book.h). What is
 * drawn from the pool lives until pact_close. */
#ifndef TEST_PACT_H
#define TEST_PACT_H

#include <stdio.h>

#include "book.h"
#include "expected.h"

#define PACT_DNR "P 1"
#define PACT_UNITS 12
#define PACT_HEAP_SIZE ((size_t)4 << 20)

static const char *const pact_codes[PACT_UNITS] = {"0101", "0102", "0103", "0104", "0105", "0106",
	"0107", "0108", "0109", "0110", "0111", "0112"};

struct pact {
	struct book book;
	struct arena arena; /* results */
	struct arena pool;  /* drafts */
	Jour__V1__Agreement agreement;
	char *units[PACT_UNITS];
	Jour__V1__Term *terms[AGREEMENT_TERMS_MAX];
	Jour__V1__Membership *memberships[PACT_UNITS];
};

/* An empty draft of each kind of message. */
#define PACT_DRAFT(name, type, init)                                                               \
	static inline type *pact_##name(struct pact *pact)                                         \
	{                                                                                          \
		type *message = book_must(arena_alloc(&pact->pool, sizeof(type)));                 \
		init(message);                                                                     \
		return message;                                                                    \
	}
PACT_DRAFT(new_term, Jour__V1__Term, jour__v1__term__init)
PACT_DRAFT(new_rounding, Jour__V1__Rounding, jour__v1__rounding__init)
PACT_DRAFT(new_measure, Jour__V1__Measure, jour__v1__measure__init)
PACT_DRAFT(new_rule, Jour__V1__PopulationRule, jour__v1__population_rule__init)
PACT_DRAFT(new_data, Jour__V1__DataRule, jour__v1__data_rule__init)
PACT_DRAFT(new_cases, Jour__V1__CasesRule, jour__v1__cases_rule__init)
PACT_DRAFT(new_equal, Jour__V1__EqualKey, jour__v1__equal_key__init)
PACT_DRAFT(new_shares, Jour__V1__FixedShares, jour__v1__fixed_shares__init)
PACT_DRAFT(new_share, Jour__V1__Share, jour__v1__share__init)
PACT_DRAFT(new_rate, Jour__V1__Rate, jour__v1__rate__init)
PACT_DRAFT(new_fixed, Jour__V1__FixedAmount, jour__v1__fixed_amount__init)
PACT_DRAFT(new_shared, Jour__V1__SharedCost, jour__v1__shared_cost__init)
PACT_DRAFT(new_key_part, Jour__V1__KeyPart, jour__v1__key_part__init)
PACT_DRAFT(new_limit, Jour__V1__Limit, jour__v1__limit__init)
PACT_DRAFT(new_budget, Jour__V1__Budget, jour__v1__budget__init)
PACT_DRAFT(new_budget_line, Jour__V1__BudgetLine, jour__v1__budget_line__init)
PACT_DRAFT(new_hours, Jour__V1__Hours, jour__v1__hours__init)
PACT_DRAFT(new_indexation, Jour__V1__Indexation, jour__v1__indexation__init)
PACT_DRAFT(new_percent, Jour__V1__PercentLimit, jour__v1__percent_limit__init)
PACT_DRAFT(new_membership, Jour__V1__Membership, jour__v1__membership__init)
PACT_DRAFT(new_month_day, Jour__V1__MonthDay, jour__v1__month_day__init)
PACT_DRAFT(new_renewal, Jour__V1__Renewal, jour__v1__renewal__init)

/* Room for `count` pointers. */
static inline void *pact_list(struct pact *pact, size_t count)
{
	return book_must(arena_alloc(&pact->pool, sizeof(void *) * (count + 1)));
}

static inline char *pact_name(struct pact *pact, const char *prefix, unsigned number)
{
	char *name = book_must(arena_alloc(&pact->pool, 32));
	snprintf(name, 32, "%s %u", prefix, number);
	return name;
}

/* An empty agreement of the first `units` codes, 2018-01-01 until further notice. */
static inline void pact_begin(struct pact *pact, const char *dnr, size_t units)
{
	arena_reset(&pact->pool);
	jour__v1__agreement__init(&pact->agreement);
	for (size_t i = 0; i < units; i++)
		pact->units[i] = text(pact_codes[i]);
	pact->agreement.dnr = text(dnr);
	pact->agreement.version = 1;
	pact->agreement.title = text("Partnerskap");
	pact->agreement.units = pact->units;
	pact->agreement.n_units = units;
	pact->agreement.from = 20180101;
	pact->agreement.terms = pact->terms;
	pact->agreement.memberships = pact->memberships;
}

/* An office that knows the units. */
static inline struct pact *pact_open(void)
{
	struct pact *pact = book_must(calloc(1, sizeof(*pact)));
	book_open(&pact->book);
	pact->arena = arena_of(book_must(malloc(EXPECTED_HEAP_SIZE)), EXPECTED_HEAP_SIZE);
	pact->pool = arena_of(book_must(malloc(PACT_HEAP_SIZE)), PACT_HEAP_SIZE);
	for (size_t i = 0; i < PACT_UNITS; i++)
		book_unit(&pact->book, pact_codes[i], pact_codes[i]);
	book_send(&pact->book);
	pact_begin(pact, PACT_DNR, 2);
	return pact;
}

static inline void pact_close(struct pact *pact)
{
	book_close(&pact->book);
	free(pact->arena.start);
	free(pact->pool.start);
	free(pact);
}

/* A term that is cash, not prorated and rounded half up to the öre. */
static inline Jour__V1__Term *pact_term(struct pact *pact)
{
	Jour__V1__Term *term = pact_new_term(pact);
	term->id = pact_name(pact, "t", (unsigned)pact->agreement.n_terms);
	term->clause = text("§ 1");
	term->flow = JOUR__V1__FLOW__FLOW_CASH;
	term->proration = JOUR__V1__PRORATION__PRORATION_NONE;
	term->rounding = pact_new_rounding(pact);
	term->rounding->unit_ore = 1;
	term->rounding->rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
	pact->terms[pact->agreement.n_terms++] = term;
	return term;
}

static inline Jour__V1__Rate *pact_rate(
	struct pact *pact, uint64_t rate_ore, Jour__V1__Measure *measure)
{
	Jour__V1__Term *term = pact_term(pact);
	term->formula_case = JOUR__V1__TERM__FORMULA_RATE;
	term->rate = pact_new_rate(pact);
	term->rate->rate_ore = rate_ore;
	term->rate->per = 1;
	term->rate->measure = measure;
	return term->rate;
}

static inline Jour__V1__Term *pact_fixed(struct pact *pact, uint64_t amount_ore)
{
	Jour__V1__Term *term = pact_term(pact);
	term->formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	term->fixed_amount = pact_new_fixed(pact);
	term->fixed_amount->amount_ore = amount_ore;
	return term;
}

/* A stated pot; 0: from costs. Its key has no parts yet. */
static inline Jour__V1__Term *pact_shared(struct pact *pact, uint64_t stated_ore)
{
	Jour__V1__Term *term = pact_term(pact);
	term->formula_case = JOUR__V1__TERM__FORMULA_SHARED_COST;
	term->shared_cost = pact_new_shared(pact);
	term->shared_cost->line = term->id;
	term->shared_cost->stated_ore = stated_ore;
	term->shared_cost->key = pact_list(pact, 8);
	term->shared_cost->limits = pact_list(pact, PACT_UNITS + 1);
	return term;
}

static inline Jour__V1__KeyPart *pact_key(
	struct pact *pact, Jour__V1__Term *term, uint32_t weight, Jour__V1__Measure *measure)
{
	Jour__V1__KeyPart *part = pact_new_key_part(pact);
	part->weight = weight;
	part->measure = measure;
	term->shared_cost->key[term->shared_cost->n_key++] = part;
	return part;
}

/* `unit` "*" must come before the others, and they in order. */
static inline void pact_limit(struct pact *pact, Jour__V1__Term *term, const char *unit,
	uint64_t min_ore, uint64_t max_ore)
{
	Jour__V1__Limit *limit = pact_new_limit(pact);
	limit->unit = text(unit);
	limit->min_ore = min_ore;
	limit->max_ore = max_ore;
	term->shared_cost->limits[term->shared_cost->n_limits++] = limit;
}

static inline Jour__V1__Measure *pact_equal(struct pact *pact)
{
	Jour__V1__Measure *measure = pact_new_measure(pact);
	measure->of_case = JOUR__V1__MEASURE__OF_EQUAL;
	measure->equal = pact_new_equal(pact);
	measure->equal->equal = true;
	return measure;
}

/* One figure for each unit of the agreement. */
static inline Jour__V1__Measure *pact_figures(struct pact *pact, const uint64_t *figures)
{
	Jour__V1__Measure *measure = pact_new_measure(pact);
	measure->of_case = JOUR__V1__MEASURE__OF_FIGURES;
	measure->figures = pact_new_shares(pact);
	measure->figures->n_shares = pact->agreement.n_units;
	measure->figures->shares = pact_list(pact, PACT_UNITS);
	for (size_t i = 0; i < pact->agreement.n_units; i++) {
		measure->figures->shares[i] = pact_new_share(pact);
		measure->figures->shares[i]->unit = pact->agreement.units[i];
		measure->figures->shares[i]->weight = figures[i];
	}
	return measure;
}

/* The population on 31 December two years before. */
static inline Jour__V1__Measure *pact_population(struct pact *pact)
{
	Jour__V1__Measure *measure = pact_new_measure(pact);
	measure->of_case = JOUR__V1__MEASURE__OF_POPULATION;
	measure->population = pact_new_rule(pact);
	measure->population->month = 12;
	measure->population->day = 31;
	measure->population->years_before = 2;
	return measure;
}

static inline Jour__V1__Indexation *pact_index(struct pact *pact, Jour__V1__Term *term,
	const char *index, uint32_t from, uint32_t share_bp)
{
	Jour__V1__Indexation *step = pact_new_indexation(pact);
	if (term->indexation == NULL)
		term->indexation = pact_list(pact, 8);
	step->index = text(index);
	step->from = from;
	step->years_before = 1;
	step->share_bp = share_bp;
	term->indexation[term->n_indexation++] = step;
	return step;
}

static inline void pact_member(struct pact *pact, size_t unit, uint32_t from, uint32_t to)
{
	Jour__V1__Membership *membership = pact_new_membership(pact);
	membership->unit = pact->units[unit];
	membership->from = from;
	membership->to = to;
	pact->memberships[pact->agreement.n_memberships++] = membership;
}

static inline void pact_year_start(struct pact *pact, uint32_t month, uint32_t day)
{
	pact->agreement.year_start = pact_new_month_day(pact);
	pact->agreement.year_start->month = month;
	pact->agreement.year_start->day = day;
}

static inline uint64_t pact_say(struct pact *pact)
{
	book_agreement(&pact->book, &pact->agreement);
	return book_send(&pact->book);
}

/* `published` 0: not stated. */
static inline uint64_t pact_say_published(struct pact *pact, const char *index, uint32_t year,
	Jour__V1__IndexStatus status, int32_t hundredths_percent, uint32_t published)
{
	Jour__V1__Record record;
	Jour__V1__IndexValue value;
	jour__v1__record__init(&record);
	jour__v1__index_value__init(&value);
	value.index = text(index);
	value.year = year;
	value.status = status;
	value.hundredths_percent = hundredths_percent;
	value.published = published;
	value.source = text("SKR");
	record.body_case = JOUR__V1__RECORD__BODY_INDEX_VALUE;
	record.index_value = &value;
	book_say(&pact->book, &record, &value);
	return book_send(&pact->book);
}

static inline uint64_t pact_say_index(struct pact *pact, const char *index, uint32_t year,
	Jour__V1__IndexStatus status, int32_t hundredths_percent)
{
	return pact_say_published(pact, index, year, status, hundredths_percent, 0);
}

/* The index number itself, in hundredths. */
static inline uint64_t pact_say_index_number(
	struct pact *pact, const char *index, uint32_t year, uint64_t number_hundredths)
{
	Jour__V1__Record record;
	Jour__V1__IndexValue value;
	jour__v1__record__init(&record);
	jour__v1__index_value__init(&value);
	value.index = text(index);
	value.year = year;
	value.status = JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE;
	value.number_hundredths = number_hundredths;
	value.source = text("SCB");
	record.body_case = JOUR__V1__RECORD__BODY_INDEX_VALUE;
	record.index_value = &value;
	book_say(&pact->book, &record, &value);
	return book_send(&pact->book);
}

static inline Jour__V1__PercentLimit *pact_percent(struct pact *pact, int32_t hundredths_percent)
{
	Jour__V1__PercentLimit *limit = pact_new_percent(pact);
	limit->hundredths_percent = hundredths_percent;
	return limit;
}

/* A recorded figure of so many years before, the mean of `mean_of` years. */
static inline Jour__V1__Measure *pact_data(
	struct pact *pact, const char *name, uint32_t years_before, uint32_t mean_of)
{
	Jour__V1__Measure *measure = pact_new_measure(pact);
	measure->of_case = JOUR__V1__MEASURE__OF_DATA;
	measure->data = pact_new_data(pact);
	measure->data->name = text(name);
	measure->data->years_before = years_before;
	measure->data->mean_of = mean_of;
	return measure;
}

static inline uint64_t pact_say_figure(struct pact *pact, const char *unit, const char *name,
	uint32_t year, const char *source, uint64_t figure)
{
	Jour__V1__Record record;
	Jour__V1__UnitFigure value;
	jour__v1__record__init(&record);
	jour__v1__unit_figure__init(&value);
	value.unit = text(unit);
	value.name = text(name);
	value.year = year;
	value.source = text(source);
	value.value = figure;
	record.body_case = JOUR__V1__RECORD__BODY_UNIT_FIGURE;
	record.unit_figure = &value;
	book_say(&pact->book, &record, &value);
	return book_send(&pact->book);
}

static inline const struct expected *pact_expect_as_of(
	struct pact *pact, uint32_t year, uint64_t size)
{
	const struct expected *expected = NULL;
	struct store_txn *txn = must_read(pact->book.office.store);
	arena_reset(&pact->arena);
	enum err err = expected_compute(txn, size, pact->agreement.dnr, year, &pact->arena,
		&pact->book.office.memory.record, &expected);
	store_abort(txn);
	assert(err == ERR_OK);
	return expected;
}

/* As of everything that was said. */
static inline const struct expected *pact_expect(struct pact *pact, uint32_t year)
{
	return pact_expect_as_of(pact, year, submitted.index + 1);
}

static inline bool pact_has_remark(const struct expected_term *term, const char *kind)
{
	for (const struct remark *at = term->remarks; at != NULL; at = at->next)
		if (strcmp(at->kind, kind) == 0)
			return true;
	return false;
}

#endif
