#include "totalparts.h"

#include <string.h>

#include "inforce.h"

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

static bool any_district_says(
	const struct totals *totals, const struct unit_page *kommun, Jour__V1__Source source)
{
	for (const struct unit_link *link = kommun->districts; link != NULL; link = link->next) {
		const struct total_row *row = row_of(totals, link->to);
		if (row != NULL && row->source == source && row->months_used != 0 &&
			months_in(totals, link->to, kommun) != 0)
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

/* The kommun's figure is made of its districts' of one source; who says nothing is missing. */
static void sum_districts(
	const struct totals *totals, struct total_row *row, Jour__V1__Source source)
{
	const struct unit_page *kommun = row->unit->page;
	uint16_t complete = reports_months(totals->period);
	bool replaced = row->source == JOUR && source == KOMMUN;
	row->source = source;
	row->flags = TOTAL_DISTRICTS | (row->flags & (TOTAL_WIDER | TOTAL_ALSO_JOUR)) |
		     (replaced ? TOTAL_ALSO_JOUR : 0);
	row->differences = NULL; /* of the tables that are not used */
	row->months_used = 0;
	row->cases = (struct total_cell){.count = 0};
	for (size_t i = 0; i < totals->cell_count; i++)
		row->cells[i] = (struct total_cell){.count = 0};
	for (const struct unit_link *link = kommun->districts; link != NULL; link = link->next) {
		const struct total_row *district = row_of(totals, link->to);
		uint16_t there = months_in(totals, link->to, kommun);
		bool says = district != NULL && district->source == source;
		if (there == 0)
			continue;
		if (says)
			join_row(totals, row, district);
		else
			mark_missing(totals, row);
		if (district != NULL && district->source == JOUR && source == KOMMUN)
			row->flags |= TOTAL_ALSO_JOUR;
		complete &= (uint16_t) ~(there & ~(says ? district->months_used : 0));
	}
	row->covered = (row->unit->months_expected & ~(complete & row->months_used)) == 0;
	if ((row->unit->months_expected & ~row->months_used) != 0)
		mark_missing(totals, row);
}

static void settle_kommun(const struct totals *totals, struct total_row *row)
{
	static const Jour__V1__Source sources[] = {KOMMUN, JOUR};
	const struct unit_page *kommun = row->unit->page;
	for (const struct unit_link *link = kommun->districts; link != NULL; link = link->next) {
		struct total_row *district = row_of(totals, link->to);
		if (district != NULL && months_in(totals, link->to, kommun) != 0)
			district->inside = row;
	}
	for (size_t i = 0; i < 2; i++) {
		if (row->source == sources[i] && row->months_used != 0)
			return;
		if (any_district_says(totals, kommun, sources[i])) {
			sum_districts(totals, row, sources[i]);
			return;
		}
	}
}

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

void totalparts_settle(const struct reports *reports, struct totals *totals)
{
	for (struct total_row *row = totals->rows; row != NULL; row = row->next)
		if (row->unit->page != NULL && row->unit->page->districts != NULL)
			settle_kommun(totals, row);
	for (struct total_row *row = totals->rows; row != NULL; row = row->next)
		if (row->unit->page != NULL && row->unit->page->merged_into != NULL)
			settle_merged(reports, totals, row);
}
