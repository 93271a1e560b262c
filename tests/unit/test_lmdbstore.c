#include "jour/lmdbstore.h"
#include "tempdir.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "mayskip.h"

static const struct store_table tables[] = {
	{"ledger", STORE_CHECK_SHA256}, {"derived", STORE_CHECK_SHORT},
	{"later", STORE_CHECK_SHORT}, /* opened by the tests that need a table more */
};
#define TABLES 2u
#define MAP_SIZE_BYTES (1u << 20)

struct place {
	char parent[TEMPDIR_SIZE];
	char path[TEMPDIR_SIZE + 16]; /* of the store */
	char data[TEMPDIR_SIZE + 32]; /* its data file */
};

static struct place place;

static int set_up(void **state)
{
	(void)state;
	tempdir_make(place.parent);
	(void)snprintf(place.path, sizeof(place.path), "%s/store", place.parent);
	(void)snprintf(place.data, sizeof(place.data), "%s/data.mdb", place.path);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	tempdir_remove(place.parent);
	return 0;
}

static enum err open_as(enum lmdbstore_mode mode, unsigned table_count, struct store **ret_store)
{
	const struct lmdbstore_config config = {
		.path = place.path,
		.tables = tables,
		.table_count = table_count,
		.map_size_bytes = MAP_SIZE_BYTES,
		.mode = mode,
	};
	struct lmdbstore_detail detail = {""};
	enum err err = lmdbstore_open(&config, ret_store, &detail);
	assert_int_equal(err == ERR_OK, detail.text[0] == '\0');
	return err;
}

static struct store *open_good(enum lmdbstore_mode mode)
{
	struct store *store = NULL;
	assert_int_equal(open_as(mode, TABLES, &store), ERR_OK);
	return store;
}

static enum err open_error(enum lmdbstore_mode mode)
{
	struct store *store = NULL;
	enum err err = open_as(mode, TABLES, &store);
	assert_int_equal(err != ERR_OK, store == NULL);
	store_close(store);
	return err;
}

static struct bytes text(const char *literal)
{
	return bytes_of_text(literal);
}

static enum err put_one(struct store *store, const char *key, struct bytes value)
{
	enum err err;
	struct store_txn *txn = store_begin_write(store, &err);
	if (txn == NULL)
		return err;
	store_put(txn, 0, text(key), value);
	return store_commit(txn);
}

static void assert_next(struct store_txn *txn, struct bytes from, const char *expected)
{
	struct bytes key, value;
	assert_true(store_next(txn, 0, from, &key, &value));
	assert_true(bytes_equal(key, bytes_of_text(expected)));
}

/* A scan goes on from where its cursor stands; whoever asks for another place gets that. */
static void lmdbstore_reader_that_jumps_gets_what_it_asks_for(void **state)
{
	static const uint8_t b[] = {'b', 0}, d[] = {'d', 0}, c[] = {'c', 0, 0};
	struct store *store = open_good(LMDBSTORE_CREATE);
	struct bytes key, value;
	enum err err;
	(void)state;
	for (char name[] = "a"; name[0] <= 'f'; name[0]++)
		assert_int_equal(put_one(store, name, text("x")), ERR_OK);
	struct store_txn *txn = store_begin_read(store, &err);
	assert_next(txn, BYTES_NONE, "a");
	assert_next(txn, BYTES_OF(d), "e");
	assert_next(txn, BYTES_OF(b), "c");
	assert_next(txn, BYTES_OF(c), "d"); /* not just after the row that it stands on */
	assert_next(txn, BYTES_OF(d), "e");
	assert_next(txn, text("f"), "f");
	assert_false(store_next(txn, 0, (struct bytes){(const uint8_t *)"f", 2}, &key, &value));
	assert_false(store_next(txn, 0, (struct bytes){(const uint8_t *)"f", 2}, &key, &value));
	assert_next(txn, BYTES_OF(b), "c");
	assert_int_equal(store_error(txn), ERR_OK);
	store_abort(txn);
	store_close(store);
}

