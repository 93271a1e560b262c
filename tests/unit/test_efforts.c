#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "catchment.h"
#include "efforts.h"

#define HALF ((struct period){2018, 1, 6})
#define ALL_MONTHS 0xfff

static char dnr[] = "KS 1";

static int set_up_agreement(void **state)
{
	(void)set_up(state);
	struct casebook_agreement agreement = {.dnr = dnr,
		.version = 1,
		.from = 20180101,
		.units = {nordmaling, bjurholm},
		.unit_count = 2};
	assert_int_equal(casebook_agree(book, &agreement), RESULT_ACCEPTED);
	return 0;
}

static enum result_code say(const char *area, const char *agreement, const char *measure,
	struct period period, Jour__V1__CellState state, uint64_t hundredths,
	uint64_t of_hundredths)
{
	Jour__V1__Effort effort;
	Jour__V1__Period when;
	jour__v1__effort__init(&effort);
	jour__v1__period__init(&when);
	when.year = period.year;
	when.first_month = period.first_month;
	when.months = period.months;
	effort.area = (char *)(uintptr_t)area;
	effort.agreement = (char *)(uintptr_t)agreement;
	effort.measure = (char *)(uintptr_t)measure;
	effort.period = &when;
	effort.state = state;
	effort.hundredths = hundredths;
	effort.of_hundredths = of_hundredths;
	Jour__V1__Record record = casebook_record(JOUR__V1__RECORD__BODY_EFFORT, &effort);
	return casebook_put(book, &record);
}

static void say_count(const char *area, const char *agreement, const char *measure,
	struct period period, uint64_t hundredths)
{
	assert_int_equal(say(area, agreement, measure, period,
				 JOUR__V1__CELL_STATE__CELL_STATE_COUNT, hundredths, 0),
		RESULT_ACCEPTED);
}

static void withdraw(
	const char *area, const char *agreement, const char *measure, struct period period)
{
	assert_int_equal(say(area, agreement, measure, period,
				 JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED, 0, 0),
		RESULT_ACCEPTED);
}

static const struct effort_measure *measure_named(const char *name)
{
	return effortlist_find(bytes_of_text(name));
}

static struct efforts read_efforts(struct period period, uint64_t size, struct store_txn *txn)
{
	struct efforts efforts;
	arena_reset(&book->found);
	assert_int_equal(
		efforts_read(txn, size, period, &book->found, &book->memory.record, &efforts),
		ERR_OK);
	return efforts;
}

static uint16_t owed_by_all(const void *context, const char *code)
{
	(void)context;
	(void)code;
	return ALL_MONTHS;
}

static const struct effort_owing owing_all = {NULL, owed_by_all, NULL};

static struct effort_total unit_total(const char *code, const char *measure, struct period period)
{
	struct store_txn *txn = casebook_begin(book);
	struct efforts efforts = read_efforts(period, book->size, txn);
	struct effort_total total =
		efforts_of_unit(&efforts, code, measure_named(measure), &owing_all);
	store_abort(txn);
	return total;
}

static struct effort_total agreement_total(const char *measure, struct period period)
{
	char *units[] = {nordmaling, bjurholm};
	struct store_txn *txn = casebook_begin(book);
	struct efforts efforts = read_efforts(period, book->size, txn);
	struct effort_total total =
		efforts_of_agreement(&efforts, dnr, units, 2, measure_named(measure), &owing_all);
	store_abort(txn);
	return total;
}

