#include "print_money.h"

#include <inttypes.h>
#include <string.h>

#include "jour/i18n.h"
#include "jour/money.h"
#include "jour/table.h"
#include "print_paid.h"
#include "term.h"

struct cell {
	char text[TABLE_CELL_SIZE];
};

static const char *amount_in(struct cell *cell, int64_t amount_ore)
{
	return money_format_sv((struct money){amount_ore}, cell->text, sizeof(cell->text));
}

static const char *count_in(struct cell *cell, uint64_t count)
{
	return count_format_sv(count, cell->text, sizeof(cell->text));
}

/* What is known of an amount that may lack a part. */
static const char *partial_in(struct cell *cell, bool complete, int64_t amount_ore)
{
	if (complete)
		return amount_in(cell, amount_ore);
	if (amount_ore == 0)
		return _("not known");
	amount_in(cell, amount_ore);
	return strncat(cell->text, " + ?", sizeof(cell->text) - strlen(cell->text) - 1);
}

static const char *date_in(struct cell *cell, uint32_t yyyymmdd)
{
	snprintf(cell->text, sizeof(cell->text), "%04u-%02u-%02u", yyyymmdd / 10000,
		yyyymmdd / 100 % 100, yyyymmdd % 100);
	return cell->text;
}

/* "17:3 9f2c41d0": entry, position in it, first bytes of the record hash. */
static const char *record_in(struct cell *cell, const struct citation *record)
{
	const uint8_t *hash = record->hash.bytes;
	snprintf(cell->text, sizeof(cell->text), "%" PRIu64 ":%u %02x%02x%02x%02x", record->index,
		record->position, hash[0], hash[1], hash[2], hash[3]);
	return cell->text;
}

static const char *render_in(struct cell *cell, const struct sentence *sentence)
{
	return sentence_render(sentence, i18n_text, cell->text, sizeof(cell->text));
}

void print_year_rule(const struct expected *expected, FILE *to)
{
	fprintf(to, "%s\n",
		_("A calendar year in which the agreement is in force for at least one day pays "
		  "the full yearly amount."));
	if (expected->other_versions)
		fprintf(to,
			_("Note: another version of the agreement holds for a part of %u; version "
			  "%u is used for all of it.\n"),
			expected->year, expected->agreement->version);
}

static void print_parties(const Jour__V1__Agreement *agreement, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT};
	struct table *table = table_new(columns, 3);
	table_row(table, (const char *[]){_("party"), _("org. no."), _("role")});
	for (size_t i = 0; i < agreement->n_parties; i++) {
		const Jour__V1__Party *party = agreement->parties[i];
		table_row(table, (const char *[]){party->name, party->org_nr,
					 party->role == JOUR__V1__ROLE__ROLE_PAYER ? _("payer")
										   : _("jour")});
	}
	table_print(table, to);
}

static void print_terms(const struct expected *expected, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_LEFT, TABLE_LEFT, TABLE_RIGHT};
	struct table *table = table_new(columns, 4);
	fprintf(to, _("Terms in %u:\n"), expected->year);
	table_row(table,
		(const char *[]){_("term"), _("what it says"), _("where"), _("all together")});
	for (size_t i = 0; i < expected->term_count; i++) {
		const struct expected_term *term = &expected->terms[i];
		struct cell headline, sum;
		table_row(table,
			(const char *[]){term->id, render_in(&headline, &term->headline),
				term->clause, partial_in(&sum, term->complete, term->sum_ore)});
	}
	table_print(table, to);
}

void print_agreement(const struct expected *expected, FILE *to)
{
	const Jour__V1__Agreement *agreement = expected->agreement;
	struct cell from, last, record;
	fprintf(to, _("%s, %s\n"), agreement->dnr, agreement->title);
	fprintf(to, _("Version %u (record %s), from %s to %s, notice %u months.\n\n"),
		agreement->version, record_in(&record, &expected->record),
		date_in(&from, agreement->from), date_in(&last, agreement->to),
		agreement->notice_months);
	if (agreement->n_parties > 0) {
		print_parties(agreement, to);
		fputc('\n', to);
	}
	if (!expected->in_force)
		fprintf(to, _("The agreement is not in force in %u: nothing is expected.\n"),
			expected->year);
	else
		print_terms(expected, to);
}

/* ---- one term */

static void print_remarks(const struct expected_term *term, FILE *to)
{
	for (const struct remark *at = term->remarks; at != NULL; at = at->next) {
		struct cell text;
		fprintf(to, at->lack ? _("Missing: %s.\n") : _("Note: %s.\n"),
			render_in(&text, &at->text));
	}
}

