#include "closed.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "casebook.h"
#include "listrecord.h"

/* Closed figures on random histories against a plain noting down: every unit's monthly counts as
 * they stand, and what they summed up to when the unit was closed. */

#define UNITS 3
static char codes[UNITS][5] = {"2401", "2409", "2480"};
static const struct period quarter = {2018, 1, 3};

static struct casebook *book;

static int start(void **state)
{
	(void)state;
	book = casebook_open();
	for (unsigned i = 0; i < UNITS; i++)
		casebook_add_unit(book, codes[i], codes[i]);
	return 0;
}

static int end(void **state)
{
	(void)state;
	casebook_close(book);
	return 0;
}

static enum result_code turn(char *scope, struct period period, bool reopened)
{
	Jour__V1__Period message = period_to_message(period);
	Jour__V1__PeriodClose close;
	jour__v1__period_close__init(&close);
	close.scope = scope;
	close.period = &message;
	close.reopened = reopened;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_PERIOD_CLOSE, &close);
	return casebook_put(book, &record);
}

static enum result_code report(unsigned unit, unsigned month, uint64_t cases)
{
	struct casebook_table table = {.area = codes[unit],
		.period = {2018, (uint8_t)month, 1},
		.source = JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.counts = &cases,
		.cell_count = 1};
	return casebook_report(book, &table);
}

static char every[] = UNIT_EVERY;

/* What is closed of the quarter as of the present size; ends with store_abort(*ret_txn). */
static struct closed_part *read_closed_by(
	const char *unit, const char *by, struct store_txn **ret_txn)
{
	struct totals_query query = {.unit = unit};
	struct coverage_calendar calendar = {book, casebook_day, 0};
	struct closed_part *parts = NULL;
	arena_reset(&book->found);
	*ret_txn = casebook_begin(book);
	assert_int_equal(closed_read(*ret_txn, book->size, quarter, &query, by, &calendar,
				 &book->found, &book->memory.record, &parts),
		ERR_OK);
	return parts;
}

static struct closed_part *read_closed(const char *unit, struct store_txn **ret_txn)
{
	return read_closed_by(unit, NULL, ret_txn);
}

static const struct late_record *read_late(struct store_txn *txn)
{
	struct settled settled = {.late = NULL};
	assert_int_equal(closed_survey(txn, book->size, quarter, &book->found, &book->memory.record,
				 &settled),
		ERR_OK);
	return settled.late;
}

static void closed_figures_stay_when_more_comes(void **state)
{
	(void)state;
	struct store_txn *txn;
	const struct closed_part *part = NULL;
	casebook_report_cases(book, codes[0], (struct period){2018, 1, 1}, 5);
	assert_null(read_closed(NULL, &txn));
	assert_null(read_late(txn));
	store_abort(txn);
	assert_int_equal(turn(every, quarter, false), RESULT_ACCEPTED);
	uint64_t entry = book->size - 1;
	assert_int_equal(report(0, 2, 7), RESULT_REMARKED);
	casebook_report_cases(book, codes[1], (struct period){2018, 4, 1}, 9); /* not closed */
	struct closed_part *parts = read_closed(NULL, &txn);
	assert_int_equal(closed_row(parts, codes[0], &part)->cases.count, 5);
	assert_int_equal(part->entry, entry);
	assert_int_equal(part->day, book->day[entry]);
	assert_null(closed_row(parts, codes[1], &part));
	const struct late_record *late = read_late(txn);
	assert_string_equal(late->unit, codes[0]);
	assert_int_equal(late->entry, entry + 1);
	assert_int_equal(late->period.first_month, 2);
	assert_int_equal(late->closing.entry, entry);
	assert_null(late->next);
	store_abort(txn);
}

static void closed_of_one_unit_is_its_row_alone(void **state)
{
	(void)state;
	struct store_txn *txn;
	const struct closed_part *part = NULL;
	casebook_report_cases(book, codes[0], quarter, 5);
	casebook_report_cases(book, codes[1], quarter, 6);
	assert_int_equal(turn(codes[1], quarter, false), RESULT_ACCEPTED);
	struct closed_part *parts = read_closed(NULL, &txn);
	assert_null(closed_row(parts, codes[0], &part));
	assert_int_equal(closed_row(parts, codes[1], &part)->cases.count, 6);
	assert_int_equal(parts->totals.cases.count, 6);
	assert_null(parts->next);
	store_abort(txn);
	assert_null(read_closed(codes[0], &txn));
	store_abort(txn);
	assert_int_equal(turn(every, quarter, false), RESULT_ACCEPTED);
	parts = read_closed(codes[0], &txn);
	assert_int_equal(parts->totals.cases.count, 5);
	store_abort(txn);
}

static void closed_with_nothing_in_it_is_closed(void **state)
{
	(void)state;
	struct store_txn *txn;
	assert_int_equal(turn(every, quarter, false), RESULT_ACCEPTED);
	struct closed_part *parts = read_closed(NULL, &txn);
	assert_non_null(parts);
	assert_null(parts->totals.rows);
	store_abort(txn);
}

