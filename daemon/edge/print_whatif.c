#include "print_whatif.h"

#include <inttypes.h>
#include <string.h>

#include "casewords.h"
#include "changerecord.h"
#include "jour/i18n.h"
#include "jour/table.h"
#include "moneycell.h"
#include "print_money.h"
#include "proration.h"

/* So many records are named one by one. */
#define NAMED_MAX 20u

/* ---- the records */

/* "agreement KS 2017/123". */
static void print_what(const struct whatif_said *said, struct arena *scratch, FILE *to)
{
	const struct kind *kind = kind_of(said->kind);
	char what[CHANGERECORD_WHAT_SIZE] = "";
	struct change_about about;
	struct record record;
	struct codebook codes;
	const struct change_words words = {&codes, casewords_say};
	codebook_start(&codes);
	arena_reset(scratch);
	if (record_decode(said->record, scratch, &record) == ERR_OK &&
		changerecord_about(&record, &about))
		changerecord_what(&about, &words, what);
	fprintf(to, "  %s %s", kind != NULL ? _(kind->name) : "?", what);
}

static void print_said(const struct whatif_said *said, struct arena *scratch, FILE *to)
{
	struct moneycell stands;
	print_what(said, scratch, to);
	if (said->result.code == RESULT_UNCHANGED)
		fprintf(to, "%s", _(": as it stands already"));
	else if (said->corrected)
		fprintf(to, _(": corrects record %s"), moneycell_record(&stands, &said->stands));
	fputc('\n', to);
}

/* What a file has to say when the office wants it in earnest. */
static void print_how_to_send(const struct whatif_said *said, FILE *to)
{
	if (!said->corrected || !result_is_new(said->result.code))
		return;
	fprintf(to, "    %s", _("to send it, its file needs a reason, and replaces: "));
	for (size_t i = 0; i < sizeof(said->stands.hash.bytes); i++)
		fprintf(to, "%02x", said->stands.hash.bytes[i]);
	fputc('\n', to);
}

void print_whatif_records(const struct whatif *whatif, struct arena *scratch, FILE *to)
{
	size_t named = whatif->count < NAMED_MAX ? whatif->count : NAMED_MAX;
	fprintf(to, "%s\n", _("WHAT IF: this is hypothetical, and nothing was stored."));
	fprintf(to, _("Today is the ledger of size %" PRIu64 "; then come:\n"), whatif->from);
	for (size_t i = 0; i < named; i++) {
		print_said(&whatif->said[i], scratch, to);
		if (whatif->count <= NAMED_MAX)
			print_how_to_send(&whatif->said[i], to);
	}
	if (whatif->count > named)
		fprintf(to, _("  and %zu more\n"), whatif->count - named);
	fputc('\n', to);
}

void print_whatif_refused(const struct whatif *whatif, struct arena *scratch, FILE *to)
{
	size_t named = 0;
	fprintf(to,
		ngettext("jourd: %zu record would be refused, so nothing is computed:\n",
			"jourd: %zu records would be refused, so nothing is computed:\n",
			whatif->refused),
		whatif->refused);
	for (size_t i = 0; i < whatif->count && named < NAMED_MAX; i++) {
		const struct whatif_said *said = &whatif->said[i];
		char sentence[SENTENCE_SIZE];
		if (result_is_good(said->result.code))
			continue;
		print_what(said, scratch, to);
		fprintf(to, ": %s\n",
			sentence_of_result(
				&said->result, said->kind, i18n_text, sentence, sizeof(sentence)));
		named++;
	}
}

/* ---- the amounts */

static const char *side_in(struct moneycell *cell, const struct side *side)
{
	if (!side->there)
		return "-";
	return side->known ? moneycell_amount(cell, side->amount_ore) : _("not known");
}

static void amount_row(struct table *table, const char *name, const struct side_row *row)
{
	struct moneycell today, then, difference;
	int64_t difference_ore;
	bool known = sidebyside_difference(row, &difference_ore);
	table_row(table,
		(const char *[]){name, side_in(&today, &row->today), side_in(&then, &row->then),
			known ? moneycell_change(&difference, difference_ore) : _("not known")});
}

static struct table *new_table(const char *what)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	struct table *table = table_new(columns, 4);
	table_row(table, (const char *[]){what, _("today"), _("what if"), _("difference")});
	return table;
}

