#include "formtext.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "jour/table.h"
#include "sampleform.h"

#define NBSP "\u00a0"

static void formtext_shows_each_state_by_its_sign(void **state)
{
	struct sampleform sample;
	(void)state;
	sampleform_open(&sample);
	char *text = sampleform_written(&sample.form, formtext_print);
	assert_non_null(strstr(text, "\n0117 "));
	assert_non_null(strstr(text, "≥12"));
	assert_non_null(strstr(text, "..  "));
	assert_non_null(strstr(text, "1" NBSP "500,50"));
	assert_non_null(strstr(text, "-20" NBSP "352,50" NBSP "kr"));
	assert_non_null(strstr(text, "66,67" NBSP "%"));
	assert_non_null(strstr(text, "3,00" NBSP "kr"));
	assert_non_null(strstr(text, "2018-01-31"));
	assert_non_null(strstr(text, "A note; with a semicolon.\n"));
	assert_non_null(strstr(text, "INTERNAL"));
	assert_non_null(strstr(text, "As of: 2018-04-20 14:03\nEntries read: 17\n"));
	assert_memory_equal(text, "A sample\n\nCells: all/of them\n\ncode ", 35);
	free(text);
	sampleform_close(&sample);
}

static void formtext_ratio_of_a_part_says_so(void **state)
{
	struct arena arena = arena_of(malloc(SAMPLEFORM_MEMORY), SAMPLEFORM_MEMORY);
	struct form_cell cells[3] = {form_text("row")}, whole = form_count(4);
	struct form_cell part = form_at_least(form_count(3), true);
	struct form form;
	(void)state;
	form_start(&form, &arena, NULL, "x", "x");
	struct form_sheet *sheet = form_sheet(&form, "s", "s");
	form_label(&form, sheet, "label", "label");
	form_column(&form, sheet, "a", "a");
	form_column(&form, sheet, "b", "b");
	cells[1] = form_over(&part, &whole, FORM_PERCENT, true);
	whole.at_least = true;
	cells[2] = form_over(&part, &whole, FORM_PERCENT, true);
	form_row(&form, sheet, cells);
	char *text = sampleform_written(&form, formtext_print);
	assert_non_null(strstr(text, "≥75,00" NBSP "%  75,00" NBSP "%*"));
	free(text);
	free(arena.start);
}

/* Wider than a table: every value is printed once, under its label and heading. */
static void formtext_wide_sheet_is_printed_in_parts(void **state)
{
	static const size_t counts[] = {
		1, TABLE_COLUMNS_MAX - 1, TABLE_COLUMNS_MAX, TABLE_COLUMNS_MAX + 1, 40};
	(void)state;
	for (size_t k = 0; k < sizeof(counts) / sizeof(counts[0]); k++) {
		struct arena arena = arena_of(malloc(SAMPLEFORM_MEMORY), SAMPLEFORM_MEMORY);
		struct form form;
		struct form_cell cells[64] = {form_text("row")};
		form_start(&form, &arena, NULL, "x", "x");
		struct form_sheet *sheet = form_sheet(&form, "s", "s");
		form_label(&form, sheet, "label", "label");
		for (size_t i = 0; i < counts[k]; i++) {
			form_column(&form, sheet, "c", "h");
			cells[i + 1] = form_count(100 + i);
		}
		form_row(&form, sheet, cells);
		char *text = sampleform_written(&form, formtext_print);
		for (size_t i = 0; i < counts[k]; i++) {
			char number[8];
			snprintf(number, sizeof(number), " %zu", 100 + i);
			const char *at = strstr(text, number);
			assert_non_null(at);
			assert_null(strstr(at + 1, number));
		}
		free(text);
		free(arena.start);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formtext_shows_each_state_by_its_sign),
		cmocka_unit_test(formtext_ratio_of_a_part_says_so),
		cmocka_unit_test(formtext_wide_sheet_is_printed_in_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
