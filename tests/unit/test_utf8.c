#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "jour/utf8.h"

static size_t decode_size(const char *text, size_t size)
{
	uint32_t point;
	return utf8_decode((struct bytes){(const uint8_t *)text, size}, &point);
}

static void utf8_every_code_point_survives_the_way_there_and_back(void **state)
{
	(void)state;
	for (uint32_t point = 0; point < 0x110000; point++) {
		char text[UTF8_SIZE_MAX];
		uint32_t back = 0;
		if (point >= 0xd800 && point < 0xe000)
			continue;
		size_t size = utf8_encode(point, text);
		struct bytes bytes = {(const uint8_t *)text, size};
		assert_int_equal(utf8_decode(bytes, &back), size);
		assert_int_equal(back, point);
		bytes.size--;
		assert_int_equal(utf8_decode(bytes, &back), 0);
	}
}

static void utf8_malformed_sequence_is_refused(void **state)
{
	(void)state;
	assert_int_equal(decode_size("\xc0\x80", 2), 0);
	assert_int_equal(decode_size("\xe0\x9f\xbf", 3), 0);
	assert_int_equal(decode_size("\xed\xa0\x80", 3), 0);
	assert_int_equal(decode_size("\xf0\x8f\xbf\xbf", 4), 0);
	assert_int_equal(decode_size("\xf4\x90\x80\x80", 4), 0);
	assert_int_equal(decode_size("\x80", 1), 0);
	assert_int_equal(decode_size("\xe5n", 2), 0);
}

static void utf8_valid_size_stops_at_the_first_bad_byte(void **state)
{
	(void)state;
	assert_int_equal(utf8_valid_size(bytes_of_text("Ume\xe5")), 3);
	assert_int_equal(utf8_valid_size(bytes_of_text("Umeå")), 5);
	assert_int_equal(utf8_valid_size(BYTES_NONE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_every_code_point_survives_the_way_there_and_back),
		cmocka_unit_test(utf8_malformed_sequence_is_refused),
		cmocka_unit_test(utf8_valid_size_stops_at_the_first_bad_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
