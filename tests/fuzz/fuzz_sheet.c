/* Any bytes as a spreadsheet: no fault, and what the headers promise holds. */
#include <assert.h>
#include <string.h>

#include "fuzz.h"
#include "heading.h"
#include "jour/utf8.h"

static const struct sheet_column columns[] = {
	{.name = "Kommun", .spellings = {"kommunkod"}, .required = true},
	{.name = "Antal", .spellings = {"count", "number"}},
	{.name = "Belopp"},
};

#define COLUMN_COUNT (sizeof columns / sizeof columns[0])

static struct sheet sheet;
static struct complaints complaints;

static void check_text(const char *text, size_t size_max)
{
	struct bytes bytes = bytes_of_text(text);
	assert(bytes.size <= size_max);
	assert(utf8_valid_size(bytes) == bytes.size);
}

static void render_all(void)
{
	char line[COMPLAINT_LINE_SIZE];
	for (size_t i = 0; i < complaints.kept_count; i++) {
		complaint_render(&complaints, &complaints.kept[i], NULL, line, sizeof line);
		check_text(line, sizeof line - 1);
		assert(strpbrk(line, "\r\n\x1b") == NULL);
	}
}

static void read_row(size_t row)
{
	uint64_t count;
	struct money amount;
	char code[5];

	assert(sheet.rows[row].number > sheet.rows[row - 1].number);
	assert(sheet.rows[row].cell_count > 0);
	for (size_t cell = 0; cell < sheet.rows[row].cell_count; cell++)
		check_text(sheet_text(&sheet, row, cell), SHEET_CELL_SIZE_MAX);
	if (field_read_kommun_code(sheet_field(&sheet, row, 0), code) == ERR_OK)
		assert(strlen(code) == 4);
	if (field_read_uint(sheet_field(&sheet, row, 1), 1000, &count) == ERR_OK)
		assert(count <= 1000);
	if (field_read_money(sheet_field(&sheet, row, 2), &amount) != ERR_OK)
		assert(complaints.error_count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	complaints_start(&complaints, "report.csv");
	enum err err = sheet_parse(&sheet, (struct bytes){data, size}, &complaints);
	assert(err == ERR_OK || complaints.error_count > 0);
	if (err == ERR_OK)
		err = heading_find_columns(&sheet, columns, COLUMN_COUNT);
	assert(err == ERR_OK || complaints.error_count > 0);
	for (size_t row = 1; err == ERR_OK && row < sheet.row_count; row++)
		read_row(row);
	render_all();
	return 0;
}
