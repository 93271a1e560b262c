#include "agentdir.h"
#include "linkstatus.h"

static void linkstatus_written_is_read_back_with_its_time(void **state)
{
	struct agentdir *dir = *state;
	char text[LINKSTATUS_SIZE];
	uint64_t written_ms = 0;
	assert_false(linkstatus_read(dir->path, text, &written_ms));
	assert_true(linkstatus_write(dir->path, "connected"));
	assert_true(linkstatus_read(dir->path, text, &written_ms));
	assert_string_equal(text, "connected");
	assert_true(written_ms > 0);
}

static void linkstatus_counts_one_report_as_one(void **state)
{
	(void)state;
	char text[LINKSTATUS_SIZE];
	struct link_status status = {.state = LINK_SENDING};
	linkstatus_sentence(&status, 1, text);
	assert_string_equal(text, "connected, sending 1 report");
	linkstatus_sentence(&status, 2, text);
	assert_string_equal(text, "connected, sending 2 reports");
	status.state = LINK_RETRYING;
	linkstatus_sentence(&status, 1, text);
	assert_non_null(strstr(text, "1 report waits here; nothing is lost"));
}

static void linkstatus_of_every_state_has_a_sentence(void **state)
{
	(void)state;
	char text[LINKSTATUS_SIZE];
	for (int i = LINK_WAITING_CONNECTION; i <= LINK_HISTORIES_DIFFER; i++) {
		struct link_status status = {.state = (enum link_state)i,
			.number = 3,
			.code = REFUSAL_GAP,
			.argument = 7};
		linkstatus_sentence(&status, 5, text);
		assert_true(strlen(text) > 20);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, agentdir_setup, agentdir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(linkstatus_written_is_read_back_with_its_time),
		cmocka_unit_test(linkstatus_counts_one_report_as_one),
		cmocka_unit_test(linkstatus_of_every_state_has_a_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
