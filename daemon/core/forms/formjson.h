/* A form as JSON: every cell with its type, so that the states stay apart and nothing is rounded.
 */
#ifndef JOURD_FORMJSON_H
#define JOURD_FORMJSON_H

#include "form.h"

/* The caller frees the text with free(). NULL: out of memory. */
char *formjson_text(const struct form *form) MUST_CHECK;

#endif
