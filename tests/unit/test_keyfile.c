#include "jour/keyfile.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "jour/file.h"
#include "mayskip.h"

static char directory[] = "/tmp/jour-keyfile-XXXXXX";
static char path[sizeof(directory) + 4];
static uint8_t seed[SEED_SIZE];

static int set_up(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/jour-keyfile-XXXXXX");
	if (mkdtemp(directory) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/key", directory);
	for (size_t i = 0; i < SEED_SIZE; i++)
		seed[i] = (uint8_t)(i * 37 + 200);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

static void put(const char *text)
{
	assert_int_equal(file_write(path, bytes_of_text(text), 0600), ERR_OK);
}

static enum err get(char detail[KEYFILE_DETAIL_SIZE])
{
	uint8_t got[SEED_SIZE];
	return keyfile_read(path, got, detail);
}

static void seed_formatted_parses_back(void **state)
{
	(void)state;
	char text[SEED_TEXT_SIZE + 4];
	uint8_t got[SEED_SIZE] = {0};
	seed_format(seed, text);
	assert_int_equal(strlen(text), SEED_TEXT_SIZE - 1);
	assert_int_equal(seed_parse(bytes_of_text(text), got), ERR_OK);
	assert_memory_equal(got, seed, SEED_SIZE);
	char spaced[SEED_TEXT_SIZE + 8];
	snprintf(spaced, sizeof(spaced), " \t%s\r\n\n", text);
	assert_int_equal(seed_parse(bytes_of_text(spaced), got), ERR_OK);
}

/* Any one digit changed is noticed; anything cut or added too. */
static void seed_with_one_slip_is_refused(void **state)
{
	(void)state;
	char text[SEED_TEXT_SIZE];
	uint8_t got[SEED_SIZE];
	seed_format(seed, text);
	for (size_t i = 0; i < SEED_TEXT_SIZE - 1; i++) {
		char kept = text[i];
		text[i] = kept == '1' ? '2' : '1';
		assert_int_not_equal(seed_parse(bytes_of_text(text), got), ERR_OK);
		text[i] = kept;
		struct bytes cut = {(const uint8_t *)text, i};
		assert_int_equal(seed_parse(cut, got), ERR_MALFORMED);
	}
	text[11] = text[11] == '0' ? '1' : '0';
	assert_int_equal(seed_parse(bytes_of_text(text), got), ERR_CORRUPT);
}

static void keyfile_created_reads_back_private(void **state)
{
	(void)state;
	char detail[KEYFILE_DETAIL_SIZE] = "untouched";
	uint8_t got[SEED_SIZE] = {0};
	assert_int_equal(keyfile_create(path, seed, detail), ERR_OK);
	assert_int_equal(keyfile_read(path, got, detail), ERR_OK);
	assert_memory_equal(got, seed, SEED_SIZE);
	assert_string_equal(detail, "untouched");
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
}

static void keyfile_existing_is_never_overwritten(void **state)
{
	(void)state;
	char detail[KEYFILE_DETAIL_SIZE];
	put("something");
	assert_int_equal(keyfile_create(path, seed, detail), ERR_DUPLICATE);
	assert_non_null(strstr(detail, "run: mv "));
	char text[16];
	size_t size;
	assert_int_equal(file_read(path, text, sizeof(text), &size), ERR_OK);
	assert_int_equal(size, 9);
}

static void keyfile_others_may_use_is_denied(void **state)
{
	(void)state;
	char detail[KEYFILE_DETAIL_SIZE];
	assert_int_equal(keyfile_create(path, seed, detail), ERR_OK);
	for (mode_t bit = 1; bit <= 040; bit <<= 1) {
		assert_int_equal(chmod(path, 0600 | bit), 0);
		assert_int_equal(get(detail), ERR_DENIED);
		assert_non_null(strstr(detail, "run: chmod 600 "));
		assert_non_null(strstr(detail, path));
	}
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(get(detail), ERR_OK);
}

static void keyfile_of_another_owner_is_denied(void **state)
{
	(void)state;
	char detail[KEYFILE_DETAIL_SIZE];
	if (geteuid() != 0)
		mayskip_skip(); /* only root can give a file away */
	assert_int_equal(keyfile_create(path, seed, detail), ERR_OK);
	assert_int_equal(chown(path, 12345, 0), 0);
	assert_int_equal(get(detail), ERR_DENIED);
	assert_non_null(strstr(detail, "belongs to user 12345"));
}

static void keyfile_unusable_content_says_so(void **state)
{
	(void)state;
	char detail[KEYFILE_DETAIL_SIZE];
	assert_int_equal(get(detail), ERR_NOTFOUND);
	assert_non_null(strstr(detail, "has init been run"));
	put("");
	assert_int_equal(get(detail), ERR_MALFORMED);
	put("jour-seed1 abcd ef");
	assert_int_equal(get(detail), ERR_MALFORMED);
	assert_non_null(strstr(detail, "not a key file"));
	char text[SEED_TEXT_SIZE];
	seed_format(seed, text);
	text[20] = text[20] == '0' ? '1' : '0';
	put(text);
	assert_int_equal(get(detail), ERR_CORRUPT);
	assert_non_null(strstr(detail, "check digits"));
	assert_int_equal(keyfile_read(directory, seed, detail), ERR_MALFORMED);
}

int main(int argc, char **argv)
{
	mayskip_choose(argc, argv, "keyfile_of_another_owner_is_denied");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(seed_formatted_parses_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(seed_with_one_slip_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			keyfile_created_reads_back_private, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			keyfile_existing_is_never_overwritten, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			keyfile_others_may_use_is_denied, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			keyfile_of_another_owner_is_denied, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			keyfile_unusable_content_says_so, set_up, tear_down),
	};
	return mayskip_status(cmocka_run_group_tests(tests, NULL, NULL));
}
