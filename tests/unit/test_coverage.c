#include "coverage.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "catchment.h"

static char d1[] = "d1", d2[] = "d2", scb[] = "SCB";

static void agree(char *dnr, uint32_t from, uint32_t to, uint32_t months, uint32_t due_days)
{
	struct casebook_agreement agreement = {
		dnr, 1, from, to, {nordmaling, bjurholm, umea}, 3, {{months, due_days}, {0, 0}}};
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
}

static const struct expected_report *report_of(struct reports *reports, const char *code)
{
	struct reporting_unit *unit = reports_unit(reports, code);
	assert_non_null(unit->expected);
	return unit->expected;
}

static void coverage_of_one_quarter_tells_the_four_states_apart(void **state)
{
	(void)state;
	struct coverage coverage;
	int32_t due = day_of(2018, 4, 20);
	agree(d1, 20180101, 20201223, 3, 20);
	book->today = due;
	casebook_report_cases(book, nordmaling, QUARTER, 3);
	book->today = due + 1;
	casebook_report_cases(book, bjurholm, QUARTER, 0);
	struct reports reports = casebook_read(book, book->size, QUARTER, due + 9, &coverage);
	assert_int_equal(report_of(&reports, "2401")->state, REPORT_ON_TIME);
	assert_int_equal(report_of(&reports, "2401")->due_day, due);
	assert_int_equal(report_of(&reports, "2403")->state, REPORT_LATE);
	assert_int_equal(report_of(&reports, "2403")->days_late, 1);
	assert_int_equal(report_of(&reports, "2480")->state, REPORT_MISSING);
	assert_int_equal(report_of(&reports, "2480")->days_late, 9);
	assert_int_equal(coverage.share.units_covered, 2);
	assert_int_equal(coverage.share.units_expected, 3);
	store_abort(reports.txn);
	reports = casebook_read(book, book->size, QUARTER, due, &coverage);
	assert_int_equal(report_of(&reports, "2480")->state, REPORT_NOT_YET);
	store_abort(reports.txn);
}

static void coverage_of_a_correction_stays_on_time(void **state)
{
	(void)state;
	struct coverage coverage;
	agree(d1, 20180101, 20201223, 3, 20);
	book->today = day_of(2018, 4, 5);
	casebook_report_cases(book, nordmaling, QUARTER, 3);
	book->today = day_of(2018, 9, 5);
	casebook_report_cases(book, nordmaling, QUARTER, 4);
	struct reports reports = casebook_read(book, book->size, QUARTER, book->today, &coverage);
	assert_int_equal(report_of(&reports, "2401")->state, REPORT_ON_TIME);
	assert_int_equal(report_of(&reports, "2401")->received_day, day_of(2018, 4, 5));
	store_abort(reports.txn);
}

static void coverage_of_a_silent_table_is_missing_until_it_speaks(void **state)
{
	(void)state;
	struct coverage coverage;
	uint64_t none = 0;
	Jour__V1__CellState silent = JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED;
	struct casebook_table table = {.area = nordmaling,
		.period = QUARTER,
		.source = JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.counts = &none,
		.states = &silent,
		.cell_count = 1};
	agree(d1, 20180101, 20201223, 3, 20);
	book->today = day_of(2018, 4, 5);
	assert_true(result_is_new(casebook_report(book, &table)));
	struct reports reports =
		casebook_read(book, book->size, QUARTER, day_of(2018, 5, 1), &coverage);
	assert_int_equal(report_of(&reports, "2401")->state, REPORT_MISSING);
	store_abort(reports.txn);
	book->today = day_of(2018, 5, 2);
	casebook_report_cases(book, nordmaling, QUARTER, 0);
	reports = casebook_read(book, book->size, QUARTER, day_of(2018, 6, 1), &coverage);
	assert_int_equal(report_of(&reports, "2401")->state, REPORT_LATE);
	assert_int_equal(report_of(&reports, "2401")->received_day, day_of(2018, 5, 2));
	store_abort(reports.txn);
}

