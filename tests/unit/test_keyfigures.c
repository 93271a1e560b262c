#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "casebook.h"
#include "jour/rational.h"
#include "keyfigures.h"
#include "umea.h"

/* SCB, 31 December 2017, in the order of umea_kommuner. */
static const uint64_t populations_2017[UMEA_UNITS] = {7103, 2451, 5412, 6784, 8776, 125080};
#define UMEA 5u
#define ROBERTSFORS 3u
#define BJURHOLM 1u

static struct casebook *book;
static struct umea agreement;
static struct store_txn *txn;
static struct arena memory;
static struct period asked;

static void put(int body_case, void *body)
{
	Jour__V1__Record record = casebook_record(body_case, body);
	assert_int_equal(casebook_put(book, &record), RESULT_ACCEPTED);
}

/* The catchment: six kommuner that pay 3 kr for each inhabitant at the end of 2016. */
static int set_up(void **state)
{
	(void)state;
	book = casebook_open();
	memory = new_arena((size_t)64 << 20);
	asked = (struct period){2018, 1, 12};
	umea_prepare(&agreement);
	agreement.agreement.n_terms = 1;
	for (size_t i = 0; i < UMEA_UNITS; i++) {
		casebook_add_unit(book, text(umea_kommuner[i].code), text(umea_kommuner[i].name));
		casebook_add_population(book, text(umea_kommuner[i].code), 20161231, text("SCB"),
			umea_kommuner[i].population);
		casebook_add_population(book, text(umea_kommuner[i].code), 20171231, text("SCB"),
			populations_2017[i]);
	}
	put(JOUR__V1__RECORD__BODY_AGREEMENT, &agreement.agreement);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	if (txn != NULL)
		store_abort(txn);
	txn = NULL;
	casebook_close(book);
	free(memory.start);
	return 0;
}

static enum err compute_at(
	uint64_t size, struct keyfigures_query query, const struct keyfigures **ret_figures)
{
	static struct reports reports;
	static struct keybook keybook;
	struct coverage coverage;
	struct coverage_calendar calendar = {book, casebook_day, book->today};
	if (txn != NULL)
		store_abort(txn);
	txn = casebook_begin(book);
	arena_reset(&memory);
	assert_int_equal(
		reports_read(txn, size, asked, &memory, &book->memory.record, &reports), ERR_OK);
	assert_int_equal(coverage_read(&reports, &calendar, &coverage), ERR_OK);
	assert_int_equal(keybook_read(&reports, &keybook), ERR_OK);
	return keyfigures_compute(&keybook, &query, ret_figures);
}

static const struct keyfigures *compute(struct keyfigures_query query)
{
	const struct keyfigures *figures = NULL;
	assert_int_equal(compute_at(book->size, query, &figures), ERR_OK);
	return figures;
}

static size_t position_of(const char *name)
{
	size_t at = 0;
	while (strcmp(keyfigure_at(at)->name, name) != 0)
		at++;
	return at;
}

static const struct keyfigure *figure_in(const struct keyrow *row, const char *name)
{
	return &row->figures[position_of(name)];
}

static const struct keyfigure *figure_of(
	const struct keyfigures *figures, size_t unit, const char *name)
{
	const struct keyrow *row = figures->units;
	while (strcmp(row->code, umea_kommuner[unit].code) != 0)
		row = row->next;
	return figure_in(row, name);
}

static const struct keymeans *means_of(const struct keyfigures *figures, const char *name)
{
	return &figures->means[position_of(name)];
}

#define assert_value(value, an_exact, a_rounded)                                                   \
	do {                                                                                       \
		assert_int_equal((value).state, CELL_COUNT);                                       \
		assert_string_equal((value).exact, (an_exact));                                    \
		assert_int_equal((value).rounded, (a_rounded));                                    \
	} while (0)

static void report(size_t unit, struct period period, uint64_t cases)
{
	casebook_report_cases(book, text(umea_kommuner[unit].code), period, cases);
}

static void report_sexes(size_t unit, uint64_t women, uint64_t men, uint64_t not_known)
{
	uint64_t counts[] = {women, men, 0, not_known};
	struct casebook_table table = {.area = text(umea_kommuner[unit].code),
		.period = {2018, 1, 12},
		.source = JOUR__V1__SOURCE__SOURCE_KOMMUN,
		.dimensions = {text("sex")},
		.dimension_count = 1,
		.counts = counts,
		.cell_count = 4};
	assert_int_equal(casebook_report(book, &table), RESULT_ACCEPTED);
}

static void state_crimes(size_t unit, const char *name, const char *source, uint64_t crimes)
{
	Jour__V1__UnitFigure figure;
	jour__v1__unit_figure__init(&figure);
	figure.unit = text(umea_kommuner[unit].code);
	figure.name = text(name);
	figure.year = 2018;
	figure.source = text(source);
	figure.value = crimes;
	put(JOUR__V1__RECORD__BODY_UNIT_FIGURE, &figure);
}

