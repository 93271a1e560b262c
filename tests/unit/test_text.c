#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "jour/limits.h"
#include "jour/text.h"

static bool is_plain(const char *text)
{
	return text_is_plain(bytes_of_text(text));
}

static bool is_valid(const char *text)
{
	return text_is_valid_utf8(bytes_of_text(text));
}

static bool is_org_nr(const char *text)
{
	return text_is_org_nr(bytes_of_text(text));
}

static void text_utf8_of_every_length_is_valid(void **state)
{
	(void)state;
	assert_true(text_is_valid_utf8(BYTES_NONE));
	assert_true(is_valid("Vännäs"));
	assert_true(is_valid("\x7f\n"));
	assert_true(is_valid(
		"\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
	assert_true(is_valid("\xed\x9f\xbf\xee\x80\x80"));
}

static void text_utf8_malformed_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80",
		"\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xed\xa0\x80",
		"\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80",
		"\xfe", "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3(", "\xe2(\xa1",
		"\xe2\x82(", "V\xe4nn\xe4s"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (is_valid(texts[i]) || is_plain(texts[i]))
			fail_msg("row %zu was accepted", i);
	}
}

static void text_utf8_with_nul_is_refused(void **state)
{
	(void)state;
	assert_false(text_is_valid_utf8((struct bytes){(const uint8_t *)"a\0b", 3}));
	assert_false(text_is_plain((struct bytes){(const uint8_t *)"a\0b", 3}));
}

