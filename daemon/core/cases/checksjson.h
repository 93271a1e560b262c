/* What the checks of case tables find, as JSON for programs (document.h). Exact small numbers stand
 * in it: it is marked internal. */
#ifndef JOURD_CHECKSJSON_H
#define JOURD_CHECKSJSON_H

#include "casechecks.h"
#include "document.h"

/* An array of flags; confirmed ones too unless `only_open`. */
json_t *checksjson_flags(struct document *document, struct casechecks *checks,
	const struct case_filter *filter, bool only_open);
/* The caller frees the text with free(). NULL: out of memory. */
char *checksjson_print(
	struct casechecks *checks, const struct case_filter *filter, bool only_open) MUST_CHECK;

#endif