static void say_effort(const char *area, const char *dnr, const char *measure, struct period period,
	uint64_t hundredths, uint64_t of_hundredths)
{
	Jour__V1__Effort effort;
	Jour__V1__Period when;
	jour__v1__effort__init(&effort);
	jour__v1__period__init(&when);
	when.year = period.year;
	when.first_month = period.first_month;
	when.months = period.months;
	effort.area = text(area);
	effort.agreement = text(dnr);
	effort.measure = text(measure);
	effort.period = &when;
	effort.state = JOUR__V1__CELL_STATE__CELL_STATE_COUNT;
	effort.hundredths = hundredths;
	effort.of_hundredths = of_hundredths;
	put(JOUR__V1__RECORD__BODY_EFFORT, &effort);
}

static void pay(size_t unit, const char *reference, uint64_t amount_ore)
{
	Jour__V1__Payment payment;
	jour__v1__payment__init(&payment);
	payment.agreement = text(UMEA_DNR);
	payment.payer = text(umea_kommuner[unit].code);
	payment.side = JOUR__V1__SIDE__SIDE_PAYEE;
	payment.reference = text(reference);
	payment.year = 2018;
	payment.date = 20180131;
	payment.amount_ore = amount_ore;
	put(JOUR__V1__RECORD__BODY_PAYMENT, &payment);
}

static const struct period year_2018 = {2018, 1, 12};

/* ---- worked out by hand */

static void keyfigures_cases_are_for_each_1000_inhabitants(void **state)
{
	(void)state;
	report(UMEA, (struct period){2018, 1, 3}, 60);
	report(UMEA, (struct period){2018, 4, 3}, 62);
	report(UMEA, (struct period){2018, 7, 6}, 128);
	report(ROBERTSFORS, year_2018, 14);
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	const struct keyfigure *figure = figure_of(figures, UMEA, "cases_per_1000");
	assert_value(figure->value, "6250/3127", 200); /* 250 000 / 125 080 = 1.9987... */
	assert_false(figure->value.at_least);
	assert_int_equal(figure->numerator.value, 250);
	assert_string_equal(figure->numerator.source, "kommun");
	assert_int_equal(figure->denominator.value, 125080);
	assert_int_equal(figure->denominator.date, 20171231);
	assert_string_equal(figure->denominator.source, "SCB");
	figure = figure_of(figures, ROBERTSFORS, "cases_per_1000");
	assert_value(figure->value, "875/424", 206); /* 14 000 / 6 784 = 2.0636... */
	figure = figure_of(figures, BJURHOLM, "cases_per_1000");
	assert_int_equal(figure->value.state, CELL_NOT_REPORTED);
	assert_string_equal(figure->value.why.text, "no cases are reported");
	/* 264 000 / 131 864; the mean of the two ratios; the mean by inhabitants. */
	const struct keymeans *means = means_of(figures, "cases_per_1000");
	assert_value(means->together.value, "33000/16483", 200);
	assert_value(means->over_units, "101625/50032", 203);
	assert_value(means->over_inhabitants, "33000/16483", 200);
	assert_int_equal(means->units_in, 2);
	assert_int_equal(means->inhabitants_in, 131864);
	assert_int_equal(figures->unit_count, 6);
	assert_int_equal(figures->inhabitants, 155606);
	assert_true(figures->only_kommuner);
}

static void keyfigures_kronor_are_held_against_the_norm(void **state)
{
	(void)state;
	pay(ROBERTSFORS, "1", 2000000);
	pay(ROBERTSFORS, "2", 35200);
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	assert_int_equal(keyfigure_find("kronor_expected")->norm, 6);
	/* 3 x 6 784 = 20 352 kr for as many inhabitants a year later. */
	const struct keyfigure *figure = figure_of(figures, ROBERTSFORS, "kronor_expected");
	assert_value(figure->value, "3/1", 300);
	assert_int_equal(figure->numerator.value, 2035200);
	assert_string_equal(figure->numerator.source, UMEA_DNR);
	/* 3 x 122 892 / 125 080 */
	assert_value(figure_of(figures, UMEA, "kronor_expected")->value, "92169/31270", 295);
	figure = figure_of(figures, ROBERTSFORS, "kronor_paid");
	assert_value(figure->value, "3/1", 300);
	figure = figure_of(figures, UMEA, "kronor_paid");
	assert_int_equal(figure->value.state, CELL_NOT_REPORTED);
	assert_string_equal(
		figure->value.why.text, "the jour has recorded no payment for that year");
	/* 3 x 153 370 / 155 606, of all six together and of the agreement. */
	assert_value(means_of(figures, "kronor_expected")->together.value, "230055/77803", 296);
	assert_value(figure_in(figures->agreements, "kronor_expected")->value, "230055/77803", 296);
	/* Of the agreement 20 352 kr are known; five kommuner have paid nothing that is recorded.
	 */
	figure = figure_in(figures->agreements, "kronor_paid");
	assert_value(figure->value, "10176/77803", 13);
	assert_true(figure->value.at_least);
	assert_int_equal(figure->value.of_norm, 21); /* at least: rounded down */
	assert_int_equal(figure_of(figures, ROBERTSFORS, "kronor_paid")->value.of_norm, 500);
	assert_int_equal(means_of(figures, "kronor_paid")->units_in, 1);
	assert_int_equal(means_of(figures, "kronor_paid")->inhabitants_in, 6784);
}

