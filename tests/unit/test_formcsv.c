#include "formcsv.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "sampleform.h"

static void formcsv_is_what_a_swedish_excel_opens(void **state)
{
	static const char expected[] =
		"\xef\xbb\xbf"
		"A sample\r\n"
		"\"INTERNAL: exact small numbers, in which a person can be recognised; not for "
		"publication.\"\r\n"
		"\r\n"
		"Cells: all/of them\r\n"
		"code;value;more\r\n"
		"'0117;0;1234\r\n"
		"'=1+1;not reported;≥12\r\n"
		"\"semi;colon \"\"q\"\"\";not applicable;1500,50\r\n"
		"'2018-01;hidden;-20352,50\r\n"
		"'-x;66,67 %;2,04\r\n"
		"year;2018-01-31;3,00\r\n"
		"sum;;1246\r\n"
		"\"A note; with a semicolon.\"\r\n"
		"\r\n"
		"As of;'2018-04-20 14:03\r\n"
		"Entries read;17\r\n";
	struct sampleform sample;
	(void)state;
	sampleform_open(&sample);
	char *text = sampleform_written(&sample.form, formcsv_write);
	assert_string_equal(text, expected);
	free(text);
	sampleform_close(&sample);
}

/* The first cell of a form's only row. */
static char *guarded(const char *cell)
{
	static char found[256];
	struct arena arena = arena_of(malloc(SAMPLEFORM_MEMORY), SAMPLEFORM_MEMORY);
	struct form form;
	form_start(&form, &arena, NULL, "x", "x");
	struct form_sheet *sheet = form_sheet(&form, "s", "s");
	form_column(&form, sheet, "c", "c");
	form_row(&form, sheet, (struct form_cell[]){form_text(cell)});
	char *text = sampleform_written(&form, formcsv_write);
	const char *start = strstr(text, "c\r\n") + 3;
	size_t size = (size_t)(strstr(start, "\r\n\r\n") - start);
	assert_true(size < sizeof(found));
	memcpy(found, start, size);
	found[size] = '\0';
	free(text);
	free(arena.start);
	return found;
}

static void formcsv_text_that_would_be_changed_is_guarded(void **state)
{
	(void)state;
	assert_string_equal(guarded("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
	assert_string_equal(guarded("+46"), "'+46");
	assert_string_equal(guarded("-1"), "'-1");
	assert_string_equal(guarded("@sum"), "'@sum");
	assert_string_equal(guarded("\tx"), "'\tx");
	assert_string_equal(guarded("\rx"), "\"'\rx\"");
	assert_string_equal(guarded("'x"), "''x");
	assert_string_equal(guarded("0117"), "'0117");
	assert_string_equal(guarded("1/2"), "'1/2");
	assert_string_equal(guarded("1234567890123456"), "'1234567890123456");
	assert_string_equal(guarded("2409"), "2409");
	assert_string_equal(guarded("0"), "0");
	assert_string_equal(guarded("0-17 år"), "0-17 år");
	assert_string_equal(guarded("2018-Q1"), "2018-Q1");
	assert_string_equal(guarded("two\nlines"), "\"two\nlines\"");
	assert_string_equal(guarded(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formcsv_is_what_a_swedish_excel_opens),
		cmocka_unit_test(formcsv_text_that_would_be_changed_is_guarded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
