/* The headings of a sheet: which column is which. */
#ifndef AGENT_HEADING_H
#define AGENT_HEADING_H

#include "sheet.h"

/* Whether the column may be called that, by its name or one of its spellings. */
bool heading_names(const struct sheet_column *column, const char *heading);

/* Finds the columns by their headings, in any order. `columns` outlives the sheet, at most
 * SHEET_KNOWN_MAX (asserted). Complains of headings that are unknown or twice there,
 * required ones that are missing, filled cells under no heading (merged headings give
 * these), a title above the headings, and rows with more cells than there are headings:
 * then ERR_MALFORMED. Rows that end too early get a warning. */
enum err heading_find_columns(
	struct sheet *sheet, const struct sheet_column *columns, size_t column_count) MUST_CHECK;

#endif