static void print_units(const struct sides *sides, const char *term, FILE *to)
{
	struct side_row rows[SIDE_UNITS_MAX], sum = sidebyside_sum(sides, term);
	size_t count = sidebyside_units(sides, term, rows);
	struct table *table = new_table(_("kommun"));
	for (size_t i = 0; i < count; i++)
		amount_row(table, rows[i].name, &rows[i]);
	table_rule(table);
	amount_row(table, _("sum"), &sum);
	table_print(table, to);
}

static void print_terms(const struct sides *sides, FILE *to)
{
	struct side_row rows[SIDE_TERMS_MAX];
	size_t count = sidebyside_terms(sides, NULL, rows);
	struct table *table = new_table(_("term"));
	for (size_t i = 0; i < count; i++)
		amount_row(table, rows[i].name, &rows[i]);
	table_print(table, to);
}

/* All terms of one answer, or those that split `line`. */
static void explain(
	const char *heading, const struct expected *expected, const char *line, FILE *to)
{
	if (expected == NULL)
		return;
	fprintf(to, "\n--- %s ---\n", heading);
	for (size_t i = 0; i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		if (line != NULL && (term->line == NULL || strcmp(term->line, line) != 0))
			continue;
		fputc('\n', to);
		print_term(expected, term, true, to);
	}
}

static void explain_both(const struct sides *sides, const char *line, FILE *to)
{
	explain(_("today"), sides->today, line, to);
	explain(_("what if"), sides->then, line, to);
}

/* The days of the year on which the unit is a partner. */
static struct days partner_days(const struct expected *expected, const char *unit)
{
	if (expected == NULL)
		return (struct days){0, -1};
	return days_common(expected->days, agreementyear_partner(expected->agreement, unit));
}

/* Of a partner that is one on other days than today, and only on a part of the year: which terms
 * take no notice of that. */
static void explain_part_years(const struct sides *sides, FILE *to)
{
	const struct expected *then = sides->then;
	for (size_t i = 0; i < then->unit_count; i++) {
		const struct expected_unit *unit = &then->units[i];
		struct days days = partner_days(then, unit->code);
		struct days today = partner_days(sides->today, unit->code);
		struct moneycell first, last;
		if (!days_any(days) || (days.first == today.first && days.last == today.last) ||
			days_count(days) == days_count(days_common(then->days, then->held)))
			continue;
		for (size_t k = 0; k < then->term_count; k++)
			if (then->terms[k].term->proration == JOUR__V1__PRORATION__PRORATION_NONE &&
				proration_holds_for(then->terms[k].term, unit->code))
				fprintf(to,
					_("NOTE %s, %s: a partner from %s to %s, but the whole "
					  "year counts: the term has no 'proration' (months or "
					  "days).\n"),
					then->terms[k].id, unit->name,
					moneycell_date(&first, days_to_date(days.first)),
					moneycell_date(&last, days_to_date(days.last)));
	}
}

/* That the change is about other years, or about nothing that anybody pays. */
static void explain_nothing(const struct sides *sides, FILE *to)
{
	struct side_row rows[SIDE_UNITS_MAX];
	size_t count = sidebyside_units(sides, NULL, rows);
	for (size_t i = 0; i < count; i++) {
		int64_t difference_ore;
		if (rows[i].today.there != rows[i].then.there ||
			!sidebyside_difference(&rows[i], &difference_ore) || difference_ore != 0)
			return;
	}
	fprintf(to,
		_("Nothing that a partner pays changes in %u; --year asks about another year.\n"),
		sides->then->year);
}

void print_whatif_agreement(const struct sides *sides, bool explained, FILE *to)
{
	const struct expected *then = sides->then;
	fprintf(to, _("%s, %s, what the partners pay in %u:\n"), then->agreement->dnr,
		then->agreement->title, then->year);
	print_units(sides, NULL, to);
	fprintf(to, "\n%s\n", _("Term by term, work in kind and the jour's own money too:"));
	print_terms(sides, to);
	if (!explained)
		print_missing(then, to);
	explain_part_years(sides, to);
	explain_nothing(sides, to);
	if (explained)
		explain_both(sides, NULL, to);
}

void print_whatif_split(const struct sides *sides, const char *line, bool explained, FILE *to)
{
	struct side_row rows[SIDE_TERMS_MAX];
	size_t count = sidebyside_terms(sides, line, rows);
	for (size_t i = 0; i < count; i++) {
		fprintf(to, _("%s, %s, %u (%s):\n"), sides->then->agreement->dnr, line,
			sides->then->year, rows[i].name);
		print_units(sides, rows[i].code, to);
	}
	if (explained)
		explain_both(sides, line, to);
}
