#include "jour/base64.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void assert_text(const char *data, enum base64_form form, const char *text)
{
	char buffer[64];
	struct writer to = writer_of(buffer, sizeof(buffer));
	base64_write(bytes_of_text(data), form, &to);
	assert_true(bytes_equal(written(&to), bytes_of_text(text)));
	uint8_t back[64] = {0};
	assert_int_equal(base64_read(bytes_of_text(text), form, strlen(data), back), ERR_OK);
	assert_memory_equal(back, data, strlen(data));
}

/* RFC 4648 section 10, and the two letters in which the alphabets differ. */
static void base64_published_examples_agree(void **state)
{
	(void)state;
	assert_text("", BASE64_PADDED, "");
	assert_text("f", BASE64_PADDED, "Zg==");
	assert_text("fo", BASE64_PADDED, "Zm8=");
	assert_text("foo", BASE64_PADDED, "Zm9v");
	assert_text("foobar", BASE64_PADDED, "Zm9vYmFy");
	assert_text("f", BASE64_URL, "Zg");
	assert_text("fo", BASE64_URL, "Zm8");
	assert_text("\xfb\xff\xbf", BASE64_PADDED, "+/+/");
	assert_text("\xfb\xff\xbf", BASE64_URL, "-_-_");
}

static void base64_other_text_for_same_bytes_is_malformed(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum base64_form form;
		size_t size;
	} bad[] = {
		{"Zg", BASE64_PADDED, 1},
		{"Zg=", BASE64_PADDED, 1},
		{"Zg===", BASE64_PADDED, 1},
		{"Zh==", BASE64_PADDED, 1}, /* a bit that decodes to nothing */
		{"Zm9=", BASE64_PADDED, 2},
		{"Zg== ", BASE64_PADDED, 1},
		{" Zg==", BASE64_PADDED, 1},
		{"Z\ng==", BASE64_PADDED, 1},
		{"Zm9v", BASE64_PADDED, 2},
		{"Zm9v", BASE64_PADDED, 4},
		{"-_-_", BASE64_PADDED, 3},
		{"+/+/", BASE64_URL, 3},
		{"Zg==", BASE64_URL, 1},
		{"Z", BASE64_URL, 0},
		{"Zh", BASE64_URL, 1},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint8_t data[4] = {0xaa, 0xaa, 0xaa, 0xaa};
		assert_int_equal(
			base64_read(bytes_of_text(bad[i].text), bad[i].form, bad[i].size, data),
			ERR_MALFORMED);
		assert_memory_equal(data, "\xaa\xaa\xaa\xaa", 4);
	}
}

static void base64_largest_data_comes_back(void **state)
{
	(void)state;
	uint8_t data[BASE64_DATA_SIZE_MAX], back[BASE64_DATA_SIZE_MAX];
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 37);
	for (size_t size = 0; size <= sizeof(data); size++) {
		char text[2 * BASE64_DATA_SIZE_MAX];
		struct writer to = writer_of(text, sizeof(text));
		base64_write((struct bytes){data, size}, BASE64_URL, &to);
		assert_int_equal(base64_read(written(&to), BASE64_URL, size, back), ERR_OK);
		assert_memory_equal(back, data, size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_published_examples_agree),
		cmocka_unit_test(base64_other_text_for_same_bytes_is_malformed),
		cmocka_unit_test(base64_largest_data_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
