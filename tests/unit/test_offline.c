#include "intake_help.h"

#include "offline.h"

#define JULY_2018 UINT64_C(1530403200000) /* 2018-07-01 00:00 UTC */

static struct offline offline;
static Jour__V1__Reference reference;
static uint8_t memory[DECODE_HEAP_MAX];

static char code_2409[] = "2409", code_2401[] = "2401", name[] = "Robertsfors";
static char dnr[] = "KS 1", line[] = "samordnare", every[] = "*";
static Jour__V1__Topic cases[] = {JOUR__V1__TOPIC__TOPIC_CASES, JOUR__V1__TOPIC__TOPIC_PAYMENTS};
static Jour__V1__Topic other[] = {JOUR__V1__TOPIC__TOPIC_POPULATION};
static Jour__V1__Unit units[2];
static Jour__V1__Grant grants[2];
static Jour__V1__AgreementName agreement;
static Jour__V1__Unit *unit_list[] = {&units[0], &units[1]};
static Jour__V1__Grant *grant_list[] = {&grants[0], &grants[1]};
static Jour__V1__AgreementName *agreement_list[] = {&agreement};
static char *agreement_units[] = {code_2409};
static char *agreement_lines[] = {line};
static char jour_nr[] = "894001-4213";
static char *agreement_payees[] = {jour_nr};

/* Two units, an agreement with one of them, and a key that may report its cases and payments. */
static int start(void **state)
{
	start_kommun(state);
	jour__v1__reference__init(&reference);
	for (size_t i = 0; i < 2; i++) {
		jour__v1__unit__init(&units[i]);
		jour__v1__grant__init(&grants[i]);
		units[i].name = name;
	}
	units[0].code = code_2401;
	units[1].code = code_2409;
	grants[0].unit = code_2409;
	grants[0].n_may_say = 2;
	grants[0].may_say = cases;
	grants[1].unit = every;
	grants[1].n_may_say = 1;
	grants[1].may_say = other;
	jour__v1__agreement_name__init(&agreement);
	agreement.dnr = dnr;
	agreement.n_units = 1;
	agreement.units = agreement_units;
	agreement.n_lines = 1;
	agreement.lines = agreement_lines;
	agreement.n_payees = 1;
	agreement.payees = agreement_payees;
	agreement.version = 7;
	reference.n_units = 2;
	reference.units = unit_list;
	reference.n_grants = 2;
	reference.grants = grant_list;
	reference.n_agreements = 1;
	reference.agreements = agreement_list;
	offline_start(&offline, &reference, false);
	return 0;
}

/* How many records of the file will not count; complaints[0] is the first thing said. */
static size_t check(const char *file_name, const char *text)
{
	struct arena arena = arena_of(memory, sizeof(memory));
	enum err err = read_bytes(file_name, bytes_of_text(text));
	if (err != ERR_OK)
		assert_complaint(0, "");
	size_t bad = offline_check(&intake, written(&body), &offline, JULY_2018, &arena);
	assert_int_equal(arena.used, 0);
	return bad;
}

static void offline_what_is_granted_will_count(void **state)
{
	(void)state;
	assert_int_equal(check("c.csv", "Period;Antal\n2018-K1;1\n2018-K2;1\n"), 0);
	assert_int_equal(
		check("p.csv", "Avtal;År;Datum;Referens;Belopp\nKS 1;2018;2018-01-31;a;1\n"), 0);
	assert_int_equal(
		check("f.csv", "code;date;population;source\n2401;2016-12-31;7132;SCB\n"), 0);
	assert_int_equal(intake.complaints.kept_count, 0);
}

static void offline_what_is_not_granted_is_shown_at_its_unit(void **state)
{
	(void)state;
	assert_int_equal(
		check("c.csv", "Antal;Kommun;Period\n1;2409;2018-K1\n1;2401;2018-K1\n"), 1);
	assert_complaint(0,
		"c.csv, row 3, column \"Kommun\": not counted: this kommun is not among "
		"those your key may report for; the office can grant it (topic cases)");
	assert_int_equal(intake.complaints.error_count, 1);
	assert_int_equal(
		check("p.csv", "Avtal;Kommun;År;Datum;Referens;Belopp\nKS 1;2401;2018;2018-"
			       "01-31;a;1\n"),
		1);
	assert_complaint(0,
		"p.csv, row 2, column \"Kommun\": not counted: this kommun is not among "
		"those your key may report for; the office can grant it (topic "
		"payments)");
	assert_int_equal(check("u.csv", "Kod;Namn\n2480;Umeå\n"), 1);
	assert_complaint(0, "u.csv, row 2: not counted: only the office may say this");
	context.source = JOUR__V1__SOURCE__SOURCE_JOUR;
	assert_int_equal(check("c.csv", "Period;Antal\n2018-K1;1\n"), 1);
	assert_complaint(0, "c.csv, row 2: not counted: only somebody who speaks for the jour may "
			    "say this; the office can grant it (topic jour)");
}

