#include "anyterms.h"

#define LINES_MAX 5
#define INDEXES 4
#define INDEX_NUMBER 3 /* the one that is a number */
#define BASE_YEAR 2015

static char *const figure_names[] = {(char[]){"skattekraft"}, (char[]){"areal"}};
static char *const index_names[INDEXES] = {
	(char[]){"OPI"}, (char[]){"PKV"}, (char[]){"LCI"}, (char[]){"KPI"}};
static char *const sources[] = {(char[]){"SCB"}, (char[]){"kommunen"}, (char[]){"regionen"}};

uint64_t chance_draw(struct chance *chance, uint64_t below)
{
	/* splitmix64 */
	uint64_t value = chance->seed += UINT64_C(0x9e3779b97f4a7c15);
	value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
	return (value ^ value >> 31) % below;
}

bool chance_one_in(struct chance *chance, uint64_t many)
{
	return chance_draw(chance, many) == 0;
}

static uint32_t draw(struct chance *chance, uint32_t below)
{
	return (uint32_t)chance_draw(chance, below);
}

static uint32_t any_day(struct chance *chance, uint32_t first_year, uint32_t years)
{
	static const uint32_t odd[] = {101, 131, 228, 331, 401, 630, 701, 930, 1101, 1223, 1231};
	uint32_t year = first_year + draw(chance, years);
	if (chance_one_in(chance, 2))
		return year * 10000 + odd[draw(chance, sizeof(odd) / sizeof(odd[0]))];
	return year * 10000 + (1 + draw(chance, 12)) * 100 + 1 + draw(chance, 28);
}

/* ---- facts */

static void add_fact(struct any *any, unsigned kind, const void *body)
{
	if (any->count == ANY_FACTS_MAX)
		return;
	any->facts[any->count] = (struct dumb_fact){any->count + 2, kind, body};
	any->count++;
}

static void *new_body(struct any *any, size_t size)
{
	return book_must(arena_alloc(&any->pact->pool, size));
}

static void add_population(
	struct any *any, struct chance *chance, char *unit, uint32_t date, char *source)
{
	Jour__V1__Population *population = new_body(any, sizeof(*population));
	jour__v1__population__init(population);
	population->unit = unit;
	population->reference_date = date;
	population->source = source;
	population->population = 1 + draw(chance, chance_one_in(chance, 4) ? 20 : 150000);
	add_fact(any, JOUR__V1__RECORD__BODY_POPULATION, population);
}

static void add_figure(struct any *any, struct chance *chance, char *unit, const char *name,
	uint32_t year, char *source)
{
	Jour__V1__UnitFigure *figure = new_body(any, sizeof(*figure));
	jour__v1__unit_figure__init(figure);
	figure->unit = unit;
	figure->name = text(name);
	figure->year = year;
	figure->source = source;
	figure->value = draw(chance, chance_one_in(chance, 4) ? 3 : 1000000);
	add_fact(any, JOUR__V1__RECORD__BODY_UNIT_FIGURE, figure);
}

static void add_index(struct any *any, struct chance *chance, char *name, uint32_t year,
	Jour__V1__IndexStatus status)
{
	Jour__V1__IndexValue *value = new_body(any, sizeof(*value));
	jour__v1__index_value__init(value);
	value->index = name;
	value->year = year;
	value->status = status;
	if (name == index_names[INDEX_NUMBER])
		value->number_hundredths = 20000 + draw(chance, 30000);
	else
		value->hundredths_percent = (int32_t)draw(chance, 1500) - 500;
	value->source = text("SKR");
	value->published = any_day(chance, year, 3); /* there are no entries to say when */
	add_fact(any, JOUR__V1__RECORD__BODY_INDEX_VALUE, value);
}

static void add_cost(struct any *any, struct chance *chance, char *line, uint32_t year)
{
	Jour__V1__Cost *cost = new_body(any, sizeof(*cost));
	jour__v1__cost__init(cost);
	cost->agreement = any->pact->agreement.dnr;
	cost->line = line;
	cost->reference = pact_name(any->pact, "V", draw(chance, 4));
	cost->year = year;
	cost->amount_ore = 1 + chance_draw(chance, 100000000);
	add_fact(any, JOUR__V1__RECORD__BODY_COST, cost);
}

