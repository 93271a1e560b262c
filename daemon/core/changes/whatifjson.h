/* A what-if as data: "records" (each with what the office would answer), "today" and "what_if" as
 * explain.h has them (null: no such agreement), and the "differences" of units, terms and sum. */
#ifndef JOURD_WHATIFJSON_H
#define JOURD_WHATIFJSON_H

#include "sidebyside.h"
#include "whatif.h"

/* Of the terms that split `line`, or of all when it is NULL. `scratch` holds one decoded record.
 * The caller frees the text with free(). NULL: out of memory. */
char *whatifjson_text(const struct whatif *whatif, const struct sides *sides, const char *line,
	const struct ledger_name *ledger, struct arena *scratch) MUST_CHECK;

#endif
