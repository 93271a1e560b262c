#include "explain.h"

#include <assert.h>
#include <string.h>

#include "accountjson.h"
#include "document.h"
#include "inforce.h"
#include "jour/money.h"
#include "term.h"

/* "amount_ore" and "amount". */
static void set_amount(
	struct document *document, json_t *object, const char *name, int64_t amount_ore)
{
	char text[MONEY_TEXT_SIZE], key[40];
	struct writer writer = writer_of(key, sizeof(key));
	write_span(&writer, bytes_of_text(name));
	write_copy(&writer, "_ore", sizeof("_ore"));
	assert(!writer.failed);
	document_set_text(document, object, name,
		money_format_sv((struct money){amount_ore}, text, sizeof(text)));
	document_set(document, object, key, json_integer(amount_ore));
}

static json_t *record_json(struct document *document, const struct citation *record)
{
	json_t *object = json_object();
	document_set_count(document, object, "entry", record->index);
	document_set_count(document, object, "position", record->position);
	document_set(document, object, "hash", document_hash(&record->hash));
	return object;
}

static void set_optional(
	struct document *document, json_t *object, const char *name, const char *text)
{
	if (text != NULL)
		document_set_text(document, object, name, text);
}

static json_t *input_json(struct document *document, const struct input *input)
{
	json_t *object = json_object(), *key = json_object();
	document_set_count(document, object, "id", input->id);
	document_set_text(document, object, "kind", input->kind);
	set_optional(document, key, "agreement", input->agreement);
	if (input->year != 0)
		document_set_count(document, key, "year", input->year);
	set_optional(document, key, "line", input->line);
	set_optional(document, key, "reference", input->reference);
	set_optional(document, key, "unit", input->unit);
	if (input->date != 0)
		document_set_date(document, key, "reference_date", input->date);
	set_optional(document, key, "source", input->source);
	document_set(document, object, "key", key);
	document_set_count(document, object, "value", input->value);
	document_set(document, object, "record", record_json(document, &input->record));
	return object;
}

static json_t *remarks_json(struct document *document, const struct remark *first, bool lack)
{
	json_t *array = json_array();
	for (const struct remark *at = first; at != NULL; at = at->next) {
		char text[SENTENCE_SIZE];
		json_t *object = json_object();
		if (at->lack != lack) {
			json_decref(object);
			continue;
		}
		document_set_text(document, object, "kind", at->kind);
		set_optional(document, object, "unit", at->unit);
		document_set_text(document, object, "text",
			sentence_render(&at->text, NULL, text, sizeof(text)));
		document_append(document, array, object);
	}
	return array;
}

static json_t *line_json(struct document *document, const struct expected_unit *unit,
	const struct expected_term *term, const struct expected_line *line)
{
	json_t *object = json_object();
	bool split = term->line != NULL;
	document_set_text(document, object, "unit", unit->code);
	document_set_text(document, object, "name", unit->name);
	document_set(document, object, "known", json_boolean(line->known));
	if (line->input != NULL)
		document_set_count(document, object, "input", line->input->id);
	if (split && line->weight > 0)
		document_set_count(document, object, "weight", line->weight);
	if (!line->known)
		return object;
	document_set_text(document, object, "exact_ore", line->exact_ore);
	if (split) {
		document_set(document, object, "floor_ore", json_integer(line->floor_ore));
		document_set_text(document, object, "remainder", line->remainder);
		document_set(document, object, "extra", json_boolean(line->extra));
		document_set(document, object, "tie_by_code", json_boolean(line->tie));
	}
	set_amount(document, object, "amount", line->amount_ore);
	return object;
}

static void set_pot(struct document *document, json_t *object, const struct expected_term *term)
{
	json_t *inputs = json_array();
	for (const struct cited *at = term->pot_inputs; at != NULL; at = at->next)
		document_append(document, inputs, json_integer(at->input->id));
	document_set(document, object, "pot_inputs", inputs);
	if (term->pot_inputs != NULL)
		set_amount(document, object, "pot", term->pot_ore);
}

