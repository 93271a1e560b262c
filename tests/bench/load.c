#include "load.h"

#include <stdio.h>
#include <string.h>

#include "jour/codelist.h"
#include "jour/record.h"
#include "measure.h"

#define MONTHS ((2026u - 1901u) * 12u)
#define TABLES_A_MONTH 3u
#define CELLS_MAX 64u /* 8 kinds of help-seeker by 8 of crime */
#define CODE_SIZE 8u
#define DNR_SIZE 32u

static void unit_code(unsigned author, unsigned unit, char ret_code[CODE_SIZE])
{
	(void)snprintf(ret_code, CODE_SIZE, "%04u", (author * LOAD_UNITS + unit + 1) % 10000);
}

static void agreement_dnr(unsigned author, char ret_dnr[DNR_SIZE])
{
	(void)snprintf(ret_dnr, DNR_SIZE, "KS 2018/%05u", author % 100000);
}

struct secret load_secret(unsigned author)
{
	uint8_t seed[SEED_SIZE] = {(uint8_t)author, 'b', 'e', 'n', 'c', 'h'};
	struct secret secret;
	secret_from_seed(seed, &secret);
	return secret;
}

enum record_class load_class(enum load_kind kind)
{
	return kind == LOAD_TABLES ? CLASS_CASES : CLASS_MONEY;
}

const char *load_name(enum load_kind kind)
{
	return kind == LOAD_TABLES ? "case tables" : "payments";
}

/* A salt that differs from record to record is all that is asked of it here. */
static void add(Jour__V1__Record *record, uint64_t number, struct writer *to)
{
	uint8_t salt[SALT_SIZE];
	struct writer writer = writer_of(salt, sizeof(salt));
	write_be64(&writer, number * UINT64_C(0x9e3779b97f4a7c15));
	write_be64(&writer, ~number);
	record->salt = (ProtobufCBinaryData){sizeof(salt), salt};
	must(record_pack(record, to) == ERR_OK, "no room for the records");
}

#define ADD(member, body, kind, number, to)                                                        \
	do {                                                                                       \
		Jour__V1__Record record = JOUR__V1__RECORD__INIT;                                  \
		record.body_case = JOUR__V1__RECORD__BODY_##kind;                                  \
		record.member = (body);                                                            \
		add(&record, number, to);                                                          \
	} while (0)

/* Two dimensions at a time, as many cells as the list has values of them. */
static size_t set_dimensions(Jour__V1__CaseTable *table, unsigned which,
	Jour__V1__TableDimension ret_by[2], Jour__V1__TableDimension *ret_dimensions[2])
{
	static const char *const pairs[TABLES_A_MONTH][2] = {
		{"crime", "helpseeker"}, {"age", "crime"}, {"age", "helpseeker"}};
	size_t cells = 1;
	for (unsigned i = 0; i < 2; i++) {
		jour__v1__table_dimension__init(&ret_by[i]);
		ret_by[i].dimension = ret_by[i].list = (char *)(uintptr_t)pairs[which][i];
		ret_by[i].version = 1;
		ret_dimensions[i] = &ret_by[i];
		cells *= codelist_builtin(pairs[which][i])->count;
	}
	table->dimensions = ret_dimensions;
	table->n_dimensions = 2;
	return cells;
}

static void write_table(struct load *load, struct writer *to)
{
	Jour__V1__CaseTable table = JOUR__V1__CASE_TABLE__INIT;
	Jour__V1__Period period = JOUR__V1__PERIOD__INIT;
	Jour__V1__TableDimension by[2], *dimensions[2];
	char code[CODE_SIZE];
	uint64_t counts[CELLS_MAX];
	uint32_t number = load->tables++;
	uint32_t month = number / TABLES_A_MONTH % MONTHS;
	uint32_t unit = number / TABLES_A_MONTH / MONTHS;
	must(unit < LOAD_UNITS, "this author has no more units");
	unit_code(load->author, unit, code);
	period.year = 1901 + month / 12;
	period.first_month = 1 + month % 12;
	period.months = 1;
	table.area = code;
	table.period = &period;
	table.source = JOUR__V1__SOURCE__SOURCE_KOMMUN;
	table.n_counts = set_dimensions(&table, number % TABLES_A_MONTH, by, dimensions);
	for (unsigned i = 0; i < table.n_counts; i++)
		counts[i] = (number + 37 * i) % 4096;
	table.counts = counts;
	ADD(case_table, &table, CASE_TABLE, number, to);
}

