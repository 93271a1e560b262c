#include "stepdoc.h"

#include "dayspan.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "termrules.h"

/* ---- rounding */

static Jour__V1__Rounding *make_rounding(struct source source, const struct yamldoc_node *node)
{
	Jour__V1__Rounding *rounding = docpick_room(source, node, sizeof(*rounding));
	if (rounding == NULL)
		return NULL;
	jour__v1__rounding__init(rounding);
	rounding->unit_ore = 1;
	rounding->rule = JOUR__V1__ROUNDING_RULE__ROUNDING_RULE_HALF_UP;
	return rounding;
}

static uint32_t read_unit(struct source source, const struct yamldoc_node *map)
{
	static const char *const units[] = {"öre", "krona", "ten", "hundred", "thousand", NULL};
	static const uint32_t units_ore[] = {1, 100, 1000, 10000, 100000};
	return units_ore[docpick_word(source, map, "to", units, 0)];
}

Jour__V1__Rounding *stepdoc_rounding(struct source source, const struct yamldoc_node *node)
{
	static const struct yamldoc_key keys[] = {{"to", true}, {"rule", true}};
	static const char *const rules[] = {"half_up", "half_even", "down", NULL};
	if (node == NULL || keycheck_map(source.doc, node, DOCPICK_KEYS(keys)) != ERR_OK)
		return NULL;
	Jour__V1__Rounding *rounding = make_rounding(source, node);
	if (rounding == NULL)
		return NULL;
	rounding->unit_ore = read_unit(source, node);
	rounding->rule = (Jour__V1__RoundingRule)(1 + docpick_word(source, node, "rule", rules, 0));
	return rounding;
}

Jour__V1__Rounding *stepdoc_whole_kronor(struct source source, const struct yamldoc_node *node)
{
	Jour__V1__Rounding *rounding = make_rounding(source, node);
	if (rounding != NULL)
		rounding->unit_ore = 100;
	return rounding;
}

Jour__V1__Rounding *stepdoc_round_to(struct source source, const struct yamldoc_node *map)
{
	Jour__V1__Rounding *rounding = make_rounding(source, map);
	if (rounding != NULL)
		rounding->unit_ore = read_unit(source, map);
	return rounding;
}

static void read_rounding(
	struct source source, const struct yamldoc_node *map, Jour__V1__Term *term)
{
	const struct yamldoc_node *node = yamldoc_get(map, "rounding");
	if (node != NULL && term->rounding != NULL)
		docpick_error(source, node,
			N_("the rounding is there twice: in the formula and beside it"), NULL,
			NULL);
	else if (node != NULL)
		term->rounding = stepdoc_rounding(source, node);
	else if (term->rounding == NULL)
		term->rounding = make_rounding(source, map);
}

/* ---- indexation */

/* "at_most: 3 %" */
static Jour__V1__PercentLimit *read_limit(
	struct source source, const struct yamldoc_node *map, const char *key)
{
	const struct yamldoc_node *node = yamldoc_get(map, key);
	Jour__V1__PercentLimit *limit =
		node == NULL ? NULL : docpick_room(source, node, sizeof(*limit));
	if (limit == NULL)
		return NULL;
	jour__v1__percent_limit__init(limit);
	limit->hundredths_percent =
		pick_percent(yamldoc_field(source.doc, node), INDEX_LIMIT_MIN, INDEX_LIMIT_MAX);
	return limit;
}

/* What bounds the step, and what its numbers are compared with. */
static void read_change(
	struct source source, const struct yamldoc_node *map, Jour__V1__Indexation *step)
{
	step->at_least = read_limit(source, map, "at_least");
	step->at_most = read_limit(source, map, "at_most");
	if (step->at_least != NULL && step->at_most != NULL &&
		step->at_least->hundredths_percent > step->at_most->hundredths_percent)
		docpick_error(source, yamldoc_get(map, "at_least"),
			N_("at_least is more than at_most"), NULL, NULL);
	step->base_year = docpick_number(source, map, "base_year", YEAR_MIN, YEAR_MAX, 0);
	if (step->base_year != 0 && step->cumulative)
		docpick_error(source, yamldoc_get(map, "cumulative"),
			N_("with base_year the index holds all years since then: leave cumulative "
			   "out"),
			NULL, NULL);
	if (step->base_year == 0 && yamldoc_get(map, "cumulative") == NULL)
		docpick_error(source, map,
			N_("cumulative is missing: yes when each year's raise builds on those "
			   "before; or base_year, for an index number"),
			NULL, NULL);
}

static Jour__V1__Indexation *read_indexation(
	struct source source, const struct yamldoc_node *map, const Jour__V1__Agreement *agreement)
{
	/* What is easily guessed wrong, and then makes every amount wrong, must be said. */
	static const struct yamldoc_key keys[] = {{"index", true}, {"from", true},
		{"years_before", true}, {"share", false}, {"cumulative", false},
		{"base_year", false}, {"at_least", false}, {"at_most", false}};
	Jour__V1__Indexation *step = docpick_map(source, map, DOCPICK_KEYS(keys), sizeof(*step));
	if (step == NULL)
		return NULL;
	jour__v1__indexation__init(step);
	step->index = docpick_text(source, map, "index");
	step->from = docpick_date(source, map, "from");
	step->years_before = docpick_number(source, map, "years_before", 0, YEARS_BEFORE_MAX, 0);
	step->share_bp = docpick_percent(source, map, "share", WHOLE_BP);
	step->cumulative = docpick_yes(source, map, "cumulative");
	read_change(source, map, step);
	uint32_t end = dayspan_last_day(agreement);
	if (step->from != 0 && end != 0 && step->from > end)
		docpick_warn(source, yamldoc_get(map, "from"),
			N_("{1} is after the agreement's last day: the index never applies"),
			yamldoc_get(map, "from")->text, NULL);
	return step;
}

/* "90 % by one index, 10 % by another": parts of one whole, when they begin on one day. */
static void check_shares(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Term *term, uint32_t from)
{
	uint64_t sum = 0;
	bool parts = false;
	char percent[DOCPICK_PERCENT_SIZE];
	for (size_t i = 0; i < term->n_indexation; i++) {
		if (term->indexation[i]->from != from)
			continue;
		sum += term->indexation[i]->share_bp;
		parts = parts || term->indexation[i]->share_bp != WHOLE_BP;
	}
	if (parts && sum != WHOLE_BP)
		docpick_warn(source, map,
			N_("the shares that are indexed from one day add up to {1} per cent, not "
			   "to 100"),
			docpick_percent_text(sum, percent), NULL);
}

static void read_indexations(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term)
{
	const struct yamldoc_node *item = NULL;
	size_t count = 0;
	term->indexation = docpick_begin_one_or_list(source, map, "indexation", &item, &count);
	if (term->indexation == NULL)
		return;
	if (count > INDEXATIONS_MAX) {
		docpick_error(source, yamldoc_get(map, "indexation"), N_("more than 8 of them"),
			NULL, NULL);
		return;
	}
	for (; count > 0; count--, item = item->next) {
		Jour__V1__Indexation *step = read_indexation(source, item, agreement);
		if (step != NULL)
			term->indexation[term->n_indexation++] = step;
	}
	if (term->n_indexation > 0)
		check_shares(
			source, yamldoc_get(map, "indexation"), term, term->indexation[0]->from);
}

void stepdoc_read(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term)
{
	static const char *const prorations[] = {"none", "months", "days", NULL};
	read_indexations(source, map, agreement, term);
	term->proration =
		(Jour__V1__Proration)(1 + docpick_word(source, map, "proration", prorations, 0));
	read_rounding(source, map, term);
}
