#include "print_keyfigures.h"

#include <string.h>

#include "jour/i18n.h"
#include "jour/money.h"
#include "jour/table.h"
#include "keyfigurejson.h"

struct cell {
	char text[TABLE_CELL_SIZE];
};

/* ---- cells */

static const char *sign_of(enum cell_state state)
{
	static const char *const signs[CELL_STATES] = {
		[CELL_NOT_REPORTED] = "..", [CELL_NOT_APPLICABLE] = ".", [CELL_HIDDEN] = "x"};
	return signs[state];
}

static const char *value_cell(
	struct cell *cell, const struct keyvalue *value, const struct keyfigure_kind *kind)
{
	static const char *const units[] = {
		[KEYFIGURE_NUMBER] = "",
		[KEYFIGURE_PERCENT] = "\u00a0%",
		[KEYFIGURE_KRONOR] = "\u00a0kr",
		[KEYFIGURE_HOURS] = "\u00a0h",
	};
	char number[KEYFIGURE_TEXT_SIZE];
	if (value->state != CELL_COUNT)
		return sign_of(value->state);
	snprintf(cell->text, sizeof(cell->text), "%s%s%s%s", value->at_least ? "≥" : "",
		keyfigure_decimal(value->rounded, kind->decimals, ',', number), units[kind->form],
		value->partial ? "*" : "");
	return cell->text;
}

static const char *norm_cell(struct cell *cell, const struct keyvalue *value)
{
	char number[KEYFIGURE_TEXT_SIZE];
	if (value->state != CELL_COUNT)
		return "";
	snprintf(cell->text, sizeof(cell->text), "%s%s\u00a0%%", value->at_least ? "≥" : "",
		keyfigure_decimal(value->of_norm, 1, ',', number));
	return cell->text;
}

static const char *fact_cell(struct cell *cell, const struct keyfact *fact)
{
	char text[MONEY_TEXT_SIZE];
	if (fact->state != CELL_COUNT)
		return sign_of(fact->state);
	uint64_t value = fact->value < 0 ? -(uint64_t)fact->value : (uint64_t)fact->value;
	uint64_t scale = (uint64_t)fact->scale;
	int size = snprintf(cell->text, sizeof(cell->text), "%s%s%s", fact->at_least ? "≥" : "",
		fact->value < 0 ? "-" : "", count_format_sv(value / scale, text, sizeof(text)));
	if (value % scale != 0)
		snprintf(cell->text + size, sizeof(cell->text) - (size_t)size, ",%02u",
			(unsigned)(value % scale * 100 / scale));
	return cell->text;
}

static unsigned month_count(uint16_t months)
{
	unsigned count = 0;
	for (; months != 0; months &= (uint16_t)(months - 1))
		count++;
	return count;
}

static void append(struct cell *cell, const char *separator, const char *text)
{
	size_t size = strlen(cell->text);
	snprintf(cell->text + size, sizeof(cell->text) - size, "%s%s", size > 0 ? separator : "",
		text);
}

static void append_fact(struct cell *cell, const struct keyfact *fact, unsigned months)
{
	char text[80];
	if (fact->state != CELL_COUNT)
		return;
	if (fact->source[0] != '\0')
		append(cell, "; ", fact->source);
	if (fact->date != 0) {
		snprintf(text, sizeof(text), "%04u-%02u-%02u", fact->date / 10000,
			fact->date / 100 % 100, fact->date % 100);
		append(cell, " ", text);
	}
	if (fact->months != 0 && month_count(fact->months) < months) {
		snprintf(text, sizeof(text), _("%u of %u months"), month_count(fact->months),
			months);
		append(cell, ", ", text);
	}
}

/* What it rests on, or why there is nothing. */
static const char *rests_on(struct cell *cell, const struct keyfigure *figure, unsigned months)
{
	cell->text[0] = '\0';
	if (figure->value.state != CELL_COUNT)
		return sentence_render(
			&figure->value.why, i18n_text, cell->text, sizeof(cell->text));
	if (figure->unit_count > 1) {
		snprintf(cell->text, sizeof(cell->text), _("%u of %u units"), figure->units_in,
			figure->unit_count);
		return cell->text;
	}
	struct cell per = {""};
	append_fact(cell, &figure->numerator, months);
	append_fact(&per, &figure->denominator, months);
	if (per.text[0] != '\0' && strcmp(per.text, cell->text) != 0)
		append(cell, "; ", per.text);
	return cell->text;
}

/* ---- tables */

#define COLUMNS 7u

/* Two texts in front; value, share of the norm, numerator, denominator and what it rests on. */
static void add_row(struct table *table, const struct keyfigure_kind *kind, unsigned months,
	const char *first, const char *second, const struct keyfigure *figure)
{
	struct cell cells[5];
	table_row(
		table, (const char *[]){first, second, value_cell(&cells[0], &figure->value, kind),
			       kind->norm != 0 ? norm_cell(&cells[1], &figure->value) : "",
			       fact_cell(&cells[2], &figure->numerator),
			       kind->per == NULL ? "" : fact_cell(&cells[3], &figure->denominator),
			       rests_on(&cells[4], figure, months)});
}

