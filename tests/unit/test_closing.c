#include "closing.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "furnished.h"

/* What the fold does with PeriodClose and Release records, and which close is in force.
 * Furnishing an office takes entries 1 and 2; it is 2020-09-13. */

#define SCOPES 3
static const char *const scopes[SCOPES] = {UNIT_EVERY, "2409", "2480"};

static Jour__V1__Record record;

static Jour__V1__Record close_record(const char *scope, struct period period, bool reopened)
{
	static Jour__V1__Period message;
	static Jour__V1__PeriodClose close;
	Jour__V1__Record said;
	jour__v1__record__init(&said);
	jour__v1__period_close__init(&close);
	message = period_to_message(period);
	close.scope = text(scope);
	close.period = &message;
	close.reopened = reopened;
	said.body_case = JOUR__V1__RECORD__BODY_PERIOD_CLOSE;
	said.period_close = &close;
	return said;
}

static Jour__V1__Record release_record(uint64_t as_of)
{
	static uint8_t hash[HASH256_SIZE] = {7};
	static Jour__V1__Release release;
	Jour__V1__Record said;
	jour__v1__record__init(&said);
	jour__v1__release__init(&release);
	release.id = text("2019-utfall");
	release.kind = text("split");
	release.year = 2019;
	release.as_of = as_of;
	release.hash = (ProtobufCBinaryData){HASH256_SIZE, hash};
	release.agreement = text("KS 2017/1");
	said.body_case = JOUR__V1__RECORD__BODY_RELEASE;
	said.release = &release;
	return said;
}

/* The clerk says it, as a correction of what stands under its key. */
static struct result clerk_turns(Jour__V1__Record *said)
{
	static struct hash256 replaced;
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer key = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	struct store_txn *txn = must_read(office.store);
	kind_of((unsigned)said->body_case)->key(said->enrolment, &key);
	if (state_get(txn, (unsigned)said->body_case, written(&key), ledger_size(txn), &standing)) {
		replaced = standing.hash;
		corrects(said, &replaced);
	}
	store_abort(txn);
	return pen_say(&office, &clerk, said);
}

static bool find(uint64_t size, const char *unit, struct period period, struct closing *ret)
{
	struct store_txn *txn = must_read(office.store);
	bool found = closing_find(txn, size, unit, period, ret);
	assert_int_equal(store_error(txn), ERR_OK);
	store_abort(txn);
	return found;
}

#define assert_result(got, a_code, a_field, an_argument)                                           \
	do {                                                                                       \
		struct result result_ = (got);                                                     \
		assert_int_equal(result_.code, (a_code));                                          \
		assert_int_equal(result_.field, (a_field));                                        \
		assert_int_equal(result_.argument, (an_argument));                                 \
	} while (0)

static const struct period quarter = {2019, 1, 3};

static void closing_of_a_running_period_is_not_yet(void **state)
{
	(void)state;
	record = close_record(UNIT_EVERY, (struct period){2020, 9, 1}, false);
	assert_result(clerk_turns(&record), RESULT_NOT_YET, 2, 0);
	record = close_record(UNIT_EVERY, (struct period){2020, 8, 1}, false);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
}

static void closing_is_the_offices_alone(void **state)
{
	(void)state;
	record = close_record("2409", quarter, false);
	assert_result(pen_say(&office, &agent, &record), RESULT_NOT_GRANTED, 0,
		JOUR__V1__TOPIC__TOPIC_OFFICE);
	record = release_record(1);
	assert_result(pen_say(&office, &agent, &record), RESULT_NOT_GRANTED, 0,
		JOUR__V1__TOPIC__TOPIC_OFFICE);
}

static void closing_of_an_unknown_unit_names_the_field(void **state)
{
	(void)state;
	record = close_record("9999", quarter, false);
	assert_result(clerk_turns(&record), RESULT_UNKNOWN_UNIT, 1, 0);
	record = release_record(1);
	record.release->unit = text("9999");
	assert_result(clerk_turns(&record), RESULT_UNKNOWN_UNIT, 7, 0);
	record = release_record(1);
	record.release->agreement = text("KS 1/1");
	assert_result(clerk_turns(&record), RESULT_UNKNOWN_AGREEMENT, 9, 0);
}

