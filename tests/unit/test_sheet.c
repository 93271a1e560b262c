#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "sheet.h"

static struct sheet sheet;
static struct complaints complaints;
static char big[SHEET_FILE_SIZE_MAX + 1];

static enum err parse_bytes(const char *text, size_t size)
{
	complaints_start(&complaints, "report.csv");
	return sheet_parse(&sheet, (struct bytes){(const uint8_t *)text, size}, &complaints);
}

static enum err parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

/* The only complaint, rendered, begins with `start`. */
static void assert_complaint(const char *start)
{
	char line[COMPLAINT_LINE_SIZE];
	assert_int_equal(complaints.kept_count, 1);
	complaint_render(&complaints, &complaints.kept[0], NULL, line, sizeof line);
	if (strncmp(line, start, strlen(start)) != 0)
		assert_string_equal(line, start);
}

static void sheet_any_encoding_separator_and_line_end_give_the_same(void **state)
{
	(void)state;
	static const char *const files[] = {
		"Kommun;Kön;Antal\r\nUmeå;a;1\r\n;;\r\nVindeln;b,c;2\r\n",
		"Kommun;Kön;Antal\nUmeå;a;1\n\nVindeln;b,c;2",
		"Kommun;Kön;Antal\rUmeå;a;1\r\rVindeln;b,c;2\r",
		"\xef\xbb\xbfKommun;Kön;Antal\nUmeå;a;1\n \nVindeln;b,c;2\n",
		"Kommun,Kön,Antal\nUmeå,a,1\n,,\nVindeln,\"b,c\",2\n",
		"Kommun\tKön\tAntal\nUmeå\ta\t1\n\t\t\nVindeln\tb,c\t2\n",
		"sep=;\r\nKommun;Kön;Antal\r\nUmeå;a;1\r\n\r\nVindeln;b,c;2\r\n",
		"SEP=,\nKommun,Kön,Antal\nUmeå,a,1\n\nVindeln,\"b,c\",2\n",
		"Kommun;Kön;Antal;;\nUmeå;a;1;;\n;;;;\nVindeln;b,c;2;;\n",
		"\"Kommun\";\"Kön\"; Antal \n Umeå;\"a\" ;1\n\n\"Vindeln\";b,c;2\n",
		"Kommun;K\xf6n;Antal\r\nUme\xe5;a;1\r\n\r\nVindeln;b,c;2\r\n",
	};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		assert_int_equal(parse(files[i]), ERR_OK);
		assert_int_equal(complaints.kept_count, 0);
		assert_int_equal(sheet.row_count, 3);
		assert_int_equal(sheet.rows[0].number, 1);
		assert_int_equal(sheet.rows[1].number, 2);
		assert_int_equal(sheet.rows[2].number, 4);
		assert_int_equal(sheet.rows[0].cell_count, 3);
		assert_string_equal(sheet_text(&sheet, 0, 1), "Kön");
		assert_string_equal(sheet_text(&sheet, 0, 2), "Antal");
		assert_string_equal(sheet_text(&sheet, 1, 0), "Umeå");
		assert_string_equal(sheet_text(&sheet, 2, 1), "b,c");
		assert_string_equal(sheet_text(&sheet, 2, 2), "2");
		assert_string_equal(sheet_text(&sheet, 2, 3), "");
	}
}

static void sheet_quoted_line_break_counts_as_one_row(void **state)
{
	(void)state;
	static const char *const files[] = {"A;B\r\n\"x\r\ny \"\"z\"\"\";\"1;2\"\r\nq;r\r\n",
		"A;B\n\"x\ny \"\"z\"\"\";\"1;2\"\nq;r\n", "A;B\r\"x\ry \"\"z\"\"\";\"1;2\"\rq;r"};
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(parse(files[i]), ERR_OK);
		assert_int_equal(sheet.row_count, 3);
		assert_string_equal(sheet_text(&sheet, 1, 0), "x\ny \"z\"");
		assert_string_equal(sheet_text(&sheet, 1, 1), "1;2");
		assert_int_equal(sheet.rows[2].number, 3);
	}
}

static void sheet_empty_rows_above_the_headings_are_counted(void **state)
{
	(void)state;
	assert_int_equal(parse("\r\n;;\r\n\r\nA;B\r\n1;2\r\n"), ERR_OK);
	assert_int_equal(sheet.rows[0].number, 4);
	assert_int_equal(sheet.rows[1].number, 5);
}

static void sheet_separator_within_quotes_does_not_decide(void **state)
{
	(void)state;
	assert_int_equal(parse("\"A, or B, or C\";D\n1;2\n"), ERR_OK);
	assert_string_equal(sheet_text(&sheet, 0, 1), "D");
	assert_int_equal(parse("A, or B;C\n1;2\n"), ERR_OK);
	assert_string_equal(sheet_text(&sheet, 0, 1), "C");
	assert_int_equal(parse("Antal\n3,5\n"), ERR_OK);
	assert_string_equal(sheet_text(&sheet, 1, 0), "3,5");
	assert_int_equal(parse("Statistik, som vi lovade, för A, B och C\nA;B\n1;2,5\n"), ERR_OK);
	assert_string_equal(sheet_text(&sheet, 2, 1), "2,5");
	assert_int_equal(parse("Statistik; A; B; C\nA,B\n1,2\n3,4\n"), ERR_OK);
	assert_string_equal(sheet_text(&sheet, 3, 1), "4");
	assert_int_equal(parse("sep=|\nA;B\n"), ERR_OK);
	assert_string_equal(sheet_text(&sheet, 0, 0), "sep=|");
}