static bool has(struct store *store, const char *key)
{
	enum err err;
	struct bytes value;
	struct store_txn *txn = store_begin_read(store, &err);
	assert_non_null(txn);
	bool found = store_get(txn, 0, text(key), &value);
	assert_int_equal(store_error(txn), ERR_OK);
	store_abort(txn);
	return found;
}

static struct stat data_status(void)
{
	struct stat status;
	assert_int_equal(stat(place.data, &status), 0);
	return status;
}

/* Runs `child` in a process of its own and returns its exit status, or -signal. A fault
 * kills it: cmocka's handlers would make it carry on with the tests. */
static int in_child(int (*child)(void))
{
	static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
			(void)signal(deadly[i], SIG_DFL);
		(void)alarm(20);
		_exit(child());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* --- opening --- */

static void lmdbstore_absent_store_is_not_made_by_opening(void **state)
{
	(void)state;
	assert_int_equal(open_error(LMDBSTORE_READ), ERR_NOTFOUND);
	assert_int_equal(open_error(LMDBSTORE_WRITE), ERR_NOTFOUND);
	assert_int_equal(mkdir(place.path, 0770), 0);
	assert_int_equal(open_error(LMDBSTORE_READ), ERR_NOTFOUND);
	assert_int_equal(open_error(LMDBSTORE_WRITE), ERR_NOTFOUND);
	assert_int_equal(access(place.data, F_OK), -1);
}

static void lmdbstore_absent_table_is_made_only_on_request(void **state)
{
	(void)state;
	struct store *store = open_good(LMDBSTORE_CREATE);
	assert_int_equal(put_one(store, "a", text("1")), ERR_OK);
	store_close(store);
	store = NULL;
	assert_int_equal(open_as(LMDBSTORE_READ, 3, &store), ERR_CORRUPT);
	assert_int_equal(open_as(LMDBSTORE_WRITE, 3, &store), ERR_CORRUPT);
	assert_int_equal(open_as(LMDBSTORE_CREATE, 3, &store), ERR_OK);
	assert_true(has(store, "a"));
	store_close(store);
	assert_int_equal(open_as(LMDBSTORE_WRITE, 3, &store), ERR_OK);
	store_close(store);
}

static void lmdbstore_table_of_a_later_version_is_made_by_a_writer(void **state)
{
	(void)state;
	struct lmdbstore_config config = {.path = place.path,
		.tables = tables,
		.table_count = 3,
		.map_size_bytes = MAP_SIZE_BYTES,
		.mode = LMDBSTORE_READ,
		.later_tables = 2};
	struct store *store = open_good(LMDBSTORE_CREATE);
	assert_int_equal(put_one(store, "a", text("1")), ERR_OK);
	store_close(store);
	assert_int_equal(lmdbstore_open(&config, &store, NULL), ERR_CORRUPT);
	config.mode = LMDBSTORE_WRITE;
	assert_int_equal(lmdbstore_open(&config, &store, NULL), ERR_OK);
	assert_true(has(store, "a"));
	store_close(store);
	config.mode = LMDBSTORE_READ;
	assert_int_equal(lmdbstore_open(&config, &store, NULL), ERR_OK);
	store_close(store);
}

static void lmdbstore_modes_are_for_the_group_whatever_the_umask(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		mode_t mode;
	} expected[] = {{".", 0770}, {"data.mdb", 0660}, {"lock.mdb", 0660}};
	mode_t before = umask(0077);
	store_close(open_good(LMDBSTORE_CREATE));
	(void)umask(before);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		char name[TEMPDIR_SIZE + 64];
		struct stat status;
		(void)snprintf(name, sizeof(name), "%s/%s", place.path, expected[i].file);
		assert_int_equal(stat(name, &status), 0);
		assert_int_equal(status.st_mode & 07777, expected[i].mode);
	}
}

static int write_in_child(void)
{
	return (int)open_error(LMDBSTORE_WRITE);
}

static void lmdbstore_second_writer_is_denied(void **state)
{
	(void)state;
	struct store *store = open_good(LMDBSTORE_CREATE);
	assert_int_equal(in_child(write_in_child), ERR_DENIED);
	struct lmdbstore_detail detail;
	assert_int_equal(lmdbstore_grow(place.path, 2 * MAP_SIZE_BYTES, &detail), ERR_DENIED);
	assert_string_not_equal(detail.text, "");
	store_close(store);
	assert_int_equal(in_child(write_in_child), ERR_OK);
}