static void write_payment(struct load *load, struct writer *to)
{
	Jour__V1__Payment payment = JOUR__V1__PAYMENT__INIT;
	char dnr[DNR_SIZE], code[CODE_SIZE], reference[32];
	uint32_t number = load->payments++;
	agreement_dnr(load->author, dnr);
	unit_code(load->author, number % LOAD_UNITS, code);
	(void)snprintf(reference, sizeof(reference), "Faktura 2018-%09u", number);
	payment.agreement = dnr;
	payment.payer = code;
	payment.side = JOUR__V1__SIDE__SIDE_PAYER;
	payment.reference = reference;
	payment.year = 2018;
	payment.date = 20180420;
	payment.amount_ore = 2035200 + number;
	ADD(payment, &payment, PAYMENT, number, to);
}

void load_write(struct load *load, enum load_kind kind, unsigned count, struct writer *to)
{
	for (unsigned i = 0; i < count; i++)
		if (kind == LOAD_TABLES)
			write_table(load, to);
		else
			write_payment(load, to);
}

static ProtobufCBinaryData data_of(struct key *key)
{
	return (ProtobufCBinaryData){KEY_SIZE, key->bytes};
}

static void write_unit(unsigned author, unsigned number, struct key *sign, struct writer *to)
{
	Jour__V1__Unit unit = JOUR__V1__UNIT__INIT;
	Jour__V1__Grant grant = JOUR__V1__GRANT__INIT;
	Jour__V1__Topic topics[] = {JOUR__V1__TOPIC__TOPIC_CASES, JOUR__V1__TOPIC__TOPIC_PAYMENTS};
	char code[CODE_SIZE], name[32];
	unit_code(author, number, code);
	(void)snprintf(name, sizeof(name), "Kommun %s", code);
	unit.code = code;
	unit.name = name;
	unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	unit.from = 19000101;
	ADD(unit, &unit, UNIT, number, to);
	grant.key = data_of(sign);
	grant.unit = code;
	grant.may_say = topics;
	grant.n_may_say = 2;
	ADD(grant, &grant, GRANT, number, to);
}

unsigned load_write_grants(unsigned authors, struct writer *to)
{
	for (unsigned author = 0; author < authors; author++) {
		Jour__V1__Enrolment enrolment = JOUR__V1__ENROLMENT__INIT;
		struct identity identity = load_secret(author).public;
		char name[32];
		(void)snprintf(name, sizeof(name), "Author %u", author);
		enrolment.sign_key = data_of(&identity.sign);
		enrolment.transport_key = data_of(&identity.transport);
		enrolment.name = name;
		ADD(enrolment, &enrolment, ENROLMENT, author, to);
		for (unsigned unit = 0; unit < LOAD_UNITS; unit++)
			write_unit(author, unit, &identity.sign, to);
	}
	return authors * (1 + 2 * LOAD_UNITS);
}

static void write_agreement(unsigned author, struct writer *to)
{
	Jour__V1__Agreement agreement = JOUR__V1__AGREEMENT__INIT;
	Jour__V1__Term term = JOUR__V1__TERM__INIT, *terms[] = {&term};
	Jour__V1__FixedAmount fixed = JOUR__V1__FIXED_AMOUNT__INIT;
	Jour__V1__Rounding rounding = JOUR__V1__ROUNDING__INIT;
	char dnr[DNR_SIZE], title[] = "Samverkan", id[] = "a", clause[] = "3";
	char codes[LOAD_UNITS][CODE_SIZE], *units[LOAD_UNITS];
	agreement_dnr(author, dnr);
	for (unsigned i = 0; i < LOAD_UNITS; i++) {
		unit_code(author, i, codes[i]);
		units[i] = codes[i];
	}
	fixed.amount_ore = 2035200;
	term.id = id;
	term.clause = clause;
	term.flow = JOUR__V1__FLOW__FLOW_CASH;
	term.proration = JOUR__V1__PRORATION__PRORATION_NONE;
	rounding.unit_ore = 1;
	rounding.rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
	term.rounding = &rounding;
	term.formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	term.fixed_amount = &fixed;
	agreement.dnr = dnr;
	agreement.version = 1;
	agreement.title = title;
	agreement.units = units;
	agreement.n_units = LOAD_UNITS;
	agreement.from = 20180101;
	agreement.to = 20201223;
	agreement.terms = terms;
	agreement.n_terms = 1;
	ADD(agreement, &agreement, AGREEMENT, author, to);
}

unsigned load_write_agreements(unsigned authors, struct writer *to)
{
	for (unsigned author = 0; author < authors; author++)
		write_agreement(author, to);
	return authors;
}
