#include "measure.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/limits.h"
#include "jour/money.h"
#include "proration.h"

/* ---- figures that several sources may state */

struct sources {
	const struct input *first;
	const struct input *chosen; /* SCB's, else the first */
	bool by_scb;
	const struct input *other; /* one that differs from the chosen */
};

static void add_source(struct sources *sources, const struct input *input)
{
	bool scb = strcmp(input->source, "SCB") == 0;
	if (sources->first == NULL)
		sources->first = sources->chosen = input;
	else if (input->value != sources->first->value)
		sources->other = input;
	if (scb) {
		sources->by_scb = true;
		sources->chosen = input;
	}
}

/* What differs was compared with the first; between two that differ one is not the chosen. */
static void settle_sources(struct sources *sources)
{
	if (sources->other != NULL && sources->other->value == sources->chosen->value)
		sources->other = sources->first;
}

static struct figure figure_of(struct term_work *work, const struct input *input)
{
	struct figure figure = {.known = true, .value = input->value};
	term_cite(work, &figure.inputs, input);
	return figure;
}

/* What the sources say together, in the words for a population or a figure. */
static struct figure judge_sources(struct term_work *work, struct sources *sources, size_t unit,
	const char *what, const char *ambiguous, const char *other)
{
	const struct expected_unit *at = &work->expected->units[unit];
	settle_sources(sources);
	if (sources->other == NULL)
		return figure_of(work, sources->chosen);
	if (sources->by_scb) {
		term_remark(work, "other_source", false, at->code, other, at->name,
			sources->other->source);
		return figure_of(work, sources->chosen);
	}
	term_remark(work, "ambiguous", true, at->code, ambiguous, at->name, what);
	return (struct figure){.known = false};
}

/* ---- population */

static uint32_t reference_date(
	const struct term_work *work, const Jour__V1__PopulationRule *rule, unsigned back)
{
	return (work->year - rule->years_before - back) * 10000 + rule->month * 100 + rule->day;
}

static void read_populations(
	struct term_work *work, const char *unit, uint32_t date, struct sources *sources)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&prefix, unit);
	write_be32(&prefix, date);
	struct state_scan scan = state_scan(
		work->txn, JOUR__V1__RECORD__BODY_POPULATION, written(&prefix), work->size);
	while (state_scan_next(&scan, &standing)) {
		const Jour__V1__Population *body =
			term_body(work, JOUR__V1__RECORD__BODY_POPULATION, &standing);
		if (body == NULL)
			return;
		struct input found = {.kind = INPUT_POPULATION,
			.record = term_citation(&standing),
			.value = (int64_t)body->population,
			.unit = body->unit,
			.date = date,
			.source = body->source};
		const struct input *input = term_input(work, &found);
		if (input == NULL)
			return;
		add_source(sources, input);
	}
}

static struct figure population(
	struct term_work *work, const Jour__V1__Measure *measure, size_t unit, unsigned back)
{
	const struct expected_unit *at = &work->expected->units[unit];
	uint32_t date = reference_date(work, measure->population, back);
	struct sources sources = {.first = NULL};
	read_populations(work, at->code, date, &sources);
	if (sources.first != NULL)
		return judge_sources(work, &sources, unit, term_date_text(work, date),
			N_("the population of {1} on {2} has several sources that differ, none of "
			   "them SCB; record SCB's figure, or correct the others"),
			N_("the population of {1}: SCB's figure counts, {2} states another"));
	term_remark(work, "population", true, at->code,
		N_("the population of {1} on {2} is not in the ledger"), at->name,
		term_date_text(work, date));
	return (struct figure){.known = false};
}

/* ---- the agreement's own */

static struct figure figures(
	struct term_work *work, const Jour__V1__Measure *measure, size_t unit, unsigned back)
{
	const Jour__V1__FixedShares *fixed = measure->figures;
	const char *code = work->expected->units[unit].code;
	(void)back;
	for (size_t i = 0; i < fixed->n_shares; i++)
		if (strcmp(fixed->shares[i]->unit, code) == 0)
			return (struct figure){
				.known = true, .value = (int64_t)fixed->shares[i]->weight};
	/* The record's rules see to it that every unit that the term holds for is there. */
	store_fail(work->txn, ERR_CORRUPT);
	return (struct figure){.known = false};
}

static struct figure equal(
	struct term_work *work, const Jour__V1__Measure *measure, size_t unit, unsigned back)
{
	(void)work;
	(void)measure;
	(void)unit;
	(void)back;
	return (struct figure){.known = true, .value = 1};
}

/* ---- recorded figures */

