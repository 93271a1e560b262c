#include "agreement_help.h"

#define TERMS "terms:\n  - {id: a, clause: x, fixed: {kronor: 1}}\n"

#define AGREEABLE                                                                                  \
	"assignments, volunteer_hours, support_persons_women, support_persons_men, calls, "        \
	"contacts, measures, court_days, evening_hours_open"

static void coursedoc_renewal_is_read(void **state)
{
	(void)state;
	const Jour__V1__Renewal *renewal =
		read_agreement(AGREEMENT_HEAD TERMS "renewal: {may_be_extended: yes}\n")->renewal;
	assert_true(renewal->may_be_extended);
	assert_int_equal(renewal->automatic_years, 0);
	renewal = read_agreement(AGREEMENT_HEAD TERMS
		"renewal: {automatic_years: 2, cancel_by: 09-30, until: 2025-03-31}\n")
			  ->renewal;
	assert_false(renewal->may_be_extended);
	assert_int_equal(renewal->automatic_years, 2);
	assert_int_equal(renewal->cancel_by->month, 9);
	assert_int_equal(renewal->cancel_by->day, 30);
	assert_int_equal(renewal->until, 20250331);
}

static void coursedoc_memberships_are_read_in_order(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = read_agreement(
		AGREEMENT_HEAD TERMS "memberships:\n  - {unit: 2409, from: 2019-01-01}\n"
				     "  - {unit: 2401, from: 2018-07-01, to: 2019-12-31}\n");
	assert_int_equal(agreement->n_memberships, 2);
	assert_string_equal(agreement->memberships[0]->unit, "2401");
	assert_int_equal(agreement->memberships[0]->from, 20180701);
	assert_int_equal(agreement->memberships[0]->to, 20191231);
	assert_string_equal(agreement->memberships[1]->unit, "2409");
	assert_int_equal(agreement->memberships[1]->to, 0);
	/* Renewal moves the end of what a membership may last. */
	read_agreement(AGREEMENT_HEAD TERMS "renewal: {automatic_years: 1, cancel_by: 09-30}\n"
					    "memberships: [{unit: 2409, from: 2030-01-01}]\n");
}

static void coursedoc_every_kind_of_duty_is_read(void **state)
{
	(void)state;
	static const char *const kinds[] = {
		"invoice", "payment", "meeting", "report", "index", "population", "other"};
	for (int i = 0; i < 7; i++) {
		char text[1000];
		snprintf(text, sizeof(text),
			AGREEMENT_HEAD TERMS
			"duties: [{id: d, clause: '5', kind: %s, what: Möte, times_a_year: 2}]\n",
			kinds[i]);
		const Jour__V1__Duty *duty = read_agreement(text)->duties[0];
		assert_int_equal(duty->kind, 1 + i);
		assert_string_equal(duty->what, "Möte");
		assert_int_equal(duty->times_a_year, 2);
	}
}

static void coursedoc_every_time_of_a_duty_is_read(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = read_agreement(AGREEMENT_HEAD TERMS
		"duties:\n  - {id: a, clause: x, kind: payment, what: y, yearly: [01-31, "
		"'07-31']}\n"
		"  - {id: b, clause: x, kind: report, what: y, on: 2020-03-31}\n"
		"  - {id: c, clause: x, kind: invoice, what: y, yearly: 02-28}\n");
	assert_int_equal(agreement->n_duties, 3);
	assert_int_equal(agreement->duties[0]->n_yearly, 2);
	assert_int_equal(agreement->duties[0]->yearly[0]->month, 1);
	assert_int_equal(agreement->duties[0]->yearly[1]->day, 31);
	assert_int_equal(agreement->duties[1]->on, 20200331);
	assert_int_equal(agreement->duties[2]->n_yearly, 1);
	assert_warned(AGREEMENT_HEAD TERMS
		"duties: [{id: b, clause: x, kind: report, what: y, on: 2018-03-31}]\n",
		"a.yaml, line 11, column 52: warning: 2018-03-31 is before the agreement's first "
		"day");
}

