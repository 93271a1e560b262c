/* Changes between two sizes as data. */
#ifndef JOURD_CHANGESJSON_H
#define JOURD_CHANGESJSON_H

#include "countchanges.h"
#include "jour/err.h"
#include "ledger.h"

/* The caller frees the text with free(). NULL: out of memory. */
char *changesjson_text(const struct changes *changes, const struct count_change *counts,
	const struct ledger_name *ledger) MUST_CHECK;

#endif
