#include "print_totals.h"

#include <inttypes.h>
#include <string.h>

#include "casechecks.h"
#include "jour/i18n.h"
#include "jour/money.h"
#include "jour/table.h"

const char *print_totals_cell(
	const struct totals_base *base, const struct total_cell *cell, char buffer[FORMCELL_SIZE])
{
	const struct form_cell shown = totals_shown_cell(base, cell);
	return formcell_text(&shown, FORMCELL_SIGNS, buffer);
}

const char *print_totals_cases(
	const struct totals_base *base, const struct total_cell *cases, char buffer[FORMCELL_SIZE])
{
	const struct form_cell shown = totals_shown_cases(base, cases);
	return formcell_text(&shown, FORMCELL_SIGNS, buffer);
}

const char *print_totals_shown(enum totals_shown shown)
{
	return shown == TOTALS_SHARES	  ? _(", shares")
	       : shown == TOTALS_PER_1000 ? _(", per 1 000 inhabitants")
					  : "";
}

const char *print_totals_bar(uint64_t count, uint64_t largest, char buffer[PRINT_BAR_SIZE])
{
	/* Eighths of a character: the finest that a terminal draws. */
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	uint64_t parts = largest == 0 ? 0 : (count * PRINT_BAR_WIDTH * 8 + largest / 2) / largest;
	char *at = buffer;
	if (largest > 0 && count > 0 && parts == 0)
		parts = 1; /* something is never drawn as nothing */
	for (uint64_t i = 0; i < parts / 8; i++)
		at = stpcpy(at, "█");
	strcpy(at, eighths[parts % 8]);
	return buffer;
}

void print_totals_signs(enum totals_shown shown, FILE *to)
{
	fprintf(to, "%s\n", formcell_signs());
	if (shown == TOTALS_SHARES)
		fprintf(to, "%s\n",
			_("Shares are of the cases that were counted by the list, unknown among "
			  "them; of a list whose values overlap, of the number of cases."));
}

static const char *source_text(Jour__V1__Source source)
{
	return source == JOUR__V1__SOURCE__SOURCE_KOMMUN ? _("kommun")
	       : source == JOUR__V1__SOURCE__SOURCE_JOUR ? _("JOUR")
							 : "";
}

/* The places of an axis that are shown. */
struct places {
	size_t count;
	size_t at[COUNTAXIS_VALUES_MAX];
};

static struct places places_of(const struct countaxis *axis)
{
	struct places places = {.count = 0};
	for (size_t i = 0; i < axis->count; i++)
		if (axis->values[i].shown)
			places.at[places.count++] = i;
	return places;
}

/* A value as it is called; one that counts as no value of the list with the list it is from. */
static const char *place_text(
	const struct countaxis *axis, size_t place, char buffer[TABLE_CELL_SIZE])
{
	const struct codelist *list = axis->values[place].list;
	const char *label = codelist_value_label(countaxis_value(axis, place), i18n_text);
	if (!countaxis_is_stray(axis, place))
		return label;
	snprintf(buffer, TABLE_CELL_SIZE, "%s (%s %u)", label, list->name, list->version);
	return buffer;
}

static struct totals_base base_of(
	enum totals_shown shown, const struct totals *totals, const struct total_figures *figures)
{
	bool overlapping = false;
	for (size_t i = 0; i < totals->axis_count; i++)
		overlapping = overlapping || totals->axis[i].list->overlapping;
	return totals_base_of(shown, figures, overlapping);
}

static struct totals_base base_of_sum(enum totals_shown shown, const struct totals *totals)
{
	return base_of(shown, totals,
		&(struct total_figures){&totals->cases, totals->cells, totals->cell_count,
			totals_inhabitants(totals)});
}

/* Code, unit, whose count; the values of a single dimension; the number of cases. */
static void print_row(struct table *table, const struct places *places, const char *const head[3],
	const struct totals_base *base, const struct total_cell *cells,
	const struct total_cell *cases, const char *bar)
{
	char text[TABLE_COLUMNS_MAX][FORMCELL_SIZE];
	const char *row[TABLE_COLUMNS_MAX] = {head[0], head[1], head[2]};
	size_t column = 3;
	for (size_t i = 0; i < places->count; i++, column++)
		row[column] = print_totals_cell(base, &cells[places->at[i]], text[column]);
	row[column] = print_totals_cases(base, cases, text[column]);
	row[column + 1] = bar;
	table_row(table, row);
}

static uint64_t largest_of(const struct totals *totals)
{
	uint64_t largest = 0;
	for (const struct total_row *row = totals->rows; row != NULL; row = row->next)
		largest = row->cases.count > largest ? row->cases.count : largest;
	return largest;
}