static void sheet_every_byte_of_windows_1252_is_read_or_complained_of(void **state)
{
	(void)state;
	unsigned undefined = 0;
	for (unsigned byte = 0x80; byte < 0x100; byte++) {
		char text[] = {'A', ';', 'B', '\n', '1', ';', (char)byte, 'x', '\n', '\0'};
		assert_int_equal(parse(text), ERR_OK);
		if (complaints.kept_count == 0)
			continue;
		assert_complaint("report.csv, row 2, column B: a character that is neither");
		undefined++;
	}
	assert_int_equal(undefined, 5);
	assert_int_equal(parse("A;B\n\x80;\xe5 \x96\n"), ERR_OK);
	assert_string_equal(sheet_text(&sheet, 1, 0), "€");
	assert_string_equal(sheet_text(&sheet, 1, 1), "å –");
	assert_int_equal(parse("\xef\xbb\xbf"
			       "A;B\n1;\xe5\n"),
		ERR_OK);
	assert_complaint("report.csv, row 2, column B: a character that is neither");
}

static void sheet_file_that_is_no_text_is_refused_with_advice(void **state)
{
	(void)state;
	assert_int_equal(parse_bytes("\xff\xfe"
				     "A\0",
				 4),
		ERR_MALFORMED);
	assert_complaint("report.csv: the file is \"Unicode text\" (UTF-16): save it as");
	assert_int_equal(parse_bytes("\xfe\xff\0A", 4), ERR_MALFORMED);
	assert_complaint("report.csv: the file is \"Unicode text\" (UTF-16): save it as");
	assert_int_equal(parse_bytes("PK\x03\x04", 4), ERR_MALFORMED);
	assert_complaint("report.csv: the file is an Excel workbook");
	assert_int_equal(parse("\xd0\xcf\x11\xe0"), ERR_MALFORMED);
	assert_complaint("report.csv: the file is an Excel workbook");
	assert_int_equal(parse_bytes("A;\0", 3), ERR_MALFORMED);
	assert_complaint("report.csv: the file is no text");
}

static void sheet_file_without_a_filled_cell_is_refused(void **state)
{
	(void)state;
	static const char *const files[] = {
		"", "\r\n\r\n", ";;\n", "\xef\xbb\xbf", "sep=;", "sep=;\r\n"};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		assert_int_equal(parse(files[i]), ERR_MALFORMED);
		assert_complaint("report.csv: the file is empty");
	}
	assert_int_equal(parse_bytes(NULL, 0), ERR_MALFORMED);
}

static void sheet_stray_quote_is_refused_where_it_stands(void **state)
{
	(void)state;
	assert_int_equal(parse("A;B\n1;2\n3;x\"y\n"), ERR_MALFORMED);
	assert_complaint("report.csv, row 3, column B: a quotation mark inside a cell");
	assert_int_equal(parse("A;B\n1;2\n\"x\"y;3\n"), ERR_MALFORMED);
	assert_complaint("report.csv, row 3, column A: a quotation mark inside a cell");
	assert_int_equal(parse("A;B\n1;\"2\n3;4\n5;6\n"), ERR_MALFORMED);
	assert_complaint("report.csv, row 2, column B: a quotation mark inside a cell");
}

static void sheet_sum_row_is_complained_of_and_left_out(void **state)
{
	(void)state;
	static const char *const words[] = {
		"Summa", "SUMMA:", "Totalt", " total ", "Del-summa", "Sum"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		snprintf(big, 100, "A;B\n1;2\n;%s\n3;4\n", words[i]);
		assert_int_equal(parse(big), ERR_OK);
		assert_complaint("report.csv, row 3: a sum row: remove it");
		assert_int_equal(sheet.row_count, 3);
		assert_string_equal(sheet_text(&sheet, 2, 1), "4");
	}
	/* Not in the headings, and not beside another text. */
	assert_int_equal(parse("Totalt;B\nUmeå;Totalt\nSummarum;1\n"), ERR_OK);
	assert_int_equal(complaints.kept_count, 0);
}

/* "A\n" and then `count` times `row`. */
static size_t repeat(const char *row, size_t count)
{
	size_t size = 2;
	memcpy(big, "A\n", 2);
	for (size_t i = 0; i < count; i++, size += strlen(row))
		memcpy(big + size, row, strlen(row));
	return size;
}

