/* Spreadsheet text (CSV), as Excel in Swedish and in English writes it.
 *
 * The bytes may be UTF-8 with or without byte order mark, or Windows-1252; separated by
 * semicolon, comma or tab; with lines that end in CRLF, LF or CR; with quoted cells. What
 * comes out is the same for all of them: rows of UTF-8 cells, spaces around unquoted cells
 * removed, line breaks within cells as LF, empty rows and sum rows left out.
 *
 * The first row that is not empty holds the headings. */
#ifndef AGENT_SHEET_H
#define AGENT_SHEET_H

#include "field.h"
#include "jour/err.h"

#define SHEET_FILE_SIZE_MAX 1048576u /* 1 MiB */
#define SHEET_ROWS_MAX 10000u	     /* with the heading row, without empty ones */
#define SHEET_COLUMNS_MAX 64u	     /* of a file */
#define SHEET_KNOWN_MAX 128u	     /* that a kind of file may have */
#define SHEET_CELLS_MAX 131072u
#define SHEET_CELL_SIZE_MAX 1000u /* bytes of UTF-8 */
#define SHEET_SPELLINGS_MAX 6u

/* A Windows-1252 byte becomes at most 3 bytes; a cell's NUL stands for its separator. */
#define SHEET_TEXT_SIZE_MAX (3u * SHEET_FILE_SIZE_MAX + 4u)

/* A column that a kind of file may have. Upper and lower case, spaces, hyphens and
 * underscores make no difference between two spellings. */
struct sheet_column {
	const char *name;			    /* shown in complaints, and accepted */
	const char *spellings[SHEET_SPELLINGS_MAX]; /* also accepted; unused ones NULL */
	bool required;
};

struct sheet_row {
	uint32_t number;     /* as the spreadsheet program shows it, from 1 */
	uint32_t first_cell; /* in `cells` */
	uint32_t cell_count; /* without the empty ones at the end; > 0 */
	uint32_t width;	     /* cells in the file, with the empty ones at the end */
};

/* About 4 MiB: the caller provides it, not on the stack. Plain data without pointers into
 * the file; the caller reads `rows` and `row_count` and nothing else directly. */
struct sheet {
	struct complaints *complaints;
	struct sheet_row rows[SHEET_ROWS_MAX]; /* rows[0] holds the headings */
	size_t row_count;
	uint32_t cells[SHEET_CELLS_MAX]; /* where each starts in `text` */
	size_t cell_count;
	const struct sheet_column *columns;
	size_t column_count;
	uint32_t cell_of_column[SHEET_KNOWN_MAX]; /* SHEET_ABSENT when the file lacks it */
	char text[SHEET_TEXT_SIZE_MAX];
	size_t text_size;
};

#define SHEET_ABSENT UINT32_MAX

/* Reads a whole file. `complaints` has been started and outlives the sheet; the bytes
 * need not. ERR_MALFORMED or ERR_RANGE (a limit above) after at least one error was added;
 * then the sheet must not be used.
 * ERR_RETRY when libcsv got no memory. Complaints of single rows and cells do not end the
 * reading: the caller looks at complaints->error_count too. */
enum err sheet_parse(
	struct sheet *sheet, struct bytes file, struct complaints *complaints) MUST_CHECK;

/* Whether a word says that others are added up ("Summa", "Totalt"). */
bool sheet_is_sum_word(const char *text);
/* True, after a complaint that it is a sum row, when such a word stands in the cell. */
bool sheet_refuse_sum(struct field field);

/* The cell in row `row` (0: the headings, asserted to exist) and column `cell`, both from 0;
 * "" beyond the last one that is filled. Lives as long as the sheet. */
const char *sheet_text(const struct sheet *sheet, size_t row, size_t cell);

/* Leaves out the first `count` rows (fewer than there are, asserted), which said something about
 * the whole file; what follows begins with the headings. Texts and row numbers stay. */
void sheet_skip_rows(struct sheet *sheet, size_t count);

/* The cell in row `row` (1 .. row_count - 1) under columns[column]; its text is "" when it
 * is empty or the column is absent. Only after
 * heading_find_columns gave ERR_OK. */
struct field sheet_field(const struct sheet *sheet, size_t row, size_t column);
/* Whether the file has columns[column]. */
bool sheet_has_column(const struct sheet *sheet, size_t column);

#endif
