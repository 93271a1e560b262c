#include "checksjson.h"

struct list {
	struct document *document;
	struct casechecks *checks;
	json_t *flags;
	bool only_open;
};

static json_t *dimensions_json(struct document *document, const Jour__V1__CaseTable *table)
{
	json_t *array = json_array();
	for (size_t i = 0; i < table->n_dimensions; i++)
		document_append(document, array, json_string(table->dimensions[i]->dimension));
	return array;
}

static void add_flag(void *context, const struct case_flag *flag)
{
	struct list *list = context;
	struct document *document = list->document;
	const Jour__V1__CaseTable *table = flag->table;
	if (flag->is_confirmed && list->only_open)
		return;
	json_t *object = json_object();
	document_set_text(document, object, "check", flag->check->name);
	document_set_text(document, object, "unit", table->area);
	document_set_period(document, object, "period", period_of_message(table->period));
	document_set_text(document, object, "source",
		table->source == JOUR__V1__SOURCE__SOURCE_JOUR ? "jour" : "kommun");
	document_set(document, object, "dimensions", dimensions_json(document, table));
	document_set_count(document, object, "value", flag->finding.value);
	document_set_count(document, object, "compared", flag->finding.compared);
	document_set(document, object, "record", document_hash(&flag->record));
	document_set_count(document, object, "entry", flag->index);
	document_set(document, object, "compared_record", document_hash(&flag->finding.with.hash));
	document_set_text(document, object, "state", flag->is_confirmed ? "confirmed" : "open");
	if (flag->is_confirmed) {
		document_set_count(document, object, "confirmed_entry", flag->confirmed_index);
		document_set_text(document, object, "confirmed_by",
			casechecks_author(list->checks, flag->confirmed_index));
		document_set_text(document, object, "why", flag->why);
	}
	document_append(document, list->flags, object);
}

json_t *checksjson_flags(struct document *document, struct casechecks *checks,
	const struct case_filter *filter, bool only_open)
{
	struct list list = {document, checks, json_array(), only_open};
	casechecks_each(checks, filter, add_flag, &list);
	return list.flags;
}

char *checksjson_print(struct casechecks *checks, const struct case_filter *filter, bool only_open)
{
	struct document document = {false};
	json_t *root = json_object();
	document_set(&document, root, "internal", json_true());
	document_set_count(&document, root, "size", checks->size);
	if (filter->has_period)
		document_set_period(&document, root, "period", filter->period);
	document_set(
		&document, root, "checks", checksjson_flags(&document, checks, filter, only_open));
	return document_print(&document, root);
}
