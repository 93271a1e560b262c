#include "door.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "furnished.h"

static Jour__V1__Record record;

/* Another report each time. */
static void draft_report(void)
{
	static uint64_t count;
	record = case_record("2409", 2019, 1, 3, ++count % 1000);
	draft_begin();
	draft_add(&record);
}

static struct bytes next_report(const struct pen *pen)
{
	draft_report();
	return pen_sign(&office, pen, CLASS_CASES);
}

static bool appended(struct pen *pen)
{
	draft_report();
	return pen_submit(&office, pen, CLASS_CASES).code != 0;
}

/* The draft signed with a header that a test has in its hands. */
static struct bytes sign_header(const struct pen *pen, struct header *header)
{
	static uint8_t buffer[65536];
	struct writer to = writer_of(buffer, sizeof(buffer));
	header->class = CLASS_CASES;
	return batch_sign(header, written(&draft), &pen->secret, &to);
}

#define assert_refused(bytes, reason, value)                                                       \
	do {                                                                                       \
		struct door door_ = office_submit(&office, (bytes));                               \
		assert_int_equal(door_.way, DOOR_REFUSE);                                          \
		assert_int_equal(door_.code, (reason));                                            \
		assert_int_equal(door_.argument, (value));                                         \
	} while (0)

static void door_first_and_next_batch_are_appended(void **state)
{
	(void)state;
	assert_true(appended(&agent));
	assert_int_equal(submitted.index, 3);
	assert_true(appended(&agent));
	assert_int_equal(submitted.index, 4);
}

static void door_torn_batch_is_malformed(void **state)
{
	(void)state;
	struct bytes bytes = next_report(&agent);
	for (size_t size = 0; size < bytes.size; size += 13)
		assert_refused(((struct bytes){bytes.data, size}), REFUSAL_MALFORMED, 0);
	assert_refused(((struct bytes){bytes.data, bytes.size + 1}), REFUSAL_MALFORMED, 0);
}

static void door_sequence_zero_is_malformed_and_no_fork(void **state)
{
	(void)state;
	struct header header = {.ledger_id = office.name.id, .chain = agent.chain};
	draft_report();
	assert_refused(sign_header(&agent, &header), REFUSAL_MALFORMED, 0);
	assert_true(appended(&agent));
	draft_report();
	assert_refused(sign_header(&agent, &header), REFUSAL_MALFORMED, 0);
	assert_true(appended(&agent));
}

static void door_other_offices_batch_is_wrong_ledger(void **state)
{
	(void)state;
	struct office other = office;
	other.name.id.bytes[0] ^= 1;
	draft_report();
	assert_refused(pen_sign(&other, &agent, CLASS_CASES), REFUSAL_WRONG_LEDGER, 0);
}

static void door_stranger_is_unknown_author(void **state)
{
	(void)state;
	struct pen stranger = pen_of(secret_number(77), 's');
	assert_refused(next_report(&stranger), REFUSAL_UNKNOWN_AUTHOR, 0);
}

static void door_ledger_key_is_unknown_author(void **state)
{
	(void)state;
	struct pen ledger = pen_of(office.ledger, 'l');
	assert_refused(next_report(&ledger), REFUSAL_UNKNOWN_AUTHOR, 0);
}

static void door_forged_signature_is_bad_signature(void **state)
{
	(void)state;
	struct bytes bytes = next_report(&agent);
	signed_bytes[HEADER_SIZE + 5] ^= 1;
	assert_refused(bytes, REFUSAL_BAD_SIGNATURE, 0);
	signed_bytes[HEADER_SIZE + 5] ^= 1;
	signed_bytes[HEADER_SIZE - 1] ^= 1; /* the author's time */
	assert_refused(bytes, REFUSAL_BAD_SIGNATURE, 0);
}

static void door_changed_record_is_bad_root(void **state)
{
	(void)state;
	struct bytes bytes = next_report(&agent);
	signed_bytes[bytes.size - 1] ^= 1;
	assert_refused(bytes, REFUSAL_BAD_ROOT, 0);
}

