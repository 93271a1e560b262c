#include "codelistjson.h"

#include <string.h>

#include "document.h"

static json_t *value_json(struct document *document, const struct code_value *value)
{
	json_t *object = json_object(), *takes_in = json_array();
	document_set_text(document, object, "code", value->code);
	document_set_text(document, object, "label_sv", value->label_sv);
	document_set_text(document, object, "label_en", value->label_en);
	for (size_t i = 0; i < value->takes_in_count; i++)
		document_append(document, takes_in, json_string(value->takes_in[i]));
	document_set(document, object, "takes_in", takes_in);
	if (value->has_ages)
		document_set_count(document, object, "age_from", value->age_from);
	/* And older has no last year. */
	if (value->has_ages && value->age_to != 0)
		document_set_count(document, object, "age_to", value->age_to);
	return object;
}

static json_t *list_json(struct document *document, const struct codelist *list)
{
	json_t *object = json_object(), *values = json_array();
	document_set_text(document, object, "list", list->name);
	document_set_count(document, object, "version", list->version);
	document_set_text(document, object, "dimension", list->dimension);
	document_set(document, object, "overlapping", json_boolean(list->overlapping));
	document_set(document, object, "built_in", json_boolean(list->built_in));
	document_set_text(document, object, "label_sv", list->label_sv);
	document_set_text(document, object, "label_en", list->label_en);
	for (size_t i = 0; i < list->count; i++)
		document_append(document, values, value_json(document, &list->values[i]));
	document_set(document, object, "values", values);
	return object;
}

char *codelistjson_text(const struct codebook *codes, uint64_t size, const char *name)
{
	struct document document = {false};
	json_t *root = json_object(), *lists = json_array();
	document_set_count(&document, root, "size", size);
	for (size_t i = 0; i < codes->count; i++)
		if (name == NULL || strcmp(codes->lists[i]->name, name) == 0)
			document_append(&document, lists, list_json(&document, codes->lists[i]));
	document_set(&document, root, "lists", lists);
	return document_print(&document, root);
}
