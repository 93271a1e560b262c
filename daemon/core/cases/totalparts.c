#include "totalparts.h"

#include <string.h>

#include "inforce.h"
#include "totalcells.h"

#define KOMMUN JOUR__V1__SOURCE__SOURCE_KOMMUN
#define JOUR JOUR__V1__SOURCE__SOURCE_JOUR

static struct total_row *row_of(const struct totals *totals, const struct unit_page *page)
{
	struct total_row *row = totals->rows;
	while (row != NULL && row->unit->page != page)
		row = row->next;
	return row;
}

/* The months of the period in which the page is a district of the kommun. */
static uint16_t months_in(
	const struct totals *totals, const struct unit_page *page, const struct unit_page *kommun)
{
	return unitbook_months_under(page, kommun, totals->period.year) &
	       reports_months(totals->period);
}

/* ---- a district that changes kommun */

struct settling {
	struct reports *reports;
	const struct totals_query *query;
	struct totals *totals;
};

static const struct total_row *fill_part(
	struct settling *settling, const struct total_row *whole, const struct total_part *part)
{
	struct reports *reports = settling->reports;
	struct total_row *row = arena_alloc(reports->memory, sizeof(*row));
	struct total_cell *cells =
		arena_alloc(reports->memory, settling->totals->cell_count * sizeof(*row->cells));
	if (row == NULL || cells == NULL) {
		reports->full = true;
		return NULL;
	}
	*row = (struct total_row){.unit = whole->unit,
		.source = whole->source,
		.flags = whole->flags,
		.cells = cells};
	totalcells_fill(reports, settling->totals, part, row);
	return row;
}

struct stay {
	const struct unit_page *district;
	const struct unit_page *kommun;
};

static bool is_of_stay(void *context, const struct case_report *table)
{
	const struct stay *stay = context;
	return unitbook_kommun(stay->district, table->period) == stay->kommun;
}

/* What a district says of its time in the kommun; NULL: it has no row. */
static const struct total_row *row_of_stay(
	struct settling *settling, const struct unit_page *district, const struct unit_page *kommun)
{
	const struct totals *totals = settling->totals;
	const struct total_row *row = row_of(totals, district);
	struct stay stay = {district, kommun};
	struct total_part part = {is_of_stay, &stay, months_in(totals, district, kommun)};
	if (row == NULL || !unitbook_moves(district, totals->period))
		return row;
	return fill_part(settling, row, &part);
}

/* A table that counts in another kommun is about a month in this one, too. */
static bool is_told_elsewhere(
	const struct settling *settling, const struct total_row *row, const struct stay *stay)
{
	struct casechoice number;
	uint16_t there = months_in(settling->totals, stay->district, stay->kommun);
	casechoice_make(settling->reports, row->unit, row->source, 0, &number);
	for (unsigned node = 0; node < CASECHOICE_NODES; node++) {
		const struct case_report *table = casechoice_used(&number, node);
		if (table != NULL && (table->months & there) != 0 &&
			unitbook_kommun(stay->district, table->period) != stay->kommun)
			return true;
	}
	return false;
}

/* Whether nobody but the district itself has its time in the kommun in the sum. */
static bool is_left(const struct settling *settling, const struct unit_page *district,
	const struct unit_page *kommun)
{
	const struct totalscope *scope = settling->query->scope;
	return (kommun == NULL || row_of(settling->totals, kommun) == NULL) &&
	       (scope == NULL || totalscope_has_time(scope, district, kommun));
}

struct leaving {
	const struct settling *settling;
	const struct unit_page *district;
};

static bool is_of_left(void *context, const struct case_report *table)
{
	const struct leaving *leaving = context;
	return is_left(leaving->settling, leaving->district,
		unitbook_kommun(leaving->district, table->period));
}

static uint16_t months_left(const struct settling *settling, const struct unit_page *district)
{
	uint16_t months = 0;
	for (const struct unit_record *record = district->records; record != NULL;
		record = record->next)
		if (is_left(settling, district, record->parent))
			months |= inforce_months_of(record->days, settling->totals->period.year);
	return months & reports_months(settling->totals->period);
}

/* Its time in kommuner that have no row. */
static void settle_moving(struct settling *settling, struct total_row *row)
{
	struct leaving leaving = {settling, row->unit->page};
	struct total_part part = {is_of_left, &leaving, months_left(settling, row->unit->page)};
	if (row->inside == NULL && row->months_used == 0)
		return;
	const struct total_row *filled = fill_part(settling, row, &part);
	if (filled == NULL)
		return;
	row->counts = (filled->months_used | (row->unit->months_expected & part.months)) != 0
			      ? filled
			      : NULL;
}

/* ---- a kommun and its districts */

static bool any_district_says(
	struct settling *settling, const struct unit_page *kommun, Jour__V1__Source source)
{
	for (const struct unit_link *link = kommun->districts; link != NULL; link = link->next) {
		if (months_in(settling->totals, link->to, kommun) == 0)
			continue;
		const struct total_row *row = row_of_stay(settling, link->to, kommun);
		if (row != NULL && row->source == source && row->months_used != 0)
			return true;
	}
	return false;
}

static void mark_missing(const struct totals *totals, struct total_row *row)
{
	row->cases.states[CELL_NOT_REPORTED]++;
	for (size_t i = 0; i < totals->cell_count; i++)
		row->cells[i].states[CELL_NOT_REPORTED]++;
}

