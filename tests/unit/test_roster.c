#include "roster.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "furnished.h"

static struct store_txn *txn; /* written by a test, never committed */

static int start_writing(void **state)
{
	int failed = start(state);
	txn = must_write(office.store);
	return failed;
}

static int end_writing(void **state)
{
	store_abort(txn);
	return end(state);
}

static struct key key_number(uint8_t number)
{
	return (struct key){{number, 'k'}};
}

/* A member under keys number, 100 + number. */
static struct member member_number(uint8_t number)
{
	return (struct member){.sign = key_number(number),
		.principal = key_number(number),
		.transport = key_number((uint8_t)(100 + number)),
		.role = ROLE_AGENT,
		.active = true,
		.since = 7,
		.frozen = 5,
		.has_chain = true,
		.chain = {{number}}};
}

static void roster_member_comes_back_as_it_was_put(void **state)
{
	(void)state;
	struct member member = member_number(50), found;
	assert_false(roster_get(txn, &member.sign, &found));
	roster_add(txn, &member);
	assert_true(roster_get(txn, &member.sign, &found));
	assert_true(key_equal(&found.sign, &member.sign));
	assert_true(key_equal(&found.principal, &member.principal));
	assert_true(key_equal(&found.transport, &member.transport));
	assert_int_equal(found.role, ROLE_AGENT);
	assert_true(found.active);
	assert_int_equal(found.since, 7);
	assert_int_equal(found.frozen, 5);
	assert_true(found.has_chain);
	assert_memory_equal(&found.chain, &member.chain, sizeof(member.chain));
	assert_true(roster_current(txn, &member.principal, &found));
	assert_true(roster_transport_in_use(txn, &member.transport));
}

static void roster_retired_member_keeps_its_keys_for_ever(void **state)
{
	(void)state;
	struct member member = member_number(50), found;
	roster_add(txn, &member);
	roster_retire(txn, &member, 9);
	assert_true(roster_get(txn, &member.sign, &found));
	assert_false(found.active);
	assert_int_equal(found.since, 9);
	assert_true(roster_sign_in_use(txn, &member.sign));
	assert_true(roster_transport_in_use(txn, &member.transport));
}

static void roster_new_signing_key_begins_without_chain_or_freeze(void **state)
{
	(void)state;
	struct member member = member_number(50), found;
	struct key sign = key_number(51), transport = key_number(151);
	roster_add(txn, &member);
	roster_replace_key(txn, &member, &sign, &transport, 9);
	assert_true(roster_get(txn, &member.principal, &found));
	assert_false(found.active);
	assert_true(roster_current(txn, &member.principal, &found));
	assert_true(key_equal(&found.sign, &sign));
	assert_true(found.active);
	assert_false(found.has_chain);
	assert_int_equal(found.frozen, 0);
	assert_int_equal(found.since, 9);
	assert_true(roster_transport_in_use(txn, &transport));
	assert_true(roster_transport_in_use(txn, &member.transport));
}

static void roster_new_transport_key_goes_on_with_the_chain(void **state)
{
	(void)state;
	struct member member = member_number(50), found;
	struct key sign = member.sign, transport = key_number(151);
	roster_add(txn, &member);
	roster_replace_key(txn, &member, &sign, &transport, 9);
	assert_true(roster_get(txn, &sign, &found));
	assert_true(found.active);
	assert_true(found.has_chain);
	assert_true(key_equal(&found.transport, &transport));
}

static void roster_counts_identities_not_keys(void **state)
{
	(void)state;
	struct member member = member_number(50);
	struct key sign = key_number(51), transport = key_number(151);
	uint64_t count = roster_count(txn);
	assert_int_equal(count, 3); /* the office, the recovery key, the agent */
	roster_add(txn, &member);
	roster_replace_key(txn, &member, &sign, &transport, 9);
	roster_retire(txn, &member, 10);
	assert_int_equal(roster_count(txn), count + 1);
}

static void roster_reserved_keys_are_taken_but_nobodys(void **state)
{
	(void)state;
	struct member found;
	const struct key *ledger = &office.ledger.public.sign;
	assert_true(roster_sign_in_use(txn, ledger));
	assert_true(roster_transport_in_use(txn, &office.gate.public.transport));
	assert_false(roster_get(txn, ledger, &found));
	assert_false(roster_current(txn, ledger, &found));
	struct key other = key_number(50);
	assert_false(roster_sign_in_use(txn, &other));
	assert_false(roster_transport_in_use(txn, &other));
}

