#include "statjson.h"

#include "checksjson.h"
#include "document.h"

static json_t *dimensions_json(
	struct document *document, const struct reports *reports, unsigned mask)
{
	json_t *array = json_array();
	for (size_t i = 0; i < reports->codes.dimension_count; i++)
		if ((mask >> i & 1) != 0)
			document_append(document, array, json_string(reports->codes.dimensions[i]));
	return array;
}

static json_t *list_json(struct document *document, const struct codelist *list)
{
	json_t *object = json_object();
	document_set_text(document, object, "dimension", list->dimension);
	document_set_text(document, object, "list", list->name);
	document_set_count(document, object, "version", list->version);
	document_set(document, object, "overlapping", json_boolean(list->overlapping));
	return object;
}

/* The lists that the figures are in. */
static json_t *lists_json(struct document *document, const struct totals *totals)
{
	json_t *array = json_array();
	for (size_t i = 0; i < totals->axis_count; i++)
		document_append(document, array, list_json(document, totals->axis[i].list));
	return array;
}

/* The lists that the tables were counted by. */
static json_t *counted_json(struct document *document, const struct totals *totals)
{
	json_t *array = json_array();
	for (const struct total_counted *counted = totals->counted; counted != NULL;
		counted = counted->next) {
		json_t *object = list_json(document, counted->list);
		document_set_count(document, object, "tables", counted->tables);
		document_append(document, array, object);
	}
	return array;
}

static json_t *cell_json(struct document *document, const struct total_cell *cell)
{
	json_t *object = json_object();
	document_set_text(document, object, "state", reports_state_name(total_cell_state(cell)));
	if (total_cell_state(cell) == CELL_COUNT) {
		document_set_count(document, object, "count", cell->count);
		document_set(
			document, object, "at_least", json_boolean(total_cell_is_at_least(cell)));
	}
	return object;
}

/* Names the values that a cell is about; one that counts as none of the list asked for with its own
 * list. False when there is nothing to show. */
static bool place_json(
	struct document *document, const struct totals *totals, size_t cell, json_t *object)
{
	json_t *unmapped = json_array();
	bool shown = true;
	for (size_t i = totals->axis_count; i > 0; i--) {
		const struct countaxis *axis = &totals->axis[i - 1];
		size_t place = cell % axis->count;
		cell /= axis->count;
		shown = shown && axis->values[place].shown;
		document_set_text(document, object, axis->list->dimension,
			countaxis_value(axis, place)->code);
		if (countaxis_is_stray(axis, place))
			document_append(
				document, unmapped, list_json(document, axis->values[place].list));
	}
	document_set(document, object, "unmapped", unmapped);
	return shown;
}

static json_t *cells_json(
	struct document *document, const struct totals *totals, const struct total_cell *cells)
{
	json_t *array = json_array();
	for (size_t i = 0; i < totals->cell_count; i++) {
		json_t *object = cell_json(document, &cells[i]);
		if (place_json(document, totals, i, object))
			document_append(document, array, object);
		else
			json_decref(object);
	}
	return array;
}

static const char *source_name(Jour__V1__Source source)
{
	return source == JOUR__V1__SOURCE__SOURCE_KOMMUN ? "kommun"
	       : source == JOUR__V1__SOURCE__SOURCE_JOUR ? "jour"
							 : "none";
}

static json_t *flags_json(struct document *document, unsigned flags)
{
	static const struct {
		unsigned flag;
		const char *name;
	} names[] = {
		{TOTAL_DIFFERS, "does_not_add_up"},
		{TOTAL_DERIVED, "summed_from_other_dimensions"},
		{TOTAL_WIDER, "longer_period_not_divided"},
		{TOTAL_ALSO_JOUR, "jour_not_included"},
		{TOTAL_DISTRICTS, "sum_of_districts"},
		{TOTAL_BACKWARD, "holds_what_was_merged"},
	};
	json_t *array = json_array();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((flags & names[i].flag) != 0)
			document_append(document, array, json_string(names[i].name));
	return array;
}

static json_t *differences_json(
	struct document *document, const struct reports *reports, const struct total_row *row)
{
	json_t *array = json_array();
	for (const struct total_difference *difference = row->differences; difference != NULL;
		difference = difference->next) {
		json_t *object = json_object();
		document_set_period(document, object, "period", difference->period);
		document_set(document, object, "dimensions",
			dimensions_json(document, reports, difference->dimensions));
		document_set(document, object, "mark", json_boolean(difference->overlapping));
		document_set_count(document, object, "sum", difference->sum);
		document_set_count(document, object, "cases", difference->cases);
		document_append(document, array, object);
	}
	return array;
}

static void set_population(
	struct document *document, json_t *object, const struct reporting_unit *unit)
{
	if (unit->population == 0)
		return;
	document_set_count(document, object, "population", unit->population);
	document_set_date(document, object, "population_date", unit->population_date);
	document_set_text(document, object, "population_source", unit->population_source);
}

