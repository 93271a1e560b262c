#include "formxlsx.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "sampleform.h"

#define CREATED_MS UINT64_C(1524225780000)

static char *workbook(const struct form *form, uint64_t created_ms, size_t *ret_size)
{
	char *text = NULL;
	FILE *to = open_memstream(&text, ret_size);
	assert_non_null(to);
	assert_int_equal(formxlsx_write(form, created_ms, to), ERR_OK);
	assert_int_equal(fclose(to), 0);
	return text;
}

/* What is in it is read back by another program in the end-to-end tests. */
static void formxlsx_of_one_form_has_the_same_bytes(void **state)
{
	struct sampleform sample;
	size_t size, again_size, later_size;
	(void)state;
	sampleform_open(&sample);
	char *first = workbook(&sample.form, CREATED_MS, &size);
	char *again = workbook(&sample.form, CREATED_MS, &again_size);
	char *later = workbook(&sample.form, CREATED_MS + 1000, &later_size);
	assert_memory_equal(first, "PK", 2);
	assert_int_equal(size, again_size);
	assert_memory_equal(first, again, size);
	assert_true(size != later_size || memcmp(first, later, size) != 0);
	free(first);
	free(again);
	free(later);
	sampleform_close(&sample);
}

/* Tabs have at most 31 characters and no name twice. */
static void formxlsx_sheets_of_the_same_long_name_are_told_apart(void **state)
{
	static const char title[] = "Åldersfördelning enligt överenskommelsen [2023]";
	struct arena arena = arena_of(malloc(SAMPLEFORM_MEMORY), SAMPLEFORM_MEMORY);
	struct form form;
	size_t size;
	(void)state;
	form_start(&form, &arena, NULL, "x", "About");
	for (int i = 0; i < 3; i++)
		form_column(&form, form_sheet(&form, "s", title), "c", "c");
	free(workbook(&form, CREATED_MS, &size));
	free(arena.start);
}

static void formxlsx_without_a_place_for_its_parts_fails(void **state)
{
	struct sampleform sample;
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	(void)state;
	sampleform_open(&sample);
	setenv("TMPDIR", "/nowhere/to/be/found", 1);
	assert_int_equal(formxlsx_write(&sample.form, CREATED_MS, to), ERR_NOTFOUND);
	unsetenv("TMPDIR");
	fclose(to);
	free(text);
	sampleform_close(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formxlsx_of_one_form_has_the_same_bytes),
		cmocka_unit_test(formxlsx_sheets_of_the_same_long_name_are_told_apart),
		cmocka_unit_test(formxlsx_without_a_place_for_its_parts_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
