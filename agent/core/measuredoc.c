#include "measuredoc.h"

#include "jour/i18n.h"
#include "jour/limits.h"
#include "termrules.h"
#include "unitmap.h"

static void read_population(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Measure *measure)
{
	static const struct yamldoc_key keys[] = {
		{"date", true}, {"years_before", false}, {"mean_of", false}};
	Jour__V1__PopulationRule *rule =
		docpick_map(source, node, DOCPICK_KEYS(keys), sizeof(*rule));
	(void)agreement;
	if (rule == NULL)
		return;
	jour__v1__population_rule__init(rule);
	const Jour__V1__MonthDay *day = docpick_month_day(source, yamldoc_get(node, "date"));
	rule->month = day == NULL ? 0 : day->month;
	rule->day = day == NULL ? 0 : day->day;
	rule->years_before = docpick_number(source, node, "years_before", 0, YEARS_BEFORE_MAX, 0);
	rule->mean_of = docpick_number(source, node, "mean_of", 1, MEAN_OF_MAX, 0);
	measure->population = rule;
}

/* A figure or a share for each unit. */
static Jour__V1__FixedShares *read_each(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, uint64_t (*read)(struct field field))
{
	struct unitmap units;
	unitmap_read(source, node, agreement, false, &units);
	const char *lacks = unitmap_lacks(&units, agreement);
	if (units.count > 0 && lacks != NULL)
		docpick_error(source, node,
			N_("the unit {1} is missing; write 0 when it has no part"), lacks, NULL);
	Jour__V1__FixedShares *fixed = docpick_room(source, node, sizeof(*fixed));
	Jour__V1__Share **list = docpick_room(source, node, units.count * sizeof(void *) + 1);
	Jour__V1__Share *each = docpick_room(source, node, units.count * sizeof(*each) + 1);
	if (fixed == NULL || list == NULL || each == NULL)
		return NULL;
	for (size_t i = 0; i < units.count; i++) {
		jour__v1__share__init(&each[i]);
		each[i].unit = units.entries[i]->unit;
		each[i].weight = read(yamldoc_field(source.doc, units.entries[i]->node));
		list[i] = &each[i];
	}
	jour__v1__fixed_shares__init(fixed);
	fixed->n_shares = units.count;
	fixed->shares = list;
	return fixed;
}

static uint64_t read_figure(struct field field)
{
	return pick_number(field, 0, COUNT_MAX);
}

static uint64_t read_share(struct field field)
{
	return (uint64_t)pick_percent(field, 0, WHOLE_BP);
}

static uint64_t sum_of(const Jour__V1__FixedShares *fixed)
{
	uint64_t sum = 0; /* of 64 that are each at most 10^9 */
	for (size_t i = 0; i < fixed->n_shares; i++)
		sum += fixed->shares[i]->weight;
	return sum;
}

static void read_figures(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Measure *measure)
{
	measure->figures = read_each(source, node, agreement, read_figure);
	if (measure->figures != NULL && measure->figures->n_shares > 0 &&
		sum_of(measure->figures) == 0)
		docpick_error(source, node, N_("all figures are zero"), NULL, NULL);
}

/* The same as figures, but what is called shares of a whole must add up to it. */
static void read_fixed_shares(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Measure *measure)
{
	char percent[DOCPICK_PERCENT_SIZE];
	size_t errors_before = source.doc->complaints->error_count;
	measure->figures = read_each(source, node, agreement, read_share);
	if (measure->figures == NULL || source.doc->complaints->error_count != errors_before)
		return;
	uint64_t sum = sum_of(measure->figures);
	if (sum != WHOLE_BP)
		docpick_error(source, node,
			N_("the shares add up to {1} per cent, not to 100; weights that are no per "
			   "cents stand under figures"),
			docpick_percent_text(sum, percent), NULL);
}

