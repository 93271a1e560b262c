/* The code lists as JSON for programs (document.h). The same lists give the same bytes. */
#ifndef JOURD_CODELISTJSON_H
#define JOURD_CODELISTJSON_H

#include "jour/codebook.h"

/* Every version of the list of that name, or of all lists when it is NULL. The caller frees the
 * text with free(). NULL: out of memory. */
char *codelistjson_text(const struct codebook *codes, uint64_t size, const char *name) MUST_CHECK;

#endif
