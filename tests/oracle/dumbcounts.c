#include "dumbcounts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define KOMMUN JOUR__V1__SOURCE__SOURCE_KOMMUN
#define JOUR JOUR__V1__SOURCE__SOURCE_JOUR
#define OLDEST 150u
#define CODE_LISTS JOUR__V1__RECORD__BODY_CODE_LIST
#define CLOSES JOUR__V1__RECORD__BODY_PERIOD_CLOSE
#define EFFORTS JOUR__V1__RECORD__BODY_EFFORT
#define UNITS JOUR__V1__RECORD__BODY_UNIT

void dumb_ledger_add(struct dumb_ledger *ledger, uint64_t index, const Jour__V1__Record *record)
{
	size_t size = jour__v1__record__get_packed_size(record);
	uint8_t *bytes = malloc(size + 1);
	assert(bytes != NULL && ledger->count < DUMB_RECORDS_MAX);
	(void)jour__v1__record__pack(record, bytes);
	Jour__V1__Record *copy = jour__v1__record__unpack(NULL, size, bytes);
	assert(copy != NULL);
	ledger->records[ledger->count++] = (struct dumb_accepted){index, copy};
	free(bytes);
}

void dumb_ledger_clear(struct dumb_ledger *ledger)
{
	for (size_t i = 0; i < ledger->count; i++)
		jour__v1__record__free_unpacked(ledger->records[i].record, NULL);
	ledger->count = 0;
}

const Jour__V1__Record *dumb_next(const struct dumb_query *query, Jour__V1__Record__BodyCase kind,
	size_t *at, uint64_t *ret_index)
{
	const struct dumb_ledger *ledger = query->ledger;
	while (*at < ledger->count) {
		const struct dumb_accepted *one = &ledger->records[(*at)++];
		if (one->index >= query->size || one->record->body_case != kind)
			continue;
		*ret_index = one->index;
		return one->record;
	}
	return NULL;
}

static bool same_period(const Jour__V1__Period *a, struct period b)
{
	return a->year == b.year && a->first_month == b.first_month && a->months == b.months;
}

static struct period period_of(const Jour__V1__Period *period)
{
	return (struct period){
		(uint16_t)period->year, (uint8_t)period->first_month, (uint8_t)period->months};
}

static bool is_inside(const Jour__V1__Period *inner, struct period outer)
{
	return inner->year == outer.year && inner->first_month >= outer.first_month &&
	       inner->first_month + inner->months <= (unsigned)outer.first_month + outer.months;
}

/* ---- code lists */

struct list {
	struct code_value values[CODE_VALUES_MAX];
	struct codelist list;
};

static bool find_list(
	const struct dumb_query *query, const char *name, uint32_t version, struct list *ret_list)
{
	const Jour__V1__Record *record;
	uint64_t index;
	const struct codelist *builtin = codelist_builtin(name);
	bool found = version == 1 && builtin != NULL;
	if (found)
		ret_list->list = *builtin;
	for (size_t at = 0; (record = dumb_next(query, CODE_LISTS, &at, &index)) != NULL;) {
		if (strcmp(record->code_list->name, name) != 0 ||
			record->code_list->version != version)
			continue;
		codelist_of_record(record->code_list, ret_list->values, &ret_list->list);
		found = true;
	}
	return found;
}

uint32_t dumb_newest_version(const struct dumb_query *query, const char *list)
{
	const Jour__V1__Record *record;
	uint64_t index;
	uint32_t newest = codelist_builtin(list) != NULL;
	for (size_t at = 0; (record = dumb_next(query, CODE_LISTS, &at, &index)) != NULL;) {
		if (strcmp(record->code_list->name, list) == 0 &&
			record->code_list->version > newest)
			newest = record->code_list->version;
	}
	return newest;
}

static bool has_age(const struct code_value *value, uint32_t age)
{
	return value->has_ages && age >= value->age_from &&
	       (value->age_to == 0 || age <= value->age_to);
}