static void closed_survey_lists_the_closings_in_force(void **state)
{
	(void)state;
	struct settled settled;
	assert_int_equal(turn(codes[1], quarter, false), RESULT_ACCEPTED);
	assert_int_equal(turn(every, (struct period){2018, 4, 3}, false), RESULT_ACCEPTED);
	assert_int_equal(turn(every, quarter, false), RESULT_ACCEPTED);
	struct store_txn *txn = casebook_begin(book);
	assert_int_equal(closed_survey(txn, book->size, quarter, &book->found, &book->memory.record,
				 &settled),
		ERR_OK);
	assert_int_equal(settled.closing_count, 1); /* everybody's came after the unit's own */
	assert_string_equal(settled.closings[0].scope, UNIT_EVERY);
	assert_int_equal(closed_survey(txn, book->size - 1, (struct period){2018, 1, 6},
				 &book->found, &book->memory.record, &settled),
		ERR_OK);
	assert_int_equal(settled.closing_count, 2);
	store_abort(txn);
}

static void closed_figures_are_by_the_lists_of_the_day(void **state)
{
	(void)state;
	static struct listrecord list;
	static char sex[] = "sex";
	uint64_t counts[4] = {1, 2, 3, 4};
	struct store_txn *txn;
	struct casebook_table table = {.area = codes[0],
		.period = quarter,
		.source = JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.dimensions = {sex},
		.dimension_count = 1,
		.counts = counts,
		.cell_count = 4};
	assert_int_equal(casebook_report(book, &table), RESULT_ACCEPTED);
	assert_int_equal(turn(every, quarter, false), RESULT_ACCEPTED);
	list_start(&list, "sex", 2, "sex");
	list_add(&list, "alla");
	list_take_in(&list, "kvinna");
	list_take_in(&list, "man");
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_CODE_LIST, &list.list);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
	const struct closed_part *part = read_closed_by(NULL, "sex", &txn);
	assert_int_equal(part->totals.axis[0].list->version, 1);
	assert_int_equal(part->totals.cell_count, 4);
	assert_int_equal(part->totals.cells[1].count, 2);
	store_abort(txn);
}

/* ---- random histories */

struct noted {
	uint64_t month[3];
	bool reported[3];
	uint64_t came[3]; /* the entry of the month's table */
	bool closed;
	bool any; /* anything had been reported then */
	uint64_t sum;
	uint64_t entry;
};
static struct noted notes[UNITS];

static void note_close(unsigned unit, bool reopened)
{
	struct noted *note = &notes[unit];
	note->closed = !reopened;
	note->entry = book->size - 1;
	note->sum = 0;
	note->any = false;
	for (unsigned i = 0; i < 3; i++) {
		note->sum += note->month[i];
		note->any = note->any || note->reported[i];
	}
}

static void check_closed(void)
{
	struct store_txn *txn;
	const struct closed_part *part = NULL;
	struct closed_part *parts = read_closed(NULL, &txn);
	unsigned late = 0;
	for (unsigned i = 0; i < UNITS; i++) {
		const struct noted *note = &notes[i];
		const struct total_row *row = closed_row(parts, codes[i], &part);
		assert_int_equal(row != NULL, note->closed && note->any);
		if (row != NULL) {
			assert_int_equal(row->cases.count, note->sum);
			assert_int_equal(part->entry, note->entry);
		}
		for (unsigned k = 0; k < 3; k++)
			late += note->closed && note->came[k] > note->entry;
	}
	for (const struct late_record *at = read_late(txn); at != NULL; at = at->next)
		late--;
	assert_int_equal(late, 0);
	store_abort(txn);
}

/* Words by turns: what stands is closed, or was opened again. */
static bool own_closed[UNITS], all_closed;

static void step(uint64_t *seed)
{
	unsigned unit = (unsigned)casebook_draw(seed, UNITS);
	unsigned month = (unsigned)casebook_draw(seed, 3);
	uint64_t cases = (uint64_t)casebook_draw(seed, 1000);
	switch (casebook_draw(seed, 8)) {
	case 0:
		all_closed = !all_closed;
		assert_int_equal(turn(every, quarter, !all_closed), RESULT_ACCEPTED);
		for (unsigned i = 0; i < UNITS; i++)
			note_close(i, !all_closed);
		break;
	case 1:
		own_closed[unit] = !own_closed[unit];
		assert_int_equal(turn(codes[unit], quarter, !own_closed[unit]), RESULT_ACCEPTED);
		note_close(unit, !own_closed[unit]);
		break;
	default:
		if (notes[unit].reported[month] && notes[unit].month[month] == cases)
			break;
		assert_int_equal(report(unit, month + 1, cases),
			notes[unit].closed ? RESULT_REMARKED : RESULT_ACCEPTED);
		notes[unit].month[month] = cases;
		notes[unit].reported[month] = true;
		notes[unit].came[month] = book->size - 1;
	}
}

static void closed_figures_are_those_of_the_day_they_were_closed(void **state)
{
	(void)state;
	uint64_t seed = 20180331;
	for (unsigned round = 0; round < 8; round++) {
		memset(notes, 0, sizeof(notes));
		memset(own_closed, 0, sizeof(own_closed));
		all_closed = false;
		for (unsigned i = 0; i < 60; i++) {
			step(&seed);
			check_closed();
		}
		end(NULL);
		start(NULL);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(closed_figures_stay_when_more_comes),
		TEST(closed_of_one_unit_is_its_row_alone),
		TEST(closed_with_nothing_in_it_is_closed),
		TEST(closed_survey_lists_the_closings_in_force),
		TEST(closed_figures_are_by_the_lists_of_the_day),
		TEST(closed_figures_are_those_of_the_day_they_were_closed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
