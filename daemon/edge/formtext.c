#include "formtext.h"

#include "formcell.h"
#include "jour/i18n.h"
#include "jour/table.h"

/* The columns of one part of a sheet: its labels, then so many others. */
struct part {
	size_t count;
	size_t columns[TABLE_COLUMNS_MAX];
};

static struct part part_from(const struct form_sheet *sheet, size_t first)
{
	struct part part = {0};
	for (size_t i = 0; i < sheet->label_count && i < TABLE_COLUMNS_MAX - 1; i++)
		part.columns[part.count++] = i;
	for (size_t i = first; i < sheet->column_count && part.count < TABLE_COLUMNS_MAX; i++)
		part.columns[part.count++] = i;
	return part;
}

/* A column is a column of numbers when all that stands in it is one. */
static enum table_align align_of(const struct form_sheet *sheet, size_t column)
{
	bool number = false;
	for (const struct form_row *row = sheet->rows; row != NULL; row = row->next) {
		enum form_type type = row->cells[column].type;
		if (type != FORM_EMPTY && !formcell_is_number(type))
			return TABLE_LEFT;
		number = number || formcell_is_number(type);
	}
	return number ? TABLE_RIGHT : TABLE_LEFT;
}

static void print_part(const struct form_sheet *sheet, const struct part *part, FILE *to)
{
	enum table_align align[TABLE_COLUMNS_MAX];
	const char *texts[TABLE_COLUMNS_MAX];
	char buffers[TABLE_COLUMNS_MAX][FORMCELL_SIZE];
	bool after_sum = false;
	for (size_t i = 0; i < part->count; i++) {
		align[i] = align_of(sheet, part->columns[i]);
		texts[i] = sheet->columns[part->columns[i]].heading;
	}
	struct table *table = table_new(align, part->count);
	table_row(table, texts);
	for (const struct form_row *row = sheet->rows; row != NULL; row = row->next) {
		if (row->is_sum && !after_sum)
			table_rule(table);
		after_sum = row->is_sum;
		for (size_t i = 0; i < part->count; i++)
			texts[i] = formcell_text(
				&row->cells[part->columns[i]], FORMCELL_SIGNS, buffers[i]);
		table_row(table, texts);
	}
	table_print(table, to);
}

static void print_sheet(const struct form_sheet *sheet, FILE *to)
{
	size_t column = sheet->label_count;
	fprintf(to, "\n%s\n\n", sheet->title);
	do {
		struct part part = part_from(sheet, column);
		print_part(sheet, &part, to);
		column = part.columns[part.count - 1] + 1;
		if (column < sheet->column_count)
			fputc('\n', to);
	} while (column < sheet->column_count);
	for (const struct form_note *note = sheet->notes; note != NULL; note = note->next)
		fprintf(to, "%s\n", note->text);
}

void formtext_print(const struct form *form, FILE *to)
{
	char buffer[FORMCELL_SIZE];
	fprintf(to, "%s\n", form->title);
	for (const struct form_sheet *sheet = form->sheets; sheet != NULL; sheet = sheet->next)
		print_sheet(sheet, to);
	fprintf(to, "\n%s\n%s\n", formcell_signs(), formcell_internal());
	for (const struct form_row *row = form->info.rows; row != NULL; row = row->next)
		fprintf(to, "%s: %s\n", row->cells[1].text,
			formcell_text(&row->cells[2], FORMCELL_SIGNS, buffer));
}
