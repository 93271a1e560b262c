#include "totalparts.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "casebook.h"
#include "totalgroups.h"

/* Random units that merge and split, with districts and a court, and random tables about them,
 * against a recount that knows nothing but who says what about which month. */

#define KOMMUN JOUR__V1__SOURCE__SOURCE_KOMMUN
#define JOUR JOUR__V1__SOURCE__SOURCE_JOUR
#define ROUNDS 200
#define YEAR ((struct period){2018, 1, 12})

/* 0 and 1 merge into 2 at some time; 3 has the districts 4 and 5; 6 and 7 are parts of what was 3
 * in another county; 8 is a court. */
enum { FIRST, SECOND, HEIR, CITY, EAST, WEST, PART, OTHER, COURT, UNITS };
static char codes[UNITS][5] = {"2401", "2402", "2403", "2404", "A1", "A2", "0105", "0106", "UTR"};

static struct casebook *book;
static uint64_t seed = 88172645463325252u;
static unsigned merged_in; /* the month of 2018 in which HEIR begins */

/* What each says about each month, -1 = nothing; month 0: about the whole year. */
static int said[UNITS][2][13];

static int below(int limit)
{
	return casebook_draw(&seed, limit);
}

static void say_unit(int i, uint32_t from, uint32_t to, int follows, int more)
{
	static char county[] = "Västerbottens län";
	struct casebook_unit unit = {.code = codes[i], .from = from, .to = to};
	if (i < CITY)
		unit.county = county;
	if (i == EAST || i == WEST) {
		unit.parent = codes[CITY];
		unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT;
	}
	if (i == COURT)
		unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT;
	if (follows >= 0)
		unit.follows[unit.follows_count++] = codes[follows];
	if (more >= 0)
		unit.follows[unit.follows_count++] = codes[more];
	assert_int_equal(casebook_say_unit(book, &unit), RESULT_ACCEPTED);
}

static void say_units(void)
{
	merged_in = (unsigned)(2 + below(11));
	uint32_t day = 20180001 + merged_in * 100, before = day - 100 + 27;
	say_unit(FIRST, 19700101, before, -1, -1);
	say_unit(SECOND, 19700101, before, -1, -1);
	say_unit(HEIR, day, 0, FIRST, SECOND);
	for (int i = CITY; i < UNITS; i++)
		say_unit(i, 19700101, 0, -1, -1);
	say_unit(PART, 20190101, 0, CITY, -1);
	say_unit(OTHER, 20190101, 0, CITY, -1);
}

static void say_table(int unit, int source, unsigned month)
{
	uint64_t cases = (uint64_t)below(50);
	struct casebook_table table = {.area = codes[unit],
		.period = {2018, (uint8_t)(month == 0 ? 1 : month), month == 0 ? 12 : 1},
		.source = source == 0 ? KOMMUN : JOUR,
		.counts = &cases,
		.cell_count = 1};
	if (casebook_report(book, &table) == RESULT_ACCEPTED)
		said[unit][source][month] = (int)cases;
}

/* Each with some likelihood by months or for the year, never both. */
static void say_tables(void)
{
	memset(said, -1, sizeof(said));
	for (int unit = 0; unit < UNITS; unit++)
		for (int source = 0; source < 2; source++) {
			int way = below(4);
			for (unsigned month = 1; month <= 12 && way == 1; month++)
				if (below(3) != 0)
					say_table(unit, source, month);
			if (way == 2)
				say_table(unit, source, 0);
		}
}

/* ---- the recount */

struct figure {
	bool any;     /* something counts */
	bool present; /* something was said, which may be for longer than is asked */
	bool whole_year;
	uint64_t cases;
};

static struct figure own(int unit, int source, struct period asked)
{
	struct figure figure = {.any = false};
	figure.present = said[unit][source][0] >= 0;
	if (asked.months == 12 && said[unit][source][0] >= 0) {
		figure.any = figure.whole_year = true;
		figure.cases = (uint64_t)said[unit][source][0];
	}
	for (unsigned m = asked.first_month; m < (unsigned)asked.first_month + asked.months; m++)
		if (said[unit][source][m] >= 0) {
			figure.any = figure.present = true;
			figure.cases += (uint64_t)said[unit][source][m];
		}
	return figure;
}

