/* The dumb recount of what is said about cases: tables, effort, confirmations, and of what the
 * office says about them: closed periods and code lists. */
#include "recount.h"

#include <stdio.h>
#include <string.h>

/* ---- code lists */

static void list_key(const char *name, unsigned version, char *key, size_t size)
{
	snprintf(key, size, "%s|%u", name, version);
}

/* Version 1 of the lists that the simulator has is built in. */
static unsigned newest_version(struct judged *judged, const char *name)
{
	char key[220];
	unsigned version = 1;
	do
		list_key(name, ++version, key, sizeof(key));
	while (recount_standing(&judged->sim->oracle, JOUR__V1__RECORD__BODY_CODE_LIST, key,
		       judged->index + 1) != NULL);
	return version - 1;
}

struct result recount_list(struct judged *judged)
{
	const Jour__V1__CodeList *list = judged->record->code_list;
	unsigned newest = newest_version(judged, list->name);
	list_key(list->name, list->version, judged->row.key, sizeof(judged->row.key));
	judged->row.figure = list->version;
	return list->version == 1 || list->version > newest + 1
		       ? verdict(RESULT_BAD_FIELD, 2, newest + 1)
		       : GOOD;
}

/* ---- closed periods */

static void close_key(const char *scope, unsigned months, unsigned first, char *key, size_t size)
{
	snprintf(key, size, "%s|%u|%u", scope, months, first);
}

static bool has_ended(const struct judged *judged, const Jour__V1__Period *period)
{
	return judged->received_ms / 86400000 >=
	       recount_month_begins(period->year, period->first_month + period->months);
}

/* Of 2025, which is all that the simulator closes. */
struct result recount_close(struct judged *judged)
{
	const Jour__V1__PeriodClose *close = judged->record->period_close;
	close_key(close->scope, close->period->months, close->period->first_month, judged->row.key,
		sizeof(judged->row.key));
	judged->row.figure = close->reopened ? 2 : 1;
	if (strcmp(close->scope, "*") != 0 && !recount_knows_unit(judged, close->scope))
		return verdict(RESULT_UNKNOWN_UNIT, 1, 0);
	return has_ended(judged, close->period) ? GOOD : verdict(RESULT_NOT_YET, 2, 0);
}

/* The last word about the unit or all of them, of the period or the next longer one around it. */
static bool is_closed(struct judged *judged, const char *unit, const Jour__V1__Period *period)
{
	static const unsigned lengths[] = {1, 3, 6, 12};
	const char *scopes[] = {unit, "*"};
	if (period->year != 2025)
		return false;
	for (unsigned i = 0; i < 4; i++) {
		const struct row *last = NULL;
		unsigned first = (period->first_month - 1) / lengths[i] * lengths[i] + 1;
		for (unsigned k = 0; k < 2 && lengths[i] >= period->months; k++) {
			char key[220];
			close_key(scopes[k], lengths[i], first, key, sizeof(key));
			const struct row *row = recount_standing(&judged->sim->oracle,
				JOUR__V1__RECORD__BODY_PERIOD_CLOSE, key, judged->index + 1);
			if (row != NULL && (last == NULL || row->index > last->index ||
						   (row->index == last->index &&
							   row->position > last->position)))
				last = row;
		}
		if (last != NULL)
			return last->figure == 1;
	}
	return false;
}

/* ---- tables */

static void table_key(
	const Jour__V1__CaseTable *table, unsigned first, unsigned months, char *key, size_t size)
{
	snprintf(key, size, "%s|%u|%u|%u|%d|%u|%s", table->area, table->period->year, months, first,
		(int)table->source, (unsigned)table->n_dimensions,
		table->n_dimensions > 0 ? table->dimensions[0]->dimension : "");
}

struct result recount_table(struct judged *judged)
{
	const Jour__V1__CaseTable *table = judged->record->case_table;
	struct row *row = &judged->row;
	table_key(table, table->period->first_month, table->period->months, row->key,
		sizeof(row->key));
	for (size_t i = 0; i < table->n_counts; i++) {
		row->figure += table->counts[i];
		if (table->counts[i] > row->largest)
			row->largest = table->counts[i];
		if (table->counts[i] > 1000000000)
			return verdict(RESULT_BAD_FIELD, 5, 1000000000);
	}
	if (!recount_granted(judged, JOUR__V1__TOPIC__TOPIC_CASES, table->area))
		return verdict(RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_CASES);
	if (!recount_knows_unit(judged, table->area))
		return verdict(RESULT_UNKNOWN_UNIT, 1, 0);
	uint64_t newest = newest_version(judged, "sex");
	if (table->n_dimensions > 0 && table->dimensions[0]->version > newest)
		return verdict(RESULT_UNKNOWN_LIST, 4, newest);
	if (judged->received_ms / 86400000 <
		recount_month_begins(table->period->year, table->period->first_month))
		return verdict(RESULT_NOT_YET, 2, 0);
	return GOOD;
}

