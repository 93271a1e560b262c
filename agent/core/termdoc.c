#include "termdoc.h"

#include <string.h>

#include "dayspan.h"
#include "formula.h"
#include "jour/i18n.h"
#include "stepdoc.h"
#include "termrules.h"
#include "unitmap.h"

static const struct formula *const formulas[] = {
	&formula_rate_per_inhabitant,
	&formula_rate,
	&formula_fixed,
	&formula_shared,
	&formula_budget,
	&formula_hours,
};
#define FORMULAS (sizeof(formulas) / sizeof(formulas[0]))

static const char *const general_keys[] = {"id", "clause", "flow", "earmark", "units", "from", "to",
	"indexation", "proration", "rounding"};
#define GENERAL_KEYS (sizeof(general_keys) / sizeof(general_keys[0]))
#define REQUIRED_KEYS 2 /* the first ones of these */

/* A term may have the general keys and one of each formula. */
static Jour__V1__Term *begin_term(struct source source, const struct yamldoc_node *map)
{
	struct yamldoc_key keys[GENERAL_KEYS + FORMULAS];
	for (size_t i = 0; i < GENERAL_KEYS; i++)
		keys[i] = (struct yamldoc_key){general_keys[i], i < REQUIRED_KEYS};
	for (size_t i = 0; i < FORMULAS; i++)
		keys[GENERAL_KEYS + i] = (struct yamldoc_key){formulas[i]->key, false};
	return docpick_map(source, map, DOCPICK_KEYS(keys), sizeof(Jour__V1__Term));
}

static const struct formula *find_formula(struct source source, const struct yamldoc_node *map)
{
	const struct formula *found = NULL;
	size_t count = 0;
	for (size_t i = 0; i < FORMULAS; i++)
		if (yamldoc_get(map, formulas[i]->key) != NULL) {
			found = formulas[i];
			count++;
		}
	if (count == 1)
		return found;
	docpick_error(source, map,
		N_("a term has exactly one of rate_per_inhabitant, rate, fixed, shared_cost, "
		   "budget and hours"),
		NULL, NULL);
	return NULL;
}

static void read_days(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term)
{
	term->from = docpick_date(source, map, "from");
	term->to = docpick_date(source, map, "to");
	dayspan_check(source, map, agreement, term->from, term->to);
	if (term->to != agreement->to)
		dayspan_warn_odd_end(source, yamldoc_get(map, "to"), agreement, term->to);
}

static Jour__V1__Term *read_term(
	struct source source, const struct yamldoc_node *map, const Jour__V1__Agreement *agreement)
{
	static const char *const flows[] = {"cash", "in_kind", "own", NULL};
	size_t errors_before = source.doc->complaints->error_count;
	Jour__V1__Term *term = begin_term(source, map);
	if (term == NULL)
		return NULL;
	jour__v1__term__init(term);
	term->id = docpick_text(source, map, "id");
	term->clause = docpick_text(source, map, "clause");
	term->earmark = docpick_text(source, map, "earmark");
	term->units = unitmap_list(source, map, agreement, &term->n_units);
	read_days(source, map, agreement, term);
	/* With a misspelled key one that is missing is no news. */
	const struct formula *formula = NULL;
	if (source.doc->complaints->error_count == errors_before)
		formula = find_formula(source, map);
	for (size_t i = 0; formula == NULL && i < FORMULAS; i++)
		if (yamldoc_get(map, formulas[i]->key) != NULL)
			formula = formulas[i];
	if (formula != NULL) {
		Jour__V1__Agreement narrowed =
			termrules_narrow(agreement, term->units, term->n_units);
		formula->read(source, yamldoc_get(map, formula->key), &narrowed, term);
		term->flow = (Jour__V1__Flow)(1 + docpick_word(source, map, "flow", flows,
							  (size_t)formula->flow - 1));
	}
	stepdoc_read(source, map, agreement, term);
	return term;
}

static bool has_id(const Jour__V1__Agreement *agreement, const char *id)
{
	for (size_t i = 0; i < agreement->n_terms; i++)
		if (id[0] != '\0' && strcmp(agreement->terms[i]->id, id) == 0)
			return true;
	return false;
}

/* Costs of one line that two terms share are paid twice. */
static void warn_of_same_costs(struct source source, const struct yamldoc_node *item,
	const Jour__V1__Agreement *agreement, const Jour__V1__Term *term)
{
	if (term->formula_case != JOUR__V1__TERM__FORMULA_SHARED_COST ||
		term->shared_cost->stated_ore != 0)
		return;
	for (size_t i = 0; i < agreement->n_terms; i++) {
		const Jour__V1__Term *other = agreement->terms[i];
		bool same = other->formula_case == JOUR__V1__TERM__FORMULA_SHARED_COST &&
			    other->shared_cost->stated_ore == 0 &&
			    strcmp(other->shared_cost->line, term->shared_cost->line) == 0;
		if (same)
			docpick_warn(source, item,
				N_("the costs of \"{1}\" are shared by the term {2}, too"),
				term->shared_cost->line, other->id);
	}
}

void termdoc_read(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *item = NULL;
	agreement->terms = docpick_begin_list(source, root, "terms", &item);
	for (; agreement->terms != NULL && item != NULL; item = item->next) {
		Jour__V1__Term *term = read_term(source, item, agreement);
		if (term == NULL)
			continue;
		if (has_id(agreement, term->id))
			docpick_error(
				source, item, N_("the id \"{1}\" is there twice"), term->id, NULL);
		warn_of_same_costs(source, item, agreement, term);
		agreement->terms[agreement->n_terms++] = term;
	}
}
