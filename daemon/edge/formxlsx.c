#include "formxlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "formcell.h"
#include "jour/file.h"
#include "jour/i18n.h"
#include "jour/table.h"

#define NAME_WIDTH_MAX 31u /* characters on a worksheet's tab */
#define NAME_SIZE (NAME_WIDTH_MAX * 4 + 1)
#define WIDTH_MAX 60u
#define HEADING_WIDTH_MAX 18u /* longer headings are broken over lines */

enum look {
	LOOK_TEXT,
	LOOK_COUNT,
	LOOK_HUNDREDTHS,
	LOOK_MONEY,
	LOOK_PERCENT,
	LOOK_DATE,
	LOOK_STATE,
	LOOKS,
};

/* How much of a number is known. */
enum known {
	KNOWN_WHOLE,
	KNOWN_AT_LEAST,
	KNOWN_PARTLY,
	KNOWNS,
};

struct book {
	lxw_workbook *workbook;
	lxw_format *heading;
	lxw_format *wrapped;
	lxw_format *looks[LOOKS][2][KNOWNS]; /* is a sum */
	lxw_error error;		     /* the first that was met */
};

static void note(struct book *book, lxw_error error)
{
	if (book->error == LXW_NO_ERROR)
		book->error = error;
}

static enum err err_of(lxw_error error)
{
	switch (error) {
	case LXW_NO_ERROR:
		return ERR_OK;
	case LXW_ERROR_MEMORY_MALLOC_FAILED:
	case LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE:
	case LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED:
		return ERR_RANGE;
	case LXW_ERROR_CREATING_XLSX_FILE:
	case LXW_ERROR_CREATING_TMPFILE:
	case LXW_ERROR_ZIP_FILE_OPERATION:
		return file_err(errno);
	default:
		return ERR_IO;
	}
}

/* ---- formats */

static lxw_format *make_look(struct book *book, enum look look, bool is_sum, enum known known)
{
	static const char *const numbers[LOOKS] = {
		[LOOK_COUNT] = "#,##0",
		[LOOK_HUNDREDTHS] = "#,##0.00",
		[LOOK_MONEY] = "#,##0.00\\ \"kr\"",
		[LOOK_PERCENT] = "0.00%",
		[LOOK_DATE] = "yyyy-mm-dd",
	};
	static const char *const before[KNOWNS] = {"", "\"≥\"", ""}, *const after[KNOWNS] = {
									     "", "", "\"*\""};
	char text[40];
	lxw_format *format = workbook_add_format(book->workbook);
	if (numbers[look] != NULL) {
		snprintf(text, sizeof(text), "%s%s%s", before[known], numbers[look], after[known]);
		format_set_num_format(format, text);
	}
	if (look == LOOK_STATE) {
		format_set_align(format, LXW_ALIGN_RIGHT);
		format_set_italic(format);
	}
	if (is_sum) {
		format_set_bold(format);
		format_set_top(format, LXW_BORDER_THIN);
	}
	return format;
}

static void make_formats(struct book *book)
{
	for (unsigned i = 0; i < LOOKS * 2 * KNOWNS; i++)
		book->looks[i / (2 * KNOWNS)][i / KNOWNS % 2][i % KNOWNS] =
			make_look(book, (enum look)(i / (2 * KNOWNS)), i / KNOWNS % 2 != 0,
				(enum known)(i % KNOWNS));
	book->heading = workbook_add_format(book->workbook);
	format_set_bold(book->heading);
	format_set_text_wrap(book->heading);
	format_set_bottom(book->heading, LXW_BORDER_THIN);
	format_set_align(book->heading, LXW_ALIGN_VERTICAL_TOP);
	book->wrapped = workbook_add_format(book->workbook);
	format_set_text_wrap(book->wrapped);
	format_set_align(book->wrapped, LXW_ALIGN_VERTICAL_TOP);
	format_set_align(book->wrapped, LXW_ALIGN_LEFT);
}

static enum look look_of(const struct form_cell *cell)
{
	switch (cell->type) {
	case FORM_COUNT:
		return LOOK_COUNT;
	case FORM_HUNDREDTHS:
		return LOOK_HUNDREDTHS;
	case FORM_MONEY:
		return LOOK_MONEY;
	case FORM_RATIO:
		return cell->ratio.scale == FORM_PERCENT       ? LOOK_PERCENT
		       : cell->ratio.scale == FORM_KRONOR_EACH ? LOOK_MONEY
							       : LOOK_HUNDREDTHS;
	case FORM_DATE:
		return LOOK_DATE;
	case FORM_EMPTY:
	case FORM_TEXT:
		return LOOK_TEXT;
	default:
		return LOOK_STATE;
	}
}