static void print_units(const struct totals *totals, const struct places *places,
	const struct print_totals_style *style, FILE *to)
{
	enum table_align columns[TABLE_COLUMNS_MAX] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT};
	uint64_t largest = style->bars ? largest_of(totals) : 0;
	char bar[PRINT_BAR_SIZE];
	const char *head[TABLE_COLUMNS_MAX] = {_("code"), _("unit"), _("counted by")};
	char text[TABLE_COLUMNS_MAX][TABLE_CELL_SIZE];
	size_t column = 3;
	for (size_t i = 0; i < places->count; i++, column++)
		head[column] = place_text(&totals->axis[0], places->at[i], text[column]);
	head[column++] = _("cases");
	for (size_t i = 3; i < column; i++)
		columns[i] = TABLE_RIGHT;
	head[column] = "";
	struct table *table = table_new(columns, column + style->bars);
	table_row(table, head);
	struct totals_base base;
	for (const struct total_row *row = totals->rows; row != NULL; row = row->next) {
		base = base_of(style->shown, totals,
			&(struct total_figures){&row->cases, row->cells, totals->cell_count,
				row->unit->population});
		print_row(table, places,
			(const char *[]){
				row->unit->code, row->unit->name, source_text(row->source)},
			&base, row->cells, &row->cases,
			print_totals_bar(row->cases.count, largest, bar));
	}
	table_rule(table);
	base = base_of_sum(style->shown, totals);
	print_row(table, places, (const char *[]){"", _("sum"), ""}, &base, totals->cells,
		&totals->cases, "");
	table_print(table, to);
}

/* A single dimension of more values than a terminal is wide: down, of all units together. */
static void print_down(const struct totals *totals, const struct totals_base *base,
	const struct places *places, FILE *to)
{
	const struct countaxis *axis = &totals->axis[0];
	struct table *table = table_new((const enum table_align[]){TABLE_LEFT, TABLE_RIGHT}, 2);
	char text[TABLE_CELL_SIZE], count[FORMCELL_SIZE];
	table_row(table, (const char *[]){codelist_label(axis->list, i18n_text), _("sum")});
	for (size_t i = 0; i < places->count; i++)
		table_row(table,
			(const char *[]){place_text(axis, places->at[i], text),
				print_totals_cell(base, &totals->cells[places->at[i]], count)});
	fputc('\n', to);
	table_print(table, to);
}

/* Two dimensions, one of which has more values than a terminal is wide. */
static void print_pairs(const struct totals *totals, const struct totals_base *base,
	const struct places places[2], FILE *to)
{
	const struct countaxis *first = &totals->axis[0], *second = &totals->axis[1];
	struct table *table =
		table_new((const enum table_align[]){TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT}, 3);
	char text[2][TABLE_CELL_SIZE], count[FORMCELL_SIZE];
	table_row(table, (const char *[]){codelist_label(first->list, i18n_text),
				 codelist_label(second->list, i18n_text), _("sum")});
	for (size_t k = 0; k < places[0].count; k++)
		for (size_t i = 0; i < places[1].count; i++) {
			size_t down = places[0].at[k], across = places[1].at[i];
			table_row(table,
				(const char *[]){place_text(first, down, text[0]),
					place_text(second, across, text[1]),
					print_totals_cell(base,
						&totals->cells[down * second->count + across],
						count)});
		}
	fputc('\n', to);
	table_print(table, to);
}

/* Two dimensions: one down, one across, of all units together. */
static void print_cross(const struct totals *totals, const struct totals_base *base,
	const struct places places[2], FILE *to)
{
	const struct countaxis *first = &totals->axis[0], *second = &totals->axis[1];
	enum table_align columns[TABLE_COLUMNS_MAX] = {TABLE_LEFT};
	const char *row[TABLE_COLUMNS_MAX] = {codelist_label(first->list, i18n_text)};
	char text[TABLE_COLUMNS_MAX][TABLE_CELL_SIZE], count[TABLE_COLUMNS_MAX][FORMCELL_SIZE];
	for (size_t i = 0; i < places[1].count; i++) {
		columns[i + 1] = TABLE_RIGHT;
		row[i + 1] = place_text(second, places[1].at[i], text[i + 1]);
	}
	struct table *table = table_new(columns, places[1].count + 1);
	table_row(table, row);
	for (size_t k = 0; k < places[0].count; k++) {
		size_t down = places[0].at[k] * second->count;
		row[0] = place_text(first, places[0].at[k], text[0]);
		for (size_t i = 0; i < places[1].count; i++)
			row[i + 1] = print_totals_cell(
				base, &totals->cells[down + places[1].at[i]], count[i]);
		table_row(table, row);
	}
	fputc('\n', to);
	table_print(table, to);
}

