#include "dumbfacts.h"

#include <string.h>

#define SOURCES_MAX 64

/* What the sources of one figure say, the newest word of each. */
struct sayings {
	size_t count;
	const char *sources[SOURCES_MAX];
	int64_t values[SOURCES_MAX];
};

/* Facts are met from the newest on, so the first word of a source counts. */
static void hear(struct sayings *sayings, const char *source, uint64_t value)
{
	for (size_t i = 0; i < sayings->count; i++)
		if (strcmp(sayings->sources[i], source) == 0)
			return;
	sayings->sources[sayings->count] = source;
	sayings->values[sayings->count++] = (int64_t)value;
}

/* SCB's word, or the one that all agree on. */
static bool judge(const struct sayings *sayings, int64_t *ret_value)
{
	for (size_t i = 0; i < sayings->count; i++)
		if (strcmp(sayings->sources[i], "SCB") == 0) {
			*ret_value = sayings->values[i];
			return true;
		}
	for (size_t i = 1; i < sayings->count; i++)
		if (sayings->values[i] != sayings->values[0])
			return false;
	if (sayings->count > 0)
		*ret_value = sayings->values[0];
	return sayings->count > 0;
}

static uint32_t population_date(const Jour__V1__PopulationRule *rule, uint32_t year)
{
	return year * 10000 + rule->month * 100 + rule->day;
}

/* The last year that a measure looks at, and how many it looks at. */
static void years_of(const Jour__V1__Measure *measure, uint32_t *year, uint32_t *ret_count)
{
	uint32_t back = 0;
	*ret_count = 0;
	if (measure->of_case == JOUR__V1__MEASURE__OF_POPULATION) {
		back = measure->population->years_before;
		*ret_count = measure->population->mean_of;
	} else if (measure->of_case == JOUR__V1__MEASURE__OF_DATA) {
		back = measure->data->years_before;
		*ret_count = measure->data->mean_of;
	} else if (measure->of_case == JOUR__V1__MEASURE__OF_CASES) {
		back = measure->cases->years_before;
		*ret_count = measure->cases->mean_of;
	}
	*year -= back;
	if (*ret_count == 0)
		*ret_count = 1;
}

static bool is_population(const struct dumb_fact *fact, uint32_t date)
{
	return fact->kind == JOUR__V1__RECORD__BODY_POPULATION &&
	       ((const Jour__V1__Population *)fact->body)->reference_date == date;
}

static bool is_figure(const struct dumb_fact *fact, const char *name, uint32_t year)
{
	const Jour__V1__UnitFigure *figure = fact->body;
	return fact->kind == JOUR__V1__RECORD__BODY_UNIT_FIGURE && figure->year == year &&
	       strcmp(figure->name, name) == 0;
}

static bool is_cases(const struct dumb_fact *fact, uint32_t year)
{
	const Jour__V1__CaseTable *table = fact->body;
	return fact->kind == JOUR__V1__RECORD__BODY_CASE_TABLE && table->period->year == year &&
	       table->n_dimensions == 0;
}

static bool is_known(const struct dumb_world *world, const struct dumb_fact *fact)
{
	return fact->index < world->size;
}

static bool population(
	const struct dumb_world *world, const char *unit, uint32_t date, int64_t *ret_figure)
{
	struct sayings sayings = {.count = 0};
	for (size_t i = world->count; i-- > 0;) {
		const Jour__V1__Population *said = world->facts[i].body;
		if (is_known(world, &world->facts[i]) && is_population(&world->facts[i], date) &&
			strcmp(said->unit, unit) == 0)
			hear(&sayings, said->source, said->population);
	}
	return judge(&sayings, ret_figure);
}

static bool recorded(const struct dumb_world *world, const char *unit, const char *name,
	uint32_t year, int64_t *ret_figure)
{
	struct sayings sayings = {.count = 0};
	for (size_t i = world->count; i-- > 0;) {
		const Jour__V1__UnitFigure *said = world->facts[i].body;
		if (is_known(world, &world->facts[i]) && is_figure(&world->facts[i], name, year) &&
			strcmp(said->unit, unit) == 0)
			hear(&sayings, said->source, said->value);
	}
	return judge(&sayings, ret_figure);
}

/* The newest table of each period, of one source. */
static bool cases_of(const struct dumb_world *world, const char *unit, uint32_t year,
	Jour__V1__Source source, bool *ret_any, int64_t *ret_figure)
{
	bool seen[13][13] = {{false}}, said = true;
	*ret_any = false;
	*ret_figure = 0;
	for (size_t i = world->count; i-- > 0;) {
		const Jour__V1__CaseTable *table = world->facts[i].body;
		if (!is_known(world, &world->facts[i]) || !is_cases(&world->facts[i], year) ||
			table->source != source || strcmp(table->area, unit) != 0 ||
			seen[table->period->months][table->period->first_month])
			continue;
		seen[table->period->months][table->period->first_month] = true;
		*ret_any = true;
		*ret_figure += (int64_t)table->counts[0];
		if (table->n_states > 0 &&
			(table->states[0] == JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED ||
				table->states[0] == JOUR__V1__CELL_STATE__CELL_STATE_HIDDEN))
			said = false;
	}
	return *ret_any && said;
}

