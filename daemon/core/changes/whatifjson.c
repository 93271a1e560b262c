#include "whatifjson.h"

#include <string.h>

#include "changerecord.h"
#include "explain.h"
#include "moneyjson.h"

static json_t *said_json(
	struct document *document, const struct whatif_said *said, struct arena *scratch)
{
	json_t *object = json_object(), *stands = json_object();
	char sentence[SENTENCE_SIZE], what[CHANGERECORD_WHAT_SIZE];
	const struct kind *kind = kind_of(said->kind);
	struct change_about about;
	struct record record;
	document_set_text(document, object, "kind", kind != NULL ? kind->name : "");
	arena_reset(scratch);
	if (record_decode(said->record, scratch, &record) == ERR_OK &&
		changerecord_about(&record, &about))
		document_set_text(document, object, "what", changerecord_what(&about, NULL, what));
	moneyjson_set_record(document, object, &said->where);
	document_set_count(document, object, "result", said->result.code);
	document_set_text(document, object, "means",
		sentence_of_result(&said->result, said->kind, NULL, sentence, sizeof(sentence)));
	moneyjson_set_record(document, stands, &said->stands);
	if (said->corrected && result_is_new(said->result.code))
		document_set(document, object, "corrects", stands);
	else
		json_decref(stands);
	return object;
}

static void set_side(
	struct document *document, json_t *object, const char *name, const struct side *side)
{
	if (side->there && side->known)
		moneyjson_set_amount(document, object, name, side->amount_ore);
	else
		document_set(document, object, name, json_null());
}

static json_t *row_json(struct document *document, const struct side_row *row)
{
	json_t *object = json_object();
	int64_t difference_ore;
	set_side(document, object, "today", &row->today);
	set_side(document, object, "what_if", &row->then);
	if (sidebyside_difference(row, &difference_ore))
		moneyjson_set_amount(document, object, "difference", difference_ore);
	return object;
}

static json_t *units_json(struct document *document, const struct sides *sides, const char *term)
{
	struct side_row rows[SIDE_UNITS_MAX];
	size_t count = sidebyside_units(sides, term, rows);
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *object = row_json(document, &rows[i]);
		document_set_text(document, object, "unit", rows[i].code);
		document_set_text(document, object, "name", rows[i].name);
		document_append(document, array, object);
	}
	return array;
}

static json_t *differences_json(
	struct document *document, const struct sides *sides, const char *line)
{
	struct side_row rows[SIDE_TERMS_MAX], sum = sidebyside_sum(sides, NULL);
	size_t count = sidebyside_terms(sides, line, rows);
	json_t *object = json_object(), *terms = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *term = row_json(document, &rows[i]);
		document_set_text(document, term, "id", rows[i].code);
		document_set(document, term, "units", units_json(document, sides, rows[i].code));
		document_append(document, terms, term);
	}
	document_set(document, object, "terms", terms);
	if (line != NULL)
		return object;
	document_set(document, object, "units", units_json(document, sides, NULL));
	document_set(document, object, "total", row_json(document, &sum));
	return object;
}

static json_t *answer_json(struct document *document, const struct expected *expected,
	const char *line, const struct ledger_name *ledger)
{
	return expected == NULL ? json_null()
				: explain_document(document, expected, line, NULL, ledger);
}

char *whatifjson_text(const struct whatif *whatif, const struct sides *sides, const char *line,
	const struct ledger_name *ledger, struct arena *scratch)
{
	struct document document = {false};
	json_t *root = json_object(), *records = json_array();
	document_set_text(&document, root, "format", "jourd/what-if/1");
	document_set(&document, root, "hypothetical", json_true());
	document_set_count(&document, root, "ledger_size", whatif->from);
	for (size_t i = 0; i < whatif->count; i++)
		document_append(
			&document, records, said_json(&document, &whatif->said[i], scratch));
	document_set(&document, root, "records", records);
	document_set(&document, root, "today", answer_json(&document, sides->today, line, ledger));
	document_set(&document, root, "what_if", answer_json(&document, sides->then, line, ledger));
	document_set(&document, root, "differences", differences_json(&document, sides, line));
	return document_print(&document, root);
}