/* The units, and what is divided beside them where it has room, else below them. */
static void print_tables(
	const struct totals *totals, const struct print_totals_style *style, FILE *to)
{
	const struct totals_base base = base_of_sum(style->shown, totals);
	const struct places none = {.count = 0};
	struct places places[TABLE_DIMENSIONS_MAX] = {none, none};
	for (size_t i = 0; i < totals->axis_count; i++)
		places[i] = places_of(&totals->axis[i]);
	bool beside =
		totals->axis_count == 1 && places[0].count + 4 + style->bars <= TABLE_COLUMNS_MAX;
	print_units(totals, beside ? &places[0] : &none, style, to);
	if (totals->axis_count == 1 && !beside)
		print_down(totals, &base, &places[0], to);
	if (totals->axis_count == 2 && places[1].count < TABLE_COLUMNS_MAX)
		print_cross(totals, &base, places, to);
	else if (totals->axis_count == 2)
		print_pairs(totals, &base, places, to);
}

/* Whether some table was counted by another list or version than the figures are in. */
static bool is_counted_otherwise(const struct totals *totals)
{
	const struct total_counted *counted = totals->counted;
	for (; counted != NULL; counted = counted->next) {
		size_t i = 0;
		while (i < totals->axis_count && counted->list != totals->axis[i].list)
			i++;
		if (i == totals->axis_count)
			return true;
	}
	return false;
}

/* What the figures are in, and what else the tables were counted by. */
static void print_lists(const struct totals *totals, FILE *to)
{
	for (size_t i = 0; i < totals->axis_count; i++) {
		const struct codelist *list = totals->axis[i].list;
		fprintf(to, _("Code list: %s, version %u."), list->name, list->version);
		fprintf(to, "%s\n",
			list->overlapping ? _(" A case may have several of the values, or none: "
					      "they make no sum.")
					  : "");
	}
	for (const struct total_counted *counted = totals->counted;
		counted != NULL && is_counted_otherwise(totals); counted = counted->next)
		fprintf(to, _("Tables counted by %s, version %u: %u.\n"), counted->list->name,
			counted->list->version, counted->tables);
}

static void print_differences(const struct codebook *codes, const struct total_row *row, FILE *to)
{
	for (const struct total_difference *difference = row->differences; difference != NULL;
		difference = difference->next) {
		char period[PERIOD_TEXT_SIZE], sum[MONEY_TEXT_SIZE], cases[MONEY_TEXT_SIZE];
		const char *comma = "";
		fprintf(to, _("NOTE %s: the table for %s by"), row->unit->name,
			period_format(difference->period, period, sizeof(period)));
		for (size_t i = 0; i < codes->dimension_count; i++)
			if ((difference->dimensions >> i & 1) != 0) {
				fprintf(to, "%s %s", comma,
					codelist_label(codebook_national(codes, i), i18n_text));
				comma = ",";
			}
		fprintf(to,
			difference->overlapping
				? _(" has a mark of %s, the number of cases is %s; both are shown "
				    "as reported.\n")
				: _(" adds up to %s, the number of cases is %s; both are shown as "
				    "reported.\n"),
			count_format_sv(difference->sum, sum, sizeof(sum)),
			count_format_sv(difference->cases, cases, sizeof(cases)));
	}
}

static void print_notes(const struct codebook *codes, const struct totals *totals, FILE *to)
{
	unsigned by_jour = 0;
	for (const struct total_row *row = totals->rows; row != NULL; row = row->next) {
		const char *name = row->unit->name;
		by_jour += row->covered && row->unit->months_expected != 0 &&
			   row->source == JOUR__V1__SOURCE__SOURCE_JOUR;
		print_differences(codes, row, to);
		if ((row->flags & TOTAL_DERIVED) != 0)
			fprintf(to,
				_("NOTE %s: there is no table of just this; summed from tables "
				  "that are "
				  "divided further.\n"),
				name);
		if ((row->flags & TOTAL_WIDER) != 0)
			fprintf(to,
				_("NOTE %s: a table for a longer period cannot be divided and is "
				  "not in the sum.\n"),
				name);
		if ((row->flags & TOTAL_DISTRICTS) != 0)
			fprintf(to,
				_("NOTE %s: the sum of its districts; their rows are not summed "
				  "once more.\n"),
				name);
		if (row->inside != NULL && (row->inside->flags & TOTAL_DISTRICTS) == 0 &&
			(row->inside->flags & TOTAL_BACKWARD) == 0)
			fprintf(to, _("NOTE %s: a part of %s, whose own figure is summed.\n"), name,
				row->inside->unit->name);
		if (row->inside != NULL && (row->inside->flags & TOTAL_BACKWARD) != 0)
			fprintf(to,
				_("NOTE %s: merged into %s, whose table is for this time, too; "
				  "only that is summed.\n"),
				name, row->inside->unit->name);
		if ((row->flags & TOTAL_ALSO_JOUR) != 0)
			fprintf(to,
				_("NOTE %s: the jour has counted, too; not in the sum (see "
				  "--source jour).\n"),
				name);
	}
	caseview_print_share(&totals->share, to);
	if (by_jour > 0)
		fprintf(to, _("Of these %u by the jour's count instead of the kommun's own.\n"),
			by_jour);
}

