/* What people call the dimensions and values of the code lists: the words and codes of the lists,
 * and for some of them other spellings. Compared as headings are. */
#ifndef AGENT_CODEWORD_H
#define AGENT_CODEWORD_H

#include "jour/codebook.h"

/* Whether the text names a dimension of the book (by its position). */
bool codeword_names(const struct codebook *codes, size_t dimension, const char *text);
/* The value's position; the list's count when it has no such value. */
size_t codeword_find(const struct codelist *list, const char *text);
/* Whether it names any dimension, or a value of the newest version of any list. */
bool codeword_is_any(const struct codebook *codes, const char *text);

#endif