static void keyfigures_without_an_agreement_do_not_apply(void **state)
{
	(void)state;
	casebook_add_unit(book, text("2482"), text("Skellefteå"));
	casebook_add_population(book, text("2482"), 20171231, text("SCB"), 72467);
	casebook_report_cases(book, text("2482"), year_2018, 90);
	const struct keyfigures *figures = compute((struct keyfigures_query){.unit = "2482"});
	const struct keyfigure *figure = figure_in(figures->units, "kronor_expected");
	assert_int_equal(figures->unit_count, 1);
	assert_null(figures->agreements);
	assert_int_equal(figure->value.state, CELL_NOT_APPLICABLE);
	assert_value(figure_in(figures->units, "cases_per_1000")->value, "90000/72467", 124);
}

static void keyfigures_amount_that_is_not_known_is_not_zero(void **state)
{
	(void)state;
	agreement.rule.years_before = 9; /* nobody has recorded that population */
	put(JOUR__V1__RECORD__BODY_AGREEMENT, &agreement.agreement);
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	const struct keyfigure *figure = figure_of(figures, UMEA, "kronor_expected");
	assert_int_equal(figure->value.state, CELL_NOT_REPORTED);
	assert_string_equal(figure->value.why.words[0], UMEA_DNR);
	assert_int_equal(
		figure_in(figures->agreements, "kronor_expected")->value.state, CELL_NOT_REPORTED);
	assert_int_equal(means_of(figures, "kronor_expected")->over_units.state, CELL_NOT_REPORTED);
}

static void keyfigures_population_that_is_not_known_is_said(void **state)
{
	(void)state;
	casebook_add_unit(book, text("2482"), text("Skellefteå"));
	casebook_report_cases(book, text("2482"), year_2018, 90);
	const struct keyfigures *figures = compute((struct keyfigures_query){.unit = "2482"});
	const struct keyfigure *figure = figure_in(figures->units, "cases_per_1000");
	assert_int_equal(figure->value.state, CELL_NOT_REPORTED);
	assert_string_equal(figure->value.why.text, "no population is in the ledger for that time");
	assert_int_equal(
		means_of(figures, "cases_per_1000")->over_inhabitants.state, CELL_NOT_REPORTED);
}

static void keyfigures_cases_are_a_share_of_the_reported_crimes(void **state)
{
	(void)state;
	report(UMEA, year_2018, 250);
	report(ROBERTSFORS, year_2018, 14);
	report(BJURHOLM, year_2018, 3);
	state_crimes(UMEA, "reported crimes", "BRÅ", 12500);
	state_crimes(ROBERTSFORS, "anmälda brott", "BRÅ", 400);
	state_crimes(BJURHOLM, "anmälda brott", "BRÅ", 0);
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	const struct keyfigure *figure = figure_of(figures, UMEA, "cases_of_crimes");
	assert_value(figure->value, "2/1", 20);
	assert_string_equal(figure->denominator.source, "BRÅ");
	assert_value(figure_of(figures, ROBERTSFORS, "cases_of_crimes")->value, "7/2", 35);
	assert_int_equal(
		figure_of(figures, BJURHOLM, "cases_of_crimes")->value.state, CELL_NOT_APPLICABLE);
	assert_int_equal(figure_of(figures, 0, "cases_of_crimes")->value.state, CELL_NOT_REPORTED);
	/* 264 of 12 900; (2 + 3.5) / 2; (2 x 125 080 + 3.5 x 6 784) / 131 864. */
	const struct keymeans *means = means_of(figures, "cases_of_crimes");
	assert_value(means->together.value, "88/43", 20);
	assert_value(means->over_units, "11/4", 28);
	assert_value(means->over_inhabitants, "646/311", 21);
	state_crimes(UMEA, "anmälda brott", "polisen", 12499);
	figures = compute((struct keyfigures_query){0});
	figure = figure_of(figures, UMEA, "cases_of_crimes");
	assert_int_equal(figure->value.state, CELL_NOT_REPORTED);
	assert_string_equal(figure->value.why.text,
		"several sources state different numbers of reported crimes");
}

