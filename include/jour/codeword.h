/* What people call the dimensions and values of the code lists: the words and codes of the lists,
 * and for some of them other spellings. Compared as headings are. */
#ifndef JOUR_CODEWORD_H
#define JOUR_CODEWORD_H

#include "jour/codebook.h"

/* Whether the text names a dimension of the book (by its position). */
bool codeword_names(const struct codebook *codes, size_t dimension, const char *text);
/* The newest version of the list that the text names: by its name or label, or by what its
 * dimension is called, which is the national list. NULL when it names none. */
const struct codelist *codeword_list(const struct codebook *codes, const char *text);
/* The value's position; the list's count when it has no such value. */
size_t codeword_find(const struct codelist *list, const char *text);
/* Whether it names any dimension, or a value of the newest version of any list. */
bool codeword_is_any(const struct codebook *codes, const char *text);

#endif