/* The kommun's own word before the jour's. */
static struct figure spoken(int unit, struct period asked)
{
	struct figure kommun = own(unit, 0, asked);
	return kommun.present ? kommun : own(unit, 1, asked);
}

static struct figure city(struct period asked)
{
	struct figure mine = spoken(CITY, asked);
	bool by_kommun = own(CITY, 0, asked).present;
	for (int source = 0; source < 2; source++) {
		struct figure sum = {.any = false};
		if (mine.any && by_kommun == (source == 0))
			return mine;
		for (int unit = EAST; unit <= WEST; unit++) {
			struct figure district = spoken(unit, asked);
			if (!district.any || own(unit, 0, asked).present != (source == 0))
				continue;
			sum.any = true;
			sum.cases += district.cases;
		}
		if (sum.any)
			return sum;
	}
	return mine;
}

/* What the unit adds to a sum in which all others are. */
static uint64_t adds(int unit, struct period asked)
{
	struct figure figure = spoken(unit, asked);
	if (unit == COURT)
		return 0;
	if (unit == EAST || unit == WEST)
		return spoken(CITY, asked).present ? 0 : figure.cases;
	if (unit == CITY)
		return figure.present ? city(asked).cases : 0;
	/* The heir has said the whole year, from before it began. */
	if ((unit == FIRST || unit == SECOND) && spoken(HEIR, asked).whole_year)
		return 0;
	return figure.cases;
}

static struct totals read_scope(struct reports *reports, struct totalscope_asked asked, bool courts)
{
	struct totals totals;
	struct totalscope scope;
	struct totals_query query = {.unit = asked.unit, .courts = courts, .scope = &scope};
	assert_int_equal(totalscope_read(reports, &asked, &scope), ERR_OK);
	assert_int_equal(totals_read(reports, &query, &totals), ERR_OK);
	return totals;
}

static uint64_t sum_of(struct period period, struct totalscope_asked asked)
{
	struct coverage coverage;
	struct reports reports = casebook_read(book, book->size, period, 0, &coverage);
	struct totals totals = read_scope(&reports, asked, false);
	store_abort(reports.txn);
	return totals.cases.count;
}

static void compare(struct period asked)
{
	static char westerbotten[] = "24", stockholm[] = "01";
	uint64_t country = 0, county = 0;
	for (int unit = 0; unit < UNITS; unit++) {
		country += adds(unit, asked);
		county += unit < PART ? adds(unit, asked) : 0;
	}
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.unit = NULL}), country);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.county = westerbotten}), county);
	assert_int_equal(
		sum_of(asked, (struct totalscope_asked){.county = stockholm}), country - county);
	/* The heir with its history; the split city without its parts, and they without it. */
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.unit = codes[HEIR]}),
		adds(FIRST, asked) + adds(SECOND, asked) + adds(HEIR, asked));
	assert_int_equal(
		sum_of(asked, (struct totalscope_asked){.unit = codes[CITY]}), city(asked).cases);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.unit = codes[EAST]}),
		spoken(EAST, asked).cases);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.unit = codes[COURT]}),
		spoken(COURT, asked).cases);
}

static void totalparts_of_random_histories_equal_a_recount(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		book = casebook_open();
		book->today = day_of(2019, 6, 1);
		say_units();
		say_tables();
		compare(YEAR);
		compare((struct period){2018, (uint8_t)(1 + 3 * below(4)), 3});
		compare((struct period){2018, (uint8_t)(1 + below(12)), 1});
		casebook_close(book);
	}
}

static void start_plain(void)
{
	memset(said, -1, sizeof(said));
	book = casebook_open();
	book->today = day_of(2019, 6, 1);
	merged_in = 7;
	say_unit(FIRST, 19700101, 20180630, -1, -1);
	say_unit(SECOND, 19700101, 20180630, -1, -1);
	say_unit(HEIR, 20180701, 0, FIRST, SECOND);
	for (int i = CITY; i < UNITS; i++)
		say_unit(i, 19700101, 0, -1, -1);
}