static void offline_what_is_closed_counts_with_a_warning(void **state)
{
	(void)state;
	static Jour__V1__Period period;
	static Jour__V1__PeriodClose close;
	static Jour__V1__Standing standing, *closings[] = {&standing};
	period = period_to_message((struct period){2018, 1, 3});
	jour__v1__period_close__init(&close);
	jour__v1__standing__init(&standing);
	close.scope = every;
	close.period = &period;
	standing.body_case = JOUR__V1__STANDING__BODY_PERIOD_CLOSE;
	standing.period_close = &close;
	reference.n_closings = 1;
	reference.closings = closings;
	assert_int_equal(check("c.csv", "Period;Antal\n2018-02;1\n2018-04;1\n"), 0);
	assert_int_equal(intake.complaints.kept_count, 1);
	assert_int_equal(intake.complaints.error_count, 0);
	assert_complaint(0,
		"c.csv, row 2, column \"Period\": warning: counted, but late: the period "
		"is closed, and its closed figures stay as they were");
	close.reopened = true;
	assert_int_equal(check("c.csv", "Period;Antal\n2018-02;1\n"), 0);
	assert_int_equal(intake.complaints.kept_count, 0);
}

static void offline_office_needs_no_grant(void **state)
{
	(void)state;
	offline_start(&offline, &reference, true);
	assert_int_equal(check("u.csv", "Kod;Namn\n2480;Umeå\n"), 0);
	/* An office that was granted, not born. */
	static Jour__V1__Topic office[] = {JOUR__V1__TOPIC__TOPIC_OFFICE};
	offline_start(&offline, &reference, false);
	grants[1].may_say = office;
	assert_int_equal(check("u.csv", "Kod;Namn\n2480;Umeå\n"), 0);
	assert_int_equal(
		check("k.csv", "Avtal;Rad;Referens;År;Belopp\nKS 1;samordnare;a;2018;1\n"), 0);
}

static void offline_what_is_not_known_is_shown_at_its_column(void **state)
{
	(void)state;
	offline_start(&offline, &reference, true);
	assert_int_equal(check("c.csv", "Kommun;Period;Antal\n2480;2018-K1;1\n"), 1);
	assert_complaint(0,
		"c.csv, row 2, column \"Kommun\": not counted: the office does not know "
		"this kommun or unit; check the code");
	assert_int_equal(
		check("p.csv", "Avtal;År;Datum;Referens;Belopp\nKS 2;2018;2018-01-31;a;1\n"), 1);
	assert_complaint(0, "p.csv, row 2, column \"Avtal\": not counted: the office has no "
			    "agreement with this diary number (dnr); check how it is written");
	assert_int_equal(
		check("p.csv", "Avtal;Kommun;År;Datum;Referens;Belopp\nKS 1;2401;2018;2018-"
			       "01-31;a;1\n"),
		1);
	assert_complaint(0, "p.csv, row 2, column \"Kommun\": not counted: this kommun is not a "
			    "partner in the agreement");
	assert_int_equal(check("k.csv", "Avtal;Rad;Referens;År;Belopp\nKS 1;hyra;a;2018;1\n"), 1);
	assert_complaint(0, "k.csv, row 2, column \"Rad\": not counted: the line of cost must be "
			    "one of the agreement's shared costs or budget lines");
}

static void offline_agreement_is_shown_at_its_key(void **state)
{
	(void)state;
	static const char *const form =
		"dnr: %s\nversion: %s\ntitle: b\nfrom: 2018-01-01\nto: 2018-12-31\n"
		"parties:\n  - {name: Jouren, org_nr: 894001-4213, role: jour}\nunits: [%s]\n"
		"terms:\n  - {id: a, clause: x, fixed: {kronor: 1}}\n";
	char text[1000];
	offline_start(&offline, &reference, true);
	snprintf(text, sizeof(text), form, "KS 1", "8", "2401, 2409");
	assert_int_equal(check("a.yaml", text), 0);
	snprintf(text, sizeof(text), form, "KS 1", "9", "2401");
	assert_int_equal(check("a.yaml", text), 1);
	snprintf(text, sizeof(text), form, "KS 2", "1", "2401, 2409, 2480");
	assert_int_equal(check("a.yaml", text), 1);
	assert_complaint(0, "a.yaml, line 8, column 1: not counted: the office does not know the "
			    "unit that stands as number 3 when they are in order; it must be told "
			    "of its units first");
	snprintf(text, sizeof(text), form, "KS 2", "2", "2401");
	assert_int_equal(check("a.yaml", text), 1);
	assert_complaint(0, "a.yaml, line 2, column 1: not counted: the version must be 1, or the "
			    "newest version or the one after it");
}