/* Open ones, but what does not add up: print_differences says that, over all periods. */
static void print_flag(void *context, const struct case_flag *flag)
{
	FILE *to = context;
	char period[PERIOD_TEXT_SIZE], value[MONEY_TEXT_SIZE], compared[MONEY_TEXT_SIZE];
	period_format(period_of_message(flag->table->period), period, sizeof(period));
	if (flag->is_confirmed)
		fprintf(to, _("NOTE %s %s: check %s is confirmed: %s\n"), flag->table->area, period,
			flag->check->name, flag->why);
	else if (flag->check->remark != REMARK_DIFFERS)
		fprintf(to,
			_("NOTE %s %s: check %s is open: %s, compared with %s (see jourd "
			  "checks).\n"),
			flag->table->area, period, flag->check->name,
			count_format_sv(flag->finding.value, value, sizeof(value)),
			count_format_sv(flag->finding.compared, compared, sizeof(compared)));
}

static void print_flags(struct caseview *view, const struct totals *totals, FILE *to)
{
	struct casechecks checks = {.txn = view->view.txn,
		.size = view->view.size,
		.scratch = &view->view.memory.record};
	const struct case_filter filter = totals_filter(totals);
	casechecks_each(&checks, &filter, print_flag, to);
}

void print_totals(struct caseview *view, const struct totals *totals,
	const struct print_totals_style *style, FILE *to)
{
	char period[PERIOD_TEXT_SIZE];
	fprintf(to, _("Cases %s"), period_format(view->reports.period, period, sizeof(period)));
	for (size_t i = 0; i < totals->axis_count; i++)
		fprintf(to, "%s %s", i == 0 ? _(", by") : ",",
			codelist_label(totals->axis[i].list, i18n_text));
	fprintf(to, "%s\n\n", print_totals_shown(style->shown));
	print_tables(totals, style, to);
	fputc('\n', to);
	print_totals_signs(style->shown, to);
	print_lists(totals, to);
	print_notes(&view->reports.codes, totals, to);
	print_flags(view, totals, to);
	caseview_print_settled(view, to);
	caseview_print_running(view, to);
	caseview_print_internal(to);
	view_print_as_of(&view->view, to);
}

/* One line for each unit: the number of cases then and now. */
static void print_comparison(const struct closed_part *parts, const struct totals *now, FILE *to)
{
	static const struct totals_base counts = {.shown = TOTALS_COUNTS};
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	struct table *table = table_new(columns, 5);
	table_row(table, (const char *[]){_("code"), _("unit"), _("closed in entry"),
				 _("cases when closed"), _("cases now")});
	for (const struct total_row *row = now->rows; row != NULL; row = row->next) {
		char then[FORMCELL_SIZE], present[FORMCELL_SIZE], entry[21] = "";
		const struct closed_part *part = NULL;
		const struct total_row *closed = closed_row(parts, row->unit->code, &part);
		if (closed != NULL)
			snprintf(entry, sizeof(entry), "%" PRIu64, part->entry);
		table_row(table,
			(const char *[]){row->unit->code, row->unit->name,
				closed != NULL ? entry : _("not closed"),
				closed != NULL ? print_totals_cell(&counts, &closed->cases, then)
					       : "",
				print_totals_cell(&counts, &row->cases, present)});
	}
	table_print(table, to);
}

void print_totals_closed(const struct caseview *view, const struct closed_part *parts,
	const struct totals *now, const struct print_totals_style *style, FILE *to)
{
	char period[PERIOD_TEXT_SIZE], day[DATE_TEXT_SIZE];
	period_format(view->reports.period, period, sizeof(period));
	for (const struct closed_part *part = parts; part != NULL; part = part->next) {
		struct date date;
		if (date_of_day_number(part->day, &date) == ERR_OK)
			fprintf(to,
				_("Cases %s as they were when closed, on %s (entry %" PRIu64
				  ")\n\n"),
				period, date_format(date, day, sizeof(day)), part->entry);
		print_tables(
			&part->totals, &(struct print_totals_style){.shown = style->shown}, to);
		caseview_print_share(&part->totals.share, to);
		fputc('\n', to);
	}
	if (parts == NULL)
		fprintf(to, _("%s is not closed.\n"), period);
	print_comparison(parts, now, to);
	fputc('\n', to);
	print_totals_signs(style->shown, to);
	caseview_print_settled(view, to);
	caseview_print_internal(to);
	view_print_as_of(&view->view, to);
}
