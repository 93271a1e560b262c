/* What people call the dimensions and values of the code list (codelist.h): their Swedish names,
 * besides the codes. Compared as headings are. */
#ifndef AGENT_CODEWORD_H
#define AGENT_CODEWORD_H

#include "jour/codelist.h"
#include "sheet.h"

#define CODEWORD_DIMENSIONS 9u
#define CODEWORD_VALUES_MAX 9u

/* A dimension, by its position in the code list (asserted), as the heading of a column. */
const struct sheet_column *codeword_of_dimension(size_t dimension);
/* One of its values (< the dimension's count, asserted), as the heading of a column. */
const struct sheet_column *codeword_of_value(size_t dimension, size_t value);

/* The value's position; the dimension's count when it has no such value. */
size_t codeword_find(size_t dimension, const char *text);
/* Whether any dimension has such a value. */
bool codeword_is_any(const char *text);

#endif