/* Under either name, and whatever a third source says; of the last unit all three say the same. */
static void keyfigures_crimes_that_sources_state_differently_are_not_known(void **state)
{
	(void)state;
	static const char en[] = FIGURE_CRIMES_EN, sv[] = FIGURE_CRIMES_SV;
	static const struct {
		const char *names[3];
		uint64_t crimes[3];
	} said[] = {{{en, en, NULL}, {100, 99, 0}}, {{en, en, sv}, {100, 99, 98}},
		{{en, sv, NULL}, {100, 99, 0}}, {{sv, sv, en}, {100, 99, 100}},
		{{en, en, sv}, {100, 99, 100}}, {{en, sv, sv}, {100, 100, 100}}};
	static const char *const sources[] = {"BRÅ", "polisen", "regionen"};
	for (size_t unit = 0; unit < UMEA_UNITS; unit++) {
		report(unit, year_2018, 2);
		for (size_t i = 0; i < 3 && said[unit].names[i] != NULL; i++)
			state_crimes(unit, said[unit].names[i], sources[i], said[unit].crimes[i]);
	}
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	for (size_t unit = 0; unit + 1 < UMEA_UNITS; unit++) {
		const struct keyfigure *figure = figure_of(figures, unit, "cases_of_crimes");
		assert_int_equal(figure->value.state, CELL_NOT_REPORTED);
		assert_string_equal(figure->value.why.text,
			"several sources state different numbers of reported crimes");
	}
	assert_value(figure_of(figures, UMEA, "cases_of_crimes")->value, "2/1", 20);
}

static void keyfigures_service_levels_are_shares_of_cases(void **state)
{
	(void)state;
	static const char *const levels[] = {
		"first_contact_3_days", "three_attempts", "evening_attempt", "meeting_offered"};
	for (size_t i = 0; i < 4; i++) {
		say_effort("2480", "", levels[i], (struct period){2018, 1, 6}, 4500, 5000);
		say_effort("2480", "", levels[i], (struct period){2018, 7, 6}, 100 * i, 3000);
		say_effort("2409", "", levels[i], (struct period){2018, 1, 3}, 100, 300);
		say_effort("2403", "", levels[i], year_2018, 0, 0);
	}
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	assert_value(figure_of(figures, UMEA, "first_contact_3_days")->value, "225/4", 563);
	assert_value(figure_of(figures, UMEA, "three_attempts")->value, "115/2", 575);
	assert_value(figure_of(figures, UMEA, "evening_attempt")->value, "235/4", 588);
	assert_value(figure_of(figures, UMEA, "meeting_offered")->value, "60/1", 600);
	const struct keyfigure *figure = figure_of(figures, ROBERTSFORS, "three_attempts");
	assert_value(figure->value, "100/3", 333);
	assert_true(figure->value.partial); /* one quarter of the year */
	assert_false(figure->value.at_least);
	assert_int_equal(figure->numerator.months, 7);
	/* None of none is no share. */
	assert_int_equal(
		figure_of(figures, BJURHOLM, "three_attempts")->value.state, CELL_NOT_APPLICABLE);
	assert_value(means_of(figures, "three_attempts")->together.value, "4700/83", 566);
	/* Of the agreement as a whole: what is said of its units. */
	figure = figure_in(figures->agreements, "three_attempts");
	assert_value(figure->value, "4700/83", 566);
	assert_true(figure->value.partial);
}

static void keyfigures_contacts_and_measures_are_for_each_case(void **state)
{
	(void)state;
	report(UMEA, year_2018, 250);
	report(ROBERTSFORS, (struct period){2018, 1, 6}, 8);
	say_effort("2480", "", "contacts", year_2018, 100000, 0);
	say_effort("2480", "", "measures", (struct period){2018, 1, 6}, 50000, 0);
	say_effort("2409", "", "contacts", year_2018, 3000, 0);
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	assert_value(figure_of(figures, UMEA, "contacts_per_case")->value, "4/1", 400);
	const struct keyfigure *figure = figure_of(figures, UMEA, "measures_per_case");
	assert_value(figure->value, "2/1", 200);
	assert_true(figure->value.at_least); /* of the second half nothing is said */
	/* A year's contacts over the cases of a half would be too many each. */
	figure = figure_of(figures, ROBERTSFORS, "contacts_per_case");
	assert_int_equal(figure->value.state, CELL_NOT_REPORTED);
	assert_string_equal(figure->value.why.text, "a part of what it is made of is not reported");
	assert_int_equal(
		figure_of(figures, BJURHOLM, "contacts_per_case")->value.state, CELL_NOT_REPORTED);
}

