#include "duejson.h"

#include <jansson.h>

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

static json_t *json_of(const struct due_item *item)
{
	char day[DATE_TEXT_SIZE];
	date_format(item->date, day, sizeof(day));
	json_t *json = json_pack("{s:s, s:s, s:s, s:s}", "date", day, "kind", kind_name(item),
		"agreement", item->agreement->dnr, "id",
		item->duty != NULL ? item->duty->id : item->period);
	if (item->duty != NULL)
		json_object_set_new(json, "clause", json_string(item->duty->clause));
	return json;
}

char *duejson_text(const struct due_list *list)
{
	json_t *json = json_array();
	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(json, json_of(&list->items[i]));
	char *text = json_dumps(json, JSON_INDENT(2));
	json_decref(json);
	return text;
}