static void closing_opens_again_only_what_is_closed(void **state)
{
	(void)state;
	record = close_record(UNIT_EVERY, quarter, true);
	assert_result(clerk_turns(&record), RESULT_BAD_FIELD, 3, 0);
	record = close_record(UNIT_EVERY, quarter, false);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	record = close_record(UNIT_EVERY, quarter, false);
	assert_result(pen_say(&office, &clerk, &record), RESULT_UNCHANGED, 0, 4);
	record = close_record(UNIT_EVERY, quarter, true);
	assert_result(pen_say(&office, &clerk, &record), RESULT_EXISTS, 0, 4);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	record = close_record(UNIT_EVERY, quarter, false);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
}

static void closing_with_the_longest_texts_is_read(void **state)
{
	(void)state;
	static char reason[TEXT_SIZE_MAX + 1];
	struct closing closing;
	struct hash256 replaced;
	record = unit_record("a-court-in-umea-", "tingsrätten");
	record.unit->type = JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT;
	record.unit->parent = text("");
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	record = close_record("a-court-in-umea-", quarter, false);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	record = close_record("a-court-in-umea-", quarter, true);
	(void)clerk_turns(&record);
	memset(reason, 'x', TEXT_SIZE_MAX);
	record = close_record("a-court-in-umea-", quarter, false);
	struct store_txn *txn = must_read(office.store);
	struct state_scan scan =
		state_scan(txn, JOUR__V1__RECORD__BODY_PERIOD_CLOSE, BYTES_NONE, ledger_size(txn));
	struct standing standing;
	assert_true(state_scan_next(&scan, &standing));
	replaced = standing.hash;
	store_abort(txn);
	corrects(&record, &replaced);
	record.reason = reason;
	assert_result(pen_say(&office, &clerk, &record), RESULT_ACCEPTED, 0, 0);
	assert_true(find(7, "a-court-in-umea-", quarter, &closing));
	assert_string_equal(closing.scope, "a-court-in-umea-");
}

static void closing_release_is_of_entries_that_are_there(void **state)
{
	(void)state;
	record = release_record(4);
	assert_result(clerk_turns(&record), RESULT_BAD_FIELD, 5, 3);
	record = release_record(4); /* the refused one is there by now */
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	record = release_record(3);
	assert_result(pen_say(&office, &clerk, &record), RESULT_EXISTS, 0, 4);
}

static void closing_of_a_longer_period_holds_for_those_inside(void **state)
{
	(void)state;
	struct closing closing;
	record = close_record(UNIT_EVERY, (struct period){2019, 1, 12}, false);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	assert_true(find(4, "2409", (struct period){2019, 8, 1}, &closing));
	assert_int_equal(closing.period.months, 12);
	assert_int_equal(closing.entry, 3);
	assert_string_equal(closing.scope, UNIT_EVERY);
	assert_false(find(3, "2409", (struct period){2019, 8, 1}, &closing));
	assert_false(find(4, "2409", (struct period){2018, 8, 1}, &closing));
	/* A word about the quarter itself goes before the year's. */
	record = close_record("2409", quarter, false);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	record = close_record("2409", quarter, true);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	assert_true(find(5, "2409", (struct period){2019, 2, 1}, &closing));
	assert_int_equal(closing.entry, 4);
	assert_false(find(6, "2409", quarter, &closing));
	assert_true(find(6, "2480", quarter, &closing));
	assert_true(find(6, "2409", (struct period){2019, 4, 3}, &closing));
}

