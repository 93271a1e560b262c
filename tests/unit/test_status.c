#include "status.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <jansson.h>
#include <cmocka.h>

#include "furnished.h"
#include "heard.h"

static Jour__V1__Record record;

/* What is shown of the identity with that signing key. */
static struct status_identity shown(struct store_txn *txn, const struct key *sign)
{
	struct status_walk walk = {.txn = txn, .arena = &office.memory.record};
	struct status_identity identity, found = {.name = "nobody"};
	while (status_next(&walk, &identity))
		if (key_equal(&identity.member.sign, sign))
			found = identity;
	assert_int_equal(store_error(txn), ERR_OK);
	return found;
}

static void report(struct pen *pen, uint64_t count)
{
	record = case_record("2409", 2019, 1, 3, count);
	draft_begin();
	draft_add(&record);
	(void)pen_submit(&office, pen, CLASS_CASES);
}

static void status_of_an_empty_ledger_shows_the_two_of_the_genesis(void **state)
{
	struct status_identity identity;
	assert_int_equal(end(state), 0);
	office_start(&office, memstore_open(ledger_tables, LEDGER_TABLES));
	struct store_txn *txn = must_read(office.store);
	struct status_walk walk = {.txn = txn, .arena = &office.memory.record};
	for (int i = 0; i < 2; i++) {
		assert_true(status_next(&walk, &identity));
		assert_string_equal(identity.name, "");
		assert_int_equal(identity.batches, 0);
		assert_false(status_needs_attention(&identity));
	}
	assert_false(status_next(&walk, &identity));
	store_abort(txn);
}

static void status_counts_the_batches_of_the_open_chain(void **state)
{
	(void)state;
	const struct key *sign = &agent.secret.public.sign;
	struct store_txn *txn = must_read(office.store);
	assert_int_equal(shown(txn, sign).batches, 0);
	store_abort(txn);
	office.now_ms += 60000;
	report(&agent, 1);
	report(&agent, 2);
	txn = must_read(office.store);
	struct status_identity identity = shown(txn, sign);
	assert_string_equal(identity.name, "Robertsfors kommun");
	assert_int_equal(identity.batches, 2);
	assert_int_equal(identity.newest_ms, office.now_ms);
	assert_int_equal(identity.heard_ms, office.now_ms);
	store_abort(txn);
	static struct heard heard;
	enum err err = ERR_OK;
	heard_note(&heard, sign, office.now_ms + 1);
	txn = store_begin_write(office.store, &err);
	heard_write(&heard, txn, office.now_ms + 1);
	assert_int_equal(store_commit(txn), ERR_OK);
	txn = must_read(office.store);
	assert_int_equal(shown(txn, sign).heard_ms, office.now_ms + 1);
	store_abort(txn);
}

static void status_of_a_fork_names_what_the_office_types(void **state)
{
	(void)state;
	struct identity_line line;
	char text[LINE_SIZE_MAX];
	bool attention = false;
	struct pen copy = agent;
	report(&agent, 1);
	report(&copy, 2);
	struct store_txn *txn = must_read(office.store);
	struct status_identity identity = shown(txn, &agent.secret.public.sign);
	assert_true(status_needs_attention(&identity));
	status_resume_line(&identity, text);
	assert_int_equal(identity_line_parse(bytes_of_text(text), &line), ERR_OK);
	assert_true(key_equal(&line.identity.sign, &agent.secret.public.sign));
	char *json = status_json(txn, &office.name, &office.memory.record, &attention);
	assert_true(attention);
	assert_non_null(strstr(json, "\"state\": \"frozen\""));
	assert_non_null(strstr(json, text));
	free(json);
	store_abort(txn);
}

static void status_of_a_revoked_fork_needs_nobody(void **state)
{
	(void)state;
	bool attention = true;
	struct pen copy = agent;
	report(&agent, 1);
	report(&copy, 2);
	record = revocation_record(&agent.secret.public.sign);
	assert_int_equal(pen_say(&office, &clerk, &record).code, RESULT_ACCEPTED);
	struct store_txn *txn = must_read(office.store);
	char *json = status_json(txn, &office.name, &office.memory.record, &attention);
	assert_false(attention);
	assert_non_null(strstr(json, "\"state\": \"ended\""));
	free(json);
	store_abort(txn);
}

static void status_as_json_holds_the_ledger_and_every_identity(void **state)
{
	(void)state;
	bool attention = true;
	json_error_t error;
	struct store_txn *txn = must_read(office.store);
	char *json = status_json(txn, &office.name, &office.memory.record, &attention);
	json_t *root = json_loads(json, 0, &error);
	assert_non_null(root);
	json_t *ledger = json_object_get(root, "ledger");
	assert_string_equal(
		json_string_value(json_object_get(ledger, "origin")), office.name.genesis.origin);
	assert_int_equal(json_integer_value(json_object_get(ledger, "size")), 3);
	assert_int_equal(json_array_size(json_object_get(root, "identities")), roster_count(txn));
	assert_true(json_is_false(json_object_get(root, "attention")));
	assert_false(attention);
	json_decref(root);
	free(json);
	store_abort(txn);
}

static void status_grants_are_in_order_of_units(void **state)
{
	(void)state;
	const struct key *sign = &agent.secret.public.sign;
	bool attention = false;
	record = grant_record(sign, UNIT_EVERY, JOUR__V1__TOPIC__TOPIC_PAYMENTS);
	assert_int_equal(pen_say(&office, &clerk, &record).code, RESULT_ACCEPTED);
	struct store_txn *txn = must_read(office.store);
	struct status_identity identity = shown(txn, sign);
	struct status_grants grants = status_grants_of(txn, &identity, &office.memory.record);
	const Jour__V1__Grant *grant = status_grants_next(&grants);
	assert_string_equal(grant->unit, UNIT_EVERY);
	assert_string_equal(topic_name(grant->may_say[0]), "payments");
	grant = status_grants_next(&grants);
	assert_string_equal(grant->unit, "2409");
	assert_string_equal(topic_name(grant->may_say[0]), "cases");
	assert_null(status_grants_next(&grants));
	assert_null(topic_name(JOUR__V1__TOPIC__TOPIC_INVALID));
	assert_null(topic_name((Jour__V1__Topic)99));
	char *json = status_json(txn, &office.name, &office.memory.record, &attention);
	json_t *root = json_loads(json, 0, NULL);
	size_t with_grants = 0;
	for (size_t i = 0; i < roster_count(txn); i++) {
		json_t *one = json_array_get(json_object_get(root, "identities"), i);
		json_t *list = json_object_get(one, "grants");
		with_grants += list != NULL;
		if (list != NULL)
			assert_int_equal(json_array_size(list), 2);
	}
	assert_int_equal(with_grants, 1); /* the office has none and may everything */
	json_decref(root);
	free(json);
	store_abort(txn);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
	const struct CMUnitTest tests[] = {
		TEST(status_of_an_empty_ledger_shows_the_two_of_the_genesis),
		TEST(status_counts_the_batches_of_the_open_chain),
		TEST(status_of_a_fork_names_what_the_office_types),
		TEST(status_of_a_revoked_fork_needs_nobody),
		TEST(status_as_json_holds_the_ledger_and_every_identity),
		TEST(status_grants_are_in_order_of_units),
	};
	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
