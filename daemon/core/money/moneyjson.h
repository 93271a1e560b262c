/* Amounts and ledger records in JSON documents. */
#ifndef JOURD_MONEYJSON_H
#define JOURD_MONEYJSON_H

#include "document.h"
#include "expected.h"

/* "<name>": the amount as text, and "<name>_ore". The name is short (asserted: 30 bytes). */
void moneyjson_set_amount(
	struct document *document, json_t *object, const char *name, int64_t amount_ore);
/* "record": entry, position and hash. */
void moneyjson_set_record(struct document *document, json_t *object, const struct citation *record);

#endif