/* An agreement with one kommun that agrees on 1 500 hours from 1 July. */
static void agree_on_hours(void)
{
	static struct umea hours;
	static Jour__V1__Hours formula;
	umea_prepare(&hours);
	jour__v1__hours__init(&formula);
	formula.hours_hundredths = 150000;
	formula.value_ore = 34131400;
	hours.terms[0].formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	hours.terms[0].hours = &formula;
	hours.terms[0].flow = JOUR__V1__FLOW__FLOW_IN_KIND;
	hours.terms[0].proration = JOUR__V1__PRORATION__PRORATION_MONTHS;
	hours.agreement.n_terms = 1;
	hours.agreement.dnr = text("KS 2018/7");
	hours.agreement.units = hours.units + UMEA;
	hours.agreement.n_units = 1;
	hours.agreement.from = 20180701;
	hours.agreement.to = 0;
	put(JOUR__V1__RECORD__BODY_AGREEMENT, &hours.agreement);
}

static void keyfigures_hours_are_held_against_the_agreed_number(void **state)
{
	(void)state;
	agree_on_hours();
	say_effort("2480", "", "volunteer_hours", (struct period){2018, 7, 6}, 60025, 0);
	say_effort("2480", "", "assignments", (struct period){2018, 7, 6}, 24000, 0);
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	/* 600.25 of 750 hours: half a year's. */
	const struct keyfigure *figure = figure_of(figures, UMEA, "hours_of_agreed");
	assert_value(figure->value, "2401/30", 800);
	assert_true(figure->value.at_least); /* the other agreement began in January */
	const struct keyrow *row = figures->agreements->next;
	assert_string_equal(row->code, "KS 2018/7");
	assert_value(figure_in(row, "hours_of_agreed")->value, "2401/30", 800);
	assert_false(figure_in(row, "hours_of_agreed")->value.at_least);
	assert_value(figure_in(row, "hours_per_assignment")->value, "2401/960", 250);
	assert_value(figure_in(row, "assignments")->value, "240/1", 240);
	/* No hours are agreed with the six. */
	assert_int_equal(figure_in(figures->agreements, "hours_of_agreed")->value.state,
		CELL_NOT_APPLICABLE);
	assert_int_equal(figure_of(figures, ROBERTSFORS, "hours_of_agreed")->value.state,
		CELL_NOT_APPLICABLE);
	const struct keymeans *means = means_of(figures, "assignments");
	assert_value(means->over_units, "240/1", 240);
	assert_int_equal(means->over_inhabitants.state, CELL_NOT_APPLICABLE);
}

/* Two kommuner that agree on 60 assignments, one that agrees on 300 alone, without an amount. */
static void agree_on_assignments(const char *dnr, size_t unit, size_t count, uint64_t number)
{
	static struct umea pact;
	static Jour__V1__FollowUp item, *items[] = {&item};
	umea_prepare(&pact);
	jour__v1__follow_up__init(&item);
	item.what = text("assignments");
	item.agreed_hundredths = 100 * number;
	pact.agreement.follow_up = items;
	pact.agreement.n_follow_up = 1;
	pact.agreement.n_terms = 1;
	pact.agreement.dnr = text(dnr);
	pact.agreement.units = pact.units + unit;
	pact.agreement.n_units = count;
	put(JOUR__V1__RECORD__BODY_AGREEMENT, &pact.agreement);
}

static void keyfigures_assignments_are_held_against_the_agreed_number(void **state)
{
	(void)state;
	agree_on_assignments("KS 2018/8", UMEA, 1, 300);
	agree_on_assignments("KS 2018/9", BJURHOLM, 2, 60);
	say_effort("2480", "", "assignments", year_2018, 24000, 0);
	say_effort("", "KS 2018/9", "assignments", year_2018, 6900, 0);
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	assert_value(figure_of(figures, UMEA, "assignments_of_agreed")->value, "80/1", 800);
	/* Agreed with both together, so of neither alone. */
	assert_int_equal(figure_of(figures, BJURHOLM, "assignments_of_agreed")->value.state,
		CELL_NOT_APPLICABLE);
	figures = compute((struct keyfigures_query){.agreement = "KS 2018/9"});
	const struct keyfigure *figure = figure_in(figures->agreements, "assignments_of_agreed");
	assert_value(figure->value, "115/1", 1150);
	assert_int_equal(figure->denominator.value / figure->denominator.scale, 60);
	assert_string_equal(figure->denominator.source, "KS 2018/9");
	say_effort("2403", "", "assignments", year_2018, 100, 0);
	figures = compute((struct keyfigures_query){0});
	figure = figure_of(figures, BJURHOLM, "assignments_of_agreed");
	assert_int_equal(figure->value.state, CELL_NOT_APPLICABLE);
	assert_string_equal(figure->value.why.text,
		"the number is agreed for several units together: see the agreement");
	/* Nobody has agreed on hours. */
	assert_int_equal(figure_of(figures, UMEA, "hours_of_agreed")->denominator.state,
		CELL_NOT_APPLICABLE);
}

