#include "changesjson.h"

#include "moneyjson.h"

/* One side of a record: a number, or the state of what is none. */
static void set_side(struct document *document, json_t *object, const char *const names[2],
	enum cell_state state, int64_t value)
{
	if (state == CELL_COUNT)
		document_set(document, object, names[0], json_integer(value));
	else
		document_set_text(document, object, names[1], reports_state_name(state));
}

static json_t *record_json(struct document *document, const struct change_record *record)
{
	const struct change_about *about = &record->about;
	static const char *const before[] = {"before", "before_state"};
	static const char *const after[] = {"after", "after_state"};
	char what[CHANGERECORD_WHAT_SIZE];
	json_t *object = json_object();
	moneyjson_set_record(document, object, &record->record);
	document_set_text(document, object, "kind", record->kind);
	document_set_text(document, object, "what", changerecord_what(about, NULL, what));
	document_set_text(document, object, "author", record->author);
	if (about->period.months != 0)
		document_set_period(document, object, "period", about->period);
	document_set(document, object, "late", json_boolean(record->late));
	document_set(document, object, "corrects", json_boolean(record->corrects));
	if (record->corrects)
		document_set_text(document, object, "reason", record->reason);
	if (about->has_value) {
		document_set_text(
			document, object, "unit_of_value", about->is_amount ? "ore" : "number");
		if (record->corrects)
			set_side(document, object, before, record->state_before, record->before);
		set_side(document, object, after, about->state, about->value);
	}
	return object;
}

static void set_value(struct document *document, json_t *object, const char *name,
	const struct change_value *value)
{
	static const char *const states[] = {
		[CHANGE_ABSENT] = "absent",
		[CHANGE_UNKNOWN] = "unknown",
		[CHANGE_KNOWN] = "known",
	};
	json_t *json = json_object();
	document_set_text(document, json, "state", states[value->state]);
	if (value->state == CHANGE_KNOWN)
		moneyjson_set_amount(document, json, "amount", value->amount_ore);
	document_set(document, object, name, json);
}

/* Where the cause lies, as in "records". */
static json_t *step_json(struct document *document, const struct changes *changes,
	const struct change *change, const struct change_step *step)
{
	json_t *object = json_object(), *causes = json_array();
	document_set_count(document, object, "entry", step->entry);
	set_value(document, object, "before", &step->before);
	set_value(document, object, "after", &step->after);
	for (const struct change_record *at = changes->records; at != NULL; at = at->next)
		if (changes_is_cause(at, change, step))
			document_append(document, causes, json_integer(at->record.position));
	document_set(document, object, "positions", causes);
	return object;
}

static json_t *change_json(
	struct document *document, const struct changes *changes, const struct change *change)
{
	json_t *object = json_object(), *steps = json_array();
	document_set_text(document, object, "agreement", change->dnr);
	document_set_count(document, object, "year", change->year);
	document_set_text(document, object, "term", change->term);
	if (change->unit[0] != '\0')
		document_set_text(document, object, "unit", change->unit);
	set_value(document, object, "before", &change->before);
	set_value(document, object, "after", &change->after);
	moneyjson_set_amount(document, object, "difference",
		change->after.amount_ore - change->before.amount_ore);
	for (const struct change_step *at = change->steps; at != NULL; at = at->next)
		document_append(document, steps, step_json(document, changes, change, at));
	document_set(document, object, "steps", steps);
	return object;
}

static void set_count(struct document *document, json_t *object, const char *name,
	const struct count_value *value)
{
	json_t *json = json_object();
	document_set_text(document, json, "state", reports_state_name(value->state));
	if (value->state == CELL_COUNT)
		document_set_count(document, json, "count", value->count);
	if (value->at_least)
		document_set(document, json, "at_least", json_true());
	document_set(document, object, name, json);
}

static json_t *count_step_json(struct document *document, const struct count_step *step)
{
	json_t *object = json_object(), *causes = json_array();
	document_set_count(document, object, "entry", step->entry);
	set_count(document, object, "before", &step->before);
	set_count(document, object, "after", &step->after);
	for (const struct count_cause *at = step->causes; at != NULL; at = at->next)
		document_append(document, causes, json_integer(at->record->record.position));
	document_set(document, object, "positions", causes);
	return object;
}

static json_t *count_json(struct document *document, const struct count_change *change)
{
	json_t *object = json_object(), *steps = json_array(), *values = json_array();
	document_set_text(document, object, "unit", change->unit);
	document_set_period(document, object, "period", change->period);
	for (size_t i = 0; i < TABLE_DIMENSIONS_MAX; i++)
		if (change->value[i][0] != '\0')
			document_append(document, values, json_string(change->value[i]));
	document_set(document, object, "values", values);
	set_count(document, object, "before", &change->before);
	set_count(document, object, "after", &change->after);
	document_set(document, object, "difference",
		json_integer((json_int_t)change->after.count - (json_int_t)change->before.count));
	for (const struct count_step *at = change->steps; at != NULL; at = at->next)
		document_append(document, steps, count_step_json(document, at));
	document_set(document, object, "steps", steps);
	return object;
}

char *changesjson_text(const struct changes *changes, const struct count_change *counts,
	const struct ledger_name *ledger)
{
	struct document document = {.failed = false};
	json_t *root = json_object(), *name = json_object(), *records = json_array(),
	       *amounts = json_array(), *cases = json_array();
	document_set_text(&document, root, "format", "jourd/changes/1");
	document_set(&document, root, "internal", json_true());
	document_set_text(&document, name, "origin", ledger->genesis.origin);
	document_set(&document, name, "id", document_hash(&ledger->id));
	document_set(&document, root, "ledger", name);
	document_set_count(&document, root, "since_size", changes->from);
	document_set_count(&document, root, "as_of_size", changes->to);
	for (const struct change_record *at = changes->records; at != NULL; at = at->next)
		document_append(&document, records, record_json(&document, at));
	for (const struct change *at = changes->changes; at != NULL; at = at->next)
		document_append(&document, amounts, change_json(&document, changes, at));
	document_set(&document, root, "records", records);
	for (const struct count_change *at = counts; at != NULL; at = at->next)
		document_append(&document, cases, count_json(&document, at));
	document_set(&document, root, "amounts", amounts);
	document_set(&document, root, "counts", cases);
	return document_print(&document, root);
}