/* The table of well-formed sequences, row by row (Unicode 15, table 3-7). */
static bool dumb_is_one_character(const uint8_t b[4])
{
	static const uint8_t rows[][8] = {{0xc2, 0xdf, 0x80, 0xbf},
		{0xe0, 0xe0, 0xa0, 0xbf, 0x80, 0xbf}, {0xe1, 0xec, 0x80, 0xbf, 0x80, 0xbf},
		{0xed, 0xed, 0x80, 0x9f, 0x80, 0xbf}, {0xee, 0xef, 0x80, 0xbf, 0x80, 0xbf},
		{0xf0, 0xf0, 0x90, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
		{0xf1, 0xf3, 0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
		{0xf4, 0xf4, 0x80, 0x8f, 0x80, 0xbf, 0x80, 0xbf}};
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		bool fits = true;
		for (size_t i = 0; i < 4; i++)
			fits = fits && b[i] >= rows[r][2 * i] && b[i] <= rows[r][2 * i + 1];
		if (fits)
			return true;
	}
	return false;
}

/* Every first and second byte, with third and fourth bytes at the edges; unused bytes of a
 * short sequence are 0 in the table and left off the text. */
static void text_utf8_agrees_with_the_table(void **state)
{
	(void)state;
	static const uint8_t edges[] = {0, 0x7f, 0x80, 0xbf, 0xc0};
	for (unsigned n = 0; n < 128 * 256 * 25; n++) {
		uint8_t b[4] = {(uint8_t)(0x80 + n / 25 / 256), (uint8_t)(n / 25 % 256),
			edges[n / 5 % 5], edges[n % 5]};
		size_t size = b[3] != 0 ? 4 : b[2] != 0 ? 3 : 2;
		bool one = dumb_is_one_character(b);
		/* Else it could be several characters, or hold a NUL. */
		bool whole = size == 4 ? b[0] >= 0xf0 : size == 3 ? b[0] >= 0xe0 : b[0] >= 0xc0;
		if (whole && (b[2] != 0 || b[3] == 0))
			assert_true(text_is_valid_utf8((struct bytes){b, size}) == one);
	}
}

static void text_plain_takes_names_and_references(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "a", "Umeå kommun", "KS 2023/01692",
		"2.3.4-630/2021", "SON 2019-536", "a\u00a0b", "\u2212", "\U0001f600"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_true(is_plain(texts[i]));
}

static void text_plain_refuses_controls(void **state)
{
	(void)state;
	for (unsigned byte = 1; byte < 0x20; byte++)
		assert_false(is_plain((char[]){'a', (char)byte, 'b', '\0'}));
	assert_false(is_plain("a\x7f"));
	for (unsigned byte = 0x80; byte < 0xa0; byte++)
		assert_false(is_plain((char[]){'a', '\xc2', (char)byte, '\0'}));
}

static void text_plain_refuses_what_turns_or_breaks_lines(void **state)
{
	(void)state;
	static const char *const texts[] = {"a\u2028b", "a\u2029b", "a\u202ab", "a\u202eb",
		"a\u2066b", "a\u2069b", "a\u200eb", "a\u200fb", "a\u061cb", "\ufeffa"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(is_plain(texts[i]));
}

static void text_plain_refuses_space_at_the_ends(void **state)
{
	(void)state;
	static const char *const texts[] = {" ", " a", "a ", "\u00a0a", "a\u00a0", "\u00a0"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(is_plain(texts[i]));
}

static void text_plain_past_the_size_limit_is_refused(void **state)
{
	(void)state;
	uint8_t text[TEXT_SIZE_MAX + 1];
	memset(text, 'a', sizeof(text));
	assert_true(text_is_plain((struct bytes){text, TEXT_SIZE_MAX}));
	assert_false(text_is_plain((struct bytes){text, TEXT_SIZE_MAX + 1}));
}

static void text_kommun_code_is_four_digits(void **state)
{
	(void)state;
	assert_true(text_is_kommun_code(bytes_of_text("0117")));
	assert_true(text_is_kommun_code(bytes_of_text("2480")));
	static const char *const texts[] = {
		"", "117", "02480", "24a0", " 117", "-117", "\u0660\u0661"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(text_is_kommun_code(bytes_of_text(texts[i])));
}

static void text_org_nr_with_its_check_digit_is_accepted(void **state)
{
	(void)state;
	assert_true(is_org_nr("212000-2627"));
	assert_true(is_org_nr("212000-2890"));
}

static void text_org_nr_with_another_check_digit_is_refused(void **state)
{
	(void)state;
	for (int digit = '0'; digit <= '9'; digit++) {
		char text[] = "212000-262x";
		text[10] = (char)digit;
		assert_true(is_org_nr(text) == (digit == '7'));
	}
	assert_false(is_org_nr("122000-2627"));
}

static void text_org_nr_in_another_shape_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "2120002627", "212000-262", "212000-26277",
		"16212000-2627", "212000+2627", "21200-02627", "a12000-2627", "212000-262a"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(is_org_nr(texts[i]));
}

/* 811218-9876 is Skatteverket's example of a personal identity number: its check digit is
 * right, and it is refused all the same. */
static void text_org_nr_of_a_person_is_refused(void **state)
{
	(void)state;
	assert_false(is_org_nr("811218-9876"));
	assert_true(is_org_nr("816218-9875"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_utf8_of_every_length_is_valid),
		cmocka_unit_test(text_utf8_malformed_is_refused),
		cmocka_unit_test(text_utf8_with_nul_is_refused),
		cmocka_unit_test(text_utf8_agrees_with_the_table),
		cmocka_unit_test(text_plain_takes_names_and_references),
		cmocka_unit_test(text_plain_refuses_controls),
		cmocka_unit_test(text_plain_refuses_what_turns_or_breaks_lines),
		cmocka_unit_test(text_plain_refuses_space_at_the_ends),
		cmocka_unit_test(text_plain_past_the_size_limit_is_refused),
		cmocka_unit_test(text_kommun_code_is_four_digits),
		cmocka_unit_test(text_org_nr_with_its_check_digit_is_accepted),
		cmocka_unit_test(text_org_nr_with_another_check_digit_is_refused),
		cmocka_unit_test(text_org_nr_in_another_shape_is_refused),
		cmocka_unit_test(text_org_nr_of_a_person_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
