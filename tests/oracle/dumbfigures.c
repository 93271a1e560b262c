#include "dumbfigures.h"

#include <string.h>

#define UNITS JOUR__V1__RECORD__BODY_UNIT
#define POPULATIONS JOUR__V1__RECORD__BODY_POPULATION
#define MEMBERS_MAX 8

static uint32_t day_number(struct date date)
{
	return date.year * 10000u + date.month * 100u + date.day;
}

static bool is_there(
	const struct dumb_query *query, const char *code, uint32_t first, uint32_t last)
{
	const Jour__V1__Record *record;
	uint64_t index;
	for (size_t at = 0; (record = dumb_next(query, UNITS, &at, &index)) != NULL;) {
		const Jour__V1__Unit *unit = record->unit;
		if (strcmp(unit->code, code) == 0 && dumb_unit_stands(query, unit) &&
			unit->from <= last && (unit->to == 0 || unit->to >= first))
			return true;
	}
	return false;
}

/* The unit, and those that it alone follows and that are gone from then on. */
struct members {
	size_t count;
	const char *codes[MEMBERS_MAX];
	uint32_t since[MEMBERS_MAX]; /* 0 of the unit itself */
};

static struct members members_of(const struct dumb_query *query, const char *code)
{
	uint32_t last = day_number(period_last_day(query->period));
	struct members members = {1, {code}, {0}};
	const Jour__V1__Record *record;
	uint64_t index;
	for (size_t at = 0; (record = dumb_next(query, UNITS, &at, &index)) != NULL;) {
		const Jour__V1__Unit *unit = record->unit;
		if (strcmp(unit->code, code) != 0 || unit->from > last ||
			!dumb_unit_stands(query, unit))
			continue;
		for (size_t i = 0; i < unit->n_follows; i++)
			if (!is_there(query, unit->follows[i], unit->from, UINT32_MAX)) {
				members.codes[members.count] = unit->follows[i];
				members.since[members.count++] = unit->from;
			}
	}
	return members;
}

static bool in_period(const struct dumb_query *query, const char *code)
{
	return is_there(query, code, day_number(period_first_day(query->period)),
		day_number(period_last_day(query->period)));
}

bool dumb_is_merged(const struct dumb_query *query, const char *unit, const char *into)
{
	struct members members = members_of(query, into);
	for (size_t i = 1; i < members.count; i++)
		if (strcmp(members.codes[i], unit) == 0)
			return true;
	return false;
}

/* ---- facts */

struct fact {
	bool known, at_least;
	uint64_t value;
};

static struct fact cases_of(const struct dumb_query *query, const struct members *members)
{
	static struct dumb_counts counts;
	uint32_t states[4] = {0, 0, 0, 0};
	struct dumb_query number = *query;
	struct fact fact = {false, false, 0};
	number.by_count = 0;
	for (size_t i = 0; i < members->count; i++) {
		if (i > 0 && !in_period(query, members->codes[i]))
			continue;
		dumb_count(&number, members->codes[i], &counts);
		fact.value += counts.cases.count;
		for (unsigned state = 0; state < 4; state++)
			states[state] += counts.cases.states[state];
	}
	fact.known = states[0] > 0;
	fact.at_least = states[1] + states[3] > 0;
	return fact;
}

/* The unit's newest figure that stands, by the last day of the period. */
static const Jour__V1__Population *figure_of(const struct dumb_query *query, const char *code)
{
	uint32_t last = day_number(period_last_day(query->period));
	const Jour__V1__Record *record;
	const Jour__V1__Population *best = NULL;
	uint64_t index;
	for (size_t at = 0; (record = dumb_next(query, POPULATIONS, &at, &index)) != NULL;) {
		const Jour__V1__Population *said = record->population;
		if (strcmp(said->unit, code) == 0 && said->reference_date <= last &&
			(best == NULL || said->reference_date >= best->reference_date))
			best = said;
	}
	return best;
}

static struct fact people_of(const struct dumb_query *query, const struct members *members)
{
	const Jour__V1__Population *own = figure_of(query, members->codes[0]);
	uint32_t counted = own == NULL ? 0 : own->reference_date;
	struct fact fact = {own != NULL, false, own == NULL ? 0 : own->population};
	for (size_t i = 1; i < members->count; i++) {
		const Jour__V1__Population *part = figure_of(query, members->codes[i]);
		if (members->since[i] <= counted)
			continue;
		if (part == NULL)
			return (struct fact){false, false, 0};
		fact.known = true;
		fact.value += part->population;
	}
	return fact;
}

uint64_t dumb_people(const struct dumb_query *query, const char *unit)
{
	struct members members = members_of(query, unit);
	return people_of(query, &members).value;
}

/* In which months of the period the unit is there, and a partner if it is one at all. Every
 * agreement is of the whole year. */
static uint16_t months_owed(const struct dumb_query *query, const char *code)
{
	uint16_t months = 0;
	for (unsigned i = 0; i < query->period.months; i++) {
		struct period month = {
			query->period.year, (uint8_t)(query->period.first_month + i), 1};
		if (is_there(query, code, day_number(period_first_day(month)),
			    day_number(period_last_day(month))))
			months |= (uint16_t)(1u << (month.first_month - 1));
	}
	return months;
}

static struct fact effort_of(
	const struct dumb_query *query, const struct members *members, const char *measure)
{
	struct fact fact = {false, false, 0};
	for (size_t i = 0; i < members->count; i++) {
		uint16_t said = dumb_effort_months(query, members->codes[i], measure);
		if (i > 0 && !in_period(query, members->codes[i]))
			continue;
		fact.value += dumb_effort_hundredths(query, members->codes[i], measure);
		fact.known = fact.known || said != 0;
		fact.at_least = fact.at_least ||
				(months_owed(query, members->codes[i]) & ~said) != 0 ||
				(i == 0 && said == 0);
	}
	return fact;
}

/* ---- figures */

static struct dumb_figure over(struct fact upper, struct fact lower)
{
	return (struct dumb_figure){.known = upper.known && lower.known && !lower.at_least &&
					     lower.value > 0 &&
					     !(upper.at_least && upper.value == 0),
		.at_least = upper.at_least,
		.upper = upper.value,
		.lower = lower.value};
}

struct dumb_figure dumb_rate(const struct dumb_query *query, const char *unit)
{
	struct members members = members_of(query, unit);
	return over(cases_of(query, &members), people_of(query, &members));
}

struct dumb_figure dumb_each(const struct dumb_query *query, const char *unit, const char *measure)
{
	struct members members = members_of(query, unit);
	struct dumb_figure figure =
		over(effort_of(query, &members, measure), cases_of(query, &members));
	figure.lower *= 100;
	figure.unsure = query->period.months > 1;
	return figure;
}

struct dumb_figure dumb_of_agreed(
	const struct dumb_query *query, const char *unit, const char *measure, uint64_t agreed)
{
	struct members members = members_of(query, unit);
	bool there = query->ledger->own_agreed_in < query->size;
	return over(effort_of(query, &members, measure), (struct fact){there, false, 100 * agreed});
}