static json_t *term_json(struct document *document, const struct expected *expected,
	const struct expected_term *term)
{
	char text[SENTENCE_SIZE];
	json_t *object = json_object(), *says = json_object(), *lines = json_array();
	document_set_text(document, object, "id", term->id);
	document_set_text(document, object, "clause", term->clause);
	document_set_text(document, object, "kind", term->kind->name);
	document_set_text(document, object, "formula",
		sentence_render(&term->headline, NULL, text, sizeof(text)));
	document_set_text(document, object, "rule", term->kind->rule);
	for (size_t i = 0; i < term->fact_count; i++) {
		const struct fact *fact = &term->facts[i];
		document_set(document, says, fact->name,
			fact->text != NULL ? json_string(fact->text) : json_integer(fact->number));
	}
	document_set(document, object, "says", says);
	if (term->line != NULL)
		set_pot(document, object, term);
	for (size_t i = 0; i < expected->unit_count; i++)
		document_append(document, lines,
			line_json(document, &expected->units[i], term, &term->lines[i]));
	document_set(document, object, "lines", lines);
	set_amount(document, object, "sum", term->sum_ore);
	document_set(document, object, "complete", json_boolean(term->complete));
	document_set(document, object, "missing", remarks_json(document, term->remarks, true));
	document_set(document, object, "notes", remarks_json(document, term->remarks, false));
	return object;
}

static json_t *agreement_json(struct document *document, const Jour__V1__Agreement *agreement)
{
	json_t *object = json_object(), *units = json_array();
	document_set_text(document, object, "dnr", agreement->dnr);
	document_set_count(document, object, "version", agreement->version);
	document_set_text(document, object, "title", agreement->title);
	document_set_date(document, object, "from", agreement->from);
	document_set_date(document, object, "to", agreement->to);
	document_set_count(document, object, "notice_months", agreement->notice_months);
	for (size_t i = 0; i < agreement->n_units; i++)
		document_append(document, units, json_string(agreement->units[i]));
	document_set(document, object, "units", units);
	return object;
}

static json_t *header_json(struct document *document, const char *format, uint64_t size,
	const struct ledger_name *ledger)
{
	json_t *root = json_object(), *object = json_object();
	document_set_text(document, root, "format", format);
	document_set_text(document, object, "origin", ledger->genesis.origin);
	document_set(document, object, "id", document_hash(&ledger->id));
	document_set_count(document, object, "as_of_size", size);
	document_set(document, root, "ledger", object);
	return root;
}

char *explain_json(const struct expected *expected, const char *line, const struct account *account,
	const struct ledger_name *ledger)
{
	struct document document = {false};
	json_t *root = header_json(&document, "jourd/money/1", expected->size, ledger);
	json_t *terms = json_array(), *inputs = json_array();
	json_t *agreement = agreement_json(&document, expected->agreement);
	document_set(&document, agreement, "record", record_json(&document, &expected->record));
	document_set(&document, root, "agreement", agreement);
	document_set_count(&document, root, "year", expected->year);
	document_set_text(&document, root, "year_rule",
		"a calendar year in which the agreement is in force for at least one day pays the "
		"full yearly amount");
	document_set(&document, root, "in_force", json_boolean(expected->in_force));
	document_set(&document, root, "other_versions", json_boolean(expected->other_versions));
	for (const struct input *at = expected->inputs; at != NULL; at = at->next)
		document_append(&document, inputs, input_json(&document, at));
	document_set(&document, root, "inputs", inputs);
	for (size_t i = 0; i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		if (line == NULL || (term->line != NULL && strcmp(term->line, line) == 0))
			document_append(&document, terms, term_json(&document, expected, term));
	}
	document_set(&document, root, "terms", terms);
	if (line == NULL) {
		set_amount(&document, root, "total", expected->total_ore);
		document_set(&document, root, "complete", json_boolean(expected->complete));
	}
	if (account != NULL)
		accountjson_add(&document, root, account);
	return document_print(&document, root);
}

char *explain_list_json(const struct listed *first, uint64_t size, const struct ledger_name *ledger)
{
	struct document document = {false};
	json_t *root = header_json(&document, "jourd/agreements/1", size, ledger);
	json_t *agreements = json_array();
	for (const struct listed *at = first; at != NULL; at = at->next)
		document_append(&document, agreements, agreement_json(&document, at->agreement));
	document_set(&document, root, "agreements", agreements);
	return document_print(&document, root);
}