static int read_in_child(void)
{
	struct store *store = open_good(LMDBSTORE_READ);
	bool found = has(store, "a");
	enum err refused = put_one(store, "b", text("2"));
	store_close(store);
	return found && refused == ERR_DENIED ? 0 : 1;
}

static void lmdbstore_reader_reads_beside_writer_and_alone(void **state)
{
	(void)state;
	struct store *store = open_good(LMDBSTORE_CREATE);
	assert_int_equal(put_one(store, "a", text("1")), ERR_OK);
	assert_int_equal(in_child(read_in_child), 0);
	store_close(store);
	assert_int_equal(in_child(read_in_child), 0);
}

static void lmdbstore_reader_slots_out_is_retry(void **state)
{
	(void)state;
	struct store *store = open_good(LMDBSTORE_CREATE);
	static struct store_txn *readers[1000];
	enum err err = ERR_OK;
	size_t count = 0;
	while (count < 1000 && (readers[count] = store_begin_read(store, &err)) != NULL)
		count++;
	assert_in_range(count, 100, 999);
	assert_int_equal(err, ERR_RETRY);
	assert_string_not_equal(lmdbstore_detail(store), "");
	while (count > 0)
		store_abort(readers[--count]);
	assert_false(has(store, "a"));
	store_close(store);
}

/* A reader that dies leaves its slot taken until the next tick. */
static int die_reading(void)
{
	enum err err;
	struct store *store = open_good(LMDBSTORE_READ);
	unsigned count = 0;
	while (store_begin_read(store, &err) != NULL)
		count++;
	return count > 0 ? 0 : 1;
}

static void lmdbstore_tick_frees_slots_of_dead_readers(void **state)
{
	(void)state;
	enum err err;
	struct store *store = open_good(LMDBSTORE_CREATE);
	assert_int_equal(in_child(die_reading), 0);
	assert_null(store_begin_read(store, &err));
	assert_int_equal(err, ERR_RETRY);
	assert_int_equal(lmdbstore_tick(store), ERR_OK);
	assert_false(has(store, "a"));
	store_close(store);
}

static struct store *inherited;

static int use_inherited(void)
{
	enum err err;
	if (freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	(void)!store_begin_read(inherited, &err);
	return 0;
}

static void lmdbstore_use_across_fork_is_asserted(void **state)
{
	(void)state;
	inherited = open_good(LMDBSTORE_CREATE);
	assert_int_equal(in_child(use_inherited), -SIGABRT);
	store_close(inherited);
}

static void lmdbstore_most_tables_with_longest_names_open(void **state)
{
	(void)state;
	static char names[STORE_TABLES_MAX][STORE_TABLE_NAME_MAX + 1];
	static struct store_table many[STORE_TABLES_MAX];
	for (unsigned i = 0; i < STORE_TABLES_MAX; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "%0*u", (int)STORE_TABLE_NAME_MAX, i);
		many[i] = (struct store_table){names[i], STORE_CHECK_SHORT};
	}
	const struct lmdbstore_config config = {
		.path = place.path,
		.tables = many,
		.table_count = STORE_TABLES_MAX,
		.map_size_bytes = MAP_SIZE_BYTES,
		.mode = LMDBSTORE_CREATE,
	};
	enum err err;
	struct store *store;
	assert_int_equal(lmdbstore_open(&config, &store, NULL), ERR_OK);
	struct store_txn *txn = store_begin_write(store, &err);
	store_put(txn, STORE_TABLES_MAX - 1, text("a"), text("1"));
	assert_int_equal(store_commit(txn), ERR_OK);
	assert_false(has(store, "a"));
	store_close(store);
}

/* --- a disk that fails --- */