/* The band that has every age of the value, tried one by one. */
static size_t map_ages(const struct code_value *value, const struct codelist *to)
{
	for (size_t i = 0; i < to->count; i++) {
		bool all = true;
		for (uint32_t age = 0; age <= OLDEST; age++)
			all = all && (!has_age(value, age) || has_age(&to->values[i], age));
		if (all)
			return i;
	}
	return SIZE_MAX;
}

/* What the code is called in the version, when that one renamed it. */
static const char *rename_code(const struct codelist *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; k < list->values[i].takes_in_count; k++)
			if (strcmp(list->values[i].takes_in[k], code) == 0)
				return list->values[i].code;
	return code;
}

/* SIZE_MAX: it counts as none of them. */
static size_t map_value(const struct dumb_query *query, const struct codelist *from, size_t value,
	const struct codelist *to)
{
	static struct list between;
	const char *code = from->values[value].code;
	if (from->values[value].has_ages)
		return map_ages(&from->values[value], to);
	/* The texts are the ledger's, and stay when `between` is read again. */
	for (uint32_t version = from->version + 1; version <= to->version; version++)
		if (find_list(query, to->name, version, &between))
			code = rename_code(&between.list, code);
	return codelist_find(to, code) < to->count ? codelist_find(to, code) : SIZE_MAX;
}

/* ---- tables */

/* Bits in the order of the codebook. */
static unsigned dimension_bit(const char *dimension)
{
	static const char *const names[] = {"sex", "age", "crime", "circumstance", "ages"};
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], dimension) == 0)
			return 1u << i;
	abort();
}

static unsigned dimensions_of(const Jour__V1__CaseTable *table)
{
	unsigned mask = 0;
	for (size_t i = 0; i < table->n_dimensions; i++)
		mask |= dimension_bit(table->dimensions[i]->dimension);
	return mask;
}

static bool same_table(const Jour__V1__CaseTable *a, const Jour__V1__CaseTable *b)
{
	return strcmp(a->area, b->area) == 0 && a->source == b->source &&
	       same_period(a->period, period_of(b->period)) && dimensions_of(a) == dimensions_of(b);
}

/* The table `at`, when it stands and is the unit's; else NULL. */
static const Jour__V1__CaseTable *standing_at(
	const struct dumb_query *query, size_t at, const char *unit)
{
	const struct dumb_ledger *ledger = query->ledger;
	const Jour__V1__Record *record = ledger->records[at].record;
	if (ledger->records[at].index >= query->size ||
		record->body_case != JOUR__V1__RECORD__BODY_CASE_TABLE ||
		strcmp(record->case_table->area, unit) != 0)
		return NULL;
	for (size_t later = at + 1; later < ledger->count; later++)
		if (ledger->records[later].index < query->size &&
			ledger->records[later].record->body_case == record->body_case &&
			same_table(record->case_table, ledger->records[later].record->case_table))
			return NULL;
	return record->case_table;
}

static bool is_silent(const Jour__V1__CaseTable *table)
{
	for (size_t i = 0; i < table->n_counts; i++)
		if (table->n_states == 0 ||
			table->states[i] != JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED)
			return false;
	return true;
}

/* The same, when it says something. */
static const Jour__V1__CaseTable *table_at(
	const struct dumb_query *query, size_t at, const char *unit)
{
	const Jour__V1__CaseTable *table = standing_at(query, at, unit);
	return table == NULL || is_silent(table) ? NULL : table;
}

static Jour__V1__Source source_of(const struct dumb_query *query, const char *unit)
{
	bool has[3] = {false};
	for (size_t i = 0; i < query->ledger->count; i++) {
		const Jour__V1__CaseTable *table = table_at(query, i, unit);
		if (table != NULL && period_overlaps(period_of(table->period), query->period))
			has[table->source] = true;
	}
	return has[KOMMUN] ? KOMMUN : has[JOUR] ? JOUR : JOUR__V1__SOURCE__SOURCE_INVALID;
}

