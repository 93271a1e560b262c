#include "formcsv.h"

#include <string.h>

#include "formcell.h"

#define DIGITS "0123456789"

static bool needs_guard(const char *text)
{
	if (text[0] == '\0')
		return false;
	if (strchr("=+-@\t\r\n'", text[0]) != NULL)
		return true;
	if (strchr(DIGITS, text[0]) == NULL || text[strspn(text, DIGITS "-/.,: ")] != '\0')
		return false;
	/* A plain number is what it looks like, unless a zero in front would be lost. */
	return text[strspn(text, DIGITS)] != '\0' || (text[0] == '0' && text[1] != '\0') ||
	       strlen(text) > 15;
}

/* One field; what people or files have written is guarded, our own numbers are not. */
static void put(const char *text, bool written, FILE *to)
{
	const char *guard = written && needs_guard(text) ? "'" : "";
	if (text[strcspn(text, ";\"\r\n")] == '\0') {
		fprintf(to, "%s%s", guard, text);
		return;
	}
	fprintf(to, "\"%s", guard);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', to);
		fputc(*text, to);
	}
	fputc('"', to);
}

static void end_line(FILE *to)
{
	fputs("\r\n", to);
}

static void put_line(const char *text, FILE *to)
{
	put(text, true, to);
	end_line(to);
}

static void put_row(
	const struct form_sheet *sheet, const struct form_row *row, size_t first, FILE *to)
{
	char buffer[FORMCELL_SIZE];
	for (size_t i = first; i < sheet->column_count; i++) {
		if (i > first)
			fputc(';', to);
		put(formcell_text(&row->cells[i], FORMCELL_WORDS, buffer),
			row->cells[i].type == FORM_TEXT, to);
	}
	end_line(to);
}

static void put_sheet(const struct form_sheet *sheet, FILE *to)
{
	put_line(sheet->title, to);
	for (size_t i = 0; i < sheet->column_count; i++) {
		if (i > 0)
			fputc(';', to);
		put(sheet->columns[i].heading, true, to);
	}
	end_line(to);
	for (const struct form_row *row = sheet->rows; row != NULL; row = row->next)
		put_row(sheet, row, 0, to);
	for (const struct form_note *note = sheet->notes; note != NULL; note = note->next)
		put_line(note->text, to);
	end_line(to);
}

void formcsv_write(const struct form *form, FILE *to)
{
	fputs("\xef\xbb\xbf", to);
	put_line(form->title, to);
	put_line(formcell_internal(), to);
	end_line(to);
	for (const struct form_sheet *sheet = form->sheets; sheet != NULL; sheet = sheet->next)
		put_sheet(sheet, to);
	for (const struct form_row *row = form->info.rows; row != NULL; row = row->next)
		put_row(&form->info, row, 1, to);
}
