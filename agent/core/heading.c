#include "heading.h"

#include <assert.h>
#include <string.h>

#include "jour/i18n.h"
#include "jour/word.h"

bool heading_names(const struct sheet_column *column, const char *heading)
{
	if (word_same(column->name, heading))
		return true;
	for (size_t i = 0; i < SHEET_SPELLINGS_MAX && column->spellings[i] != NULL; i++)
		if (word_same(column->spellings[i], heading))
			return true;
	return false;
}

static struct place place_of(const struct sheet *sheet, size_t row, size_t cell)
{
	const char *heading = row == 0 ? NULL : sheet_text(sheet, 0, cell);
	return (struct place){
		.kind = PLACE_SHEET,
		.row = sheet->rows[row].number,
		.column = (uint32_t)cell + 1,
		.heading = heading,
	};
}

/* The names of the columns that are still missing, "Kommun, Period"; all when none is. */
static void list_missing(const struct sheet *sheet, char *list, size_t list_size)
{
	struct writer writer = writer_of(list, list_size - 1);
	bool any_missing = false;

	for (size_t i = 0; i < sheet->column_count; i++)
		any_missing |= sheet->cell_of_column[i] == SHEET_ABSENT;
	for (size_t i = 0; i < sheet->column_count; i++) {
		if (any_missing && sheet->cell_of_column[i] != SHEET_ABSENT)
			continue;
		if (writer.size > 0)
			write_span(&writer, bytes_of_text(", "));
		write_span(&writer, bytes_of_text(sheet->columns[i].name));
	}
	list[writer.size] = '\0';
}

/* Whether a cell below the headings is filled in this column. */
static bool is_used(const struct sheet *sheet, size_t cell)
{
	for (size_t row = 1; row < sheet->row_count; row++)
		if (sheet_text(sheet, row, cell)[0] != '\0')
			return true;
	return false;
}

static size_t find_column(const struct sheet *sheet, const char *heading)
{
	size_t column = 0;
	while (column < sheet->column_count && !heading_names(&sheet->columns[column], heading))
		column++;
	return column;
}

/* One filled cell, unknown as a heading, above rows that have more. */
static bool is_title(const struct sheet *sheet)
{
	const char *only = NULL;
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++) {
		const char *text = sheet_text(sheet, 0, cell);
		if (text[0] != '\0' && only != NULL)
			return false;
		if (text[0] != '\0')
			only = text;
	}
	return only != NULL && find_column(sheet, only) == sheet->column_count &&
	       sheet->row_count > 1 && sheet->rows[1].cell_count > 1;
}

/* First what is known, so that an unknown heading can be told what is still missing. */
static void match_known(struct sheet *sheet)
{
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++) {
		const char *heading = sheet_text(sheet, 0, cell);
		size_t column = find_column(sheet, heading);
		if (column == sheet->column_count)
			continue;
		if (sheet->cell_of_column[column] == SHEET_ABSENT)
			sheet->cell_of_column[column] = (uint32_t)cell;
		else
			complaint_add(sheet->complaints, place_of(sheet, 0, cell),
				N_("the heading \"{1}\" is there twice"), heading, NULL);
	}
}

static void complain_of_unknown(const struct sheet *sheet)
{
	char missing[COMPLAINT_TEXT_SIZE];

	list_missing(sheet, missing, sizeof missing);
	for (size_t cell = 0; cell < sheet->rows[0].cell_count; cell++) {
		const char *heading = sheet_text(sheet, 0, cell);
		if (heading[0] != '\0' && find_column(sheet, heading) == sheet->column_count)
			complaint_add_expected(sheet->complaints, place_of(sheet, 0, cell), heading,
				N_("a heading such as: {2}"), missing);
		else if (heading[0] == '\0' && is_used(sheet, cell))
			complaint_add(sheet->complaints, place_of(sheet, 0, cell),
				N_("filled cells without a heading: remove merged headings, "
				   "and give each column one of its own"),
				NULL, NULL);
	}
}

static void complain_of_missing(const struct sheet *sheet)
{
	struct place headings = {.kind = PLACE_SHEET, .row = sheet->rows[0].number};

	for (size_t i = 0; i < sheet->column_count; i++)
		if (sheet->columns[i].required && sheet->cell_of_column[i] == SHEET_ABSENT)
			complaint_add(sheet->complaints, headings,
				N_("the column \"{1}\" is missing"), sheet->columns[i].name, NULL);
}

static void complain_of_ragged(const struct sheet *sheet)
{
	uint32_t heading_count = sheet->rows[0].cell_count;

	for (size_t row = 1; row < sheet->row_count; row++) {
		const struct sheet_row *found = &sheet->rows[row];
		if (found->cell_count > heading_count)
			complaint_add(sheet->complaints, place_of(sheet, row, heading_count),
				N_("more cells than there are headings"), NULL, NULL);
		else if (found->width < heading_count)
			complaint_add_warning(sheet->complaints, place_of(sheet, row, found->width),
				N_("the row ends before this column; it is read as empty"), NULL,
				NULL);
	}
}

enum err heading_find_columns(
	struct sheet *sheet, const struct sheet_column *columns, size_t column_count)
{
	size_t errors_before = sheet->complaints->error_count;

	assert(column_count <= SHEET_KNOWN_MAX);
	sheet->columns = columns;
	sheet->column_count = column_count;
	for (size_t i = 0; i < column_count; i++)
		sheet->cell_of_column[i] = SHEET_ABSENT;
	if (is_title(sheet)) {
		struct place title = {.kind = PLACE_SHEET, .row = sheet->rows[0].number};
		complaint_add(sheet->complaints, title,
			N_("a title above the headings: remove it, the first row holds the "
			   "headings"),
			NULL, NULL);
		return ERR_MALFORMED;
	}
	match_known(sheet);
	complain_of_unknown(sheet);
	complain_of_missing(sheet);
	complain_of_ragged(sheet);
	return sheet->complaints->error_count == errors_before ? ERR_OK : ERR_MALFORMED;
}
