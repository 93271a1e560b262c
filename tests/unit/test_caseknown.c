#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "caseknown.h"
#undef UNIT_CODE_SIZE /* the office's own is the same */
#include "casebook.h"
#include "jour/frame.h"
#include "reftables.h"

#define KOMMUN JOUR__V1__SOURCE__SOURCE_KOMMUN
#define JOUR JOUR__V1__SOURCE__SOURCE_JOUR
#define ROUNDS 60
#define FIRST_REPORTS 24
#define FILE_REPORTS 12

static struct casebook *book;
static struct caseknown known;
static uint8_t agreement_memory[DECODE_HEAP_MAX], packed_memory[DECODE_HEAP_MAX];

/* A table that somebody may send. */
struct report {
	char area[5];
	Jour__V1__Period period;
	Jour__V1__Source source;
	Jour__V1__TableDimension by[2];
	Jour__V1__TableDimension *dimensions[2];
	uint64_t counts[16];
	Jour__V1__CellState states[16];
	Jour__V1__CaseTable table;
	bool overlapping;
};

static void draw_cells(struct report *report, size_t cells, uint64_t *seed)
{
	static const int scales[] = {1, 4, 30, 300};
	int scale = scales[casebook_draw(seed, 4)];
	bool has_states = casebook_draw(seed, 4) == 0;
	for (size_t i = 0; i < cells; i++) {
		int state = has_states ? casebook_draw(seed, 6) : 0;
		report->states[i] = state < 3 ? JOUR__V1__CELL_STATE__CELL_STATE_COUNT
					      : (Jour__V1__CellState)(state - 1);
		report->counts[i] = state < 3 ? (uint64_t)casebook_draw(seed, scale) : 0;
	}
	report->table.n_counts = cells;
	report->table.counts = report->counts;
	report->table.n_states = has_states ? cells : 0;
	report->table.states = report->states;
}

/* Of one of two units, in three years, by nothing, sex, circumstance or both. */
static void draw_report(struct report *report, uint64_t *seed)
{
	static char sex[] = "sex", circumstance[] = "circumstance";
	static const uint8_t lengths[] = {1, 3, 12};
	int shape = casebook_draw(seed, 4);
	uint8_t months = lengths[casebook_draw(seed, 3)];
	*report = (struct report){.source = casebook_draw(seed, 4) == 0 ? JOUR : KOMMUN};
	jour__v1__case_table__init(&report->table);
	strcpy(report->area, casebook_draw(seed, 2) == 0 ? "2480" : "2403");
	report->period = period_to_message((struct period){
		(uint16_t)(2028 + casebook_draw(seed, 2)), /* the book's today is 2030-01-01 */
		months == 12  ? 1
		: months == 3 ? 4
			      : (uint8_t)(11 + casebook_draw(seed, 2)),
		months});
	for (size_t i = 0; i < 2; i++) {
		jour__v1__table_dimension__init(&report->by[i]);
		report->by[i].dimension = report->by[i].list =
			shape == 1 || (shape == 3 && i == 1) ? sex : circumstance;
		report->by[i].version = 1;
		report->dimensions[i] = &report->by[i];
	}
	report->overlapping = shape >= 2;
	report->table.n_dimensions = shape == 0 ? 0 : shape == 3 ? 2 : 1;
	report->table.dimensions = report->dimensions;
	report->table.area = report->area;
	report->table.period = &report->period;
	report->table.source = report->source;
	draw_cells(report, shape == 0 ? 1 : shape == 3 ? 16 : 4, seed);
}

static struct result send(struct report *report)
{
	struct result result;
	Jour__V1__Record record =
		casebook_record(JOUR__V1__RECORD__BODY_CASE_TABLE, &report->table);
	casebook_put_result(book, &record, &result);
	return result;
}

