#include "print_counts.h"

#include <inttypes.h>

#include "casewords.h"
#include "inforce.h"
#include "jour/i18n.h"
#include "jour/money.h"
#include "jour/table.h"
#include "moneycell.h"

/* The signs of `totals`. */
static const char *count_in(struct moneycell *cell, const struct count_value *value)
{
	if (value->state != CELL_COUNT)
		return casewords_sign(value->state);
	char count[MONEY_TEXT_SIZE];
	snprintf(cell->text, sizeof(cell->text), "%s%s", value->at_least ? "≥" : "",
		count_format_sv(value->count, count, sizeof(count)));
	return cell->text;
}

static const char *difference_in(struct moneycell *cell, const struct count_change *change)
{
	if (change->before.state != CELL_COUNT || change->after.state != CELL_COUNT)
		return "";
	char count[sizeof(cell->text) - 1];
	bool fell = change->after.count < change->before.count;
	count_format_sv(fell ? change->before.count - change->after.count
			     : change->after.count - change->before.count,
		count, sizeof(count));
	snprintf(cell->text, sizeof(cell->text), "%s%s", fell ? "-" : "+", count);
	return cell->text;
}

/* The entries that did it. */
static const char *entries_in(struct moneycell *cell, const struct count_change *change)
{
	cell->text[0] = '\0';
	for (const struct count_step *at = change->steps; at != NULL; at = at->next)
		moneycell_add_entry(cell, at->entry);
	return cell->text;
}

/* "violent crime, woman". */
static const char *values_in(
	struct moneycell *cell, const struct count_change *change, const struct totals_query *query)
{
	const char *values[TABLE_DIMENSIONS_MAX] = {"", ""};
	for (size_t i = 0; i < query->by_count; i++)
		values[i] = casewords_value(query->by[i], change->value[i]);
	snprintf(cell->text, sizeof(cell->text), "%s%s%s", values[0],
		values[1][0] != '\0' ? ", " : "", values[1]);
	return cell->text;
}

void print_count_changes(struct money_view *money, const struct count_change *counts,
	const struct totals_query *query, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_LEFT,
		TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT, TABLE_LEFT};
	struct view *view = &money->view;
	if (counts == NULL) {
		fprintf(to, "%s\n", _("No number of cases has changed."));
		return;
	}
	struct table *table = table_new(columns, 8);
	table_row(table, (const char *[]){_("code"), _("unit"), _("period"), _("of these"),
				 _("cases before"), _("cases after"), _("difference"), _("entry")});
	for (const struct count_change *at = counts; at != NULL; at = at->next) {
		struct moneycell of, before, after, difference, entries;
		char period[PERIOD_TEXT_SIZE];
		const char *name = inforce_unit_name(view->txn, at->unit, at->period.year,
			view->size, &money->arena, &view->memory.record);
		table_row(table, (const char *[]){at->unit, name == NULL ? "" : name,
					 period_format(at->period, period, sizeof(period)),
					 values_in(&of, at, query), count_in(&before, &at->before),
					 count_in(&after, &at->after),
					 difference_in(&difference, at), entries_in(&entries, at)});
	}
	table_print(table, to);
}
