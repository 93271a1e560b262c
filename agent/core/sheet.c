#include "sheet.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include <csv.h>

#include "jour/i18n.h"
#include "jour/utf8.h"
#include "jour/word.h"

static const char UTF8_MARK[] = "\xef\xbb\xbf";

/* What is known while libcsv hands over one cell after the other. */
struct parse {
	struct sheet *sheet;
	struct complaints *complaints;
	bool windows_1252;
	enum err err;	   /* sticky: from here on cells are only counted */
	bool too_wide;	   /* said for this row */
	bool after_cr;	   /* the last row ended in CR and nothing has followed */
	uint32_t number;   /* of the row being read */
	uint32_t width;	   /* cells met in it */
	uint32_t filled;   /* cells up to its last one that is not empty */
	size_t first_cell; /* of it */
};

static struct place place_in_row(const struct parse *parse, uint32_t column)
{
	return (struct place){.kind = PLACE_SHEET, .row = parse->number, .column = column};
}

static bool starts_with(struct bytes bytes, const char *start)
{
	size_t size = strlen(start);
	return bytes.size >= size && memcmp(bytes.data, start, size) == 0;
}

static struct bytes skip(struct bytes bytes, size_t size)
{
	return (struct bytes){bytes.data + size, bytes.size - size};
}

/* The five bytes that Windows-1252 leaves undefined give 0. */
static uint32_t windows_1252_point(uint8_t byte)
{
	static const uint16_t high[32] = {
		0x20ac,
		0,
		0x201a,
		0x0192,
		0x201e,
		0x2026,
		0x2020,
		0x2021,
		0x02c6,
		0x2030,
		0x0160,
		0x2039,
		0x0152,
		0,
		0x017d,
		0,
		0,
		0x2018,
		0x2019,
		0x201c,
		0x201d,
		0x2022,
		0x2013,
		0x2014,
		0x02dc,
		0x2122,
		0x0161,
		0x203a,
		0x0153,
		0,
		0x017e,
		0x0178,
	};
	return byte >= 0x80 && byte < 0xa0 ? high[byte - 0x80] : byte;
}

/* One character in the file's encoding; 0 when it is none. */
static size_t decode(const struct parse *parse, struct bytes bytes, uint32_t *ret_point)
{
	if (!parse->windows_1252)
		return utf8_decode(bytes, ret_point);
	uint32_t point = windows_1252_point(bytes.data[0]);
	if (point == 0)
		return 0;
	*ret_point = point;
	return 1;
}

/* Appends a cell to the text, as UTF-8 with LF for every line break. */
static void copy_cell(struct parse *parse, struct bytes bytes)
{
	struct sheet *sheet = parse->sheet;
	size_t start = sheet->text_size;
	bool bad = false;

	while (bytes.size > 0) {
		uint32_t point = 0;
		size_t size = decode(parse, bytes, &point);
		if (size == 0) {
			bad = true;
			size = 1;
			point = '?';
		}
		if (point == '\r') {
			point = '\n';
			if (bytes.size > 1 && bytes.data[1] == '\n')
				size = 2;
		}
		assert(sheet->text_size + UTF8_SIZE_MAX < sizeof sheet->text);
		sheet->text_size += utf8_encode(point, sheet->text + sheet->text_size);
		bytes = skip(bytes, size);
	}
	if (bad)
		complaint_add(parse->complaints, place_in_row(parse, parse->width),
			N_("a character that is neither UTF-8 nor Windows-1252: save the "
			   "file as \"CSV UTF-8\""),
			NULL, NULL);
	if (sheet->text_size - start > SHEET_CELL_SIZE_MAX) {
		complaint_add(parse->complaints, place_in_row(parse, parse->width),
			N_("the cell is longer than 1000 bytes"), NULL, NULL);
		sheet->text_size = start;
	}
	sheet->text[sheet->text_size++] = '\0';
}

static void take_cell(void *data, size_t size, void *context)
{
	struct parse *parse = context;
	struct sheet *sheet = parse->sheet;

	parse->after_cr = false;
	parse->width++;
	if (parse->err != ERR_OK || (parse->width > SHEET_COLUMNS_MAX && size == 0))
		return;
	if (parse->width > SHEET_COLUMNS_MAX) {
		if (!parse->too_wide)
			complaint_add(parse->complaints, place_in_row(parse, 0),
				N_("more than 64 columns"), NULL, NULL);
		parse->too_wide = true;
		return;
	}
	if (sheet->cell_count == SHEET_CELLS_MAX) {
		complaint_add(parse->complaints, place_in_row(parse, 0),
			N_("more than 131072 cells: divide the file"), NULL, NULL);
		parse->err = ERR_RANGE;
		return;
	}
	sheet->cells[sheet->cell_count++] = (uint32_t)sheet->text_size;
	copy_cell(parse, (struct bytes){data, size});
	if (size > 0)
		parse->filled = parse->width;
}

