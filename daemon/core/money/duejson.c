#include "duejson.h"

#include "document.h"

static const char *const kinds[] = {
	[DUE_NOTICE] = "notice",
	[DUE_CANCEL] = "cancel",
	[DUE_RENEWS] = "renews",
	[DUE_ENDS] = "ends",
	[DUE_DUTY] = "duty",
	[DUE_CASES] = "cases",
};

static const char *const duty_kinds[] = {
	[JOUR__V1__DUTY_KIND__DUTY_KIND_INVOICE] = "invoice",
	[JOUR__V1__DUTY_KIND__DUTY_KIND_PAYMENT] = "payment",
	[JOUR__V1__DUTY_KIND__DUTY_KIND_MEETING] = "meeting",
	[JOUR__V1__DUTY_KIND__DUTY_KIND_REPORT] = "report",
	[JOUR__V1__DUTY_KIND__DUTY_KIND_INDEX] = "index",
	[JOUR__V1__DUTY_KIND__DUTY_KIND_POPULATION] = "population",
	[JOUR__V1__DUTY_KIND__DUTY_KIND_OTHER] = "other",
};

static const char *kind_name(const struct due_item *item)
{
	return item->duty != NULL ? duty_kinds[item->duty->kind] : kinds[item->kind];
}

static json_t *describe(struct document *document, const struct due_item *item)
{
	json_t *object = json_object();
	document_set_date(document, object, "date",
		item->date.year * 10000u + item->date.month * 100u + item->date.day);
	document_set_text(document, object, "kind", kind_name(item));
	document_set_text(document, object, "agreement", item->agreement->dnr);
	document_set_text(
		document, object, "id", item->duty != NULL ? item->duty->id : item->period);
	if (item->duty != NULL)
		document_set_text(document, object, "clause", item->duty->clause);
	return object;
}

char *duejson_text(const struct due_list *list)
{
	struct document document = {.failed = false};
	json_t *items = json_array();
	for (size_t i = 0; i < list->count; i++)
		document_append(&document, items, describe(&document, &list->items[i]));
	return document_print(&document, items);
}