static void read_figures(struct term_work *work, const char *unit, const char *name, uint32_t year,
	struct sources *sources)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct standing standing;
	key_text(&prefix, unit);
	key_text(&prefix, name);
	write_be16(&prefix, (uint16_t)year);
	struct state_scan scan = state_scan(
		work->txn, JOUR__V1__RECORD__BODY_UNIT_FIGURE, written(&prefix), work->size);
	while (state_scan_next(&scan, &standing)) {
		const Jour__V1__UnitFigure *body =
			term_body(work, JOUR__V1__RECORD__BODY_UNIT_FIGURE, &standing);
		if (body == NULL)
			return;
		struct input found = {.kind = INPUT_FIGURE,
			.record = term_citation(&standing),
			.value = (int64_t)body->value,
			.unit = body->unit,
			.line = body->name,
			.year = body->year,
			.source = body->source};
		const struct input *input = term_input(work, &found);
		if (input == NULL)
			return;
		add_source(sources, input);
	}
}

static struct figure data(
	struct term_work *work, const Jour__V1__Measure *measure, size_t unit, unsigned back)
{
	const struct expected_unit *at = &work->expected->units[unit];
	uint32_t year = work->year - measure->data->years_before - back;
	struct sources sources = {.first = NULL};
	read_figures(work, at->code, measure->data->name, year, &sources);
	if (sources.first != NULL)
		return judge_sources(work, &sources, unit, measure->data->name,
			N_("the figure {2} of {1} has several sources that differ, none of them "
			   "SCB; correct them until they agree"),
			N_("a figure of {1}: SCB's counts, {2} states another"));
	/* A name says more than a year; the year stands in the headline. */
	term_remark(work, "figure", true, at->code,
		N_("the figure {1} of {2} is not in the ledger for that year"), measure->data->name,
		at->name);
	return (struct figure){.known = false};
}

/* ---- cases */

struct case_sum {
	struct figure figure;
	uint32_t months;
	bool unsaid; /* a number in it is not reported or hidden */
};

static void add_table(struct term_work *work, const struct standing *standing, struct case_sum *sum)
{
	const Jour__V1__CaseTable *table =
		term_body(work, JOUR__V1__RECORD__BODY_CASE_TABLE, standing);
	if (table == NULL || table->n_counts != 1)
		return;
	bool said = table->n_states == 0 ||
		    table->states[0] == JOUR__V1__CELL_STATE__CELL_STATE_COUNT ||
		    table->states[0] == JOUR__V1__CELL_STATE__CELL_STATE_NOT_APPLICABLE;
	struct input found = {.kind = INPUT_CASES,
		.record = term_citation(standing),
		.value = (int64_t)table->counts[0],
		.unit = table->area,
		.date = table->period->year * 10000 + table->period->first_month * 100 + 1,
		.months = table->period->months,
		.source = table->source == JOUR__V1__SOURCE__SOURCE_KOMMUN ? "kommun" : "jour"};
	const struct input *input = term_input(work, &found);
	if (input == NULL)
		return;
	term_cite(work, &sum->figure.inputs, input);
	sum->figure.value += input->value;
	sum->months += input->months;
	sum->unsaid = sum->unsaid || !said;
}

/* The tables without dimensions of one source; the ledger takes no two for the same days. */
static struct case_sum sum_cases(
	struct term_work *work, const char *unit, uint32_t year, Jour__V1__Source source)
{
	static const uint8_t lengths[] = {1, 3, 6, 12};
	struct case_sum sum = {.months = 0};
	Jour__V1__CaseTable table;
	Jour__V1__Period period;
	char area[TEXT_SIZE_MAX + 1] = "";
	jour__v1__case_table__init(&table);
	jour__v1__period__init(&period);
	memcpy(area, unit, strnlen(unit, TEXT_SIZE_MAX));
	table.area = area;
	table.period = &period;
	table.source = source;
	period.year = year;
	for (size_t i = 0; i < sizeof(lengths); i++)
		for (uint32_t month = 1; month <= 12; month += lengths[i]) {
			uint8_t buffer[NATURAL_KEY_SIZE_MAX];
			struct writer key = writer_of(buffer, sizeof(buffer));
			struct standing standing;
			period.months = lengths[i];
			period.first_month = month;
			kind_of(JOUR__V1__RECORD__BODY_CASE_TABLE)->key(&table, &key);
			if (state_get(work->txn, JOUR__V1__RECORD__BODY_CASE_TABLE, written(&key),
				    work->size, &standing))
				add_table(work, &standing, &sum);
		}
	return sum;
}