/* The limit on the size of files makes LMDB's writes fail, as a broken disk does. */
static int commit_that_fails(void)
{
	struct rlimit limit, none;
	struct store *store = open_good(LMDBSTORE_CREATE);
	enum err before = put_one(store, "a", text("1"));
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || getrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 1;
	none = (struct rlimit){0, limit.rlim_max};
	if (before != ERR_OK || setrlimit(RLIMIT_FSIZE, &none) != 0)
		return 2;
	if (put_one(store, "b", text("2")) != ERR_IO || lmdbstore_detail(store)[0] == '\0')
		return 3;
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 4;
	/* the disk is well again, but nobody knows what is on it */
	if (put_one(store, "c", text("3")) != ERR_IO || !has(store, "a"))
		return 5;
	store_close(store);
	store = open_good(LMDBSTORE_WRITE);
	enum err after = put_one(store, "c", text("3"));
	bool good = after == ERR_OK && has(store, "a") && has(store, "c");
	store_close(store);
	return good ? 0 : 6;
}

static void lmdbstore_refuses_writes_after_failed_commit_until_opened_again(void **state)
{
	(void)state;
	assert_int_equal(in_child(commit_that_fails), 0);
}

/* --- space --- */

static void lmdbstore_file_has_its_blocks_at_every_opening(void **state)
{
	(void)state;
	store_close(open_good(LMDBSTORE_CREATE));
	assert_int_equal(data_status().st_size, MAP_SIZE_BYTES);
	assert_true(data_status().st_blocks * 512 >= MAP_SIZE_BYTES);
	/* as a compacted backup that was put back */
	assert_int_equal(truncate(place.data, 16 * 4096), 0);
	store_close(open_good(LMDBSTORE_WRITE));
	assert_true(data_status().st_blocks * 512 >= MAP_SIZE_BYTES);
}

/* A limit on the size of files stands for a full disk. */
static int open_without_room(void)
{
	const struct rlimit limit = {MAP_SIZE_BYTES / 2, MAP_SIZE_BYTES / 2};
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return -1;
	return (int)open_error(LMDBSTORE_WRITE);
}

static void lmdbstore_without_room_does_not_open_and_keeps_its_size(void **state)
{
	(void)state;
	store_close(open_good(LMDBSTORE_CREATE));
	assert_int_equal(truncate(place.data, 16 * 4096), 0);
	assert_int_equal(in_child(open_without_room), ERR_RANGE); /* EFBIG, not ENOSPC */
	assert_int_equal(data_status().st_size, 16 * 4096);
}

#define NO_NAMESPACE 77

/* A small disk of its own over the store's directory, seen by this process only. */
static bool mount_small_disk(void)
{
	uid_t user = geteuid();
	return unshare(CLONE_NEWNS | (user == 0 ? 0 : CLONE_NEWUSER)) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mkdir(place.path, 0770) == 0 &&
	       mount("none", place.path, "tmpfs", 0, "size=2m") == 0;
}

static bool fill_disk(void)
{
	static const uint8_t block[4096];
	char name[TEMPDIR_SIZE + 32];
	(void)snprintf(name, sizeof(name), "%s/other", place.path);
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	while (fd >= 0 && write(fd, block, sizeof(block)) > 0)
		;
	return fd >= 0 && errno == ENOSPC && close(fd) == 0;
}

static int work_on_full_disk(void)
{
	if (!mount_small_disk())
		return NO_NAMESPACE;
	struct store *store = open_good(LMDBSTORE_CREATE);
	store_close(store);
	if (lmdbstore_grow(place.path, 8 * MAP_SIZE_BYTES, NULL) != ERR_NOSPACE)
		return 1;
	if (data_status().st_size != MAP_SIZE_BYTES || !fill_disk())
		return 2;
	store = open_good(LMDBSTORE_WRITE);
	for (unsigned i = 0; i < 20; i++) {
		char key[16];
		(void)snprintf(key, sizeof(key), "%u", i);
		if (put_one(store, key, text("written all the same")) != ERR_OK)
			return 3;
	}
	char copy[TEMPDIR_SIZE + 32];
	(void)snprintf(copy, sizeof(copy), "%s/copy", place.path);
	bool refused = lmdbstore_copy(store, copy) == ERR_NOSPACE && access(copy, F_OK) != 0;
	store_close(store);
	return refused ? 0 : 4;
}

static void lmdbstore_on_full_disk_commits_and_does_not_grow(void **state)
{
	(void)state;
	int status = in_child(work_on_full_disk);
	if (status == NO_NAMESPACE)
		mayskip_skip(); /* this machine lets nobody mount */
	assert_int_equal(status, 0);
}

