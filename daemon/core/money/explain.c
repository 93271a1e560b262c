#include "explain.h"

#include <string.h>

#include "accountjson.h"
#include "document.h"
#include "inforce.h"
#include "messagejson.h"
#include "moneyjson.h"
#include "term.h"

static void set_optional(
	struct document *document, json_t *object, const char *name, const char *text)
{
	if (text != NULL)
		document_set_text(document, object, name, text);
}

static const char *const input_names[] = {
	[INPUT_POPULATION] = "population",
	[INPUT_COST] = "cost",
	[INPUT_INDEX] = "index",
	[INPUT_FIGURE] = "figure",
	[INPUT_CASES] = "cases",
};

static json_t *input_json(struct document *document, const struct input *input)
{
	json_t *object = json_object(), *key = json_object();
	document_set_count(document, object, "id", input->id);
	document_set_text(document, object, "kind", input_names[input->kind]);
	set_optional(document, key, "agreement", input->agreement);
	if (input->year != 0)
		document_set_count(document, key, "year", input->year);
	set_optional(document, key, input->kind == INPUT_COST ? "line" : "name", input->line);
	set_optional(document, key, "reference", input->reference);
	set_optional(document, key, "unit", input->unit);
	if (input->date != 0)
		document_set_date(document, key,
			input->kind == INPUT_POPULATION ? "reference_date" : "first_day",
			input->date);
	if (input->months != 0)
		document_set_count(document, key, "months", input->months);
	set_optional(document, key, "source", input->source);
	if (input->kind == INPUT_INDEX)
		document_set_text(
			document, key, "status", input->preliminary ? "preliminary" : "definitive");
	if (input->kind == INPUT_INDEX)
		document_set_text(document, object, "value_is",
			input->is_number ? "hundredths" : "hundredths_percent");
	document_set(document, object, "key", key);
	if (input->known_on != 0)
		document_set_date(document, object, "known_on", input->known_on);
	document_set(document, object, "value", json_integer(input->value));
	moneyjson_set_record(document, object, &input->record);
	return object;
}

static json_t *cited_json(struct document *document, const struct cited *first)
{
	json_t *array = json_array();
	for (const struct cited *at = first; at != NULL; at = at->next)
		document_append(document, array, json_integer(at->input->id));
	return array;
}