static void add_mean(struct table *table, const struct keyfigure_kind *kind, const char *label,
	const struct keyvalue *value)
{
	struct cell cells[2];
	char why[SENTENCE_SIZE] = "";
	if (value->state != CELL_COUNT)
		sentence_render(&value->why, i18n_text, why, sizeof(why));
	table_row(table, (const char *[]){"", label, value_cell(&cells[0], value, kind),
				 kind->norm != 0 ? norm_cell(&cells[1], value) : "", "", "", why});
}

static const char *units_word(const struct keyfigures *figures)
{
	return figures->only_kommuner ? _("mean over kommuner") : _("mean over units");
}

static void add_means(struct table *table, const struct keyfigures *figures, size_t at)
{
	const struct keyfigure_kind *kind = keyfigure_at(at);
	const struct keymeans *means = &figures->means[at];
	table_rule(table);
	add_row(table, kind, figures->period.months, "", _("all together"), &means->together);
	add_mean(table, kind, units_word(figures), &means->over_units);
	if (kind->per != NULL)
		add_mean(table, kind, _("mean over inhabitants"), &means->over_inhabitants);
}

static void print_coverage(const struct keyfigures *figures, size_t at, FILE *to)
{
	const struct keymeans *means = &figures->means[at];
	fprintf(to,
		figures->only_kommuner ? _("Known of %u of %u kommuner")
				       : _("Known of %u of %u units"),
		means->units_in, figures->unit_count);
	if (figures->inhabitants > 0)
		fprintf(to, _(", %u\u00a0%% of the inhabitants"),
			(unsigned)(means->inhabitants_in * 100 / figures->inhabitants));
	fputs(".\n", to);
}

static struct table *begin(
	const char *first, const char *second, const char *of, const char *per, bool has_norm)
{
	static const enum table_align columns[COLUMNS] = {TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT,
		TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT, TABLE_LEFT};
	struct table *table = table_new(columns, COLUMNS);
	table_row(table, (const char *[]){first, second, _("value"), has_norm ? _("of norm") : "",
				 of, per, _("from")});
	return table;
}

/* The one reason why nothing is known of any row; NULL: there is more to say. */
static const struct sentence *common_lack(const struct keyfigures *figures, size_t at)
{
	const struct sentence *lack = &figures->units->figures[at].value.why;
	const struct keyrow *const lists[] = {figures->units, figures->agreements};
	for (size_t i = 0; i < 2; i++)
		for (const struct keyrow *row = lists[i]; row != NULL; row = row->next) {
			const struct keyvalue *value = &row->figures[at].value;
			if (value->state == CELL_COUNT)
				return NULL;
			if (i == 0 && (value->why.text != lack->text ||
					      value->why.words[0] != lack->words[0]))
				return NULL;
		}
	return lack;
}

static void print_lack(
	const struct keyfigures *figures, size_t at, const struct sentence *lack, FILE *to)
{
	struct cell cell;
	fprintf(to, "%s  %s\n", sign_of(figures->units->figures[at].value.state),
		sentence_render(lack, i18n_text, cell.text, sizeof(cell.text)));
	print_coverage(figures, at, to);
	fputc('\n', to);
}

static void print_kind(const struct keyfigures *figures, size_t at, FILE *to)
{
	const struct keyfigure_kind *kind = keyfigure_at(at);
	const struct sentence *lack = common_lack(figures, at);
	fprintf(to, "%s", _(kind->label));
	if (kind->norm != 0)
		fprintf(to, _(" (norm %lld kr)"), (long long)kind->norm);
	fputs("\n\n", to);
	if (lack != NULL) {
		print_lack(figures, at, lack, to);
		return;
	}
	struct table *table = begin(_("code"), _("unit"), _(kind->of),
		kind->per == NULL ? "" : _(kind->per), kind->norm != 0);
	for (const struct keyrow *row = figures->units; row != NULL; row = row->next) {
		struct cell name;
		snprintf(name.text, sizeof(name.text), row->within == NULL ? "%s" : _("%s, in %s"),
			row->name, row->within == NULL ? "" : row->within->name);
		add_row(table, kind, figures->period.months, row->code, name.text,
			&row->figures[at]);
	}
	add_means(table, figures, at);
	for (const struct keyrow *row = figures->agreements; row != NULL; row = row->next) {
		struct cell name;
		snprintf(name.text, sizeof(name.text), _("agreement, %u units"), row->unit_count);
		if (row == figures->agreements)
			table_rule(table);
		add_row(table, kind, figures->period.months, row->code, name.text,
			&row->figures[at]);
	}
	table_print(table, to);
	print_coverage(figures, at, to);
	fputc('\n', to);
}