static void offline_agreement_follows_one_that_is_there(void **state)
{
	(void)state;
	static const char *const form =
		"dnr: KS 3\ntitle: b\nfrom: 2019-01-01\nto: 2019-12-31\nfollows: %s\n"
		"parties:\n  - {name: Jouren, org_nr: 894001-4213, role: jour}\nunits: [2409]\n"
		"terms:\n  - {id: a, clause: x, fixed: {kronor: 1}}\n";
	char text[1000];
	offline_start(&offline, &reference, true);
	snprintf(text, sizeof(text), form, "KS 1");
	assert_int_equal(check("a.yaml", text), 0);
	snprintf(text, sizeof(text), form, "KS 2");
	assert_int_equal(check("a.yaml", text), 1);
	assert_complaint(0, "a.yaml, line 5, column 1: not counted: the office has no agreement "
			    "with this diary number (dnr); check how it is written");
}

static void offline_payee_is_one_of_the_agreement(void **state)
{
	(void)state;
	static const char *const form = "Avtal;År;Datum;Referens;Belopp;Mottagare\n"
					"KS 1;2018;2018-01-31;a;1;%s\n";
	char text[200];
	snprintf(text, sizeof(text), form, "894001-4213");
	assert_int_equal(check("p.csv", text), 0);
	snprintf(text, sizeof(text), form, "802015-4822");
	assert_int_equal(check("p.csv", text), 1);
	assert_complaint(0, "p.csv, row 2, column \"Mottagare\": not counted: the payee must be "
			    "the organisation number of one of the agreement's jourer");
}

static void offline_jour_alone_invoices_and_repays(void **state)
{
	(void)state;
	static const char *const invoice =
		"Avtal;Kommun;År;Fakturanr;Fakturadatum;Förfallodatum;Belopp\n"
		"KS 1;2409;2018;1;2018-01-15;2018-02-14;1\n";
	static const char *const repayment =
		"Avtal;Kommun;År;Datum;Referens;Återbetalt belopp\nKS 1;2401;2018;2018-12-31;1;1\n";
	assert_int_equal(check("i.csv", invoice), 1);
	assert_complaint(0, "i.csv, row 2: not counted: only somebody who speaks for the jour may "
			    "say this; the office can grant it (topic jour)");
	offline_start(&offline, &reference, true);
	assert_int_equal(check("i.csv", invoice), 0);
	assert_int_equal(check("r.csv", repayment), 1);
	assert_complaint(0, "r.csv, row 2, column \"Kommun\": not counted: this kommun is not a "
			    "partner in the agreement");
}

static void offline_period_that_goes_on_is_a_warning(void **state)
{
	(void)state;
	assert_int_equal(check("c.csv", "Period;Antal\n2018-K2;1\n2018-K3;1\n2018-K4;1\n"), 1);
	assert_int_equal(intake.complaints.error_count, 0);
	assert_complaint(0, "c.csv, row 3, column \"Period\": warning: counted so far: the period "
			    "has not ended; correct it when it has");
	assert_complaint(1, "c.csv, row 4, column \"Period\": warning: not counted: the period "
			    "has not begun yet; send it when it has");
}

static void offline_district_sees_its_kommun_in_the_same_file(void **state)
{
	(void)state;
	offline_start(&offline, &reference, true);
	static const char *const first = "Kod;Namn;Typ;Tillhör\n0180;Stockholm;kommun;\n"
					 "0180-hv;Hässelby;stadsdel;0180\n";
	assert_int_equal(check("u.csv", first), 0);
	offline_start(&offline, &reference, true);
	static const char *const later = "Kod;Namn;Typ;Tillhör\n0180-hv;Hässelby;stadsdel;0180\n"
					 "0180;Stockholm;kommun;\n";
	assert_int_equal(check("u.csv", later), 1);
	assert_complaint(0, "u.csv, row 2, column \"Tillhör\": not counted: the office does not "
			    "know this kommun or unit; check the code");
}

