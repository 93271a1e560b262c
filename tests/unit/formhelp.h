/* Filling in a form from an office in memory, and finding its cells by name. */
#ifndef FORMHELP_H
#define FORMHELP_H

#include <stdlib.h>
#include <string.h>

#include "formkind.h"

#define FORMHELP_MEMORY ((size_t)32 << 20)

struct formhelp {
	struct arena memory;
	struct form form;
	enum err err;
	uint32_t today; /* yyyymmdd; 0: 20300101 */
};

static inline int32_t formhelp_received(void *context, uint64_t index)
{
	(void)context;
	(void)index;
	return 0;
}

/* Fills in the form with that name as of a size; every entry came on 1 January 1970. */
static inline void formhelp_fill(struct formhelp *help, struct store *store, uint64_t size,
	struct arena *scratch, const char *name, const char *dnr, uint32_t year,
	const struct period *period)
{
	enum err err;
	struct coverage_calendar calendar = {NULL, formhelp_received, 0};
	struct store_txn *txn = store_begin_read(store, &err);
	assert_non_null(txn);
	if (help->memory.start == NULL)
		help->memory = arena_of(malloc(FORMHELP_MEMORY), FORMHELP_MEMORY);
	assert_non_null(help->memory.start);
	arena_reset(&help->memory);
	struct form_request request = {.txn = txn,
		.size = size,
		.size_now = size,
		.origin = "office.example/1",
		.as_of = "2030-01-01 12:00",
		.calendar = &calendar,
		.today = help->today != 0 ? help->today : 20300101,
		.dnr = dnr,
		.year = year,
		.period = period,
		.memory = &help->memory,
		.scratch = scratch};
	help->err = formkind_fill(formkind_find(name), &request, NULL, &help->form);
	store_abort(txn);
}

static inline void formhelp_close(struct formhelp *help)
{
	free(help->memory.start);
}

static inline bool formhelp_has(const struct formhelp *help, const char *name)
{
	const struct form_sheet *sheet = help->form.sheets;
	while (sheet != NULL && strcmp(sheet->name, name) != 0)
		sheet = sheet->next;
	return sheet != NULL;
}

static inline const struct form_sheet *formhelp_sheet(const struct formhelp *help, const char *name)
{
	for (const struct form_sheet *at = help->form.sheets; at != NULL; at = at->next)
		if (strcmp(at->name, name) == 0)
			return at;
	print_error("no sheet %s\n", name);
	abort();
}

static inline bool formhelp_says(const struct form_cell *cell, const char *label)
{
	return label == NULL || (cell->type == FORM_TEXT && strcmp(cell->text, label) == 0);
}

/* The cell of the row whose first cells say the labels (NULL: anything), in the column of that
 * name. */
static inline const struct form_cell *formhelp_cell(const struct formhelp *help,
	const char *sheet_name, const char *first, const char *second, const char *column)
{
	const struct form_sheet *sheet = formhelp_sheet(help, sheet_name);
	size_t at = 0;
	while (at < sheet->column_count && strcmp(sheet->columns[at].name, column) != 0)
		at++;
	assert_true(at < sheet->column_count);
	for (const struct form_row *row = sheet->rows; row != NULL; row = row->next)
		if (formhelp_says(&row->cells[0], first) && formhelp_says(&row->cells[1], second))
			return &row->cells[at];
	print_error("no such row in %s\n", sheet_name);
	abort();
}

static inline size_t formhelp_rows(const struct formhelp *help, const char *sheet_name)
{
	size_t count = 0;
	for (const struct form_row *row = formhelp_sheet(help, sheet_name)->rows; row != NULL;
		row = row->next)
		count++;
	return count;
}

#endif