/* Of the quarters of a year, so that no two are for the same days. */
static void add_cases(struct any *any, struct chance *chance, char *unit, uint32_t year)
{
	Jour__V1__CaseTable *table = new_body(any, sizeof(*table));
	jour__v1__case_table__init(table);
	table->period = new_body(any, sizeof(*table->period));
	jour__v1__period__init(table->period);
	table->area = unit;
	table->period->year = year;
	table->period->months = 3;
	table->period->first_month = 1 + 3 * draw(chance, 4);
	table->source = chance_one_in(chance, 2) ? JOUR__V1__SOURCE__SOURCE_KOMMUN
						 : JOUR__V1__SOURCE__SOURCE_JOUR;
	table->counts = new_body(any, sizeof(*table->counts));
	table->counts[0] = draw(chance, 60);
	table->n_counts = 1;
	add_fact(any, JOUR__V1__RECORD__BODY_CASE_TABLE, table);
}

static uint32_t any_year(struct chance *chance)
{
	return ANY_FIRST_YEAR + draw(chance, ANY_YEARS);
}

/* What a measure asks for, of most of the units. */
static void add_measured(
	struct any *any, struct chance *chance, const Jour__V1__Measure *measure, uint32_t year)
{
	const Jour__V1__Agreement *agreement = &any->pact->agreement;
	for (size_t i = 0; i < agreement->n_units; i++) {
		char *unit = agreement->units[i];
		char *source = sources[chance_one_in(chance, 4) ? draw(chance, 3) : 0];
		if (chance_one_in(chance, 40))
			continue;
		if (measure->of_case == JOUR__V1__MEASURE__OF_POPULATION) {
			const Jour__V1__PopulationRule *rule = measure->population;
			add_population(any, chance, unit,
				(year - rule->years_before) * 10000 + rule->month * 100 + rule->day,
				source);
		} else if (measure->of_case == JOUR__V1__MEASURE__OF_DATA) {
			add_figure(any, chance, unit, measure->data->name,
				year - measure->data->years_before, source);
		} else if (measure->of_case == JOUR__V1__MEASURE__OF_CASES) {
			add_cases(any, chance, unit, year - measure->cases->years_before);
		}
	}
}

/* What nothing may ask for. */
static void add_stray(struct any *any, struct chance *chance)
{
	const Jour__V1__Agreement *agreement = &any->pact->agreement;
	char *unit = agreement->units[draw(chance, (uint32_t)agreement->n_units)];
	switch (draw(chance, 4)) {
	case 0:
		add_population(any, chance, unit, any_day(chance, ANY_FIRST_YEAR, ANY_YEARS),
			sources[draw(chance, 3)]);
		return;
	case 1:
		add_figure(any, chance, unit, figure_names[draw(chance, 2)], any_year(chance),
			sources[draw(chance, 3)]);
		return;
	case 2:
		add_index(any, chance, index_names[draw(chance, INDEXES)], any_year(chance),
			chance_one_in(chance, 2)
				? JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE
				: JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY);
		return;
	default:
		add_cases(any, chance, unit, any_year(chance));
	}
}

/* ---- measures and steps */

static Jour__V1__Measure *any_measure(struct any *any, struct chance *chance)
{
	struct pact *pact = any->pact;
	Jour__V1__Measure *measure;
	uint32_t mean_of = chance_one_in(chance, 4) ? draw(chance, 4) : 0;
	uint64_t figures[PACT_UNITS];
	switch (draw(chance, 6)) {
	case 0:
		return pact_equal(pact);
	case 1:
		for (size_t i = 0; i < PACT_UNITS; i++)
			figures[i] = draw(chance, 1000);
		figures[0]++;
		return pact_figures(pact, figures);
	case 2:
		measure = pact_new_measure(pact);
		measure->of_case = JOUR__V1__MEASURE__OF_DATA;
		measure->data = pact_new_data(pact);
		measure->data->name = figure_names[draw(chance, 2)];
		measure->data->years_before = draw(chance, 3);
		measure->data->mean_of = mean_of;
		break;
	case 3:
		measure = pact_new_measure(pact);
		measure->of_case = JOUR__V1__MEASURE__OF_CASES;
		measure->cases = pact_new_cases(pact);
		measure->cases->years_before = draw(chance, 3);
		measure->cases->mean_of = mean_of;
		break;
	default:
		measure = pact_population(pact);
		measure->population->month = 1 + draw(chance, 12);
		measure->population->day = 1 + draw(chance, 28);
		measure->population->years_before = draw(chance, 3);
		measure->population->mean_of = mean_of;
	}
	for (uint32_t back = 0; back == 0 || back < mean_of; back++)
		add_measured(any, chance, measure, any->year - back);
	return measure;
}