static unsigned fill(struct store *store, enum err *ret_err)
{
	static uint8_t value[20000];
	unsigned count = 0;
	char key[16];
	do {
		(void)snprintf(key, sizeof(key), "%08u", count);
		*ret_err = put_one(store, key, BYTES_OF(value));
		count += *ret_err == ERR_OK;
	} while (*ret_err == ERR_OK && count < 10000);
	return count;
}

static void lmdbstore_full_map_is_nospace_and_usable_after(void **state)
{
	(void)state;
	enum err err;
	struct lmdbstore_usage before, full, after;
	struct store *store = open_good(LMDBSTORE_CREATE);
	assert_int_equal(lmdbstore_usage(store, &before), ERR_OK);
	assert_int_equal(before.total_bytes, MAP_SIZE_BYTES);
	unsigned count = fill(store, &err);
	assert_int_equal(err, ERR_NOSPACE);
	assert_string_not_equal(lmdbstore_detail(store), "");
	assert_in_range(count, 20, 60);
	assert_int_equal(lmdbstore_usage(store, &full), ERR_OK);
	assert_true(full.used_bytes > full.total_bytes * 3 / 4);
	assert_true(has(store, "00000000"));
	struct store_txn *txn = store_begin_write(store, &err);
	for (unsigned i = 0; i < count; i++) {
		char key[16];
		(void)snprintf(key, sizeof(key), "%08u", i);
		store_delete(txn, 0, text(key));
	}
	assert_int_equal(store_commit(txn), ERR_OK);
	assert_int_equal(lmdbstore_usage(store, &after), ERR_OK);
	assert_true(after.used_bytes < full.total_bytes / 4);
	assert_int_equal(put_one(store, "a", text("1")), ERR_OK);
	store_close(store);
}

static void lmdbstore_grown_store_takes_more(void **state)
{
	(void)state;
	enum err err;
	struct lmdbstore_detail detail;
	struct lmdbstore_usage usage;
	assert_int_equal(lmdbstore_grow(place.path, MAP_SIZE_BYTES, &detail), ERR_NOTFOUND);
	struct store *store = open_good(LMDBSTORE_CREATE);
	unsigned count = fill(store, &err);
	store_close(store);
	assert_int_equal(lmdbstore_grow(place.path, MAP_SIZE_BYTES / 2, &detail), ERR_RANGE);
	assert_int_equal(lmdbstore_grow(place.path, 4 * MAP_SIZE_BYTES, &detail), ERR_OK);
	assert_true(data_status().st_blocks * 512 >= 4 * MAP_SIZE_BYTES);
	store = open_good(LMDBSTORE_WRITE); /* whose configured size is still the old one */
	assert_int_equal(lmdbstore_usage(store, &usage), ERR_OK);
	assert_int_equal(usage.total_bytes, 4 * MAP_SIZE_BYTES);
	assert_true(has(store, "00000000"));
	assert_true(fill(store, &err) > 3 * count);
	store_close(store);
}

static void lmdbstore_copy_opens_as_a_store(void **state)
{
	(void)state;
	char copy[TEMPDIR_SIZE + 16];
	struct store *store = open_good(LMDBSTORE_CREATE);
	assert_int_equal(put_one(store, "a", text("1")), ERR_OK);
	(void)snprintf(copy, sizeof(copy), "%s/copy", place.parent);
	assert_int_equal(lmdbstore_copy(store, copy), ERR_OK);
	assert_int_equal(lmdbstore_copy(store, copy), ERR_DUPLICATE);
	store_close(store);
	assert_int_equal(rename(copy, place.data), 0);
	assert_true(data_status().st_size < MAP_SIZE_BYTES);
	store = open_good(LMDBSTORE_WRITE);
	assert_true(has(store, "a"));
	assert_int_equal(data_status().st_size, MAP_SIZE_BYTES);
	store_close(store);
}

/* --- damage --- */

