#include <sys/stat.h>
#include <time.h>

#include "agentdir.h"
#include "dropfolder.h"

struct folder {
	struct agentdir *dir;
	char drop[PATH_SIZE];
	char waiting[PATH_SIZE];
	char refused[PATH_SIZE];
	char sent[PATH_SIZE];
};

static struct folder folder_of(struct agentdir *dir)
{
	struct folder folder = {.dir = dir};
	agent_path(dir->path, "drop", folder.drop);
	agent_path(folder.drop, "waiting", folder.waiting);
	agent_path(folder.drop, "refused", folder.refused);
	agent_path(folder.drop, "sent", folder.sent);
	assert_true(dropfolder_make(folder.drop));
	assert_true(dropfolder_make(folder.drop)); /* again is fine */
	return folder;
}

/* Until what waits has been quiet for long enough and was taken. */
static void serve(const struct folder *folder)
{
	while (dropfolder_serve(&folder->dir->agent, folder->drop))
		usleep(100000);
}

static uint64_t waiting_batches(const struct folder *folder)
{
	struct outbox_summary summary;
	enum err err;
	struct store_txn *txn = store_begin_read(folder->dir->agent.store, &err);
	assert_int_equal(outbox_summary(txn, &summary), ERR_OK);
	store_abort(txn);
	return summary.waiting;
}

static void dropfolder_file_goes_to_sent_with_its_receipt(void **state)
{
	struct folder folder = folder_of(*state);
	agentdir_put(folder.waiting, "good.csv", "kommun;period;antal\n2409;2018-01;3\n");
	assert_true(dropfolder_serve(&folder.dir->agent, folder.drop)); /* not quiet yet */
	assert_int_equal(waiting_batches(&folder), 0);
	serve(&folder);
	serve(&folder); /* taken once */
	assert_int_equal(waiting_batches(&folder), 1);
	assert_true(agentdir_has(folder.waiting, "good.csv"));
	agentdir_answer(folder.dir, 1);
	serve(&folder);
	assert_true(agentdir_has(folder.sent, "good.csv"));
	assert_true(agentdir_has(folder.sent, "good.csv.receipt.txt"));
	assert_false(agentdir_has(folder.waiting, "good.csv"));
}

static void dropfolder_wrong_files_go_to_refused_and_keep_their_names_apart(void **state)
{
	struct folder folder = folder_of(*state);
	agentdir_put(folder.refused, "bad.csv", "the one before\n");
	agentdir_put(folder.waiting, "bad.csv", "kommun;period;antal\n2409;2018-13;3\n");
	agentdir_put(folder.waiting, "agreement.doc", "?");
	serve(&folder);
	assert_false(agentdir_has(folder.waiting, "bad.csv"));
	assert_true(agentdir_has(folder.refused, "bad.csv"));
	assert_false(agentdir_has(folder.refused, "bad.csv.reason.txt"));
	assert_true(agentdir_has(folder.refused, "agreement.doc.reason.txt"));
	assert_int_equal(waiting_batches(&folder), 0);
}

static void dropfolder_leaves_files_in_the_making_alone(void **state)
{
	static const char *const names[] = {".hidden.csv", "~lock.csv", "x.csv~", "x.csv.part"};
	struct folder folder = folder_of(*state);
	for (size_t i = 0; i < 4; i++)
		agentdir_put(folder.waiting, names[i], "?");
	assert_false(dropfolder_serve(&folder.dir->agent, folder.drop));
	for (size_t i = 0; i < 4; i++)
		assert_true(agentdir_has(folder.waiting, names[i]));
}

/* The second record is refused by the ledger. The file goes to refused/; put back it is sent again
 * once, and the newest answer decides. */
static void dropfolder_refused_file_put_back_is_sent_once_more(void **state)
{
	struct folder folder = folder_of(*state);
	char from[PATH_SIZE], to[PATH_SIZE];
	agent_path(folder.refused, "two.csv", from);
	agent_path(folder.waiting, "two.csv", to);
	agentdir_put(
		folder.waiting, "two.csv", "kommun;period;antal\n2409;2018-01;3\n2409;2018-02;4\n");
	serve(&folder);
	agentdir_answer(folder.dir, 1);
	serve(&folder);
	assert_true(agentdir_has(folder.refused, "two.csv"));
	assert_int_equal(waiting_batches(&folder), 0);
	usleep(50000); /* the times of files are coarse */
	assert_int_equal(rename(from, to), 0);
	serve(&folder);
	assert_int_equal(waiting_batches(&folder), 1);
	agentdir_answer(folder.dir, 2);
	serve(&folder);
	serve(&folder);
	assert_int_equal(waiting_batches(&folder), 0);
	assert_false(agentdir_has(folder.waiting, "two.csv"));
}

/* The last by name could be taken: all before it are new, and must be looked at again. */
static void dropfolder_looks_at_so_many_files_in_one_round(void **state)
{
	struct folder folder = folder_of(*state);
	char name[16], path[PATH_SIZE];
	agentdir_put(folder.waiting, "last.doc", "?");
	usleep(1000 * (DROPFOLDER_QUIET_MS + 100));
	for (unsigned i = 0; i < DROPFOLDER_FILES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "%03u.doc", i);
		agent_path(folder.waiting, name, path);
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		assert_int_equal(fclose(file), 0);
	}
	assert_true(dropfolder_serve(&folder.dir->agent, folder.drop));
	assert_true(agentdir_has(folder.waiting, "last.doc"));
	assert_int_equal(unlink(path), 0);
	assert_true(dropfolder_serve(&folder.dir->agent, folder.drop));
	assert_false(agentdir_has(folder.waiting, "last.doc"));
	assert_true(agentdir_has(folder.refused, "last.doc.reason.txt"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, agentdir_setup, agentdir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(dropfolder_file_goes_to_sent_with_its_receipt),
		TEST(dropfolder_wrong_files_go_to_refused_and_keep_their_names_apart),
		TEST(dropfolder_leaves_files_in_the_making_alone),
		TEST(dropfolder_refused_file_put_back_is_sent_once_more),
		TEST(dropfolder_looks_at_so_many_files_in_one_round),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