static void coverage_by_the_jour_does_not_stand_for_the_kommun(void **state)
{
	(void)state;
	struct coverage coverage;
	uint64_t cases = 5;
	struct casebook_table table = {.area = nordmaling,
		.period = QUARTER,
		.source = JOUR__V1__SOURCE__SOURCE_JOUR,
		.counts = &cases,
		.cell_count = 1};
	agree(d1, 20180101, 20201223, 3, 20);
	assert_true(result_is_new(casebook_report(book, &table)));
	struct reports reports =
		casebook_read(book, book->size, QUARTER, day_of(2018, 5, 1), &coverage);
	assert_int_equal(report_of(&reports, "2401")->state, REPORT_MISSING);
	assert_true(report_of(&reports, "2401")->by_jour);
	assert_false(report_of(&reports, "2403")->by_jour);
	store_abort(reports.txn);
}

static void coverage_of_two_agreements_counts_a_unit_once(void **state)
{
	(void)state;
	struct coverage coverage;
	agree(d1, 20180101, 20181231, 3, 20);
	agree(d2, 20180101, 20181231, 3, 10);
	struct reports reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	assert_int_equal(coverage.share.units_expected, 3);
	assert_int_equal(coverage.reports[REPORT_NOT_YET], 3);
	assert_int_equal(report_of(&reports, "2401")->due_day, day_of(2018, 4, 10));
	assert_string_equal(report_of(&reports, "2401")->dnr, "d2");
	store_abort(reports.txn);
}

/* Agreement years that begin in April, renewed with other partners: each month is expected by the
 * version of its time, in one report a calendar year. */
static void coverage_of_a_renewal_from_april_keeps_january_to_march(void **state)
{
	(void)state;
	struct coverage coverage;
	struct casebook_agreement first = {
		d1, 1, 20170401, 20180331, {nordmaling, bjurholm}, 2, {{12, 31}, {0, 0}}};
	struct casebook_agreement renewal = {
		d1, 2, 20180401, 20190331, {nordmaling, umea}, 2, {{12, 15}, {0, 0}}};
	assert_int_equal(casebook_agree(book, &first), RESULT_ACCEPTED);
	assert_int_equal(casebook_agree(book, &renewal), RESULT_ACCEPTED);
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	assert_int_equal(report_of(&reports, "2401")->months, 0xfff);
	assert_int_equal(report_of(&reports, "2403")->months, 0x007);
	assert_int_equal(report_of(&reports, "2480")->months, 0xff8);
	assert_int_equal(report_of(&reports, "2403")->due_day, day_of(2019, 1, 15));
	store_abort(reports.txn);
	struct period before = {2017, 1, 12};
	reports = casebook_read(book, book->size, before, 0, &coverage);
	assert_int_equal(coverage.share.units_expected, 2);
	assert_int_equal(report_of(&reports, "2403")->due_day, day_of(2018, 1, 31));
	store_abort(reports.txn);
}

static void coverage_share_of_inhabitants_is_rounded_down(void **state)
{
	(void)state;
	struct coverage coverage;
	unsigned percent = 0;
	agree(d1, 20180101, 20201231, 3, 20);
	casebook_add_population(book, nordmaling, 20171231, scb, 7000);
	casebook_add_population(book, nordmaling, 20161231, scb, 1);
	casebook_add_population(book, nordmaling, 20180401, scb, 2);
	casebook_add_population(book, bjurholm, 20161231, scb, 1);
	casebook_report_cases(book, nordmaling, QUARTER, 3);
	struct reports reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	assert_false(coverage_share_percent(&coverage.share, &percent));
	assert_int_equal(coverage.share.units_without_population, 1);
	store_abort(reports.txn);
	casebook_add_population(book, umea, 20161231, scb, 69);
	reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	assert_true(coverage_share_percent(&coverage.share, &percent));
	assert_int_equal(percent, 99); /* 7000 of 7070 is 99.01 */
	assert_int_equal(coverage.share.population_date_first, 20161231);
	assert_int_equal(coverage.share.population_date_last, 20171231);
	store_abort(reports.txn);
}