static struct figure cases(
	struct term_work *work, const Jour__V1__Measure *measure, size_t unit, unsigned back)
{
	const struct expected_unit *at = &work->expected->units[unit];
	uint32_t year = work->year - measure->cases->years_before - back;
	struct case_sum sum = sum_cases(work, at->code, year, JOUR__V1__SOURCE__SOURCE_KOMMUN);
	if (sum.months == 0)
		sum = sum_cases(work, at->code, year, JOUR__V1__SOURCE__SOURCE_JOUR);
	sum.figure.known = sum.months > 0 && !sum.unsaid;
	if (sum.months == 0)
		term_remark(work, "cases", true, at->code,
			N_("no number of cases is reported for {1} in {2}"), at->name,
			term_year_text(work, year));
	else if (sum.unsaid)
		term_remark(work, "cases_unsaid", true, at->code,
			N_("the number of cases for {1} in {2} has a period that is not reported, "
			   "or hidden"),
			at->name, term_year_text(work, year));
	else if (sum.months < 12)
		term_remark(work, "cases_partial", false, at->code,
			N_("the number of cases for {1} does not cover every month of {2}"),
			at->name, term_year_text(work, year));
	return sum.figure;
}

/* ---- all of them */

static const struct measure_kind {
	Jour__V1__Measure__OfCase of;
	/* Of the year that lies `back` years before the rule's own. */
	struct figure (*unit)(struct term_work *work, const Jour__V1__Measure *measure, size_t unit,
		unsigned back);
} kinds[MEASURES] = {
	[MEASURE_POPULATION] = {JOUR__V1__MEASURE__OF_POPULATION, population},
	[MEASURE_FIGURES] = {JOUR__V1__MEASURE__OF_FIGURES, figures},
	[MEASURE_DATA] = {JOUR__V1__MEASURE__OF_DATA, data},
	[MEASURE_EQUAL] = {JOUR__V1__MEASURE__OF_EQUAL, equal},
	[MEASURE_CASES] = {JOUR__V1__MEASURE__OF_CASES, cases},
};

static size_t position_of(const Jour__V1__Measure *measure)
{
	size_t at = 0;
	while (at < MEASURES && kinds[at].of != measure->of_case)
		at++;
	return at;
}

/* How many years the figure is the mean of. */
static unsigned mean_of(const Jour__V1__Measure *measure)
{
	unsigned years = measure->of_case == JOUR__V1__MEASURE__OF_POPULATION
				 ? measure->population->mean_of
			 : measure->of_case == JOUR__V1__MEASURE__OF_DATA  ? measure->data->mean_of
			 : measure->of_case == JOUR__V1__MEASURE__OF_CASES ? measure->cases->mean_of
									   : 1;
	return years == 0 ? 1 : years;
}

struct figure measure_unit(struct term_work *work, const Jour__V1__Measure *measure, size_t unit)
{
	size_t at = position_of(measure);
	struct figure mean = {.known = true, .of = mean_of(measure)};
	const struct cited **end = &mean.inputs;
	if (at == MEASURES) {
		store_fail(work->txn, ERR_CORRUPT);
		return (struct figure){.known = false, .of = 1};
	}
	for (unsigned back = mean.of; back-- > 0;) {
		struct figure one = kinds[at].unit(work, measure, unit, back);
		mean.known = mean.known && one.known;
		mean.value += one.value;
		*end = one.inputs;
		while (*end != NULL)
			/* The list is ours; only its readers see it as const. */
			end = &((struct cited *)(uintptr_t)*end)->next;
	}
	return mean;
}

struct figure measure_part(struct term_work *work, const Jour__V1__KeyPart *part, size_t unit)
{
	if (!proration_names(part->units, part->n_units, work->expected->units[unit].code))
		return (struct figure){.known = true, .of = 1};
	return measure_unit(work, part->measure, unit);
}

void measure_note(struct term_work *work, const Jour__V1__Measure *measure)
{
	char years[MONEY_TEXT_SIZE];
	if (mean_of(measure) > 1)
		term_remark(work, "mean", false, NULL,
			N_("the mean of {1} years, up to the one that is named, counts"),
			term_text(work, count_format_sv(mean_of(measure), years, sizeof(years))),
			NULL);
}

void measure_headline(struct term_work *work, const Jour__V1__Measure *measure,
	const char *const *texts, struct sentence *headline)
{
	size_t at = position_of(measure);
	headline->text = texts[at < MEASURES ? at : MEASURE_EQUAL];
	if (at == MEASURE_POPULATION)
		headline->words[1] =
			term_date_text(work, reference_date(work, measure->population, 0));
	else if (at == MEASURE_DATA)
		headline->words[1] = measure->data->name;
	else if (at == MEASURE_CASES)
		headline->words[1] =
			term_year_text(work, work->year - measure->cases->years_before);
}