static void keyfigures_women_are_a_share_of_the_known_sexes(void **state)
{
	(void)state;
	report_sexes(UMEA, 150, 100, 17);
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	const struct keyfigure *figure = figure_of(figures, UMEA, "women");
	assert_value(figure->value, "60/1", 600);
	assert_int_equal(figure->denominator.value, 250);
	report(ROBERTSFORS, year_2018, 14);
	figures = compute((struct keyfigures_query){0});
	figure = figure_of(figures, ROBERTSFORS, "women");
	assert_int_equal(figure->value.state, CELL_NOT_REPORTED);
	assert_string_equal(figure->value.why.text, "no cases are reported so divided");
}

static void keyfigures_are_of_who_is_asked_for(void **state)
{
	(void)state;
	const struct keyfigures *figures;
	agree_on_hours();
	figures = compute((struct keyfigures_query){.agreement = "KS 2018/7"});
	assert_int_equal(figures->unit_count, 1);
	assert_string_equal(figures->units->code, "2480");
	assert_string_equal(figures->agreements->code, "KS 2018/7");
	assert_null(figures->agreements->next);
	figures = compute((struct keyfigures_query){.unit = "2403"});
	assert_string_equal(figures->units->code, "2403");
	assert_int_equal(compute_at(book->size, (struct keyfigures_query){.agreement = "KS 2099/1"},
				 &figures),
		ERR_NOTFOUND);
	assert_int_equal(
		compute_at(book->size, (struct keyfigures_query){.county = "Skåne"}, &figures),
		ERR_NOTFOUND);
	Jour__V1__Unit unit;
	jour__v1__unit__init(&unit);
	unit.code = text("2404");
	unit.name = text("Vindeln");
	unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN;
	unit.county = text("Västerbottens län");
	unit.from = 19700101;
	put(JOUR__V1__RECORD__BODY_UNIT, &unit);
	figures = compute((struct keyfigures_query){.county = "västerbotten"});
	assert_int_equal(figures->unit_count, 1);
	assert_string_equal(figures->units->code, "2404");
	/* As of before there was any agreement nobody is a partner. */
	assert_int_equal(compute_at(2, (struct keyfigures_query){0}, &figures), ERR_NOTFOUND);
}

static void keyfigures_district_is_not_counted_beside_its_kommun(void **state)
{
	(void)state;
	Jour__V1__Unit unit;
	jour__v1__unit__init(&unit);
	unit.code = text("2480-holmsund");
	unit.name = text("Holmsund");
	unit.type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT;
	unit.parent = text("2480");
	unit.from = 19700101;
	put(JOUR__V1__RECORD__BODY_UNIT, &unit);
	casebook_add_population(book, unit.code, 20171231, text("kommunen"), 6000);
	casebook_report_cases(book, unit.code, year_2018, 30);
	report(UMEA, year_2018, 250);
	const struct keyfigures *figures = compute((struct keyfigures_query){0});
	const struct keyrow *row = figures->units;
	while (strcmp(row->code, "2480-holmsund") != 0)
		row = row->next;
	assert_value(figure_in(row, "cases_per_1000")->value, "5/1", 500);
	assert_string_equal(row->within->code, "2480");
	assert_int_equal(figures->unit_count, 6);
	assert_int_equal(figures->inhabitants, 155606);
	assert_true(figures->only_kommuner);
	assert_value(means_of(figures, "cases_per_1000")->together.value, "6250/3127", 200);
	figures = compute((struct keyfigures_query){.unit = "2480-holmsund"});
	assert_null(figures->units->within);
	assert_int_equal(figures->unit_count, 1);
	assert_false(figures->only_kommuner);
}