static enum known known_of(const struct form_cell *cell)
{
	return cell->at_least ? KNOWN_AT_LEAST : cell->partial ? KNOWN_PARTLY : KNOWN_WHOLE;
}

/* ---- cells */

static double number_of(const struct form_cell *cell)
{
	static const double factors[] = {[FORM_PERCENT] = 1,
		[FORM_PER_THOUSAND] = 1000,
		[FORM_KRONOR_EACH] = 0.01,
		[FORM_MEAN] = 1};
	switch (cell->type) {
	case FORM_COUNT:
		return (double)cell->count;
	case FORM_HUNDREDTHS:
		return (double)cell->hundredths / 100;
	case FORM_MONEY:
		return (double)cell->amount_ore / 100;
	default:
		/* The workbook rounds by itself what it shows, and a lower bound not upwards. */
		if (cell->ratio.down)
			return (double)form_ratio_hundredths(&cell->ratio) /
			       (cell->ratio.scale == FORM_PERCENT ? 10000 : 100);
		return (double)cell->ratio.part / (double)cell->ratio.whole *
		       factors[cell->ratio.scale];
	}
}

static void write_cell(struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
	const struct form_cell *cell, bool is_sum)
{
	lxw_format *format = book->looks[look_of(cell)][is_sum][known_of(cell)];
	lxw_datetime day;
	switch (cell->type) {
	case FORM_EMPTY:
		note(book, worksheet_write_blank(sheet, row, column, format));
		break;
	case FORM_TEXT:
		note(book, worksheet_write_string(sheet, row, column, cell->text, format));
		break;
	case FORM_DATE:
		day = (lxw_datetime){(int)(cell->date / 10000), (int)(cell->date / 100 % 100),
			(int)(cell->date % 100), 0, 0, 0};
		note(book, worksheet_write_datetime(sheet, row, column, &day, format));
		break;
	case FORM_NOT_REPORTED:
	case FORM_NOT_APPLICABLE:
	case FORM_HIDDEN:
		note(book, worksheet_write_string(
				   sheet, row, column, formcell_state(cell->type), format));
		break;
	default:
		note(book, worksheet_write_number(sheet, row, column, number_of(cell), format));
	}
}

/* ---- sheets */

/* What may stand on a tab, at most so long; not between apostrophes. */
static void put_name(const char *title, char ret_name[NAME_SIZE])
{
	size_t width = 0, size = 0;
	for (; *title != '\0'; title++) {
		width += ((unsigned char)*title & 0xc0) != 0x80;
		if (width > NAME_WIDTH_MAX)
			break;
		ret_name[size++] = strchr("[]:*?/\\'", *title) == NULL ? *title : ' ';
	}
	ret_name[size] = '\0';
}

static lxw_worksheet *add_sheet(struct book *book, const char *title, unsigned position)
{
	char name[NAME_SIZE], numbered[FORM_TEXT_SIZE];
	put_name(title, name);
	if (workbook_validate_sheet_name(book->workbook, name) != LXW_NO_ERROR) {
		snprintf(numbered, sizeof(numbered), "%u %s", position, name);
		put_name(numbered, name);
	}
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);
	if (sheet == NULL) {
		note(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return NULL;
	}
	worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, 9); /* A4 */
	note(book, worksheet_set_footer(sheet, _("&LINTERNAL, not for publication&RPage &P")));
	return sheet;
}

static size_t width_of(const struct form_sheet *sheet, size_t column)
{
	char buffer[FORMCELL_SIZE];
	size_t width = table_text_width(sheet->columns[column].heading);
	if (width > HEADING_WIDTH_MAX)
		width = HEADING_WIDTH_MAX;
	for (const struct form_row *row = sheet->rows; row != NULL; row = row->next) {
		size_t own = table_text_width(
			formcell_text(&row->cells[column], FORMCELL_SIGNS, buffer));
		size_t word = row->cells[column].type < FORM_NOT_REPORTED
				      ? own
				      : table_text_width(formcell_state(row->cells[column].type));
		own = word > own ? word : own;
		width = own > width ? own : width;
	}
	return width < WIDTH_MAX ? width + 2 : WIDTH_MAX;
}