/* Joins in June and leaves in August: owes what lies between, and makes no more than 100 %. */
static void coverage_of_a_partner_for_a_summer_is_of_these_months(void **state)
{
	(void)state;
	struct coverage coverage;
	struct casebook_agreement agreement = {
		d1, 1, 20180101, 20181231, {nordmaling, bjurholm, umea}, 3, {{1, 10}, {0, 0}}};
	struct casebook_members summer = {{{bjurholm, 20180615, 20180801}}, 1, 0};
	assert_int_equal(casebook_agree_with(book, &agreement, &summer), RESULT_ACCEPTED);
	for (uint8_t month = 6; month <= 8; month++)
		casebook_report_cases(book, bjurholm, (struct period){2018, month, 1}, 1);
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	assert_int_equal(reports_unit(&reports, bjurholm)->months_expected, 0x0e0);
	assert_int_equal(coverage.reports[REPORT_ON_TIME] + coverage.reports[REPORT_LATE], 3);
	assert_int_equal(coverage.reports[REPORT_NOT_YET] + coverage.reports[REPORT_MISSING], 24);
	assert_int_equal(coverage.share.units_covered, 1);
	assert_int_equal(coverage.share.units_expected, 3);
	store_abort(reports.txn);
	reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	assert_int_equal(coverage.share.units_expected, 2);
	store_abort(reports.txn);
}

static char merged[] = "2499";

/* Nordmaling and Bjurholm become one on 1 July; the agreement still names them. */
static void merge_in_july(void)
{
	struct casebook_unit units[] = {
		{.code = nordmaling, .from = 19700101, .to = 20180630},
		{.code = bjurholm, .from = 19700101, .to = 20180630},
		{.code = merged,
			.from = 20180701,
			.follows = {nordmaling, bjurholm},
			.follows_count = 2},
	};
	agree(d1, 20180101, 20201231, 3, 20);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(casebook_say_unit(book, &units[i]), RESULT_ACCEPTED);
}

static void coverage_of_a_merger_passes_the_duty_on_and_counts_its_people_once(void **state)
{
	(void)state;
	struct coverage coverage;
	unsigned percent = 0;
	merge_in_july();
	casebook_add_population(book, nordmaling, 20171231, scb, 7000);
	casebook_add_population(book, bjurholm, 20171231, scb, 3000);
	casebook_add_population(book, umea, 20171231, scb, 90000);
	for (uint8_t first = 1; first <= 4; first = (uint8_t)(first + 3)) {
		casebook_report_cases(book, nordmaling, (struct period){2018, first, 3}, 1);
		casebook_report_cases(book, bjurholm, (struct period){2018, first, 3}, 1);
	}
	for (uint8_t first = 7; first <= 10; first = (uint8_t)(first + 3))
		casebook_report_cases(book, merged, (struct period){2018, first, 3}, 1);
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	assert_int_equal(reports_unit(&reports, nordmaling)->months_expected, 0x03f);
	assert_int_equal(reports_unit(&reports, merged)->months_expected, 0xfc0);
	assert_int_equal(reports_unit(&reports, merged)->population, 10000);
	assert_int_equal(coverage.share.units_expected, 2);
	assert_int_equal(coverage.share.units_covered, 1);
	assert_true(coverage_share_percent(&coverage.share, &percent));
	assert_int_equal(percent, 10);
	store_abort(reports.txn);
	/* One part that is missing is missing from the whole. */
	reports = casebook_read(book, 7, YEAR, 0, &coverage);
	assert_int_equal(coverage.share.units_covered, 0);
	store_abort(reports.txn);
}