/* The table of the same area and source with so many dimensions, of that period. */
static const struct row *table_of(
	struct judged *judged, unsigned dimensions, Jour__V1__Period period)
{
	Jour__V1__CaseTable table = *judged->record->case_table;
	Jour__V1__TableDimension sex, *by[] = {&sex};
	char key[220], name[] = "sex";
	jour__v1__table_dimension__init(&sex);
	sex.dimension = name;
	table.period = &period;
	table.dimensions = by;
	table.n_dimensions = dimensions;
	table_key(&table, period.first_month, period.months, key, sizeof(key));
	return recount_standing(&judged->sim->oracle, judged->row.kind, key, judged->index + 1);
}

/* Of so many months earlier. */
static const struct row *neighbour(struct judged *judged, unsigned dimensions, unsigned months)
{
	Jour__V1__Period period = *judged->record->case_table->period;
	unsigned month = period.year * 12 + period.first_month - 1 - months;
	period.year = month / 12;
	period.first_month = month % 12 + 1;
	return table_of(judged, dimensions, period);
}

/* The number of cases of the quarter around a month. */
static const struct row *quarter_around(struct judged *judged)
{
	Jour__V1__Period period = *judged->record->case_table->period;
	if (period.months != 1)
		return NULL;
	period.first_month = (period.first_month - 1) / 3 * 3 + 1;
	period.months = 3;
	return table_of(judged, 0, period);
}

/* The largest cell by sex of the months in a quarter. */
static uint64_t largest_inside(struct judged *judged)
{
	Jour__V1__Period period = *judged->record->case_table->period;
	uint64_t largest = 0;
	unsigned count = period.months;
	period.months = 1;
	for (unsigned i = 0; count == 3 && i < 3; i++) {
		const struct row *row = table_of(judged, 1, period);
		if (row != NULL && row->largest > largest)
			largest = row->largest;
		period.first_month++;
	}
	return largest;
}

/* Cells add up, nothing is ten times last year's, and zero comes after little: all that the
 * simulator's tables are judged by, which are by sex or are the number of cases. */
static struct result judge_neighbours(struct judged *judged)
{
	const struct row *row = &judged->row;
	const Jour__V1__CaseTable *table = judged->record->case_table;
	bool by_sex = table->n_dimensions > 0;
	const struct row *other = neighbour(judged, by_sex ? 0 : 1, 0);
	const struct row *last = neighbour(judged, by_sex ? 1 : 0, 12);
	const struct row *before = neighbour(judged, by_sex ? 1 : 0, table->period->months);
	if (other != NULL && by_sex && row->largest > other->figure)
		return verdict(RESULT_PART_ABOVE_WHOLE, 5, other->figure);
	const struct row *around = quarter_around(judged);
	if (around != NULL && by_sex && row->largest > around->figure)
		return verdict(RESULT_PART_ABOVE_WHOLE, 5, around->figure);
	uint64_t largest = by_sex ? 0 : largest_inside(judged);
	if (other != NULL && !by_sex && other->largest > largest)
		largest = other->largest;
	if (largest > row->figure)
		return verdict(RESULT_PART_ABOVE_WHOLE, 4, largest);
	bool differs = other != NULL && other->figure != row->figure;
	unsigned remarks = differs ? 8 : 0;
	uint64_t compared = differs ? other->figure : 0;
	if (other != NULL && by_sex)
		last = before = NULL;
	bool tenfold = last != NULL && last->figure > 0 && row->figure >= 20 &&
		       row->figure >= 10 * last->figure;
	const struct row *fell = last != NULL && last->figure >= 3 ? last : before;
	bool zero = row->figure == 0 && fell != NULL && fell->figure >= 3;
	if (tenfold || zero) {
		remarks |= tenfold ? 2 : 4;
		compared = differs ? compared : tenfold ? last->figure : fell->figure;
	}
	return remarks == 0 ? GOOD : verdict(RESULT_REMARKED, remarks, compared);
}

/* What is odd about a table that counts all the same. */
static struct result remark_table(struct judged *judged)
{
	const Jour__V1__Period *period = judged->record->case_table->period;
	struct result result = judge_neighbours(judged);
	if (result.code != RESULT_PART_ABOVE_WHOLE &&
		judged->received_ms / 86400000 <
			recount_month_begins(period->year, period->first_month + period->months))
		result = verdict(RESULT_REMARKED, result.field | 16u, result.argument);
	return result;
}