static bool cases(
	const struct dumb_world *world, const char *unit, uint32_t year, int64_t *ret_figure)
{
	bool any;
	bool known = cases_of(world, unit, year, JOUR__V1__SOURCE__SOURCE_KOMMUN, &any, ret_figure);
	if (any)
		return known;
	return cases_of(world, unit, year, JOUR__V1__SOURCE__SOURCE_JOUR, &any, ret_figure);
}

static bool stated(const Jour__V1__FixedShares *figures, const char *unit, int64_t *ret_figure)
{
	for (size_t i = 0; i < figures->n_shares; i++)
		if (strcmp(figures->shares[i]->unit, unit) == 0) {
			*ret_figure = (int64_t)figures->shares[i]->weight;
			return true;
		}
	return false;
}

static bool figure_in(const struct dumb_world *world, const Jour__V1__Measure *measure,
	uint32_t year, const char *unit, int64_t *ret_figure)
{
	switch (measure->of_case) {
	case JOUR__V1__MEASURE__OF_POPULATION:
		return population(
			world, unit, population_date(measure->population, year), ret_figure);
	case JOUR__V1__MEASURE__OF_FIGURES:
		return stated(measure->figures, unit, ret_figure);
	case JOUR__V1__MEASURE__OF_DATA:
		return recorded(world, unit, measure->data->name, year, ret_figure);
	case JOUR__V1__MEASURE__OF_CASES:
		return cases(world, unit, year, ret_figure);
	default:
		*ret_figure = 1;
		return true;
	}
}

bool dumb_figure(const struct dumb_world *world, const Jour__V1__Measure *measure, uint32_t year,
	const char *unit, mpq_t ret_figure)
{
	uint32_t count;
	int64_t sum = 0, one;
	years_of(measure, &year, &count);
	for (uint32_t i = 0; i < count; i++) {
		if (!figure_in(world, measure, year - i, unit, &one))
			return false;
		sum += one;
	}
	mpq_set_si(ret_figure, sum, count);
	mpq_canonicalize(ret_figure);
	return true;
}

static bool asks_for_year(const Jour__V1__Measure *measure, uint32_t year,
	const struct dumb_fact *fact, const char **ret_unit)
{
	if (measure->of_case == JOUR__V1__MEASURE__OF_POPULATION &&
		is_population(fact, population_date(measure->population, year))) {
		*ret_unit = ((const Jour__V1__Population *)fact->body)->unit;
		return true;
	}
	if (measure->of_case == JOUR__V1__MEASURE__OF_DATA &&
		is_figure(fact, measure->data->name, year)) {
		*ret_unit = ((const Jour__V1__UnitFigure *)fact->body)->unit;
		return true;
	}
	if (measure->of_case == JOUR__V1__MEASURE__OF_CASES && is_cases(fact, year)) {
		*ret_unit = ((const Jour__V1__CaseTable *)fact->body)->area;
		return true;
	}
	return false;
}

bool dumb_measure_asks_for(const Jour__V1__Measure *measure, uint32_t year,
	const struct dumb_fact *fact, const char **ret_unit)
{
	uint32_t count;
	years_of(measure, &year, &count);
	for (uint32_t i = 0; i < count; i++)
		if (asks_for_year(measure, year - i, fact, ret_unit))
			return true;
	return false;
}

bool dumb_index(const struct dumb_world *world, const char *index, uint32_t year, bool number,
	int64_t *ret_hundredths)
{
	bool any = false, definitive = false, is_number = false;
	for (size_t i = 0; i < world->count; i++) {
		const Jour__V1__IndexValue *value = world->facts[i].body;
		if (!is_known(world, &world->facts[i]) ||
			world->facts[i].kind != JOUR__V1__RECORD__BODY_INDEX_VALUE ||
			value->year != year || strcmp(value->index, index) != 0)
			continue;
		bool is_definitive =
			value->status == JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE;
		if (definitive && !is_definitive)
			continue;
		any = true;
		definitive = is_definitive;
		is_number = value->number_hundredths > 0;
		*ret_hundredths =
			is_number ? (int64_t)value->number_hundredths : value->hundredths_percent;
	}
	return any && is_number == number;
}

bool dumb_costs(const struct dumb_world *world, const char *dnr, const char *line, uint32_t year,
	int64_t *ret_sum_ore)
{
	const char *seen[SOURCES_MAX];
	size_t count = 0;
	*ret_sum_ore = 0;
	for (size_t i = world->count; i-- > 0;) {
		const Jour__V1__Cost *cost = world->facts[i].body;
		bool corrected = false;
		if (!is_known(world, &world->facts[i]) ||
			world->facts[i].kind != JOUR__V1__RECORD__BODY_COST || cost->year != year ||
			strcmp(cost->agreement, dnr) != 0 || strcmp(cost->line, line) != 0)
			continue;
		for (size_t k = 0; k < count; k++)
			corrected = corrected || strcmp(seen[k], cost->reference) == 0;
		if (corrected)
			continue;
		seen[count++] = cost->reference;
		*ret_sum_ore += (int64_t)cost->amount_ore;
	}
	return count > 0;
}