/* Who got what was left. */
static void print_extras(
	const struct expected *expected, const struct expected_term *term, FILE *to)
{
	struct cell unit;
	bool any = false;
	for (size_t i = 0; i < expected->unit_count; i++) {
		const struct expected_line *line = &term->lines[i];
		if (!line->extra)
			continue;
		if (!any)
			fprintf(to, _("What was left, %s each, went to: "),
				amount_in(&unit, term->unit_ore));
		fprintf(to, "%s%s%s", any ? ", " : "", expected->units[i].name,
			line->tie ? _(" (equal remainders: by code)") : "");
		any = true;
	}
	if (any)
		fputs(".\n", to);
}

static bool has_weights(const struct expected *expected, const struct expected_term *term)
{
	if (term->line != NULL)
		return true;
	for (size_t i = 0; i < expected->unit_count; i++)
		if (term->lines[i].input != NULL)
			return true;
	return false;
}

static const char *weight_in(
	struct cell *cell, const struct expected_term *term, const struct expected_line *line)
{
	if (line->input != NULL)
		return count_in(cell, line->input->value);
	/* A weight of a split that is 0 because it is not known has left a remark. */
	return term->line != NULL ? count_in(cell, line->weight) : "";
}

static void print_amounts(
	const struct expected *expected, const struct expected_term *term, bool explain, FILE *to)
{
	static const enum table_align columns[] = {
		TABLE_LEFT, TABLE_RIGHT, TABLE_RIGHT, TABLE_RIGHT};
	struct table *table = table_new(columns, explain ? 4 : 3);
	struct cell weight, amount;
	bool weights = has_weights(expected, term);
	table_row(table, (const char *[]){_("kommun"), weights ? _("weight") : "", _("amount"),
				 _("exact, in öre")});
	for (size_t i = 0; i < expected->unit_count; i++) {
		const struct expected_line *line = &term->lines[i];
		table_row(table,
			(const char *[]){expected->units[i].name, weight_in(&weight, term, line),
				partial_in(&amount, line->known, line->amount_ore),
				line->known ? line->exact_ore : ""});
	}
	table_rule(table);
	table_row(table, (const char *[]){_("sum"), "",
				 partial_in(&amount, term->complete, term->sum_ore), ""});
	table_print(table, to);
}

/* `name` is the unit's, when the input is about one. */
static const char *input_text_in(struct cell *cell, const struct input *input, const char *name)
{
	struct cell date;
	if (input->unit != NULL)
		snprintf(cell->text, sizeof(cell->text), _("population of %s on %s, source %s"),
			name, date_in(&date, input->date), input->source);
	else
		snprintf(cell->text, sizeof(cell->text), _("cost %s %u, reference %s"), input->line,
			input->year, input->reference);
	return cell->text;
}

static void input_row(struct table *table, const struct input *input, const char *name)
{
	struct cell what, value, record;
	bool population = input->unit != NULL;
	table_row(table, (const char *[]){input_text_in(&what, input, name),
				 population ? count_in(&value, input->value)
					    : amount_in(&value, (int64_t)input->value),
				 record_in(&record, &input->record)});
}

static void print_inputs(
	const struct expected *expected, const struct expected_term *term, FILE *to)
{
	static const enum table_align columns[] = {TABLE_LEFT, TABLE_RIGHT, TABLE_LEFT};
	struct table *table = table_new(columns, 3);
	table_row(table, (const char *[]){_("rests on"), _("value"), _("ledger record")});
	for (const struct cited *at = term->pot_inputs; at != NULL; at = at->next)
		input_row(table, at->input, at->input->unit);
	for (size_t i = 0; i < expected->unit_count; i++)
		if (term->lines[i].input != NULL)
			input_row(table, term->lines[i].input, expected->units[i].name);
	table_print(table, to);
}

void print_term(
	const struct expected *expected, const struct expected_term *term, bool explain, FILE *to)
{
	struct cell text;
	fprintf(to, _("%s, %u: %s (%s)\n"), expected->agreement->dnr, expected->year,
		render_in(&text, &term->headline), term->clause);
	if (term->pot_inputs != NULL)
		fprintf(to, _("To be split: %s.\n"), amount_in(&text, term->pot_ore));
	fputc('\n', to);
	print_amounts(expected, term, explain, to);
	fputc('\n', to);
	fprintf(to, _("Rule: %s.\n"), _(term->kind->rule));
	print_extras(expected, term, to);
	print_remarks(term, to);
	if (!explain)
		return;
	fputc('\n', to);
	print_inputs(expected, term, to);
}