static void efforts_months_quarters_and_halves_add_up_to_the_year(void **state)
{
	(void)state;
	say_count(umea, "", "volunteer_hours", (struct period){2018, 1, 1}, 1050);
	say_count(umea, "", "volunteer_hours", (struct period){2018, 2, 1}, 25);
	say_count(umea, "", "volunteer_hours", (struct period){2018, 4, 3}, 3000);
	say_count(umea, "", "volunteer_hours", (struct period){2018, 7, 6}, 10000);
	say_count(umea, "", "volunteer_hours", (struct period){2017, 1, 12}, 777);
	struct effort_total total = unit_total(umea, "volunteer_hours", YEAR);
	assert_int_equal(total.number.count, 14075);
	assert_int_equal(total.months, 0xffb);
	assert_true(total_cell_is_at_least(&total.number)); /* March */
	say_count(umea, "", "volunteer_hours", (struct period){2018, 3, 1}, 0);
	total = unit_total(umea, "volunteer_hours", YEAR);
	assert_int_equal(total.number.count, 14075);
	assert_false(total_cell_is_at_least(&total.number));
	assert_int_equal(total.flags, 0);
	total = unit_total(umea, "volunteer_hours", HALF);
	assert_int_equal(total.number.count, 4075);
	/* A half-year is not divided. */
	total = unit_total(umea, "volunteer_hours", (struct period){2018, 7, 3});
	assert_int_equal(total_cell_state(&total.number), CELL_NOT_REPORTED);
	assert_int_equal(total.flags, EFFORT_WIDER);
}

static void efforts_states_stay_apart(void **state)
{
	(void)state;
	struct effort_total total = unit_total(umea, "calls", QUARTER);
	assert_int_equal(total_cell_state(&total.number), CELL_NOT_REPORTED);
	say_count(umea, "", "calls", QUARTER, 0);
	total = unit_total(umea, "calls", QUARTER);
	assert_int_equal(total_cell_state(&total.number), CELL_COUNT);
	assert_false(total_cell_is_at_least(&total.number));
	static const struct {
		Jour__V1__CellState said;
		enum cell_state state;
	} states[] = {
		{JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED, CELL_NOT_REPORTED},
		{JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE, CELL_NOT_APPLICABLE},
		{JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN, CELL_HIDDEN},
	};
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
			say(umea, "", "calls", QUARTER, states[i].said, 0, 0), RESULT_ACCEPTED);
		total = unit_total(umea, "calls", QUARTER);
		assert_int_equal(total_cell_state(&total.number), states[i].state);
	}
	say_count(umea, "", "calls", (struct period){2018, 4, 3}, 300);
	total = unit_total(umea, "calls", HALF);
	assert_int_equal(total.number.count, 300);
	assert_true(total_cell_is_at_least(&total.number)); /* the first quarter is hidden */
}

static void efforts_shares_keep_numerator_and_denominator(void **state)
{
	(void)state;
	assert_int_equal(say(umea, "", "three_attempts", QUARTER,
				 JOUR__V1__CELL_STATE__CELL_STATE_COUNT, 900, 1000),
		RESULT_ACCEPTED);
	assert_int_equal(say(umea, "", "three_attempts", (struct period){2018, 4, 3},
				 JOUR__V1__CELL_STATE__CELL_STATE_COUNT, 0, 300),
		RESULT_ACCEPTED);
	struct effort_total total = unit_total(umea, "three_attempts", HALF);
	assert_int_equal(total.number.count, 900);
	assert_int_equal(total.of_hundredths, 1300);
}

/* Five persons in each of three months are five, not fifteen. */
static void efforts_of_a_stock_the_latest_counts(void **state)
{
	(void)state;
	say_count(umea, "", "support_persons_women", (struct period){2018, 3, 1}, 700);
	say_count(umea, "", "support_persons_women", (struct period){2018, 1, 1}, 500);
	say_count(umea, "", "support_persons_women", (struct period){2018, 2, 1}, 600);
	assert_int_equal(say(umea, "", "support_persons_women", (struct period){2018, 4, 1},
				 JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED, 0, 0),
		RESULT_ACCEPTED);
	struct effort_total total = unit_total(umea, "support_persons_women", YEAR);
	assert_int_equal(total.number.count, 700);
	assert_false(total_cell_is_at_least(&total.number));
	assert_int_equal(total.months, 1 << 2);
	assert_int_equal(
		unit_total(umea, "support_persons_women", (struct period){2018, 1, 1}).number.count,
		500);
}

