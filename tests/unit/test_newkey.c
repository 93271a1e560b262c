#include "agentdir.h"
#include "newkey.h"

static void adopt(struct agentdir *dir, struct secret *ret_next)
{
	uint64_t count = 99;
	assert_true(newkey_make(dir->path, ret_next));
	assert_true(newkey_adopt(&dir->agent, ret_next, &count));
	assert_int_equal(count, 0);
}

static void newkey_adopted_is_the_agents_key_and_the_old_one_is_kept(void **state)
{
	struct agentdir *dir = *state;
	struct secret next;
	char kept[64], fingerprint[FINGERPRINT_SIZE];
	adopt(dir, &next);
	identity_fingerprint(&dir->agent.secret.public, fingerprint);
	snprintf(kept, sizeof(kept), "agent.key.old-%s", fingerprint);
	agent_close(&dir->agent);
	agentdir_open(dir);
	assert_true(key_equal(&dir->agent.secret.public.sign, &next.public.sign));
	assert_true(agentdir_has(dir->path, kept));
	assert_false(agentdir_has(dir->path, "agent.key.new"));
}

static void newkey_made_twice_is_one_key(void **state)
{
	struct agentdir *dir = *state;
	struct secret first, second;
	assert_true(newkey_make(dir->path, &first));
	assert_true(newkey_make(dir->path, &second));
	assert_true(key_equal(&first.public.sign, &second.public.sign));
}

/* What a crash leaves between the outbox's transaction and the change of names. */
static void newkey_crash_before_the_names_changed_is_finished_by_open(void **state)
{
	struct agentdir *dir = *state;
	struct secret next;
	struct chain_id chain = {{7}};
	uint8_t *scratch = malloc(BATCH_SIZE_MAX);
	uint64_t count;
	enum err err;
	assert_true(newkey_make(dir->path, &next));
	struct store_txn *txn = store_begin_write(dir->agent.store, &err);
	assert_int_equal(
		outbox_rekey(txn, &dir->agent.secret.public, &next, &chain, scratch, &count),
		ERR_OK);
	assert_int_equal(store_commit(txn), ERR_OK);
	free(scratch);
	agent_close(&dir->agent);
	agentdir_open(dir);
	assert_true(key_equal(&dir->agent.secret.public.sign, &next.public.sign));
	assert_true(agentdir_has(dir->path, "agent.key.old"));
	assert_false(agentdir_has(dir->path, "agent.key.new"));
}

/* And between the two names: the old key has both already. */
static void newkey_crash_between_the_two_names_is_finished_by_open(void **state)
{
	struct agentdir *dir = *state;
	char current[PATH_SIZE], old[PATH_SIZE];
	agent_path(dir->path, "agent.key", current);
	agent_path(dir->path, "agent.key.old", old);
	assert_int_equal(link(current, old), 0);
	newkey_crash_before_the_names_changed_is_finished_by_open(state);
}

/* A new key that the outbox has not been given to is only lying there. */
static void newkey_not_adopted_changes_nothing(void **state)
{
	struct agentdir *dir = *state;
	struct secret next, old = fake_secret(1);
	assert_true(newkey_make(dir->path, &next));
	agent_close(&dir->agent);
	agentdir_open(dir);
	assert_true(key_equal(&dir->agent.secret.public.sign, &old.public.sign));
	assert_true(agentdir_has(dir->path, "agent.key.new"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, agentdir_setup, agentdir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(newkey_adopted_is_the_agents_key_and_the_old_one_is_kept),
		TEST(newkey_made_twice_is_one_key),
		TEST(newkey_crash_before_the_names_changed_is_finished_by_open),
		TEST(newkey_crash_between_the_two_names_is_finished_by_open),
		TEST(newkey_not_adopted_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
