#include "keyfigurejson.h"

#include <string.h>

#include "document.h"

const char *keyfigure_decimal(
	int64_t rounded, unsigned decimals, char mark, char buffer[KEYFIGURE_TEXT_SIZE])
{
	char *at = buffer + KEYFIGURE_TEXT_SIZE - 1;
	uint64_t left = rounded < 0 ? -(uint64_t)rounded : (uint64_t)rounded;
	*at = '\0';
	for (unsigned i = 0; i < decimals; i++, left /= 10)
		*--at = (char)('0' + left % 10);
	if (decimals > 0)
		*--at = mark;
	do {
		*--at = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (rounded < 0)
		*--at = '-';
	return at;
}

/* The sentence in English. */
static void set_why(struct document *document, json_t *object, const struct sentence *why)
{
	char text[SENTENCE_SIZE];
	if (why->text != NULL)
		document_set_text(
			document, object, "why", sentence_render(why, NULL, text, sizeof(text)));
}

static void set_value(struct document *document, json_t *object, const struct keyvalue *value,
	const struct keyfigure_kind *kind)
{
	char text[KEYFIGURE_TEXT_SIZE];
	document_set_text(document, object, "state", reports_state_name(value->state));
	if (value->state != CELL_COUNT) {
		set_why(document, object, &value->why);
		return;
	}
	document_set_text(document, object, "value",
		keyfigure_decimal(value->rounded, kind->decimals, '.', text));
	document_set_text(document, object, "exact", value->exact);
	document_set(document, object, "at_least", json_boolean(value->at_least));
	document_set(document, object, "partial", json_boolean(value->partial));
	if (kind->norm != 0)
		document_set_text(document, object, "percent_of_norm",
			keyfigure_decimal(value->of_norm, 1, '.', text));
}

static json_t *value_json(
	struct document *document, const struct keyvalue *value, const struct keyfigure_kind *kind)
{
	json_t *object = json_object();
	set_value(document, object, value, kind);
	return object;
}

static json_t *fact_json(struct document *document, const struct keyfact *fact)
{
	json_t *object = json_object();
	document_set_text(document, object, "state", reports_state_name(fact->state));
	if (fact->state == CELL_COUNT) {
		document_set(document, object, "value", json_integer(fact->value));
		document_set(document, object, "scale", json_integer(fact->scale));
		document_set(document, object, "at_least", json_boolean(fact->at_least));
	} else {
		set_why(document, object, &fact->why);
	}
	if (fact->source[0] != '\0')
		document_set_text(document, object, "source", fact->source);
	document_set_date(document, object, "date", fact->date);
	if (fact->months != 0)
		document_set(document, object, "months", document_months(document, fact->months));
	return object;
}

static json_t *figure_json(struct document *document, const struct keyfigure *figure,
	const struct keyfigure_kind *kind)
{
	json_t *object = value_json(document, &figure->value, kind);
	document_set(document, object, "numerator", fact_json(document, &figure->numerator));
	if (kind->per != NULL)
		document_set(
			document, object, "denominator", fact_json(document, &figure->denominator));
	return object;
}

static json_t *rows_json(
	struct document *document, const struct keyrow *rows, size_t at, const char *code_name)
{
	json_t *array = json_array();
	for (const struct keyrow *row = rows; row != NULL; row = row->next) {
		const struct keyfigure *figure = &row->figures[at];
		json_t *object = figure_json(document, figure, keyfigure_at(at));
		document_set_text(document, object, code_name, row->code);
		document_set_text(document, object, "name", row->name);
		if (row->within != NULL)
			document_set_text(document, object, "within", row->within->code);
		if (figure->unit_count > 1) {
			document_set_count(document, object, "units", figure->unit_count);
			document_set_count(document, object, "units_in", figure->units_in);
		}
		document_append(document, array, object);
	}
	return array;
}

static json_t *means_json(struct document *document, const struct keymeans *means, size_t at)
{
	const struct keyfigure_kind *kind = keyfigure_at(at);
	json_t *object = json_object();
	document_set(document, object, "together", figure_json(document, &means->together, kind));
	document_set(document, object, "mean_over_units",
		value_json(document, &means->over_units, kind));
	document_set(document, object, "mean_over_inhabitants",
		value_json(document, &means->over_inhabitants, kind));
	document_set_count(document, object, "units_in", means->units_in);
	document_set_count(document, object, "inhabitants_in", means->inhabitants_in);
	return object;
}

static json_t *kind_json(struct document *document, const struct keyfigures *figures, size_t at)
{
	const struct keyfigure_kind *kind = keyfigure_at(at);
	json_t *object = json_object();
	document_set_text(document, object, "name", kind->name);
	document_set_text(document, object, "label", kind->label);
	document_set_text(document, object, "of", kind->of);
	if (kind->per != NULL)
		document_set_text(document, object, "per", kind->per);
	document_set(document, object, "times", json_integer(kind->times));
	if (kind->norm != 0)
		document_set(document, object, "norm", json_integer(kind->norm));
	document_set(document, object, "units", rows_json(document, figures->units, at, "unit"));
	document_set(document, object, "agreements",
		rows_json(document, figures->agreements, at, "agreement"));
	document_set(document, object, "over_units", means_json(document, &figures->means[at], at));
	return object;
}

static json_t *root_json(struct document *document, const struct keyfigures *figures,
	const struct keyfigure_kind *only)
{
	json_t *root = json_object(), *kinds = json_array();
	document_set_period(document, root, "period", figures->period);
	document_set_count(document, root, "year", figures->period.year);
	document_set_count(document, root, "units", figures->unit_count);
	document_set_count(document, root, "inhabitants", figures->inhabitants);
	for (size_t i = 0; keyfigure_at(i) != NULL; i++)
		if (only == NULL || only == keyfigure_at(i))
			document_append(document, kinds, kind_json(document, figures, i));
	document_set(document, root, "figures", kinds);
	return root;
}

char *keyfigurejson_text(
	const struct keyfigures *figures, const struct keyfigure_kind *only, uint64_t size)
{
	struct document document = {false};
	json_t *root = root_json(&document, figures, only);
	document_set(&document, root, "internal", json_true());
	document_set_count(&document, root, "size", size);
	return document_print(&document, root);
}

void keyfigurejson_series_begin(struct keyfigurejson_series *series, uint64_t size)
{
	*series = (struct keyfigurejson_series){.root = json_object(), .periods = json_array()};
	document_set(&series->document, series->root, "internal", json_true());
	document_set_count(&series->document, series->root, "size", size);
	document_set(&series->document, series->root, "periods", series->periods);
}

void keyfigurejson_series_add(struct keyfigurejson_series *series, const struct keyfigures *figures,
	const struct keyfigure_kind *only)
{
	document_append(
		&series->document, series->periods, root_json(&series->document, figures, only));
}

char *keyfigurejson_series_end(struct keyfigurejson_series *series)
{
	return document_print(&series->document, series->root);
}