/* Decoded from the bytes that the office would sign. */
static const Jour__V1__Reference *read_reference(struct arena *arena)
{
	bool left_out = false;
	struct store_txn *txn = casebook_begin(book);
	struct member office = {
		.sign = book->office, .principal = book->office, .role = ROLE_OFFICE};
	Jour__V1__TableNumbers *tables[REFERENCE_TABLES_MAX];
	Jour__V1__Reference reference;
	struct arena memory = arena_of(agreement_memory, sizeof(agreement_memory));
	const ProtobufCMessage *message = NULL;
	jour__v1__reference__init(&reference);
	arena_reset(&book->memory.record);
	reference.n_tables = reftables_collect(txn, book->size, 2030, &office, NULL, 0, &memory,
		&book->memory.record, tables, &left_out);
	reference.tables = tables;
	reference.tables_left_out = left_out;
	static uint8_t bytes[FRAME_SIZE_MAX];
	size_t size = jour__v1__reference__pack(&reference, bytes);
	store_abort(txn);
	assert_int_equal(message_decode(&jour__v1__reference__descriptor,
				 (struct bytes){bytes, size}, arena, &message),
		ERR_OK);
	return (const Jour__V1__Reference *)message;
}

static bool is_told_offline(enum result_code code)
{
	return code == RESULT_ACCEPTED || code == RESULT_REMARKED ||
	       code == RESULT_PART_ABOVE_WHOLE;
}

/* One office, then one file: each table is judged offline before it is sent. */
static void play(uint64_t *seed, size_t *told)
{
	struct arena arena = arena_of(packed_memory, sizeof(packed_memory));
	struct report report;
	static char umea[] = "2480", bjurholm[] = "2403", name[] = "Umeå";
	book = casebook_open();
	casebook_add_unit(book, umea, name);
	casebook_add_unit(book, bjurholm, name);
	for (int i = 0; i < FIRST_REPORTS; i++) {
		draw_report(&report, seed);
		(void)send(&report);
	}
	known = (struct caseknown){.reference = read_reference(&arena)};
	for (int i = 0; i < FILE_REPORTS; i++) {
		draw_report(&report, seed);
		struct caseknown before = known;
		struct result said = caseknown_judge(&known, &report.table, report.overlapping);
		struct result result = send(&report);
		if (!is_told_offline(result.code)) { /* that it exists, or overlaps */
			known = before;
			continue;
		}
		told[result.code == RESULT_REMARKED ? 1 : result.code == RESULT_ACCEPTED ? 0 : 2]++;
		assert_int_equal(said.code, result.code);
		assert_int_equal(said.field, result.field);
		assert_int_equal(said.argument, result.argument);
	}
	casebook_close(book);
}

static void caseknown_says_what_the_office_says(void **state)
{
	(void)state;
	uint64_t seed = 20190101;
	size_t told[3] = {0};
	for (int i = 0; i < ROUNDS; i++)
		play(&seed, told);
	for (size_t i = 0; i < 3; i++)
		assert_true(told[i] > 20);
}

/* Fills years with a table for each month and unit. */
static void report_months(size_t first, size_t last)
{
	static char name[] = "Umeå";
	struct report report = {.source = KOMMUN};
	uint64_t one = 1;
	jour__v1__case_table__init(&report.table);
	report.table.area = report.area;
	report.table.period = &report.period;
	report.table.source = KOMMUN;
	report.table.n_counts = 1;
	report.table.counts = &one;
	for (size_t i = first; i < last; i++) {
		snprintf(report.area, sizeof(report.area), "%04zu", 101 + i / 24);
		if (i % 24 == 0)
			casebook_add_unit(book, report.area, name);
		report.period = period_to_message(
			(struct period){(uint16_t)(2028 + i % 24 / 12), (uint8_t)(1 + i % 12), 1});
		assert_true(result_is_good(send(&report).code));
	}
}

static void caseknown_reference_says_when_tables_are_left_out(void **state)
{
	(void)state;
	struct arena arena = arena_of(packed_memory, sizeof(packed_memory));
	book = casebook_open();
	report_months(0, REFERENCE_TABLES_MAX);
	const Jour__V1__Reference *reference = read_reference(&arena);
	assert_int_equal(reference->n_tables, REFERENCE_TABLES_MAX);
	assert_false(reference->tables_left_out);
	report_months(REFERENCE_TABLES_MAX, REFERENCE_TABLES_MAX + 1);
	arena.used = 0;
	reference = read_reference(&arena);
	assert_int_equal(reference->n_tables, REFERENCE_TABLES_MAX);
	assert_true(reference->tables_left_out);
	casebook_close(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(caseknown_says_what_the_office_says),
		cmocka_unit_test(caseknown_reference_says_when_tables_are_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
