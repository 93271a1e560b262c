#include "intake_help.h"

static struct record record;

#define HEAD                                                                                       \
	"dnr: SON 2019-536\n"                                                                      \
	"title: IOP\n"                                                                             \
	"from: 2018-04-01\n"                                                                       \
	"to: 2019-03-31\n"
#define PARTIES                                                                                    \
	"parties:\n"                                                                               \
	"  - {name: Jouren, org_nr: 894001-4213, role: jour}\n"                                    \
	"  - {name: Robertsfors kommun, org_nr: 212000-2551, role: payer, unit: 2409}\n"
#define UNITS "units: [2409, 2401]\n"
#define TERMS                                                                                      \
	"terms:\n"                                                                                 \
	"  - {id: a, clause: 'para 1', fixed: {kronor: 472 200}}\n"

static const Jour__V1__Agreement *read_whole(const char *text)
{
	assert_reads("a.yaml", text, 1);
	const void *found = record_number(0, &record);
	assert_int_equal(record.kind, 48);
	return found;
}

static void file_agreement_smallest_is_read(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = read_whole(HEAD PARTIES UNITS TERMS);
	assert_string_equal(agreement->dnr, "SON 2019-536");
	assert_int_equal(agreement->version, 1);
	assert_int_equal(agreement->from, 20180401);
	assert_int_equal(agreement->to, 20190331);
	assert_int_equal(agreement->n_parties, 2);
	assert_int_equal(agreement->parties[0]->role, JOUR__V1__ROLE__ROLE_JOUR);
	assert_string_equal(agreement->parties[0]->unit, "");
	assert_string_equal(agreement->parties[1]->unit, "2409");
	assert_int_equal(agreement->n_units, 2);
	assert_string_equal(agreement->units[0], "2401");
	assert_string_equal(agreement->units[1], "2409");
	assert_int_equal(agreement->n_terms, 1);
	assert_int_equal(agreement->terms[0]->fixed_amount->amount_ore, 47220000);
	assert_int_equal(agreement->n_reports, 0);
	assert_int_equal(intake.origins[0].row, 1);
}

static void file_agreement_every_key_is_read(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = read_whole(HEAD PARTIES UNITS TERMS
		"version: 3\nnotice_months: 9\nfollows: SON 2017-1\nyear_start: '04-01'\n"
		"reports: [{every: half_year, due_days: 30}, {every: month, due_days: 0}]\n");
	assert_int_equal(agreement->version, 3);
	assert_int_equal(agreement->notice_months, 9);
	assert_string_equal(agreement->follows, "SON 2017-1");
	assert_int_equal(agreement->year_start->month, 4);
	assert_int_equal(agreement->n_reports, 2);
	assert_int_equal(agreement->reports[0]->months, 6);
	assert_int_equal(agreement->reports[0]->due_days, 30);
	assert_int_equal(agreement->reports[1]->months, 1);
}

static void file_agreement_version_has_a_limit(void **state)
{
	(void)state;
	assert_int_equal(
		read_whole(HEAD PARTIES UNITS TERMS "version: 1000000\n")->version, 1000000);
	assert_refused("a.yaml", "version: 1000001\n" HEAD PARTIES UNITS TERMS,
		"a.yaml, line 1, column 1: read \"1000001\", expected a whole number that is not "
		"negative and not so large");
}

static void file_agreement_without_end_says_so(void **state)
{
	(void)state;
	const Jour__V1__Agreement *agreement = read_whole(
		"dnr: a\ntitle: b\nfrom: 2018-01-01\nto: until further notice\n" PARTIES UNITS
			TERMS);
	assert_int_equal(agreement->to, 0);
	agreement = read_whole(
		"dnr: a\ntitle: b\nfrom: 2018-01-01\nto: Tills vidare\n" PARTIES UNITS TERMS);
	assert_int_equal(agreement->to, 0);
}

/* As an editor of another kind would save it: the same records, or a clear error. */
static void file_agreement_line_ends_make_no_difference(void **state)
{
	(void)state;
	static const char whole[] = HEAD PARTIES UNITS TERMS;
	char text[2000] = "\xef\xbb\xbf";
	size_t size = 3;
	for (const char *at = whole; *at != '\0'; at++) {
		if (*at == '\n')
			text[size++] = '\r';
		text[size++] = *at;
	}
	assert_int_equal(read_whole(text)->terms[0]->fixed_amount->amount_ore, 47220000);
	assert_refused("a.yaml", "dnr: K\xe5\ntitle: b\n",
		"a.yaml, line 1, column 7: a character that is not UTF-8: save the file as UTF-8");
	assert_refused("a.yaml", "dnr: a\nterms:\n\t- id: a\n",
		"a.yaml, line 3, column 1: the line is indented with a tab: use spaces");
}