static void totalparts_courts_stand_apart(void **state)
{
	(void)state;
	struct coverage coverage;
	start_plain();
	say_table(COURT, 1, 0);
	say_table(CITY, 0, 0);
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	struct totals totals;
	struct totals_query query = {.courts = true};
	assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
	assert_string_equal(totals.rows->unit->code, "UTR");
	assert_null(totals.rows->next);
	assert_int_equal(totals.cases.count, said[COURT][1][0]);
	query.courts = false;
	assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
	assert_null(totals.rows->next);
	assert_int_equal(totals.cases.count, said[CITY][0][0]);
	store_abort(reports.txn);
	casebook_close(book);
}

/* One district is silent: the kommun has at least what the other says. */
static void totalparts_silent_district_makes_the_kommun_at_least(void **state)
{
	(void)state;
	struct coverage coverage;
	start_plain();
	say_table(EAST, 0, 0);
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	struct totals totals =
		read_scope(&reports, (struct totalscope_asked){.unit = codes[CITY]}, false);
	const struct total_row *row = totals.rows;
	while (row != NULL && strcmp(row->unit->code, "2404") != 0)
		row = row->next;
	if (row == NULL)
		abort();
	assert_int_equal(row->flags, TOTAL_DISTRICTS);
	assert_int_equal(row->cases.count, said[EAST][0][0]);
	assert_true(total_cell_is_at_least(&row->cases));
	assert_null(row->inside);
	store_abort(reports.txn);
	casebook_close(book);
}

static void totalparts_groups_count_a_unit_of_two_agreements_once(void **state)
{
	(void)state;
	static char d1[] = "d1", d2[] = "d2";
	struct coverage coverage;
	struct totalgroups groups;
	struct totals_query query = {.unit = NULL};
	struct casebook_agreement one = {
		d1, 1, 20180101, 20181231, {codes[PART], codes[CITY]}, 2, {{12, 20}, {0, 0}}};
	struct casebook_agreement two = {
		d2, 1, 20180101, 20181231, {codes[FIRST], codes[CITY]}, 2, {{12, 20}, {0, 0}}};
	start_plain();
	assert_int_equal(casebook_agree(book, &one), RESULT_ACCEPTED);
	assert_int_equal(casebook_agree(book, &two), RESULT_ACCEPTED);
	say_table(CITY, 0, 0);
	say_table(FIRST, 0, 1);
	say_table(HEIR, 0, 8);
	say_table(OTHER, 0, 1);
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	assert_int_equal(
		totalgroups_read(&reports, &query, TOTALGROUPS_CATCHMENT, &groups), ERR_OK);
	const struct total_group *first = groups.groups, *second = first->next;
	assert_string_equal(first->code, "d1");
	assert_string_equal(second->code, "d2");
	assert_int_equal(first->totals.cases.count, said[CITY][0][0]);
	/* The heir stands for one that the agreement still names. */
	assert_int_equal(second->totals.cases.count,
		said[CITY][0][0] + said[FIRST][0][1] + said[HEIR][0][8]);
	assert_int_equal(groups.all.cases.count, second->totals.cases.count);
	assert_int_equal(first->totals.share.units_expected, 2);
	assert_int_equal(first->totals.share.units_covered, 1);
	assert_int_equal(totalgroups_read(&reports, &query, TOTALGROUPS_COUNTY, &groups), ERR_OK);
	assert_string_equal(groups.groups->code, "01");
	assert_string_equal(groups.groups->next->code, "24");
	assert_null(groups.groups->next->next);
	assert_int_equal(groups.groups->totals.cases.count, said[OTHER][0][1]);
	assert_int_equal(totalgroups_read(&reports, &query, TOTALGROUPS_COUNTRY, &groups), ERR_OK);
	assert_null(groups.groups->next);
	assert_int_equal(groups.groups->totals.cases.count, groups.all.cases.count);
	store_abort(reports.txn);
	casebook_close(book);
}