static json_t *row_json(struct document *document, const struct reports *reports,
	const struct totals *totals, const struct total_row *row)
{
	json_t *object = json_object();
	document_set_text(document, object, "unit", row->unit->code);
	document_set_text(document, object, "name", row->unit->name);
	set_population(document, object, row->unit);
	document_set_text(document, object, "source", source_name(row->source));
	document_set(document, object, "months_expected",
		document_months(document, row->unit->months_expected));
	document_set(document, object, "months_used", document_months(document, row->months_used));
	document_set(document, object, "covered", json_boolean(row->covered));
	document_set(document, object, "cases", cell_json(document, &row->cases));
	if (totals->cell_count > 0)
		document_set(document, object, "cells", cells_json(document, totals, row->cells));
	document_set(document, object, "flags", flags_json(document, row->flags));
	if (row->inside != NULL)
		document_set_text(document, object, "inside", row->inside->unit->code);
	document_set(document, object, "differences", differences_json(document, reports, row));
	return object;
}

static json_t *share_json(struct document *document, const struct coverage_share *share)
{
	json_t *object = json_object();
	unsigned percent;
	document_set_count(document, object, "units_expected", share->units_expected);
	document_set_count(document, object, "units_covered", share->units_covered);
	document_set_count(document, object, "inhabitants_expected", share->inhabitants_expected);
	document_set_count(document, object, "inhabitants_covered", share->inhabitants_covered);
	document_set_count(
		document, object, "units_without_population", share->units_without_population);
	if (coverage_share_percent(share, &percent))
		document_set_count(document, object, "inhabitants_percent", percent);
	document_set_date(document, object, "population_from", share->population_date_first);
	document_set_date(document, object, "population_to", share->population_date_last);
	return object;
}

static json_t *begin(struct document *document, const struct reports *reports)
{
	json_t *root = json_object();
	document_set(document, root, "internal", json_true());
	document_set_period(document, root, "period", reports->period);
	document_set_count(document, root, "size", reports->size);
	return root;
}

/* What is closed, and what came after it. */
static void set_settled(struct document *document, json_t *root, const struct settled *settled)
{
	json_t *closings = json_array(), *late = json_array();
	for (size_t i = 0; i < settled->closing_count; i++) {
		json_t *object = json_object();
		document_set_text(document, object, "unit", settled->closings[i].scope);
		document_set_period(document, object, "period", settled->closings[i].period);
		document_set_count(document, object, "entry", settled->closings[i].entry);
		document_append(document, closings, object);
	}
	for (const struct late_record *at = settled->late; at != NULL; at = at->next) {
		json_t *object = json_object();
		document_set_text(document, object, "kind", kind_of(at->kind)->name);
		document_set_text(document, object, "unit", at->unit);
		if (at->what[0] != '\0')
			document_set_text(document, object, "measure", at->what);
		document_set_period(document, object, "period", at->period);
		document_set_count(document, object, "entry", at->entry);
		document_set_count(document, object, "closed_in_entry", at->closing.entry);
		document_append(document, late, object);
	}
	document_set(document, root, "closings", closings);
	document_set(document, root, "late", late);
}

static json_t *checks_json(
	struct document *document, const struct reports *reports, const struct totals *totals)
{
	struct casechecks checks = {
		.txn = reports->txn, .size = reports->size, .scratch = reports->scratch};
	const struct case_filter filter = totals_filter(totals);
	return checksjson_flags(document, &checks, &filter, false);
}

static json_t *totals_json(struct document *document, const struct totals *totals,
	const struct reports *reports, enum totals_source source)
{
	static const char *const sources[] = {"kommun_else_jour", "kommun", "jour"};
	json_t *root = begin(document, reports), *rows = json_array(), *sum = json_object();
	document_set_text(document, root, "source", sources[source]);
	document_set(document, root, "dimensions",
		dimensions_json(document, reports, totals->dimensions));
	document_set(document, root, "lists", lists_json(document, totals));
	document_set(document, root, "counted_by", counted_json(document, totals));
	for (const struct total_row *row = totals->rows; row != NULL; row = row->next)
		document_append(document, rows, row_json(document, reports, totals, row));
	document_set(document, root, "rows", rows);
	document_set(document, sum, "cases", cell_json(document, &totals->cases));
	if (totals->cell_count > 0)
		document_set(document, sum, "cells", cells_json(document, totals, totals->cells));
	document_set(document, root, "sum", sum);
	document_set(document, root, "coverage", share_json(document, &totals->share));
	return root;
}

/* With what is odd in the tables of their units. */
static json_t *checked_json(struct document *document, const struct totals *totals,
	const struct reports *reports, enum totals_source source)
{
	json_t *root = totals_json(document, totals, reports, source);
	document_set(document, root, "checks", checks_json(document, reports, totals));
	return root;
}