static void sheet_rows_at_the_limit_are_read_and_beyond_it_refused(void **state)
{
	(void)state;
	assert_int_equal(parse_bytes(big, repeat("1\n\n", SHEET_ROWS_MAX - 1)), ERR_OK);
	assert_int_equal(sheet.row_count, SHEET_ROWS_MAX);
	assert_int_equal(parse_bytes(big, repeat("1\n", SHEET_ROWS_MAX)), ERR_RANGE);
	assert_complaint("report.csv, row 10001: more than 10000 rows");
}

static void sheet_columns_at_the_limit_are_read_and_beyond_it_complained_of(void **state)
{
	(void)state;
	memset(big, ';', 100);
	memcpy(big + SHEET_COLUMNS_MAX - 1, "x", 2);
	assert_int_equal(parse(big), ERR_OK);
	assert_int_equal(sheet.rows[0].cell_count, SHEET_COLUMNS_MAX);
	assert_int_equal(complaints.kept_count, 0);
	big[SHEET_COLUMNS_MAX - 1] = ';';
	memcpy(big + SHEET_COLUMNS_MAX, "x;;x;x\nA", 9);
	assert_int_equal(parse(big), ERR_OK);
	assert_complaint("report.csv, row 1: more than 64 columns");
	memset(big, ';', 100);
	memcpy(big, "A", 1);
	big[100] = '\0';
	assert_int_equal(parse(big), ERR_OK);
	assert_int_equal(complaints.kept_count, 0);
}

static void sheet_cells_beyond_the_limit_are_refused(void **state)
{
	(void)state;
	char row[] = "1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1\n";
	size_t rows = SHEET_CELLS_MAX / 32;
	big[0] = '\0';
	/* The heading's one cell is the one too many. */
	assert_int_equal(parse_bytes(big + 2, repeat(row, rows) - 2), ERR_OK);
	assert_int_equal(sheet.cell_count, SHEET_CELLS_MAX);
	memcpy(big, "A;\n", 3);
	size_t size = repeat(row, rows);
	memcpy(big, "A\r", 2);
	assert_int_equal(parse_bytes(big, size), ERR_RANGE);
	assert_complaint("report.csv, row 4097: more than 131072 cells");
}

static void sheet_cell_at_the_limit_is_read_and_beyond_it_complained_of(void **state)
{
	(void)state;
	memset(big, 'x', 2000);
	memcpy(big, "A\n", 2);
	assert_int_equal(parse_bytes(big, 2 + SHEET_CELL_SIZE_MAX), ERR_OK);
	assert_int_equal(strlen(sheet_text(&sheet, 1, 0)), SHEET_CELL_SIZE_MAX);
	assert_int_equal(complaints.kept_count, 0);
	assert_int_equal(parse_bytes(big, 2 + SHEET_CELL_SIZE_MAX + 1), ERR_OK);
	assert_complaint("report.csv, row 2, column A: the cell is longer than 1000 bytes");
}

static void sheet_file_at_the_limit_is_read_and_beyond_it_refused(void **state)
{
	(void)state;
	/* Every byte becomes three: the most that the text can grow to. */
	memset(big, 0x80, sizeof big);
	for (size_t i = 0; i < sizeof big; i += 300)
		big[i] = i % 9600 == 0 ? '\n' : ';';
	assert_int_equal(parse_bytes(big, SHEET_FILE_SIZE_MAX), ERR_OK);
	assert_int_equal(complaints.kept_count, 0);
	assert_true(sheet.text_size > 3 * SHEET_FILE_SIZE_MAX - 3 * SHEET_FILE_SIZE_MAX / 200);
	assert_int_equal(parse_bytes(big, SHEET_FILE_SIZE_MAX + 1), ERR_RANGE);
	assert_complaint("report.csv: the file is larger than 1 MiB");
	memset(big, 0x80, sizeof big);
	assert_int_equal(parse_bytes(big, SHEET_FILE_SIZE_MAX), ERR_OK);
	assert_complaint("report.csv, row 1, column A: the cell is longer than 1000 bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheet_any_encoding_separator_and_line_end_give_the_same),
		cmocka_unit_test(sheet_quoted_line_break_counts_as_one_row),
		cmocka_unit_test(sheet_empty_rows_above_the_headings_are_counted),
		cmocka_unit_test(sheet_separator_within_quotes_does_not_decide),
		cmocka_unit_test(sheet_every_byte_of_windows_1252_is_read_or_complained_of),
		cmocka_unit_test(sheet_file_that_is_no_text_is_refused_with_advice),
		cmocka_unit_test(sheet_file_without_a_filled_cell_is_refused),
		cmocka_unit_test(sheet_stray_quote_is_refused_where_it_stands),
		cmocka_unit_test(sheet_sum_row_is_complained_of_and_left_out),
		cmocka_unit_test(sheet_rows_at_the_limit_are_read_and_beyond_it_refused),
		cmocka_unit_test(sheet_columns_at_the_limit_are_read_and_beyond_it_complained_of),
		cmocka_unit_test(sheet_cells_beyond_the_limit_are_refused),
		cmocka_unit_test(sheet_cell_at_the_limit_is_read_and_beyond_it_complained_of),
		cmocka_unit_test(sheet_file_at_the_limit_is_read_and_beyond_it_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
