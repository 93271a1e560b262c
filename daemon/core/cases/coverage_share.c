#include "coverage_share.h"

#include <string.h>

#include "inhabitants.h"
#include "jour/text.h"

void coverage_share_find_population(struct reports *reports, struct reporting_unit *unit)
{
	struct inhabitants found;
	enum err err = inhabitants_of(reports->txn, reports->size, unit->page,
		date_number(period_last_day(reports->period)), reports->memory, reports->scratch,
		&found);
	reports->full = reports->full || err == ERR_RANGE;
	if (err != ERR_OK)
		return;
	unit->population = found.number;
	unit->population_date = found.date;
	unit->population_source = found.source;
}

static bool is_expected(const void *context, const struct unit_page *page)
{
	const struct reporting_unit *unit = reports_unit_of(page);
	(void)context;
	return unit != NULL && unit->months_expected != 0;
}

/* What was split shares with any of its parts: the least code, for being the same each time. */
struct unit_page *coverage_share_holder(const struct unit_page *page, int32_t last,
	bool (*has)(const void *context, const struct unit_page *page), const void *context)
{
	struct unit_page *parent = unitbook_record(page, last)->parent, *holder = NULL;
	for (const struct unit_link *link = page->successors; link != NULL; link = link->next)
		if (link->since <= last && has(context, link->to) &&
			!unitbook_is_there(page, (struct days){link->since, INT32_MAX}) &&
			(holder == NULL || strcmp(link->to->code, holder->code) < 0))
			holder = link->to;
	return holder == NULL && parent != NULL && has(context, parent) ? parent : holder;
}

void coverage_share_find_whole(const struct reports *reports, struct reporting_unit *unit)
{
	unit->counts_in = unit;
	struct unit_page *page = unit->page;
	int32_t last = date_day_number(period_last_day(reports->period));
	/* As many steps as there are units lead to the end, or round a ring. */
	for (size_t i = 0; page != NULL && i < reports->book.count; i++) {
		unit->counts_in = reports_unit_of(page);
		page = coverage_share_holder(page, last, is_expected, NULL);
	}
}

struct coverage_share coverage_share_new(struct reports *reports)
{
	return (struct coverage_share){.serial = ++reports->share_serial, .only_kommuner = true};
}

static void add_whole(struct coverage_share *share, const struct reporting_unit *unit)
{
	uint32_t date = unit->population_date;
	share->units_expected++;
	share->units_covered++;
	share->inhabitants_expected += unit->population;
	share->inhabitants_covered += unit->population;
	share->only_kommuner =
		share->only_kommuner && text_is_kommun_code(bytes_of_text(unit->code));
	if (unit->population == 0) {
		share->units_without_population++;
		return;
	}
	if (share->population_date_first == 0 || date < share->population_date_first)
		share->population_date_first = date;
	if (date > share->population_date_last)
		share->population_date_last = date;
}

void coverage_share_add(struct coverage_share *share, struct reporting_unit *unit, bool covered)
{
	if (unit->months_expected == 0)
		return;
	struct reporting_unit *whole = unit->counts_in;
	if (whole->share_serial != share->serial) {
		add_whole(share, whole);
		whole->share_serial = share->serial;
		whole->share_covered = true;
	}
	if (!covered && whole->share_covered) {
		share->units_covered--;
		share->inhabitants_covered -= whole->population;
		whole->share_covered = false;
	}
}

bool coverage_share_percent(const struct coverage_share *share, unsigned *ret_percent)
{
	if (share->units_without_population > 0 || share->inhabitants_expected == 0)
		return false;
	/* At most 10^9 inhabitants in each of a few thousand units: no overflow. */
	*ret_percent = (unsigned)(share->inhabitants_covered * 100 / share->inhabitants_expected);
	return true;
}