static void door_batch_sent_again_is_held(void **state)
{
	(void)state;
	struct bytes bytes = next_report(&agent);
	assert_int_equal(office_submit(&office, bytes).way, DOOR_APPEND);
	struct door again = office_submit(&office, bytes);
	assert_int_equal(again.way, DOOR_HELD);
	assert_int_equal(again.held, 3);
}

static void door_revoked_author_is_refused_but_has_its_receipts(void **state)
{
	(void)state;
	static uint8_t kept[65536];
	struct bytes bytes = next_report(&agent);
	memcpy(kept, bytes.data, bytes.size);
	bytes.data = kept;
	assert_int_equal(office_submit(&office, bytes).way, DOOR_APPEND);
	record = revocation_record(&agent.secret.public.sign);
	assert_int_equal(pen_say(&office, &clerk, &record).code, RESULT_ACCEPTED);
	assert_refused(next_report(&agent), REFUSAL_REVOKED, 4);
	assert_int_equal(office_submit(&office, bytes).way, DOOR_HELD);
}

static void door_changed_key_is_revoked_and_the_new_one_begins_anew(void **state)
{
	(void)state;
	struct pen next = pen_of(secret_number(11), 'n');
	assert_true(appended(&agent));
	record = key_change_record(
		&agent.secret.public.sign, &next.secret.public.sign, &next.secret.public.transport);
	assert_int_equal(pen_say(&office, &agent, &record).code, RESULT_ACCEPTED);
	assert_refused(next_report(&agent), REFUSAL_REVOKED, 4);
	assert_true(appended(&next));
	assert_int_equal(submitted.results[0].code, RESULT_EXISTS); /* the grants went along */
}

static void door_skipped_sequence_is_a_gap(void **state)
{
	(void)state;
	agent.sequence = 1;
	assert_refused(next_report(&agent), REFUSAL_GAP, 1);
	agent.sequence = 0;
	assert_true(appended(&agent));
	agent.sequence = 2;
	assert_refused(next_report(&agent), REFUSAL_GAP, 2);
	agent.sequence = UINT64_MAX - 1;
	assert_refused(next_report(&agent), REFUSAL_GAP, 2);
}

static void door_wrong_previous_is_refused(void **state)
{
	(void)state;
	agent.previous.bytes[0] ^= 1;
	assert_refused(next_report(&agent), REFUSAL_BAD_PREVIOUS, 0);
	agent.previous.bytes[0] ^= 1;
	assert_true(appended(&agent));
	agent.previous.bytes[0] ^= 1;
	assert_refused(next_report(&agent), REFUSAL_BAD_PREVIOUS, 1);
	/* A new chain that does not name the head of the open one. */
	struct pen other = pen_of(agent.secret, 'z');
	assert_refused(next_report(&other), REFUSAL_BAD_PREVIOUS, 1);
}

static void door_new_chain_closes_the_old(void **state)
{
	(void)state;
	assert_true(appended(&agent));
	assert_true(appended(&agent));
	struct pen next = pen_of(agent.secret, 'z');
	next.previous = agent.previous;
	next.sequence = 1;
	assert_refused(next_report(&next), REFUSAL_GAP, 1);
	next.sequence = 0;
	assert_true(appended(&next));
	assert_true(appended(&next));
	assert_refused(next_report(&agent), REFUSAL_CHAIN_CLOSED, 0);
}

/* A second report under a number that is held, then what follows from it. */
static void fork_agent(struct pen *copy)
{
	struct door door = office_submit(&office, next_report(copy));
	assert_int_equal(door.way, DOOR_FORK);
	assert_int_equal(submitted.results[0].code, RESULT_FORKED);
}

static void door_fork_freezes_until_the_resume(void **state)
{
	(void)state;
	struct pen copy = agent;
	assert_true(appended(&agent));
	assert_true(appended(&agent));
	fork_agent(&copy);
	uint64_t index = submitted.index;
	assert_refused(next_report(&agent), REFUSAL_FROZEN, index);
	assert_refused(next_report(&copy), REFUSAL_FROZEN, index);
	record = resume_record(&agent.secret.public.sign);
	assert_int_equal(pen_say(&office, &clerk, &record).code, RESULT_ACCEPTED);
	/* The head has not moved. */
	assert_true(appended(&agent));
}