static void coursedoc_repayment_is_read_with_its_defaults(void **state)
{
	(void)state;
	const Jour__V1__RepaymentRules *rules =
		read_agreement(AGREEMENT_HEAD TERMS "repayment: {clause: '5'}\n")->repayment;
	assert_string_equal(rules->clause, "5");
	assert_int_equal(rules->early_exit, JOUR__V1__EXIT_RULE__EXIT_RULE_DAYS);
	assert_int_equal(rules->not_used, JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_EARMARK);
	assert_int_equal(rules->shared_back, JOUR__V1__BACK_RULE__BACK_RULE_BY_PAID);
	assert_int_equal(rules->rounding->unit_ore, 100);
	rules = read_agreement(AGREEMENT_HEAD
		"terms:\n  - {id: a, clause: x, shared_cost: {line: lokal, key: equal}}\n"
		"repayment: {clause: '5', early_exit: unspent, not_used: by_line,\n"
		"  shared_back: equally, rounding: {to: öre, rule: down}}\n")
			->repayment;
	assert_int_equal(rules->early_exit, JOUR__V1__EXIT_RULE__EXIT_RULE_UNSPENT);
	assert_int_equal(rules->not_used, JOUR__V1__UNUSED_RULE__UNUSED_RULE_BY_LINE);
	assert_int_equal(rules->shared_back, JOUR__V1__BACK_RULE__BACK_RULE_EQUALLY);
	assert_int_equal(rules->rounding->unit_ore, 1);
	assert_null(read_agreement(AGREEMENT_HEAD TERMS)->repayment);
}

static void coursedoc_follow_up_is_read_as_words_or_maps(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = read_agreement(
		AGREEMENT_HEAD TERMS "follow_up:\n  - economy\n  - Första kontakt inom 3 dagar\n"
				     "  - {what: age, list: age-vasterort, clause: '3'}\n");
	assert_int_equal(agreement->n_follow_up, 3);
	assert_string_equal(agreement->follow_up[0]->what, "economy");
	assert_string_equal(agreement->follow_up[1]->what, "first_contact_3_days");
	assert_string_equal(agreement->follow_up[2]->what, "age");
	assert_string_equal(agreement->follow_up[2]->list, "age-vasterort");
	assert_string_equal(agreement->follow_up[2]->clause, "3");
}

static void refuses(const char *line, const char *expected)
{
	char text[2000];
	char complaint[500];
	snprintf(text, sizeof(text), AGREEMENT_HEAD TERMS "%s\n", line);
	snprintf(complaint, sizeof(complaint), "a.yaml, line 11, column %s", expected);
	assert_refused("a.yaml", text, complaint);
}

static void coursedoc_each_fault_of_renewal_is_named(void **state)
{
	(void)state;
	refuses("renewal: {}",
		"1: expected one of may_be_extended: yes, by a new decision, and automatic_years");
	refuses("renewal: {may_be_extended: yes, automatic_years: 1, cancel_by: 09-30}",
		"1: expected one of may_be_extended: yes, by a new decision, and automatic_years");
	refuses("renewal: {automatic_years: 1}", "1: the key \"cancel_by\" is missing");
	refuses("renewal: {may_be_extended: yes, until: 2025-03-31}",
		"1: cancel_by and until belong to automatic_years");
	refuses("renewal: {automatic_years: 1, cancel_by: 09-30, until: 2021-03-31}",
		"49: 2021-03-31 is not after the last day of the first term: nothing would be "
		"renewed");
	refuses("renewal: {automatic_years: 1, cancel_by: 02-29}",
		"31: read \"02-29\", expected a month and a day in quotation marks, such as "
		"\"12-31\"");
	assert_refused("a.yaml",
		"dnr: a\ntitle: b\nfrom: 2018-01-01\nto: until further notice\n"
		"parties: [{name: Jouren, org_nr: 894001-4213, role: jour}]\nunits: [2409]\n" TERMS
		"renewal: {may_be_extended: yes}\n",
		"a.yaml, line 9, column 1: an agreement without a last day is not renewed");
}

static void coursedoc_each_fault_of_repayment_is_named(void **state)
{
	(void)state;
	refuses("repayment: {early_exit: days}", "1: the key \"clause\" is missing");
	refuses("repayment: {clause: '5', early_exit: weeks}",
		"26: read \"weeks\", expected one of: days, months, unspent, none");
	refuses("repayment: {clause: '5', early_exit: unspent}",
		"26: what is unspent is known only where the units pay a budget or a shared cost "
		"that is recorded; the other rules are days, months and none");
}

static void coursedoc_each_fault_of_a_membership_is_named(void **state)
{
	(void)state;
	refuses("memberships: [{unit: 2409}]",
		"15: expected from, the day on which it joins, or to, its last day");
	refuses("memberships: [{unit: 2460, from: 2019-01-01}]",
		"15: 2460 is not among the agreement's units");
	refuses("memberships: [{unit: 2409, from: 2019-01-01}, {unit: 2409, to: 2020-12-31}]",
		"47: the unit 2409 is there twice");
	refuses("memberships: [{unit: 2409, from: 2018-01-01}]",
		"28: 2018-01-01 is before the agreement's first day");
	refuses("memberships: [{unit: 2409, to: 2021-12-31}]",
		"28: 2021-12-31 is after the agreement's last day");
	refuses("memberships: [{unit: 2409, from: 2021-12-31}]",
		"28: 2021-12-31 is after the agreement's last day");
	refuses("memberships: [{unit: 2409, from: 2019-01-01, to: 2018-12-31}]",
		"46: 2018-12-31 is before the first day, 2019-01-01");
}