static void add_indexation(struct any *any, struct chance *chance, Jour__V1__Term *term)
{
	static const uint32_t shares_bp[] = {10000, 9000, 7500, 5000, 2500, 1000, 1};
	for (uint32_t steps = draw(chance, 4); steps > 0; steps--) {
		uint32_t number = draw(chance, INDEXES);
		char *name = index_names[number];
		Jour__V1__Indexation *step =
			pact_index(any->pact, term, name, any_day(chance, any->year - 3, 5),
				shares_bp[draw(chance, sizeof(shares_bp) / sizeof(shares_bp[0]))]);
		step->years_before = draw(chance, 3);
		step->cumulative = chance_one_in(chance, 2);
		if (number == INDEX_NUMBER && !chance_one_in(chance, 20)) {
			step->base_year = BASE_YEAR;
			step->cumulative = false;
			add_index(any, chance, name, BASE_YEAR,
				JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE);
		}
		if (chance_one_in(chance, 4))
			step->at_least = pact_percent(any->pact, (int32_t)draw(chance, 300) - 200);
		if (chance_one_in(chance, 4))
			step->at_most = pact_percent(any->pact, 100 + (int32_t)draw(chance, 500));
		for (uint32_t back = 0; back <= 6; back++)
			if (!chance_one_in(chance, 60))
				add_index(any, chance, name, any->year - back,
					chance_one_in(chance, 4)
						? JOUR__V1__INDEX_STATUS__INDEX_STATUS_PRELIMINARY
						: JOUR__V1__INDEX_STATUS__INDEX_STATUS_DEFINITIVE);
	}
}

static void set_steps(struct any *any, struct chance *chance, Jour__V1__Term *term)
{
	static const uint32_t units_ore[] = {1, 100, 1000, 10000, 100000};
	term->flow = (Jour__V1__Flow)(1 + draw(chance, 3));
	if (!chance_one_in(chance, 3))
		term->flow = JOUR__V1__FLOW__FLOW_CASH;
	term->proration = (Jour__V1__Proration)(1 + draw(chance, 3));
	term->rounding->unit_ore = units_ore[draw(chance, 5)];
	term->rounding->rule = (Jour__V1__RoundingRule)(1 + draw(chance, 3));
	if (chance_one_in(chance, 5))
		term->from = any_day(chance, any->year - 1, 2);
	if (chance_one_in(chance, 5))
		term->to = any_day(chance, any->year, 2);
	if (term->from > term->to && term->to != 0)
		term->from = 0;
	if (chance_one_in(chance, 2))
		add_indexation(any, chance, term);
}

/* ---- formulas */

/* Some of the units, in order. */
static bool picks(struct chance *chance)
{
	return chance_one_in(chance, 4);
}

/* For everyone and for some of the units; how many there are. */
static size_t any_limits(
	struct any *any, struct chance *chance, uint32_t most_ore, Jour__V1__Limit ***ret_limits)
{
	const Jour__V1__Agreement *agreement = &any->pact->agreement;
	Jour__V1__Limit **limits = *ret_limits = pact_list(any->pact, PACT_UNITS + 1);
	size_t count = 0;
	for (size_t i = 0; i <= agreement->n_units; i++) {
		Jour__V1__Limit *limit = pact_new_limit(any->pact);
		limit->unit = i == 0 ? text("*") : agreement->units[i - 1];
		limit->min_ore = chance_one_in(chance, 2) ? 0 : draw(chance, most_ore / 4);
		limit->max_ore =
			chance_one_in(chance, 2) ? 0 : limit->min_ore + 1 + draw(chance, most_ore);
		if (chance_one_in(chance, 2))
			limits[count++] = limit;
	}
	return count;
}