static void efforts_of_a_unit_are_not_counted_with_those_of_its_agreements(void **state)
{
	(void)state;
	say_count(nordmaling, dnr, "assignments", YEAR, 300);
	struct effort_total total = unit_total(nordmaling, "assignments", YEAR);
	assert_int_equal(total.number.count, 300);
	assert_int_equal(total.flags, EFFORT_FROM_PARTS);
	say_count(nordmaling, "", "assignments", YEAR, 1000);
	total = unit_total(nordmaling, "assignments", YEAR);
	assert_int_equal(total.number.count, 1000);
	assert_int_equal(total.flags, EFFORT_ELSEWHERE);
}

static void efforts_of_an_agreement_are_its_own_else_those_of_its_units(void **state)
{
	(void)state;
	say_count(nordmaling, "", "assignments", YEAR, 300);
	struct effort_total total = agreement_total("assignments", YEAR);
	assert_int_equal(total.number.count, 300);
	assert_int_equal(total.flags, EFFORT_FROM_UNITS);
	assert_true(total_cell_is_at_least(&total.number)); /* nothing of Bjurholm */
	say_count(bjurholm, dnr, "assignments", YEAR, 400);
	say_count(bjurholm, "", "assignments", YEAR, 4000);
	total = agreement_total("assignments", YEAR);
	assert_int_equal(total.number.count, 700);
	assert_false(total_cell_is_at_least(&total.number));
	say_count(umea, dnr, "assignments", YEAR, 500); /* not among its units, but said of it */
	total = agreement_total("assignments", YEAR);
	assert_int_equal(total.number.count, 1200);
	say_count("", dnr, "assignments", YEAR, 90000);
	total = agreement_total("assignments", YEAR);
	assert_int_equal(total.number.count, 90000);
	assert_int_equal(total.flags, EFFORT_ELSEWHERE);
	/* Work for other partners is not the agreement's. */
	total = agreement_total("calls", YEAR);
	assert_int_equal(total_cell_state(&total.number), CELL_NOT_REPORTED);
}

/* Taken back, it is as if it had never been said: a place of its own still tells of it. */
static void efforts_withdrawn_hide_nothing_that_is_said_elsewhere(void **state)
{
	(void)state;
	say_count(nordmaling, "", "assignments", YEAR, 1000);
	say_count(nordmaling, dnr, "assignments", YEAR, 700);
	say_count(bjurholm, dnr, "assignments", YEAR, 400);
	say_count("", dnr, "assignments", YEAR, 90000);
	assert_int_equal(unit_total(nordmaling, "assignments", YEAR).number.count, 1000);
	withdraw(nordmaling, "", "assignments", YEAR);
	struct effort_total total = unit_total(nordmaling, "assignments", YEAR);
	assert_int_equal(total.number.count, 700);
	assert_int_equal(total.flags, EFFORT_FROM_PARTS);
	assert_false(total_cell_is_at_least(&total.number));
	withdraw("", dnr, "assignments", YEAR);
	total = agreement_total("assignments", YEAR);
	assert_int_equal(total.number.count, 1100);
	assert_false(total_cell_is_at_least(&total.number));
	withdraw(nordmaling, dnr, "assignments", YEAR);
	total = unit_total(nordmaling, "assignments", YEAR);
	assert_int_equal(total_cell_state(&total.number), CELL_NOT_REPORTED);
	struct store_txn *txn = casebook_begin(book);
	struct efforts efforts = read_efforts(YEAR, book->size, txn);
	assert_true(efforts_of_place(
		&efforts, efforts_first(&efforts), measure_named("assignments"), &total));
	assert_int_equal(total_cell_state(&total.number), CELL_NOT_REPORTED);
	assert_false(efforts_of_place(
		&efforts, efforts_first(&efforts), measure_named("calls"), &total));
	store_abort(txn);
}

