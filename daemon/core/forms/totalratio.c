#include "totalratio.h"

#include "formcases.h"

struct totals_base totals_base_of(
	enum totals_shown shown, const struct total_figures *figures, bool overlapping)
{
	struct totals_base base = {.shown = shown, .whole = form_state(FORM_NOT_REPORTED)};
	struct total_cell all = {.count = 0};
	if (shown == TOTALS_PER_1000 && figures->inhabitants > 0)
		base.whole = form_count(figures->inhabitants);
	if (shown != TOTALS_SHARES)
		return base;
	for (size_t i = 0; i < figures->cell_count; i++)
		total_cell_join(&all, &figures->cells[i]);
	base.together = !overlapping;
	base.whole = formcases_cell(overlapping ? figures->cases : &all);
	return base;
}

struct form_cell totals_shown_cell(const struct totals_base *base, const struct total_cell *cell)
{
	const struct form_cell count = formcases_cell(cell);
	if (base->shown == TOTALS_COUNTS)
		return count;
	return form_over(&count, &base->whole,
		base->shown == TOTALS_SHARES ? FORM_PERCENT : FORM_PER_THOUSAND, base->together);
}

struct form_cell totals_shown_cases(const struct totals_base *base, const struct total_cell *cases)
{
	return base->shown == TOTALS_SHARES ? formcases_cell(cases)
					    : totals_shown_cell(base, cases);
}

bool totals_overlap(const struct totals_query *query)
{
	for (size_t i = 0; i < query->by_count; i++)
		if (query->by[i]->overlapping)
			return true;
	return false;
}

static bool has_row(const void *context, const struct unit_page *page)
{
	const struct total_row *row = context;
	while (row != NULL && row->unit->page != page)
		row = row->next;
	return row != NULL;
}

/* Of those that another row has: what was merged into it, as coverage has it. */
static bool is_held(const struct totals *totals, const struct total_row *row)
{
	if (row->inside != NULL || row->unit->page == NULL)
		return row->inside != NULL;
	int32_t last = date_day_number(period_last_day(totals->period));
	return coverage_share_holder(row->unit->page, last, has_row, totals->rows) != NULL;
}

uint64_t totals_inhabitants(const struct totals *totals)
{
	uint64_t inhabitants = 0;
	for (const struct total_row *row = totals->rows; row != NULL; row = row->next) {
		if (is_held(totals, row))
			continue;
		if (row->unit->population == 0)
			return 0;
		inhabitants += row->unit->population;
	}
	return inhabitants;
}