static void lmdbstore_truncated_file_is_corrupt(void **state)
{
	(void)state;
	enum err err;
	struct store *store = open_good(LMDBSTORE_CREATE);
	(void)fill(store, &err);
	store_close(store);
	for (off_t size = 3 * MAP_SIZE_BYTES / 4; size > 0; size = size * 2 / 3) {
		assert_int_equal(truncate(place.data, size), 0);
		assert_int_equal(open_error(LMDBSTORE_READ), ERR_CORRUPT);
		assert_int_equal(open_error(LMDBSTORE_WRITE), ERR_CORRUPT);
		assert_int_equal(open_error(LMDBSTORE_CREATE), ERR_CORRUPT);
	}
	assert_int_equal(truncate(place.data, 0), 0);
	assert_int_equal(open_error(LMDBSTORE_CREATE), ERR_CORRUPT);
}

static void lmdbstore_file_of_zeros_is_corrupt(void **state)
{
	(void)state;
	store_close(open_good(LMDBSTORE_CREATE));
	assert_int_equal(truncate(place.data, 0), 0);
	assert_int_equal(truncate(place.data, MAP_SIZE_BYTES), 0);
	assert_int_equal(open_error(LMDBSTORE_READ), ERR_CORRUPT);
	assert_int_equal(open_error(LMDBSTORE_WRITE), ERR_CORRUPT);
}

/* Rows whose value follows from table and key, so a wrong one is known when seen. */
#define FLIP_ROWS 150u

static struct bytes expected_value(unsigned table, struct bytes key, uint8_t buffer[3200])
{
	size_t size = 20 + (size_t)(key.data[3] % 16) * 10;
	if (key.data[3] % 50 == 0)
		size = 3000; /* on a page of its own */
	for (size_t i = 0; i < size; i++)
		buffer[i] = (uint8_t)(key.data[3] * 31u + key.data[2] * 7u + table * 101 + i);
	return (struct bytes){buffer, size};
}

static struct bytes row_key(unsigned row, uint8_t buffer[4])
{
	struct writer writer = writer_of(buffer, 4);
	write_be32(&writer, row);
	return written(&writer);
}

static void write_rows(void)
{
	enum err err;
	struct store *store = open_good(LMDBSTORE_CREATE);
	for (unsigned from = 0; from < FLIP_ROWS; from += FLIP_ROWS / 3) {
		struct store_txn *txn = store_begin_write(store, &err);
		for (unsigned row = from; row < from + FLIP_ROWS / 3; row++) {
			for (unsigned table = 0; table < TABLES; table++) {
				uint8_t key[4], value[3200];
				struct bytes span = row_key(row, key);
				store_append(txn, table, span, expected_value(table, span, value));
			}
		}
		assert_int_equal(store_commit(txn), ERR_OK);
	}
	store_close(store);
}

/* Exit codes of a child; a sanitizer that stops it exits with 1. */
enum outcome { INTACT = 10, REPORTED, MISSING, WRONG, OUTCOMES_END };

static enum outcome read_table(struct store *store, unsigned table)
{
	enum err err;
	uint8_t buffer[STORE_KEY_SIZE_MAX + 1], value_buffer[3200];
	struct bytes from = BYTES_NONE, key, value;
	unsigned rows = 0;
	struct store_txn *txn = store_begin_read(store, &err);
	if (txn == NULL)
		return REPORTED;
	while (store_next(txn, table, from, &key, &value)) {
		if (key.size != 4 || !bytes_equal(value, expected_value(table, key, value_buffer)))
			return WRONG;
		from = store_key_after(key, buffer);
		rows++;
	}
	for (unsigned row = 0; row < FLIP_ROWS; row++) {
		key = row_key(row, buffer);
		if (store_get(txn, table, key, &value) &&
			!bytes_equal(value, expected_value(table, key, value_buffer)))
			return WRONG;
	}
	err = store_error(txn);
	store_abort(txn);
	if (err != ERR_OK)
		return REPORTED;
	return rows == FLIP_ROWS ? INTACT : MISSING;
}

static int read_flipped(void)
{
	struct store *store = NULL;
	if (freopen("/dev/null", "w", stderr) == NULL)
		return WRONG;
	if (open_as(LMDBSTORE_READ, TABLES, &store) != ERR_OK)
		return REPORTED;
	enum outcome worst = INTACT;
	for (unsigned table = 0; table < TABLES; table++) {
		enum outcome outcome = read_table(store, table);
		worst = outcome > worst ? outcome : worst;
	}
	return (int)worst;
}