static void efforts_are_told_place_by_place(void **state)
{
	(void)state;
	say_count(umea, "", "calls", QUARTER, 500);
	say_count("", dnr, "calls", QUARTER, 700);
	say_count(nordmaling, dnr, "calls", YEAR, 900);
	say_count(nordmaling, "", "assignments", QUARTER, 300);
	static const char *const order[][2] = {
		{"", dnr}, {nordmaling, ""}, {nordmaling, dnr}, {umea, ""}};
	struct effort_total total;
	struct store_txn *txn = casebook_begin(book);
	struct efforts efforts = read_efforts(QUARTER, book->size, txn);
	const struct effort_place *place = efforts_first(&efforts);
	for (size_t i = 0; i < 4; i++, place = effort_place_next(place)) {
		assert_string_equal(effort_place_area(place), order[i][0]);
		assert_string_equal(effort_place_agreement(place), order[i][1]);
		bool has = efforts_of_place(&efforts, place, measure_named("calls"), &total);
		assert_int_equal(has, i != 1);
		if (i == 3)
			assert_int_equal(total.number.count, 500);
		if (i == 2)
			assert_int_equal(total.flags, EFFORT_WIDER);
	}
	assert_null(place);
	store_abort(txn);
}

/* ---- against a list that is looked through from its beginning for every answer */

#define SAID_MAX 400

static struct said {
	uint64_t index;
	size_t place, measure;
	struct period period;
	enum cell_state state;
	uint64_t hundredths;
} said[SAID_MAX];
static size_t said_count;

static const struct {
	const char *area, *agreement;
} places[] = {{nordmaling, ""}, {nordmaling, dnr}, {bjurholm, ""}, {bjurholm, dnr}, {"", dnr}};
static const char *const measures[] = {"calls", "support_persons_men"};

/* What stands as of `size` for that place, measure and month; NULL: nothing. */
static const struct said *standing_in(size_t place, size_t measure, unsigned month, uint64_t size)
{
	const struct said *found = NULL;
	for (size_t i = 0; i < said_count; i++)
		if (said[i].index < size && said[i].place == place && said[i].measure == measure &&
			month >= said[i].period.first_month &&
			month < said[i].period.first_month + said[i].period.months)
			found = &said[i];
	return found;
}

/* Month by month; a record is met in its first month. False: nothing is said but "not reported". */
static bool recount(size_t place, size_t measure, struct period asked, uint64_t size,
	uint64_t *ret_count, unsigned *ret_months)
{
	uint64_t count = 0;
	bool any = false;
	unsigned months = 0;
	for (unsigned month = asked.first_month; month < asked.first_month + asked.months;
		month++) {
		const struct said *at = standing_in(place, measure, month, size);
		if (at == NULL || at->period.first_month < asked.first_month ||
			at->period.first_month + at->period.months >
				asked.first_month + asked.months)
			continue;
		if (at->state == CELL_NOT_REPORTED)
			continue;
		any = true;
		if (measure == 0 && month == at->period.first_month)
			count += at->hundredths;
		if (measure == 0)
			months |= 1u << (month - 1);
		if (measure == 1) {
			count = at->hundredths;
			months = reports_months(at->period);
		}
	}
	*ret_count = count;
	*ret_months = months;
	return any;
}

static void draw_record(uint64_t *seed)
{
	static const uint8_t lengths[] = {1, 3, 6, 12};
	struct said new = {.index = book->size};
	new.place = (size_t)casebook_draw(seed, 5);
	new.measure = (size_t)casebook_draw(seed, 2);
	uint8_t months = lengths[casebook_draw(seed, 10) < 7 ? casebook_draw(seed, 2)
							     : casebook_draw(seed, 4)];
	new.period = (struct period){
		2018, (uint8_t)(1 + months * casebook_draw(seed, 12 / months)), months};
	new.state = casebook_draw(seed, 3) > 0 ? CELL_COUNT
					       : (enum cell_state)casebook_draw(seed, CELL_STATES);
	new.hundredths = new.state == CELL_COUNT ? 100 * (uint64_t)casebook_draw(seed, 1000) : 0;
	enum result_code code =
		say(places[new.place].area, places[new.place].agreement, measures[new.measure],
			new.period, (Jour__V1__CellState)(new.state + 1), new.hundredths, 0);
	if (code == RESULT_ACCEPTED)
		said[said_count++] = new;
	else
		assert_true(code == RESULT_OVERLAP || code == RESULT_UNCHANGED);
}