static void join_row(
	const struct totals *totals, struct total_row *to, const struct total_row *district)
{
	total_cell_join(&to->cases, &district->cases);
	for (size_t i = 0; i < totals->cell_count; i++)
		total_cell_join(&to->cells[i], &district->cells[i]);
	to->months_used |= district->months_used;
	to->flags |= district->flags & (TOTAL_DERIVED | TOTAL_WIDER);
}

static void start_sum(const struct totals *totals, struct total_row *row, Jour__V1__Source source)
{
	bool replaced = row->source == JOUR && source == KOMMUN;
	row->source = source;
	row->flags = TOTAL_DISTRICTS | (row->flags & (TOTAL_WIDER | TOTAL_ALSO_JOUR)) |
		     (replaced ? TOTAL_ALSO_JOUR : 0);
	row->differences = NULL; /* of the tables that are not used */
	row->months_used = 0;
	row->cases = (struct total_cell){.count = 0};
	for (size_t i = 0; i < totals->cell_count; i++)
		row->cells[i] = (struct total_cell){.count = 0};
}

/* What the districts of a kommun have said between them. */
struct heard {
	uint16_t any; /* months in which one that was there has said something */
	uint16_t all; /* in which all that were there have */
};

static void add_district(struct settling *settling, struct total_row *row, const struct stay *stay,
	struct heard *heard)
{
	const struct totals *totals = settling->totals;
	const struct total_row *district = row_of_stay(settling, stay->district, stay->kommun);
	uint16_t there = months_in(totals, stay->district, stay->kommun);
	bool says = district != NULL && district->source == row->source;
	uint16_t said = says ? district->months_used & there : 0;
	if (says)
		join_row(totals, row, district);
	if (!says || (district->months_used != 0 && is_told_elsewhere(settling, district, stay)))
		mark_missing(totals, row);
	if (district != NULL && district->source == JOUR && row->source == KOMMUN)
		row->flags |= TOTAL_ALSO_JOUR;
	heard->any |= said;
	heard->all &= (uint16_t) ~(there & ~said);
}

/* The kommun's figure is made of its districts' of one source; who says nothing is missing. */
static void sum_districts(struct settling *settling, struct total_row *row, Jour__V1__Source source)
{
	struct stay stay = {.kommun = row->unit->page};
	struct heard heard = {.all = reports_months(settling->totals->period)};
	start_sum(settling->totals, row, source);
	for (const struct unit_link *link = stay.kommun->districts; link != NULL;
		link = link->next) {
		stay.district = link->to;
		if (months_in(settling->totals, stay.district, stay.kommun) != 0)
			add_district(settling, row, &stay, &heard);
	}
	row->covered = (row->unit->months_expected & ~(heard.all & heard.any)) == 0;
	if ((row->unit->months_expected & ~heard.any) != 0)
		mark_missing(settling->totals, row);
}

static void settle_kommun(struct settling *settling, struct total_row *row)
{
	static const Jour__V1__Source sources[] = {KOMMUN, JOUR};
	const struct totals *totals = settling->totals;
	const struct unit_page *kommun = row->unit->page;
	for (const struct unit_link *link = kommun->districts; link != NULL; link = link->next) {
		struct total_row *district = row_of(totals, link->to);
		if (district != NULL && months_in(totals, link->to, kommun) != 0 &&
			(district->inside == NULL ||
				unitbook_kommun(link->to, totals->period) == kommun))
			district->inside = row;
	}
	for (size_t i = 0; i < 2; i++) {
		if (row->source == sources[i] && row->months_used != 0)
			return;
		if (any_district_says(settling, kommun, sources[i])) {
			sum_districts(settling, row, sources[i]);
			return;
		}
	}
}

/* ---- what was merged */

/* The months that lie wholly before the unit's first day. */
static uint16_t months_before(const struct unit_page *page, uint32_t year)
{
	int32_t first = page->records->days.first;
	return inforce_months_of((struct days){INT32_MIN, first - 1}, year) &
	       (uint16_t)~inforce_months_of((struct days){first, INT32_MAX}, year);
}

static void settle_merged(
	const struct reports *reports, const struct totals *totals, struct total_row *row)
{
	const struct unit_page *page = row->unit->page->merged_into;
	for (size_t i = 0; page != NULL && i < reports->book.count; i++) {
		struct total_row *heir = row_of(totals, page);
		uint16_t early = months_before(page, totals->period.year);
		if (heir != NULL && heir != row && (heir->months_used & early) != 0 &&
			(heir->months_used & row->months_used) != 0) {
			row->inside = heir;
			heir->flags |= TOTAL_BACKWARD;
			return;
		}
		page = page->merged_into;
	}
}

/* ---- all */

static void settle_counts(struct settling *settling, struct total_row *row)
{
	const struct unit_page *page = row->unit->page;
	row->counts = row->inside == NULL ? row : NULL;
	if (page == NULL || !unitbook_moves(page, settling->totals->period))
		return;
	if (row->inside == NULL || row->inside->unit->page != page->merged_into)
		settle_moving(settling, row);
}

void totalparts_settle(
	struct reports *reports, const struct totals_query *query, struct totals *totals)
{
	struct settling settling = {reports, query, totals};
	for (struct total_row *row = totals->rows; row != NULL; row = row->next)
		if (row->unit->page != NULL && row->unit->page->districts != NULL)
			settle_kommun(&settling, row);
	for (struct total_row *row = totals->rows; row != NULL; row = row->next)
		if (row->unit->page != NULL && row->unit->page->merged_into != NULL)
			settle_merged(reports, totals, row);
	for (struct total_row *row = totals->rows; row != NULL; row = row->next)
		settle_counts(&settling, row);
}
