#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "complaint.h"

static struct complaints complaints;
static char line[COMPLAINT_LINE_SIZE];

static const struct place CELL = {PLACE_SHEET, 5, 3, "Antal"};

static const char *render(size_t index)
{
	complaint_render(&complaints, &complaints.kept[index], NULL, line, sizeof line);
	return line;
}

static int start(void **state)
{
	(void)state;
	complaints_start(&complaints, "report.csv");
	return 0;
}

static void complaint_of_a_cell_names_file_row_and_heading(void **state)
{
	(void)state;
	complaint_add_expected(&complaints, CELL, "abc", "a whole number", NULL);
	assert_string_equal(render(0),
		"report.csv, row 5, column \"Antal\": read \"abc\", expected a whole number");
	complaint_add_expected(&complaints, CELL, "", "one of: {2}", "ja, nej");
	assert_string_equal(
		render(1), "report.csv, row 5, column \"Antal\": empty, expected one of: ja, nej");
	complaint_add_expected(&complaints, CELL, NULL, "a date", NULL);
	assert_string_equal(render(2), "report.csv, row 5, column \"Antal\": expected a date, and "
				       "not a list or further keys");
}

static void complaint_without_heading_names_letters_or_numbers(void **state)
{
	(void)state;
	complaint_add(&complaints, (struct place){PLACE_SHEET, 1, 28, NULL}, "a", NULL, NULL);
	complaint_add(&complaints, (struct place){PLACE_TEXT, 7, 3, NULL}, "b", NULL, NULL);
	complaint_add(&complaints, PLACE_WHOLE, "c", NULL, NULL);
	complaint_add(
		&complaints, (struct place){PLACE_SHEET, 4294967295u, 26, NULL}, "d", NULL, NULL);
	assert_string_equal(render(0), "report.csv, row 1, column AB: a");
	assert_string_equal(render(1), "report.csv, line 7, column 3: b");
	assert_string_equal(render(2), "report.csv: c");
	assert_string_equal(render(3), "report.csv, row 4294967295, column Z: d");
}

static void complaint_warning_says_so_and_is_counted_apart(void **state)
{
	(void)state;
	complaint_add_warning(&complaints, PLACE_WHOLE, "odd", NULL, NULL);
	assert_string_equal(render(0), "report.csv: warning: odd");
	assert_int_equal(complaints.warning_count, 1);
	assert_int_equal(complaints.error_count, 0);
}

static void complaint_list_that_is_full_only_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COMPLAINTS_MAX; i++)
		complaint_add(&complaints, PLACE_WHOLE, "x", NULL, NULL);
	assert_false(complaint_render_rest(&complaints, NULL, line, sizeof line));
	complaint_add(&complaints, PLACE_WHOLE, "x", NULL, NULL);
	complaint_add_warning(&complaints, PLACE_WHOLE, "x", NULL, NULL);
	complaint_add_expected(&complaints, PLACE_WHOLE, "x", "y", NULL);
	assert_int_equal(complaints.kept_count, COMPLAINTS_MAX);
	assert_int_equal(complaints.left_out_count, 3);
	assert_int_equal(complaints.error_count, COMPLAINTS_MAX + 2);
	assert_true(complaint_render_rest(&complaints, NULL, line, sizeof line));
	assert_string_equal(line, "report.csv: further complaints, not shown: 3");
}

static void complaint_argument_cannot_drive_a_terminal(void **state)
{
	(void)state;
	complaint_add(&complaints, PLACE_WHOLE, "<{1}>", "a\x1b[31m\nb\u202ec\xe5", NULL);
	assert_string_equal(render(0), "report.csv: <a?[31m?b?c?>");
}