char *statjson_totals(const struct totals *totals, const struct reports *reports,
	enum totals_source source, const struct settled *settled)
{
	struct document document = {false};
	json_t *root = checked_json(&document, totals, reports, source);
	set_settled(&document, root, settled);
	return document_print(&document, root);
}

char *statjson_closed(const struct closed_part *parts, const struct totals *totals,
	const struct reports *reports, enum totals_source source, const struct settled *settled)
{
	struct document document = {false};
	json_t *root = begin(&document, reports), *array = json_array();
	for (; parts != NULL; parts = parts->next) {
		json_t *object = json_object();
		document_set_count(&document, object, "closed_in_entry", parts->entry);
		document_set_day(&document, object, "closed_on", parts->day);
		document_set(&document, object, "totals",
			checked_json(&document, &parts->totals, &parts->reports, source));
		document_append(&document, array, object);
	}
	document_set(&document, root, "closed", array);
	document_set(&document, root, "now", checked_json(&document, totals, reports, source));
	set_settled(&document, root, settled);
	return document_print(&document, root);
}

char *statjson_groups(const struct totalgroups *groups, enum totalgroups_by by,
	const struct reports *reports, enum totals_source source)
{
	static const char *const names[] = {"catchment", "county", "country"};
	struct document document = {false};
	json_t *root = begin(&document, reports), *array = json_array();
	document_set_text(&document, root, "by", names[by]);
	for (const struct total_group *group = groups->groups; group != NULL; group = group->next) {
		json_t *object = json_object();
		document_set_text(&document, object, names[by], group->code);
		document_set_text(&document, object, "name", group->name);
		document_set(&document, object, "totals",
			totals_json(&document, &group->totals, reports, source));
		document_append(&document, array, object);
	}
	document_set(&document, root, "groups", array);
	document_set(&document, root, "all", totals_json(&document, &groups->all, reports, source));
	document_set(&document, root, "checks", checks_json(&document, reports, &groups->all));
	return document_print(&document, root);
}

void statjson_series_begin(struct statjson_series *series, uint64_t size)
{
	*series = (struct statjson_series){.root = json_object(), .periods = json_array()};
	document_set(&series->document, series->root, "internal", json_true());
	document_set_count(&series->document, series->root, "size", size);
	document_set(&series->document, series->root, "periods", series->periods);
}

void statjson_series_add(struct statjson_series *series, const struct totals *totals,
	const struct reports *reports, enum totals_source source)
{
	document_append(&series->document, series->periods,
		checked_json(&series->document, totals, reports, source));
}

char *statjson_series_end(struct statjson_series *series)
{
	return document_print(&series->document, series->root);
}

static const char *const report_states[REPORT_STATES] = {"on_time", "late", "missing", "not_yet"};

static json_t *expected_json(struct document *document, const struct expected_report *report)
{
	json_t *object = json_object();
	document_set_period(document, object, "period", report->period);
	document_set_text(document, object, "agreement", report->dnr);
	document_set_text(document, object, "state", report_states[report->state]);
	document_set_day(document, object, "due", report->due_day);
	if (report->state <= REPORT_LATE)
		document_set_day(document, object, "received", report->received_day);
	if (report->state <= REPORT_LATE)
		document_set(document, object, "nil", json_boolean(report->nil));
	document_set(document, object, "days_late", json_integer(report->days_late));
	document_set(document, object, "by_jour", json_boolean(report->by_jour));
	return object;
}

static json_t *unit_json(struct document *document, const struct reporting_unit *unit)
{
	json_t *object = json_object(), *expected = json_array();
	document_set_text(document, object, "unit", unit->code);
	document_set_text(document, object, "name", unit->name);
	set_population(document, object, unit);
	if (unit->agent != NULL)
		document_set_text(document, object, "agent", unit->agent);
	if (unit->heard_ms != 0)
		document_set_count(document, object, "last_heard_ms", unit->heard_ms);
	for (const struct expected_report *report = unit->expected; report != NULL;
		report = report->next)
		document_append(document, expected, expected_json(document, report));
	document_set(document, object, "reports", expected);
	return object;
}

char *statjson_coverage(const struct coverage *coverage, const struct reports *reports,
	const struct settled *settled)
{
	struct document document = {false};
	json_t *root = begin(&document, reports), *units = json_array(), *counts = json_object();
	document_set_day(&document, root, "today", coverage->today);
	for (unsigned i = 0; i < REPORT_STATES; i++)
		document_set_count(&document, counts, report_states[i], coverage->reports[i]);
	document_set_count(&document, counts, "nil", coverage->nil);
	document_set(&document, root, "reports", counts);
	for (const struct reporting_unit *unit = reports->units; unit != NULL; unit = unit->next)
		if (unit->expected != NULL)
			document_append(&document, units, unit_json(&document, unit));
	document_set(&document, root, "units", units);
	document_set(&document, root, "coverage", share_json(&document, &coverage->share));
	set_settled(&document, root, settled);
	return document_print(&document, root);
}