static void coverage_of_a_split_kommun_is_owed_by_its_parts(void **state)
{
	(void)state;
	struct coverage coverage;
	static char east[] = "2491", west[] = "2492";
	struct casebook_unit units[] = {
		{.code = umea, .from = 19700101, .to = 20180630},
		{.code = east, .from = 20180701, .follows = {umea}, .follows_count = 1},
		{.code = west, .from = 20180701, .follows = {umea}, .follows_count = 1},
	};
	agree(d1, 20180101, 20201231, 12, 20);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(casebook_say_unit(book, &units[i]), RESULT_ACCEPTED);
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	assert_int_equal(reports_unit(&reports, umea)->months_expected, 0x03f);
	assert_int_equal(reports_unit(&reports, east)->months_expected, 0xfc0);
	assert_int_equal(reports_unit(&reports, west)->months_expected, 0xfc0);
	assert_int_equal(coverage.share.units_expected, 4); /* two, and two parts of the third */
	store_abort(reports.txn);
}

static void coverage_tells_nil_from_nothing(void **state)
{
	(void)state;
	struct coverage coverage;
	uint64_t none = 0;
	Jour__V1__CellState hidden = JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN;
	struct casebook_table table = {.area = umea,
		.period = QUARTER,
		.source = JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.counts = &none,
		.states = &hidden,
		.cell_count = 1};
	agree(d1, 20180101, 20201223, 3, 20);
	casebook_report_cases(book, nordmaling, QUARTER, 0);
	assert_int_equal(casebook_report(book, &table), RESULT_ACCEPTED);
	struct reports reports =
		casebook_read(book, book->size, QUARTER, day_of(2018, 5, 1), &coverage);
	assert_true(report_of(&reports, "2401")->nil);
	assert_false(report_of(&reports, "2480")->nil); /* hidden is no zero */
	assert_false(report_of(&reports, "2403")->nil);
	assert_int_equal(report_of(&reports, "2403")->state, REPORT_MISSING);
	assert_int_equal(coverage.nil, 1);
	store_abort(reports.txn);
	casebook_report_cases(book, nordmaling, QUARTER, 1);
	reports = casebook_read(book, book->size, QUARTER, day_of(2018, 5, 1), &coverage);
	assert_int_equal(coverage.nil, 0);
	store_abort(reports.txn);
}

static void coverage_of_a_kommun_is_that_of_all_its_districts(void **state)
{
	(void)state;
	struct coverage coverage;
	static char one[] = "A1", two[] = "A2";
	struct casebook_unit units[] = {
		{.code = one,
			.parent = umea,
			.from = 19700101,
			.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT},
		{.code = two,
			.parent = umea,
			.from = 20180201,
			.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT},
	};
	agree(d1, 20180101, 20201223, 3, 20);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(casebook_say_unit(book, &units[i]), RESULT_ACCEPTED);
	casebook_report_cases(book, one, QUARTER, 0);
	casebook_report_cases(book, two, (struct period){2018, 2, 1}, 0);
	struct reports reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	assert_int_equal(report_of(&reports, "2480")->state, REPORT_NOT_YET);
	store_abort(reports.txn);
	casebook_report_cases(book, two, (struct period){2018, 3, 1}, 2);
	reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	assert_int_equal(report_of(&reports, "2480")->state, REPORT_LATE);
	assert_false(report_of(&reports, "2480")->nil);
	assert_int_equal(coverage.share.units_expected, 3);
	assert_true(coverage.share.only_kommuner);
	store_abort(reports.txn);
	casebook_report_cases(book, two, (struct period){2018, 3, 1}, 0);
	reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	assert_true(report_of(&reports, "2480")->nil);
	store_abort(reports.txn);
}

static void coverage_of_a_court_is_what_the_jour_counts(void **state)
{
	(void)state;
	struct coverage coverage;
	static char court[] = "UTR";
	uint64_t cases = 5;
	casebook_add_unit(book, court, court);
	struct casebook_agreement agreement = {
		d1, 1, 20180101, 20181231, {court}, 1, {{3, 20}, {0, 0}}};
	struct casebook_table table = {.area = court,
		.period = QUARTER,
		.source = JOUR__V1__SOURCE__SOURCE_JOUR,
		.counts = &cases,
		.cell_count = 1};
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	assert_int_equal(casebook_report(book, &table), RESULT_ACCEPTED);
	struct reports reports = casebook_read(book, book->size, QUARTER, 0, &coverage);
	assert_int_equal(report_of(&reports, "UTR")->state, REPORT_LATE);
	assert_false(report_of(&reports, "UTR")->by_jour);
	assert_false(coverage.share.only_kommuner);
	store_abort(reports.txn);
}