static void any_rate(struct any *any, struct chance *chance)
{
	struct pact *pact = any->pact;
	Jour__V1__Rate *rate = pact_rate(pact, draw(chance, 1000), any_measure(any, chance));
	uint32_t above = draw(chance, 500);
	rate->per = chance_one_in(chance, 3) ? 1 + draw(chance, 1000) : 1;
	rate->above = chance_one_in(chance, 3) ? draw(chance, 5000) : 0;
	rate->rebates = pact_list(pact, 3);
	for (uint32_t left = chance_one_in(chance, 3) ? 1 + draw(chance, 3) : 0; left > 0; left--) {
		Jour__V1__Rebate *rebate = new_body(any, sizeof(*rebate));
		jour__v1__rebate__init(rebate);
		rebate->above = above += 1 + draw(chance, 9000);
		rebate->percent_bp = 1 + draw(chance, 4500);
		rate->rebates[rate->n_rebates++] = rebate;
	}
	if (chance_one_in(chance, 3))
		rate->n_limits = any_limits(any, chance, 100000000, &rate->limits);
	rate->own_rates = pact_list(pact, PACT_UNITS);
	for (size_t i = 0; i < pact->agreement.n_units; i++) {
		Jour__V1__OwnRate *own = new_body(any, sizeof(*own));
		jour__v1__own_rate__init(own);
		own->unit = pact->agreement.units[i];
		own->rate_ore = draw(chance, 2000);
		if (picks(chance))
			rate->own_rates[rate->n_own_rates++] = own;
	}
}

static void any_fixed(struct any *any, struct chance *chance)
{
	struct pact *pact = any->pact;
	Jour__V1__FixedAmount *fixed = pact_fixed(pact, draw(chance, 100000000))->fixed_amount;
	fixed->own_amounts = pact_list(pact, PACT_UNITS);
	for (size_t i = 0; i < pact->agreement.n_units; i++) {
		Jour__V1__OwnAmount *own = new_body(any, sizeof(*own));
		jour__v1__own_amount__init(own);
		own->unit = pact->agreement.units[i];
		own->amount_ore = draw(chance, 100000000);
		if (picks(chance))
			fixed->own_amounts[fixed->n_own_amounts++] = own;
	}
}

static void any_shared(struct any *any, struct chance *chance)
{
	uint32_t stated_ore = chance_one_in(chance, 2) ? 1 + draw(chance, 90000000) : 0;
	Jour__V1__Term *term = pact_shared(any->pact, stated_ore);
	bool sum = chance_one_in(chance, 4);
	for (uint32_t parts = 1 + draw(chance, 3); parts > 0; parts--) {
		Jour__V1__KeyPart *part =
			pact_key(any->pact, term, 1 + draw(chance, 100), any_measure(any, chance));
		part->above = chance_one_in(chance, 4) ? draw(chance, 5000) : 0;
		part->per = sum && chance_one_in(chance, 2) ? 1 + draw(chance, 1000) : 0;
		/* The figures that an agreement states are for all of its units. */
		if (part->measure->of_case != JOUR__V1__MEASURE__OF_FIGURES &&
			chance_one_in(chance, 3)) {
			part->units = any->pact->agreement.units;
			part->n_units = 1 + draw(chance, (uint32_t)any->pact->agreement.n_units);
		}
	}
	term->shared_cost->key_is_sum = sum;
	if (chance_one_in(chance, 3))
		term->shared_cost->above_ore = draw(chance, 1000000);
	if (chance_one_in(chance, 3))
		term->shared_cost->base_ore = draw(chance, 400000);
	if (chance_one_in(chance, 3))
		term->shared_cost->n_limits = any_limits(any, chance,
			stated_ore != 0 ? stated_ore : 30000000, &term->shared_cost->limits);
	if (chance_one_in(chance, 5)) {
		term->shared_cost->less = text("statsbidrag");
		for (uint32_t grants = draw(chance, 3); grants > 0; grants--)
			add_cost(any, chance, term->shared_cost->less, any->year);
	}
	for (uint32_t costs = stated_ore == 0 ? draw(chance, 4) : 0; costs > 0; costs--)
		add_cost(any, chance, term->shared_cost->line, any->year);
}

