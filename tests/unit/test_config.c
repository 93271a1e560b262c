#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "config.h"
#include "jour/file.h"
#include "tempdir.h"

static char directory[TEMPDIR_SIZE];

static int setup(void **state)
{
	(void)state;
	tempdir_make(directory);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tempdir_remove(directory);
	return 0;
}

static bool read_text(const char *text, struct config *ret_config)
{
	char path[TEMPDIR_SIZE + 16];
	snprintf(path, sizeof(path), "%s/agent.yaml", directory);
	if (text != NULL)
		assert_int_equal(file_write(path, bytes_of_text(text), 0600), ERR_OK);
	return config_read(path, ret_config);
}

static void config_without_a_file_is_the_default(void **state)
{
	(void)state;
	struct config config;
	assert_true(read_text(NULL, &config));
	assert_string_equal(config.unit, "");
	assert_string_equal(config.via, "");
	assert_string_equal(config.language, "");
	assert_int_equal(config.speaks_as, JOUR__V1__SOURCE__SOURCE_KOMMUN);
}

static void config_with_every_key_is_read(void **state)
{
	(void)state;
	struct config config;
	assert_true(read_text("unit: \"0117\"\nspeaks_as: jour\nvia: tcp://10.0.0.5:7690\n"
			      "language: sv\n",
		&config));
	assert_string_equal(config.unit, "0117");
	assert_int_equal(config.speaks_as, JOUR__V1__SOURCE__SOURCE_JOUR);
	assert_string_equal(config.via, "tcp://10.0.0.5:7690");
	assert_string_equal(config.language, "sv");
}

static void config_with_a_fault_leaves_what_was_there(void **state)
{
	(void)state;
	static const char *const wrong[] = {"unti: \"2409\"\n", "unit: \"24 09\"\n",
		"unit: \"12345678901234567\"\n", "speaks_as: region\n", "language: no\n",
		"via: \"tcp://10.0.0.5 7690\"\n", "- 1\n", "unit: [1]\n", "unit: \"\n"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct config config = {.language = "old"};
		assert_false(read_text(wrong[i], &config));
		assert_string_equal(config.language, "old");
	}
}

static void config_ends_at_4096_bytes(void **state)
{
	(void)state;
	char text[4098] = "language: sv\n";
	struct config config = {.language = ""};
	memset(text + strlen(text), '#', 4096 - strlen(text));
	assert_int_equal(strlen(text), 4096);
	assert_true(read_text(text, &config));
	assert_string_equal(config.language, "sv");
	text[4096] = '#';
	assert_false(read_text(text, &config));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(config_without_a_file_is_the_default),
		TEST(config_with_every_key_is_read),
		TEST(config_with_a_fault_leaves_what_was_there),
		TEST(config_ends_at_4096_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