/* Tables that have no day in common. */
struct set {
	size_t count;
	const Jour__V1__CaseTable *tables[12];
	unsigned months; /* how many */
	int extra;	 /* most further dimensions of any */
};

struct wish {
	const struct dumb_query *query;
	const char *unit;
	Jour__V1__Source source;
	unsigned dimensions;
};

static const Jour__V1__CaseTable *own_table(const struct wish *wish, struct period period)
{
	const Jour__V1__CaseTable *best = NULL;
	for (size_t i = 0; i < wish->query->ledger->count; i++) {
		const Jour__V1__CaseTable *table = table_at(wish->query, i, wish->unit);
		if (table == NULL || table->source != wish->source ||
			!same_period(table->period, period))
			continue;
		unsigned mask = dimensions_of(table), extra = mask & ~wish->dimensions;
		if ((mask & wish->dimensions) != wish->dimensions ||
			(extra & dimension_bit("circumstance")) != 0)
			continue;
		unsigned other = best == NULL ? UINT32_MAX : dimensions_of(best);
		int a = __builtin_popcount(mask), b = __builtin_popcount(other);
		if (a < b || (a == b && mask < other))
			best = table;
	}
	return best;
}

/* This period's own table, or the best of its parts, each by itself. */
static struct set best_set(const struct wish *wish, struct period period)
{
	struct set parts = {.extra = 0};
	uint8_t length = period.months == 12 ? 6 : period.months == 6 ? 3 : 1;
	for (uint8_t i = 0; period.months > 1 && i < period.months; i = (uint8_t)(i + length)) {
		struct period part = {period.year, (uint8_t)(period.first_month + i), length};
		struct set below = best_set(wish, part);
		for (size_t k = 0; k < below.count; k++)
			parts.tables[parts.count++] = below.tables[k];
		parts.months += below.months;
		parts.extra = below.extra > parts.extra ? below.extra : parts.extra;
	}
	const Jour__V1__CaseTable *own = own_table(wish, period);
	if (own == NULL)
		return parts;
	int extra = __builtin_popcount(dimensions_of(own) & ~wish->dimensions);
	if (parts.months == period.months && parts.extra < extra)
		return parts;
	return (struct set){1, {own}, period.months, extra};
}

/* ---- what is owed */

bool dumb_unit_stands(const struct dumb_query *query, const Jour__V1__Unit *unit)
{
	const Jour__V1__Record *record;
	const Jour__V1__Unit *last = NULL;
	uint64_t index;
	for (size_t at = 0; (record = dumb_next(query, UNITS, &at, &index)) != NULL;)
		if (strcmp(record->unit->code, unit->code) == 0 && record->unit->from == unit->from)
			last = record->unit;
	return last == unit;
}

/* On some day of the month; `follows` not NULL: by a record that follows this unit. */
static bool is_there(
	const struct dumb_query *query, const char *code, uint32_t month, const char *follows)
{
	const Jour__V1__Record *record;
	uint64_t index;
	uint32_t first = query->period.year * 10000u + month * 100 + 1;
	for (size_t at = 0; (record = dumb_next(query, UNITS, &at, &index)) != NULL;) {
		const Jour__V1__Unit *unit = record->unit;
		bool follower = follows == NULL;
		for (size_t i = 0; i < unit->n_follows; i++)
			follower = follower || strcmp(unit->follows[i], follows) == 0;
		if (follower && strcmp(unit->code, code) == 0 && dumb_unit_stands(query, unit) &&
			unit->from <= first + 30 && (unit->to == 0 || unit->to >= first))
			return true;
	}
	return false;
}

/* Of the partners that are there, and of who follows one that is not. */
static bool is_expected(const struct dumb_query *query, const char *code, uint32_t month)
{
	const struct dumb_ledger *ledger = query->ledger;
	for (size_t i = 0; i < ledger->partner_count && ledger->agreed_in < query->size; i++) {
		const char *partner = ledger->partners[i];
		bool here = is_there(query, partner, month, NULL);
		if (here ? strcmp(partner, code) == 0 : is_there(query, code, month, partner))
			return true;
	}
	return false;
}

