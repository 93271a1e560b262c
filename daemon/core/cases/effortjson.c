#include "effortjson.h"

#include "document.h"

static json_t *total_json(struct document *document, const struct effort_measure *measure,
	const struct effort_total *total)
{
	json_t *object = json_object();
	document_set_text(document, object, "measure", measure->name);
	document_set_text(
		document, object, "state", reports_state_name(total_cell_state(&total->number)));
	if (total_cell_state(&total->number) == CELL_COUNT) {
		document_set_count(document, object, "hundredths", total->number.count);
		if (measure->is_share)
			document_set_count(document, object, "of_hundredths", total->of_hundredths);
		document_set(document, object, "at_least",
			json_boolean(total_cell_is_at_least(&total->number)));
	}
	document_set(document, object, "months", document_months(document, total->months));
	document_set(document, object, "longer_period_not_divided",
		json_boolean((total->flags & EFFORT_WIDER) != 0));
	return object;
}

static json_t *place_json(
	struct document *document, const struct efforts *efforts, const struct effort_place *place)
{
	json_t *object = json_object(), *measures = json_array();
	document_set_text(document, object, "area", effort_place_area(place));
	document_set_text(document, object, "agreement", effort_place_agreement(place));
	for (size_t i = 0; effortlist_at(i) != NULL; i++) {
		struct effort_total total;
		if (efforts_of_place(efforts, place, effortlist_at(i), &total))
			document_append(
				document, measures, total_json(document, effortlist_at(i), &total));
	}
	document_set(document, object, "measures", measures);
	return object;
}

char *effortjson_text(const struct efforts *efforts,
	bool (*wants)(const void *context, const struct effort_place *place), const void *context)
{
	struct document document = {false};
	json_t *root = json_object(), *places = json_array();
	document_set(&document, root, "internal", json_true());
	document_set_period(&document, root, "period", efforts->period);
	document_set_count(&document, root, "size", efforts->size);
	for (const struct effort_place *place = efforts_first(efforts); place != NULL;
		place = effort_place_next(place))
		if (wants == NULL || wants(context, place))
			document_append(&document, places, place_json(&document, efforts, place));
	document_set(&document, root, "places", places);
	return document_print(&document, root);
}