bool sheet_is_sum_word(const char *text)
{
	static const char *const words[] = {"summa", "summa:", "totalt", "totalt:", "total",
		"total:", "totalsumma", "delsumma", "sum", "sum:", "subtotal"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (word_same(text, words[i]))
			return true;
	return false;
}

static void complain_of_sum(struct complaints *complaints, struct place place)
{
	complaint_add(complaints, place,
		N_("a sum row: remove it, sums are worked out from the rows"), NULL, NULL);
}

bool sheet_refuse_sum(struct field field)
{
	bool is_sum = field.text != NULL && sheet_is_sum_word(field.text);
	if (is_sum)
		complain_of_sum(field.complaints, field.place);
	return is_sum;
}

/* Whether the row that was just read adds up others, judged by its first filled cell. */
static bool is_sum_row(const struct parse *parse)
{
	const struct sheet *sheet = parse->sheet;
	if (sheet->row_count == 0)
		return false; /* these are the headings */
	for (size_t i = 0; i < parse->filled; i++) {
		const char *text = sheet->text + sheet->cells[parse->first_cell + i];
		if (text[0] != '\0')
			return sheet_is_sum_word(text);
	}
	return false;
}

/* Whether the row that was just read is kept. */
static bool keep_row(struct parse *parse)
{
	struct sheet *sheet = parse->sheet;

	if (parse->filled == 0 || parse->err != ERR_OK)
		return false;
	if (is_sum_row(parse)) {
		complain_of_sum(parse->complaints, place_in_row(parse, 0));
		return false;
	}
	if (sheet->row_count == SHEET_ROWS_MAX) {
		complaint_add(parse->complaints, place_in_row(parse, 0),
			N_("more than 10000 rows: divide the file"), NULL, NULL);
		parse->err = ERR_RANGE;
		return false;
	}
	sheet->rows[sheet->row_count++] = (struct sheet_row){
		.number = parse->number,
		.first_cell = (uint32_t)parse->first_cell,
		.cell_count = parse->filled,
		.width = parse->width,
	};
	return true;
}

static void start_row(struct parse *parse)
{
	parse->number++;
	parse->width = 0;
	parse->filled = 0;
	parse->too_wide = false;
	parse->first_cell = parse->sheet->cell_count;
}

/* libcsv calls this at each CR and each LF outside quotes, and once with -1 at the end of a
 * file whose last line has no end. The LF of a CRLF ends no row of its own. */
static void take_row_end(int terminator, void *context)
{
	struct parse *parse = context;
	bool line_feed_of_crlf = parse->after_cr && terminator == CSV_LF;

	parse->after_cr = false;
	if (line_feed_of_crlf)
		return;
	/* Empty cells at a row's end, and rows that are not kept, take no room. */
	bool kept = keep_row(parse);
	parse->sheet->cell_count = parse->first_cell + (kept ? parse->filled : 0);
	start_row(parse);
	parse->after_cr = terminator == CSV_CR;
}

/* Skips a first line `sep=;`, which Excel obeys and does not show as a row. */
static struct bytes skip_separator_line(struct bytes file, char *separator)
{
	if (file.size < 5 || strncasecmp((const char *)file.data, "sep=", 4) != 0)
		return file;
	char named = (char)file.data[4];
	bool ends = file.size == 5 || file.data[5] == '\n' || file.data[5] == '\r';
	if (!ends || (named != ';' && named != ',' && named != '\t'))
		return file;
	*separator = named;
	file = skip(file, 5);
	if (starts_with(file, "\r\n"))
		return skip(file, 2);
	return file.size > 0 ? skip(file, 1) : file;
}

static const char separators[] = ";\t,";
#define SEPARATORS 3u
#define SEPARATOR_LINES 20u /* that are looked at */

/* Which separators a line has outside quotes; passes it. True when there is more in it. */
static bool look_for_separators(struct bytes *rest, bool ret_has[SEPARATORS])
{
	bool quoted = false, filled = false;
	for (; rest->size > 0; *rest = skip(*rest, 1)) {
		char byte = (char)rest->data[0];
		if (byte == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (byte == '\n' || byte == '\r')
			break;
		const char *found = byte == '\0' ? NULL : strchr(separators, byte);
		if (found != NULL)
			ret_has[found - separators] = true;
		else if (byte != ' ')
			filled = true;
	}
	if (rest->size > 0)
		*rest = skip(*rest, 1);
	return filled;
}

/* The separator that most of the first lines have: a title above the headings may be a sentence
 * with commas. A comma that half of the lines do without is in a sentence or a decimal. With none,
 * or as many of two, the semicolon: Excel's own in Sweden. */
static char find_separator(struct bytes file)
{
	size_t lines[SEPARATORS] = {0}, line = 0, best = 0;
	while (line < SEPARATOR_LINES && file.size > 0) {
		bool has[SEPARATORS] = {false};
		if (!look_for_separators(&file, has))
			continue;
		line++;
		for (size_t i = 0; i < SEPARATORS; i++)
			lines[i] += has[i];
	}
	if (2 * lines[SEPARATORS - 1] <= line)
		lines[SEPARATORS - 1] = 0;
	for (size_t i = 1; i < SEPARATORS; i++)
		if (lines[i] > lines[best])
			best = i;
	return separators[best];
}

static enum err refuse(struct complaints *complaints, const char *message)
{
	complaint_add(complaints, PLACE_WHOLE, message, NULL, NULL);
	return ERR_MALFORMED;
}

/* Refuses what is no text at all, by what its first bytes say it is. */
static enum err check_is_text(struct bytes file, struct complaints *complaints)
{
	if (starts_with(file, "\xff\xfe") || starts_with(file, "\xfe\xff"))
		return refuse(complaints, N_("the file is \"Unicode text\" (UTF-16): save it as "
					     "\"CSV UTF-8\""));
	if (starts_with(file, "PK\x03\x04") || starts_with(file, "\xd0\xcf\x11\xe0"))
		return refuse(complaints, N_("the file is an Excel workbook: save it as "
					     "\"CSV UTF-8\""));
	if (file.size > 0 && memchr(file.data, '\0', file.size) != NULL)
		return refuse(complaints, N_("the file is no text: save it as \"CSV UTF-8\""));
	return ERR_OK;
}

static void run_libcsv(struct parse *parse, struct bytes file, char separator)
{
	struct csv_parser parser;
	int started = csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
	assert(started == 0);
	csv_set_delim(&parser, (unsigned char)separator);

	size_t read = csv_parse(&parser, file.data, file.size, take_cell, take_row_end, parse);
	bool fine = read == file.size && csv_fini(&parser, take_cell, take_row_end, parse) == 0;
	if (!fine && csv_error(&parser) == CSV_EPARSE) {
		complaint_add(parse->complaints, place_in_row(parse, parse->width + 1),
			N_("a quotation mark inside a cell: a cell with quotation marks is "
			   "quoted, and they are doubled within it"),
			NULL, NULL);
		parse->err = ERR_MALFORMED;
	} else if (!fine) {
		complaint_add(parse->complaints, PLACE_WHOLE, N_("not enough memory"), NULL, NULL);
		parse->err = ERR_RETRY;
	}
	csv_free(&parser);
}

enum err sheet_parse(struct sheet *sheet, struct bytes file, struct complaints *complaints)
{
	struct parse parse = {.sheet = sheet, .complaints = complaints};
	char separator = '\0';

	sheet->complaints = complaints;
	sheet->row_count = 0;
	sheet->cell_count = 0;
	sheet->text_size = 0;
	sheet->column_count = 0;
	if (file.size > SHEET_FILE_SIZE_MAX) {
		complaint_add(complaints, PLACE_WHOLE,
			N_("the file is larger than 1 MiB: divide it"), NULL, NULL);
		return ERR_RANGE;
	}
	enum err err = check_is_text(file, complaints);
	if (err != ERR_OK)
		return err;
	bool marked = starts_with(file, UTF8_MARK);
	if (marked)
		file = skip(file, sizeof UTF8_MARK - 1);
	/* Text in Windows-1252 with letters beyond ASCII is practically never valid UTF-8. */
	parse.windows_1252 = !marked && utf8_valid_size(file) < file.size;
	file = skip_separator_line(file, &separator);
	if (separator == '\0')
		separator = find_separator(file);
	start_row(&parse);
	run_libcsv(&parse, file, separator);
	if (parse.err != ERR_OK)
		return parse.err;
	if (sheet->row_count == 0)
		return refuse(complaints, N_("the file is empty"));
	return ERR_OK;
}

const char *sheet_text(const struct sheet *sheet, size_t row, size_t cell)
{
	assert(row < sheet->row_count);
	const struct sheet_row *found = &sheet->rows[row];
	return cell < found->cell_count ? sheet->text + sheet->cells[found->first_cell + cell] : "";
}

void sheet_skip_rows(struct sheet *sheet, size_t count)
{
	assert(count < sheet->row_count);
	sheet->row_count -= count;
	memmove(sheet->rows, sheet->rows + count, sheet->row_count * sizeof sheet->rows[0]);
}

bool sheet_has_column(const struct sheet *sheet, size_t column)
{
	assert(column < sheet->column_count);
	return sheet->cell_of_column[column] != SHEET_ABSENT;
}

struct field sheet_field(const struct sheet *sheet, size_t row, size_t column)
{
	bool present = sheet_has_column(sheet, column);
	uint32_t cell = sheet->cell_of_column[column];
	const char *heading = present ? sheet_text(sheet, 0, cell) : sheet->columns[column].name;

	return (struct field){
		.text = present ? sheet_text(sheet, row, cell) : "",
		.place =
			{
				.kind = PLACE_SHEET,
				.row = sheet->rows[row].number,
				.column = present ? cell + 1 : 0,
				.heading = heading,
			},
		.complaints = sheet->complaints,
	};
}