static void door_fork_sent_again_is_held(void **state)
{
	(void)state;
	struct pen copy = agent;
	assert_true(appended(&agent));
	struct bytes bytes = next_report(&copy);
	assert_int_equal(office_submit(&office, bytes).way, DOOR_FORK);
	uint64_t index = submitted.index;
	struct door again = office_submit(&office, bytes);
	assert_int_equal(again.way, DOOR_HELD);
	assert_int_equal(again.held, index);
}

static void door_fork_of_a_closed_chain_freezes_too(void **state)
{
	(void)state;
	struct pen copy = agent;
	assert_true(appended(&agent));
	struct pen next = pen_of(agent.secret, 'z');
	next.previous = agent.previous;
	assert_true(appended(&next));
	fork_agent(&copy);
	uint64_t index = submitted.index;
	assert_refused(next_report(&next), REFUSAL_FROZEN, index);
}

static void door_key_change_by_recovery_ends_a_freeze(void **state)
{
	(void)state;
	struct pen copy = clerk, recovery = pen_of(office.recovery, 'r');
	struct pen next = pen_of(secret_number(12), 'n');
	copy.sequence = 0;
	record = unit_record("2482", "Skellefteå");
	assert_int_equal(pen_say(&office, &copy, &record).code, 0);
	assert_int_equal(submitted.door.way, DOOR_FORK);
	assert_int_equal(pen_say(&office, &clerk, &record).code, 0);
	assert_int_equal(submitted.door.code, REFUSAL_FROZEN);
	record = key_change_record(
		&clerk.secret.public.sign, &next.secret.public.sign, &next.secret.public.transport);
	assert_int_equal(pen_say(&office, &recovery, &record).code, RESULT_ACCEPTED);
	record = unit_record("2482", "Skellefteå");
	assert_int_equal(pen_say(&office, &next, &record).code, RESULT_ACCEPTED);
}

static void door_reads_only(void **state)
{
	(void)state;
	static const unsigned all[] = {0, 1, 2, 3, 4, 5, 6, 7};
	static struct hash256 hashes[BATCH_RECORDS_MAX];
	struct hash256 before, after;
	struct batch batch;
	struct bytes bytes = next_report(&agent);
	struct store_txn *txn = must_write(office.store);
	assert_int_equal(store_digest(txn, all, LEDGER_TABLES, &before), ERR_OK);
	assert_int_equal(door_judge(txn, &office.name.id, bytes, &batch, hashes).way, DOOR_APPEND);
	assert_int_equal(store_digest(txn, all, LEDGER_TABLES, &after), ERR_OK);
	store_abort(txn);
	assert_true(hash256_equal(before, after));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(door_first_and_next_batch_are_appended),
		TEST(door_torn_batch_is_malformed),
		TEST(door_sequence_zero_is_malformed_and_no_fork),
		TEST(door_other_offices_batch_is_wrong_ledger),
		TEST(door_stranger_is_unknown_author),
		TEST(door_ledger_key_is_unknown_author),
		TEST(door_forged_signature_is_bad_signature),
		TEST(door_changed_record_is_bad_root),
		TEST(door_batch_sent_again_is_held),
		TEST(door_revoked_author_is_refused_but_has_its_receipts),
		TEST(door_changed_key_is_revoked_and_the_new_one_begins_anew),
		TEST(door_skipped_sequence_is_a_gap),
		TEST(door_wrong_previous_is_refused),
		TEST(door_new_chain_closes_the_old),
		TEST(door_fork_freezes_until_the_resume),
		TEST(door_fork_sent_again_is_held),
		TEST(door_fork_of_a_closed_chain_freezes_too),
		TEST(door_key_change_by_recovery_ends_a_freeze),
		TEST(door_reads_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
