#include "statload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jour/codelist.h"
#include "jour/date.h"
#include "jour/merkle.h"
#include "measure.h"

#define CODE_SIZE 8
#define FIRST_CODE 1000u
#define CELLS_MAX 64u /* 8 kinds of help-seeker by 8 of crime */
#define DAY_MS UINT64_C(86400000)

static const char *const pairs[STATLOAD_TABLES - 1][2] = {
	{"crime", "helpseeker"}, {"age", "crime"}, {"age", "helpseeker"}, {"crime", "sex"}};

/* xorshift64: the same histories in every run. */
static uint64_t draw(struct statload *load, uint64_t below)
{
	load->seed ^= load->seed << 13;
	load->seed ^= load->seed >> 7;
	load->seed ^= load->seed << 17;
	return load->seed % below;
}

struct statload statload_of(struct statsize size)
{
	must(size.units <= STATLOAD_UNITS_MAX, "too many kommuner");
	return (struct statload){.size = size, .seed = 88172645463325252u};
}

uint64_t statload_tables(struct statsize size)
{
	return (uint64_t)size.units * size.years * 12 * STATLOAD_TABLES;
}

static void unit_code(uint32_t unit, char ret_code[CODE_SIZE])
{
	(void)snprintf(ret_code, CODE_SIZE, "%04u", (FIRST_CODE + unit) % 10000);
}

/* Returns the record's hash. */
static struct hash256 add(struct statload *load, Jour__V1__Record *record, struct writer *to)
{
	uint8_t salt[SALT_SIZE] = {0};
	struct writer writer = writer_of(salt, sizeof(salt));
	size_t at = to->size;
	write_be64(&writer, ++load->salt);
	record->salt = (ProtobufCBinaryData){sizeof(salt), salt};
	must(record_pack(record, to) == ERR_OK, "no room for the records");
	struct bytes all = written(to);
	return merkle_leaf((struct bytes){all.data + at + 4, all.size - at - 4});
}

void statload_units(struct statload *load, struct writer *to)
{
	for (uint32_t i = 0; i < load->size.units; i++) {
		char code[CODE_SIZE];
		Jour__V1__Record record = JOUR__V1__RECORD__INIT;
		Jour__V1__Unit unit = JOUR__V1__UNIT__INIT;
		unit_code(i, code);
		unit.code = unit.name = code;
		unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
		unit.from = 19700101;
		record.body_case = JOUR__V1__RECORD__BODY_UNIT;
		record.unit = &unit;
		(void)add(load, &record, to);
	}
}

/* ---- a report */

/* One table of a month. */
struct sheet {
	Jour__V1__CaseTable table;
	Jour__V1__Period period;
	Jour__V1__TableDimension by[2], *dimensions[2];
	char code[CODE_SIZE];
	uint64_t counts[CELLS_MAX];
};

static void begin_sheet(struct sheet *sheet, uint32_t unit, uint32_t month)
{
	memset(sheet->counts, 0, sizeof(sheet->counts));
	jour__v1__case_table__init(&sheet->table);
	jour__v1__period__init(&sheet->period);
	unit_code(unit, sheet->code);
	sheet->period.year = STATLOAD_FIRST_YEAR + month / 12;
	sheet->period.first_month = 1 + month % 12;
	sheet->period.months = 1;
	sheet->table.area = sheet->code;
	sheet->table.period = &sheet->period;
	sheet->table.source = JOUR__V1__SOURCE__SOURCE_KOMMUN;
	sheet->table.counts = sheet->counts;
	sheet->table.n_counts = 1;
}

static void divide_sheet(struct sheet *sheet, const char *const by[2])
{
	sheet->table.dimensions = sheet->dimensions;
	sheet->table.n_dimensions = 2;
	for (unsigned i = 0; i < 2; i++) {
		jour__v1__table_dimension__init(&sheet->by[i]);
		sheet->by[i].dimension = sheet->by[i].list = (char *)(uintptr_t)by[i];
		sheet->by[i].version = 1;
		sheet->dimensions[i] = &sheet->by[i];
		sheet->table.n_counts *= codelist_builtin(by[i])->count;
	}
	must(sheet->table.n_counts <= CELLS_MAX, "the code lists have grown");
}

/* `replaces` NULL: the first of its kind. */
static struct hash256 add_sheet(struct statload *load, struct sheet *sheet,
	const struct hash256 *replaces, struct writer *to)
{
	Jour__V1__Record record = JOUR__V1__RECORD__INIT;
	struct hash256 old = replaces == NULL ? (struct hash256){{0}} : *replaces;
	char reason[] = "recount";
	if (replaces != NULL) {
		record.replaces = (ProtobufCBinaryData){HASH256_SIZE, old.bytes};
		record.reason = reason;
	}
	record.body_case = JOUR__V1__RECORD__BODY_CASE_TABLE;
	record.case_table = &sheet->table;
	return add(load, &record, to);
}

void statload_report(struct statload *load, uint32_t unit, struct writer *to)
{
	struct sheet sheet;
	uint64_t cases = 10 + draw(load, 9); /* never ten times a year ago's */
	if (load->corrections[unit].wanted) {
		begin_sheet(&sheet, unit, load->month - 1);
		sheet.counts[0] = load->corrections[unit].cases + 1;
		(void)add_sheet(load, &sheet, &load->corrections[unit].hash, to);
	}
	begin_sheet(&sheet, unit, load->month);
	sheet.counts[0] = cases;
	load->corrections[unit].hash = add_sheet(load, &sheet, NULL, to);
	load->corrections[unit].cases = cases;
	load->corrections[unit].wanted = draw(load, 10) == 0;
	for (unsigned i = 0; i < STATLOAD_TABLES - 1; i++) {
		begin_sheet(&sheet, unit, load->month);
		divide_sheet(&sheet, pairs[i]);
		for (uint64_t k = 0; k < cases; k++)
			sheet.counts[draw(load, sheet.table.n_counts)]++;
		(void)add_sheet(load, &sheet, NULL, to);
	}
}

void statload_month_over(struct statload *load)
{
	load->month++;
}

uint64_t statload_now_ms(const struct statload *load)
{
	struct date date = {.year = (uint16_t)(STATLOAD_FIRST_YEAR + load->month / 12),
		.month = (uint8_t)(1 + load->month % 12),
		.day = 2};
	return (uint64_t)date_day_number(date) * DAY_MS;
}

/* ---- counted again */

void statload_note(
	const Jour__V1__CaseTable *table, uint32_t year, uint64_t cases[STATLOAD_UNITS_MAX][12])
{
	if (table->n_dimensions == 0 && table->period->year == STATLOAD_FIRST_YEAR + year)
		cases[strtoul(table->area, NULL, 10) - FIRST_CODE][table->period->first_month - 1] =
			table->counts[0];
}