static void coursedoc_each_fault_of_a_duty_is_named(void **state)
{
	(void)state;
	refuses("duties: [{id: a, clause: x, kind: other, what: y}]",
		"10: expected exactly one of on, a day; yearly, a day of each year; and "
		"times_a_year");
	refuses("duties: [{id: a, clause: x, kind: other, what: y, on: 2019-01-01, yearly: 01-31}]",
		"10: expected exactly one of on, a day; yearly, a day of each year; and "
		"times_a_year");
	refuses("duties: [{id: a, clause: x, kind: betalning, what: y, on: 2019-01-01}]",
		"29: read \"betalning\", expected one of: invoice, payment, meeting, report, "
		"index, population, other");
	refuses("duties: [{id: a, clause: x, kind: other, what: y, on: 2019-01-01}, {id: a, "
		"clause: "
		"x, kind: other, what: y, on: 2019-01-01}]",
		"68: the id \"a\" is there twice");
	refuses("duties: [{id: a, clause: x, kind: other, what: y, yearly: []}]",
		"51: expected 1 to 12 days");
	refuses("duties: [{id: a, clause: x, kind: other, what: y, times_a_year: 13}]",
		"51: read \"13\", expected a whole number that is not negative and not so large");
}

static void coursedoc_agreed_number_is_read(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = read_agreement(AGREEMENT_HEAD TERMS
		"follow_up:\n  - {what: assignments, agreed: 1 040, clause: '3'}\n"
		"  - {what: volunteer_hours, agreed: '200,5'}\n  - calls\n");
	assert_int_equal(agreement->follow_up[0]->agreed_hundredths, 104000);
	assert_int_equal(agreement->follow_up[1]->agreed_hundredths, 20050);
	assert_int_equal(agreement->follow_up[2]->agreed_hundredths, 0);
	refuses("follow_up: [{what: assignments, agreed: 40.5}]",
		"33: read \"40.5\", expected a whole number");
	refuses("follow_up: [{what: assignments, agreed: 0}]",
		"33: read \"0\", expected a number that is not so large or small");
	refuses("follow_up: [{what: assignments, agreed: 1 000 000 001}]",
		"33: read \"1 000 000 001\", expected a number that is not so large or small");
	refuses("follow_up: [{what: coffee, agreed: 40}]",
		"28: a number can be agreed of these measures of effort, not of "
		"\"coffee\": " AGREEABLE);
	refuses("follow_up: [{what: three_attempts, agreed: 40}]",
		"36: a number can be agreed of these measures of effort, not of "
		"\"three_attempts\": " AGREEABLE);
	assert_refused("a.yaml",
		AGREEMENT_HEAD "terms: [{id: a, clause: x, hours: {hours: 1, value: 1}}]\n"
			       "follow_up: [{what: volunteer_hours, agreed: 40}]\n",
		"a.yaml, line 10, column 1: hours are agreed in a term: agreed there or here, "
		"not both");
}

static void coursedoc_follow_up_that_cannot_be_is_refused(void **state)
{
	(void)state;
	refuses("follow_up: [economy, economy]", "22: \"economy\" is there twice");
	refuses("follow_up: [{what: hours, list: age}]",
		"13: \"hours\" is not counted by a code list");
	refuses("follow_up: [{list: age}]", "13: the key \"what\" is missing");
	refuses("follow_up: economy",
		"1: expected a list below this line, each item begins with \"- \"");
}

#define WITH_KOMMUN(test) cmocka_unit_test_setup(test, start_kommun)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KOMMUN(coursedoc_renewal_is_read),
		WITH_KOMMUN(coursedoc_memberships_are_read_in_order),
		WITH_KOMMUN(coursedoc_every_kind_of_duty_is_read),
		WITH_KOMMUN(coursedoc_every_time_of_a_duty_is_read),
		WITH_KOMMUN(coursedoc_each_fault_of_renewal_is_named),
		WITH_KOMMUN(coursedoc_repayment_is_read_with_its_defaults),
		WITH_KOMMUN(coursedoc_each_fault_of_repayment_is_named),
		WITH_KOMMUN(coursedoc_each_fault_of_a_membership_is_named),
		WITH_KOMMUN(coursedoc_each_fault_of_a_duty_is_named),
		WITH_KOMMUN(coursedoc_follow_up_is_read_as_words_or_maps),
		WITH_KOMMUN(coursedoc_agreed_number_is_read),
		WITH_KOMMUN(coursedoc_follow_up_that_cannot_be_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
