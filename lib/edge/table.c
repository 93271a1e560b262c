#include "jour/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "jour/log.h"

/* A rule is a row without cells. */
struct row {
	bool rule;
	char cells[TABLE_COLUMNS_MAX][TABLE_CELL_SIZE];
};

struct table {
	size_t column_count;
	enum table_align align[TABLE_COLUMNS_MAX];
	size_t width[TABLE_COLUMNS_MAX];
	struct row *rows;
	size_t row_count;
	size_t row_capacity;
};

static void *must(void *memory)
{
	if (memory == NULL)
		fatal(1, "out of memory");
	return memory;
}

size_t table_text_width(const char *text)
{
	/* All that these programs print is one column a code point. */
	size_t width = 0;
	for (; *text != '\0'; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

struct table *table_new(const enum table_align *columns, size_t column_count)
{
	assert(column_count > 0 && column_count <= TABLE_COLUMNS_MAX);
	struct table *table = must(calloc(1, sizeof(*table)));
	table->column_count = column_count;
	memcpy(table->align, columns, column_count * sizeof(columns[0]));
	return table;
}

static struct row *add_row(struct table *table)
{
	if (table->row_count == table->row_capacity) {
		table->row_capacity = table->row_capacity * 2 + 16;
		table->rows = must(
			reallocarray(table->rows, table->row_capacity, sizeof(table->rows[0])));
	}
	struct row *row = &table->rows[table->row_count++];
	memset(row, 0, sizeof(*row));
	return row;
}

void table_row(struct table *table, const char *const *cells)
{
	struct row *row = add_row(table);
	for (size_t i = 0; i < table->column_count; i++) {
		strncpy(row->cells[i], cells[i], TABLE_CELL_SIZE - 1);
		size_t width = table_text_width(row->cells[i]);
		if (width > table->width[i])
			table->width[i] = width;
	}
}

void table_rule(struct table *table)
{
	add_row(table)->rule = true;
}

static void print_repeated(char character, size_t count, FILE *to)
{
	for (size_t i = 0; i < count; i++)
		fputc(character, to);
}

static void print_row(const struct table *table, const struct row *row, FILE *to)
{
	size_t owed = 0; /* spaces that are only printed when text follows */
	for (size_t i = 0; i < table->column_count; i++) {
		size_t width = table_text_width(row->cells[i]);
		size_t pad = row->rule ? 0 : table->width[i] - width;
		if (table->align[i] == TABLE_RIGHT)
			owed += pad;
		if (row->rule || width > 0) {
			print_repeated(' ', owed, to);
			owed = 0;
		} else {
			owed += width;
		}
		if (row->rule)
			print_repeated('-', table->width[i], to);
		else
			fputs(row->cells[i], to);
		owed += (table->align[i] == TABLE_LEFT ? pad : 0) + 2;
	}
	fputc('\n', to);
}

void table_print(struct table *table, FILE *to)
{
	for (size_t i = 0; i < table->row_count; i++)
		print_row(table, &table->rows[i], to);
	free(table->rows);
	free(table);
}
