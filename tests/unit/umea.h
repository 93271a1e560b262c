/* The Umeå catchment in an office in memory (book.h): six kommuner, their agreement and their
 * populations. */
#ifndef TEST_UMEA_H
#define TEST_UMEA_H

#include "expected.h"
#include "book.h"

#define UMEA_DNR "KS 2017/1"
#define UMEA_LINE "samordnare"
#define UMEA_UNITS 6

static const struct umea_kommun {
	const char *code;
	const char *name;
	uint64_t population; /* SCB, 31 December 2016 */
} umea_kommuner[UMEA_UNITS] = {
	{"2401", "Nordmaling", 7132},
	{"2403", "Bjurholm", 2454},
	{"2404", "Vindeln", 5413},
	{"2409", "Robertsfors", 6784},
	{"2460", "Vännäs", 8695},
	{"2480", "Umeå", 122892},
};

/* The agreement of the demo: 3 kr per inhabitant, and a coordinator's cost split by population.
 * What is changed before it is said is said changed. */
struct umea {
	char *units[UMEA_UNITS];
	Jour__V1__PopulationRule rule;
	Jour__V1__Rounding rounding;
	Jour__V1__Measure population;
	Jour__V1__Rate rate;
	Jour__V1__KeyPart key_part;
	Jour__V1__KeyPart *key[1];
	Jour__V1__SharedCost shared;
	Jour__V1__FixedAmount fixed;
	Jour__V1__EqualKey equal;
	Jour__V1__Term terms[2];
	Jour__V1__Term *term_list[2];
	Jour__V1__Agreement agreement;
};

static inline void umea_prepare(struct umea *umea)
{
	memset(umea, 0, sizeof(*umea));
	jour__v1__population_rule__init(&umea->rule);
	jour__v1__rounding__init(&umea->rounding);
	jour__v1__measure__init(&umea->population);
	jour__v1__rate__init(&umea->rate);
	jour__v1__key_part__init(&umea->key_part);
	jour__v1__shared_cost__init(&umea->shared);
	jour__v1__fixed_amount__init(&umea->fixed);
	jour__v1__equal_key__init(&umea->equal);
	jour__v1__term__init(&umea->terms[0]);
	jour__v1__term__init(&umea->terms[1]);
	jour__v1__agreement__init(&umea->agreement);
	for (size_t i = 0; i < UMEA_UNITS; i++)
		umea->units[i] = text(umea_kommuner[i].code);
	umea->rule.month = 12;
	umea->rule.day = 31;
	umea->rule.years_before = 2;
	umea->rounding.unit_ore = 1;
	umea->rounding.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
	umea->population.of_case = JOUR__V1__MEASURE__OF_POPULATION;
	umea->population.population = &umea->rule;
	umea->rate.rate_ore = 300;
	umea->rate.per = 1;
	umea->rate.measure = &umea->population;
	umea->key_part.weight = 1;
	umea->key_part.measure = &umea->population;
	umea->key[0] = &umea->key_part;
	umea->shared.line = text(UMEA_LINE);
	umea->shared.key = umea->key;
	umea->shared.n_key = 1;
	umea->equal.equal = true;
	umea->terms[0].id = text("avgift");
	umea->terms[0].clause = text("stycke 3");
	for (size_t i = 0; i < 2; i++) {
		umea->terms[i].flow = JOUR__V1__FLOW__FLOW_CASH;
		umea->terms[i].proration = JOUR__V1__PRORATION__PRORATION_NONE;
		umea->terms[i].rounding = &umea->rounding;
	}
	umea->terms[0].formula_case = JOUR__V1__TERM__FORMULA_RATE;
	umea->terms[0].rate = &umea->rate;
	umea->terms[1].id = text("samordnare");
	umea->terms[1].clause = text("bilaga 1");
	umea->terms[1].formula_case = JOUR__V1__TERM__FORMULA_SHARED_COST;
	umea->terms[1].shared_cost = &umea->shared;
	umea->term_list[0] = &umea->terms[0];
	umea->term_list[1] = &umea->terms[1];
	umea->agreement.dnr = text(UMEA_DNR);
	umea->agreement.version = 1;
	umea->agreement.title = text("Partnerskap");
	umea->agreement.units = umea->units;
	umea->agreement.n_units = UMEA_UNITS;
	umea->agreement.from = 20180101;
	umea->agreement.to = 20201223;
	umea->agreement.terms = umea->term_list;
	umea->agreement.n_terms = 2;
}

static inline uint64_t umea_say_units(struct book *book)
{
	for (size_t i = 0; i < UMEA_UNITS; i++)
		book_unit(book, umea_kommuner[i].code, umea_kommuner[i].name);
	return book_send(book);
}

static inline uint64_t umea_say_agreement(struct book *book, struct umea *umea)
{
	book_agreement(book, &umea->agreement);
	return book_send(book);
}

static inline uint64_t umea_say_populations(struct book *book)
{
	for (size_t i = 0; i < UMEA_UNITS; i++)
		book_population(
			book, umea_kommuner[i].code, 20161231, "SCB", umea_kommuner[i].population);
	return book_send(book);
}

#endif