static void write_sheet(struct book *book, const struct form_sheet *from, unsigned position)
{
	lxw_worksheet *sheet = add_sheet(book, from->title, position);
	lxw_row_t at = 1;
	for (size_t i = 0; sheet != NULL && i < from->column_count; i++) {
		lxw_col_t column = (lxw_col_t)i;
		note(book, worksheet_set_column(
				   sheet, column, column, (double)width_of(from, i), NULL));
		note(book, worksheet_write_string(
				   sheet, 0, column, from->columns[i].heading, book->heading));
	}
	for (const struct form_row *row = from->rows; sheet != NULL && row != NULL;
		row = row->next, at++)
		for (size_t i = 0; i < from->column_count; i++)
			write_cell(book, sheet, at, (lxw_col_t)i, &row->cells[i], row->is_sum);
	if (sheet != NULL) {
		worksheet_freeze_panes(sheet, 1, (lxw_col_t)from->label_count);
		note(book, worksheet_repeat_rows(sheet, 0, 0));
	}
}

static void write_line(struct book *book, lxw_worksheet *sheet, lxw_row_t row, const char *what,
	const struct form_cell *value)
{
	note(book, worksheet_write_string(sheet, row, 0, what, book->wrapped));
	if (value->type == FORM_TEXT)
		note(book, worksheet_write_string(sheet, row, 1, value->text, book->wrapped));
	else
		write_cell(book, sheet, row, 1, value, false);
}

static void write_info(struct book *book, const struct form *form)
{
	lxw_worksheet *sheet = add_sheet(book, form->info.title, 1);
	lxw_row_t at = 1;
	if (sheet == NULL)
		return;
	note(book, worksheet_set_column(sheet, 0, 0, 24, NULL));
	note(book, worksheet_set_column(sheet, 1, 1, 90, NULL));
	note(book, worksheet_write_string(sheet, 0, 0, form->title, book->heading));
	note(book, worksheet_write_string(sheet, 0, 1, formcell_internal(), book->heading));
	for (const struct form_row *row = form->info.rows; row != NULL; row = row->next)
		write_line(book, sheet, at++, row->cells[1].text, &row->cells[2]);
	for (const struct form_sheet *from = form->sheets; from != NULL; from = from->next)
		for (const struct form_note *line = from->notes; line != NULL; line = line->next)
			write_line(book, sheet, at++, from->title,
				&(struct form_cell){.type = FORM_TEXT, .text = line->text});
	worksheet_freeze_panes(sheet, 1, 0);
}

static lxw_error write_book(const struct form *form, uint64_t created_ms, const char *path)
{
	struct book book = {.workbook = workbook_new(path)};
	unsigned position = 2;
	if (book.workbook == NULL)
		return LXW_ERROR_MEMORY_MALLOC_FAILED;
	char *title = strdup(form->title);
	lxw_doc_properties properties = {.title = title, .created = (time_t)(created_ms / 1000)};
	note(&book, workbook_set_properties(book.workbook, &properties));
	make_formats(&book);
	write_info(&book, form);
	for (const struct form_sheet *sheet = form->sheets; sheet != NULL; sheet = sheet->next)
		write_sheet(&book, sheet, position++);
	free(title);
	note(&book, workbook_close(book.workbook)); /* frees it, also when it fails */
	return book.error;
}

static enum err copy_file(int descriptor, FILE *to)
{
	char buffer[65536];
	ssize_t size;
	while ((size = read(descriptor, buffer, sizeof(buffer))) > 0)
		if (fwrite(buffer, 1, (size_t)size, to) != (size_t)size)
			return file_err(errno);
	return size < 0 ? file_err(errno) : ERR_OK;
}

enum err formxlsx_write(const struct form *form, uint64_t created_ms, FILE *to)
{
	char path[4096];
	const char *directory = getenv("TMPDIR");
	int size = snprintf(path, sizeof(path), "%s/jourd-form-XXXXXX",
		directory == NULL || directory[0] == '\0' ? "/tmp" : directory);
	if (size < 0 || (size_t)size >= sizeof(path))
		return ERR_RANGE;
	int descriptor = mkstemp(path);
	if (descriptor < 0)
		return file_err(errno);
	errno = 0;
	enum err err = err_of(write_book(form, created_ms, path));
	if (err == ERR_OK)
		err = copy_file(descriptor, to);
	close(descriptor);
	unlink(path);
	return err;
}
