#include "moneyload.h"

#include <stdio.h>
#include <string.h>

#include "measure.h"

#define CODE_SIZE 8u
#define DNR_SIZE 32u
#define UNITS_MAX 64u

struct moneyload moneyload_of(struct moneysize size)
{
	return (struct moneyload){.size = size, .entries = 1, .seed = UINT64_C(88172645463325252)};
}

uint64_t moneyload_records(struct moneysize size)
{
	/* Of a unit and year: a name, 2 populations, 4 invoices, 8 payments, 12 case tables; of a
	 * jour: an agreement, 4 costs, a repayment. Half of them stand under their year too. */
	return (uint64_t)size.years * (size.units * 40ull + size.jourer * 8ull + 4);
}

static uint64_t draw(struct moneyload *load, uint64_t below)
{
	load->seed ^= load->seed << 13;
	load->seed ^= load->seed >> 7;
	load->seed ^= load->seed << 17;
	return load->seed % below;
}

static void put(
	struct moneyload *load, struct store_txn *txn, Jour__V1__Record *record, const void *body)
{
	static uint8_t buffer[4 + RECORD_SIZE_MAX];
	uint8_t salt[SALT_SIZE] = {0};
	struct writer to = writer_of(buffer, sizeof(buffer));
	const struct kind *kind = kind_of((unsigned)record->body_case);
	record->salt = (ProtobufCBinaryData){sizeof(salt), salt};
	must(kind->fields(body).code == RESULT_ACCEPTED, "a record that no ledger takes");
	must(record_pack(record, &to) == ERR_OK, "a record does not fit");
	struct standing standing = {
		.index = load->entries++, .record = {buffer + 4, written(&to).size - 4}};
	state_put_record(txn, kind, body, &standing);
}

#define PUT(load, txn, which, member, body)                                                        \
	do {                                                                                       \
		Jour__V1__Record record = JOUR__V1__RECORD__INIT;                                  \
		record.body_case = JOUR__V1__RECORD__BODY_##which;                                 \
		record.member = (body);                                                            \
		put(load, txn, &record, body);                                                     \
	} while (0)

static void unit_code(uint32_t unit, char ret_code[CODE_SIZE])
{
	(void)snprintf(ret_code, CODE_SIZE, "%04u", 100 + unit);
}

/* Another diary number every twelfth year. */
static void agreement_dnr(uint32_t jour, uint32_t year, char ret_dnr[DNR_SIZE])
{
	(void)snprintf(ret_dnr, DNR_SIZE, "KS %u/%u", MONEYLOAD_FIRST_YEAR + year / 12 * 12, jour);
}

static uint32_t first_unit(const struct moneyload *load, uint32_t jour)
{
	return load->size.units * jour / load->size.jourer;
}

static uint32_t jour_of(const struct moneyload *load, uint32_t unit)
{
	uint32_t jour = 0;
	while (jour + 1 < load->size.jourer && first_unit(load, jour + 1) <= unit)
		jour++;
	return jour;
}

/* ---- agreements */

struct draft {
	char dnr[DNR_SIZE];
	char codes[UNITS_MAX][CODE_SIZE];
	char *units[UNITS_MAX];
	Jour__V1__PopulationRule rule;
	Jour__V1__Measure measure;
	Jour__V1__Rounding rounding;
	Jour__V1__Rate rate;
	Jour__V1__KeyPart part;
	Jour__V1__KeyPart *key[1];
	Jour__V1__SharedCost shared;
	Jour__V1__FixedAmount fixed;
	Jour__V1__Indexation step;
	Jour__V1__Indexation *steps[1];
	Jour__V1__Term terms[3];
	Jour__V1__Term *list[3];
};

static char *text(const char *constant)
{
	return (char *)(uintptr_t)constant;
}

static void draft_measure(struct draft *draft)
{
	draft->rule = (Jour__V1__PopulationRule)JOUR__V1__POPULATION_RULE__INIT;
	draft->rule.month = 12;
	draft->rule.day = 31;
	draft->rule.years_before = 2;
	draft->measure = (Jour__V1__Measure)JOUR__V1__MEASURE__INIT;
	draft->measure.of_case = JOUR__V1__MEASURE__OF_POPULATION;
	draft->measure.population = &draft->rule;
	draft->rounding = (Jour__V1__Rounding)JOUR__V1__ROUNDING__INIT;
	draft->rounding.unit_ore = 100;
	draft->rounding.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
}

