#include "totalscope.h"

#include <string.h>

#include "jour/word.h"

static int32_t last_day_of(const struct reports *reports)
{
	return date_day_number(period_last_day(reports->period));
}

static void add_share(
	struct totalscope *scope, const struct unit_page *page, enum totalscope_share share)
{
	uint8_t *has = &scope->has[page - scope->book->pages];
	scope->count += *has == TOTALSCOPE_NOTHING;
	*has = share > *has ? (uint8_t)share : *has;
}

static void add_page(struct totalscope *scope, const struct unit_page *page)
{
	add_share(scope, page, TOTALSCOPE_ALL);
}

/* A district in the months in which it is the kommun's. */
static void add_districts(struct totalscope *scope, const struct unit_page *kommun)
{
	uint16_t asked = reports_months(scope->period);
	for (const struct unit_link *link = kommun->districts; link != NULL; link = link->next)
		if ((unitbook_months_under(link->to, kommun, scope->period.year) & asked) != 0)
			add_share(scope, link->to, TOTALSCOPE_OF_KOMMUN);
}

/* The unit, what was merged into it, and what into that: a ring ends where it began. */
static void add_history(struct totalscope *scope, const struct unit_page *page)
{
	if (scope->has[page - scope->book->pages] == TOTALSCOPE_ALL)
		return;
	add_page(scope, page);
	for (const struct unit_link *link = page->absorbed; link != NULL; link = link->next)
		add_history(scope, link->to);
	add_districts(scope, page);
}

static void add_partner(void *context, struct unit_page *page, struct days days)
{
	(void)days;
	struct totalscope *scope = context;
	add_page(scope, page);
	add_districts(scope, page);
}

static void add_partners(
	struct totalscope *scope, const Jour__V1__Agreement *version, struct days days)
{
	for (size_t i = 0; i < version->n_units; i++) {
		struct unit_page *page = unitbook_find(scope->book, version->units[i]);
		struct days partner =
			days_common(days, agreementyear_partner(version, version->units[i]));
		if (page != NULL && days_any(partner))
			unitbook_stand_in(page, partner, add_partner, scope);
	}
}

/* Each version for the days on which no newer one governs; they come the newest first. */
static enum err add_catchment(struct reports *reports, const char *dnr, struct totalscope *scope)
{
	uint8_t buffer[NATURAL_KEY_SIZE_MAX];
	struct writer prefix = writer_of(buffer, sizeof(buffer));
	struct days days = {
		date_day_number(period_first_day(reports->period)), last_day_of(reports)};
	struct standing standing;
	bool any = false;
	key_text(&prefix, dnr);
	struct state_scan scan = state_scan(
		reports->txn, JOUR__V1__RECORD__BODY_AGREEMENT, written(&prefix), reports->size);
	while (state_scan_next(&scan, &standing)) {
		arena_reset(reports->scratch);
		const Jour__V1__Agreement *version = state_body(reports->txn,
			JOUR__V1__RECORD__BODY_AGREEMENT, standing.record, reports->scratch);
		if (version == NULL)
			break;
		add_partners(scope, version, days);
		int32_t governs = days_of_date(version->from) - 1;
		days.last = governs < days.last ? governs : days.last;
		any = true;
	}
	return any ? ERR_OK : ERR_NOTFOUND;
}

/* The kommun that the page is or belongs to on the day; NULL for a court. */
static const struct unit_page *kommun_of(const struct unit_page *page, int32_t day)
{
	if (page->type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT)
		page = unitbook_record(page, day)->parent;
	return page != NULL && page->type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_KOMMUN ? page : NULL;
}

void totalscope_county(const struct unit_page *page, int32_t day, char ret_code[COUNTY_CODE_SIZE])
{
	const struct unit_page *kommun = kommun_of(page, day);
	memset(ret_code, 0, COUNTY_CODE_SIZE);
	if (kommun != NULL)
		memcpy(ret_code, kommun->code, COUNTY_CODE_SIZE - 1);
}

bool totalscope_in_county(const struct unit_page *page, int32_t day, const char *county)
{
	const struct unit_page *kommun = kommun_of(page, day);
	if (kommun == NULL)
		return false;
	size_t size = strlen(county);
	if (size == COUNTY_CODE_SIZE - 1 && strspn(county, "0123456789") == size)
		return strncmp(kommun->code, county, size) == 0;
	return size > 0 && word_begins(unitbook_record(kommun, day)->county, county);
}

static enum err add_county(struct reports *reports, const char *county, struct totalscope *scope)
{
	for (size_t i = 0; i < scope->book->count; i++) {
		const struct unit_page *page = &scope->book->pages[i];
		if (page->type == JOUR__V1__UNIT_TYPE__UNIT_TYPE_DISTRICT ||
			!totalscope_in_county(page, last_day_of(reports), county))
			continue;
		add_page(scope, page);
		add_districts(scope, page);
	}
	return scope->count > 0 ? ERR_OK : ERR_NOTFOUND;
}

static void add_country(struct totalscope *scope)
{
	for (size_t i = 0; i < scope->book->count; i++)
		if (scope->book->pages[i].type != JOUR__V1__UNIT_TYPE__UNIT_TYPE_COURT)
			add_page(scope, &scope->book->pages[i]);
}

static enum err fill(
	struct reports *reports, const struct totalscope_asked *asked, struct totalscope *scope)
{
	if (asked->agreement != NULL)
		return add_catchment(reports, asked->agreement, scope);
	if (asked->county != NULL)
		return add_county(reports, asked->county, scope);
	if (asked->unit == NULL) {
		add_country(scope);
		return ERR_OK;
	}
	const struct unit_page *page = unitbook_find(scope->book, asked->unit);
	if (page == NULL)
		return ERR_NOTFOUND;
	add_history(scope, page);
	return ERR_OK;
}

enum err totalscope_read(
	struct reports *reports, const struct totalscope_asked *asked, struct totalscope *ret_scope)
{
	struct totalscope scope = {.book = &reports->book, .period = reports->period};
	scope.has = arena_alloc(reports->memory, reports->book.count * sizeof(*scope.has));
	if (scope.has == NULL)
		return ERR_RANGE;
	enum err err = fill(reports, asked, &scope);
	if (store_error(reports->txn) != ERR_OK)
		return store_error(reports->txn);
	if (err == ERR_OK)
		*ret_scope = scope;
	return err;
}

bool totalscope_has(const struct totalscope *scope, const char *code)
{
	const struct unit_page *page = unitbook_find(scope->book, code);
	return page != NULL && scope->has[page - scope->book->pages] != TOTALSCOPE_NOTHING;
}

bool totalscope_has_time(const struct totalscope *scope, const struct unit_page *district,
	const struct unit_page *kommun)
{
	return scope->has[district - scope->book->pages] == TOTALSCOPE_ALL ||
	       (kommun != NULL && scope->has[kommun - scope->book->pages] != TOTALSCOPE_NOTHING);
}