/* Of a quarter there are cases, effort and inhabitants; kronor and crimes are of years. */
static void keyfigures_of_a_quarter_are_what_is_of_a_quarter(void **state)
{
	(void)state;
	agree_on_assignments("KS 2018/8", UMEA, 1, 300);
	report(UMEA, (struct period){2018, 1, 3}, 60);
	report(UMEA, (struct period){2018, 4, 3}, 62);
	state_crimes(UMEA, "reported crimes", "BRÅ", 12500);
	say_effort("2480", "", "assignments", (struct period){2018, 4, 3}, 6000, 0);
	say_effort("2480", "", "contacts", (struct period){2018, 4, 3}, 24800, 0);
	pay(UMEA, "1", 2000000);
	casebook_add_population(book, text("2480"), 20180331, text("SCB"), 125000);
	casebook_add_population(book, text("2480"), 20180930, text("SCB"), 126000);
	asked = (struct period){2018, 4, 3};
	const struct keyfigures *figures = compute((struct keyfigures_query){.unit = "2480"});
	const struct keyfigure *figure = figure_in(figures->units, "cases_per_1000");
	assert_value(figure->value, "62/125", 50);
	assert_int_equal(figure->denominator.date, 20180331);
	assert_int_equal(figures->period.first_month, 4);
	assert_value(figure_in(figures->units, "contacts_per_case")->value, "4/1", 400);
	/* 60 so far of the 300 that are agreed for the whole year. */
	figure = figure_in(figures->units, "assignments_of_agreed");
	assert_value(figure->value, "20/1", 200);
	assert_false(figure->value.at_least);
	figure = figure_in(figures->units, "cases_of_crimes");
	assert_int_equal(figure->value.state, CELL_NOT_REPORTED);
	assert_string_equal(figure->value.why.text,
		"reported crimes are recorded by the year, not for a part of one");
	static const char *const kronor[] = {"kronor_expected", "kronor_paid"};
	for (size_t i = 0; i < 2; i++) {
		figure = figure_in(figures->units, kronor[i]);
		assert_int_equal(figure->value.state, CELL_NOT_APPLICABLE);
		assert_string_equal(
			figure->value.why.text, "kronor are agreed and paid for a whole year");
	}
	const struct keymeans *means = means_of(figures, "kronor_paid");
	assert_int_equal(means->together.value.state, CELL_NOT_APPLICABLE);
	assert_int_equal(means->over_units.state, CELL_NOT_APPLICABLE);
	means = means_of(figures, "cases_of_crimes");
	assert_int_equal(means->together.value.state, CELL_NOT_REPORTED);
	asked = (struct period){2018, 7, 1};
	figures = compute((struct keyfigures_query){.unit = "2480"});
	assert_int_equal(
		figure_in(figures->units, "cases_per_1000")->value.state, CELL_NOT_REPORTED);
}

static void keyfigures_names_are_found(void **state)
{
	(void)state;
	size_t count = 0;
	for (; keyfigure_at(count) != NULL; count++) {
		const struct keyfigure_kind *kind = keyfigure_at(count);
		assert_ptr_equal(keyfigure_find(kind->name), kind);
		assert_int_equal(kind->per == NULL, kind->denominator == NULL);
		if (kind->measure != NULL && kind->numerator != keybook_cases_by)
			assert_non_null(effortlist_find(bytes_of_text(kind->measure)));
		if (kind->per_measure != NULL && kind->denominator != keybook_cases_by)
			assert_non_null(effortlist_find(bytes_of_text(kind->per_measure)));
	}
	assert_in_range(count, 15, KEYFIGURES_MAX);
	assert_null(keyfigure_find("cases"));
}

/* ---- against a recount that keeps its own books */

static struct {
	uint64_t cases[12]; /* by month */
	bool reported[12];
	uint64_t crimes, part, whole;
	bool has_crimes, has_level;
} told[UMEA_UNITS];

static void draw_year(uint64_t *seed)
{
	memset(told, 0, sizeof(told));
	for (size_t unit = 0; unit < UMEA_UNITS; unit++) {
		for (uint8_t month = 0; month < 12; month++) {
			if (casebook_draw(seed, 4) == 0)
				continue;
			told[unit].reported[month] = true;
			told[unit].cases[month] = (uint64_t)casebook_draw(seed, 50);
			report(unit, (struct period){2018, (uint8_t)(month + 1), 1},
				told[unit].cases[month]);
		}
		told[unit].has_crimes = casebook_draw(seed, 3) > 0;
		told[unit].crimes = (uint64_t)casebook_draw(seed, 5000);
		if (told[unit].has_crimes)
			state_crimes(unit, "reported crimes", "BRÅ", told[unit].crimes);
		told[unit].has_level = casebook_draw(seed, 3) > 0;
		told[unit].whole = (uint64_t)casebook_draw(seed, 90);
		told[unit].part = told[unit].whole == 0
					  ? 0
					  : (uint64_t)casebook_draw(seed, (int)told[unit].whole);
		if (told[unit].has_level)
			say_effort(umea_kommuner[unit].code, "", "meeting_offered", year_2018,
				100 * told[unit].part, 100 * told[unit].whole);
	}
}

/* The cases of a unit; false when no month is reported. */
static bool told_cases(size_t unit, uint64_t *ret_cases, bool *ret_all)
{
	uint64_t cases = 0;
	unsigned months = 0;
	for (size_t month = 0; month < 12; month++) {
		cases += told[unit].cases[month];
		months += told[unit].reported[month];
	}
	*ret_cases = cases;
	*ret_all = months == 12;
	return months > 0;
}

/* round half up of n / d, with 10^decimals in n already. */
static int64_t rounded(uint64_t n, uint64_t d)
{
	return (int64_t)((2 * n + d) / (2 * d));
}