static void draft_formulas(struct draft *draft)
{
	draft->rate = (Jour__V1__Rate)JOUR__V1__RATE__INIT;
	draft->rate.rate_ore = 300;
	draft->rate.per = 1;
	draft->rate.measure = &draft->measure;
	draft->part = (Jour__V1__KeyPart)JOUR__V1__KEY_PART__INIT;
	draft->part.weight = 1;
	draft->part.measure = &draft->measure;
	draft->key[0] = &draft->part;
	draft->shared = (Jour__V1__SharedCost)JOUR__V1__SHARED_COST__INIT;
	draft->shared.line = text("samordnare");
	draft->shared.base_ore = 500000;
	draft->shared.key = draft->key;
	draft->shared.n_key = 1;
	draft->fixed = (Jour__V1__FixedAmount)JOUR__V1__FIXED_AMOUNT__INIT;
	draft->fixed.amount_ore = 4722000;
}

static void draft_terms(struct draft *draft, uint32_t from)
{
	static const char *const ids[] = {"avgift", "samordnare", "bidrag"};
	for (size_t i = 0; i < 3; i++) {
		draft->terms[i] = (Jour__V1__Term)JOUR__V1__TERM__INIT;
		draft->terms[i].id = text(ids[i]);
		draft->terms[i].clause = text("§ 1");
		draft->terms[i].flow = JOUR__V1__FLOW__FLOW_CASH;
		draft->terms[i].proration = JOUR__V1__PRORATION__PRORATION_MONTHS;
		draft->terms[i].rounding = &draft->rounding;
		draft->list[i] = &draft->terms[i];
	}
	draft->terms[0].formula_case = JOUR__V1__TERM__FORMULA_RATE;
	draft->terms[0].rate = &draft->rate;
	draft->terms[1].formula_case = JOUR__V1__TERM__FORMULA_SHARED_COST;
	draft->terms[1].shared_cost = &draft->shared;
	draft->terms[2].formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	draft->terms[2].fixed_amount = &draft->fixed;
	draft->step = (Jour__V1__Indexation)JOUR__V1__INDEXATION__INIT;
	draft->step.index = text("OPI");
	draft->step.from = from;
	draft->step.years_before = 1;
	draft->step.share_bp = 10000;
	draft->step.cumulative = true;
	draft->steps[0] = &draft->step;
	draft->terms[2].indexation = draft->steps;
	draft->terms[2].n_indexation = 1;
}

static void put_agreement(
	struct moneyload *load, struct store_txn *txn, uint32_t jour, uint32_t year)
{
	struct draft draft;
	Jour__V1__Agreement agreement = JOUR__V1__AGREEMENT__INIT;
	uint32_t units = 0, from = MONEYLOAD_FIRST_YEAR + year;
	uint32_t end = jour + 1 < load->size.jourer ? first_unit(load, jour + 1) : load->size.units;
	draft_measure(&draft);
	draft_formulas(&draft);
	draft_terms(&draft, from * 10000 + 101);
	agreement_dnr(jour, year, draft.dnr);
	for (uint32_t unit = first_unit(load, jour); unit < end; unit++, units++) {
		unit_code(unit, draft.codes[units]);
		draft.units[units] = draft.codes[units];
	}
	agreement.dnr = draft.dnr;
	agreement.version = year % 12 / 3 + 1;
	agreement.title = text("Partnerskap");
	agreement.units = draft.units;
	agreement.n_units = units;
	agreement.from = from * 10000 + 101;
	agreement.to = (from + 2) * 10000 + 1231;
	agreement.terms = draft.list;
	agreement.n_terms = 3;
	PUT(load, txn, AGREEMENT, agreement, &agreement);
}

/* ---- facts and papers */

static void put_unit(struct moneyload *load, struct store_txn *txn, char *code)
{
	Jour__V1__Unit unit = JOUR__V1__UNIT__INIT;
	unit.code = code;
	unit.name = code;
	unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	unit.from = 19000101;
	PUT(load, txn, UNIT, unit, &unit);
}

static void put_populations(
	struct moneyload *load, struct store_txn *txn, char *code, uint32_t year)
{
	Jour__V1__Population population = JOUR__V1__POPULATION__INIT;
	population.unit = code;
	population.source = text("SCB");
	population.reference_date = year * 10000 + 1101;
	population.population = 2000 + draw(load, 120000);
	PUT(load, txn, POPULATION, population, &population);
	population.reference_date = year * 10000 + 1231;
	PUT(load, txn, POPULATION, population, &population);
}