/* Months and quarters are all that the simulator writes. */
static struct result judge_overlap(struct judged *judged)
{
	const Jour__V1__CaseTable *table = judged->record->case_table;
	unsigned first = table->period->first_month;
	bool month = table->period->months == 1;
	for (unsigned i = 0; i < (month ? 1u : 3u); i++) {
		char key[220];
		table_key(table, month ? (first - 1) / 3 * 3 + 1 : first + i, month ? 3 : 1, key,
			sizeof(key));
		const struct row *other = recount_standing(
			&judged->sim->oracle, judged->row.kind, key, judged->index + 1);
		if (other != NULL)
			return verdict(RESULT_OVERLAP, 2, other->index);
	}
	return GOOD;
}

/* ---- effort and confirmations */

struct result recount_effort(struct judged *judged)
{
	const Jour__V1__Effort *effort = judged->record->effort;
	snprintf(judged->row.key, sizeof(judged->row.key), "%s|%s|%u|%u", effort->area,
		effort->measure, effort->period->months, effort->period->first_month);
	judged->row.figure = effort->hundredths;
	if (effort->hundredths > UINT64_C(100000000000) || effort->hundredths % 100 != 0)
		return verdict(RESULT_BAD_FIELD, 5, 1000000000);
	if (!recount_granted(judged, JOUR__V1__TOPIC__TOPIC_JOUR, "*"))
		return verdict(RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_JOUR);
	if (!recount_knows_unit(judged, effort->area))
		return verdict(RESULT_UNKNOWN_UNIT, 1, 0);
	return has_ended(judged, effort->period) ? GOOD : verdict(RESULT_NOT_YET, 3, 0);
}

/* Of a table of the confirmation's unit, period and source, whatever it is divided by. */
static bool table_stands(struct judged *judged, const Jour__V1__Confirmation *said)
{
	struct oracle *oracle = &judged->sim->oracle;
	char key[220];
	size_t size = (size_t)snprintf(key, sizeof(key), "%s|%u|%u|%u|%d|", said->area,
		said->period->year, said->period->months, said->period->first_month,
		(int)said->source);
	for (size_t i = 0; i < oracle->row_count; i++) {
		const struct row *row = &oracle->rows[i];
		if (row->kind == JOUR__V1__RECORD__BODY_CASE_TABLE &&
			strncmp(row->key, key, size) == 0 &&
			memcmp(row->hash.bytes, said->record.data, HASH256_SIZE) == 0 &&
			recount_standing(oracle, row->kind, row->key, judged->index + 1) == row)
			return true;
	}
	return false;
}

struct result recount_confirmation(struct judged *judged)
{
	const Jour__V1__Confirmation *said = judged->record->confirmation;
	int at = snprintf(judged->row.key, sizeof(judged->row.key), "%s|%u|%u|%s|", said->area,
		said->period->months, said->period->first_month, said->check);
	for (size_t i = 0; i < said->record.len; i++)
		at += snprintf(judged->row.key + at, sizeof(judged->row.key) - (size_t)at, "%02x",
			said->record.data[i]);
	if (!recount_granted(judged, JOUR__V1__TOPIC__TOPIC_CASES, said->area))
		return verdict(RESULT_NOT_GRANTED, 0, JOUR__V1__TOPIC__TOPIC_CASES);
	return table_stands(judged, said) ? GOOD : verdict(RESULT_UNKNOWN_RECORD, 1, 0);
}

/* ---- beside the others */

static struct result remark_late(struct judged *judged, const char *unit,
	const Jour__V1__Period *period, struct result result)
{
	if ((result.code == RESULT_ACCEPTED || result.code == RESULT_REMARKED) &&
		is_closed(judged, unit, period))
		return verdict(RESULT_REMARKED, result.field | 1u, result.argument);
	return result;
}

struct result recount_beside(struct judged *judged, bool corrects)
{
	const Jour__V1__Record *record = judged->record;
	struct result result = GOOD;
	switch (record->body_case) {
	case JOUR__V1__RECORD__BODY_CASE_TABLE:
		result = judge_overlap(judged);
		if (result.code == RESULT_ACCEPTED)
			result = remark_table(judged);
		return remark_late(
			judged, record->case_table->area, record->case_table->period, result);
	case JOUR__V1__RECORD__BODY_EFFORT: /* of months alone, which do not overlap */
		return remark_late(judged, record->effort->area, record->effort->period, result);
	case JOUR__V1__RECORD__BODY_PERIOD_CLOSE:
		return record->period_close->reopened && !corrects ? verdict(RESULT_BAD_FIELD, 3, 0)
								   : GOOD;
	default:
		return GOOD;
	}
}