static uint16_t months_of(struct period period)
{
	return (uint16_t)(((1u << period.months) - 1) << (period.first_month - 1));
}

static uint16_t months_expected(const struct dumb_query *query, const char *code)
{
	uint16_t expected = 0;
	for (uint32_t month = 1; month <= 12; month++)
		if (is_expected(query, code, month))
			expected |= (uint16_t)(1u << (month - 1));
	return expected & months_of(query->period);
}

/* What is expected, what a table says is not reported, and what a longer table has in it. */
static uint16_t months_owed(const struct dumb_query *query, const char *code)
{
	uint16_t asked = months_of(query->period), owed = months_expected(query, code);
	for (size_t i = 0; i < query->ledger->count; i++) {
		const Jour__V1__CaseTable *table = standing_at(query, i, code);
		uint16_t months = table == NULL ? 0 : months_of(period_of(table->period));
		if (table != NULL && (is_silent(table) || (months & ~asked) != 0))
			owed |= months;
	}
	return owed & asked;
}

uint16_t dumb_reported_months(const struct dumb_query *query, const char *unit)
{
	uint16_t months = 0;
	for (size_t i = 0; i < query->ledger->count; i++) {
		const Jour__V1__CaseTable *table = table_at(query, i, unit);
		if (table != NULL && table->source == KOMMUN)
			months |= months_of(period_of(table->period));
	}
	return months & months_of(query->period);
}

/* Those of tables that say a plain zero in every cell: no case, and so none of any kind. */
static uint16_t months_of_none(const struct set *set)
{
	uint16_t months = 0;
	for (size_t i = 0; i < set->count; i++) {
		const Jour__V1__CaseTable *table = set->tables[i];
		bool none = true;
		for (size_t k = 0; k < table->n_counts; k++)
			none = none && table->counts[k] == 0 &&
			       (table->n_states == 0 ||
				       table->states[k] == JOUR__V1__CELL_STATE__CELL_STATE_COUNT);
		if (none)
			months |= months_of(period_of(table->period));
	}
	return months;
}

static uint16_t months_in(const struct set *set)
{
	uint16_t months = 0;
	for (size_t i = 0; i < set->count; i++)
		months |= months_of(period_of(set->tables[i]->period));
	return months;
}

/* ---- counts */

/* Which cell of the answer a cell of the table is in; SIZE_MAX: in none. */
static size_t target_of(const struct dumb_query *query, const Jour__V1__CaseTable *table,
	size_t cell, const struct list to[TABLE_DIMENSIONS_MAX])
{
	static struct list from[TABLE_DIMENSIONS_MAX];
	size_t value[TABLE_DIMENSIONS_MAX] = {0}, target = 0;
	for (size_t i = table->n_dimensions; i > 0; i--) {
		const Jour__V1__TableDimension *by = table->dimensions[i - 1];
		bool found = find_list(query, by->list, by->version, &from[i - 1]);
		assert(found);
		value[i - 1] = cell % from[i - 1].list.count;
		cell /= from[i - 1].list.count;
	}
	for (size_t k = 0; k < query->by_count; k++)
		for (size_t i = 0; i < table->n_dimensions; i++) {
			if (strcmp(from[i].list.dimension, to[k].list.dimension) != 0)
				continue;
			size_t at = map_value(query, &from[i].list, value[i], &to[k].list);
			if (at == SIZE_MAX)
				return SIZE_MAX;
			target = target * to[k].list.count + at;
		}
	return target;
}