static void any_budget(struct any *any, struct chance *chance)
{
	struct pact *pact = any->pact;
	Jour__V1__Term *term = pact_term(pact);
	term->formula_case = JOUR__V1__TERM__FORMULA_BUDGET;
	term->budget = pact_new_budget(pact);
	term->budget->lines = pact_list(pact, LINES_MAX);
	for (uint32_t i = 0, lines = 1 + draw(chance, LINES_MAX); i < lines; i++) {
		Jour__V1__BudgetLine *line = pact_new_budget_line(pact);
		line->line = pact_name(pact, "post", i);
		line->amount_ore = draw(chance, 30000000);
		term->budget->lines[term->budget->n_lines++] = line;
		if (chance_one_in(chance, 2))
			add_cost(any, chance, line->line, any->year);
	}
	term->budget->stated_ore = chance_one_in(chance, 4) ? draw(chance, 90000000) : 0;
}

static void any_hours(struct any *any, struct chance *chance)
{
	Jour__V1__Term *term = pact_term(any->pact);
	term->formula_case = JOUR__V1__TERM__FORMULA_HOURS;
	term->hours = pact_new_hours(any->pact);
	term->hours->hours_hundredths = draw(chance, 500000);
	if (chance_one_in(chance, 2))
		term->hours->value_ore = 1 + draw(chance, 50000000);
	else
		term->hours->rate_ore = 1 + draw(chance, 50000);
}

/* ---- agreements */

static void add_parties(struct any *any, struct chance *chance)
{
	struct pact *pact = any->pact;
	Jour__V1__Agreement *agreement = &pact->agreement;
	agreement->parties = pact_list(pact, PACT_UNITS);
	for (size_t i = 0; i < agreement->n_units; i++) {
		Jour__V1__Party *party = new_body(any, sizeof(*party));
		jour__v1__party__init(party);
		party->name = text("En part");
		party->org_nr = text("894001-4213");
		party->role = chance_one_in(chance, 3) ? JOUR__V1__ROLE__ROLE_PAYER
						       : JOUR__V1__ROLE__ROLE_JOUR;
		if (party->role == JOUR__V1__ROLE__ROLE_PAYER && !chance_one_in(chance, 4))
			party->unit = pact->agreement.units[i];
		agreement->parties[agreement->n_parties++] = party;
	}
}

static void add_members(struct any *any, struct chance *chance)
{
	struct pact *pact = any->pact;
	for (size_t i = 0; i < pact->agreement.n_units; i++) {
		uint32_t from = chance_one_in(chance, 2) ? any_day(chance, any->year, 2) : 0;
		uint32_t to =
			from == 0 || chance_one_in(chance, 3) ? any_day(chance, any->year, 2) : 0;
		if (picks(chance) && (to == 0 || from <= to))
			pact_member(pact, i, from, to);
	}
}

static void set_course(struct any *any, struct chance *chance)
{
	static const uint32_t starts[][2] = {{4, 1}, {7, 1}, {7, 15}, {2, 28}, {12, 31}, {1, 31}};
	struct pact *pact = any->pact;
	Jour__V1__Agreement *agreement = &pact->agreement;
	const uint32_t *start = starts[draw(chance, sizeof(starts) / sizeof(starts[0]))];
	if (chance_one_in(chance, 2))
		pact_year_start(pact, start[0], start[1]);
	agreement->from = any_day(chance, any->year - 2, 4);
	agreement->to = chance_one_in(chance, 2) ? 0 : any_day(chance, any->year, 3);
	if (agreement->to != 0 && agreement->to < agreement->from)
		agreement->to = agreement->from;
	if (agreement->to != 0 && chance_one_in(chance, 3)) {
		agreement->renewal = pact_new_renewal(pact);
		agreement->renewal->automatic_years = 1;
		agreement->renewal->cancel_by = pact_new_month_day(pact);
		agreement->renewal->cancel_by->month = 9;
		agreement->renewal->cancel_by->day = 30;
		agreement->renewal->until =
			chance_one_in(chance, 2) ? agreement->to + 10000 - agreement->to % 100 + 1
						 : 0;
	}
}