static void put_quarter(struct moneyload *load, struct store_txn *txn, uint32_t unit, uint32_t year,
	uint32_t quarter)
{
	char code[CODE_SIZE], dnr[DNR_SIZE], reference[24];
	uint32_t calendar = MONEYLOAD_FIRST_YEAR + year;
	Jour__V1__Invoice invoice = JOUR__V1__INVOICE__INIT;
	Jour__V1__Payment payment = JOUR__V1__PAYMENT__INIT;
	unit_code(unit, code);
	agreement_dnr(jour_of(load, unit), year, dnr);
	(void)snprintf(reference, sizeof(reference), "F%u-%u", calendar, quarter);
	invoice.agreement = payment.agreement = dnr;
	invoice.payer = payment.payer = code;
	invoice.reference = payment.reference = reference;
	invoice.year = payment.year = calendar;
	invoice.date = calendar * 10000 + (3 * quarter - 1) * 100 + 1;
	invoice.due = payment.date = invoice.date + 27;
	invoice.amount_ore = payment.amount_ore = 100 * (1 + draw(load, 10000));
	PUT(load, txn, INVOICE, invoice, &invoice);
	payment.side = JOUR__V1__SIDE__SIDE_PAYER;
	PUT(load, txn, PAYMENT, payment, &payment);
	payment.side = JOUR__V1__SIDE__SIDE_PAYEE;
	PUT(load, txn, PAYMENT, payment, &payment);
}

static void put_month(
	struct moneyload *load, struct store_txn *txn, char *code, uint32_t year, uint32_t month)
{
	uint64_t cases = draw(load, 40);
	Jour__V1__Period period = JOUR__V1__PERIOD__INIT;
	Jour__V1__CaseTable table = JOUR__V1__CASE_TABLE__INIT;
	period.year = year;
	period.first_month = month;
	period.months = 1;
	table.area = code;
	table.period = &period;
	table.source = JOUR__V1__SOURCE__SOURCE_KOMMUN;
	table.counts = &cases;
	table.n_counts = 1;
	PUT(load, txn, CASE_TABLE, case_table, &table);
}

static void put_unit_year(
	struct moneyload *load, struct store_txn *txn, uint32_t unit, uint32_t year)
{
	char code[CODE_SIZE];
	uint32_t calendar = MONEYLOAD_FIRST_YEAR + year;
	unit_code(unit, code);
	/* Those that the first years ask for are recorded with them. */
	for (uint32_t back = year == 0 ? 2 : 0; back > 0; back--)
		put_populations(load, txn, code, calendar - back);
	if (year == 0)
		put_unit(load, txn, code);
	for (uint32_t quarter = 1; quarter <= 4; quarter++)
		put_quarter(load, txn, unit, year, quarter);
	for (uint32_t month = 1; month <= 12; month++)
		put_month(load, txn, code, calendar, month);
	put_populations(load, txn, code, calendar);
}

static void put_costs(struct moneyload *load, struct store_txn *txn, uint32_t jour, uint32_t year)
{
	char dnr[DNR_SIZE], reference[24];
	Jour__V1__Cost cost = JOUR__V1__COST__INIT;
	Jour__V1__Repayment repayment = JOUR__V1__REPAYMENT__INIT;
	char code[CODE_SIZE];
	agreement_dnr(jour, year, dnr);
	unit_code(first_unit(load, jour), code);
	cost.agreement = repayment.agreement = dnr;
	cost.line = text("samordnare");
	cost.reference = repayment.reference = reference;
	cost.year = repayment.year = MONEYLOAD_FIRST_YEAR + year;
	repayment.payer = code;
	repayment.date = cost.year * 10000 + 1215;
	for (unsigned quarter = 1; quarter <= 4; quarter++) {
		(void)snprintf(reference, sizeof(reference), "V%u", quarter);
		cost.amount_ore = 10000000 + draw(load, 10000000);
		PUT(load, txn, COST, cost, &cost);
	}
	repayment.amount_ore = 1 + draw(load, 100000);
	PUT(load, txn, REPAYMENT, repayment, &repayment);
}

/* The index of the year before: preliminary, then definitive. */
static void put_index(struct moneyload *load, struct store_txn *txn, uint32_t year)
{
	Jour__V1__IndexValue value = JOUR__V1__INDEX_VALUE__INIT;
	value.index = text("OPI");
	value.year = MONEYLOAD_FIRST_YEAR + year - 1;
	value.source = text("SKR");
	value.published = value.year * 10000 + 1215;
	value.status = JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY;
	value.hundredths_percent = (int32_t)draw(load, 500);
	PUT(load, txn, INDEX_VALUE, index_value, &value);
	value.status = JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE;
	value.hundredths_percent += 110;
	value.published += 10000 - 800;
	PUT(load, txn, INDEX_VALUE, index_value, &value);
}

void moneyload_year(struct moneyload *load, struct store_txn *txn, uint32_t year)
{
	for (uint32_t jour = 0; year % 3 == 0 && jour < load->size.jourer; jour++)
		put_agreement(load, txn, jour, year);
	put_index(load, txn, year);
	for (uint32_t unit = 0; unit < load->size.units; unit++)
		put_unit_year(load, txn, unit, year);
	for (uint32_t jour = 0; jour < load->size.jourer; jour++)
		put_costs(load, txn, jour, year);
	load->year_ends[year] = load->entries;
}