static void flip_bit(int fd, uint64_t bit)
{
	uint8_t byte;
	assert_int_equal(pread(fd, &byte, 1, (off_t)(bit / 8)), 1);
	byte ^= (uint8_t)(1u << bit % 8);
	assert_int_equal(pwrite(fd, &byte, 1, (off_t)(bit / 8)), 1);
}

/* LMDB itself may fall over a changed page (the child dies); what it may not do is to
 * give a wrong value for a right one. A row that is missing is for counts to find. */
static void lmdbstore_flipped_bits_never_give_a_wrong_value(void **state)
{
	(void)state;
	unsigned outcomes[OUTCOMES_END] = {0}, deaths = 0;
	uint64_t random = 88172645463325252u;
	write_rows();
	const uint64_t bits = 8 * 4096 * 24; /* the pages that are in use */
	int fd = open(place.data, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(in_child(read_flipped), INTACT);
	for (unsigned i = 0; i < 600; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		uint64_t bit = (random >> 24) % bits;
		flip_bit(fd, bit);
		int outcome = in_child(read_flipped);
		flip_bit(fd, bit);
		if (outcome < INTACT)
			deaths++;
		else
			outcomes[outcome]++;
	}
	assert_int_equal(close(fd), 0);
	print_message("intact %u, reported %u, missing %u, died %u\n", outcomes[INTACT],
		outcomes[REPORTED], outcomes[MISSING], deaths);
	assert_int_equal(outcomes[WRONG], 0);
	assert_true(outcomes[REPORTED] > 100);
	assert_true(deaths < 30);
	assert_int_equal(in_child(read_flipped), INTACT);
}

int main(int argc, char **argv)
{
	mayskip_choose(argc, argv, "lmdbstore_on_full_disk_commits_and_does_not_grow");
#define LMDBSTORE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		LMDBSTORE_TEST(lmdbstore_absent_store_is_not_made_by_opening),
		LMDBSTORE_TEST(lmdbstore_absent_table_is_made_only_on_request),
		LMDBSTORE_TEST(lmdbstore_table_of_a_later_version_is_made_by_a_writer),
		LMDBSTORE_TEST(lmdbstore_modes_are_for_the_group_whatever_the_umask),
		LMDBSTORE_TEST(lmdbstore_second_writer_is_denied),
		LMDBSTORE_TEST(lmdbstore_reader_reads_beside_writer_and_alone),
		LMDBSTORE_TEST(lmdbstore_reader_that_jumps_gets_what_it_asks_for),
		LMDBSTORE_TEST(lmdbstore_reader_slots_out_is_retry),
		LMDBSTORE_TEST(lmdbstore_tick_frees_slots_of_dead_readers),
		LMDBSTORE_TEST(lmdbstore_use_across_fork_is_asserted),
		LMDBSTORE_TEST(lmdbstore_most_tables_with_longest_names_open),
		LMDBSTORE_TEST(lmdbstore_refuses_writes_after_failed_commit_until_opened_again),
		LMDBSTORE_TEST(lmdbstore_file_has_its_blocks_at_every_opening),
		LMDBSTORE_TEST(lmdbstore_without_room_does_not_open_and_keeps_its_size),
		LMDBSTORE_TEST(lmdbstore_on_full_disk_commits_and_does_not_grow),
		LMDBSTORE_TEST(lmdbstore_full_map_is_nospace_and_usable_after),
		LMDBSTORE_TEST(lmdbstore_grown_store_takes_more),
		LMDBSTORE_TEST(lmdbstore_copy_opens_as_a_store),
		LMDBSTORE_TEST(lmdbstore_truncated_file_is_corrupt),
		LMDBSTORE_TEST(lmdbstore_file_of_zeros_is_corrupt),
		LMDBSTORE_TEST(lmdbstore_flipped_bits_never_give_a_wrong_value),
	};
	return mayskip_status(cmocka_run_group_tests(tests, NULL, NULL));
}