/* A term for some of the units is drawn as if the agreement had no others. */
static void add_term(struct any *any, struct chance *chance)
{
	static void (*const formulas[])(struct any * any, struct chance * chance) = {
		any_rate, any_rate, any_fixed, any_shared, any_shared, any_budget, any_hours};
	Jour__V1__Agreement *agreement = &any->pact->agreement;
	const Jour__V1__Agreement whole = *agreement;
	char **units = pact_list(any->pact, PACT_UNITS);
	size_t count = 0;
	for (size_t i = 0; i < whole.n_units; i++)
		if (chance_one_in(chance, 2))
			units[count++] = whole.units[i];
	bool some = count > 0 && chance_one_in(chance, 4);
	agreement->units = some ? units : whole.units;
	agreement->n_units = some ? count : whole.n_units;
	formulas[draw(chance, sizeof(formulas) / sizeof(formulas[0]))](any, chance);
	agreement->units = whole.units;
	agreement->n_units = whole.n_units;
	Jour__V1__Term *term = agreement->terms[agreement->n_terms - 1];
	term->units = units;
	term->n_units = some ? count : 0;
	set_steps(any, chance, term);
}

void any_draw(struct any *any, struct chance *chance)
{
	struct pact *pact = any->pact;
	any->count = 0;
	any->year = 2019 + draw(chance, 3);
	pact_begin(pact, PACT_DNR, 1 + draw(chance, 5));
	set_course(any, chance);
	if (chance_one_in(chance, 3))
		add_members(any, chance);
	if (chance_one_in(chance, 2))
		add_parties(any, chance);
	for (uint32_t terms = 1 + draw(chance, 3); terms > 0; terms--)
		add_term(any, chance);
	for (uint32_t strays = draw(chance, 4); strays > 0; strays--)
		add_stray(any, chance);
	for (uint32_t more = draw(chance, 3); more > 0 && any->count > 0; more--)
		any_correct(any, chance, &any->facts[draw(chance, (uint32_t)any->count)]);
}

const struct dumb_fact *any_correct(
	struct any *any, struct chance *chance, const struct dumb_fact *fact)
{
	struct pact *pact = any->pact;
	size_t before = any->count;
	const void *body = fact->body;
	switch (fact->kind) {
	case JOUR__V1__RECORD__BODY_POPULATION: {
		const Jour__V1__Population *old = body;
		add_population(any, chance, old->unit, old->reference_date, old->source);
		break;
	}
	case JOUR__V1__RECORD__BODY_UNIT_FIGURE: {
		const Jour__V1__UnitFigure *old = body;
		add_figure(any, chance, old->unit, old->name, old->year, old->source);
		break;
	}
	case JOUR__V1__RECORD__BODY_INDEX_VALUE: {
		const Jour__V1__IndexValue *old = body;
		add_index(any, chance, old->index, old->year, old->status);
		break;
	}
	case JOUR__V1__RECORD__BODY_COST: {
		Jour__V1__Cost *cost = book_must(arena_alloc(&pact->pool, sizeof(*cost)));
		*cost = *(const Jour__V1__Cost *)body;
		cost->amount_ore = 1 + draw(chance, 100000000);
		add_fact(any, fact->kind, cost);
		break;
	}
	default: {
		Jour__V1__CaseTable *table = book_must(arena_alloc(&pact->pool, sizeof(*table)));
		*table = *(const Jour__V1__CaseTable *)body;
		table->counts = new_body(any, sizeof(*table->counts));
		table->counts[0] = draw(chance, 60);
		add_fact(any, fact->kind, table);
	}
	}
	return any->count > before ? &any->facts[before] : NULL;
}
