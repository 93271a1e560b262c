#include "control.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

static int ends[2];

static int set_up(void **state)
{
	(void)state;
	return control_pair(ends) != ERR_OK;
}

static int tear_down(void **state)
{
	(void)state;
	close(ends[0]);
	close(ends[1]);
	return 0;
}

static void control_descriptor_arrives_usable(void **state)
{
	(void)state;
	int pair[2], fd = -2;
	enum control_kind kind;
	char byte = 0;
	assert_int_equal(pipe(pair), 0);
	assert_int_equal(control_send(ends[0], CONTROL_GATE, pair[1]), ERR_OK);
	close(pair[1]);
	assert_int_equal(control_receive(ends[1], &kind, &fd), ERR_OK);
	assert_int_equal(kind, CONTROL_GATE);
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(read(pair[0], &byte, 1), 1);
	assert_int_equal(byte, 'x');
	close(fd);
	close(pair[0]);
}

static void control_plain_messages_keep_their_order(void **state)
{
	(void)state;
	enum control_kind kind;
	int fd = -2;
	assert_int_equal(control_receive(ends[1], &kind, &fd), ERR_RETRY);
	assert_int_equal(control_send(ends[0], CONTROL_READY, -1), ERR_OK);
	assert_int_equal(control_send(ends[0], CONTROL_STOP, -1), ERR_OK);
	assert_int_equal(control_receive(ends[1], &kind, &fd), ERR_OK);
	assert_int_equal(kind, CONTROL_READY);
	assert_int_equal(fd, -1);
	assert_int_equal(control_receive(ends[1], &kind, &fd), ERR_OK);
	assert_int_equal(kind, CONTROL_STOP);
}

static void control_closed_other_side_is_not_found(void **state)
{
	(void)state;
	enum control_kind kind;
	int fd;
	close(ends[0]);
	assert_int_equal(control_receive(ends[1], &kind, &fd), ERR_NOTFOUND);
	assert_int_equal(control_send(ends[1], CONTROL_ALIVE, -1), ERR_NOTFOUND);
	ends[0] = -1;
}

static void control_side_that_never_reads_is_retry(void **state)
{
	(void)state;
	enum err err = ERR_OK;
	for (int i = 0; i < 100000 && err == ERR_OK; i++)
		err = control_send(ends[0], CONTROL_ALIVE, -1);
	assert_int_equal(err, ERR_RETRY);
}

static void control_other_bytes_are_malformed(void **state)
{
	(void)state;
	enum control_kind kind;
	int fd;
	assert_int_equal(send(ends[0], "?", 1, 0), 1);
	assert_int_equal(control_receive(ends[1], &kind, &fd), ERR_MALFORMED);
	assert_int_equal(send(ends[0], "ss", 2, 0), 2);
	assert_int_equal(control_receive(ends[1], &kind, &fd), ERR_MALFORMED);
	assert_int_equal(control_send(ends[0], CONTROL_GATE, -1), ERR_OK);
	assert_int_equal(control_receive(ends[1], &kind, &fd), ERR_MALFORMED);
	assert_int_equal(control_send(ends[0], CONTROL_ALIVE, ends[0]), ERR_OK);
	assert_int_equal(control_receive(ends[1], &kind, &fd), ERR_MALFORMED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(control_descriptor_arrives_usable),
		TEST(control_plain_messages_keep_their_order),
		TEST(control_closed_other_side_is_not_found),
		TEST(control_side_that_never_reads_is_retry),
		TEST(control_other_bytes_are_malformed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
