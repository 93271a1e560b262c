/* Plain aligned tables for people, in UTF-8. */
#ifndef JOUR_TABLE_H
#define JOUR_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#define TABLE_COLUMNS_MAX 16u
#define TABLE_CELL_SIZE 256u /* bytes of a cell with its NUL, longer is cut */

enum table_align {
	TABLE_LEFT,
	TABLE_RIGHT,
};

struct table;

/* `columns` alignments; at most TABLE_COLUMNS_MAX. Never NULL (ends the process when memory is
 * out). */
struct table *table_new(const enum table_align *columns, size_t column_count);
/* One row; `cells` are copied. */
void table_row(struct table *table, const char *const *cells);
/* A line of dashes, as before a sum. */
void table_rule(struct table *table);
/* Prints with two spaces between columns and no space at line ends, and frees the table. */
void table_print(struct table *table, FILE *to);

/* The number of terminal columns of a UTF-8 text. */
size_t table_text_width(const char *text);

#endif