static void totalparts_scope_of_what_is_not_there_is_not_found(void **state)
{
	(void)state;
	struct coverage coverage;
	struct totalscope scope;
	start_plain();
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	static const struct totalscope_asked asked[] = {
		{.unit = "9999"}, {.agreement = "d9"}, {.county = "99"}};
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(totalscope_read(&reports, &asked[i], &scope), ERR_NOTFOUND);
	struct totalscope_asked by_name = {.county = "Västerbotten"};
	assert_int_equal(totalscope_read(&reports, &by_name, &scope), ERR_OK);
	assert_int_equal(scope.count, 3);
	store_abort(reports.txn);
	casebook_close(book);
}

/* ---- a district that changes kommun */

static char moving[] = "A3";

static void say_moving(int kommun, uint32_t from, uint32_t to)
{
	struct casebook_unit unit = {.code = moving,
		.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT,
		.parent = codes[kommun],
		.from = from,
		.to = to};
	assert_int_equal(casebook_say_unit(book, &unit), RESULT_ACCEPTED);
}

static void report(char *unit, struct period period, uint64_t cases)
{
	struct casebook_table table = {.area = unit,
		.period = period,
		.source = KOMMUN,
		.counts = &cases,
		.cell_count = 1};
	assert_true(result_is_new(casebook_report(book, &table)));
}

static void totalparts_district_that_left_before_is_no_part(void **state)
{
	(void)state;
	static char d1[] = "d1";
	struct casebook_agreement agreement = {
		d1, 1, 20180101, 20181231, {codes[CITY]}, 1, {{0, 0}, {0, 0}}};
	struct coverage coverage;
	struct totals_query wholes = {.wholes = true};
	struct totals totals;
	start_plain();
	say_moving(CITY, 19700101, 20091231);
	say_moving(PART, 20100101, 0);
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	report(codes[CITY], YEAR, 5);
	report(moving, YEAR, 3);
	assert_int_equal(sum_of(YEAR, (struct totalscope_asked){.unit = codes[CITY]}), 5);
	assert_int_equal(sum_of(YEAR, (struct totalscope_asked){.agreement = d1}), 5);
	assert_int_equal(sum_of(YEAR, (struct totalscope_asked){.unit = codes[PART]}), 3);
	assert_int_equal(sum_of(YEAR, (struct totalscope_asked){.unit = NULL}), 8);
	/* The kommun that it left has no row for its sake. */
	report(codes[CITY], (struct period){2017, 1, 12}, 5);
	report(moving, (struct period){2017, 1, 12}, 3);
	say_moving(OTHER, 20180101, 0);
	struct reports reports =
		casebook_read(book, book->size, (struct period){2017, 1, 12}, 0, &coverage);
	assert_int_equal(totals_read(&reports, &wholes, &totals), ERR_OK);
	for (const struct total_row *row = totals.rows; row != NULL; row = row->next)
		assert_string_not_equal(row->unit->code, codes[OTHER]);
	store_abort(reports.txn);
	casebook_close(book);
}

/* What it says, of periods that have no day in common. */
struct told {
	size_t count;
	struct period periods[12];
	uint64_t cases[12];
};

/* Halves, quarters, months and the year, as it comes; some it forgets. */
static struct told say_any(struct period period, struct told told)
{
	uint8_t length = period.months == 12 ? 6 : period.months == 6 ? 3 : 1;
	if (period.months > 1 && below(4) != 0) {
		for (uint8_t i = 0; i < period.months; i = (uint8_t)(i + length))
			told = say_any(
				(struct period){2018, (uint8_t)(period.first_month + i), length},
				told);
		return told;
	}
	if (below(5) == 0)
		return told;
	told.periods[told.count] = period;
	told.cases[told.count] = (uint64_t)below(50) + 1;
	report(moving, period, told.cases[told.count]);
	told.count++;
	return told;
}

/* In the kommun that it is in at the end of each table: from month `since` on that is the second.
 */