static void coverage_in_a_small_memory_is_refused(void **state)
{
	(void)state;
	struct coverage coverage;
	struct reports reports;
	uint8_t small[512];
	struct arena memory = arena_of(small, sizeof(small) & ~(size_t)15);
	struct coverage_calendar calendar = {book, casebook_day, 0};
	agree(d1, 20180101, 20201231, 1, 20);
	assert_int_equal(reports_read(casebook_begin(book), book->size, QUARTER, &memory,
				 &book->memory.record, &reports),
		ERR_OK);
	assert_int_equal(coverage_read(&reports, &calendar, &coverage), ERR_RANGE);
	store_abort(reports.txn);
	casebook_report_cases(book, nordmaling, QUARTER, 3);
	memory = arena_of(small, 32);
	assert_int_equal(reports_read(casebook_begin(book), book->size, QUARTER, &memory,
				 &book->memory.record, &reports),
		ERR_RANGE);
	store_abort(reports.txn);
}

/* Whatever part of it there is no room for. */
static void coverage_in_any_memory_is_whole_or_refused(void **state)
{
	(void)state;
	static _Alignas(16) uint8_t room[4096];
	struct coverage_calendar calendar = {book, casebook_day, 0};
	unsigned refused = 0, whole = 0;
	agree(d1, 20180101, 20201231, 3, 20);
	casebook_add_population(book, umea, 20171231, scb, 69);
	for (size_t size = 0; size <= sizeof(room); size += 16) {
		struct coverage coverage;
		struct reports reports;
		struct arena memory = arena_of(room, size);
		struct store_txn *txn = casebook_begin(book);
		enum err err = reports_read(
			txn, book->size, QUARTER, &memory, &book->memory.record, &reports);
		if (err == ERR_OK)
			err = coverage_read(&reports, &calendar, &coverage);
		assert_true(err == ERR_OK || err == ERR_RANGE);
		if (err == ERR_OK)
			assert_string_equal(reports_unit(&reports, umea)->population_source, scb);
		refused += err == ERR_RANGE;
		whole += err == ERR_OK;
		store_abort(txn);
	}
	assert_true(refused > 0 && whole > 0);
}

/* ---- against a dumb version, on random agreements and reports */

#define ROUNDS 60
#define AGREEMENTS 4
#define VERSIONS_MAX 4
#define TABLES_MAX 64

struct said {
	int unit;
	struct period period;
	uint64_t index;
};

struct story {
	struct casebook_agreement versions[AGREEMENTS][VERSIONS_MAX]; /* as they stand */
	uint32_t newest[AGREEMENTS];				      /* 0 = none */
	char dnrs[AGREEMENTS][3];
	struct said said[TABLES_MAX];
	size_t said_count;
};

static uint64_t seed;

static int below(int limit)
{
	return casebook_draw(&seed, limit);
}

static struct period random_period(void)
{
	static const uint8_t lengths[] = {1, 3, 6, 12};
	uint8_t months = lengths[below(4)];
	return (struct period){2018, (uint8_t)(1 + below(12 / months) * months), months};
}

static uint32_t random_day(int first_year)
{
	return (uint32_t)(first_year + below(2)) * 10000 + (uint32_t)(1 + below(12)) * 100 +
	       (uint32_t)(1 + below(28));
}

