/* So much for each of something: inhabitants, cases, a figure. */
#include "formula.h"
#include "jour/i18n.h"
#include "jour/limits.h"
#include "limitdoc.h"
#include "measuredoc.h"
#include "stepdoc.h"
#include "unitmap.h"

static int compare_rebates(const void *a, const void *b)
{
	const Jour__V1__Rebate *const *first = a;
	const Jour__V1__Rebate *const *second = b;
	return ((*first)->above > (*second)->above) - ((*first)->above < (*second)->above);
}

static Jour__V1__Rebate *read_rebate(struct source source, const struct yamldoc_node *map)
{
	static const struct yamldoc_key keys[] = {{"above", true}, {"percent", true}};
	Jour__V1__Rebate *rebate = docpick_map(source, map, DOCPICK_KEYS(keys), sizeof(*rebate));
	if (rebate == NULL)
		return NULL;
	jour__v1__rebate__init(rebate);
	rebate->above = docpick_number(source, map, "above", 0, COUNT_MAX, 0);
	rebate->percent_bp = docpick_percent(source, map, "percent", 0);
	return rebate;
}

static void read_rebates(struct source source, const struct yamldoc_node *map, Jour__V1__Rate *rate)
{
	const struct yamldoc_node *item = NULL;
	size_t count = 0;
	rate->rebates = docpick_begin_one_or_list(source, map, "rebates", &item, &count);
	if (rate->rebates == NULL)
		return;
	if (count > REBATES_MAX) {
		docpick_error(
			source, yamldoc_get(map, "rebates"), N_("more than 8 of them"), NULL, NULL);
		return;
	}
	for (; count > 0; count--, item = item->next) {
		Jour__V1__Rebate *rebate = read_rebate(source, item);
		for (size_t i = 0; rebate != NULL && i < rate->n_rebates; i++)
			if (rate->rebates[i]->above == rebate->above)
				docpick_error(source, item, N_("two rebates above the same size"),
					NULL, NULL);
		if (rebate != NULL)
			rate->rebates[rate->n_rebates++] = rebate;
	}
	docpick_sort((void **)rate->rebates, rate->n_rebates, compare_rebates);
}

static void read_own_rates(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, Jour__V1__Rate *rate)
{
	struct unitmap units;
	const struct yamldoc_node *node = yamldoc_get(map, "own_rates");
	if (node == NULL)
		return;
	unitmap_read(source, node, agreement, false, &units);
	rate->own_rates = docpick_room(source, node, units.count * sizeof(void *) + 1);
	Jour__V1__OwnRate *each = docpick_room(source, node, units.count * sizeof(*each) + 1);
	if (rate->own_rates == NULL || each == NULL)
		return;
	for (size_t i = 0; i < units.count; i++, each++) {
		jour__v1__own_rate__init(each);
		each->unit = units.entries[i]->unit;
		each->rate_ore =
			pick_amount_or_nothing(yamldoc_field(source.doc, units.entries[i]->node));
		rate->own_rates[rate->n_own_rates++] = each;
	}
}

static void read_rest(struct source source, const struct yamldoc_node *map,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term, Jour__V1__Rate *rate)
{
	rate->rate_ore = docpick_amount(source, map, "kronor", false);
	rate->per = docpick_number(source, map, "per", 1, COUNT_MAX, 1);
	rate->measure = measuredoc_read(source, map, agreement);
	rate->above = docpick_number(source, map, "above", 0, COUNT_MAX, 0);
	read_rebates(source, map, rate);
	read_own_rates(source, map, agreement, rate);
	rate->limits = limitdoc_read(source, map, agreement, &rate->n_limits);
	term->rounding = stepdoc_rounding(source, yamldoc_get(map, "rounding"));
	term->rate = rate;
	term->formula_case = JOUR__V1__TERM__FORMULA_RATE;
}

static void read_rate(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term)
{
	static const struct yamldoc_key keys[] = {{"kronor", true}, {"per", false},
		{"above", false}, {"rebates", false}, {"own_rates", false}, {"limits", false},
		{"rounding", false}, MEASUREDOC_KEYS};
	Jour__V1__Rate *rate = docpick_map(source, node, DOCPICK_KEYS(keys), sizeof(*rate));
	if (rate == NULL)
		return;
	jour__v1__rate__init(rate);
	read_rest(source, node, agreement, term, rate);
}

/* The everyday spelling: its measure is a population, and nothing else. */
static void read_rate_per_inhabitant(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Term *term)
{
	static const struct yamldoc_key keys[] = {{"kronor", true}, {"population", true},
		{"above", false}, {"rebates", false}, {"own_rates", false}, {"limits", false},
		{"rounding", false}};
	if (keycheck_map(source.doc, node, DOCPICK_KEYS(keys)) != ERR_OK)
		return;
	Jour__V1__Rate *rate = docpick_room(source, node, sizeof(*rate));
	if (rate == NULL)
		return;
	jour__v1__rate__init(rate);
	read_rest(source, node, agreement, term, rate);
}

const struct formula formula_rate = {
	.key = "rate", .flow = JOUR__V1__FLOW__FLOW_CASH, .read = read_rate};
const struct formula formula_rate_per_inhabitant = {.key = "rate_per_inhabitant",
	.flow = JOUR__V1__FLOW__FLOW_CASH,
	.read = read_rate_per_inhabitant};