static void offline_report_before_the_unit_began_is_shown_at_its_period(void **state)
{
	(void)state;
	units[1].from = 20180201;
	units[1].to = 20180331;
	assert_int_equal(check("c.csv", "Period;Antal\n2018-01;1\n2018-02;1\n2018-04;1\n"), 2);
	assert_complaint(0, "c.csv, row 2, column \"Period\": not counted: this kommun or unit did "
			    "not exist then; the nearest day on which it did is 2018-02-01");
	assert_complaint(1, "c.csv, row 4, column \"Period\": not counted: this kommun or unit did "
			    "not exist then; the nearest day on which it did is 2018-03-31");
	units[1].from = units[1].to = 0;
	offline_start(&offline, &reference, true);
	static const char *const follows = "Kod;Namn;Från;Efter\n2480;Umeå;2018-01-01;\n"
					   "2499;Nya;2018-02-01;2480\n2498;Ny;2018-01-01;2480\n";
	assert_int_equal(check("u.csv", follows), 1);
	assert_complaint(0, "u.csv, row 4, column \"Efter\": not counted: a unit that is followed "
			    "was not there before the first day of the one that follows it, but "
			    "first on 2018-01-01");
}

static void offline_says_once_that_tables_are_left_out(void **state)
{
	(void)state;
	static const char file[] = "Period;Antal\n2018-K1;2\n2018-K2;3\n";
	assert_int_equal(check("c.csv", file), 0);
	assert_int_equal(intake.complaints.warning_count, 0);
	reference.tables_left_out = true;
	assert_int_equal(check("c.csv", file), 0);
	assert_int_equal(intake.complaints.warning_count, 1);
	assert_complaint(0, "c.csv: warning: the office has more tables than this agent is told "
			    "of: what these are compared with, such as last year's, it may only "
			    "say when they come");
}

static void offline_without_reference_says_so(void **state)
{
	(void)state;
	struct arena arena = arena_of(memory, sizeof(memory));
	assert_reads("c.csv", "Kommun;Period;Antal\n9999;2018-K1;1\n", 1);
	assert_int_equal(offline_check(&intake, written(&body), NULL, JULY_2018, &arena), 0);
	assert_int_equal(intake.complaints.error_count, 0);
	assert_complaint(0, "c.csv: warning: only the form was checked: units, agreements and "
			    "grants are known once the office has answered");
}

/* What it cannot know it does not refuse: admin records name keys. */
static void offline_keys_are_the_offices_to_know(void **state)
{
	(void)state;
	struct world world = offline_world(&offline, 0);
	assert_true(world.knows_key(world.context, BYTES_NONE));
	assert_false(world.is_genesis_key(world.context, BYTES_NONE));
	assert_true(world.speaks_for(world.context, BYTES_NONE));
	assert_true(world.is_in_force(world.context, BYTES_NONE));
}

static void offline_record_without_room_is_not_lost(void **state)
{
	(void)state;
	struct arena arena = arena_of(memory, 16);
	assert_reads("c.csv", "Period;Antal\n2018-K1;1\n", 1);
	assert_int_equal(offline_check(&intake, written(&body), &offline, JULY_2018, &arena), 1);
	assert_complaint(0, "c.csv, row 2: not counted: the office cannot read the record; one of "
			    "the two programs is older than the other, or faulty");
}

#define FRESH(test) cmocka_unit_test_setup(test, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(offline_what_is_granted_will_count),
		FRESH(offline_what_is_not_granted_is_shown_at_its_unit),
		FRESH(offline_what_is_closed_counts_with_a_warning),
		FRESH(offline_office_needs_no_grant),
		FRESH(offline_what_is_not_known_is_shown_at_its_column),
		FRESH(offline_agreement_is_shown_at_its_key),
		FRESH(offline_agreement_follows_one_that_is_there),
		FRESH(offline_payee_is_one_of_the_agreement),
		FRESH(offline_jour_alone_invoices_and_repays),
		FRESH(offline_period_that_goes_on_is_a_warning),
		FRESH(offline_district_sees_its_kommun_in_the_same_file),
		FRESH(offline_report_before_the_unit_began_is_shown_at_its_period),
		FRESH(offline_says_once_that_tables_are_left_out),
		FRESH(offline_without_reference_says_so),
		FRESH(offline_keys_are_the_offices_to_know),
		FRESH(offline_record_without_room_is_not_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