static void random_agreement(struct story *story, int i)
{
	static const uint32_t lengths[] = {1, 3, 6, 12};
	uint32_t newest = story->newest[i];
	struct casebook_agreement next = {.dnr = story->dnrs[i]};
	memcpy(story->dnrs[i], (char[]){'d', (char)('0' + i), '\0'}, 3);
	next.version = 1 + (uint32_t)below(newest < VERSIONS_MAX ? (int)newest + 1 : VERSIONS_MAX);
	next.from = random_day(2017);
	next.to = random_day(2018);
	for (int u = 0; u < 3; u++)
		if (below(2) == 0 || (u == 2 && next.unit_count == 0))
			next.units[next.unit_count++] = codes[u];
	for (int d = 0; d < below(3); d++) {
		next.duties[d].months = lengths[below(4)];
		next.duties[d].due_days = (uint32_t)below(60);
	}
	if (next.duties[1].months == next.duties[0].months)
		next.duties[1].months = 0;
	if (next.from > next.to || casebook_agree(book, &next) != RESULT_ACCEPTED)
		return;
	story->versions[i][next.version - 1] = next;
	story->newest[i] = next.version > newest ? next.version : newest;
}

static void random_table(struct story *story)
{
	struct said said = {below(3), random_period(), book->size};
	uint64_t cases = (uint64_t)below(9);
	struct casebook_table table = {.area = codes[said.unit],
		.period = said.period,
		.source = JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.counts = &cases,
		.cell_count = 1};
	if (story->said_count < TABLES_MAX && result_is_new(casebook_report(book, &table)))
		story->said[story->said_count++] = said;
}

/* Day by day: the newest version that is in force on a day of the period; NULL when none is, or a
 * newer one that has begun is over. */
static const struct casebook_agreement *dumb_version(
	const struct story *story, int agreement, struct period period)
{
	for (uint32_t v = story->newest[agreement]; v > 0; v--) {
		const struct casebook_agreement *version = &story->versions[agreement][v - 1];
		int32_t last = date_day_number(period_last_day(period));
		for (int32_t day = date_day_number(period_first_day(period)); day <= last; day++) {
			struct date date;
			assert_int_equal(date_of_day_number(day, &date), ERR_OK);
			uint32_t number = date.year * 10000u + date.month * 100u + date.day;
			if (version->from <= number && number <= version->to)
				return version;
			if (day == last && version->from <= number)
				return NULL;
		}
	}
	return NULL;
}

/* True when the agreement makes the unit report on a month of the year. */
static bool month_wanted(const struct story *story, int agreement, int unit, unsigned month)
{
	const struct casebook_agreement *version =
		dumb_version(story, agreement, (struct period){2018, (uint8_t)month, 1});
	for (size_t i = 0; version != NULL && i < version->unit_count; i++)
		if (strcmp(version->units[i], codes[unit]) == 0)
			return true;
	return false;
}

/* Entry by entry: the day on which the last of the wanted months was there; false when not. */
static bool dumb_received(
	const struct story *story, int unit, const bool wanted[13], int32_t *ret_day)
{
	bool there[13] = {false};
	for (size_t i = 0; i < story->said_count; i++) {
		bool all = true;
		if (story->said[i].unit != unit)
			continue;
		struct period period = story->said[i].period;
		for (unsigned m = 0; m < period.months; m++)
			there[period.first_month + m] = true;
		for (unsigned m = 1; m <= 12; m++)
			all = all && (!wanted[m] || there[m]);
		*ret_day = book->day[story->said[i].index];
		if (all)
			return true;
	}
	return false;
}

static bool dumb_touches(const bool wanted[13], struct period asked)
{
	for (unsigned m = asked.first_month; m < (unsigned)asked.first_month + asked.months; m++)
		if (wanted[m])
			return true;
	return false;
}

