#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "furnished.h"

static Jour__V1__Record record;

#define assert_result(got, a_code, a_field, an_argument)                                           \
	do {                                                                                       \
		struct result result_ = (got);                                                     \
		assert_int_equal(result_.code, (a_code));                                          \
		assert_int_equal(result_.field, (a_field));                                        \
		assert_int_equal(result_.argument, (an_argument));                                 \
	} while (0)

#define clerk_says() pen_say(&office, &clerk, &record)
#define assert_accepted(result) assert_result(result, RESULT_ACCEPTED, 0, 0)

/* "KS 2017/1" stands at entry 2, of 2409 and 2480. */
static void agreements_diary_number_of_another_agreement_is_told_apart(void **state)
{
	static Jour__V1__Party party, *parties[] = {&party};
	char *others[] = {text("2401"), text("2403")};
	(void)state;
	draft_begin();
	record = unit_record("2401", "Nordmaling");
	draft_add(&record);
	record = unit_record("2403", "Bjurholm");
	draft_add(&record);
	assert_accepted(pen_submit(&office, &clerk, CLASS_ADMIN)); /* entry 3 */
	for (uint32_t version = 1; version <= 2; version++) {
		record = agreement_record("KS 2017/1", version);
		record.agreement->units = others;
		assert_result(clerk_says(), RESULT_OTHER_AGREEMENT, 0, 2);
	}
	/* One of the units is still there: a new version. */
	others[1] = text("2409");
	record = agreement_record("KS 2017/1", 2);
	record.agreement->units = others;
	assert_accepted(clerk_says());
	/* The same payer, of whom the units are parts: a new version, too. */
	jour__v1__party__init(&party);
	party.name = text("Kommunen");
	party.org_nr = text("212000-2536");
	party.role = JOUR__V1__ROLE__ROLE_PAYER;
	record = agreement_record("KS 2017/1", 3);
	record.agreement->parties = parties;
	record.agreement->n_parties = 1;
	assert_accepted(clerk_says());
	others[1] = text("2403");
	record = agreement_record("KS 2017/1", 4);
	record.agreement->units = others;
	assert_result(clerk_says(), RESULT_OTHER_AGREEMENT, 0, submitted.index - 1);
	record = agreement_record("KS 2017/1", 4);
	record.agreement->units = others;
	record.agreement->parties = parties;
	record.agreement->n_parties = 1;
	assert_accepted(clerk_says());
}

/* Whoever corrects a record says which: its units may all have been wrong. */
static void agreements_correction_of_an_agreement_may_name_other_units(void **state)
{
	char *others[] = {text("2401")};
	(void)state;
	record = unit_record("2401", "Nordmaling");
	assert_accepted(clerk_says());
	record = agreement_record("KS 9", 1);
	draft_begin();
	struct hash256 wrong = draft_add(&record);
	assert_accepted(pen_submit(&office, &clerk, CLASS_MONEY));
	record = agreement_record("KS 9", 1);
	record.agreement->units = others;
	record.agreement->n_units = 1;
	corrects(&record, &wrong);
	assert_accepted(clerk_says());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(agreements_diary_number_of_another_agreement_is_told_apart),
		TEST(agreements_correction_of_an_agreement_may_name_other_units),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
