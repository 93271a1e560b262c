#include "totalgroups.h"

#include <string.h>

#define COUNTIES 100

/* Groups as they are found, and the units of all of them. */
struct grouping {
	struct reports *reports;
	const struct totals_query *query;
	struct total_group **end;
	struct totalscope all;
};

static uint8_t *take_marks(struct reports *reports)
{
	uint8_t *marks = arena_alloc(reports->memory, reports->book.count * sizeof(*marks));
	reports->full = reports->full || marks == NULL;
	return marks;
}

static enum err read_scope(
	struct grouping *grouping, const struct totalscope *scope, struct totals *ret_totals)
{
	struct totals_query query = *grouping->query;
	query.unit = NULL;
	query.scope = scope;
	return totals_read(grouping->reports, &query, ret_totals);
}

static enum err add_group(struct grouping *grouping, const struct totalscope_asked *asked,
	const char *code, const char *name)
{
	struct total_group *group = arena_alloc(grouping->reports->memory, sizeof(*group));
	struct totalscope scope;
	if (group == NULL)
		return ERR_RANGE;
	enum err err = totalscope_read(grouping->reports, asked, &scope);
	if (err == ERR_OK)
		err = read_scope(grouping, &scope, &group->totals);
	if (err != ERR_OK ||
		(group->totals.rows == NULL && group->totals.share.units_expected == 0))
		return err;
	for (size_t i = 0; i < grouping->reports->book.count; i++)
		if (scope.has[i] > grouping->all.has[i])
			grouping->all.has[i] = scope.has[i];
	group->code = code;
	group->name = name;
	*grouping->end = group;
	grouping->end = &group->next;
	return ERR_OK;
}

/* Each agreement by its newest version, which comes first. */
static enum err add_catchments(struct grouping *grouping)
{
	struct reports *reports = grouping->reports;
	struct standing standing;
	const char *dnr = "", *title;
	enum err err = ERR_OK;
	struct state_scan scan = state_scan(
		reports->txn, JOUR__V1__RECORD__BODY_AGREEMENT, BYTES_NONE, reports->size);
	while (err == ERR_OK && state_scan_next(&scan, &standing)) {
		arena_reset(reports->scratch);
		const Jour__V1__Agreement *agreement = state_body(reports->txn,
			JOUR__V1__RECORD__BODY_AGREEMENT, standing.record, reports->scratch);
		if (agreement == NULL)
			return ERR_CORRUPT;
		if (strcmp(agreement->dnr, dnr) == 0)
			continue;
		dnr = reports_text(reports, agreement->dnr);
		title = reports_text(reports, agreement->title);
		err = add_group(grouping, &(struct totalscope_asked){.agreement = dnr}, dnr, title);
	}
	return err;
}

/* What the kommuner of each county call it. */
static void name_counties(const struct reports *reports, const char *names[COUNTIES])
{
	int32_t last = date_day_number(period_last_day(reports->period));
	for (size_t i = 0; i < reports->book.count; i++) {
		const struct unit_page *page = &reports->book.pages[i];
		char code[COUNTY_CODE_SIZE];
		totalscope_county(page, last, code);
		if (code[0] == '\0')
			continue;
		const char **name = &names[(code[0] - '0') * 10 + code[1] - '0'];
		const char *said = unitbook_record(page, last)->county;
		if (*name == NULL || (*name)[0] == '\0')
			*name = said;
	}
}

static enum err add_counties(struct grouping *grouping)
{
	const char *names[COUNTIES] = {NULL};
	enum err err = ERR_OK;
	name_counties(grouping->reports, names);
	for (unsigned i = 0; i < COUNTIES && err == ERR_OK; i++) {
		char text[COUNTY_CODE_SIZE] = {(char)('0' + i / 10), (char)('0' + i % 10), '\0'};
		if (names[i] == NULL)
			continue;
		const char *code = reports_text(grouping->reports, text);
		err = add_group(
			grouping, &(struct totalscope_asked){.county = code}, code, names[i]);
	}
	return err;
}

enum err totalgroups_read(struct reports *reports, const struct totals_query *query,
	enum totalgroups_by by, struct totalgroups *ret_groups)
{
	struct totalgroups groups = {.groups = NULL};
	struct grouping grouping = {.reports = reports, .query = query, .end = &groups.groups};
	grouping.all = (struct totalscope){
		.book = &reports->book, .period = reports->period, .has = take_marks(reports)};
	if (reports->full)
		return ERR_RANGE;
	enum err err =
		by == TOTALGROUPS_CATCHMENT ? add_catchments(&grouping)
		: by == TOTALGROUPS_COUNTY
			? add_counties(&grouping)
			: add_group(&grouping, &(struct totalscope_asked){.unit = NULL}, "", "");
	if (err == ERR_OK)
		err = read_scope(&grouping, &grouping.all, &groups.all);
	if (err == ERR_OK && (reports->full || store_error(reports->txn) != ERR_OK))
		err = reports->full ? ERR_RANGE : store_error(reports->txn);
	if (err == ERR_OK)
		*ret_groups = groups;
	return err;
}
