/* What the code list's dimensions and values are called in print. They are the words of the
 * national form, Swedish in every language. */
#ifndef JOURD_CASEWORDS_H
#define JOURD_CASEWORDS_H

#include "jour/codelist.h"

/* Never NULL: what has no word stands under its code. */
const char *casewords_dimension(const struct dimension *dimension);
const char *casewords_value(const struct dimension *dimension, size_t position);

#endif