static void compare_unit(const struct keyfigures *figures, size_t unit)
{
	uint64_t cases;
	bool all;
	bool any = told_cases(unit, &cases, &all);
	const struct keyfigure *figure = figure_of(figures, unit, "cases_per_1000");
	assert_int_equal(figure->value.state == CELL_COUNT, any);
	if (any)
		assert_int_equal(
			figure->value.rounded, rounded(cases * 100000, populations_2017[unit]));
	figure = figure_of(figures, unit, "cases_of_crimes");
	bool known = any && told[unit].has_crimes && told[unit].crimes > 0;
	assert_int_equal(figure->value.state == CELL_COUNT, known);
	if (known)
		assert_int_equal(figure->value.rounded, rounded(cases * 1000, told[unit].crimes));
	figure = figure_of(figures, unit, "meeting_offered");
	known = told[unit].has_level && told[unit].whole > 0;
	assert_int_equal(figure->value.state == CELL_COUNT, known);
	if (known)
		assert_int_equal(
			figure->value.rounded, rounded(told[unit].part * 1000, told[unit].whole));
}

/* All sums over fractions, in the plainest way: one denominator for all. */
static void compare_means(const struct keyfigures *figures)
{
	struct rational *sum = rational_new(), *part = rational_new(), *weight = rational_new();
	uint64_t cases_in = 0, crimes_in = 0, people = 0, units = 0;
	for (size_t unit = 0; unit < UMEA_UNITS; unit++) {
		uint64_t cases;
		bool all;
		if (!told_cases(unit, &cases, &all) || !told[unit].has_crimes ||
			told[unit].crimes == 0)
			continue;
		rational_set(
			part, (int64_t)(100 * cases * populations_2017[unit]), told[unit].crimes);
		rational_add(weight, weight, part);
		rational_set(part, (int64_t)(100 * cases), told[unit].crimes);
		rational_add(sum, sum, part);
		cases_in += cases;
		crimes_in += told[unit].crimes;
		people += populations_2017[unit];
		units++;
	}
	const struct keymeans *means = means_of(figures, "cases_of_crimes");
	char text_of[RATIONAL_TEXT_SIZE];
	assert_int_equal(means->units_in, units);
	if (units > 0) {
		assert_int_equal(
			means->together.value.rounded, rounded(1000 * cases_in, crimes_in));
		rational_set(part, 1, units);
		rational_mul(sum, sum, part);
		assert_int_equal(rational_text(sum, text_of, sizeof(text_of)), ERR_OK);
		assert_string_equal(means->over_units.exact, text_of);
		rational_set(part, 1, people);
		rational_mul(weight, weight, part);
		assert_int_equal(rational_text(weight, text_of, sizeof(text_of)), ERR_OK);
		assert_string_equal(means->over_inhabitants.exact, text_of);
		assert_int_equal(means->inhabitants_in, people);
	}
	rational_free(sum);
	rational_free(part);
	rational_free(weight);
}

static void keyfigures_agree_with_a_dumb_recount(void **state)
{
	uint64_t seed = 971;
	for (unsigned round = 0; round < 12; round++) {
		draw_year(&seed);
		const struct keyfigures *figures = compute((struct keyfigures_query){0});
		for (size_t unit = 0; unit < UMEA_UNITS; unit++)
			compare_unit(figures, unit);
		compare_means(figures);
		/* What is for each inhabitant has one mean over them. */
		const struct keymeans *means = means_of(figures, "cases_per_1000");
		if (means->units_in > 0)
			assert_string_equal(
				means->together.value.exact, means->over_inhabitants.exact);
		(void)tear_down(state);
		(void)set_up(state);
	}
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keyfigures_cases_are_for_each_1000_inhabitants),
		TEST(keyfigures_kronor_are_held_against_the_norm),
		TEST(keyfigures_without_an_agreement_do_not_apply),
		TEST(keyfigures_amount_that_is_not_known_is_not_zero),
		TEST(keyfigures_population_that_is_not_known_is_said),
		TEST(keyfigures_cases_are_a_share_of_the_reported_crimes),
		TEST(keyfigures_crimes_that_sources_state_differently_are_not_known),
		TEST(keyfigures_service_levels_are_shares_of_cases),
		TEST(keyfigures_contacts_and_measures_are_for_each_case),
		TEST(keyfigures_hours_are_held_against_the_agreed_number),
		TEST(keyfigures_assignments_are_held_against_the_agreed_number),
		TEST(keyfigures_women_are_a_share_of_the_known_sexes),
		TEST(keyfigures_are_of_who_is_asked_for),
		TEST(keyfigures_district_is_not_counted_beside_its_kommun),
		TEST(keyfigures_of_a_quarter_are_what_is_of_a_quarter),
		TEST(keyfigures_names_are_found),
		TEST(keyfigures_agree_with_a_dumb_recount),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