/* One unit: its figures below each other. */
static void print_unit(
	const struct keyfigures *figures, const struct keyfigure_kind *only, FILE *to)
{
	const struct keyrow *row = figures->units;
	struct cell cell;
	struct table *table = begin(_("figure"), "", _("counted"), _("over"), true);
	fprintf(to, "%s %s", row->code, row->name);
	if (row->population.state == CELL_COUNT)
		fprintf(to, _(", %s inhabitants"), fact_cell(&cell, &row->population));
	fputs("\n\n", to);
	for (size_t i = 0; keyfigure_at(i) != NULL; i++)
		if (only == NULL || only == keyfigure_at(i))
			add_row(table, keyfigure_at(i), figures->period.months,
				_(keyfigure_at(i)->label), "", &row->figures[i]);
	table_print(table, to);
	fputc('\n', to);
}

static void print_signs(FILE *to)
{
	fprintf(to, "%s\n",
		_("Signs: .. not reported, . not applicable, x hidden, ≥ at least (a part is not "
		  "reported or hidden), * of the part that is reported."));
}

void print_keyfigures(const struct keyfigures *figures, const struct keyfigure_kind *only, FILE *to)
{
	char period[PERIOD_TEXT_SIZE];
	fprintf(to, _("Key figures %s"), period_format(figures->period, period, sizeof(period)));
	fputs("\n\n", to);
	if (figures->units->next == NULL && figures->agreements == NULL) {
		print_unit(figures, only, to);
	} else {
		for (size_t i = 0; keyfigure_at(i) != NULL; i++)
			if (only == NULL || only == keyfigure_at(i))
				print_kind(figures, i, to);
		fprintf(to, "%s\n",
			_("All together: sum over sum. Mean over kommuner or units: each weighs "
			  "the same. Mean over inhabitants: each weighs as many as live there."));
	}
	print_signs(to);
}

/* ---- over periods */

/* Texts live no longer than the book that they are of. */
static struct keyvalue value_without_texts(struct keyvalue value)
{
	value.exact = NULL;
	value.why = (struct sentence){.text = NULL};
	return value;
}

static struct keyfigure without_texts(struct keyfigure figure)
{
	figure.value = value_without_texts(figure.value);
	figure.numerator.why = figure.denominator.why = figure.value.why;
	figure.numerator.source = figure.denominator.source = "";
	return figure;
}

void print_keyfigures_keep(
	const struct keyfigures *figures, bool by_agreement, struct keypoint *ret_point)
{
	const struct keyrow *row = by_agreement ? figures->agreements : figures->units;
	*ret_point = (struct keypoint){figures->period, figures->unit_count, {{.units_in = 0}}};
	for (size_t i = 0; keyfigure_at(i) != NULL; i++) {
		const struct keymeans *means = &figures->means[i];
		bool alone = row != NULL && (by_agreement || row->next == NULL);
		ret_point->kinds[i].shown =
			without_texts(alone ? row->figures[i] : means->together);
		ret_point->kinds[i].over_units = value_without_texts(means->over_units);
		ret_point->kinds[i].over_inhabitants = value_without_texts(means->over_inhabitants);
		ret_point->kinds[i].units_in = means->units_in;
	}
}

static void print_kind_series(const struct keypoint *points, size_t count, size_t at, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT,
		TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	const struct keyfigure_kind *kind = keyfigure_at(at);
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	fprintf(to, "%s\n\n", _(kind->label));
	table_row(table,
		(const char *[]){_("period"), _("value"), kind->norm != 0 ? _("of norm") : "",
			_(kind->of), kind->per == NULL ? "" : _(kind->per), _("mean over units"),
			kind->per == NULL ? "" : _("mean over inhabitants"), _("known of")});
	for (size_t i = 0; i < count; i++) {
		const struct keyfigure *shown = &points[i].kinds[at].shown;
		struct cell cells[6], known;
		char period[PERIOD_TEXT_SIZE];
		snprintf(known.text, sizeof(known.text), "%u/%u", points[i].kinds[at].units_in,
			points[i].unit_count);
		table_row(table,
			(const char *[]){period_format(points[i].period, period, sizeof(period)),
				value_cell(&cells[0], &shown->value, kind),
				kind->norm != 0 ? norm_cell(&cells[1], &shown->value) : "",
				fact_cell(&cells[2], &shown->numerator),
				kind->per == NULL ? "" : fact_cell(&cells[3], &shown->denominator),
				value_cell(&cells[4], &points[i].kinds[at].over_units, kind),
				kind->per == NULL
					? ""
					: value_cell(&cells[5],
						  &points[i].kinds[at].over_inhabitants, kind),
				known.text});
	}
	table_print(table, to);
	fputc('\n', to);
}

void print_keyfigures_series(
	const struct keypoint *points, size_t count, const struct keyfigure_kind *only, FILE *to)
{
	char first[PERIOD_TEXT_SIZE], last[PERIOD_TEXT_SIZE];
	fprintf(to, _("Key figures %s to %s"),
		period_format(points[0].period, first, sizeof(first)),
		period_format(points[count - 1].period, last, sizeof(last)));
	fputs("\n\n", to);
	for (size_t i = 0; keyfigure_at(i) != NULL; i++)
		if (only == NULL || only == keyfigure_at(i))
			print_kind_series(points, count, i, to);
	print_signs(to);
}