static void file_agreement_too_large_or_folded_is_refused(void **state)
{
	(void)state;
	static char text[YAMLDOC_FILE_SIZE_MAX + 2] = "dnr: a\n";
	memset(text + strlen(text), '#', sizeof(text) - 1 - strlen(text));
	text[sizeof(text) - 1] = '\0';
	assert_refused("a.yaml", text, "a.yaml: the file is larger than 1 MiB");
	assert_refused("a.yaml", "dnr: &a [x]\nterms: [*a, *a]\n",
		"a.yaml, line 1, column 6: a text that begins with & or * must be in quotation "
		"marks");
}

static void file_agreement_slips_get_warnings(void **state)
{
	(void)state;
	const char *text = "dnr: a\ntitle: b\nfrom: 2018-01-01\nto: 2020-12-23\n" PARTIES
			   "units: [2401]\n" TERMS;
	assert_int_equal(read_bytes("a.yaml", bytes_of_text(text)), ERR_OK);
	assert_int_equal(intake.complaints.warning_count, 2);
	assert_complaint(0, "a.yaml, line 4, column 1: warning: 2020-12-23 is not the last day of "
			    "a month: is that what the document says?");
	assert_complaint(1, "a.yaml, line 5, column 1: warning: the payer 2409 is not among the "
			    "units");
	text = "dnr: a\ntitle: b\nfrom: 2018-04-15\nto: 2019-04-14\nyear_start: '04-15'\n"
	       "parties: [{name: K, org_nr: 212000-2551, role: payer, unit: 2409}]\n" UNITS TERMS;
	assert_int_equal(read_bytes("a.yaml", bytes_of_text(text)), ERR_OK);
	assert_int_equal(intake.complaints.warning_count, 1);
	assert_complaint(0, "a.yaml, line 6, column 1: warning: no party is the jour");
}

static void file_agreement_unknown_keys_get_suggestions(void **state)
{
	(void)state;
	assert_int_equal(
		read_bytes("a.yaml",
			SAY("dnr: a\ntitel: b\nfrom: 2018-01-01\nto: 2020-12-31\n" PARTIES UNITS
			    "terms:\n  - id: a\n    clause: x\n    fixd: {kronor: 1}\n")),
		ERR_MALFORMED);
	assert_int_equal(intake.complaints.kept_count, 3);
	assert_complaint(
		0, "a.yaml, line 2, column 1: unknown key \"titel\", did you mean \"title\"?");
	assert_complaint(1, "a.yaml, line 1, column 1: the key \"title\" is missing");
	assert_complaint(
		2, "a.yaml, line 12, column 5: unknown key \"fixd\", did you mean \"fixed\"?");
}