static uint64_t told_for(
	const struct told *told, struct period asked, unsigned since, bool is_second)
{
	uint64_t cases = 0;
	for (size_t i = 0; i < told->count; i++) {
		struct period period = told->periods[i];
		unsigned end = period.first_month + period.months - 1u;
		if (period.first_month >= asked.first_month &&
			end <= asked.first_month + asked.months - 1u && is_second == (end >= since))
			cases += told->cases[i];
	}
	return cases;
}

static void compare_moving(const struct told *told, struct period asked, unsigned since)
{
	static char first[] = "d1", second[] = "d2";
	uint64_t before = told_for(told, asked, since, false);
	uint64_t after = told_for(told, asked, since, true);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.unit = NULL}), before + after);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.unit = codes[CITY]}), before);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.unit = codes[PART]}), after);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.agreement = first}), before);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.agreement = second}), after);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.county = "24"}), before);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.county = "01"}), after);
	assert_int_equal(sum_of(asked, (struct totalscope_asked){.unit = moving}), before + after);
}

static unsigned compare_coverage(void)
{
	struct coverage coverage;
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	struct totals totals = read_scope(&reports, (struct totalscope_asked){.unit = NULL}, false);
	assert_int_equal(totals.share.units_expected, coverage.share.units_expected);
	assert_int_equal(totals.share.units_covered, coverage.share.units_covered);
	store_abort(reports.txn);
	return coverage.share.units_covered;
}

/* Whether reports are expected of its kommuner makes their rows, and changes no sum. */
static void totalparts_district_that_moves_is_counted_once(void **state)
{
	(void)state;
	static char first[] = "d1", second[] = "d2";
	unsigned covered = 0;
	for (int round = 0; round < ROUNDS; round++) {
		start_plain();
		unsigned since = (unsigned)(2 + below(11)), day = below(2) == 0 ? 1 : 15;
		uint32_t from = 20180000 + since * 100 + day;
		say_moving(CITY, 19700101, day == 1 ? from - 73 : from - 1);
		say_moving(PART, from, 0);
		uint32_t one = (uint32_t)(3 * below(2)), two = (uint32_t)(3 * below(2));
		struct casebook_agreement agreements[] = {
			{first, 1, 20180101, 20181231, {codes[CITY]}, 1, {{one, 20}}},
			{second, 1, from / 100 * 100 + 1, 20181231, {codes[PART]}, 1, {{two, 20}}}};
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(casebook_agree(book, &agreements[i]), RESULT_ACCEPTED);
		struct told told = say_any(YEAR, (struct told){.count = 0});
		for (int unit = EAST; unit <= WEST && round % 2 == 0; unit++)
			report(codes[unit], YEAR, 0); /* else they are silent */
		compare_moving(&told, YEAR, since);
		covered += compare_coverage();
		compare_moving(&told, (struct period){2018, (uint8_t)(1 + 6 * below(2)), 6}, since);
		compare_moving(&told, (struct period){2018, (uint8_t)(1 + 3 * below(4)), 3}, since);
		compare_moving(&told, (struct period){2018, (uint8_t)since, 1}, since);
		casebook_close(book);
	}
	assert_int_not_equal(covered, 0);
}

static const struct total_row *find_row(const struct totals *totals, const char *code)
{
	const struct total_row *row = totals->rows;
	while (row != NULL && strcmp(row->unit->code, code) != 0)
		row = row->next;
	if (row == NULL)
		abort();
	return row;
}

/* From OTHER to PART in July; both owe each quarter. */
static void start_moving(void)
{
	static char dnr[] = "d1";
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20181231, {codes[PART], codes[OTHER]}, 2, {{3, 20}}};
	start_plain();
	say_moving(OTHER, 19700101, 20180630);
	say_moving(PART, 20180701, 0);
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
}