static void closing_makes_what_comes_after_it_late(void **state)
{
	(void)state;
	record = case_record("2409", 2019, 1, 3, 5);
	assert_result(pen_say(&office, &agent, &record), RESULT_ACCEPTED, 0, 0);
	record = close_record(UNIT_EVERY, quarter, false);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	record = case_record("2409", 2019, 1, 3, 5);
	assert_result(pen_say(&office, &agent, &record), RESULT_UNCHANGED, 0, 3);
	record = case_record("2409", 2019, 1, 3, 6);
	assert_result(clerk_turns(&record), RESULT_REMARKED, REMARK_LATE, 0);
	record = case_record("2409", 2019, 4, 3, 6);
	assert_result(pen_say(&office, &agent, &record), RESULT_ACCEPTED, 0, 0);
	record = close_record(UNIT_EVERY, quarter, true);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
	record = case_record("2409", 2019, 1, 3, 7);
	assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
}

/* ---- random histories against what was noted down */

struct word {
	bool said;
	bool reopened;
	uint64_t entry;
};

/* Every period of a year: 12 months, 4 quarters, 2 halves, the year. */
static struct period period_number(unsigned number)
{
	static const uint8_t lengths[] = {1, 3, 6, 12};
	for (size_t i = 0; i < 4; i++) {
		unsigned count = 12u / lengths[i];
		if (number < count)
			return (struct period){
				2019, (uint8_t)(number * lengths[i] + 1), lengths[i]};
		number -= count;
	}
	abort();
}

#define PERIODS 19
static struct word words[SCOPES][PERIODS];

/* The long way: of all that was said, by the lengths of the periods around. */
static uint64_t expected_entry(unsigned scope, unsigned number)
{
	struct period asked = period_number(number);
	for (unsigned at = 0; at < PERIODS; at++) {
		struct period around = period_number(at);
		uint64_t entry = 0, newest = 0;
		if (around.months < asked.months || !period_overlaps(around, asked))
			continue;
		for (unsigned i = 0; i <= scope; i += scope == 0 ? 1 : scope)
			if (words[i][at].said && words[i][at].entry >= newest) {
				newest = words[i][at].entry;
				entry = words[i][at].reopened ? 0 : newest;
			}
		if (newest != 0)
			return entry;
	}
	return 0;
}

static void closing_in_force_is_what_was_said_last(void **state)
{
	(void)state;
	uint64_t seed = 4711;
	for (unsigned turn = 0; turn < 300; turn++) {
		seed = seed * UINT64_C(6364136223846793005) + 1;
		unsigned scope = (unsigned)(seed >> 33) % SCOPES,
			 number = (unsigned)(seed >> 40) % PERIODS;
		struct word *word = &words[scope][number];
		bool reopened = word->said && !word->reopened;
		record = close_record(scopes[scope], period_number(number), reopened);
		assert_result(clerk_turns(&record), RESULT_ACCEPTED, 0, 0);
		*word = (struct word){true, reopened, submitted.index};
		for (unsigned i = 0; i < SCOPES; i++)
			for (unsigned k = 0; k < PERIODS; k++) {
				struct closing closing = {.entry = 0};
				uint64_t wanted = expected_entry(i, k);
				assert_int_equal(find(submitted.index + 1, scopes[i],
							 period_number(k), &closing),
					wanted != 0);
				assert_int_equal(closing.entry, wanted);
			}
	}
	struct store_txn *txn = must_read(office.store);
	struct closing_scan scan = closing_scan(txn, ledger_size(txn), 2019);
	struct closing closing;
	unsigned said = 0, seen = 0;
	while (closing_next(&scan, &closing))
		seen++;
	for (unsigned i = 0; i < SCOPES * PERIODS; i++)
		said += words[i / PERIODS][i % PERIODS].said;
	assert_int_equal(seen, said);
	store_abort(txn);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(closing_of_a_running_period_is_not_yet),
		TEST(closing_is_the_offices_alone),
		TEST(closing_of_an_unknown_unit_names_the_field),
		TEST(closing_opens_again_only_what_is_closed),
		TEST(closing_with_the_longest_texts_is_read),
		TEST(closing_release_is_of_entries_that_are_there),
		TEST(closing_of_a_longer_period_holds_for_those_inside),
		TEST(closing_makes_what_comes_after_it_late),
		TEST(closing_in_force_is_what_was_said_last),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
