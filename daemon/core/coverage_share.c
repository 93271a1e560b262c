#include "coverage_share.h"

#include <string.h>

#include "inhabitants.h"
#include "jour/text.h"

/* The reporting unit of a page; NULL when nothing was sent by it or is expected of it. */
static struct reporting_unit *unit_of(const struct unit_page *page)
{
	return page == NULL ? NULL : page->mark;
}

/* False when nothing is known of that code. */
static bool read_population(struct reports *reports, const char *code, struct reporting_unit *unit)
{
	uint32_t limit = date_number(period_last_day(reports->period));
	const Jour__V1__Population *population =
		inhabitants_find(reports->txn, code, limit, reports->size, reports->scratch);
	if (population == NULL)
		return false;
	unit->population += population->population;
	/* Of several, the oldest tells how old the sum is. */
	if (unit->population_date == 0 || population->reference_date < unit->population_date)
		unit->population_date = population->reference_date;
	unit->population_source = reports_text(reports, population->source);
	return true;
}

/* A merged unit that has no figure yet has the inhabitants of what was merged into it. */
void coverage_share_find_population(struct reports *reports, struct reporting_unit *unit)
{
	if (read_population(reports, unit->code, unit))
		return;
	for (const struct unit_link *link = unit->page->absorbed; link != NULL; link = link->next)
		if (!read_population(reports, link->to->code, unit)) {
			unit->population = 0;
			unit->population_date = 0;
			return;
		}
}

static bool is_expected(const struct unit_page *page)
{
	const struct reporting_unit *unit = unit_of(page);
	return unit != NULL && unit->months_expected != 0;
}

/* What holds the unit's inhabitants besides itself; NULL: nothing that is expected. */
static struct unit_page *holder_of(const struct reports *reports, const struct unit_page *page)
{
	int32_t last = date_day_number(period_last_day(reports->period));
	struct unit_page *parent = unitbook_record(page, last)->parent;
	struct unit_page *holder = is_expected(page->merged_into) ? page->merged_into : NULL;
	/* What was split shares with any of its parts: the least code, for being the same each
	 * time. */
	for (const struct unit_link *link = page->successors; link != NULL; link = link->next)
		if (page->merged_into == NULL && is_expected(link->to) &&
			!unitbook_is_there(page, (struct days){link->since, INT32_MAX}) &&
			(holder == NULL || strcmp(link->to->code, holder->code) < 0))
			holder = link->to;
	return holder == NULL && is_expected(parent) ? parent : holder;
}

void coverage_share_find_whole(const struct reports *reports, struct reporting_unit *unit)
{
	unit->counts_in = unit;
	struct unit_page *page = unit->page;
	/* As many steps as there are units lead to the end, or round a ring. */
	for (size_t i = 0; page != NULL && i < reports->book.count; i++) {
		unit->counts_in = unit_of(page);
		page = holder_of(reports, page);
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