/* What a table says of both kommuner at once counts in the later one; the other is not covered. */
static void totalparts_table_across_a_move_is_the_later_kommuns(void **state)
{
	(void)state;
	static char stays[] = "A4";
	struct coverage coverage;
	start_moving();
	report(moving, (struct period){2018, 1, 6}, 10);
	report(moving, (struct period){2018, 7, 6}, 20);
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	struct totals totals = read_scope(&reports, (struct totalscope_asked){.unit = NULL}, false);
	assert_int_equal(find_row(&totals, codes[OTHER])->cases.count, 10);
	assert_int_equal(find_row(&totals, codes[OTHER])->months_used, 0x03f);
	assert_int_equal(find_row(&totals, codes[PART])->cases.count, 20);
	assert_string_equal(find_row(&totals, moving)->inside->unit->code, codes[PART]);
	assert_int_equal(coverage.reports[REPORT_LATE], 4);
	assert_int_equal(coverage.reports[REPORT_NOT_YET], 4);
	store_abort(reports.txn);
	casebook_close(book);
	start_moving();
	report(moving, YEAR, 30);
	struct casebook_unit other = {.code = stays,
		.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT,
		.parent = codes[OTHER],
		.from = 19700101};
	assert_int_equal(casebook_say_unit(book, &other), RESULT_ACCEPTED);
	report(stays, YEAR, 4);
	reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	totals = read_scope(&reports, (struct totalscope_asked){.unit = NULL}, false);
	assert_int_equal(totals.cases.count, 34);
	assert_int_equal(find_row(&totals, codes[PART])->cases.count, 30);
	assert_false(find_row(&totals, codes[PART])->covered);
	const struct total_row *left = find_row(&totals, codes[OTHER]);
	assert_int_equal(left->cases.count, 4);
	assert_true(total_cell_is_at_least(&left->cases));
	assert_false(left->covered);
	assert_int_equal(coverage.share.units_covered, 0);
	store_abort(reports.txn);
	casebook_close(book);
}

/* By what they are divided by, too, and of an agreement with the district itself. */
static void totalparts_cells_of_a_district_that_moves_are_counted_once(void **state)
{
	(void)state;
	static char sex[] = "sex", dnr[] = "d2";
	struct casebook_agreement agreement = {
		dnr, 1, 20180101, 20181231, {codes[OTHER], moving}, 2, {{3, 20}}};
	struct coverage coverage;
	struct totals totals;
	struct totals_query query = {.by = {codelist_builtin("sex")}, .by_count = 1};
	start_moving();
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	for (uint8_t half = 0; half < 2; half++) {
		uint64_t counts[] = {1u + half, 10u + 10u * half, 0, 0};
		struct casebook_table table = {moving, {2018, (uint8_t)(1 + 6 * half), 6}, KOMMUN,
			{sex, NULL}, 1, counts, NULL, 4};
		assert_true(result_is_new(casebook_report(book, &table)));
	}
	struct reports reports = casebook_read(book, book->size, YEAR, 0, &coverage);
	assert_int_equal(totals_read(&reports, &query, &totals), ERR_OK);
	assert_int_equal(totals.cells[0].count, 3);
	assert_int_equal(totals.cells[1].count, 30);
	assert_int_equal(find_row(&totals, codes[OTHER])->cells[1].count, 10);
	assert_int_equal(find_row(&totals, codes[PART])->cells[1].count, 20);
	store_abort(reports.txn);
	assert_int_equal(sum_of(YEAR, (struct totalscope_asked){.agreement = dnr}), 33);
	casebook_close(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(totalparts_of_random_histories_equal_a_recount),
		cmocka_unit_test(totalparts_courts_stand_apart),
		cmocka_unit_test(totalparts_silent_district_makes_the_kommun_at_least),
		cmocka_unit_test(totalparts_groups_count_a_unit_of_two_agreements_once),
		cmocka_unit_test(totalparts_district_that_left_before_is_no_part),
		cmocka_unit_test(totalparts_district_that_moves_is_counted_once),
		cmocka_unit_test(totalparts_table_across_a_move_is_the_later_kommuns),
		cmocka_unit_test(totalparts_cells_of_a_district_that_moves_are_counted_once),
		cmocka_unit_test(totalparts_scope_of_what_is_not_there_is_not_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