/* ---- expected and paid */

/* Columns of their own for the terms when there are several, but not so many that nobody can read
 * the table. */
#define TERM_COLUMNS_MAX 5u
#define ACCOUNT_COLUMNS (6u + TERM_COLUMNS_MAX)

static size_t term_columns(const struct expected *expected)
{
	return expected->term_count > 1 && expected->term_count <= TERM_COLUMNS_MAX
		       ? expected->term_count
		       : 0;
}

static const char *term_cell(struct cell *cell, const struct expected *expected,
	const struct expected_term *term, size_t unit)
{
	if (unit < expected->unit_count)
		return partial_in(cell, term->lines[unit].known, term->lines[unit].amount_ore);
	return "";
}

/* Row number `at` of an account; the one after the last is the sum. */
static void balance_row(struct table *table, const struct expected *expected,
	const struct account *account, size_t at)
{
	struct cell cells[ACCOUNT_COLUMNS];
	const char *row[ACCOUNT_COLUMNS];
	size_t terms = term_columns(expected), count = 0;
	bool is_sum = at == account->count;
	const struct balance *balance = is_sum ? &account->sum : &account->rows[at];
	row[count++] = is_sum ? _("sum") : balance->name;
	for (size_t i = 0; i < terms; i++, count++) {
		const struct expected_term *term = &expected->terms[i];
		row[count] = is_sum ? partial_in(&cells[count], term->complete, term->sum_ore)
				    : term_cell(&cells[count], expected, term, at);
	}
	row[count] = partial_in(&cells[count], balance->complete, balance->expected_ore);
	count++;
	row[count] = amount_in(&cells[count], balance->invoiced_ore);
	count++;
	row[count] = amount_in(&cells[count], balance->received_ore);
	count++;
	row[count] = amount_in(&cells[count], balance->payer_says_ore);
	count++;
	row[count] = balance->complete ? amount_in(&cells[count], balance->difference_ore)
				       : _("not known");
	table_row(table, row);
}

static struct table *account_table(const struct expected *expected)
{
	enum table_align columns[ACCOUNT_COLUMNS] = {TABLE_LEFT};
	const char *row[ACCOUNT_COLUMNS];
	size_t terms = term_columns(expected), count = 0;
	for (size_t i = 1; i < ACCOUNT_COLUMNS; i++)
		columns[i] = TABLE_RIGHT;
	struct table *table = table_new(columns, terms + 6);
	row[count++] = _("kommun");
	for (size_t i = 0; i < terms; i++)
		row[count++] = expected->terms[i].id;
	row[count++] = _("expected");
	row[count++] = _("invoiced");
	row[count++] = _("paid");
	row[count++] = _("payer says");
	row[count] = _("difference");
	table_row(table, row);
	return table;
}

/* Terms often lack the same figure: each is said once. */
static bool said_before(
	const struct expected *expected, const struct remark *remark, const char *text)
{
	for (size_t i = 0; i < expected->term_count; i++)
		for (const struct remark *at = expected->terms[i].remarks; at != NULL;
			at = at->next) {
			struct cell other;
			if (at == remark)
				return false;
			if (strcmp(render_in(&other, &at->text), text) == 0)
				return true;
		}
	return false;
}

static void print_missing(const struct expected *expected, FILE *to)
{
	struct cell text;
	if (!expected->complete)
		fprintf(to, "%s\n", _("INCOMPLETE: not everything that the sums need is known."));
	for (size_t i = 0; i < expected->term_count; i++)
		for (const struct remark *at = expected->terms[i].remarks; at != NULL;
			at = at->next) {
			render_in(&text, &at->text);
			if (!said_before(expected, at, text.text))
				fprintf(to, at->lack ? _("Missing: %s.\n") : _("Note: %s.\n"),
					text.text);
		}
}

void print_account(const struct expected *expected, const struct account *account, FILE *to)
{
	fprintf(to, _("\nExpected and paid for %u:\n"), expected->year);
	struct table *table = account_table(expected);
	for (size_t i = 0; i < account->count; i++)
		balance_row(table, expected, account, i);
	table_rule(table);
	balance_row(table, expected, account, account->count);
	table_print(table, to);
	fprintf(to, "\n%s\n",
		_("Paid is what the jour says it received. Difference: expected less paid."));
	print_year_rule(expected, to);
	print_missing(expected, to);
	print_paid_remarks(account, to);
}