static json_t *steps_json(struct document *document, const struct step *first)
{
	json_t *array = json_array();
	for (const struct step *at = first; at != NULL; at = at->next) {
		json_t *object = json_object();
		document_set_text(document, object, "step", at->name);
		set_optional(document, object, "factor", at->factor);
		document_set_text(document, object, "exact_ore", at->exact_ore);
		document_append(document, array, object);
	}
	return array;
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

static json_t *figures_json(struct document *document, const struct expected_term *term,
	const struct expected_line *line)
{
	json_t *array = json_array();
	for (size_t i = 0; line->figures != NULL && i < term->figure_count; i++) {
		const struct figure *figure = &line->figures[i];
		json_t *object = json_object();
		document_set(document, object, "known", json_boolean(figure->known));
		if (figure->known)
			document_set(document, object, "value", json_integer(figure->value));
		if (figure->of > 1)
			document_set_count(document, object, "mean_of", figure->of);
		document_set(document, object, "inputs", cited_json(document, figure->inputs));
		document_append(document, array, object);
	}
	return array;
}

static void set_split(struct document *document, json_t *object, const struct expected_line *line)
{
	document_set(document, object, "floor_ore", json_integer(line->floor_ore));
	document_set_text(document, object, "remainder", line->remainder);
	document_set(document, object, "extra", json_boolean(line->extra));
	document_set(document, object, "tie_by_code", json_boolean(line->tie));
}

/* What a line of a unit and one of a whole term have in common. */
static json_t *amount_json(struct document *document, const struct expected_term *term,
	const struct expected_line *line)
{
	static const char *const bounds[] = {
		[BOUND_NONE] = NULL, [BOUND_MIN] = "min", [BOUND_MAX] = "max"};
	json_t *object = json_object(), *held = json_object();
	document_set_count(document, held, "covered", line->held.covered);
	document_set_count(document, held, "of", line->held.of);
	document_set(document, object, "held", held);
	document_set(document, object, "known", json_boolean(line->known));
	document_set(document, object, "figures", figures_json(document, term, line));
	set_optional(document, object, "share", line->share);
	document_set(document, object, "steps", steps_json(document, line->steps));
	if (!line->known)
		return object;
	document_set_text(document, object, "exact_ore", line->exact_ore);
	set_optional(document, object, "limit", bounds[line->bound]);
	if (line->remainder != NULL)
		set_split(document, object, line);
	moneyjson_set_amount(document, object, "amount", line->amount_ore);
	return object;
}

static json_t *line_json(struct document *document, const struct expected_unit *unit,
	const struct expected_term *term, const struct expected_line *line)
{
	json_t *object = amount_json(document, term, line);
	document_set_text(document, object, "unit", unit->code);
	document_set_text(document, object, "name", unit->name);
	return object;
}

static void set_pot(struct document *document, json_t *object, const struct expected_term *term)
{
	document_set(document, object, "pot_inputs", cited_json(document, term->pot_inputs));
	document_set(document, object, "less_inputs", cited_json(document, term->less_inputs));
	if (!term->pot_known)
		return;
	moneyjson_set_amount(document, object, "pot_given", term->pot_given_ore);
	moneyjson_set_amount(document, object, "less", term->less_ore);
	document_set(document, object, "pot_steps", steps_json(document, term->pot_steps));
	moneyjson_set_amount(document, object, "pot", term->pot_ore);
	moneyjson_set_amount(document, object, "unplaced", term->unplaced_ore);
}

static void set_indexation(
	struct document *document, json_t *object, const struct expected_term *term)
{
	json_t *used = json_array();
	for (const struct index_use *at = term->indexes; at != NULL; at = at->next) {
		json_t *use = json_object();
		document_set_count(document, use, "step", at->step);
		document_set_count(document, use, "agreement_year", at->year);
		document_set_count(document, use, "input", at->input->id);
		if (at->base != NULL)
			document_set_count(document, use, "base", at->base->id);
		document_set_text(document, use, "change", at->change);
		document_set_text(document, use, "counts", at->counts);
		document_append(document, used, use);
	}
	document_set(document, object, "indexes", used);
	set_optional(document, object, "factor", term->factor);
	document_set(document, object, "preliminary", json_boolean(term->preliminary));
}

static json_t *budget_json(struct document *document, const struct expected_term *term)
{
	json_t *array = json_array();
	for (size_t i = 0; i < term->budget_count; i++) {
		const struct expected_budget *line = &term->budget[i];
		json_t *object = json_object();
		document_set_text(document, object, "line", line->line);
		document_set_text(document, object, "earmark", line->earmark);
		document_set(document, object, "costs", cited_json(document, line->costs));
		moneyjson_set_amount(document, object, "amount", line->amount_ore);
		moneyjson_set_amount(document, object, "spent", line->spent_ore);
		moneyjson_set_amount(document, object, "left", line->left_ore);
		document_append(document, array, object);
	}
	return array;
}

static const char *flow_name(Jour__V1__Flow flow)
{
	switch (flow) {
	case JOUR__V1__FLOW__FLOW_IN_KIND:
		return "in_kind";
	case JOUR__V1__FLOW__FLOW_OWN:
		return "own";
	default:
		return "cash";
	}
}

static void set_lines(struct document *document, json_t *object, const struct expected *expected,
	const struct expected_term *term)
{
	json_t *lines = json_array();
	for (size_t i = 0; i < expected->unit_count; i++)
		document_append(document, lines,
			line_json(document, &expected->units[i], term, &term->lines[i]));
	document_set(document, object, "lines", lines);
	moneyjson_set_amount(document, object, "sum", term->sum_ore);
	document_set(document, object, "complete", json_boolean(term->complete));
	document_set(document, object, "missing", remarks_json(document, term->remarks, true));
	document_set(document, object, "notes", remarks_json(document, term->remarks, false));
}

static json_t *computed_json(struct document *document, const struct expected *expected,
	const struct expected_term *term)
{
	char text[SENTENCE_SIZE];
	json_t *object = json_object();
	document_set_text(document, object, "id", term->id);
	document_set_text(document, object, "clause", term->clause);
	document_set_text(document, object, "kind", term->kind->name);
	document_set_text(document, object, "flow", flow_name(term->term->flow));
	document_set_text(document, object, "formula",
		sentence_render(&term->headline, NULL, text, sizeof(text)));
	document_set_text(document, object, "rule", term->kind->rule);
	document_set(document, object, "holds", json_boolean(term->holds));
	set_indexation(document, object, term);
	if (term->line != NULL)
		set_pot(document, object, term);
	if (term->is_whole)
		document_set(document, object, "whole", amount_json(document, term, &term->whole));
	if (term->budget_count > 0)
		document_set(document, object, "budget", budget_json(document, term));
	set_lines(document, object, expected, term);
	return object;
}

static json_t *correction_json(struct document *document, const struct expected_line *before,
	const struct expected_line *now)
{
	json_t *object = json_object();
	bool known = before->known && now->known;
	document_set(document, object, "known", json_boolean(known));
	if (!known)
		return object;
	moneyjson_set_amount(document, object, "preliminary", before->amount_ore);
	moneyjson_set_amount(document, object, "definitive", now->amount_ore);
	moneyjson_set_amount(document, object, "difference", now->amount_ore - before->amount_ore);
	return object;
}

/* The corrections that a definitive figure brought, each a line of its own. */
static json_t *true_up_json(struct document *document, const struct expected *expected,
	const struct expected_term *term)
{
	json_t *object = json_object(), *lines = json_array();
	for (size_t i = 0; i < expected->unit_count; i++) {
		json_t *line = correction_json(document, &term->before->lines[i], &term->lines[i]);
		document_set_text(document, line, "unit", expected->units[i].code);
		document_set_text(document, line, "name", expected->units[i].name);
		document_append(document, lines, line);
	}
	document_set_text(
		document, object, "why", "a definitive index has replaced a preliminary one");
	document_set(document, object, "lines", lines);
	if (term->is_whole)
		document_set(document, object, "whole",
			correction_json(document, &term->before->whole, &term->whole));
	moneyjson_set_amount(document, object, "sum", term->sum_ore - term->before->sum_ore);
	document_set(document, object, "before", computed_json(document, expected, term->before));
	return object;
}

static json_t *term_json(struct document *document, const struct expected *expected,
	const struct expected_term *term)
{
	json_t *object = computed_json(document, expected, term);
	document_set(document, object, "says", messagejson_of(&term->term->base));
	if (term->before != NULL)
		document_set(document, object, "true_up", true_up_json(document, expected, term));
	return object;
}

static json_t *memberships_json(struct document *document, const Jour__V1__Agreement *agreement)
{
	json_t *array = json_array();
	for (size_t i = 0; i < agreement->n_memberships; i++)
		document_append(document, array, messagejson_of(&agreement->memberships[i]->base));
	return array;
}

/* The units that a party pays for. */
static json_t *payers_json(struct document *document, const Jour__V1__Agreement *agreement)
{
	json_t *array = json_array();
	for (size_t i = 0; i < agreement->n_parties; i++)
		if (agreement->parties[i]->role == JOUR__V1__ROLE__ROLE_PAYER)
			document_append(document, array, json_string(agreement->parties[i]->unit));
	return array;
}

static json_t *agreement_json(struct document *document, const Jour__V1__Agreement *agreement)
{
	json_t *object = json_object(), *units = json_array();
	document_set_text(document, object, "dnr", agreement->dnr);
	document_set_count(document, object, "version", agreement->version);
	document_set_text(document, object, "title", agreement->title);
	document_set_date(document, object, "from", agreement->from);
	if (agreement->to != 0)
		document_set_date(document, object, "to", agreement->to);
	document_set_count(document, object, "notice_months", agreement->notice_months);
	if (agreement->year_start != NULL)
		document_set(document, object, "year_start",
			messagejson_of(&agreement->year_start->base));
	if (agreement->renewal != NULL)
		document_set(
			document, object, "renewal", messagejson_of(&agreement->renewal->base));
	if (agreement->repayment != NULL)
		document_set(
			document, object, "repayment", messagejson_of(&agreement->repayment->base));
	document_set(document, object, "memberships", memberships_json(document, agreement));
	document_set(document, object, "payers", payers_json(document, agreement));
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

static json_t *days_json(struct document *document, struct days days)
{
	json_t *object = json_object();
	document_set_date(document, object, "from", days_to_date(days.first));
	document_set_date(document, object, "to", days_to_date(days.last));
	return object;
}

json_t *explain_document(struct document *document, const struct expected *expected,
	const char *line, const struct account *account, const struct ledger_name *ledger)
{
	json_t *root = header_json(document, "jourd/money/2", expected->size, ledger);
	json_t *terms = json_array(), *inputs = json_array();
	json_t *agreement = agreement_json(document, expected->agreement);
	moneyjson_set_record(document, agreement, &expected->record);
	document_set(document, root, "agreement", agreement);
	document_set_count(document, root, "year", expected->year);
	document_set(document, root, "agreement_year", days_json(document, expected->days));
	if (expected->in_force)
		document_set(document, root, "held", days_json(document, expected->held));
	document_set(document, root, "in_force", json_boolean(expected->in_force));
	document_set(document, root, "other_versions", json_boolean(expected->other_versions));
	for (const struct input *at = expected->inputs; at != NULL; at = at->next)
		document_append(document, inputs, input_json(document, at));
	document_set(document, root, "inputs", inputs);
	for (size_t i = 0; i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		if (line == NULL || (term->line != NULL && strcmp(term->line, line) == 0))
			document_append(document, terms, term_json(document, expected, term));
	}
	document_set(document, root, "terms", terms);
	if (line == NULL) {
		moneyjson_set_amount(document, root, "total", expected->total_ore);
		moneyjson_set_amount(document, root, "in_kind",
			expected->flow_ore[JOUR__V1__FLOW__FLOW_IN_KIND]);
		moneyjson_set_amount(
			document, root, "own", expected->flow_ore[JOUR__V1__FLOW__FLOW_OWN]);
		document_set(document, root, "complete", json_boolean(expected->complete));
	}
	if (account != NULL)
		accountjson_add(document, root, account);
	return root;
}

char *explain_json(const struct expected *expected, const char *line, const struct account *account,
	const struct ledger_name *ledger)
{
	struct document document = {false};
	json_t *root = explain_document(&document, expected, line, account, ledger);
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