static void complaint_argument_too_long_is_cut_between_characters(void **state)
{
	(void)state;
	char text[COMPLAINT_TEXT_SIZE * 2] = "";
	for (size_t i = 0; i < COMPLAINT_TEXT_SIZE - 2; i += 2)
		strcat(text, "å");
	complaint_add(&complaints, PLACE_WHOLE, "{1}", text, NULL);
	complaint_add(&complaints, PLACE_WHOLE, "{1}", strcat(text, "åå"), NULL);
	const char *cut = complaints.kept[1].argument[0];
	assert_true(strlen(cut) < COMPLAINT_TEXT_SIZE);
	assert_string_equal(cut + strlen(cut) - 5, "å…");
}

static void complaint_argument_with_braces_stays_as_it_is(void **state)
{
	(void)state;
	complaint_add(&complaints, PLACE_WHOLE, "{1}{3}{ {2}", "{2}", "%s");
	assert_string_equal(render(0), "report.csv: {2}{3}{ %s");
}

static void complaint_line_too_long_is_cut_between_characters(void **state)
{
	(void)state;
	char small[15];
	complaint_add(&complaints, PLACE_WHOLE, "å{1}", "b", NULL);
	complaint_render(&complaints, &complaints.kept[0], NULL, small, sizeof small);
	assert_string_equal(small, "report.csv: å");
	complaint_render(&complaints, &complaints.kept[0], NULL, small, 14);
	assert_string_equal(small, "report.csv: ");
}

static const char *shout(const char *text)
{
	return strcmp(text, "a whole number") == 0 ? "ETT HELTAL" : text;
}

static void complaint_rendered_with_translation_uses_it(void **state)
{
	(void)state;
	complaint_add_expected(&complaints, PLACE_WHOLE, "x", "a whole number", NULL);
	complaint_render(&complaints, &complaints.kept[0], shout, line, sizeof line);
	assert_string_equal(line, "report.csv: read \"x\", expected ETT HELTAL");
}

static void complaints_sorted_stand_by_row_and_then_as_found(void **state)
{
	(void)state;
	static const uint32_t rows[] = {3, 7, 2, 3};
	static const char *const said[] = {"a", "b", "c", "d"};
	for (size_t i = 0; i < 4; i++)
		complaint_add(&complaints, (struct place){.kind = PLACE_SHEET, .row = rows[i]},
			said[i], NULL, NULL);
	complaints_sort(&complaints);
	assert_string_equal(complaints.kept[0].message, "c");
	assert_string_equal(complaints.kept[1].message, "a");
	assert_string_equal(complaints.kept[2].message, "d");
	assert_string_equal(complaints.kept[3].message, "b");
}

static const char *swedish(const char *text)
{
	return strcmp(text, "the date") == 0 ? "datumet" : strcmp(text, "now") == 0 ? "nu" : text;
}

static void complaint_of_a_sentence_translates_its_words_and_no_argument(void **state)
{
	(void)state;
	struct sentence sentence = {.text = "{1} must be {2}", .words = {"the date", "now"}};
	complaint_add_sentence(&complaints, COMPLAINT_ERROR, PLACE_WHOLE, &sentence);
	complaint_add(&complaints, PLACE_WHOLE, "read {1}", "now", NULL);
	complaint_render(&complaints, &complaints.kept[0], swedish, line, sizeof line);
	assert_string_equal(line, "report.csv: datumet must be nu");
	complaint_render(&complaints, &complaints.kept[1], swedish, line, sizeof line);
	assert_string_equal(line, "report.csv: read now");
	assert_int_equal(complaints.error_count, 2);
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(complaint_of_a_cell_names_file_row_and_heading),
		TEST(complaint_without_heading_names_letters_or_numbers),
		TEST(complaint_warning_says_so_and_is_counted_apart),
		TEST(complaint_list_that_is_full_only_counts),
		TEST(complaint_argument_cannot_drive_a_terminal),
		TEST(complaint_argument_too_long_is_cut_between_characters),
		TEST(complaint_argument_with_braces_stays_as_it_is),
		TEST(complaint_line_too_long_is_cut_between_characters),
		TEST(complaint_rendered_with_translation_uses_it),
		TEST(complaint_of_a_sentence_translates_its_words_and_no_argument),
		TEST(complaints_sorted_stand_by_row_and_then_as_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
