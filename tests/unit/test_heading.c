#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "heading.h"

static const struct sheet_column columns[] = {
	{.name = "Kommun", .spellings = {"Kommunkod", "municipality"}, .required = true},
	{.name = "Antal ärenden", .spellings = {"cases"}, .required = true},
	{.name = "Belopp"},
};

static struct sheet sheet;
static struct complaints complaints;

static enum err find(const char *text)
{
	complaints_start(&complaints, "report.csv");
	enum err err = sheet_parse(&sheet, bytes_of_text(text), &complaints);
	return err == ERR_OK ? heading_find_columns(&sheet, columns, 3) : err;
}

static void assert_complaint(size_t index, const char *expected)
{
	char line[COMPLAINT_LINE_SIZE];
	assert_true(index < complaints.kept_count);
	complaint_render(&complaints, &complaints.kept[index], NULL, line, sizeof line);
	assert_string_equal(line, expected);
}

static void heading_spelled_otherwise_is_the_same_in_any_order(void **state)
{
	(void)state;
	assert_int_equal(find("ANTAL\u00a0ÄRENDEN;;kommun-kod\r\n5;;2409\r\n"), ERR_OK);
	assert_string_equal(sheet_field(&sheet, 1, 0).text, "2409");
	assert_string_equal(sheet_field(&sheet, 1, 1).text, "5");
	assert_true(sheet_has_column(&sheet, 1));
	assert_false(sheet_has_column(&sheet, 2));
	assert_string_equal(sheet_field(&sheet, 1, 2).text, "");
	assert_int_equal(sheet_field(&sheet, 1, 0).place.row, 2);
	assert_int_equal(sheet_field(&sheet, 1, 0).place.column, 3);
	assert_int_equal(find("Municipality,Cases,\"be\nlopp\"\n1,2,3\n"), ERR_OK);
	assert_string_equal(sheet_field(&sheet, 1, 2).text, "3");
}

static void heading_unknown_is_told_what_is_missing(void **state)
{
	(void)state;
	assert_int_equal(find("Kommun;Antl;Belopp\n1;2;3\n"), ERR_MALFORMED);
	assert_int_equal(complaints.kept_count, 2);
	assert_complaint(0,
		"report.csv, row 1, column B: read \"Antl\", expected a heading such as: "
		"Antal ärenden");
	assert_complaint(1, "report.csv, row 1: the column \"Antal ärenden\" is missing");
	assert_int_equal(find("Kommun;Cases;Belopp;Övrigt\n1;2;3;4\n"), ERR_MALFORMED);
	assert_complaint(0, "report.csv, row 1, column D: read \"Övrigt\", expected a heading such "
			    "as: Kommun, Antal ärenden, Belopp");
}

static void heading_twice_is_refused(void **state)
{
	(void)state;
	assert_int_equal(find("Kommun;Cases;Kommunkod\n1;2;3\n"), ERR_MALFORMED);
	assert_complaint(
		0, "report.csv, row 1, column C: the heading \"Kommunkod\" is there twice");
}

static void heading_title_or_merged_headings_are_to_be_removed(void **state)
{
	(void)state;
	assert_int_equal(find("\nStatistik 2018;;\nKommun;Cases;\n1;2;\n"), ERR_MALFORMED);
	assert_int_equal(complaints.kept_count, 1);
	assert_complaint(0, "report.csv, row 2: a title above the headings: remove it, the first "
			    "row holds the headings");
	assert_int_equal(find("Kommun;;Cases\n1;2;3\n"), ERR_MALFORMED);
	assert_complaint(0, "report.csv, row 1, column B: filled cells without a heading: remove "
			    "merged headings, and give each column one of its own");
}

static void heading_row_that_is_ragged_is_complained_of(void **state)
{
	(void)state;
	assert_int_equal(find("Kommun;Cases\n1;2;3\n"), ERR_MALFORMED);
	assert_complaint(0, "report.csv, row 2, column C: more cells than there are headings");
	assert_int_equal(find("Kommun;Cases;Belopp\n1;2\n3;4;;;\n"), ERR_OK);
	assert_int_equal(complaints.kept_count, 1);
	assert_complaint(0,
		"report.csv, row 2, column \"Belopp\": warning: the row ends before this "
		"column; it is read as empty");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heading_spelled_otherwise_is_the_same_in_any_order),
		cmocka_unit_test(heading_unknown_is_told_what_is_missing),
		cmocka_unit_test(heading_twice_is_refused),
		cmocka_unit_test(heading_title_or_merged_headings_are_to_be_removed),
		cmocka_unit_test(heading_row_that_is_ragged_is_complained_of),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
