#include "standing.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "reference.h"

#include "furnished.h"

/* What the office closed and published, from its ledger through the Reference to an agent. Entries
 * 1 and 2 furnish the office. */

static const struct period february = {2019, 2, 1}, quarter = {2019, 1, 3}, year = {2019, 1, 12};

static struct result say_close(
	const char *scope, struct period period, bool reopened, const Jour__V1__Standing *replaced)
{
	Jour__V1__Record record;
	Jour__V1__PeriodClose close;
	Jour__V1__Period message = period_to_message(period);
	jour__v1__record__init(&record);
	jour__v1__period_close__init(&close);
	close.scope = text(scope);
	close.period = &message;
	close.reopened = reopened;
	record.body_case = JOUR__V1__RECORD__BODY_PERIOD_CLOSE;
	record.period_close = &close;
	if (replaced != NULL) {
		record.replaces = replaced->record;
		record.reason = text("because");
	}
	return pen_say(&office, &clerk, &record);
}

static struct result say_release(const char *id)
{
	uint8_t hash[HASH256_SIZE] = {1};
	Jour__V1__Record record;
	Jour__V1__Release release;
	Jour__V1__Period message = period_to_message(quarter);
	jour__v1__record__init(&record);
	jour__v1__release__init(&release);
	release.id = text(id);
	release.kind = text("totals");
	release.period = &message;
	release.as_of = 3;
	release.hash = (ProtobufCBinaryData){HASH256_SIZE, hash};
	record.body_case = JOUR__V1__RECORD__BODY_RELEASE;
	record.release = &release;
	return pen_say(&office, &clerk, &record);
}

static uint8_t decoded[4 << 20];

/* As the key's holder would get it. */
static const Jour__V1__Reference *reference_for(const struct key *key)
{
	struct arena arena = arena_of(decoded, sizeof(decoded));
	const ProtobufCMessage *message = NULL;
	struct member member;
	struct store_txn *txn = must_read(office.store);
	assert_true(roster_get(txn, key, &member));
	struct bytes bytes = reference_build(txn, &member, &office.memory);
	assert_int_equal(
		message_decode(&jour__v1__reference__descriptor, bytes, &arena, &message), ERR_OK);
	store_abort(txn);
	return (const Jour__V1__Reference *)message;
}

static const Jour__V1__Reference *refer(void)
{
	return reference_for(&clerk.secret.public.sign);
}

static void standing_close_can_be_reopened_by_what_the_reference_says(void **state)
{
	(void)state;
	assert_null(standing_of_period(refer(), UNIT_EVERY, quarter));
	assert_int_equal(say_close(UNIT_EVERY, quarter, false, NULL).code, RESULT_ACCEPTED);
	const Jour__V1__Standing *close = standing_of_period(refer(), UNIT_EVERY, quarter);
	assert_non_null(close);
	assert_int_equal(close->entry, 3);
	assert_int_equal(say_close(UNIT_EVERY, quarter, true, close).code, RESULT_ACCEPTED);
	close = standing_of_period(refer(), UNIT_EVERY, quarter);
	assert_true(close->period_close->reopened);
	assert_int_equal(say_close(UNIT_EVERY, quarter, false, close).code, RESULT_ACCEPTED);
}

static void standing_close_in_force_is_as_the_ledger_says(void **state)
{
	(void)state;
	const Jour__V1__Reference *reference;
	(void)say_close(UNIT_EVERY, year, false, NULL);
	(void)say_close("2409", quarter, false, NULL);
	reference = reference_for(&agent.secret.public.sign);
	assert_int_equal(standing_close(reference, "2409", february)->entry, 4);
	assert_int_equal(standing_close(reference, "2480", february)->entry, 3);
	(void)say_close("2409", quarter, true, standing_of_period(reference, "2409", quarter));
	reference = refer();
	assert_null(standing_close(reference, "2409", february));
	assert_int_equal(standing_close(reference, "2409", year)->entry, 3);
	assert_null(standing_close(reference, "2409", (struct period){2018, 1, 12}));
	/* A later word for everybody goes before an own one. */
	(void)say_close(UNIT_EVERY, quarter, false, NULL);
	assert_int_equal(standing_close(refer(), "2409", february)->entry, 6);
}

static void standing_releases_are_told_to_the_office_alone(void **state)
{
	(void)state;
	assert_int_equal(say_release("b").code, RESULT_ACCEPTED);
	assert_int_equal(say_release("a").code, RESULT_ACCEPTED);
	assert_int_equal(standing_release(refer(), "b")->entry, 3);
	assert_int_equal(standing_release(refer(), "a")->entry, 4);
	assert_null(standing_release(refer(), "c"));
	assert_int_equal(reference_for(&agent.secret.public.sign)->n_releases, 0);
}

/* Each month of a year, into the draft. */
static void add_closings(const char *scope, unsigned year_number)
{
	for (unsigned month = 1; month <= 12; month++) {
		Jour__V1__Record record;
		Jour__V1__PeriodClose close;
		Jour__V1__Period message = period_to_message(
			(struct period){(uint16_t)year_number, (uint8_t)month, 1});
		jour__v1__record__init(&record);
		jour__v1__period_close__init(&close);
		close.scope = text(scope);
		close.period = &message;
		record.body_case = JOUR__V1__RECORD__BODY_PERIOD_CLOSE;
		record.period_close = &close;
		(void)draft_add(&record);
	}
}

static void standing_closings_of_the_newest_year_come_first_and_end_at_their_limit(void **state)
{
	(void)state;
	static const char *const scopes[] = {UNIT_EVERY, "2409", "2480"};
	for (unsigned i = 0; i < 3; i++) {
		draft_begin();
		for (unsigned at = 1900; at < 2020; at++)
			add_closings(scopes[i], at);
		(void)pen_submit(&office, &clerk, CLASS_ADMIN);
	}
	const Jour__V1__Reference *reference = refer();
	assert_int_equal(reference->n_closings, REFERENCE_ITEMS_MAX);
	assert_int_equal(reference->closings[0]->period_close->period->year, 2019);
	assert_int_equal(
		reference->closings[REFERENCE_ITEMS_MAX - 1]->period_close->period->year, 1906);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(standing_close_can_be_reopened_by_what_the_reference_says),
		TEST(standing_close_in_force_is_as_the_ledger_says),
		TEST(standing_releases_are_told_to_the_office_alone),
		TEST(standing_closings_of_the_newest_year_come_first_and_end_at_their_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