/* One fault in a file that is right but for it. */
static void refuses(const char *from, const char *to, const char *expected)
{
	static const char *const whole =
		HEAD PARTIES UNITS "terms:\n"
				   "  - id: a\n"
				   "    clause: x\n"
				   "    rate_per_inhabitant:\n"
				   "      kronor: 3\n"
				   "      population: {date: '12-31', years_before: 2}\n"
				   "      rounding: {to: krona, rule: down}\n"
				   "  - {id: b, clause: x, shared_cost: {line: el, to: öre, key: "
				   "{fixed_shares: {2401: 40, 2409: 60}}}}\n"
				   "reports: [{every: quarter, due_days: 15}]\n";
	char text[2000];
	const char *at = strstr(whole, from);
	assert_non_null(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
	assert_refused("a.yaml", text, expected);
}

static void file_agreement_each_fault_is_named(void **state)
{
	(void)state;
	refuses("894001-4213", "894001-4214",
		"a.yaml, line 6, column 20: read \"894001-4214\", expected an organisation number "
		"such as 212000-2627, with its right last digit");
	refuses("role: jour", "role: jour, unit: 2401",
		"a.yaml, line 6, column 53: only a payer has a unit");
	refuses("role: payer", "role: betalare",
		"a.yaml, line 7, column 53: read \"betalare\", expected one of: payer, jour");
	refuses("[2409, 2401]", "[2409, 2401, 2409]",
		"a.yaml, line 8, column 21: the unit 2409 is there twice");
	refuses("[2409, 2401]", "[]",
		"a.yaml, line 8, column 1: expected a list below this line, each item begins with "
		"\"- \"");
	refuses("'12-31'", "'02-29'",
		"a.yaml, line 14, column 20: read \"02-29\", expected a month and a day in "
		"quotation marks, such as \"12-31\"");
	refuses("kronor: 3", "kronor: 3.123",
		"a.yaml, line 13, column 7: read \"3.123\", expected an amount in kronor, such as "
		"20 352 or 1 234,50");
	refuses("rule: down", "rule: up",
		"a.yaml, line 15, column 29: read \"up\", expected one of: half_up, half_even, "
		"down");
	refuses("id: b", "id: a", "a.yaml, line 16, column 5: the id \"a\" is there twice");
	refuses("reports", "follows: SON 2019-536\nreports",
		"a.yaml, line 17, column 1: an agreement does not follow itself: a new wording is "
		"a new version");
	refuses("role: payer, unit: 2409}",
		"role: payer, unit: 2409}\n  - {name: S, org_nr: 212000-2551, role: payer, unit: "
		"2409}",
		"a.yaml, line 8, column 5: the unit 2409 has two payers");
	refuses("due_days: 15", "due_days: 367",
		"a.yaml, line 17, column 28: read \"367\", expected a whole number that is not "
		"negative and not so large");
	refuses("to: 2019-03-31", "to: 2018-02-28",
		"a.yaml, line 4, column 1: 2018-02-28 is before the first day, 2018-04-01");
}

/* The office's list of units says which unit is a part of which. */
static void file_agreement_unit_in_its_kommun_is_refused(void **state)
{
	(void)state;
	static char kommun[] = "2409", district[] = "2409-B", name[] = "Bygdeå";
	Jour__V1__Unit units[2];
	Jour__V1__Unit *list[] = {&units[0], &units[1]};
	Jour__V1__Reference reference;
	jour__v1__reference__init(&reference);
	for (size_t i = 0; i < 2; i++) {
		jour__v1__unit__init(&units[i]);
		units[i].code = i == 0 ? kommun : district;
		units[i].name = name;
	}
	units[1].parent = kommun;
	reference.n_units = 2;
	reference.units = list;
	context.reference = &reference;
	assert_refused("a.yaml", HEAD PARTIES "units: [2409, 2409-B]\n" TERMS,
		"a.yaml, line 8, column 1: 2409-B is a part of 2409, which is there, too");
}

static void file_agreement_too_long_a_list_is_refused(void **state)
{
	(void)state;
	char text[2000] = HEAD PARTIES TERMS "units: [";
	for (int i = 0; i < 64; i++)
		snprintf(text + strlen(text), 10, "%d,", 1000 + i);
	size_t length = strlen(text);
	strcat(text, "]\n");
	assert_int_equal(read_bytes("a.yaml", bytes_of_text(text)), ERR_OK);
	assert_int_equal(intake.record_count, 1);
	strcpy(text + length, "1064]\n");
	assert_int_equal(read_bytes("a.yaml", bytes_of_text(text)), ERR_MALFORMED);
	assert_complaint(0, "a.yaml, line 10, column 1: more than 64 of them");
}

static void file_agreement_correction_names_what_it_replaces(void **state)
{
	(void)state;
	read_whole(HEAD PARTIES UNITS TERMS
		"replaces: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
		"reason: Fel i paragraf 3\n");
	assert_int_equal(record.message->replaces.len, 32);
	assert_string_equal(record.message->reason, "Fel i paragraf 3");
	assert_refused("a.yaml", HEAD PARTIES UNITS TERMS "reason: x\n",
		"a.yaml, line 1: a reason, but this agent has said nothing of it that counts: "
		"leave the reason out, or state the 64 digits of the record that is replaced");
}

#define WITH_KOMMUN(test) cmocka_unit_test_setup(test, start_kommun)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KOMMUN(file_agreement_smallest_is_read),
		WITH_KOMMUN(file_agreement_every_key_is_read),
		WITH_KOMMUN(file_agreement_version_has_a_limit),
		WITH_KOMMUN(file_agreement_without_end_says_so),
		WITH_KOMMUN(file_agreement_line_ends_make_no_difference),
		WITH_KOMMUN(file_agreement_too_large_or_folded_is_refused),
		WITH_KOMMUN(file_agreement_unit_in_its_kommun_is_refused),
		WITH_KOMMUN(file_agreement_slips_get_warnings),
		WITH_KOMMUN(file_agreement_unknown_keys_get_suggestions),
		WITH_KOMMUN(file_agreement_each_fault_is_named),
		WITH_KOMMUN(file_agreement_too_long_a_list_is_refused),
		WITH_KOMMUN(file_agreement_correction_names_what_it_replaces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
