/* Totals of effort as JSON for programs (document.h), place by place as they were said; marked
 * internal. Hours and days are hundredths. */
#ifndef JOURD_EFFORTJSON_H
#define JOURD_EFFORTJSON_H

#include "efforts.h"

/* Of the places that are wanted; `wants` NULL: all. The caller frees the text with free(). NULL:
 * out of memory. */
char *effortjson_text(const struct efforts *efforts,
	bool (*wants)(const void *context, const struct effort_place *place),
	const void *context) MUST_CHECK;

#endif
