#include "chase.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "heard.h"
#include "furnished.h"

#define MEMORY_SIZE (1u << 20)
#define QUARTER ((struct period){2019, 1, 3})

static Jour__V1__Record record;
static uint8_t memory_bytes[MEMORY_SIZE] __attribute__((aligned(16)));

static int32_t received_day(void *context, uint64_t index)
{
	(void)context;
	(void)index;
	return 0;
}

/* The list of a quarter as of a size; ends with store_abort(ret_reports->txn). */
static const struct expected_report *chase(
	uint64_t size, int32_t today, struct arena *memory, struct reports *ret_reports)
{
	struct coverage coverage;
	const struct expected_report *first = NULL;
	struct coverage_calendar calendar = {NULL, received_day, today};
	arena_reset(memory);
	struct store_txn *txn = must_read(office.store);
	assert_int_equal(
		reports_read(txn, size, QUARTER, memory, &office.memory.record, ret_reports),
		ERR_OK);
	assert_int_equal(coverage_read(ret_reports, &calendar, &coverage), ERR_OK);
	assert_int_equal(chase_read(ret_reports, &first), ERR_OK);
	return first;
}

static uint64_t size_now(void)
{
	struct store_txn *txn = must_read(office.store);
	uint64_t size = ledger_size(txn);
	store_abort(txn);
	return size;
}

/* Months and the quarter, due on different days, of two units. */
static void agree(void)
{
	static Jour__V1__ReportDuty duties[2];
	static Jour__V1__ReportDuty *list[] = {&duties[0], &duties[1]};
	record = agreement_record("KS 9", 1);
	for (size_t i = 0; i < 2; i++)
		jour__v1__report_duty__init(&duties[i]);
	duties[0].months = 1;
	duties[1].months = 3;
	duties[1].due_days = 30;
	record.agreement->reports = list;
	record.agreement->n_reports = 2;
	record.agreement->from = 20190101;
	assert_int_equal(pen_say(&office, &clerk, &record).code, RESULT_ACCEPTED);
}

static void chase_puts_the_missing_first_and_the_latest_of_them_on_top(void **state)
{
	(void)state;
	struct reports reports;
	struct arena memory = arena_of(memory_bytes, sizeof(memory_bytes));
	agree();
	record = case_record("2409", 2019, 1, 1, 1); /* received on day 0: on time */
	assert_int_equal(pen_say(&office, &agent, &record).code, RESULT_ACCEPTED);
	int32_t april = date_day_number((struct date){2019, 4, 10});
	const struct expected_report *report = chase(size_now(), april, &memory, &reports);
	static const struct {
		enum report_state state;
		uint8_t first, months;
	} wanted[] = {{REPORT_MISSING, 1, 1}, {REPORT_MISSING, 2, 1}, {REPORT_MISSING, 2, 1},
		{REPORT_MISSING, 3, 1}, {REPORT_MISSING, 3, 1}, {REPORT_NOT_YET, 1, 3},
		{REPORT_NOT_YET, 1, 3}, {REPORT_ON_TIME, 1, 1}};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (report == NULL)
			abort();
		assert_int_equal(report->state, wanted[i].state);
		assert_int_equal(report->period.first_month, wanted[i].first);
		assert_int_equal(report->period.months, wanted[i].months);
		if (report->chased != NULL && report->chased->due_day == report->due_day &&
			report->chased->state == report->state)
			assert_true(strcmp(report->unit->code, report->chased->unit->code) < 0);
		report = report->chased;
	}
	assert_null(report);
	store_abort(reports.txn);
}

static void chase_names_the_agent_that_was_heard_of_last(void **state)
{
	(void)state;
	struct reports reports;
	struct arena memory = arena_of(memory_bytes, sizeof(memory_bytes));
	enum err err = ERR_OK;
	agree();
	uint64_t before = size_now();
	(void)chase(before, 0, &memory, &reports);
	const struct reporting_unit *unit = reports_unit(&reports, "2409");
	assert_string_equal(unit->agent, "Robertsfors kommun");
	assert_int_equal(unit->heard_ms, 0);
	store_abort(reports.txn);
	/* A frame was heard; then a batch, whose day is known although no row says so. */
	static struct heard heard;
	heard_note(&heard, &agent.secret.public.sign, office.now_ms + 5);
	struct store_txn *txn = store_begin_write(office.store, &err);
	heard_write(&heard, txn, office.now_ms + 5);
	assert_int_equal(store_commit(txn), ERR_OK);
	(void)chase(before, 0, &memory, &reports);
	assert_int_equal(reports_unit(&reports, "2409")->heard_ms, office.now_ms + 5);
	assert_null(reports_unit(&reports, "2480")->agent);
	store_abort(reports.txn);
	office.now_ms += 60000;
	record = case_record("2409", 2019, 1, 1, 1);
	assert_int_equal(pen_say(&office, &agent, &record).code, RESULT_ACCEPTED);
	(void)chase(size_now(), 0, &memory, &reports);
	assert_int_equal(reports_unit(&reports, "2409")->heard_ms, office.now_ms);
	store_abort(reports.txn);
	/* Of an earlier size nothing is known of agents. */
	(void)chase(before, 0, &memory, &reports);
	assert_null(reports_unit(&reports, "2409")->agent);
	store_abort(reports.txn);
	record = revocation_record(&agent.secret.public.sign);
	assert_int_equal(pen_say(&office, &clerk, &record).code, RESULT_ACCEPTED);
	(void)chase(size_now(), 0, &memory, &reports);
	assert_null(reports_unit(&reports, "2409")->agent);
	store_abort(reports.txn);
}

static void chase_without_agreements_is_empty_and_without_memory_refused(void **state)
{
	(void)state;
	struct reports reports;
	const struct expected_report *first = NULL;
	struct arena memory = arena_of(memory_bytes, sizeof(memory_bytes));
	assert_null(chase(size_now(), 0, &memory, &reports));
	store_abort(reports.txn);
	agree();
	(void)chase(size_now(), 0, &memory, &reports);
	memory.used = memory.capacity;
	assert_int_equal(chase_read(&reports, &first), ERR_RANGE);
	store_abort(reports.txn);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
	const struct CMUnitTest tests[] = {
		TEST(chase_puts_the_missing_first_and_the_latest_of_them_on_top),
		TEST(chase_names_the_agent_that_was_heard_of_last),
		TEST(chase_without_agreements_is_empty_and_without_memory_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