/* What is expected of a unit for one period; false when nothing. */
static bool dumb_expect(const struct story *story, int unit, struct period period,
	struct period asked, int32_t today, struct expected_report *ret_report)
{
	bool wanted[13] = {false}, any = false;
	struct expected_report report = {.period = period, .due_day = INT32_MAX};
	for (int a = 0; a < AGREEMENTS; a++) {
		const struct casebook_agreement *version = dumb_version(story, a, period);
		for (int d = 0; d < 2 && version != NULL; d++) {
			bool duty = false;
			if (version->duties[d].months != period.months)
				continue;
			for (unsigned m = period.first_month;
				m < (unsigned)period.first_month + period.months; m++)
				if (month_wanted(story, a, unit, m))
					duty = wanted[m] = true;
			int32_t due = date_day_number(period_last_day(period)) +
				      (int32_t)version->duties[d].due_days;
			if (duty && due < report.due_day)
				report.due_day = due;
			any = any || duty;
		}
	}
	any = any && dumb_touches(wanted, asked);
	int32_t day = today;
	bool is_in = any && dumb_received(story, unit, wanted, &day);
	day = is_in ? day : today;
	report.days_late = day > report.due_day ? day - report.due_day : 0;
	report.state = day > report.due_day ? (is_in ? REPORT_LATE : REPORT_MISSING)
					    : (is_in ? REPORT_ON_TIME : REPORT_NOT_YET);
	*ret_report = report;
	return any;
}

static void compare_story(const struct story *story, struct period asked, int32_t today)
{
	struct coverage coverage;
	unsigned units_expected = 0;
	struct reports reports = casebook_read(book, book->size, asked, today, &coverage);
	for (int unit = 0; unit < 3; unit++) {
		struct expected_report *found = reports_unit(&reports, codes[unit])->expected;
		units_expected += found != NULL;
		for (unsigned place = 0; place < 12 * 4; place++) {
			static const uint8_t lengths[] = {1, 3, 6, 12};
			struct period period = {2018, (uint8_t)(place / 4 + 1), lengths[place % 4]};
			struct expected_report expected;
			if (!period_is_valid(period) ||
				!dumb_expect(story, unit, period, asked, today, &expected))
				continue;
			if (found == NULL)
				abort();
			assert_memory_equal(&found->period, &period, sizeof(period));
			assert_int_equal(found->due_day, expected.due_day);
			assert_int_equal(found->state, expected.state);
			assert_int_equal(found->days_late, expected.days_late);
			found = found->next;
		}
		assert_null(found);
	}
	assert_int_equal(coverage.share.units_expected, units_expected);
	assert_true(coverage.share.units_covered <= coverage.share.units_expected);
	store_abort(reports.txn);
}

static void coverage_of_random_agreements_equals_a_day_by_day_count(void **state)
{
	seed = 88172645463325252u;
	for (int round = 0; round < ROUNDS; round++) {
		struct story story = {.said_count = 0};
		assert_int_equal(tear_down(state), 0);
		assert_int_equal(set_up(state), 0);
		for (int step = 0; step < 40; step++) {
			book->today = day_of(2019, 1, 1) + step * 3;
			if (below(4) == 0)
				random_agreement(&story, below(AGREEMENTS));
			else
				random_table(&story);
		}
		for (int i = 0; i < 4; i++)
			compare_story(&story, i == 0 ? YEAR : random_period(),
				day_of(2018, 1, 1) + below(600));
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(coverage_of_one_quarter_tells_the_four_states_apart),
		TEST(coverage_of_a_correction_stays_on_time),
		TEST(coverage_of_a_silent_table_is_missing_until_it_speaks),
		TEST(coverage_by_the_jour_does_not_stand_for_the_kommun),
		TEST(coverage_of_two_agreements_counts_a_unit_once),
		TEST(coverage_of_a_renewal_from_april_keeps_january_to_march),
		TEST(coverage_share_of_inhabitants_is_rounded_down),
		TEST(coverage_of_a_partner_for_a_summer_is_of_these_months),
		TEST(coverage_of_a_merger_passes_the_duty_on_and_counts_its_people_once),
		TEST(coverage_of_a_split_kommun_is_owed_by_its_parts),
		TEST(coverage_tells_nil_from_nothing),
		TEST(coverage_of_a_kommun_is_that_of_all_its_districts),
		TEST(coverage_of_a_court_is_what_the_jour_counts),
		TEST(coverage_in_a_small_memory_is_refused),
		TEST(coverage_in_any_memory_is_whole_or_refused),
		TEST(coverage_of_random_agreements_equals_a_day_by_day_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