/* One more "not reported" in each cell for a value that none of the table's own is. */
static void add_unasked(const struct dumb_query *query, const Jour__V1__CaseTable *table,
	const struct list to[TABLE_DIMENSIONS_MAX], struct dumb_counts *counts)
{
	static struct list from;
	bool says[TABLE_DIMENSIONS_MAX][CODE_VALUES_MAX] = {{false}};
	size_t cells = 1;
	for (size_t k = 0; k < query->by_count; k++) {
		cells *= to[k].list.count;
		for (size_t i = 0; i < table->n_dimensions; i++) {
			const Jour__V1__TableDimension *by = table->dimensions[i];
			if (strcmp(by->dimension, to[k].list.dimension) != 0 ||
				!find_list(query, by->list, by->version, &from))
				continue;
			for (size_t value = 0; value < from.list.count; value++) {
				size_t at = map_value(query, &from.list, value, &to[k].list);
				if (at != SIZE_MAX)
					says[k][at] = true;
			}
		}
	}
	for (size_t cell = 0; cell < cells; cell++) {
		size_t rest = cell;
		bool asked = true;
		for (size_t k = query->by_count; k > 0; k--) {
			asked = asked && says[k - 1][rest % to[k - 1].list.count];
			rest /= to[k - 1].list.count;
		}
		counts->cells[cell].states[1] += !asked;
		counts->unasked += !asked;
	}
}

static void add_cell(const Jour__V1__CaseTable *table, size_t cell, struct dumb_cell *to)
{
	Jour__V1__CellState state =
		table->n_states == 0 ? JOUR__V1__CELL_STATE__CELL_STATE_COUNT : table->states[cell];
	to->count += table->counts[cell];
	to->states[state - JOUR__V1__CELL_STATE__CELL_STATE_COUNT]++;
}

void dumb_count(const struct dumb_query *query, const char *unit, struct dumb_counts *ret_counts)
{
	static struct list to[TABLE_DIMENSIONS_MAX];
	struct wish wish = {.query = query, .unit = unit, .source = source_of(query, unit)};
	memset(ret_counts, 0, sizeof(*ret_counts));
	ret_counts->source = wish.source;
	ret_counts->owed = months_owed(query, unit);
	ret_counts->expected = months_expected(query, unit);
	struct set set = best_set(&wish, query->period);
	for (size_t i = 0; i < set.count; i++)
		for (size_t k = 0; k < set.tables[i]->n_counts; k++)
			add_cell(set.tables[i], k, &ret_counts->cases);
	uint16_t months = months_in(&set), wanted = ret_counts->owed | months;
	ret_counts->used = months;
	ret_counts->cases.states[1] += months == 0 || (wanted & ~months) != 0;
	for (size_t i = 0; i < query->by_count; i++) {
		bool found = find_list(
			query, query->by[i], dumb_newest_version(query, query->by[i]), &to[i]);
		assert(found);
		wish.dimensions |= dimension_bit(to[i].list.dimension);
	}
	if (query->by_count == 0)
		return;
	uint16_t none = months_of_none(&set);
	set = best_set(&wish, query->period);
	for (size_t i = 0; i < set.count; i++)
		for (size_t k = 0; k < set.tables[i]->n_counts; k++) {
			size_t target = target_of(query, set.tables[i], k, to);
			ret_counts->all += set.tables[i]->counts[k];
			if (target != SIZE_MAX)
				add_cell(set.tables[i], k, &ret_counts->cells[target]);
		}
	for (size_t i = 0; i < set.count; i++)
		add_unasked(query, set.tables[i], to, ret_counts);
	none &= (uint16_t)~months_in(&set);
	months = ret_counts->used = months_in(&set) | none;
	for (size_t i = 0; i < TABLE_CELLS_MAX; i++) {
		ret_counts->cells[i].states[0] += none != 0;
		ret_counts->cells[i].states[1] += months == 0 || (wanted & ~months) != 0;
	}
}

/* ---- closings, effort, units */

