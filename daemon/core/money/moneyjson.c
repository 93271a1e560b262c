#include "moneyjson.h"

#include <assert.h>
#include <string.h>

#include "jour/money.h"

#define NAME_SIZE_MAX 30u

void moneyjson_set_amount(
	struct document *document, json_t *object, const char *name, int64_t amount_ore)
{
	char text[MONEY_TEXT_SIZE], key[NAME_SIZE_MAX + sizeof("_ore")];
	size_t size = strlen(name);
	assert(size <= NAME_SIZE_MAX);
	strcpy(key, name);
	strcpy(key + size, "_ore");
	document_set_text(document, object, name,
		money_format_sv((struct money){amount_ore}, text, sizeof(text)));
	document_set(document, object, key, json_integer(amount_ore));
}

void moneyjson_set_record(struct document *document, json_t *object, const struct citation *record)
{
	json_t *json = json_object();
	document_set_count(document, json, "entry", record->index);
	document_set_count(document, json, "position", record->position);
	document_set(document, json, "hash", document_hash(&record->hash));
	document_set(document, object, "record", json);
}
