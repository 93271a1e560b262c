#include "jour/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* Runs `say` in a child and returns what it wrote to stderr, and its wait status. */
static int caught(void (*say)(void), char ret_text[4096])
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		say();
		_exit(0);
	}
	close(ends[1]);
	size_t size = 0;
	ssize_t got;
	while ((got = read(ends[0], ret_text + size, 4095 - size)) > 0)
		size += (size_t)got;
	ret_text[size] = '\0';
	close(ends[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void say_three(void)
{
	unsetenv("JOURNAL_STREAM");
	log_role("gate");
	log_info("%d reports", 3);
	log_warn("w");
	log_error("e");
}

static void log_outside_journal_has_no_priority(void **state)
{
	(void)state;
	char text[4096];
	caught(say_three, text);
	assert_string_equal(text, "gate: 3 reports\ngate: w\ngate: e\n");
}

static void say_journal(void)
{
	setenv("JOURNAL_STREAM", "8:1", 1);
	log_info("i");
	log_warn("w");
	log_error("e");
}

static void log_under_journal_begins_with_priority(void **state)
{
	(void)state;
	char text[4096];
	caught(say_journal, text);
	assert_string_equal(text, "<6>i\n<4>w\n<3>e\n");
}

static void say_forged(void)
{
	unsetenv("JOURNAL_STREAM");
	log_info("%s", "a\n<0>forged\x1b[31m\x7f");
}

static void log_control_characters_become_question_marks(void **state)
{
	(void)state;
	char text[4096];
	caught(say_forged, text);
	assert_string_equal(text, "a?<0>forged?[31m?\n");
}

static void say_long(void)
{
	char word[2 * LOG_LINE_SIZE_MAX];
	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	log_info("%s", word);
}

static void log_long_line_is_cut_at_limit(void **state)
{
	(void)state;
	char text[4096];
	caught(say_long, text);
	assert_int_equal(strlen(text), LOG_LINE_SIZE_MAX);
	assert_int_equal(text[LOG_LINE_SIZE_MAX - 1], '\n');
	assert_int_equal(text[LOG_LINE_SIZE_MAX - 2], 'x');
}

static void say_fatal(void)
{
	unsetenv("JOURNAL_STREAM");
	fatal(78, "bad");
}

static void fatal_any_message_exits_with_status(void **state)
{
	(void)state;
	char text[4096];
	int status = caught(say_fatal, text);
	assert_string_equal(text, "bad\n");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 78);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_outside_journal_has_no_priority),
		cmocka_unit_test(log_under_journal_begins_with_priority),
		cmocka_unit_test(log_control_characters_become_question_marks),
		cmocka_unit_test(log_long_line_is_cut_at_limit),
		cmocka_unit_test(fatal_any_message_exits_with_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