static void roster_walk_meets_every_member_in_order(void **state)
{
	(void)state;
	struct key at = {{0}}, last = {{0}};
	struct member member;
	unsigned met = 0;
	/* Keys whose last bytes carry over when the next search begins. */
	for (uint8_t number = 0; number < 40; number++) {
		member = member_number(number);
		memset(member.sign.bytes + 1, number % 2 == 0 ? 0xff : 0, KEY_SIZE - 1);
		member.principal = member.sign;
		member.sign.bytes[0] = (uint8_t)(number / 2 + 1);
		roster_put(txn, &member);
	}
	while (roster_next(txn, &at, &member)) {
		assert_true(memcmp(last.bytes, member.sign.bytes, KEY_SIZE) < 0);
		last = member.sign;
		met++;
	}
	assert_int_equal(met, 40 + 3);
}

static void roster_grants_hold_for_their_topic_unit_and_size(void **state)
{
	(void)state;
	static const struct {
		const char *unit;
		uint64_t size;
		Jour__V1__Topic topic;
		bool granted;
	} rows[] = {
		{"2409", 2, JOUR__V1__TOPIC__TOPIC_CASES, true},
		{"2409", 1, JOUR__V1__TOPIC__TOPIC_CASES, false},
		{"2480", 2, JOUR__V1__TOPIC__TOPIC_CASES, false},
		{UNIT_EVERY, 2, JOUR__V1__TOPIC__TOPIC_CASES, false},
		{"2409", 2, JOUR__V1__TOPIC__TOPIC_PAYMENTS, false},
		{"2409", 2, JOUR__V1__TOPIC__TOPIC_OFFICE, false},
	};
	struct arena *arena = &office.memory.record;
	struct member member, head, paper;
	assert_true(roster_get(txn, &agent.secret.public.sign, &member));
	assert_true(roster_get(txn, &office.office.public.sign, &head));
	assert_true(roster_get(txn, &office.recovery.public.sign, &paper));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *unit = rows[i].unit;
		assert_int_equal(
			roster_granted(txn, rows[i].size, &member, rows[i].topic, unit, arena),
			rows[i].granted);
		assert_true(roster_granted(txn, rows[i].size, &head, rows[i].topic, unit, arena));
		assert_false(roster_granted(txn, rows[i].size, &paper, rows[i].topic, unit, arena));
	}
}

static void roster_chains_and_headers_come_back(void **state)
{
	(void)state;
	struct key author = key_number(50);
	struct chain_id id = {{1}}, other = {{2}};
	struct chain chain = {.sequence = 3, .header_hash = {{4}}, .index = 5}, found;
	uint64_t index = 0;
	chain_put(txn, &author, &id, &chain);
	assert_false(chain_get(txn, &author, &other, &found));
	assert_true(chain_get(txn, &author, &id, &found));
	assert_int_equal(found.sequence, 3);
	assert_int_equal(found.index, 5);
	assert_memory_equal(&found.header_hash, &chain.header_hash, sizeof(found.header_hash));
	assert_false(header_find(txn, &chain.header_hash, &index));
	header_put(txn, &chain.header_hash, 5);
	assert_true(header_find(txn, &chain.header_hash, &index));
	assert_int_equal(index, 5);
}

static void roster_member_of_another_size_is_corrupt(void **state)
{
	(void)state;
	uint8_t key[1 + KEY_SIZE] = {STATE_MEMBER, 50};
	struct key sign = {{50}};
	struct member found;
	store_put(txn, TABLE_STATE, BYTES_OF(key), bytes_of_text("short"));
	assert_false(roster_get(txn, &sign, &found));
	assert_int_equal(store_error(txn), ERR_CORRUPT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start_writing, end_writing)
	const struct CMUnitTest tests[] = {
		TEST(roster_member_comes_back_as_it_was_put),
		TEST(roster_retired_member_keeps_its_keys_for_ever),
		TEST(roster_new_signing_key_begins_without_chain_or_freeze),
		TEST(roster_new_transport_key_goes_on_with_the_chain),
		TEST(roster_counts_identities_not_keys),
		TEST(roster_reserved_keys_are_taken_but_nobodys),
		TEST(roster_walk_meets_every_member_in_order),
		TEST(roster_grants_hold_for_their_topic_unit_and_size),
		TEST(roster_chains_and_headers_come_back),
		TEST(roster_member_of_another_size_is_corrupt),
	};
	return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
