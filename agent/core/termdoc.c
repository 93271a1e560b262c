#include "termdoc.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/limits.h"
#include "keycheck.h"

/* "12-31", a day that every year has. */
static bool read_month_day(const char *text, struct date *ret_date)
{
	char day[DATE_TEXT_SIZE] = "2023-";
	if (text == NULL || strlen(text) != 5)
		return false;
	memcpy(day + 5, text, 6);
	return date_parse(bytes_of_text(day), ret_date) == ERR_OK;
}

static Jour__V1__PopulationRule *read_population(
	struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"date", true}, {"years_before", true}};
	struct date date = {0};
	if (keycheck_map(source.doc, map, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__PopulationRule *rule = docpick_room(source, map, sizeof(*rule));
	if (rule == NULL)
		return NULL;
	jour__v1__population_rule__init(rule);
	const struct yamldoc_node *day = yamldoc_get(map, "date");
	if (!read_month_day(day->text, &date))
		docpick_complain(
			source, day, N_("a month and a day in quotation marks, such as \"12-31\""));
	rule->month = date.month;
	rule->day = date.day;
	rule->years_before = docpick_number(source, map, "years_before", 0, 10, 0);
	return rule;
}

static Jour__V1__Rounding *read_rounding(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"to", true}, {"rule", true}};
	static const char *const units[] = {"öre", "krona", "ten", NULL};
	static const uint32_t units_ore[] = {1, 100, 1000};
	static const char *const rules[] = {"half_up", "half_even", "down", NULL};
	if (keycheck_map(source.doc, map, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__Rounding *rounding = docpick_room(source, map, sizeof(*rounding));
	if (rounding == NULL)
		return NULL;
	jour__v1__rounding__init(rounding);
	rounding->unit_ore = units_ore[docpick_word(source, map, "to", units, 0)];
	rounding->rule = (Jour__V1__RoundingRule)(1 + docpick_word(source, map, "rule", rules, 0));
	return rounding;
}

static Jour__V1__RatePerInhabitant *read_rate(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {
		{"kronor", true}, {"population", true}, {"rounding", true}};
	if (keycheck_map(source.doc, map, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__RatePerInhabitant *rate = docpick_room(source, map, sizeof(*rate));
	if (rate == NULL)
		return NULL;
	jour__v1__rate_per_inhabitant__init(rate);
	rate->rate_ore = docpick_kronor(source, map);
	rate->population = read_population(source, yamldoc_get(map, "population"));
	rate->rounding = read_rounding(source, yamldoc_get(map, "rounding"));
	return rate;
}

static Jour__V1__FixedAmount *read_fixed(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"kronor", true}};
	if (keycheck_map(source.doc, map, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__FixedAmount *fixed = docpick_room(source, map, sizeof(*fixed));
	if (fixed == NULL)
		return NULL;
	jour__v1__fixed_amount__init(fixed);
	fixed->amount_ore = docpick_kronor(source, map);
	return fixed;
}

static int compare_shares(const void *a, const void *b)
{
	const Jour__V1__Share *const *first = a;
	const Jour__V1__Share *const *second = b;
	return strcmp((*first)->unit, (*second)->unit);
}

static Jour__V1__FixedShares *read_shares(struct source source, const struct yamldoc_node *map)
{
	if (map->kind != YAMLDOC_MAP || docpick_count(map) > DOCPICK_ITEMS_MAX) {
		complaint_add(source.doc->complaints, yamldoc_place(map),
			N_("expected a unit's code and its share on each line below"), NULL, NULL);
		return NULL;
	}
	size_t count = docpick_count(map);
	Jour__V1__FixedShares *fixed = docpick_room(source, map, sizeof(*fixed));
	Jour__V1__Share **shares = docpick_room(source, map, count * sizeof(void *));
	Jour__V1__Share *each = docpick_room(source, map, count * sizeof(*each));
	if (fixed == NULL || shares == NULL || each == NULL)
		return NULL;
	size_t at = 0;
	for (const struct yamldoc_node *node = map->first; node != NULL; node = node->next, at++) {
		struct field unit = yamldoc_field(source.doc, node);
		unit.text = node->key;
		jour__v1__share__init(&each[at]);
		each[at].unit = pick_unit(source.intake, unit);
		each[at].weight = pick_number(yamldoc_field(source.doc, node), 0, COUNT_MAX);
		shares[at] = &each[at];
	}
	docpick_sort((void **)shares, count, compare_shares);
	jour__v1__fixed_shares__init(fixed);
	fixed->n_shares = count;
	fixed->shares = shares;
	return fixed;
}

static Jour__V1__EqualKey *read_equal(struct source source, const struct yamldoc_node *node)
{
	static const char *const words[] = {"equal", NULL};
	size_t index = 0;
	if (field_read_word(yamldoc_field(source.doc, node), words, &index) != ERR_OK)
		return NULL;
	Jour__V1__EqualKey *equal = docpick_room(source, node, sizeof(*equal));
	if (equal == NULL)
		return NULL;
	jour__v1__equal_key__init(equal);
	equal->equal = true;
	return equal;
}

static void read_key(
	struct source source, const struct yamldoc_node *node, Jour__V1__SharedCost *shared)
{
	static const struct yamldoc_key keys[] = {{"population", false}, {"fixed_shares", false}};
	if (node->kind == YAMLDOC_TEXT) {
		shared->equal = read_equal(source, node);
		shared->key_case = JOUR__V1__SHARED_COST__KEY_EQUAL;
		return;
	}
	if (keycheck_map(source.doc, node, DOCPICK_KEYS(keys)) != ERR_OK)
		return;
	const struct yamldoc_node *population = yamldoc_get(node, "population");
	const struct yamldoc_node *fixed = yamldoc_get(node, "fixed_shares");
	if ((population == NULL) == (fixed == NULL)) {
		complaint_add(source.doc->complaints, yamldoc_place(node),
			N_("expected one of population and fixed_shares, or the word equal"), NULL,
			NULL);
	} else if (population != NULL) {
		shared->population = read_population(source, population);
		shared->key_case = JOUR__V1__SHARED_COST__KEY_POPULATION;
	} else {
		shared->fixed = read_shares(source, fixed);
		shared->key_case = JOUR__V1__SHARED_COST__KEY_FIXED;
	}
}

static Jour__V1__SharedCost *read_shared(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"line", true}, {"to", true}, {"key", true}};
	static const char *const units[] = {"öre", "krona", NULL};
	if (keycheck_map(source.doc, map, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__SharedCost *shared = docpick_room(source, map, sizeof(*shared));
	if (shared == NULL)
		return NULL;
	jour__v1__shared_cost__init(shared);
	shared->line = docpick_text(source, map, "line");
	shared->unit_ore = docpick_word(source, map, "to", units, 0) == 0 ? 1 : 100;
	read_key(source, yamldoc_get(map, "key"), shared);
	return shared;
}

static void read_formula(struct source source, const struct yamldoc_node *map, Jour__V1__Term *term)
{
	const struct yamldoc_node *rate = yamldoc_get(map, "rate_per_inhabitant");
	const struct yamldoc_node *fixed = yamldoc_get(map, "fixed");
	const struct yamldoc_node *shared = yamldoc_get(map, "shared_cost");
	if ((rate != NULL) + (fixed != NULL) + (shared != NULL) != 1) {
		complaint_add(source.doc->complaints, yamldoc_place(map),
			N_("a term has exactly one of rate_per_inhabitant, fixed and "
			   "shared_cost"),
			NULL, NULL);
	} else if (rate != NULL) {
		term->rate_per_inhabitant = read_rate(source, rate);
		term->formula_case = JOUR__V1__TERM__FORMULA_RATE_PER_INHABITANT;
	} else if (fixed != NULL) {
		term->fixed_amount = read_fixed(source, fixed);
		term->formula_case = JOUR__V1__TERM__FORMULA_FIXED_AMOUNT;
	} else {
		term->shared_cost = read_shared(source, shared);
		term->formula_case = JOUR__V1__TERM__FORMULA_SHARED_COST;
	}
}

static Jour__V1__Term *read_term(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"id", true}, {"clause", true},
		{"rate_per_inhabitant", false}, {"fixed", false}, {"shared_cost", false}};
	Jour__V1__Term *term = docpick_room(source, map, sizeof(*term));
	if (term == NULL || keycheck_map(source.doc, map, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	jour__v1__term__init(term);
	term->id = docpick_text(source, map, "id");
	term->clause = docpick_text(source, map, "clause");
	read_formula(source, map, term);
	return term;
}

static bool has_id(const Jour__V1__Agreement *agreement, const char *id)
{
	for (size_t i = 0; i < agreement->n_terms; i++)
		if (strcmp(agreement->terms[i]->id, id) == 0)
			return true;
	return false;
}

void termdoc_read(
	struct source source, const struct yamldoc_node *root, Jour__V1__Agreement *agreement)
{
	const struct yamldoc_node *item = NULL;
	agreement->terms = docpick_begin_list(source, root, "terms", &item);
	for (; agreement->terms != NULL && item != NULL; item = item->next) {
		Jour__V1__Term *term = read_term(source, item);
		if (term == NULL)
			continue;
		if (has_id(agreement, term->id))
			complaint_add(source.doc->complaints, yamldoc_place(item),
				N_("the id \"{1}\" is there twice"), term->id, NULL);
		agreement->terms[agreement->n_terms++] = term;
	}
}
