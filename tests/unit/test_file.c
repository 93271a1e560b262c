#include "jour/file.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static char directory[] = "/tmp/jour-file-XXXXXX";

static const char *path_of(const char *name)
{
	static char path[2][600];
	static unsigned turn;
	char *to = path[turn++ % 2];
	snprintf(to, sizeof(path[0]), "%s/%s", directory, name);
	return to;
}

static int set_up(void **state)
{
	(void)state;
	strcpy(directory + strlen(directory) - 6, "XXXXXX");
	return mkdtemp(directory) == NULL;
}

/* Removes the directory and returns how many files were in it. */
static int empty(void)
{
	DIR *stream = opendir(directory);
	int count = 0;
	for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		count++;
		if (remove(path_of(entry->d_name)) != 0)
			count += 1000;
	}
	closedir(stream);
	return rmdir(directory) == 0 ? count : -1;
}

static int tear_down(void **state)
{
	(void)state;
	return empty() < 0;
}

static mode_t mode_of(const char *path)
{
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

static void file_written_reads_back_with_mode(void **state)
{
	(void)state;
	const char *path = path_of("a");
	umask(077);
	assert_int_equal(file_write(path, bytes_of_text("one"), 0640), ERR_OK);
	assert_int_equal(file_write(path, bytes_of_text("three"), 0640), ERR_OK);
	char text[5];
	size_t size = 99;
	assert_int_equal(file_read(path, text, sizeof(text), &size), ERR_OK);
	assert_int_equal(size, 5);
	assert_memory_equal(text, "three", 5);
	assert_int_equal(mode_of(path), 0640);
	assert_int_equal(file_read(path, text, 4, &size), ERR_RANGE);
	assert_int_equal(size, 5);
}

static void file_write_failed_leaves_no_temporary(void **state)
{
	(void)state;
	/* A directory that is not empty cannot be renamed over. */
	assert_int_equal(file_mkdir(path_of("d"), 0700), ERR_OK);
	assert_int_equal(file_write(path_of("d/x"), bytes_of_text("1"), 0600), ERR_OK);
	assert_int_not_equal(file_write(path_of("d"), bytes_of_text("1"), 0600), ERR_OK);
	assert_int_equal(unlink(path_of("d/x")), 0);
	assert_int_equal(empty(), 1);
	assert_non_null(mkdtemp(strcpy(directory, "/tmp/jour-file-XXXXXX")));
}

/* Killed between writing and renaming. */
static void file_sweep_removes_what_a_killed_writer_left(void **state)
{
	(void)state;
	const char *const kept[] = {"a.csv", "a.csv.new", "a.jour-new"};
	assert_int_equal(file_write(path_of("a.csv.Xy12zA.jour-new"), BYTES_NONE, 0600), ERR_OK);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(file_write(path_of(kept[i]), BYTES_NONE, 0600), ERR_OK);
	assert_int_equal(file_sweep(directory), ERR_OK);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(access(path_of(kept[i]), F_OK), 0);
	assert_int_equal(empty(), 3);
	assert_int_equal(file_sweep(directory), ERR_NOTFOUND);
	assert_int_equal(mkdir(directory, 0700), 0);
}

/* What the pattern of sweeping must know. */
static void file_write_killed_leaves_what_a_sweep_removes(void **state)
{
	(void)state;
	pid_t child = fork();
	if (child == 0) {
		struct rlimit none = {0, 0};
		setrlimit(RLIMIT_FSIZE, &none); /* the first write ends the process */
		(void)!file_write(path_of("killed.csv"), bytes_of_text("text"), 0600);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
	assert_int_equal(file_sweep(directory), ERR_OK);
	assert_int_equal(empty(), 0);
	assert_int_equal(mkdir(directory, 0700), 0);
}

static void file_create_over_existing_is_duplicate(void **state)
{
	(void)state;
	const char *path = path_of("a");
	assert_int_equal(file_create(path, bytes_of_text("one"), 0600), ERR_OK);
	assert_int_equal(file_create(path, bytes_of_text("two"), 0600), ERR_DUPLICATE);
	char text[8];
	size_t size;
	assert_int_equal(file_read(path, text, sizeof(text), &size), ERR_OK);
	assert_memory_equal(text, "one", 3);
	assert_int_equal(empty(), 1);
	assert_non_null(mkdtemp(strcpy(directory, "/tmp/jour-file-XXXXXX")));
}

static void file_read_of_no_file_is_refused(void **state)
{
	(void)state;
	char text[8];
	size_t size;
	assert_int_equal(file_read(path_of("none"), text, 8, &size), ERR_NOTFOUND);
	assert_int_equal(file_read(directory, text, 8, &size), ERR_MALFORMED);
	assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
	assert_int_equal(file_read(path_of("pipe"), text, 8, &size), ERR_MALFORMED);
}

static void file_mkdir_existing_directory_is_ok(void **state)
{
	(void)state;
	umask(077);
	assert_int_equal(file_mkdir(path_of("d"), 0770), ERR_OK);
	assert_int_equal(mode_of(path_of("d")), 0770);
	assert_int_equal(file_mkdir(path_of("d"), 0700), ERR_OK);
	assert_int_equal(mode_of(path_of("d")), 0770);
	assert_int_equal(file_write(path_of("f"), BYTES_NONE, 0600), ERR_OK);
	assert_int_equal(file_mkdir(path_of("f"), 0700), ERR_DUPLICATE);
	assert_int_equal(file_mkdir(path_of("no/d"), 0700), ERR_NOTFOUND);
}

static void file_path_too_long_is_range(void **state)
{
	(void)state;
	static char path[5000];
	memset(path, 'x', sizeof(path) - 1);
	assert_int_equal(file_write(path, BYTES_NONE, 0600), ERR_RANGE);
	path[4998] = '/';
	assert_int_equal(file_sync_parent(path), ERR_RANGE);
}

static void file_err_every_errno_is_mapped(void **state)
{
	(void)state;
	assert_int_equal(file_err(0), ERR_OK);
	assert_int_equal(file_err(EACCES), ERR_DENIED);
	assert_int_equal(file_err(EROFS), ERR_DENIED);
	assert_int_equal(file_err(ENOSPC), ERR_NOSPACE);
	assert_int_equal(file_err(EDQUOT), ERR_NOSPACE);
	assert_int_equal(file_err(EINTR), ERR_RETRY);
	assert_int_equal(file_err(EIO), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			file_written_reads_back_with_mode, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			file_write_failed_leaves_no_temporary, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			file_sweep_removes_what_a_killed_writer_left, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			file_write_killed_leaves_what_a_sweep_removes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			file_create_over_existing_is_duplicate, set_up, tear_down),
		cmocka_unit_test_setup_teardown(file_read_of_no_file_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			file_mkdir_existing_directory_is_ok, set_up, tear_down),
		cmocka_unit_test(file_path_too_long_is_range),
		cmocka_unit_test(file_err_every_errno_is_mapped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