static void compare_unit(const struct efforts *efforts, size_t place, size_t measure, uint64_t size)
{
	uint64_t count = 0;
	unsigned months = 0;
	bool any = recount(place, measure, efforts->period, size, &count, &months);
	if (!any)
		any = recount(place + 1, measure, efforts->period, size, &count, &months);
	uint16_t asked = reports_months(efforts->period);
	struct effort_total total = efforts_of_unit(
		efforts, places[place].area, measure_named(measures[measure]), &owing_all);
	assert_int_equal(total.number.count, count);
	assert_int_equal(total.months, months);
	if (!any)
		assert_int_equal(total_cell_state(&total.number), CELL_NOT_REPORTED);
	if (measure == 0 && months == asked)
		assert_int_equal(total.number.states[CELL_NOT_REPORTED], 0);
	if (measure == 0 && months != asked)
		assert_true(total.number.states[CELL_NOT_REPORTED] > 0);
}

static void compare_agreement(const struct efforts *efforts, size_t measure, uint64_t size)
{
	char *units[] = {nordmaling, bjurholm};
	uint64_t count = 0, sum = 0;
	unsigned months = 0;
	if (!recount(4, measure, efforts->period, size, &count, &months)) {
		for (size_t place = 0; place < 4; place += 2)
			if (recount(place + 1, measure, efforts->period, size, &count, &months) ||
				recount(place, measure, efforts->period, size, &count, &months))
				sum += count;
		count = sum;
	}
	struct effort_total total = efforts_of_agreement(
		efforts, dnr, units, 2, measure_named(measures[measure]), &owing_all);
	assert_int_equal(total.number.count, count);
}

static void efforts_agree_with_a_dumb_recount(void **state)
{
	(void)state;
	static const struct period periods[] = {
		{2018, 1, 12}, {2018, 1, 6}, {2018, 7, 6}, {2018, 4, 3}, {2018, 11, 1}};
	uint64_t seed = 20181231;
	said_count = 0;
	while (said_count < 150)
		draw_record(&seed);
	for (uint64_t size = 1; size <= book->size; size += 7) {
		for (size_t i = 0; i < 5; i++) {
			struct store_txn *txn = casebook_begin(book);
			struct efforts efforts = read_efforts(periods[i], size, txn);
			for (size_t measure = 0; measure < 2; measure++) {
				compare_unit(&efforts, 0, measure, size);
				compare_unit(&efforts, 2, measure, size);
				compare_agreement(&efforts, measure, size);
			}
			store_abort(txn);
		}
	}
}

static void efforts_in_too_little_memory_are_refused(void **state)
{
	(void)state;
	static uint8_t small[64];
	struct arena arena = arena_of(small, sizeof(small));
	struct efforts efforts;
	say_count(umea, "", "calls", QUARTER, 100);
	struct store_txn *txn = casebook_begin(book);
	assert_int_equal(
		efforts_read(txn, book->size, YEAR, &arena, &book->memory.record, &efforts),
		ERR_RANGE);
	store_abort(txn);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up_agreement, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(efforts_months_quarters_and_halves_add_up_to_the_year),
		TEST(efforts_states_stay_apart),
		TEST(efforts_shares_keep_numerator_and_denominator),
		TEST(efforts_of_a_stock_the_latest_counts),
		TEST(efforts_of_a_unit_are_not_counted_with_those_of_its_agreements),
		TEST(efforts_of_an_agreement_are_its_own_else_those_of_its_units),
		TEST(efforts_withdrawn_hide_nothing_that_is_said_elsewhere),
		TEST(efforts_are_told_place_by_place),
		TEST(efforts_agree_with_a_dumb_recount),
		TEST(efforts_in_too_little_memory_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