static void read_data(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Measure *measure)
{
	static const struct yamldoc_key keys[] = {
		{"name", true}, {"years_before", false}, {"mean_of", false}};
	Jour__V1__DataRule *rule = docpick_map(source, node, DOCPICK_KEYS(keys), sizeof(*rule));
	(void)agreement;
	if (rule == NULL)
		return;
	jour__v1__data_rule__init(rule);
	rule->name = docpick_text(source, node, "name");
	rule->years_before = docpick_number(source, node, "years_before", 0, YEARS_BEFORE_MAX, 0);
	rule->mean_of = docpick_number(source, node, "mean_of", 1, MEAN_OF_MAX, 0);
	measure->data = rule;
}

static Jour__V1__EqualKey *make_equal(struct source source, const struct yamldoc_node *node)
{
	Jour__V1__EqualKey *equal = docpick_room(source, node, sizeof(*equal));
	if (equal == NULL)
		return NULL;
	jour__v1__equal_key__init(equal);
	equal->equal = true;
	return equal;
}

static void read_equal(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Measure *measure)
{
	(void)agreement;
	if (!pick_yes(yamldoc_field(source.doc, node)))
		docpick_complain(source, node, N_("yes, or no such key"));
	measure->equal = make_equal(source, node);
}

static void read_cases(struct source source, const struct yamldoc_node *node,
	const Jour__V1__Agreement *agreement, Jour__V1__Measure *measure)
{
	static const struct yamldoc_key keys[] = {{"years_before", false}, {"mean_of", false}};
	Jour__V1__CasesRule *rule = docpick_map(source, node, DOCPICK_KEYS(keys), sizeof(*rule));
	(void)agreement;
	if (rule == NULL)
		return;
	jour__v1__cases_rule__init(rule);
	rule->years_before = docpick_number(source, node, "years_before", 0, YEARS_BEFORE_MAX, 0);
	rule->mean_of = docpick_number(source, node, "mean_of", 1, MEAN_OF_MAX, 0);
	measure->cases = rule;
}

static const struct {
	const char *key;
	Jour__V1__Measure__OfCase of;
	void (*read)(struct source source, const struct yamldoc_node *node,
		const Jour__V1__Agreement *agreement, Jour__V1__Measure *measure);
} measures[] = {
	{"population", JOUR__V1__MEASURE__OF_POPULATION, read_population},
	{"figures", JOUR__V1__MEASURE__OF_FIGURES, read_figures},
	{"fixed_shares", JOUR__V1__MEASURE__OF_FIGURES, read_fixed_shares},
	{"data", JOUR__V1__MEASURE__OF_DATA, read_data},
	{"equal", JOUR__V1__MEASURE__OF_EQUAL, read_equal},
	{"cases", JOUR__V1__MEASURE__OF_CASES, read_cases},
};
#define MEASURES (sizeof(measures) / sizeof(measures[0]))

Jour__V1__Measure *measuredoc_read(
	struct source source, const struct yamldoc_node *map, const Jour__V1__Agreement *agreement)
{
	size_t errors_before = source.doc->complaints->error_count;
	size_t found = MEASURES;
	size_t count = 0;
	for (size_t i = 0; i < MEASURES; i++) {
		if (yamldoc_get(map, measures[i].key) == NULL)
			continue;
		found = i;
		count++;
	}
	if (count != 1) {
		docpick_error(source, map,
			N_("expected exactly one measure: population, figures, fixed_shares, data, "
			   "equal or cases"),
			NULL, NULL);
		return NULL;
	}
	Jour__V1__Measure *measure = docpick_room(source, map, sizeof(*measure));
	if (measure == NULL)
		return NULL;
	jour__v1__measure__init(measure);
	measure->of_case = measures[found].of;
	measures[found].read(source, yamldoc_get(map, measures[found].key), agreement, measure);
	return source.doc->complaints->error_count == errors_before ? measure : NULL;
}

Jour__V1__Measure *measuredoc_equal(struct source source, const struct yamldoc_node *node)
{
	Jour__V1__Measure *measure = docpick_room(source, node, sizeof(*measure));
	if (measure == NULL)
		return NULL;
	jour__v1__measure__init(measure);
	measure->of_case = JOUR__V1__MEASURE__OF_EQUAL;
	measure->equal = make_equal(source, node);
	return measure;
}