const Jour__V1__PeriodClose *dumb_close(
	const struct dumb_query *query, const char *scope, uint64_t *ret_index)
{
	const Jour__V1__PeriodClose *last = NULL;
	const Jour__V1__Record *record;
	uint64_t index;
	for (size_t at = 0; (record = dumb_next(query, CLOSES, &at, &index)) != NULL;) {
		const Jour__V1__PeriodClose *close = record->period_close;
		if (strcmp(close->scope, scope) != 0 || !same_period(close->period, query->period))
			continue;
		last = close;
		*ret_index = index;
	}
	return last;
}

uint64_t dumb_closed_in(const struct dumb_query *query, const char *unit)
{
	struct dumb_query wider = *query;
	do {
		uint64_t all_index = 0, own_index = 0;
		const Jour__V1__PeriodClose *all = dumb_close(&wider, "*", &all_index);
		const Jour__V1__PeriodClose *own = dumb_close(&wider, unit, &own_index);
		if (own_index > all_index)
			return own->reopened ? 0 : own_index;
		if (all != NULL)
			return all->reopened ? 0 : all_index;
	} while (period_widen(&wider.period));
	return 0;
}

static bool same_effort(const Jour__V1__Effort *a, const Jour__V1__Effort *b)
{
	return strcmp(a->area, b->area) == 0 && strcmp(a->agreement, b->agreement) == 0 &&
	       strcmp(a->measure, b->measure) == 0 && same_period(a->period, period_of(b->period));
}

static bool effort_stands(const struct dumb_query *query, const Jour__V1__Effort *effort)
{
	const Jour__V1__Record *record;
	uint64_t index;
	const Jour__V1__Effort *last = NULL;
	for (size_t at = 0; (record = dumb_next(query, EFFORTS, &at, &index)) != NULL;)
		if (same_effort(record->effort, effort))
			last = record->effort;
	return last == effort;
}

/* What is said of the unit alone, else under an agreement; "not reported" says nothing. */
static void sum_effort(const struct dumb_query *query, const char *unit, const char *measure,
	uint64_t *ret_hundredths, uint16_t *ret_months)
{
	const Jour__V1__Record *record;
	uint64_t index, hundredths[2] = {0, 0};
	uint16_t months[2] = {0, 0};
	for (size_t at = 0; (record = dumb_next(query, EFFORTS, &at, &index)) != NULL;) {
		const Jour__V1__Effort *effort = record->effort;
		int under = effort->agreement[0] != '\0';
		if (strcmp(effort->area, unit) != 0 || strcmp(effort->measure, measure) != 0 ||
			effort->state == JOUR__V1__CELL_STATE__CELL_STATE_NOT_REPORTED ||
			!is_inside(effort->period, query->period) || !effort_stands(query, effort))
			continue;
		hundredths[under] += effort->hundredths;
		for (uint32_t month = 0; month < effort->period->months; month++)
			months[under] |=
				(uint16_t)(1u << (effort->period->first_month - 1 + month));
	}
	*ret_hundredths = hundredths[months[0] == 0];
	*ret_months = months[months[0] == 0];
}

uint64_t dumb_effort_hundredths(
	const struct dumb_query *query, const char *unit, const char *measure)
{
	uint64_t hundredths;
	uint16_t months;
	sum_effort(query, unit, measure, &hundredths, &months);
	return hundredths;
}

uint16_t dumb_effort_months(const struct dumb_query *query, const char *unit, const char *measure)
{
	uint64_t hundredths;
	uint16_t months;
	sum_effort(query, unit, measure, &hundredths, &months);
	return months;
}

const char *dumb_name(const struct dumb_query *query, const char *unit)
{
	struct date last = period_last_day(query->period);
	uint32_t day = last.year * 10000u + last.month * 100u + last.day, best = 0;
	const Jour__V1__Record *record;
	const char *name = "";
	uint64_t index;
	for (size_t at = 0; (record = dumb_next(query, UNITS, &at, &index)) != NULL;) {
		const Jour__V1__Unit *said = record->unit;
		if (strcmp(said->code, unit) == 0 && said->from <= day && said->from >= best) {
			best = said->from;
			name = said->name;
		}
	}
	return name;
}
